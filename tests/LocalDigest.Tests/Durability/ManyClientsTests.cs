using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace LocalDigest.Tests.Durability;

/// <summary>64 clients that change everything at once, and copies that are taken meanwhile.</summary>
public sealed class ManyClientsTests : IDisposable
{
    private const int Count = 64, Turns = 12;

    private readonly TempFolder folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact, TakesLong]
    public async Task What_64_clients_were_told_is_what_is_there_and_in_the_copies_taken_meanwhile()
    {
        var promises = new Promises();
        var clients = new Clients(promises, seed: 64) { MostPapers = 300 };
        var told = Stopwatch.StartNew();
        using var daemon = await DaemonProcess.StartAsync(folder.Path);
        await clients.PrepareAsync(daemon.Http, Ct);
        Func<HttpClient, Random, CancellationToken, Task>[] kinds =
        [
            clients.ThumbAsync, clients.ThumbAsync, clients.MarkAsync, clients.MarkAsync, clients.ImportAsync, clients.RenameAsync,
            clients.ComeAndGoAsync, clients.ManyThumbsAsync,
        ];
        var all = Enumerable.Range(0, Count).Select(number => Task.Run(async () =>
        {
            var random = new Random(number);
            for (var turn = 0; turn < Turns; turn++) await kinds[number % kinds.Length](daemon.Http, random, Ct);
        }, Ct)).ToList();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var copying = Clients.RepeatAsync(clients.BackUpAsync, daemon.Http, new Random(1), enough.Token);
        await Task.WhenAll(all);
        await enough.CancelAsync();
        await copying;
        Assert.Empty(clients.Wrong);
        Assert.True(clients.Backups.Count > 0, "No copy was taken.");
        Assert.Empty(promises.Broken(await StoredState.AskAsync(daemon.Http, Ct)));
        foreach (var (file, asOf) in clients.Backups) await CompareRestoredAsync(file, promises, asOf);

        // And one while nothing changes is the same in every row.
        var last = await daemon.Http.GetByteArrayAsync("/v1/backup", Ct);
        await daemon.StopAsync();
        var (stored, faults) = StoredState.Read(folder.Path);
        Assert.Empty(faults);
        Assert.Empty(promises.Broken(stored));
        using var copy = new TempFolder();
        await File.WriteAllBytesAsync(copy.File("copy.db"), last, Ct);
        // Hashes of rows are made behind everybody's back.
        AssertSame(Rows(folder.File("localdigest.db"), "row_hashes"), Rows(copy.File("copy.db"), "row_hashes"));
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{promises.Acknowledged} writes of {Count} clients in {told.Elapsed.TotalSeconds:0} s, {clients.Backups.Count} copies");
    }

    /// <summary>Restores a copy into a folder of its own and compares it there row by row, and with what was told.</summary>
    private static async Task CompareRestoredAsync(byte[] file, Promises promises, long asOf)
    {
        using var copy = new TempFolder();
        using var restored = new TempFolder();
        await File.WriteAllBytesAsync(copy.File("copy.db"), file, Ct);
        using (var restore = DaemonProcess.Launch(restored.Path, ["--restore", copy.File("copy.db")]))
        {
            Assert.True(await restore.ExitAsync() == 0, restore.Output);
        }
        AssertSame(Rows(copy.File("copy.db")), Rows(restored.File("localdigest.db")));
        using (var daemon = await DaemonProcess.StartAsync(restored.Path))
        {
            Assert.Empty(promises.Broken(await StoredState.AskAsync(daemon.Http, Ct), asOf));
            daemon.Kill();
        }
        var (stored, faults) = StoredState.Read(restored.Path);
        Assert.Empty(faults);
        Assert.Empty(promises.Broken(stored, asOf));
    }

    private static void AssertSame(Dictionary<string, List<string>> one, Dictionary<string, List<string>> other)
    {
        Assert.Equal(one.Keys.Order(), other.Keys.Order());
        Assert.True(one["papers"].Count > 0 && one["feedback"].Count > 0 && one["marks"].Count > 0, "There is nothing to compare.");
        foreach (var (table, rows) in one) Assert.True(rows.SequenceEqual(other[table]), $"{table} is not the same.");
    }

    private static Dictionary<string, List<string>> Rows(string path, params string[] but)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        return StoredState.AllRows(connection, but);
    }
}
