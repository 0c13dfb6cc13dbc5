using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Api;

public sealed class HeldPapersApiTests
{
    private static readonly object[] Papers =
    [
        new { id = "galaxy", title = "The age of a distant galaxy", @abstract = "We measure redshift and stellar mass." },
        new { id = "towels", title = "A robot that folds towels", @abstract = "A robot with two arms learns to fold cloth and towels." },
        new { id = "both", title = "Robots and galaxies", @abstract = "Telescopes are robots too." },
        new { id = "noise", title = "Zebrafish enzymes", @abstract = "Proteins." },
    ];

    [Fact]
    public async Task The_shortlist_is_in_order_with_the_topic_of_each_and_nothing_is_stored()
    {
        await using var daemon = await TestDaemon.StartAsync();
        const string interests = "1. Cloth\n   Relevant: robots that fold towels and cloth.\n\n2. Telescopes\n   Relevant: galaxies, redshift and stellar mass.";
        var answer = await daemon.PostAsync("/v1/prefilter", new { interests, papers = Papers, keep = 2 });
        Assert.Equal(["galaxy", "towels"], Ids(answer).Order(StringComparer.Ordinal));
        Assert.Equal("1. Cloth", Item(answer, "towels")["topic"]!.GetValue<string>());
        Assert.Equal("2. Telescopes", Item(answer, "galaxy")["topic"]!.GetValue<string>());
        Assert.Equal(1, Item(answer, "towels")["index"]!.GetValue<int>());
        var similarities = answer["items"]!.AsArray().Select(item => item!["similarity"]!.GetValue<double>()).ToList();
        Assert.Equal(similarities.OrderDescending(), similarities);
        Assert.All(similarities, similarity => Assert.InRange(similarity, 0.1, 1));
        Assert.Equal(4, answer["considered"]!.GetValue<int>());
        Assert.Equal(0, (await daemon.GetAsync("/v1/papers"))["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_share_keeps_no_more_than_are_expected_to_hold_it()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var all = await daemon.PostAsync("/v1/prefilter", new { interests = "robots that fold towels", papers = Papers });
        Assert.Equal(4, Ids(all).Count);
        Assert.Equal(1, all["expectedShare"]!.GetValue<double>());
        var sum = all["items"]!.AsArray().Sum(item => item!["similarity"]!.GetValue<double>());
        var last = 0;
        foreach (var share in new[] { 0.0, 0.3, 0.6, 0.9, 1.0 })
        {
            var some = await daemon.PostAsync("/v1/prefilter", new { interests = "robots that fold towels", papers = Papers, share });
            var kept = some["items"]!.AsArray().Select(item => item!["similarity"]!.GetValue<double>()).ToList();
            Assert.True(kept.Sum() >= share * sum - 0.0001);
            // One fewer would not have been enough.
            Assert.True(kept.Count == 0 || kept.SkipLast(1).Sum() < share * sum);
            Assert.Equal(kept.Sum() / sum, some["expectedShare"]!.GetValue<double>(), 0.001);
            Assert.True(kept.Count >= last);
            last = kept.Count;
        }
    }

    [Fact]
    public async Task A_profile_leaves_out_its_negative_keywords_with_the_reason_and_keeps_its_authors()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var profile = await daemon.PostAsync("/v1/profiles", new { name = "Cloth", interests = "robots that fold towels", negativeKeywords = new[] { "galaxies" }, authors = new[] { "Zoe Bra" } });
        object[] papers = [.. Papers, new { id = "followed", title = "On nothing of interest", authors = new[] { "Zoe Bra" } }];
        var answer = await daemon.PostAsync("/v1/prefilter", new { profile = profile["id"]!.GetValue<string>(), papers, keep = 2 });
        Assert.Equal(["towels", "followed"], Ids(answer));
        var left = Assert.Single(answer["leftOut"]!.AsArray())!;
        Assert.Equal(("both", 2), (left["id"]!.GetValue<string>(), left["index"]!.GetValue<int>()));
        Assert.Contains("negative keyword", left["reason"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Held_papers_are_cleaned_and_scored_like_stored_ones()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TestDaemon.MadeUp(600));
        var profile = (await daemon.PostAsync("/v1/profiles", new { name = "Robots", interests = "Paper 7 on robots" }))["id"]!.GetValue<string>();
        var stored = (await daemon.GetAsync($"/v1/papers?profile={profile}&sort=similarity&limit=1"))["items"]![0]!;
        object Held(string id, string title) => new { id, title, @abstract = stored["abstract"]!.GetValue<string>() };
        var title = stored["title"]!.GetValue<string>();
        var answer = await daemon.PostAsync("/v1/prefilter", new { profile, papers = new[] { Held("plain", title), Held("marked", @"\textbf{" + title + "}"), Held("other", "Cooking with gas") } });
        var scores = answer["items"]!.AsArray().ToDictionary(item => item!["id"]!.GetValue<string>(), item => item!["similarity"]!.GetValue<double>());
        Assert.Equal(scores["plain"], scores["marked"]);
        // The same words in one paper more are a little less rare.
        Assert.Equal(stored["similarity"]!.GetValue<double>(), scores["plain"], 0.01);
        Assert.True(scores["plain"] > scores["other"]);
    }

    [Theory]
    [InlineData("""{"interests":"x"}""", "papers")]
    [InlineData("""{"interests":"x","papers":[{"id":"a"}]}""", "papers[0].title")]
    [InlineData("""{"interests":"x","papers":[{"title":"t"},null]}""", "papers[1]")]
    [InlineData("""{"interests":"x","papers":[],"keep":-1}""", "keep")]
    [InlineData("""{"interests":"x","papers":[],"share":1.5}""", "share")]
    [InlineData("""{"interests":" ","papers":[]}""", "interests")]
    [InlineData("""{"interests":"x","profile":"default","papers":[]}""", "interests")]
    public async Task What_cannot_be_read_is_named(string body, string field)
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var response = await daemon.SendAsync(HttpMethod.Post, "/v1/prefilter", body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal([field], problem["errors"]!.AsObject().Select(error => error.Key));
        using var unknown = await daemon.SendAsync(HttpMethod.Post, "/v1/prefilter", """{"profile":"nobody","papers":[]}""");
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Ten_thousand_papers_are_scored_in_one_request_and_one_more_is_refused()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var text = string.Join(' ', Enumerable.Range(0, 150).Select(i => $"word{i % 40} towel{i % 7}"));
        var papers = Enumerable.Range(0, 10_000).Select(i => new { id = $"p{i}", title = $"Paper {i} on robots", @abstract = text + i }).ToList();
        await daemon.PostAsync("/v1/prefilter", new { interests = "robots", papers = papers.Take(50), keep = 1 });
        var started = Stopwatch.GetTimestamp();
        var answer = await daemon.PostAsync("/v1/prefilter", new { interests = "robots and towels", papers, keep = 10 });
        TestContext.Current.SendDiagnosticMessage($"10,000 papers: {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0} ms");
        Assert.Equal((10, 10_000), (Ids(answer).Count, answer["considered"]!.GetValue<int>()));
        // A second or two on a quiet machine; what grew with the square of the papers would take minutes.
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 55);
        using var more = await daemon.SendAsync(HttpMethod.Post, "/v1/prefilter", new { interests = "robots", papers = papers.Append(papers[0]) });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, more.StatusCode);
    }

    private static List<string> Ids(JsonNode answer) => [.. answer["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>())];

    private static JsonNode Item(JsonNode answer, string id) => answer["items"]!.AsArray().Single(item => item!["id"]!.GetValue<string>() == id)!;
}
