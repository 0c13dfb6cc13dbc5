using LocalDigest.Papers;
using LocalDigest.Sources;
using LocalDigest.Tests.StandIns;
using static LocalDigest.Tests.Sources.Shorthand;

namespace LocalDigest.Tests.Sources;

public sealed class FeedSourceTests : IAsyncDisposable
{
    private static readonly DateOnly Today = new(2025, 8, 20);

    private const string Rss = """
        <?xml version="1.0"?>
        <rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
        <channel><title>Journal of Tides</title><link>https://tides.example.org/</link>
        <item><title>Tides &amp;amp; &lt;i&gt;moons&lt;/i&gt;</title><link>https://tides.example.org/articles/1</link><prism:doi>10.1000/Tide.1</prism:doi>
          <dc:creator>Ada King</dc:creator><dc:creator>Wu, Bo</dc:creator><pubDate>Tue, 19 Aug 2025 06:00:00 EST</pubDate>
          <prism:publicationName>Journal of Tides</prism:publicationName><category>sea</category>
          <description>&lt;p&gt;We measure &lt;b&gt;tides&lt;/b&gt;&lt;script&gt;alert(1)&lt;/script&gt; where p &amp;lt; 0.05.&lt;/p&gt;&lt;img src="https://tracker.example.org/x.gif"&gt;</description></item>
        <item><title>No more than a line</title><guid>https://tides.example.org/articles/2</guid>
          <description>Vol. 3</description><content:encoded><![CDATA[<p>The whole article begins with what it found.</p><p>Then it goes on.</p>]]></content:encoded></item>
        <item><description>nameless</description></item>
        </channel></rss>
        """;

    private readonly SkippingTime time = new(Utc("2025-08-20T12:00:00"));
    private readonly InMemorySourceMemory memory = new();
    private readonly StandIn server;
    private Func<Asked, Reply?> answer = _ => Reply.Text(Rss, "application/rss+xml");

    public FeedSourceTests() => server = new StandIn(asked => answer(asked));

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task An_RSS_feed_of_a_journal_is_read()
    {
        var (batches, failure) = await ReadAsync();
        Assert.Null(failure);
        var batch = Assert.Single(batches);
        Assert.Equal(["10.1000/tide.1", "https://tides.example.org/articles/2"], batches.Ids());
        var paper = batch.Listings[0].Paper;
        Assert.Equal("Tides & moons", paper.Title);
        Assert.Equal("We measure tides where p < 0.05.", paper.Abstract);
        Assert.Equal(["Ada King", "Bo Wu"], paper.Authors.Select(author => author.Name));
        Assert.Equal(Utc("2025-08-19T11:00:00"), paper.Published);
        Assert.Equal(("https://tides.example.org/articles/1", "Journal of Tides", "10.1000/tide.1"), (paper.Url, paper.Venue, paper.Doi));
        Assert.Equal("The whole article begins with what it found. Then it goes on.", batch.Listings[1].Paper.Abstract);
        Assert.Equal("1 entry of the feed of 127.0.0.1 could not be read: one has no title.", Assert.Single(batch.Notes));
    }

    [Fact]
    public async Task RSS_of_version_1_as_of_preprint_servers_is_read()
    {
        answer = _ => Reply.Text("""
            <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
            <channel rdf:about="https://prep.example.org"><title>Preprints</title><items><rdf:Seq><rdf:li rdf:resource="x"/></rdf:Seq></items></channel>
            <item rdf:about="x"><title><![CDATA[Cells that count tides]]></title><link>https://prep.example.org/short/2025.08.01.1?rss=1</link>
            <description><![CDATA[Cells count.]]></description><dc:creator><![CDATA[King, A., Wu, B. C.]]></dc:creator><dc:date>2025-08-19</dc:date><dc:identifier>doi:10.1101/2025.08.01.1</dc:identifier></item>
            </rdf:RDF>
            """);
        var paper = Assert.Single(Assert.Single((await ReadAsync()).Batches).Listings).Paper;
        Assert.Equal(("doi:10.1101/2025.08.01.1", "Cells that count tides"), (paper.Id.Value, paper.Title));
        Assert.Equal(["A. King", "B. C. Wu"], paper.Authors.Select(author => author.Name));
        Assert.Equal(Utc("2025-08-19"), paper.Published);
    }

