using System.Diagnostics;
using LocalDigest.Papers;
using LocalDigest.Sources;
using LocalDigest.Tests.StandIns;
using Microsoft.AspNetCore.Http;
using static LocalDigest.Tests.Sources.Shorthand;

namespace LocalDigest.Tests.Sources;

public sealed class ArxivClientTests
{
    private readonly SkippingTime time = new(Utc("2025-08-20T12:00:00"));
    private readonly InMemorySourceMemory memory = new();

    [Fact]
    public async Task All_services_and_restarts_share_one_interval_and_one_connection()
    {
        await using var arxiv = new FakeArxiv(time) { OnApi = _ => Fine, OnFeed = _ => Fine, OnOai = _ => Fine, OnFile = _ => Fine };
        for (var restart = 0; restart < 3; restart++)
        {
            using var client = Client(arxiv);
            // All at once, and yet one after the other.
            await Task.WhenAll(
                GetAsync(client, arxiv.Options.ApiUrl),
                GetAsync(client, arxiv.Options.RssUrl + "/cs.AI"),
                GetAsync(client, arxiv.Options.OaiUrl),
                GetAsync(client, arxiv.Options.PdfUrl + "/2501.00001"));
        }
        Assert.Equal(12, arxiv.Requests.Count);
        Assert.Equal(3, arxiv.Requests.Select(asked => asked.Connection).Distinct().Count()); // one for each life of the client
        Assert.Equal(1, arxiv.MostConnections);
        AssertGaps(arxiv.Requests, 3);
    }

    [Fact]
    public async Task The_interval_holds_on_the_real_clock()
    {
        await using var arxiv = new FakeArxiv
        {
            OnFeed = _ => Reply.Written(async context =>
            {
                await context.Response.WriteAsync("<a>");
                await context.Response.Body.FlushAsync();
                await Task.Delay(150); // the end counts, not the start
                await context.Response.WriteAsync("</a>");
            }),
        };
        arxiv.Options.MinInterval = 0.3;
        for (var restart = 0; restart < 2; restart++)
        {
            using var client = new ArxivClient(arxiv.Options, memory, TimeProvider.System);
            await Task.WhenAll(GetAsync(client, arxiv.Options.RssUrl + "/cs.AI"), GetAsync(client, arxiv.Options.RssUrl + "/cs.LG"), GetAsync(client, arxiv.Options.RssUrl + "/cs.CV"));
        }
        Assert.Equal(6, arxiv.Requests.Count);
        Assert.Equal(1, arxiv.MostConnections);
        AssertGaps(arxiv.Requests, 0.3);
    }

    [Fact]
    public async Task Services_on_several_hosts_still_see_one_connection()
    {
        await using var one = new FakeArxiv(time) { OnApi = _ => Fine };
        await using var two = new FakeArxiv(time) { OnFeed = _ => Fine };
        one.Options.RssUrl = two.Options.RssUrl;
        using var client = Client(one);
        for (var i = 0; i < 3; i++)
        {
            await GetAsync(client, one.Options.ApiUrl);
            await EventuallyAsync(() => two.OpenConnections == 0);
            await GetAsync(client, one.Options.RssUrl + "/cs.AI");
            await EventuallyAsync(() => one.OpenConnections == 0);
        }
    }

    [Fact]
    public async Task A_crash_in_the_middle_of_a_request_does_not_break_the_interval()
    {
        await using var arxiv = new FakeArxiv(time);
        string? duringRequest = null;
        arxiv.OnApi = _ =>
        {
            duringRequest ??= memory.Recall("arxiv/last-request");
            return Fine;
        };
        using (var client = Client(arxiv)) await GetAsync(client, arxiv.Options.ApiUrl);
        Assert.StartsWith("begun 2025-08-20T12:00:00", duringRequest, StringComparison.Ordinal);

        // It died there; its successor starts much later by its own clock, or at once: it cannot know when the request ended.
        memory.Remember("arxiv/last-request", duringRequest);
        time.Advance(TimeSpan.FromSeconds(1));
        var before = time.GetUtcNow();
        using (var client = Client(arxiv)) await GetAsync(client, arxiv.Options.ApiUrl);
        Assert.True(arxiv.Requests[1].Began - before >= TimeSpan.FromSeconds(3));
    }

