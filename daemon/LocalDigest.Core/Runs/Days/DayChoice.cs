using LocalDigest.Digests;
using LocalDigest.Expecting;
using LocalDigest.Feedback;
using LocalDigest.Ingestion;
using LocalDigest.Jobs;
using LocalDigest.Judging;
using LocalDigest.Papers;
using LocalDigest.Prefiltering;
using LocalDigest.Profiles;
using LocalDigest.Ranking;

namespace LocalDigest.Runs;

/// <summary>The middle steps of a digest: shortlists by similarity, has the judge score what is left, and chooses what goes in.</summary>
internal sealed class DayChoice(Embeddings embeddings, Prefilter prefilter, Funnel funnel, Judge judge, Ranker ranker, FeedbackTable feedback, PaperTable papers,
    DigestTable digests)
{
    /// <summary>Chooses what the judge gets to see.</summary>
    /// <param name="day">Receives its <see cref="Day.Shortlist"/> and <see cref="Day.Open"/>.</param>
    /// <param name="ct">Stops.</param>
    public async Task ShortlistAsync(Day day, CancellationToken ct)
    {
        day.Progress.Begin("prefilter", day.News.Count);
        day.Embedding = await embeddings.CatchUpAsync(ct);
        if (day.Embedding.Problem is not null) day.Progress.Report(new Problem("embedding", day.Embedding.Notice!));
        var order = ranker.For(day.Profile);
        day.Shortlist = prefilter.Shortlist(day.Profile, day.News, order.PromiseOf);
        if (judge.IsConfigured)
        {
            double Promise(long paper) => order.PromiseOf(paper)?.Probability ?? order.SimilarityOf(paper) ?? 0;
            (day.Shortlist, day.BudgetProblem) = await funnel.DecideAsync(day.Profile, day.Job, day.Shortlist, Promise, ct);
            if (day.BudgetProblem is { } problem) day.Progress.Report(new Problem("budget", day.Words.Say(problem)));
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

    /// <summary>The newest thumbs, by title.</summary>
    private TasteExamples TasteOf(Profile profile)
    {
        const int newest = 200;
        var thumbs = feedback.Page(profile.Id, newest, before: null);
        var titles = papers.Find([.. thumbs.Select(thumb => thumb.PaperNumber)]).ToDictionary(paper => paper.Number, paper => paper.Paper.Title);
        List<string> With(Thumb value) => [.. thumbs.Where(thumb => thumb.Value == value).Select(thumb => titles.GetValueOrDefault(thumb.PaperNumber)).OfType<string>()];
        return TasteExamples.Of(With(Thumb.Up), With(Thumb.Down));
    }

    /// <summary>Has the judge score the open papers; without a judge nothing happens.</summary>
    /// <param name="day">Receives its <see cref="Day.Judged"/>.</param>
    /// <param name="ct">Stops; what was answered is kept.</param>
    public async Task JudgeAsync(Day day, CancellationToken ct)
    {
        if (!judge.IsConfigured) return;
        var progress = day.Progress;
        List<StoredPaper> asked = [.. day.Open, .. day.Owed.ExceptBy(day.Open.Select(paper => paper.Number), paper => paper.Number)];
        progress.Begin("judge", asked.Count);
        var told = 0;
        day.Judged = await judge.JudgeAsync(day.Profile, TasteOf(day.Profile), asked, day.Asking.Session, funnel.BoundOf(day.Profile), done =>
        {
            progress.Advance(done - told);
            told = done;
        }, ct);
        funnel.Judged(day.Profile, day.Job, day.Judged.Verdicts);
        var verdicts = day.Judged.Verdicts.Values;
        progress.Count("judged", verdicts.Count(verdict => verdict.State == VerdictState.Scored));
        foreach (var fault in day.Judged.Faults)
        {
            progress.Count("verdicts-" + fault.Verdict.State.ToString().ToLowerInvariant(), verdicts.Count(verdict => verdict.State == fault.Verdict.State));
            // A budget that was kept is no problem of the run; the digest tells it.
            if (!fault.Verdict.IsOverProfileBudget)
                progress.Report(new Problem("judge", fault.Verdict.Detail!, [.. fault.Papers.Select(id => id.Value)]));
        }
        if (verdicts.Count(verdict => verdict.IsCheckedAgain) is > 0 and var checkedAgain) progress.Count("verdicts-checked-again", checkedAgain);
        if (day.Judged.CheckFailure is { } failure)
            progress.Report(new Problem("judge", "The judge could not be asked again about papers that it gave far more than others like them. " + failure));
        foreach (var note in day.Judged.Notes) progress.Report(new Problem("judge", note));
        if (day.Judged.Invented is { Count: > 0 } invented)
        {
            progress.Count("verdicts-invented", invented.Count);
            progress.Report(new Problem("judge", invented.Count == 1
                ? "The model judged a paper that nobody had asked about; it was ignored."
                : $"The model judged {invented.Count} papers that nobody had asked about; they were ignored.", invented));
        }
    }

    /// <summary>Chooses what goes into the digest.</summary>
    /// <param name="day">Receives its <see cref="Day.Chosen"/>, and a decision on each open paper.</param>
    public void Choose(Day day)
    {
        day.Order = ranker.For(day.Profile);
        var usefulness = day.Order.Preference?.Usefulness([.. day.Open.Select(paper => paper.Number)]);
        var contenders = day.Open.Select(paper => new Contender(paper, day.Order.Of(paper), usefulness?.GetValueOrDefault(paper.Number) ?? 0)).ToList();
        var keep = day.Existing.Select(paper => paper.Number).ToHashSet();
        (day.Chosen, day.Explored, day.Decisions) = Selection.Choose(contenders, day.Profile.Digest, keep, day.Words);
        day.Progress.Count("selected", day.Chosen.Count);
    }
}
