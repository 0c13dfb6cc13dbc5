using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LocalDigest.Ingestion;
using LocalDigest.Models;
using LocalDigest.Profiles;

namespace LocalDigest.Prefiltering;

/// <summary>
/// The papers of the store as numbers, for a learner: words, authors, categories and vectors are described once and kept; what depends on
/// a profile comes from its <see cref="Similarities"/>. Safe for several threads.
/// </summary>
public sealed class PaperDescriptions(PaperIndex index, Prefilter prefilter, PaperTable papers)
{
    internal const int BlockSize = 4096;

    /// <summary>All the words of an abstract, and a bound for what is longer: with the heaviest 48 alone, learning from many thumbs is clearly worse.</summary>
    internal const int MostWords = 256;

    /// <summary>A collaboration's list of authors tells by its first names.</summary>
    private const int MostAuthors = 8;

    private readonly Lock describing = new();
    private readonly Dictionary<long, uint[]> tags = [];
    private readonly List<Block> blocks = [];
    private readonly Dictionary<string, PaperView> views = new(StringComparer.Ordinal);
    private long tagged;

    /// <summary>What of a block of positions does not depend on a profile. A paper that changes gets a new position, so that a full block never changes.</summary>
    internal sealed record Block(int Count, SparseRows Words, SparseRows Tags);

    /// <summary>All papers as a profile sees them now.</summary>
    public PaperView For(Profile profile)
    {
        // The similarities first: papers that come in between are unknown to them, and are left for the next look.
        var similarities = prefilter.Similarities(profile);
        var snapshot = index.Current();
        lock (describing)
        {
            if (views.TryGetValue(profile.Id, out var known) && known.Similarities == similarities && known.Change == snapshot.Change) return known;
            tagged = papers.VisitMakers(tagged, (number, authors, categories) => tags[number] = TagsOf(authors.Split(", ", StringSplitOptions.RemoveEmptyEntries), JsonSerializer.Deserialize<List<string>>(categories)!));
            // Positions of papers that were deleted stay, with nothing at them.
            var count = Math.Max(snapshot.Positions.Length == 0 ? 0 : snapshot.Positions[^1] + 1, blocks.Sum(block => block.Count));
            var numbers = new long[count];
            for (var i = 0; i < snapshot.Positions.Length; i++) numbers[snapshot.Positions[i]] = snapshot.Numbers[i];
            Follow(snapshot, numbers);
            return views[profile.Id] = new PaperView(similarities, snapshot, numbers, [.. blocks]);
        }
    }

    /// <summary>The id of an author among <see cref="DocumentFeatures.Tags"/>.</summary>
    public static uint AuthorTag(string name) => TagOf('a', name);

    /// <summary>The id of a category among <see cref="DocumentFeatures.Tags"/>.</summary>
    public static uint CategoryTag(string category) => TagOf('c', category);

    private void Follow(PaperIndex.Snapshot snapshot, long[] numbers)
    {
        var first = blocks.FindIndex(block => block.Count < BlockSize);
        if (first < 0) first = blocks.Count;
        var wanted = (numbers.Length + BlockSize - 1) / BlockSize;
        if (first < blocks.Count && blocks[first].Count == numbers.Length - first * BlockSize) return;
        var made = new Block[Math.Max(0, wanted - first)];
        Parallel.For(0, made.Length, i =>
        {
            var start = (first + i) * BlockSize;
            var count = Math.Min(BlockSize, numbers.Length - start);
            made[i] = new Block(count, snapshot.Words.Words(start, count, MostWords), TagRows([.. numbers.AsSpan(start, count).ToArray().Select(number => tags.GetValueOrDefault(number, []))]));
        });
        blocks.RemoveRange(first, blocks.Count - first);
        blocks.AddRange(made);
    }

    internal static SparseRows TagRows(IReadOnlyList<uint[]> tags)
    {
        var starts = new int[tags.Count + 1];
        var ids = new List<uint>();
        for (var i = 0; i < tags.Count; i++)
        {
            ids.AddRange(tags[i]);
            starts[i + 1] = ids.Count;
        }
        var weights = new float[ids.Count];
        // A paper's tags share a weight of 1, in the Euclidean sense.
        for (var i = 0; i < tags.Count; i++) weights.AsSpan(starts[i]..starts[i + 1]).Fill(1 / MathF.Sqrt(Math.Max(1, starts[i + 1] - starts[i])));
        return new SparseRows(starts, [.. ids], weights);
    }

    internal static uint[] TagsOf(IEnumerable<string> authors, IEnumerable<string> categories) =>
        [.. authors.Take(MostAuthors).Select(AuthorTag).Concat(categories.Select(CategoryTag)).Distinct()];

    private static uint TagOf(char kind, string name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(kind + name.Trim().ToLowerInvariant()), hash);
        return BinaryPrimitives.ReadUInt32LittleEndian(hash);
    }
}

/// <summary>All papers of the store as one profile sees them at one moment.</summary>
public sealed class PaperView
{
    private const int SampleSize = 1000;

    private readonly long[] numbers;
    private readonly IReadOnlyList<PaperDescriptions.Block> blocks;
    private readonly Lazy<Dictionary<long, int>> places;
    private readonly VectorIndex vectors;
    private readonly Lazy<long[]> sample;

