using LocalDigest.Papers;
using LocalDigest.Sources;
using LocalDigest.Tests.StandIns;
using static LocalDigest.Tests.Sources.Shorthand;

namespace LocalDigest.Tests.Sources;

public sealed class ArxivOaiTests : IAsyncDisposable
{
    private static readonly DateOnly From = new(2025, 8, 18);

    private readonly SkippingTime time = new(Utc("2025-08-20T12:00:00"));
    private readonly FakeArxiv arxiv;
    private readonly ArxivClient client;

    public ArxivOaiTests()
    {
        arxiv = new FakeArxiv(time) { OaiPageSize = 10 };
        client = new ArxivClient(arxiv.Options, new InMemorySourceMemory(), time);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await arxiv.DisposeAsync();
    }

    [Fact]
    public async Task A_harvest_follows_its_tokens_to_the_empty_one_through_all_sets()
    {
        Add(25, "cs.AI");
        Add(5, "hep-th");
        var pages = await ReadAsync(["cs:cs:AI", "physics:hep-th"], until: new DateOnly(2025, 8, 21));
        Assert.Equal([10, 10, 5, 5], pages.Select(page => page.Records.Count));
        Assert.Equal("", pages[2].Token);
        Assert.Null(pages[^1].Next);
        Assert.Equal(30, pages.SelectMany(page => page.Records).Select(record => record.Paper.Id).Distinct().Count());
        Assert.Equal(new DateOnly(2025, 8, 20), pages[0].Answered);

        var first = arxiv.Harvests[0].Query;
        Assert.Equal(("ListRecords", "arXivRaw", "cs:cs:AI", "2025-08-18", "2025-08-21"), (first["verb"], first["metadataPrefix"], first["set"], first["from"], first["until"]));
        // A token stands alone.
        Assert.Equal(["resumptionToken", "verb"], arxiv.Harvests[1].Query.Keys.Order());
        Assert.Equal("physics:hep-th", arxiv.Harvests[3].Query["set"]);
        Assert.Equal("2025-08-18", arxiv.Harvests[3].Query["from"]);
    }

    [Fact]
    public async Task A_harvest_goes_on_where_it_stopped_and_the_next_set_begins_at_its_own_beginning()
    {
        Add(25, "cs.AI", hoursApart: 4); // over five days
        Add(5, "hep-th");
        var first = new List<OaiPage>();
        await foreach (var page in new ArxivOai(client).ReadAsync(["cs:cs:AI", "physics:hep-th"], From, null, null, Ct))
        {
            first.Add(page);
            if (first.Count == 2) break;
        }
        var rest = await ReadAsync(["cs:cs:AI", "physics:hep-th"], first[^1].Next);
        Assert.Equal([5, 5], rest.Select(page => page.Records.Count));
        Assert.Equal(4, arxiv.Harvests.Count);
        Assert.Equal("2025-08-18", arxiv.Harvests[3].Query["from"]);
        Assert.DoesNotContain("until", arxiv.Harvests[0].Query.Keys);
    }

    [Fact]
    public async Task A_token_that_died_means_the_last_day_once_more()
    {
        Add(25, "cs.AI", hoursApart: 4); // over five days
        var alive = true;
        arxiv.OnOai = asked =>
        {
            if (asked.Query.ContainsKey("resumptionToken") && !alive)
            {
                alive = true;
                return Reply.Text(FakeArxiv.OaiError("badResumptionToken", "The value of the resumptionToken argument is invalid or expired."), "text/xml");
            }
            return arxiv.Oai(asked);
        };
        var pages = new List<OaiPage>();
        await foreach (var page in new ArxivOai(client).ReadAsync(["cs:cs:AI"], From, null, null, Ct))
        {
            pages.Add(page);
            if (pages.Count == 1) alive = false; // midnight
        }
        Assert.Equal(25, pages.SelectMany(page => page.Records).Select(record => record.Paper.Id).Distinct().Count());
        // The first page ended on the 19th, which may not have been whole.
        Assert.Equal(["2025-08-18", "2025-08-19"], arxiv.Harvests.Where(asked => asked.Query.ContainsKey("from")).Select(asked => asked.Query["from"]));
    }

    [Fact]
    public async Task Tokens_that_never_live_end_the_harvest()
    {
        Add(25, "cs.AI");
        arxiv.OnOai = asked => asked.Query.ContainsKey("resumptionToken") ? Reply.Text(FakeArxiv.OaiError("badResumptionToken", "expired")) : arxiv.Oai(asked);
        var e = await Assert.ThrowsAsync<SourceException>(() => ReadAsync(["cs:cs:AI"]));
        Assert.Equal(SourceFailure.Refused, e.Failure);
        Assert.Equal(8, arxiv.Harvests.Count);
    }

    [Fact]
    public async Task The_same_token_twice_ends_the_harvest()
    {
        Add(25, "cs.AI");
        arxiv.OnOai = _ => Reply.Text(FakeArxiv.OaiPage(arxiv.Papers.Take(10).Select(FakeArxiv.RawRecord), "for-ever"));
        var e = await Assert.ThrowsAsync<SourceException>(() => ReadAsync(["cs:cs:AI"]));
        Assert.Contains("goes in circles", e.Message, StringComparison.Ordinal);
        Assert.Equal(2, arxiv.Harvests.Count);
    }

    [Fact]
    public async Task A_token_may_hold_anything()
    {
        Add(1, "cs.AI");
        const string token = "verb%3DListRecords%26skip%3D10&x=<1>+ü";
        arxiv.OnOai = asked => Reply.Text(FakeArxiv.OaiPage([FakeArxiv.RawRecord(arxiv.Papers[0])], asked.Query.ContainsKey("resumptionToken") ? null : token));
        await ReadAsync(["cs:cs:AI"]);
        Assert.Equal(token, arxiv.Harvests[1].Query["resumptionToken"]);
    }

