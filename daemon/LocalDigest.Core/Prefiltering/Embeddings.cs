using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using LocalDigest.Ingestion;
using LocalDigest.Llm;
using LocalDigest.Models;

namespace LocalDigest.Prefiltering;

/// <summary>How it stands with embeddings.</summary>
/// <param name="Model">The model that is wanted: the endpoint's where one is configured, the shipped one otherwise.</param>
/// <param name="Serving">The model that answers now.</param>
/// <param name="Done">Papers that have a vector of the wanted model.</param>
/// <param name="Total">Papers in memory.</param>
/// <param name="Problem">Why the wanted model does not answer, as a sentence; null where nothing is wrong.</param>
public sealed record EmbeddingState(string Model, string Serving, int Done, int Total, string? Problem)
{
    /// <summary>What a reader of an answer should know, as a sentence; null where the wanted model answers.</summary>
    public string? Notice => Problem is not null
        ? "The embeddings endpoint failed, so similarity is by the shipped embedding: " + Problem
        : Serving != Model ? $"Papers are being embedded by {Model} ({Done} of {Total}); until then similarity is by the shipped embedding." : null;
}

/// <summary>
/// Vectors of queries, and the keeping of papers' vectors. An endpoint that the user configured serves as soon as it has embedded all papers and
/// while it answers; before, and where it fails, the shipped embedding serves. Safe for several threads.
/// </summary>
public sealed class Embeddings(ITextEmbedder shipped, EmbeddingModel endpoint, VectorTable table, PaperIndex index, PaperTable papers, TimeProvider clock) : IDisposable
{
    private const int MostRemembered = 2000, MostWanted = 200, SaveAtOnce = 1000, MostWaitedFor = 2000;

    /// <summary>A search waits so long for the endpoint, and then goes by the shipped embedding.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>After a failure the endpoint is left alone for so long.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, float[]> remembered = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> wanted = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim keeping = new(1);
    private volatile Failure? failure;

    private sealed record Failure(string Message, DateTimeOffset At);

    /// <summary>The embedding that is always there.</summary>
    public ITextEmbedder Shipped => shipped;

    /// <summary>Whether there is something to ask the endpoint for.</summary>
    public bool HasOpenWork => endpoint.IsConfigured && (index.EndpointProgress is var (done, total) && done < total || !wanted.IsEmpty);

    public EmbeddingState State
    {
        get
        {
            // A few changes are followed at once; the first reading of a whole store is not waited for.
            if (index.Lag() <= MostWaitedFor) index.Current();
            var (done, total) = index.EndpointProgress;
            if (!endpoint.IsConfigured) return new EmbeddingState(shipped.Model, shipped.Model, total, total, null);
            var isServing = failure is null && done == total;
            return new EmbeddingState(endpoint.Name, isServing ? endpoint.Name : shipped.Model, done, total, failure?.Message);
        }
    }

    private VectorModel EndpointModel => new(endpoint.Name, endpoint.Dimensions);

    private bool IsResting => failure is { } last && clock.GetUtcNow() - last.At < Rest;

    /// <summary>A text's vector and the papers' vectors that it can be compared with.</summary>
    /// <param name="snapshot">The papers.</param>
    /// <param name="text">What a user searches for.</param>
    /// <param name="ct">Gives it up.</param>
    internal async Task<(PaperVectors Papers, float[] Query)> QueryAsync(PaperSnapshot snapshot, string text, CancellationToken ct)
    {
        if (snapshot.Endpoint is { } theirs && await OfEndpointAsync(text, ct) is { } vector) return (theirs, vector);
        return (snapshot.Shipped, OfShipped(text));
    }

    /// <summary>
    /// Vectors of texts and the papers' vectors that they can be compared with, all by one model and without asking the network: what the endpoint has
    /// not embedded yet is noted for the next <see cref="KeepAsync"/>, and the shipped embedding serves until then.
    /// </summary>
    /// <param name="snapshot">The papers.</param>
    /// <param name="texts">Criteria.</param>
    internal (PaperVectors Papers, float[][] Queries) Of(PaperSnapshot snapshot, IReadOnlyList<string> texts)
    {
        if (snapshot.Endpoint is { } theirs)
        {
            var known = texts.Select(Known).OfType<float[]>().ToArray();
            if (known.Length == texts.Count) return (theirs, known);
            foreach (var text in texts.Where(text => wanted.Count < MostWanted && Known(text) is null)) wanted.TryAdd(text, true);
        }
        return (snapshot.Shipped, [.. texts.Select(OfShipped)]);
    }

