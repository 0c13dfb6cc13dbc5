using System.Globalization;
using System.Runtime.CompilerServices;
using LocalDigest.Papers;
using LocalDigest.Text;

namespace LocalDigest.Sources;

/// <summary>Where a harvest stands.</summary>
/// <param name="Set">Index of the set that is being read.</param>
/// <param name="From">The first day still wanted of it.</param>
/// <param name="Token">arXiv's resumption token; null to ask for the set from <paramref name="From"/> on.</param>
internal sealed record OaiCursor(int Set, DateOnly? From, string? Token = null);

/// <summary>One answer of a harvest.</summary>
internal sealed record OaiPage
{
    public IReadOnlyList<OaiRecord> Records { get; init; } = [];

    public IReadOnlyList<PaperId> Deleted { get; init; } = [];

    /// <summary>The day of the answer, on the server's clock.</summary>
    public DateOnly? Answered { get; init; }

    /// <summary>The resumption token; null or empty at the end of the list.</summary>
    public string? Token { get; init; }

    /// <summary>Records that came, read or not.</summary>
    public int Entries { get; init; }

    /// <summary>
    /// How many records arXiv says the whole list has, in this answer and in others (<c>completeListSize</c>); null where it does not.
    /// </summary>
    public int? ListSize { get; init; }

    /// <summary>How many records of the list came before this answer (<c>cursor</c>); null where arXiv does not say.</summary>
    public int? Position { get; init; }

    /// <summary>Records of the set that are left, those of this answer included; null where that is not known.</summary>
    public int? Left { get; init; }

    /// <summary>The newest datestamp in it, where datestamps come in order.</summary>
    public DateOnly? Reached { get; init; }

    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Where to go on; null at the end of the last set.</summary>
    public OaiCursor? Next { get; init; }
}

/// <param name="Paper">The paper as it is now.</param>
/// <param name="Datestamp">The day of its last change of any kind.</param>
internal sealed record OaiRecord(Paper Paper, DateOnly? Datestamp);

/// <summary>
/// arXiv's OAI-PMH interface, for harvests of many days. Lists follow the day of the last change, not of the submission.
/// Source: openarchives.org/OAI/2.0/openarchivesprotocol.htm, info.arxiv.org/help/oa.
/// </summary>
internal sealed class ArxivOai(ArxivClient client, string prefix = ArxivOai.Raw)
{
    /// <summary>The format with the history of versions.</summary>
    public const string Raw = "arXivRaw";

    /// <summary>The format with names in parts.</summary>
    public const string Plain = "arXiv";

    /// <summary>How often a harvest begins a day again whose tokens die before the next day is reached.</summary>
    private const int MaxRestarts = 3;

    private const int Asks = 3;

    /// <summary>
    /// Harvests sets, named as by <see cref="ArxivCategory.OaiSet"/>, one after the other, from a cursor on or from their beginning.
    /// The days are the first and the last one wanted; null for all there is.
    /// </summary>
    public async IAsyncEnumerable<OaiPage> ReadAsync(IReadOnlyList<string> sets, DateOnly? from, DateOnly? until, OaiCursor? start, [EnumeratorCancellation] CancellationToken ct)
    {
        var cursor = start ?? new OaiCursor(0, from);
        var restarts = 0;
        DateOnly? restartedAt = null;
        while (cursor.Set < sets.Count)
        {
            OaiPage? page = null;
            try
            {
                page = await AskAsync(sets[cursor.Set], cursor, until, ct);
            }
            // Tokens die at midnight UTC: what lies before the last day that was reached is done, that day is read again.
            catch (OaiErrorException e) when (e.Code == "badResumptionToken"
                && cursor.Token is not null && (restarts = cursor.From > restartedAt ? 1 : restarts + 1) <= MaxRestarts)
            {
                cursor = cursor with { Token = null };
                restartedAt = cursor.From;
            }
            catch (OaiErrorException e) when (e.Code == "noRecordsMatch")
            {
                page = new OaiPage { Left = 0 };
            }
            catch (OaiErrorException e)
            {
                throw new SourceException(SourceFailure.Refused, $"arXiv refused the harvest: {Wording.Quoted(e.Message)} ({Wording.Quoted(e.Code)}).", e);
            }
            if (page is null) continue;

            if (page.Token is { Length: > 0 } token && token == cursor.Token)
                throw new SourceException(SourceFailure.Malformed, "arXiv's harvest goes in circles: it gave the same resumption token twice. What came in before is kept; try again later.");
            OaiCursor? next = page.Token is { Length: > 0 } more
                ? cursor with { Token = more, From = page.Reached > cursor.From || cursor.From is null ? page.Reached ?? cursor.From : cursor.From }
                : cursor.Set + 1 < sets.Count ? new OaiCursor(cursor.Set + 1, from) : null;
            // The first answer to a question without a token is the beginning of its list, whether arXiv counts or not.
            var position = page.Position ?? (cursor.Token is null ? 0 : null);
            int? left = page.ListSize - position is var rest && rest >= page.Entries ? rest : null;
            yield return page with { Next = next, Left = page.Left ?? left };
            if (next is null) yield break;
            cursor = next;
        }
    }

