using LocalDigest.Papers;
using LocalDigest.Sources;
using LocalDigest.Tests.StandIns;
using static LocalDigest.Tests.Sources.Shorthand;

namespace LocalDigest.Tests.Sources;

public sealed class ArxivFeedTests
{
    private const string Rss = """
        <?xml version='1.0' encoding='UTF-8'?>
        <rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" version="2.0">
          <channel>
            <title>cs.AI updates on arXiv.org</title>
            <atom:link href="http://rss.arxiv.org/rss/cs.AI" rel="self" type="application/rss+xml"/>
            <lastBuildDate>Wed, 20 Aug 2025 04:00:19 +0000</lastBuildDate>
            <pubDate>Wed, 20 Aug 2025 00:00:00 -0400</pubDate>
            ITEMS
          </channel>
        </rss>
        """;

    private const string Atom = """
        <?xml version='1.0' encoding='UTF-8'?>
        <feed xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns="http://www.w3.org/2005/Atom">
          <id>http://rss.arxiv.org/atom/cs.AI</id>
          <title>cs.AI updates on arXiv.org</title>
          <updated>2025-08-20T04:00:19.866337+00:00</updated>
          ITEMS
        </feed>
        """;

    [Theory]
    [InlineData(Rss)]
    [InlineData(Atom)]
    public void Both_forms_say_the_same(string form)
    {
        var feed = ArxivFeed.Parse(new StringReader(form.Replace("ITEMS", form == Rss ? """
            <item>
              <title>Made up:
                 a title</title>
              <link>https://arxiv.org/abs/2508.00001</link>
              <description>arXiv:2508.00001v3 Announce Type: replace-cross 
            Abstract: First line.
            Abstract: second line, p &lt; 0.05.</description>
              <guid isPermaLink="false">oai:arXiv.org:2508.00001v3</guid>
              <category>cs.LG</category><category>cs.AI</category><category>cs.LG</category>
              <pubDate>Wed, 20 Aug 2025 00:00:00 -0400</pubDate>
              <arxiv:announce_type>replace-cross</arxiv:announce_type>
              <dc:rights>http://creativecommons.org/licenses/by/4.0/</dc:rights>
              <arxiv:DOI>10.1000/ABC.1 10.1000/second</arxiv:DOI>
              <arxiv:journal_reference>J. Made Up 1 (2025) 2</arxiv:journal_reference>
              <dc:creator>Ada King (X, Y), Bo Li</dc:creator>
            </item>
            """ : """
            <entry>
              <id>oai:arXiv.org:2508.00001v3</id>
              <title>Made up:
                 a title</title>
              <updated>2025-08-20T04:00:19.899254+00:00</updated>
              <link href="https://arxiv.org/abs/2508.00001" rel="alternate" type="text/html"/>
              <summary>arXiv:2508.00001v3 Announce Type: replace-cross 
            Abstract: First line.
            Abstract: second line, p &lt; 0.05.</summary>
              <category term="cs.LG"/><category term="cs.AI"/><category term="cs.LG"/>
              <published>2025-08-20T00:00:00-04:00</published>
              <arxiv:announce_type>replace-cross</arxiv:announce_type>
              <dc:rights>http://creativecommons.org/licenses/by/4.0/</dc:rights>
              <arxiv:DOI>10.1000/ABC.1 10.1000/second</arxiv:DOI>
              <arxiv:journal_reference>J. Made Up 1 (2025) 2</arxiv:journal_reference>
              <dc:creator>Ada King (X, Y), Bo Li</dc:creator>
            </entry>
            """)));
        Assert.Empty(feed.Notes);
        Assert.Equal(new DateOnly(2025, 8, 20), feed.ListDate);
        var listing = Assert.Single(feed.Listings);
        Assert.Equal(ListingKind.ReplaceCross, listing.Kind);
        Assert.Equal(new DateOnly(2025, 8, 20), listing.Announced);
        Assert.Equal("arxiv:2508.00001", listing.Paper.Id.Value);
        Assert.Equal(3, listing.Paper.Version);
        Assert.Equal("Made up: a title", listing.Paper.Title);
        Assert.Equal("First line.\nAbstract: second line, p < 0.05.", listing.Paper.Abstract);
        Assert.Equal([new Author("Ada King", "X, Y"), new Author("Bo Li")], listing.Paper.Authors);
        Assert.Equal(["cs.LG", "cs.AI"], listing.Paper.Categories);
        Assert.Equal("10.1000/abc.1", listing.Paper.Doi);
        Assert.Equal("J. Made Up 1 (2025) 2", listing.Paper.Venue);
        Assert.Equal("http://creativecommons.org/licenses/by/4.0/", listing.Paper.License);
        Assert.Equal("https://arxiv.org/abs/2508.00001", listing.Paper.Url);
        Assert.Null(listing.Paper.Published); // a third version appeared first at some other time
        Assert.Equal(Utc("2025-08-20T04:00:00"), listing.Paper.Updated);
    }

