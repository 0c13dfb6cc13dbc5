using System.Text.Json.Nodes;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Llm;

/// <summary>
/// Answers that endpoints in the field gave, to a judge with eight papers: what becomes of the run, and of the next one when all is well.
/// </summary>
public sealed class RecordedAnswerTests
{
    private const string Folder = "found/llm";
    private const string Filtered = "2611.10005";

    [Theory, TakesLong]
    [InlineData("good", 8, 1, "")]
    [InlineData("thought-with-open-brace", 8, 1, "")]
    [InlineData("only-reasoning-content", 8, 1, "")]
    [InlineData("content-null", 0, 3, "an empty answer, only reasoning")]
    [InlineData("openrouter-wrapped-400", 8, 2, "")]
    [InlineData("grammar-400", 8, 2, "")]
    [InlineData("schema-500", 8, 2, "")]
    [InlineData("no-system-role", 8, 2, "")]
    [InlineData("qwen3-thinking-400", 8, 2, "")]
    [InlineData("event-stream-unasked", 8, 1, "")]
    [InlineData("keep-alive-comments", 8, 1, "")]
    [InlineData("error-with-200", 0, 2, "out of credit (status 402).*Insufficient credits")]
    [InlineData("402-out-of-credit", 0, 2, "out of credit.*Insufficient Balance")]
    [InlineData("gemini-bad-key", 0, 2, "refused the key.*API key not valid")]
    [InlineData("403-region", 0, 2, "country or region.*territory not supported")]
    [InlineData("403-one-paper-moderated", 7, 9, "content filter.*flagged for")]
    [InlineData("400-one-paper-filtered", 7, 9, "content filter.*content management policy")]
    [InlineData("context-for-one-paper", 8, 13, "Raise the server's context")]
    [InlineData("html-with-200", 0, 2, "a web page answered")]
    [InlineData("no-choices", 0, 3, "without any choice")]
    [InlineData("error-with-a-property-twice", 0, 3, "refused the request.*bad")]
    [InlineData("markdown-table", 8, 1, "")]
    [InlineData("fraction", 8, 1, "")]
    [InlineData("numbers-in-words", 8, 1, "")]
    [InlineData("latex-backslashes", 8, 1, "")]
    [InlineData("unescaped-quotes", 8, 1, "")]
    [InlineData("python-dict", 8, 1, "")]
    [InlineData("json-in-a-string", 8, 1, "")]
    [InlineData("index-for-id", 8, 1, "")]
    [InlineData("comments-that-say-nothing", 2, 3, "its comment is empty")]
    public async Task Each_recorded_answer_is_read_or_said_and_costs_nothing_for_ever(string name, int judged, int most, string said)
    {
        var folder = SharedData.Path(Folder);
        var good = RecordedAnswer.Read(Path.Combine(folder, "good.http"));
        var answer = RecordedAnswer.Read(Path.Combine(folder, name + ".http"));
        await using var llm = new RecordedLlm { Answer = request => IsMeant(name, request) ? answer : good };
        await using var daemon = await TestDaemon.StartAsync(llm.Settings);
        await daemon.SendAsync(HttpMethod.Post, "/v1/papers", await File.ReadAllTextAsync(Path.Combine(folder, "papers.ndjson"), TestContext.Current.CancellationToken), "application/x-ndjson");
        var interests = await File.ReadAllTextAsync(Path.Combine(folder, "interests.txt"), TestContext.Current.CancellationToken);
        await daemon.SendAsync(
            HttpMethod.Put, "/v1/profiles/default", new { name = "default", interests, sources = Array.Empty<object>() });

        var run = await RunAsync(daemon);
        Assert.Contains(run["state"]!.GetValue<string>(), (string[])["succeeded", "partial"]);
        Assert.NotNull(run["digest"]);
        Assert.True(run["counts"]?["judged"]?.GetValue<int>() == judged, $"{run.ToJsonString()}");
        Assert.InRange(llm.Requests.Count, 1, most);
        Assert.Matches(
            said.Replace("(status 402)", @"\(status 402\)", StringComparison.Ordinal),
            string.Join(' ', run["problems"]!.AsArray().Select(problem => problem!["message"])));
        if (said.Length == 0) Assert.Empty(run["problems"]!.AsArray());

        llm.Answer = _ => good;
        await RunAsync(daemon);
        var papers = (await daemon.GetAsync("/v1/papers?profile=default&limit=50"))["items"]!.AsArray();
        Assert.Equal(8, papers.Count);
        Assert.All(papers, paper => Assert.True(paper!["relevance"] is not null, paper.ToJsonString()));
    }

    private static Task<JsonNode> RunAsync(TestDaemon daemon) =>
        daemon.RunAsync(new { kind = "digest", profile = "default", sources = Array.Empty<object>() });

    private static bool IsMeant(string name, JsonNode request) => name switch
    {
        "openrouter-wrapped-400" or "grammar-400" or "schema-500" => request["response_format"]?["type"]?.GetValue<string>() == "json_schema",
        "no-system-role" => request["messages"]!.AsArray().Any(message => message!["role"]!.GetValue<string>() is "system" or "developer"),
        "qwen3-thinking-400" => !RecordedLlm.IsStreamed(request),
        "403-one-paper-moderated" or "400-one-paper-filtered" => RecordedLlm.Words(request).Contains(Filtered, StringComparison.Ordinal),
        "context-for-one-paper" => RecordedLlm.Words(request).Split("\"abstract\"").Length > 2,
        _ => true,
    };
}
