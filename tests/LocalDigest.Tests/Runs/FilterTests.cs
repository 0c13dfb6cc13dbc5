using System.Text.Json.Nodes;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Runs;

/// <summary>What a profile rules in and out whatever it is like: keywords, and whom it follows.</summary>
public sealed class FilterTests
{
    [Fact, TakesLong]
    public async Task A_required_keyword_followed_people_and_institutions_decide_before_the_judge()
    {
        await using var llm = new FakeLlm { Judge = id => FakeLlm.Verdict(id, relevance: 2, novelty: 2) };
        await using var daemon = await TestDaemon.StartAsync(llm.Settings);
        await daemon.ImportAsync(
        [
            Paper(0, "Grippers of silicone", "Ann Lee"),
            Paper(1, "Grippers of steel", "Ann Lee"),
            Paper(2, "Grippers of wood", "Zoë Last"),
            Paper(3, "Grippers of paper", "Bo Berg", "Institute of Fields, University of Exampleton"),
            Paper(4, "Grippers of silicone that weld", "Zoë Last"),
        ]);
        using var answer = await daemon.SendAsync(HttpMethod.Put, "/v1/profiles/default", new
        {
            name = "default", interests = "Grippers", sources = Array.Empty<object>(), requiredKeywords = new[] { "silicone", "glass" },
            negativeKeywords = new[] { "weld" }, authors = new[] { "Zoë Last" }, institutions = new[] { "university of exampleton" },
        });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        await daemon.RunAsync(new { kind = "digest", sources = Array.Empty<object>() });

        var (outcomes, reasons) = (new List<string>(), new List<string>());
        for (var i = 0; i < 5; i++)
        {
            var explained = await daemon.GetAsync($"/v1/papers/{Uri.EscapeDataString($"arxiv:2601.8000{i}")}/explain");
            outcomes.Add(explained["outcome"]!.GetValue<string>());
            reasons.Add(explained["reason"]!.GetValue<string>());
        }
        Assert.Equal(["not-relevant-enough", "no-required-keyword", "selected", "selected", "negative-keyword"], outcomes);
        Assert.Equal("It holds none of the keywords that the profile requires: silicone, glass.", reasons[1]);
        Assert.Contains("Zoë Last wrote it, whom you follow.", reasons[2], StringComparison.Ordinal);
        Assert.Contains("It comes from university of exampleton, which you follow.", reasons[3], StringComparison.Ordinal);
        Assert.Equal(["arxiv:2601.80000", "arxiv:2601.80002", "arxiv:2601.80003"], llm.Answered.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_caller_is_told_which_of_its_papers_lack_a_required_keyword()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.SendAsync(HttpMethod.Put, "/v1/profiles/default", new { name = "default", interests = "Grippers", requiredKeywords = new[] { "silicone" } });
        var shortlist = await daemon.PostAsync("/v1/prefilter", new
        {
            papers = new[] { new { id = "1", title = "Grippers of silicone", @abstract = "" }, new { id = "2", title = "Grippers of siliconed steel", @abstract = "" } },
        });
        Assert.Equal("1", Assert.Single(shortlist["items"]!.AsArray())!["id"]!.GetValue<string>());
        Assert.Equal("2", Assert.Single(shortlist["leftOut"]!.AsArray())!["id"]!.GetValue<string>());
    }

    private static JsonObject Paper(int i, string title, string author, string? affiliation = null) => new()
    {
        ["id"] = $"arxiv:2601.8000{i}",
        ["title"] = title,
        ["abstract"] = "They hold soft things.",
        ["authors"] = affiliation is null
            ? new JsonArray(author)
            : new JsonArray(new JsonObject { ["name"] = author, ["affiliation"] = affiliation }),
        ["categories"] = new JsonArray("cs.RO"),
        ["published"] = DateTimeOffset.UtcNow.AddDays(-1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
    };
}
