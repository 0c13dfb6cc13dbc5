using System.Diagnostics;
using LocalDigest.Tests.Sources;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Hostile;

/// <summary>
/// One server stands for everything that a daemon asks, every source, the language model, the embedding model, Semantic Scholar, Crossref
/// and a webhook, and answers all of it in one bad way. The run ends in time and says so for each source, and nothing that it points to
/// inside of this machine is asked.
/// </summary>
public sealed class BadAnswersTests
{
    private const int Bomb = 512 << 20;

    [Theory, TakesLong]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public Task A_compressed_bomb_from_everywhere_ends(string coding)
    {
        var bomb = BoundedHttpTests.Compressed(new byte[Bomb], coding);
        return StandsAsync(_ => new Reply(200, bomb, "application/xml") { Headers = new() { ["Content-Encoding"] = coding } });
    }

    [Theory, TakesLong]
    [InlineData("application/xml", 200)]
    [InlineData("application/json", 200)]
    [InlineData("text/event-stream", 200)]
    [InlineData("text/html", 404)]
    public Task A_body_without_end_from_everywhere_ends(string type, int status) =>
        StandsAsync(_ => Reply.Written(BoundedHttpTests.Endless) with { ContentType = type, Status = status });

    [Theory, TakesLong]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    [InlineData("<a>")]
    public Task What_is_nested_without_end_from_everywhere_is_refused(string piece) =>
        StandsAsync(_ => Reply.Text(string.Concat(Enumerable.Repeat(piece, 400_000)), piece == "<a>" ? "application/xml"
            : "application/json"));

    [Fact, TakesLong]
    public Task Entities_of_entities_from_everywhere_are_refused() => StandsAsync(_ => Reply.Text(
        "<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a0 \"xxxxxxxxxx\">" + string.Concat(Enumerable.Range(1, 12).Select(i =>
            $"<!ENTITY a{i} \"{string.Concat(Enumerable.Repeat($"&a{i - 1};", 10))}\">"))
        + "<!ENTITY f SYSTEM \"file:///etc/passwd\">]><rss version=\"2.0\"><channel><title>&a12;&f;</title></channel></rss>"));

