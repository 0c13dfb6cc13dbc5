using System.Text.RegularExpressions;

namespace LocalDigest.Tests.Clients;

/// <summary>The same commands in a pseudo-terminal.</summary>
[TakesLong]
public sealed partial class TerminalTests(StartedDaemon daemon) : IClassFixture<StartedDaemon>
{
    [Theory]
    [MemberData(nameof(CommandTests.Commands), MemberType = typeof(CommandTests))]
    public async Task In_a_terminal_it_does_the_same(int code, string told, string words, string? input)
    {
        if (!CliProgram.HasTerminal) Assert.Skip("skipped: no script");
        var end = await CliProgram.RunInTerminalAsync(daemon.Data, words.Split(' '), input);
        Assert.True(end.Code == code, $"{words}: {end.Code} {end.All}");
        Assert.Contains(told, Bare(end.All), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminal_gets_colours_links_and_short_lines_and_NO_COLOR_is_heard()
    {
        if (!CliProgram.HasTerminal) Assert.Skip("skipped: no script");
        var end = await CliProgram.RunInTerminalAsync(daemon.Data, ["show", "arxiv:2601.90003"]);
        Assert.Contains("\e[1m", end.Out, StringComparison.Ordinal);
        var plain = await CliProgram.RunInTerminalAsync(daemon.Data, ["show", "arxiv:2601.90003"], environment: new Dictionary<string,
            string> { ["NO_COLOR"] = "1" });
        Assert.DoesNotContain("\e[1m", plain.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("\e]8", plain.Out, StringComparison.Ordinal);
        Assert.All(plain.Out.Split('\n'), line => Assert.True(Bare(line).TrimEnd('\r').Length <= 80, line));
        Assert.True(plain.Out.Split('\n').Length > 6);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(47)]
    public async Task A_narrow_terminal_gets_lines_of_its_width(int columns)
    {
        if (!CliProgram.HasTerminal) Assert.Skip("skipped: no script");
        foreach (var words in (string[])["today", "search robots", "show 2601.90003", "show 2601.90003 --similar"])
        {
            var end = await CliProgram.RunInTerminalAsync(daemon.Data, words.Split(' '), columns: columns);
            Assert.True(end.Code == 0, $"{words}: {end.All}");
            Assert.All(Bare(end.Out).Split('\n'), line => Assert.True(line.TrimEnd('\r').Length <= columns, $"{words}: {line}"));
        }
    }

    [Fact]
    public async Task A_terminal_that_knows_nothing_gets_plain_text()
    {
        if (!CliProgram.HasTerminal) Assert.Skip("skipped: no script");
        var end = await CliProgram.RunInTerminalAsync(daemon.Data, ["show", "arxiv:2601.90003"], environment: new Dictionary<string,
            string> { ["TERM"] = "dumb" });
        Assert.Equal(0, end.Code);
        Assert.DoesNotContain('\e', end.Out);
    }

    /// <summary>What a terminal shows: without colours, links and modes.</summary>
    private static string Bare(string text) => Steering().Replace(text, "");

    [GeneratedRegex(@"\e\[[0-9;?]*[A-Za-z]|\e\]8;;.*?\e\\|\e=|\e>", RegexOptions.None, 1000)]
    private static partial Regex Steering();
}