    [Fact]
    public async Task Nothing_in_one_set_is_no_end_of_the_others()
    {
        Add(5, "hep-th");
        var pages = await ReadAsync(["cs:cs:AI", "physics:hep-th"]);
        Assert.Equal([0, 5], pages.Select(page => page.Records.Count));
    }

    [Fact]
    public async Task Deletions_are_told_apart_from_papers()
    {
        arxiv.OnOai = _ => Reply.Text(FakeArxiv.OaiPage([
            FakeArxiv.RawRecord(new FakePaper("2508.00001", "T", ["cs.AI"], Utc("2025-08-18"))),
            FakeArxiv.DeletedRecord("2508.00002", "2025-08-18"),
            FakeArxiv.DeletedRecord("nonsense", "2025-08-18")]));
        var page = Assert.Single(await ReadAsync(["cs:cs:AI"]));
        Assert.Equal("2508.00001", Assert.Single(page.Records).Paper.Id.Local);
        Assert.Equal("2508.00002", Assert.Single(page.Deleted).Local);
        Assert.Contains("'oai:arXiv.org:nonsense', which was deleted", Assert.Single(page.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_503_is_waited_for()
    {
        Add(5, "cs.AI");
        var asks = 0;
        arxiv.OnOai = asked => asks++ == 0 ? Reply.Nothing(503, ("Retry-After", "30")) : arxiv.Oai(asked);
        Assert.Equal(5, Assert.Single(await ReadAsync(["cs:cs:AI"])).Records.Count);
        Assert.True(arxiv.Harvests[1].Began - arxiv.Harvests[0].Began >= TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    public async Task Other_errors_are_refusals_in_arxivs_own_words(int status)
    {
        arxiv.OnOai = _ => Reply.Text(FakeArxiv.OaiError("badArgument", "Invalid set"), "text/xml", status);
        var e = await Assert.ThrowsAsync<SourceException>(() => ReadAsync(["cs:cs:XX"]));
        Assert.Equal(SourceFailure.Refused, e.Failure);
        Assert.Equal("arXiv refused the harvest: Invalid set (badArgument).", e.Message);
    }

    [Fact]
    public async Task A_web_page_is_no_harvest()
    {
        arxiv.OnOai = _ => Reply.Text("<html/>");
        Assert.Contains("a web page", (await Assert.ThrowsAsync<SourceException>(() => ReadAsync(["cs:cs:AI"]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_format_with_versions_is_read()
    {
        var page = ArxivOai.Parse(new StringReader(FakeArxiv.OaiPage([FakeArxiv.RawRecord(new FakePaper("2508.00001", "A &\n B", ["cs.LG", "cs.AI"], Utc("2025-08-18T10:11:12"))
        {
            Version = 3,
            Updated = Utc("2025-08-20T01:02:03"),
            Authors = ["A. King (1)", "B. Li and C. Wu (2) ((1) X, (2) Y, Z)"],
        })])));
        var record = Assert.Single(page.Records);
        Assert.Equal(new DateOnly(2025, 8, 20), record.Datestamp);
        Assert.Equal(3, record.Paper.Version);
        Assert.Equal(Utc("2025-08-18T10:11:12"), record.Paper.Published);
        Assert.Equal(Utc("2025-08-20T01:02:03"), record.Paper.Updated);
        Assert.Equal("A & B", record.Paper.Title);
        Assert.Equal([new Author("A. King", "X"), new Author("B. Li"), new Author("C. Wu", "Y, Z")], record.Paper.Authors);
        Assert.Equal("http://creativecommons.org/licenses/by/4.0/", record.Paper.License);
    }

    [Fact]
    public void The_format_with_names_in_parts_is_read()
    {
        var page = ArxivOai.Parse(new StringReader(FakeArxiv.OaiPage(["""
            <record><header><identifier>oai:arXiv.org:math/0309136</identifier><datestamp>2025-08-20</datestamp></header>
            <metadata><arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>math/0309136</id><created>2003-09-08</created>
            <authors><author><keyname>King</keyname><forenames>Ada</forenames><suffix>Jr</suffix><affiliation>X</affiliation></author><author><keyname>OpenLab</keyname></author></authors>
            <title>T</title><categories>math.GT</categories><doi>10.1000/A 10.1000/b</doi></arXiv></metadata></record>
            """, """
            <record><header><identifier>oai:arXiv.org:2508.00002</identifier><datestamp>2025-08-20</datestamp></header><metadata><oai_dc xmlns="x"/></metadata></record>
            """])));
        var paper = Assert.Single(page.Records).Paper;
        Assert.Equal("arxiv:math/0309136", paper.Id.Value);
        Assert.Equal([new Author("Ada King Jr", "X"), new Author("OpenLab")], paper.Authors);
        Assert.Equal("10.1000/a", paper.Doi);
        Assert.Equal(Utc("2003-09-08"), paper.Updated);
        Assert.Null(paper.Version);
        Assert.Contains("without metadata", Assert.Single(page.Notes), StringComparison.Ordinal);
    }

    private void Add(int count, string category, int hoursApart = 0)
    {
        for (var i = 0; i < count; i++) arxiv.Papers.Add(new FakePaper($"2508.{arxiv.Papers.Count + 1:00000}", $"Paper {i}", [category], Utc("2025-08-18T01:00:00").AddHours(i * hoursApart)));
    }

    private Task<List<OaiPage>> ReadAsync(string[] sets, OaiCursor? start = null, DateOnly? until = null) => new ArxivOai(client).ReadAsync(sets, From, until, start, Ct).ToListAsync();
}
