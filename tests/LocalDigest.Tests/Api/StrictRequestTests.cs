using System.Net;
using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Api;

/// <summary>A request that cannot be meant as it stands is refused with every fault of it named, and changes nothing.</summary>
public sealed class StrictRequestTests
{
    [Theory]
    [InlineData("""{"name":"x","intrests":"ice"}""", "intrests", "There is no such field; did you mean interests?")]
    [InlineData("""{"name":"x","Interests":"ice"}""", "Interests", "did you mean interests?")]
    [InlineData("""{"name":"x","digest":{"maxPaper":3}}""", "digest.maxPaper", "did you mean maxPapers?")]
    [InlineData("""{"name":"x","digest":{"maxPapers":"3"}}""", "digest.maxPapers", "It is a whole number from 1 to 500.")]
    [InlineData("""{"name":"x","digest":{"maxPapers":3.5}}""", "digest.maxPapers", "It is a whole number from 1 to 500.")]
    [InlineData("""{"name":"x","digest":{"maxPapers":99999999999}}""", "digest.maxPapers", "It is a whole number from 1 to 500.")]
    [InlineData("""{"name":"x","digest":{"exploration":1e999}}""", "digest.exploration", "It is a number from 0 to 0.5.")]
    [InlineData("""{"name":"x","digest":null,"learning":{"signals":"no"}}""", "learning.signals", "It is true or false.")]
    [InlineData("""{"name":"x","schedule":{"at":"07:00"}}""", "schedule.at", "There are: time, zone, days.")]
    [InlineData("""{"name":"x","schedule":{"time":"7:00"}}""", "schedule.time", "It is a time of day written HH:mm")]
    [InlineData("""{"name":"x","schedule":{"zone":"Middle/Earth"}}""", "schedule.zone", "There is no time zone 'Middle/Earth'")]
    [InlineData("""{"name":"x","schedule":{"days":["mon","tues"]}}""", "schedule.days[1]", "It is one of sun, mon, tue")]
    [InlineData("""{"name":"x","schedule":"07:00"}""", "schedule", "It is an object with time, zone, days.")]
    [InlineData("""{"name":"x","sources":[{"kind":"arxiv","categorys":["cs.CV"]}]}""", "sources[0].categorys", "did you mean categories?")]
    [InlineData("""{"name":"x","sources":[{"kind":"arxiv","categories":["cs.CV"]},{"kind":"Feed","url":"https://example.org/"}]}""",
        "sources[1].kind", "Did you mean feed?")]
    [InlineData("""{"name":"x","sources":[{"kind":"arxiv","categories":["cs.XX"]}]}""", "sources[0]",
        "'cs.XX' is not an arXiv category. cs has AI,")]
    [InlineData("""{"name":"x","sources":[{"kind":"arxiv","categories":["cs.CV"],"url":"https://example.org/"}]}""", "sources[0].url",
        "A source of the kind arxiv has no such field.")]
    [InlineData("""{"name":"x","sources":{"kind":"arxiv"}}""", "sources", "It is a list of at most 100 items.")]
    [InlineData("""{"name":"x","delivery":[{"kind":"folder","path":"/tmp","to":"a@b.c"}]}""", "delivery[0].to",
        "A target of the kind folder has no such field.")]
    [InlineData("""{"name":"x","language":"de"}""", "language", "There are no words of this language. Use one of en, zh,")]
    [InlineData("""{"name":"x","keywords":["ice",7]}""", "keywords[1]", "It is text.")]
    [InlineData("""{"name":"x","keywords":["ice",null]}""", "keywords[1]", "It is not null.")]
    [InlineData("""{"name":"\ud800"}""", "name", "half of a surrogate pair")]
    [InlineData("""{"name":"x","keywords":["a\u0000b"]}""", "keywords[0]", "a zero")]
    [InlineData("""{}""", "name", "It is missing. It is text of 1 to 100 characters.")]
    [InlineData("""{"name":null}""", "name", "It is not null.")]
    [InlineData("""[]""", "body", "name, interests, language,")]
    [InlineData("""null""", "body", "It is an object with")]
    public async Task A_fault_in_a_body_is_told_by_its_path(string body, string field, string words)
    {
        await using var daemon = await TestDaemon.StartAsync();
        foreach (var (method, path) in new[] { ("POST", "/v1/profiles"), ("PUT", "/v1/profiles/default") })
        {
            var errors = await ErrorsAsync(daemon, method, path, body);
            Assert.Equal([field], errors.Select(error => error.Key));
            Assert.Contains(words, Assert.Single(errors[field]!.AsArray())!.GetValue<string>(), StringComparison.Ordinal);
        }
        var only = Assert.Single((await daemon.GetAsync("/v1/profiles"))["items"]!.AsArray())!;
        Assert.Equal(1, only["revision"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_name_that_no_text_can_be_is_malformed()
    {
        await using var daemon = await TestDaemon.StartAsync();
        string[] bodies = ["""{"\udfff":1,"name":"x"}""", """{"name":"x","digest":{"\ud800":1}}""", """{"name":"x","a\u0000":1}"""];
        foreach (var body in bodies)
        {
            using var answer = await daemon.SendAsync(HttpMethod.Post, "/v1/profiles", body);
            Assert.True((int)answer.StatusCode is 400 or 422, $"{(int)answer.StatusCode} for {body}");
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        }
    }

    [Theory]
    [InlineData("PATCH", "/v1/profiles", "GET, POST")]
    [InlineData("POST", "/health", "GET")]
    public async Task A_method_that_is_not_possible_is_told_with_those_that_are(string method, string path, string allowed)
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var answer = await daemon.SendAsync(new HttpMethod(method), path);
        Assert.Equal((405, allowed), ((int)answer.StatusCode, string.Join(", ", answer.Content.Headers.Allow.Order())));
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Every_fault_is_told_at_once()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var errors = await ErrorsAsync(
            daemon, "POST", "/v1/profiles", """{"intrests":"","digest":{"maxPapers":0,"styl":"x"},"sources":[{"kind":"x"},7]}""");
        Assert.Equal(["digest.maxPapers", "digest.styl", "intrests", "name", "sources[0].kind", "sources[1]"],
            errors.Select(error => error.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_body_with_thousands_of_faults_gets_a_short_answer()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var errors = await ErrorsAsync(
            daemon, "POST", "/v1/rank", $$"""{"papers":[{{string.Join(',', Enumerable.Repeat("{}", 5000))}}]}""");
        Assert.InRange(errors.Count, 50, 60);
    }

    [Theory]
    [InlineData("/v1/papers?catgory=cs.CV", "catgory", "There is no such parameter; did you mean category?")]
    [InlineData("/v1/papers?Limit=5", "Limit", "did you mean limit?")]
    [InlineData("/v1/papers?catgory=", "catgory", "did you mean category?")]
    [InlineData("/v1/papers?limit=5&limit=6", "limit", "It is given more than once.")]
    [InlineData("/v1/papers?limit=100000", "limit", "It is a whole number from 1 to 500.")]
    [InlineData("/v1/papers?limit=0", "limit", "It is a whole number from 1 to 500.")]
    [InlineData("/v1/papers?limit=many", "limit", "It is a whole number from 1 to 500.")]
    [InlineData("/v1/papers/arxiv%3A2601.90001/similar?limit=-1", "limit", "It is a whole number from 1 to 500.")]
    [InlineData("/v1/runs?limit=501", "limit", "It is a whole number from 1 to 500.")]
    [InlineData("/v1/digests?limit=1.5", "limit", "It is a whole number from 1 to 500.")]
    [InlineData("/v1/papers?from=20-01-2026", "from", "It is a day written yyyy-MM-dd.")]
    [InlineData("/v1/papers?to=2026-02-30", "to", "It is a day written yyyy-MM-dd.")]
    [InlineData("/v1/papers?sort=ranks", "sort", "It is one of rank, date, relevance, novelty, similarity. Did you mean rank?")]
    [InlineData("/v1/papers?sort=1", "sort", "It is one of rank, date,")]
    [InlineData("/v1/papers?feedback=liked", "feedback", "It is one of up, down, any, none.")]
    [InlineData("/v1/papers?q=a%00b", "q", "a zero")]
    [InlineData("/v1/papers?profile=a%00b", "profile", "a zero")]
    [InlineData("/v1/papers?cursor=bm90IG91cnM", "cursor", "It is not a cursor of this list.")]
    [InlineData("/v1/profiles?limit=3", "limit", "This address takes no parameters.")]
    [InlineData("/health?x", "x", "This address takes no parameters.")]
    public async Task A_fault_in_an_address_is_told_by_its_parameter(string path, string field, string words)
    {
        await using var daemon = await TestDaemon.StartAsync();
        var errors = await ErrorsAsync(daemon, "GET", path, null);
        Assert.Equal([field], errors.Select(error => error.Key));
        Assert.Contains(words, Assert.Single(errors[field]!.AsArray())!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/papers?profile=&q=&from=&to=&category=&author=&feedback=&sort=&limit=&cursor=")]
    [InlineData("/v1/papers?to=9999-12-31&from=0001-01-01")]
    [InlineData("/v1/papers?limit=500&sort=date&feedback=none")]
    [InlineData("/v1/digests?q=&from=9999-12-31")]
    public async Task What_is_empty_or_far_away_is_no_fault(string path)
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TestDaemon.MadeUp(2));
        var list = await daemon.GetAsync(path);
        if (path.StartsWith("/v1/papers", StringComparison.Ordinal)) Assert.Equal(2, list["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_cursor_goes_on_with_its_own_list_only()
    {
        var clock = new SettableClock(new DateTimeOffset(2026, 1, 22, 9, 0, 0, TimeSpan.Zero));
        await using var daemon = await TestDaemon.StartAsync(clock: clock);
        await daemon.ImportAsync(TestDaemon.MadeUp(3));
        foreach (var id in (string[])["arxiv:2601.90000", "arxiv:2601.90001"])
        {
            using var thumb = await daemon.SendAsync(
                HttpMethod.Put, $"/v1/papers/{Uri.EscapeDataString(id)}/feedback", new { value = "up" });
            Assert.True(thumb.IsSuccessStatusCode);
        }
        foreach (var date in (string[])["2026-01-20", "2026-01-21"])
        {
            await daemon.RunAsync(new { kind = "digest", date, sources = Array.Empty<object>() });
        }
        string[] lists =
        [
            "/v1/papers?sort=rank&limit=1", "/v1/papers?sort=date&limit=1", "/v1/papers?q=robots&limit=1",
            "/v1/feedback?limit=1", "/v1/digests?limit=1", "/v1/digests?profile=default&limit=1",
        ];
        foreach (var list in lists)
        {
            var cursor = (await daemon.GetAsync(list))["next"]!.GetValue<string>();
            foreach (var other in lists)
            {
                using var answer = await daemon.Http.GetAsync($"{other}&cursor={cursor}", TestContext.Current.CancellationToken);
                var expected = other == list ? HttpStatusCode.OK : HttpStatusCode.UnprocessableEntity;
                Assert.Equal((list, other, expected), (list, other, answer.StatusCode));
            }
        }
        // The default profile is meant where none is named, and a page may be longer than the one before.
        var next = (await daemon.GetAsync("/v1/papers?sort=date&limit=1"))["next"]!.GetValue<string>();
        Assert.Equal(2, (await daemon.GetAsync($"/v1/papers?profile=default&sort=date&limit=9&cursor={next}"))["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task Words_of_the_users_own_make_a_language()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("styles"));
        await File.WriteAllTextAsync(
            folder.File("styles/labels.de.json"), """{"title":"Neues für {0}"}""", TestContext.Current.CancellationToken);
        await using var daemon = await TestDaemon.StartAsync(folder: folder.Path);
        foreach (var language in (string[])["de", "de-AT", "zh-CN", "en"])
        {
            Assert.Equal(language, (await daemon.PostAsync("/v1/profiles", new { name = "x", language }))["language"]!.GetValue<string>());
        }
        var errors = await ErrorsAsync(daemon, "POST", "/v1/profiles", """{"name":"x","language":"fr"}""");
        Assert.Contains("en, zh", errors["language"]![0]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_line_of_an_import_or_a_held_paper_has_beside_is_not_read()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var answer = await daemon.ImportAsync(
            [new { id = "arxiv:2601.90001", title = "Folding towels", citationCount = 7, abstrct = "x" }]);
        Assert.Equal(1, answer["added"]!.GetValue<int>());
        var ranked = await daemon.PostAsync(
            "/v1/rank", new { papers = new[] { new { id = "a", title = "Folding towels", citationCount = 7 } } });
        Assert.Single(ranked["items"]!.AsArray());
    }

    [Theory]
    [InlineData("utf-16", 415)]
    [InlineData("utf-8", 201)]
    [InlineData("us-ascii", 201)]
    public async Task Json_is_written_in_utf_8(string charset, int status)
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var body = new ByteArrayContent("""{"name":"x"}"""u8.ToArray());
        body.Headers.TryAddWithoutValidation("Content-Type", $"application/json; charset={charset}");
        using var answer = await daemon.Http.PostAsync("/v1/profiles", body, TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    private static async Task<JsonObject> ErrorsAsync(TestDaemon daemon, string method, string path, string? body)
    {
        using var answer = await daemon.SendAsync(new HttpMethod(method), path, body);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.UnprocessableEntity, $"{(int)answer.StatusCode} {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        return JsonNode.Parse(text)!["errors"]!.AsObject();
    }
}
