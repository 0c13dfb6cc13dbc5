using System.Globalization;
using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Api;

public sealed class SourceCatalogueTests
{
    private readonly SettableClock clock = new(new DateTimeOffset(2026, 1, 20, 9, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Every_kind_is_named_and_every_category_can_be_read()
    {
        await using var daemon = await TestDaemon.StartAsync(clock: clock);
        var items = (await daemon.GetAsync("/v1/sources/catalogue"))["items"]!.AsArray();
        var kinds = (await daemon.GetAsync("/v1/info"))["sources"]!.AsArray().Select(Text);
        Assert.Equal(kinds.Order(), items.Select(item => Text(item!["kind"])).Order());
        foreach (var item in items)
        {
            var categories = Categories(item!).Concat(item!["groups"]!.AsArray()
                .Select(group => group!["id"]?.GetValue<string>()).OfType<string>()).ToList();
            Assert.Equal(categories.Count, categories.Distinct().Count());
            if (categories.Count == 0) continue;
            var source = new { kind = Text(item["kind"]), categories };
            using var answer = await daemon.SendAsync(HttpMethod.Patch, "/v1/profiles/default", new { sources = new[] { source } });
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
        Assert.True(items.SelectMany(item => Categories(item!)).Count() > 200);
        Assert.Equal(["url"], items.Single(item => Text(item!["kind"]) == "feed")!["needs"]!.AsArray().Select(Text));
        var theory = items[0]!["groups"]!.AsArray().SelectMany(group => group!["categories"]!.AsArray()).Single(
            field => Text(field!["id"]) == "cs.IT");
        Assert.Equal("math.IT", Text(theory!["sameAs"]));
    }

    [Theory]
    [InlineData("vision", "cs.CV")]
    [InlineData("machine learning", "cs.LG,stat.ML")]
    [InlineData("robots", "cs.RO")]
    [InlineData("hep-th", "")]
    [InlineData("q-bio.NC", "q-bio.NC")]
    [InlineData("neuro", "neuroscience")]
    [InlineData("MATHEMATICS dynamical", "math.DS")]
    [InlineData("nothing like it", null)]
    public async Task It_is_searched_by_names_and_abbreviations(string words, string? found)
    {
        await using var daemon = await TestDaemon.StartAsync(clock: clock);
        var items = (await daemon.GetAsync("/v1/sources/catalogue?q=" + Uri.EscapeDataString(words)))["items"]!.AsArray();
        if (found is null) Assert.Empty(items);
        else if (found.Length == 0) Assert.Equal(words, Text(Assert.Single(Assert.Single(items)!["groups"]!.AsArray())!["id"]));
        else Assert.Superset(found.Split(',').ToHashSet(), items.SelectMany(item => Categories(item!)).ToHashSet());
        if (found is { Length: > 0 }) Assert.True(items.SelectMany(item => Categories(item!)).Count() < 12);
    }

    [Fact]
    public async Task What_a_category_brings_a_day_is_counted_and_not_guessed()
    {
        await using var daemon = await TestDaemon.StartAsync(clock: clock);
        var number = 0;
        // 1, 2, 3 and 10 papers of one category on four days, and one of another on one day.
        await daemon.ImportAsync(new[] { 1, 2, 3, 10 }.Index().SelectMany(day => Enumerable.Range(0, day.Item).Select(_ => new
        {
            id = $"arxiv:2601.{number:00000}",
            title = $"Paper {number++}",
            @abstract = "About things.",
            categories = number == 1 ? ["cs.CL", "math.AG"] : new[] { "cs.CL", "cs.LG" },
            published = "2026-01-" + (12 + day.Index).ToString(CultureInfo.InvariantCulture),
        })));
        var computing = (await daemon.GetAsync("/v1/sources/catalogue?q=cs."))["items"]![0]!["groups"]!.AsArray().Single(
            group => Text(group!["id"]) == "cs")!;
        double? PerDay(string id) =>
            computing["categories"]!.AsArray().Single(field => Text(field!["id"]) == id)!["perDay"]?.GetValue<double>();
        Assert.Equal(2.5, PerDay("cs.CL"));
        Assert.Equal(3, PerDay("cs.LG"));
        Assert.Null(PerDay("cs.CV"));
        // A paper in two categories of the archive is one paper.
        Assert.Equal(2.5, computing["perDay"]!.GetValue<double>());
        var geometry = (await daemon.GetAsync("/v1/sources/catalogue?q=math.AG"))["items"]![0]!["groups"]![0]!["categories"]![0]!;
        Assert.Null(geometry["perDay"]);
    }

    private static string Text(JsonNode? node) => node!.GetValue<string>();

    private static IEnumerable<string> Categories(JsonNode item) =>
        item["groups"]!.AsArray().SelectMany(group => group!["categories"]!.AsArray()).Select(field => Text(field!["id"]));
}
