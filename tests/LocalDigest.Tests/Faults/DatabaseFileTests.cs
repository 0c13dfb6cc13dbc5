using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace LocalDigest.Tests.Faults;

/// <summary>The database held by another program, lost or damaged, over a real process.</summary>
public sealed class DatabaseFileTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TakesLong]
    [Fact]
    public async Task A_run_whose_end_cannot_be_stored_ends_when_the_lock_is_gone()
    {
        using var daemon = await DaemonProcess.StartAsync(folder.Path);
        await ImportAsync(daemon, 300);
        using var holder = Open();
        var id = (await SendAsync(daemon, HttpMethod.Post, "/v1/runs", """{"kind":"digest","sources":[]}"""))["id"]!.GetValue<string>();
        Execute(holder, "BEGIN IMMEDIATE");
        await Task.Delay(TimeSpan.FromSeconds(8), TestContext.Current.CancellationToken);
        Execute(holder, "ROLLBACK");
        await TestDaemon.UntilAsync(async () => (await GetAsync(daemon, $"/v1/runs/{id}"))["state"]!.GetValue<string>() is not ("queued" or "running"));
        var again = (await SendAsync(daemon, HttpMethod.Post, "/v1/runs", """{"kind":"digest","sources":[]}"""))["id"]!.GetValue<string>();
        await TestDaemon.UntilAsync(async () => (await GetAsync(daemon, $"/v1/runs/{again}"))["state"]!.GetValue<string>() is "succeeded" or "partial");
        Assert.Equal(0, await daemon.StopAsync());
    }

    [TakesLong]
    [Fact]
    public async Task Held_at_the_start_it_is_waited_for_or_told_in_a_sentence()
    {
        using (var first = await DaemonProcess.StartAsync(folder.Path)) await first.StopAsync();
        using (var holder = Open())
        {
            Execute(holder, "BEGIN EXCLUSIVE");
            using var daemon = DaemonProcess.Launch(folder.Path);
            await Task.Delay(TimeSpan.FromSeconds(12), TestContext.Current.CancellationToken);
            if (daemon.HasExited)
            {
                Assert.Equal(4, await daemon.ExitAsync());
                Assert.Contains("Another program holds the database", daemon.Output, StringComparison.Ordinal);
                Assert.DoesNotContain("   at ", daemon.Output, StringComparison.Ordinal);
            }
            Execute(holder, "ROLLBACK");
        }
        using var after = await DaemonProcess.StartAsync(folder.Path);
        Assert.Equal(0, await after.StopAsync());
    }

    [TakesLong]
    [Fact]
    public async Task Writers_who_wait_for_another_program_are_all_answered_after_the_same_time()
    {
        using var daemon = await DaemonProcess.StartAsync(folder.Path);
        await ImportAsync(daemon, 6);
        using var holder = Open();
        Execute(holder, "BEGIN IMMEDIATE");
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
        {
            var clock = Stopwatch.StartNew();
            using var answer = await daemon.Http.PutAsync($"/v1/papers/arxiv%3A2601.9{i:0000}/feedback", Json("""{"value":"up"}"""), TestContext.Current.CancellationToken);
            return (answer.StatusCode, clock.Elapsed, RetryAfter: answer.Headers.RetryAfter);
        }));
        Execute(holder, "ROLLBACK");
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode));
        Assert.All(answers, answer => Assert.NotNull(answer.RetryAfter));
        // One after another they would wait five seconds each.
        Assert.True(answers.Max(answer => answer.Elapsed) < answers.Min(answer => answer.Elapsed) + TimeSpan.FromSeconds(10), string.Join(", ", answers.Select(answer => answer.Elapsed)));
        using var thumb = await daemon.Http.PutAsync("/v1/papers/arxiv%3A2601.90000/feedback", Json("""{"value":"up"}"""), TestContext.Current.CancellationToken);
        Assert.True(thumb.IsSuccessStatusCode);
    }

    [TakesLong]
    [Fact]
    public async Task A_log_that_is_gone_is_told()
    {
        using (var daemon = await DaemonProcess.StartAsync(folder.Path))
        {
            await ImportAsync(daemon, 50);
            daemon.Kill();
        }
        File.Delete(folder.File("localdigest.db-wal"));
        using (var daemon = await DaemonProcess.StartAsync(folder.Path))
        {
            Assert.Contains("may be missing", (await GetAsync(daemon, "/v1/info"))["loss"]!.GetValue<string>(), StringComparison.Ordinal);
            Assert.NotEmpty((await GetAsync(daemon, "/health"))["notices"]!.AsArray());
            await TestDaemon.UntilAsync(() => Task.FromResult(daemon.Output.Contains("may be missing", StringComparison.Ordinal)));
            await daemon.StopAsync();
        }
        using (var daemon = await DaemonProcess.StartAsync(folder.Path)) Assert.Null((await GetAsync(daemon, "/v1/info"))["loss"]);
    }

    [TakesLong]
    [Fact]
    public async Task A_kill_with_its_log_in_place_loses_nothing_and_tells_nothing()
    {
        using (var daemon = await DaemonProcess.StartAsync(folder.Path))
        {
            await ImportAsync(daemon, 50);
            daemon.Kill();
        }
        using (var daemon = await DaemonProcess.StartAsync(folder.Path))
        {
            var info = await GetAsync(daemon, "/v1/info");
            Assert.Equal((50, null), (info["papers"]!.GetValue<int>(), info["loss"]?.GetValue<string>()));
        }
    }

    [TakesLong]
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_database_that_is_gone_or_empty_in_a_used_folder_is_not_made_anew_without_a_word(bool isEmpty)
    {
        using (var daemon = await DaemonProcess.StartAsync(folder.Path)) await daemon.StopAsync();
        if (isEmpty) File.WriteAllBytes(folder.File("localdigest.db"), []);
        else File.Delete(folder.File("localdigest.db"));
        using (var daemon = DaemonProcess.Launch(folder.Path))
        {
            Assert.Equal(4, await daemon.ExitAsync());
            Assert.Contains("gone or empty", daemon.Output, StringComparison.Ordinal);
            Assert.Contains("localdigest.id", daemon.Output, StringComparison.Ordinal);
        }
        File.Delete(folder.File("localdigest.id"));
        using (var daemon = await DaemonProcess.StartAsync(folder.Path)) Assert.Equal(0, (await GetAsync(daemon, "/v1/info"))["papers"]!.GetValue<int>());
    }

    [Fact, TakesLong]
    public async Task Pages_of_zeros_are_noticed_at_the_start_and_the_file_is_kept()
    {
        using (var daemon = await DaemonProcess.StartAsync(folder.Path))
        {
            await ImportAsync(daemon, 300);
            await daemon.StopAsync();
        }
        var path = folder.File("localdigest.db");
        var bytes = File.ReadAllBytes(path);
        bytes.AsSpan(20 * 4096, 20 * 4096).Clear();
        File.WriteAllBytes(path, bytes);
        using (var daemon = DaemonProcess.Launch(folder.Path))
        {
            Assert.Equal(4, await daemon.ExitAsync());
            Assert.Contains("is damaged. It was left as it is.", daemon.Output, StringComparison.Ordinal);
            Assert.Contains("There is no backup beside it", daemon.Output, StringComparison.Ordinal);
        }
        Assert.Equal(bytes, File.ReadAllBytes(path));
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={folder.File("localdigest.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static async Task ImportAsync(DaemonProcess daemon, int count)
    {
        var lines = string.Join('\n', TestDaemon.MadeUp(count).Select(paper => System.Text.Json.JsonSerializer.Serialize(paper)));
        using var answer = await daemon.Http.PostAsync("/v1/papers", new StringContent(lines, Encoding.UTF8, "application/x-ndjson"), TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode);
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static async Task<JsonNode> GetAsync(DaemonProcess daemon, string path) => JsonNode.Parse(await daemon.Http.GetStringAsync(path, TestContext.Current.CancellationToken))!;

    private static async Task<JsonNode> SendAsync(DaemonProcess daemon, HttpMethod method, string path, string body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = Json(body) };
        using var answer = await daemon.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }
}