    [Theory]
    [InlineData("new", ListingKind.New)]
    [InlineData("cross", ListingKind.Cross)]
    [InlineData("replace", ListingKind.Replace)]
    [InlineData("replace-cross", ListingKind.ReplaceCross)]
    [InlineData("absonly", ListingKind.Replace)]
    public void Every_announce_type_is_known(string type, ListingKind kind)
    {
        Assert.Equal(kind, Single(Item($"<arxiv:announce_type>{type}</arxiv:announce_type>")).Kind);
        // And where the element is missing, the description says it too.
        Assert.Equal(kind, Single(Item("", $"arXiv:2508.00001v2 Announce Type: {type} \nAbstract: A.")).Kind);
    }

    [Fact]
    public void An_unknown_announce_type_is_taken_for_new_and_noted()
    {
        var feed = Parse(Item("<arxiv:announce_type>surprise</arxiv:announce_type>"));
        Assert.Equal(ListingKind.New, Assert.Single(feed.Listings).Kind);
        Assert.Contains("'surprise'", Assert.Single(feed.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_new_was_published_when_it_was_announced_and_what_is_crossed_was_not()
    {
        var announced = "<pubDate>Wed, 20 Aug 2025 00:00:00 EDT</pubDate>";
        Assert.Equal(Utc("2025-08-20T04:00:00"), Single(Item(announced + "<arxiv:announce_type>new</arxiv:announce_type>")).Paper.Published);
        Assert.Null(Single(Item(announced + "<arxiv:announce_type>cross</arxiv:announce_type>")).Paper.Published);
    }

    [Theory]
    [InlineData("<description>arXiv:2508.00001v2 Announce Type: new \nAbstract: A.</description>", 2)]
    [InlineData("<link>https://arxiv.org/abs/2508.00001</link>", null)]
    [InlineData("<guid>2508.00001</guid><description>arXiv:2508.00001v4 Announce Type: new\nAbstract: A.</description>", 4)]
    [InlineData("<guid>https://arxiv.org/abs/2508.00001v5</guid>", 5)]
    public void The_identifier_is_found_wherever_it_stands(string elements, int? version)
    {
        var paper = Single($"<item><title>T</title>{elements}</item>").Paper;
        Assert.Equal("arxiv:2508.00001", paper.Id.Value);
        Assert.Equal(version, paper.Version);
    }

    [Theory]
    [InlineData("arXiv:2508.00001v1 Announce Type: new \nAbstract: A.", "A.")]
    [InlineData("arXiv:2508.00001v1 Announce Type: new\r\nAbstract:A.", "A.")]
    [InlineData("arXiv:2508.00001v1 Announce Type: new", "")]
    [InlineData("arXiv:2508.00001 is a paper whose Abstract: we cite.", "arXiv:2508.00001 is a paper whose Abstract: we cite.")]
    [InlineData("Plain words.", "Plain words.")]
    [InlineData("", "")]
    public void The_description_is_split_into_head_and_abstract(string description, string summary) =>
        Assert.Equal(summary, Single(Item("", description)).Paper.Abstract);

    [Fact]
    public void Latex_and_what_looks_like_markup_stay_as_they_are()
    {
        var paper = Single("""<item><title>$O(n^2)$ and \textbf{more} &lt;b&gt; &amp;amp;</title><guid>oai:arXiv.org:2508.00001v1</guid></item>""").Paper;
        Assert.Equal(@"$O(n^2)$ and \textbf{more} <b> &amp;", paper.Title);
    }

    [Theory]
    [InlineData("<dc:creator>Ada King, Bo Li (X, Y)</dc:creator>", "Ada King|Bo Li")]
    [InlineData("<dc:creator>Ada King</dc:creator><dc:creator>Li, Bo</dc:creator>", "Ada King|Bo Li")]
    [InlineData("<dc:creator>King, Ada</dc:creator><dc:creator>Li, Bo</dc:creator>", "Ada King|Bo Li")]
    [InlineData("<author><name>Ada King</name></author><author><name>Bo Li</name></author>", "Ada King|Bo Li")]
    [InlineData("<author>Ada King, Bo Li</author>", "Ada King|Bo Li")]
    [InlineData("<dc:creator/>", "")]
    [InlineData("", "")]
    public void Authors_come_in_one_element_or_in_many(string elements, string names) =>
        Assert.Equal(names, string.Join('|', Single(Item(elements)).Paper.Authors.Select(author => author.Name)));

    [Fact]
    public void Entries_that_cannot_be_read_cost_only_themselves()
    {
        var feed = Parse(string.Concat(
            "<item/>",
            "<item><title>No identifier</title><guid>nonsense</guid></item>",
            "<item><guid>oai:arXiv.org:2508.00002v1</guid></item>",
            "<item><title>Wrong date</title><guid>oai:arXiv.org:2508.00003v1</guid><pubDate>yesterday</pubDate></item>",
            Item("")));
        Assert.Equal(["2508.00003", "2508.00001"], feed.Listings.Select(listing => listing.Paper.Id.Local));
        Assert.Equal(new DateOnly(2025, 8, 20), feed.Listings[0].Announced); // the list's own
        var note = Assert.Single(feed.Notes);
        Assert.StartsWith("3 entries of arXiv's feed could not be read:", note, StringComparison.Ordinal);
        Assert.Contains("'nonsense' is no arXiv identifier", note, StringComparison.Ordinal);
        Assert.Contains("2508.00002 has no title", note, StringComparison.Ordinal);
    }

    [Fact]
    public void A_thousand_wrong_entries_are_one_short_note()
    {
        var note = Assert.Single(Parse(string.Concat(Enumerable.Repeat("<item><title>T</title><guid>" + new string('x', 500) + "</guid></item>", 1000))).Notes);
        Assert.StartsWith("1000 entries", note, StringComparison.Ordinal);
        Assert.True(note.Length < 1500);
    }

    [Theory]
    [InlineData("<pubDate>Sat, 23 Aug 2025 00:00:00 -0400</pubDate>", "2025-08-23")]
    [InlineData("<lastBuildDate>Sat, 23 Aug 2025 04:00:09 +0000</lastBuildDate>", "2025-08-23")]
    [InlineData("<lastBuildDate>Sat, 23 Aug 2025 04:00:09 +0000</lastBuildDate><pubDate>Fri, 22 Aug 2025 23:00:00 -0400</pubDate>", "2025-08-22")]
    [InlineData("<pubDate>soon</pubDate>", null)]
    public void An_empty_list_has_its_day(string elements, string? day)
    {
        var feed = ArxivFeed.Parse(new StringReader($"<rss><channel><title>x</title>{elements}</channel></rss>"));
        Assert.Empty(feed.Listings);
        Assert.Equal(day is null ? null : Day(day), feed.ListDate);
    }

    [Fact]
    public void A_feed_that_tells_of_an_error_is_a_refusal_in_arxivs_own_words()
    {
        const string error = "<rss><channel><title>Feed error for query: https://rss.arxiv.org/rss/cs.XX</title><description>Bad subject class 'XX'.</description></channel></rss>";
        var e = Assert.Throws<SourceException>(() => ArxivFeed.Parse(new StringReader(error)));
        Assert.Equal(SourceFailure.Refused, e.Failure);
        Assert.Contains("Bad subject class 'XX'.", e.Message, StringComparison.Ordinal);
        Assert.Equal(e.Message, ArxivFeed.ErrorIn(error));
        Assert.Null(ArxivFeed.ErrorIn("<html><title>Feed error</title></html>"));
    }

    [Theory]
    [InlineData("<html><body>Maintenance</body></html>", "a web page")]
    [InlineData("<other/>", "something else")]
    public void What_is_no_feed_is_said_so(string document, string words)
    {
        var e = Assert.Throws<SourceException>(() => ArxivFeed.Parse(new StringReader(document)));
        Assert.Equal(SourceFailure.Malformed, e.Failure);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_stand_in_speaks_as_arxiv_does()
    {
        var feed = ArxivFeed.Parse(new StringReader(FakeArxiv.Rss(new DateOnly(2025, 8, 20), [new FakePaper("2508.00001", "A < B", ["cs.CV"], Utc("2025-08-19T10:00:00")) { Version = 2, AnnounceType = "replace" }])));
        var listing = Assert.Single(feed.Listings);
        Assert.Equal((2, "A < B", ListingKind.Replace), (listing.Paper.Version, listing.Paper.Title, listing.Kind));
        Assert.Equal(["Ada King", "Bo Li"], listing.Paper.Authors.Select(author => author.Name));
    }

    private static string Item(string elements, string description = "") =>
        $"<item><title>T</title><guid>oai:arXiv.org:2508.00001v1</guid><description>{description}</description>{elements}</item>";

    private static ArxivFeed Parse(string items) => ArxivFeed.Parse(new StringReader(Rss.Replace("ITEMS", items)));

    private static Listing Single(string item)
    {
        var feed = Parse(item);
        Assert.Empty(feed.Notes);
        return Assert.Single(feed.Listings);
    }
}
