using LocalDigest.Prefiltering;

namespace LocalDigest.Judging;

/// <summary>The verdicts that stand for a profile at one moment. Never changes; safe for several threads.</summary>
/// <param name="ByPaper">By paper number; without scores where the judge gave none.</param>
public sealed record StandingVerdicts(IReadOnlyDictionary<long, Verdict> ByPaper)
{
    /// <summary>The grades among them, as a learner sees them.</summary>
    public JudgedPapers Grades { get; } = new(ByPaper.Values
        .Where(verdict => verdict is { Relevance: not null, Novelty: not null })
        .ToDictionary(verdict => verdict.PaperNumber, verdict => (verdict.Relevance!.Value, verdict.Novelty!.Value)));
}
