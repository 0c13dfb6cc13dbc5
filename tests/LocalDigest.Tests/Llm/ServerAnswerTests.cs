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
    private readonly RecordedLlm llm = new() { Answer = _ => RecordedAnswer.Completion("{}"), Streams = false };
    private readonly Database database;
    private readonly CallLedger ledger;
    private readonly ChatModel model;

    public ServerAnswerTests()
    {
        database = Database.Open(folder.Path, time);
        ledger = new CallLedger(database, time);
        model = Model(llm.Url);
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
    [InlineData("stream", 400, """{"error":{"message":"Streaming is not supported for this model."}}""")]
    [InlineData("usage", 400, """{"error":{"message":"Unrecognized request argument supplied: stream_options"}}""")]
    [InlineData("max_tokens", 400, """{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."}}""")]
    [InlineData("max_tokens", 422, """{"detail":[{"type":"extra_forbidden","msg":"Extra inputs are not permitted: max_tokens"}]}""")]
    public async Task What_a_server_does_not_take_is_left_out_and_remembered(string what, int status, string body)
    {
        llm.Answer = request => IsSentWith(what, request) ? RecordedAnswer.Json(body, status) : RecordedAnswer.Completion("""{"a":1}""");
        Assert.Equal("""{"a":1}""", (await AskAsync()).Text);
        Assert.Equal(2, llm.Requests.Count);
        Assert.Contains("instructions", RecordedLlm.Words(llm.Requests[1]), StringComparison.Ordinal);
        Assert.NotNull(llm.Requests[1]["max_tokens"] ?? llm.Requests[1]["max_completion_tokens"]);
        await AskAsync();
        Assert.Equal(3, llm.Requests.Count);
    }

    [Theory]
    [InlineData("/v1beta/openai", 1)]
    [InlineData("/api", 3)]
    [InlineData("", 1)]
    public async Task An_address_that_is_not_the_apis_is_mended_where_it_names_no_version(string path, int requests)
    {
        using var other = Model(llm.Url + path);
        var asking = () => AskAsync(other);
        if (path.Contains("/v1", StringComparison.Ordinal))
        {
            Assert.Contains("BaseUrl", (await Assert.ThrowsAsync<LlmException>(asking)).Message, StringComparison.Ordinal);
            Assert.Null(other.Correction);
        }
        else
        {
            Assert.Equal("{}", (await asking()).Text);
            Assert.Equal(path is "" ? null : $"{llm.Url}/v1", other.Correction?.Split("BaseUrl to ")[1].TrimEnd('.'));
        }
        Assert.Equal(requests, ledger.Of("run").Requests);
    }

    [Fact]
    public async Task Name_and_password_of_an_address_are_sent_and_shown_nowhere()
    {
        var address = llm.Url.Replace("//", "//reader:s3cret@", StringComparison.Ordinal);
        using var other = Model(address);
        Assert.Equal("{}", (await AskAsync(other)).Text);
        Assert.Equal("Basic " + Convert.ToBase64String("reader:s3cret"u8), llm.Authorizations[^1]);
        llm.Answer = _ => RecordedAnswer.Json("{}", 404);
        Assert.DoesNotContain(
            "s3cret", (await Assert.ThrowsAsync<LlmException>(() => AskAsync(other))).ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", other.Options.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Thoughts_that_use_up_the_room_for_the_answer_get_more_and_that_is_remembered()
    {
        llm.Answer = request => request["max_tokens"]!.GetValue<int>() < 1000
            ? RecordedAnswer.Json("""{"choices":[{"message":{"content":"","reasoning_content":"Let me see"},"finish_reason":"length"}]}""")
            : RecordedAnswer.Completion("""{"a":1}""");
        Assert.Equal("""{"a":1}""", (await AskAsync()).Text);
        await AskAsync();
        Assert.Equal(3, llm.Requests.Count);
    }

    [Fact]
    public async Task A_question_that_the_server_cut_is_told_from_one_that_it_read()
    {
        llm.Answer = _ => RecordedAnswer.Json("""{"choices":[{"message":{"content":"{}"}}],"usage":{"prompt_tokens":2047,"completion_tokens":9}}""");
        var question = new ChatQuestion("test", "instructions", new string('x', 20_000), "answer", new JsonObject(), MaxOutputTokens: 10);
        Assert.Equal("{}", (await AskAsync(model, question)).Text);
        var error = await Assert.ThrowsAsync<LlmException>(() => AskAsync(model, question with { IsDivisible = true }));
        Assert.Equal(LlmFailure.ContextTooSmall, error.Failure);
        Assert.Contains("read 2047 of about 5003 tokens", error.Message, StringComparison.Ordinal);
        Assert.Equal("{}", (await AskAsync(model, question with { IsDivisible = true, User = new string('x', 8_000) })).Text);
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
        "stream" => RecordedLlm.IsStreamed(request),
        "usage" => request["stream_options"] is not null,
        _ => request[what] is not null,
    };

    private ChatModel Model(string address) => new(new LlmOptions { BaseUrl = address, Model = "fake" }, ledger, time);

    private Task<ChatAnswer> AskAsync() => AskAsync(model);

    private static Task<ChatAnswer> AskAsync(ChatModel asked, ChatQuestion? question = null) => asked.AskAsync(
        question ?? new ChatQuestion("test", "instructions", "material", "answer", new JsonObject(), MaxOutputTokens: 10), "run", "default",
        new LlmBudget(100, 1_000_000), TestContext.Current.CancellationToken);
}
