using LocalDigest.Llm;

namespace LocalDigest.Tests.Llm;

public sealed class JsonAnswerTests
{
    [Theory]
    [InlineData("""{"tldr": "It works."}""", "It works.")]
    [InlineData("```json\n{\"tldr\": \"It works.\"}\n```", "It works.")]
    [InlineData("""Let me see {what this is. Here: {"tldr": "It works."}""", "It works.")]
    [InlineData("""The set {x} is {"a": 1}, so {"TLDR": "It works."} as asked.""", "It works.")]
    [InlineData("""<think>{"tldr": "No."}</think>{"tldr": "It works."}""", "It works.")]
    [InlineData("""{"tldr": "It works.",}""", "It works.")]
    [InlineData("""{"tldr": "A \"brace\" } in it."}""", "A \"brace\" } in it.")]
    [InlineData("""{"tldr": "With $\alpha$, $\frac{1}{2}$, $\beta$, $\theta$ and $\nabla f$.\nNext line\tand tab."}""", "With $\\alpha$, $\\frac{1}{2}$, $\\beta$, $\\theta$ and $\\nabla f$.\nNext line\tand tab.")]
    [InlineData("""{"tldr": "Escaped $\\alpha$ and \u00e9 and \url."}""", "Escaped $\\alpha$ and é and \\url.")]
    public void Finds_the_object_in_what_stands_around_it(string answer, string text) => Assert.Equal(text, JsonAnswer.Property(JsonAnswer.Find(answer, "tldr")!.Value, "tldr")!.Value.GetString());

    [Theory]
    [InlineData("")]
    [InlineData("It works.")]
    [InlineData("""{"tldr": "It wor""")]
    [InlineData("""{"answer": "It works."}""")]
    [InlineData("""["tldr"]""")]
    [InlineData("{{{{{{{{{{")]
    public void Where_there_is_none_it_finds_none(string answer) => Assert.Null(JsonAnswer.Find(answer, "tldr"));

    [Fact]
    public void Endless_braces_take_little_time()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Null(JsonAnswer.Find(new string('{', JsonAnswer.LongestAnswer), "tldr"));
        Assert.Null(JsonAnswer.Find(string.Concat(Enumerable.Repeat("{}", JsonAnswer.LongestAnswer / 2)), "tldr"));
        Assert.Null(JsonAnswer.Find(string.Concat(Enumerable.Repeat("{\"a\":", 30_000)), "tldr"));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), watch.Elapsed.ToString());
    }
}
