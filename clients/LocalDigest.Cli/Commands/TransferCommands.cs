using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using LocalDigest.Client;

namespace LocalDigest.Cli.Commands;

/// <summary>Brings papers in and everything out.</summary>
internal static class TransferCommands
{
    private const string BibTeX = "application/x-bibtex";
    private const string Ris = "application/x-research-info-systems";
    private const string Medline = "application/nbib";
    private const string EndNote = "application/xml";
    private const string Csl = "application/vnd.citationstyles.csl+json";
    private const string Lines = "application/x-ndjson";
    private const int SniffedBytes = 4096;

    public static IEnumerable<Command> All(Shell shell) => [Import(shell), ExportCommand.Make(shell), Backup(shell), Restore(shell)];

    private static Command Import(Shell shell)
    {
        var files = new Argument<string[]>("files") { Description = "BibTeX, RIS, PubMed, EndNote XML, CSL-JSON, or papers as JSON lines; - for the input.",
            Arity = ArgumentArity.ZeroOrMore };
        var format = new Option<string?>("--format") { Description = "What the files are, where it is not seen." };
        format.AcceptOnlyFromAmong("bibtex", "ris", "nbib", "endnote", "csl", "ndjson");
        var library = new Option<bool>(
            "--library") { Description = "As your library, whose papers count as likes. It holds just these papers afterwards." };
        var name = new Option<string?>("--name") { Description = "The library's name; the file's where it is left out.",
            HelpName = "NAME" };
        var zotero = new Option<bool>(
            "--zotero") { Description = "Bring the library up to date with the Zotero of the profile's sources." };
        var command = new Command("import", "Brings papers in, or a library.") { files, format, library, name, zotero, shell.Profile,
            shell.Json };
        shell.Does(command, async (words, ct) =>
        {
            using var client = shell.Client(words);
            var profile = words.GetValue(shell.Profile) ?? "default";
            var named = words.GetValue(files)!;
            if (words.GetValue(zotero))
            {
                if (named.Length > 0) throw new CommandException("--zotero takes no file.", ExitCodes.Usage);
                Tell(shell, words, await client.SyncLibraryAsync(profile, ct));
                return ExitCodes.Done;
            }
            if (named.Length == 0) throw new CommandException("Name a file, or - for the input, or --zotero.", ExitCodes.Usage);
            var complete = true;
            foreach (var file in named)
            {
                await using var opened = file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
                var (content, type) = await TypeOfAsync(opened, file, words.GetValue(format), ct);
                if (words.GetValue(library))
                {
                    if (type == Lines) throw new CommandException(
                        "A library is a reference manager's file, and no list of papers as JSON lines: export it as BibTeX or RIS.",
                        ExitCodes.Usage);
                    Tell(shell, words, await client.ImportLibraryAsync(profile, content, type, words.GetValue(name)
                        ?? (file == "-" ? "library" : Path.GetFileName(file)), ct));
                    continue;
                }
                var result = await client.ImportPapersAsync(content, type, ct);
                complete &= result.Rejected.Count == 0;
                if (words.GetValue(shell.Json)) shell.WriteJson(result, ClientJson.Default.ImportResult);
                else shell.Terminal.Line($"{result.Added} added, {result.Updated} updated, {result.Unchanged} unchanged.");
                Tell(shell, result.Rejected, result.MoreRejected, result.Remarks);
            }
            return complete ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }

    private static void Tell(Shell shell, ParseResult words, LibraryResult result)
    {
        if (words.GetValue(shell.Json)) shell.WriteJson(result, ClientJson.Default.LibraryResult);
        else shell.Terminal.Line($"Library: {result.Added} added, {result.Removed} removed, {result.Unchanged} unchanged.");
        Tell(shell, result.Rejected, 0, result.Remarks);
    }

    private static void Tell(Shell shell, IReadOnlyList<RejectedLine> rejected, int more, IReadOnlyList<LineRemark> remarks)
    {
        foreach (var line in remarks) shell.Terminal.Error.WriteLine(Terminal.Clean($"line {line.Line}: {line.Remark}"));
        foreach (var line in rejected) shell.Terminal.Error.WriteLine(Terminal.Clean($"line {line.Line}: {line.Reason}"));
        if (more > 0) shell.Terminal.Error.WriteLine($"and {more} more.");
    }

    /// <summary>What a file is: as said, by its name, or by its first characters.</summary>
    private static async Task<(Stream Content, string Type)> TypeOfAsync(Stream content, string name, string? format, CancellationToken ct)
    {
        var byName = (format ?? Path.GetExtension(name).ToLowerInvariant()) switch
        {
            "bibtex" or ".bib" => BibTeX,
            "ris" or ".ris" => Ris,
            "nbib" or ".nbib" => Medline,
            "endnote" or ".xml" => EndNote,
            "csl" or ".json" => Csl,
            "ndjson" or ".ndjson" or ".jsonl" => Lines,
            _ => null,
        };
        if (byName is not null) return (content, byName);
        var head = new byte[SniffedBytes];
        var length = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, ct);
        var text = Encoding.UTF8.GetString(head, 0, length).TrimStart('\ufeff', ' ', '\t', '\r', '\n');
        bool Begins(string with) => text.StartsWith(with, StringComparison.Ordinal);
        var type = Begins("{") ? Lines
            : Begins("[") ? Csl
            : Begins("<?xml") || Begins("<xml") ? EndNote
            : Begins("PMID-") ? Medline
            // The daemon tells Web of Science's records from those of RIS.
            : Begins("TY  -") || Begins("FN ") || Begins("PT ") ? Ris
            : text.StartsWith('@') || text.StartsWith('%') || text.Contains("\n@", StringComparison.Ordinal) ? BibTeX
            : throw new CommandException(
                $"What {(name == "-" ? "the input" : name)} is cannot be seen. Say it by --format bibtex, ris, nbib, endnote, csl or ndjson.", ExitCodes.Usage);
        return (new Followed(head.AsMemory(0, length), content), type);
    }

    private static Command Backup(Shell shell)
    {
        var file = new Argument<string?>("file") { Description = "Where to; - for the output. Default: localdigest-DATE.db here.",
            Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("backup", "Copies everything into one file, while the daemon goes on.") { file };
        shell.Does(command, async (words, ct) =>
        {
            using var client = shell.Client(words);
            using var backup = await client.GetBackupAsync(ct);
            var named = words.GetValue(file);
            if (named == "-")
            {
                await using var output = Console.OpenStandardOutput();
                await backup.Content.CopyToAsync(output, ct);
                return ExitCodes.Done;
            }
            var target = Path.GetFullPath(named ?? $"localdigest-{DateTime.Now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.db");
            if (Directory.Exists(target)) target = Path.Combine(target,
                $"localdigest-{DateTime.Now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.db");
            var bytes = await PrivateCopy.WriteAsync(backup.Content, target, ct);
            shell.Terminal.Line($"{target} ({bytes / 1e6:0.0} MB). 'localdigest restore' brings it back.");
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Restore(Shell shell)
    {
        var file = new Argument<string>("file") { Description = "What 'localdigest backup' has made." };
        var command = new Command("restore", "Brings a backup back. The daemon must be stopped; what is there now is kept.") { file };
        shell.Does(command, async (words, ct) =>
        {
            var folder = shell.FolderOf(words);
            if ((await DaemonLocator.LookAsync(folder, ct)).Record is { } running)
            {
                throw new CommandException($"The daemon runs at {running.Url}. Stop it first: localdigest stop");
            }
            var source = Path.GetFullPath(words.GetValue(file)!);
            if (!File.Exists(source)) throw new CommandException($"There is no file {source}.");
            var start = DaemonProgram.Find().With(["--data", folder, "--restore", source]);
            start.RedirectStandardOutput = start.RedirectStandardError = true;
            using var program = Process.Start(start) ?? throw new DaemonException("The daemon's program could not be started.");
            var said = program.StandardOutput.ReadToEndAsync(ct);
            var faults = program.StandardError.ReadToEndAsync(ct);
            await program.WaitForExitAsync(ct);
            shell.Terminal.Out.Write(await said);
            shell.Terminal.Error.Write(await faults);
            return program.ExitCode == 0 ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }

    /// <summary>Bytes that were read already, and those that follow.</summary>
    private sealed class Followed(ReadOnlyMemory<byte> head, Stream rest) : Stream
    {
        private ReadOnlyMemory<byte> left = head;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) =>
            Take(buffer.AsSpan(offset, count)) is > 0 and var taken ? taken : rest.Read(buffer, offset, count);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Take(buffer.Span) is > 0 and var taken ? taken : await rest.ReadAsync(buffer, cancellationToken);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private int Take(Span<byte> buffer)
        {
            var count = Math.Min(buffer.Length, left.Length);
            left.Span[..count].CopyTo(buffer);
            left = left[count..];
            return count;
        }
    }
}
