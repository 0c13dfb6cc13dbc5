using LocalDigest.Papers;
using LocalDigest.Sources;
using LocalDigest.Tests.StandIns;
using static LocalDigest.Tests.Sources.Shorthand;

namespace LocalDigest.Tests.Sources;

public sealed class ArxivApiTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = Utc("2025-08-18T18:00:00");

    private readonly SkippingTime time = new(Utc("2025-08-20T12:00:00"));
    private readonly FakeArxiv arxiv;
    private readonly ArxivClient client;
    private readonly ArxivQuery query = new(["cs.AI", "cs.LG"], Start, Start.AddDays(1));

    public ArxivApiTests()
    {
        arxiv = new FakeArxiv(time);
        client = new ArxivClient(arxiv.Options, new InMemorySourceMemory(), time);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await arxiv.DisposeAsync();
    }

    [Fact]
    public async Task Results_are_read_in_slices_to_their_end()
    {
        Add(25);
        arxiv.Papers.Add(new FakePaper("2508.90000", "Elsewhere", ["math.AG"], Start.AddHours(1)));
        arxiv.Papers.Add(new FakePaper("2508.90001", "Later", ["cs.AI"], Start.AddDays(2)));
        var pages = await ReadAsync(slice: 10);
        Assert.Equal([10, 10, 5], pages.Select(page => page.Papers.Count));
        Assert.Equal(25, pages.SelectMany(page => page.Papers).Select(paper => paper.Id).Distinct().Count());
        Assert.All(pages, page => Assert.Equal(25, page.Total));
        Assert.Null(pages[^1].Next);
        Assert.Equal(["0", "10", "20"], arxiv.Queries.Select(asked => asked.Query["start"]));
        var asked = arxiv.Queries[0].Query;
        Assert.Equal("(cat:cs.AI OR cat:cs.LG) AND submittedDate:[202508181800 TO 202508191800]", asked["search_query"]);
        Assert.Equal(("10", "submittedDate", "ascending"), (asked["max_results"], asked["sortBy"], asked["sortOrder"]));
    }

    [Fact]
    public async Task A_slice_that_is_shorter_than_asked_is_no_end()
    {
        Add(25);
        arxiv.OnApi = asked => arxiv.Api(asked with { Query = new Dictionary<string, string>(asked.Query) { ["max_results"] = "7" } });
        Assert.Equal([7, 7, 7, 4], (await ReadAsync(slice: 10)).Select(page => page.Papers.Count));
    }

    [Fact]
    public async Task A_reading_goes_on_where_it_stopped_and_asks_nothing_twice()
    {
        Add(30);
        var first = new List<ArxivPage>();
        await foreach (var page in new ArxivApi(client, 10).ReadAsync(query, new ArxivCursor(Start), Ct))
        {
            first.Add(page);
            if (first.Count == 2) break;
        }
        var rest = await ReadAsync(slice: 10, first[^1].Next);
        Assert.Equal(["0", "10", "20"], arxiv.Queries.Select(asked => asked.Query["start"]));
        Assert.Equal(arxiv.Papers.Select(paper => paper.Id), first.Concat(rest).SelectMany(page => page.Papers).Select(paper => paper.Id.Local));
    }

    [Fact]
    public async Task Beyond_arxivs_depth_the_window_moves_on()
    {
        Add(95, minutesApart: 10);
        var pages = await ReadAsync(slice: 10, limit: 30);
        var ids = pages.SelectMany(page => page.Papers).Select(paper => paper.Id).ToList();
        Assert.Equal(95, ids.Distinct().Count());
        Assert.All(arxiv.Queries, asked => Assert.True(int.Parse(asked.Query["start"], System.Globalization.CultureInfo.InvariantCulture) + 10 <= 30));
        Assert.True(ids.Count <= 95 + 4, "only the seams come twice");
        // The cursor behind a seam is enough to go on.
        var middle = pages.First(page => page.Next is { Start: 0 }).Next!;
        Assert.True(middle.From > Start);
    }

    [Fact]
    public async Task A_seam_that_only_repeats_is_no_circle()
    {
        Add(10);
        for (var i = 0; i < 15; i++) arxiv.Papers.Add(new FakePaper($"2508.{i + 50:00000}", "At one minute", ["cs.AI"], Start.AddMinutes(20)));
        var ids = (await ReadAsync(slice: 10, limit: 20)).SelectMany(page => page.Papers).Select(paper => paper.Id).ToList();
        Assert.Equal(25, ids.Distinct().Count());
        Assert.Equal(35, ids.Count);
    }

    [Fact]
    public async Task A_window_that_cannot_move_on_ends()
    {
        Add(50, minutesApart: 0);
        var e = await Assert.ThrowsAsync<SourceException>(() => ReadAsync(slice: 10, limit: 30));
        Assert.Equal(SourceFailure.Malformed, e.Failure);
        Assert.Equal(3, arxiv.Queries.Count);
    }

    [Fact]
    public async Task A_service_that_gives_the_same_page_for_ever_is_left()
    {
        Add(25);
        arxiv.OnApi = asked => arxiv.Api(asked with { Query = new Dictionary<string, string>(asked.Query) { ["start"] = "0" } });
        var pages = new List<ArxivPage>();
        var e = await Assert.ThrowsAsync<SourceException>(async () =>
        {
            await foreach (var page in new ArxivApi(client, 10).ReadAsync(query, new ArxivCursor(Start), Ct)) pages.Add(page);
        });
        Assert.Contains("the same results twice", e.Message, StringComparison.Ordinal);
        Assert.Single(pages); // what had come in is kept
        Assert.Equal(2, arxiv.Queries.Count);
    }

    [Theory]
    [InlineData(0)] // "there is nothing"
    [InlineData(25)] // "there is something", and does not give it
    public async Task Two_empty_answers_are_not_believed(int total)
    {
        Add(25);
        var asks = 0;
        arxiv.OnApi = asked => asks++ < 2 ? Reply.Text(FakeArxiv.ApiPage(total, 0, 100, [])) : arxiv.Api(asked);
        var page = Assert.Single(await ReadAsync(slice: 100));
        Assert.Equal(25, page.Papers.Count);
        Assert.Equal(3, arxiv.Queries.Count);
        Assert.All(arxiv.Queries.Zip(arxiv.Queries.Skip(1)), pair => Assert.True(pair.Second.Began - pair.First.Began >= TimeSpan.FromSeconds(3)));
    }

    [Fact]
    public async Task The_third_empty_answer_is_believed()
    {
        var page = Assert.Single(await ReadAsync(slice: 100));
        Assert.Empty(page.Papers);
        Assert.Null(page.Next);
        Assert.Equal(3, arxiv.Queries.Count);
    }

    [Fact]
    public async Task An_empty_page_in_the_middle_is_asked_again_and_then_a_failure_that_can_be_resumed()
    {
        Add(25);
        arxiv.OnApi = asked => asked.Query["start"] == "10" ? Reply.Text(FakeArxiv.ApiPage(25, 10, 10, [])) : arxiv.Api(asked);
        var pages = new List<ArxivPage>();
        var e = await Assert.ThrowsAsync<SourceException>(async () =>
        {
            await foreach (var page in new ArxivApi(client, 10).ReadAsync(query, new ArxivCursor(Start), Ct)) pages.Add(page);
        });
        Assert.Contains("there are 25 papers and sends none", e.Message, StringComparison.Ordinal);
        Assert.Equal(4, arxiv.Queries.Count);

        arxiv.OnApi = null;
        var rest = await ReadAsync(slice: 10, Assert.Single(pages).Next);
        Assert.Equal(15, rest.Sum(page => page.Papers.Count));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    public async Task An_error_entry_is_a_refusal_in_arxivs_own_words(int status)
    {
        arxiv.OnApi = _ => Reply.Text(FakeArxiv.ApiError("bad_query", "the query <is> wrong"), "application/atom+xml", status);
        var e = await Assert.ThrowsAsync<SourceException>(() => ReadAsync());
        Assert.Equal(SourceFailure.Refused, e.Failure);
        Assert.Equal("arXiv refused the query: the query <is> wrong.", e.Message);
        Assert.Single(arxiv.Queries);
    }

    [Theory]
    [InlineData("<html><body>Maintenance</body></html>", 1, "a web page")]
    [InlineData("<feed><entry><id>http://arxiv.org/abs/2508", 3, "breaks off")]
    public async Task What_is_no_answer_is_said_so(string body, int asks, string words)
    {
        arxiv.OnApi = _ => Reply.Text(body);
        var e = await Assert.ThrowsAsync<SourceException>(() => ReadAsync());
        Assert.Equal(SourceFailure.Malformed, e.Failure);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.Equal(asks, arxiv.Queries.Count);
    }

    [Fact]
    public async Task Papers_are_looked_up_by_identifier_a_hundred_at_a_time()
    {
        Add(150);
        var wanted = arxiv.Papers.Select(paper => PaperId.Arxiv(paper.Id)).Append(PaperId.Arxiv("0000.0000")).ToList();
        var papers = await new ArxivApi(client).LookUpAsync(wanted, Ct);
        Assert.Equal(150, papers.Count);
        Assert.Equal([100, 51], arxiv.Queries.Select(asked => asked.Query["id_list"].Split(',').Length));
        Assert.Empty(await new ArxivApi(client).LookUpAsync([PaperId.Arxiv("0000.0000")], Ct));
    }

    [Fact]
    public void The_primary_category_comes_first_and_entries_that_cannot_be_read_are_noted()
    {
        var page = ArxivApi.Parse(new StringReader("""
            <feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
              <opensearch:totalResults>many</opensearch:totalResults>
              <entry><id>http://arxiv.org/abs/2508.00001v2</id><title>T</title><category term="cs.AI"/><category term="cs.LG"/><arxiv:primary_category term="cs.LG"/>
                <author><name>Ada King</name><arxiv:affiliation>X</arxiv:affiliation><arxiv:affiliation>Y</arxiv:affiliation></author><author/></entry>
              <entry><id>http://arxiv.org/abs/nonsense</id><title>T</title></entry>
              <entry><id>http://arxiv.org/abs/2508.00003v1</id></entry>
            </feed>
            """));
        var paper = Assert.Single(page.Papers);
        Assert.Equal(["cs.LG", "cs.AI"], paper.Categories);
        Assert.Equal([new Author("Ada King", "X; Y")], paper.Authors);
        Assert.Equal(3, page.Entries);
        Assert.Null(page.Total);
        Assert.StartsWith("2 entries of arXiv's answer could not be read", Assert.Single(page.Notes), StringComparison.Ordinal);
    }

    private void Add(int count, int minutesApart = 1)
    {
        for (var i = 0; i < count; i++) arxiv.Papers.Add(new FakePaper($"2508.{i + 1:00000}", $"Paper {i}", [i % 2 == 0 ? "cs.AI" : "cs.LG"], Start.AddMinutes(i * minutesApart)));
    }

    private Task<List<ArxivPage>> ReadAsync(int slice = 100, ArxivCursor? from = null, int limit = 30_000) =>
        new ArxivApi(client, slice, limit).ReadAsync(query, from ?? new ArxivCursor(Start), Ct).ToListAsync();
}