    [Fact]
    public async Task An_Atom_feed_is_read()
    {
        answer = _ => Reply.Text("""
            <feed xmlns="http://www.w3.org/2005/Atom"><title>Blog</title><id>urn:blog</id><link rel="self" href="https://blog.example.org/feed"/>
            <entry><id>tag:blog.example.org,2025:1</id><title type="html">Why &amp;lt;tides&amp;gt; matter</title><link rel="enclosure" href="https://blog.example.org/1.mp3"/><link href="https://blog.example.org/1"/>
            <author><name>Ada King</name></author><author><name>Bo Wu</name></author><published>2025-08-18T10:00:00Z</published><updated>2025-08-19T10:00:00Z</updated><summary>They matter.</summary></entry>
            <entry><id>oai:arXiv.org:2508.01234v2</id><title>From arXiv</title><link href="https://arxiv.org/abs/2508.01234"/><summary>Abstract.</summary></entry>
            </feed>
            """, "application/atom+xml");
        var listings = Assert.Single((await ReadAsync()).Batches).Listings;
        Assert.Equal(["url:https://blog.example.org/1", "arxiv:2508.01234"], listings.Select(listing => listing.Paper.Id.Value));
        Assert.Equal(["Ada King", "Bo Wu"], listings[0].Paper.Authors.Select(author => author.Name));
        Assert.Equal(Utc("2025-08-18T10:00:00"), listings[0].Paper.Published);
        Assert.Equal([false, true], listings.Select(listing => listing.IsSecondhand)); // arXiv knows its own papers better
    }

