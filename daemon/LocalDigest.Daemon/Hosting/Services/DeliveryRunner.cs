using LocalDigest.Delivery;
using LocalDigest.Digests;

namespace LocalDigest.Daemon.Hosting;

/// <summary>
/// Brings digests where they are wanted, and tries again where that failed in passing. A delivery that fails, in whatever way, fails alone:
/// it keeps a sentence, and the others and the daemon go on.
/// </summary>
internal sealed class DeliveryRunner(
    DeliveryTable deliveries, DigestTable digests, Courier courier, DaemonAddress address, TimeProvider clock,
        ILogger<DeliveryRunner> logger)
    : RepeatedService(address, clock, logger)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(20);

    /// <summary>How long after a failure a delivery is tried again; behind the last it is given up.</summary>
    private static readonly TimeSpan[] AgainAfter =
        [
            TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(6),
            TimeSpan.FromHours(12)];

    /// <summary>Delivers what waits and whose time has come.</summary>
    public async Task DeliverDueAsync(CancellationToken ct)
    {
        foreach (var entry in deliveries.Due(AgainAfter[^1])) await DeliverAsync(entry, ct);
    }

    protected override async Task RoundAsync(CancellationToken ct)
    {
        await DeliverDueAsync(ct);
        await Task.Delay(Tick, Clock, ct);
    }

    private async Task DeliverAsync(DeliveryEntry entry, CancellationToken ct)
    {
        var isLast = entry.Attempts >= AgainAfter.Length;
        if (!deliveries.Begin(entry, Clock.GetUtcNow() + AgainAfter[isLast ? ^1 : entry.Attempts])) return;
        try
        {
            // With a digest its deliveries are removed.
            if (digests.Find(entry.Digest) is not { } digest) return;
            await courier.DeliverAsync(digest, entry.Target, ct);
        }
        catch (DeliveryException error)
        {
            deliveries.Failed(entry, error.Message, isLast || error.IsLasting);
            Log.DeliveryFailed(Logger, entry.Digest, entry.Target.Kind, error.Message);
            return;
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            deliveries.Failed(entry, "The delivery failed inside the daemon; its log says how. The digest itself is kept.", isLast);
            Log.DeliveryBroke(Logger, error, entry.Digest, entry.Target.Kind);
            return;
        }
        deliveries.Delivered(entry);
    }
}
