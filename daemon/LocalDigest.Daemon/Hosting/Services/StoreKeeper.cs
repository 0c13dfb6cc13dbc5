using LocalDigest.Storage;

namespace LocalDigest.Daemon.Hosting;

/// <summary>
/// Looks after the database behind everybody's back: gives new rows their hash, compares all rows with theirs once a day, and makes the
/// day's
/// copy. What it finds is told by <c>GET /health</c>, <c>GET /v1/info</c> and the log.
/// </summary>
internal sealed class StoreKeeper(RowHashes hashes, DailyBackups backups, DaemonAddress address, TimeProvider clock,
    ILogger<StoreKeeper> logger)
    : RepeatedService(address, clock, logger)
{
    /// <summary>The first minute belongs to whoever has started the daemon.</summary>
    private static readonly TimeSpan AfterStart = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Tick = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan BetweenChecks = TimeSpan.FromDays(1);

    private long? checkedAt;
    private bool isStarted;
    private string? told;

    protected override async Task RoundAsync(CancellationToken ct)
    {
        if (!isStarted) await Task.Delay(AfterStart, Clock, ct);
        isStarted = true;
        await Task.Run(() => Look(ct), ct);
        await Task.Delay(Tick, Clock, ct);
    }

    private void Look(CancellationToken ct)
    {
        hashes.Add(ct);
        if (checkedAt is not { } at || Clock.GetElapsedTime(at) >= BetweenChecks)
        {
            hashes.Check(ct);
            checkedAt = Clock.GetTimestamp();
        }
        if (backups.Keep(ct) is { } made) Log.BackupMade(Logger, made);
        var problem = hashes.Problem ?? backups.Problem;
        if (problem is not null && problem != told) Log.Loss(Logger, problem);
        told = problem;
    }
}
