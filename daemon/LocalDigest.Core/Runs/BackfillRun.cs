using LocalDigest.Ingestion;
using LocalDigest.Jobs;

namespace LocalDigest.Runs;

/// <summary>Which papers of arXiv to bring in.</summary>
/// <param name="Category">An archive or a category, as arXiv writes it.</param>
/// <param name="From">The first day, in UTC, of the papers' last change.</param>
/// <param name="To">The last day, included.</param>
public sealed record BackfillRequest(string Category, DateOnly From, DateOnly To);

/// <summary>
/// Brings in arXiv's listing of an archive or a category between two days. It is read page by page, and the place is stored with
/// each page's papers: after a crash, or where the same is asked for after a run was cancelled or failed, it goes on behind the last page.
/// </summary>
internal sealed class BackfillRun(Harvester harvester) : IJobKind
{
    public string Kind => "backfill";

    public async Task<JobOutcome> RunAsync(Job job, JobProgress progress, CancellationToken ct)
    {
        var (category, from, to) = job.ReadRequest<BackfillRequest>();
        progress.Begin("harvest");
        // A run that is taken up again counts on from what it had counted.
        var before = job.Counts;
        var (done, total, deleted) = (job.Done, job.Total, 0);
        progress.Stand(done, total);
        var report = await harvester.BackfillAsync(category, from, to, (batch, soFar) =>
        {
            (done, total, deleted) = (batch.Done ?? done, batch.Total ?? total, deleted + batch.Deleted.Count);
            progress.Stand(
                done, total, Figure("fetched", soFar.Listed), Figure("new", soFar.Added), Figure("updated", soFar.Updated),
                Figure("deleted", deleted));
        }, ct);
        foreach (var note in report.Notes) progress.Report(new Problem("arxiv", note));
        if (report.Failure is not { } failure) return new JobOutcome(progress.HasProblems ? JobState.Partial : JobState.Succeeded);
        progress.Report(new Problem("arxiv", $"{failure} What came in is kept; start the same backfill again to go on from there."));
        return new JobOutcome(JobState.Failed);

        (string, long) Figure(string name, long value) => (name, before.GetValueOrDefault(name) + value);
    }
}
