namespace LocalDigest.Models;

/// <summary>
/// Turns scores into grades: the probability of reaching each grade from 2 to 10 is a logistic function of the score, all with one slope (the
/// proportional odds model; McCullagh, "Regression Models for Ordinal Data", 1980). Fitted to scores of documents that were held out, it calibrates them
/// (Platt, "Probabilistic Outputs for Support Vector Machines", 1999).
/// </summary>
public sealed class GradeScale
{
    /// <summary>Grades above 1.</summary>
    private const int Steps = 9;

    // Priors: scores are in units of their spread, and the usual judge gives a 7 or more to a tenth.
    private const double UsualSlope = 1.2, SlopeDeviation = 1, OffsetDeviation = 2;

    private static readonly double[] UsualShares = [0.9, 0.75, 0.6, 0.45, 0.3, 0.17, 0.1, 0.04, 0.01];

    /// <param name="slope">How fast the odds rise with the score, 0 or more.</param>
    /// <param name="offsets">The log odds of reaching grade 2, 3, …, 10 at score 0; never rising.</param>
    public GradeScale(double slope, IReadOnlyList<double> offsets)
    {
        if (offsets.Count != Steps) throw new ArgumentException("There are nine steps from grade 1 to grade 10.", nameof(offsets));
        (Slope, Offsets) = (slope, offsets);
    }

    /// <summary>How fast the odds rise with the score.</summary>
    public double Slope { get; }

    /// <summary>The log odds of reaching grade 2, 3, …, 10 at score 0.</summary>
    public IReadOnlyList<double> Offsets { get; }

    /// <summary>The probability that a judge would give at least a grade.</summary>
    /// <param name="score">From <see cref="IVerdictModel.Score"/>.</param>
    /// <param name="grade">1 to 10.</param>
    public double Likelihood(double score, int grade) => grade <= 1 ? 1 : 1 / (1 + Math.Exp(-(Slope * score + Offsets[grade - 2])));

    /// <summary>The mean of the grade that a judge would give, 1 to 10.</summary>
    public double Expected(double score)
    {
        var grade = 1.0;
        for (var step = 2; step <= Steps + 1; step++) grade += Likelihood(score, step);
        return grade;
    }

    /// <summary>Fits the scale to judged documents.</summary>
    /// <param name="scores">In units of their spread over what comes in.</param>
    /// <param name="grades">1 to 10.</param>
    /// <param name="weights">How much each counts.</param>
    public static GradeScale Fit(ReadOnlySpan<float> scores, ReadOnlySpan<int> grades, ReadOnlySpan<float> weights)
    {
        var slope = UsualSlope;
        var offsets = UsualShares.Select(share => Math.Log(share / (1 - share))).ToArray();
        double[] usual = [.. offsets];
        // The offsets and the slope in turn, each by Newton's method. The likelihoods of the steps, taken as if they were apart (a composite
        // likelihood), have one maximum.
        for (var round = 0; round < 50; round++)
        {
            double gradient = (slope - UsualSlope) / (SlopeDeviation * SlopeDeviation), curvature = 1 / (SlopeDeviation * SlopeDeviation), moved = 0;
            for (var step = 0; step < Steps; step++)
            {
                double own = (offsets[step] - usual[step]) / (OffsetDeviation * OffsetDeviation), bend = 1 / (OffsetDeviation * OffsetDeviation);
                for (var i = 0; i < scores.Length; i++)
                {
                    var probability = 1 / (1 + Math.Exp(-(slope * scores[i] + offsets[step])));
                    var error = weights[i] * (probability - (grades[i] >= step + 2 ? 1 : 0));
                    var variance = weights[i] * Math.Max(probability * (1 - probability), 1e-6);
                    own += error;
                    bend += variance;
                    // Nine steps of one document are not nine documents.
                    gradient += error * scores[i] / Steps;
                    curvature += variance * scores[i] * scores[i] / Steps;
                }
                var change = Math.Clamp(own / bend, -2, 2);
                offsets[step] -= change;
                moved = Math.Max(moved, Math.Abs(change));
            }
            var turn = Math.Clamp(gradient / curvature, -1, 1);
            slope = Math.Max(0, slope - turn);
            if (Math.Max(moved, Math.Abs(turn)) < 1e-6) break;
        }
        // A higher grade is never the likelier one.
        for (var step = 1; step < Steps; step++) offsets[step] = Math.Min(offsets[step], offsets[step - 1]);
        return new GradeScale(slope, offsets);
    }
}
