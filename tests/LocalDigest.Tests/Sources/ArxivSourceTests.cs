using LocalDigest.Papers;
using LocalDigest.Sources;
using LocalDigest.Tests.StandIns;
using static LocalDigest.Tests.Sources.Shorthand;

// Long: one class for one source; its cases share the stand-in, its clock and its memory.
namespace LocalDigest.Tests.Sources;

public sealed class ArxivSourceTests : IAsyncDisposable
{
    // 2025-08-18 was a Monday.
    private static readonly DateOnly Monday = new(2025, 8, 18);
    private static readonly DateOnly Wednesday = new(2025, 8, 20);

    private readonly SkippingTime time = new(Utc("2025-08-20T12:00:00"));
    private readonly InMemorySourceMemory memory = new();
    private readonly FakeArxiv arxiv;

    public ArxivSourceTests() => arxiv = new FakeArxiv(time) { InFeed = paper => ListOf(paper) == arxiv!.ListDate };

    public ValueTask DisposeAsync() => arxiv.DisposeAsync();

    [Fact]
    public async Task Todays_papers_are_the_feeds()
    {
        Submit("2508.00001", "2025-08-19T10:00:00");
        Submit("2508.00002", "2025-08-18T10:00:00"); // yesterday's list
        var (batches, failure) = await ReadAsync();
        Assert.Null(failure);
        var batch = Assert.Single(batches);
        Assert.Equal(["2508.00001"], batches.Ids());
        Assert.Equal(Wednesday, batch.ListDate);
        Assert.Equal(Wednesday, batch.Listings[0].Announced);
        Assert.Null(batch.Checkpoint);
        Assert.Empty(batch.Notes);
        Assert.Equal("/rss/cs.AI", Assert.Single(arxiv.Requests).Path);
    }

    [Fact]
    public async Task Categories_are_asked_for_together_in_one_order()
    {
        await ReadAsync(Arxiv("cs.LG", "cs.AI", "cs.LG"));
        Assert.Equal("/rss/cs.AI+cs.LG", Assert.Single(arxiv.Feeds).Path);
    }

    [Fact]
    public async Task A_feed_that_did_not_change_is_not_sent_again()
    {
        Submit("2508.00001", "2025-08-19T10:00:00");
        await ReadAsync();
        var (batches, _) = await ReadAsync();
        var batch = Assert.Single(batches);
        Assert.True(batch.NotModified);
        Assert.Empty(batch.Listings);
        Assert.Equal(Wednesday, batch.ListDate);
        Assert.NotEmpty(arxiv.Feeds[1].Headers["If-None-Match"]);

        // Another set of categories is another matter, and so is who asks for it all the same.
        await ReadAsync(Arxiv("cs.AI", "cs.LG"));
        Assert.DoesNotContain("If-None-Match", arxiv.Feeds[2].Headers.Keys);
        Assert.Equal(["2508.00001"], (await ReadAsync(request => request with { Unconditional = true })).Batches.Ids());
    }

    [Fact]
    public async Task What_was_not_kept_is_asked_for_again()
    {
        Submit("2508.00001", "2025-08-19T10:00:00");
        using (var client = Client()) await Source(client).ReadAsync(Today(), Ct).ToListAsync(); // and the daemon dies before it keeps anything
        var (batches, _) = await ReadAsync();
        Assert.False(batches[0].NotModified);
        Assert.Equal(["2508.00001"], batches.Ids());
    }

    [Fact]
    public async Task Missed_days_come_from_the_api()
    {
        arxiv.ListDate = Monday;
        Submit("2508.00001", "2025-08-15T10:00:00"); // Monday's list
        await ReadAsync(request => request with { Date = Monday });
        Submit("2508.00002", "2025-08-18T10:00:00"); // Tuesday's, which is missed
        Submit("2508.00003", "2025-08-19T10:00:00"); // Wednesday's
        arxiv.ListDate = Wednesday;

        var (batches, failure) = await ReadAsync();
        Assert.Null(failure);
        Assert.Equal(["2508.00003", "2508.00002"], batches.Ids());
        Assert.Equal("(cat:cs.AI) AND submittedDate:[202508151800 TO 202508181759]", Assert.Single(arxiv.Queries).Query["search_query"]);
        Assert.NotNull(batches[0].Checkpoint);
        Assert.Null(batches[1].Checkpoint);

        // And then they are no longer missed.
        arxiv.ListDate = Wednesday.AddDays(1);
        await ReadAsync(request => request with { Date = Wednesday.AddDays(1) });
        Assert.Single(arxiv.Queries);
    }

