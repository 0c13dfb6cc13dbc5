using System.Net;
using System.Text.Json.Nodes;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Api;

/// <summary>What became of papers that a caller cites, over HTTP, with stand-ins for the services.</summary>
public sealed class WatchApiTests
{
    [Fact]
    public async Task Versions_publications_withdrawals_and_retractions_are_told_of_cited_papers()
    {
        await using var services = new FakeCitations();
        services.Arxiv["2601.00001"] = (3, null, null, null);
        services.Arxiv["2601.00002"] = (1, "10.1000/journal.2", null, null);
        services.Arxiv["2601.00003"] = (2, null, null, "This paper has been withdrawn by the authors due to an error in Lemma 2");
        services.Arxiv["2601.00004"] = (1, null, "NeurIPS 2026, pages 1-9", null);
        services.Arxiv["2601.00005"] = (1, "10.1000/journal.5", "Some J. 5", null);
        services.Crossref["10.1000/journal.2"] = FakeCitations.Article("Journal of Towels");
        services.Crossref["10.1000/journal.5"] =
            FakeCitations.Article("Journal of Socks", ("correction", "10.1000/c"), ("retraction", "10.1000/notice"));
        services.Crossref["10.1101/2026.01.01.1"] = FakeCitations.Preprint("A preprint", "10.1000/journal.6");
        services.Crossref["10.1000/journal.6"] = FakeCitations.Article("Cell & Towel");
        services.Crossref["10.1000/doubt"] = FakeCitations.Article("Journal of Doubt", ("expression_of_concern", "10.1000/eoc"));
        services.Crossref["10.1000/old"] =
            new JsonObject { ["type"] = "journal-article", ["title"] = new JsonArray("RETRACTED: Old ways") };
        services.Crossref["10.1000/a,b"] = FakeCitations.Article("Journal of Commas", ("withdrawal", "10.1000/w"));
        services.Crossref["10.1000/fine"] = FakeCitations.Article("Fine", ("erratum", "10.1000/e"));
        await using var daemon = await TestDaemon.StartAsync(services.Settings);
        var answer = await CheckAsync(daemon,
            new { id = "2601.00001v1", key = "a" }, new { id = "arXiv:2601.00002" }, new { id = "https://arxiv.org/abs/2601.00003" },
            new { id = "2601.00004" }, new { id = "2601.00005", doi = "10.1000/journal.5" }, new { id = "10.1101/2026.01.01.1" },
            new { id = "10.1000/doubt" }, new { id = "10.1000/old" }, new { id = "doi:10.1000/a,b" }, new { id = "10.1000/fine" },
            new { id = "10.1000/nobody" }, new { id = "10.1000/no,body" }, new { id = "2601.00099v1" },
                new { id = "2601.00001", version = 3 });
        Assert.True(answer["isOn"]!.GetValue<bool>());
        Assert.Empty(answer["problems"]!.AsArray());
        Assert.Equal(0, answer["left"]!.GetValue<int>());
        Assert.Equal(
            [
                "newVersion", "published", "withdrawn", "published", "retracted", "", "concern", "retracted", "withdrawn", "", "", "", "",
                    "",
            ],
            answer["items"]!.AsArray().Select(item =>
                string.Join(' ', item!["changes"]!.AsArray().Select(change => change!.GetValue<string>()))));
        JsonNode Fate(int place) => answer["items"]![place]!["fate"]!;
        Assert.Equal("a", answer["items"]![0]!["key"]!.GetValue<string>());
        Assert.Equal(3, Fate(0)["newestVersion"]!.GetValue<int>());
        Assert.Equal(("10.1000/journal.2", "Journal of Towels"), (Text(Fate(1)["doi"]), Text(Fate(1)["venue"])));
        Assert.Equal("NeurIPS 2026, pages 1-9", Text(Fate(3)["venue"]));
        Assert.Equal("10.1000/notice", Text(Fate(4)["notice"]));
        Assert.Equal(("10.1000/journal.6", "Cell & Towel"), (Text(Fate(5)["doi"]), Text(Fate(5)["venue"])));
        Assert.Equal("10.1000/eoc", Text(Fate(6)["notice"]));
        Assert.Equal([false, false, false], new[] { 10, 11, 12 }.Select(place => Fate(place)["isKnown"]!.GetValue<bool>()));
        // Two papers, one question: nothing is asked of arXiv one by one.
        Assert.Single(services.ArxivRequests);
        Assert.Equal("2601.00001,2601.00002,2601.00003,2601.00004,2601.00005,2601.00099", services.ArxivRequests[0].Query["id_list"]);
    }

