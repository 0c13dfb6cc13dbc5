using System.Text.Json.Nodes;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Runs;

/// <summary>What a digest asks Semantic Scholar, and what it does with the answer.</summary>
public sealed class CitationTests
{
    private static readonly object Digest = new { kind = "digest", sources = Array.Empty<object>() };

    [Fact]
    public async Task Papers_whose_authors_have_a_lower_h_index_are_left_out_and_unknown_ones_stay()
    {
        var asked = new List<string[]>();
        await using var scholar = Scholar(asked);
        await using var daemon = await StartAsync(scholar, "--LocalDigest:SemanticScholar:ApiKey=s2-key");
        await ProfileAsync(daemon, minHIndex: 20);
        await ImportAsync(daemon);
        Assert.Equal("succeeded", (await daemon.RunAsync(Digest))["state"]!.GetValue<string>());

        Assert.Equal(["ARXIV:2601.80000", "ARXIV:2601.80001", "ARXIV:2601.80002", "ARXIV:2601.80003", "DOI:10.1000/grip"], Assert.Single(asked).Order());
        Assert.Equal("s2-key", scholar.Headers["x-api-key"]);
        Assert.Equal("below-h-index", await OutcomeAsync(daemon, "arxiv:2601.80000"));
        Assert.Equal("selected", await OutcomeAsync(daemon, "arxiv:2601.80001"));
        // Nobody knows it, and somebody who is followed wrote the next one.
        Assert.Equal("selected", await OutcomeAsync(daemon, "arxiv:2601.80002"));
        Assert.Equal("selected", await OutcomeAsync(daemon, "arxiv:2601.80003"));
        Assert.Equal(
            "The highest h-index among its authors is 3; the profile asks for 20.",
            (await daemon.GetAsync("/v1/papers/arxiv%3A2601.80000/explain"))["reason"]!.GetValue<string>());

        var paper = await daemon.GetAsync("/v1/papers/arxiv%3A2601.80001");
        Assert.Equal(7, paper["citations"]!["count"]!.GetValue<int>());
        Assert.Equal("CoRL", paper["citations"]!["venue"]!.GetValue<string>());
        Assert.Equal(40, paper["citations"]!["highestHIndex"]!.GetValue<int>());
        Assert.Null((await daemon.GetAsync("/v1/papers/arxiv%3A2601.80002"))["citations"]);
    }

    [Fact]
    public async Task Nothing_is_asked_twice_in_a_day_and_nothing_where_it_is_off()
    {
        var asked = new List<string[]>();
        await using var scholar = Scholar(asked);
        using var folder = new TempFolder();
        await using (var daemon = await StartAsync(scholar, "--LocalDigest:SemanticScholar:Enabled=true", folder.Path))
        {
            await ProfileAsync(daemon, minHIndex: null);
            await ImportAsync(daemon);
            await daemon.RunAsync(Digest);
            await daemon.ImportAsync([Paper("arxiv:2601.80009", "Grippers of felt", "Ann Lee")]);
            await daemon.RunAsync(Digest);
            Assert.Equal([5, 1], asked.Select(ids => ids.Length));
            Assert.False(scholar.Headers.ContainsKey("x-api-key"));
        }
        await using var off = await StartAsync(scholar, "--LocalDigest:SemanticScholar:Enabled=false", folder.Path);
        await off.ImportAsync([Paper("arxiv:2601.80010", "Grippers of tin", "Ann Lee")]);
        await off.RunAsync(Digest);
        Assert.Equal(2, asked.Count);
        await ProfileAsync(off, minHIndex: 20);
        await off.ImportAsync([Paper("arxiv:2601.80011", "Grippers of zinc", "Ann Lee")]);
        var problem = Assert.Single((await off.RunAsync(Digest))["problems"]!.AsArray())!;
        Assert.Contains("LocalDigest:SemanticScholar:Enabled", problem["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429, "", "semanticscholar.org/product/api")]
    [InlineData(403, "", "refuses")]
    [InlineData(200, "[]", "one entry for each paper")]
    [InlineData(200, "<html>", "Semantic Scholar")]
    [InlineData(307, "", "has moved")]
    public async Task Where_it_does_not_answer_the_run_says_so_and_every_paper_is_judged(int status, string body, string said)
    {
        await using var scholar = new PostStandIn(_ => { }) { Status = status, Answer = _ => body };
        await using var daemon = await StartAsync(scholar, "--LocalDigest:SemanticScholar:Enabled=true");
        await ProfileAsync(daemon, minHIndex: 20);
        await ImportAsync(daemon);
        var run = await daemon.RunAsync(Digest);
        Assert.Equal("partial", run["state"]!.GetValue<string>());
        Assert.Contains(said, Assert.Single(run["problems"]!.AsArray())!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("selected", await OutcomeAsync(daemon, "arxiv:2601.80000"));
    }

    private static PostStandIn Scholar(List<string[]> asked) => new(body => asked.Add([.. body["ids"]!.AsArray().Select(id => id!.GetValue<string>())]))
    {
        Answer = body => new JsonArray([.. body["ids"]!.AsArray().Select(id => id!.GetValue<string>() switch
        {
            "ARXIV:2601.80000" or "ARXIV:2601.80003" => Entry(0, "", 3, null),
            "ARXIV:2601.80001" => Entry(7, "CoRL", 2, 40),
            _ => null,
        })]).ToJsonString(),
    };

    private static JsonNode Entry(int citations, string venue, params int?[] indices) => new JsonObject
    {
        ["paperId"] = "0", ["venue"] = venue, ["citationCount"] = citations, ["influentialCitationCount"] = 0,
        ["authors"] = new JsonArray([.. indices.Select(index => (JsonNode)new JsonObject { ["authorId"] = null, ["hIndex"] = index })]),
    };

    private static Task<TestDaemon> StartAsync(PostStandIn scholar, string setting, string? folder = null) =>
        TestDaemon.StartAsync([$"--LocalDigest:SemanticScholar:ApiUrl={scholar.Url}", setting], folder);

    private static async Task ProfileAsync(TestDaemon daemon, int? minHIndex)
    {
        using var answer = await daemon.SendAsync(HttpMethod.Put, "/v1/profiles/default", new
        {
            name = "default", interests = "Grippers", sources = Array.Empty<object>(), authors = new[] { "Zoë Last" }, digest = new { minHIndex },
        });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static Task ImportAsync(TestDaemon daemon) => daemon.ImportAsync(
    [
        Paper("arxiv:2601.80000", "Grippers of silicone", "Ann Lee"),
        Paper("arxiv:2601.80001", "Grippers of steel", "Bo Berg"),
        Paper("arxiv:2601.80002", "Grippers of wood", "Ann Lee"),
        Paper("arxiv:2601.80003", "Grippers of paper", "Zoë Last"),
        Paper("doi:10.1000/grip", "Grippers of glass", "Ann Lee"),
    ]);

    private static async Task<string> OutcomeAsync(TestDaemon daemon, string id) =>
        (await daemon.GetAsync($"/v1/papers/{Uri.EscapeDataString(id)}/explain"))["outcome"]!.GetValue<string>();

    private static object Paper(string id, string title, string author) => new
    {
        id, title, @abstract = "They hold soft things.", authors = new[] { author }, categories = new[] { "cs.RO" },
    };
}