    [Fact]
    public async Task A_weekend_is_no_missed_day()
    {
        arxiv.ListDate = new DateOnly(2025, 8, 15);
        Submit("2508.00001", "2025-08-14T10:00:00");
        await ReadAsync(request => request with { Date = arxiv.ListDate });
        foreach (var day in new[] { new DateOnly(2025, 8, 16), new(2025, 8, 17), Monday })
        {
            arxiv.ListDate = day;
            if (day == Monday) Submit("2508.00002", "2025-08-15T10:00:00");
            var (batches, _) = await ReadAsync(request => request with { Date = day });
            Assert.Equal(day, Assert.Single(batches).ListDate);
            if (day != Monday) Assert.Equal($"arXiv's list of {day:dddd}, {day:yyyy-MM-dd} is empty: there are no lists at weekends.", Assert.Single(batches[0].Notes));
        }
        Assert.Empty(arxiv.Queries);
    }

    [Fact]
    public async Task Missed_days_stay_missed_until_the_api_has_given_them()
    {
        arxiv.ListDate = Monday;
        Submit("2508.00001", "2025-08-15T10:00:00");
        await ReadAsync(request => request with { Date = Monday });
        Submit("2508.00002", "2025-08-18T10:00:00");
        Submit("2508.00003", "2025-08-19T10:00:00");
        arxiv.ListDate = Wednesday;
        arxiv.OnApi = _ => Reply.Nothing(500);
        var (batches, failure) = await ReadAsync();
        Assert.Equal(["2508.00003"], batches.Ids());
        Assert.Equal(SourceFailure.Unreachable, failure!.Failure);

        // A new run, without the checkpoint: the feed has not changed, the gap is still there.
        arxiv.OnApi = null;
        (batches, failure) = await ReadAsync();
        Assert.Null(failure);
        Assert.True(batches[0].NotModified);
        Assert.Equal(["2508.00002"], batches.Ids());

        (batches, _) = await ReadAsync();
        Assert.Single(batches);
    }

    [Fact]
    public async Task An_interrupted_reading_asks_nothing_twice()
    {
        arxiv.ListDate = Monday;
        Submit("2508.00001", "2025-08-15T10:00:00");
        await ReadAsync(request => request with { Date = Monday });
        for (var i = 0; i < 450; i++) Submit($"2508.1{i:0000}", Utc("2025-08-15T18:00:00").AddMinutes(i).ToString("o"));
        Submit("2508.00003", "2025-08-19T10:00:00");
        arxiv.ListDate = Wednesday;
        var before = arxiv.Requests.Count;

        var seen = new List<string>();
        string? checkpoint = null;
        do
        {
            // Each batch in a life of its own.
            using var client = Client();
            await foreach (var batch in Source(client).ReadAsync(Today() with { Checkpoint = checkpoint }, Ct))
            {
                memory.Keep(batch);
                seen.AddRange(batch.Listings.Select(listing => listing.Paper.Id.Local));
                checkpoint = batch.Checkpoint;
                break;
            }
        } while (checkpoint is not null);

        Assert.Equal(451, seen.Count);
        Assert.Equal(451, seen.Distinct().Count());
        var asked = arxiv.Requests.Skip(before).Select(request => request.Path + request.Query.GetValueOrDefault("start")).ToList();
        Assert.Equal(["/rss/cs.AI", "/api/query0", "/api/query200", "/api/query400"], asked);
        Assert.Equal(Utc("2025-08-19T18:00:00"), Frontier);
    }

    [Fact]
    public async Task A_checkpoint_that_cannot_be_read_means_from_the_beginning()
    {
        Submit("2508.00001", "2025-08-19T10:00:00");
        Assert.Equal(["2508.00001"], (await ReadAsync(request => request with { Checkpoint = "api {\"of\":\"another version\"" })).Batches.Ids());
    }

