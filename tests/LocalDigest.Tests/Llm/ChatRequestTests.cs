using System.Text.Json.Nodes;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Llm;

/// <summary>The rules by which the stand-in checks every request find what breaks them.</summary>
public sealed class ChatRequestTests
{
    private const string Good = """
        {"model":"m","messages":[{"role":"user","content":"as JSON"}],"max_tokens":5,"stream":true,"stream_options":{"include_usage":true},
         "response_format":{"type":"json_schema","json_schema":{"name":"a","strict":true,"schema":{
           "type":"object","additionalProperties":false,"required":["b"],"properties":{"b":{"type":"array","minItems":1,"items":{"type":"string","enum":["c"]}}}}}}}
        """;

    [Fact]
    public void A_good_request_passes() => Assert.Null(ChatRequestRules.Fault(JsonNode.Parse(Good)!));

    [Theory]
    [InlineData("\"max_tokens\":5,", "")]
    [InlineData("\"max_tokens\":5,", "\"max_tokens\":5,\"max_completion_tokens\":5,")]
    [InlineData("\"max_tokens\":5,", "\"max_tokens\":0,")]
    [InlineData("\"stream\":true,", "")]
    [InlineData("\"model\":\"m\",", "\"model\":\"m\",\"think\":false,")]
    [InlineData("\"role\":\"user\"", "\"role\":\"me\"")]
    [InlineData("\"content\":\"as JSON\"", "\"content\":\"\"")]
    [InlineData("\"strict\":true,", "")]
    [InlineData("\"required\":[\"b\"],", "")]
    [InlineData("\"additionalProperties\":false,\"required\"", "\"required\"")]
    [InlineData("\"minItems\":1,", "\"uniqueItems\":true,")]
    [InlineData("\"enum\":[\"c\"]", "\"enum\":[]")]
    [InlineData("\"enum\":[\"c\"]", "\"minLength\":1")]
    [InlineData(",\"items\":{\"type\":\"string\",\"enum\":[\"c\"]}", "")]
    public void What_openai_would_refuse_is_found(string part, string other)
    {
        Assert.Contains(part, Good, StringComparison.Ordinal);
        Assert.NotNull(ChatRequestRules.Fault(JsonNode.Parse(Good.Replace(part, other, StringComparison.Ordinal))!));
    }

    [Fact]
    public void Too_many_values_and_levels_are_found()
    {
        var ids = new JsonArray([.. Enumerable.Range(0, 300).Select(i => (JsonNode)$"{new string('x', 60)}{i}")]);
        Assert.NotNull(ChatRequestRules.StrictFault(Holding(new JsonObject { ["type"] = "string", ["enum"] = ids })));
        JsonNode deep = new JsonObject { ["type"] = "string" };
        for (var i = 0; i < 9; i++) deep = Holding(deep);
        Assert.Null(ChatRequestRules.StrictFault(deep));
        Assert.NotNull(ChatRequestRules.StrictFault(Holding(deep)));
    }

    private static JsonObject Holding(JsonNode inner) => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = false,
        ["required"] = new JsonArray("a"),
        ["properties"] = new JsonObject { ["a"] = inner },
    };
}
