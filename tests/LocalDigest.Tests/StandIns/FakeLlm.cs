using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using LocalDigest.Judging;
using LocalDigest.Llm;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LocalDigest.Tests.StandIns;

/// <summary>A request for a chat completion as the stand-in got it.</summary>
/// <param name="Number">Counted from 1.</param>
/// <param name="Body">The whole request.</param>
/// <param name="Papers">Ids of the papers in it, in order; empty where it is not about verdicts.</param>
internal sealed record ChatAsked(int Number, JsonNode Body, IReadOnlyList<string> Papers, string? Authorization)
{
    /// <summary>Name of the answer's form: <c>verdicts</c>, <c>tldr</c>, <c>deep_dive</c>, …</summary>
    public string Form => Body["response_format"]?["json_schema"]?["name"]?.GetValue<string>() ?? "";

    /// <summary>It asks about a paper once more, by its words alone.</summary>
    public bool IsSecondLook => User.StartsWith(JudgePrompt.SecondLook, StringComparison.Ordinal);

    public string System => Body["messages"]![0]!["content"]!.GetValue<string>();

    public string User => Body["messages"]!.AsArray()[^1]!["content"]!.GetValue<string>();
}

/// <summary>
/// A language model on loopback that speaks chat completions. It judges every paper that it is asked about, unless it is told to misbehave,
/// and counts how often it was asked for each. A test in which it got a request that OpenAI would refuse fails.
/// </summary>
internal sealed class FakeLlm : IAsyncDisposable
{
    private readonly WebApplication application;
    private readonly ConcurrentDictionary<string, int> answered = new();
    private readonly ConcurrentQueue<ChatAsked> requests = new();
    private readonly ConcurrentQueue<string> faults = new();
    private int count, arrived;

    public FakeLlm()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        application = builder.Build();
        application.Run(HandleAsync);
        application.StartAsync().GetAwaiter().GetResult();
        BaseUrl = application.Urls.Single() + "/v1";
    }

    /// <summary>A question of no matter.</summary>
    public static ChatQuestion Question { get; } = new(
        "test", "system", "user", "tldr",
        JsonNode.Parse("""{"type":"object","additionalProperties":false,"required":["a"],"properties":{"a":{"type":"string"}}}""")!, MaxOutputTokens: 10);

    public string BaseUrl { get; }

    /// <summary>Misbehaviour: writes an answer itself and says true, or leaves it to the stand-in.</summary>
    public Func<ChatAsked, HttpContext, Task<bool>>? Before { get; set; }

    /// <summary>The verdict on a paper; null leaves it out.</summary>
    public Func<string, JsonObject?> Judge { get; set; } = id => Verdict(id);

    /// <summary>The answer's text to a question that asks for no verdicts.</summary>
    public Func<ChatAsked, string> Write { get; set; } = _ => "{}";

    public IReadOnlyList<ChatAsked> Requests => [.. requests];

    /// <summary>How many requests have come in, counted at their first byte.</summary>
    public int Arrived => Volatile.Read(ref arrived);

    /// <summary>How often a verdict on each paper was given, second looks aside.</summary>
    public IReadOnlyDictionary<string, int> Answered => answered;

    /// <summary>Settings that lead here.</summary>
    public string[] Settings => [$"--LocalDigest:Llm:BaseUrl={BaseUrl}", "--LocalDigest:Llm:Model=fake", "--LocalDigest:Llm:ApiKey=sk-canary-0123456789"];

    public static JsonObject Verdict(string id, int? relevance = null, int? novelty = null, string? comment = null) => new()
    {
        ["id"] = id,
        ["relevance"] = relevance ?? 5 + (StableHash(id) % 6),
        ["novelty"] = novelty ?? 3 + (StableHash(id) / 7 % 7),
        ["criterion"] = 1,
        ["comment"] = comment ?? $"It bears on criterion 1 ({id}).",
    };

    public static string Completion(string content, string finish = "stop", string? refusal = null) => new JsonObject
    {
        ["id"] = "chatcmpl-1",
        ["object"] = "chat.completion",
        ["choices"] = new JsonArray(new JsonObject
        {
            ["index"] = 0,
            ["finish_reason"] = finish,
            ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = content, ["refusal"] = refusal },
        }),
        ["usage"] = new JsonObject { ["prompt_tokens"] = 1000, ["completion_tokens"] = 100, ["total_tokens"] = 1100 },
    }.ToJsonString();

    public static Task WriteAsync(HttpContext context, string body, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body);
    }

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await application.StopAsync(soon.Token);
        await application.DisposeAsync();
        Assert.Empty(faults);
    }

    private async Task HandleAsync(HttpContext context)
    {
        if (context.Request.Path != "/v1/chat/completions")
        {
            context.Response.StatusCode = 404;
            return;
        }
        Interlocked.Increment(ref arrived);
        // What has come in is read whole, though its sender has died meanwhile.
        var body = (await JsonNode.ParseAsync(context.Request.Body))!;
        var asked = new ChatAsked(Interlocked.Increment(ref count), body, PapersIn(body), context.Request.Headers.Authorization);
        requests.Enqueue(asked);
        if (ChatRequestRules.Fault(body) is { } fault) faults.Enqueue($"{asked.Form}: {fault}");
        try
        {
            if (Before is { } before && await before(asked, context)) return;
            if (asked.Form is not ("verdicts" or ""))
            {
                await WriteAsync(context, Completion(Write(asked)));
                return;
            }
            var verdicts = new JsonArray();
            foreach (var paper in asked.Papers)
            {
                if (Judge(paper) is not { } verdict) continue;
                verdicts.Add((JsonNode)verdict);
                if (!asked.IsSecondLook) answered.AddOrUpdate(paper, 1, (_, times) => times + 1);
            }
            await WriteAsync(context, Completion(new JsonObject { ["verdicts"] = verdicts }.ToJsonString()));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The daemon has gone away in the middle: that is what some tests are about.
        }
    }

    private static List<string> PapersIn(JsonNode body)
    {
        var form = body["response_format"]?["json_schema"]?["name"]?.GetValue<string>();
        if (form is not (null or "verdicts")) return [];
        var user = body["messages"]!.AsArray()[^1]!["content"]!.GetValue<string>();
        var start = user.IndexOf("as JSON data:\n\n[", StringComparison.Ordinal);
        if (start < 0) return [];
        var papers = JsonNode.Parse(user[user.IndexOf('[', start)..])!.AsArray();
        return [.. papers.Select(paper => paper!["id"]!.GetValue<string>())];
    }

    private static int StableHash(string text) => text.Aggregate(17, (hash, c) => (hash * 31 + c) & 0xFFFFFF);
}
