using System.Net;
using System.Text.Json.Nodes;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Api;

/// <summary>Searches are kept, and bring papers into the digest.</summary>
public sealed class SearchesApiTests
{
    private const string Ice = "arxiv:2601.80001", Glacier = "arxiv:2601.80002", Near = "arxiv:2601.80003";

    private readonly SettableClock clock = new(new DateTimeOffset(2026, 1, 20, 9, 0, 0, TimeSpan.Zero));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_search_is_kept_changed_and_kept_no_more()
    {
        await using var daemon = await TestDaemon.StartAsync(clock: clock);
        var made = await daemon.PostAsync("/v1/searches", new { name = " Ice ", q = "sea ice", category = "physics", asSource = true });
        var id = made["id"]!.GetValue<string>();
        Assert.Equal(("Ice", "sea ice", "physics", true), (
            Text(made["name"]), Text(made["q"]), Text(made["category"]), made["asSource"]!.GetValue<bool>()));
        using var changed = await daemon.SendAsync(HttpMethod.Put, $"/v1/searches/{id}", new { name = "Ice", author = "Ann Lee" });
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        var one = Assert.Single((await daemon.GetAsync("/v1/searches"))["items"]!.AsArray())!;
        Assert.Equal((null, "Ann Lee", false), (one["q"]?.GetValue<string>(), Text(one["author"]), one["asSource"]!.GetValue<bool>()));
        Assert.Equal(one.ToJsonString(), (await daemon.GetAsync($"/v1/searches/{id}")).ToJsonString());

        await daemon.PostAsync("/v1/profiles", new { name = "Other" });
        await daemon.PostAsync("/v1/searches", new { profile = "other", name = "Theirs", q = "ice" });
        Assert.Single((await daemon.GetAsync("/v1/searches"))["items"]!.AsArray());
        using var gone = await daemon.SendAsync(HttpMethod.Delete, "/v1/profiles/other");
        using var nobody = await daemon.SendAsync(HttpMethod.Get, "/v1/searches?profile=other");
        Assert.Equal(HttpStatusCode.NotFound, nobody.StatusCode);

        using var deleted = await daemon.SendAsync(HttpMethod.Delete, $"/v1/searches/{id}");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Empty((await daemon.GetAsync("/v1/searches"))["items"]!.AsArray());
    }

