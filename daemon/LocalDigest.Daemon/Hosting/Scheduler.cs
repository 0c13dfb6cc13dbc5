using LocalDigest.Daemon.Api;
using LocalDigest.Delivery;
using LocalDigest.Digests;
using LocalDigest.Jobs;
using LocalDigest.Profiles;
using LocalDigest.Runs;
using LocalDigest.Storage;

namespace LocalDigest.Daemon.Hosting;

/// <summary>
/// Every morning by itself: starts each profile's digest when its time has come (or, after sleep or days off, as soon as the machine is back),
/// tries again where a source was down or its list late, and brings finished digests where they are wanted.
/// </summary>
internal sealed class Scheduler(
    ProfileTable profiles, ScheduleTable schedule, JobRunner runner, JobTable jobs, DigestTable digests, DeliveryTable deliveries, Courier courier, DaemonAddress address,
    TimeProvider clock, ILogger<Scheduler> logger) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(20);

    /// <summary>How long after an attempt the next one begins where the cause of an empty digest may have passed.</summary>
    private static readonly TimeSpan[] TryAgainAfter = [TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(3)];

    /// <summary>How long after a failure a delivery is tried again; behind the last it is given up.</summary>
    private static readonly TimeSpan[] DeliverAgainAfter =
        [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(6), TimeSpan.FromHours(12)];

    /// <summary>Starts what is due and delivers what waits.</summary>
    public async Task TickAsync(CancellationToken ct)
    {
        foreach (var profile in profiles.All()) StartIfDue(profile);
        foreach (var entry in deliveries.Due()) await DeliverAsync(entry, ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await address.Known.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await TickAsync(stoppingToken);
            }
            catch (StorageException error)
            {
                // The disk is full or the file is held by another program: the next tick is another try.
                Log.ScheduleFailed(logger, error);
            }
            await Task.Delay(Tick, clock, stoppingToken);
        }
    }

    private void StartIfDue(Profile profile)
    {
        if (profile.Schedule?.DueAt(clock.GetUtcNow(), clock.LocalTimeZone) is not { } date) return;
        var before = schedule.Find(profile.Id, date);
        if (before is not null && !IsWorthAnother(before)) return;
        var attempts = before?.Attempts ?? 0;
        var job = RunsApi.StartDigest(runner, new DigestRequest { Profile = profile.Id, Date = date, Deliver = true, WillBeTriedAgain = attempts < TryAgainAfter.Length });
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

    private async Task DeliverAsync(DeliveryEntry entry, CancellationToken ct)
    {
        if (digests.Find(entry.Digest) is not { } digest) return;
        try
        {
            await courier.DeliverAsync(digest, entry.Target, ct);
            deliveries.Delivered(entry);
        }
        catch (DeliveryException error)
        {
            var isLast = error.IsLasting || entry.Attempts >= DeliverAgainAfter.Length;
            deliveries.Failed(entry, error.Message, isLast ? null : clock.GetUtcNow() + DeliverAgainAfter[entry.Attempts]);
            Log.DeliveryFailed(logger, entry.Digest, entry.Target.Kind, error.Message);
        }
    }
}
