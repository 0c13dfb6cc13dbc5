using LocalDigest.Digests;
using LocalDigest.Jobs;
using LocalDigest.Profiles;

namespace LocalDigest.Runs;

/// <summary>
/// Every morning by itself: starts each profile's digest when its time has come (or, after sleep or days off, as soon as the machine is back), and tries
/// again where a source was down or its list late.
/// </summary>
public sealed class DigestSchedule(ProfileTable profiles, ScheduleTable schedule, RunStarter starter, JobTable jobs, DigestTable digests, TimeProvider clock)
{
    /// <summary>How long after an attempt the next one begins where the cause of an empty digest may have passed.</summary>
    private static readonly TimeSpan[] TryAgainAfter = [TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(3)];

    /// <summary>Starts what is due now.</summary>
    public void StartDue()
    {
        foreach (var profile in profiles.All()) StartIfDue(profile);
    }

    private void StartIfDue(Profile profile)
    {
        if (profile.Schedule?.DueAt(clock.GetUtcNow(), clock.LocalTimeZone) is not { } date) return;
        var before = schedule.Find(profile.Id, date);
        if (before is not null && !IsWorthAnother(before)) return;
        var attempts = before?.Attempts ?? 0;
        var job = starter.StartDigest(new DigestRequest { Profile = profile.Id, Date = date, Deliver = true, WillBeTriedAgain = attempts < TryAgainAfter.Length });
        schedule.Note(profile.Id, date, job.Id);
    }

    /// <summary>Whether the last attempt is over, ended with nothing for a cause that may have passed, and lies long enough back.</summary>
    private bool IsWorthAnother(ScheduledRun last)
    {
        if (last.Attempts > TryAgainAfter.Length || clock.GetUtcNow() - last.StartedAt < TryAgainAfter[last.Attempts - 1]) return false;
        if (jobs.Find(last.Job) is not { IsFinished: true } job) return false;
        if (job.State == JobState.Cancelled) return false;
        return job.Result is not { } id || digests.Find(id) is not { } digest || DayReport.MayPass(digest);
    }
}
