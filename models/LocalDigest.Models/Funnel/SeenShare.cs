using System.Runtime.InteropServices;

namespace LocalDigest.Models;

/// <summary>A paper that might have been shown to the judge.</summary>
/// <param name="Likelihood">What was thought of it before: the probability that the judge would call it relevant, 0 to 1.</param>
/// <param name="Chance">The probability with which it was to be shown: 1 above the cut, less below, 0 where it could not be drawn.</param>
/// <param name="IsRelevant">What the judge said; null where it said nothing.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Considered(double Likelihood, double Chance, bool? IsRelevant)
{
    /// <summary>It was judged although it was below the cut.</summary>
    internal bool IsDrawn => IsRelevant is not null && Chance is > 0 and < 1;
}

/// <summary>Which share of the relevant papers the judge got to see.</summary>
/// <param name="Share">The estimate, 0 to 1; without bias.</param>
/// <param name="Low">Nine of ten true shares are not below it or above <paramref name="High"/>.</param>
/// <param name="High">See <paramref name="Low"/>.</param>
/// <param name="Seen">How many relevant papers the judge saw.</param>
/// <param name="Missed">How many it is estimated not to have seen, 0 or more.</param>
/// <param name="Drawn">How many papers below the cut were judged to know this.</param>
public sealed record SeenShare(double Share, double Low, double High, int Seen, double Missed, int Drawn)
{
    private const double Tail = 0.05;

    /// <summary>
    /// Estimates the share. What was missed is counted by the papers that were drawn below the cut, each standing for as many as its chance
    /// says (Horvitz and Thompson, "A Generalization of Sampling Without Replacement From a Finite Universe", 1952), taken as corrections of
    /// what was forecast (the difference estimator; Särndal, Swensson and Wretman, "Model Assisted Survey Sampling", 1992, section 6.3): it
    /// has no bias whatever the forecast is worth. The interval is that of the posterior of the forecast's error (<see cref="ForecastError"/>).
    /// </summary>
    /// <param name="papers">All papers that might have been shown.</param>
    /// <returns>Null where no paper is relevant as far as anybody knows.</returns>
    public static SeenShare? Estimate(IReadOnlyCollection<Considered> papers)
    {
        var seen = papers.Count(paper => paper.IsRelevant == true);
        double[] unseen = [.. papers.Where(paper => paper.IsRelevant is null).Select(paper => paper.Likelihood)];
        var error = ForecastError.Learn(papers);
        var missed = unseen.Sum(likelihood => ForecastError.Shift(likelihood, error.AboveCut));
        var drawn = 0;
        foreach (var paper in papers.Where(paper => paper.IsDrawn))
        {
            drawn++;
            // It stands for itself, which was seen, and for 1 / chance - 1 others.
            missed += (1 / paper.Chance - 1) * ((paper.IsRelevant == true ? 1 : 0) - ForecastError.Shift(paper.Likelihood, error.AboveCut));
        }
        missed = Math.Clamp(missed, 0, unseen.Length);
        if (seen + missed < 1e-9) return null;
        var (least, most) = error.CountOf(unseen, Tail);
        var share = seen / (seen + missed);
        // The two come by different ways; what is shown does not contradict itself.
        return new SeenShare(
            share, Math.Min(share, seen + most > 0 ? seen / (double)(seen + most) : 1), Math.Max(share, seen + least > 0 ? seen / (double)(seen + least) : 1),
            seen, missed, drawn);
    }
}
