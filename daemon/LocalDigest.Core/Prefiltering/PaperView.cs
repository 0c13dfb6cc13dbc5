using LocalDigest.Models;

namespace LocalDigest.Prefiltering;

/// <summary>The grades that the judge gave to papers, by number.</summary>
public sealed record JudgedPapers(IReadOnlyDictionary<long, (int Relevance, int Novelty)> Grades);

/// <summary>What documents are described without.</summary>
/// <param name="Words">Ids of words.</param>
/// <param name="Tags">Ids of authors and categories.</param>
internal sealed record TermsLeftOut(IReadOnlySet<uint> Words, IReadOnlySet<uint> Tags)
{
    public static TermsLeftOut None { get; } = new(new HashSet<uint>(), new HashSet<uint>());
}

/// <summary>All papers of the store as one profile sees them at one moment. Never changes; safe for several threads.</summary>
public sealed class PaperView
{
    private const int SampleSize = 1000;

    /// <summary>Papers that are described together: their vectors stay in the processor's cache while they are scored.</summary>
    private const int PartSize = 512;

    private readonly PaperDescriptions.Block[] blocks;
    private readonly VectorIndex vectors;
    private readonly Lazy<long[]> sample;

    internal PaperView(Similarities similarities, PaperDescriptions.Block[] blocks)
    {
        (Similarities, this.blocks) = (similarities, blocks);
        // The shipped embedding's, also where an endpoint's are there: papers that a caller holds have no others.
        (vectors, Embedding) = (Papers.Shipped.Index, Papers.Shipped.Model.Model);
        sample = new Lazy<long[]>(() => [.. Papers.Numbers.OrderBy(Scattered).ThenBy(number => number).Take(SampleSize)]);
    }

    public Similarities Similarities { get; }

    /// <summary>The papers, whose places the numbers below count.</summary>
    public PaperSnapshot Papers => Similarities.Papers;

    /// <summary>Whose vectors.</summary>
    public string Embedding { get; }

    /// <summary>Length of the vectors.</summary>
    public int Dimensions => vectors.Dimensions;

    /// <summary>How many topics have scores of their own.</summary>
    public int Topics => Similarities.Interests.Topics.Count;

    /// <summary>Whether it knows a paper.</summary>
    public bool Has(long paper) => Papers.PlaceOf(paper) >= 0;

    /// <summary>
    /// Hands over all papers part by part, in parallel, each as the places of some papers and their description, row by row.
    /// </summary>
    /// <param name="judged">The judge's grades.</param>
    /// <param name="visit">
    /// Called from several threads. What it is given is its own until it returns: the memory is used for the next part.
    /// </param>
    /// <param name="withTerms">Whether they have their hashed words and pairs of words, too, which are counted for this alone.</param>
    public void VisitAll(JudgedPapers judged, Action<IReadOnlyList<int>, DocumentFeatures> visit, bool withTerms = false)
    {
        // No more threads than can run: each holds a part.
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.For(0, blocks.Length, options, () => new Memory(), (i, _, memory) =>
        {
            for (var from = 0; from < blocks[i].Count; from += PartSize)
                VisitPart(blocks[i], from, Math.Min(PartSize, blocks[i].Count - from), judged, visit, withTerms, memory);
            return memory;
        }, _ => { });
    }

    private void VisitPart(
        PaperDescriptions.Block block, int from, int count, JudgedPapers judged, Action<IReadOnlyList<int>, DocumentFeatures> visit,
        bool withTerms, Memory memory)
    {
        var start = block.Start + from;
        var places = PlacesOf(start, count);
        if (memory.Vectors.Length != count * Dimensions) memory.Vectors = new float[count * Dimensions];
        var documents = new DocumentFeatures(count, Dimensions, Topics)
        {
            Vectors = memory.Vectors,
            Words = Papers.Words.Unpack(block.Start, block.Words, from, count, ref memory.Ids, ref memory.Weights),
            Tags = block.Tags with { Starts = block.Tags.Starts[from..(from + count + 1)] },
            Terms = withTerms ? Papers.Words.Terms([.. Enumerable.Range(start, count)]) : SparseRows.Empty(count),
        };
        // Words and shipped vectors have the same positions.
        for (var row = 0; row < count; row++)
        {
            vectors.Read(start + row, documents.Vectors.AsSpan(row * Dimensions, Dimensions));
            if (places[row] >= 0) Fill(documents, row, places[row], judged);
        }
        visit(places, documents);
    }

    /// <summary>Behind the last paper there may be positions of papers that changed or went.</summary>
    private ArraySegment<int> PlacesOf(int start, int count)
    {
        var known = Papers.Places;
        if (start + count <= known.Length) return new ArraySegment<int>(known, start, count);
        return Enumerable.Range(start, count).Select(position => position < known.Length ? known[position] : -1).ToArray();
    }

