using LocalDigest.Digests;
using LocalDigest.Ingestion;
using LocalDigest.Papers;
using LocalDigest.Runs;
using LocalDigest.Sources;

namespace LocalDigest.Tests.Runs;

/// <summary>Which papers that came in are news to a profile.</summary>
public sealed class CandidatesTests
{
    private static readonly DateOnly Date = new(2026, 1, 21);

    [Theory]
    // The first category is the paper's own.
    [InlineData("cs.CV cs.LG", "cs.CV", false, true)]
    [InlineData("cs.LG cs.CV", "cs.CV", false, false)]
    [InlineData("cs.LG cs.CV", "cs.CV", true, true)]
    [InlineData("cs.LG cs.CV", "cs.CV", null, true)]
    [InlineData("cs.LG", "cs.CV", true, false)]
    // An archive holds its categories, and no other archive that begins alike.
    [InlineData("astro-ph.GA", "astro-ph", false, true)]
    [InlineData("csx.GA", "cs", true, false)]
    public void A_source_is_asked_for_categories_and_for_cross_lists_or_not(string categories, string wanted, bool? crossLists, bool isNews)
    {
        var spec = new SourceSpec { Kind = "arxiv", Categories = [wanted], CrossLists = crossLists };
        var (news, others) = Choose(Arrival("arxiv", ListingKind.New, categories.Split(' ')), [spec]);
        Assert.Equal(isNews, news.Count == 1);
        if (!isNews && categories.Contains(wanted, StringComparison.Ordinal) && crossLists == false) Assert.Equal(Selection.CrossList, Assert.Single(others).Outcome);
    }

    [Theory]
    [InlineData(ListingKind.Replace, false, Selection.Replacement)]
    [InlineData(ListingKind.ReplaceCross, null, Selection.Replacement)]
    [InlineData(ListingKind.Replace, true, null)]
    public void New_versions_of_papers_that_were_never_shown_count_where_that_is_wanted(ListingKind kind, bool? replacements, string? outcome)
    {
        var (news, others) = Choose(Arrival("arxiv", kind, ["cs.CV"]), [new SourceSpec { Kind = "arxiv", Categories = ["cs.CV"], Replacements = replacements }]);
        Assert.Equal(outcome is null, news.Count == 1);
        if (outcome is not null) Assert.Equal(outcome, Assert.Single(others).Outcome);
    }

    [Fact]
    public void What_a_search_finds_is_news_also_from_other_sources_and_never_twice()
    {
        SourceSpec[] sources = [new() { Kind = "arxiv", Categories = ["cs.CV"], CrossLists = false }];
        foreach (var categories in (string[][])[["hep-th"], ["hep-th", "cs.CV"]])
        {
            var arrival = Arrival("arxiv", ListingKind.New, categories);
            Assert.Empty(Choose(arrival, sources).News);
            Assert.Single(Choose(arrival, sources, isSought: true).News);
            Assert.Empty(Choose(arrival, sources, shown: new Shown("d", Date.AddDays(-1), 1, [1]), isSought: true).News);
            Assert.Empty(Choose(arrival, sources, isDisliked: true, isSought: true).News);
        }
    }

    [Fact]
    public void What_was_shown_comes_again_only_with_another_text_and_what_the_reader_holds_does_not_come()
    {
        var arrival = Arrival("arxiv", ListingKind.New, ["cs.CV"]);
        SourceSpec[] sources = [new() { Kind = "arxiv", Categories = ["cs.CV"] }];
        Assert.Equal(Selection.AlreadyShown, Assert.Single(Choose(arrival, sources, shown: new Shown("d", Date.AddDays(-1), 1, [1])).Others).Outcome);
        Assert.Single(Choose(arrival, sources, shown: new Shown("d", Date.AddDays(-1), 1, [2])).News);
        Assert.Equal(Selection.InLibrary, Assert.Single(Choose(arrival, sources, isInLibrary: true).Others).Outcome);
        Assert.Equal(Selection.Disliked, Assert.Single(Choose(arrival, sources, isDisliked: true).Others).Outcome);
    }

    [Theory]
    [InlineData(30, true)]
    [InlineData(31, false)]
    public void An_imported_paper_is_news_up_to_its_age(int days, bool isNews)
    {
        var arrival = Arrival("import", ListingKind.Imported, [], published: Date.AddDays(-days));
        Assert.Equal(isNews, Choose(arrival, [], maxAge: 30).News.Count == 1);
        Assert.Single(Choose(arrival, [], maxAge: null).News);
    }

    [Theory]
    [InlineData(30, true)]
    [InlineData(31, false)]
    public void A_paper_of_a_venue_is_news_from_the_day_on_which_it_was_announced(int days, bool isNews)
    {
        SourceSpec[] sources = [new() { Kind = "openreview", Venue = "A.cc/2026" }];
        var old = Arrival("openreview A.cc/2026", ListingKind.New, [], published: Date.AddDays(-300)) with
        {
            Sightings = [new Sighting("openreview A.cc/2026", ListingKind.New, Date.AddDays(-days), null)],
        };
        var (news, others) = Choose(old, sources);
        Assert.Equal(isNews, news.Count == 1);
        if (!isNews) Assert.Equal("It is 31 days old; papers of a venue are news for 30 days.", Assert.Single(others).Reason);
        Assert.Empty(Choose(old, [new SourceSpec { Kind = "openreview", Venue = "B.cc/2026" }]).News);
    }

    [Fact]
    public void What_is_recommended_to_one_reader_is_no_news_to_another()
    {
        SourceSpec[] sources = [new() { Kind = "semanticscholar" }];
        Assert.Single(Choose(Arrival("semanticscholar mine", ListingKind.New, []), sources).News);
        Assert.Empty(Choose(Arrival("semanticscholar another", ListingKind.New, []), sources).News);
    }

    private static (IReadOnlyList<StoredPaper> News, IReadOnlyList<Decision> Others) Choose(
        Arrival arrival, IReadOnlyList<SourceSpec> sources, Shown? shown = null, bool isInLibrary = false, bool isDisliked = false,
        int? maxAge = 30, bool isSought = false) => Candidates.Choose(
        [arrival], sources, shown is null ? new Dictionary<long, Shown>() : new Dictionary<long, Shown> { [1] = shown }, isInLibrary ? new HashSet<long> { 1 } : new HashSet<long>(),
        isDisliked ? new HashSet<long> { 1 } : new HashSet<long>(),
        Date, new StyleCatalogue().WordsFor("en"), maxAge, _ => isSought, "mine");

    private static Arrival Arrival(string source, ListingKind kind, IReadOnlyList<string> categories, DateOnly? published = null) => new(
        new StoredPaper(
            1,
            new Paper
            {
                Id = PaperId.Arxiv("2601.00001"), Title = "A title", Categories = categories, Version = 1,
                Published = new DateTimeOffset(published ?? Date, default, TimeSpan.Zero),
            },
            [1], default, default, null),
        [new Sighting(source, kind, Date, null)]);
}
