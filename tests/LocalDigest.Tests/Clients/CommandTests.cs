using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Clients;

/// <summary>A daemon that <c>localdigest start</c> has started, with papers and a digest; stopped by <c>localdigest stop</c>.</summary>
public sealed class StartedDaemon : IAsyncLifetime
{
    private readonly TempFolder folder = new();

    public string Data => folder.File("data");

    public string File(string name) => folder.File(name);

    public async ValueTask InitializeAsync()
    {
        var started = await CliProgram.RunAsync(Data, ["start", "--urls", "http://127.0.0.1:0", "--", .. TestDaemon.NoNetwork]);
        Assert.True(started.Code == 0, started.All);
        var papers = string.Join('\n', TestDaemon.MadeUp(12).Select(paper => JsonSerializer.Serialize(paper, JsonSerializerOptions.Web)));
        var imported = await CliProgram.RunAsync(Data, ["import", "-"], papers);
        Assert.True(imported.Code == 0 && imported.Out.Contains("12 added", StringComparison.Ordinal), imported.All);
        var run = await CliProgram.RunAsync(Data, ["run", "--stored"]);
        Assert.True(run.Code == 0 && run.Out.Contains("about robots", StringComparison.Ordinal), run.All);
        // What is taken back below was given here: the commands come in any order.
        Assert.Equal(0, (await CliProgram.RunAsync(Data, ["up", "2601.90008"])).Code);
        Assert.Equal(0, (await CliProgram.RunAsync(Data, ["save", "2601.90009"])).Code);
    }

    public async ValueTask DisposeAsync()
    {
        var stopped = await CliProgram.RunAsync(Data, ["stop"]);
        Assert.True(stopped.Code == 0, stopped.All);
        Assert.Equal(3, (await CliProgram.RunAsync(Data, ["status"])).Code);
        folder.Dispose();
    }
}

