using LocalDigest.Ingestion;
using LocalDigest.Jobs;

namespace LocalDigest.Runs;

/// <summary>Which papers of arXiv to bring in.</summary>
/// <param name="Category">An archive or a category, as arXiv writes it.</param>
/// <param name="From">The first day, in UTC, of the papers' last change.</param>
/// <param name="To">The last day, included.</param>
public sealed record BackfillRequest(string Category, DateOnly From, DateOnly To);

/// <summary>
/// Brings in arXiv's listing of an archive or a category between two days. It is read page by page, and the place is stored with each page's
/// papers: after a crash, or where the same is asked for after a run was cancelled or failed, it goes on behind the last page.
/// </summary>
internal sealed class BackfillRun(Harvester harvester) : IJobKind
{
    public string Kind => "backfill";

    public async Task<JobOutcome> RunAsync(Job job, JobProgress progress, CancellationToken ct)
    {
        var (category, from, to) = job.ReadRequest<BackfillRequest>();
        progress.Begin("harvest");
        var before = job.Counts;
        var done = 0;
        var deleted = 0;
        var report = await harvester.BackfillAsync(category, from, to, (batch, soFar) =>
        {
            if (batch.Total is { } total) progress.SetTotal(total);
            progress.Advance((batch.Done ?? done) - done);
            done = batch.Done ?? done;
            deleted += batch.Deleted.Count;
            Count("fetched", soFar.Listed);
            Count("new", soFar.Added);
            Count("updated", soFar.Updated);
            Count("deleted", deleted);
        }, ct);
        foreach (var note in report.Notes) progress.Report(new Problem("arxiv", note));
        if (report.Failure is not { } failure) return new JobOutcome(progress.HasProblems ? JobState.Partial : JobState.Succeeded);
        progress.Report(new Problem("arxiv", $"{failure} What came in is kept; start the same backfill again to go on from there."));
        return new JobOutcome(JobState.Failed);

        // A run that is taken up again counts on from what it had counted.
        void Count(string name, long value) => progress.Count(name, before.GetValueOrDefault(name) + value);
    }
}
