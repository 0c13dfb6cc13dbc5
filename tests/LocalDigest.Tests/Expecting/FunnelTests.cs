using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Expecting;

/// <summary>What the judge gets to see within a budget, and what is told of the rest, at the surface.</summary>
public sealed class FunnelTests
{
    [Fact]
    public async Task A_share_of_the_tokens_is_spent_on_the_best_and_a_twentieth_of_it_on_draws()
    {
        await using var llm = new FakeLlm();
        var questions = Judging(llm, i => i % 10 == 0 ? 9 : 3);
        await using var daemon = await TestDaemon.StartAsync([.. llm.Settings]);
        await ProfileAsync(daemon, new { share = 0.25 });
        await daemon.ImportAsync(Papers(0, 400));
        await RunAsync(daemon);
        // A verdict that surprises is asked for again.
        List<string> asked = [.. questions.Distinct()];
        Assert.InRange(asked.Count, 88, 112);

        var funnel = await daemon.GetAsync("/v1/profiles/funnel/funnel");
        var total = funnel["total"]!;
        Assert.Equal((400, asked.Count), (total["papers"]!.GetValue<int>(), total["judged"]!.GetValue<int>()));
        long used = total["tokens"]!["used"]!.GetValue<long>(), all = total["tokens"]!["all"]!.GetValue<long>();
        Assert.Equal(1100 * llm.Requests.Count(request => request.Papers.Count > 0), used);
        Assert.InRange(used / (double)all, 0.22, 0.28);
        Assert.Equal(all - used, total["tokens"]!["saved"]!.GetValue<long>());
        Assert.InRange(total["relevant"]!["drawn"]!.GetValue<int>(), 1, 15);
        Assert.Equal(asked.Count(id => Number(id) % 10 == 0), total["relevant"]!["seen"]!.GetValue<int>());
        Assert.Equal(total.ToJsonString(), Assert.Single(funnel["weeks"]!.AsArray())!.ToJsonString().Replace(
            funnel["weeks"]![0]!["from"]!.ToJsonString(), total["from"]!.ToJsonString(), StringComparison.Ordinal));

        // The foot of the digest says it too, and each paper below the cut says why it was not judged.
        var digest = await daemon.GetAsync("/v1/digests/latest?profile=funnel");
        Assert.Contains($"{asked.Count} of 400 new papers", digest["foot"]!.GetValue<string>(), StringComparison.Ordinal);
        using var markdown = await daemon.SendAsync(HttpMethod.Get, "/v1/digests/latest?profile=funnel", headers: ("Accept", "text/markdown"));
        Assert.Contains($"{asked.Count} of 400 new papers", await markdown.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        var left = Papers(0, 400).Select((_, i) => Id(i)).First(id => !asked.Contains(id));
        var why = await daemon.GetAsync($"/v1/papers/{Uri.EscapeDataString(left)}/explain?profile=funnel");
        Assert.Equal("beyond-shortlist", why["outcome"]!.GetValue<string>());
        Assert.Contains("budget", why["reason"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact, TakesLong]
    public async Task Where_a_share_of_the_must_reads_is_wanted_it_begins_at_half_and_falls_as_the_judge_teaches()
    {
        await using var llm = new FakeLlm();
        // The criteria say nothing of what the judge likes; the papers' words do.
        var asked = Judging(llm, i => i % 5 == 0 ? 9 : 2);
        await using var daemon = await TestDaemon.StartAsync([.. llm.Settings]);
        await ProfileAsync(daemon, new { seen = 0.95 });
        await daemon.ImportAsync(Papers(0, 300));
        await RunAsync(daemon);
        Assert.InRange(asked.Count, 130, 170);
        await TestDaemon.UntilAsync(async () => (await daemon.GetAsync("/v1/papers?profile=funnel&limit=1"))["items"]![0]!["expected"] is not null);

        asked.Clear();
        await daemon.ImportAsync(Papers(300, 300));
        await RunAsync(daemon);
        asked.RemoveWhere(id => Number(id) < 300);
        Assert.InRange(asked.Count, 60, 130);
        Assert.True(asked.Count(id => Number(id) % 5 == 0) >= 54, $"{asked.Count(id => Number(id) % 5 == 0)} of 60 must-reads");
    }

    [Fact, TakesLong]
    public async Task A_budget_of_tokens_is_kept_over_runs_and_restarts()
    {
        using var folder = new TempFolder();
        await using var llm = new FakeLlm();
        var asked = Judging(llm, _ => 5);
        for (var run = 0; run < 3; run++)
        {
            await using var daemon = await TestDaemon.StartAsync([.. llm.Settings], folder.Path);
            await ProfileAsync(daemon, new { tokensPerDay = 3000 });
            await daemon.ImportAsync(Papers(run * 100, 100));
            await RunAsync(daemon);
            // The stand-in takes more for a question of few papers than was expected; two questions are under way at most.
            var spent = 1100 * llm.Requests.Count(request => request.Papers.Count > 0);
            Assert.InRange(spent, 1100, 3000 + 2 * 1100);
            Assert.Equal(spent, (await daemon.GetAsync("/v1/profiles/funnel/funnel"))["total"]!["tokens"]!["used"]!.GetValue<int>());
        }
        Assert.NotEmpty(asked);

        await using (var daemon = await TestDaemon.StartAsync([.. llm.Settings], folder.Path))
        {
            await ProfileAsync(daemon, new { tokensPerDay = 0 });
            var before = asked.Count;
            await daemon.ImportAsync(Papers(300, 50));
            await RunAsync(daemon);
            Assert.Equal(before, asked.Count);
            Assert.Equal(350, (await daemon.GetAsync("/v1/profiles/funnel/funnel"))["total"]!["papers"]!.GetValue<int>());
            Assert.NotNull((await daemon.GetAsync("/v1/digests/latest?profile=funnel"))["id"]);
        }
    }

    [Fact]
    public async Task A_budget_stops_the_judge_where_papers_cost_more_than_was_expected_and_the_digest_says_so()
    {
        await using var llm = new FakeLlm();
        Judging(llm, _ => 8);
        await using var daemon = await TestDaemon.StartAsync(
            [.. llm.Settings, "--LocalDigest:Llm:PapersPerRequest=2", "--LocalDigest:Llm:Concurrency=1"]);
        await ProfileAsync(daemon, new { tokensPerDay = 8000 });
        await daemon.ImportAsync(Papers(0, 20));
        await RunAsync(daemon);
        Assert.Equal(7, llm.Requests.Count(request => request.Papers.Count > 0));
        var digest = await daemon.GetAsync("/v1/digests/latest?profile=funnel");
        var notice = Assert.Single(digest["notices"]!.AsArray(), notice => notice!["kind"]!.GetValue<string>() == "judge")!;
        Assert.Contains("digest.budget", notice["text"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact, TakesLong]
    public async Task Money_needs_a_price_and_without_one_nothing_is_spent_and_it_is_said()
    {
        await using var llm = new FakeLlm();
        var asked = Judging(llm, _ => 8);
        await using (var daemon = await TestDaemon.StartAsync([.. llm.Settings]))
        {
            await ProfileAsync(daemon, new { usdPerMonth = 5.0 });
            await daemon.ImportAsync(Papers(0, 50));
            await RunAsync(daemon, "partial");
            Assert.Empty(asked);
            var digest = await daemon.GetAsync("/v1/digests/latest?profile=funnel");
            Assert.Contains("LocalDigest:Llm:UsdPerMillionInputTokens", digest["notices"]!.AsArray().Single(notice => notice!["kind"]!.GetValue<string>() == "budget")!["text"]!.GetValue<string>(), StringComparison.Ordinal);
        }
        await using (var daemon = await TestDaemon.StartAsync([.. llm.Settings, "--LocalDigest:Llm:UsdPerMillionInputTokens=100", "--LocalDigest:Llm:UsdPerMillionOutputTokens=100"]))
        {
            // A paper of about 150 tokens costs about a cent and a half.
            await ProfileAsync(daemon, new { usdPerMonth = 9.0 });
            await daemon.ImportAsync(Papers(0, 200));
            await RunAsync(daemon);
            var total = (await daemon.GetAsync("/v1/profiles/funnel/funnel"))["total"]!;
            // One day's part of a month.
            Assert.InRange(total["usd"]!.GetValue<double>(), 0.1, 0.6);
            Assert.Equal(asked.Count, total["judged"]!.GetValue<int>());
        }
    }

    [Fact]
    public async Task A_budget_says_one_thing()
    {
        await using var daemon = await TestDaemon.StartAsync();
        foreach (var (budget, field) in new (object, string)[] { (new { seen = 0.9, share = 0.2 }, "digest.budget"), (new { share = 1.5 }, "digest.budget.share"), (new { tokens = 5 }, "digest.budget.tokens") })
        {
            using var answer = await daemon.Http.PostAsJsonAsync("/v1/profiles", new { name = "Wrong", digest = new { budget } }, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
            var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
            Assert.Contains(field, problem["errors"]!.AsObject().Select(error => error.Key));
        }
        Assert.Equal("{}", (await daemon.GetAsync("/v1/profiles/default/funnel"))["budget"]!.ToJsonString().Replace("\"seen\":null,\"share\":null,\"tokensPerDay\":null,\"usdPerMonth\":null", "", StringComparison.Ordinal));
    }

    /// <summary>Judges by a paper's number; gives the papers that were asked about, however often.</summary>
    private static HashSet<string> Judging(FakeLlm llm, Func<int, int> grade)
    {
        var asked = new HashSet<string>(StringComparer.Ordinal);
        llm.Judge = id =>
        {
            lock (asked) asked.Add(id);
            return FakeLlm.Verdict(id, relevance: grade(Number(id)));
        };
        return asked;
    }

    private static int Number(string id) => int.Parse(id[^5..], CultureInfo.InvariantCulture);

    private static string Id(int i) => $"arxiv:2601.{i:00000}";

    private static async Task ProfileAsync(TestDaemon daemon, object budget)
    {
        var profile = new
        {
            name = "Funnel", interests = "1. Nature\n   Relevant: papers on living things and machines.", sources = Array.Empty<object>(),
            digest = new { budget, maxPapers = 5, exploration = 0.0 },
        };
        var isThere = (await daemon.GetAsync("/v1/profiles"))["items"]!.AsArray().Any(item => item!["id"]!.GetValue<string>() == "funnel");
        using var answer = isThere
            ? await daemon.Http.PutAsJsonAsync("/v1/profiles/funnel", profile, TestContext.Current.CancellationToken)
            : await daemon.Http.PostAsJsonAsync("/v1/profiles", profile, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static async Task RunAsync(TestDaemon daemon, string state = "succeeded") =>
        Assert.Equal(state, (await daemon.RunAsync(new { kind = "digest", profile = "funnel", sources = Array.Empty<object>() }))["state"]!.GetValue<string>());

    private static object[] Papers(int from, int count)
    {
        string[] liked = ["caterpillars", "moths", "pupae", "larvae", "butterflies", "cocoons"], others = ["robots", "grippers", "joints", "motors", "wheels", "cables"];
        var random = new Random(from + 1);
        return [.. Enumerable.Range(from, count).Select(i =>
        {
            var words = i % 5 == 0 ? liked : others;
            string Word() => words[random.Next(words.Length)];
            return (object)new
            {
                id = Id(i),
                title = $"On {Word()} and {Word()}, part {i}",
                @abstract = $"We look at {Word()} beside {Word()} in {i} samples of {Word()}. We then ask how {Word()} differ, and we say so at some length.",
                authors = new[] { $"Author {i}" },
            };
        })];
    }
}
