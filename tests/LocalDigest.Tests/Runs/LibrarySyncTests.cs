using System.Net;
using System.Text.Json.Nodes;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Runs;

/// <summary>A library in Zotero, and feeds, through the whole daemon.</summary>
public sealed class LibrarySyncTests : IAsyncDisposable
{
    private readonly FakeZotero zotero = new();

    public ValueTask DisposeAsync() => zotero.DisposeAsync();

    [Fact, TakesLong]
    public async Task A_run_makes_the_library_likes_and_keeps_it_in_step()
    {
        await using var daemon = await DaemonAsync();
        await SourcesAsync(daemon, new { kind = "zotero" });
        zotero.Items.AddRange([FakeZotero.Item("K1", "Tides number 1 under the moon"), FakeZotero.Item("K2", "Tides number 2 under the moon", fields: new { DOI = "10.1000/tide.2" })]);
        var run = await daemon.RunAsync(new { kind = "digest" });
        Assert.Equal(("succeeded", 0), (Text(run, "state"), run["problems"]!.AsArray().Count));
        Assert.Equal(2, await LikesAsync(daemon));

        zotero.Items.RemoveAt(0);
        zotero.Items.Add(FakeZotero.Item("K3", "Tides number 3 under the moon"));
        zotero.Items.Add(FakeZotero.Item("K4", "Tides number 4 under the moon"));
        var synced = await daemon.PostAsync("/v1/profiles/default/library/sync", new { });
        Assert.Equal((2, 1, 1), (Number(synced, "added"), Number(synced, "removed"), Number(synced, "unchanged")));
        Assert.Equal(3, await LikesAsync(daemon));
        Assert.True(Number(synced, "modelVersion") > 0);
    }

    [Fact]
    public async Task What_the_reader_holds_is_no_news()
    {
        await using var daemon = await DaemonAsync();
        await SourcesAsync(daemon, new { kind = "zotero" });
        var today = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        await daemon.ImportAsync(TestDaemon.MadeUp(3));
        zotero.Items.Add(FakeZotero.Item("K1", "Fresh tides under the full moon", fields: new { date = today }));
        zotero.Items.Add(FakeZotero.Item("K2", "Paper number 1 about robots", fields: new { extra = "arXiv: 2601.90001" }));
        var run = await daemon.RunAsync(new { kind = "digest" });
        var digest = await DigestAsync(daemon, run);
        Assert.Equal(["arxiv:2601.90000", "arxiv:2601.90002"], digest["papers"]!.AsArray().Select(paper => Text(paper!, "id")).Order());
        Assert.Equal("in-library", Text(await daemon.GetAsync("/v1/papers/arxiv%3A2601.90001/explain"), "outcome"));
    }

