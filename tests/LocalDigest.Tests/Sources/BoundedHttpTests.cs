using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text;
using LocalDigest.Sources;
using LocalDigest.Tests.StandIns;
using Microsoft.AspNetCore.Http;
using static LocalDigest.Tests.Sources.Shorthand;

namespace LocalDigest.Tests.Sources;

public sealed class BoundedHttpTests
{
    [Fact]
    public async Task Every_request_says_who_asks_and_what_for()
    {
        await using var server = new StandIn(_ => Reply.Text("hello", "text/plain"));
        using var http = new BoundedHttp("mailto:jane (at) example.org\r\nX-Evil: 1", TimeProvider.System);
        using var answer = await http.GetAsync(Of(server) with { Accept = "text/plain" }, Ct);
        Assert.Equal("hello", await answer.OpenText().ReadToEndAsync(Ct));
        var headers = Assert.Single(server.Requests).Headers;
        Assert.Equal("LocalDigest/0.1.0 (+mailto:jane at example.orgX-Evil: 1)", headers["User-Agent"]);
        Assert.Equal("text/plain", headers["Accept"]);
        Assert.False(headers.ContainsKey("X-Evil"));
        Assert.StartsWith("LocalDigest/0.1.0 (+", BoundedHttp.UserAgent(null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("deflate, gzip")]
    [InlineData("identity")]
    [InlineData("raw deflate")]
    public async Task Compressed_bodies_are_unpacked(string coding)
    {
        var text = string.Concat(Enumerable.Range(0, 300_000).Select(i => $"{i:x} "));
        var body = coding.Replace("raw ", "").Split(", ").Aggregate(Encoding.UTF8.GetBytes(text), (bytes, one) => Compressed(bytes, one, coding.StartsWith("raw", StringComparison.Ordinal)));
        await using var server = new StandIn(_ => new Reply(200, body, "text/plain") { Headers = new() { ["Content-Encoding"] = coding.Replace("raw ", "") } });
        using var http = new BoundedHttp(null, TimeProvider.System);
        using var answer = await http.GetAsync(Of(server), Ct);
        Assert.IsType<FileStream>(answer.Content); // beyond a megabyte it does not lie in memory
        Assert.Equal(text, await answer.OpenText().ReadToEndAsync(Ct));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_compressed_body_that_ends_early_is_no_answer(string coding)
    {
        var body = Compressed(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i:x} "))), coding);
        // The whole of HTTP's message is there; what it carries is not.
        await using var server = new StandIn(_ => new Reply(200, body[..(body.Length / 2)], "text/plain") { Headers = new() { ["Content-Encoding"] = coding } });
        await FailsAsync(Of(server), SourceFailure.Malformed, "cut off");
    }

    [Fact]
    public async Task A_body_shorter_than_announced_is_no_answer()
    {
        await using var server = new StandIn(_ => Reply.Written(async context =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("<feed>");
            await context.Response.Body.FlushAsync();
            await Task.Delay(100); // an abort overtakes what is not read yet
            context.Abort();
        }));
        await FailsAsync(Of(server), SourceFailure.Malformed, "cut off");
    }

    [Fact]
    public async Task A_body_whose_last_chunk_never_comes_is_no_answer()
    {
        await using var server = new StandIn(_ => Reply.Written(async context =>
        {
            await context.Response.WriteAsync("<feed>");
            await context.Response.Body.FlushAsync();
            await Task.Delay(100); // an abort overtakes what is not read yet
            context.Abort();
        }));
        await FailsAsync(Of(server), SourceFailure.Malformed, "cut off");
    }

    [Fact]
    public async Task A_dripping_body_ends_at_the_deadline()
    {
        await using var server = new StandIn(_ => Reply.Written(async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync(" ", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(20, context.RequestAborted);
            }
        }));
        var clock = Stopwatch.StartNew();
        await FailsAsync(Of(server) with { Deadline = TimeSpan.FromMilliseconds(400) }, SourceFailure.Unreachable, "did not finish its answer");
        Assert.InRange(clock.ElapsedMilliseconds, 350, 5000);
    }

    [Fact]
    public async Task Headers_that_never_come_end_at_the_deadline()
    {
        await using var server = new StandIn(_ => Reply.Written(context => Task.Delay(Timeout.Infinite, context.RequestAborted)));
        await FailsAsync(Of(server) with { Deadline = TimeSpan.FromMilliseconds(300) }, SourceFailure.Unreachable, "did not finish its answer");
    }

    [Fact]
    public async Task Who_cancels_is_not_told_of_a_time_out()
    {
        await using var server = new StandIn(_ => Reply.Written(context => Task.Delay(Timeout.Infinite, context.RequestAborted)));
        using var http = new BoundedHttp(null, TimeProvider.System);
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        cancelled.CancelAfter(200);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => http.GetAsync(Of(server), cancelled.Token));
    }

