using System.Numerics.Tensors;

namespace LocalDigest.Models;

/// <summary>What is usual in a corpus: a sample of its documents, and what regression on their vectors needs. Safe to use from several threads at once.</summary>
public sealed class CorpusProfile
{
    /// <summary>At most so many documents are looked at, evenly spread.</summary>
    public const int LargestSample = 4096;

    // Of the mean variance of the dimensions; Hoerl and Kennard 1970, "Ridge regression".
    private const double Ridge = 0.3;

    private readonly int[] sample;
    private readonly float[] vectors;
    private readonly float[] mean;
    private readonly double[][] factor;

    /// <summary>Looks at a corpus.</summary>
    /// <param name="words">The words of its documents.</param>
    /// <param name="vectors">Their vectors, at the same positions.</param>
    /// <param name="documents">The positions that count.</param>
    /// <param name="familiarity">See <see cref="Familiarity"/>.</param>
    /// <param name="statistics">How rare its words are and how long its documents; null for the statistics of <paramref name="words"/> as they are now.</param>
    public CorpusProfile(LexicalIndex words, VectorIndex vectors, ReadOnlySpan<int> documents, float familiarity, LexicalStatistics? statistics = null)
    {
        Words = words;
        Statistics = statistics ?? words.Statistics();
        Size = documents.Length;
        Familiarity = familiarity;
        Dimensions = vectors.Dimensions;
        sample = new int[Math.Min(LargestSample, documents.Length)];
        for (var i = 0; i < sample.Length; i++) sample[i] = documents[(int)((long)i * documents.Length / sample.Length)];
        this.vectors = new float[sample.Length * Dimensions];
        mean = new float[Dimensions];
        for (var i = 0; i < sample.Length; i++)
        {
            var vector = this.vectors.AsSpan(i * Dimensions, Dimensions);
            vectors.Read(sample[i], vector);
            TensorPrimitives.Add(mean, vector, mean);
        }
        if (sample.Length > 0) TensorPrimitives.Divide(mean, sample.Length, mean);
        factor = Decompose();
    }

    /// <summary>How many documents the corpus has.</summary>
    public int Size { get; }

    /// <summary>Length of the vectors.</summary>
    public int Dimensions { get; }

    /// <summary>The share of the corpus's words that the embedding met often in its training, from 0 to 1.</summary>
    public float Familiarity { get; }

    internal LexicalIndex Words { get; }

    /// <summary>How rare the corpus's words are, and how long its documents.</summary>
    public LexicalStatistics Statistics { get; }

    /// <summary>The positions of the documents looked at.</summary>
    internal ReadOnlySpan<int> Sample => sample;

    internal ReadOnlySpan<float> Vector(int place) => vectors.AsSpan(place * Dimensions, Dimensions);

    internal void Dot(ReadOnlySpan<float> query, Span<float> dots)
    {
        for (var i = 0; i < sample.Length; i++) dots[i] = TensorPrimitives.Dot(query, Vector(i));
    }

    /// <summary>The direction whose dot product with a document's vector predicts its value best, by ridge regression.</summary>
    /// <param name="values">One for each document of the sample.</param>
    internal float[] Regress(ReadOnlySpan<float> values)
    {
        var average = values.IsEmpty ? 0 : TensorPrimitives.Sum(values) / values.Length;
        var right = new float[Dimensions];
        // Σ (v - mean)(y - average) = Σ v (y - average)
        for (var i = 0; i < sample.Length; i++) TensorPrimitives.MultiplyAdd(Vector(i), values[i] - average, right, right);
        var solution = new double[Dimensions];
        for (var i = 0; i < Dimensions; i++)
        {
            var sum = (double)right[i];
            for (var k = 0; k < i; k++) sum -= factor[i][k] * solution[k];
            solution[i] = sum / factor[i][i];
        }
        for (var i = Dimensions - 1; i >= 0; i--)
        {
            var sum = solution[i];
            for (var k = i + 1; k < Dimensions; k++) sum -= factor[k][i] * solution[k];
            solution[i] = sum / factor[i][i];
        }
        return [.. solution.Select(number => (float)number)];
    }

    // The Cholesky factor of the vectors' scatter matrix with the ridge added.
    private double[][] Decompose()
    {
        var scatter = new float[Dimensions][];
        for (var i = 0; i < Dimensions; i++) scatter[i] = new float[i + 1];
        var centred = new float[Dimensions];
        for (var s = 0; s < sample.Length; s++)
        {
            TensorPrimitives.Subtract(Vector(s), mean, centred);
            for (var i = 0; i < Dimensions; i++) TensorPrimitives.MultiplyAdd(centred.AsSpan(0, i + 1), centred[i], scatter[i], scatter[i]);
        }
        var trace = 0.0;
        for (var i = 0; i < Dimensions; i++) trace += scatter[i][i];
        // an empty corpus has no scatter; any positive number will do
        var ridge = trace > 0 ? Ridge * trace / Dimensions : 1;
        var lower = new double[Dimensions][];
        for (var i = 0; i < Dimensions; i++)
        {
            lower[i] = new double[i + 1];
            for (var j = 0; j <= i; j++)
            {
                var sum = scatter[i][j] + (i == j ? ridge : 0);
                sum -= TensorPrimitives.Dot<double>(lower[i].AsSpan(0, j), lower[j].AsSpan(0, j));
                lower[i][j] = i == j ? Math.Sqrt(sum) : sum / lower[j][j];
            }
        }
        return lower;
    }
}
