using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LocalDigest.Jobs;
using LocalDigest.Storage;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Faults;

/// <summary>The daemon as a process: started, found, refused, killed.</summary>
public sealed class DaemonProcessTests : IDisposable
{
    private readonly TempFolder folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact, TakesLong]
    public async Task It_says_where_it_is_while_it_runs_and_takes_that_back_when_it_stops()
    {
        using var daemon = await DaemonProcess.StartAsync(folder.Path);
        Assert.Equal(daemon.Id, daemon.Record["pid"]!.GetValue<int>());
        Assert.Equal(43, daemon.Record["token"]!.GetValue<string>().Length);
        Assert.False(string.IsNullOrEmpty(daemon.Record["version"]!.GetValue<string>()));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("daemon.json")));
        var token = daemon.Record["token"]!.GetValue<string>();
        if (OperatingSystem.IsLinux()) Assert.DoesNotContain(token, await File.ReadAllTextAsync($"/proc/{daemon.Id}/cmdline", Ct), StringComparison.Ordinal);
        Assert.Equal(0, await daemon.StopAsync());
        Assert.False(File.Exists(folder.File("daemon.json")));
        Assert.DoesNotContain(token, daemon.Output, StringComparison.Ordinal);
    }

    [TakesLong]
    [Fact]
    public async Task Todays_digest_is_made_at_the_daemon_that_runs_and_its_link_signs_in()
    {
        using var first = await DaemonProcess.StartAsync(folder.Path);
        using var second = DaemonProcess.Launch(folder.Path, ["--today"]);
        Assert.Equal(0, await second.ExitAsync());
        var run = Assert.Single((await GetAsync(first, "/v1/runs"))["items"]!.AsArray())!;
        Assert.Contains("for 'Default'", second.Output, StringComparison.Ordinal);
        Assert.Contains("  harvest…", second.Output, StringComparison.Ordinal);
        Assert.Contains("  ! arXiv", second.Output, StringComparison.Ordinal);
        Assert.Contains($"{first.Record["url"]}/v1/digests/{run["digest"]} ", second.Output, StringComparison.Ordinal);
        var link = new Uri(Assert.Single(second.Output.Split((char[]?)null), word => word.Contains("/#code=", StringComparison.Ordinal)));
        using var taken = await first.Http.PostAsJsonAsync("/v1/session", new { code = link.Fragment["#code=".Length..] }, Ct);
        Assert.Equal(first.Record["token"]!.GetValue<string>(), (await taken.Content.ReadFromJsonAsync<JsonNode>(Ct))!["token"]!.GetValue<string>());
        Assert.DoesNotContain(first.Record["token"]!.GetValue<string>(), second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_daemon_that_holds_the_directory_and_does_not_answer_is_told_to_be_there()
    {
        using var held = PrivateFiles.Hold(folder.File("daemon.lock"));
        await File.WriteAllTextAsync(folder.File("daemon.json"), """{"pid":1,"url":"http://127.0.0.1:9","token":"t","version":"0","startedAt":"2026-01-01T00:00:00Z"}""", Ct);
        using var second = DaemonProcess.Launch(folder.Path, ["--today"]);
        Assert.Equal(3, await second.ExitAsync());
        Assert.Contains("already running at http://127.0.0.1:9", second.Output, StringComparison.Ordinal);
    }

    [Fact, TakesLong]
    public async Task A_second_daemon_on_the_directory_names_the_first_and_leaves()
    {
        using var first = await DaemonProcess.StartAsync(folder.Path);
        using var second = DaemonProcess.Launch(folder.Path);
        Assert.Equal(3, await second.ExitAsync());
        Assert.Contains(first.Record["url"]!.GetValue<string>(), second.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.File("daemon.json")));
    }

    [Theory, TakesLong]
    [InlineData(2, "--colour", "red")]
    [InlineData(4, "--urls", "http://0.0.0.0:0")]
    [InlineData(4, "--urls", "http://192.168.1.7:7417")]
    [InlineData(4, "--urls", "https://127.0.0.1:0")]
    [InlineData(4, "--urls", "http://localhost:0")]
    [InlineData(4, "--LocalDigest:Llm:Modell=x")]
    [InlineData(4, "--LocalDigest:Auth=nobody")]
    [InlineData(4, "--LocalDigest:Llm:BaseUrl=ftp://x")]
    [InlineData(4, "--LocalDigest:Arxiv:RssUrl=nowhere")]
    [InlineData(4, "--LocalDigest:Preferences:Learner=oracle")]
    public async Task A_wrong_option_is_a_sentence_and_an_exit_code(int code, params string[] arguments)
    {
        using var daemon = DaemonProcess.Launch(folder.Path, arguments);
        Assert.Equal(code, await daemon.ExitAsync());
        Assert.DoesNotContain("   at ", daemon.Output, StringComparison.Ordinal);
        Assert.True(daemon.Output.Trim().Length > 20, daemon.Output);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_in_a_sentence_and_nothing_is_begun()
    {
        string run;
        using (var database = Database.Open(folder.Path, TimeProvider.System)) run = new JobTable(database, TimeProvider.System).Enqueue("digest", "waits", "{}").Job.Id;
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var daemon = DaemonProcess.Launch(folder.Path, ["--urls", $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", "--today"]);
        Assert.Equal(5, await daemon.ExitAsync());
        Assert.Equal("The port is taken by another program. Name another with --urls http://127.0.0.1:PORT; port 0 picks a free one.", daemon.Output.Trim());
        using var after = Database.Open(folder.Path, TimeProvider.System);
        Assert.Equal(0, new JobTable(after, TimeProvider.System).Find(run)!.Starts);
    }

    [Theory, TakesLong]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_database_of_a_newer_version_is_refused_in_a_sentence_and_left_as_it_is(bool isInTheLog)
    {
        using var made = new TempFolder();
        using (Database.Open(made.Path, TimeProvider.System))
        {
        }
        using (var newer = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={made.File("localdigest.db")};Pooling=False"))
        {
            newer.Open();
            using var command = newer.CreateCommand();
            command.CommandText = $"PRAGMA journal_mode={(isInTheLog ? "WAL" : "DELETE")}; PRAGMA user_version = 9999;";
            command.ExecuteNonQuery();
            // While it is open, and as the newer version left it that was killed then, the number stands in the log alone.
            foreach (var file in Directory.GetFiles(made.Path)) File.Copy(file, folder.File(Path.GetFileName(file)));
        }
        Assert.Equal(isInTheLog, new FileInfo(folder.File("localdigest.db-wal")) is { Exists: true, Length: > 0 });
        var before = Hashes();
        using var daemon = DaemonProcess.Launch(folder.Path);
        Assert.Equal(4, await daemon.ExitAsync());
        var said = Assert.Single(daemon.Output.Trim().Split('\n'));
        Assert.Contains("newer LocalDigest", said, StringComparison.Ordinal);
        Assert.Contains("--data", said, StringComparison.Ordinal);
        Assert.Equal(before, Hashes());
        Assert.False(Directory.Exists(folder.File("backups")));

        // What SQLite keeps of readers beside the log is no content.
        SortedDictionary<string, string> Hashes() => new(Directory.GetFiles(folder.Path).Select(Path.GetFileName).OfType<string>()
            .Where(name => name is not ("daemon.lock" or "localdigest.db-shm")).ToDictionary(name => name, Hash), StringComparer.Ordinal);

        string Hash(string name) =>
            Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(folder.File(name))));
    }

    [Theory, TakesLong]
    [InlineData(null, "is missing")]
    [InlineData(0, "is damaged")]
    [InlineData(100, "is damaged")]
    public async Task An_embedding_that_is_damaged_or_missing_is_said(int? length, string fault)
    {
        using var program = new TempFolder();
        CopyTo(program.Path);
        var embedding = program.File(Path.Combine("science-embedding", "science-embedding.bin"));
        if (length is null) File.Delete(embedding);
        else await using (var file = File.OpenWrite(embedding)) file.SetLength(length.Value);
        using var daemon = DaemonProcess.Launch(folder.Path, program: program.Path);
        Assert.Equal(4, await daemon.ExitAsync());
        var said = Assert.Single(daemon.Output.Trim().Split('\n'));
        Assert.Contains("science-embedding.bin", said, StringComparison.Ordinal);
        Assert.Contains(fault, said, StringComparison.Ordinal);
        Assert.DoesNotContain(program.Path, said, StringComparison.Ordinal);
    }

    [Fact, TakesLong]
    public async Task It_ends_with_the_process_that_started_it()
    {
        using var parent = System.Diagnostics.Process.Start("sleep", "600");
        using var daemon = await DaemonProcess.StartAsync(folder.Path, ["--parent-pid", parent.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        parent.Kill();
        Assert.Equal(0, await daemon.ExitAsync());
    }

    [TakesLong]
    [Fact]
    public async Task A_run_that_is_killed_goes_on_and_asks_for_no_verdict_twice()
    {
        await using var arxiv = new FakeArxiv { ListDate = DateOnly.FromDateTime(DateTime.UtcNow) };
        arxiv.Papers.AddRange(Enumerable.Range(0, 64).Select(i => new FakePaper($"2601.9{i:0000}", $"Robots that learn to grasp item {i} with language models", ["cs.RO"], DateTimeOffset.UtcNow.AddDays(-1))));
        await using var llm = new FakeLlm();
        // Every third answer is slow, so that the kill falls between answers.
        llm.Before = async (asked, context) =>
        {
            await Task.Delay(asked.Number % 3 == 0 ? 400 : 30, context.RequestAborted);
            return false;
        };
        string[] settings =
        [
            $"--LocalDigest:Arxiv:RssUrl={arxiv.Options.RssUrl}", $"--LocalDigest:Arxiv:ApiUrl={arxiv.Options.ApiUrl}", "--LocalDigest:Arxiv:MinInterval=0",
            .. llm.Settings, "--LocalDigest:Llm:Concurrency=1", "--LocalDigest:Llm:PapersPerRequest=4",
        ];
        string id;
        using (var first = await DaemonProcess.StartAsync(folder.Path, settings))
        {
            using var started = await first.Http.PostAsJsonAsync("/v1/runs", new { kind = "digest", sources = new[] { new { kind = "arxiv", categories = new[] { "cs.RO" } } } }, Ct);
            id = (await started.Content.ReadFromJsonAsync<JsonNode>(Ct))!["id"]!.GetValue<string>();
            await TestDaemon.UntilAsync(() => Task.FromResult(llm.Answered.Count >= 20));
            first.Kill();
        }
        var answeredBefore = llm.Answered.Count;
        var requestsBefore = arxiv.Requests.Count;
        Assert.InRange(answeredBefore, 20, 63);

        using var second = await DaemonProcess.StartAsync(folder.Path, settings);
        JsonNode run = new JsonObject();
        await TestDaemon.UntilAsync(async () => (run = await GetAsync(second, $"/v1/runs/{id}"))["state"]!.GetValue<string>() is not ("queued" or "running"));
        Assert.Equal("succeeded", run["state"]!.GetValue<string>());
        Assert.Equal(2, run["starts"]!.GetValue<int>());
        Assert.Equal(64, run["counts"]!["judged"]!.GetValue<int>());
        Assert.Equal(64, llm.Answered.Count);
        // An answer that was on its way when the process died is lost with it; those that had arrived are not asked for again.
        Assert.InRange(llm.Answered.Values.Count(times => times > 1), 0, 4);
        Assert.Equal(requestsBefore, arxiv.Requests.Count);
        Assert.True((await GetAsync(second, $"/v1/digests/{run["digest"]}"))["papers"]!.AsArray().Count >= 30);
    }

    [TakesLong]
    [Fact]
    public async Task What_was_acknowledged_survives_a_kill()
    {
        var given = new List<string>();
        for (var round = 0; round < 3; round++)
        {
            using var daemon = await DaemonProcess.StartAsync(folder.Path);
            using (var imported = await ImportAsync(daemon, TestDaemon.MadeUp(40).Skip(round * 10).Take(10))) Assert.Equal(HttpStatusCode.OK, imported.StatusCode);
            using var kill = new CancellationTokenSource();
            kill.Token.Register(daemon.Kill);
            for (var i = round * 10; i < round * 10 + 10; i++)
            {
                var id = $"arxiv:2601.9{i:0000}";
                try
                {
                    using var answer = await daemon.Http.PutAsJsonAsync($"/v1/papers/{Uri.EscapeDataString(id)}/feedback", new { value = "up" }, Ct);
                    if (answer.IsSuccessStatusCode) given.Add(id);
                    // The first answer of a fresh process takes as long as the machine is busy.
                    if (i == round * 10) kill.CancelAfter(TimeSpan.FromMilliseconds(60));
                }
                catch (HttpRequestException)
                {
                    break;
                }
            }
            daemon.Kill();
        }
        using var after = await DaemonProcess.StartAsync(folder.Path);
        var kept = (await GetAsync(after, "/v1/feedback?limit=500"))["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()).ToHashSet();
        Assert.NotEmpty(given);
        Assert.Empty(given.Except(kept));
        Assert.Equal(30, (await GetAsync(after, "/v1/papers?limit=1"))["total"]!.GetValue<int>());
    }

    [Fact, TakesLong]
    public async Task A_key_is_in_no_file_log_or_answer()
    {
        await using var llm = new FakeLlm();
        llm.Before = async (_, context) =>
        {
            await FakeLlm.WriteAsync(context, """{"error":{"message":"bad key sk-canary-0123456789"}}""", 401);
            return true;
        };
        string said;
        using (var daemon = await DaemonProcess.StartAsync(folder.Path, llm.Settings))
        {
            using (var imported = await ImportAsync(daemon, TestDaemon.MadeUp(5))) Assert.Equal(HttpStatusCode.OK, imported.StatusCode);
            using var started = await daemon.Http.PostAsJsonAsync("/v1/runs", new { kind = "digest", sources = Array.Empty<object>() }, Ct);
            var id = (await started.Content.ReadFromJsonAsync<JsonNode>(Ct))!["id"]!.GetValue<string>();
            await TestDaemon.UntilAsync(async () => (await GetAsync(daemon, $"/v1/runs/{id}"))["state"]!.GetValue<string>() is "partial");
            said = await daemon.Http.GetStringAsync("/v1/info", Ct) + await daemon.Http.GetStringAsync($"/v1/runs/{id}", Ct) + await daemon.Http.GetStringAsync("/v1/digests/latest", Ct);
            await daemon.StopAsync();
            said += daemon.Output;
        }
        Assert.NotEmpty(llm.Requests);
        Assert.DoesNotContain("sk-canary", said, StringComparison.Ordinal);
        foreach (var file in Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain("sk-canary", System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Ct)), StringComparison.Ordinal);
        }
    }

    /// <summary>Copies the program without what tests alone need, and without ONNX's large libraries, which no start loads.</summary>
    private static void CopyTo(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(AppContext.BaseDirectory, file);
            if (NotOfTheProgram.Any(part => name.Contains(part, StringComparison.Ordinal))) continue;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
            File.Copy(file, Path.Combine(folder, name));
        }
    }

    private static readonly string[] NotOfTheProgram = ["xunit", "LocalDigest.Tests", "SentenceTransformers", "onnxruntime"];

    private static async Task<JsonNode> GetAsync(DaemonProcess daemon, string path) => (await daemon.Http.GetFromJsonAsync<JsonNode>(path, Ct))!;

    private static async Task<HttpResponseMessage> ImportAsync(DaemonProcess daemon, IEnumerable<object> papers)
    {
        using var content = new StringContent(string.Join('\n', papers.Select(paper => System.Text.Json.JsonSerializer.Serialize(paper))));
        content.Headers.ContentType = new("application/x-ndjson");
        return await daemon.Http.PostAsync("/v1/papers", content, Ct);
    }
}
