using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Api;

/// <summary>How far the judge agrees with thumbs, with itself, with the judge before it, and with what was expected.</summary>
public sealed class JudgeAgreementTests
{
    // A Tuesday.
    private readonly SettableClock clock = new(new DateTimeOffset(2026, 1, 20, 9, 0, 0, TimeSpan.Zero));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Thumbs_and_grades_are_compared_over_time_and_it_is_told_when_they_part()
    {
        await using var llm = new FakeLlm();
        // Even papers are good ones to the judge.
        llm.Judge = id => FakeLlm.Verdict(id, relevance: Number(id) % 2 == 0 ? 9 : 4);
        await using var daemon = await TestDaemon.StartAsync(llm.Settings, clock: clock);
        await DigestAsync(daemon, 0, 60);
        Assert.Equal(("unknown", null), State(await AgreementAsync(daemon)));

        await ThumbsAsync(daemon, 0, 20, likesEven: true);
        var agreement = await AgreementAsync(daemon);
        Assert.Equal(("together", null), State(agreement));
        var thumbs = agreement["thumbs"]!;
        Assert.Equal((10, 10), (thumbs["up"]!.GetValue<int>(), thumbs["down"]!.GetValue<int>()));
        Assert.Equal((9.0, 4.0, 1.0), (thumbs["meanUp"]!.GetValue<double>(), thumbs["meanDown"]!.GetValue<double>(), thumbs["auc"]!.GetValue<double>()));
        Assert.True(thumbs["aucLow"]!.GetValue<double>() > 0.7);

        // Two months later the user likes what the judge does not.
        clock.Now = clock.Now.AddDays(56);
        await ThumbsAsync(daemon, 20, 10, likesEven: false);
        clock.Now = clock.Now.AddDays(7);
        await ThumbsAsync(daemon, 30, 10, likesEven: false);
        agreement = await AgreementAsync(daemon);
        Assert.Equal(("parted", "2026-03-16"), State(agreement));
        Assert.Equal(0.0, agreement["recent"]!["auc"]!.GetValue<double>());
        Assert.Equal(0.5, agreement["thumbs"]!["auc"]!.GetValue<double>());
        Assert.Equal(
            ["2026-03-23", "2026-03-16", "2026-01-19"], agreement["weeks"]!.AsArray().Select(week => week!["from"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_judge_that_is_asked_twice_and_one_that_follows_another_are_compared()
    {
        using var folder = new TempFolder();
        await using var llm = new FakeLlm();
        llm.Judge = id => FakeLlm.Verdict(id, relevance: 3 + Number(id) % 5);
        await using (var daemon = await TestDaemon.StartAsync(llm.Settings, folder.Path, clock))
        {
            await DigestAsync(daemon, 0, 40);
            Assert.Equal(0, (await AgreementAsync(daemon))["itself"]!["papers"]!.GetValue<int>());
            llm.Judge = id => FakeLlm.Verdict(id, relevance: 3 + Number(id) % 5 + (Number(id) < 2 ? 2 : 0));
            await daemon.RunAsync(new { kind = "judge", papers = Enumerable.Range(0, 8).Select(Id) });
            var agreement = await AgreementAsync(daemon);
            Assert.Equal((8, 0.75, 0.75, 0.5), Pairs(agreement["itself"]!));
            Assert.Null(agreement["before"]);
            Assert.Null(agreement["expectation"]);
        }
        clock.Now = clock.Now.AddDays(1);
        llm.Judge = id => FakeLlm.Verdict(id, relevance: 5 + Number(id) % 5);
        await using (var daemon = await TestDaemon.StartAsync([.. llm.Settings, "--LocalDigest:Llm:Model=other"], folder.Path, clock))
        {
            await DigestAsync(daemon, 40, 20);
            var agreement = await AgreementAsync(daemon);
            Assert.Equal(
                ("fake", "other"), (agreement["before"]!["before"]!.GetValue<string>(), agreement["before"]!["now"]!.GetValue<string>()));
            var (papers, same, _, difference) = Pairs(agreement["before"]!["grades"]!);
            Assert.Equal(12, papers);
            Assert.InRange(difference, 1.6, 2);
            Assert.InRange(same, 0, 0.2);
            var expectation = agreement["expectation"]!;
            Assert.Equal(20, expectation["papers"]!.GetValue<int>());
            // Put on the old scale, the new grades are what was expected.
            Assert.InRange(expectation["given"]!.GetValue<double>(), 4, 6);
            Assert.InRange(expectation["given"]!.GetValue<double>() - expectation["expected"]!.GetValue<double>(), -1.0, 1.0);
        }
    }

    [Fact]
    public async Task Without_verdicts_nothing_is_claimed()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var agreement = await AgreementAsync(daemon);
        Assert.Equal(("unknown", null), State(agreement));
        Assert.Null(agreement["model"]);
        Assert.Null(agreement["thumbs"]);
        using var answer = await daemon.Http.GetAsync("/v1/judge/agreement?profile=nobody", Ct);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static Task<JsonNode> AgreementAsync(TestDaemon daemon) => daemon.GetAsync("/v1/judge/agreement?profile=default");

    private static (string State, string? Since) State(JsonNode agreement) =>
        (agreement["taste"]!.GetValue<string>(), agreement["partedSince"]?.GetValue<string>());

    private static (int Papers, double Same, double WithinOne, double MeanDifference) Pairs(JsonNode pairs) => (
        pairs["papers"]!.GetValue<int>(), pairs["same"]!.GetValue<double>(), pairs["withinOne"]!.GetValue<double>(), pairs["meanDifference"]!.GetValue<double>());

    private static async Task ThumbsAsync(TestDaemon daemon, int from, int count, bool likesEven) => await daemon.PostAsync("/v1/feedback", new
    {
        items = Enumerable.Range(from, count).Select(i => new { id = Id(i), value = i % 2 == 0 == likesEven ? "up" : "down" }),
    });

    private async Task DigestAsync(TestDaemon daemon, int from, int count)
    {
        object profile = new
        {
            name = "Robots", interests = "I work on robots.", sources = Array.Empty<object>(), digest = new { minRelevance = 5, budget = new { share = 1.0 } },
        };
        using (var put = await daemon.Http.PutAsJsonAsync("/v1/profiles/default", profile, Ct)) Assert.True(put.IsSuccessStatusCode);
        await daemon.ImportAsync(Enumerable.Range(from, count).Select(i => new
        {
            id = Id(i), title = $"Robots that grasp item {i}", @abstract = $"We teach robots to grasp item {i}.", published = clock.Now.AddDays(-1),
        }));
        Assert.Equal(
            "succeeded", (await daemon.RunAsync(new { kind = "digest", sources = Array.Empty<object>() }))["state"]!.GetValue<string>());
    }

    private static string Id(int i) => string.Create(CultureInfo.InvariantCulture, $"arxiv:2601.9{i:0000}");

    private static int Number(string id) => int.Parse(id[^4..], CultureInfo.InvariantCulture);
}
