using System.Globalization;
using System.Security;
using LocalDigest.Sources;

namespace LocalDigest.Tests.StandIns;

/// <summary>A paper that a stand-in for arXiv knows.</summary>
internal sealed record FakePaper(string Id, string Title, string[] Categories, DateTimeOffset Submitted)
{
    public int Version { get; init; } = 1;

    public string Abstract { get; init; } = "We study a made-up question and answer it.";

    public string[] Authors { get; init; } = ["Ada King", "Bo Li"];

    public string AnnounceType { get; init; } = "new";

    public DateTimeOffset Updated { get; init; } = Submitted;
}

/// <summary>
/// arXiv on loopback: feed, API, OAI-PMH, full texts. It answers from <see cref="Papers"/>, as the services are documented to;
/// each of them can be made to answer something else.
/// </summary>
internal sealed class FakeArxiv : IAsyncDisposable
{
    private readonly StandIn server;

    public FakeArxiv(TimeProvider? time = null)
    {
        server = new StandIn(Answer, time);
        Options = new ArxivOptions
        {
            ApiUrl = server.Url + "/api/query",
            RssUrl = server.Url + "/rss",
            OaiUrl = server.Url + "/oai",
            HtmlUrl = server.Url + "/html",
            PdfUrl = server.Url + "/pdf",
            Contact = "mailto:reader@example.org",
        };
    }

    public List<FakePaper> Papers { get; } = [];

    /// <summary>The day of the feed's list; the feed holds the papers whose announcement that day's list is.</summary>
    public DateOnly ListDate { get; set; } = new(2025, 8, 20);

    /// <summary>Which papers the feed holds; all where it is null.</summary>
    public Func<FakePaper, bool>? InFeed { get; set; }

    public Func<Asked, Reply?>? OnFeed { get; set; }

    public Func<Asked, Reply?>? OnApi { get; set; }

    public Func<Asked, Reply?>? OnOai { get; set; }

    public Func<Asked, Reply?>? OnFile { get; set; }

    /// <summary>Records in a page of OAI-PMH.</summary>
    public int OaiPageSize { get; set; } = 1000;

    /// <summary>Options that lead here.</summary>
    public ArxivOptions Options { get; }

    public string Url => server.Url;

    public IReadOnlyList<Asked> Requests => server.Requests;

    public IReadOnlyList<Asked> Feeds => [.. Requests.Where(asked => asked.Path.StartsWith("/rss/", StringComparison.Ordinal))];

    public IReadOnlyList<Asked> Queries => [.. Requests.Where(asked => asked.Path == "/api/query")];

    public IReadOnlyList<Asked> Harvests => [.. Requests.Where(asked => asked.Path == "/oai")];

    public int OpenConnections => server.OpenConnections;

    public int MostConnections => server.MostConnections;

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private Reply? Answer(Asked asked) => asked.Path switch
    {
        "/api/query" => OnApi is { } api ? api(asked) : Api(asked),
        "/oai" => OnOai is { } oai ? oai(asked) : Oai(asked),
        var path when path.StartsWith("/rss/", StringComparison.Ordinal) => OnFeed is { } feed ? feed(asked) : Feed(asked),
        _ => OnFile?.Invoke(asked),
    };

    /// <summary>The feed as it is without <see cref="OnFeed"/>, with an ETag that changes with it.</summary>
    public Reply Feed(Asked asked)
    {
        var wanted = asked.Path["/rss/".Length..].Split('+');
        var body = Rss(ListDate, Papers.Where(paper => (InFeed?.Invoke(paper) ?? true) && Has(paper, wanted)));
        var tag = '"' + body.GetHashCode(StringComparison.Ordinal).ToString("x", CultureInfo.InvariantCulture) + '"';
        return asked.Headers.GetValueOrDefault("If-None-Match") == tag
            ? Reply.Nothing(304, ("ETag", tag))
            : Reply.Text(body, "application/rss+xml") with { Headers = new() { ["ETag"] = tag } };
    }

    /// <summary>The API as it is without <see cref="OnApi"/>.</summary>
    public Reply Api(Asked asked)
    {
        var start = int.Parse(asked.Query["start"], CultureInfo.InvariantCulture);
        var most = int.Parse(asked.Query["max_results"], CultureInfo.InvariantCulture);
        var found = Matching(asked).OrderBy(paper => paper.Submitted).ToList();
        return Reply.Text(ApiPage(found.Count, start, most, found.Skip(start).Take(most)), "application/atom+xml");
    }