    [Fact, TakesLong]
    public Task Fewer_bytes_than_were_promised_from_everywhere_are_no_answer() => StandsAsync(_ => Reply.Written(
        async context =>
        {
            await context.Response.Body.WriteAsync("<rss version=\"2.0\"><channel>"u8.ToArray(), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            context.Abort();
        },
        ("Content-Length", "100000")));

    [Theory, TakesLong]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task No_key_is_carried_to_where_a_redirect_leads(int status)
    {
        await using var inside = new StandIn(_ => Reply.Json("{}"));
        // Sources may be redirected, on the own machine too where the user has put them there; what is sent with a key may not.
        await StandsAsync(asked => asked.Path.StartsWith("/keyed", StringComparison.Ordinal)
            ? Reply.Nothing(status, ("Location", inside.Url + asked.Path)) : Reply.Nothing(404));
        Assert.Empty(inside.Requests);
    }

    [Theory, TakesLong]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://[::ffff:10.0.0.1]/")]
    [InlineData("http://2852039166/")]
    public Task A_redirect_into_the_network_from_everywhere_is_refused(string to) => StandsAsync(_ => Reply.Nothing(302, ("Location", to)));

    [Fact]
    public async Task A_webhook_that_takes_a_digest_and_talks_on_has_taken_it()
    {
        await using var server = new StandIn(_ => Reply.Written(BoundedHttpTests.Endless));
        await using var daemon = await TestDaemon.StartAsync(["--LocalDigest:Webhooks:chat:Url=" + server.Url]);
        await DeliverAsync(daemon, "delivered");
        Assert.Single(server.Requests);
    }

    private static async Task DeliverAsync(TestDaemon daemon, string state)
    {
        using (var patched = await daemon.SendAsync(HttpMethod.Patch, "/v1/profiles/default",
            new { delivery = new object[] { new { kind = "webhook", name = "chat" } } }))
        {
            Assert.True(patched.IsSuccessStatusCode);
        }
        var run = await daemon.RunAsync(new { kind = "digest", sources = new object[] { new { kind = "sample" } } });
        var path = $"/v1/digests/{run["digest"]}/deliveries";
        using (var asked = await daemon.SendAsync(HttpMethod.Post, path, null)) Assert.True(asked.IsSuccessStatusCode);
        await TestDaemon.UntilAsync(async () => (await daemon.GetAsync(path))["items"]!.AsArray() is [var one]
            && one!["state"]!.GetValue<string>() == state);
    }

    /// <summary>The settings by which everything that a daemon asks is at one address.</summary>
    internal static string[] EverythingAt(string url) =>
    [
        $"--LocalDigest:Arxiv:ApiUrl={url}/api", $"--LocalDigest:Arxiv:RssUrl={url}/rss", $"--LocalDigest:Arxiv:OaiUrl={url}/oai",
        $"--LocalDigest:Arxiv:HtmlUrl={url}/html", $"--LocalDigest:Arxiv:PdfUrl={url}/pdf", "--LocalDigest:Arxiv:MinInterval=0",
        "--LocalDigest:Arxiv:HtmlInterval=0", $"--LocalDigest:HuggingFace:ApiUrl={url}/hf",
        $"--LocalDigest:Biorxiv:ApiUrl={url}/biorxiv",
        $"--LocalDigest:Zotero:ApiUrl={url}/zotero", "--LocalDigest:Feeds:AllowPrivateAddresses=true",
        $"--LocalDigest:SemanticScholar:ApiUrl={url}/scholar", "--LocalDigest:SemanticScholar:Enabled=true",
        "--LocalDigest:Watch:Enabled=true", $"--LocalDigest:Watch:CrossrefUrl={url}/crossref", "--LocalDigest:Watch:Budget=5",
        $"--LocalDigest:Llm:BaseUrl={url}/keyed/llm", "--LocalDigest:Llm:ApiKey=k", "--LocalDigest:Llm:Model=m",
        "--LocalDigest:Llm:TimeoutSeconds=5",
        $"--LocalDigest:Embedding:BaseUrl={url}/keyed/embedding", "--LocalDigest:Embedding:ApiKey=k",
        "--LocalDigest:Embedding:TimeoutSeconds=5",
        $"--LocalDigest:Webhooks:chat:Url={url}/keyed/hook", "--LocalDigest:Webhooks:chat:Authorization=k",
    ];

    /// <summary>A source of each kind, at one address.</summary>
    internal static object[] SourcesAt(string url) =>
    [
        new { kind = "arxiv", categories = (string[])["cs.AI"], via = "rss" }, new { kind = "arxiv", categories = (string[])["cs.CL"],
        via = "api" },
        new { kind = "arxiv", categories = (string[])["cs.CV"], via = "oai" }, new { kind = "huggingface" }, new { kind = "biorxiv" },
        new { kind = "feed", url = url + "/feed" },
    ];

    private static async Task StandsAsync(Func<Asked, Reply?> answer)
    {
        await using var server = new StandIn(answer);
        var url = server.Url;
        await using var daemon = await TestDaemon.StartAsync(EverythingAt(url));
        await daemon.ImportAsync(TestDaemon.MadeUp(3));
        await daemon.ImportAsync([new { title = "Tides", doi = "10.1000/tides", authors = (string[])["Dana Mora"] }]);
        using (var patched = await daemon.SendAsync(HttpMethod.Patch, "/v1/profiles/default",
            new { delivery = new object[] { new { kind = "webhook", name = "chat" } } }))
        {
            Assert.True(patched.IsSuccessStatusCode);
        }
        using (var saved = await daemon.SendAsync(HttpMethod.Put, "/v1/papers/doi%3A10.1000%2Ftides/marks",
            new { saved = true })) Assert.True(saved.IsSuccessStatusCode);
        var clock = Stopwatch.StartNew();

        var run = await daemon.RunAsync(new { kind = "digest", sources = SourcesAt(url), style = "deep-dive" });
        Assert.True(run["state"]!.GetValue<string>() is "partial" or "failed", run.ToJsonString());
        var problems = run["problems"]!.AsArray();
        Assert.True(problems.Count >= 4, run.ToJsonString());
        Assert.All(problems, problem => Assert.DoesNotContain("Exception", problem!.ToJsonString(), StringComparison.Ordinal));
        foreach (var (method, path, body) in ((HttpMethod, string, object?)[])
        [
            (HttpMethod.Post, "/v1/profiles/default/library/sync", null), (HttpMethod.Post, "/v1/watch/check", new { }),
            (HttpMethod.Post, "/v1/llm/check", new { baseUrl = url + "/keyed/other", model = "m", apiKey = "k" }),
            (HttpMethod.Get, "/v1/llm/check", null),
        ])
        {
            using var answered = await daemon.SendAsync(method, path, body);
            Assert.NotEqual(500, (int)answered.StatusCode);
        }
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(90), $"{clock.Elapsed}");
        var paths = server.Requests.Select(asked => asked.Path).ToList();
        foreach (var part in (string[])["/rss", "/api", "/oai", "/hf", "/biorxiv", "/feed", "/keyed/llm", "/keyed/other"])
        {
            Assert.True(paths.Any(path => path.StartsWith(part, StringComparison.Ordinal)), part + " was not asked");
        }
        // It lives, and answers as before.
        Assert.Equal(4, (await daemon.GetAsync("/v1/papers?limit=1"))["total"]!.GetValue<int>());
    }
}
