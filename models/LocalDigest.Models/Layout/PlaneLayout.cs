using System.Numerics.Tensors;

namespace LocalDigest.Models;

/// <summary>Puts vectors into a plane so that near ones stay near. The same vectors always come to the same places.</summary>
/// <remarks>
/// It begins with the two principal components, found by power iteration, so that what is far apart at large is far apart there too. Then
/// each point is drawn to its nearest neighbours and pushed from points that are drawn at random, by the forces of UMAP with its curve at
/// a = b = 1 (McInnes, Healy and Melville, "UMAP: Uniform Manifold Approximation and Projection for Dimension Reduction", 2018). Exact
/// neighbours cost the square of the count.
/// </remarks>
public static class PlaneLayout
{
    private const int Neighbours = 12, Epochs = 80, Pushes = 4, PowerSteps = 40;

    /// <summary>The extent of the first places, at which the forces have room to work, and the longest step, in the same units.</summary>
    private const float Extent = 10, LongestStep = 4;

    /// <summary>Places vectors.</summary>
    /// <param name="vectors">Row by row; unit vectors, or zero where nothing is known.</param>
    /// <param name="dimensions">The length of a row, above 0.</param>
    /// <param name="ct">Gives it up.</param>
    /// <returns>x and y of each row, each from -1 to 1, centred.</returns>
    /// <exception cref="ArgumentException"><paramref name="vectors"/> does not hold whole rows.</exception>
    public static (float X, float Y)[] Place(float[] vectors, int dimensions, CancellationToken ct = default)
    {
        if (dimensions <= 0 || vectors.Length % dimensions != 0) throw new ArgumentException(
            "Vectors must be whole rows.", nameof(vectors));
        var count = vectors.Length / dimensions;
        var places = PrincipalPlaces(vectors, dimensions, count);
        if (count > 2)
        {
            Scale(places, Extent);
            Draw(places, NeighboursOf(vectors, dimensions, count, ct), ct);
        }
        Scale(places, 1);
        return places;
    }

    /// <summary>The coordinates on the first two principal components.</summary>
    private static (float X, float Y)[] PrincipalPlaces(float[] vectors, int dimensions, int count)
    {
        var mean = new float[dimensions];
        for (var row = 0; row < count; row++) TensorPrimitives.Add(mean, Row(vectors, dimensions, row), mean);
        if (count > 0) TensorPrimitives.Divide(mean, count, mean);
        var centred = new float[vectors.Length];
        for (var row = 0; row < count; row++) TensorPrimitives.Subtract(
            Row(vectors, dimensions, row), mean, centred.AsSpan(row * dimensions, dimensions));
        var first = Component(centred, dimensions, count, null);
        var second = Component(centred, dimensions, count, first);
        var places = new (float X, float Y)[count];
        for (var row = 0; row < count; row++)
        {
            var vector = Row(centred, dimensions, row);
            places[row] = (TensorPrimitives.Dot(vector, first), TensorPrimitives.Dot(vector, second));
        }
        return places;
    }

    /// <summary>The direction of the greatest spread, across another one where that is given; zero where nothing is spread.</summary>
    private static float[] Component(float[] centred, int dimensions, int count, float[]? across)
    {
        var direction = new float[dimensions];
        for (var i = 0; i < dimensions; i++) direction[i] = Drawn((uint)(i + (across is null ? 0 : dimensions))) - 0.5f;
        for (var step = 0; step < PowerSteps; step++)
        {
            var next = new float[dimensions];
            for (var row = 0; row < count; row++)
            {
                var vector = Row(centred, dimensions, row);
                TensorPrimitives.MultiplyAdd(vector, TensorPrimitives.Dot(vector, direction), next, next);
            }
            if (across is not null) TensorPrimitives.MultiplyAdd(across, -TensorPrimitives.Dot<float>(next, across), next, next);
            var length = TensorPrimitives.Norm<float>(next);
            if (length < 1e-9f) return new float[dimensions];
            TensorPrimitives.Divide(next, length, direction);
        }
        // A direction and its opposite are the same component: the greatest part tells which is meant.
        var greatest = TensorPrimitives.IndexOfMaxMagnitude<float>(direction);
        if (direction[greatest] < 0) TensorPrimitives.Negate(direction, direction);
        return direction;
    }

