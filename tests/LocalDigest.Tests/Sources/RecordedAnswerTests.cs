using System.Text.Json;
using LocalDigest.Papers;
using LocalDigest.Sources;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Sources;

/// <summary>What the services really answered, with counts and values that were read off by hand.</summary>
public sealed class RecordedAnswerTests
{
    public static TheoryData<string, int, int> ApiAnswers => new()
    {
        { "id_0000.0000_s0_m100_8b51d9633a68", 0, 0 },
        { "id_0808.05394_1707.08567_s0_m100_42e5aa0ec3af", 1, 1 },
        { "id_0808.05394_s0_m100_7b0c7d0a7cdd", 0, 0 },
        { "id_1605.08386_s0_m100_199195aa31ad", 1, 1 },
        { "id_1707.08567_s0_m100_6a1afebfc6a3", 1, 1 },
        { "id_2104.12255v1_s0_m100_6ae69987ffe1", 1, 1 },
        { "id_astro-ph_0601001_s0_m100_3150dca9dc76", 1, 1 },
        { "id_quant-ph_0201082v1_s0_m100_86989fe779ef", 1, 1 },
        { "q_testing_s0_m100_cfe7536492ca", 100, 214881 },
        { "q_testing_s0_m10_bc5a6c384fe9", 10, 214881 },
        { "q_testing_s0_m15_80c242b59d59", 15, 214881 },
        { "q_testing_s10_m10_34e56e15aaac", 10, 214881 },
        { "q_testing_s20_m10_348a237fecab", 10, 214881 },
        { "q_testing_s30_m10_f2e39f0143dc", 10, 214881 },
        { "q_testing_s40_m10_96dd32eb854c", 10, 214881 },
        { "q_testing_s50_m10_7f488ab8598c", 10, 214881 },
        { "q_testing_s5_m10_c0e94a259d4a", 10, 214881 },
        { "q_testing_s5_m15_bbcf6b23085b", 15, 214881 },
        { "q_testing_s9_m15_0b78d4b4d476", 15, 214881 },
    };

    [Theory]
    [MemberData(nameof(ApiAnswers))]
    public void Every_answer_of_the_api_is_read_whole(string file, int papers, int total)
    {
        var page = Api(file);
        Assert.Equal(papers, page.Papers.Count);
        Assert.Equal(papers, page.Entries);
        Assert.Equal(total, page.Total);
        Assert.Empty(page.Notes);
        Assert.Equal(papers, page.Papers.Select(paper => paper.Id).Distinct().Count());
        Assert.All(page.Papers, paper =>
        {
            Assert.NotNull(paper.Version);
            Assert.NotEmpty(paper.Abstract);
            Assert.NotEmpty(paper.Authors);
            Assert.NotEmpty(paper.Categories);
            Assert.NotNull(paper.Published);
            Assert.True(paper.Updated >= paper.Published);
            Assert.DoesNotContain('\n', paper.Title);
        });
    }

    [Fact]
    public void An_old_paper_has_its_old_identifier_and_its_affiliations()
    {
        var paper = Assert.Single(Api("id_astro-ph_0601001_s0_m100_3150dca9dc76").Papers);
        Assert.Equal("arxiv:astro-ph/0601001", paper.Id.Value);
        Assert.Equal(1, paper.Version);
        Assert.Equal("https://arxiv.org/abs/astro-ph/0601001", paper.Url);
        Assert.Equal(new[] { new Author("Andrew Gould", "Ohio State"), new("Susan Dorsher", "Ohio State"), new("B. Scott Gaudi", "CfA"), new("Andrzej Udalski", "Warsaw University Observatory") }, paper.Authors);
        Assert.Equal("ActaAstron.56:1-50,2006", paper.Venue);
        Assert.StartsWith("62 pages including", paper.Comment, StringComparison.Ordinal);
        Assert.StartsWith("We derive the frequencies", paper.Abstract, StringComparison.Ordinal);
        Assert.Contains("Gould & Morgan (2003)", paper.Abstract, StringComparison.Ordinal);
        Assert.Contains("V_max<17.5", paper.Abstract, StringComparison.Ordinal);
        Assert.Equal(["astro-ph"], paper.Categories);
        Assert.Equal(Shorthand.Utc("2006-01-02T14:57:58"), paper.Published);
    }

    [Fact]
    public void A_published_paper_has_its_doi_and_venue_and_versions_count()
    {
        var page = Api("q_testing_s0_m10_bc5a6c384fe9");
        Assert.Equal("10.1109/icstw55395.2022.00035", page.Papers[0].Doi);
        Assert.Equal("arxiv:2005.14124", page.Papers[2].Id.Value);
        Assert.Equal(2, page.Papers[2].Version);
        Assert.Equal(60, Directory.GetFiles(SharedData.Path("samples/arxiv-api"), "q_*.xml").Concat(Directory.GetFiles(SharedData.Path("samples/arxiv-api"), "id_*.xml")).Sum(file =>
            file.Contains("id_abc", StringComparison.Ordinal) ? 0 : Read(file, ArxivApi.Parse).Papers.Count(paper => paper.Doi is not null)));
    }

