using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LocalDigest.Tests.Golden;

namespace LocalDigest.Tests.Api;

public sealed class DigestsApiTests
{
    private static readonly JsonSerializerOptions Wire = new(JsonSerializerOptions.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    private static readonly object[] Papers =
    [
        new { id = "arxiv:2601.90001", title = "Sparse experts for small language models", @abstract = "Mixture of experts with less memory in language models.", authors = new[] { "Ada Doe" }, published = "2026-01-20" },
        new { id = "arxiv:2601.90002", title = "Sparse caches for small language models", @abstract = "A cache of keys for efficient language model inference, 视觉语言.", authors = new[] { "Ada Doe" }, published = "2026-01-20" },
    ];

    private static async Task<TestDaemon> WithDigestsAsync()
    {
        var daemon = await TestDaemon.StartAsync(clock: new SettableClock(new DateTimeOffset(2026, 1, 21, 9, 0, 0, TimeSpan.Zero)));
        await daemon.ImportAsync(Papers);
        await daemon.RunAsync(new { kind = "digest", date = "2026-01-20", since = "2026-01-19", sources = Array.Empty<object>() });
        await daemon.RunAsync(new { kind = "digest", date = "2026-01-21", sources = Array.Empty<object>() });
        return daemon;
    }

    [Fact]
    public async Task The_archive_is_searched_by_words_and_days()
    {
        await using var daemon = await WithDigestsAsync();
        var all = (await daemon.GetAsync("/v1/digests"))["items"]!.AsArray();
        Assert.Equal(["default-2026-01-21", "default-2026-01-20"], all.Select(item => item!["id"]!.GetValue<string>()));
        Assert.All(all, item => Assert.Null(item!["matches"]));
        var found = Assert.Single((await daemon.GetAsync("/v1/digests?profile=default&q=CACHE%20infer"))["items"]!.AsArray())!;
        Assert.Equal("Sparse caches for small language models", Assert.Single(found["matches"]!.AsArray())!.GetValue<string>());
        Assert.Single((await daemon.GetAsync($"/v1/digests?q={Uri.EscapeDataString("视觉")}"))["items"]!.AsArray());
        // Words of different papers are no match, and signs of patterns mean themselves.
        Assert.Empty((await daemon.GetAsync("/v1/digests?q=cache%20mixture"))["items"]!.AsArray());
        Assert.Empty((await daemon.GetAsync("/v1/digests?q=%25"))["items"]!.AsArray());
        Assert.Equal("default-2026-01-21", Assert.Single((await daemon.GetAsync("/v1/digests?from=2026-01-21"))["items"]!.AsArray())!["id"]!.GetValue<string>());
        Assert.Equal("default-2026-01-20", Assert.Single((await daemon.GetAsync("/v1/digests?to=2026-01-20"))["items"]!.AsArray())!["id"]!.GetValue<string>());
        var wrong = await daemon.Http.GetAsync("/v1/digests?from=yesterday", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
    }

    [Fact]
    public async Task The_calendar_names_the_days_of_a_month()
    {
        await using var daemon = await WithDigestsAsync();
        var calendar = await daemon.GetAsync("/v1/digests/calendar");
        Assert.Equal("2026-01", calendar["month"]!.GetValue<string>());
        Assert.Equal(["2026-01-20", "2026-01-21"], calendar["days"]!.AsArray().Select(day => day!["date"]!.GetValue<string>()));
        Assert.Equal(2, calendar["days"]![0]!["papers"]!.GetValue<int>());
        Assert.Equal(0, calendar["days"]![1]!["papers"]!.GetValue<int>());
        Assert.Empty((await daemon.GetAsync("/v1/digests/calendar?month=2026-02"))["days"]!.AsArray());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await daemon.Http.GetAsync("/v1/digests/calendar?month=2026-13", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task A_digests_papers_are_a_library_without_two_equal_keys()
    {
        await using var daemon = await WithDigestsAsync();
        var bibtex = await daemon.Http.GetStringAsync("/v1/digests/default-2026-01-20/bibtex", TestContext.Current.CancellationToken);
        Assert.Contains("@misc{doe2026sparse,", bibtex, StringComparison.Ordinal);
        Assert.Contains("@misc{doe2026sparse-2,", bibtex, StringComparison.Ordinal);
        var ris = await daemon.Http.GetStringAsync("/v1/digests/default-2026-01-20/ris", TestContext.Current.CancellationToken);
        Assert.Equal(3, ris.Split("ER  -").Length);
        Assert.Equal(HttpStatusCode.NotFound, (await daemon.Http.GetAsync("/v1/digests/none/ris", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Both_feeds_hold_the_digests()
    {
        await using var daemon = await WithDigestsAsync();
        var response = await daemon.Http.GetAsync("/v1/digests.json?profile=default", TestContext.Current.CancellationToken);
        Assert.Equal("application/feed+json", response.Content.Headers.ContentType!.MediaType);
        var feed = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal("https://jsonfeed.org/version/1.1", feed["version"]!.GetValue<string>());
        Assert.Equal($"{daemon.Url}/v1/digests.json?profile=default", feed["feed_url"]!.GetValue<string>());
        var item = feed["items"]![1]!;
        Assert.Equal("urn:localdigest:digest:default-2026-01-20", item["id"]!.GetValue<string>());
        Assert.Contains("Sparse caches", item["content_html"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.True(DateTimeOffset.TryParse(item["date_published"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture, out _));
        var atom = System.Xml.Linq.XDocument.Parse(await daemon.Http.GetStringAsync("/v1/digests.atom", TestContext.Current.CancellationToken));
        Assert.Equal(feed["items"]!.AsArray().Select(entry => entry!["id"]!.GetValue<string>()), atom.Root!.Elements().Where(element => element.Name.LocalName == "entry").Select(entry => entry.Elements().Single(element => element.Name.LocalName == "id").Value));
    }

    [Fact]
    public async Task Styles_are_listed_with_the_users_own()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("styles"));
        await File.WriteAllTextAsync(folder.File("styles/mine.md.hbs"), "{{#if papers}}", TestContext.Current.CancellationToken);
        await using var daemon = await TestDaemon.StartAsync(folder: folder.Path);
        var items = (await daemon.GetAsync("/v1/styles"))["items"]!.AsArray();
        Assert.Equal(["brief", "criteria", "deep-dive", "mine", "report", "topics"], items.Select(item => item!["name"]!.GetValue<string>()));
        Assert.All(items.Where(item => !item!["isOwn"]!.GetValue<bool>()), item => Assert.True(item!["problem"] is null && item["description"]!.GetValue<string>().Length > 10));
        Assert.Contains("line 1", items.Single(item => item!["isOwn"]!.GetValue<bool>())!["problem"]!.GetValue<string>(), StringComparison.Ordinal);
        var response = await RenderAsync(daemon, new { content = new { date = "2026-01-20" }, style = "mine", format = "markdown" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.Status);
        Assert.Contains("styles/mine.md.hbs", response.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Path, response.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_caller_holds_is_rendered_and_looked_through()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var content = JsonSerializer.SerializeToNode(InventedDay.WithDefects, Wire)!;
        var markdown = await RenderAsync(daemon, new { content, style = "report", language = "zh", format = "markdown" });
        Assert.True(markdown is { Status: HttpStatusCode.OK, MediaType: "text/markdown" }, markdown.Body);
        Assert.Contains("**摘要:**", markdown.Body, StringComparison.Ordinal);
        Assert.Contains("模型索要论文或拒绝回答", markdown.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("Please provide", markdown.Body, StringComparison.Ordinal);
        var html = await RenderAsync(daemon, new { content }, ("Accept", "text/html"));
        Assert.Equal("text/html", html.MediaType);
        Assert.DoesNotContain("evil.example", html.Body, StringComparison.Ordinal);
        var json = await RenderAsync(daemon, new { content, format = "json" });
        Assert.Empty(JsonNode.Parse(json.Body)!["papers"]![0]!["figures"]!.AsArray());
        // Nothing of it is kept.
        Assert.Empty((await daemon.GetAsync("/v1/digests"))["items"]!.AsArray());
        Assert.Contains("Total relevant papers: 0", (await RenderAsync(daemon, new { content = new { date = "2026-01-20" }, format = "markdown" })).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "content")]
    [InlineData("[]", "body")]
    [InlineData("{\"content\":{\"papers\":[]}}", "content.date")]
    [InlineData("{\"content\":{\"date\":\"tomorrow\"}}", "content.date")]
    [InlineData("{\"content\":{\"date\":\"2026-01-20\",\"papers\":[{\"id\":\"x\"}]}}", "content.papers[0].title")]
    [InlineData("{\"content\":{\"date\":\"2026-01-20\",\"papers\":[null]}}", "content.papers[0]")]
    [InlineData("{\"content\":{\"date\":\"2026-01-20\",\"papers\":null}}", "content.papers")]
    [InlineData("{\"content\":{\"date\":\"2026-01-20\",\"papers\":[{\"id\":\"x\",\"title\":\"t\",\"authors\":[null]}]}}", "content.papers[0].authors[0]")]
    [InlineData("{\"content\":{\"date\":\"2026-01-20\",\"papers\":[{\"id\":\"x\",\"title\":\"t\",\"reading\":{\"keyFindings\":7}}]}}", "content.papers[0].reading.keyFindings")]
    [InlineData("{\"content\":{\"date\":\"2026-01-20\",\"language\":null}}", "content.language")]
    [InlineData("{\"content\":{\"date\":\"2026-01-20\"},\"style\":\"../x\"}", "style")]
    [InlineData("{\"content\":{\"date\":\"2026-01-20\"},\"format\":\"pdf\"}", "format")]
    [InlineData("{\"content\":{\"date\":\"2026-01-20\"},\"format\":7}", "format")]
    [InlineData("{\"content\":{\"date\":\"2026-01-20\"},\"language\":\"../en\"}", "language")]
    public async Task What_cannot_be_rendered_is_told_by_its_field(string body, string field)
    {
        await using var daemon = await TestDaemon.StartAsync();
        var answer = await RenderAsync(daemon, body);
        Assert.True(answer.Status == HttpStatusCode.UnprocessableEntity, answer.Body);
        Assert.True(JsonNode.Parse(answer.Body)!["errors"]!.AsObject().ContainsKey(field), answer.Body);
    }

    [Fact]
    public async Task What_is_too_much_is_refused()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var papers = Enumerable.Range(0, 501).Select(i => new { id = $"x{i}", title = "t" });
        Assert.Contains("At most 500 papers", (await RenderAsync(daemon, new { content = new { date = "2026-01-20", papers } })).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await RenderAsync(daemon, "{\"content\":" + new string('[', 1000) + new string(']', 1000) + "}")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await RenderAsync(daemon, "{\"content\":{},\"content\":{}}")).Status);
    }

    private static async Task<(HttpStatusCode Status, string? MediaType, string Body)> RenderAsync(TestDaemon daemon, object body, params (string, string)[] headers)
    {
        var response = await daemon.SendAsync(HttpMethod.Post, "/v1/digests/render", body, headers: headers);
        return (response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
