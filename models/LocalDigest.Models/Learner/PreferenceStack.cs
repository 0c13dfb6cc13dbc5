using System.Runtime.InteropServices;

namespace LocalDigest.Models;

/// <summary>
/// How much the criteria, what was learned from all statements, nearness to single ones, and the expert for words are worth: a logistic regression
/// over these four (stacking; Wolpert, "Stacked Generalization", 1992) with a Gaussian prior for each weight. Its log odds are calibrated, since it
/// is fitted to what each of the four said of documents that were held out (Platt scaling in four dimensions).
/// </summary>
internal sealed record PreferenceStack(float Bias, float Criteria, float Residual, float Near, float Words)
{
    private const int Width = 5;

    /// <summary>Standard deviations of the priors, where much was said.</summary>
    private static readonly double[] MostDeviations = [1.5, 0.5, 0.5, 1, 0.5];

    public float LogOdds(StackInput said) => Bias + Criteria * said.Criteria + Residual * said.Residual + Near * said.Near + Words * said.Words;

    /// <summary>Fits the weights; none gets below 0, so that nothing is ever turned around.</summary>
    /// <param name="prior">What they are worth before.</param>
    /// <param name="features">What each of them said of each document.</param>
    /// <param name="likes">The outcomes.</param>
    /// <param name="weights">How much each counts, 0 for not at all.</param>
    /// <param name="biasOnly">Only the bias is fitted: outcomes of one kind say nothing of an order.</param>
    /// <param name="freedom">How freely the weights leave their priors, 0 to 1: few statements, given to what was shown, say little of what was not.</param>
    public static PreferenceStack Fit(
        PreferenceStack prior, ReadOnlySpan<StackInput> features, ReadOnlySpan<bool> likes, ReadOnlySpan<float> weights, bool biasOnly, float freedom)
    {
        double[] deviations = [MostDeviations[0], .. MostDeviations[1..].Select(deviation => Math.Max(1e-3, freedom * deviation))];
        double[] means = [prior.Bias, prior.Criteria, prior.Residual, prior.Near, prior.Words];
        var value = (double[])means.Clone();
        var isFree = new[] { true, !biasOnly, !biasOnly, !biasOnly, !biasOnly && prior.Words > 0 };
        while (true)
        {
            Newton(means, deviations, value, isFree, features, likes, weights);
            var negative = Array.FindIndex(value, 1, number => number < 0);
            if (negative < 0) return new PreferenceStack((float)value[0], (float)value[1], (float)value[2], (float)value[3], (float)value[4]);
            value[negative] = 0;
            isFree[negative] = false;
        }
    }

    private static void Newton(
        double[] means, double[] deviations, double[] value, bool[] isFree, ReadOnlySpan<StackInput> features, ReadOnlySpan<bool> likes, ReadOnlySpan<float> weights)
    {
        var hessian = new double[Width, Width];
        Span<double> gradient = stackalloc double[Width], x = stackalloc double[Width];
        for (var iteration = 0; iteration < 30; iteration++)
        {
            Array.Clear(hessian);
            for (var j = 0; j < Width; j++)
            {
                gradient[j] = isFree[j] ? (value[j] - means[j]) / (deviations[j] * deviations[j]) : 0;
                hessian[j, j] = isFree[j] ? 1 / (deviations[j] * deviations[j]) : 1;
            }
            for (var i = 0; i < features.Length; i++)
            {
                if (weights[i] <= 0) continue;
                (x[0], x[1], x[2], x[3], x[4]) = (1, features[i].Criteria, features[i].Residual, features[i].Near, features[i].Words);
                var logOdds = value[0] * x[0] + value[1] * x[1] + value[2] * x[2] + value[3] * x[3] + value[4] * x[4];
                var probability = 1 / (1 + Math.Exp(-logOdds));
                double error = weights[i] * (probability - (likes[i] ? 1 : 0)), curvature = weights[i] * Math.Max(probability * (1 - probability), 1e-6);
                for (var j = 0; j < Width; j++)
                {
                    if (!isFree[j]) continue;
                    gradient[j] += error * x[j];
                    for (var k = 0; k <= j; k++)
                    {
                        if (isFree[k]) hessian[j, k] += curvature * x[j] * x[k];
                    }
                }
            }
            var step = Cholesky.Solve(Cholesky.Factor(hessian), gradient.ToArray());
            // Far from the goal the quadratic picture may overshoot.
            var longest = step.Max(Math.Abs);
            var damping = longest > 2 ? 2 / longest : 1;
            for (var j = 0; j < Width; j++) value[j] -= damping * step[j];
            if (longest < 1e-7) return;
        }
    }
}

/// <summary>What the stack weighs, of one document.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StackInput(float Criteria, float Residual, float Near, float Words);

/// <summary>Factors of positive definite matrices, of which only the lower half is read.</summary>
internal static class Cholesky
{
    /// <summary>The lower factor. A pivot that is not positive, which rounding can make, is taken as just so.</summary>
    public static double[,] Factor(double[,] matrix)
    {
        var size = matrix.GetLength(0);
        var factor = new double[size, size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = matrix[i, j];
                for (var k = 0; k < j; k++) sum -= factor[i, k] * factor[j, k];
                factor[i, j] = i == j ? Math.Sqrt(Math.Max(sum, 1e-9)) : sum / factor[j, j];
            }
        }
        return factor;
    }

    /// <summary>Solves by a factor.</summary>
    public static double[] Solve(double[,] factor, ReadOnlySpan<double> right)
    {
        var solved = SolveLower(factor, right);
        for (var i = solved.Length - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < solved.Length; k++) solved[i] -= factor[k, i] * solved[k];
            solved[i] /= factor[i, i];
        }
        return solved;
    }

    /// <summary>Solves by the lower factor alone.</summary>
    public static double[] SolveLower(double[,] factor, ReadOnlySpan<double> right)
    {
        var solved = right.ToArray();
        for (var i = 0; i < solved.Length; i++)
        {
            for (var k = 0; k < i; k++) solved[i] -= factor[i, k] * solved[k];
            solved[i] /= factor[i, i];
        }
        return solved;
    }
}
