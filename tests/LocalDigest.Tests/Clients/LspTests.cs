using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Clients;

/// <summary><c>localdigest lsp</c> over raw JSON-RPC, as any editor speaks it.</summary>
[TakesLong]
public sealed class LspTests : IAsyncLifetime
{
    private readonly TempFolder folder = new();
    private DaemonProcess daemon = null!;
    private LspProgram server = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Work => Directory.CreateDirectory(folder.File("project")).FullName;

    private string Data => Directory.CreateDirectory(folder.File("data")).FullName;

    public async ValueTask InitializeAsync()
    {
        daemon = await DaemonProcess.StartAsync(Data);
        var papers = TestDaemon.MadeUp(6).Select(paper => JsonSerializer.Serialize(paper, JsonSerializerOptions.Web)).Concat(
        [
            """{"id":"arxiv:2601.97777","title":"Caches <script> that *shrink* [x](javascript:1)","abstract":"They shrink. Much.","authors":["Ann Lee"],"published":"2026-01-20","venue":"CVPR 2026","version":3}""",
            """{"id":"arxiv:2601.97778","title":"A withdrawn paper of sea ice","abstract":"This paper has been withdrawn by the authors due to an error.","authors":["Bo Wu"],"comment":"This paper has been withdrawn."}""",
        ]);
        using var content = new StringContent(string.Join('\n', papers), Encoding.UTF8, "application/x-ndjson");
        using var taken = await daemon.Http.PostAsync("/v1/papers", content, Ct);
        Assert.True(taken.IsSuccessStatusCode);
        server = await LspProgram.StartAsync(Data, Work, "--no-start");
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        daemon.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_hover_tells_of_a_paper_by_UTF16_positions_and_nothing_in_it_is_markup()
    {
        // 𝛼 is two code units of UTF-16.
        var uri = await OpenAsync("notes.md", "markdown", "# 𝛼𝛽 notes\r\nSee 𝛼 arXiv:2601.97777v1, and 10.9999/none.\r\n");
        var hover = await AtAsync("textDocument/hover", uri, 1, 7);
        Assert.Equal("{\"start\":{\"line\":1,\"character\":7},\"end\":{\"line\":1,\"character\":25}}", hover!["range"]!.ToJsonString());
        var text = hover["contents"]!["value"]!.GetValue<string>();
        Assert.Contains("Caches \\<script\\> that \\*shrink\\*", text, StringComparison.Ordinal);
        Assert.Contains("no thumb", text, StringComparison.Ordinal);
        Assert.DoesNotContain("[x](", text.Replace("\\[x\\](", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("has not seen", (await AtAsync("textDocument/hover", uri, 1, 35))!["contents"]!["value"]!.GetValue<string>(),
            StringComparison.Ordinal);
        Assert.Null(await AtAsync("textDocument/hover", uri, 0, 3));
        // The character before the id is not the id, though it would be for whoever counts 𝛼 as one.
        Assert.Null(await AtAsync("textDocument/hover", uri, 1, 6));
        var links = (await server.AskAsync("textDocument/documentLink", new { textDocument = new { uri } }))!.AsArray();
        Assert.Equal(["https://arxiv.org/abs/2601.97777", "https://doi.org/10.9999/none"], links.Select(link =>
            link!["target"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Lenses_and_actions_give_thumbs_and_say_which_stand()
    {
        var uri = await OpenAsync("digest.md", "markdown", "arXiv:2601.90001 and arXiv:2601.90001 and arXiv:2600.00001\n");
        Assert.Equal(["👍", "👎", "similar", "BibTeX"], await LensesAsync(uri));
        var actions = await ActionsAsync(uri, 0, 3);
        var like = actions.Single(action => action!["title"]!.GetValue<string>().Contains("I like", StringComparison.Ordinal))!["command"]!;
        await server.AskAsync("workspace/executeCommand",
            new { command = like["command"]!.GetValue<string>(), arguments = like["arguments"] });
        Assert.Equal("up", (await PaperAsync("arxiv:2601.90001"))["feedback"]!.GetValue<string>());
        Assert.Equal(["👍 liked", "👎", "similar", "BibTeX"], await LensesAsync(uri));
        Assert.Contains(server.Told, told => told["method"]?.GetValue<string>() == "workspace/codeLens/refresh");
        var lens = (await server.AskAsync("textDocument/codeLens", new { textDocument = new { uri } }))![0]!["command"]!;
        await server.AskAsync("workspace/executeCommand",
            new { command = lens["command"]!.GetValue<string>(), arguments = lens["arguments"] });
        Assert.Null((await PaperAsync("arxiv:2601.90001"))["feedback"]);
        await server.AskAsync("workspace/executeCommand", new { command = "localdigest.save", arguments = new[] { "arxiv:2601.90001" } });
        Assert.True((await PaperAsync("arxiv:2601.90001"))["saved"]!.GetValue<bool>());
        var similar = await server.AskAsync("workspace/executeCommand",
            new { command = "localdigest.similar", arguments = new[] { "arxiv:2601.90001", uri } });
        Assert.True(similar!["items"]!.AsArray().Count > 3);
        Assert.Contains(server.Told, told => told["method"]?.GetValue<string>() == "window/showDocument");
        Assert.True(File.Exists(new Uri(similar["uri"]!.GetValue<string>()).LocalPath));
    }

    [Fact]
    public async Task A_citation_is_completed_by_words_and_its_entry_goes_into_the_bibliography()
    {
        await File.WriteAllTextAsync(Path.Combine(Work, "refs.bib"), "@article{own2026, title={Robots of our own}, author={Lee, Ann}}\n",
            Ct);
        var text = "\\documentclass{article}\\addbibresource{refs.bib}\nAs in \\citep[see][]{own2026, grasp item 3}.\n";
        var uri = await OpenAsync("paper.tex", "latex", text);
        var list = (await AtAsync("textDocument/completion", uri, 1, text.Split('\n')[1].IndexOf('}', StringComparison.Ordinal)))!;
        Assert.True(list["isIncomplete"]!.GetValue<bool>());
        var item = list["items"]!.AsArray().First(item =>
            item!["detail"]!.GetValue<string>().Contains("Paper number 3", StringComparison.Ordinal))!;
        Assert.Equal("grasp item 3".Length,
            item["textEdit"]!["range"]!["end"]!["character"]!.GetValue<int>() - item["textEdit"]!["range"]!["start"]!["character"]!.GetValue<int>());
        JsonNode? edit = null;
        server.Answers = (method, parameters) =>
        {
            if (method == "workspace/applyEdit") edit = parameters!.DeepClone();
            return method == "workspace/applyEdit" ? new JsonObject { ["applied"] = true } : null;
        };
        var command = item["command"]!;
        var added = await server.AskAsync("workspace/executeCommand",
            new { command = command["command"]!.GetValue<string>(), arguments = command["arguments"] });
        Assert.Equal(item["label"]!.GetValue<string>(), added!["key"]!.GetValue<string>());
        var change = edit!["edit"]!["changes"]!.AsObject().Single();
        Assert.EndsWith("/project/refs.bib", change.Key, StringComparison.Ordinal);
        Assert.Equal("{\"line\":1,\"character\":0}", change.Value![0]!["range"]!["start"]!.ToJsonString());
        Assert.Contains($"{{{added["key"]},", change.Value[0]!["newText"]!.GetValue<string>(), StringComparison.Ordinal);
        // Own keys are found by the words of their entries; what is there is not added again.
        await File.AppendAllTextAsync(Path.Combine(Work, "refs.bib"), change.Value[0]!["newText"]!.GetValue<string>(), Ct);
        var again = await server.AskAsync("workspace/executeCommand",
            new { command = "localdigest.addEntry", arguments = new[] { "arxiv:2601.90003", uri } });
        Assert.False(again!["added"]!.GetValue<bool>());
        var markdown = await OpenAsync("more.md", "markdown", "As @our own robots [@own\n");
        Assert.Contains((await AtAsync("textDocument/completion", markdown, 0, 24))!["items"]!.AsArray(), found =>
            found!["label"]!.GetValue<string>() == "own2026");
        var typst = await OpenAsync("more.typ", "typst", "See @own and arxiv:grasp item 4\n");
        Assert.Contains((await AtAsync("textDocument/completion", typst, 0, 8))!["items"]!.AsArray(), found =>
            found!["label"]!.GetValue<string>() == "own2026");
        Assert.Contains((await AtAsync("textDocument/completion", typst, 0, 31))!["items"]!.AsArray(), found =>
            found!["label"]!.GetValue<string>() == "2601.90004");
        Assert.Null(await AtAsync("textDocument/completion", typst, 0, 2));
    }

    [Fact]
    public async Task Keys_lead_to_their_entries_and_back()
    {
        await File.WriteAllTextAsync(Path.Combine(Work, "refs.bib"),
            "@book{a,\n title={A}}\n@article{lee2026,\n  title={B}, eprint={2601.90002}}\n", Ct);
        var uri = await OpenAsync("paper.tex", "latex", "\\cite{a,lee2026} \\textcite{nobody}\n% \\cite{lee2026}\n");
        var definition = (await AtAsync("textDocument/definition", uri, 0, 10))!.AsArray();
        Assert.EndsWith("refs.bib", definition.Single()!["uri"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(2, definition[0]!["range"]!["start"]!["line"]!.GetValue<int>());
        var references = (await server.AskAsync("textDocument/references",
            new { textDocument = new { uri }, position = new { line = 0, character = 10 },
            context = new { includeDeclaration = true } }))!.AsArray();
        Assert.Equal(3, references.Count);
        Assert.Contains("Paper number 2", (await AtAsync("textDocument/hover", uri, 0, 10))!["contents"]!["value"]!.GetValue<string>(),
            StringComparison.Ordinal);
        var unknown = await server.DiagnosticsAsync(uri, hints => hints.Count == 1);
        Assert.Contains("'nobody'", unknown[0]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(4, unknown[0]!["severity"]!.GetValue<int>());
        // What is typed counts at once, by its range.
        await server.NotifyAsync("textDocument/didChange", new
        {
            textDocument = new { uri, version = 2 },
            contentChanges = new[] { new { range = new { start = new { line = 0, character = 27 }, end = new { line = 0, character = 33 } },
                text = "a" } },
        });
        await server.DiagnosticsAsync(uri, hints => hints.Count == 0);
    }

    [Fact]
    public async Task A_bibliography_is_told_what_became_of_its_papers_and_a_quick_fix_mends_it()
    {
        var text = "@misc{one, title={T}, eprint={2601.97777v1}, archivePrefix={arXiv}}\n@misc{two, url={https://arxiv.org/abs/2601.97777}}\n@misc{two, title={Z}}\n@misc{gone, eprint={2601.97778}}\n";
        var uri = await OpenAsync("refs.bib", "bibtex", text);
        var hints = await server.DiagnosticsAsync(uri, hints => hints.Count >= 4);
        var codes = hints.Select(hint => hint!["code"]!.GetValue<string>()).Order(StringComparer.Ordinal).ToList();
        Assert.Contains("duplicate-key", codes);
        Assert.Contains("duplicate-paper", codes);
        Assert.Contains("published", codes);
        Assert.Contains("withdrawn", codes);
        var published = hints.Single(hint => hint!["code"]!.GetValue<string>() == "published")!;
        Assert.Contains("CVPR 2026", published["message"]!.GetValue<string>(), StringComparison.Ordinal);
        var actions = (await server.AskAsync("textDocument/codeAction",
            new { textDocument = new { uri }, range = published["range"],
            context = new { diagnostics = new[] { published } } }))!.AsArray();
        var fix = actions.Single(action => action!["kind"]!.GetValue<string>() == "quickfix")!;
        Assert.Contains("Published in CVPR 2026", fix["edit"]!["changes"]![uri]![0]!["newText"]!.GetValue<string>(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_library_is_found_as_symbols_and_a_run_tells_its_progress()
    {
        var symbols = (await server.AskAsync("workspace/symbol", new { query = "robots grasp" }))!.AsArray();
        Assert.True(symbols.Count > 3);
        Assert.Contains("arXiv:2601.9", await File.ReadAllTextAsync(new Uri(symbols[0]!["location"]!["uri"]!.GetValue<string>()).LocalPath,
            Ct), StringComparison.Ordinal);
        var run = await server.AskAsync("workspace/executeCommand", new { command = "localdigest.run", arguments = Array.Empty<string>() });
        Assert.NotNull(run!["digest"]);
        var kinds = server.Told.Where(told => told["method"]?.GetValue<string>() == "$/progress").Select(told =>
            told["params"]!["value"]!["kind"]!.GetValue<string>()).ToList();
        Assert.Equal(("begin", "end"), (kinds[0], kinds[^1]));
        Assert.Contains("report", kinds);
        var today = await server.AskAsync("workspace/executeCommand",
            new { command = "localdigest.today", arguments = Array.Empty<string>() });
        Assert.StartsWith("# ", await File.ReadAllTextAsync(new Uri(today!["uri"]!.GetValue<string>()).LocalPath, Ct),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Editors_that_show_lists_by_themselves_are_given_them()
    {
        async Task<JsonArray> List(string name) =>
            (await server.AskAsync("workspace/executeCommand",
                new { command = "localdigest.list", arguments = new[] { name } }))!["items"]!.AsArray();
        Assert.Empty(await List("today"));
        Assert.Empty(await List("liked"));
        Assert.Empty(await List("archive"));
        Assert.True((await List("explore")).Count > 5);
        await server.AskAsync("workspace/executeCommand", new { command = "localdigest.up", arguments = new[] { "arxiv:2601.90002" } });
        Assert.Equal("arxiv:2601.90002", Assert.Single(await List("liked"))!["id"]!.GetValue<string>());
        await server.AskAsync("workspace/executeCommand", new { command = "localdigest.run", arguments = Array.Empty<string>() });
        var digest = Assert.Single(await List("archive"))!["digest"]!.GetValue<string>();
        Assert.Equal((await List("today")).Count, (await List("digest:" + digest)).Count);
        var paper = await server.AskAsync("workspace/executeCommand",
            new { command = "localdigest.paper", arguments = new[] { "arxiv:2601.90002" } });
        Assert.Equal("up", paper!["feedback"]!.GetValue<string>());
        Assert.Equal(-32602, await CodeAsync("workspace/executeCommand",
            new { command = "localdigest.list", arguments = new[] { "nothing" } }));
    }

    [Fact]
    public async Task What_is_wrong_is_answered_by_the_protocols_numbers()
    {
        Assert.Equal(-32601, await CodeAsync("textDocument/foldingRange", new { textDocument = new { uri = "file:///x" } }));
        Assert.Equal(-32602, await CodeAsync("textDocument/hover", new { }));
        Assert.Equal(-32602, await CodeAsync("workspace/executeCommand",
            new { command = "localdigest.fly", arguments = Array.Empty<string>() }));
        Assert.Equal(-32602, await CodeAsync("workspace/executeCommand",
            new { command = "localdigest.up", arguments = Array.Empty<string>() }));
        Assert.Equal(-32803, await CodeAsync("workspace/executeCommand",
            new { command = "localdigest.up", arguments = new[] { "arxiv:2600.00001" } }));
        await server.NotifyAsync("$/whatever", new { });
        await server.NotifyAsync("textDocument/didChange", new { });
        await server.WriteAsync("Content-Length: 5\r\n\r\n{nope"u8.ToArray());
        await TestDaemon.UntilAsync(() => Task.FromResult(server.Told.Any(told => told["error"]?["code"]?.GetValue<int>() == -32700)));
        // A cancelled run is left to the daemon and answered as cancelled.
        var cancelled = await server.RawAsync("workspace/executeCommand",
            new { command = "localdigest.run", arguments = Array.Empty<string>() },
            id => server.NotifyAsync("$/cancelRequest", new { id }).GetAwaiter().GetResult());
        Assert.Equal(-32800, cancelled["error"]!["code"]!.GetValue<int>());
        Assert.Null(await server.AskAsync("shutdown", null));
        Assert.Equal(-32600, await CodeAsync("textDocument/hover", new { }));
        await server.NotifyAsync("exit", null);
        Assert.Equal(0, await server.ExitAsync());
    }

    [Fact]
    public async Task Before_initialize_nothing_is_served_and_an_exit_without_shutdown_is_a_failure()
    {
        await using var other = LspProgram.Launch(Data);
        Assert.Equal(-32002, (await other.RawAsync("textDocument/hover", new { }))["error"]!["code"]!.GetValue<int>());
        await other.NotifyAsync("exit", null);
        Assert.Equal(1, await other.ExitAsync());
    }

    [Fact]
    public async Task An_editor_that_is_killed_takes_its_server_along_and_the_daemon_it_started_by_choice()
    {
        var data = folder.File("fresh");
        using var editor = Process.Start(new ProcessStartInfo("sleep", ["60"]))!;
        await using var tied = LspProgram.Launch(data, "--with-editor");
        await tied.AskAsync("initialize", new { processId = editor.Id, rootUri = (string?)null, capabilities = new { } });
        await tied.NotifyAsync("initialized", new { });
        await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(data).FullName, "appsettings.json"), """{"LocalDigest":{"Urls":"http://127.0.0.1:0"}}""", Ct);
        Assert.Empty((await tied.AskAsync("workspace/symbol", new { query = "nothing" }))!.AsArray());
        Assert.True(File.Exists(Path.Combine(data, "daemon.json")));
        editor.Kill();
        await tied.ExitAsync();
        await TestDaemon.UntilAsync(() => Task.FromResult(!File.Exists(Path.Combine(data, "daemon.json"))));
    }

    [Fact]
    public async Task Without_a_daemon_the_editor_is_told_once_and_goes_on()
    {
        daemon.Kill();
        var uri = await OpenAsync("notes.md", "markdown", "arXiv:2601.90001\n");
        Assert.Null(await AtAsync("textDocument/hover", uri, 0, 3));
        Assert.Null(await AtAsync("textDocument/hover", uri, 0, 3));
        var told = Assert.Single(server.Told, told => told["method"]?.GetValue<string>() == "window/showMessage");
        Assert.Contains("localdigest start", told["params"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Single((await server.AskAsync("textDocument/documentLink", new { textDocument = new { uri } }))!.AsArray());
    }

    private async Task<string> OpenAsync(string name, string languageId, string text)
    {
        var path = Path.Combine(Work, name);
        await File.WriteAllTextAsync(path, text, Ct);
        var uri = new Uri(path).AbsoluteUri;
        await server.OpenAsync(uri, languageId, text);
        return uri;
    }

    private Task<JsonNode?> AtAsync(string method, string uri, int line, int character) =>
        server.AskAsync(method, new { textDocument = new { uri }, position = new { line, character } });

    private async Task<IEnumerable<string>> LensesAsync(string uri) =>
        (await server.AskAsync("textDocument/codeLens", new { textDocument = new { uri } }))!.AsArray().Select(lens =>
            lens!["command"]!["title"]!.GetValue<string>());

    private async Task<JsonArray> ActionsAsync(string uri, int line, int character) => (await server.AskAsync("textDocument/codeAction", new
    {
        textDocument = new { uri }, range = new { start = new { line, character }, end = new { line, character } },
            context = new { diagnostics = Array.Empty<object>() },
    }))!.AsArray();

    private async Task<JsonNode> PaperAsync(string id) =>
        JsonNode.Parse(await daemon.Http.GetStringAsync($"/v1/papers/{Uri.EscapeDataString(id)}", Ct))!;

    private async Task<int> CodeAsync(string method, object parameters) =>
        (await server.RawAsync(method, parameters))["error"]!["code"]!.GetValue<int>();
}
