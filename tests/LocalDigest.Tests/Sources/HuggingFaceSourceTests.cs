using System.Text;
using LocalDigest.Papers;
using LocalDigest.Sources;
using LocalDigest.Tests.StandIns;
using static LocalDigest.Tests.Sources.Shorthand;

namespace LocalDigest.Tests.Sources;

public sealed class HuggingFaceSourceTests : IAsyncDisposable
{
    private static readonly DateOnly Today = new(2025, 8, 20); // a Wednesday

    private readonly SkippingTime time = new(Utc("2025-08-20T12:00:00"));
    private readonly InMemorySourceMemory memory = new();
    private readonly FakeHuggingFace hub;
    private readonly HuggingFaceSource source;

    public HuggingFaceSourceTests()
    {
        hub = new FakeHuggingFace(time);
        source = new HuggingFaceSource(hub.Options, memory, time);
    }

    public async ValueTask DisposeAsync()
    {
        source.Dispose();
        await hub.DisposeAsync();
    }

    [Fact]
    public async Task A_days_papers_come_with_the_most_votes_first()
    {
        hub.Days[Today] = [.. Enumerable.Range(0, 20).Select(i => FakeHuggingFace.Item($"2508.{i:00000}", $"Paper {i}", (i * 7) % 20, Today))];
        var (batches, failure) = await ReadAsync(limit: 5);
        Assert.Null(failure);
        var batch = Assert.Single(batches);
        Assert.Equal([19, 18, 17, 16, 15], batch.Listings.Select(listing => listing.Popularity!.Value));
        Assert.Equal(20, batch.Total);
        Assert.Equal(Today, batch.ListDate);
        Assert.Null(batch.Checkpoint);
        Assert.Empty(batch.Notes);

        var paper = batch.Listings[0].Paper;
        Assert.Equal("arxiv:2508.00017", paper.Id.Value);
        Assert.Equal(["Ada King", "Bo Li"], paper.Authors.Select(author => author.Name)); // not the one who is hidden
        Assert.Equal("https://github.com/example/2508.00017", paper.CodeUrl);
        Assert.Equal("https://example.org/2508.00017", paper.ProjectUrl);
        Assert.Equal(["robots", "planning"], paper.Keywords);
        Assert.Equal("https://arxiv.org/abs/2508.00017", paper.Url);
        Assert.Equal(Utc("2025-08-19"), paper.Published);
        Assert.Equal(Today, batch.Listings[0].Announced);

        var query = Assert.Single(hub.Requests).Query;
        Assert.Equal(("2025-08-20", "0", "50"), (query["date"], query["p"], query["limit"]));
        Assert.Equal("application/json", hub.Requests[0].Headers["Accept"]);
    }

    [Fact]
    public async Task A_long_list_is_read_page_by_page_before_the_best_are_taken()
    {
        hub.Days[Today] = [.. Enumerable.Range(0, 120).Select(i => FakeHuggingFace.Item($"2508.{i:00000}", $"Paper {i}", i, Today))];
        var (batches, _) = await ReadAsync(limit: 2);
        Assert.Equal(["2508.00119", "2508.00118"], batches.Ids());
        Assert.Equal(["0", "1", "2"], hub.Requests.Select(asked => asked.Query["p"]));
        Assert.Equal(120, (await ReadAsync(limit: null)).Batches.Ids().Count());
    }

    [Fact]
    public async Task A_server_without_pages_is_not_asked_for_ever()
    {
        var all = $"[{string.Join(',', Enumerable.Range(0, 60).Select(i => FakeHuggingFace.Item($"2508.{i:00000}", $"Paper {i}", i, Today)))}]";
        hub.OnDaily = _ => Reply.Json(all);
        Assert.Equal(60, (await ReadAsync(limit: null)).Batches.Ids().Count());
        Assert.Equal(2, hub.Requests.Count);
    }

    [Theory]
    [InlineData("2025-08-20", true, "Hugging Face has no papers of Wednesday, 2025-08-20 yet: its list fills during the day.")]
    [InlineData("2025-08-20", false, "Hugging Face has no papers of Wednesday, 2025-08-20.")]
    [InlineData("2025-08-23", true, "Hugging Face has no papers of Saturday, 2025-08-23: there are few or none at weekends.")]
    public async Task An_empty_day_says_why(string day, bool isToday, string note)
    {
        var (batches, failure) = await source.ReadAllAsync(new SourceRequest(Spec(15), Day(day), isToday), new InMemorySourceMemory());
        Assert.Null(failure);
        Assert.Equal(note, Assert.Single(batches.SelectMany(batch => batch.Notes)));
    }

