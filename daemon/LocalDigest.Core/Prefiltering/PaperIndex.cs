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
/// Vectors of the shipped embedding are read from the store or made at once. Those of the model that the user has chosen are read from the
/// store as soon as it is open; what is missing there is made by <see cref="Embeddings"/>, and until all are there the shipped one serves.
/// </remarks>
public sealed class PaperIndex
{
    /// <summary>Papers that are looked up, and embedded in parallel, at a time.</summary>
    private const int BatchSize = 512;

    private const int FamiliaritySampling = 8;

    private readonly PaperTable papers;
    private readonly VectorTable table;
    private readonly ITextEmbedder embedder;
    private readonly VectorModel shippedModel;
    private readonly IEmbeddingModel? chosen;
    private readonly Lock catchingUp = new();
    private readonly LexicalIndex words = new();
    private readonly VectorIndex shipped;
    private readonly Dictionary<long, int> positions = [];
    private readonly Dictionary<long, int> chosenPositions = [];
    private readonly Dictionary<long, byte[]> missing = [];
    private readonly List<TextVector> unsaved = [];
    private (VectorModel Model, VectorIndex Index)? opened;
    private long change;
    private Snapshot? snapshot;
    private CorpusProfile? corpus;
    private float familiarity;
    private int familiarityCount;
    private volatile Progress progress = new(0, 0);

    /// <param name="papers">The store.</param>
    /// <param name="table">The vectors on disk.</param>
    /// <param name="embedder">The shipped embedding.</param>
    /// <param name="chosen">The model that the user has chosen in its place; null for none.</param>
    public PaperIndex(PaperTable papers, VectorTable table, ITextEmbedder embedder, IEmbeddingModel? chosen = null)
    {
        (this.papers, this.table, this.embedder, this.chosen) = (papers, table, embedder, chosen);
        shippedModel = new VectorModel(embedder.Model, embedder.Dimensions);
        shipped = new VectorIndex(embedder.Dimensions);
    }

    /// <summary>Papers at one moment.</summary>
    /// <param name="Words">Their words, by position.</param>
    /// <param name="Numbers">The paper at each position that counts; a changed paper has a new position.</param>
    /// <param name="Positions">The positions that count, ascending.</param>
    /// <param name="Change">The store's change count that this is up to date with.</param>
    /// <param name="Shipped">Their vectors by the shipped embedding.</param>
    /// <param name="Chosen">Their vectors by the model that the user has chosen; null where there is none, or not yet all.</param>
    internal sealed record Snapshot(
        LexicalIndex Words, long[] Numbers, int[] Positions, long Change, PaperVectors Shipped, PaperVectors? Chosen)
    {
        private readonly Lazy<Dictionary<long, int>> places = new(() => Numbers.Index().ToDictionary(item => item.Item, item => item.Index));

        /// <summary>Where in <see cref="Numbers"/> a paper stands; -1 where it does not.</summary>
        public int PlaceOf(long number) => places.Value.TryGetValue(number, out var place) ? place : -1;
    }

    /// <summary>How many papers have a vector of the chosen model, and how many there are. Never waits for the index to catch up.</summary>
    internal (int Done, int Total) ChosenProgress
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
            if (opened is null && chosen?.Vectors is { } model) Open(model);
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
            var ofChosen = opened is var (whose, vectors) && missing.Count == 0
                ? new PaperVectors(whose, vectors, [.. numbers.Select(number => chosenPositions[number])])
                : null;
            // Words and shipped vectors are always added together: their positions are the same.
            return snapshot = new Snapshot(words, numbers, inOrder, last, new PaperVectors(shippedModel, shipped, inOrder), ofChosen);
        }
    }

    /// <summary>The shipped embedding.</summary>
    internal ITextEmbedder Embedder => embedder;

    /// <summary>What is usual among the papers; made anew where their number has changed by more than a tenth.</summary>
    internal CorpusProfile Corpus(Snapshot papers)
    {
        lock (catchingUp)
        {
            if (corpus is null || Math.Abs(corpus.Size - papers.Positions.Length) * 10 > corpus.Size)
            {
                corpus = new CorpusProfile(papers.Words, papers.Shipped.Index, papers.Positions, familiarityCount == 0 ? 0 : familiarity / familiarityCount);
            }
            return corpus;
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

    /// <summary>Some of the papers that lack a vector of the chosen model, with the hash of the text to embed.</summary>
    internal IReadOnlyDictionary<long, byte[]> Missing(int most)
    {
        lock (catchingUp) return missing.Take(most).ToDictionary();
    }

    /// <summary>Adds vectors of the chosen model, which is open; those of texts that have changed meanwhile are left out.</summary>
    internal void Add(IReadOnlyCollection<(long Number, TextVector Vector)> vectors)
    {
        lock (catchingUp)
        {
            foreach (var (number, vector) in vectors)
            {
                if (!missing.TryGetValue(number, out var hash) || !hash.AsSpan().SequenceEqual(vector.TextHash)) continue;
                AddChosen(number, vector);
            }
            if (missing.Count == 0) snapshot = null;
            Count();
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
                chosenPositions.Remove(number);
            }
            snapshot = null;
            Count();
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
        var ofChosen = opened is var (model, _) ? table.Find(model, hashes) : null;
        for (var i = 0; i < batch.Count; i++)
        {
            var number = batch[i].Number;
            // one in so many tells enough of how familiar they all are
            if (positions.Count % FamiliaritySampling == 0)
            {
                familiarity += embedder.Familiarity(TextOf(batch[i].Title, batch[i].Abstract));
                familiarityCount++;
            }
            positions[number] = words.Add(batch[i].Title, batch[i].Abstract);
            var vector = known[i] ?? made[i]!;
            shipped.Add(vector.Codes, vector.Scale);
            if (made[i] is { } fresh) unsaved.Add(fresh);
            if (ofChosen?[i] is { } theirs) AddChosen(number, theirs);
            else if (chosen is not null) missing[number] = hashes[i];
        }
        Count();
        batch.Clear();
    }

    /// <summary>Takes up the chosen model: what the store has of it is read, and what it has not stays missing.</summary>
    private void Open(VectorModel model)
    {
        opened = (model, new VectorIndex(model.Dimensions));
        foreach (var part in missing.ToArray().Chunk(BatchSize))
        {
            var known = table.Find(model, [.. part.Select(paper => paper.Value)]);
            for (var i = 0; i < part.Length; i++)
            {
                if (known[i] is { } vector) AddChosen(part[i].Key, vector);
            }
        }
        snapshot = null;
        Count();
    }

    private void AddChosen(long number, TextVector vector)
    {
        chosenPositions[number] = opened!.Value.Index.Add(vector.Codes, vector.Scale);
        missing.Remove(number);
    }

    private void Count() => progress = new Progress(positions.Count - missing.Count, positions.Count);

    private sealed record Progress(int Done, int Total);

    private readonly record struct Text(long Number, string Title, string Abstract, byte[] Hash);
}