    private IEnumerable<FakePaper> Matching(Asked asked)
    {
        if (asked.Query.GetValueOrDefault("id_list") is { Length: > 0 } ids) return Papers.Where(paper => ids.Split(',').Contains(paper.Id));
        var query = asked.Query["search_query"];
        var categories = query.Split("cat:").Skip(1).Select(part => part.Split(' ', ')')[0]).ToArray();
        var window = query.Split('[')[1].TrimEnd(']').Split(" TO ").Select(Minute).ToArray();
        return Papers.Where(paper => Has(paper, categories) && paper.Submitted >= window[0] && paper.Submitted < window[1].AddMinutes(1));
    }

    /// <summary>OAI-PMH as it is without <see cref="OnOai"/>, in the format <c>arXivRaw</c>; a token is the number of records already given.</summary>
    public Reply Oai(Asked asked)
    {
        var parts = asked.Query.GetValueOrDefault("resumptionToken")?.Split('|');
        var set = parts?[0] ?? asked.Query["set"];
        var from = Day(parts?[1] ?? asked.Query.GetValueOrDefault("from")) ?? DateOnly.MinValue;
        var until = Day(parts?[2] ?? asked.Query.GetValueOrDefault("until")) ?? DateOnly.MaxValue;
        var skip = parts is null ? 0 : int.Parse(parts[3], CultureInfo.InvariantCulture);
        var category = set.Split(':') is [_, var archive, var subject] ? archive + "." + subject : set.Split(':')[^1];
        var found = Papers.Where(paper => Has(paper, [category]) && Stamp(paper) >= from && Stamp(paper) <= until).OrderBy(Stamp).ToList();
        if (found.Count == 0) return Reply.Text(OaiError("noRecordsMatch", "nothing matches"), "text/xml");
        var end = skip + OaiPageSize;
        var token = end < found.Count ? $"{set}|{from:yyyy-MM-dd}|{(until == DateOnly.MaxValue ? "" : until.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))}|{end}" : "";
        var counted = $" completeListSize='{found.Count}' cursor='{skip}'";
        return Reply.Text(OaiPage(found.Skip(skip).Take(OaiPageSize).Select(RawRecord), token, counted), "text/xml");
    }

    public static string Rss(DateOnly day, IEnumerable<FakePaper> papers)
    {
        var midnight = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.FromHours(-4)).ToString("ddd, dd MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture) + "-0400";
        var items = string.Concat(papers.Select(paper => $"""
                <item>
                  <title>{Xml(paper.Title)}</title>
                  <link>https://arxiv.org/abs/{paper.Id}</link>
                  <description>arXiv:{paper.Id}v{paper.Version} Announce Type: {paper.AnnounceType} 
            Abstract: {Xml(paper.Abstract)}</description>
                  <guid isPermaLink="false">oai:arXiv.org:{paper.Id}v{paper.Version}</guid>
                  {string.Concat(paper.Categories.Select(category => $"<category>{category}</category>"))}
                  <pubDate>{midnight}</pubDate>
                  <arxiv:announce_type>{paper.AnnounceType}</arxiv:announce_type>
                  <dc:rights>http://creativecommons.org/licenses/by/4.0/</dc:rights>
                  <dc:creator>{Xml(string.Join(", ", paper.Authors))}</dc:creator>
                </item>

            """));
        return $"""
            <?xml version='1.0' encoding='UTF-8'?>
            <rss xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom" version="2.0">
              <channel>
                <title>made-up updates on arXiv.org</title>
                <link>http://rss.arxiv.org/rss/made-up</link>
                <description>made-up updates on the arXiv.org e-print archive.</description>
                <atom:link href="http://rss.arxiv.org/rss/made-up" rel="self" type="application/rss+xml"/>
                <language>en-us</language>
                <pubDate>{midnight}</pubDate>
                <skipDays><day>Saturday</day><day>Sunday</day></skipDays>
            {items}  </channel>
            </rss>
            """;
    }

