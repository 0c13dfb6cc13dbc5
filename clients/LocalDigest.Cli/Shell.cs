using System.CommandLine;
using System.Text.Json;
using LocalDigest.Client;

namespace LocalDigest.Cli;

/// <summary>What all commands share: the terminal, the daemon, and how an end becomes an exit code.</summary>
internal sealed class Shell(Terminal terminal)
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public Terminal Terminal => terminal;

    public Option<string?> Data { get; } = new("--data")
    {
        Description = "The data directory of the daemon. Default: $LOCALDIGEST_DATA, or the platform's folder for data.", HelpName = "DIR",
            Recursive = true,
    };

    public Option<bool> NoStart { get; } = new("--no-start") { Description = "Start no daemon where none runs.", Recursive = true };

    public Option<string?> Profile { get; } = new("--profile", "-p") { Description = "Whose papers. Default: default.", HelpName = "ID" };

    public Option<bool> Json { get; } = new("--json") { Description = "Write the daemon's own JSON." };

    public string FolderOf(ParseResult words) => DataFolder.Of(words.GetValue(Data));

    /// <summary>A client of the daemon, which is started where none runs.</summary>
    /// <param name="words">The command line.</param>
    /// <param name="how">How it is started; asked only where it is.</param>
    public LocalDigestClient Client(ParseResult words, Func<StartOptions>? how = null)
    {
        var folder = FolderOf(words);
        var mayStart = !words.GetValue(NoStart);
        return new LocalDigestClient(ct => FindAsync(folder, mayStart, how, ct));
    }

    /// <summary>What a command does, and how it ends where that fails.</summary>
    public void Does(Command command, Func<ParseResult, CancellationToken, Task<int>> work) => command.SetAction(async (words, ct) =>
    {
        try
        {
            return await work(words, ct);
        }
        catch (RefusedException error)
        {
            return End(error.Message, ExitCodes.Failed);
        }
        catch (DaemonException error)
        {
            return End(error.Message, ExitCodes.NoDaemon);
        }
        catch (CommandException error)
        {
            return End(error.Message, error.ExitCode);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return End($"{error.Message} Name one that is there; - is the input where a command reads one.", ExitCodes.Failed);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return End(error.Message, ExitCodes.Failed);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return End("Stopped.", ExitCodes.Interrupted);
        }
    });

    public void WriteJson(JsonElement value)
    {
        using var written = new MemoryStream();
        using (var json = new Utf8JsonWriter(written, Indented)) value.WriteTo(json);
        terminal.Line(System.Text.Encoding.UTF8.GetString(written.GetBuffer(), 0, (int)written.Length));
    }

    public void WriteJson<T>(T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        WriteJson(JsonSerializer.SerializeToElement(value, type));

    private async Task<DaemonRecord> FindAsync(string folder, bool mayStart, Func<StartOptions>? how, CancellationToken ct)
    {
        var state = await DaemonLocator.LookAsync(folder, ct);
        if (state.Record is { } running) return running;
        if (!mayStart) throw new DaemonException(
            $"No daemon runs on {folder}. {(state.Stale is null ? "" : state.Stale + " ")}'localdigest start' starts one.");
        terminal.Progress("Starting the daemon…");
        var started = await DaemonStarter.StartAsync(folder, how?.Invoke() ?? new StartOptions(), ct);
        terminal.EndProgress();
        terminal.Error.WriteLine($"Started the daemon at {started.Url}; 'localdigest stop' ends it.");
        return started;
    }

    private int End(string sentence, int exitCode)
    {
        terminal.EndProgress();
        terminal.Error.WriteLine(Terminal.Clean(sentence));
        return exitCode;
    }
}
