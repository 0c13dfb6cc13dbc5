using System.Text.Json.Nodes;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Runs;

/// <summary>A digest whose source is what Semantic Scholar recommends by the thumbs.</summary>
public sealed class RecommendationTests
{
    private const string On = "--LocalDigest:SemanticScholar:Enabled=true";
    private static readonly object Digest = new { kind = "digest", sources = new[] { new { kind = "semanticscholar", limit = 20 } } };

    [Fact]
    public async Task Papers_like_those_with_a_thumb_up_come_in_and_one_that_arxiv_lists_stays_one()
    {
        var asked = new List<JsonNode>();
        await using var scholar = Scholar(asked);
        await using var daemon = await StartAsync(scholar, On, "--LocalDigest:SemanticScholar:ApiKey=s2-key");
        const string page = "url:https://example.org/p";
        await daemon.ImportAsync([Paper("arxiv:2601.80000"), Paper("doi:10.1000/grip"), Paper("arxiv:2601.80001"), Paper(page)]);
        await ThumbsAsync(daemon, ("arxiv:2601.80000", "up"), ("doi:10.1000/grip", "up"), (page, "up"), ("arxiv:2601.80001", "down"));
        var run = await daemon.RunAsync(Digest);
        Assert.Equal("succeeded", run["state"]!.GetValue<string>());

        var question = Assert.Single(asked);
        Assert.Equal(["ARXIV:2601.80000", "DOI:10.1000/grip"], Words(question["positivePaperIds"]).Order());
        Assert.Equal(["ARXIV:2601.80001"], Words(question["negativePaperIds"]));
        Assert.Equal("s2-key", scholar.Headers["x-api-key"]);
        Assert.Equal(4, run["counts"]!["fetched"]!.GetValue<int>());
        Assert.Equal("", (await daemon.GetAsync("/v1/papers/doi%3A10.1000%2Fnew"))["abstract"]!.GetValue<string>());
        var paper = await daemon.GetAsync("/v1/papers/arxiv%3A2601.80002");
        Assert.Equal("Grippers of wool", paper["title"]!.GetValue<string>());
        // A second hand fills gaps and overwrites nothing.
        Assert.Equal("Grippers of arxiv:2601.80001", (await daemon.GetAsync("/v1/papers/arxiv%3A2601.80001"))["title"]!.GetValue<string>());
        Assert.Equal(7, (await daemon.GetAsync("/v1/papers?limit=50&include=disliked"))["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task Nothing_is_asked_without_a_thumb_up_or_where_it_is_off()
    {
        var asked = new List<JsonNode>();
        await using var scholar = Scholar(asked);
        await using (var daemon = await StartAsync(scholar, On))
        {
            await daemon.ImportAsync([Paper("arxiv:2601.80001"), Paper("url:https://example.org/p")]);
            await ThumbsAsync(daemon, ("arxiv:2601.80001", "down"));
            Assert.Contains("none has a thumb up yet", await NoteAsync(daemon), StringComparison.Ordinal);
            await ThumbsAsync(daemon, ("url:https://example.org/p", "up"));
            Assert.Contains("none of those with a thumb up is from arXiv or has a DOI", await NoteAsync(daemon), StringComparison.Ordinal);
        }
        await using var off = await StartAsync(scholar, "--LocalDigest:SemanticScholar:Enabled=false");
        await off.ImportAsync([Paper("arxiv:2601.80000")]);
        await ThumbsAsync(off, ("arxiv:2601.80000", "up"));
        var problem = Assert.Single((await off.RunAsync(Digest))["problems"]!.AsArray())!["message"]!.GetValue<string>();
        Assert.Contains("LocalDigest:SemanticScholar:Enabled", problem, StringComparison.Ordinal);
        Assert.Empty(asked);
    }

    [Fact]
    public async Task Papers_that_it_does_not_know_are_left_out_of_a_second_question()
    {
        var asked = new List<JsonNode>();
        await using var scholar = new PostStandIn(body => Note(asked, body));
        scholar.Answer = body =>
        {
            var isQuestion = body["positivePaperIds"] is not null;
            var ids = Words(isQuestion ? body["positivePaperIds"] : body["ids"]).ToList();
            scholar.Status = isQuestion && ids.Contains("ARXIV:2601.80009") ? 404 : 200;
            return isQuestion ? scholar.Status == 404 ? """{"error":"Input papers not found: ARXIV:2601.80009"}""" : Answer
                : new JsonArray([.. ids.Select(id =>
                    id == "ARXIV:2601.80009" ? null : (JsonNode)new JsonObject { ["paperId"] = "0" })]).ToJsonString();
        };
        await using var daemon = await StartAsync(scholar, On);
        await daemon.ImportAsync([Paper("arxiv:2601.80000"), Paper("arxiv:2601.80009")]);
        await ThumbsAsync(daemon, ("arxiv:2601.80000", "up"), ("arxiv:2601.80009", "up"));
        var run = await daemon.RunAsync(Digest);
        Assert.Equal("succeeded", run["state"]!.GetValue<string>());
        Assert.Equal(4, run["counts"]!["fetched"]!.GetValue<int>());
        Assert.Equal(2, asked.Count);
        Assert.Equal(["ARXIV:2601.80000"], Words(asked[1]["positivePaperIds"]));
    }

    [Theory]
    [InlineData(429, "", "semanticscholar.org/product/api")]
    [InlineData(403, "", "refuses")]
    [InlineData(500, "", "fault of its own")]
    [InlineData(200, "[]", "something else in place of its recommendations")]
    [InlineData(200, """{"recommendedPapers":null}""", "something else in place of its recommendations")]
    [InlineData(200, "<html>", "no readable JSON")]
    public async Task Where_it_does_not_answer_the_run_says_so(int status, string body, string said)
    {
        await using var scholar = new PostStandIn(_ => { }) { Status = status, Answer = _ => body };
        await using var daemon = await StartAsync(scholar, On);
        await daemon.ImportAsync([Paper("arxiv:2601.80000")]);
        await ThumbsAsync(daemon, ("arxiv:2601.80000", "up"));
        var run = await daemon.RunAsync(Digest);
        Assert.Equal("partial", run["state"]!.GetValue<string>());
        var problems = string.Join(' ', run["problems"]!.AsArray().Select(problem => problem!["message"]!.GetValue<string>()));
        Assert.Contains(said, problems, StringComparison.Ordinal);
    }

    private const string Answer = """
        {"recommendedPapers":[
        {"paperId":"0a","externalIds":{"ArXiv":"2601.80002","DOI":"10.48550/arXiv.2601.80002"},"title":"Grippers of wool",
         "abstract":"They hold.","authors":[{"authorId":null,"name":"Ann Lee"}],"publicationDate":"2026-01-02","venue":"arXiv.org"},
        {"paperId":"0b","externalIds":{"ArXiv":"2601.80001"},"title":"Another title","abstract":null,"authors":[]},
        {"paperId":"0c","externalIds":{"DOI":"10.1000/NEW","CorpusId":5},"title":"Grippers of silk","abstract":null,
         "authors":[{"name":"Bo Berg"}]},
        {"paperId":"0d","externalIds":null,"title":"Grippers of moss","abstract":"They grow.","authors":null,"publicationDate":null},
        {"paperId":"0d","externalIds":{},"title":"Grippers of moss","abstract":"They grow."}]}
        """;

    /// <param name="asked">Takes the questions for recommendations; those about citations are answered and not noted.</param>
    private static PostStandIn Scholar(List<JsonNode> asked) => new(body => Note(asked, body))
    {
        Answer = body => body["ids"] is { } ids ? new JsonArray([.. ids.AsArray().Select(_ => (JsonNode?)null)]).ToJsonString() : Answer,
    };

    private static void Note(List<JsonNode> asked, JsonNode body)
    {
        if (body["positivePaperIds"] is not null) asked.Add(body);
    }

    private static Task<TestDaemon> StartAsync(PostStandIn scholar, params string[] settings) =>
        TestDaemon.StartAsync([$"--LocalDigest:SemanticScholar:ApiUrl={scholar.Url}/graph/v1", .. settings]);

    private static Task ThumbsAsync(TestDaemon daemon, params (string Id, string Value)[] thumbs) =>
        daemon.PostAsync("/v1/feedback", new { items = thumbs.Select(thumb => new { id = thumb.Id, value = thumb.Value }) });

    /// <summary>What the digest of a run tells of its source.</summary>
    private static async Task<string> NoteAsync(TestDaemon daemon)
    {
        var run = await daemon.RunAsync(Digest);
        var digest = await daemon.GetAsync("/v1/digests/" + run["digest"]!.GetValue<string>());
        return digest["notices"]!.ToJsonString();
    }

    private static IEnumerable<string> Words(JsonNode? list) => list!.AsArray().Select(word => word!.GetValue<string>());

    private static object Paper(string id) => new
    {
        id, title = "Grippers of " + id, @abstract = "They hold soft things.", authors = new[] { "Ann Lee" },
        categories = new[] { "cs.RO" },
    };
}