    /// <summary>Asks again where an answer breaks off: without its end it has no token, and nothing of it is believed.</summary>
    private async Task<OaiPage> AskAsync(string set, OaiCursor cursor, DateOnly? until, CancellationToken ct)
    {
        for (var ask = 1; ; ask++)
        {
            try
            {
                return await GetAsync(set, cursor, until, ct);
            }
            catch (SourceException e) when (e is { Failure: SourceFailure.Malformed, Transient: true } && ask < Asks)
            {
                continue;
            }
        }
    }

    private async Task<OaiPage> GetAsync(string set, OaiCursor cursor, DateOnly? until, CancellationToken ct)
    {
        var address = cursor.Token is { } token
            ? WebAddress.With(client.Options.OaiUrl, ("verb", "ListRecords"), ("resumptionToken", token))
            : WebAddress.With(client.Options.OaiUrl, ("verb", "ListRecords"), ("metadataPrefix", prefix), ("set", set), ("from", Day(cursor.From)), ("until", Day(until)));
        try
        {
            using var answer = await client.GetAsync(new Fetch(address, ArxivClient.Service)
            {
                Accept = "text/xml, application/xml;q=0.9, */*;q=0.1",
                MaxBytes = 32 << 20,
                Deadline = TimeSpan.FromSeconds(240),
            }, ct);
            return Parse(answer.OpenText());
        }
        catch (SourceException e) when (ErrorIn(e.Answer) is { } error)
        {
            throw new OaiErrorException(error.Code, error.Message);
        }
    }

