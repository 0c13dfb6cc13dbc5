using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using LocalDigest.Ingestion;
using LocalDigest.Sources;
using LocalDigest.Tests.StandIns;
using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Tests.Runs;

/// <summary>arXiv's papers of days that have passed, brought in page by page: 25 of them, in three pages, over five days.</summary>
public sealed class BackfillTests : IAsyncDisposable
{
    private const int Papers = 25;
    private const string FirstToken = "cs:cs:CL|2025-03-03|2025-03-07|10";

    private static readonly object Request = new { kind = "backfill", category = "cs.CL", from = "2025-03-03", to = "2025-03-07" };

    private readonly FakeArxiv arxiv = new() { OaiPageSize = 10 };
    private readonly SettableClock clock = new(new DateTimeOffset(2026, 1, 20, 9, 0, 0, TimeSpan.Zero));
    private readonly TempFolder folder = new();

    public BackfillTests()
    {
        var first = new DateTimeOffset(2025, 3, 3, 1, 0, 0, TimeSpan.Zero);
        arxiv.Papers.AddRange(Enumerable.Range(0, Papers).Select(i =>
            new FakePaper(Id(i), $"Made-up grammar number {i} of tongue {i * 7}", ["cs.CL"], first.AddDays(i / 5).AddHours(i % 5))));
        arxiv.Papers.Add(new FakePaper("2503.09999", "A paper of the next week", ["cs.CL"], first.AddDays(7)));
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await arxiv.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task It_follows_the_tokens_to_the_end_counts_on_the_way_and_is_no_news()
    {
        await using var daemon = await StartAsync();
        var run = await daemon.RunAsync(Request);
        Assert.Equal(("succeeded", "backfill", "harvest"), (Text(run, "state"), Text(run, "kind"), Text(run, "stage")));
        Assert.Equal((Papers, Papers), (Number(run, "done"), Number(run, "total")));
        Assert.Equal((Papers, Papers, 0), (Counted(run, "fetched"), Counted(run, "new"), Counted(run, "updated")));
        Assert.Equal([null, FirstToken, FirstToken.Replace("|10", "|20", StringComparison.Ordinal)], Tokens);
        var asked = arxiv.Harvests[0].Query;
        Assert.Equal(("cs:cs:CL", "2025-03-03", "2025-03-07"), (asked["set"], asked["from"], asked["until"]));

        var papers = daemon.Services.GetRequiredService<PaperTable>();
        Assert.Equal(Papers, papers.Count());
        Assert.Empty(papers.Arrived(null, clock.GetUtcNow().AddDays(1)));
        // Who asks for a digest of such a day has them.
        var ofDay = papers.Dated(new DateOnly(2025, 3, 4), new DateOnly(2025, 3, 4));
        Assert.Equal(5, ofDay.Count);
        Assert.All(ofDay.SelectMany(arrival => arrival.Sightings), sighting =>
            Assert.Equal(("arxiv", ListingKind.Backfilled), (sighting.Source, sighting.Kind)));

        // It reached its end, so that the same again looks from the beginning for what has changed.
        var again = await daemon.RunAsync(Request);
        Assert.Equal((Papers, 0), (Counted(again, "fetched"), Counted(again, "new")));
        Assert.Null(Tokens[3]);
    }

    [Fact]
    public async Task A_token_that_has_died_costs_the_last_day_again_and_no_paper()
    {
        var isDead = true;
        arxiv.OnOai = asked =>
        {
            if (!isDead || Token(asked)?.EndsWith("|20", StringComparison.Ordinal) != true) return arxiv.Oai(asked);
            isDead = false;
            return Reply.Text(FakeArxiv.OaiError("badResumptionToken", "The token has expired"), "text/xml");
        };
        await using var daemon = await StartAsync();
        var run = await daemon.RunAsync(Request);
        Assert.Equal("succeeded", Text(run, "state"));
        Assert.Equal(Papers, Counted(run, "new"));
        Assert.Equal(Number(run, "total"), Number(run, "done"));
        // Twenty papers are four whole days: the fourth is read again, with the fifth.
        Assert.Equal("2025-03-06", arxiv.Harvests[3].Query["from"]);
        Assert.Equal(4, arxiv.Harvests.Count);
        Assert.Equal(Papers + 5, Number(run, "done"));
    }

    [Fact]
    public async Task A_503_is_waited_for_where_it_is_short_and_gone_on_behind_where_it_is_long()
    {
        var pause = "1";
        var isBusy = true;
        arxiv.OnOai = asked =>
        {
            if (!isBusy || Token(asked) is null) return arxiv.Oai(asked);
            isBusy = false;
            return Reply.Nothing(503, ("Retry-After", pause));
        };
        await using var daemon = await StartAsync();
        Assert.Equal("succeeded", Text(await daemon.RunAsync(Request), "state"));
        Assert.Equal([null, FirstToken, FirstToken], Tokens.Take(3));

        (isBusy, pause) = (true, "7200");
        var asked = arxiv.Harvests.Count;
        var broken = await daemon.RunAsync(Request);
        Assert.Equal(("failed", 10), (Text(broken, "state"), Number(broken, "done")));
        var problem = Assert.Single(broken["problems"]!.AsArray());
        Assert.Contains("asked to be left alone", Text(problem!, "message"), StringComparison.Ordinal);
        Assert.Contains("start the same backfill again", Text(problem!, "message"), StringComparison.Ordinal);
        Assert.Equal([null, FirstToken], Tokens.Skip(asked));
        // Nothing is sent before that time.
        Assert.Equal("failed", Text(await daemon.RunAsync(Request), "state"));
        Assert.Equal(asked + 2, arxiv.Harvests.Count);
        clock.Now += TimeSpan.FromHours(3);
        var rest = await daemon.RunAsync(Request);
        Assert.Equal(("succeeded", Papers, Papers), (Text(rest, "state"), Number(rest, "done"), Number(rest, "total")));
        Assert.Equal((FirstToken, 15), (Tokens[asked + 2], Counted(rest, "fetched")));
    }

    [Fact]
    public async Task A_page_that_was_cut_is_asked_for_again_and_never_taken_for_the_last_one()
    {
        var cuts = 1;
        arxiv.OnOai = asked =>
        {
            var whole = arxiv.Oai(asked);
            return Token(asked) is null || cuts-- <= 0 ? whole : whole with { Body = whole.Body[..(whole.Body.Length / 2)] };
        };
        await using var daemon = await StartAsync();
        var run = await daemon.RunAsync(Request);
        Assert.Equal(("succeeded", Papers), (Text(run, "state"), Counted(run, "new")));
        Assert.Equal(4, arxiv.Harvests.Count);

        cuts = int.MaxValue;
        var broken = await daemon.RunAsync(Request);
        Assert.Equal(("failed", 10), (Text(broken, "state"), Counted(broken, "fetched")));
        cuts = 0;
        var asked = arxiv.Harvests.Count;
        Assert.Equal(15, Counted(await daemon.RunAsync(Request), "fetched"));
        Assert.Equal(FirstToken, Tokens[asked]);
    }

    [Fact]
    public async Task It_is_cancelled_while_an_answer_is_waited_for_and_goes_on_behind_the_last_page()
    {
        var isHeld = true;
        arxiv.OnOai = asked => isHeld && Token(asked) is not null ? Never : arxiv.Oai(asked);
        await using var daemon = await StartAsync();
        var run = await daemon.PostAsync("/v1/runs", Request);
        await TestDaemon.UntilAsync(() => Task.FromResult(arxiv.Harvests.Count == 2));
        var id = Text(run, "id");
        // What is shown does not wait for the page that is waited for.
        var now = await daemon.GetAsync($"/v1/runs/{id}");
        Assert.Equal(("running", 10, Papers), (Text(now, "state"), Number(now, "done"), Number(now, "total")));
        using (var answer = await daemon.SendAsync(HttpMethod.Delete, $"/v1/runs/{id}"))
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal("cancelled", Text(await daemon.EndOfAsync(id), "state"));
        Assert.Equal(10, daemon.Services.GetRequiredService<PaperTable>().Count());

        isHeld = false;
        var rest = await daemon.RunAsync(Request);
        Assert.NotEqual(id, Text(rest, "id"));
        Assert.Equal(("succeeded", Papers, Papers), (Text(rest, "state"), Number(rest, "done"), Number(rest, "total")));
        Assert.Equal([null, FirstToken, FirstToken], Tokens.Take(3));
        Assert.Equal(15, Counted(rest, "new"));
    }

    [Fact]
    public async Task It_goes_on_by_itself_when_the_daemon_starts_again()
    {
        var isHeld = true;
        arxiv.OnOai = asked => isHeld && Token(asked) is not null ? Never : arxiv.Oai(asked);
        string id;
        await using (var daemon = await StartAsync())
        {
            id = Text(await daemon.PostAsync("/v1/runs", Request), "id");
            await TestDaemon.UntilAsync(() => Task.FromResult(arxiv.Harvests.Count == 2));
        }
        isHeld = false;
        await using var next = await StartAsync();
        var run = await next.EndOfAsync(id);
        Assert.Equal(("succeeded", 2, Papers), (Text(run, "state"), Number(run, "starts"), Number(run, "done")));
        Assert.Single(Tokens, token => token is null);
        Assert.Equal((Papers, Papers), (Counted(run, "new"), (int)next.Services.GetRequiredService<PaperTable>().Count()));
    }

    [Fact]
    public async Task What_arXiv_has_deleted_is_gone()
    {
        await using var daemon = await StartAsync();
        await daemon.RunAsync(Request);
        arxiv.OnOai = _ => Reply.Text(FakeArxiv.OaiPage([FakeArxiv.DeletedRecord(Id(4), "2025-03-05")], ""), "text/xml");
        var run = await daemon.RunAsync(Request);
        Assert.Equal(("succeeded", 1, 1), (Text(run, "state"), Counted(run, "deleted"), Number(run, "done")));
        var papers = daemon.Services.GetRequiredService<PaperTable>();
        var gone = papers.Find(Enumerable.Range(1, Papers).Select(number => (long)number).ToHashSet())
            .Where(paper => paper.GoneAt is not null);
        Assert.Equal(Id(4), Assert.Single(gone).Paper.Id.Local);
    }

    [Theory]
    [InlineData("cs.XX", "2025-03-03", "2025-03-07", "category", "is not an arXiv category")]
    [InlineData("CS.CL", "2025-03-03", "2025-03-07", "category", "Write cs.CL")]
    [InlineData(null, "2025-03-03", "2025-03-07", "category", "an archive or a category")]
    [InlineData("cs.CL", "2025-03-08", "2025-03-07", "from", "behind the last day")]
    [InlineData("cs.CL", "2005-09-15", "2025-03-07", "from", "before 2005-09-16")]
    [InlineData("cs.CL", "2025-03-03", "2026-01-21", "to", "not come yet")]
    [InlineData("cs.CL", null, "2025-03-07", "from", "Say the first day")]
    [InlineData("cs.CL", "2025-03-03", null, "to", "Say the last day")]
    public async Task What_cannot_be_brought_in_is_refused(string? category, string? from, string? to, string field, string words)
    {
        await using var daemon = await StartAsync();
        var body = new JsonObject { ["kind"] = "backfill" };
        foreach (var (name, value) in new[] { ("category", category), ("from", from), ("to", to) })
            if (value is not null) body[name] = value;
        await RefusedAsync(daemon, body, field, words);
        Assert.Empty(arxiv.Harvests);
    }

    [Fact]
    public async Task Fields_of_another_kind_of_run_are_refused()
    {
        await using var daemon = await StartAsync();
        await RefusedAsync(daemon, new { kind = "digest", category = "cs.CL" }, "category", "backfill only");
        var (kind, category, from, to) = ("backfill", "cs.CL", "2025-03-03", "2025-03-07");
        await RefusedAsync(daemon, new { kind, category, from, to, profile = "default" }, "profile", "for all profiles");
        await RefusedAsync(daemon, new { kind, category, from, to, since = from }, "since", "only");
    }

    private static Reply Never => Reply.Written(context => Task.Delay(Timeout.Infinite, context.RequestAborted));

    private List<string?> Tokens => [.. arxiv.Harvests.Select(Token)];

    private static async Task RefusedAsync(TestDaemon daemon, object body, string field, string words)
    {
        using var answer = await daemon.SendAsync(HttpMethod.Post, "/v1/runs", body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;
        Assert.Contains(words, problem["errors"]![field]!.ToJsonString(), StringComparison.Ordinal);
    }

    private static string? Token(Asked asked) => asked.Query.GetValueOrDefault("resumptionToken");

    private static string Id(int i) => "2503." + (10000 + i).ToString(CultureInfo.InvariantCulture);

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    private static int Number(JsonNode node, string name) => node[name]!.GetValue<int>();

    private static int Counted(JsonNode run, string name) => run["counts"]![name]!.GetValue<int>();

    private Task<TestDaemon> StartAsync() => TestDaemon.StartAsync(
        [$"--LocalDigest:Arxiv:OaiUrl={arxiv.Options.OaiUrl}", "--LocalDigest:Arxiv:MinInterval=0"], folder.File("data"), clock);
}
