using LocalDigest.Jobs;
using LocalDigest.Storage;

namespace LocalDigest.Runs;

/// <summary>Looks through the database, its pages and then each row that cannot be made again, and says what is damaged.</summary>
internal sealed class CheckRun(Database database, RowHashes hashes) : IJobKind
{
    public string Kind => "check";

    public async Task<JobOutcome> RunAsync(Job job, JobProgress progress, CancellationToken ct)
    {
        progress.Begin("check", RowHashes.Tables.Count);
        RowCheck found;
        try
        {
            found = await Task.Run(() =>
            {
                database.LookThrough();
                return hashes.Check(ct, _ => progress.Advance());
            }, ct);
        }
        catch (DatabaseDamagedException damaged)
        {
            progress.Report(new Problem("store", damaged.Message));
            return new JobOutcome(JobState.Failed);
        }
        progress.Count("rows", found.Rows);
        progress.Count("damaged", found.Damaged);
        if (hashes.Problem is not { } problem) return new JobOutcome(JobState.Succeeded);
        progress.Report(new Problem("store", problem));
        return new JobOutcome(JobState.Failed);
    }
}
