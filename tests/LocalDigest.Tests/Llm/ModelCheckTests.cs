using System.Text.Json.Nodes;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Llm;

/// <summary>What <c>GET /v1/llm/check</c> finds out about endpoints.</summary>
public sealed class ModelCheckTests : IAsyncDisposable
{
    private readonly RecordedLlm llm = new() { Answer = _ => RecordedAnswer.Completion("""{"preprint":"A paper before review.","json":"A form of data."}""") };

    /// <summary>Nothing else on this machine is looked at.</summary>
    private readonly string[] elsewhere =
    [
        "--LocalDigest:Llm:LocalServers:Ollama=http://127.0.0.1:9/v1", "--LocalDigest:Llm:LocalServers:LM Studio=http://127.0.0.1:9/v1",
        "--LocalDigest:Llm:LocalServers:llama.cpp=http://127.0.0.1:9/v1",
    ];

    public ValueTask DisposeAsync() => llm.DisposeAsync();

    [Fact]
    public async Task A_model_that_answers_is_told_with_form_speed_context_and_price()
    {
        llm.Models = """{"data":[{"id":"other"},{"id":"stand-in-1","max_model_len":4096,"pricing":{"prompt":"0.0000005","completion":"0.000002"}}]}""";
        var check = await CheckAsync(llm.Settings);
        Assert.True(check["works"]!.GetValue<bool>(), check.ToJsonString());
        Assert.Equal("schema", check["form"]!.GetValue<string>());
        Assert.Equal(4096, check["contextTokens"]!.GetValue<long>());
        Assert.Contains("ContextTokens is 16384", check["notes"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(0.5m, check["usdPerMillionInputTokens"]!.GetValue<decimal>());
        Assert.Equal(2m, check["usdPerMillionOutputTokens"]!.GetValue<decimal>());
        Assert.Equal(["other", "stand-in-1"], check["models"]!.AsArray().Select(model => model!.GetValue<string>()));
        Assert.Single(llm.Requests);
    }

    [Fact]
    public async Task Price_and_context_that_nobody_tells_are_unknown_and_not_nothing()
    {
        var check = await CheckAsync(llm.Settings);
        Assert.True(check["works"]!.GetValue<bool>());
        Assert.Null(check["usdPerMillionInputTokens"]);
        Assert.Null(check["contextTokens"]);
        Assert.Empty(check["models"]!.AsArray());
    }

    [Theory]
    [InlineData("A preprint is a paper before review.", "asked")]
    [InlineData("""{"answer":"A paper."}""", "json")]
    public async Task A_server_that_ignores_the_schema_is_noticed(string said, string form)
    {
        llm.Answer = _ => RecordedAnswer.Completion(said);
        Assert.Equal(form, (await CheckAsync(llm.Settings))["form"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"preprint": "A preprint is a paper that its authors show before""", "schema")]
    [InlineData("""{"preprint": "A preprint.", "json": "A form of data with \""", "schema")]
    [InlineData("""{"answer": "A preprint is a paper that its authors show before""", "json")]
    [InlineData("A preprint is a paper that its authors show before", "asked")]
    public async Task An_answer_that_was_cut_at_its_limit_shows_its_form_all_the_same(string said, string form)
    {
        llm.Answer = _ => RecordedAnswer.Json(FakeLlm.Completion(said, "length"));
        Assert.Equal(form, (await CheckAsync(llm.Settings))["form"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_model_that_does_not_answer_is_told_with_what_to_do()
    {
        llm.Answer = _ => RecordedAnswer.Json("""{"error":{"message":"model 'stand-in-1' not found, try pulling it first"}}""", 404);
        var check = await CheckAsync(llm.Settings);
        Assert.False(check["works"]!.GetValue<bool>());
        Assert.Equal("notFound", check["problem"]!["kind"]!.GetValue<string>());
        Assert.Contains("try pulling it first", check["problem"]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Servers_on_this_machine_are_offered_and_not_asked()
    {
        llm.Models = """{"data":[{"id":"qwen3:8b"}]}""";
        var check = await CheckAsync([$"--LocalDigest:Llm:LocalServers:Ollama={llm.Url}/v1"]);
        Assert.False(check["configured"]!.GetValue<bool>());
        var found = Assert.Single(check["found"]!.AsArray())!;
        Assert.Equal("Ollama", found["name"]!.GetValue<string>());
        Assert.Equal($"{llm.Url}/v1", found["baseUrl"]!.GetValue<string>());
        Assert.Equal("qwen3:8b", found["models"]![0]!.GetValue<string>());
        Assert.Contains($"for example to {llm.Url}/v1 and qwen3:8b, which Ollama serves", check["notes"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Empty(llm.Requests);
    }

    [Fact]
    public async Task An_address_that_was_mended_is_told()
    {
        var check = await CheckAsync([.. llm.Settings, $"--LocalDigest:Llm:BaseUrl={llm.Url}/api"]);
        Assert.True(check["works"]!.GetValue<bool>());
        Assert.Equal($"{llm.Url}/v1", check["baseUrl"]!.GetValue<string>());
        Assert.Contains($"Set LocalDigest:Llm:BaseUrl to {llm.Url}/v1", check["notes"]![0]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private async Task<JsonNode> CheckAsync(IEnumerable<string> settings)
    {
        await using var daemon = await TestDaemon.StartAsync([.. elsewhere, .. settings]);
        return await daemon.GetAsync("/v1/llm/check");
    }
}
