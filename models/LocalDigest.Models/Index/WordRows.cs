using System.Numerics;

namespace LocalDigest.Models;

/// <summary>
/// Gathers rows of words: of each document the heaviest by TF-IDF, in the order in which they first occur, each row of length 1 within what
/// the 16 bits of a <see cref="Half"/> tell.
/// </summary>
/// <remarks>A whole store is described in one go, so that nothing here takes memory or a logarithm for each word.</remarks>
internal sealed class WordRows(int most, LexicalStatistics statistics)
{
    /// <summary>A word of the title counts so often.</summary>
    public const int TitleCount = 2;

    private static readonly float[] Damped = [.. Enumerable.Range(0, 64).Select(times => times == 0 ? 0 : 1 + MathF.Log(times))];

    private readonly List<int> starts = [0];
    private readonly List<uint> ids = [];
    private readonly List<float> weights = [];

    // A table by the term's hash: a slot is of this document where its mark is the document's.
    private uint[] terms = new uint[1024];
    private int[] counts = new int[1024], marks = new int[1024];
    private int[] slots = new int[512];
    private ulong[] row = new ulong[512];
    private int mark;

    public void Add(ReadOnlySpan<uint> document, int titleWords)
    {
        MakeRoom(document.Length);
        mark++;
        var distinct = 0;
        for (var i = 0; i < document.Length; i++)
        {
            var term = document[i];
            var at = (int)(term * 0x9E3779B1u) & (terms.Length - 1);
            while (marks[at] == mark && terms[at] != term) at = (at + 1) & (terms.Length - 1);
            if (marks[at] != mark)
            {
                (marks[at], terms[at], counts[at]) = (mark, term, 0);
                slots[distinct++] = at;
            }
            counts[at] += i < titleWords ? TitleCount : 1;
        }
        for (var i = 0; i < distinct; i++)
        {
            var (term, times) = (terms[slots[i]], counts[slots[i]]);
            var damped = times < Damped.Length ? Damped[times] : 1 + MathF.Log(times);
            // The bits of a positive number are in its order: the heaviest are the least, of equal ones the lowest id.
            row[i] = (ulong)~BitConverter.SingleToUInt32Bits(damped * statistics.InverseFrequencyOf(term)) << 32 | term;
        }
        var words = row.AsSpan(0, distinct);
        if (distinct > most) words = Heaviest(words);
        var squares = 0f;
        foreach (var word in words) squares += WeightOf(word) * WeightOf(word);
        var length = MathF.Sqrt(squares);
        foreach (var word in words)
        {
            ids.Add((uint)word);
            weights.Add((float)(Half)(WeightOf(word) / length));
        }
        starts.Add(ids.Count);
    }

    public SparseRows ToRows() => new([.. starts], [.. ids], [.. weights]);

    /// <summary>The heaviest, moved to the front in the order in which they stand.</summary>
    private Span<ulong> Heaviest(Span<ulong> words)
    {
        var sorted = words.ToArray();
        sorted.AsSpan().Sort();
        var kept = 0;
        // No two are equal, as no two words of a document have the same id.
        foreach (var word in words)
        {
            if (word <= sorted[most - 1]) words[kept++] = word;
        }
        return words[..kept];
    }

    private static float WeightOf(ulong word) => BitConverter.UInt32BitsToSingle(~(uint)(word >> 32));

    private void MakeRoom(int words)
    {
        if (words <= slots.Length) return;
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)words);
        (terms, counts, marks) = (new uint[2 * size], new int[2 * size], new int[2 * size]);
        (slots, row) = (new int[size], new ulong[size]);
    }
}