    [Fact]
    public async Task Yesterdays_papers_under_a_new_date_are_told_apart_and_the_api_is_asked()
    {
        arxiv.ListDate = Wednesday.AddDays(-1);
        Submit("2508.00001", "2025-08-18T10:00:00");
        await ReadAsync(request => request with { Date = arxiv.ListDate });
        Submit("2508.00002", "2025-08-19T10:00:00");

        // Wednesday's feed bears Wednesday's dates and holds Tuesday's papers.
        arxiv.InFeed = paper => paper.Id == "2508.00001";
        arxiv.ListDate = Wednesday;
        var (batches, failure) = await ReadAsync();
        Assert.Null(failure);
        Assert.Equal(["2508.00001", "2508.00002"], batches.Ids());
        Assert.Equal(Wednesday.AddDays(-1), batches[0].ListDate);
        Assert.Equal("arXiv's feed of Wednesday, 2025-08-20 holds the papers of Tuesday, 2025-08-19 once more.", Assert.Single(batches[0].Notes));

        // It does not count as Wednesday's: on Thursday that day is still asked for, also after a 304.
        (batches, _) = await ReadAsync();
        Assert.True(batches[0].NotModified);
        Assert.Contains("still that of Tuesday", Assert.Single(batches[0].Notes), StringComparison.Ordinal);
        arxiv.InFeed = paper => ListOf(paper) == arxiv.ListDate;
        arxiv.ListDate = Wednesday.AddDays(1);
        time.Advance(TimeSpan.FromDays(1));
        Submit("2508.00003", "2025-08-19T11:00:00"); // announced late
        Submit("2508.00004", "2025-08-20T10:00:00");
        (batches, _) = await ReadAsync(request => request with { Date = Wednesday.AddDays(1) });
        Assert.Equal(["2508.00004", "2508.00002", "2508.00003"], batches.Ids());
    }

    [Fact]
    public async Task A_feed_whose_papers_are_dated_earlier_is_known_for_old_without_a_memory()
    {
        Submit("2508.00001", "2025-08-18T10:00:00");
        Submit("2508.00002", "2025-08-19T10:00:00");
        arxiv.OnFeed = _ => Reply.Text(FakeArxiv.Rss(Wednesday.AddDays(-1), [arxiv.Papers[0]]).Replace("<pubDate>Tue, 19 Aug 2025 00:00:00 -0400</pubDate>\n    <skip", "<pubDate>Wed, 20 Aug 2025 00:00:00 -0400</pubDate>\n    <skip", StringComparison.Ordinal));
        var (batches, _) = await ReadAsync();
        Assert.Equal(Wednesday.AddDays(-1), batches[0].ListDate);
        Assert.Contains("once more", Assert.Single(batches[0].Notes), StringComparison.Ordinal);
        Assert.Equal(["2508.00001", "2508.00002"], batches.Ids());
    }

    [Fact]
    public async Task A_feed_that_is_late_is_said_so_and_made_up_for_later()
    {
        Submit("2508.00001", "2025-08-19T10:00:00");
        var thursday = Wednesday.AddDays(1);
        var (batches, _) = await ReadAsync(request => request with { Date = thursday });
        Assert.Equal("arXiv's feed is still that of Wednesday, 2025-08-20. A new one usually comes at about 04:00 UTC from Monday to Friday.", Assert.Single(batches[0].Notes));

        Submit("2508.00002", "2025-08-20T10:00:00"); // Thursday's list, which came later that day
        Submit("2508.00003", "2025-08-21T10:00:00");
        time.Advance(TimeSpan.FromDays(2));
        arxiv.ListDate = thursday.AddDays(1);
        (batches, _) = await ReadAsync(request => request with { Date = thursday.AddDays(1) });
        Assert.Equal(["2508.00003", "2508.00002"], batches.Ids());
    }