    [Fact]
    public async Task A_JSON_feed_is_read()
    {
        answer = _ => Reply.Json("""
            {"version":"https://jsonfeed.org/version/1.1","title":"Blog","items":[
              {"id":"1","url":"https://blog.example.org/j1","title":"Tides in JSON","content_html":"<p>Sea &amp; moon</p>","authors":[{"name":"Ada King"}],"date_published":"2025-08-19T08:00:00+02:00","tags":["sea"]},
              {"id":"2","title":7}, 5]}
            """);
        var batch = Assert.Single((await ReadAsync()).Batches);
        var paper = Assert.Single(batch.Listings).Paper;
        Assert.Equal(("Tides in JSON", "Sea & moon", "url:https://blog.example.org/j1"), (paper.Title, paper.Abstract, paper.Id.Value));
        Assert.Equal(Utc("2025-08-19T06:00:00"), paper.Published);
        Assert.StartsWith("2 entries of the feed", Assert.Single(batch.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unchanged_feed_is_not_sent_again()
    {
        answer = asked => asked.Headers.GetValueOrDefault("If-None-Match") == "\"v1\"" ? Reply.Nothing(304) : Reply.Text(Rss) with { Headers = new() { ["ETag"] = "\"v1\"" } };
        Assert.False(Assert.Single((await ReadAsync()).Batches).NotModified);
        var again = Assert.Single((await ReadAsync()).Batches);
        Assert.True(again.NotModified);
        Assert.Empty(again.Listings);
        Assert.False(Assert.Single((await ReadAsync(unconditional: true)).Batches).NotModified);
    }

    [Fact]
    public async Task What_was_kept_in_another_form_is_told_and_the_feed_is_read_anew()
    {
        answer = _ => Reply.Text(Rss) with { Headers = new() { ["ETag"] = "\"v1\"" } };
        await ReadAsync();
        var key = Assert.Single(memory.Facts.Keys, key => key.StartsWith("feed/", StringComparison.Ordinal));
        memory.Remember(key, """{"ETag":"\"v1\"","LastModified":null}""");
        var batch = Assert.Single((await ReadAsync()).Batches);
        Assert.Equal(2, batch.Listings.Count);
        Assert.Contains("earlier reading of the feed of 127.0.0.1 could not be read", batch.Notes[0], StringComparison.Ordinal);
        Assert.DoesNotContain(
            (await ReadAsync()).Batches.SelectMany(later => later.Notes),
            note => note.Contains("earlier reading", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_limited_reading_does_not_hide_the_rest_from_a_later_one()
    {
        answer = _ => Reply.Text(Rss) with { Headers = new() { ["ETag"] = "\"v1\"" } };
        Assert.Single((await ReadAsync(limit: 1)).Batches.Ids());
        Assert.Equal(2, (await ReadAsync()).Batches.Ids().Count());
        Assert.All(server.Requests, asked => Assert.False(asked.Headers.ContainsKey("If-None-Match")));
    }

    [Fact]
    public async Task A_feed_in_this_machine_or_its_network_is_refused_unless_it_is_allowed()
    {
        using var source = new FeedSource(new FeedOptions(), memory, time);
        foreach (var url in new[] { server.Url + "/feed", "http://169.254.169.254/latest", "http://[::1]/feed" })
        {
            var (_, failure) = await source.ReadAllAsync(new SourceRequest(Spec(url), Today), memory);
            Assert.Equal(SourceFailure.Refused, failure!.Failure);
        }
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("<html><head><title>A page</title></head></html>", "text/html")]
    [InlineData("<opml></opml>", "application/xml")]
    [InlineData("{\"items\":[]}", "application/json")]
    [InlineData("", "application/xml")]
    public async Task What_is_no_feed_is_a_failure_with_a_sentence(string body, string type)
    {
        answer = _ => Reply.Text(body, type);
        var (batches, failure) = await ReadAsync();
        Assert.Empty(batches);
        Assert.Equal(SourceFailure.Malformed, failure!.Failure);
        Assert.StartsWith("The feed of 127.0.0.1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_feed_without_end_is_cut_and_long_articles_give_their_beginning()
    {
        var items = string.Concat(Enumerable.Range(0, 2_500).Select(i => $"<item><title>Tides {i}</title><link>https://t.example.org/{i}</link></item>"));
        answer = _ => Reply.Text($"<rss><channel><item><title>Long</title><link>https://t.example.org/long</link><description>{string.Concat(Enumerable.Repeat("The sea rises. ", 1_000))}</description></item>{items}</channel></rss>");
        var batch = Assert.Single((await ReadAsync()).Batches);
        Assert.Equal(2_000, batch.Listings.Count);
        Assert.InRange(batch.Listings[0].Paper.Abstract.Length, 3_000, 6_001);
        Assert.EndsWith(" rises.", batch.Listings[0].Paper.Abstract, StringComparison.Ordinal);
        Assert.Contains("longer than 2000 entries", Assert.Single(batch.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_past_day_is_not_asked_of_a_feed()
    {
        using var source = Source();
        var (batches, _) = await source.ReadAllAsync(new SourceRequest(Spec(server.Url), Today, IsToday: false), memory);
        Assert.Single(Assert.Single(batches).Notes);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("Ada King", "Ada King")]
    [InlineData("Ada King, Bo Wu &amp; Cy Dee", "Ada King|Bo Wu|Cy Dee")]
    [InlineData("<a href='x'>Ada King</a>", "Ada King")]
    [InlineData("", "")]
    public void Authors_are_taken_apart(string text, string names) =>
        Assert.Equal(names, string.Join('|', FeedDocument.Authors([text]).Select(author => author.Name)));

    [Theory]
    [InlineData("a < b and c > d", "a < b and c > d")]
    [InlineData("p <0.05 is <b>small</b>", "p <0.05 is small")]
    [InlineData("x <y", "x <y")]
    [InlineData("one<br/>two<!-- <b>no</b> -->three", "one twothree")]
    [InlineData("<style>p{}</style>words<script>never closed", "words")]
    [InlineData("H<sub>2</sub>O &eacute;", "H2O é")]
    public void Html_becomes_text(string html, string text) => Assert.Equal(text, HtmlFragment.ToText(html));

    private FeedSource Source() => new(new FeedOptions { AllowPrivateAddresses = true }, memory, time);

    private async Task<(List<SourceBatch> Batches, SourceException? Failure)> ReadAsync(int? limit = null, bool unconditional = false)
    {
        using var source = Source();
        return await source.ReadAllAsync(new SourceRequest(Spec(server.Url + "/feed") with { Limit = limit }, Today, Unconditional: unconditional), memory);
    }

    private static SourceSpec Spec(string url) => new() { Kind = "feed", Url = url };
}
