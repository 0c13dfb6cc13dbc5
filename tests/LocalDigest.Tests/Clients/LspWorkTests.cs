using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Clients;

/// <summary>Work of the language server that takes its time: its progress, and who ends it. Sources take connections and never
/// answer.</summary>
[TakesLong]
public sealed class LspWorkTests : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private readonly TcpListener silent = new(IPAddress.Loopback, 0);
    private DaemonProcess daemon = null!;
    private LspProgram server = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        silent.Start();
        var nobody = $"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}";
        daemon = await DaemonProcess.StartAsync(Directory.CreateDirectory(folder.File("data")).FullName,
            [
                $"--LocalDigest:Arxiv:ApiUrl={nobody}/api", $"--LocalDigest:Arxiv:RssUrl={nobody}/rss",
                $"--LocalDigest:Arxiv:OaiUrl={nobody}/oai", $"--LocalDigest:Watch:CrossrefUrl={nobody}",
                "--LocalDigest:Watch:Enabled=true", "--LocalDigest:Watch:Budget=100",
            ]);
        server = await LspProgram.StartAsync(folder.File("data"), Directory.CreateDirectory(folder.File("project")).FullName, "--no-start");
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        daemon.Dispose();
        silent.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_run_is_told_by_the_editors_own_token_and_ended_where_its_progress_is()
    {
        var run = server.AskAsync("workspace/executeCommand",
            new { command = "localdigest.run", arguments = Array.Empty<string>(), workDoneToken = "mine" });
        await ToldAsync("mine", "report");
        var begin = Progress("mine")[0];
        Assert.True(begin["cancellable"]!.GetValue<bool>());
        Assert.DoesNotContain(server.Told, told => told["method"]?.GetValue<string>() == "window/workDoneProgress/create");
        // Of tokens that nobody knows nothing comes.
        await server.NotifyAsync("window/workDoneProgress/cancel", new { token = "another's" });
        await server.NotifyAsync("window/workDoneProgress/cancel", new { token = 7 });
        await server.NotifyAsync("window/workDoneProgress/cancel", new { token = "mine" });
        Assert.Equal("cancelled", (await run)!["state"]!.GetValue<string>());
        Assert.Equal("end", Progress("mine")[^1]["kind"]!.GetValue<string>());
        Assert.Single(Progress("mine"), value => value["kind"]!.GetValue<string>() == "end");
        Assert.Equal("cancelled", (await RunsAsync()).Single()!["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_request_that_is_cancelled_leaves_the_run_to_the_daemon()
    {
        var id = 0L;
        var run = server.RawAsync("workspace/executeCommand", new { command = "localdigest.run", arguments = Array.Empty<string>() },
            sent => id = sent);
        await TestDaemon.UntilAsync(() => Task.FromResult(server.Told.Any(told => KindOf(told) == "report")));
        await server.NotifyAsync("$/cancelRequest", new { id });
        Assert.Equal(-32800, (await run)["error"]!["code"]!.GetValue<int>());
        Assert.Equal("running", (await RunsAsync()).Single()!["state"]!.GetValue<string>());
        // Its place in the editor is not left open, though nobody waits any more.
        Assert.Contains(server.Told, told => KindOf(told) == "end");
        Assert.Contains(server.Told, told => told["method"]?.GetValue<string>() == "window/workDoneProgress/create");
    }

    [Fact]
    public async Task A_check_of_citations_is_told_and_ended_and_not_begun_again_before_the_text_is_saved()
    {
        const string Text = "@misc{a, doi={10.9999/one}}\n@misc{a, doi={10.9999/two}}\n@misc{c, doi={10.9999/three}}\n";
        var uri = new Uri(folder.File("project/refs.bib")).AbsoluteUri;
        var clock = Stopwatch.StartNew();
        await server.OpenAsync(uri, "bibtex", Text);
        await TestDaemon.UntilAsync(() => Task.FromResult(server.Told.Any(told => KindOf(told) == "report")));
        var begun = server.Told.First(told => KindOf(told) == "begin")["params"]!;
        Assert.Equal("LocalDigest checks the citations of refs.bib", begun["value"]!["title"]!.GetValue<string>());
        Assert.Equal("0 of 2 papers", server.Told.First(told =>
            KindOf(told) == "report")["params"]!["value"]!["message"]!.GetValue<string>());
        // What the text says by itself is not waited for.
        Assert.Single(await server.DiagnosticsAsync(uri, hints => hints.Count == 1));
        await server.NotifyAsync("window/workDoneProgress/cancel", new { token = begun["token"]!.GetValue<string>() });
        await TestDaemon.UntilAsync(() => Task.FromResult(server.Told.Any(told => KindOf(told) == "end")));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), "It was ended, and did not end by itself.");
        // Typing brings the check of keys, and no other.
        await server.NotifyAsync("textDocument/didChange", new
        {
            textDocument = new { uri, version = 2 }, contentChanges = new[] { new { text = Text.Replace("{c,", "{a,",
                StringComparison.Ordinal) } },
        });
        Assert.Equal(2, (await server.DiagnosticsAsync(uri, hints => hints.Count == 2)).Count);
        await Task.Delay(1500, Ct);
        Assert.Single(server.Told, told => KindOf(told) == "begin");
        await server.NotifyAsync("textDocument/didSave", new { textDocument = new { uri } });
        await TestDaemon.UntilAsync(() => Task.FromResult(server.Told.Count(told => KindOf(told) == "begin") == 2));
    }

    [Fact]
    public async Task An_editor_that_refuses_a_place_for_progress_gets_its_work_done()
    {
        await server.DisposeAsync();
        server = LspProgram.Launch(folder.File("data"), "--no-start");
        await server.AskAsync("initialize",
            new { processId = (int?)null, capabilities = new { window = new { workDoneProgress = true } } });
        server.Refuses = method => method == "window/workDoneProgress/create";
        await server.NotifyAsync("initialized", new { });
        var run = server.RawAsync("workspace/executeCommand", new { command = "localdigest.run", arguments = Array.Empty<string>() });
        await TestDaemon.UntilAsync(async () => (await RunsAsync()).Count == 1);
        using var ended = await daemon.Http.DeleteAsync($"/v1/runs/{(await RunsAsync())[0]!["id"]}", Ct);
        Assert.Equal("cancelled", (await run)["result"]!["state"]!.GetValue<string>());
        Assert.DoesNotContain(server.Told, told => told["method"]?.GetValue<string>() == "$/progress");
    }

    private static string? KindOf(JsonNode told) =>
        told["method"]?.GetValue<string>() == "$/progress" ? told["params"]!["value"]!["kind"]!.GetValue<string>() : null;

    private List<JsonNode> Progress(string token) =>
        [.. server.Told.Where(told => KindOf(told) is not null && told["params"]!["token"]!.GetValue<string>() == token).Select(told =>
            told["params"]!["value"]!)];

    private Task ToldAsync(string token, string kind) => TestDaemon.UntilAsync(() =>
        Task.FromResult(Progress(token).Exists(value => value["kind"]!.GetValue<string>() == kind)));

    private async Task<JsonArray> RunsAsync() =>
        JsonNode.Parse(await daemon.Http.GetStringAsync("/v1/runs", Ct))!["items"]!.AsArray();
}