    [Theory]
    [InlineData(-1)] // set back by an hour
    [InlineData(1)] // and forward
    public async Task Setting_the_clock_neither_breaks_the_interval_nor_waits_for_ever(int hours)
    {
        await using var arxiv = new FakeArxiv(time) { OnApi = _ => Fine };
        using var client = Client(arxiv);
        await GetAsync(client, arxiv.Options.ApiUrl);
        time.SetClock(time.GetUtcNow().AddHours(hours));
        await GetAsync(client, arxiv.Options.ApiUrl);
        Assert.InRange(time.Waits.Sum(wait => wait.TotalSeconds), 3, 4);

        time.SetClock(time.GetUtcNow().AddHours(-1));
        using var next = Client(arxiv);
        await GetAsync(next, arxiv.Options.ApiUrl);
        Assert.InRange(time.Waits.Sum(wait => wait.TotalSeconds), 6, 8);
    }

    [Fact]
    public async Task After_a_long_pause_nothing_is_waited_for()
    {
        await using var arxiv = new FakeArxiv(time) { OnApi = _ => Fine };
        using (var client = Client(arxiv)) await GetAsync(client, arxiv.Options.ApiUrl);
        time.Advance(TimeSpan.FromHours(1));
        using (var client = Client(arxiv)) await GetAsync(client, arxiv.Options.ApiUrl);
        Assert.Empty(time.Waits);
    }

    [Fact]
    public async Task Full_texts_are_fifteen_seconds_apart_and_other_requests_between_them_are_not()
    {
        await using var arxiv = new FakeArxiv(time) { OnApi = _ => Fine, OnFile = _ => Fine };
        for (var restart = 0; restart < 2; restart++)
        {
            using var client = Client(arxiv);
            (await client.GetHtmlAsync(PaperId.Arxiv("2501.00001"), 2, Ct)).Dispose();
            await GetAsync(client, arxiv.Options.ApiUrl);
            (await client.GetHtmlAsync(PaperId.Arxiv("astro-ph/0601001"), null, Ct)).Dispose();
            (await client.GetPdfAsync(PaperId.Arxiv("2501.00001"), 1, Ct)).Dispose();
        }
        Assert.Equal(["/html/2501.00001v2", "/api/query", "/html/astro-ph/0601001", "/pdf/2501.00001v1"], arxiv.Requests.Take(4).Select(asked => asked.Path));
        AssertGaps(arxiv.Requests, 3);
        AssertGaps([.. arxiv.Requests.Where(asked => asked.Path.StartsWith("/html", StringComparison.Ordinal))], 15);
        Assert.Equal(3, (arxiv.Requests[1].Began - arxiv.Requests[0].Ended!.Value).TotalSeconds, 0.2);
    }

    [Fact]
    public async Task A_redirect_is_a_request_that_waits_its_turn()
    {
        await using var arxiv = new FakeArxiv(time) { OnOai = asked => asked.Query.Count == 0 ? Reply.Nothing(301, ("Location", "/oai?now=1")) : Fine };
        using var client = Client(arxiv);
        await GetAsync(client, arxiv.Options.OaiUrl);
        Assert.Equal(2, arxiv.Requests.Count);
        AssertGaps(arxiv.Requests, 3);
        Assert.Equal(1, arxiv.MostConnections);
    }

    [Theory]
    [InlineData(429, "Rate exceeded.")]
    [InlineData(200, "Rate exceeded.")]
    [InlineData(406, "Not acceptable")]
    public async Task Being_told_to_stop_stops_everything_for_ten_minutes_over_restarts(int status, string body)
    {
        var throttled = true;
        await using var arxiv = new FakeArxiv(time) { OnApi = _ => throttled ? Reply.Text(body, "text/plain", status) : Fine, OnFeed = _ => Fine };
        using (var client = Client(arxiv))
        {
            var e = await Assert.ThrowsAsync<SourceException>(() => GetAsync(client, arxiv.Options.ApiUrl));
            Assert.Equal(SourceFailure.Throttled, e.Failure);
            Assert.Equal(Utc("2025-08-20T12:10:00"), e.RetryAt);
            Assert.Contains("until 2025-08-20 12:10 UTC", e.Message, StringComparison.Ordinal);
            Assert.Equal(e.RetryAt, client.StoppedUntil);
            await Assert.ThrowsAsync<SourceException>(() => GetAsync(client, arxiv.Options.RssUrl + "/cs.AI"));
        }
        throttled = false;
        time.Advance(TimeSpan.FromSeconds(599));
        using (var client = Client(arxiv))
        {
            var e = await Assert.ThrowsAsync<SourceException>(() => GetAsync(client, arxiv.Options.RssUrl + "/cs.AI"));
            Assert.Equal(Utc("2025-08-20T12:10:00"), e.RetryAt);
            Assert.Single(arxiv.Requests); // not one more
            time.Advance(TimeSpan.FromSeconds(1));
            await GetAsync(client, arxiv.Options.RssUrl + "/cs.AI");
            Assert.Null(client.StoppedUntil);
        }
        Assert.Equal(2, arxiv.Requests.Count);
    }