/// <summary>Every command of <c>localdigest</c>, the real program against a real daemon, in a pipe and in a pseudo-terminal.</summary>
[TakesLong]
public sealed class CommandTests(StartedDaemon daemon) : IClassFixture<StartedDaemon>
{
    private const string Entry = "@article{lee2026, title={Made-up caches for {LLM}s}, author={Lee, Ann}, year={2026}, doi={10.9999/made.up.1}}\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Code, what is written, the words, and what is read.</summary>
    public static IEnumerable<TheoryDataRow<int, string, string, string?>> Commands =>
    [
        new(0, "running at http", "status", null),
        new(0, "\"running\": true", "status --json", null),
        new(0, "about robots", "today", null),
        new(1, "is not an arXiv category", "run --backfill cs.XX --from 2025-03-03 --to 2025-03-07", null),
        new(1, "start the same backfill again", "run --backfill cs.CL --from 2025-03-03 --to 2025-03-07", null),
        new(0, "# ", "today --md", null),
        new(0, "<h1", "today --html", null),
        new(0, "\"papers\": [", "today --json", null),
        new(1, "There is no digest", "today --date 2020-01-01", null),
        new(0, "about robots", "today --style brief --profile default", null),
        new(1, "no profile 'nobody'", "today --profile nobody", null),
        new(0, "arxiv:2601.9000", "search robots grasp item -n 3", null),
        new(0, "arxiv:2601.90", "search --ids", null),
        new(0, "\"total\": ", "search --json --category cs.RO --limit 1", null),
        new(0, "arxiv:2601.90", "search --from 2026-01-01 --to 2099-12-31 --sort date --author One -p default", null),
        new(1, "Nothing was found", "search --category nowhere.XX", null),
        new(1, "  marked: ", "search --marked whatever", null),
        new(0, "We teach robots", "show arxiv:2601.90003", null),
        new(0, "We teach robots", "show https://arxiv.org/abs/2601.90003v2", null),
        new(0, "@misc{", "show 1 --bibtex", null),
        new(0, "arxiv:2601.90", "show 1 --similar", null),
        new(0, "\"outcome\"", "show 1 --explain", null),
        new(0, "\"abstract\"", "show 1 --json --profile default", null),
        new(1, "has not been read in full", "show 1 --full", null),
        new(1, "and no 99", "show 99", null),
        new(1, "2601.00000", "show 2601.00000", null),
        new(0, "thumb up", "up 2601.90001 arxiv:2601.90002", null),
        new(1, "no profile 'nobody'", "up 2601.90001 --profile nobody", null),
        new(1, "no profile 'nobody'", "down 2601.90001 --profile nobody", null),
        new(1, "no profile 'nobody'", "clear 2601.90001 --profile nobody", null),
        new(1, "no profile 'nobody'", "save 2601.90001 --profile nobody", null),
        new(1, "no profile 'nobody'", "unsave 2601.90001 --profile nobody", null),
        new(1, "no profile 'nobody'", "note 2601.90001 Mine --profile nobody", null),
        new(0, "2 papers: thumb down", "down -", "arxiv:2601.90004\narxiv:2601.90005\n"),
        new(0, "no thumb any more", "clear 2601.90008", null),
        new(0, "saved", "save 2601.90003", null),
        new(0, "not saved any more", "unsave 2601.90009", null),
        new(0, "Compare with ours", "note 2601.90006 Compare with ours --tag thesis", null),
        new(0, "two lines", "note 2601.90007 -", "two lines\nof a note\n"),
        new(0, "no note", "note 2601.90010 --remove", null),
        new(0, "about robots", "run --stored", null),
        new(0, "about robots", "run --stored --style brief --profile default", null),
        new(1, "since", "run --stored --date 2026-01-20 --since 2026-01-21", null),
        new(0, "", "run --stored --no-wait", null),
        new(0, "\"state\": \"succeeded\"", "run --stored --json", null),
        new(0, " added, ", "import - --format bibtex", Entry),
        new(0, " added, ", "import -", Entry),
        new(1, "HTML", "import - --format bibtex", "<html><body>no</body></html>"),
        new(0, " added, ", "import -", "PMID- 1\nTI  - Made-up caches of mice\nFAU - Lee, Ann\nLID - 10.9999/made.up.2 [doi]\n"),
        new(0, " added, ", "import -",
            "FN Clarivate\nVR 1.0\nPT J\nAU Lee, A\nTI Made-up caches of bees\nDI 10.9999/made.up.3\nER\n\nEF\n"),
        new(0, " added, ", "import -",
            "[{\"title\":\"Made-up caches of ants\",\"DOI\":\"10.9999/made.up.4\",\"issued\":{\"raw\":\"2020\"}}]"),
        new(2, "cannot be seen", "import -", "what may this be"),
        new(0, "Library: ", "import --library --name mine.bib -", Entry),
        new(1, "Zotero", "import --zotero", null),
        new(0, "\"added\"", "import --json -", Entry),
        new(1, "no profile 'nobody'", "import --library --profile nobody -", Entry),
        new(0, "localdigest-export-1", "export", null),
        new(1, "Stop it first", "restore whatever.db", null),
        new(0, "default\tDefault", "profile list", null),
        new(0, "\"id\": \"default\"", "profile list --json", null),
        new(0, "\"revision\"", "profile show --json", null),
        new(0, "data directory", "config show", null),
        new(0, "\"settings\"", "config show --json", null),
        new(0, "papers are stored", "doctor", null),
        new(0, "Every row is what was stored", "check", null),
        new(0, "\"succeeded\"", "check --json", null),
        new(0, "is listening", "logs -n 500", null),
        new(3, "No daemon runs", "status --data /nowhere/at/all", null),
        new(3, "'localdigest start'", "search --data /nowhere/at/all --no-start", null),
        new(0, "/#code=", "open --print", null),
        new(0, "Nobody was asked", "update", null),
        new(1, "could not be asked", "update --check http://127.0.0.1:9/", null),
        new(2, "is no address", "update --check whatever", null),
        new(0, "complete -o default", "completion bash", null),
        new(0, "#compdef", "completion zsh", null),
        new(0, "complete -c localdigest", "completion fish", null),
        new(0, "Register-ArgumentCompleter", "completion pwsh", null),
        new(0, "ExecStart=\"", "service install --kind systemd --dry-run", null),
        new(0, "<key>ProgramArguments</key>", "service install --kind launchd --dry-run", null),
        new(0, "<LogonTrigger>", "service install --kind task --dry-run", null),
        new(1, "localdigest.service", "service uninstall --kind systemd --folder /nowhere/at/all", null),
        new(0, "systemctl", "service uninstall --kind systemd --dry-run", null),
        new(0, "runs already", "start", null),
        new(2, "'localdigest --help'", "todai", null),
        new(2, "'localdigest --help'", "search --limit many", null),
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task In_a_pipe_a_command_writes_plain_text_and_ends_as_documented(int code, string told, string words, string? input)
    {
        var end = await CliProgram.RunAsync(daemon.Data, words.Split(' '), input);
        Assert.True(end.Code == code, $"{words}: {end.Code} {end.All}");
        Assert.Contains(told, end.All, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', end.All);
        Assert.DoesNotContain("   at LocalDigest", end.All, StringComparison.Ordinal);
        // What other programs read is not mixed with what people are told.
        if (code != 0) Assert.True(end.Out.Length == 0 || words.Split(' ')[0] is "search" or "status" or "update", end.Out);
    }

    [Fact]
    public async Task What_would_steer_a_terminal_is_not_shown_and_is_json_all_the_same()
    {
        var paper = new { id = "arxiv:2601.95555", title = "A title \u001b]0;owned\u0007 that steers \u202egnorw",
            @abstract = "Text \u001b[2J gone." };
        await CliProgram.RunAsync(daemon.Data, ["import", "-"], JsonSerializer.Serialize(paper, JsonSerializerOptions.Web));
        var shown = await CliProgram.RunAsync(daemon.Data, ["show", "arxiv:2601.95555"]);
        Assert.Equal(0, shown.Code);
        Assert.DoesNotContain('\e', shown.Out);
        // What the daemon leaves out already, the program would leave out, too: a note is the user's own words.
        using var written = new StringWriter();
        using var terminal = new LocalDigest.Cli.Terminal(TextReader.Null, written, written, isTerminal: true, hasColours: true, width: 40);
        terminal.Paragraph("A note \u001b]0;owned\u0007 \u009b2J that steers \u202egnorw\u2069 \U0001F600 一二三");
        Assert.Equal("A note  ]0;owned   2J that steers  gnorw  😀 一二三".Split(' ', StringSplitOptions.RemoveEmptyEntries),
            written.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task A_token_lets_in()
    {
        var token = (await CliProgram.RunAsync(daemon.Data, ["token"])).Out.Trim();
        var url = JsonNode.Parse((await CliProgram.RunAsync(daemon.Data, ["status", "--json"])).Out)!["url"]!.GetValue<string>();
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var answer = await http.GetAsync(url + "/v1/info", Ct);
        Assert.True(answer.IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_profile_is_edited_and_what_another_wrote_meanwhile_is_not_lost()
    {
        var change = new Dictionary<string, string> { ["EDITOR"] = "sh -c 'echo \"I like sea ice.\" >> \"$0\"'", ["VISUAL"] = "" };
        var end = await CliProgram.RunAsync(daemon.Data, ["profile", "edit"], environment: change);
        Assert.True(end.Code == 0 && end.Out.StartsWith("Stored", StringComparison.Ordinal), end.All);
        Assert.Contains("I like sea ice.", (await CliProgram.RunAsync(daemon.Data, ["profile", "show"])).Out, StringComparison.Ordinal);
        var nothing = await CliProgram.RunAsync(daemon.Data, ["profile", "edit", "--all"], environment: new Dictionary<string,
            string> { ["EDITOR"] = "true", ["VISUAL"] = "" });
        Assert.Equal("Nothing was changed.", nothing.Out.Trim());
        // The editor itself is the other one.
        var other = daemon.File("other.sh");
        await File.WriteAllTextAsync(other, $"""
            echo "Mine." >> "$1"
            EDITOR='{change["EDITOR"].Replace("'", "'\\''", StringComparison.Ordinal)}' dotnet "{CliProgram.Assembly}" profile edit
            """, Ct);
        var conflict = await CliProgram.RunAsync(daemon.Data, ["profile", "edit"], environment: new Dictionary<string,
            string> { ["EDITOR"] = $"sh {other}", ["VISUAL"] = "" });
        Assert.Equal(1, conflict.Code);
        var kept = conflict.Error.Split("kept in ")[1].Split(". ")[0];
        Assert.EndsWith("Mine.\n", await File.ReadAllTextAsync(kept, Ct), StringComparison.Ordinal);
        var broken = await CliProgram.RunAsync(daemon.Data, ["profile", "edit", "--all"], environment: new Dictionary<string,
            string> { ["EDITOR"] = "sh -c 'echo x >> \"$0\"'", ["VISUAL"] = "" });
        Assert.Equal(1, broken.Code);
        Assert.Contains("no JSON", broken.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_the_users_is_exported()
    {
        await CliProgram.RunAsync(daemon.Data, ["up", "2601.90008"]);
        await CliProgram.RunAsync(daemon.Data, ["note", "2601.90009", "Mine", "--tag", "thesis"]);
        await CliProgram.RunAsync(daemon.Data, ["import", "--library", "-"], Entry);
        var file = daemon.File("export.json");
        var end = await CliProgram.RunAsync(daemon.Data, ["export", "-o", file]);
        Assert.True(end.Code == 0, end.All);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        var profile = JsonNode.Parse(await File.ReadAllTextAsync(file, Ct))!["profiles"]![0]!;
        Assert.Contains(profile["thumbs"]!.AsArray(), thumb => thumb!["id"]!.GetValue<string>() == "arxiv:2601.90008");
        Assert.Contains(profile["marks"]!.AsArray(), mark =>
            mark!["note"]?.GetValue<string>() == "Mine" && mark["tags"]![0]!.GetValue<string>() == "thesis");
        Assert.Contains(profile["library"]!.AsArray(), paper => paper!["id"]!.GetValue<string>() == "doi:10.9999/made.up.1");
        Assert.Equal("default", profile["profile"]!["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_bibliography_is_looked_through()
    {
        var file = daemon.File("check.bib");
        await File.WriteAllTextAsync(file, "@misc{a, title={A}}\n@misc{a, eprint={2601.90003}}\n", Ct);
        var end = await CliProgram.RunAsync(daemon.Data, ["cite", "check", file]);
        Assert.Equal((1, $"{file}:2:7: Another entry has the key 'a', too.\n"), (end.Code, end.Out));
        await File.WriteAllTextAsync(file, "@misc{a, eprint={2601.90003}}\n", Ct);
        Assert.Equal((0, ""), await CliProgram.RunAsync(daemon.Data, ["cite", "check", file]) is var good ? (good.Code, good.Out)
            : default);
        Assert.Equal(2, (await CliProgram.RunAsync(daemon.Data, ["cite", "check", CliProgram.Assembly])).Code);
        var missing = await CliProgram.RunAsync(daemon.Data, ["cite", "check", daemon.File("nowhere.bib")]);
        Assert.Equal(1, missing.Code);
        Assert.Contains("nowhere.bib", missing.Error, StringComparison.Ordinal);
        Assert.Contains("Name one that is there", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_are_not_shown()
    {
        await File.WriteAllTextAsync(Path.Combine(Directory.CreateDirectory(daemon.File("other")).FullName, "appsettings.json"),
            """{"LocalDigest":{"Llm":{"ApiKey":"sk-canary","Model":"some-model"},"Smtp":{"Password":"canary2"}, "Feeds":{"x":"https://me:canary3@example.org/a?key=canary4"}}}""", Ct);
        var end = await CliProgram.RunAsync(daemon.File("other"), ["config", "show"], environment: new Dictionary<string,
            string> { ["OPENAI_API_KEY"] = "canary5" });
        Assert.Equal(0, end.Code);
        Assert.Contains("some-model", end.Out, StringComparison.Ordinal);
        Assert.Contains("OPENAI_API_KEY = (set, not shown)", end.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", end.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_is_written_and_taken_away()
    {
        foreach (var (kind, file) in new[] { ("systemd", "localdigest.service"), ("launchd", "org.localdigest.daemon.plist"),
            ("task", "localdigest-task.xml") })
        {
            var folder = daemon.File("services");
            var end = await CliProgram.RunAsync(daemon.Data, ["service", "install", "--kind", kind, "--folder", folder]);
            Assert.True(end.Code == 0, end.All);
            var text = await File.ReadAllTextAsync(Path.Combine(folder, file), Ct);
            Assert.Contains(daemon.Data, text, StringComparison.Ordinal);
            if (kind != "systemd") System.Xml.Linq.XDocument.Parse(text.TrimStart('\ufeff')
                .Replace("<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">", "",
                StringComparison.Ordinal));
            Assert.Equal(0, (await CliProgram.RunAsync(daemon.Data, ["service", "uninstall", "--kind", kind, "--folder", folder])).Code);
            Assert.Equal(1, (await CliProgram.RunAsync(daemon.Data, ["service", "uninstall", "--kind", kind, "--folder", folder])).Code);
        }
    }

    [Theory]
    [InlineData("sta", "status")]
    [InlineData("profile e", "edit")]
    [InlineData("search --so", "--sort")]
    public async Task Shells_are_told_how_words_go_on(string typed, string word)
    {
        var end = await CliProgram.RunAsync(daemon.Data, [$"[suggest:{typed.Length}]", typed]);
        Assert.Contains(word, end.Out.Split('\n').Select(line => line.Trim()));
        if (OperatingSystem.IsWindows()) return;
        // As bash asks.
        var script = $$"""
            localdigest() { dotnet "{{CliProgram.Assembly}}" "$@"; }
            source <(localdigest completion bash)
            COMP_LINE="localdigest {{typed}}" COMP_POINT={{typed.Length + 12}} COMP_WORDS=(localdigest {{typed}}) COMP_CWORD={{typed.Split(' ').Length}}
            _localdigest; printf '%s\n' "${COMPREPLY[@]}"
            """;
        using var bash = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true,
            UseShellExecute = false })!;
        Assert.Contains(word, (await bash.StandardOutput.ReadToEndAsync(Ct)).Split('\n'));
    }
}
