using System.Net;
using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Api;

/// <summary>Papers by meaning: what is near to a paper, and searches that go by words and meaning.</summary>
public sealed class MeaningApiTests
{
    private static readonly object[] Papers =
    [
        new { id = "arxiv:2601.95001", title = "Folding towels with two robot arms", @abstract = "Robots fold towels and cloth by touch.", published = "2026-01-20", categories = new[] { "cs.RO" } },
        new { id = "arxiv:2601.95002", title = "Robots that fold cloth", @abstract = "Two arms fold towels, shirts and other cloth.", published = "2026-01-21", categories = new[] { "cs.RO" } },
        new { id = "arxiv:2601.95003", title = "Stellar mass of distant galaxies", @abstract = "Redshift surveys measure galaxies.", published = "2026-01-20", categories = new[] { "astro-ph.GA" } },
        new { id = "arxiv:2601.95004", title = "Redshift surveys of early galaxies", @abstract = "Galaxies form stars early; stellar mass grows.", published = "2026-01-22", categories = new[] { "astro-ph.GA" } },
        new { id = "arxiv:2601.95005", title = "Proteins in zebrafish", @abstract = "Enzymes are studied.", published = "2026-01-20", categories = new[] { "q-bio.BM" } },
    ];

    [Fact]
    public async Task The_nearest_papers_come_first_and_the_paper_itself_does_not_come()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(Papers);
        var near = await daemon.GetAsync("/v1/papers/arxiv%3A2601.95001/similar?limit=2");
        Assert.Equal("arxiv:2601.95002", Ids(near)[0]);
        Assert.Equal("arxiv:2601.95004", Ids(await daemon.GetAsync("/v1/papers/arxiv%3A2601.95003/similar"))[0]);
        var similarities = near["items"]!.AsArray().Select(item => item!["similarity"]!.GetValue<double>()).ToList();
        Assert.InRange(similarities[0], 0.3, 1);
        Assert.Equal(similarities.OrderDescending(), similarities);
        Assert.DoesNotContain("arxiv:2601.95001", Ids(near));
        using var unknown = await daemon.SendAsync(HttpMethod.Get, "/v1/papers/arxiv%3A2601.99999/similar");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task A_search_finds_what_no_paper_says_in_all_of_the_words()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(Papers);
        // "towels" and "galaxies" and so on stand in different papers; words alone ask for all of them first.
        var found = Ids(await daemon.GetAsync("/v1/papers?q=robots%20fold%20towels%20cloth%20by%20touch"));
        Assert.Equal(["arxiv:2601.95001", "arxiv:2601.95002"], found);
        // What is near to nothing is not padded with what is there.
        Assert.DoesNotContain("arxiv:2601.95005", Ids(await daemon.GetAsync("/v1/papers?q=galaxies%20redshift")));
        Assert.Equal(0, (await daemon.GetAsync("/v1/papers?q=sourdough"))["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task Filters_hold_for_what_is_found_by_meaning_too()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(Papers);
        const string search = "/v1/papers?q=robots%20fold%20towels%20cloth%20by%20touch";
        Assert.Equal(["arxiv:2601.95002"], Ids(await daemon.GetAsync(search + "&from=2026-01-21")));
        Assert.Empty(Ids(await daemon.GetAsync(search + "&category=astro-ph")));
        Assert.Equal(["arxiv:2601.95001"], Ids(await daemon.GetAsync(search + "&to=2026-01-20&category=cs.RO")));
    }

    [Fact]
    public async Task A_phrase_or_the_beginning_of_a_word_is_looked_for_by_its_letters()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(Papers);
        Assert.Equal(["arxiv:2601.95001"], Ids(await daemon.GetAsync("/v1/papers?q=%22two%20robot%20arms%22")));
        Assert.Equal(["arxiv:2601.95005"], Ids(await daemon.GetAsync("/v1/papers?q=zebra*")));
    }

    [Fact]
    public async Task Pages_of_a_search_follow_each_other_without_gap_or_repetition()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TestDaemon.MadeUp(60));
        var whole = Ids(await daemon.GetAsync("/v1/papers?q=robots%20grasp%20item&limit=100"));
        var paged = new List<string>();
        string? cursor = null;
        do
        {
            var page = await daemon.GetAsync("/v1/papers?q=robots%20grasp%20item&limit=7" + (cursor is null ? "" : "&cursor=" + cursor));
            paged.AddRange(Ids(page));
            cursor = page["next"]?.GetValue<string>();
        }
        while (cursor is not null);
        Assert.Equal(60, whole.Count);
        Assert.Equal(whole, paged);
    }

    [Fact]
    public async Task The_sample_days_papers_have_neighbours_on_their_own_subject()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.RunAsync(new { kind = "digest", sources = new[] { new { kind = "sample" } } });
        var papers = (await daemon.GetAsync("/v1/papers?limit=500"))["items"]!.AsArray();
        Assert.True(papers.Count > 10);
        var byChance = papers.Average(one => papers.Count(other => other != one && Shares(one!, other!)) / (papers.Count - 1.0));
        var near = new List<bool>();
        foreach (var paper in papers)
        {
            var nearest = (await daemon.GetAsync($"/v1/papers/{Uri.EscapeDataString(paper!["id"]!.GetValue<string>())}/similar?limit=3"))["items"]!.AsArray();
            near.AddRange(nearest.Select(other => Shares(paper, other!)));
        }
        var share = near.Average(isShared => isShared ? 1.0 : 0);
        Assert.True(near.Count > 2 * papers.Count && share > 1.5 * byChance, $"{share:0.00} of {near.Count} neighbours share a category, {byChance:0.00} would by chance.");
    }

    private static bool Shares(JsonNode one, JsonNode other) => Categories(one).Intersect(Categories(other)).Any();

    private static IEnumerable<string> Categories(JsonNode paper) => paper["categories"]!.AsArray().Select(category => category!.GetValue<string>());

    private static List<string> Ids(JsonNode list) => [.. list["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>())];
}
