using System.Globalization;
using System.Runtime.CompilerServices;
using LocalDigest.Papers;
using LocalDigest.Text;

namespace LocalDigest.Sources;

/// <summary>Papers of some categories that were first submitted in a window of time. Minutes count; both ends are inside.</summary>
internal sealed record ArxivQuery(IReadOnlyList<string> Categories, DateTimeOffset From, DateTimeOffset To)
{
    public string Text => $"({string.Join(" OR ", Categories.Select(ArxivCategory.Query))}) AND submittedDate:[{Minute(From)} TO {Minute(To)}]";

    private static string Minute(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture);
}

/// <summary>Where a reading of the API stands: the next result wanted, counted from a moment on.</summary>
internal sealed record ArxivCursor(DateTimeOffset From, int Start = 0);

/// <summary>One answer of the API.</summary>
/// <param name="Papers">In arXiv's order.</param>
/// <param name="Total">How many results there are in all, where it says so.</param>
/// <param name="Notes">What could not be read.</param>
internal sealed record ArxivPage(IReadOnlyList<Paper> Papers, int? Total, IReadOnlyList<string> Notes)
{
    /// <summary>Entries that came, read or not.</summary>
    public int Entries { get; init; }

    /// <summary>Where to go on; null at the end.</summary>
    public ArxivCursor? Next { get; init; }
}

/// <summary>
/// arXiv's query API. Results are asked for in slices, oldest submission first, so that what is announced meanwhile comes at the end.
/// Source: info.arxiv.org/help/api/user-manual.html.
/// </summary>
/// <param name="client">arXiv.</param>
/// <param name="slice">Results a request, at most 2,000.</param>
/// <param name="limit">How deep arXiv lets one query be read; beyond it the window of time moves on.</param>
internal sealed class ArxivApi(ArxivClient client, int slice = 200, int limit = 30_000)
{
    private const int Asks = 3;
    private const int IdsInRequest = 100;

    /// <summary>Reads a query from a cursor on. Papers at the seam of two windows come twice.</summary>
    public async IAsyncEnumerable<ArxivPage> ReadAsync(ArxivQuery query, ArxivCursor cursor, [EnumeratorCancellation] CancellationToken ct)
    {
        HashSet<PaperId> before = [];
        while (true)
        {
            var page = await AskAsync(query with { From = cursor.From }, cursor.Start, ct);
            var end = cursor.Start + page.Entries;
            if (page.Papers.Count > 0 && page.Papers.All(paper => before.Contains(paper.Id)))
                throw new SourceException(SourceFailure.Malformed, "arXiv's API gave the same results twice in place of the next ones. What came in before is kept; try again later.");
            before = [.. page.Papers.Select(paper => paper.Id)];

            var next = page.Entries == 0 || end >= (page.Total ?? (page.Entries < slice ? end : int.MaxValue)) ? null : new ArxivCursor(cursor.From, end);
            if (next is not null && end + slice > limit)
            {
                var last = Minute((page.Papers is [.., var newest] ? newest.Published : null) ?? cursor.From);
                if (last <= Minute(cursor.From))
                    throw new SourceException(SourceFailure.Malformed, $"arXiv has more than {limit} papers of one minute for this query, or does not heed its dates. What came in before is kept; ask for fewer categories.");
                next = new ArxivCursor(last);
                before = []; // the seam repeats what was read
            }
            yield return page with { Next = next };
            if (next is null) yield break;
            cursor = next;
        }
    }

    /// <summary>What arXiv knows of some papers, newest versions. Papers that it does not know are left out.</summary>
    public async Task<IReadOnlyList<Paper>> LookUpAsync(IEnumerable<PaperId> ids, CancellationToken ct)
    {
        var papers = new List<Paper>();
        foreach (var some in ids.Where(id => id.IsArxiv).Distinct().Chunk(IdsInRequest))
        {
            var address = WebAddress.With(client.Options.ApiUrl, ("id_list", string.Join(',', some.Select(id => id.Local))), ("start", "0"), ("max_results", some.Length.ToString(CultureInfo.InvariantCulture)));
            papers.AddRange((await AskAsync(address, 0, ct)).Papers);
        }
        return papers;
    }

    private Task<ArxivPage> AskAsync(ArxivQuery query, int start, CancellationToken ct) =>
        AskAsync(WebAddress.With(client.Options.ApiUrl,
            ("search_query", query.Text),
            ("start", start.ToString(CultureInfo.InvariantCulture)),
            ("max_results", slice.ToString(CultureInfo.InvariantCulture)),
            ("sortBy", "submittedDate"),
            ("sortOrder", "ascending")), start, ct);

