using LocalDigest.Ingestion;
using LocalDigest.Llm;
using LocalDigest.Models;
using LocalDigest.Papers;

namespace LocalDigest.Prefiltering;

/// <summary>The vectors of papers by one model.</summary>
/// <param name="Model">Whose vectors.</param>
/// <param name="Index">The vectors.</param>
/// <param name="Positions">Where in it each paper stands, in the order of <see cref="PaperIndex.Snapshot.Numbers"/>.</param>
internal sealed record PaperVectors(VectorModel Model, VectorIndex Index, int[] Positions);

/// <summary>
/// All papers in memory, ready to be scored by words and by meaning. It follows the store by its change count: whoever asks gets it up to date,
/// without being told of changes. Safe for several threads.
/// </summary>
/// <remarks>
/// Vectors of the shipped embedding are read from the store or made at once. Those of an endpoint are read from the store; what is missing there is
/// asked for by <see cref="Embeddings"/>, and until all are there the shipped embedding serves.
/// </remarks>
public sealed class PaperIndex
{
    /// <summary>Papers that are looked up, and embedded in parallel, at a time.</summary>
    private const int BatchSize = 512;

    private readonly PaperTable papers;
    private readonly VectorTable table;
    private readonly ITextEmbedder embedder;
    private readonly VectorModel shippedModel;
    private readonly VectorModel? endpointModel;
    private readonly Lock catchingUp = new();
    private readonly LexicalIndex words = new();
    private readonly VectorIndex shipped;
    private readonly VectorIndex? endpoint;
    private readonly Dictionary<long, int> positions = [];
    private readonly Dictionary<long, int> endpointPositions = [];
    private readonly Dictionary<long, byte[]> missing = [];
    private readonly List<TextVector> unsaved = [];
    private long change;
    private Snapshot? snapshot;
    private volatile Progress progress = new(0, 0);

    public PaperIndex(PaperTable papers, VectorTable table, ITextEmbedder embedder, EmbeddingModel endpointEmbedder)
    {
        this.papers = papers;
        this.table = table;
        this.embedder = embedder;
        shippedModel = new VectorModel(embedder.Model, embedder.Dimensions);
        shipped = new VectorIndex(embedder.Dimensions);
        if (!endpointEmbedder.IsConfigured) return;
        endpointModel = new VectorModel(endpointEmbedder.Name, endpointEmbedder.Dimensions);
        endpoint = new VectorIndex(endpointEmbedder.Dimensions);
    }

    /// <summary>Papers at one moment.</summary>
    /// <param name="Words">Their words, by position.</param>
    /// <param name="Numbers">The paper at each position that counts; a changed paper has a new position.</param>
    /// <param name="Positions">The positions that count, ascending.</param>
    /// <param name="Change">The store's change count that this is up to date with.</param>
    /// <param name="Shipped">Their vectors by the shipped embedding.</param>
    /// <param name="Endpoint">Their vectors by the user's endpoint; null where there is none, or not yet of all papers.</param>
    internal sealed record Snapshot(LexicalIndex Words, long[] Numbers, int[] Positions, long Change, PaperVectors Shipped, PaperVectors? Endpoint)
    {
        private readonly Lazy<Dictionary<long, int>> places = new(() => Numbers.Index().ToDictionary(item => item.Item, item => item.Index));

        /// <summary>Where in <see cref="Numbers"/> a paper stands; -1 where it does not.</summary>
        public int PlaceOf(long number) => places.Value.TryGetValue(number, out var place) ? place : -1;
    }

    /// <summary>How many papers have a vector of the endpoint, and how many there are. Never waits for the index to catch up.</summary>
    internal (int Done, int Total) EndpointProgress
    {
        get
        {
            var now = progress;
            return (now.Done, now.Total);
        }
    }

