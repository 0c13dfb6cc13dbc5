using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Prefiltering;

/// <summary>What the prefilter leaves out, and what it lets through whatever its similarity, at the surface.</summary>
public sealed class ShortlistTests
{
    [Fact]
    public async Task A_negative_keyword_is_a_whole_word_in_title_or_abstract()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(
        [
            Paper(1, "A survey of robots", "Robots grasp."), Paper(2, "Surveying land with robots", "Robots measure."), Paper(3, "Robots that grasp", "No other SURVEY says so."),
            Paper(4, "Robots and resurvey", "They grasp."),
        ]);
        await ProfileAsync(daemon, negativeKeywords: ["survey"]);
        Assert.Equal(["arxiv:2601.00002", "arxiv:2601.00004"], await DigestAsync(daemon));
        Assert.Equal("negative-keyword", (await daemon.GetAsync("/v1/papers/arxiv%3A2601.00003/explain?profile=mine"))["outcome"]!.GetValue<string>());
    }

    [Fact, TakesLong]
    public async Task Similarity_below_the_least_leaves_a_paper_out_unless_its_author_is_followed()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync([Paper(1, "Robots that grasp towels", "Robots grasp towels with two arms."), Paper(2, "Beetles below bark", "Beetles live below bark."), Paper(3, "Moss on stones", "Moss grows.", "Eva Gust")]);
        await ProfileAsync(daemon, authors: ["Eva Gust"], minSimilarity: 0.3);
        var similarity = (await daemon.GetAsync("/v1/papers/arxiv%3A2601.00002?profile=mine"))["similarity"]!.GetValue<double>();
        Assert.True(similarity < 0.3);
        Assert.Equal(["arxiv:2601.00001", "arxiv:2601.00003"], await DigestAsync(daemon));
        Assert.Equal("below-similarity", (await daemon.GetAsync("/v1/papers/arxiv%3A2601.00002/explain?profile=mine"))["outcome"]!.GetValue<string>());
    }

    [Fact]
    public async Task Beyond_the_shortlist_the_less_similar_ones_are_left_out()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync([Paper(1, "Beetles below bark", "Beetles live below bark."), Paper(2, "Robots that grasp towels", "Robots grasp towels with two arms."), Paper(3, "Moss on stones", "Moss grows.")]);
        await ProfileAsync(daemon, shortlist: 1);
        Assert.Equal(["arxiv:2601.00002"], await DigestAsync(daemon));
        Assert.Equal("beyond-shortlist", (await daemon.GetAsync("/v1/papers/arxiv%3A2601.00003/explain?profile=mine"))["outcome"]!.GetValue<string>());
    }

    private static object Paper(int i, string title, string text, string author = "Ada King") =>
        new { id = $"arxiv:2601.0000{i}", title, @abstract = text, authors = new[] { author }, published = DateTimeOffset.UtcNow.AddDays(-1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture) };

    private static Task<JsonNode> ProfileAsync(TestDaemon daemon, string[]? negativeKeywords = null, string[]? authors = null, double minSimilarity = 0, int shortlist = 80) =>
        daemon.PostAsync("/v1/profiles", new
        {
            name = "Mine", interests = "1. Robots\n   Relevant: robots that grasp towels.", negativeKeywords = negativeKeywords ?? [], authors = authors ?? [], sources = Array.Empty<object>(),
            digest = new { minSimilarity, shortlist },
        });

    private static async Task<IEnumerable<string>> DigestAsync(TestDaemon daemon)
    {
        await daemon.RunAsync(new { kind = "digest", profile = "mine", sources = Array.Empty<object>() });
        return (await daemon.GetAsync("/v1/digests/latest?profile=mine"))["papers"]!.AsArray().Select(paper => paper!["id"]!.GetValue<string>()).Order(StringComparer.Ordinal);
    }
}