    [Fact]
    public async Task A_holiday_is_not_taken_for_a_reading()
    {
        Submit("2508.00001", "2025-08-18T10:00:00");
        arxiv.ListDate = Wednesday.AddDays(-1);
        await ReadAsync(request => request with { Date = arxiv.ListDate });
        arxiv.ListDate = Wednesday; // empty: announced on the day after
        var (batches, _) = await ReadAsync();
        Assert.Equal("arXiv's list of Wednesday, 2025-08-20 is empty: a holiday at arXiv, or the list is late.", Assert.Single(batches[0].Notes));
        Assert.Equal(Utc("2025-08-18T18:00:00"), Frontier);

        // Nobody runs it on Thursday, whose list holds two days.
        Submit("2508.00002", "2025-08-18T20:00:00");
        Submit("2508.00003", "2025-08-19T20:00:00");
        time.Advance(TimeSpan.FromDays(2));
        arxiv.ListDate = Wednesday.AddDays(2);
        (batches, _) = await ReadAsync(request => request with { Date = arxiv.ListDate });
        Assert.Equal(["2508.00002", "2508.00003"], batches.Ids());
    }

    [Theory]
    [InlineData(500, null)]
    [InlineData(404, null)]
    [InlineData(200, "<html/>")]
    [InlineData(200, "<rss><channel><item>")]
    public async Task Without_its_feed_arxiv_is_asked_by_its_api(int status, string? body)
    {
        Submit("2508.00001", "2025-08-19T10:00:00");
        arxiv.OnFeed = _ => body is null ? Reply.Nothing(status) : Reply.Text(body);
        var (batches, failure) = await ReadAsync();
        Assert.Null(failure);
        Assert.Equal(["2508.00001"], batches.Ids());
        Assert.EndsWith("The papers were asked of arXiv's API in its place.", batches[0].Notes[0], StringComparison.Ordinal);
        Assert.Equal("(cat:cs.AI) AND submittedDate:[202508181800 TO 202508201159]".Length, arxiv.Queries[0].Query["search_query"].Length);
        Assert.StartsWith("(cat:cs.AI) AND submittedDate:[202508181800 TO 20250820", arxiv.Queries[0].Query["search_query"], StringComparison.Ordinal);

        // Tomorrow the feed is well again. What the API gave is not asked for once more, what it could not know yet is.
        arxiv.OnFeed = null;
        Submit("2508.00002", "2025-08-19T11:00:00");
        Submit("2508.00003", "2025-08-20T10:00:00");
        arxiv.ListDate = Wednesday.AddDays(1);
        time.Advance(TimeSpan.FromDays(1));
        (batches, _) = await ReadAsync(request => request with { Date = arxiv.ListDate });
        Assert.Equal(["2508.00003", "2508.00001", "2508.00002"], batches.Ids());
        Assert.Equal("(cat:cs.AI) AND submittedDate:[202508191000 TO 202508191759]", arxiv.Queries[^1].Query["search_query"]);
    }

    [Theory]
    [InlineData(429, "Rate exceeded.", SourceFailure.Throttled)]
    [InlineData(400, "<rss><channel><title>Feed error for query: x</title><description>Bad subject class.</description></channel></rss>", SourceFailure.Refused)]
    [InlineData(200, "<rss><channel><title>Feed error for query: x</title><description>Bad subject class.</description></channel></rss>", SourceFailure.Refused)]
    public async Task Throttling_and_wrong_requests_are_no_reason_to_ask_elsewhere(int status, string body, SourceFailure expected)
    {
        arxiv.OnFeed = _ => Reply.Text(body, status: status);
        var (batches, failure) = await ReadAsync();
        Assert.Empty(batches);
        Assert.Equal(expected, failure!.Failure);
        Assert.Contains(expected == SourceFailure.Refused ? "Bad subject class." : "(HTTP 429)", failure.Message, StringComparison.Ordinal);
        Assert.Single(arxiv.Requests);
    }

    [Fact]
    public async Task A_feed_cut_off_at_its_limit_is_completed_by_the_api()
    {
        var many = Enumerable.Range(0, 2005).Select(i => new FakePaper($"2508.{i:00000}", $"Paper {i}", ["cs.AI"], Utc("2025-08-18T18:00:00").AddSeconds(i * 40))).ToList();
        arxiv.Papers.AddRange(many);
        arxiv.OnFeed = _ => Reply.Text(FakeArxiv.Rss(Wednesday, many.Take(2000)));
        var (batches, failure) = await ReadAsync();
        Assert.Null(failure);
        Assert.Equal(2000, batches[0].Listings.Count);
        Assert.Contains("arXiv's feed ends after 2000 papers.", batches[0].Notes);
        Assert.Equal(2005, batches.Ids().Distinct().Count());
        Assert.Equal(Utc("2025-08-19T18:00:00"), Frontier);
    }

