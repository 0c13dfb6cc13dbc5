using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LocalDigest.Papers;
using LocalDigest.Sources;
using LocalDigest.Tests.StandIns;
using static LocalDigest.Tests.Sources.Shorthand;

namespace LocalDigest.Tests.Sources;

/// <summary>Venues of OpenReview, from a stand-in that sorts, pages and signs in as the service does.</summary>
public sealed class OpenReviewSourceTests : IAsyncDisposable
{
    private const string Venue = "ICLR.cc/2026/Conference";
    private static readonly DateTimeOffset Now = Utc("2026-01-20T12:00:00");
    private static readonly DateOnly Today = new(2026, 1, 20);

    private readonly SkippingTime time = new(Now);
    private readonly InMemorySourceMemory memory = new();
    private readonly List<JsonObject> notes = [];
    private readonly OpenReviewOptions options = new();
    private readonly StandIn server;
    private Func<Asked, Reply?>? instead;

    public OpenReviewSourceTests()
    {
        server = new StandIn(asked =>
        {
            if (instead?.Invoke(asked) is { } reply) return reply;
            var page = notes.OrderByDescending(note => note["tmdate"]?.GetValue<long>() ?? 0)
                .Skip(int.Parse(asked.Query["offset"], CultureInfo.InvariantCulture))
                .Take(int.Parse(asked.Query["limit"], CultureInfo.InvariantCulture));
            return Reply.Json(new JsonObject { ["notes"] = new JsonArray([.. page.Select(note => note.DeepClone())]) }.ToJsonString());
        });
        options.ApiUrl = server.Url;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_venues_papers_are_read_with_what_the_service_says_of_them()
    {
        notes.Add(Note("aB3-x_9", "Sparse\n caches", Utc("2026-01-18")));
        var (batches, failure) = await ReadAsync();
        Assert.Null(failure);
        var asked = Assert.Single(server.Requests);
        Assert.Equal(("/notes", Venue, "tmdate:desc", "0"),
            (asked.Path, asked.Query["content.venueid"], asked.Query["sort"], asked.Query["offset"]));
        var listing = Assert.Single(Assert.Single(batches).Listings);
        var paper = listing.Paper;
        Assert.Equal(("url:https://openreview.net/forum?id=aB3-x_9", "Sparse caches", "We cache."),
            (paper.Id.Value, paper.Title, paper.Abstract));
        Assert.Equal(["Ann Lee", "Bo Berg"], paper.Authors.Select(author => author.Name));
        Assert.Equal(("ICLR 2026 Poster", null), (paper.Venue, paper.Comment));
        Assert.Equal(["caches", "memory"], paper.Keywords);
        // It was shown before it was accepted.
        Assert.Equal((Utc("2025-10-10"), Day("2026-01-18")), (paper.Published, listing.Announced));
    }

    [Fact]
    public async Task Reviews_and_what_was_taken_back_are_no_papers()
    {
        notes.Add(Note("kept", "Kept", Now.AddDays(-1)));
        notes.Add(With("review", note => (note["forum"], note["replyto"]) = ("kept", "kept")));
        notes.Add(With("comment", note => note["forum"] = "kept"));
        notes.Add(With("gone", note => note["ddate"] = 1_760_000_000_000));
        notes.Add(With("withdrawn", note => note["content"]!["venueid"]!["value"] = Venue + "/Withdrawn_Submission"));
        notes.Add(With("desk", note => note["content"]!["venueid"]!["value"] = Venue + "/Desk_Rejected_Submission"));
        var (batches, _) = await ReadAsync(Venue + "/-/Submission");
        Assert.Equal(["https://openreview.net/forum?id=kept"], batches.Ids());
        Assert.Empty(Assert.Single(batches).Notes);
        Assert.Equal(Venue + "/-/Submission", Assert.Single(server.Requests).Query["invitation"]);
    }

    [Fact]
    public async Task Answers_of_the_first_version_null_values_and_unnamed_authors_are_read()
    {
        notes.Add(JsonNode.Parse("""
            {"id":"old","forum":"old","cdate":1600000000000,"tmdate":1600000000000,"content":{"title":"Old caches","abstract":"We cached.",
            "authors":["Ann Lee"],"keywords":"a; b","html":"https://arxiv.org/abs/2001.12080v2","venue":"Submitted to ICLR 2020"}}
            """)!.AsObject());
        notes.Add(With("blind", note => note["content"]!["authors"]!["value"] = new JsonArray("Anonymous")));
        notes.Add(With("none", note => note["content"]!.AsObject().Remove("authors")));
        notes.Add(With("objects", note =>
            note["content"]!["authors"]!["value"] = new JsonArray(new JsonObject { ["fullname"] = "Cy Dee" })));
        notes.Add(With("null", note => note["content"]!["abstract"]!["value"] = null));
        notes.Add(With("untitled", note => note["content"]!["title"]!["value"] = null));
        notes.Add(With("future", note => note["pdate"] = Now.AddYears(3).ToUnixTimeMilliseconds()));
        var (batches, failure) = await ReadAsync();
        Assert.Null(failure);
        var papers = batches.SelectMany(batch => batch.Listings).ToDictionary(listing => listing.Paper.Id.Local.Split('=')[^1]);
        Assert.Equal(("Old caches", "We cached.", "Submitted to ICLR 2020"),
            (papers["2001.12080"].Paper.Title, papers["2001.12080"].Paper.Abstract, papers["2001.12080"].Paper.Comment));
        Assert.Equal(["a", "b"], papers["2001.12080"].Paper.Keywords);
        Assert.Empty(papers["blind"].Paper.Authors);
        Assert.Empty(papers["none"].Paper.Authors);
        Assert.Equal("Cy Dee", Assert.Single(papers["objects"].Paper.Authors).Name);
        Assert.Equal("", papers["null"].Paper.Abstract);
        Assert.Equal(Day("2025-10-10"), papers["future"].Announced);
        Assert.Equal("1 entry of OpenReview's list could not be read: untitled has no title.", Assert.Single(Assert.Single(batches).Notes));
    }

    [Fact]
    public async Task Pages_are_turned_and_the_next_reading_ends_at_what_is_known()
    {
        for (var number = 0; number < 1_200; number++)
            notes.Add(Note($"n{number}", $"Paper {number}", Now.AddDays(-2).AddMinutes(-number)));
        var (batches, _) = await ReadAsync();
        Assert.Equal(1_200, batches.Ids().Distinct().Count());
        Assert.Equal(["0", "500", "1000"], server.Requests.Select(asked => asked.Query["offset"]));
        Assert.Null(batches[^1].Checkpoint);
        // An interrupted reading goes on where it was.
        var (key, known) = ("openreview/last-change/" + Venue, memory.Recall("openreview/last-change/" + Venue));
        memory.Remember(key, null);
        var rest = await Source().ReadAllAsync(Request() with { Checkpoint = batches[0].Checkpoint }, new InMemorySourceMemory());
        Assert.Equal(700, rest.Batches.Ids().Count());

        memory.Remember(key, known);
        notes.Add(Note("late", "A late one", Now.AddHours(-1)));
        var before = server.Requests.Count;
        var (news, _) = await ReadAsync();
        Assert.Contains("https://openreview.net/forum?id=late", news.Ids());
        Assert.Equal(1, server.Requests.Count - before);
    }

    [Fact]
    public async Task Days_that_are_named_are_those_of_the_announcement()
    {
        notes.Add(Note("early", "Early", Utc("2026-01-10")));
        notes.Add(Note("wanted", "Wanted", Utc("2026-01-15")));
        notes.Add(Note("late", "Late", Utc("2026-01-19")));
        var (batches, _) = await Source().ReadAllAsync(
            new SourceRequest(Spec(Venue), Day("2026-01-16"), IsToday: false, Since: Day("2026-01-14")), memory);
        Assert.Equal(["https://openreview.net/forum?id=wanted"], batches.Ids());
    }

    [Fact]
    public async Task A_server_that_knows_no_pages_or_no_order_is_read_once_and_whole()
    {
        // The last one was changed long before what was read last time: in a list that is in order nothing new would follow.
        for (var number = 0; number < 500; number++)
        {
            notes.Add(Note($"n{number}", $"Paper {number}", Now.AddMinutes((number + 1) % 500 - 600)));
        }
        instead = _ => Reply.Json(new JsonObject { ["notes"] = new JsonArray([.. notes.Select(note => note.DeepClone())]) }.ToJsonString());
        memory.Remember("openreview/last-change/" + Venue, Now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        var (batches, failure) = await ReadAsync();
        Assert.Null(failure);
        Assert.Equal(500, batches.Ids().Distinct().Count());
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Who_has_an_account_signs_in_once_and_again_when_the_session_ends()
    {
        notes.Add(Note("kept", "Kept", Now.AddDays(-1)));
        (options.User, options.Password) = ("ann@example.org", "secret-word");
        var session = 0;
        instead = asked => asked.Path == "/login" ? Reply.Json($$"""{"token":"session-{{++session}}"}""")
            : asked.Headers.GetValueOrDefault("Authorization") != $"Bearer session-{session}" || session == 1 && server.Requests.Count > 2
                ? Reply.Json("""{"name":"TokenExpiredError"}""", 401) : null;
        var source = Source();
        Assert.Single((await source.ReadAllAsync(Request(), memory)).Batches.Ids());
        Assert.Single((await source.ReadAllAsync(Request(), memory)).Batches.Ids());
        Assert.Equal(["/login", "/notes", "/notes", "/login", "/notes"], server.Requests.Select(asked => asked.Path));
    }

    [Theory]
    [InlineData(403, """{"name":"ChallengeRequiredError","status":403}""", false, "answers only who signs in (HTTP 403)")]
    [InlineData(403, """{"name":"ForbiddenError"}""", true, "did not let you sign in (HTTP 403). Check LocalDigest:OpenReview:User")]
    [InlineData(400, """{"name":"ValidationError"}""", false, "knows no ICLR.cc/2026/Conference (HTTP 400)")]
    [InlineData(404, "", false, "knows no ICLR.cc/2026/Conference (HTTP 404)")]
    [InlineData(200, """{"count":0}""", false, "something else in place of its notes")]
    [InlineData(200, """[]""", false, "something else in place of its notes")]
    [InlineData(200, "<html>Just a moment…</html>", false, "no readable JSON")]
    [InlineData(429, "", false, "asked too often (HTTP 429)")]
    public async Task What_cannot_be_read_says_what_to_do_and_holds_no_secret(int status, string body, bool signsIn, string said)
    {
        if (signsIn) (options.User, options.Password) = ("ann@example.org", "secret-word");
        instead = _ => Reply.Json(body, status);
        var (batches, failure) = await ReadAsync();
        Assert.Empty(batches.Ids());
        Assert.Contains(said, failure!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", failure.ToString(), StringComparison.Ordinal);
        if (status is 403 or 400 or 404) Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_venue_without_papers_is_told_and_one_that_is_no_id_is_refused()
    {
        var (batches, _) = await ReadAsync();
        Assert.StartsWith(
            "OpenReview has no public papers of ICLR.cc/2026/Conference.", Assert.Single(Assert.Single(batches).Notes),
            StringComparison.Ordinal);
        Assert.Null(Source().Check(Spec("TMLR")));
        foreach (var wrong in new[] { null, "", "https://openreview.net/group?id=TMLR", "a b", "x\ny", new string('x', 201) })
            Assert.Contains("'id='", Source().Check(Spec(wrong)), StringComparison.Ordinal);
        Assert.NotNull(new OpenReviewOptions { User = "ann@example.org" }.Check());
        var open = new OpenReviewOptions { ApiUrl = "http://example.org", User = "a", Password = "b" };
        Assert.Contains("https://", open.Check(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hostile_answer_is_read_to_its_end()
    {
        var many = new StringBuilder("{\"notes\":[");
        for (var number = 0; number < 3_000; number++)
        {
            many.Append(CultureInfo.InvariantCulture, $$$"""{"id":{{{number}}},"content":[],"tmdate":"x"},""");
            many.Append(CultureInfo.InvariantCulture, $$$"""{"id":"\ud800{{{number}}}",""");
            many.Append(""" "content":{"title":{"value":{"value":1}}}},""");
        }
        many.Append("""{"id":"good","tmdate":9e99,"cdate":-5,"content":{"withdrawal":[],""");
        many.Append(""" "title":"Good","authors":{"value":"no list"},"keywords":{"value":[1,null,"k"]}}}]}""");
        instead = _ => Reply.Json(many.ToString());
        var (batches, failure) = await ReadAsync();
        Assert.Null(failure);
        Assert.Equal(["https://openreview.net/forum?id=good"], batches.Ids().Distinct());
        Assert.StartsWith("6000 entries of OpenReview's list could not be read", batches[0].Notes[0], StringComparison.Ordinal);
    }

    private OpenReviewSource Source() => new(options, memory, time);

    private static SourceSpec Spec(string? venue) => new() { Kind = "openreview", Venue = venue };

    private static SourceRequest Request(string venue = Venue) => new(Spec(venue), Today);

    private async Task<(List<SourceBatch> Batches, SourceException? Failure)> ReadAsync(string venue = Venue)
    {
        using var source = Source();
        return await source.ReadAllAsync(Request(venue), memory);
    }

    private static JsonObject With(string id, Action<JsonObject> change)
    {
        var note = Note(id, "Title of " + id, Utc("2025-10-10"));
        change(note);
        return note;
    }

    private static JsonObject Note(string id, string title, DateTimeOffset accepted) => new()
    {
        ["id"] = id, ["forum"] = id, ["replyto"] = null, ["cdate"] = Utc("2025-09-20").ToUnixTimeMilliseconds(),
        ["odate"] = Utc("2025-10-10").ToUnixTimeMilliseconds(), ["pdate"] = accepted.ToUnixTimeMilliseconds(),
        ["tmdate"] = accepted.ToUnixTimeMilliseconds(),
        ["content"] = new JsonObject
        {
            ["title"] = Wrapped(title), ["abstract"] = Wrapped("We cache."), ["authors"] = Wrapped(new JsonArray("Ann Lee", "Bo Berg")),
            ["keywords"] = Wrapped(new JsonArray("caches", "memory")), ["pdf"] = Wrapped($"/pdf/{id}.pdf"),
            ["venue"] = Wrapped("ICLR 2026 Poster"), ["venueid"] = Wrapped(Venue),
        },
    };

    private static JsonObject Wrapped(JsonNode value) => new() { ["value"] = value };
}
