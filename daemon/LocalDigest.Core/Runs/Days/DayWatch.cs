using LocalDigest.Digests;
using LocalDigest.Jobs;
using LocalDigest.Papers;
using LocalDigest.Text;
using LocalDigest.Watching;

namespace LocalDigest.Runs;

/// <summary>What a digest tells of papers that its reader holds or likes: what became of them since the last one.</summary>
internal sealed class DayWatch(WatchList list, Watcher watcher, WatchTable table)
{
    /// <summary>More would be no short section.</summary>
    private const int MostNews = 10;

    /// <summary>Asks what has not been asked within a day, where the user has it asked, and gathers what no digest has told.</summary>
    public async Task CheckAsync(Day day, CancellationToken ct)
    {
        // Invented days say nothing of real papers.
        if (!watcher.IsOn || day.Harvest.IsSample) return;
        var papers = list.Of(day.Profile.Id);
        if (papers.Count == 0) return;
        await AskAsync(watcher, papers, day.Progress, ct);
        var byId = papers.ToDictionary(paper => paper.Id.Value);
        var fates = watcher.Of([.. papers.Select(WatchList.Watched)]);
        var news = table.UntoldOf(day.Profile.Id, day.DigestId, [.. papers.Select(paper => paper.Id)])
            // Of several new versions the newest is all that matters.
            .GroupBy(change => (change.Id, change.Kind)).Select(same => same.MaxBy(change => change.Version)!).Take(MostNews).ToList();
        day.WatchChanges = news;
        day.Watch = [.. news.Select(change => Tell(change, byId[change.Id], fates[byId[change.Id].Id], day.Words))];
    }

    /// <summary>A stage of its own, with its progress and its problems.</summary>
    /// <returns>Papers about which something can still be asked.</returns>
    public static async Task<int> AskAsync(Watcher watcher, IReadOnlyList<StoredPaper> papers, JobProgress progress, CancellationToken ct)
    {
        progress.Begin("watch");
        var (done, of) = (0, 0);
        var report = await watcher.CheckAsync([.. papers.Select(WatchList.Watched)], (now, total) =>
        {
            if (total != of)
            {
                progress.Begin("watch", total);
                (done, of) = (0, total);
            }
            progress.Advance(now - done);
            done = now;
        }, ct);
        foreach (var problem in report.Problems) progress.Report(new Problem("watch", problem));
        return report.Left;
    }

    private static WatchedNews Tell(WatchChange change, StoredPaper paper, PaperFate fate, Labels words) => new(
        paper.Id.Value, DayEntries.TitleOf(paper, words), paper.Paper.Url, Word(change.Kind), words.Say(change.Kind switch
        {
            WatchKind.NewVersion => new Saying("watch-new-version", Saying.Number(change.Version)),
            WatchKind.Published when fate is { Venue: { } venue, Doi: { } doi } => new Saying("watch-published", venue, doi),
            WatchKind.Published when fate.Venue is { } venue => new Saying("watch-published-venue", venue),
            WatchKind.Published => new Saying("watch-published-doi", fate.Doi ?? "?"),
            _ when fate.Notice is { } notice && fate.Trouble == change.Kind => new Saying($"watch-{Word(change.Kind)}-notice", notice),
            _ => new Saying("watch-" + Word(change.Kind)),
        }));

    private static string Word(WatchKind kind) => kind switch
    {
        WatchKind.NewVersion => "new-version",
        WatchKind.Published => "published",
        WatchKind.Concern => "concern",
        WatchKind.Withdrawn => "withdrawn",
        _ => "retracted",
    };
}