    /// <summary>OAI-PMH tells of errors with status 200; this finds them where the status tells of them too.</summary>
    private static OaiErrorException? ErrorIn(string? answer)
    {
        if (answer is null || !answer.Contains("<OAI-PMH", StringComparison.Ordinal)) return null;
        try
        {
            Parse(new StringReader(answer));
            return null;
        }
        catch (OaiErrorException e)
        {
            return e;
        }
        catch (SourceException)
        {
            return null; // no such answer after all: the status speaks for itself
        }
    }

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <exception cref="SourceException">It is no answer of OAI-PMH.</exception>
    /// <exception cref="OaiErrorException">It tells of an error.</exception>
    public static OaiPage Parse(TextReader answer)
    {
        using var xml = new BoundedXml(answer, ArxivClient.Service);
        if (xml.Root != "OAI-PMH")
            throw new SourceException(SourceFailure.Malformed, $"arXiv answered with {(xml.Root is "html" ? "a web page" : "something else")} in place of a harvest. It may be under maintenance; try again later.");

        var records = new List<OaiRecord>();
        var deleted = new List<PaperId>();
        var unreadable = new Unreadable("arXiv's harvest");
        string? token = null;
        int? size = null, position = null;
        var entries = 0;
        DateOnly? answered = null, reached = null;
        var ordered = true;
        foreach (var part in xml.Parts("ListRecords", "GetRecord"))
        {
            switch (part.Name)
            {
                case "responseDate": answered = ToDay(part.Text); break;
                case "resumptionToken":
                    token = part.Text.Trim();
                    (size, position) = (Count(part, "completeListSize"), Count(part, "cursor"));
                    break;
                case "error": throw new OaiErrorException(part.Attributes.GetValueOrDefault("code") ?? "error", part.Text.Trim());
                case "record":
                    entries++;
                    var datestamp = ToDay(part.First("header")?.Value("datestamp"));
                    ordered &= datestamp is not null && !(datestamp < reached);
                    reached = datestamp > reached || reached is null ? datestamp : reached;
                    if (part.First("header")?.Attributes.GetValueOrDefault("status") == "deleted")
                    {
                        if (Identify(part) is { } gone) deleted.Add(gone);
                        else unreadable.Add($"'{Wording.Quoted(part.First("header")?.Value("identifier"))}', which was deleted, is no arXiv identifier");
                    }
                    else if (Read(part, unreadable) is { } paper)
                    {
                        records.Add(new OaiRecord(paper, datestamp));
                    }
                    break;
            }
        }
        return new OaiPage
        {
            Records = records,
            Deleted = deleted,
            Answered = answered,
            Token = token,
            Reached = ordered ? reached : null,
            Notes = [.. unreadable.Notes(xml.Damaged)],
            Entries = entries,
            ListSize = size,
            Position = position,
        };

        static int? Count(XmlPart part, string name) =>
            int.TryParse(part.Attributes.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                ? count
                : null;
    }

    private static PaperId? Identify(XmlPart record) =>
        record.First("header")?.Value("identifier") is { } name && PaperId.TryArxiv(name, out var id, out _) ? id : null;

    private static Paper? Read(XmlPart record, Unreadable unreadable)
    {
        // What came decides, not what was asked for.
        var metadata = record.First("metadata");
        var raw = metadata?.First(Raw);
        if ((raw ?? metadata?.First(Plain)) is not { } fields)
        {
            unreadable.Add($"'{Wording.Quoted(record.First("header")?.Value("identifier"))}' comes without metadata that is known here");
            return null;
        }
        if (!(fields.Value("id") is { } name && PaperId.TryArxiv(name, out var id, out _)))
        {
            if (Identify(record) is not { } fromHeader)
            {
                unreadable.Add($"'{Wording.Quoted(fields.Value("id"))}' is no arXiv identifier");
                return null;
            }
            id = fromHeader;
        }
        if (fields.Line("title") is not { } title)
        {
            unreadable.Add($"{id.Local} has no title");
            return null;
        }
        var paper = new Paper
        {
            Id = id,
            Title = title,
            Abstract = fields.Value("abstract") ?? "",
            Categories = [.. (fields.Value("categories") ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal)],
            Url = ArxivRecord.AbstractPage(id),
            Doi = ArxivRecord.Doi(fields.Value("doi")),
            Venue = fields.Line("journal-ref"),
            Comment = fields.Line("comments"),
            License = fields.Value("license"),
        };
        return raw is null ? WithPlain(paper, fields) : WithRaw(paper, fields);
    }

    private static Paper WithPlain(Paper paper, XmlPart fields)
    {
        var created = WrittenDate.Moment(fields.Value("created"));
        return paper with
        {
            Published = created,
            Updated = WrittenDate.Moment(fields.Value("updated")) ?? created,
            Authors = [.. (fields.First("authors")?.All("author") ?? []).Select(Name).OfType<Author>()],
        };

        static Author? Name(XmlPart author)
        {
            var name = string.Join(' ', new[] { author.Line("forenames"), author.Line("keyname"), author.Line("suffix") }.OfType<string>());
            var affiliation = string.Join("; ", author.All("affiliation").Select(part => XmlPart.OneLine(part.Text)).Where(text => text.Length > 0));
            return name.Length == 0 ? null : new Author(name, affiliation.Length == 0 ? null : affiliation);
        }
    }

    private static Paper WithRaw(Paper paper, XmlPart fields)
    {
        var versions = fields.All("version")
            .Select(version => (Number: Number(version), Date: WrittenDate.Moment(version.Value("date"))))
            .Where(version => version.Number > 0)
            .OrderBy(version => version.Number)
            .ToList();
        return paper with
        {
            Version = versions.Count > 0 ? versions[^1].Number : null,
            Published = versions.Count > 0 && versions[0].Number == 1 ? versions[0].Date : null,
            Updated = versions.Count > 0 ? versions[^1].Date : null,
            Authors = AuthorList.Read(fields.Value("authors"), PersonListForm.Line),
        };

        static int Number(XmlPart version)
        {
            var name = version.Attributes.GetValueOrDefault("version")?.TrimStart('v');
            return int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        }
    }

    private static DateOnly? ToDay(string? text) =>
        WrittenDate.Moment(text) is { } date ? DateOnly.FromDateTime(date.UtcDateTime) : null;
}

/// <summary>An error that OAI-PMH tells of in its answer.</summary>
internal sealed class OaiErrorException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}