    [Fact]
    public async Task Requests_that_wait_for_their_turn_hear_of_the_stop_too()
    {
        await using var arxiv = new FakeArxiv(time) { OnApi = _ => Reply.Text("Rate exceeded.", "text/plain", 429) };
        using var client = Client(arxiv);
        var all = Enumerable.Range(0, 5).Select(_ => Assert.ThrowsAsync<SourceException>(() => GetAsync(client, arxiv.Options.ApiUrl))).ToList();
        await Task.WhenAll(all);
        Assert.Single(arxiv.Requests);
    }

    [Fact]
    public async Task A_longer_wait_than_ten_minutes_is_honoured_and_a_clock_set_back_does_not_prolong_it()
    {
        await using var arxiv = new FakeArxiv(time) { OnApi = _ => Reply.Nothing(429, ("Retry-After", "3600")) };
        using var client = Client(arxiv);
        await Assert.ThrowsAsync<SourceException>(() => GetAsync(client, arxiv.Options.ApiUrl));
        Assert.Equal(Utc("2025-08-20T13:00:00"), client.StoppedUntil);
        time.SetClock(Utc("2020-01-01T00:00:00"));
        var e = await Assert.ThrowsAsync<SourceException>(() => GetAsync(client, arxiv.Options.ApiUrl));
        Assert.Equal(Utc("2020-01-01T01:00:00"), e.RetryAt);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Null(client.StoppedUntil);
    }

    [Fact]
    public async Task A_short_wait_is_waited_for()
    {
        var asked = 0;
        await using var arxiv = new FakeArxiv(time) { OnOai = _ => asked++ == 0 ? Reply.Nothing(503, ("Retry-After", "20")) : Fine };
        using var client = Client(arxiv);
        await GetAsync(client, arxiv.Options.OaiUrl);
        Assert.True(arxiv.Requests[1].Began - arxiv.Requests[0].Began >= TimeSpan.FromSeconds(20));
        Assert.Null(client.StoppedUntil);
    }

    [Theory]
    [InlineData("600", 1)] // beyond patience
    [InlineData("20", 4)] // again and again
    public async Task A_long_or_endless_wait_ends_the_reading_until_then(string retryAfter, int requests)
    {
        await using var arxiv = new FakeArxiv(time) { OnOai = _ => Reply.Nothing(503, ("Retry-After", retryAfter)), OnApi = _ => Fine };
        using (var client = Client(arxiv))
        {
            var e = await Assert.ThrowsAsync<SourceException>(() => GetAsync(client, arxiv.Options.OaiUrl));
            Assert.Equal(SourceFailure.Throttled, e.Failure);
            Assert.Equal(time.GetUtcNow().AddSeconds(double.Parse(retryAfter, System.Globalization.CultureInfo.InvariantCulture)), e.RetryAt);
        }
        Assert.Equal(requests, arxiv.Requests.Count);
        using var next = Client(arxiv);
        await Assert.ThrowsAsync<SourceException>(() => GetAsync(next, arxiv.Options.ApiUrl));
        Assert.Equal(requests, arxiv.Requests.Count);
    }

    [Fact]
    public async Task A_passing_fault_is_tried_again_with_growing_pauses()
    {
        var asked = 0;
        await using var arxiv = new FakeArxiv(time) { OnApi = _ => asked++ < 2 ? Reply.Nothing(500) : Fine };
        using var client = Client(arxiv);
        await GetAsync(client, arxiv.Options.ApiUrl);
        Assert.Equal(3, asked);
        AssertGaps(arxiv.Requests, 3);
        Assert.InRange((arxiv.Requests[1].Began - arxiv.Requests[0].Began).TotalSeconds, 3, 5);
        Assert.InRange((arxiv.Requests[2].Began - arxiv.Requests[1].Began).TotalSeconds, 6, 10);
    }

    [Fact]
    public async Task A_lasting_fault_ends_after_three_attempts()
    {
        await using var arxiv = new FakeArxiv(time) { OnApi = _ => Reply.Nothing(502) };
        using var client = Client(arxiv);
        var e = await Assert.ThrowsAsync<SourceException>(() => GetAsync(client, arxiv.Options.ApiUrl));
        Assert.Equal(SourceFailure.Unreachable, e.Failure);
        Assert.Equal(3, arxiv.Requests.Count);
    }

