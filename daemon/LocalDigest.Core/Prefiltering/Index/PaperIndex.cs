using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using LocalDigest.Ingestion;
using LocalDigest.Llm;
using LocalDigest.Models;
using LocalDigest.Text;

namespace LocalDigest.Prefiltering;

/// <summary>
/// All papers in memory, ready to be scored by words and by meaning. It follows the store's log of changes: whoever asks gets it up to date, without being
/// told of changes, and what it gives is the same as that of an index built anew from the store. Safe for several threads.
/// </summary>
/// <remarks>
/// Vectors of the shipped embedding are read from the store or made at once. Those of the model that the user has chosen are read from the store as
/// soon as it is open; what is missing there is made by <see cref="Embeddings"/>, and until all are there the shipped one serves.
/// </remarks>
public sealed partial class PaperIndex
{
    /// <summary>Papers that are looked up, and embedded in parallel, at a time.</summary>
    private const int BatchSize = 512;

    /// <summary>So many changes are held in memory at a time.</summary>
    private const int MostAtOnce = 8 * BatchSize;

    /// <summary>A collaboration's list of authors tells by its first names.</summary>
    private const int MostAuthors = 8;

    /// <summary>Of more papers than that, one in so many tells enough of how familiar the embedding is with the words of them all.</summary>
    private const int FamiliaritySampling = 8;

    /// <summary>The positions of papers that changed or went take memory until there are more of them than of papers, and than this.</summary>
    private const int MostUnused = 8192;

    private readonly PaperTable papers;
    private readonly VectorTable table;
    private readonly ITextEmbedder embedder;
    private readonly VectorModel shippedModel;
    private readonly IEmbeddingModel? chosen;
    private readonly PaperIndexFile? file;
    private readonly Lock catchingUp = new();
    private readonly List<Entry> entries = [];

    /// <summary>The texts of which the chosen model has no vector yet, each with its papers.</summary>
    private readonly Dictionary<string, (byte[] Hash, HashSet<long> Papers)> missing = new(StringComparer.Ordinal);

    private readonly List<TextVector> unsaved = [];
    private LexicalIndex words = new();
    private VectorIndex shipped;
    private (VectorModel Model, VectorIndex Index)? opened;
    private long change;
    private PaperSnapshot? snapshot;
    private bool isLoaded;
    private volatile Progress progress = new(0, 0);

    /// <param name="papers">The store.</param>
    /// <param name="table">The vectors on disk.</param>
    /// <param name="embedder">The shipped embedding.</param>
    /// <param name="chosen">The model that the user has chosen in its place; null for none.</param>
    /// <param name="file">Where all of this is kept between two starts; null for nowhere.</param>
    public PaperIndex(PaperTable papers, VectorTable table, ITextEmbedder embedder, IEmbeddingModel? chosen = null,
        PaperIndexFile? file = null)
    {
        (this.papers, this.table, this.embedder, this.chosen, this.file) = (papers, table, embedder, chosen, file);
        shippedModel = new VectorModel(embedder.Model, embedder.Dimensions);
        shipped = new VectorIndex(embedder.Dimensions);
    }

    /// <summary>A paper as it is kept; the list of them is in the order of their numbers.</summary>
    private sealed class Entry(long number)
    {
        public long Number => number;

        /// <summary>Where it stands in the words and in the shipped vectors.</summary>
        public required int Position { get; set; }

        /// <summary>Where it stands in the chosen model's vectors; -1 where it has none.</summary>
        public int ChosenPosition { get; set; } = -1;

        /// <summary>SHA-256 of its text and of what else of it is described.</summary>
        public required TextHash Identity { get; init; }

        public required TextHash TextHash { get; init; }

        public required uint[] Tags { get; init; }

        /// <summary>The abbreviations that its text defines.</summary>
        public required DefinedAbbreviation[] Defined { get; init; }

        /// <summary>It is one of those that tell how familiar the embedding is with the words of many.</summary>
        public required bool IsSampled { get; init; }

        /// <summary>How familiar the embedding is with its words, from 0 to 1; null where that was not looked at yet.</summary>
        public required float? Familiarity { get; set; }

        public required long Published { get; set; }

        public required bool IsGone { get; set; }
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

    /// <summary>How many changes the index is behind the store.</summary>
    internal long Lag() => papers.Change() - Interlocked.Read(ref change);

    /// <summary>The shipped embedding.</summary>
    internal ITextEmbedder Embedder => embedder;

    /// <summary>Brings the index up to date and gives it. The first call reads the file that was kept, or the whole store where there is
    /// none.</summary>
    public PaperSnapshot Current()
    {
        lock (catchingUp)
        {
            Prepare();
            // As far as the log goes now: what comes in meanwhile may be without end.
            var head = papers.Change();
            var isBehind = change < head;
            while (isBehind) isBehind = Advance() && change < head;
            if (snapshot?.Change == change) return snapshot;
            Compact();
            progress = Count();
            return snapshot = Freeze();
        }
    }

