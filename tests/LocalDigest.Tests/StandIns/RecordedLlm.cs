using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LocalDigest.Tests.StandIns;

/// <summary>An HTTP answer as it was written down: status line, headers, an empty line, body.</summary>
internal sealed record RecordedAnswer(int Status, string ContentType, byte[] Body)
{
    public static RecordedAnswer Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var end = bytes.AsSpan().IndexOf("\n\n"u8);
        var crossed = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        var (head, length) = crossed >= 0 && (end < 0 || crossed < end) ? (crossed, 4) : (end, 2);
        var lines = Encoding.ASCII.GetString(bytes, 0, head).Split('\n').Select(line => line.Trim()).ToList();
        var type = lines.FirstOrDefault(line => line.StartsWith("Content-Type:", StringComparison.OrdinalIgnoreCase))?["Content-Type:".Length..].Trim();
        return new RecordedAnswer(int.Parse(lines[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), type ?? "application/json", bytes[(head + length)..]);
    }

    public static RecordedAnswer Json(string body, int status = 200) => new(status, "application/json", Encoding.UTF8.GetBytes(body));

    /// <summary>A completion whose message holds these members.</summary>
    public static RecordedAnswer Completion(string content) => Json(FakeLlm.Completion(content));
}

/// <summary>A language model on loopback that gives recorded answers.</summary>
internal sealed class RecordedLlm : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly ConcurrentQueue<JsonNode> requests = new();

    public RecordedLlm()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        application = builder.Build();
        application.Run(HandleAsync);
        application.StartAsync().GetAwaiter().GetResult();
        Url = application.Urls.Single();
    }

    public string Url { get; }

    /// <summary>What is answered to a request.</summary>
    public required Func<JsonNode, RecordedAnswer> Answer { get; set; }

    /// <summary>Whether a completion is sent as a stream where one is asked for; without it every body is sent as it stands.</summary>
    public bool Streams { get; init; } = true;

    /// <summary>The list of models that it has; null for a server without one.</summary>
    public string? Models { get; set; }

    /// <summary>The header of that name, request by request.</summary>
    public List<string> Authorizations { get; } = [];

    public IReadOnlyList<JsonNode> Requests => [.. requests];

    public string[] Settings => [$"--LocalDigest:Llm:BaseUrl={Url}/v1", "--LocalDigest:Llm:Model=stand-in-1"];

    public static bool IsStreamed(JsonNode request) => request["stream"]?.GetValue<bool>() == true;

    public static string Words(JsonNode request) => string.Concat(request["messages"]!.AsArray().Select(message => message!["content"]!.GetValue<string>()));

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await application.StopAsync(soon.Token);
        await application.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        if (context.Request.Path == "/v1/models" && Models is not null)
        {
            await FakeLlm.WriteAsync(context, Models);
            return;
        }
        if (context.Request.Path != "/v1/chat/completions")
        {
            context.Response.StatusCode = 404;
            return;
        }
        var request = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!;
        requests.Enqueue(request);
        lock (Authorizations) Authorizations.Add(context.Request.Headers.Authorization.ToString());
        var answer = Answer(request);
        var (type, body) = (answer.ContentType, answer.Body);
        if (Streams && IsStreamed(request) && answer.Status == 200 && Streamed(body) is { } events)
            (type, body) = ("text/event-stream", events);
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body);
    }

    /// <summary>A completion as the stream of events that says the same; null for anything else, which a server sends as it is.</summary>
    private static byte[]? Streamed(byte[] body)
    {
        JsonNode? completion;
        try
        {
            completion = JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
        if (completion is not JsonObject { } whole || (whole["choices"] as JsonArray)?.FirstOrDefault() is not JsonObject choice || choice["message"] is not JsonObject message) return null;
        var events = new List<string>();
        foreach (var (name, member) in message)
        {
            var pieces = member is JsonValue value && value.TryGetValue<string>(out var words)
                ? words.Chunk(40).Select(piece => (JsonNode?)JsonValue.Create(new string(piece)))
                : [member?.DeepClone()];
            events.AddRange(pieces.Select(piece => Event(new JsonObject { [name] = piece }, finish: null)));
        }
        events.Add(Event([], choice["finish_reason"]?.DeepClone()));
        if (whole["usage"] is { } usage)
            events.Add(new JsonObject { ["choices"] = new JsonArray(), ["usage"] = usage.DeepClone() }.ToJsonString());
        return Encoding.UTF8.GetBytes(string.Concat(events.Append("[DONE]").Select(said => $"data: {said}\n\n")));
    }

    private static string Event(JsonObject delta, JsonNode? finish) => new JsonObject
    {
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish }),
    }.ToJsonString();
}
