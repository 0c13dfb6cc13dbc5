using System.Text.Json.Nodes;
using LocalDigest.Llm;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Judging;

/// <summary>How many papers the judge is asked about at once.</summary>
public sealed class BatchTests
{
    [Fact]
    public async Task No_question_is_longer_than_the_context()
    {
        await using var llm = new FakeLlm();
        await using var daemon = await TestDaemon.StartAsync([.. llm.Settings, "--LocalDigest:Llm:ContextTokens=2048"]);
        var run = await RunAsync(daemon, [.. Enumerable.Range(0, 6).Select(i => LongPaper(i, sentences: i == 0 ? 200 : 25))]);
        Assert.Equal(6, run["counts"]!["judged"]!.GetValue<int>());
        Assert.All(llm.Requests, asked => Assert.InRange(
            TokenEstimate.Of(asked.System) + TokenEstimate.Of(asked.User) + 150 * asked.Papers.Count, 0, 2048));
    }

    [Fact]
    public async Task Where_eight_take_too_long_fewer_are_asked_about_and_all_are_judged()
    {
        await using var llm = new FakeLlm();
        llm.Before = async (asked, context) =>
        {
            if (asked.Papers.Count > 2) await Task.Delay(TimeSpan.FromSeconds(30), context.RequestAborted);
            return false;
        };
        await using var daemon = await TestDaemon.StartAsync([.. llm.Settings, "--LocalDigest:Llm:TimeoutSeconds=1", "--LocalDigest:Llm:Concurrency=1"]);
        var run = await RunAsync(daemon, [.. TestDaemon.MadeUp(8)]);
        Assert.Equal(8, run["counts"]!["judged"]!.GetValue<int>());
        // What was found out holds for the second half.
        Assert.Equal([8, 4, 2, 2, 2, 2], llm.Requests.Select(asked => asked.Papers.Count));
        Assert.Contains("TimeoutSeconds", run["problems"]![0]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private static object LongPaper(int i, int sentences) => new
    {
        id = $"arxiv:2601.7{i:0000}",
        title = $"Robots that grasp item {i}",
        @abstract = string.Join(' ', Enumerable.Range(0, sentences).Select(n => $"In experiment {n} of series {i} a robot grasps item {n}.")),
        categories = new[] { "cs.RO" },
    };

    private static async Task<JsonNode> RunAsync(TestDaemon daemon, object[] papers)
    {
        await daemon.ImportAsync(papers);
        return await daemon.RunAsync(new { kind = "digest", profile = "default", sources = Array.Empty<object>() });
    }
}
