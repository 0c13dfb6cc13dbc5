using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Clients;

/// <summary>An editor's end of <c>localdigest lsp</c>: the real program, and raw JSON-RPC over its input and output.</summary>
internal sealed class LspProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly Task listening;
    private readonly ConcurrentDictionary<long, TaskCompletionSource<JsonNode>> asked = new();
    private readonly SemaphoreSlim writing = new(1, 1);
    private long lastId;

    private LspProgram(Process process)
    {
        this.process = process;
        listening = ListenAsync();
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is not null) Said.Enqueue(line.Data);
        };
        process.BeginErrorReadLine();
    }

    public Process Process => process;

    /// <summary>What the server notified, in order.</summary>
    public ConcurrentQueue<JsonNode> Told { get; } = new();

    /// <summary>The lines that the server wrote for people, in order.</summary>
    public ConcurrentQueue<string> Said { get; } = new();

    /// <summary>What the editor answers where the server asks.</summary>
    public Func<string, JsonNode?, JsonNode?> Answers { get; set; } = (_, _) => null;

    /// <summary>What the editor refuses.</summary>
    public Func<string, bool> Refuses { get; set; } = _ => false;

    public static LspProgram Launch(string data, params string[] words)
    {
        var start = new ProcessStartInfo("dotnet", [CliProgram.Assembly, "lsp", .. words])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        start.Environment["LOCALDIGEST_DATA"] = data;
        start.Environment["LOCALDIGEST_DAEMON"] = Path.Combine(AppContext.BaseDirectory, "LocalDigest.Daemon.dll");
        return new LspProgram(Process.Start(start)!);
    }

    /// <summary>Launches it and begins, with a folder as the workspace.</summary>
    public static async Task<LspProgram> StartAsync(string data, string folder, params string[] words)
    {
        var server = Launch(data, words);
        await server.AskAsync("initialize", new
        {
            processId = Environment.ProcessId,
            rootUri = new Uri(folder).AbsoluteUri,
            capabilities = new { workspace = new { codeLens = new { refreshSupport = true } },
                window = new { workDoneProgress = true, showDocument = new { support = true } } },
        });
        await server.NotifyAsync("initialized", new { });
        return server;
    }

    public async Task<JsonNode?> AskAsync(string method, object? parameters)
    {
        var answer = await RawAsync(method, parameters);
        Assert.True(answer["error"] is null, answer.ToJsonString());
        return answer["result"];
    }

    /// <summary>The whole answer, also where it is an error.</summary>
    public async Task<JsonNode> RawAsync(string method, object? parameters, Action<long>? sent = null)
    {
        var id = Interlocked.Increment(ref lastId);
        var waiting = asked[id] = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        await WriteAsync(new { jsonrpc = "2.0", id, method, @params = parameters });
        sent?.Invoke(id);
        return await waiting.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    public Task NotifyAsync(string method, object? parameters) => WriteAsync(new { jsonrpc = "2.0", method, @params = parameters });

    /// <summary>Writes bytes as they are.</summary>
    public async Task WriteAsync(byte[] bytes)
    {
        await process.StandardInput.BaseStream.WriteAsync(bytes);
        await process.StandardInput.BaseStream.FlushAsync();
    }

    public Task OpenAsync(string uri, string languageId, string text) =>
        NotifyAsync("textDocument/didOpen", new { textDocument = new { uri, languageId, version = 1, text } });

    /// <summary>The newest diagnostics of a text, once they are as wanted.</summary>
    public async Task<JsonArray> DiagnosticsAsync(string uri, Func<JsonArray, bool> isWanted)
    {
        JsonArray? newest = null;
        await TestDaemon.UntilAsync(() =>
        {
            newest = Told.Where(told =>
                told["method"]!.GetValue<string>() == "textDocument/publishDiagnostics"
                && told["params"]!["uri"]!.GetValue<string>() == uri)
                .LastOrDefault()?["params"]!["diagnostics"]!.AsArray();
            return Task.FromResult(newest is not null && isWanted(newest));
        });
        return newest!;
    }

    public async Task<int> ExitAsync()
    {
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        await listening;
        process.Dispose();
        writing.Dispose();
    }

    private async Task WriteAsync(object message)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(message, System.Text.Json.JsonSerializerOptions.Web);
        await writing.WaitAsync();
        try
        {
            await WriteAsync([.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
                $"Content-Length: {body.Length}\r\n\r\n")), .. body]);
        }
        finally
        {
            writing.Release();
        }
    }

    private async Task ListenAsync()
    {
        var input = process.StandardOutput.BaseStream;
        while (await HeadAsync(input) is { } length)
        {
            var body = new byte[length];
            await input.ReadExactlyAsync(body);
            var message = JsonNode.Parse(body)!;
            if (message["method"] is null)
            {
                if (message["id"] is JsonValue id && id.TryGetValue<long>(out var asker) && asked.TryRemove(asker,
                    out var waiting)) waiting.SetResult(message);
                else Told.Enqueue(message);
            }
            else if (message["id"] is { } number)
            {
                Told.Enqueue(message);
                if (Refuses(message["method"]!.GetValue<string>())) await WriteAsync(new { jsonrpc = "2.0", id = number.GetValue<long>(),
                    error = new { code = -32603, message = "There is no place for it." } });
                else await WriteAsync(new { jsonrpc = "2.0", id = number.GetValue<long>(),
                    result = Answers(message["method"]!.GetValue<string>(), message["params"]) });
            }
            else Told.Enqueue(message);
        }
        foreach (var waiting in asked.Values) waiting.TrySetException(new EndOfStreamException("The server ended."));
    }

    private static async Task<int?> HeadAsync(Stream input)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await input.ReadAsync(one) == 0) return null;
            head.Append((char)one[0]);
        }
        return int.Parse(head.ToString().Split("Content-Length: ")[1].Split('\r')[0], CultureInfo.InvariantCulture);
    }
}
