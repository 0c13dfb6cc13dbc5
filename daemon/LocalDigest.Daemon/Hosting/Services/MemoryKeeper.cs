using LocalDigest.Storage;

namespace LocalDigest.Daemon.Hosting;

/// <summary>
/// Gives memory back when the daemon has come to rest: it runs all day beside its user's other programs and works for minutes of it, and
/// the runtime keeps what it once had for as long as nobody else asks. That stops the daemon for a moment (some 0.3 seconds with 100,000
/// papers), so that it is done once after work, and never during it.
/// </summary>
/// <param name="allocated">How many bytes were ever allocated.</param>
/// <param name="giveBack">Gives back what is not in use.</param>
/// <param name="address">Where the daemon listens.</param>
/// <param name="clock">Tells when to look.</param>
/// <param name="logger">Takes faults.</param>
internal sealed class MemoryKeeper(
    Func<long> allocated, Action giveBack, DaemonAddress address, TimeProvider clock, ILogger<MemoryKeeper> logger)
    : RepeatedService(address, clock, logger)
{
    /// <summary>Work that allocates less within <see cref="Quiet"/> than this is none: the daemon's own looks around.</summary>
    private const long MostAtRest = 1 << 20;

    /// <summary>Less than this since the last time is not worth a pause.</summary>
    private const long LeastWorth = 32 << 20;

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(3);

    private long before, givenBack;

    public MemoryKeeper(Database database, DaemonAddress address, TimeProvider clock, ILogger<MemoryKeeper> logger)
        : this(() => GC.GetTotalAllocatedBytes(), () => GiveBack(database), address, clock, logger)
    {
    }

    protected override async Task RoundAsync(CancellationToken ct)
    {
        var now = allocated();
        if (now - before <= MostAtRest && now - givenBack >= LeastWorth)
        {
            giveBack();
            givenBack = now;
        }
        before = now;
        await Task.Delay(Quiet, Clock, ct);
    }

    private static void GiveBack(Database database)
    {
        database.GiveBackMemory();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }
}
