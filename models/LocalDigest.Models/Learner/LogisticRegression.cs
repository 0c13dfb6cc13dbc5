using System.Numerics.Tensors;

namespace LocalDigest.Models;

/// <summary>The rows of a regression: some numbers that each row has, and few of very many others.</summary>
/// <param name="Width">How many numbers each row has.</param>
/// <param name="Dense">Those, row after row.</param>
/// <param name="Sparse">The others; ids are positions from 0.</param>
/// <param name="SparseWidth">One more than the largest id.</param>
internal sealed record DesignMatrix(int Width, float[] Dense, SparseRows Sparse, int SparseWidth)
{
    public int Parameters => Width + SparseWidth;

    public float Dot(int row, ReadOnlySpan<float> weights)
    {
        var sum = TensorPrimitives.Dot(Dense.AsSpan(row * Width, Width), weights[..Width]);
        var others = weights[Width..];
        var ids = Sparse.IdsOf(row);
        var values = Sparse.WeightsOf(row);
        for (var i = 0; i < ids.Length; i++) sum += others[(int)ids[i]] * values[i];
        return sum;
    }

    public void Add(int row, float factor, Span<float> weights)
    {
        TensorPrimitives.MultiplyAdd(Dense.AsSpan(row * Width, Width), factor, weights[..Width], weights[..Width]);
        var others = weights[Width..];
        var ids = Sparse.IdsOf(row);
        var values = Sparse.WeightsOf(row);
        for (var i = 0; i < ids.Length; i++) others[(int)ids[i]] += factor * values[i];
    }
}

/// <summary>
/// Logistic regression with offsets, weights of rows and a unit Gaussian prior on every parameter, by the limited-memory BFGS method
/// (Nocedal and Wright, "Numerical Optimization", 2nd edition, algorithm 7.5). The margins are carried along, so that a step of the line
/// search costs no pass over the rows.
/// </summary>
internal static class LogisticRegression
{
    private const int History = 8, MostIterations = 60, MostHalvings = 20;

    /// <summary>The gradient is so much shorter at the end than at the beginning.</summary>
    private const float Tolerance = 5e-3f;

    /// <summary>Finds the parameters of the greatest posterior probability.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="likes">The outcome of each row.</param>
    /// <param name="weights">How much each counts, 0 for not at all.</param>
    /// <param name="offsets">Log odds that each has before.</param>
    /// <param name="ct">Stops it.</param>
    public static float[] Fit(DesignMatrix rows, ReadOnlySpan<bool> likes, ReadOnlySpan<float> weights, ReadOnlySpan<float> offsets, CancellationToken ct)
    {
        var count = likes.Length;
        var parameters = new float[rows.Parameters];
        var gradient = new float[rows.Parameters];
        var direction = new float[rows.Parameters];
        var margins = offsets.ToArray();
        var along = new float[count];
        var steps = new List<(float[] Step, float[] Change, float Curvature)>(History);
        var loss = Loss(margins, likes, weights);
        var penalty = 0f;
        Gradient(rows, margins, likes, weights, parameters, gradient);
        var enough = Tolerance * TensorPrimitives.Norm(gradient);
        for (var iteration = 0; iteration < MostIterations; iteration++)
        {
            ct.ThrowIfCancellationRequested();
            if (TensorPrimitives.Norm(gradient) <= enough) break;
            Direct(gradient, steps, direction);
            for (var i = 0; i < count; i++) along[i] = weights[i] > 0 ? rows.Dot(i, direction) : 0;
            var slope = TensorPrimitives.Dot(gradient, direction);
            float across = TensorPrimitives.Dot(parameters, direction), length = TensorPrimitives.SumOfSquares(direction);
            var size = iteration == 0 ? Math.Min(1, 1 / MathF.Sqrt(-slope)) : 1f;
            double newLoss = 0;
            var newPenalty = 0f;
            var moved = new float[count];
            var isLower = false;
            for (var halving = 0; halving < MostHalvings; halving++, size /= 2)
            {
                TensorPrimitives.MultiplyAdd(along, size, margins, moved);
                newLoss = Loss(moved, likes, weights);
                newPenalty = penalty + size * across + size * size * length / 2;
                isLower = newLoss + newPenalty <= loss + penalty + 1e-4f * size * slope;
                if (isLower) break;
            }
            // As near as single precision can tell.
            if (!isLower) break;
            margins = moved;
            (loss, penalty) = (newLoss, newPenalty);
            var step = new float[direction.Length];
            TensorPrimitives.Multiply(direction, size, step);
            TensorPrimitives.Add(parameters, step, parameters);
            var change = new float[direction.Length];
            TensorPrimitives.Negate(gradient, change);
            Gradient(rows, margins, likes, weights, parameters, gradient);
            TensorPrimitives.Add(change, gradient, change);
            var curvature = TensorPrimitives.Dot(step, change);
            if (curvature <= 0) continue;
            if (steps.Count == History) steps.RemoveAt(0);
            steps.Add((step, change, curvature));
        }
        return parameters;
    }

    private static double Loss(ReadOnlySpan<float> margins, ReadOnlySpan<bool> likes, ReadOnlySpan<float> weights)
    {
        double sum = 0;
        for (var i = 0; i < margins.Length; i++)
        {
            if (weights[i] > 0) sum += weights[i] * PreferenceScore.Surprise(margins[i], likes[i]);
        }
        return sum;
    }

    private static void Gradient(DesignMatrix rows, float[] margins, ReadOnlySpan<bool> likes, ReadOnlySpan<float> weights, float[] parameters, float[] gradient)
    {
        parameters.CopyTo(gradient, 0);
        for (var i = 0; i < margins.Length; i++)
        {
            if (weights[i] > 0) rows.Add(i, weights[i] * (PreferenceScore.Probability(margins[i]) - (likes[i] ? 1 : 0)), gradient);
        }
    }

    /// <summary>The two loops of the method: minus the inverse of the estimated Hessian, times the gradient.</summary>
    private static void Direct(float[] gradient, List<(float[] Step, float[] Change, float Curvature)> steps, float[] direction)
    {
        TensorPrimitives.Negate(gradient, direction);
        Span<float> taken = stackalloc float[History];
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            var (step, change, curvature) = steps[i];
            taken[i] = TensorPrimitives.Dot(step, direction) / curvature;
            TensorPrimitives.MultiplyAdd(change, -taken[i], direction, direction);
        }
        if (steps.Count > 0) TensorPrimitives.Multiply(direction, steps[^1].Curvature / TensorPrimitives.SumOfSquares(steps[^1].Change), direction);
        for (var i = 0; i < steps.Count; i++)
        {
            var (step, change, curvature) = steps[i];
            TensorPrimitives.MultiplyAdd(step, taken[i] - TensorPrimitives.Dot(change, direction) / curvature, direction, direction);
        }
    }
}
