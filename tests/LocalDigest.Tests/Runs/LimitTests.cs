using System.Net;
using System.Text.Json.Nodes;
using LocalDigest.Tests.Api;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Runs;

/// <summary>The limits of a profile reach the run that makes its digest, and each decides at its edge.</summary>
public sealed class LimitTests
{
    [Fact, TakesLong]
    public async Task The_least_relevance_and_novelty_decide_what_comes_in()
    {
        await using var llm = new FakeLlm();
        llm.Judge = id => id[^1] switch
        {
            '0' => FakeLlm.Verdict(id, relevance: 7, novelty: 4),
            '1' => FakeLlm.Verdict(id, relevance: 6, novelty: 9),
            '2' => FakeLlm.Verdict(id, relevance: 9, novelty: 3),
            _ => FakeLlm.Verdict(id, relevance: 10, novelty: 10),
        };
        await using var daemon = await TestDaemon.StartAsync(llm.Settings);
        await daemon.ImportAsync(TestDaemon.MadeUp(4));
        await RunAsync(daemon, new { minRelevance = 7, minNovelty = 4 });
        Assert.Equal(
            ["selected", "not-relevant-enough", "not-novel-enough", "selected"],
            await OutcomesAsync(daemon, Enumerable.Range(0, 4).Select(i => $"arxiv:2601.9000{i}")));
    }

    [Fact, TakesLong]
    public async Task The_least_similarity_decides_what_the_judge_sees()
    {
        await using var llm = new FakeLlm();
        await using var daemon = await TestDaemon.StartAsync(llm.Settings);
        await daemon.ImportAsync(ModelApiTests.TwoSubjects(5));
        var papers = (await RunAsync(daemon, new { minSimilarity = 0 }))["papers"]!.AsArray();
        Assert.Equal(10, papers.Count);
        var ordered = papers.Select(paper => (Id: paper!["id"]!.GetValue<string>(), Similarity: paper["similarity"]!.GetValue<double>()))
            .OrderByDescending(paper => paper.Similarity).ToList();
        var least = ordered[4].Similarity;
        Assert.True(ordered[5].Similarity < least, "The fungi are as near as the tides.");

        // Half of the papers are farther than these five.
        Assert.Equal(5, (await RunAsync(daemon, new { minSimilarity = 0.5 }, profile: "strict"))["papers"]!.AsArray().Count);
        Assert.Equal(["selected", "below-similarity"], await OutcomesAsync(daemon, [ordered[4].Id, ordered[5].Id], profile: "strict"));
        var why = await ExplainAsync(daemon, ordered[5].Id, "strict", "reason");
        Assert.Contains("closer to your interests than 40% of all papers; the profile asks for 50%", why, StringComparison.Ordinal);
    }

    [Theory, TakesLong]
    [InlineData(0.0, 0)]
    [InlineData(0.3, 3)]
    public async Task The_share_for_exploration_is_the_profiles(double share, int explored)
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(ModelApiTests.TwoSubjects(15));
        var thumbs = Enumerable.Range(0, 8)
            .Select(i => new { id = $"arxiv:2601.{7 + i % 2}000{i / 2}", value = i % 2 == 0 ? "up" : "down" });
        await daemon.PostAsync("/v1/feedback", new { items = thumbs });
        var papers = (await RunAsync(daemon, new { maxPapers = 10, exploration = share }))["papers"]!.AsArray();
        Assert.Equal(10, papers.Count);
        Assert.Equal(explored, papers.Count(paper => paper!["isExploration"]!.GetValue<bool>()));
    }

    /// <summary>Makes the digest of what is stored, for a profile with these settings.</summary>
    private static async Task<JsonNode> RunAsync(TestDaemon daemon, object digest, string profile = "default")
    {
        const string interests = "1. Tides\n   Relevant: tides and currents along the coast; robots.";
        var request = new { name = profile, interests, sources = Array.Empty<object>(), digest };
        if (profile == "default")
        {
            using var changed = await daemon.SendAsync(HttpMethod.Put, "/v1/profiles/default", request);
            Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        }
        else
        {
            await daemon.PostAsync("/v1/profiles", request);
        }
        var run = await daemon.RunAsync(new { kind = "digest", profile, sources = Array.Empty<object>() });
        Assert.Equal("succeeded", run["state"]!.GetValue<string>());
        return await daemon.GetAsync($"/v1/digests/{run["digest"]}");
    }

    private static async Task<List<string>> OutcomesAsync(TestDaemon daemon, IEnumerable<string> papers, string profile = "default")
    {
        var outcomes = new List<string>();
        foreach (var paper in papers) outcomes.Add(await ExplainAsync(daemon, paper, profile, "outcome"));
        return outcomes;
    }

    private static async Task<string> ExplainAsync(TestDaemon daemon, string paper, string profile, string field) =>
        (await daemon.GetAsync($"/v1/papers/{Uri.EscapeDataString(paper)}/explain?profile={profile}"))[field]!.GetValue<string>();
}
