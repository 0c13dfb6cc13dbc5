using LocalDigest.Delivery;
using LocalDigest.Digests;
using LocalDigest.Runs;
using LocalDigest.Storage;

namespace LocalDigest.Daemon.Hosting;

/// <summary>
/// Every morning by itself: has the digests started that are due, and brings finished ones where they are wanted.
/// </summary>
internal sealed class Scheduler(
    DigestSchedule schedule, DigestTable digests, DeliveryTable deliveries, Courier courier, DaemonAddress address,
    TimeProvider clock, ILogger<Scheduler> logger) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(20);

    /// <summary>How long after a failure a delivery is tried again; behind the last it is given up.</summary>
    private static readonly TimeSpan[] DeliverAgainAfter =
        [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(6), TimeSpan.FromHours(12)];

    /// <summary>Starts what is due and delivers what waits.</summary>
    public async Task TickAsync(CancellationToken ct)
    {
        schedule.StartDue();
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
