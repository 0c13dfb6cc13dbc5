using System.Numerics.Tensors;

namespace LocalDigest.Models;

/// <summary>Chooses a few vectors that stand for many. Of the same vectors always the same ones.</summary>
/// <remarks>
/// Groups are made by k-means over cosines (Dhillon and Modha, "Concept Decompositions for Large Sparse Text Data using Clustering", 2001)
/// from first centres that are far from each other (Arthur and Vassilvitskii, "k-means++", 2007), with random numbers of a fixed start.
/// </remarks>
public static class Medoids
{
    private const int Rounds = 12;

    /// <summary>The vector nearest to the middle of each group, those of large groups first.</summary>
    /// <param name="vectors">Row by row; unit vectors, or zero where nothing is known, which are never chosen.</param>
    /// <param name="dimensions">The length of a row, above 0.</param>
    /// <param name="count">How many groups, at least 1; fewer come back where there are not as many different vectors.</param>
    /// <param name="ct">Gives it up.</param>
    /// <returns>Rows, each once.</returns>
    /// <exception cref="ArgumentException"><paramref name="vectors"/> does not hold whole rows.</exception>
    public static int[] Choose(float[] vectors, int dimensions, int count, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (dimensions <= 0 || vectors.Length % dimensions != 0) throw new ArgumentException(
            "Vectors must be whole rows.", nameof(vectors));
        var rows = Enumerable.Range(0, vectors.Length / dimensions)
            .Where(row => TensorPrimitives.Norm(Row(vectors, dimensions, row)) > 0).ToArray();
        if (rows.Length == 0) return [];
        var centres = FirstCentres(vectors, dimensions, rows, count);
        var groupOf = new int[rows.Length];
        var likeness = new float[rows.Length];
        for (var round = 0; round < Rounds; round++)
        {
            ct.ThrowIfCancellationRequested();
            if (!Assign(vectors, dimensions, rows, centres, groupOf, likeness) && round > 0) break;
            if (round + 1 < Rounds) Move(vectors, dimensions, rows, centres, groupOf);
        }
        return
        [
            .. Enumerable.Range(0, rows.Length).GroupBy(i => groupOf[i]).OrderByDescending(group => group.Count()).ThenBy(group => group.Min())
                .Select(group => rows[group.OrderByDescending(i => likeness[i]).ThenBy(i => i).First()]),
        ];
    }

    /// <summary>Each centre is drawn from the rows by how far they are from those before it.</summary>
    private static List<float[]> FirstCentres(float[] vectors, int dimensions, int[] rows, int count)
    {
        var random = new Random(20_260_121);
        var centres = new List<float[]> { Row(vectors, dimensions, rows[random.Next(rows.Length)]).ToArray() };
        var distances = new double[rows.Length];
        Array.Fill(distances, double.PositiveInfinity);
        while (centres.Count < count)
        {
            var sum = 0.0;
            for (var i = 0; i < rows.Length; i++)
            {
                var cosine = TensorPrimitives.Dot<float>(Row(vectors, dimensions, rows[i]), centres[^1]);
                // What is the same but for rounding is no other place.
                var distance = 1 - cosine < 1e-4 ? 0 : 1 - cosine;
                sum += distances[i] = Math.Min(distances[i], distance);
            }
            if (sum <= 0) break;
            var drawn = random.NextDouble() * sum;
            var chosen = Array.FindLastIndex(distances, distance => distance > 0);
            for (var i = 0; i < chosen; i++)
            {
                if ((drawn -= distances[i]) < 0)
                {
                    chosen = i;
                    break;
                }
            }
            centres.Add(Row(vectors, dimensions, rows[chosen]).ToArray());
        }
        return centres;
    }

    /// <summary>Gives each row to its nearest centre.</summary>
    /// <returns>Whether any row changed its group.</returns>
    private static bool Assign(float[] vectors, int dimensions, int[] rows, List<float[]> centres, int[] groupOf, float[] likeness)
    {
        var changed = 0;
        Parallel.For(0, rows.Length, i =>
        {
            var vector = Row(vectors, dimensions, rows[i]);
            var (best, nearest) = (float.NegativeInfinity, 0);
            for (var centre = 0; centre < centres.Count; centre++)
            {
                if (TensorPrimitives.Dot<float>(vector, centres[centre]) is var cosine && cosine > best) (best, nearest) = (cosine, centre);
            }
            if (groupOf[i] != nearest) Interlocked.Exchange(ref changed, 1);
            (groupOf[i], likeness[i]) = (nearest, best);
        });
        return changed == 1;
    }

    /// <summary>Puts each centre into the middle of its group; one without a row stays where it is.</summary>
    private static void Move(float[] vectors, int dimensions, int[] rows, List<float[]> centres, int[] groupOf)
    {
        var sums = centres.Select(_ => new float[dimensions]).ToList();
        for (var i = 0; i < rows.Length; i++) TensorPrimitives.Add(sums[groupOf[i]], Row(vectors, dimensions, rows[i]), sums[groupOf[i]]);
        for (var centre = 0; centre < centres.Count; centre++)
        {
            if (TensorPrimitives.Norm<float>(sums[centre]) is > 0 and var length) TensorPrimitives.Divide(sums[centre], length, centres[centre]);
        }
    }

    private static ReadOnlySpan<float> Row(float[] vectors, int dimensions, int row) => vectors.AsSpan(row * dimensions, dimensions);
}