    /// <summary>Takes a part of the changes that <see cref="Current"/> would take.</summary>
    /// <returns>Whether there were any.</returns>
    internal bool Follow()
    {
        lock (catchingUp)
        {
            Prepare();
            return Advance();
        }
    }

    private void Prepare()
    {
        if (!isLoaded) Load();
        isLoaded = true;
        if (opened is null && chosen?.Vectors is { } model) Open(model);
    }

    private bool Advance()
    {
        // Read first, and taken apart behind it: as long as somebody reads, the database's log grows with each import.
        var batch = new List<(long Number, ChangedPaper Paper)>();
        var removed = new HashSet<long>();
        var last = papers.VisitChanges(change, changed =>
        {
            if (changed.Text is { } text) batch.Add((changed.Number, text));
            else removed.Add(changed.Number);
        }, MostAtOnce);
        foreach (var part in batch.Chunk(BatchSize)) Take(part);
        Remove(removed);
        var isFurther = last != change;
        change = last;
        return isFurther;
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

    /// <summary>Some of the papers that lack a vector of the chosen model, with the hash of the text to embed; of papers with the same text, one.</summary>
    internal IReadOnlyDictionary<long, byte[]> Missing(int most)
    {
        lock (catchingUp) return missing.Values.Take(most).ToDictionary(text => text.Papers.First(), text => text.Hash);
    }

    /// <summary>Adds vectors of the chosen model, which is open, to all papers of these texts that lack one.</summary>
    internal void Add(IReadOnlyCollection<TextVector> vectors)
    {
        lock (catchingUp)
        {
            foreach (var vector in vectors) AddChosen(vector);
            if (missing.Count == 0) snapshot = null;
            progress = Count();
        }
    }

    /// <summary>What of a paper is embedded: the text that <see cref="Papers.StoredPaper.TextHash"/> is of.</summary>
    internal static string TextOf(string title, string text) => $"{title}\n{text}";

    /// <summary>The ids of a paper's first authors and of its categories among <see cref="DocumentFeatures.Tags"/>.</summary>
    internal static uint[] TagsOf(IEnumerable<string> authors, IEnumerable<string> categories) =>
        [.. authors.Take(MostAuthors).Select(AuthorTag).Concat(categories.Select(CategoryTag)).Distinct()];

    /// <summary>The id of an author among <see cref="DocumentFeatures.Tags"/>.</summary>
    public static uint AuthorTag(string name) => TagOf('a', name);

    /// <summary>The id of a category among <see cref="DocumentFeatures.Tags"/>.</summary>
    public static uint CategoryTag(string category) => TagOf('c', category);

    private static uint TagOf(char kind, string name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(kind + name.Trim().ToLowerInvariant()), hash);
        return BinaryPrimitives.ReadUInt32LittleEndian(hash);
    }

    /// <summary>What of a paper has a position: where it changes, the paper gets a new one, so that what is known of a position never changes.</summary>
    private static TextHash IdentityOf(ChangedPaper paper) => TextHash.Of(
        SHA256.HashData([.. paper.TextHash, .. Encoding.UTF8.GetBytes($"{paper.AuthorNames}\n{string.Join('\n', paper.Categories)}")]));

    private int PlaceOf(long number)
    {
        int low = 0, high = entries.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var there = entries[middle].Number;
            if (there == number) return middle;
            if (there < number) low = middle + 1;
            else high = middle - 1;
        }
        return ~low;
    }

    private void Take((long Number, ChangedPaper Paper)[] batch)
    {
        var identities = new TextHash[batch.Length];
        var fresh = new List<int>(batch.Length);
        for (var i = 0; i < batch.Length; i++)
        {
            identities[i] = IdentityOf(batch[i].Paper);
            var place = PlaceOf(batch[i].Number);
            if (place >= 0 && entries[place].Identity == identities[i]) Touch(entries[place], batch[i].Paper);
            else fresh.Add(i);
        }
        byte[][] hashes = [.. fresh.Select(i => batch[i].Paper.TextHash)];
        var known = table.Find(shippedModel, hashes).ToArray();
        var made = new TextVector?[fresh.Count];
        var familiarities = new float?[fresh.Count];
        var tags = new uint[fresh.Count][];
        var defined = new DefinedAbbreviation[fresh.Count][];
        var isSmall = entries.Count < SmallCorpus;
        Parallel.For(0, fresh.Count, () => new float[embedder.Dimensions], (i, _, vector) =>
        {
            var paper = batch[fresh[i]].Paper;
            var text = TextOf(paper.Title, paper.Abstract);
            tags[i] = TagsOf(paper.AuthorNames.Split(", ", StringSplitOptions.RemoveEmptyEntries), paper.Categories);
            defined[i] = [.. DefinedAbbreviations.In(text)];
            if (isSmall || hashes[i][0] % FamiliaritySampling == 0) familiarities[i] = embedder.Familiarity(text);
            if (known[i] is not null) return vector;
            embedder.Embed(text, vector);
            made[i] = TextVector.Of(hashes[i], vector);
            return vector;
        }, _ => { });
        var ofChosen = opened is var (model, _) ? table.Find(model, hashes) : null;
        for (var i = 0; i < fresh.Count; i++)
        {
            var (number, paper) = batch[fresh[i]];
            var vector = known[i] ?? made[i]!;
            var entry = new Entry(number)
            {
                Position = words.Add(paper.Title, paper.Abstract),
                Identity = identities[fresh[i]],
                TextHash = TextHash.Of(hashes[i]),
                Tags = tags[i],
                Defined = defined[i],
                // By its text alone, so that an index built anew has the same sample.
                IsSampled = hashes[i][0] % FamiliaritySampling == 0,
                Familiarity = familiarities[i],
                Published = Milliseconds(paper),
                IsGone = paper.IsGone,
            };
            shipped.Add(vector.Codes, vector.Scale);
            if (made[i] is { } unknown) unsaved.Add(unknown);
            Put(entry);
            if (chosen is null) continue;
            if (ofChosen?[i] is { } theirs) entry.ChosenPosition = opened!.Value.Index.Add(theirs.Codes, theirs.Scale);
            else Want(entry);
        }
    }

