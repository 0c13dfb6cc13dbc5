using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Api;

/// <summary>What the surface tells of costs.</summary>
public sealed class CostsApiTests
{
    private const string Prices = "--LocalDigest:Llm:Prices:0:";

    private readonly SettableClock clock = new(new DateTimeOffset(2026, 1, 20, 9, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Costs_are_told_by_day_profile_purpose_and_model()
    {
        using var folder = new TempFolder();
        await using var llm = new FakeLlm();
        await SpendAsync(llm, folder, papers: 20, Prices + "Since=2026-01-01", Prices + "UsdPerMillionInputTokens=1", Prices + "UsdPerMillionOutputTokens=2");
        var judged = llm.Requests.Count;
        clock.Now = clock.Now.AddDays(1);
        await SpendAsync(llm, folder, papers: 30, "--LocalDigest:Llm:Model=dearer", Prices + "Since=2026-01-21", Prices + "UsdPerMillionInputTokens=100", Prices + "UsdPerMillionOutputTokens=200");
        var all = llm.Requests.Count;
        Assert.True(all > judged);

        await using var daemon = await TestDaemon.StartAsync(folder: folder.Path, clock: clock);
        var costs = await daemon.GetAsync("/v1/costs");
        Assert.Equal(("2025-12-23", "2026-01-21"), (costs["from"]!.GetValue<string>(), costs["to"]!.GetValue<string>()));
        var cheap = judged * 0.0012;
        var dear = (all - judged) * 0.12;
        Expect(costs["total"]!, all, cheap + dear);
        Assert.Equal(["2026-01-20", "2026-01-21"], costs["byDay"]!.AsArray().Select(day => day!["day"]!.GetValue<string>()));
        Expect(costs["byDay"]![0]!["cost"]!, judged, cheap);
        Expect(costs["byDay"]![1]!["cost"]!, all - judged, dear);
        Assert.Equal(["dearer", "fake"], Names(costs, "byModel"));
        Expect(costs["byModel"]![1]!["cost"]!, judged, cheap);
        Assert.Equal(["judge"], Names(costs, "byPurpose"));
        Assert.Equal(["default"], Names(costs, "byProfile"));
        Expect((await daemon.GetAsync("/v1/costs?from=2026-01-21&to=2026-01-21&profile=default"))["total"]!, all - judged, dear);
        Expect((await daemon.GetAsync("/v1/costs?to=2026-01-19"))["total"]!, 0, 0);
    }

    [Fact]
    public async Task A_sum_over_known_and_unknown_prices_is_told_as_a_part()
    {
        using var folder = new TempFolder();
        await using var llm = new FakeLlm();
        // What surprises nobody is asked for once.
        llm.Judge = id => FakeLlm.Verdict(id, relevance: 4);
        await SpendAsync(llm, folder, papers: 8);
        await using (var daemon = await TestDaemon.StartAsync(folder: folder.Path, clock: clock))
        {
            var unknown = (await daemon.GetAsync("/v1/costs"))["total"]!;
            Assert.Equal((1, null, null), (unknown["requests"]!.GetValue<int>(), unknown["usd"], unknown["usdAtLeast"]));
        }
        await SpendAsync(
            llm, folder, papers: 16, "--LocalDigest:Llm:UsdPerMillionInputTokens=1", "--LocalDigest:Llm:UsdPerMillionOutputTokens=2");
        await using var later = await TestDaemon.StartAsync(folder: folder.Path, clock: clock);
        var total = (await later.GetAsync("/v1/costs"))["total"]!;
        Assert.Equal(llm.Requests.Count, total["requests"]!.GetValue<int>());
        Assert.Null(total["usd"]);
        Assert.Equal((llm.Requests.Count - 1) * 0.0012, total["usdAtLeast"]!.GetValue<double>(), 9);
    }

    [Theory]
    [InlineData("profile=nobody", HttpStatusCode.NotFound)]
    [InlineData("from=2026-01-20&to=2026-01-19", HttpStatusCode.UnprocessableEntity)]
    [InlineData("from=yesterday", HttpStatusCode.UnprocessableEntity)]
    public async Task A_wrong_question_is_told(string query, HttpStatusCode status)
    {
        await using var daemon = await TestDaemon.StartAsync(clock: clock);
        using var answer = await daemon.Http.GetAsync("/v1/costs?" + query, TestContext.Current.CancellationToken);
        Assert.Equal(status, answer.StatusCode);
    }

    private static void Expect(JsonNode cost, int requests, double usd)
    {
        Assert.Equal(requests, cost["requests"]!.GetValue<int>());
        Assert.Equal((1000 * requests, 100 * requests), (cost["inputTokens"]!.GetValue<int>(), cost["outputTokens"]!.GetValue<int>()));
        Assert.Equal(usd, cost["usd"]!.GetValue<double>(), 9);
        Assert.Equal(0, cost["estimated"]!.GetValue<int>());
    }

    private static IEnumerable<string?> Names(JsonNode costs, string by) =>
        costs[by]!.AsArray().Select(part => part!["name"]?.GetValue<string>());

    private async Task SpendAsync(FakeLlm llm, TempFolder folder, int papers, params string[] settings)
    {
        await using var daemon = await TestDaemon.StartAsync([.. llm.Settings, .. settings], folder.Path, clock);
        await daemon.ImportAsync(Enumerable.Range(0, papers).Select(i => new
        {
            id = string.Create(CultureInfo.InvariantCulture, $"arxiv:2601.9{i:0000}"),
            title = $"Paper number {i} on robots", @abstract = $"Robots grasp item {i}.", published = "2026-01-18",
        }));
        Assert.Equal(
            "succeeded", (await daemon.RunAsync(new { kind = "digest", sources = Array.Empty<object>() }))["state"]!.GetValue<string>());
    }
}