    [Fact]
    public async Task Nobody_is_asked_where_it_is_off_and_the_store_answers()
    {
        await using var services = new FakeCitations();
        await using var daemon = await TestDaemon.StartAsync(services.Settings.Skip(1));
        await daemon.ImportAsync([new { id = "arxiv:2601.00002", title = "Of towels", @abstract = "They dry.",
            authors = new[] { "Ann Lee" }, venue = "ICRA" }]);
        var answer = await CheckAsync(daemon, new { id = "2601.00002" }, new { id = "2601.00003" });
        Assert.False(answer["isOn"]!.GetValue<bool>());
        Assert.Contains("LocalDigest:Watch:Enabled", Text(answer["off"]), StringComparison.Ordinal);
        Assert.Equal("ICRA", Text(answer["items"]![0]!["fate"]!["venue"]));
        Assert.False(answer["items"]![1]!["fate"]!["isKnown"]!.GetValue<bool>());
        Assert.Empty(services.ArxivRequests);
        Assert.Empty(services.CrossrefRequests);
        using var run = await daemon.SendAsync(HttpMethod.Post, "/v1/runs", new { kind = "watch" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, run.StatusCode);
    }

    [Fact]
    public async Task A_service_is_asked_about_a_paper_once_a_day_over_restarts_too()
    {
        var clock = new SettableClock(DateTimeOffset.UtcNow);
        await using var services = new FakeCitations();
        services.Arxiv["2601.00001"] = (1, null, null, null);
        services.Crossref["10.1000/x"] = FakeCitations.Article("X");
        using var folder = new TempFolder();
        await using (var daemon = await TestDaemon.StartAsync(services.Settings, folder.Path, clock))
        {
            await CheckAsync(daemon, new { id = "2601.00001" }, new { id = "10.1000/x" }, new { id = "10.1000/unknown" });
            await CheckAsync(daemon, new { id = "2601.00001v1" }, new { id = "10.1000/x" }, new { id = "10.1000/unknown" });
        }
        clock.Now += TimeSpan.FromHours(20);
        await using (var daemon = await TestDaemon.StartAsync(services.Settings, folder.Path, clock))
        {
            await CheckAsync(daemon, new { id = "2601.00001" }, new { id = "10.1000/x" }, new { id = "10.1000/unknown" });
            Assert.Single(services.ArxivRequests);
            Assert.Single(services.CrossrefRequests);
            clock.Now += TimeSpan.FromHours(4);
            services.Arxiv["2601.00001"] = (2, null, null, null);
            var answer = await CheckAsync(daemon, new { id = "2601.00001v1" }, new { id = "10.1000/x" });
            Assert.Equal("newVersion", Text(answer["items"]![0]!["changes"]![0]));
            Assert.Equal(2, services.ArxivRequests.Count);
            Assert.Equal(2, services.CrossrefRequests.Count);
        }
    }

    [Theory]
    [InlineData("crossref", 429, "has been asked too often")]
    [InlineData("crossref", 403, "refuses to answer")]
    [InlineData("crossref", 404, "has nothing at the address")]
    [InlineData("crossref", 200, "Crossref sent an answer that is no readable JSON")]
    [InlineData("arxiv", 429, "arXiv asked to be left alone")]
    [InlineData("arxiv", 400, "refused the request")]
    [InlineData("arxiv", 200, "arXiv's API answered with a web page")]
    public async Task Where_a_service_does_not_answer_the_rest_is_told_and_nothing_is_taken_for_an_answer(string service, int status,
        string said)
    {
        await using var services = new FakeCitations();
        services.Arxiv["2601.00001"] = (3, null, null, null);
        services.Crossref["10.1000/x"] = FakeCitations.Article("X", ("retraction", "10.1000/n"));
        services.Instead[service] = Reply.Text("<html><body>Sorry</body></html>", "text/html", status);
        await using var daemon = await TestDaemon.StartAsync(services.Settings);
        var answer = await CheckAsync(daemon, new { id = "2601.00001v1" }, new { id = "10.1000/x" });
        Assert.Contains(said, Text(Assert.Single(answer["problems"]!.AsArray())), StringComparison.Ordinal);
        Assert.Equal(1, answer["left"]!.GetValue<int>());
        var (answered, open) = service == "arxiv" ? (1, 0) : (0, 1);
        Assert.Single(answer["items"]![answered]!["changes"]!.AsArray());
        Assert.False(answer["items"]![open]!["fate"]!["isKnown"]!.GetValue<bool>());
        Assert.Null(answer["items"]![open]!["fate"]!["checkedAt"]);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"message":{"items":"none"}}""")]
    [InlineData("""{"message":[{"DOI":"10.1000/x"}]}""")]
    public async Task An_answer_of_another_form_is_none(string body)
    {
        await using var services = new FakeCitations();
        services.Instead["crossref"] = Reply.Json(body);
        await using var daemon = await TestDaemon.StartAsync(services.Settings);
        var answer = await CheckAsync(daemon, new { id = "10.1000/x" });
        Assert.Contains("Its interface may have changed", Text(Assert.Single(answer["problems"]!.AsArray())), StringComparison.Ordinal);
        Assert.Equal(1, answer["left"]!.GetValue<int>());
    }

    [Fact]
    public async Task Records_of_other_papers_and_of_other_forms_are_not_read()
    {
        await using var services = new FakeCitations();
        services.Instead["crossref"] = Reply.Json("""
            {"message":{"items":[
                {"DOI":"10.1000/other","title":["RETRACTED: Other"]}, {"DOI":7}, null, "x", {"DOI":"not a doi"},
                {"DOI":"10.1000/X","title":"no list","type":5,"updated-by":[null,{"type":["retraction"]},{"type":"retraction","DOI":3}],"relation":[]}
            ]}}
            """);
        await using var daemon = await TestDaemon.StartAsync(services.Settings);
        var answer = await CheckAsync(daemon, new { id = "10.1000/x" }, new { id = "10.1000/y" });
        Assert.Empty(answer["problems"]!.AsArray());
        Assert.Equal("retracted", Text(answer["items"]![0]!["fate"]!["trouble"]));
        Assert.Null(answer["items"]![0]!["fate"]!["notice"]);
        Assert.False(answer["items"]![1]!["fate"]!["isKnown"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Time_is_bounded_and_the_next_check_goes_on()
    {
        await using var services = new FakeCitations();
        // More than one request, each of which waits for the one before it.
        object[] entries = [.. Enumerable.Range(0, 90).Select(i => new { id = $"10.1000/many.{i}" })];
        for (var i = 0; i < 90; i++) services.Crossref[$"10.1000/many.{i}"] = FakeCitations.Article("Many");
        await using var daemon = await TestDaemon.StartAsync([.. services.Settings, "--LocalDigest:Watch:Budget=2"]);
        var first = await CheckAsync(daemon, entries);
        var left = first["left"]!.GetValue<int>();
        Assert.InRange(left, 10, 70);
        Assert.Empty(first["problems"]!.AsArray());
        // A request may be under way where the time ends: what it asked about is left, and asked again.
        var asked = Asked();
        var answered = asked[..(90 - left)];
        var second = await CheckAsync(daemon, entries);
        Assert.True(second["left"]!.GetValue<int>() < left);
        Assert.Empty(Asked()[asked.Length..].Intersect(answered));

        string[] Asked() => [.. services.CrossrefRequests.SelectMany(request => request.Query["filter"].Split(','))];
    }

    [Fact]
    public async Task What_is_wrong_is_named()
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var answer = await daemon.SendAsync(HttpMethod.Post, "/v1/watch/check", new
        {
            entries = new object[] { new { id = "2601.00001" }, new { id = "nonsense" }, new { id = "2601.00002", doi = "nonsense" } },
        });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var errors = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!["errors"]!.AsObject();
        Assert.Equal(["entries[1].id", "entries[2].doi"], errors.Select(error => error.Key));
    }

    private static Task<JsonNode> CheckAsync(TestDaemon daemon, params object[] entries) =>
        daemon.PostAsync("/v1/watch/check", new { entries });

    private static string? Text(JsonNode? node) => node?.GetValue<string>();
}
