using System.Text;
using System.Text.Json.Nodes;
using LocalDigest.Llm;
using LocalDigest.Storage;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Llm;

/// <summary>Bodies and refusals of the servers that speak OpenAI's protocol, each in its own way.</summary>
public sealed class ServerAnswerTests : IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private readonly SkippingTime time = new(new DateTimeOffset(2026, 1, 21, 12, 0, 0, TimeSpan.Zero));
    private readonly RecordedLlm llm = new() { Answer = _ => RecordedAnswer.Completion("{}") };
    private readonly Database database;
    private readonly ChatModel model;

    public ServerAnswerTests()
    {
        database = Database.Open(folder.Path, time);
        model = new ChatModel(new LlmOptions { BaseUrl = llm.Url, Model = "fake" }, new CallLedger(database, time), time);
    }

    public async ValueTask DisposeAsync()
    {
        model.Dispose();
        database.Dispose();
        await llm.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData("""{"choices":[{"message":{"content":"{\"a\":1}"}}]}""")]
    [InlineData("""{"choices":[{"message":{"content":[{"type":"text","text":"{\"a\""},{"type":"text","text":":1}"}]}}]}""")]
    [InlineData("""{"choices":[{"message":{"content":null,"reasoning_content":"{\"a\":1}"}}]}""")]
    [InlineData("""{"choices":[{"message":{"content":"","tool_calls":[{"function":{"name":"f","arguments":"{\"a\":1}"}}]}}]}""")]
    [InlineData(": keep-alive\n\n: keep-alive\n{\"choices\":[{\"message\":{\"content\":\"{\\\"a\\\":1}\"}}]}")]
    [InlineData("\uFEFF\n\n{\"choices\":[{\"message\":{\"content\":\"{\\\"a\\\":1}\"}}]}")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"{\\\"a\\\"\"}}]}\n\n: ping\n\ndata: {\"choices\":[{\"delta\":{\"content\":\":1}\"}}]}\n\ndata: [DONE]\n\n")]
    public async Task A_body_is_read_in_every_form(string body)
    {
        llm.Answer = _ => RecordedAnswer.Json(body);
        Assert.Equal("""{"a":1}""", (await AskAsync()).Text);
    }

    [Fact]
    public async Task An_odd_byte_costs_one_character()
    {
        var body = Encoding.UTF8.GetBytes("""{"choices":[{"message":{"content":"a?b \ud83d c"}}]}""");
        body[Array.IndexOf(body, (byte)'?')] = 0xFF;
        llm.Answer = _ => new RecordedAnswer(200, "application/json", body);
        Assert.Equal("a\uFFFDb \uFFFD c", (await AskAsync()).Text);
    }

    [Theory]
    [InlineData(402, """{"error":{"message":"Insufficient Balance"}}""", "OutOfCredit", "Insufficient Balance")]
    [InlineData(200, """{"error":{"message":"Insufficient credits.","code":402}}""", "OutOfCredit", "Insufficient credits.")]
    [InlineData(429, """{"error":{"message":"Quota","code":"insufficient_quota"}}""", "OutOfCredit", "Quota")]
    [InlineData(400, """[{"error":{"message":"API key not valid. Please pass a valid API key."}}]""", "KeyRefused", "API key not valid")]
    [InlineData(403, """{"error":{"code":"unsupported_country_region_territory","message":"Not here"}}""", "RegionRefused", "Not here")]
    [InlineData(403, """{"error":{"message":"Your input was flagged for \"biology\"."}}""", "ContentRefused", "biology")]
    [InlineData(400, """{"error":{"message":"This model's maximum context length is 4096 tokens."}}""", "ContextTooSmall", "4096")]
    [InlineData(400, """{"error":{"message":"one"},"error":{"message":"two"}}""", "RequestRefused", "two")]
    [InlineData(200, "<!DOCTYPE html><html></html>", "NotFound", "a web page answered")]
    [InlineData(200, """{"choices":[]}""", "NoAnswer", "without any choice")]
    [InlineData(200, """{"choices":[{"message":{"content":null,"reasoning":"We need to judge."}}]}""", "NoAnswer", "only reasoning")]
    public async Task A_refusal_is_told_by_what_it_is_about_in_the_servers_words(int status, string body, string failure, string said)
    {
        llm.Answer = _ => RecordedAnswer.Json(body, status);
        var error = await Assert.ThrowsAsync<LlmException>(AskAsync);
        Assert.Equal(failure, error.Failure.ToString());
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.InRange(llm.Requests.Count, 1, 2);
    }

    [Theory]
    [InlineData("schema", 400, """{"error":{"message":"Provider returned error","metadata":{"raw":"{\"error\":{\"message\":\"Invalid schema for response_format\"}}"}}}""")]
    [InlineData("schema", 400, """{"error":{"message":"Failed to initialize samplers: failed to parse grammar"}}""")]
    [InlineData("schema", 500, """{"error":{"message":"JSON schema conversion failed"}}""")]
    [InlineData("schema", 422, """{"detail":"Unprocessable"}""")]
    [InlineData("system", 400, """{"error":{"message":"Developer instruction is not enabled for models/gemma"}}""")]
    [InlineData("system", 400, """{"error":{"message":"System role not supported"}}""")]
    [InlineData("whole", 400, """{"error":{"message":"parameter.enable_thinking must be set to false for non-streaming calls"}}""")]
    public async Task What_a_server_does_not_take_is_left_out_and_remembered(string what, int status, string body)
    {
        llm.Answer = request => IsSentWith(what, request) ? RecordedAnswer.Json(body, status) : RecordedAnswer.Completion("""{"a":1}""");
        Assert.Equal("""{"a":1}""", (await AskAsync()).Text);
        Assert.Equal(2, llm.Requests.Count);
        Assert.Contains("instructions", RecordedLlm.Words(llm.Requests[1]), StringComparison.Ordinal);
        await AskAsync();
        Assert.Equal(3, llm.Requests.Count);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1234", "http://127.0.0.1:1234/v1")]
    [InlineData("http://127.0.0.1:1234/", "http://127.0.0.1:1234/v1")]
    [InlineData("http://127.0.0.1:1234/v1/", "http://127.0.0.1:1234/v1")]
    [InlineData("https://a.example/api/v1/chat/completions", "https://a.example/api/v1")]
    public void The_address_may_be_shorter_or_longer(string given, string meant) =>
        Assert.Equal(new Uri(meant), new LlmOptions { BaseUrl = given }.Endpoint);

    private static bool IsSentWith(string what, JsonNode request) => what switch
    {
        "schema" => request["response_format"]?["type"]?.GetValue<string>() == "json_schema",
        "system" => request["messages"]!.AsArray().Any(message => message!["role"]!.GetValue<string>() == "system"),
        _ => !RecordedLlm.IsStreamed(request),
    };

    private Task<ChatAnswer> AskAsync() => model.AskAsync(
        new ChatQuestion("test", "instructions", "material", "answer", new JsonObject(), MaxOutputTokens: 10), "run", "default", new LlmBudget(100, 1_000_000),
        TestContext.Current.CancellationToken);
}
