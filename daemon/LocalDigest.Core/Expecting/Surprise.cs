using LocalDigest.Judging;

namespace LocalDigest.Expecting;

/// <summary>
/// Tells when a verdict is far above what was expected: when, of papers of which as much was expected, hardly any gets so good a grade.
/// What is hardly any is told by this profile's own verdicts, which the expectation had not seen (split conformal prediction; Papadopoulos,
/// Proedrou, Vovk and Gammerman, "Inductive Confidence Machines for Regression", 2002).
/// </summary>
/// <remarks>
/// Before there are verdicts the expectation is that of the criteria on the scale of the usual judge, and so is the bound. It is not fitted
/// to the run's own verdicts: a third of them may be the answers of a judge that obeys its papers. Measured on four users' verdicts: from
/// the criteria alone 0 to 0.8 in 100 must-reads go beyond the bound, after 20 or 60 days 0 to 2.7, where 36 to 40 and 43 to 97 in 100
/// papers of other subjects would, had they been given a 10.
/// </remarks>
internal sealed class Surprise
{
    /// <summary>So rare are grades that are looked at again, among those of honest papers.</summary>
    private const double Rate = 1 / 2000.0;

    /// <summary>The same where the text has a trace of an order, which every thirtieth has.</summary>
    private const double TracedRate = 1 / 70.0;

    /// <summary>Before there are enough verdicts to tell, a grade is surprising where the expectation gives it less than this.</summary>
    private const double Usual = 0.006, UsualTraced = 0.02;

    /// <summary>However well the expectation does, what it gives more than this does not surprise.</summary>
    private const double Most = 0.02, MostTraced = 0.05;

    /// <summary>
    /// A verdict that nobody has checked counts as what half of the papers like it get; one that was, as what one in fifty gets.
    /// </summary>
    private const double Median = 0.5, UsualError = 0.02;

    private readonly double plain;
    private readonly double traced;

    private Surprise(double plain, double traced) => (this.plain, this.traced) = (plain, traced);

    /// <param name="seen">Of each verdict, the probability that so good a grade had before it was given, 0 to 1.</param>
    public static Surprise Learn(IReadOnlyList<double> seen)
    {
        double[] sorted = [.. seen.Order()];
        return new Surprise(Quantile(sorted, Rate, Usual, Most), Quantile(sorted, TracedRate, UsualTraced, MostTraced));
    }

    /// <summary>How far a grade is trusted that is far above a forecast; null where it is not.</summary>
    /// <param name="forecast">The probabilities of at least a 2, 3, … 10.</param>
    /// <param name="grade">1 to 10.</param>
    /// <param name="hasTrace">Whether the text has a trace of an order.</param>
    public VerdictBound? BoundOf(IReadOnlyList<float> forecast, int grade, bool hasTrace)
    {
        if (Likelihood(grade) >= (hasTrace ? traced : plain)) return null;
        return new VerdictBound(Least(Median), Least(UsualError));

        int Least(double share)
        {
            var most = grade - 1;
            while (Likelihood(most) < share) most--;
            return most;
        }

        double Likelihood(int least) => least <= 1 ? 1 : forecast[least - 2];
    }

    /// <summary>
    /// What is as rare as a rate, among what was seen; with too little to tell, the usual, and never more than the rarest that was seen.
    /// </summary>
    private static double Quantile(double[] sorted, double rate, double usual, double most)
    {
        var rank = (int)(rate * (sorted.Length + 1));
        return rank > 0 ? Math.Min(most, sorted[rank - 1]) : sorted.Length > 0 ? Math.Min(usual, sorted[0]) : usual;
    }
}
