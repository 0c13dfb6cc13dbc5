using LocalDigest.Llm;
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

    /// <summary>Sentences of the abstract that spoke to the judge were kept from it.</summary>
    public bool IsFlagged { get; init; }

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