    [Fact]
    public async Task A_past_day_is_the_list_of_that_day()
    {
        Submit("2508.00001", "2025-08-18T17:59:00");
        Submit("2508.00002", "2025-08-18T18:00:00");
        Submit("2508.00003", "2025-08-19T17:59:00");
        Submit("2508.00004", "2025-08-19T18:00:00");
        var (batches, _) = await ReadAsync(request => request with { IsToday = false });
        Assert.Equal(["2508.00002", "2508.00003"], batches.Ids());
        Assert.Equal(2, batches[0].Total);
        Assert.DoesNotContain(memory.Facts.Keys, key => key.Contains("frontier", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Several_days_are_read_from_the_first_to_the_last()
    {
        Submit("2508.00001", "2025-08-14T10:00:00"); // Friday's list
        Submit("2508.00002", "2025-08-15T10:00:00"); // Monday's
        Submit("2508.00003", "2025-08-18T10:00:00"); // Tuesday's
        Submit("2508.00004", "2025-08-19T10:00:00"); // Wednesday's
        var (past, _) = await ReadAsync(request => request with { IsToday = false, Date = Monday.AddDays(1), Since = Monday.AddDays(-1) });
        Assert.Equal(["2508.00002", "2508.00003"], past.Ids());

        var (today, _) = await ReadAsync(request => request with { Since = Monday });
        Assert.Equal(["2508.00004", "2508.00002", "2508.00003"], today.Ids());
    }

    [Fact]
    public async Task A_weekend_in_the_past_is_not_asked_for()
    {
        var (batches, _) = await ReadAsync(request => request with { IsToday = false, Date = new DateOnly(2025, 8, 17), Since = new DateOnly(2025, 8, 16) });
        Assert.Equal("arXiv has no list from Saturday, 2025-08-16 to Sunday, 2025-08-17: there are none at weekends.", Assert.Single(batches[0].Notes));
        Assert.Empty(arxiv.Requests);
    }

    [Fact]
    public async Task A_day_without_papers_says_so()
    {
        var (batches, _) = await ReadAsync(request => request with { IsToday = false });
        Assert.Equal("arXiv's API has no papers of these categories that were submitted from 2025-08-18 18:00 UTC to 2025-08-19 18:00 UTC.", Assert.Single(Assert.Single(batches).Notes));
    }

    [Fact]
    public async Task By_the_api_alone_no_list_is_passed_over_because_it_was_late()
    {
        var spec = Arxiv("cs.AI") with { Via = "api" };
        Submit("2508.00001", "2025-08-19T10:00:00");
        Assert.Equal(["2508.00001"], (await ReadAsync(spec)).Batches.Ids());
        Submit("2508.00002", "2025-08-19T12:00:00"); // submitted before the run and announced after it
        Submit("2508.00003", "2025-08-20T10:00:00");
        time.Advance(TimeSpan.FromDays(1));
        var (batches, _) = await ReadAsync(spec, request => request with { Date = Wednesday.AddDays(1) });
        Assert.Equal(["2508.00001", "2508.00002", "2508.00003"], batches.Ids());
        Assert.Empty(arxiv.Feeds);
    }

    [Fact]
    public async Task A_long_absence_is_made_up_for_by_a_month_and_the_rest_is_said()
    {
        arxiv.ListDate = new DateOnly(2025, 5, 5);
        Submit("2505.00001", "2025-05-02T10:00:00");
        await ReadAsync(request => request with { Date = arxiv.ListDate });
        Submit("2506.00001", "2025-06-02T10:00:00");
        Submit("2508.00001", "2025-08-05T10:00:00");
        Submit("2508.00002", "2025-08-19T10:00:00");
        arxiv.ListDate = Wednesday;
        var (batches, _) = await ReadAsync();
        Assert.Equal(["2508.00002", "2508.00001"], batches.Ids());
        Assert.Contains("papers submitted from 2025-05-02 18:00 UTC to 2025-07-19 18:00 UTC were left out", Assert.Single(batches[1].Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Papers_that_are_only_cross_listed_can_be_left_out()
    {
        arxiv.InFeed = null;
        arxiv.Papers.Add(new FakePaper("2508.00001", "Own", ["cs.AI", "cs.LG"], Utc("2025-08-19T10:00:00")));
        arxiv.Papers.Add(new FakePaper("2508.00002", "Crossed", ["cs.LG", "cs.AI"], Utc("2025-08-19T10:00:00")) { AnnounceType = "cross" });
        arxiv.Papers.Add(new FakePaper("2508.00003", "Crossed and replaced", ["cs.LG", "cs.AI"], Utc("2025-08-19T10:00:00")) { AnnounceType = "replace-cross", Version = 2 });
        arxiv.Papers.Add(new FakePaper("2508.00004", "Replaced", ["cs.AI"], Utc("2025-08-19T10:00:00")) { AnnounceType = "replace", Version = 2 });
        var own = Arxiv("cs.AI") with { CrossLists = false };

        var (all, _) = await ReadAsync();
        Assert.Equal([ListingKind.New, ListingKind.Cross, ListingKind.ReplaceCross, ListingKind.Replace], all[0].Listings.Select(listing => listing.Kind));
        Assert.Equal(["2508.00001", "2508.00004"], (await ReadAsync(own)).Batches.Ids());
        Assert.Equal(["2508.00001", "2508.00004"], (await ReadAsync(own with { Via = "api" }, request => request with { Unconditional = true })).Batches.Ids());
        Assert.Equal(["2508.00001", "2508.00004"], (await ReadAsync(own with { Via = "oai" }, request => request with { Since = Monday })).Batches.Ids());
        Assert.Equal([ListingKind.New, ListingKind.Cross, ListingKind.Cross, ListingKind.New],
            (await ReadAsync(Arxiv("cs.AI") with { Via = "api" }, request => request with { Unconditional = true })).Batches[0].Listings.Select(listing => listing.Kind));
    }

    [Fact]
    public async Task A_limit_takes_the_first_ones_of_each_day()
    {
        for (var i = 0; i < 20; i++)
        {
            Submit($"2508.1{i:0000}", $"2025-08-18T{i:00}:00:00"); // up to 17:00 Tuesday's list, then Wednesday's
            Submit($"2508.2{i:0000}", $"2025-08-19T{i:00}:00:00");
        }
        var few = Arxiv("cs.AI") with { Limit = 3 };
        Assert.Equal(3, (await ReadAsync(few)).Batches.Ids().Count());
        Assert.Equal(6, (await ReadAsync(few, request => request with { IsToday = false, Since = Wednesday.AddDays(-1) })).Batches.Ids().Count());
    }

    [Fact]
    public async Task By_oai_a_harvest_follows_the_last_one()
    {
        var spec = Arxiv("cs.AI", "hep-th") with { Via = "oai" };
        arxiv.Papers.Add(new FakePaper("2508.00001", "New", ["cs.AI"], Utc("2025-08-20T01:00:00")));
        arxiv.Papers.Add(new FakePaper("2401.00001", "Replaced", ["hep-th"], Utc("2024-01-01T01:00:00")) { Version = 2, Updated = Utc("2025-08-20T02:00:00") });
        arxiv.Papers.Add(new FakePaper("2301.00001", "Changed somehow", ["cs.LG", "hep-th"], Utc("2023-01-01T01:00:00")) { Updated = Utc("2025-08-20T02:00:00") });
        var (batches, failure) = await ReadAsync(spec);
        Assert.Null(failure);
        Assert.Equal([ListingKind.New, ListingKind.Replace, ListingKind.ReplaceCross], batches.SelectMany(batch => batch.Listings).Select(listing => listing.Kind));
        Assert.All(batches.SelectMany(batch => batch.Listings), listing => Assert.Equal(Wednesday, listing.Announced));
        Assert.Equal(["cs:cs:AI", "physics:hep-th"], arxiv.Harvests.Select(asked => asked.Query["set"]));
        Assert.All(arxiv.Harvests, asked => Assert.Equal("2025-08-20", asked.Query["from"]));

        time.Advance(TimeSpan.FromDays(9));
        await ReadAsync(spec, request => request with { Date = Wednesday.AddDays(9) });
        Assert.Equal("2025-08-20", arxiv.Harvests[2].Query["from"]); // the day of the last answer
        Assert.DoesNotContain("until", arxiv.Harvests[2].Query.Keys);
    }

    [Fact]
    public async Task By_oai_a_past_range_is_bounded_resumable_and_may_be_empty()
    {
        arxiv.OaiPageSize = 2;
        for (var i = 0; i < 5; i++) Submit($"2508.0000{i}", $"2025-08-1{i + 1}T01:00:00");
        var spec = Arxiv("cs.AI") with { Via = "oai" };
        var past = Today() with { Spec = spec, IsToday = false, Date = new DateOnly(2025, 8, 14), Since = new DateOnly(2025, 8, 12) };
        var seen = new List<string>();
        string? checkpoint = null;
        do
        {
            using var client = Client();
            await foreach (var batch in Source(client).ReadAsync(past with { Checkpoint = checkpoint }, Ct))
            {
                seen.AddRange(batch.Listings.Select(listing => listing.Paper.Id.Local));
                checkpoint = batch.Checkpoint;
                Assert.Empty(batch.Remember);
                break;
            }
        } while (checkpoint is not null);
        Assert.Equal(["2508.00001", "2508.00002", "2508.00003"], seen);
        Assert.Equal(2, arxiv.Harvests.Count);

        var (empty, _) = await ReadAsync(spec, request => request with { IsToday = false, Date = new DateOnly(2025, 7, 1) });
        Assert.StartsWith("arXiv changed nothing in these categories since Tuesday, 2025-07-01", Assert.Single(Assert.Single(empty).Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_read_is_said_in_a_sentence()
    {
        using var client = Client();
        var source = Source(client);
        Assert.Null(source.Check(Arxiv("cs.AI", "hep-th") with { Via = "auto", Limit = 5 }));
        Assert.Equal("arXiv needs at least one category, such as cs.CV.", source.Check(Arxiv()));
        Assert.StartsWith("'cs.ai' is not an arXiv category. Write cs.AI.", source.Check(Arxiv("cs.LG", "cs.ai")), StringComparison.Ordinal);
        Assert.Contains("'ftp'", source.Check(Arxiv("cs.AI") with { Via = "ftp" }), StringComparison.Ordinal);
        Assert.Contains("at least 1", source.Check(Arxiv("cs.AI") with { Limit = 0 }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_is_not_asked_for()
    {
        foreach (var request in new[]
        {
            Today() with { Spec = Arxiv("cs.AI", "no category") },
            Today() with { Since = Wednesday.AddDays(1) },
            Today() with { Date = new DateOnly(1980, 1, 1), IsToday = false },
            Today() with { Spec = Arxiv("cs.AI") with { Via = "rss" }, IsToday = false },
        })
        {
            var (batches, failure) = await ReadAsync(_ => request);
            Assert.Empty(batches);
            Assert.Equal(SourceFailure.Refused, failure!.Failure);
        }
        Assert.Empty(arxiv.Requests);
    }

    private DateTimeOffset? Frontier => memory.Recall("arxiv/frontier/cs.AI") is { } text ? Utc(text) : null;

    private static SourceRequest Today() => new(Arxiv("cs.AI"), Wednesday);

    private void Submit(string id, string at) => arxiv.Papers.Add(new FakePaper(id, "Paper " + id, ["cs.AI"], Utc(at)));

    /// <summary>The list that a paper is announced in.</summary>
    private static DateOnly ListOf(FakePaper paper)
    {
        var day = DateOnly.FromDateTime(paper.Submitted.UtcDateTime);
        while (!ArxivSchedule.IsListDay(day) || ArxivSchedule.Deadline(day) <= paper.Submitted) day = day.AddDays(1);
        return day;
    }

    private ArxivClient Client() => new(arxiv.Options, memory, time);

    private ArxivSource Source(ArxivClient client) => new(client, memory, time);

    private Task<(List<SourceBatch> Batches, SourceException? Failure)> ReadAsync(Func<SourceRequest, SourceRequest>? change = null) => ReadAsync(Arxiv("cs.AI"), change);

    private async Task<(List<SourceBatch> Batches, SourceException? Failure)> ReadAsync(SourceSpec spec, Func<SourceRequest, SourceRequest>? change = null)
    {
        using var client = Client();
        var request = Today() with { Spec = spec };
        return await Source(client).ReadAllAsync(change?.Invoke(request) ?? request, memory);
    }
}