    [Fact]
    public void Neighbouring_pages_overlap_where_they_should()
    {
        var first = Api("q_testing_s0_m15_80c242b59d59").Papers.Select(paper => paper.Id).ToList();
        Assert.Equal(first.Take(10), Api("q_testing_s0_m10_bc5a6c384fe9").Papers.Select(paper => paper.Id));
        Assert.Equal(first.Skip(5), Api("q_testing_s5_m10_c0e94a259d4a").Papers.Select(paper => paper.Id));
    }

    [Fact]
    public void An_error_of_the_api_is_a_refusal_in_arxivs_own_words()
    {
        var e = Assert.Throws<SourceException>(() => Api("id_abc_s0_m100_b79c8dcf6bc3"));
        Assert.Equal(SourceFailure.Refused, e.Failure);
        Assert.Contains("incorrect id format for abc", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_feed_is_read_whole()
    {
        var feed = Read(SharedData.Path("samples/arxiv-rss/zotero-arxiv-daily_atom_cs.AI_2025-08-20.xml"), ArxivFeed.Parse);
        Assert.Empty(feed.Notes);
        Assert.Equal(new DateOnly(2025, 8, 20), feed.ListDate);
        Assert.Equal(7, feed.Listings.Count);
        Assert.Equal(5, feed.Listings.Count(listing => listing.Kind == ListingKind.Cross));
        Assert.Equal(2, feed.Listings.Count(listing => listing.Kind == ListingKind.New));
        Assert.All(feed.Listings, listing => Assert.Equal(new DateOnly(2025, 8, 20), listing.Announced));

        var first = feed.Listings[0].Paper;
        Assert.Equal("arxiv:2508.13426", first.Id.Value);
        Assert.Equal(1, first.Version);
        Assert.Equal("https://arxiv.org/abs/2508.13426", first.Url);
        Assert.Equal(["cs.CL", "cs.AI"], first.Categories);
        Assert.Equal("http://creativecommons.org/licenses/by-nc-sa/4.0/", first.License);
        Assert.Equal(["Chunhua Liu", "Kabir Manandhar Shrestha", "Sukai Huang"], first.Authors.Select(author => author.Name));
        Assert.StartsWith("As large language models (LLMs) increasingly mediate", first.Abstract, StringComparison.Ordinal);
        Assert.EndsWith("cultural alignment in AI models.", first.Abstract, StringComparison.Ordinal);
        Assert.Equal("Paulo André Lima de Castro", Assert.Single(feed.Listings[2].Paper.Authors).Name);
        Assert.Equal(7, feed.Listings[3].Paper.Authors.Count);
    }

    [Theory]
    [InlineData("hepcrawl_arxiv-physics-hep-ex.xml", 3, "arxiv:1706.05371", "2017-12-14")]
    [InlineData("hepcrawl_arxiv-physics-hep-th.xml", 3, "arxiv:1412.8323", "2017-12-14")]
    [InlineData("hepcrawl_arxiv-single.xml", 1, "arxiv:1401.2122", "2018-01-25")]
    public void Every_harvest_is_read_whole(string file, int records, string first, string datestamp)
    {
        var page = Read(SharedData.Path("samples/arxiv-oaipmh/" + file), ArxivOai.Parse);
        Assert.Empty(page.Notes);
        Assert.Empty(page.Deleted);
        Assert.Null(page.Token);
        Assert.Equal(records, page.Records.Count);
        Assert.Equal(first, page.Records[0].Paper.Id.Value);
        Assert.All(page.Records, record => Assert.Equal(Shorthand.Day(datestamp), record.Datestamp));
        Assert.Equal(Shorthand.Day(datestamp), page.Reached);
        Assert.All(page.Records, record => Assert.NotEmpty(record.Paper.Authors));
    }

    [Fact]
    public void A_harvested_record_has_all_its_fields()
    {
        var page = Read(SharedData.Path("samples/arxiv-oaipmh/hepcrawl_arxiv-physics-hep-th.xml"), ArxivOai.Parse);
        var paper = page.Records[1].Paper;
        Assert.Equal("Relativistic quantum dynamics of vector bosons in an Aharonov-Bohm potential", paper.Title);
        Assert.Equal(["Luis B. Castro", "Edilberto O. Silva"], paper.Authors.Select(author => author.Name));
        Assert.Equal(["hep-th", "math-ph", "math.MP", "quant-ph"], paper.Categories);
        Assert.Equal("J. Phys. A: Math. Theor. 51 (2018) 035201", paper.Venue);
        Assert.Equal("10.1088/1751-8121/aa9c53", paper.Doi);
        Assert.Equal("7 pages", paper.Comment);
        Assert.Equal("http://arxiv.org/licenses/nonexclusive-distrib/1.0/", paper.License);
        Assert.Equal(Shorthand.Utc("2015-07-28"), paper.Published);
        Assert.Equal(Shorthand.Utc("2016-03-04"), paper.Updated);
        Assert.Contains("spin-$1/2$ AB problem", paper.Abstract, StringComparison.Ordinal);
        Assert.Equal("R. A. C. Correa", page.Records[2].Paper.Authors[0].Name);
        Assert.Equal("A. de Souza Dutra", page.Records[2].Paper.Authors[3].Name);
    }

    [Fact]
    public async Task The_daily_papers_are_read_whole()
    {
        await using var file = File.OpenRead(SharedData.Path("samples/huggingface/daily_papers_2026-09-30_one_item_trimmed.json"));
        var page = await HuggingFacePage.ParseAsync(file, Shorthand.Ct);
        Assert.Empty(page.Notes);
        Assert.Equal(1, page.Entries);
        var listing = Assert.Single(page.Listings);
        Assert.Equal(358, listing.Popularity);
        Assert.Equal(new DateOnly(2026, 9, 30), listing.Announced);
        Assert.Equal("arxiv:2609.36012", listing.Paper.Id.Value);
        Assert.Equal("In-Context Learning for Robots: Methods and Applications", listing.Paper.Title);
        Assert.Equal(["Haojian Huang", "Zexi Li"], listing.Paper.Authors.Select(author => author.Name));
        Assert.Equal("https://github.com/JethroJames/awesome-robots-icl", listing.Paper.CodeUrl);
        Assert.Equal("https://jethrojames.github.io/awesome-robots-icl/", listing.Paper.ProjectUrl);
        Assert.Equal(Shorthand.Utc("2026-09-28"), listing.Paper.Published);
        Assert.StartsWith("General-purpose robots must infer", listing.Paper.Abstract, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_recorded_answers_come_in_over_http_through_two_restarts_at_the_pace_that_arxiv_asks_for()
    {
        var time = new SkippingTime(Shorthand.Utc("2025-08-20T12:00:00"));
        var memory = new InMemorySourceMemory();
        var feed = await File.ReadAllTextAsync(SharedData.Path("samples/arxiv-rss/zotero-arxiv-daily_atom_cs.AI_2025-08-20.xml"), Shorthand.Ct);
        var harvest = await File.ReadAllTextAsync(SharedData.Path("samples/arxiv-oaipmh/hepcrawl_arxiv-physics-hep-th.xml"), Shorthand.Ct);
        var pages = Directory.GetFiles(SharedData.Path("samples/arxiv-api"), "q_testing_s*0_m10_*.xml").ToDictionary(file => Path.GetFileName(file).Split('_')[2][1..], File.ReadAllText);
        await using var arxiv = new FakeArxiv(time)
        {
            OnFeed = _ => Reply.Text(feed, "application/atom+xml"),
            OnOai = _ => Reply.Text(harvest, "text/xml"),
            // Six pages of ten out of 214,881; what lies behind them was not recorded, and is a page without entries.
            OnApi = asked => Reply.Text(pages.GetValueOrDefault(asked.Query["start"]) ?? FakeArxiv.ApiPage(214881, 60, 200, []), "application/atom+xml"),
        };

        var ids = new List<string>();
        foreach (var via in new[] { "rss", "oai", "api" })
        {
            using var client = new ArxivClient(arxiv.Options, memory, time);
            var spec = Shorthand.Arxiv("cs.AI") with { Via = via };
            var (batches, failure) = await new ArxivSource(client, memory, time).ReadAllAsync(new SourceRequest(spec, new DateOnly(2025, 8, 20)), memory);
            ids.AddRange(batches.Ids());
            if (via == "api") Assert.Contains("214881 papers", failure!.Message, StringComparison.Ordinal);
            else Assert.Null(failure);
        }
        Assert.Equal(7 + 3 + 60, ids.Count);
        Assert.Equal(6, pages.Count);
        Assert.Equal(1 + 1 + 6 + 3, arxiv.Requests.Count);
        Assert.Equal(1, arxiv.MostConnections);
        Assert.All(arxiv.Requests.Zip(arxiv.Requests.Skip(1)), pair => Assert.True(pair.Second.Began - pair.First.Ended!.Value >= TimeSpan.FromSeconds(3)));
    }

    /// <summary>Reads the answer as it lies there, and as the body of its recorded envelope: both are the same.</summary>
    private static ArxivPage Api(string file)
    {
        using var envelope = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path($"samples/arxiv-api/{file}.json")));
        var inEnvelope = ArxivApi.Parse(new StringReader(envelope.RootElement.GetProperty("body").GetString()!));
        var page = Read(SharedData.Path($"samples/arxiv-api/{file}.xml"), ArxivApi.Parse);
        Assert.Equal(inEnvelope.Papers.Select(paper => paper.Title), page.Papers.Select(paper => paper.Title));
        return page;
    }

    private static T Read<T>(string file, Func<TextReader, T> parse)
    {
        using var text = File.OpenText(file);
        return parse(text);
    }
}
