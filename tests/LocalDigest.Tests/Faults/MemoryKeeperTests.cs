using LocalDigest.Daemon.Hosting;
using LocalDigest.Tests.StandIns;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalDigest.Tests.Faults;

/// <summary>When the daemon gives memory back.</summary>
public sealed class MemoryKeeperTests
{
    private const long Mega = 1 << 20;

    [Fact]
    public async Task Memory_is_given_back_once_after_work_and_never_during_it()
    {
        // What was ever allocated, at each look; the last one stays.
        long[] looks = [40 * Mega, 40 * Mega + 1000, 40 * Mega + 2000, 90 * Mega, 140 * Mega, 140 * Mega + 1000, 150 * Mega, 150 * Mega];
        var look = -1;
        var given = new List<int>();
        var done = new TaskCompletionSource();
        var address = new DaemonAddress();
        address.Set("http://127.0.0.1:1");
        using var keeper = new MemoryKeeper(
            () =>
            {
                if (++look == looks.Length + 2) done.TrySetResult();
                return looks[Math.Min(look, looks.Length - 1)];
            },
            () => given.Add(look), address, new SkippingTime(DateTimeOffset.UnixEpoch), NullLogger<MemoryKeeper>.Instance);
        await keeper.StartAsync(TestContext.Current.CancellationToken);
        await done.Task.WaitAsync(TestContext.Current.CancellationToken);
        await keeper.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal([1, 5], given);
    }
}
