using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using LocalDigest.Cli;

namespace LocalDigest.Tests.Clients;

/// <summary>No command and no option of <c>localdigest</c> is without a test that runs the real program with it.</summary>
public sealed class EveryCommandTests
{
    /// <summary>Words that are run by tests of their own, since they need more than a line of words.</summary>
    private static readonly (string Words, string Test)[] Elsewhere =
    [
        ("stop", nameof(FindingTests.Two_that_start_at_once_get_one_daemon_and_it_outlives_both)),
        ("start --urls http://127.0.0.1:0 --parent-pid 1", nameof(FindingTests.With_a_parent_it_goes_when_the_parent_is_killed)),
        ("token", nameof(CommandTests.A_token_lets_in)),
        ("profile edit --all", nameof(CommandTests.A_profile_is_edited_and_what_another_wrote_meanwhile_is_not_lost)),
        ("export --output FILE", nameof(CommandTests.What_is_the_users_is_exported)),
        ("backup FILE", nameof(FindingTests.A_backup_is_brought_back)),
        ("cite check FILE", nameof(CommandTests.A_bibliography_is_looked_through)),
        ("logs --follow", nameof(PipeTests.Ctrl_C_ends_what_goes_on_for_ever)),
        ("service install --folder DIR", nameof(CommandTests.A_service_is_written_and_taken_away)),
        ("lsp --with-editor", nameof(LspTests.An_editor_that_is_killed_takes_its_server_along_and_the_daemon_it_started_by_choice)),
        ("mcp", "tests/clients/mcp.test.js"),
    ];

    [Fact]
    public void Every_command_and_option_is_run_by_a_test()
    {
        using var written = new StringWriter();
        using var terminal = new Terminal(TextReader.Null, written, written, isTerminal: false, hasColours: false, width: 80);
        var root = CommandLine.Build(terminal);
        var run = CommandTests.Commands.Where(row => row.Data.Item1 != ExitCodes.Usage).Select(row => row.Data.Item3)
            .Concat(Elsewhere.Select(other => other.Words));
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var words in run)
        {
            var parsed = root.Parse(words.Split(' '));
            Assert.True(parsed.Errors.Count == 0, $"{words}: {string.Join(' ', parsed.Errors.Select(error => error.Message))}");
            var path = PathOf(parsed.CommandResult);
            used.Add(path);
            foreach (var option in parsed.CommandResult.Children.OfType<OptionResult>().Where(option => !option.Implicit))
            {
                // Those that every command has are tried once.
                used.Add(option.Option.Recursive ? option.Option.Name : $"{path} {option.Option.Name}");
            }
        }
        var there = Leaves("", root).ToList();
        Assert.True(there.Count > 80, string.Join('\n', there));
        Assert.Empty(there.Except(used));
    }

    private static string PathOf(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{PathOf(parent)} {result.Command.Name}".TrimStart() : "";

    /// <summary>What help lists: the commands that do something, and their options.</summary>
    private static IEnumerable<string> Leaves(string path, Command command)
    {
        foreach (var option in command.Options.Where(option => !option.Hidden && option is not (HelpOption or VersionOption)))
        {
            yield return option.Recursive ? option.Name : $"{path} {option.Name}";
        }
        if (command.Subcommands.Count == 0) yield return path;
        foreach (var below in command.Subcommands)
            foreach (var leaf in Leaves($"{path} {below.Name}".TrimStart(), below)) yield return leaf;
    }
}
