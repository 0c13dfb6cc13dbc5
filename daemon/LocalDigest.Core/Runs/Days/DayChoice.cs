using LocalDigest.Citations;
using LocalDigest.Digests;
using LocalDigest.Expecting;
using LocalDigest.Ingestion;
using LocalDigest.Jobs;
using LocalDigest.Judging;
using LocalDigest.Papers;
using LocalDigest.Prefiltering;
using LocalDigest.Ranking;
using LocalDigest.Text;

namespace LocalDigest.Runs;

/// <summary>The middle steps of a digest: shortlists by similarity, has the judge score what is left, and chooses what goes in.</summary>
internal sealed class DayChoice(
    Embeddings embeddings, Prefilter prefilter, SemanticScholar scholar, Funnel funnel, Judge judge, JudgeHistory history,
    Ranker ranker, ThumbExamples examples,
    PaperTable papers, DigestTable digests, TimeProvider clock)
{
    /// <summary>Chooses what the judge gets to see.</summary>
    /// <param name="day">Receives its <see cref="Day.Shortlist"/> and <see cref="Day.Open"/>.</param>
    /// <param name="ct">Stops.</param>
    public async Task ShortlistAsync(Day day, CancellationToken ct)
    {
        day.Progress.Begin("prefilter", day.News.Count);
        day.Embedding = await embeddings.CatchUpAsync(ct);
        if (day.Embedding.Problem is not null) day.Progress.Report(new Problem("embedding", day.Embedding.Notice!));
        // Learned first: the order rests on it.
        if (judge.IsConfigured) await funnel.LearnAsync(day.Profile, day.Job, ct);
        var order = ranker.For(day.Profile);
        day.Shortlist = prefilter.Shortlist(day.Profile, day.News, order.PromiseOf, day.Found.ContainsKey);
        await LookUpAsync(day, ct);
        if (judge.IsConfigured)
        {
            double Promise(long paper) => order.PromiseOf(paper)?.Probability ?? order.SimilarityOf(paper) ?? 0;
            (day.Shortlist, day.BudgetProblem) = funnel.Decide(day.Profile, day.Job, day.Shortlist, Promise);
            if (day.BudgetProblem is { } problem) day.Progress.Report(new Problem("budget", day.Words.Say(problem)));
            (day.Shortlist, var failure) = await funnel.LookAtTitlesAsync(day.Profile, day.Job, day.Shortlist, day.Asking.Session, ct);
            if (failure is not null) day.Progress.Report(new Problem("titles", failure));
        }
        // What was withdrawn since the day's digest was made goes from it as what is disliked does.
        var existing = papers.Find(digests.PapersOf(day.DigestId)).Where(paper => !paper.IsWithdrawn)
            .ToLookup(paper => day.Disliked.Contains(paper.Number));
        day.Existing = [.. existing[false]];
        day.Others = [.. day.Others, .. existing[true].Select(paper => Selection.Dislike(paper, day.Words))];
        var listed = day.Shortlist.Where(item => item.IsListed).Select(item => item.Paper).ToList();
        day.Open = [.. listed, .. day.Existing.ExceptBy(listed.Select(paper => paper.Number), paper => paper.Number)];
        day.Progress.Count("considered", day.News.Count);
        day.Progress.Count("shortlisted", listed.Count);
    }

    /// <summary>Learns who cites the shortlisted papers and how well known their authors are, where the user has that asked.</summary>
    private async Task LookUpAsync(Day day, CancellationToken ct)
    {
        var least = day.Profile.Digest.MinHIndex;
        if (!scholar.IsOn)
        {
            if (least is not null) day.Progress.Report(new Problem("citations", day.Words.Say(new Saying("notice-h-index-unknown"))));
            return;
        }
        var (known, problem) = await scholar.LookUpAsync([.. day.Shortlist.Where(item => item.IsListed).Select(item => item.Paper)], ct);
        if (problem is not null) day.Progress.Report(new Problem("citations", problem));
        day.Shortlist = [.. day.Shortlist.Select(item => item.Outcome == Shortlisting.Listed
            && known.GetValueOrDefault(item.Paper.Number)?.HighestHIndex is { } highest && highest < least
                ? item with
                {
                    Outcome = Shortlisting.BelowHIndex,
                    WhyNot = new Saying("decision-below-h-index", Saying.Number(highest), Saying.Number(least.Value)),
                }
                : item)];
    }

    /// <summary>Has the judge score the open papers; without a judge nothing happens.</summary>
    /// <param name="day">Receives its <see cref="Day.Judged"/> and <see cref="Day.NewJudge"/>.</param>
    /// <param name="ct">Stops; what was answered is kept.</param>
    public async Task JudgeAsync(Day day, CancellationToken ct)
    {
        if (!judge.IsConfigured) return;
        var progress = day.Progress;
        List<StoredPaper> asked = [.. day.Open, .. day.Owed.ExceptBy(day.Open.Select(paper => paper.Number), paper => paper.Number)];
        progress.Begin("judge", asked.Count);
        // What a new judge says is comparable with the old one's only by papers that both have seen; these are none of the day's.
        var taste = examples.Of(day.Profile);
        if (history.Anchors(day.Profile) is { Count: > 0 } anchors)
            await judge.JudgeAsync(day.Profile, taste, papers.Find(anchors), day.Asking.Session, (_, _) => null, _ => { }, ct);
        var told = new JudgingProgress(progress);
        day.Judged = await judge.JudgeAsync(day.Profile, taste, asked, day.Asking.Session, funnel.BoundOf(day.Profile), told.Advance, ct);
        funnel.Judged(day.Profile, day.Judged.Verdicts);
        // A budget that was kept is no problem of a digest, which tells it.
        told.Tell(day.Judged, isBudgetTold: false);
        day.NewJudge = history.ChangeOf(day.Profile) is { } change && DayOf(change.Since) == DayOf(clock.GetUtcNow()) ? change : null;

        DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, clock.LocalTimeZone).DateTime);
    }

    /// <summary>Chooses what goes into the digest.</summary>
    /// <param name="day">Receives its <see cref="Day.Chosen"/>, and a decision on each open paper.</param>
    public void Choose(Day day)
    {
        day.Order = ranker.For(day.Profile);
        var usefulness = day.Order.Preference?.Usefulness([.. day.Open.Select(paper => paper.Number)]);
        var contenders = day.Open.Select(paper => new Contender(
            paper, day.Found.TryGetValue(paper.Number, out var search) ? day.Order.Of(paper).As(search) : day.Order.Of(paper),
            usefulness?.GetValueOrDefault(paper.Number) ?? 0)).ToList();
        var keep = day.Existing.Select(paper => paper.Number).ToHashSet();
        (day.Chosen, day.Explored, day.Decisions) = Selection.Choose(contenders, day.Profile.Digest, keep, day.Words);
        day.Progress.Count("selected", day.Chosen.Count);
    }
}
