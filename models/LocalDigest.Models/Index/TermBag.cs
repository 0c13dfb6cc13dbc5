using System.Runtime.InteropServices;

namespace LocalDigest.Models;

/// <summary>
/// Counts the words of a document and the pairs of words that stand side by side, hashed into buckets of one number (Weinberger and others,
/// "Feature Hashing for Large Scale Multitask Learning", 2009): what a learner sees of a text without knowing any other text.
/// </summary>
/// <remarks>
/// Words are stemmed; those that carry no subject are left out, and a pair may reach over one. A bucket's weight is 1 + ln of its count, title
/// words counted twice; a document's weights have length 1 (Euclidean).
/// </remarks>
internal sealed class TermBag
{
    private const int Bits = 15, TitleCount = 2;

    private readonly int[] counts = new int[Buckets];
    private readonly List<int> met = [];

    /// <summary>How many buckets there are.</summary>
    public const int Buckets = 1 << Bits;

    /// <summary>The bag of one text.</summary>
    /// <param name="title">The title.</param>
    /// <param name="text">The rest.</param>
    /// <param name="ids">Receives the buckets, ascending.</param>
    /// <param name="weights">Receives their weights.</param>
    public void Read(ReadOnlySpan<char> title, ReadOnlySpan<char> text, List<uint> ids, List<float> weights)
    {
        var terms = new List<uint>();
        Append(title, terms);
        var titleWords = terms.Count;
        Append(text, terms);
        Read(CollectionsMarshal.AsSpan(terms), titleWords, ids, weights);
    }

    /// <summary>The bag of a document whose terms are known, those of its title first.</summary>
    public void Read(ReadOnlySpan<uint> terms, int titleWords, List<uint> ids, List<float> weights)
    {
        Count(terms[..titleWords], TitleCount);
        Count(terms[titleWords..], 1);
        met.Sort();
        var squares = 0f;
        foreach (var id in met)
        {
            var weight = 1 + MathF.Log(counts[id]);
            squares += weight * weight;
        }
        var norm = MathF.Sqrt(squares);
        foreach (var id in met)
        {
            ids.Add((uint)id);
            weights.Add((1 + MathF.Log(counts[id])) / norm);
            counts[id] = 0;
        }
        met.Clear();
    }

    private static void Append(ReadOnlySpan<char> text, List<uint> terms)
    {
        var reader = new WordReader(text);
        while (reader.Read())
        {
            if (LexicalIndex.TermOf(reader.Word) is not 0 and var term) terms.Add(term);
        }
    }

    private void Count(ReadOnlySpan<uint> terms, int times)
    {
        var previous = 0u;
        foreach (var term in terms)
        {
            Add((int)(term & (Buckets - 1)), times);
            if (previous != 0) Add((int)((previous * 0x9E3779B1u ^ term * 0x85EBCA6Bu) >> (32 - Bits)), times);
            previous = term;
        }
    }

    private void Add(int id, int times)
    {
        if (counts[id] == 0) met.Add(id);
        counts[id] += times;
    }
}
