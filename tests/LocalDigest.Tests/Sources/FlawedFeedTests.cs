using System.IO.Compression;
using System.Text;
using LocalDigest.Papers;
using LocalDigest.Sources;
using LocalDigest.Tests.StandIns;
using static LocalDigest.Tests.Sources.Shorthand;

namespace LocalDigest.Tests.Sources;

/// <summary>Feeds as real servers send them: not well-formed, of the wrong type, cut off, compressed, dated wrongly.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class FlawedFeedTests : IAsyncDisposable
{
    private static readonly DateOnly Today = new(2026, 11, 28);

    private readonly SkippingTime time = new(Utc("2026-11-28T12:00:00"));
    private readonly InMemorySourceMemory memory = new();
    private readonly StandIn server;
    private Reply answer = Reply.Nothing(404);

    public FlawedFeedTests() => server = new StandIn(_ => answer);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData("leading-blank-line.xml", "application/rss+xml", false, "Reef fish and sound")]
    [InlineData("entity-in-second-entry.xml", "application/rss+xml", false, "First whole entry|Tea in the Café|Third whole entry")]
    [InlineData("raw-ampersand-in-second-entry.xml", "application/rss+xml", true, "First whole entry|R&D of things|Third whole entry")]
    [InlineData("rss091-doctype.xml", "application/rss+xml", false, "An old feed")]
    [InlineData("rss-served-as-text-html.xml", "text/html; charset=UTF-8", false, "A feed with the wrong type")]
    [InlineData("gzip-without-header.xml.gz", "application/x-gzip", false, "A compressed feed")]
    [InlineData("arxiv-old-title-form.xml", "application/rss+xml", false, "Sparse kernels.")]
    [InlineData("elsevier-bibliography-line.xml", "application/rss+xml", false, "Fast decoding of spikes")]
    [InlineData("date-in-2062.xml", "application/rss+xml", false, "From the far future|From today")]
    public async Task A_found_feed_is_read(string file, string type, bool isFlawTold, string titles)
    {
        answer = new Reply(200, await File.ReadAllBytesAsync(SharedData.Path("found/feeds/" + file), Ct), type);
        var batch = await ReadAsync();
        Assert.Equal(titles, string.Join('|', batch.Listings.Select(listing => listing.Paper.Title)));
        Assert.Equal(isFlawTold ? 1 : 0, batch.Notes.Count);
        Assert.Single(server.Requests); // no DTD was fetched
        Assert.All(batch.Listings, listing => Assert.True(listing.Paper.Published is null || listing.Paper.Published <= time.GetUtcNow()));
    }

    [Theory]
    [InlineData("<rss><channel>{0}<item><title>A&nbsp;b &ouml;&Omega;&#8217;&#x2019;&#146; &alpha;</title></item>{0}</channel></rss>",
        "A b öΩ’’’ α", false)]
    [InlineData("\ufeff \r\n\t<?xml version='1.0'?>\n<!-- generated -->\n<rss><channel>{0}<item><title>B</title></item>{0}</channel></rss>",
        "B", false)]
    [InlineData("<!DOCTYPE rss [<!ENTITY % HTMLlat1 PUBLIC \"x\" \"http://127.0.0.1:1/x.ent\"> %HTMLlat1; <!ENTITY q "
        + "\"]>\">]><rss><channel>{0}<item><title>C</title></item>{0}</channel></rss>", "C", false)]
    [InlineData("<br />\n<b>Warning</b>: Undefined index in /srv/feed.php\n<?xml "
        + "version='1.0'?><rss><channel>{0}<item><title>D</title></item>{0}</channel></rss>", "D", false)]
    [InlineData("<rss><channel>{0}<item><title>p < 0.05 & q<1 &c; <b>E</b></title></item>{0}</channel></rss>", "p < 0.05 & q<1 &c; E",
        true)]
    [InlineData("<rss><channel>{0}<item><title>F<br>g</title><description>one<p>two</description></item>{0}</channel></rss>", "F g", true)]
    [InlineData("<rss><channel>{0}<item><title>G</title><media:thumbnail url=http://x.example/a?b&c width=5 width=6 "
        + "hidden/><g:x/></item>{0}</channel></rss>", "G", true)]
    [InlineData("<rss><channel>{0}<item><title>H</title><description>never closed{0}</channel></rss>", "H", true)]
    [InlineData("<rss><channel>{0}<item><Title>I</title></b></ITEM>{0}</channel></rss>\n<script>x()</script><rss/>", "I", true)]
    [InlineData("<rss><channel>{0}<item><title><![CDATA[J & <i>j</i>]]></title></item>{0}</channel></rss>", "J & j", false)]
    public async Task What_is_no_xml_in_the_strict_sense_is_mended_and_told_once(string feed, string title, bool isFlawTold)
    {
        var number = 0;
        while (feed.IndexOf("{0}", StringComparison.Ordinal) is >= 0 and var at)
            feed = $"{feed[..at]}<item><title>Whole {++number}</title><link>https://j.example.org/{number}</link></item>{feed[(at + 3)..]}";
        answer = Reply.Text(feed);
        var batch = await ReadAsync();
        Assert.Equal(["Whole 1", title, "Whole 2"], batch.Listings.Select(listing => listing.Paper.Title));
        Assert.Equal(isFlawTold ? 1 : 0, batch.Notes.Count(note => note.Contains("is no well-formed XML", StringComparison.Ordinal)));
        Assert.Equal(isFlawTold ? 1 : 0, batch.Notes.Count);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("<rss><channel><item><title>One</title></item><item><title>Two</title><description>begun", 1)]
    [InlineData("<rss><channel><item><title>One</title></item><item><title>Two</title></item><item><title><![CDATA[Thr", 2)]
    [InlineData("<rss><channel><item><title>One</title></item><item><ti", 1)]
    [InlineData("<rss><channel><item><title>One</title></item>", 1)]
    [InlineData("<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>One</title></entry><entry><author><name>Ada", 1)]
    [InlineData("{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"id\":\"1\",\"title\":\"One\"},{\"id\":\"2\",\"title\":\"Two\"},{\"id\":\"3\",\"ti", 2)]
    [InlineData("{\"version\":\"https://jsonfeed.org/version/1.1\",\"author\":{\"name\":\"x\"},\"items\":[{\"id\":\"1\",\"title\":\"One\"},{\"id\":NaN}]}", 1)]
    public async Task Of_a_feed_without_its_tail_the_whole_entries_are_kept_and_it_is_asked_again(string feed, int entries)
    {
        answer = Reply.Text(feed) with { Headers = new() { ["ETag"] = "\"v1\"" } };
        var batch = await ReadAsync();
        Assert.Equal(entries, batch.Listings.Count);
        Assert.Contains("breaks off", Assert.Single(batch.Notes), StringComparison.Ordinal);
        Assert.Empty(batch.Remember);
    }

    [Theory]
    [InlineData("<rss><channel><item><title>On", "breaks off before its first entry")]
    [InlineData("<html><body><rss-like/></body></html>", "is no RSS, Atom or JSON feed")]
    [InlineData("<!DOCTYPE html><html><head><link rel='alternate' href='/feed'></head><body>Sign in</body></html>",
        "is no RSS, Atom or JSON feed")]
    [InlineData("Rate exceeded.", "no readable XML")]
    [InlineData("{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"id", "no readable JSON")]
    public async Task A_feed_of_which_nothing_can_be_read_is_a_failure(string feed, string words)
    {
        answer = Reply.Text(feed, "application/rss+xml");
        using var source = Source();
        var (batches, failure) = await source.ReadAllAsync(new SourceRequest(Spec(), Today), memory);
        Assert.Empty(batches);
        Assert.Contains(words, failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_entity_of_a_doctype_is_ever_expanded()
    {
        answer = Reply.Text("""
            <!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>
            <rss><channel><item><title>T &b; &f;</title></item></channel></rss>
            """);
        var batch = await ReadAsync();
        Assert.Equal("T &b; &f;", Assert.Single(batch.Listings).Paper.Title);
        Assert.Contains("the unknown &b;", Assert.Single(batch.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compressed_bomb_is_refused_by_the_bounds_on_size()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 200; i++) await gzip.WriteAsync(zeros, Ct);
        }
        answer = new Reply(200, packed.ToArray(), "application/x-gzip");
        using var source = Source();
        var before = GC.GetTotalAllocatedBytes();
        var (_, failure) = await source.ReadAllAsync(new SourceRequest(Spec(), Today), memory);
        Assert.Equal(SourceFailure.Malformed, failure!.Failure);
        Assert.Contains("beyond reason", failure.Message, StringComparison.Ordinal);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 50 << 20);
    }

    [Theory]
    [InlineData("&", 300_000)]
    [InlineData("<", 300_000)]
    [InlineData("<a ", 100_000)]
    [InlineData("<a x='", 50_000)]
    [InlineData("<item>", 50_000)]
    [InlineData("<p>", 100_000)]
    [InlineData("</b>", 75_000)]
    [InlineData("<!DOCTYPE x [", 23_000)]
    [InlineData("<![CDATA[", 33_000)]
    [InlineData("<!--", 75_000)]
    [InlineData("&#", 150_000)]
    public async Task Hostile_repetition_costs_little_time_and_memory(string piece, int times)
    {
        answer = Reply.Text("<rss><channel><item><title>First</title></item><item><title>"
            + string.Concat(Enumerable.Repeat(piece, times)));
        using var source = Source();
        var before = GC.GetTotalAllocatedBytes();
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var (batches, failure) = await source.ReadAllAsync(new SourceRequest(Spec(), Today), memory);
        Assert.True(failure is not null || Assert.Single(batches).Listings.Any(listing => listing.Paper.Title == "First"));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"{watch.Elapsed}");
        Assert.True(GC.GetTotalAllocatedBytes() - before < 100 << 20);
    }

    [Theory]
    [InlineData("Kernels. (arXiv:2611.20001v2 [cs.LG] UPDATED)", "Kernels.", "arxiv:2611.20001", 2, "cs.LG")]
    [InlineData("Kernels (of trees). (arXiv:2611.20001v1 [math-ph] CROSS LISTED)", "Kernels (of trees).", "arxiv:2611.20001", 1, "math-ph")]
    [InlineData("Kernels (arXiv:hep-th/9901001v3)", "Kernels", "arxiv:hep-th/9901001", 3, null)]
    [InlineData("Kernels of (arXiv:2611.20001) and more", "Kernels of (arXiv:2611.20001) and more", null, null, null)]
    public async Task A_title_with_arXivs_identifier_behind_it_gives_both(string written, string title, string? id, int? version,
        string? category)
    {
        answer = Reply.Text($"<rss><channel><item><title>{written}</title><link>https://reader.example.org/1</link></item></channel></rss>");
        var paper = Assert.Single((await ReadAsync()).Listings).Paper;
        Assert.Equal((title, id ?? "url:https://reader.example.org/1", version), (paper.Title, paper.Id.Value, paper.Version));
        Assert.Equal(category is null ? [] : [category], paper.Categories);
    }

    [Theory]
    [InlineData("<p>Publication date: March 2027</p><p><b>Source:</b> Neural Examples, Volume 200</p><p>Author(s): Wei Example, Ana "
        + "Sample</p>", "", "Wei Example|Ana Sample", "Neural Examples")]
    [InlineData("Publication date: Available online 3 November 2026 Source: Journal of Samples Author(s): Wei Example", "", "Wei Example",
        "Journal of Samples")]
    [InlineData("Journal of Examples, Volume 12, Issue 3, Page 1-10, March 2026.", "", "", "Journal of Examples")]
    [InlineData("Volume 40, Issue 5, September–October 2026, Page 1-20", "", "", null)]
    [InlineData("Examples of Science, Ahead of Print. <br/>We count tides.", "We count tides.", "", "Examples of Science")]
    [InlineData("<p>Example, Published online: 19 November 2026; <a href='x'>doi:10.1038/s41586-026-00001-1</a></p>Tides are counted.",
        "Tides are counted.", "", "Example")]
    [InlineData("Author(s): Ada King and Bo Wu<br/><p>We count tides.</p><br/>[Phys. Ex. Lett. 135, 081801] Published Tue Aug 19, 2026",
        "We count tides.", "Ada King|Bo Wu", null)]
    [InlineData("arXiv:2611.20001v1 Announce Type: new \nAbstract: We count tides.", "We count tides.", "", null)]
    [InlineData("Volume matters: we measure the volume of tides in 40 tanks.",
        "Volume matters: we measure the volume of tides in 40 tanks.", "", null)]
    [InlineData("Source: we show that sources of sound matter.", "", "", "we show that sources of sound matter.")]
    public async Task Lines_of_bibliography_are_no_abstract(string description, string summary, string authors, string? venue)
    {
        answer = Reply.Text($"<rss><channel><item><title>T</title><link>https://j.example.org/1</link><description><![CDATA[{description}]]></description></item></channel></rss>");
        var paper = Assert.Single((await ReadAsync()).Listings).Paper;
        Assert.Equal((summary, authors), (paper.Abstract, string.Join('|', paper.Authors.Select(author => author.Name))));
        Assert.Equal(venue, paper.Venue);
    }

    [Theory]
    [InlineData("Mon, 27 Nov 2062 08:00:00 GMT", "2026-11-28T12:00:00")]
    [InlineData("2027-03-01", "2026-11-28T12:00:00")]
    [InlineData("2999-12-31T23:59:59Z", "2026-11-28T12:00:00")]
    [InlineData("Sun, 29 Nov 2026 08:00:00 +1400", "2026-11-28T18:00:00")]
    [InlineData("Fri, 27 Nov 2026 08:00:00 GMT", "2026-11-27T08:00:00")]
    public async Task A_date_in_the_future_is_not_believed(string written, string date)
    {
        answer = Reply.Text($"<rss><channel><item><title>T</title><pubDate>{written}</pubDate></item></channel></rss>");
        Assert.Equal(Utc(date), Assert.Single((await ReadAsync()).Listings).Paper.Published);
    }

    [Fact]
    public async Task A_feed_in_the_encoding_of_its_declaration_behind_blank_lines_is_read()
    {
        answer = new Reply(200, Encoding.Latin1.GetBytes(
            "\n\n<?xml version='1.0' encoding='ISO-8859-1'?><rss><channel><item><title>Café</title></item></channel></rss>"), "text/plain");
        Assert.Equal("Café", Assert.Single((await ReadAsync()).Listings).Paper.Title);
    }

    private FeedSource Source() => new(new FeedOptions { AllowPrivateAddresses = true }, memory, time);

    private SourceSpec Spec() => new() { Kind = "feed", Url = server.Url + "/feed" };

    private async Task<SourceBatch> ReadAsync()
    {
        using var source = Source();
        var (batches, failure) = await source.ReadAllAsync(new SourceRequest(Spec(), Today), memory);
        Assert.Null(failure);
        return Assert.Single(batches);
    }
}