    internal PaperView(Similarities similarities, PaperIndex.Snapshot snapshot, long[] numbers, IReadOnlyList<PaperDescriptions.Block> blocks)
    {
        (Similarities, Change, this.numbers, this.blocks) = (similarities, snapshot.Change, numbers, blocks);
        // The shipped embedding's, also where an endpoint's are there: papers that a caller holds have no others.
        (vectors, Embedding) = (snapshot.Shipped.Index, snapshot.Shipped.Model.Model);
        sample = new Lazy<long[]>(() => [.. numbers.Where(number => number != 0).OrderBy(Scattered).ThenBy(number => number).Take(SampleSize)]);
        places = new Lazy<Dictionary<long, int>>(() =>
        {
            var known = new Dictionary<long, int>(numbers.Length);
            for (var i = 0; i < numbers.Length; i++)
            {
                if (numbers[i] != 0) known[numbers[i]] = i;
            }
            return known;
        });
    }

    public Similarities Similarities { get; }

    /// <summary>The store's change count that this is up to date with.</summary>
    public long Change { get; }

    /// <summary>Whose vectors.</summary>
    public string Embedding { get; }

    /// <summary>Length of the vectors.</summary>
    public int Dimensions => vectors.Dimensions;

    /// <summary>How many topics have scores of their own.</summary>
    public int Topics => Similarities.Interests.Topics.Count;

    /// <summary>How many blocks the store is cut into.</summary>
    public int BlockCount => blocks.Count;

    /// <summary>Whether it knows a paper.</summary>
    public bool Has(long paper) => places.Value.ContainsKey(paper);

    /// <summary>One block of the store, to score it.</summary>
    /// <param name="block">From 0 to <see cref="BlockCount"/>.</param>
    /// <param name="judged">Relevance and novelty of the papers that were judged.</param>
    /// <returns>The number of each paper, 0 where a row belongs to none, and their description.</returns>
    public (ReadOnlyMemory<long> Numbers, DocumentFeatures Documents) Block(int block, IReadOnlyDictionary<long, (int Relevance, int Novelty)> judged)
    {
        var known = blocks[block];
        var own = numbers.AsMemory(block * PaperDescriptions.BlockSize, known.Count);
        var documents = new DocumentFeatures(known.Count, Dimensions, Topics) { Words = known.Words, Tags = known.Tags };
        // Words and shipped vectors have the same positions.
        for (var i = 0; i < known.Count; i++) vectors.Read(block * PaperDescriptions.BlockSize + i, documents.Vectors.AsSpan(i * Dimensions, Dimensions));
        Fill(documents, own.Span, judged);
        return (own, documents);
    }

    /// <summary>Papers by number, each of which must be known.</summary>
    public DocumentFeatures Of(IReadOnlyList<long> papers, IReadOnlyDictionary<long, (int Relevance, int Novelty)> judged)
    {
        var rows = papers.Select(paper => places.Value[paper]).ToList();
        var documents = new DocumentFeatures(rows.Count, Dimensions, Topics) { Words = Gather(rows, block => block.Words), Tags = Gather(rows, block => block.Tags) };
        for (var i = 0; i < rows.Count; i++) vectors.Read(rows[i], documents.Vectors.AsSpan(i * Dimensions, Dimensions));
        Fill(documents, [.. papers], judged);
        return documents;
    }

    /// <summary>Papers that a caller holds, described as those of the store are.</summary>
    public DocumentFeatures Of(HeldPapers papers)
    {
        var tags = papers.Papers.Select(paper => PaperDescriptions.TagsOf(paper.Authors.Select(author => author.Name), paper.Categories)).ToList();
        var documents = new DocumentFeatures(papers.Papers.Count, Dimensions, Topics) { Words = papers.Words.Words(0, papers.Papers.Count, PaperDescriptions.MostWords), Tags = PaperDescriptions.TagRows(tags) };
        var scores = Prefilter.Score(Similarities.Interests, papers);
        scores.TopicScores.CopyTo(documents.TopicScores, 0);
        foreach (var match in scores.Matches)
        {
            papers.Vectors.Read(papers.Positions[match.Place], documents.Vectors.AsSpan(match.Place * Dimensions, Dimensions));
            documents.Criteria[match.Place] = (float)match.Similarity;
        }
        return documents;
    }

    /// <summary>Papers drawn from the store as if at random, at most a thousand, and always the same ones of one store.</summary>
    public IReadOnlyList<long> Sample => sample.Value;

    private void Fill(DocumentFeatures documents, ReadOnlySpan<long> papers, IReadOnlyDictionary<long, (int Relevance, int Novelty)> judged)
    {
        for (var i = 0; i < papers.Length; i++)
        {
            if (papers[i] == 0) continue;
            documents.Criteria[i] = (float)(Similarities.Of(papers[i]) ?? 0);
            Similarities.TopicScoresOf(papers[i]).CopyTo(documents.TopicScores.AsSpan(i * Topics));
            if (judged.TryGetValue(papers[i], out var verdict)) (documents.Relevance[i], documents.Novelty[i]) = (verdict.Relevance, verdict.Novelty);
        }
    }

    /// <summary>The finalizer of SplitMix64 (Steele, Lea and Flood, 2014): neighbouring numbers end far apart.</summary>
    private static ulong Scattered(long number)
    {
        var mixed = ((ulong)number ^ ((ulong)number >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    private SparseRows Gather(List<int> rows, Func<PaperDescriptions.Block, SparseRows> part)
    {
        var starts = new List<int> { 0 };
        var ids = new List<uint>();
        var weights = new List<float>();
        foreach (var row in rows)
        {
            var from = part(blocks[row / PaperDescriptions.BlockSize]);
            var at = row % PaperDescriptions.BlockSize;
            ids.AddRange(from.Ids.AsSpan(from.Starts[at]..from.Starts[at + 1]));
            weights.AddRange(from.Weights.AsSpan(from.Starts[at]..from.Starts[at + 1]));
            starts.Add(ids.Count);
        }
        return new SparseRows([.. starts], [.. ids], [.. weights]);
    }
}