    [Fact]
    public async Task The_last_day_read_is_read_again_and_days_off_are_made_up_for()
    {
        async Task<IEnumerable<string>> DaysAskedAsync(DateOnly today)
        {
            var before = hub.Requests.Count;
            await source.ReadAllAsync(new SourceRequest(Spec(15), today), memory);
            return hub.Requests.Skip(before).Select(asked => asked.Query["date"]);
        }
        Assert.Equal(["2025-08-19", "2025-08-20"], await DaysAskedAsync(Today));
        Assert.Equal(["2025-08-19", "2025-08-20"], await DaysAskedAsync(Today));
        Assert.Equal(["2025-08-20", "2025-08-21"], await DaysAskedAsync(Today.AddDays(1)));
        Assert.Equal(["2025-08-21", "2025-08-22", "2025-08-23", "2025-08-24"], await DaysAskedAsync(Today.AddDays(4)));
        Assert.Equal(8, (await DaysAskedAsync(Today.AddDays(40))).Count());
    }

    [Fact]
    public async Task Several_days_are_read_one_by_one_and_resumed_behind_the_last()
    {
        for (var i = 0; i < 3; i++) hub.Days[Today.AddDays(-i)] = [FakeHuggingFace.Item($"2508.0000{i}", "T", 1, Today.AddDays(-i))];
        var request = new SourceRequest(Spec(15), Today, Since: Today.AddDays(-2));
        var (batches, _) = await source.ReadAllAsync(request, new InMemorySourceMemory());
        Assert.Equal(["2508.00002", "2508.00001", "2508.00000"], batches.Ids());
        string[] places = ["2025-08-19", "2025-08-20"];
        Assert.Equal(
            [.. places.Select(day => $$$"""{"form":"huggingface/1","state":{"day":"{{{day}}}"}}"""), null], batches.Select(batch => batch.Checkpoint));
        var (rest, _) = await source.ReadAllAsync(request with { Checkpoint = batches[1].Checkpoint }, new InMemorySourceMemory());
        Assert.Equal(["2508.00000"], rest.Ids());
        var (anew, _) = await source.ReadAllAsync(request with { Checkpoint = "2025-08-20" }, new InMemorySourceMemory());
        Assert.Equal(
            [1, 0, 0],
            anew.Select(batch => batch.Notes.Count(note => note.Contains("earlier reading of Hugging Face", StringComparison.Ordinal))));
        Assert.Equal(["2025-08-18", "2025-08-19", "2025-08-20", "2025-08-20"], hub.Requests.Take(4).Select(asked => asked.Query["date"]));
    }

    [Fact]
    public async Task Everything_but_identifier_and_title_may_be_missing_or_wrong()
    {
        var page = await ParseAsync("""
            [
              {"paper":{"id":"2508.00001","title":"Only a title"}},
              {"paper":{"id":"2508.00002"},"title":"Outside","summary":"Outside too","publishedAt":"2025-08-19T20:00:00.000Z"},
              {"paper":{"id":"2508.00003","title":"All wrong","summary":7,"authors":"Ada","publishedAt":false,"submittedOnDailyAt":[],"upvotes":"many","githubRepo":{"a":1},"projectPage":"javascript:alert(1)","ai_keywords":["one",2,null,{"x":1},"two"]}},
              {"paper":{"id":"2508.00004","title":"Some wrong","authors":[{"name":"Ada King"},{"name":7},{"hidden":true,"name":"Nobody"},{"hidden":"yes","name":"Bo Li"},null,"Cy Wu",{}],"upvotes":-3,"githubRepo":"https://user:pass@github.com/x"}},
              {"paper":{"id":"2508.00005","title":"Half a \ud835 pair"}},
              {"id":"2508.00006","title":"  Flat \n one "}
            ]
            """);
        Assert.Equal(["2508.00001", "2508.00002", "2508.00003", "2508.00004", "2508.00006"], page.Listings.Select(listing => listing.Paper.Id.Local));
        var papers = page.Listings.Select(listing => listing.Paper).ToList();
        Assert.Equal(("Outside", "Outside too", Utc("2025-08-19T20:00:00")), (papers[1].Title, papers[1].Abstract, papers[1].Published!.Value));
        Assert.Equal(["one", "two"], papers[2].Keywords);
        Assert.Empty(papers[2].Authors);
        Assert.Null(papers[2].CodeUrl);
        Assert.Null(papers[2].ProjectUrl);
        Assert.Null(page.Listings[2].Popularity);
        Assert.Equal(["Ada King", "Bo Li", "Cy Wu"], papers[3].Authors.Select(author => author.Name));
        Assert.Null(papers[3].CodeUrl);
        Assert.Null(page.Listings[3].Popularity);
        Assert.Equal("Flat one", papers[4].Title);
        Assert.Equal("1 entry of Hugging Face's list could not be read: 2508.00005 has no title.", Assert.Single(page.Notes));
    }

