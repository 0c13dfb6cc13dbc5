using LocalDigest.Models;
using LocalDigest.Profiles;

namespace LocalDigest.Prefiltering;

/// <summary>
/// The papers of the store as numbers, for a learner: words, authors, categories and vectors are described once and kept; what depends on
/// a profile comes from its <see cref="Similarities"/>. Safe for several threads.
/// </summary>
public sealed class PaperDescriptions(Prefilter prefilter)
{
    internal const int BlockSize = 4096;

    /// <summary>All the words of an abstract, and a bound for what is longer: with the heaviest 48 alone, learning from many thumbs is clearly worse.</summary>
    internal const int MostWords = 256;

    private readonly Lock describing = new();
    private readonly Dictionary<string, PaperView> views = new(StringComparer.Ordinal);
    private readonly List<Block> blocks = [];
    private LexicalIndex? described;
    private CorpusProfile? corpus;

    /// <summary>What of some positions in a row does not depend on a profile. A paper that changes gets a new position, so that a block never changes.</summary>
    internal sealed record Block(int Start, PackedWords Words, SparseRows Tags)
    {
        public int Count => Words.Count;

        public int End => Start + Count;
    }

    /// <summary>All papers as a profile sees them now.</summary>
    public PaperView For(Profile profile)
    {
        var similarities = prefilter.Similarities(profile);
        lock (describing)
        {
            if (views.TryGetValue(profile.Id, out var known) && known.Similarities == similarities) return known;
            return views[profile.Id] = new PaperView(similarities, Follow(similarities.Papers));
        }
    }

    /// <summary>All papers as they are seen by some interests, which need be nobody's.</summary>
    /// <param name="similarities">Nearness to these interests.</param>
    public PaperView Of(Similarities similarities)
    {
        lock (describing)
        {
            var known = views.Values.FirstOrDefault(view => view.Similarities == similarities);
            return known ?? new PaperView(similarities, Follow(similarities.Papers));
        }
    }

    /// <summary>Describes the positions that are new. Small blocks are joined, so that there are few and yet no row is made twice.</summary>
    private Block[] Follow(PaperSnapshot papers)
    {
        // Words weigh by how rare they are in the corpus: by another corpus they weigh otherwise.
        if (described != papers.Words || corpus != papers.Corpus) blocks.Clear();
        (described, corpus) = (papers.Words, papers.Corpus);
        var (known, count) = (blocks.Count == 0 ? 0 : blocks[^1].End, papers.Words.Count);
        if (known == count) return [.. blocks];
        var placeOf = papers.Places;
        var made = new Block[(count - known + BlockSize - 1) / BlockSize];
        Parallel.For(0, made.Length, i =>
        {
            var start = known + i * BlockSize;
            var size = Math.Min(BlockSize, count - start);
            var tags = Enumerable.Range(start, size).Select(position =>
                position < placeOf.Length && placeOf[position] is >= 0 and var place ? papers.Tags[place] : []).ToList();
            made[i] = new Block(start, papers.Words.Pack(start, size, MostWords, papers.Corpus.Statistics), TagRows(tags));
        });
        blocks.AddRange(made);
        while (blocks.Count > 1 && blocks[^1] is var last && blocks[^2] is var before && before.Count <= 2 * last.Count && before.Count + last.Count <= BlockSize)
        {
            blocks.RemoveRange(blocks.Count - 2, 2);
            blocks.Add(new Block(before.Start, before.Words.Then(last.Words), before.Tags.Then(last.Tags)));
        }
        return [.. blocks];
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
}
