namespace LocalDigest.Models;

/// <summary>
/// Turns scores into grades: the probability of reaching each grade from 2 to 10 is a logistic function of the score, with slopes that are about the
/// same (the partial proportional odds model; Peterson and Harrell, "Partial Proportional Odds Models for Ordinal Response Variables", 1990). Fitted
/// to scores of documents that were held out, it calibrates them (Platt, "Probabilistic Outputs for Support Vector Machines", 1999).
/// </summary>
public sealed class GradeScale
{
    /// <summary>Grades above 1.</summary>
    private const int Steps = 9;

    // Priors: scores are in units of their spread, and the usual judge gives a 7 or more to a tenth.
    private const double UsualSlope = 1.2, SlopeDeviation = 1, OffsetDeviation = 2;

    /// <summary>How far the slope of one step is from the one that all share, usually.</summary>
    private const double StepDeviation = 0.5;

    /// <summary>Scores are hardly ever farther from 0.</summary>
    private const double Farthest = 6;

    private static readonly double[] UsualShares = [0.9, 0.75, 0.6, 0.45, 0.3, 0.17, 0.1, 0.04, 0.01];

    /// <param name="slopes">How fast the odds of reaching grade 2, 3, …, 10 rise with the score, 0 or more.</param>
    /// <param name="offsets">Their log odds at score 0; never rising.</param>
    public GradeScale(IReadOnlyList<double> slopes, IReadOnlyList<double> offsets)
    {
        if (slopes.Count != Steps || offsets.Count != Steps) throw new ArgumentException("There are nine steps from grade 1 to grade 10.", nameof(offsets));
        (Slopes, Offsets) = (slopes, offsets);
    }

    /// <summary>What is usual of judges, before anything is known of one.</summary>
    public static GradeScale Usual { get; } = new([.. Enumerable.Repeat(UsualSlope, Steps)], [.. UsualShares.Select(share => Math.Log(share / (1 - share)))]);

    /// <summary>How fast the odds of reaching grade 2, 3, …, 10 rise with the score.</summary>
    public IReadOnlyList<double> Slopes { get; }

    /// <summary>The log odds of reaching grade 2, 3, …, 10 at score 0.</summary>
    public IReadOnlyList<double> Offsets { get; }

    /// <summary>The probability that a judge would give at least a grade.</summary>
    /// <param name="score">From <see cref="IVerdictModel.Score"/>.</param>
    /// <param name="grade">1 to 10.</param>
    public double Likelihood(double score, int grade) => grade <= 1 ? 1 : 1 / (1 + Math.Exp(-(Slopes[grade - 2] * score + Offsets[grade - 2])));

    /// <summary>The probabilities that a judge would give at least a 2, 3, … 10: nine numbers.</summary>
    /// <param name="score">From <see cref="IVerdictModel.Score"/>.</param>
    public float[] Forecast(double score) => [.. Enumerable.Range(2, Steps).Select(grade => (float)Likelihood(score, grade))];

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
        var slopes = Enumerable.Repeat(slope, Steps).ToArray();
        for (var step = 0; step < Steps; step++) Refine(scores, grades, weights, step, usual[step], ref slopes[step], ref offsets[step]);
        // A higher grade is never the likelier one.
        for (var step = 1; step < Steps; step++)
        {
            offsets[step] = Math.Min(offsets[step], offsets[step - 1]);
            var room = (offsets[step - 1] - offsets[step]) / Farthest;
            slopes[step] = Math.Clamp(slopes[step], Math.Max(0, slopes[step - 1] - room), slopes[step - 1] + room);
        }
        return new GradeScale(slopes, offsets);
    }

    /// <summary>Gives one step a slope of its own, as far as its documents ask for it.</summary>
    private static void Refine(
        ReadOnlySpan<float> scores, ReadOnlySpan<int> grades, ReadOnlySpan<float> weights, int step, double usual, ref double slope, ref double offset)
    {
        var shared = slope;
        const double own = 1 / (StepDeviation * StepDeviation), usually = 1 / (OffsetDeviation * OffsetDeviation);
        for (var round = 0; round < 50; round++)
        {
            double first = (slope - shared) * own, second = (offset - usual) * usually, a = own, b = 0, c = usually;
            for (var i = 0; i < scores.Length; i++)
            {
                var probability = 1 / (1 + Math.Exp(-(slope * scores[i] + offset)));
                var error = weights[i] * (probability - (grades[i] >= step + 2 ? 1 : 0));
                var variance = weights[i] * Math.Max(probability * (1 - probability), 1e-6);
                first += error * scores[i];
                second += error;
                a += variance * scores[i] * scores[i];
                b += variance * scores[i];
                c += variance;
            }
            // Newton's method for two numbers.
            var determinant = a * c - b * b;
            double turn = Math.Clamp((c * first - b * second) / determinant, -1, 1), change = Math.Clamp((a * second - b * first) / determinant, -2, 2);
            slope = Math.Max(0, slope - turn);
            offset -= change;
            if (Math.Max(Math.Abs(turn), Math.Abs(change)) < 1e-6) break;
        }
    }
}
