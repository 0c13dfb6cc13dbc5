using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Threading.Channels;
using LocalDigest.Storage;

namespace LocalDigest.Daemon.Hosting;

/// <summary>
/// Writes the log as lines of JSON into <c>localdigest.jsonl</c>, which is put aside by size and removed by age. Whoever logs never waits
/// for
/// the disk, and a disk that is full costs lines and nothing else; a later line says how many.
/// </summary>
/// <remarks>
/// Of an exception the types and places are written and not the messages: those of parsers and of other servers quote what they were given,
/// which is a paper's text or a secret. Made here, as the logging libraries that write files cost the start more than the server does.
/// </remarks>
internal sealed class LogFiles : ILoggerProvider
{
    private const string Name = "localdigest";
    private const int MostWaiting = 1000;

    private static readonly JsonWriterOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string folder;
    private readonly LogFileOptions options;
    private readonly TimeProvider clock;
    private readonly Channel<byte[]> lines = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });
    private readonly Task writing;
    private long lost;

    /// <param name="folder">Made with the first line; nobody else may read it.</param>
    /// <param name="options">When files are put aside and removed.</param>
    /// <param name="clock">Times and ages.</param>
    public LogFiles(string folder, LogFileOptions options, TimeProvider clock)
    {
        this.folder = folder;
        this.options = options;
        this.clock = clock;
        writing = Task.Run(WriteAsync);
    }

    /// <summary>Lines that could not be written and have not been told of yet.</summary>
    internal long Lost => Interlocked.Read(ref lost);

    private string Current => PathOf(0);

    public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName);

    public void Dispose()
    {
        lines.Writer.TryComplete();
        // What was said last is what one looks for after a crash.
        writing.Wait(TimeSpan.FromSeconds(2));
    }

    private string PathOf(int age) =>
        Path.Combine(folder, age == 0 ? $"{Name}.jsonl" : $"{Name}.{age.ToString(CultureInfo.InvariantCulture)}.jsonl");

    private async Task WriteAsync()
    {
        while (await lines.Reader.WaitToReadAsync())
        {
            try
            {
                await using var file = Open();
                while (file.Length < options.MaxMegabytes * 1_000_000L && lines.Reader.TryRead(out var line))
                {
                    await file.WriteAsync(line);
                    if (Interlocked.Exchange(ref lost, 0) is > 0 and var count) await file.WriteAsync(Loss(count));
                }
                await file.FlushAsync();
                if (file.Length < options.MaxMegabytes * 1_000_000L) continue;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // The line that could not be written and those that come while it cannot be are counted. The console has them all.
                while (lines.Reader.TryRead(out _)) Interlocked.Increment(ref lost);
                Interlocked.Increment(ref lost);
                continue;
            }
            Rotate();
        }
    }

    private FileStream Open()
    {
        PrivateFiles.MakeFolder(folder);
        PrivateFiles.Create(Current);
        return new FileStream(Current, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
    }

    private void Rotate()
    {
        try
        {
            for (var age = options.Files - 1; age > 0; age--)
            {
                if (File.Exists(PathOf(age - 1))) File.Move(PathOf(age - 1), PathOf(age), overwrite: true);
            }
            if (options.Files == 1) File.Delete(Current);
            foreach (var old in new DirectoryInfo(folder).GetFiles(Name + ".*.jsonl"))
            {
                if (clock.GetUtcNow().UtcDateTime - old.LastWriteTimeUtc > TimeSpan.FromDays(options.Days)) old.Delete();
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next full file tries again; meanwhile this one grows by a batch at a time.
            Interlocked.Increment(ref lost);
        }
    }

    private byte[] Loss(long count) => Line(LogLevel.Warning, nameof(LogFiles), default, $"{count} lines could not be written here.", null,
        null);

    private void Add(byte[] line)
    {
        if (!lines.Writer.TryWrite(line)) Interlocked.Increment(ref lost);
    }

    private byte[] Line(
        LogLevel level, string category, EventId id, string message, IReadOnlyList<KeyValuePair<string, object?>>? values, Exception? error)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Form))
        {
            json.WriteStartObject();
            json.WriteString("at", clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("level", level.ToString());
            json.WriteString("category", category);
            if (id.Name is { } name) json.WriteString("event", name);
            json.WriteString("message", message);
            if (values is { Count: > 1 })
            {
                json.WriteStartObject("values");
                foreach (var (key, value) in values)
                {
                    if (key != "{OriginalFormat}") json.WriteString(key, Convert.ToString(value, CultureInfo.InvariantCulture));
                }
                json.WriteEndObject();
            }
            if (error is not null)
            {
                json.WriteStartArray("errors");
                for (var inner = error; inner is not null; inner = inner.InnerException)
                {
                    json.WriteStringValue($"{inner.GetType().FullName}\n{inner.StackTrace}");
                }
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        buffer.WriteByte((byte)'\n');
        return buffer.ToArray();
    }

    private sealed class Writer(LogFiles files, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            files.Add(files.Line(
                logLevel, category, eventId, formatter(state, null), state as IReadOnlyList<KeyValuePair<string, object?>>, exception));
    }
}
