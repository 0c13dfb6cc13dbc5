using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using LocalDigest.Client;

namespace LocalDigest.Tests.Clients;

/// <summary>How a daemon is found, started, shared, and missed.</summary>
[TakesLong]
public sealed class FindingTests : IDisposable
{
    private const int Races = 20;

    private readonly TempFolder folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Data => Directory.CreateDirectory(folder.File("data")).FullName;

    private static string[] Start(params string[] more) =>
        ["start", "--urls", "http://127.0.0.1:0", .. more, "--", .. TestDaemon.NoNetwork];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Two_that_start_at_once_get_one_daemon_and_it_outlives_both()
    {
        var both = await Task.WhenAll(CliProgram.RunAsync(Data, Start()), CliProgram.RunAsync(Data, Start()),
            CliProgram.RunAsync(Data, Start()));
        Assert.All(both, end => Assert.True(end.Code == 0, end.All));
        Assert.Single(both.Select(end => end.Out.Split("process ")[1]).Distinct());
        Assert.Equal(0, (await CliProgram.RunAsync(Data, ["status"])).Code);
        Assert.Equal(0, (await CliProgram.RunAsync(Data, ["stop"])).Code);
        Assert.Equal(3, (await CliProgram.RunAsync(Data, ["stop"])).Code);
    }