    [Theory]
    [InlineData(400, SourceFailure.Refused, "refused the request (HTTP 400)")]
    [InlineData(401, SourceFailure.Refused, "wants to know who asks")]
    [InlineData(403, SourceFailure.Refused, "refuses to answer this program")]
    [InlineData(404, SourceFailure.Refused, "has nothing at the address")]
    [InlineData(429, SourceFailure.Throttled, "asked too often")]
    [InlineData(500, SourceFailure.Unreachable, "a fault of its own")]
    [InlineData(503, SourceFailure.Unreachable, "a fault of its own")]
    [InlineData(204, SourceFailure.Malformed, "makes no sense here")]
    [InlineData(304, SourceFailure.Malformed, "makes no sense here")]
    public async Task A_status_becomes_a_sentence(int status, SourceFailure failure, string words)
    {
        await using var server = new StandIn(_ => status is 204 or 304 ? Reply.Nothing(status) : Reply.Text("their own words", "text/plain", status));
        var e = await FailsAsync(Of(server, "/some/path?key=secret"), failure, words);
        Assert.Equal(status, e.Status);
        if (status >= 400) Assert.Equal("their own words", e.Answer);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("path", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Retry-After", "7", 7)]
    [InlineData("Retry-After", "999999", 86400)]
    [InlineData("Retry-After", "-5", 0)]
    [InlineData("Retry-After", "Wed, 20 Aug 2025 12:00:30 GMT", 30)]
    [InlineData("RateLimit", "\"api\";r=0;t=57", 57)]
    [InlineData("RateLimit", "limit=500, remaining=0, reset=58", 58)]
    [InlineData("RateLimit-Reset", "59", 59)]
    public async Task A_throttled_answer_says_when_to_come_back(string header, string value, int seconds)
    {
        var time = new SkippingTime(Utc("2025-08-20T12:00:00"));
        await using var server = new StandIn(_ => Reply.Nothing(429, (header, value)));
        using var http = new BoundedHttp(null, time);
        var e = await Assert.ThrowsAsync<SourceException>(() => http.GetAsync(Of(server), Ct));
        Assert.Equal(SourceFailure.Throttled, e.Failure);
        Assert.Equal(time.GetUtcNow().AddSeconds(seconds), e.RetryAt);
        Assert.Contains("UTC", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_there_is_said_so()
    {
        await using var server = new StandIn(_ => null);
        var gone = Of(server);
        await server.DisposeAsync();
        await FailsAsync(gone, SourceFailure.Unreachable, "nothing listens there");
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_said_so()
    {
        using var http = new BoundedHttp(null, TimeProvider.System, 1, (_, _) => Task.FromResult(Array.Empty<IPAddress>()));
        var e = await Assert.ThrowsAsync<SourceException>(() => http.GetAsync(new Fetch(new Uri("http://nowhere.test/"), "It") { Reach = Reach.Configured }, Ct));
        Assert.Equal(SourceFailure.Unreachable, e.Failure);
        Assert.Contains("name was not found", e.Message, StringComparison.Ordinal);
    }

    // ---- redirects ----

    [Fact]
    public async Task Redirects_are_followed_relative_and_absolute()
    {
        await using var other = new StandIn(_ => Reply.Text("there", "text/plain"));
        await using var server = new StandIn(asked => asked.Path switch
        {
            "/" => Reply.Nothing(301, ("Location", "next?a=1")),
            "/next" => Reply.Nothing(307, ("Location", other.Url + "/there")),
            _ => null,
        });
        using var http = new BoundedHttp(null, TimeProvider.System);
        using var answer = await http.GetAsync(Of(server, "/"), Ct);
        Assert.Equal("there", await answer.OpenText().ReadToEndAsync(Ct));
        Assert.Equal(other.Url + "/there", answer.Address.AbsoluteUri);
        Assert.Equal(["/", "/next"], server.Requests.Select(asked => asked.Path));
    }

    [Fact]
    public async Task A_redirect_loop_ends_after_five()
    {
        await using var server = new StandIn(asked => Reply.Nothing(302, ("Location", "/" + (asked.Path == "/a" ? "b" : "a"))));
        await FailsAsync(Of(server, "/a"), SourceFailure.Malformed, "redirects in circles");
        Assert.Equal(6, server.Requests.Count);
    }

    [Theory]
    [InlineData(null, SourceFailure.Malformed, "without saying where to")]
    [InlineData("", SourceFailure.Malformed, "without saying where to")]
    [InlineData("http://", SourceFailure.Malformed, "without saying where to")]
    [InlineData("file:///etc/passwd", SourceFailure.Refused, "not on the web")]
    [InlineData("ftp://example.org/x", SourceFailure.Refused, "not on the web")]
    public async Task A_redirect_to_no_web_address_is_refused(string? location, SourceFailure failure, string words)
    {
        await using var server = new StandIn(_ => location is null ? Reply.Nothing(302) : Reply.Nothing(302, ("Location", location)));
        await FailsAsync(Of(server), failure, words);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://10.0.0.1/")]
    [InlineData("http://192.168.1.1/")]
    [InlineData("http://[fe80::1]/")]
    [InlineData("http://[::ffff:169.254.169.254]/")]
    [InlineData("http://0xa9fea9fe/")]
    [InlineData("http://2852039166/")]
    [InlineData("http://0251.0376.0251.0376/")]
    [InlineData("http://169.254.43518/")]
    [InlineData("http://0xA.1/")]
    [InlineData("http://[::ffff:10.0.0.1]/")]
    [InlineData("http://[64:ff9b::a9fe:a9fe]/")]
    [InlineData("http://user:word@10.0.0.1/")]
    [InlineData("//10.0.0.1/")]
    public async Task A_redirect_into_the_network_is_refused(string inside)
    {
        await using var server = new StandIn(_ => Reply.Nothing(302, ("Location", inside)));
        var clock = Stopwatch.StartNew();
        await FailsAsync(Of(server), SourceFailure.Refused, "inside this computer or its network");
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), "it was tried");
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("innocent.test")]
    [InlineData("[::ffff:127.0.0.1]")]
    public async Task An_address_out_of_content_never_reaches_this_computer(string host)
    {
        await using var server = new StandIn(_ => Reply.Text("secret", "text/plain"));
        using var http = new BoundedHttp(null, TimeProvider.System, 4, ResolveToLoopback);
        var e = await Assert.ThrowsAsync<SourceException>(() => http.GetAsync(new Fetch(new Uri($"http://{host}:{new Uri(server.Url).Port}/"), "It"), Ct));
        Assert.Equal(SourceFailure.Refused, e.Failure);
        Assert.Empty(server.Requests);
        Assert.Equal(0, server.MostConnections);
    }

    [Fact]
    public async Task A_name_that_was_public_and_then_is_not_does_not_help()
    {
        await using var server = new StandIn(_ => Reply.Text("secret", "text/plain"));
        var asked = 0;
        using var http = new BoundedHttp(null, TimeProvider.System, 4, (_, _) => Task.FromResult(asked++ == 0 ? [IPAddress.Parse("203.0.113.9"), IPAddress.Loopback] : new[] { IPAddress.Loopback }));
        var fetch = new Fetch(new Uri($"http://flip.test:{new Uri(server.Url).Port}/"), "It");
        for (var i = 0; i < 2; i++) Assert.Equal(SourceFailure.Refused, (await Assert.ThrowsAsync<SourceException>(() => http.GetAsync(fetch, Ct))).Failure);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_configured_public_place_may_not_redirect_to_this_computer_even_over_a_connection_that_is_open()
    {
        await using var inside = new StandIn(_ => Reply.Text("secret", "text/plain"));
        await using var server = new StandIn(_ => Reply.Nothing(302, ("Location", inside.Url)));
        using var http = new BoundedHttp(null, TimeProvider.System, 4, ResolveToLoopback);
        // The same client has a connection to it, opened rightfully.
        (await http.GetAsync(Of(inside), Ct)).Dispose();
        var e = await Assert.ThrowsAsync<SourceException>(() => http.GetAsync(new Fetch(new Uri($"http://public.test:{new Uri(server.Url).Port}/"), "It") { Reach = Reach.Configured }, Ct));
        Assert.Equal(SourceFailure.Refused, e.Failure);
        Assert.Single(server.Requests);
        Assert.Single(inside.Requests);
    }

    // ---- bounds ----

    [Fact]
    public async Task A_body_larger_than_allowed_is_not_read()
    {
        await using var server = new StandIn(_ => new Reply(200, new byte[3 << 20], "text/plain"));
        await FailsAsync(Of(server) with { MaxBytes = 2 << 20 }, SourceFailure.Malformed, "larger than 2 MB");
    }

    [Fact]
    public async Task A_refusal_without_end_is_still_a_refusal()
    {
        await using var server = new StandIn(_ => Reply.Written(Endless) with { Status = 500 });
        await FailsAsync(Of(server), SourceFailure.Unreachable, "a fault of its own");
    }

    [Theory]
    [InlineData("windows-1252", "text/plain; charset=ISO-8859-1", "", "caf\u00e9 \u2013 na\u00efve")]
    [InlineData("utf-8", "text/plain", "", "caf\u00e9 \u2013 na\u00efve")]
    [InlineData("utf-8", "text/xml; charset=us-ascii", "", "caf\u00e9")]
    [InlineData("utf-8", "text/xml; charset=iso-8859-1", "<?xml version='1.0' encoding='UTF-8'?>", "caf\u00e9")]
    [InlineData("windows-1251", "text/xml; charset=utf-8", "<?xml version=\"1.0\" encoding = \"windows-1251\" ?>", "\u043a\u043e\u0442")]
    [InlineData("utf-8", "text/xml; charset=no-such-thing", "<?xml version='1.0'?>", "caf\u00e9")]
    [InlineData("utf-16", "text/xml", "<?xml version='1.0' encoding='utf-16'?>", "caf\u00e9")]
    public async Task Text_is_read_in_the_encoding_that_it_is_in(string encoding, string contentType, string head, string text)
    {
        var bytes = (CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding)).GetBytes(head + text);
        await using var server = new StandIn(_ => new Reply(200, bytes, contentType));
        using var http = new BoundedHttp(null, TimeProvider.System);
        using var answer = await http.GetAsync(Of(server), Ct);
        Assert.Equal(head + text, await answer.OpenText().ReadToEndAsync(Ct));
        Assert.Equal(head + text, await answer.OpenText().ReadToEndAsync(Ct)); // and again
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void A_byte_order_mark_is_stronger_than_what_is_declared(string encoding)
    {
        var bytes = Encoding.GetEncoding(encoding).GetPreamble().Concat(Encoding.GetEncoding(encoding).GetBytes("<?xml version='1.0' encoding='windows-1252'?>caf\u00e9")).ToArray();
        using var answer = new Fetched(new HttpResponseMessage(), new Uri("http://x.test/"), new MemoryStream(bytes));
        Assert.EndsWith("caf\u00e9", answer.OpenText().ReadToEnd(), StringComparison.Ordinal);
    }

    private static Task<IPAddress[]> ResolveToLoopback(string host, CancellationToken ct) =>
        Task.FromResult(IPAddress.TryParse(host.Trim('[', ']'), out var address) ? [address] : new[] { IPAddress.Loopback, IPAddress.IPv6Loopback });

    private static Fetch Of(StandIn server, string path = "/x") => new(new Uri(server.Url + path), "Stand-in") { Reach = Reach.Configured };

    private static async Task<SourceException> FailsAsync(Fetch fetch, SourceFailure failure, string words)
    {
        using var http = new BoundedHttp(null, TimeProvider.System);
        var e = await Assert.ThrowsAsync<SourceException>(() => http.GetAsync(fetch, Ct));
        Assert.Equal(failure, e.Failure);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.StartsWith("Stand-in (127.0.0.1)", e.Message, StringComparison.Ordinal);
        return e;
    }

    internal static async Task Endless(HttpContext context)
    {
        var chunk = new byte[64 << 10];
        Array.Fill(chunk, (byte)' ');
        while (!context.RequestAborted.IsCancellationRequested) await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
    }

    internal static byte[] Compressed(byte[] bytes, string coding, bool raw = false)
    {
        using var to = new MemoryStream();
        using (Stream packed = coding switch
        {
            "br" => new BrotliStream(to, CompressionLevel.Optimal, leaveOpen: true),
            "deflate" when raw => new DeflateStream(to, CompressionLevel.Optimal, leaveOpen: true),
            "deflate" => new ZLibStream(to, CompressionLevel.Optimal, leaveOpen: true),
            "identity" => new BufferedStream(new MemoryStream()),
            _ => new GZipStream(to, CompressionLevel.Optimal, leaveOpen: true),
        }) packed.Write(bytes);
        return coding == "identity" ? bytes : to.ToArray();
    }
}

/// <summary>Bombs, measured. Alone, so that what is measured is theirs.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class BoundedHttpMemoryTests
{
    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_compressed_bomb_costs_little(string coding)
    {
        var bomb = BoundedHttpTests.Compressed(new byte[128 << 20], coding);
        await using var server = new StandIn(_ => new Reply(200, bomb, "application/xml") { Headers = new() { ["Content-Encoding"] = coding } });
        await CostsLittleAsync(server, "compressed beyond reason");
    }

    [Fact]
    public async Task A_body_without_end_costs_little()
    {
        await using var server = new StandIn(_ => Reply.Written(BoundedHttpTests.Endless));
        await CostsLittleAsync(server, "larger than 32 MB");
    }

    private static async Task CostsLittleAsync(StandIn server, string words)
    {
        using var http = new BoundedHttp(null, TimeProvider.System);
        var fetch = new Fetch(new Uri(server.Url), "Stand-in") { Reach = Reach.Configured, MaxBytes = 32 << 20 };
        (await Assert.ThrowsAsync<SourceException>(() => http.GetAsync(fetch, Ct))).ToString(); // warm
        GC.Collect();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var e = await Assert.ThrowsAsync<SourceException>(() => http.GetAsync(fetch, Ct));
        var cost = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.True(cost < 10 << 20, $"{cost / 1024} KB were allocated");
        TestContext.Current.SendDiagnosticMessage($"{words}: {cost / 1024} KB");
    }
}

[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public sealed class MeasuredAlone;
