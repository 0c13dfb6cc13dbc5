using System.Text.Json;
using LocalDigest.Papers;
using LocalDigest.Sources;
using LocalDigest.Tests.StandIns;
using static LocalDigest.Tests.Sources.Shorthand;

namespace LocalDigest.Tests.Sources;

public sealed class BiorxivSourceTests : IAsyncDisposable
{
    private static readonly DateOnly Today = new(2025, 8, 20);

    private readonly SkippingTime time = new(Utc("2025-08-20T12:00:00"));
    private readonly InMemorySourceMemory memory = new();
    private readonly List<string> papers = [];
    private readonly StandIn server;

    public BiorxivSourceTests() => server = new StandIn(asked =>
    {
        var cursor = int.Parse(asked.Path.Split('/')[^1], System.Globalization.CultureInfo.InvariantCulture);
        var page = papers.Skip(cursor).Take(100).ToList();
        return Reply.Json($$"""{"messages":[{"status":"ok","cursor":{{cursor}},"count":{{page.Count}},"total":"{{papers.Count}}"}],"collection":[{{string.Join(',', page)}}]}""");
    });

    private const string Place = """{"form":"biorxiv/1","state":{"from":"2025-08-19","cursor":100,"taken":100}}""";

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_days_preprints_are_read_page_by_page()
    {
        for (var i = 0; i < 150; i++) papers.Add(Item(i, "neuroscience"));
        var (batches, failure) = await ReadAsync();
        Assert.Null(failure);
        Assert.Equal(150, batches.Ids().Distinct().Count());
        Assert.Equal(["/details/biorxiv/2025-08-19/2025-08-20/0", "/details/biorxiv/2025-08-19/2025-08-20/100"], server.Requests.Select(asked => asked.Path));
        Assert.Equal([Place, null], batches.Select(batch => batch.Checkpoint));
        var paper = batches[0].Listings[0].Paper;
        Assert.Equal(("doi:10.1101/2025.08.19.000", "Cells number 0", "We count cells."), (paper.Id.Value, paper.Title, paper.Abstract));
        Assert.Equal(["A. King", "B. C. Wu"], paper.Authors.Select(author => author.Name));
        Assert.Equal(["neuroscience"], paper.Categories);
        Assert.Equal(Utc("2025-08-09"), paper.Published); // 2025-8-9, as the service writes it at times
    }

    [Fact]
    public async Task Only_the_wanted_categories_come()
    {
        papers.AddRange([Item(1, "neuroscience"), Item(2, "plant biology"), Item(3, "Neuroscience")]);
        Assert.Equal(["10.1101/2025.08.19.001", "10.1101/2025.08.19.003"], (await ReadAsync("neuroscience")).Batches.Ids());
        var (batches, _) = await ReadAsync("zoology");
        Assert.Equal("bioRxiv has no new papers of these categories from Tuesday, 2025-08-19 to Wednesday, 2025-08-20.", Assert.Single(Assert.Single(batches).Notes));
    }