    [Fact]
    public async Task Items_that_are_no_papers_cost_only_themselves()
    {
        var page = await ParseAsync("""[null,7,"x",[],{},{"paper":null},{"paper":{"id":"../../etc"}},{"paper":{"id":"not-from-arxiv","title":"T"}},{"paper":{"id":"2508.00001","title":"T"}}]""");
        Assert.Equal(["url:https://huggingface.co/papers/not-from-arxiv", "arxiv:2508.00001"], page.Listings.Select(listing => listing.Paper.Id.Value));
        Assert.Equal(9, page.Entries);
        Assert.StartsWith("7 entries of Hugging Face's list could not be read", Assert.Single(page.Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"error\":\"Invalid date\"}", "Invalid date")]
    [InlineData("{}", "something else")]
    [InlineData("[{\"paper\":", "no readable JSON")]
    [InlineData("<html/>", "no readable JSON")]
    [InlineData("", "no readable JSON")]
    public async Task What_is_no_list_is_said_so(string body, string words)
    {
        var e = await Assert.ThrowsAsync<SourceException>(() => ParseAsync(body));
        Assert.Equal(SourceFailure.Malformed, e.Failure);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nesting_without_end_is_refused() => await Assert.ThrowsAsync<SourceException>(() => ParseAsync(new string('[', 1_000_000)));

    [Fact]
    public async Task A_byte_order_mark_is_no_obstacle() =>
        Assert.Single((await ParseAsync("\ufeff[{\"paper\":{\"id\":\"2508.00001\",\"title\":\"T\"}}]")).Listings);

    [Fact]
    public async Task Being_throttled_says_until_when()
    {
        hub.OnDaily = _ => Reply.Nothing(429, ("RateLimit", "\"api\";r=0;t=123"));
        var (_, failure) = await ReadAsync();
        Assert.Equal(SourceFailure.Throttled, failure!.Failure);
        Assert.Equal(time.GetUtcNow().AddSeconds(123), failure.RetryAt);
        Assert.Single(hub.Requests);
    }

    [Fact]
    public async Task An_exhausted_quota_is_waited_for_before_the_next_request_and_not_behind_the_last()
    {
        hub.OnDaily = asked => hub.Daily(asked) with { Headers = new() { ["RateLimit"] = "\"api\";r=0;t=60" } };
        await source.ReadAllAsync(new SourceRequest(Spec(15), Today, Since: Today.AddDays(-1)), new InMemorySourceMemory());
        Assert.Equal([60.0], time.Waits.Select(wait => wait.TotalSeconds));
        Assert.True(hub.Requests[1].Began - hub.Requests[0].Began >= TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task A_passing_fault_is_tried_again_and_a_lasting_one_is_not_for_ever()
    {
        var asks = 0;
        hub.OnDaily = asked => asks++ < 2 ? Reply.Nothing(502) : hub.Daily(asked);
        Assert.Null((await ReadAsync()).Failure);
        Assert.Equal(3, asks);
        hub.OnDaily = _ => Reply.Nothing(502);
        Assert.Equal(SourceFailure.Unreachable, (await ReadAsync()).Failure!.Failure);
        Assert.Equal(6, hub.Requests.Count);
    }

    [Fact]
    public async Task What_cannot_be_read_is_said_and_not_asked_for()
    {
        Assert.Null(source.Check(Spec(15)));
        Assert.Contains("at least 1", source.Check(Spec(0)), StringComparison.Ordinal);
        Assert.Contains("no categories", source.Check(Spec(1) with { Categories = ["cs.CV"] }), StringComparison.Ordinal);
        foreach (var since in new[] { Today.AddDays(1), Today.AddDays(-31) })
            Assert.Equal(SourceFailure.Refused, (await source.ReadAllAsync(new SourceRequest(Spec(15), Today, Since: since), new InMemorySourceMemory())).Failure!.Failure);
        Assert.Empty(hub.Requests);
        Assert.StartsWith(
            "LocalDigest:HuggingFace:ApiUrl must be",
            Assert.Throws<ArgumentException>(() => new HuggingFaceSource(new HuggingFaceOptions { ApiUrl = "x" }, memory, time)).Message,
            StringComparison.Ordinal);
    }

    private static SourceSpec Spec(int? limit) => new() { Kind = "huggingface", Limit = limit };

    private Task<(List<SourceBatch> Batches, SourceException? Failure)> ReadAsync(int? limit = 15) => source.ReadAllAsync(new SourceRequest(Spec(limit), Today, IsToday: false), new InMemorySourceMemory());

    private static async Task<HuggingFacePage> ParseAsync(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return await HuggingFacePage.ParseAsync(stream, Ct);
    }
}