    /// <summary>Asks again where the answer is empty or breaks off: arXiv says at times that there is nothing when there is.</summary>
    private async Task<ArxivPage> AskAsync(Uri address, int start, CancellationToken ct)
    {
        for (var ask = 1; ; ask++)
        {
            ArxivPage page;
            try
            {
                page = await GetAsync(address, ct);
            }
            catch (SourceException e) when (e is { Failure: SourceFailure.Malformed, Transient: true } && ask < Asks)
            {
                continue;
            }
            if (page.Entries > 0 || (ask == Asks && !(page.Total > start))) return page;
            if (ask == Asks)
                throw new SourceException(SourceFailure.Malformed, $"arXiv's API says that there {(page.Total == 1 ? "is 1 paper and does not send it" : $"are {page.Total} papers and sends none of them")}. What came in before is kept; try again later.");
        }
    }

    private async Task<ArxivPage> GetAsync(Uri address, CancellationToken ct)
    {
        try
        {
            using var answer = await client.GetAsync(new Fetch(address, ArxivClient.Service)
            {
                Accept = "application/atom+xml, application/xml;q=0.9, */*;q=0.1",
                MaxBytes = 16 << 20,
                Deadline = TimeSpan.FromSeconds(90),
            }, ct);
            return Parse(answer.OpenText());
        }
        catch (SourceException e) when (ErrorIn(e.Answer) is { } words)
        {
            throw new SourceException(e.Failure, words, e) { Status = e.Status };
        }
    }

    /// <exception cref="SourceException">It is no answer of the API, or one that tells of an error.</exception>
    public static ArxivPage Parse(TextReader answer)
    {
        using var xml = new BoundedXml(answer, ArxivClient.Service);
        if (xml.Root != "feed")
            throw new SourceException(SourceFailure.Malformed, $"arXiv's API answered with {(xml.Root is "html" ? "a web page" : "something else")} in place of results. It may be under maintenance; try again later.");

        int? total = null;
        var entries = 0;
        var papers = new List<Paper>();
        var unreadable = new Unreadable("arXiv's answer");
        foreach (var part in xml.Parts())
        {
            if (part.Is("totalResults") && int.TryParse(part.Text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) total = number;
            if (!part.Is("entry")) continue;
            entries++;
            if (part.Value("id")?.Contains("/api/errors", StringComparison.OrdinalIgnoreCase) == true)
                throw new SourceException(SourceFailure.Refused, $"arXiv refused the query: {Wording.Quoted(part.Value("summary") ?? part.Value("title"))}.");
            if (Read(part, unreadable) is { } paper) papers.Add(paper);
        }
        return new ArxivPage(papers, total, [.. unreadable.Notes(xml.Damaged)]) { Entries = entries };
    }

    private static Paper? Read(XmlPart entry, Unreadable unreadable)
    {
        if (entry.Value("id") is not { } name || !PaperId.TryArxiv(name, out var id, out var version))
        {
            unreadable.Add($"'{Wording.Quoted(entry.Value("id"))}' is no arXiv identifier");
            return null;
        }
        if (entry.Line("title") is not { } title)
        {
            unreadable.Add($"{id.Local} has no title");
            return null;
        }
        var primary = entry.First("primary_category")?.Attributes.GetValueOrDefault("term");
        var categories = entry.All("category").Select(category => category.Attributes.GetValueOrDefault("term")).OfType<string>();
        return new Paper
        {
            Id = id,
            Version = version,
            Title = title,
            Abstract = entry.Value("summary") ?? "",
            Authors = [.. entry.All("author").Where(author => author.Line("name") is not null).Select(author => new Author(author.Line("name")!,
                string.Join("; ", author.All("affiliation").Select(affiliation => XmlPart.OneLine(affiliation.Text)).Where(text => text.Length > 0)) is { Length: > 0 } affiliations ? affiliations : null))],
            Published = WrittenDate.Moment(entry.Value("published")),
            Updated = WrittenDate.Moment(entry.Value("updated")),
            Categories = [.. (primary is null ? categories : categories.Prepend(primary)).Distinct(StringComparer.Ordinal)],
            Url = ArxivRecord.AbstractPage(id),
            Doi = ArxivRecord.Doi(entry.Value("doi")),
            Venue = entry.Line("journal_ref"),
            Comment = entry.Line("comment"),
        };
    }

    private static string? ErrorIn(string? answer)
    {
        if (answer is null || !answer.Contains("/api/errors", StringComparison.OrdinalIgnoreCase)) return null;
        try
        {
            Parse(new StringReader(answer));
            return null;
        }
        catch (SourceException e)
        {
            return e.Failure == SourceFailure.Refused ? e.Message : null;
        }
    }

    private static DateTimeOffset Minute(DateTimeOffset at) => new(at.Ticks - (at.Ticks % TimeSpan.TicksPerMinute), at.Offset);
}