    /// <summary>Brings the index up to date and gives it. The first call reads the whole store.</summary>
    internal Snapshot Current()
    {
        lock (catchingUp)
        {
            var batch = new List<Text>(BatchSize);
            var last = papers.VisitChanges(change, (number, title, text, hash) =>
            {
                batch.Add(new Text(number, title, text, hash));
                if (batch.Count == BatchSize) Take(batch);
            });
            Take(batch);
            if (last == change && snapshot is not null) return snapshot;
            change = last;
            var ordered = positions.OrderBy(pair => pair.Value).ToList();
            long[] numbers = [.. ordered.Select(pair => pair.Key)];
            int[] inOrder = [.. ordered.Select(pair => pair.Value)];
            return snapshot = new Snapshot(
                words, numbers, inOrder, last,
                // Words and shipped vectors are always added together: their positions are the same.
                new PaperVectors(shippedModel, shipped, inOrder),
                endpoint is not null && missing.Count == 0 ? new PaperVectors(endpointModel!, endpoint, [.. numbers.Select(number => endpointPositions[number])]) : null);
        }
    }

    /// <summary>Vectors of the shipped embedding that were made and are not on disk; they are handed over once.</summary>
    internal IReadOnlyList<TextVector> TakeUnsaved()
    {
        lock (catchingUp)
        {
            TextVector[] taken = [.. unsaved];
            unsaved.Clear();
            return taken;
        }
    }

    /// <summary>Gives back what could not be saved.</summary>
    internal void ReturnUnsaved(IReadOnlyList<TextVector> vectors)
    {
        lock (catchingUp) unsaved.AddRange(vectors);
    }

    /// <summary>Some of the papers that lack a vector of the endpoint, with the hash of the text to embed.</summary>
    internal IReadOnlyDictionary<long, byte[]> MissingAtEndpoint(int most)
    {
        lock (catchingUp) return missing.Take(most).ToDictionary();
    }

    /// <summary>Adds vectors of the endpoint; those of texts that have changed meanwhile are left out.</summary>
    internal void AddFromEndpoint(IReadOnlyCollection<(long Number, TextVector Vector)> vectors)
    {
        lock (catchingUp)
        {
            foreach (var (number, vector) in vectors)
            {
                if (!missing.TryGetValue(number, out var hash) || !hash.AsSpan().SequenceEqual(vector.TextHash)) continue;
                endpointPositions[number] = endpoint!.Add(vector.Codes, vector.Scale);
                missing.Remove(number);
            }
            if (missing.Count == 0) snapshot = null;
            progress = new Progress(positions.Count - missing.Count, positions.Count);
        }
    }

    /// <summary>Forgets papers that are not in the store any more, so that nothing is asked for in vain.</summary>
    internal void Forget(IEnumerable<long> numbers)
    {
        lock (catchingUp)
        {
            foreach (var number in numbers)
            {
                missing.Remove(number);
                positions.Remove(number);
                endpointPositions.Remove(number);
            }
            snapshot = null;
            progress = new Progress(positions.Count - missing.Count, positions.Count);
        }
    }

    /// <summary>What of a paper is embedded: the text that <see cref="StoredPaper.TextHash"/> is of.</summary>
    internal static string TextOf(string title, string text) => $"{title}\n{text}";

    private void Take(List<Text> batch)
    {
        if (batch.Count == 0) return;
        byte[][] hashes = [.. batch.Select(paper => paper.Hash)];
        var known = table.Find(shippedModel, hashes).ToArray();
        var made = new TextVector?[batch.Count];
        Parallel.For(0, batch.Count, () => new float[embedder.Dimensions], (i, _, vector) =>
        {
            if (known[i] is not null) return vector;
            embedder.Embed(TextOf(batch[i].Title, batch[i].Abstract), vector);
            made[i] = TextVector.Of(hashes[i], vector);
            return vector;
        }, _ => { });
        var atEndpoint = endpointModel is null ? null : table.Find(endpointModel, hashes);
        for (var i = 0; i < batch.Count; i++)
        {
            var number = batch[i].Number;
            positions[number] = words.Add(batch[i].Title, batch[i].Abstract);
            var vector = known[i] ?? made[i]!;
            shipped.Add(vector.Codes, vector.Scale);
            if (made[i] is { } fresh) unsaved.Add(fresh);
            if (atEndpoint is null) continue;
            if (atEndpoint[i] is { } theirs)
            {
                endpointPositions[number] = endpoint!.Add(theirs.Codes, theirs.Scale);
                missing.Remove(number);
            }
            else
            {
                missing[number] = hashes[i];
            }
        }
        progress = new Progress(positions.Count - missing.Count, positions.Count);
        batch.Clear();
    }

    private sealed record Progress(int Done, int Total);

    private readonly record struct Text(long Number, string Title, string Abstract, byte[] Hash);
}