    /// <summary>
    /// Brings all vectors up to date: loads what the store has, saves what was made, and has the endpoint embed what it lacks, batch by batch; each is
    /// on disk when the next is asked for, so that nothing is asked for twice.
    /// </summary>
    /// <param name="ct">Stops; what was answered is kept.</param>
    /// <returns>Why the endpoint could not be asked, as a sentence; null where all is up to date.</returns>
    public async Task<string?> KeepAsync(CancellationToken ct)
    {
        await keeping.WaitAsync(ct);
        try
        {
            var snapshot = index.Current();
            SaveShipped();
            if (!endpoint.IsConfigured || IsResting) return failure?.Message;
            try
            {
                await EmbedPapersAsync(ct);
                await EmbedWantedAsync(ct);
                var recovered = failure is not null;
                failure = null;
                if (snapshot.Endpoint is null || recovered) DeleteOthers();
            }
            catch (LlmException error)
            {
                failure = new Failure(error.Message, clock.GetUtcNow());
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
    /// For work that is about to rank what has just come in: has the endpoint embed that first. A first embedding of a whole store is not waited for.
    /// </summary>
    /// <returns>How it stands then.</returns>
    public async Task<EmbeddingState> CatchUpAsync(CancellationToken ct)
    {
        index.Current();
        var (done, total) = index.EndpointProgress;
        if (total - done <= MostWaitedFor) await KeepAsync(ct);
        return State;
    }

    private float[] OfShipped(string text)
    {
        var vector = new float[shipped.Dimensions];
        shipped.Embed(text, vector);
        return vector;
    }

    private async Task<float[]?> OfEndpointAsync(string text, CancellationToken ct)
    {
        if (Known(text) is { } known) return known;
        if (IsResting) return null;
        using var patience = new CancellationTokenSource(Patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            var vector = (await endpoint.EmbedAsync([text], both.Token))[0];
            failure = null;
            return Remember(text, vector);
        }
        catch (LlmException error)
        {
            failure = new Failure(error.Message, clock.GetUtcNow());
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            failure = new Failure($"It did not answer within {Patience.TotalSeconds:0} s.", clock.GetUtcNow());
        }
        return null;
    }

    private float[]? Known(string text)
    {
        if (remembered.TryGetValue(text, out var vector)) return vector;
        if (table.Find(EndpointModel, [HashOf(text)])[0] is not { } stored) return null;
        return Keep(text, stored.ToFloats());
    }

    private float[] Remember(string text, float[] vector)
    {
        table.Save(EndpointModel, [TextVector.Of(HashOf(text), vector)]);
        return Keep(text, vector);
    }

    private float[] Keep(string text, float[] vector)
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
                table.Save(new VectorModel(shipped.Model, shipped.Dimensions), part);
                saved += part.Length;
            }
        }
        finally
        {
            index.ReturnUnsaved([.. unsaved.Skip(saved)]);
        }
    }

    private async Task EmbedPapersAsync(CancellationToken ct)
    {
        while (index.MissingAtEndpoint(endpoint.BatchSize) is { Count: > 0 } batch)
        {
            var found = papers.Find([.. batch.Keys]).Where(paper => paper.TextHash.AsSpan().SequenceEqual(batch[paper.Number])).ToList();
            if (found.Count < batch.Count)
            {
                // Removed, or changed: the log says so, and the changed ones come again with their new text.
                index.Current();
                if (found.Count == 0) continue;
            }
            var vectors = await endpoint.EmbedAsync([.. found.Select(paper => PaperIndex.TextOf(paper.Paper.Title, paper.Paper.Abstract))], ct);
            var stored = found.Zip(vectors, (paper, vector) => TextVector.Of(paper.TextHash, vector)).ToList();
            table.Save(EndpointModel, stored);
            index.AddFromEndpoint(stored);
        }
    }

    private async Task EmbedWantedAsync(CancellationToken ct)
    {
        foreach (var texts in wanted.Keys.Chunk(endpoint.BatchSize))
        {
            var vectors = await endpoint.EmbedAsync(texts, ct);
            for (var i = 0; i < texts.Length; i++)
            {
                Remember(texts[i], vectors[i]);
                wanted.TryRemove(texts[i], out _);
            }
        }
    }

    /// <summary>What earlier models left behind goes when the one that is wanted has all.</summary>
    private void DeleteOthers() => table.DeleteOthers([new VectorModel(shipped.Model, shipped.Dimensions), EndpointModel]);

    private static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