    /// <summary>Papers by number, each of which must be known.</summary>
    public DocumentFeatures Of(IReadOnlyList<long> papers, JudgedPapers judged) => Of(papers, judged, TermsLeftOut.None);

    /// <inheritdoc cref="Of(IReadOnlyList{long}, JudgedPapers)"/>
    internal DocumentFeatures Of(IReadOnlyList<long> papers, JudgedPapers judged, TermsLeftOut leftOut) =>
        At([.. papers.Select(Papers.PlaceOf)], judged, withTerms: false, leftOut);

    /// <summary>Papers by place.</summary>
    /// <param name="places">Their places in <see cref="Papers"/>.</param>
    /// <param name="judged">The judge's grades.</param>
    /// <param name="withTerms">Whether they have their hashed words and pairs of words, too, which are counted for this alone.</param>
    public DocumentFeatures At(IReadOnlyList<int> places, JudgedPapers judged, bool withTerms = false) =>
        At(places, judged, withTerms, TermsLeftOut.None);

    private DocumentFeatures At(IReadOnlyList<int> places, JudgedPapers judged, bool withTerms, TermsLeftOut leftOut)
    {
        var positions = places.Select(place => Papers.Positions[place]).ToList();
        var documents = new DocumentFeatures(places.Count, Dimensions, Topics)
        {
            Words = GatherWords(positions).Without(leftOut.Words),
            Tags = GatherTags(positions).Without(leftOut.Tags),
            Terms = withTerms ? Papers.Words.Terms(positions) : SparseRows.Empty(places.Count),
        };
        for (var row = 0; row < positions.Count; row++)
        {
            vectors.Read(positions[row], documents.Vectors.AsSpan(row * Dimensions, Dimensions));
            Fill(documents, row, places[row], judged);
        }
        return documents;
    }

    /// <summary>Papers that a caller holds, described as those of the store are.</summary>
    public DocumentFeatures Of(HeldPapers papers)
    {
        var tags = papers.Papers.Select(paper => PaperIndex.TagsOf(paper.Authors.Select(author => author.Name), paper.Categories)).ToList();
        var documents = new DocumentFeatures(papers.Papers.Count, Dimensions, Topics)
        {
            Words = papers.Words.Words(0, papers.Papers.Count, PaperDescriptions.MostWords, papers.Statistics),
            Tags = PaperDescriptions.TagRows(tags),
        };
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

    private void Fill(DocumentFeatures documents, int row, int place, JudgedPapers judged)
    {
        documents.Criteria[row] = Similarities.At(place);
        Similarities.TopicScoresAt(place).CopyTo(documents.TopicScores.AsSpan(row * Topics));
        if (judged.Grades.TryGetValue(Papers.Numbers[place], out var grades)) (documents.Relevance[row], documents.Novelty[row]) = (grades.Relevance, grades.Novelty);
    }

    /// <summary>The finalizer of SplitMix64 (Steele, Lea and Flood, 2014): neighbouring numbers end far apart.</summary>
    private static ulong Scattered(long number)
    {
        var mixed = ((ulong)number ^ ((ulong)number >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    private PaperDescriptions.Block BlockOf(int position)
    {
        int low = 0, high = blocks.Length - 1;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (position < blocks[middle].End) high = middle;
            else low = middle + 1;
        }
        return blocks[low];
    }

    /// <summary>What one thread describes papers in, one part after another.</summary>
    private sealed class Memory
    {
        public float[] Vectors = [], Weights = [];
        public uint[] Ids = [];
    }

    private SparseRows GatherWords(List<int> positions)
    {
        var (ids, weights) = (Array.Empty<uint>(), Array.Empty<float>());
        return Gather(positions, position =>
        {
            var block = BlockOf(position);
            return (Papers.Words.Unpack(block.Start, block.Words, position - block.Start, 1, ref ids, ref weights), 0);
        });
    }

    private SparseRows GatherTags(List<int> positions) => Gather(positions, position =>
    {
        var block = BlockOf(position);
        return (block.Tags, position - block.Start);
    });

    /// <summary>Rows of many places as rows of one.</summary>
    /// <param name="positions">Whose.</param>
    /// <param name="rowOf">Gives rows, which hold until it is called again, and which of them is that of a position.</param>
    private static SparseRows Gather(List<int> positions, Func<int, (SparseRows Rows, int Row)> rowOf)
    {
        var starts = new List<int> { 0 };
        var ids = new List<uint>();
        var weights = new List<float>();
        foreach (var position in positions)
        {
            var (from, at) = rowOf(position);
            ids.AddRange(from.Ids.AsSpan(from.Starts[at]..from.Starts[at + 1]));
            weights.AddRange(from.Weights.AsSpan(from.Starts[at]..from.Starts[at + 1]));
            starts.Add(ids.Count);
        }
        return new SparseRows([.. starts], [.. ids], [.. weights]);
    }
}
