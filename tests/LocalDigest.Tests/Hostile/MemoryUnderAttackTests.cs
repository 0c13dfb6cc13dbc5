using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using LocalDigest.Tests.Sources;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Hostile;

/// <summary>
/// The daemon as a process of its own, whose heap may not grow beyond 400 MB, while everything that it asks answers without end, and
/// while bodies without end, packed ones and slow ones are sent to it. Each ends in time and in a sentence, the process needs little more
/// memory at its peak than before, and it goes on.
/// </summary>
/// <remarks>
/// What is slow is tried with the time-outs that users have, under libfaketime, which lets the daemon's clock run twenty times as fast.
/// </remarks>
public sealed class MemoryUnderAttackTests : IDisposable
{
    private const int Speed = 20;

    /// <summary>In bytes, as the runtime reads it: hexadecimal.</summary>
    private const string HeapLimit = "19000000";

    /// <summary>What the peak may lie above what the process has at rest, in KB: the longest body that is read whole, three times.</summary>
    private const long MostGrowth = 200 << 10;

    private readonly TempFolder folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory, TakesLong]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_compressed_bomb_from_everywhere_costs_little(string coding)
    {
        var bomb = BoundedHttpTests.Compressed(new byte[512 << 20], coding);
        await using var server = new StandIn(
            _ => new Reply(200, bomb, "application/xml") { Headers = new() { ["Content-Encoding"] = coding } });
        await StandsAsync(server.Url);
    }

    [Theory, TakesLong]
    [InlineData("application/xml", 200)]
    [InlineData("application/json", 200)]
    [InlineData("text/event-stream", 200)]
    [InlineData("text/html", 404)]
    public async Task A_body_without_end_from_everywhere_costs_little(string type, int status)
    {
        await using var server = new StandIn(_ => Reply.Written(BoundedHttpTests.Endless) with { ContentType = type, Status = status });
        await StandsAsync(server.Url);
    }

    [Fact, TakesLong]
    public async Task Headers_without_end_from_everywhere_cost_little()
    {
        await using var server = new RawServer("HTTP/1.1 200 OK\r\n", "X-More: " + new string('x', 1000) + "\r\n");
        await StandsAsync(server.Url);
    }

    [Theory, TakesLong]
    [InlineData("/v1/papers", "application/x-ndjson", "a line", 422)]
    [InlineData("/v1/papers", "application/x-ndjson", "lines", 422)]
    [InlineData("/v1/papers", "application/x-bibtex", "a line", 422)]
    [InlineData("/v1/papers", "application/x-research-info-systems", "lines", 422)]
    [InlineData("/v1/profiles/default/library", "application/x-bibtex", "lines", 413)]
    [InlineData("/v1/rank", "application/json", "a line", 413)]
    [InlineData("/v1/rank", "application/json", "nest", 413)]
    [InlineData("/v1/feedback", "application/json", "a line", 413)]
    public async Task A_body_without_end_that_is_sent_to_it_costs_little(string path, string type, string kind, int status)
    {
        using var daemon = await StartAsync();
        var before = Rest(daemon);
        var (begin, more) = kind switch
        {
            "a line" => (type == "application/json" ? "\"" : "", new string('x', 64 << 10)),
            "nest" => ("", new string('[', 64 << 10)),
            _ => ("", string.Concat(Enumerable.Repeat(new string('x', 1023) + "\n", 64))),
        };
        // A list of papers is read as long as it goes on; this one ends after 300 MB.
        var answer = await SendAsync(daemon, path, $"Content-Type: {type}\r\n", begin, more, most: 300 << 20);
        await IsFineAsync(daemon, before);
        AssertProblem(answer, status);
    }

    [Theory, TakesLong]
    [InlineData("/v1/papers", "application/x-ndjson", "gzip")]
    [InlineData("/v1/papers", "application/x-bibtex", "br")]
    [InlineData("/v1/profiles/default/library", "application/x-research-info-systems", "deflate")]
    [InlineData("/v1/feedback", "application/json", "gzip")]
    public async Task A_compressed_body_is_refused_by_its_coding(string path, string type, string coding)
    {
        var bomb = BoundedHttpTests.Compressed(new byte[64 << 20], coding);
        using var daemon = await StartAsync();
        var before = Rest(daemon);
        using var content = new ByteArrayContent(bomb);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        using var answer = await daemon.Http.PostAsync(path, content, Ct);
        Assert.Equal(415, (int)answer.StatusCode);
        var told = (await answer.Content.ReadFromJsonAsync<JsonNode>(Ct))!["detail"]!.GetValue<string>();
        Assert.Contains($"'{coding}'", told, StringComparison.Ordinal);
        Assert.Contains("uncompressed", told, StringComparison.Ordinal);
        await IsFineAsync(daemon, before);
    }

    [Theory, TakesLong]
    [InlineData("")]
    [InlineData("Content-Type: application/x-ndjson\r\nContent-Length: 100000\r\n\r\n")]
    public async Task A_request_that_comes_drop_by_drop_is_given_up_and_others_are_answered(string rest)
    {
        using var daemon = await StartAsync(isFast: true);
        var before = Rest(daemon);
        var slow = Enumerable.Range(0, 20).Select(_ => SendRawAsync(
            daemon, $"POST /v1/papers HTTP/1.1\r\nHost: {daemon.Http.BaseAddress!.Authority}\r\nAuthorization: "
                + $"{daemon.Http.DefaultRequestHeaders.Authorization}\r\n{rest}", "x", 1 << 20, TimeSpan.FromSeconds(1) / Speed)).ToList();
        using (var health = await daemon.Http.GetAsync("/health", Ct)) Assert.Equal(200, (int)health.StatusCode);
        foreach (var answer in await Task.WhenAll(slow).WaitAsync(TimeSpan.FromSeconds(60), Ct)) AssertProblem(answer, 408);
        await IsFineAsync(daemon, before);
    }

    private async Task StandsAsync(string url)
    {
        using var daemon = await StartAsync(settings: BadAnswersTests.EverythingAt(url));
        await PrepareAsync(daemon);
        var before = Rest(daemon);
        var clock = Stopwatch.StartNew();
        var run = await RunAsync(daemon, BadAnswersTests.SourcesAt(url), "deep-dive");
        Assert.True(run["state"]!.GetValue<string>() is "partial" or "failed", run.ToJsonString());
        var told = run["problems"]!.AsArray().Select(problem => problem!["message"]!.GetValue<string>()).ToList();
        Assert.True(told.Count >= 6, string.Join('\n', told));
        Assert.All(told, AssertSentence);
        foreach (var (method, path, body) in ((HttpMethod, string, object?)[])
        [
            (HttpMethod.Post, "/v1/profiles/default/library/sync", null), (HttpMethod.Post, "/v1/watch/check", new { }),
            (HttpMethod.Post, "/v1/llm/check", new { baseUrl = url + "/keyed/other", model = "m", apiKey = "k" }),
            (HttpMethod.Get, "/v1/llm/check", null),
        ])
        {
            using var answered = await SendJsonAsync(daemon, method, path, body);
            var text = await answered.Content.ReadAsStringAsync(Ct);
            Assert.True((int)answered.StatusCode is not 500, text);
            Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
            if (!answered.IsSuccessStatusCode) AssertSentence(JsonNode.Parse(text)!["detail"]!.GetValue<string>());
        }
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(120), $"{clock.Elapsed}");
        await IsFineAsync(daemon, before);
    }

    /// <summary>Starts a daemon; on a fast clock where that is asked for.</summary>
    private async Task<DaemonProcess> StartAsync(bool isFast = false, IEnumerable<string>? settings = null)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "skipped: no /proc");
        var environment = new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = HeapLimit, ["DOTNET_TieredPGO"] = "0" };
        if (isFast)
        {
            Assert.SkipWhen(FakeTime.Library is null, "skipped: no libfaketime");
            environment["LD_PRELOAD"] = FakeTime.Library!;
            environment["FAKETIME"] = $"+0 x{Speed}";
        }
        return await DaemonProcess.StartAsync(folder.Path, settings, environment);
    }

    /// <summary>Papers, a webhook, and a first run, so that what a run needs in any case is there before it is measured.</summary>
    private static async Task PrepareAsync(DaemonProcess daemon)
    {
        await ImportAsync(daemon);
        using (var patched = await SendJsonAsync(daemon, HttpMethod.Patch, "/v1/profiles/default",
            new { delivery = new object[] { new { kind = "webhook", name = "chat" } } })) Assert.True(patched.IsSuccessStatusCode);
        await RunAsync(daemon, [new { kind = "sample" }], "report");
    }

    private static async Task ImportAsync(DaemonProcess daemon)
    {
        IEnumerable<object> papers =
            [.. TestDaemon.MadeUp(3), new { title = "Tides", doi = "10.1000/tides", authors = (string[])["Dana Mora"] }];
        using var content = new StringContent(
            string.Join('\n', papers.Select(paper => System.Text.Json.JsonSerializer.Serialize(paper))),
            new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-ndjson"));
        using var imported = await daemon.Http.PostAsync("/v1/papers", content, Ct);
        Assert.True(imported.IsSuccessStatusCode, await imported.Content.ReadAsStringAsync(Ct));
        using var saved = await SendJsonAsync(daemon, HttpMethod.Put, "/v1/papers/doi%3A10.1000%2Ftides/marks", new { saved = true });
        Assert.True(saved.IsSuccessStatusCode);
    }

    private static async Task<JsonNode> RunAsync(DaemonProcess daemon, object[] sources, string style)
    {
        using var started = await SendJsonAsync(daemon, HttpMethod.Post, "/v1/runs", new { kind = "digest", sources, style });
        var id = (await started.Content.ReadFromJsonAsync<JsonNode>(Ct))!["id"]!.GetValue<string>();
        JsonNode run = new JsonObject();
        var clock = Stopwatch.StartNew();
        do
        {
            await Task.Delay(50, Ct);
            run = (await daemon.Http.GetFromJsonAsync<JsonNode>($"/v1/runs/{id}", Ct))!;
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(110), run.ToJsonString());
        }
        while (run["state"]!.GetValue<string>() is "queued" or "running");
        return run;
    }

    private static async Task<HttpResponseMessage> SendJsonAsync(DaemonProcess daemon, HttpMethod method, string path, object? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (method == HttpMethod.Patch) request.Content!.Headers.ContentType = new("application/merge-patch+json");
        return await daemon.Http.SendAsync(request, Ct);
    }

    /// <summary>Sends a body in chunks until the daemon answers, or the body has its length.</summary>
    private static Task<string> SendAsync(DaemonProcess daemon, string path, string headers, string begin, string more, long most) =>
        SendRawAsync(
            daemon, $"POST {path} HTTP/1.1\r\nHost: {daemon.Http.BaseAddress!.Authority}\r\nConnection: close\r\nAuthorization: "
                + $"{daemon.Http.DefaultRequestHeaders.Authorization}\r\n{headers}Transfer-Encoding: chunked\r\n\r\n"
                + (begin.Length == 0 ? "" : $"{begin.Length:x}\r\n{begin}\r\n"),
            $"{more.Length:x}\r\n{more}\r\n", most, TimeSpan.Zero, "0\r\n\r\n");

    /// <summary>Sends a beginning and then the same piece again and again, until there is an answer.</summary>
    private static async Task<string> SendRawAsync(
        DaemonProcess daemon, string begin, string piece, long most, TimeSpan pause, string end = "")
    {
        using var client = new TcpClient();
        await client.ConnectAsync(daemon.Http.BaseAddress!.Host, daemon.Http.BaseAddress.Port, Ct);
        var stream = client.GetStream();
        var answer = ReadAsync();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(begin), Ct);
            var bytes = Encoding.Latin1.GetBytes(piece);
            for (var sent = 0L; sent < most && !answer.IsCompleted; sent += bytes.Length)
            {
                await stream.WriteAsync(bytes, Ct);
                if (pause > TimeSpan.Zero) await Task.Delay(pause, Ct);
            }
            if (!answer.IsCompleted) await stream.WriteAsync(Encoding.Latin1.GetBytes(end), Ct);
        }
        catch (IOException)
        {
            // It has answered and hung up.
        }
        return await answer.WaitAsync(TimeSpan.FromSeconds(60), Ct);

        async Task<string> ReadAsync()
        {
            var text = new StringBuilder();
            var buffer = new byte[16 << 10];
            try
            {
                while (await stream.ReadAsync(buffer, Ct) is > 0 and var read) text.Append(Encoding.UTF8.GetString(buffer, 0, read));
            }
            catch (IOException)
            {
                // It hung up while this side went on writing; what it said before stands.
            }
            return text.ToString();
        }
    }

    private static void AssertProblem(string answer, int status)
    {
        Assert.StartsWith($"HTTP/1.1 {status.ToString(CultureInfo.InvariantCulture)} ", answer, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
        // A long answer comes in pieces; this part stands at the beginning of the first one.
        var told = answer[(answer.IndexOf("\"detail\":\"", StringComparison.Ordinal) + 9)..];
        AssertSentence(JsonNode.Parse(told[..(told.IndexOf('"', 1) + 1)])!.GetValue<string>());
    }

    private static void AssertSentence(string told)
    {
        Assert.Matches("(?s)^\\S.{15,}[.)]$", told);
        Assert.DoesNotContain("Exception", told, StringComparison.Ordinal);
    }

    /// <summary>What the process has in memory, in KB; from now on its peak is counted anew.</summary>
    private static long Rest(DaemonProcess daemon)
    {
        File.WriteAllText($"/proc/{daemon.Id}/clear_refs", "5");
        return Status(daemon, "VmRSS");
    }

    private static async Task IsFineAsync(DaemonProcess daemon, long before)
    {
        Assert.False(daemon.HasExited, daemon.Output);
        var peak = Status(daemon, "VmHWM");
        TestContext.Current.TestOutputHelper!.WriteLine($"{before / 1024} MB before, {peak / 1024} MB at the peak");
        Assert.True(peak - before < MostGrowth, $"{before / 1024} MB before, {peak / 1024} MB at the peak");
        using var health = await daemon.Http.GetAsync("/health", Ct);
        Assert.Equal(200, (int)health.StatusCode);
        using var info = await daemon.Http.GetAsync("/v1/info", Ct);
        Assert.Equal(200, (int)info.StatusCode);
        Assert.DoesNotContain("OutOfMemory", daemon.Output, StringComparison.Ordinal);
    }

    private static long Status(DaemonProcess daemon, string name) => long.Parse(
        File.ReadLines($"/proc/{daemon.Id}/status").First(line => line.StartsWith(name, StringComparison.Ordinal))
            .Split(':')[1].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);

    /// <summary>Answers every request with a beginning and then the same piece for ever, which no web server can be told to.</summary>
    private sealed class RawServer : IAsyncDisposable
    {
        private readonly TcpListener listener = new(System.Net.IPAddress.Loopback, 0);
        private readonly CancellationTokenSource stop = new();
        private readonly Task accepting;

        public RawServer(string begin, string piece)
        {
            listener.Start();
            Url = $"http://{listener.LocalEndpoint}";
            accepting = AcceptAsync(Encoding.Latin1.GetBytes(begin), Encoding.Latin1.GetBytes(piece));
        }

        public string Url { get; }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            listener.Stop();
            await accepting;
            stop.Dispose();
        }

        private async Task AcceptAsync(byte[] begin, byte[] piece)
        {
            var answers = new List<Task>();
            try
            {
                while (true) answers.Add(AnswerAsync(await listener.AcceptTcpClientAsync(stop.Token), begin, piece));
            }
            catch (OperationCanceledException)
            {
                // The test is over.
            }
            await Task.WhenAll(answers);
        }

        private async Task AnswerAsync(TcpClient client, byte[] begin, byte[] piece)
        {
            using (client)
            {
                try
                {
                    var stream = client.GetStream();
                    if (await stream.ReadAsync(new byte[64 << 10], stop.Token) == 0) return;
                    await stream.WriteAsync(begin, stop.Token);
                    while (true) await stream.WriteAsync(piece, stop.Token);
                }
                catch (Exception error) when (error is IOException or OperationCanceledException)
                {
                    // The daemon has given it up, as it should.
                }
            }
        }
    }
}
