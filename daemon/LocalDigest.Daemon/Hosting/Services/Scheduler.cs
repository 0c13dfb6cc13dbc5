using LocalDigest.Runs;

namespace LocalDigest.Daemon.Hosting;

/// <summary>Every morning by itself: has the digests started that are due.</summary>
internal sealed class Scheduler(DigestSchedule schedule, DaemonAddress address, TimeProvider clock, ILogger<Scheduler> logger)
    : RepeatedService(address, clock, logger)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(20);

    protected override async Task RoundAsync(CancellationToken ct)
    {
        schedule.StartDue();
        await Task.Delay(Tick, Clock, ct);
    }
}
