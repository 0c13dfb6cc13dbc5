using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace LocalDigest.Tests.StandIns;

/// <summary>arXiv's API and Crossref, as far as a citation watch asks them, on one stand-in.</summary>
internal sealed class FakeCitations : IAsyncDisposable
{
    private readonly StandIn server;

    public FakeCitations(TimeProvider? time = null) => server = new StandIn(Answer, time);

    /// <summary>Entries of Atom by arXiv identifier.</summary>
    public Dictionary<string, (int Version, string? Doi, string? Journal, string? Note)> Arxiv { get; } = [];

    /// <summary>Crossref's records by DOI.</summary>
    public Dictionary<string, JsonObject> Crossref { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>In place of the usual answers, by the service's name.</summary>
    public Dictionary<string, Reply> Instead { get; } = [];

    public IReadOnlyList<Asked> ArxivRequests => [.. server.Requests.Where(asked => asked.Path == "/arxiv")];

    public IReadOnlyList<Asked> CrossrefRequests =>
        [.. server.Requests.Where(asked => asked.Path.StartsWith("/crossref", StringComparison.Ordinal))];

    /// <summary>What a daemon is started with to ask it.</summary>
    public string[] Settings =>
    [
        "--LocalDigest:Watch:Enabled=true", $"--LocalDigest:Watch:CrossrefUrl={server.Url}/crossref",
        $"--LocalDigest:Arxiv:ApiUrl={server.Url}/arxiv", "--LocalDigest:Arxiv:MinInterval=0",
    ];

    public ValueTask DisposeAsync() => server.DisposeAsync();

    /// <summary>A journal's record.</summary>
    public static JsonObject Article(string venue, params (string Type, string Notice)[] updates) => new()
    {
        ["type"] = "journal-article", ["title"] = new JsonArray("A title"), ["container-title"] = new JsonArray(venue),
        ["updated-by"] = new JsonArray([.. updates.Select(update => (JsonNode)new JsonObject
        {
            ["type"] = update.Type, ["DOI"] = update.Notice, ["source"] = "publisher",
        })]),
    };

    /// <summary>A preprint server's record.</summary>
    public static JsonObject Preprint(string title, string? publishedAs = null)
    {
        var record = new JsonObject { ["type"] = "posted-content", ["title"] = new JsonArray(title), ["relation"] = new JsonObject() };
        if (publishedAs is not null)
            record["relation"]!["is-preprint-of"] = new JsonArray(new JsonObject { ["id-type"] = "doi", ["id"] = publishedAs });
        return record;
    }

    private Reply? Answer(Asked asked)
    {
        var service = asked.Path.Split('/')[1];
        if (Instead.TryGetValue(service, out var reply)) return reply;
        if (service == "arxiv") return Reply.Text(Atom(asked.Query["id_list"].Split(',')), "application/atom+xml");
        if (asked.Path == "/crossref/works")
        {
            var wanted = asked.Query["filter"].Split(',').Select(filter => filter["doi:".Length..]);
            return Reply.Json(new JsonObject
            {
                ["status"] = "ok",
                ["message"] = new JsonObject { ["items"] = new JsonArray(
                    [.. wanted.Where(Crossref.ContainsKey).Select(doi => (JsonNode)Record(doi))]) },
            }.ToJsonString());
        }
        var one = Uri.UnescapeDataString(asked.Path["/crossref/works/".Length..]);
        return Crossref.ContainsKey(one)
            ? Reply.Json(new JsonObject { ["status"] = "ok", ["message"] = Record(one) }.ToJsonString())
            : Reply.Text("Resource not found.", "text/plain", 404);
    }

    private JsonObject Record(string doi)
    {
        var record = (JsonObject)Crossref[doi].DeepClone();
        record["DOI"] = doi;
        return record;
    }

    private string Atom(IEnumerable<string> ids)
    {
        var entries = ids.Where(Arxiv.ContainsKey).Select(id => (Id: id, Is: Arxiv[id])).Select(entry => string.Create(CultureInfo.InvariantCulture, $"""
            <entry><id>http://arxiv.org/abs/{entry.Id}v{entry.Is.Version}</id><title>Title of {entry.Id}</title><summary>It says something.</summary>
            <published>2026-01-01T00:00:00Z</published><updated>2026-01-02T00:00:00Z</updated><author><name>Ann Lee</name></author>
            {(entry.Is.Doi is { } doi ? $"<arxiv:doi>{doi}</arxiv:doi>" : "")}{(entry.Is.Journal is { } venue ? $"<arxiv:journal_ref>{WebUtility.HtmlEncode(venue)}</arxiv:journal_ref>" : "")}
            {(entry.Is.Note is { } note ? $"<arxiv:comment>{note}</arxiv:comment>" : "")}<category term="cs.RO"/></entry>
            """)).ToList();
        return $"""
            <feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">
            <opensearch:totalResults>{entries.Count}</opensearch:totalResults>{string.Concat(entries)}</feed>
            """;
    }
}
