using LocalDigest.Digests;
using LocalDigest.Expecting;
using LocalDigest.Feedback;
using LocalDigest.Ingestion;
using LocalDigest.Judging;
using LocalDigest.Papers;
using LocalDigest.Profiles;
using LocalDigest.Ranking;

namespace LocalDigest.Runs;

/// <summary>Which papers may be judged again, and what that takes.</summary>
public sealed class Rejudging(Judge judge, Funnel funnel, Ranker ranker, PaperTable papers, DigestTable digests, FeedbackTable feedback)
{
    /// <summary>
    /// The papers that a request is about; those of a time that have no verdict of today's judge, the most promising first.
    /// </summary>
    public IReadOnlyList<StoredPaper> Find(Profile profile, JudgeRequest request) => request.Papers is { } named
        ? papers.Find(named)
        : papers.Find([.. InOrder(profile, judge.Unjudged(profile, funnel.Considered(profile, request.Since!.Value)))]);

    /// <summary>
    /// The numbers of the papers that the next digest looks at again, because the criteria have changed since they were considered: those
    /// of the last days that no digest has shown and nobody dislikes.
    /// </summary>
    public IReadOnlySet<long> Stale(Profile profile)
    {
        if (!judge.IsConfigured) return new HashSet<long>();
        var stale = funnel.Stale(profile).ToHashSet();
        if (stale.Count == 0) return stale;
        stale.ExceptWith(digests.ShownTo(profile.Id).Keys);
        stale.ExceptWith(feedback.All(profile.Id).Where(thumb => thumb.Value == Thumb.Down).Select(thumb => thumb.PaperNumber));
        return stale;
    }

    /// <summary>What it takes at most to judge again what a change of the criteria has left open; null where that is nothing.</summary>
    public JudgeEstimate? AfterChange(Profile profile) =>
        Stale(profile) is { Count: > 0 } stale ? judge.Estimate(profile, papers.Find(stale)) : null;

    private IEnumerable<long> InOrder(Profile profile, IReadOnlyCollection<long> numbers)
    {
        var order = ranker.For(profile);
        return numbers.OrderByDescending(number => order.PromiseOf(number)?.Probability ?? order.SimilarityOf(number) ?? 0)
            .ThenBy(number => number);
    }
}
