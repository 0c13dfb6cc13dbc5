using System.Collections.Concurrent;
using LocalDigest.Digests;
using LocalDigest.Jobs;
using LocalDigest.Profiles;

namespace LocalDigest.Runs;

/// <summary>
/// Makes a digest: reads the sources, finds what is news, shortlists, judges, chooses, reads the best in full, looks after papers that are
/// held, writes. After a crash it goes on behind the
/// last thing that was finished; what it asked the outside is not asked again.
/// </summary>
internal sealed class DigestRun(
    ProfileTable profiles, StyleCatalogue styles, DayHarvest harvest, DayNews news, DayChoice choice, DayReader reader, DayWatch watch,
        DayWriter writer) : IJobKind
{
    /// <summary>Runs for one profile write the same digests, so they go one after another.</summary>
    private readonly ConcurrentDictionary<string, SemaphoreSlim> turns = new(StringComparer.Ordinal);

    public string Kind => "digest";

    public async Task<JobOutcome> RunAsync(Job job, JobProgress progress, CancellationToken ct)
    {
        var request = job.ReadRequest<DigestRequest>();
        if (profiles.Find(request.Profile) is not { } profile)
        {
            progress.Report(new Problem("profile", $"There is no profile '{request.Profile}' any more."));
            return new JobOutcome(JobState.Failed);
        }
        var turn = turns.GetOrAdd(profile.Id, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(ct);
        try
        {
            var day = new Day(request, profile, styles.WordsFor(profile.Language), progress, job.Id) { Asking = reader.Begin(profile, job.Id) };
            await harvest.ReadAsync(day, job.CreatedAt, ct);
            news.Find(day);
            await choice.ShortlistAsync(day, ct);
            await choice.JudgeAsync(day, ct);
            choice.Choose(day);
            await reader.ReadAsync(day, ct);
            await watch.CheckAsync(day, ct);
            ct.ThrowIfCancellationRequested();
            writer.Write(day);
            return new JobOutcome(progress.HasProblems ? JobState.Partial : JobState.Succeeded, day.DigestId);
        }
        finally
        {
            turn.Release();
        }
    }
}
