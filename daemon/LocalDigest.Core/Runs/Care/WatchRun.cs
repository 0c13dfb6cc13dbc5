using LocalDigest.Jobs;
using LocalDigest.Profiles;
using LocalDigest.Watching;

namespace LocalDigest.Runs;

/// <summary>Which profile's papers to look up.</summary>
public sealed record WatchRequest
{
    public required string Profile { get; init; }
}

/// <summary>Looks up what became of the papers that a profile holds or likes, beside its digests.</summary>
internal sealed class WatchRun(ProfileTable profiles, WatchList list, Watcher watcher) : IJobKind
{
    public string Kind => "watch";

    public async Task<JobOutcome> RunAsync(Job job, JobProgress progress, CancellationToken ct)
    {
        var request = job.ReadRequest<WatchRequest>();
        if (profiles.Find(request.Profile) is null)
        {
            progress.Report(new Problem("profile", $"There is no profile '{request.Profile}' any more."));
            return new JobOutcome(JobState.Failed);
        }
        var papers = list.Of(request.Profile);
        progress.Count("watched", papers.Count);
        var left = await DayWatch.AskAsync(watcher, papers, progress, ct);
        progress.Count("left", left);
        ct.ThrowIfCancellationRequested();
        return new JobOutcome(progress.HasProblems ? JobState.Partial : JobState.Succeeded);
    }
}
