using System.Text.Json.Nodes;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Judging;

/// <summary>What the judge is asked, as the model gets it.</summary>
public sealed class JudgePromptTests
{
    [Fact]
    public async Task The_comment_comes_before_the_grades()
    {
        var asked = await AskedAsync(async daemon => await WithInterestsAsync(daemon, "Robots that grasp"));
        var verdict = asked.Body["response_format"]!["json_schema"]!["schema"]!["properties"]!["verdicts"]!["items"]!["properties"]!.AsObject();
        Assert.Equal(["id", "comment", "criterion", "relevance", "novelty"], verdict.Select(property => property.Key));
        Assert.True(asked.System.IndexOf("\"comment\"", StringComparison.Ordinal)
            < asked.System.IndexOf("\"relevance\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1. Robots that grasp soft things\n   Relevant: suction, soft fingers.\n   Not relevant: welding robots.\n2. Tides\n\nI like surprising results. No surveys, please.")]
    [InlineData("I work on robots that grasp soft things, and on how tides move sand. I do not care about welding. Surprising results are welcome.")]
    [InlineData("robots that grasp soft things")]
    [InlineData("我研究会抓取软物体的机器人,也关心潮汐如何搬运沙子。我对焊接不感兴趣。")]
    public async Task Each_word_of_the_interests_is_there_once_and_none_is_cut(string interests)
    {
        var system = (await AskedAsync(async daemon => await WithInterestsAsync(daemon, interests))).System;
        var criteria = system[system.LastIndexOf("with their numbers:", StringComparison.Ordinal)..];
        foreach (var telling in (string[])["grasp", "soft things", "suction", "welding", "tides", "Tides", "sand", "urprising", "surveys", "抓取软物体", "潮汐", "焊接"])
        {
            if (!interests.Contains(telling, StringComparison.Ordinal)) continue;
            Assert.True(criteria.Split(telling).Length == 2, $"'{telling}' stands {criteria.Split(telling).Length - 1} times:\n{criteria}");
        }
    }

    [Fact]
    public async Task Thumbs_are_its_examples_and_make_no_verdict_void()
    {
        await using var llm = new FakeLlm();
        await using var daemon = await TestDaemon.StartAsync(llm.Settings);
        await daemon.ImportAsync(TestDaemon.MadeUp(12));
        await daemon.PostAsync("/v1/feedback", new
        {
            items = Enumerable.Range(0, 8).Select(i => new { id = $"arxiv:2601.9{i:0000}", value = i == 3 ? "down" : "up" }),
        });
        var run = await daemon.RunAsync(new { kind = "digest", sources = Array.Empty<object>() });
        Assert.True(run["counts"]!["judged"]!.GetValue<int>() > 0, run.ToJsonString());
        var system = llm.Requests[0].System;
        var liked = system[system.IndexOf("the researcher liked", StringComparison.Ordinal)..system.IndexOf("the researcher did not want", StringComparison.Ordinal)];
        Assert.Equal(5, liked.Split("\n- ").Length - 1);
        Assert.Equal(1, system[system.IndexOf("the researcher did not want", StringComparison.Ordinal)..].Split("\n- ").Length - 1);
        Assert.Contains("- Paper number 3 about robots that learn to grasp item 3", system, StringComparison.Ordinal);

        var asked = llm.Requests.Count;
        await daemon.PostAsync("/v1/feedback", new { items = new[] { new { id = "arxiv:2601.90009", value = "up" } } });
        await daemon.RunAsync(new { kind = "digest", sources = Array.Empty<object>() });
        Assert.Equal(asked, llm.Requests.Count);
    }

    [Fact]
    public async Task Words_of_the_users_own_ask_for_one_profile_or_all()
    {
        using var folder = new TempFolder();
        var prompts = Directory.CreateDirectory(Path.Combine(folder.Path, "prompts")).FullName;
        await using var llm = new FakeLlm();
        await using var daemon = await TestDaemon.StartAsync(llm.Settings, folder.Path);
        await daemon.ImportAsync(TestDaemon.MadeUp(2));
        await WithInterestsAsync(daemon, "Robots that grasp");

        async Task<JsonNode> RunAsync() => await daemon.RunAsync(new { kind = "digest", sources = Array.Empty<object>() });
        await File.WriteAllTextAsync(
            Path.Combine(prompts, "judge.md"), "For all, in {{language}}: {{criteria}}", TestContext.Current.CancellationToken);
        await RunAsync();
        Assert.Equal("For all, in en: 1. Robots that grasp", llm.Requests[^1].System);

        // Other words are another question.
        await File.WriteAllTextAsync(
            Path.Combine(prompts, "judge.default.md"), "For one: {{criteria}}", TestContext.Current.CancellationToken);
        await RunAsync();
        Assert.Equal("For one: 1. Robots that grasp", llm.Requests[^1].System);

        await File.WriteAllTextAsync(
            Path.Combine(prompts, "judge.default.md"), "For one, without them.", TestContext.Current.CancellationToken);
        var run = await RunAsync();
        Assert.Contains(
            "judge.default.md does not hold {{criteria}}", run["problems"]![0]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.StartsWith("You help a researcher", llm.Requests[^1].System, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_the_authors_those_whom_the_researcher_follows_are_named()
    {
        var asked = await AskedAsync(
            async daemon => await daemon.SendAsync(HttpMethod.Put, "/v1/profiles/default", new { name = "default", interests = "Robots", authors = new[] { "Zoë Last" }, sources = Array.Empty<object>() }),
            new
            {
                id = "arxiv:2601.70001", title = "Robots of many authors", @abstract = "Robots grasp.", categories = new[] { "cs.RO" },
                authors = Enumerable.Range(0, 40).Select(i => $"Author {(char)('A' + i % 26)}{i}").Append("Zoë Last"),
            });
        var paper = JsonNode.Parse(asked.User[asked.User.IndexOf("[{", StringComparison.Ordinal)..])![0]!;
        Assert.Equal("Zoë Last", paper["authors"]!.GetValue<string>());
        Assert.Null(JsonNode.Parse((await AskedAsync(_ => Task.CompletedTask)).User.Split("as JSON data:")[1])![0]!["authors"]);
    }

    private static async Task<ChatAsked> AskedAsync(Func<TestDaemon, Task> prepareAsync, object? paper = null)
    {
        await using var llm = new FakeLlm();
        await using var daemon = await TestDaemon.StartAsync(llm.Settings);
        await daemon.ImportAsync(paper is null ? TestDaemon.MadeUp(2) : [paper]);
        await prepareAsync(daemon);
        await daemon.RunAsync(new { kind = "digest", sources = Array.Empty<object>() });
        return llm.Requests[0];
    }

    private static async Task WithInterestsAsync(TestDaemon daemon, string interests)
    {
        using var answer = await daemon.SendAsync(
            HttpMethod.Put, "/v1/profiles/default", new { name = "default", interests, sources = Array.Empty<object>() });
        Assert.True(answer.IsSuccessStatusCode);
    }
}