    /// <summary>For each row its nearest ones, and how much each of them draws: 1 for the nearest, less for others.</summary>
    private static (int Other, float Weight)[][] NeighboursOf(float[] vectors, int dimensions, int count, CancellationToken ct)
    {
        var most = Math.Min(Neighbours, count - 1);
        var neighbours = new (int Other, float Weight)[count][];
        Parallel.For(0, count, new ParallelOptions { CancellationToken = ct }, row =>
        {
            var vector = Row(vectors, dimensions, row);
            // The nearest so far, the nearest first.
            var best = new (int Other, float Cosine)[most];
            var found = 0;
            for (var other = 0; other < count; other++)
            {
                if (other == row) continue;
                var cosine = TensorPrimitives.Dot(vector, Row(vectors, dimensions, other));
                if (found == most && cosine <= best[^1].Cosine) continue;
                var place = found < most ? found++ : most - 1;
                for (; place > 0 && best[place - 1].Cosine < cosine; place--) best[place] = best[place - 1];
                best[place] = (other, cosine);
            }
            var spread = Math.Max(best[0].Cosine - best[^1].Cosine, 1e-6f);
            neighbours[row] = [.. best.Select(one => (one.Other, MathF.Exp(-2 * (best[0].Cosine - one.Cosine) / spread)))];
        });
        return neighbours;
    }

    /// <summary>Lets the forces work, one point after another, so that the outcome does not depend on threads.</summary>
    private static void Draw((float X, float Y)[] places, (int Other, float Weight)[][] neighbours, CancellationToken ct)
    {
        var draws = 0u;
        for (var epoch = 0; epoch < Epochs; epoch++)
        {
            ct.ThrowIfCancellationRequested();
            var step = 1 - epoch / (float)Epochs;
            for (var row = 0; row < places.Length; row++)
            {
                foreach (var (other, weight) in neighbours[row])
                {
                    var (x, y, square) = Between(places[row], places[other]);
                    var pull = -2 * weight * step / (1 + square);
                    var (dx, dy) = (Bounded(pull * x), Bounded(pull * y));
                    places[row] = (places[row].X + dx, places[row].Y + dy);
                    places[other] = (places[other].X - dx, places[other].Y - dy);
                }
                for (var i = 0; i < Pushes; i++)
                {
                    var other = (int)(Drawn(++draws) * places.Length);
                    if (other == row || other >= places.Length) continue;
                    var (x, y, square) = Between(places[row], places[other]);
                    // Two points in one place are pushed apart in a direction of their own.
                    if (square < 1e-6f) (x, y) = (Drawn((uint)row) - 0.5f, Drawn((uint)row + 1) - 0.5f);
                    var push = 2 * step / ((0.01f + square) * (1 + square));
                    places[row] = (places[row].X + Bounded(push * x), places[row].Y + Bounded(push * y));
                }
            }
        }

        static (float X, float Y, float Square) Between((float X, float Y) one, (float X, float Y) other)
        {
            var (x, y) = (one.X - other.X, one.Y - other.Y);
            return (x, y, x * x + y * y);
        }

        static float Bounded(float value) => Math.Clamp(value, -LongestStep, LongestStep);
    }

    /// <summary>Centres places and makes the farther axis reach from one end to the other.</summary>
    private static void Scale((float X, float Y)[] places, float extent)
    {
        if (places.Length == 0) return;
        var (left, right) = (places.Min(place => place.X), places.Max(place => place.X));
        var (bottom, top) = (places.Min(place => place.Y), places.Max(place => place.Y));
        var half = Math.Max(right - left, top - bottom) / 2;
        var factor = half > 1e-9f ? extent / half : 0;
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = (
                Math.Clamp((places[i].X - (left + right) / 2) * factor, -extent, extent),
                Math.Clamp((places[i].Y - (bottom + top) / 2) * factor, -extent, extent));
        }
    }

    private static ReadOnlySpan<float> Row(float[] vectors, int dimensions, int row) => vectors.AsSpan(row * dimensions, dimensions);

    /// <summary>A number from 0 to below 1 that looks drawn, always the same for one seed (the finalizer of MurmurHash3).</summary>
    private static float Drawn(uint seed)
    {
        var mixed = seed * 0x9E3779B9 + 0x7F4A7C15;
        mixed = (mixed ^ (mixed >> 16)) * 0x85EBCA6B;
        mixed = (mixed ^ (mixed >> 13)) * 0xC2B2AE35;
        return (mixed ^ (mixed >> 16)) / (float)(1UL << 32) * 0.99999994f;
    }
}