    [Theory]
    [InlineData("""{"name":"Nothing"}""", "q", 422)]
    [InlineData("""{"name":"Nothing","q":"  "}""", "q", 422)]
    [InlineData("""{"name":" ","q":"ice"}""", "name", 422)]
    [InlineData("""{"name":"Ice","query":"ice"}""", "query", 422)]
    [InlineData("""{"name":"Ice","q":"ice","profile":"nobody"}""", "", 404)]
    public async Task What_is_no_search_is_refused(string body, string field, int status)
    {
        await using var daemon = await TestDaemon.StartAsync(clock: clock);
        using var answer = await daemon.SendAsync(HttpMethod.Post, "/v1/searches", body);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(field, await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Empty((await daemon.GetAsync("/v1/searches"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Without_a_judge_what_a_search_finds_is_in_the_digest_with_the_searchs_name()
    {
        await using var daemon = await WithPapersAsync();
        await daemon.PostAsync("/v1/searches", new { name = "Only to look", q = "glaciers" });
        await daemon.PostAsync("/v1/searches", new { name = "Sea ice", q = "\"sea ice\" -glaciers", asSource = true });
        var papers = await DigestAsync(daemon);
        Assert.Contains("Your search “Sea ice” found it.", Reasons(papers[Ice]));
        Assert.DoesNotContain(Glacier, papers.Keys);
        Assert.DoesNotContain(Reasons(papers[Near]), reason => reason.Contains("search", StringComparison.Ordinal));
        var explained = await daemon.GetAsync($"/v1/papers/{Uri.EscapeDataString(Ice)}/explain");
        Assert.Equal("selected", Text(explained["outcome"]));
        Assert.Contains("Your search “Sea ice” found it.", Text(explained["reason"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_search_finds_is_judged_whatever_the_limit_and_passes_only_if_it_is_relevant()
    {
        await using var llm = new FakeLlm();
        llm.Judge = id => FakeLlm.Verdict(id, relevance: id == Ice ? 8 : 2);
        await using var daemon = await WithPapersAsync(llm.Settings);
        using var limited = await daemon.SendAsync(HttpMethod.Patch, "/v1/profiles/default", new { digest = new { shortlist = 0 } });
        await daemon.PostAsync("/v1/searches", new { name = "Ice", category = "physics.ao-ph", asSource = true });
        var papers = await DigestAsync(daemon);
        Assert.Equal([Ice], papers.Keys);
        Assert.Equal([Ice, Glacier], llm.Answered.Keys.Order());
        var explained = await daemon.GetAsync($"/v1/papers/{Uri.EscapeDataString(Glacier)}/explain");
        Assert.Equal("not-relevant-enough", Text(explained["outcome"]));
        Assert.Equal("beyond-shortlist", Text((await daemon.GetAsync($"/v1/papers/{Uri.EscapeDataString(Near)}/explain"))["outcome"]));
    }

    [Fact]
    public async Task A_search_finds_strictly_and_a_thumb_down_or_a_negative_keyword_goes_before_it()
    {
        await using var daemon = await WithPapersAsync();
        using var profile =
            await daemon.SendAsync(HttpMethod.Patch, "/v1/profiles/default", new { negativeKeywords = new[] { "retreat" } });
        using var down = await daemon.SendAsync(HttpMethod.Put, $"/v1/papers/{Uri.EscapeDataString(Ice)}/feedback", new { value = "down" });
        // A word that no paper has is taken for a typing error by a list, and not by a source.
        await daemon.PostAsync("/v1/searches", new { name = "Typing error", q = "glaxiers", asSource = true });
        await daemon.PostAsync("/v1/searches", new { name = "All of physics", category = "physics", asSource = true });
        var papers = await DigestAsync(daemon);
        Assert.DoesNotContain(Ice, papers.Keys);
        Assert.DoesNotContain(Glacier, papers.Keys);
        Assert.Equal("negative-keyword", Text((await daemon.GetAsync($"/v1/papers/{Uri.EscapeDataString(Glacier)}/explain"))["outcome"]));
    }

    private async Task<TestDaemon> WithPapersAsync(IEnumerable<string>? settings = null)
    {
        var daemon = await TestDaemon.StartAsync(settings, clock: clock);
        object Paper(string id, string title, string text, string category) =>
            new { id, title, @abstract = text, categories = new[] { category }, published = "2026-01-19", authors = new[] { "Ann Lee" } };
        await daemon.ImportAsync(
        [
            Paper(Ice, "Thickness of sea ice in spring", "Altimeters see how sea ice drifts and thins in the Arctic.", "physics.ao-ph"),
            Paper(Glacier, "Glaciers and sea ice in retreat", "Mass balance of glaciers from gravimetry.", "physics.ao-ph"),
            Paper(Near, "Sparse language models", "Language models with sparse caches need less memory for inference.", "cs.CL"),
            .. TestDaemon.MadeUp(12, "language models"),
        ]);
        return daemon;
    }

    private static async Task<Dictionary<string, JsonNode>> DigestAsync(TestDaemon daemon)
    {
        var run = await daemon.RunAsync(new { kind = "digest", date = "2026-01-20", sources = Array.Empty<object>() });
        var digest = await daemon.GetAsync($"/v1/digests/{run["digest"]}");
        return digest["papers"]!.AsArray().ToDictionary(paper => Text(paper!["id"]), paper => paper!);
    }

    private static IEnumerable<string> Reasons(JsonNode paper) => paper["reasons"]!.AsArray().Select(Text);

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