    private static void Touch(Entry entry, ChangedPaper paper) => (entry.Published, entry.IsGone) = (Milliseconds(paper), paper.IsGone);

    private static long Milliseconds(ChangedPaper paper) => paper.Published?.ToUnixTimeMilliseconds() ?? PaperSnapshot.NoDate;

    private void Put(Entry entry)
    {
        var place = PlaceOf(entry.Number);
        if (place < 0)
        {
            entries.Insert(~place, entry);
            return;
        }
        Forget(entries[place]);
        entries[place] = entry;
    }

    private void Remove(HashSet<long> removed)
    {
        if (removed.Count == 0) return;
        entries.RemoveAll(entry =>
        {
            if (!removed.Contains(entry.Number)) return false;
            Forget(entry);
            return true;
        });
    }

    private void Forget(Entry entry)
    {
        words.Remove(entry.Position);
        var text = entry.TextHash.ToString();
        if (missing.TryGetValue(text, out var wanted) && wanted.Papers.Remove(entry.Number) && wanted.Papers.Count == 0) missing.Remove(text);
    }

    private void Want(Entry entry)
    {
        ref var text = ref CollectionsMarshal.GetValueRefOrAddDefault(missing, entry.TextHash.ToString(), out var isWanted);
        if (!isWanted) text = (entry.TextHash.ToArray(), []);
        text.Papers.Add(entry.Number);
    }

    /// <summary>Takes up the chosen model: what the store has of it is read, and what it has not stays missing.</summary>
    private void Open(VectorModel model)
    {
        opened = (model, new VectorIndex(model.Dimensions));
        foreach (var part in missing.Values.ToArray().Chunk(BatchSize))
        {
            foreach (var vector in table.Find(model, [.. part.Select(text => text.Hash)]).OfType<TextVector>()) AddChosen(vector);
        }
        snapshot = null;
        progress = Count();
    }

    private void AddChosen(TextVector vector)
    {
        if (!missing.Remove(Convert.ToHexString(vector.TextHash), out var text)) return;
        foreach (var number in text.Papers) entries[PlaceOf(number)].ChosenPosition = opened!.Value.Index.Add(vector.Codes, vector.Scale);
    }

    private Progress Count() => new(entries.Count - missing.Values.Sum(text => text.Papers.Count), entries.Count);

    /// <summary>Gives the memory of unused positions back.</summary>
    private void Compact()
    {
        if (words.Removed <= Math.Max(MostUnused, entries.Count)) return;
        words = words.Keep([.. entries.Select(entry => entry.Position)]);
        shipped = shipped.Keep([.. entries.Select(entry => entry.Position)]);
        var embedded = entries.Where(entry => entry.ChosenPosition >= 0).ToList();
        if (opened is var (model, vectors)) opened = (model, vectors.Keep([.. embedded.Select(entry => entry.ChosenPosition)]));
        for (var i = 0; i < entries.Count; i++) entries[i].Position = i;
        for (var i = 0; i < embedded.Count; i++) embedded[i].ChosenPosition = i;
        corpus = null;
    }

    private PaperSnapshot Freeze()
    {
        int[] positions = [.. entries.Select(entry => entry.Position)];
        return new PaperSnapshot
        {
            Change = change,
            Numbers = [.. entries.Select(entry => entry.Number)],
            Positions = positions,
            Published = [.. entries.Select(entry => entry.Published)],
            Gone = [.. entries.Select(entry => entry.IsGone)],
            Listed = entries.Count(entry => !entry.IsGone),
            Tags = [.. entries.Select(entry => entry.Tags)],
            Words = words,
            // Words and shipped vectors are always added together: their positions are the same.
            Shipped = new PaperVectors(shippedModel, shipped, positions),
            Chosen = opened is var (model, vectors) && missing.Count == 0 ? new PaperVectors(model, vectors, [.. entries.Select(entry => entry.ChosenPosition)]) : null,
            Corpus = LearnCorpus(positions),
            Abbreviations = abbreviations,
        };
    }

    private sealed record Progress(int Done, int Total);
}
