using System.Runtime.InteropServices;
using LocalDigest.Models;

namespace LocalDigest.Expecting;

/// <summary>A paper of the days that share a budget.</summary>
/// <param name="Paper">Its number.</param>
/// <param name="Promise">By what papers are put in order.</param>
/// <param name="MustRead">The probability that the judge would call it a must-read.</param>
/// <param name="Cost">What judging it costs, in the budget's unit; above 0.</param>
/// <param name="IsOpen">It is to be decided; otherwise it was on an earlier day.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FunnelCandidate(long Paper, double Promise, double MustRead, double Cost, bool IsOpen);

/// <summary>
/// Which papers the judge gets to see: one cut on the promise over the papers of several days, so that a day with many good ones gets more than a day
/// without; and a few below the cut, by chance.
/// </summary>
internal static class FunnelPlan
{
    /// <summary>The part of the budget that goes to papers below the cut.</summary>
    public const double Exploration = 0.05;

    /// <summary>Before anything was learned, the share of the cost that is spent where a share of the must-reads is wanted.</summary>
    private const double UsualShare = 0.5;

    /// <summary>So many papers of a week are seen in any case: few cost little, and nothing can be said of what few have taught.</summary>
    private const double LeastSeen = 80;

    /// <summary>After so many verdicts what was learned counts as much as <see cref="UsualShare"/>.</summary>
    private const double HalfTrust = 100;

    /// <summary>The share of the cost that it takes to see a share of the must-reads.</summary>
    /// <param name="papers">Of some days.</param>
    /// <param name="seen">The share wanted, 0 to 1.</param>
    /// <param name="error">How far earlier forecasts were off.</param>
    /// <param name="verdicts">How many verdicts the forecasts were learned from.</param>
    public static double ShareFor(IReadOnlyList<FunnelCandidate> papers, double seen, ForecastError error, int verdicts)
    {
        // The model in use was calibrated by the verdicts that are there; what the earlier ones got wrong everywhere is mended. What they got wrong
        // below the cut more than above it, where few verdicts are, may be wrong still.
        var below = error.BelowCut - error.AboveCut;
        var open = papers.Sum(paper => ForecastError.Shift(paper.MustRead, below));
        double found = 0, spent = 0, all = papers.Sum(paper => paper.Cost);
        foreach (var paper in papers.OrderByDescending(paper => paper.Promise))
        {
            if (found >= seen * (found + open)) break;
            found += paper.MustRead;
            open -= ForecastError.Shift(paper.MustRead, below);
            spent += paper.Cost;
        }
        var trust = verdicts / (verdicts + HalfTrust);
        var share = all > 0 ? (1 - trust) * UsualShare + trust * spent / all : UsualShare;
        return Math.Min(1, Math.Max(share, LeastSeen / Math.Max(1, papers.Count)));
    }

    /// <summary>Plans.</summary>
    /// <param name="papers">Of all days that share the budget.</param>
    /// <param name="budget">What all of them may cost together.</param>
    /// <param name="most">What the open ones may cost at most.</param>
    /// <returns>The chance of each open paper to be shown: 1 above the cut, less below it; by paper.</returns>
    public static IReadOnlyDictionary<long, double> Chances(IReadOnlyList<FunnelCandidate> papers, double budget, double most)
    {
        var chances = new Dictionary<long, double>();
        var all = papers.Sum(paper => paper.Cost);
        // Where everything may be seen, nothing is below the cut.
        var above = budget >= all ? all : budget * (1 - Exploration);
        double spent = 0, spentNow = 0;
        var isAbove = true;
        var below = new List<FunnelCandidate>();
        foreach (var paper in papers.OrderByDescending(paper => paper.Promise).ThenBy(paper => paper.Paper))
        {
            // The paper on the edge is in where most of it is within the budget.
            isAbove &= spent + paper.Cost / 2 <= above;
            spent += paper.Cost;
            if (!paper.IsOpen) continue;
            if (isAbove && spentNow + paper.Cost <= most)
            {
                chances[paper.Paper] = 1;
                spentNow += paper.Cost;
            }
            else
            {
                below.Add(paper);
            }
        }
        var open = papers.Where(paper => paper.IsOpen).Sum(paper => paper.Cost);
        var forDraws = all > 0 ? Math.Min(Math.Max(0, most - spentNow), budget * Exploration * open / all) : 0;
        var drawn = Models.Exploration.Chances([.. below.Select(paper => paper.MustRead)], [.. below.Select(paper => paper.Cost)], forDraws);
        for (var i = 0; i < below.Count; i++) chances[below[i].Paper] = drawn[i];
        return chances;
    }
}