    [Fact]
    public async Task Of_two_that_start_at_once_both_get_the_same_daemon_whatever_lay_there_before()
    {
        var options = new StartOptions("http://127.0.0.1:0", More: TestDaemon.NoNetwork);
        for (var race = 0; race < Races; race++)
        {
            // Every second race finds what a killed daemon left behind.
            var found = await Task.WhenAll(DaemonStarter.StartAsync(Data, options, Ct), DaemonStarter.StartAsync(Data, options, Ct));
            Assert.Equal(found[0], found[1]);
            using var http = new HttpClient { BaseAddress = new Uri(found[1].Url) };
            http.DefaultRequestHeaders.Authorization = new("Bearer", found[1].Token);
            using var answer = await http.GetAsync("/v1/info", Ct);
            Assert.True(answer.IsSuccessStatusCode, $"race {race}");
            using var daemon = Process.GetProcessById(found[0].Pid);
            if (race % 2 == 0) daemon.Kill();
            else Assert.Equal(0, (await CliProgram.RunAsync(Data, ["stop"])).Code);
            await daemon.WaitForExitAsync(Ct);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_record_that_names_anothers_process_is_passed_over_and_that_process_is_left_alone(bool answers)
    {
        // As after a restart of the machine: the number of the process is another's now, and perhaps the port, too.
        using var foreign = Process.Start(new ProcessStartInfo("sleep", ["120"]))!;
        using var listener = new HttpListener();
        var url = $"http://127.0.0.1:{TestPorts.Free()}";
        if (answers)
        {
            listener.Prefixes.Add(url + "/");
            listener.Start();
        }
        var answering = answers ? AnswerAsync(listener) : Task.CompletedTask;
        await WriteRecordAsync(url, foreign.Id);
        var stopped = await CliProgram.RunAsync(Data, ["stop"]);
        Assert.Equal(3, stopped.Code);
        Assert.Contains(answers ? "Another program answers" : "Nobody answers", stopped.Error, StringComparison.Ordinal);
        Assert.False(foreign.HasExited);
        var started = await CliProgram.RunAsync(Data, Start());
        Assert.True(started.Code == 0, started.All);
        Assert.Contains("not stopped as it should be", started.Error, StringComparison.Ordinal);
        Assert.NotEqual(foreign.Id, DaemonRecord.Read(Data)!.Pid);
        Assert.Equal(0, (await CliProgram.RunAsync(Data, ["profile", "list"])).Code);
        Assert.Equal(0, (await CliProgram.RunAsync(Data, ["stop"])).Code);
        Assert.False(foreign.HasExited);
        foreign.Kill();
        listener.Close();
        await answering;
    }

    [Fact]
    public async Task A_daemon_started_in_a_terminal_stays_when_the_terminal_has_gone()
    {
        if (!CliProgram.HasTerminal) Assert.Skip("skipped: no script");
        var end = await CliProgram.RunInTerminalAsync(folder.Path, ["--data", Data, .. Start()]);
        Assert.True(end.Code == 0, end.All);
        Assert.Equal(0, (await CliProgram.RunAsync(Data, ["status"])).Code);
        Assert.Equal(0, (await CliProgram.RunAsync(Data, ["stop"])).Code);
    }

    [Fact]
    public async Task With_a_parent_it_goes_when_the_parent_is_killed()
    {
        using var editor = Process.Start(new ProcessStartInfo("sleep", ["60"]))!;
        var end = await CliProgram.RunAsync(Data, Start("--parent-pid", editor.Id.ToString(CultureInfo.InvariantCulture)));
        Assert.True(end.Code == 0, end.All);
        Assert.Equal(0, (await CliProgram.RunAsync(Data, ["status"])).Code);
        editor.Kill();
        await editor.WaitForExitAsync(Ct);
        await TestDaemon.UntilAsync(() => Task.FromResult(!File.Exists(Path.Combine(Data, "daemon.json"))));
        Assert.Equal(3, (await CliProgram.RunAsync(Data, ["status"])).Code);
    }

    [Fact]
    public async Task What_a_killed_daemon_left_behind_is_noticed()
    {
        using (var killed = await DaemonProcess.StartAsync(Data)) killed.Kill();
        var end = await CliProgram.RunAsync(Data, ["status"]);
        Assert.Equal(3, end.Code);
        Assert.Contains("which has ended", end.Out, StringComparison.Ordinal);
        var restarted = await CliProgram.RunAsync(Data, Start());
        Assert.True(restarted.Code == 0, restarted.All);
        Assert.Contains("not stopped as it should be", restarted.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await CliProgram.RunAsync(Data, ["stop"])).Code);
    }

    [Fact]
    public async Task Another_program_on_the_port_is_no_daemon_and_a_daemon_of_another_folder_is_another()
    {
        using var listener = new HttpListener();
        var port = TestPorts.Free();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        var answering = AnswerAsync(listener);
        await WriteRecordAsync($"http://127.0.0.1:{port}");
        Assert.Contains("Another program", (await DaemonLocator.LookAsync(Data, Ct)).Stale, StringComparison.Ordinal);
        listener.Close();
        await answering;
        await using var other = await TestDaemon.StartAsync();
        await WriteRecordAsync(other.Url);
        Assert.Contains("of another data directory", (await DaemonLocator.LookAsync(Data, Ct)).Stale, StringComparison.Ordinal);
        await WriteRecordAsync("http://127.0.0.1:9");
        Assert.Contains("Nobody answers", (await DaemonLocator.LookAsync(Data, Ct)).Stale, StringComparison.Ordinal);
        // The token goes to this machine alone.
        await WriteRecordAsync("http://192.0.2.1:7417");
        Assert.Equal(new DaemonState(null, null), await DaemonLocator.LookAsync(Data, Ct));
    }

    [Fact]
    public async Task A_client_goes_on_with_a_daemon_that_was_started_anew()
    {
        var first = await DaemonProcess.StartAsync(Data);
        using var client = new LocalDigestClient(async ct =>
            (await DaemonLocator.LookAsync(Data, ct)).Record ?? throw new DaemonException("none"));
        Assert.Equal(0, (await client.InfoAsync(Ct)).Papers);
        first.Kill();
        await Assert.ThrowsAsync<DaemonException>(() => client.InfoAsync(Ct));
        using var second = await DaemonProcess.StartAsync(Data);
        Assert.Equal(0, (await client.InfoAsync(Ct)).Papers);
        first.Dispose();
    }

    [Fact]
    public async Task A_run_is_followed_over_a_restart()
    {
        var first = await DaemonProcess.StartAsync(Data);
        using var client = new LocalDigestClient(async ct =>
            (await DaemonLocator.LookAsync(Data, ct)).Record ?? throw new DaemonException("none"));
        var run = await client.StartRunAsync(new JsonObject { ["kind"] = "digest" }, Ct);
        var following = Task.Run(async () =>
        {
            Run? last = null;
            await foreach (var change in client.FollowRunAsync(run.Id, Ct)) last = change;
            return last!;
        }, Ct);
        first.Kill();
        using var second = await DaemonProcess.StartAsync(Data);
        Assert.NotNull((await following).FinishedAt);
        first.Dispose();
    }

    [Fact]
    public async Task A_daemon_that_does_not_start_says_why()
    {
        var end = await CliProgram.RunAsync(Data, ["start", "--urls", "http://127.0.0.1:0", "--", "--LocalDigest:Llm:Modell=x"]);
        Assert.Equal(3, end.Code);
        Assert.Contains("LocalDigest:Llm:Modell", end.Error, StringComparison.Ordinal);
        var none = await CliProgram.RunAsync(Data, ["today", "--no-start"]);
        Assert.Equal(3, none.Code);
        Assert.Contains("'localdigest start'", none.Error, StringComparison.Ordinal);
        var missing = await CliProgram.RunAsync(Data, ["start"], environment: new Dictionary<string,
            string> { ["LOCALDIGEST_DAEMON"] = folder.File("nothing") });
        Assert.Equal(3, missing.Code);
        Assert.Contains("there is no such file", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_is_brought_back()
    {
        Assert.Equal(0, (await CliProgram.RunAsync(Data, Start())).Code);
        await CliProgram.RunAsync(Data, ["import", "-"], """{"id":"arxiv:2601.91111","title":"A paper before the backup","abstract":"It is there."}""");
        var file = folder.File("kept.db");
        var taken = await CliProgram.RunAsync(Data, ["backup", file]);
        Assert.True(taken.Code == 0, taken.All);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        await CliProgram.RunAsync(Data, ["import", "-"], """{"id":"arxiv:2601.92222","title":"A paper after the backup","abstract":"It is not."}""");
        Assert.Contains("Stop it first", (await CliProgram.RunAsync(Data, ["restore", file])).Error, StringComparison.Ordinal);
        Assert.Equal(0, (await CliProgram.RunAsync(Data, ["stop"])).Code);
        Assert.Equal(1, (await CliProgram.RunAsync(Data, ["restore", CliProgram.Assembly])).Code);
        var restored = await CliProgram.RunAsync(Data, ["restore", file]);
        Assert.True(restored.Code == 0 && restored.Out.Contains("backups/before-restore-", StringComparison.Ordinal), restored.All);
        Assert.Equal(0, (await CliProgram.RunAsync(Data, Start())).Code);
        Assert.Equal(0, (await CliProgram.RunAsync(Data, ["show", "2601.91111"])).Code);
        Assert.Equal(1, (await CliProgram.RunAsync(Data, ["show", "2601.92222"])).Code);
        Assert.Equal(0, (await CliProgram.RunAsync(Data, ["stop"])).Code);
    }

    /// <summary>Another program's page, until it is closed.</summary>
    private static async Task AnswerAsync(HttpListener listener)
    {
        while (true)
        {
            try
            {
                var context = await listener.GetContextAsync();
                await context.Response.OutputStream.WriteAsync("<html>Hello</html>"u8.ToArray(), Ct);
                context.Response.Close();
            }
            catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task WriteRecordAsync(string url, int? pid = null)
    {
        Directory.CreateDirectory(Data);
        var record = new JsonObject { ["pid"] = pid ?? Environment.ProcessId, ["url"] = url, ["token"] = "t", ["version"] = "1",
            ["startedAt"] = "2026-01-01T00:00:00Z" };
        await File.WriteAllTextAsync(Path.Combine(Data, "daemon.json"), record.ToJsonString(), Ct);
    }

    private static class TestPorts
    {
        public static int Free()
        {
            using var socket = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
            socket.Start();
            return ((IPEndPoint)socket.LocalEndpoint).Port;
        }
    }
}