    public static string ApiPage(int total, int start, int most, IEnumerable<FakePaper> papers)
    {
        var entries = string.Concat(papers.Select(paper => $"""
              <entry>
                <id>http://arxiv.org/abs/{paper.Id}v{paper.Version}</id>
                <title>{Xml(paper.Title)}</title>
                <updated>{paper.Updated.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}</updated>
                <link href="https://arxiv.org/abs/{paper.Id}v{paper.Version}" rel="alternate" type="text/html"/>
                <link href="https://arxiv.org/pdf/{paper.Id}v{paper.Version}" rel="related" type="application/pdf" title="pdf"/>
                <summary>{Xml(paper.Abstract)}</summary>
                {string.Concat(paper.Categories.Order().Select(category => $"<category term=\"{category}\" scheme=\"http://arxiv.org/schemas/atom\"/>"))}
                <published>{paper.Submitted.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}</published>
                <arxiv:primary_category term="{paper.Categories[0]}"/>
                {string.Concat(paper.Authors.Select(author => $"<author><name>{Xml(author)}</name></author>"))}
              </entry>

            """));
        return $"""
            <?xml version='1.0' encoding='UTF-8'?>
            <feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns="http://www.w3.org/2005/Atom">
              <id>https://arxiv.org/api/made-up</id>
              <title>arXiv Query: made-up</title>
              <updated>2025-08-20T00:00:00Z</updated>
              <opensearch:itemsPerPage>{most}</opensearch:itemsPerPage>
              <opensearch:totalResults>{total}</opensearch:totalResults>
              <opensearch:startIndex>{start}</opensearch:startIndex>
            {entries}</feed>
            """;
    }

    public static string ApiError(string id, string words) => $"""
        <?xml version='1.0' encoding='UTF-8'?>
        <feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns="http://www.w3.org/2005/Atom">
          <id>https://arxiv.org/</id>
          <opensearch:totalResults>1</opensearch:totalResults>
          <entry>
            <id>https://arxiv.org/api/errors#{id}</id>
            <title>Error</title>
            <summary>{Xml(words)}</summary>
            <author><name>arXiv api core</name></author>
          </entry>
        </feed>
        """;

    public static string OaiPage(IEnumerable<string> records, string? token = null, string counted = "") => Oai($"""
        <ListRecords>
        {string.Concat(records)}{token switch { null => "", "" => $"<resumptionToken{counted}/>",
            _ => $"<resumptionToken{counted} expires='2025-08-21T00:00:00Z'>{Xml(token)}</resumptionToken>" }}
        </ListRecords>
        """);

    public static string OaiError(string code, string words) => Oai($"<error code=\"{code}\">{Xml(words)}</error>");

    public static string DeletedRecord(string id, string day) => $"""
        <record><header status="deleted"><identifier>oai:arXiv.org:{id}</identifier><datestamp>{day}</datestamp><setSpec>cs:cs:AI</setSpec></header></record>
        """;

    public static string RawRecord(FakePaper paper) => $"""
        <record>
          <header><identifier>oai:arXiv.org:{paper.Id}</identifier><datestamp>{Stamp(paper):yyyy-MM-dd}</datestamp><setSpec>cs:cs:AI</setSpec></header>
          <metadata><arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/">
            <id>{paper.Id}</id>
            <submitter>{Xml(paper.Authors[0])}</submitter>
            {string.Concat(Enumerable.Range(1, paper.Version).Select(n => $"<version version=\"v{n}\"><date>{(n == 1 ? paper.Submitted : paper.Updated).UtcDateTime:ddd, dd MMM yyyy HH:mm:ss} GMT</date><size>12kb</size></version>"))}
            <title>{Xml(paper.Title)}</title>
            <authors>{Xml(string.Join(", ", paper.Authors))}</authors>
            <categories>{string.Join(' ', paper.Categories)}</categories>
            <license>http://creativecommons.org/licenses/by/4.0/</license>
            <abstract>{Xml(paper.Abstract)}</abstract>
          </arXivRaw></metadata>
        </record>

        """;

    private static string Oai(string inside) => $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">
        <responseDate>2025-08-20T09:00:00Z</responseDate>
        <request verb="ListRecords">https://oaipmh.arxiv.org/oai</request>
        {inside}
        </OAI-PMH>
        """;

    private static DateOnly Stamp(FakePaper paper) => DateOnly.FromDateTime(paper.Updated.UtcDateTime);

    private static bool Has(FakePaper paper, string[] categories) =>
        paper.Categories.Any(category => categories.Any(wanted => category == wanted || (wanted.EndsWith(".*", StringComparison.Ordinal) ? category.StartsWith(wanted[..^1], StringComparison.Ordinal) : category.StartsWith(wanted + ".", StringComparison.Ordinal))));

    private static DateTimeOffset Minute(string text) => DateTimeOffset.ParseExact(text, "yyyyMMddHHmm", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static DateOnly? Day(string? text) => string.IsNullOrEmpty(text) ? null : DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Xml(string text) => SecurityElement.Escape(text);
}
