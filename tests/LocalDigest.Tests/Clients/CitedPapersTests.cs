using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Clients;

/// <summary>What became of cited papers, by stand-ins of the services, in an editor and on the command line.</summary>
[TakesLong]
public sealed class CitedPapersTests : IAsyncLifetime
{
    private const string Text =
        "@misc{one, eprint={2601.00001v1}}\n@misc{two, url={https://arxiv.org/abs/2601.00002v2}}\n@misc{old, eprint={2601.00003v4}}\n"
        + "@article{bad, journal={J}, doi={10.1000/bad}}\n@misc{pre, eprint={2601.00004}}\n";

    private readonly TempFolder folder = new();
    private readonly FakeCitations services = new();
    private DaemonProcess daemon = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Data => Directory.CreateDirectory(folder.File("data")).FullName;

    public async ValueTask InitializeAsync()
    {
        services.Arxiv["2601.00001"] = (3, null, null, null);
        services.Arxiv["2601.00002"] = (2, null, null, null);
        services.Arxiv["2601.00003"] = (4, null, null, "This paper has been withdrawn by the authors");
        services.Arxiv["2601.00004"] = (1, "10.1000/journal", null, null);
        services.Crossref["10.1000/journal"] = FakeCitations.Article("Journal of Towels");
        services.Crossref["10.1000/bad"] = FakeCitations.Article("J", ("retraction", "10.1000/notice"));
        daemon = await DaemonProcess.StartAsync(Data, services.Settings);
    }

    public async ValueTask DisposeAsync()
    {
        daemon.Dispose();
        await services.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task An_editor_is_told_of_newer_versions_and_a_quick_fix_cites_them()
    {
        var work = Directory.CreateDirectory(folder.File("project")).FullName;
        var file = Path.Combine(work, "refs.bib");
        await File.WriteAllTextAsync(file, Text, Ct);
        await using var server = await LspProgram.StartAsync(Data, work, "--no-start");
        var uri = new Uri(file).AbsoluteUri;
        await server.NotifyAsync("textDocument/didOpen",
            new { textDocument = new { uri, languageId = "bibtex", version = 1, text = Text } });
        var hints = await server.DiagnosticsAsync(uri, hints => hints.Count >= 4);
        Assert.Equal(
            ["newer-version", "published", "retracted", "withdrawn"],
            hints.Select(hint => hint!["code"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        var newer = hints.Single(hint => hint!["code"]!.GetValue<string>() == "newer-version")!;
        Assert.Equal("There is a version 3 of the paper.", newer["message"]!.GetValue<string>());
        // Just the version of the first entry: "v1".
        Assert.Equal("{\"start\":{\"line\":0,\"character\":29},\"end\":{\"line\":0,\"character\":31}}", newer["range"]!.ToJsonString());
        var actions = (await server.AskAsync("textDocument/codeAction", new
        {
            textDocument = new { uri }, range = newer["range"], context = new { diagnostics = new[] { newer } },
        }))!.AsArray();
        var fix = Assert.Single(actions, action => action!["kind"]!.GetValue<string>() == "quickfix")!;
        Assert.Equal("v3", fix["edit"]!["changes"]![uri]![0]!["newText"]!.GetValue<string>());
        Assert.Contains("doi:10.1000/notice",
            hints.Single(hint => hint!["code"]!.GetValue<string>() == "retracted")!["message"]!.GetValue<string>(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_tells_a_line_each_and_why_its_answer_is_not_whole()
    {
        var file = folder.File("refs.bib");
        await File.WriteAllTextAsync(file, Text, Ct);
        var end = await CliProgram.RunAsync(Data, ["cite", "check", file]);
        Assert.Equal(1, end.Code);
        Assert.Equal(
            [
                $"{file}:1:30: There is a version 3 of the paper.",
                $"{file}:3:7: The paper was withdrawn.",
                $"{file}:4:10: The paper was retracted (doi:10.1000/notice).",
                $"{file}:5:7: The preprint was published in Journal of Towels (doi:10.1000/journal).",
            ],
            end.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        services.Instead["arxiv"] = Reply.Text("no", "text/plain", 400);
        await File.WriteAllTextAsync(file, "@misc{new, eprint={2601.00009v1}}\n", Ct);
        end = await CliProgram.RunAsync(Data, ["cite", "check", file]);
        Assert.Equal((0, ""), (end.Code, end.Out));
        Assert.Contains("refused the request", end.Error, StringComparison.Ordinal);
    }
}
