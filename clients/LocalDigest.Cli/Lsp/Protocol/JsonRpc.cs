using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalDigest.Cli.Lsp;

/// <summary>An answer that is an error, by JSON-RPC's and the Language Server Protocol's numbers.</summary>
internal sealed class RpcException(int code, string message) : Exception(message)
{
    public const int InvalidRequest = -32600;
    public const int MethodNotFound = -32601;
    public const int InvalidParams = -32602;
    public const int InternalError = -32603;
    public const int NotInitialized = -32002;
    public const int RequestCancelled = -32800;
    public const int RequestFailed = -32803;

    public int Code => code;
}

/// <summary>
/// Messages of JSON-RPC 2.0 with the Language Server Protocol's heads, over two streams. Requests are answered side by side.
/// </summary>
/// <param name="input">What the other side writes.</param>
/// <param name="output">What it reads.</param>
/// <param name="handle">Answers a request, or takes a notification (whose answer is not sent). Notifications are taken in order.</param>
internal sealed class JsonRpc(Stream input, Stream output, Func<string, JsonNode?, CancellationToken, Task<JsonNode?>> handle) : IDisposable
{
    private const int LongestMessage = 64 * 1024 * 1024;
    private const int LongestHead = 4096;

    private readonly ConcurrentDictionary<string, CancellationTokenSource> running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, TaskCompletionSource<JsonNode?>> asked = new();
    private readonly SemaphoreSlim writing = new(1, 1);
    private long lastAsked;

    /// <summary>Reads until the other side ends, or sends something that is no message.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var requests = new HashSet<Task>();
        while (await ReadAsync(ct) is { } message)
        {
            requests.RemoveWhere(request => request.IsCompleted);
            if (message is not JsonObject fields)
            {
                await ErrorAsync(null, RpcException.InvalidRequest, "A message is a JSON object.");
                continue;
            }
            var id = fields["id"];
            if (fields["method"] is not JsonValue name || !name.TryGetValue<string>(out var method))
            {
                TakeAnswer(fields, id);
                continue;
            }
            var parameters = fields["params"];
            if (id is not null) requests.Add(AnswerAsync(id, method, parameters, ct));
            else if (method == "$/cancelRequest") Cancel(parameters?["id"]);
            else await TakeAsync(method, parameters, ct);
        }
        foreach (var source in running.Values) await source.CancelAsync();
        await Task.WhenAll(requests);
        foreach (var waiting in asked.Values) waiting.TrySetCanceled(CancellationToken.None);
    }

    public void Dispose() => writing.Dispose();

    public Task NotifyAsync(string method, JsonNode? parameters) =>
        WriteAsync(new JsonObject { ["jsonrpc"] = "2.0", ["method"] = method, ["params"] = parameters });

    /// <summary>Asks the other side.</summary>
    /// <exception cref="RpcException">It refuses.</exception>
    public async Task<JsonNode?> AskAsync(string method, JsonNode? parameters, CancellationToken ct)
    {
        var id = Interlocked.Increment(ref lastAsked);
        var answer = asked[id] = new TaskCompletionSource<JsonNode?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await WriteAsync(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method, ["params"] = parameters });
        return await answer.Task.WaitAsync(ct);
    }

    private void TakeAnswer(JsonObject fields, JsonNode? id)
    {
        if (id is not JsonValue value || !value.TryGetValue<long>(out var number) || !asked.TryRemove(number, out var waiting)) return;
        if (fields["error"] is { } error) waiting.TrySetException(new RpcException(RpcException.RequestFailed, error["message"]?.ToString()
            ?? "It was refused."));
        else waiting.TrySetResult(fields["result"]?.DeepClone());
    }

    private void Cancel(JsonNode? id)
    {
        if (id is not null && running.TryGetValue(id.ToJsonString(), out var source)) source.Cancel();
    }

    private async Task TakeAsync(string method, JsonNode? parameters, CancellationToken ct)
    {
        try
        {
            await handle(method, parameters, ct);
        }
        catch (RpcException)
        {
            // A notification has no answer: what nobody knows is passed over.
        }
        catch (Exception error) when (IsMisread(error))
        {
            await Console.Error.WriteLineAsync($"{method} was passed over: its parameters are not those of the protocol. Check the editor's client for this server.");
        }
    }

    private async Task AnswerAsync(JsonNode id, string method, JsonNode? parameters, CancellationToken ct)
    {
        var key = id.ToJsonString();
        using var source = CancellationTokenSource.CreateLinkedTokenSource(ct);
        running[key] = source;
        try
        {
            var result = await handle(method, parameters, source.Token);
            await WriteAsync(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id.DeepClone(), ["result"] = result });
        }
        catch (OperationCanceledException)
        {
            await ErrorAsync(id, RpcException.RequestCancelled, "It was cancelled.");
        }
        catch (RpcException error)
        {
            await ErrorAsync(id, error.Code, error.Message);
        }
        catch (Exception error) when (IsMisread(error))
        {
            await ErrorAsync(id, RpcException.InvalidParams, $"The parameters of {method} could not be read.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or TimeoutException)
        {
            await ErrorAsync(id, RpcException.InternalError, error.Message);
        }
        finally
        {
            running.TryRemove(key, out _);
        }
    }

    /// <summary>A field of the parameters is missing, or of another kind.</summary>
    private static bool IsMisread(Exception error) =>
        error is NullReferenceException or InvalidOperationException or FormatException or ArgumentException or KeyNotFoundException
            or JsonException;

    private Task ErrorAsync(JsonNode? id, int code, string message) => WriteAsync(new JsonObject
    {
        ["jsonrpc"] = "2.0", ["id"] = id?.DeepClone(), ["error"] = new JsonObject { ["code"] = code, ["message"] = message },
    });

    private async Task WriteAsync(JsonObject message)
    {
        var body = Encoding.UTF8.GetBytes(message.ToJsonString());
        await writing.WaitAsync();
        try
        {
            await output.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
                $"Content-Length: {body.Length}\r\n\r\n")));
            await output.WriteAsync(body);
            await output.FlushAsync();
        }
        catch (IOException)
        {
            // The other side has gone; the end of the input says so, too.
        }
        finally
        {
            writing.Release();
        }
    }

    /// <returns>The next message; null where the input ends.</returns>
    private async Task<JsonNode?> ReadAsync(CancellationToken ct)
    {
        while (true)
        {
            var length = -1;
            while (await ReadLineAsync(ct) is { } line)
            {
                if (line.Length == 0) break;
                if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)) length = int.TryParse(line.AsSpan(15).Trim(),
                    NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : -1;
            }
            // Without a length nothing after it can be told apart.
            if (length is < 0 or > LongestMessage) return null;
            var body = new byte[length];
            if (await input.ReadAtLeastAsync(body, length, throwOnEndOfStream: false, ct) < length) return null;
            try
            {
                return JsonNode.Parse(body) ?? new JsonArray();
            }
            catch (JsonException)
            {
                await ErrorAsync(null, -32700, "That is no JSON.");
            }
        }
    }

    private async Task<string?> ReadLineAsync(CancellationToken ct)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await input.ReadAsync(one, ct) == 1)
        {
            if (one[0] == '\n') return line.ToString().TrimEnd('\r');
            if (line.Length < LongestHead) line.Append((char)one[0]);
        }
        return null;
    }
}