    [Fact]
    public async Task A_body_that_is_cut_off_is_asked_for_again()
    {
        var asked = 0;
        await using var arxiv = new FakeArxiv(time)
        {
            OnApi = _ => asked++ > 0 ? Fine : Reply.Written(async context =>
            {
                context.Response.ContentLength = 100;
                await context.Response.WriteAsync("<a>");
                await context.Response.Body.FlushAsync();
                await Task.Delay(100); // an abort overtakes what is not read yet
                context.Abort();
            }),
        };
        using var client = Client(arxiv);
        await GetAsync(client, arxiv.Options.ApiUrl);
        Assert.Equal(2, asked);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(404)]
    public async Task A_refusal_is_not_tried_again(int status)
    {
        await using var arxiv = new FakeArxiv(time) { OnFile = _ => Reply.Nothing(status) };
        using var client = Client(arxiv);
        var e = await Assert.ThrowsAsync<SourceException>(() => client.GetHtmlAsync(PaperId.Arxiv("2501.00001"), 1, Ct));
        Assert.Equal(status, e.Status);
        Assert.Single(arxiv.Requests);
    }

    [Fact]
    public async Task A_cancelled_request_counts_for_the_interval_and_frees_the_gate()
    {
        var asked = 0;
        await using var arxiv = new FakeArxiv(time) { OnApi = _ => asked++ > 0 ? Fine : Reply.Written(context => Task.Delay(Timeout.Infinite, context.RequestAborted)) };
        using var client = Client(arxiv);
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        soon.CancelAfter(200);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetAsync(new Fetch(new Uri(arxiv.Options.ApiUrl), "arXiv"), soon.Token));
        Assert.StartsWith("ended", memory.Recall("arxiv/last-request"), StringComparison.Ordinal);
        await GetAsync(client, arxiv.Options.ApiUrl);
        Assert.Contains(time.Waits, wait => wait >= TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task The_client_names_its_contact_and_what_it_accepts()
    {
        await using var arxiv = new FakeArxiv(time) { OnFile = _ => Fine };
        using var client = Client(arxiv);
        (await client.GetPdfAsync(PaperId.Arxiv("2501.00001"), null, Ct)).Dispose();
        var headers = Assert.Single(arxiv.Requests).Headers;
        Assert.Equal("LocalDigest/0.1.0 (+mailto:reader@example.org)", headers["User-Agent"]);
        Assert.Equal("application/pdf, */*;q=0.1", headers["Accept"]);
    }

    [Theory]
    [InlineData("ftp://arxiv.org", 3.0, "LocalDigest:Arxiv:ApiUrl must be a web address")]
    [InlineData("not an address", 3.0, "LocalDigest:Arxiv:ApiUrl must be a web address")]
    [InlineData("http://me:pass@arxiv.org", 3.0, "LocalDigest:Arxiv:ApiUrl must be a web address")]
    [InlineData("https://arxiv.org", -1.0, "LocalDigest:Arxiv:MinInterval must be a number of seconds")]
    [InlineData("https://arxiv.org", double.NaN, "LocalDigest:Arxiv:MinInterval must be a number of seconds")]
    public void Wrong_options_are_named(string address, double interval, string words)
    {
        var e = Assert.Throws<ArgumentException>(() => new ArxivClient(new ArxivOptions { ApiUrl = address, MinInterval = interval }, memory, time));
        Assert.StartsWith(words, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pass", e.Message, StringComparison.Ordinal);
    }

    private static Reply Fine => Reply.Text("<a/>");

    private ArxivClient Client(FakeArxiv arxiv) => new(arxiv.Options, memory, time);

    private static async Task GetAsync(ArxivClient client, string address) => (await client.GetAsync(new Fetch(new Uri(address), "arXiv"), Ct)).Dispose();

    private static async Task EventuallyAsync(Func<bool> holds)
    {
        var clock = Stopwatch.StartNew();
        while (!holds())
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), "it never came true");
            await Task.Delay(10, Ct);
        }
    }

    /// <summary>From the end of each to the start of the next, and so from start to start.</summary>
    private static void AssertGaps(IReadOnlyList<Asked> requests, double seconds)
    {
        Assert.All(requests, asked => Assert.NotNull(asked.Ended));
        foreach (var (before, after) in requests.Zip(requests.Skip(1)))
            Assert.True(after.Began - before.Ended!.Value >= TimeSpan.FromSeconds(seconds), $"{before.Path} ended at {before.Ended:HH:mm:ss.fff} and {after.Path} began at {after.Began:HH:mm:ss.fff}");
    }
}
