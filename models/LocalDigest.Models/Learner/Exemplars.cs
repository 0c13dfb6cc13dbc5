using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace LocalDigest.Models;

/// <summary>
/// Single documents that the user liked or disliked, and how near others are to them: by the cosine c of the vectors' first dimensions,
/// (1 + (c − 1) / 16w)^16, which is about exp((c − 1) / w), less what that is at the cosine where nearness begins, and 1 at c = 1.
/// </summary>
internal sealed class Exemplars
{
    /// <summary>Documents that are looked at together, and exemplars, in vectors of the processor.</summary>
    private const int Together = 4, Abreast = 2;

    private static readonly int Tile = Abreast * Vector<float>.Count;

    private readonly float[][] vectors;
    private readonly float[] tiles;
    private readonly float[] paddedValues;
    private readonly float slope, cut, scale;

    /// <summary>Keeps exemplars.</summary>
    /// <param name="keys">Their documents' keys.</param>
    /// <param name="values">How much each counts: above 0 where it is liked, below where it is disliked.</param>
    /// <param name="vectors">The first dimensions of each one's vector, as <see cref="Cut"/> gives them.</param>
    /// <param name="dimensions">How many dimensions those are.</param>
    /// <param name="width">Over which part of the cosine nearness falls to 1/e.</param>
    /// <param name="from">The cosine at which it begins.</param>
    public Exemplars(long[] keys, float[] values, float[][] vectors, int dimensions, float width, float from)
    {
        (Keys, Values, this.vectors, Dimensions, Width, From) = (keys, values, vectors, dimensions, width, from);
        slope = 1 / (16 * width);
        cut = Power(Math.Max(0, 1 + (from - 1) * slope));
        scale = 1 / (1 - cut);
        var padded = (keys.Length + Tile - 1) / Tile * Tile;
        paddedValues = new float[padded];
        values.CopyTo(paddedValues, 0);
        tiles = new float[padded * dimensions];
        for (var e = 0; e < keys.Length; e++)
        {
            var tile = e / Tile * Tile * dimensions;
            for (var d = 0; d < dimensions; d++) tiles[tile + d * Tile + e % Tile] = vectors[e][d];
        }
    }

    public long[] Keys { get; }

    public float[] Values { get; }

    public int Dimensions { get; }

    public float Width { get; }

    public float From { get; }

    public int Count => Keys.Length;

    public float[] VectorOf(int exemplar) => vectors[exemplar];

    /// <summary>The first dimensions of a vector, made of length 1, in the 16 bits that they are stored in; zeros stay zeros.</summary>
    public static float[] Cut(ReadOnlySpan<float> vector, int dimensions)
    {
        var first = vector[..dimensions].ToArray();
        TensorPrimitives.Multiply(first, Inverse(first), first);
        for (var d = 0; d < first.Length; d++) first[d] = (float)(Half)first[d];
        return first;
    }

    /// <summary>Adds to each score the values of all exemplars by nearness, times a factor.</summary>
    public void AddTo(DocumentFeatures documents, int start, Span<float> scores, float factor)
    {
        if (Count == 0 || Dimensions == 0) return;
        var values = paddedValues.AsSpan();
        for (var first = 0; first < scores.Length; first += Together)
        {
            var last = scores.Length - 1;
            var one = documents.Vector(start + first)[..Dimensions];
            var two = documents.Vector(start + Math.Min(first + 1, last))[..Dimensions];
            var three = documents.Vector(start + Math.Min(first + 2, last))[..Dimensions];
            var four = documents.Vector(start + Math.Min(first + 3, last))[..Dimensions];
            float inverse1 = Inverse(one), inverse2 = Inverse(two), inverse3 = Inverse(three), inverse4 = Inverse(four);
            Vector<float> sum1 = default, sum2 = default, sum3 = default, sum4 = default;
            for (var e = 0; e < values.Length; e += Tile)
            {
                Vector<float> a1 = default, a2 = default, a3 = default, a4 = default, b1 = default, b2 = default, b3 = default, b4 = default;
                ref var tile = ref MemoryMarshal.GetReference(tiles.AsSpan(e * Dimensions, Tile * Dimensions));
                for (var d = 0; d < one.Length; d++)
                {
                    // Within the tile, which is as long as the spans of the documents are, times its width.
                    var a = Vector.LoadUnsafe(ref tile, (nuint)(d * Tile));
                    var b = Vector.LoadUnsafe(ref tile, (nuint)(d * Tile + Vector<float>.Count));
                    var x = Vector.Create(one[d]);
                    a1 = Vector.FusedMultiplyAdd(x, a, a1);
                    b1 = Vector.FusedMultiplyAdd(x, b, b1);
                    x = Vector.Create(two[d]);
                    a2 = Vector.FusedMultiplyAdd(x, a, a2);
                    b2 = Vector.FusedMultiplyAdd(x, b, b2);
                    x = Vector.Create(three[d]);
                    a3 = Vector.FusedMultiplyAdd(x, a, a3);
                    b3 = Vector.FusedMultiplyAdd(x, b, b3);
                    x = Vector.Create(four[d]);
                    a4 = Vector.FusedMultiplyAdd(x, a, a4);
                    b4 = Vector.FusedMultiplyAdd(x, b, b4);
                }
                var valuesA = new Vector<float>(values[e..]);
                var valuesB = new Vector<float>(values[(e + Vector<float>.Count)..]);
                sum1 += valuesA * Nearness(a1 * inverse1) + valuesB * Nearness(b1 * inverse1);
                sum2 += valuesA * Nearness(a2 * inverse2) + valuesB * Nearness(b2 * inverse2);
                sum3 += valuesA * Nearness(a3 * inverse3) + valuesB * Nearness(b3 * inverse3);
                sum4 += valuesA * Nearness(a4 * inverse4) + valuesB * Nearness(b4 * inverse4);
            }
            scores[first] += factor * Vector.Sum(sum1);
            if (first + 1 <= last) scores[first + 1] += factor * Vector.Sum(sum2);
            if (first + 2 <= last) scores[first + 2] += factor * Vector.Sum(sum3);
            if (first + 3 <= last) scores[first + 3] += factor * Vector.Sum(sum4);
        }
    }

    /// <summary>How near a vector is to each exemplar, 0 to 1.</summary>
    public void Nearness(ReadOnlySpan<float> vector, Span<float> nearness)
    {
        nearness.Clear();
        if (Dimensions == 0) return;
        vector = vector[..Dimensions];
        var inverse = Inverse(vector);
        for (var e = 0; e < Count; e++)
        {
            var cosine = TensorPrimitives.Dot(vector, vectors[e]) * inverse;
            nearness[e] = Math.Max(0, (Power(Math.Max(0, 1 + (cosine - 1) * slope)) - cut) * scale);
        }
    }

    private Vector<float> Nearness(Vector<float> cosines)
    {
        var power = Vector.Max(Vector<float>.Zero, (cosines - Vector<float>.One) * slope + Vector<float>.One);
        power *= power;
        power *= power;
        power *= power;
        power *= power;
        return Vector.Max(Vector<float>.Zero, (power - Vector.Create(cut)) * scale);
    }

    private static float Power(float number)
    {
        number *= number;
        number *= number;
        number *= number;
        return number * number;
    }

    private static float Inverse(ReadOnlySpan<float> vector)
    {
        var length = TensorPrimitives.Norm(vector);
        return length > 0 ? 1 / length : 0;
    }
}
