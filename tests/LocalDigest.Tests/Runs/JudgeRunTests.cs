using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Runs;

/// <summary>Papers are judged again: those that the user names, and those that a change of the criteria has left open.</summary>
public sealed class JudgeRunTests
{
    private static readonly string[] Prices = ["--LocalDigest:Llm:UsdPerMillionInputTokens=1", "--LocalDigest:Llm:UsdPerMillionOutputTokens=2"];

    private readonly SettableClock clock = new(new DateTimeOffset(2026, 1, 20, 9, 0, 0, TimeSpan.Zero));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, TakesLong]
    public async Task What_it_costs_is_said_first_and_named_papers_are_judged_again()
    {
        await using var llm = new FakeLlm();
        await using var daemon = await TestDaemon.StartAsync([.. llm.Settings, .. Prices], clock: clock);
        await DigestAsync(daemon, papers: 12);
        var asked = llm.Requests.Count;
        string[] named = [Id(3), Id(4), Id(5)];
        var estimate = await daemon.PostAsync("/v1/runs/estimate", new { papers = named });
        Assert.Equal(3, estimate["papers"]!.GetValue<int>());
        // An abstract, a part of the instructions and a verdict.
        Assert.InRange(estimate["tokens"]!.GetValue<int>(), 3 * 150, 3 * 400);
        Assert.InRange(
            estimate["usd"]!.GetValue<double>(), estimate["tokens"]!.GetValue<int>() * 1e-6, estimate["tokens"]!.GetValue<int>() * 2e-6);
        Assert.Equal(asked, llm.Requests.Count);
        // The older way, of which the description says only that it is there.
        using var plain = new HttpClient { DefaultRequestHeaders = { Authorization = daemon.Http.DefaultRequestHeaders.Authorization } };
        using var body = JsonContent.Create(new { kind = "judge", papers = named, dryRun = true });
        using var older = await plain.PostAsync($"{daemon.Url}/v1/runs", body, Ct);
        Assert.Equal(HttpStatusCode.OK, older.StatusCode);
        Assert.Equal(estimate.ToJsonString(), await older.Content.ReadAsStringAsync(Ct));

        llm.Judge = id => FakeLlm.Verdict(id, relevance: 2, comment: "On second thoughts no.");
        var run = await daemon.RunAsync(new { kind = "judge", papers = named });
        Assert.Equal(("succeeded", 3), (run["state"]!.GetValue<string>(), run["counts"]!["judged"]!.GetValue<int>()));
        Assert.Equal(named, llm.Requests.Skip(asked).SelectMany(request => request.Papers).Order());
        Assert.Equal(1, run["cost"]!["requests"]!.GetValue<int>());
        Assert.Equal((2, "On second thoughts no."), await VerdictAsync(daemon, Id(4)));
        Assert.NotEqual("On second thoughts no.", (await VerdictAsync(daemon, Id(6))).Comment);
    }

    [Fact]
    public async Task Of_the_last_days_only_what_has_no_verdict_is_judged()
    {
        await using var llm = new FakeLlm();
        await using var daemon = await TestDaemon.StartAsync(llm.Settings, clock: clock);
        llm.Judge = id => id == Id(7) ? null : FakeLlm.Verdict(id);
        await DigestAsync(daemon, papers: 12, state: "partial");
        llm.Judge = id => FakeLlm.Verdict(id, relevance: 9);
        var asked = llm.Requests.Count;
        Assert.Equal(1, (await daemon.PostAsync("/v1/runs/estimate", new { days = 1 }))["papers"]!.GetValue<int>());
        Assert.Equal("succeeded", (await daemon.RunAsync(new { kind = "judge", since = "2026-01-20" }))["state"]!.GetValue<string>());
        Assert.Equal([Id(7)], llm.Requests.Skip(asked).SelectMany(request => request.Papers));
        Assert.Equal(9, (await VerdictAsync(daemon, Id(7))).Relevance);
        Assert.Equal(0, (await daemon.PostAsync("/v1/runs/estimate", new { days = 7 }))["papers"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_verdict_stands_where_the_judge_is_asked_again_in_vain()
    {
        await using var llm = new FakeLlm();
        await using var daemon = await TestDaemon.StartAsync(llm.Settings, clock: clock);
        await DigestAsync(daemon, papers: 8);
        var before = await VerdictAsync(daemon, Id(3));
        llm.Before = async (_, context) =>
        {
            await FakeLlm.WriteAsync(context, """{"error":{"message":"bad key"}}""", 401);
            return true;
        };
        var run = await daemon.RunAsync(new { kind = "judge", papers = new[] { Id(3) } });
        Assert.Equal("partial", run["state"]!.GetValue<string>());
        Assert.Equal(Id(3), Assert.Single(run["problems"]!.AsArray())!["papers"]![0]!.GetValue<string>());
        Assert.Equal(before, await VerdictAsync(daemon, Id(3)));
    }

    [Fact, TakesLong]
    public async Task Changed_criteria_tell_their_cost_and_the_next_run_judges_again_what_was_not_shown()
    {
        await using var llm = new FakeLlm();
        await using var daemon = await TestDaemon.StartAsync(
            [.. llm.Settings, "--LocalDigest:Llm:PapersPerRequest=1", "--LocalDigest:Llm:Concurrency=1"], clock: clock);
        // Three are shown, and a thumb says no to another.
        llm.Judge = id => FakeLlm.Verdict(id, relevance: string.CompareOrdinal(id, Id(3)) < 0 ? 9 : 2);
        await DigestAsync(daemon, papers: 20);
        using (var thumb = await daemon.SendAsync(HttpMethod.Put, $"/v1/papers/{Uri.EscapeDataString(Id(10))}/feedback", new { value = "down" })) Assert.True(thumb.IsSuccessStatusCode);
        clock.Now = clock.Now.AddDays(1);
        Assert.Null((await PutAsync(daemon, "I work on robots.", new { minRelevance = 6 }))["rejudging"]);

        var changed = await PutAsync(daemon, "I build violins and look for varnish.", new { minRelevance = 6 });
        Assert.Equal(16, changed["rejudging"]!["papers"]!.GetValue<int>());
        Assert.True(changed["rejudging"]!["tokens"]!.GetValue<int>() > 16 * 150);
        Assert.Null(changed["rejudging"]!["usd"]);

        var asked = llm.Requests.Count;
        llm.Judge = id => FakeLlm.Verdict(id, relevance: id == Id(15) ? 10 : 1);
        var run = await daemon.RunAsync(new { kind = "digest", sources = Array.Empty<object>() });
        Assert.Equal("[]", run["problems"]!.ToJsonString());
        var again = llm.Requests.Skip(asked).SelectMany(request => request.Papers).ToList();
        Assert.Equal(Enumerable.Range(3, 17).Where(i => i != 10).Select(Id), again.Order());
        // The most promising first.
        Assert.Equal(Id(15), again[0]);
        Assert.Equal(
            Id(15), Assert.Single((await daemon.GetAsync($"/v1/digests/{run["digest"]}"))["papers"]!.AsArray())!["id"]!.GetValue<string>());

        // Once is enough.
        await daemon.RunAsync(new { kind = "digest", sources = Array.Empty<object>() });
        Assert.Equal(asked + 16, llm.Requests.Count);
        Assert.Null((await PutAsync(daemon, "I build violins and look for varnish.", new { minRelevance = 5 }))["rejudging"]);
    }

    [Fact, TakesLong]
    public async Task Judging_again_keeps_the_profiles_budget()
    {
        await using var llm = new FakeLlm();
        await using var daemon = await TestDaemon.StartAsync(
            [.. llm.Settings, "--LocalDigest:Llm:PapersPerRequest=1", "--LocalDigest:Llm:Concurrency=1"], clock: clock);
        await DigestAsync(daemon, papers: 8);
        await PutAsync(daemon, "I work on robots.", new { budget = new { tokensPerDay = 8 * 1100 + 3000 } });
        var asked = llm.Requests.Count;
        Assert.Equal(8, asked);
        var run = await daemon.RunAsync(new { kind = "judge", papers = Enumerable.Range(0, 8).Select(Id) });
        Assert.Equal("partial", run["state"]!.GetValue<string>());
        // A request is expected to take less than it does.
        Assert.InRange(llm.Requests.Count - asked, 2, 3);
        Assert.Contains("digest.budget", run["problems"]![0]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory, TakesLong]
    [InlineData("""{"kind":"judge"}""", "papers")]
    [InlineData("""{"kind":"judge","days":3,"papers":["arxiv:2601.90001"]}""", "papers")]
    [InlineData("""{"kind":"judge","papers":["arxiv:2601.99999"]}""", "papers[0]")]
    [InlineData("""{"kind":"judge","days":3,"style":"brief"}""", "style")]
    [InlineData("""{"kind":"digest","days":3}""", "days")]
    [InlineData("""{"dryRun":true}""", "dryRun")]
    [InlineData("""{"kind":"judge","days":3}""", "kind", false)]
    public async Task A_wrong_request_is_told(string body, string field, bool withModel = true)
    {
        await using var llm = new FakeLlm();
        await using var daemon = await TestDaemon.StartAsync(withModel ? llm.Settings : [], clock: clock);
        await daemon.ImportAsync(TestDaemon.MadeUp(3));
        using var answer = await daemon.SendAsync(HttpMethod.Post, "/v1/runs", body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(
            field, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!["errors"]!.AsObject().Select(error => error.Key));
    }

    private static string Id(int i) => $"arxiv:2601.9{i:0000}";

    private async Task DigestAsync(TestDaemon daemon, int papers, string state = "succeeded")
    {
        await PutAsync(daemon, "I work on robots.", new { minRelevance = 5 });
        await daemon.ImportAsync(Enumerable.Range(0, papers).Select(i => new
        {
            id = Id(i),
            title = i == 15 ? "Violins and their varnish" : $"Robots that grasp item {i}",
            @abstract = i == 15 ? "We listen to violins with old and new varnish." : $"We teach robots to grasp item {i}. It works.",
            published = clock.Now.AddDays(-1),
        }));
        Assert.Equal(state, (await daemon.RunAsync(new { kind = "digest", sources = Array.Empty<object>() }))["state"]!.GetValue<string>());
    }

    private static async Task<JsonNode> PutAsync(TestDaemon daemon, string interests, object digest)
    {
        using var answer = await daemon.Http.PutAsJsonAsync(
            "/v1/profiles/default", new { name = "Robots", interests, sources = Array.Empty<object>(), digest }, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private static async Task<(int Relevance, string Comment)> VerdictAsync(TestDaemon daemon, string id)
    {
        var paper = await daemon.GetAsync($"/v1/papers/{Uri.EscapeDataString(id)}");
        return (paper["relevance"]!.GetValue<int>(), paper["comment"]!.GetValue<string>());
    }
}
