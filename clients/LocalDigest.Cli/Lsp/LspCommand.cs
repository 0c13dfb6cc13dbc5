using System.CommandLine;
using LocalDigest.Client;

namespace LocalDigest.Cli.Lsp;

/// <summary>LocalDigest for editors: a language server over the program's input and output.</summary>
internal static class LspCommand
{
    public static Command Make(Shell shell)
    {
        var withEditor = new Option<bool>("--with-editor")
        {
            Description = "A daemon that is started for the editor ends with it. Otherwise it stays.",
        };
        // Editors add it to every server.
        var stdio = new Option<bool>("--stdio") { Hidden = true };
        var command = new Command("lsp", "Serves editors by the Language Server Protocol, over input and output.") { withEditor, stdio };
        shell.Does(command, async (words, ct) =>
        {
            var editor = new Editor();
            var tie = words.GetValue(withEditor);
            using var client = shell.Client(words, () => tie ? new StartOptions(ParentPid: editor.ProcessId) : new StartOptions());
            using var server = new LspServer(client, editor, Console.OpenStandardInput(), Console.OpenStandardOutput());
            return await server.RunAsync(ct);
        });
        return command;
    }
}
