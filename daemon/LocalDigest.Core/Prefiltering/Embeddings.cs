using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using LocalDigest.Ingestion;
using LocalDigest.Llm;
using LocalDigest.Models;

namespace LocalDigest.Prefiltering;

/// <summary>How it stands with embeddings.</summary>
/// <param name="Model">The model that is wanted: the one that the user has chosen, or the shipped one.</param>
/// <param name="Serving">The model that answers now.</param>
/// <param name="Done">Papers that have a vector of the wanted model.</param>
/// <param name="Total">Papers in memory.</param>
/// <param name="Problem">Why the wanted model does not answer, as a sentence; null where nothing is wrong.</param>
public sealed record EmbeddingState(string Model, string Serving, int Done, int Total, string? Problem)
{
    /// <summary>What a reader of an answer should know, as a sentence; null where the wanted model answers.</summary>
    public string? Notice => Problem is not null
        ? "Your embedding model failed, so similarity is by the shipped embedding: " + Problem
        : Serving != Model ? $"Papers are being embedded by {Model} ({Done} of {Total}); until then similarity is by the shipped embedding." : null;
}

/// <summary>
/// Vectors of queries, and the keeping of papers' vectors. A model that the user has chosen serves as soon as it has embedded all papers
/// and while it answers; before, and where it fails, the shipped embedding serves. Safe for several threads.
/// </summary>
/// <param name="shipped">The shipped embedding.</param>
/// <param name="table">The vectors on disk.</param>
/// <param name="index">All papers.</param>
/// <param name="papers">The store.</param>
/// <param name="clock">The clock.</param>
/// <param name="chosen">The model that the user has chosen; null for none.</param>
public sealed class Embeddings(
    ITextEmbedder shipped, VectorTable table, PaperIndex index, PaperTable papers, TimeProvider clock, IEmbeddingModel? chosen = null)
    : IDisposable
{
    private const int MostRemembered = 2000, SaveAtOnce = 1000, MostBatchesWaitedFor = 32;

    /// <summary>Changes of the store that whoever asks how it stands waits for.</summary>
    private const int MostFollowed = 2000;

    /// <summary>A search waits so long for the chosen model, and then goes by the shipped embedding.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>After a failure the chosen model is left alone for so long.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, float[]> remembered = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim keeping = new(1);
    private volatile Failure? failure;

    /// <param name="Message">What went wrong, as a sentence.</param>
    /// <param name="At">When, by the monotonic clock, which no one can set.</param>
    private sealed record Failure(string Message, long At);

    /// <summary>The embedding that is always there.</summary>
    public ITextEmbedder Shipped => shipped;

    /// <summary>Whether the chosen model is still to be opened, or to embed something.</summary>
    public bool HasOpenWork => chosen is not null && (chosen.Vectors is null || index.ChosenProgress is var (done, total) && done < total);

    public EmbeddingState State
    {
        get
        {
            // A few changes are followed at once; the first reading of a whole store is not waited for.
            if (index.Lag() <= MostFollowed) index.Current();
            var (done, total) = index.ChosenProgress;
            if (chosen is null) return new EmbeddingState(shipped.Model, shipped.Model, total, total, null);
            var wanted = chosen.Vectors?.Model ?? chosen.Name;
            var isServing = failure is null && chosen.Vectors is not null && done == total;
            return new EmbeddingState(wanted, isServing ? wanted : shipped.Model, done, total, failure?.Message);
        }
    }

    private VectorModel ShippedModel => new(shipped.Model, shipped.Dimensions);

    private bool IsResting => failure is { } last && clock.GetElapsedTime(last.At) < Rest;

    /// <summary>A text's vector and the papers' vectors that it can be compared with.</summary>
    /// <param name="snapshot">The papers.</param>
    /// <param name="text">What a user searches for.</param>
    /// <param name="ct">Gives it up.</param>
    internal async Task<(PaperVectors Papers, float[] Query)> QueryAsync(PaperSnapshot snapshot, string text, CancellationToken ct)
    {
        if (snapshot.Chosen is { } theirs && await OfChosenAsync(theirs.Model, text, ct) is { } vector) return (theirs, vector);
        var query = new float[shipped.Dimensions];
        shipped.Embed(text, query);
        return (snapshot.Shipped, query);
    }

    /// <summary>
    /// Brings all vectors up to date: loads what the store has, saves what was made, and has the chosen model embed what it lacks, batch by
    /// batch; each is on disk when the next is asked for, so that nothing is asked for twice.
    /// </summary>
    /// <param name="ct">Stops; what was answered is kept.</param>
    /// <returns>Why the chosen model could not be asked, as a sentence; null where all is up to date.</returns>
    public async Task<string?> KeepAsync(CancellationToken ct)
    {
        await keeping.WaitAsync(ct);
        try
        {
            // What a large import brought is saved as it is made, and not held in memory until all is. Who stops the daemon does not wait
            // for it.
            while (index.Follow())
            {
                SaveShipped();
                ct.ThrowIfCancellationRequested();
            }
            index.Current();
            SaveShipped();
            if (chosen is null || IsResting) return failure?.Message;
            try
            {
                await chosen.OpenAsync(ct);
                var isFirst = index.Current().Chosen is null || failure is not null;
                await EmbedPapersAsync(chosen, ct);
                failure = null;
                // What earlier models left behind goes when the one that is wanted has all.
                if (isFirst) table.DeleteOthers([ShippedModel, chosen.Vectors!]);
            }
            catch (EmbeddingException error)
            {
                failure = new Failure(error.Message, clock.GetTimestamp());
            }
            return failure?.Message;
        }
        finally
        {
            keeping.Release();
        }
    }

    public void Dispose() => keeping.Dispose();

    /// <summary>
    /// For work that is about to rank what has just come in: has the chosen model embed that first. A first embedding of a whole store is
    /// not waited for.
    /// </summary>
    /// <returns>How it stands then.</returns>
    public async Task<EmbeddingState> CatchUpAsync(CancellationToken ct)
    {
        index.Current();
        var (done, total) = index.ChosenProgress;
        if (total - done <= MostBatchesWaitedFor * (chosen?.BatchSize ?? 0)) await KeepAsync(ct);
        return State;
    }

    private async Task<float[]?> OfChosenAsync(VectorModel vectors, string text, CancellationToken ct)
    {
        if (remembered.TryGetValue(text, out var known)) return known;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        if (table.Find(vectors, [hash])[0] is { } stored) return Remember(text, stored.ToFloats());
        if (IsResting) return null;
        using var patience = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            var vector = (await chosen!.EmbedAsync([text], TextRole.Query, both.Token))[0];
            failure = null;
            table.Save(vectors, [TextVector.Of(hash, vector)]);
            return Remember(text, vector);
        }
        catch (EmbeddingException error)
        {
            failure = new Failure(error.Message, clock.GetTimestamp());
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            failure = new Failure($"It did not answer within {Patience.TotalSeconds:0} s.", clock.GetTimestamp());
        }
        return null;
    }

    private float[] Remember(string text, float[] vector)
    {
        // All of it is on disk: what is forgotten here is read again.
        if (remembered.Count >= MostRemembered) remembered.Clear();
        return remembered[text] = vector;
    }

    private void SaveShipped()
    {
        var unsaved = index.TakeUnsaved();
        var saved = 0;
        try
        {
            foreach (var part in unsaved.Chunk(SaveAtOnce))
            {
                table.Save(ShippedModel, part);
                saved += part.Length;
            }
        }
        finally
        {
            index.ReturnUnsaved([.. unsaved.Skip(saved)]);
        }
    }

    private async Task EmbedPapersAsync(IEmbeddingModel model, CancellationToken ct)
    {
        while (index.Missing(model.BatchSize) is { Count: > 0 } batch)
        {
            var found = papers.Find([.. batch.Keys]).Where(paper => paper.TextHash.AsSpan().SequenceEqual(batch[paper.Number])).ToList();
            if (found.Count < batch.Count)
            {
                // Removed, or changed: the log says so, and the changed ones come again with their new text.
                index.Current();
            }
            if (found.Count == 0) continue;
            string[] texts = [.. found.Select(paper => PaperIndex.TextOf(paper.Paper.Title, paper.Paper.Abstract))];
            var vectors = await model.EmbedAsync(texts, TextRole.Document, ct);
            var stored = found.Zip(vectors, (paper, vector) => TextVector.Of(paper.TextHash, vector)).ToList();
            table.Save(model.Vectors!, stored);
            index.Add(stored);
        }
    }
}
