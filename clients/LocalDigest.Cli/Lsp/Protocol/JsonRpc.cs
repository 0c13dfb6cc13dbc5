using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalDigest.Cli.Lsp;

/// <summary>An answer that is an error, by JSON-RPC's and the Language Server Protocol's numbers.</summary>
internal sealed class RpcException(int code, string message) : Exception(message)
{
    public const int ParseError = -32700;
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
    private const string Length = "Content-Length:";

    private static readonly JsonDocumentOptions Unambiguous = new() { AllowDuplicateProperties = false };

    private readonly ConcurrentDictionary<string, CancellationTokenSource> running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<long, TaskCompletionSource<JsonNode?>> asked = new();
    private readonly SemaphoreSlim writing = new(1, 1);
    private long lastAsked;

    /// <summary>Reads until the other side ends. What is no message is answered as an error, and reading goes on behind it.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        var requests = new HashSet<Task>();
        while (await ReadAsync(ct) is { } message)
        {
            requests.RemoveWhere(request => request.IsCompleted);
            try
            {
                if (await TakeAsync(message, ct) is { } request) requests.Add(request);
            }
            catch (Exception error) when (IsMisread(error))
            {
                // A name that is no text in Unicode, for one.
                await ErrorAsync(null, RpcException.InvalidRequest, "That is no message of JSON-RPC 2.0.");
            }
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

    /// <returns>The answering of a request, which goes on beside the next messages; null for all else.</returns>
    private async Task<Task?> TakeAsync(JsonNode message, CancellationToken ct)
    {
        if (message is not JsonObject fields) throw new FormatException();
        var id = fields["id"];
        if (id is not null && id.GetValueKind() is not (JsonValueKind.Number or JsonValueKind.String)) throw new FormatException();
        if (!fields.TryGetPropertyValue("method", out var name))
        {
            if (!fields.ContainsKey("result") && !fields.ContainsKey("error")) throw new FormatException();
            TakeAnswer(fields, id);
            return null;
        }
        var method = name!.GetValue<string>();
        var parameters = fields["params"];
        if (id is not null) return AnswerAsync(id, method, parameters, ct);
        if (method == "$/cancelRequest") Cancel(parameters?["id"]);
        else await TakeAsync(method, parameters, ct);
        return null;
    }

    private void TakeAnswer(JsonObject fields, JsonNode? id)
    {
        if (id is not JsonValue value || !value.TryGetValue<long>(out var number) || !asked.TryRemove(number, out var waiting)) return;
        if (fields["error"] is { } error) waiting.TrySetException(new RpcException(RpcException.RequestFailed,
            (error as JsonObject)?["message"]?.ToString() ?? "It was refused."));
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
            await Console.Error.WriteLineAsync($"{method} was passed over: its parameters are not those of the protocol."
                + " Check the editor's client for this server.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or TimeoutException)
        {
            await Console.Error.WriteLineAsync($"{method} was not done: {error.Message}");
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
        catch (Exception error)
        {
            // Whatever it is: a request has an answer, and one that fails ends no other.
            await Console.Error.WriteLineAsync($"{method} failed: {error}");
            await ErrorAsync(id, RpcException.InternalError, error.Message);
        }
        finally
        {
            running.TryRemove(KeyValuePair.Create(key, source));
        }
    }

    /// <summary>A field of the parameters is missing, or of another kind.</summary>
    private static bool IsMisread(Exception error) =>
        error is NullReferenceException or InvalidOperationException or FormatException or ArgumentException or KeyNotFoundException
            or OverflowException or JsonException;

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
        while (await ReadHeadAsync(ct) is { } length)
        {
            if (length is < 0 or > LongestMessage)
            {
                // What follows cannot be told apart. The next head can: reading goes on with that.
                await ErrorAsync(null, RpcException.ParseError,
                    $"A message begins with 'Content-Length: N', an empty line behind it, and is {LongestMessage} bytes at most.");
                continue;
            }
            var body = new byte[length];
            if (await input.ReadAtLeastAsync(body, (int)length, throwOnEndOfStream: false, ct) < length) return null;
            try
            {
                return JsonNode.Parse(body, documentOptions: Unambiguous) ?? new JsonArray();
            }
            catch (JsonException)
            {
                await ErrorAsync(null, RpcException.ParseError, "That is no JSON.");
            }
        }
        return null;
    }

    /// <summary>Reads up to the empty line that ends a head.</summary>
    /// <returns>The length of the message behind it, in bytes; -1 where the head does not say; null where the input ends.</returns>
    private async Task<long?> ReadHeadAsync(CancellationToken ct)
    {
        long? length = null;
        var isEmpty = true;
        while (await ReadLineAsync(ct) is { } line)
        {
            if (line.Length == 0 && isEmpty) continue;
            if (line.Length == 0) return length ?? -1;
            isEmpty = false;
            // Behind a message that was longer than its head said, the next head stands in the same line.
            var at = line.LastIndexOf(Length, StringComparison.OrdinalIgnoreCase);
            if (at >= 0) length = long.TryParse(line.AsSpan(at + Length.Length).Trim(), NumberStyles.None, CultureInfo.InvariantCulture,
                out var given) ? given : -1;
        }
        return null;
    }

    /// <returns>The next line, of a long one its end; null where the input ends.</returns>
    private async Task<string?> ReadLineAsync(CancellationToken ct)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await input.ReadAsync(one, ct) == 1)
        {
            if (one[0] == '\n') return line.ToString().TrimEnd('\r');
            if (line.Length == 2 * LongestHead) line.Remove(0, LongestHead);
            line.Append((char)one[0]);
        }
        return null;
    }
}