    [Fact]
    public async Task A_Zotero_that_does_not_run_loses_nothing_and_is_a_problem_of_the_run()
    {
        await using var daemon = await DaemonAsync();
        await SourcesAsync(daemon, new { kind = "zotero" });
        zotero.Items.Add(FakeZotero.Item("K1", "Tides number 1 under the moon"));
        await daemon.PostAsync("/v1/profiles/default/library/sync", new { });
        zotero.OnItems = _ => Reply.Text("Local API is not enabled", "text/plain", 403);

        var run = await daemon.RunAsync(new { kind = "digest" });
        Assert.Equal("partial", Text(run, "state"));
        Assert.Contains("In Zotero's settings, under Advanced,", run["problems"]![0]!.ToJsonString().Replace("\\u0027", "'", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(1, await LikesAsync(daemon));

        using var refused = await daemon.SendAsync(HttpMethod.Post, "/v1/profiles/default/library/sync");
        Assert.Equal(HttpStatusCode.BadGateway, refused.StatusCode);
        Assert.Contains("problem:upstream", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_profile_without_Zotero_has_nothing_to_bring_up_to_date()
    {
        await using var daemon = await DaemonAsync();
        await SourcesAsync(daemon, new { kind = "huggingface" });
        using var answer = await daemon.SendAsync(HttpMethod.Post, "/v1/profiles/default/library/sync");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        using var nobody = await daemon.SendAsync(HttpMethod.Post, "/v1/profiles/nobody/library/sync");
        Assert.Equal(HttpStatusCode.NotFound, nobody.StatusCode);
    }

    [Fact]
    public async Task An_unchanged_library_of_zotero_org_is_read_again_only_for_a_profile_that_lacks_it()
    {
        await using var daemon = await TestDaemon.StartAsync([$"--LocalDigest:Zotero:ApiUrl={zotero.Url}", "--LocalDigest:Zotero:ApiKey=canaryKey123", "--LocalDigest:Zotero:UserId=475425"]);
        zotero.Items.Add(FakeZotero.Item("K1", "Tides number 1 under the moon"));
        await SourcesAsync(daemon, new { kind = "zotero" });
        Assert.Equal(1, Number(await daemon.PostAsync("/v1/profiles/default/library/sync", new { }), "added"));
        Assert.Equal(0, Number(await daemon.PostAsync("/v1/profiles/default/library/sync", new { }), "unchanged"));
        Assert.Equal("7", zotero.Requests[^1].Headers["If-Modified-Since-Version"]);
        Assert.Equal(1, await LikesAsync(daemon));

        await daemon.PostAsync("/v1/profiles", new { name = "Second", sources = new[] { new { kind = "zotero" } } });
        Assert.Equal(1, Number(await daemon.PostAsync("/v1/profiles/second/library/sync", new { }), "added"));
        Assert.DoesNotContain("canaryKey123", (await daemon.GetAsync("/v1/profiles")).ToJsonString(), StringComparison.Ordinal);
    }

    [Fact, TakesLong]
    public async Task A_feeds_new_entries_are_news_for_its_own_readers_only()
    {
        var today = DateTimeOffset.UtcNow.ToString("r", System.Globalization.CultureInfo.InvariantCulture);
        await using var feeds = new StandIn(asked => Reply.Text($"""
            <rss><channel>
            <item><title>Robots that grasp {asked.Path[1..]}</title><link>https://example.org{asked.Path}/new</link><pubDate>{today}</pubDate><description>Robots grasp things.</description></item>
            <item><title>Robots of long ago {asked.Path[1..]}</title><link>https://example.org{asked.Path}/old</link><pubDate>Mon, 01 Jan 2018 00:00:00 GMT</pubDate><description>Robots grasped things.</description></item>
            </channel></rss>
            """));
        await using var daemon = await TestDaemon.StartAsync(["--LocalDigest:Feeds:AllowPrivateAddresses=true"]);
        await SourcesAsync(daemon, new { kind = "feed", url = feeds.Url + "/apples" });
        await daemon.PostAsync("/v1/profiles", new { name = "Second", interests = "Robots", sources = new[] { new { kind = "feed", url = feeds.Url + "/pears" } } });
        var first = await DigestAsync(daemon, await daemon.RunAsync(new { kind = "digest" }));
        var second = await DigestAsync(daemon, await daemon.RunAsync(new { kind = "digest", profile = "second" }));
        Assert.Equal(["Robots that grasp apples"], Titles(first));
        Assert.Equal(["Robots that grasp pears"], Titles(second));
        Assert.Equal("too-old", Text(await daemon.GetAsync("/v1/papers/" + Uri.EscapeDataString("url:https://example.org/apples/old") + "/explain"), "outcome"));
    }

    [Fact, TakesLong]
    public async Task A_feed_on_this_machine_is_a_problem_of_the_run()
    {
        await using var feeds = new StandIn(_ => Reply.Text("<rss/>"));
        await using var daemon = await TestDaemon.StartAsync();
        await SourcesAsync(daemon, new { kind = "feed", url = feeds.Url });
        var run = await daemon.RunAsync(new { kind = "digest" });
        Assert.Equal("partial", Text(run, "state"));
        Assert.Empty(feeds.Requests);
    }

    private Task<TestDaemon> DaemonAsync() => TestDaemon.StartAsync([$"--LocalDigest:Zotero:ApiUrl={zotero.Local.ApiUrl}"]);

    private static async Task SourcesAsync(TestDaemon daemon, object source)
    {
        using var answer = await daemon.SendAsync(HttpMethod.Put, "/v1/profiles/default", new { name = "Default", interests = "Robots that grasp things", sources = new[] { source }, digest = new { minSimilarity = 0 } });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<int> LikesAsync(TestDaemon daemon) => Number((await daemon.GetAsync("/v1/profiles/default/model"))["versions"]![0]!, "likes");

    private static async Task<JsonNode> DigestAsync(TestDaemon daemon, JsonNode run)
    {
        using var answer = await daemon.SendAsync(HttpMethod.Get, $"/v1/digests/{run["digest"]}", headers: ("Accept", "application/json"));
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
    }

    private static IEnumerable<string> Titles(JsonNode digest) => digest["papers"]!.AsArray().Select(paper => Text(paper!, "title"));

    private static string Text(JsonNode of, string name) => of[name]!.GetValue<string>();

    private static int Number(JsonNode of, string name) => of[name]!.GetValue<int>();
}