    [Fact]
    public async Task New_versions_are_listed_as_such_and_each_paper_once()
    {
        papers.AddRange([Item(1, "zoology", version: 2), Item(2, "zoology", version: 3)]);
        var listings = Assert.Single((await ReadAsync()).Batches).Listings;
        Assert.Equal([(2, ListingKind.Replace), (3, ListingKind.Replace)], listings.Select(listing => (listing.Paper.Version!.Value, listing.Kind)));
        Assert.All(listings, listing => Assert.Null(listing.Paper.Published));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    [InlineData(3, 1)]
    public async Task A_paper_whose_first_version_is_in_the_same_answer_is_new(int first, int second)
    {
        papers.AddRange([Item(1, "zoology", version: first), Item(1, "zoology", version: second)]);
        var listing = Assert.Single(Assert.Single((await ReadAsync()).Batches).Listings);
        Assert.Equal((Math.Max(first, second), ListingKind.New, Utc("2025-08-09")),
            (listing.Paper.Version!.Value, listing.Kind, listing.Paper.Published));
    }

    [Fact]
    public async Task A_second_version_on_a_later_page_than_the_first_is_new_too()
    {
        papers.Add(Item(0, "zoology"));
        for (var i = 1; i < 100; i++) papers.Add(Item(i, "zoology"));
        papers.Add(Item(0, "zoology", version: 2));
        var (batches, _) = await ReadAsync();
        Assert.All(batches.SelectMany(batch => batch.Listings), listing => Assert.Equal(ListingKind.New, listing.Kind));
        Assert.Equal(2, Assert.Single(batches[1].Listings).Paper.Version);
    }

    [Fact]
    public async Task The_found_answer_with_two_versions_is_one_new_paper()
    {
        using var found = JsonDocument.Parse(await File.ReadAllTextAsync(SharedData.Path("found/feeds/biorxiv-v1-and-v2.json"), Ct));
        papers.AddRange(found.RootElement.GetProperty("collection").EnumerateArray().Select(item => item.GetRawText()));
        var listing = Assert.Single(Assert.Single((await ReadAsync("Cell_Biology")).Batches).Listings);
        Assert.Equal(("doi:10.1101/2026.11.25.700001", ListingKind.New, 2),
            (listing.Paper.Id.Value, listing.Kind, listing.Paper.Version!.Value));
    }

    [Theory]
    [InlineData("biorxiv", "Cell_Biology", "cell biology")]
    [InlineData("biorxiv", "animal-behaviour AND cognition", "Animal Behavior and Cognition")]
    [InlineData("biorxiv", "pharmacology & toxicology", "pharmacology_and_toxicology")]
    [InlineData("medrxiv", "HIV/AIDS", "hiv aids")]
    [InlineData("medrxiv", "Paediatrics", "pediatrics")]
    [InlineData("medrxiv", "Obstetrics and Gynaecology", "obstetrics_and_gynecology")]
    public void A_category_is_taken_in_every_spelling(string server, string wanted, string category)
    {
        using var source = new BiorxivSource(server, new BiorxivOptions(), memory, time);
        Assert.Null(source.Check(new SourceSpec { Kind = server, Categories = [wanted] }));
        Assert.True(SourceCatalogue.IsIn(server, category, wanted));
        Assert.False(SourceCatalogue.IsIn(server, "surgery", wanted));
    }

    [Theory]
    [InlineData("biorxiv", "cell biologie", "cell biology")]
    [InlineData("biorxiv", "oncology", "cancer biology")]
    [InlineData("medrxiv", "zoology", "oncology")]
    [InlineData("medrxiv", "", "oncology")]
    public void An_unknown_category_is_refused_with_the_list(string server, string wanted, string listed)
    {
        using var source = new BiorxivSource(server, new BiorxivOptions(), memory, time);
        var problem = source.Check(new SourceSpec { Kind = server, Categories = [wanted] })!;
        Assert.StartsWith($"'{wanted}' is no category of", problem, StringComparison.Ordinal);
        Assert.Contains(listed, problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_reading_goes_on_behind_what_it_has_and_days_off_are_made_up_for()
    {
        for (var i = 0; i < 150; i++) papers.Add(Item(i, "zoology"));
        using (var source = Source())
        {
            var (rest, _) = await source.ReadAllAsync(new SourceRequest(Spec(), Today, Checkpoint: Place), memory);
            Assert.Equal(50, rest.Ids().Count());
        }
        using (var source = Source()) await source.ReadAllAsync(new SourceRequest(Spec(), Today.AddDays(3)), memory);
        Assert.StartsWith("/details/biorxiv/2025-08-20/2025-08-23/", server.Requests[^1].Path, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_that_cannot_be_read_means_from_the_beginning_and_is_told_once()
    {
        for (var i = 0; i < 150; i++) papers.Add(Item(i, "zoology"));
        using var source = Source();
        var (batches, _) = await source.ReadAllAsync(new SourceRequest(Spec(), Today, Checkpoint: "2025-08-19 100 100"), memory);
        Assert.Equal(150, batches.Ids().Distinct().Count());
        Assert.Contains("earlier reading of bioRxiv could not be read", Assert.Single(batches[0].Notes), StringComparison.Ordinal);
        Assert.Empty(batches[1].Notes);
    }

    [Fact]
    public async Task A_limit_is_kept_to()
    {
        for (var i = 0; i < 150; i++) papers.Add(Item(i, "zoology"));
        using var source = Source();
        var (batches, _) = await source.ReadAllAsync(new SourceRequest(Spec() with { Limit = 5 }, Today, IsToday: false), memory);
        Assert.Equal(5, batches.Ids().Count());
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task What_cannot_be_read_is_told()
    {
        papers.AddRange(["""{"title":"No DOI"}""", """{"doi":"10.1101/2025.1"}""", "7", Item(4, "zoology")]);
        var batch = Assert.Single((await ReadAsync()).Batches);
        Assert.Single(batch.Listings);
        Assert.StartsWith("3 entries of bioRxiv's list could not be read", Assert.Single(batch.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_recorded_preprint_is_read()
    {
        papers.Add(await File.ReadAllTextAsync(SharedData.Path("samples/biorxiv/details_one_collection_item_10.1101_641381.json"), Ct));
        var paper = Assert.Single(Assert.Single((await ReadAsync("biochemistry")).Batches).Listings).Paper;
        Assert.Equal("doi:10.1101/641381", paper.Id.Value);
        Assert.Equal(8, paper.Authors.Count);
        Assert.Equal("H. Tachiwana", paper.Authors[0].Name);
        Assert.Equal(Utc("2019-05-17"), paper.Published);
        Assert.Null(paper.Comment); // "NA" is no article
    }

    private BiorxivSource Source() => new("biorxiv", new BiorxivOptions { ApiUrl = server.Url }, memory, time);

    private async Task<(List<SourceBatch> Batches, SourceException? Failure)> ReadAsync(params string[] categories)
    {
        using var source = Source();
        return await source.ReadAllAsync(new SourceRequest(Spec(categories), Today), new InMemorySourceMemory());
    }

    private static SourceSpec Spec(params string[] categories) => new() { Kind = "biorxiv", Categories = categories };

    private static string Item(int number, string category, int version = 1) => JsonSerializer.Serialize(new
    {
        doi = $"10.1101/2025.08.19.{number:000}",
        title = $"Cells number {number}",
        authors = "King, A.; Wu, B. C.;",
        date = "2025-8-9",
        version = $"{version}",
        category,
        @abstract = "We count <i>cells</i>.",
        published = "NA",
        server = "biorxiv",
    });
}
