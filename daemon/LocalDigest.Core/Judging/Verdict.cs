using System.Runtime.InteropServices;
using LocalDigest.Llm;
using LocalDigest.Papers;
using LocalDigest.Text;

namespace LocalDigest.Judging;

public enum VerdictState
{
    /// <summary>Relevance, novelty and comment are there.</summary>
    Scored,

    /// <summary>The model declined, or wrote prose in place of a verdict.</summary>
    Refused,

    /// <summary>The model answered and left the paper out.</summary>
    Missing,

    /// <summary>The verdict was there and could not be accepted: a score out of range, no comment.</summary>
    Invalid,

    /// <summary>The service's content filter stopped the answer.</summary>
    Filtered,

    /// <summary>The request failed; the next run asks again.</summary>
    Failed,

    /// <summary>The run's budget was used up; the next run asks again.</summary>
    OverBudget,
}

/// <summary>One answer of the judge.</summary>
/// <param name="Relevance">1 to 10.</param>
/// <param name="Novelty">1 to 10.</param>
/// <param name="Comment">Why, in its words.</param>
public sealed record JudgeAnswer(int Relevance, int Novelty, string Comment);

/// <summary>How far a verdict is trusted that is far above what was expected.</summary>
/// <param name="Unchecked">The relevance as which it counts at most until the judge was asked again: what papers like it usually
/// get.</param>
/// <param name="Checked">The same when the judge has said it again: what one in fifty papers like it gets.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct VerdictBound(int Unchecked, int Checked);

/// <summary>Bounds a verdict that is far above what was expected of a paper; null where it is not.</summary>
/// <param name="paper">The paper.</param>
/// <param name="relevance">What the judge gave, 1 to 10.</param>
public delegate VerdictBound? BoundVerdict(StoredPaper paper, int relevance);

/// <summary>What the judge said of one paper, or why it said nothing.</summary>
public sealed record Verdict
{
    /// <summary>A paper that the judge gives no verdict on is asked about for so long.</summary>
    internal static readonly TimeSpan AskedFor = TimeSpan.FromDays(3);

    public required long PaperNumber { get; init; }

    public required VerdictState State { get; init; }

    /// <summary>1 to 10; null unless scored.</summary>
    public int? Relevance { get; init; }

    /// <summary>What the same judge said the time before, on its own scale; null where it was asked once.</summary>
    public int? RelevanceBefore { get; init; }

    /// <summary>1 to 10; null unless scored.</summary>
    public int? Novelty { get; init; }

    /// <summary>Number of the topic that matches best; null for none.</summary>
    public int? Topic { get; init; }

    public string? Comment { get; init; }

    /// <summary>What went wrong, as a sentence.</summary>
    public string? Detail { get; init; }

    /// <summary>How the request failed; null where it did not.</summary>
    public LlmFailure? Failure { get; init; }

    /// <summary>It was not asked for, so that the profile's budget is kept.</summary>
    public bool IsOverProfileBudget => Failure == LlmFailure.OverProfileBudget;

    /// <summary>What went wrong, for readers of any language; null where there is a verdict.</summary>
    public Saying? Cause =>
        Detail is null ? null
        : Failure is { } failure ? LlmException.CauseOf(failure, Detail)
        : new Saying($"cause-judge-{State}".ToLowerInvariant(), Detail);

    /// <summary>
    /// What the judge said, the first answer first, where that was far more than papers like this one get; otherwise empty. With more than
    /// one answer it was asked again, and the lowest counts; <see cref="Relevance"/> is no more than what such papers get.
    /// </summary>
    public IReadOnlyList<JudgeAnswer> Answers { get; init; } = [];

    /// <summary>The judge was asked again.</summary>
    public bool IsCheckedAgain => Answers.Count > 1;

    /// <summary>The judge is to be asked again and has not been yet.</summary>
    public bool AwaitsCheck => Answers.Count == 1;

    /// <summary>The lowest relevance that the judge itself gave, 1 to 10; null where it gave none, or is to be asked again.</summary>
    public int? Confirmed => AwaitsCheck ? null : IsCheckedAgain ? Answers.Min(answer => answer.Relevance) : Relevance;

    /// <summary>When it was given; without scores, since when the judge has been asked for it in vain.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>
    /// Whether it is asked for no more: it has its scores, or the judge was asked for days and gave none. A request that failed says nothing
    /// about the paper, and is never the last one.
    /// </summary>
    /// <param name="now">The time.</param>
    public bool IsFinal(DateTimeOffset now) =>
        State == VerdictState.Scored || State is not (VerdictState.Failed or VerdictState.OverBudget) && now - At > AskedFor;
}
