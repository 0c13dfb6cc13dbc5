namespace LocalDigest.Tests.Durability;

/// <summary>
/// A disk that fails, by strace: the system calls of a daemon that runs give EIO. Nothing is acknowledged that is not stored, each refusal
/// says what is wrong, and after a restart all that was acknowledged is there.
/// </summary>
public sealed class IoErrorTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="call">The system call, as strace names it.</param>
    /// <param name="when">Which calls of a thread fail; strace counts each thread's by themselves.</param>
    [TakesLong]
    [Theory]
    [InlineData("fsync,fdatasync", "1")]
    [InlineData("fsync,fdatasync", "2")]
    [InlineData("fsync,fdatasync", "1+")]
    [InlineData("fsync,fdatasync", "2+3")]
    [InlineData("pwrite64", "1")]
    [InlineData("pwrite64", "1+")]
    [InlineData("pwrite64", "5+7")]
    [InlineData("pwrite64,fsync,fdatasync,ftruncate,fallocate", "3+5")]
    [InlineData("ftruncate,fallocate", "1+")]
    public async Task What_the_disk_did_not_take_is_not_acknowledged(string call, string when)
    {
        using var folder = new TempFolder();
        var promises = new Promises();
        var clients = new Clients(promises, seed: 3) { MostPapers = 400 };
        using (var daemon = await DaemonProcess.StartAsync(folder.Path))
        {
            await clients.PrepareAsync(daemon.Http, Ct);
            var before = promises.Acknowledged;
            clients.MayRefuse = (status, told) => status is 500 && told.Contains("Check that the disk works", StringComparison.Ordinal)
                || status is 507 && told.Contains("disk is full", StringComparison.Ordinal);
            var stands = await StoredState.AskAsync(daemon.Http, Ct);
            int injected;
            await using (var disk = await Strace.AttachAsync(daemon, folder.File("strace.log"), call, $"error=EIO:when={when}"))
            {
                using var soon = CancellationTokenSource.CreateLinkedTokenSource(Ct);
                var work = clients.WorkAsync(daemon.Http, round: 0, withRuns: false, soon.Token);
                await Task.WhenAny(work, Task.Delay(TimeSpan.FromSeconds(2), Ct));
                await soon.CancelAsync();
                await work;
                // What a client has given up, the daemon still ends; not after the disk works again.
                await Task.Delay(TimeSpan.FromSeconds(1), Ct);
                injected = await disk.EndAsync();
            }
            Assert.Empty(clients.Wrong);
            var isRare = call.StartsWith("ftruncate", StringComparison.Ordinal);
            Assert.True(isRare || injected > 0 && clients.Refused > 0, $"{injected} failed, {clients.Refused} were refused");
            Assert.False(daemon.HasExited, daemon.Output);
            // Where no write reached the disk nothing has changed, whatever the caches hold.
            if (when == "1+" && clients.Refused > 0) Assert.Equal(Lines(stands), Lines(await StoredState.AskAsync(daemon.Http, Ct)));
            // The disk works again, and so does the daemon.
            var refused = clients.Refused;
            await clients.ImportAsync(daemon.Http, new Random(1), Ct);
            await clients.MarkAsync(daemon.Http, new Random(1), Ct);
            await clients.ThumbAsync(daemon.Http, new Random(1), Ct);
            Assert.Equal(refused, clients.Refused);
            TestContext.Current.TestOutputHelper!.WriteLine(
                $"{call} {when}: {injected} failed, {promises.Acknowledged - before} writes acknowledged, {clients.Refused} refused");
            Assert.Empty(promises.Broken(await StoredState.AskAsync(daemon.Http, Ct)));
            daemon.Kill();
        }
        var (stored, faults) = StoredState.Read(folder.Path);
        Assert.Empty(faults);
        Assert.Empty(promises.Broken(stored));
        using var last = await DaemonProcess.StartAsync(folder.Path);
        Assert.Empty(promises.Broken(await StoredState.AskAsync(last.Http, Ct)));
    }

    private static IEnumerable<string> Lines(Dictionary<string, string> values) =>
        values.Select(pair => $"{pair.Key}: {pair.Value}").Order(StringComparer.Ordinal);
}
