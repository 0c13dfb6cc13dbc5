namespace LocalDigest.Models;

/// <summary>
/// Embeds text without any weights: each word adds or subtracts 1 at a few dimensions that its hash names. Texts are near where they share words.
/// </summary>
/// <remarks>
/// A sparse random projection of the bag of words (Achlioptas, "Database-friendly random projections", 2003), with the square root of each word's count.
/// </remarks>
public sealed class HashedEmbedding : ITextEmbedder
{
    private const int PlacesOfWord = 8;

    /// <param name="model">Its name; vectors of different names are not compared.</param>
    /// <param name="dimensions">Length of the vectors, at least 1.</param>
    public HashedEmbedding(string model = "hashed-words-1", int dimensions = 256)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimensions);
        Model = model;
        Dimensions = dimensions;
    }

    public string Model { get; }

    public int Dimensions { get; }

    public void Embed(ReadOnlySpan<char> text, Span<float> vector)
    {
        if (vector.Length != Dimensions) throw new ArgumentException($"The vector must have {Dimensions} numbers.", nameof(vector));
        vector.Clear();
        var counts = new Dictionary<uint, int>();
        var reader = new WordReader(text);
        while (reader.Read())
        {
            var term = LexicalIndex.TermOf(reader.Word);
            if (term != 0) counts[term] = counts.GetValueOrDefault(term) + 1;
        }
        var squares = 0.0;
        foreach (var (term, count) in counts)
        {
            var state = (ulong)term;
            for (var i = 0; i < PlacesOfWord; i++)
            {
                var mixed = Mix(ref state);
                vector[(int)((uint)mixed % (uint)Dimensions)] += (mixed >> 63 == 0 ? 1 : -1) * MathF.Sqrt(count);
            }
        }
        foreach (var number in vector) squares += (double)number * number;
        if (squares == 0) return;
        var length = (float)Math.Sqrt(squares);
        for (var i = 0; i < vector.Length; i++) vector[i] /= length;
    }

    /// <summary>The next number of SplitMix64 (Steele, Lea and Flood, 2014).</summary>
    private static ulong Mix(ref ulong state)
    {
        var mixed = state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}
