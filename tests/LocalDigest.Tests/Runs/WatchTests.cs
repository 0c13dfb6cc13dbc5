using System.Text.Json.Nodes;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Runs;

/// <summary>What a digest tells of papers that its reader holds or likes.</summary>
public sealed class WatchTests
{
    private static readonly object Digest = new { kind = "digest", sources = Array.Empty<object>() };

    [Theory]
    [InlineData("en", "Papers that you hold or like", "a newer version has appeared: 2.", "it has been retracted (doi:10.1000/notice).")]
    [InlineData("zh", "您收藏或喜欢的论文", "已有第 2 版。", "已被撤稿（doi:10.1000/notice）。")]
    public async Task A_digest_tells_once_what_became_of_them_in_every_style(string language, string head, string renewed, string retracted)
    {
        var clock = new SettableClock(DateTimeOffset.UtcNow);
        await using var services = new FakeCitations();
        services.Arxiv["2601.90000"] = (1, null, null, null);
        services.Arxiv["2601.90001"] = (1, "10.1000/j", null, null);
        services.Crossref["10.1000/j"] = FakeCitations.Article("Journal");
        await using var daemon = await TestDaemon.StartAsync(services.Settings, clock: clock);
        await PrepareAsync(daemon, language);
        var first = await daemon.RunAsync(Digest);
        Assert.Equal("succeeded", first["state"]!.GetValue<string>());
        // That it was published long ago is listed, and is no news.
        Assert.Empty(await NewsAsync(daemon, first));
        var listed = await daemon.GetAsync("/v1/watch");
        Assert.Equal(2, listed["watched"]!.GetValue<int>());
        var change = Assert.Single(listed["items"]!.AsArray())!["changes"]![0]!;
        Assert.Equal(("published", false), (change["kind"]!.GetValue<string>(), change["isNews"]!.GetValue<bool>()));

        clock.Now += TimeSpan.FromDays(1);
        services.Arxiv["2601.90000"] = (2, null, null, null);
        services.Crossref["10.1000/j"] = FakeCitations.Article("Journal", ("retraction", "10.1000/notice"));
        var second = await daemon.RunAsync(Digest);
        Assert.Equal(["retracted", "new-version"], (await NewsAsync(daemon, second)).Select(news => news!["kind"]!.GetValue<string>()));
        // The same digest written again tells the same; the next one does not.
        var again = await daemon.RunAsync(Digest);
        Assert.Equal(2, (await NewsAsync(daemon, again)).Count);
        foreach (var style in new[] { "brief", "criteria", "topics", "report", "deep-dive" })
        {
            var text = await MarkdownAsync(daemon, second, style);
            Assert.Contains(head, text, StringComparison.Ordinal);
            Assert.Contains(renewed, text, StringComparison.Ordinal);
            Assert.Contains(retracted, text.Replace("\\", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.DoesNotContain(head, await MarkdownAsync(daemon, first, style), StringComparison.Ordinal);
        }
        clock.Now += TimeSpan.FromDays(1);
        Assert.Empty(await NewsAsync(daemon, await daemon.RunAsync(Digest)));
        Assert.Equal(2, (await daemon.GetAsync("/v1/watch"))["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task Papers_of_a_library_are_looked_after_and_those_with_a_thumb_down_are_not()
    {
        await using var services = new FakeCitations();
        await using var daemon = await TestDaemon.StartAsync(services.Settings);
        await PrepareAsync(daemon, "en");
        await ThumbAsync(daemon, "arxiv:2601.90001", "down");
        using var answer = await daemon.SendAsync(
            HttpMethod.Post, "/v1/profiles/default/library",
                "@article{a, title={Of socks}, author={Lee, Ann}, doi={10.1000/socks}, year={2020}}", "application/x-bibtex");
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var run = await daemon.RunAsync(new { kind = "watch" });
        Assert.Equal("succeeded", run["state"]!.GetValue<string>());
        Assert.Equal(2, run["counts"]!["watched"]!.GetValue<int>());
        Assert.Equal(0, run["counts"]!["left"]!.GetValue<int>());
        Assert.Equal("2601.90000", Assert.Single(services.ArxivRequests.DistinctBy(asked => asked.Query["id_list"])).Query["id_list"]);
        Assert.Equal("doi:10.1000/socks", Assert.Single(services.CrossrefRequests).Query["filter"]);
    }

    [Fact]
    public async Task A_digest_is_written_where_a_service_fails_and_says_what_failed()
    {
        await using var services = new FakeCitations();
        services.Instead["arxiv"] = Reply.Nothing(503, ("Retry-After", "7200"));
        await using var daemon = await TestDaemon.StartAsync(services.Settings);
        await PrepareAsync(daemon, "en");
        var run = await daemon.RunAsync(Digest);
        Assert.Equal("partial", run["state"]!.GetValue<string>());
        var problem = Assert.Single(run["problems"]!.AsArray())!;
        Assert.Equal("watch", problem["part"]!.GetValue<string>());
        Assert.Contains("arXiv asked to be left alone", problem["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.NotNull(run["digest"]);
    }

    [Fact]
    public async Task A_run_can_be_cancelled_and_tells_its_progress()
    {
        await using var services = new FakeCitations();
        services.Instead["arxiv"] = Reply.Written(async context => await Task.Delay(TimeSpan.FromSeconds(60), context.RequestAborted));
        await using var daemon = await TestDaemon.StartAsync(services.Settings);
        await PrepareAsync(daemon, "en");
        var run = await daemon.PostAsync("/v1/runs", new { kind = "watch" });
        var id = run["id"]!.GetValue<string>();
        await TestDaemon.UntilAsync(async () => (await daemon.GetAsync($"/v1/runs/{id}")) is var now && services.ArxivRequests.Count > 0
            && now["stage"]?.GetValue<string>() == "watch" && now["total"]!.GetValue<int>() == 2);
        using var cancelled = await daemon.SendAsync(HttpMethod.Delete, $"/v1/runs/{id}");
        Assert.Equal("cancelled", (await daemon.EndOfAsync(id))["state"]!.GetValue<string>());
    }

    private static async Task PrepareAsync(TestDaemon daemon, string language)
    {
        using var profile = await daemon.SendAsync(HttpMethod.Put, "/v1/profiles/default", new
        {
            name = "default", interests = "Grippers", sources = Array.Empty<object>(), language,
        });
        Assert.True(profile.IsSuccessStatusCode);
        await daemon.ImportAsync(TestDaemon.MadeUp(4));
        foreach (var id in new[] { "arxiv:2601.90000", "arxiv:2601.90001" }) await ThumbAsync(daemon, id, "up");
    }

    private static async Task ThumbAsync(TestDaemon daemon, string id, string value)
    {
        using var answer = await daemon.SendAsync(HttpMethod.Put, $"/v1/papers/{Uri.EscapeDataString(id)}/feedback", new { value });
        Assert.True(answer.IsSuccessStatusCode);
    }

    private static async Task<JsonArray> NewsAsync(TestDaemon daemon, JsonNode run) =>
        (await daemon.GetAsync($"/v1/digests/{run["digest"]!.GetValue<string>()}"))["watch"]!.AsArray();

    private static async Task<string> MarkdownAsync(TestDaemon daemon, JsonNode run, string style)
    {
        using var answer = await daemon.SendAsync(HttpMethod.Get, $"/v1/digests/{run["digest"]!.GetValue<string>()}?style={style}",
            headers: [("Accept", "text/markdown")]);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
