using System.CommandLine;
using LocalDigest.Cli.Lsp;

namespace LocalDigest.Cli.Commands;

/// <summary>Looks through bibliographies without an editor: the language server's hints, a line each.</summary>
internal static class CiteCommand
{
    public static Command Make(Shell shell) => new("cite", "Looks after citations.") { Check(shell) };

    private static Command Check(Shell shell)
    {
        var files = new Argument<string[]>("files") { Description = "BibTeX files, and texts that cite from them.",
            Arity = ArgumentArity.OneOrMore };
        var command = new Command(
            "check", "Tells of entries that are there twice, of keys that no entry has, and of papers that were published, renewed, "
                + "withdrawn or retracted: "
            + "by arXiv and Crossref where LocalDigest:Watch:Enabled is true, else as far as your store knows. 1 where something was "
                + "found.")
        {
            files,
        };
        shell.Does(command, async (words, ct) =>
        {
            using var client = shell.Client(words);
            var project = new Project();
            var fates = new Fates(client);
            var hints = new Hints(project, new Papers(client), fates);
            var remarks = new List<string>();
            var found = 0;
            foreach (var name in words.GetValue(files)!)
            {
                var path = Path.GetFullPath(name);
                var document = project.Add(Document.UriOf(path), await File.ReadAllTextAsync(path, ct), null);
                if (document.Markup == Markup.Plain) throw new CommandException($"{name} is no BibTeX, LaTeX, Markdown or Typst file.",
                    ExitCodes.Usage);
                var all = await hints.OfAsync(document, (done, of) =>
                {
                    shell.Terminal.Progress($"{name}: {done} of {of} papers looked up…");
                    return Task.CompletedTask;
                }, ct);
                shell.Terminal.EndProgress();
                remarks.AddRange(fates.Remarks.Except(remarks));
                foreach (var hint in all)
                {
                    var start = hint!["range"]!["start"]!;
                    shell.Terminal.Line(Terminal.Clean(
                        $"{name}:{start["line"]!.GetValue<int>() + 1}:{start["character"]!.GetValue<int>() + 1}: {hint["message"]}"));
                    found++;
                }
            }
            foreach (var remark in remarks) shell.Terminal.Error.WriteLine(Terminal.Clean(remark));
            return found == 0 ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }
}
