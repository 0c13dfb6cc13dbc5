using System.CommandLine;
using LocalDigest.Cli.Commands;

namespace LocalDigest.Cli;

/// <summary>The words that the program knows.</summary>
internal static class CommandLine
{
    public static RootCommand Build(Terminal terminal)
    {
        var shell = new Shell(terminal);
        var root = new RootCommand(
            "LocalDigest: which new papers matter to you, why, and what they say.\n\n"
            + "Exit codes: 0 done; 1 refused or failed; 2 a wrong word; 3 no daemon; 130 stopped by Ctrl+C.");
        root.Options.Add(shell.Data);
        root.Options.Add(shell.NoStart);
        Command[] commands =
        [
            .. ReadingCommands.All(shell), .. ThumbCommands.All(shell), RunCommand.Make(shell), .. TransferCommands.All(shell),
            ProfileCommands.Make(shell), CiteCommand.Make(shell), .. DaemonCommands.All(shell), .. CareCommands.All(shell),
                ServiceCommand.Make(shell), CompletionCommand.Make(shell),
            Mcp.McpCommand.Make(shell), Lsp.LspCommand.Make(shell),
        ];
        foreach (var command in commands) root.Subcommands.Add(command);
        return root;
    }

    public static async Task<int> RunAsync(string[] words, Terminal terminal)
    {
        var parsed = Build(terminal).Parse(words);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) await terminal.Error.WriteLineAsync(error.Message);
            await terminal.Error.WriteLineAsync("'localdigest --help' lists what there is.");
            return ExitCodes.Usage;
        }
        return await parsed.InvokeAsync(new InvocationConfiguration { Output = terminal.Out, Error = terminal.Error,
            EnableDefaultExceptionHandler = false });
    }
}
