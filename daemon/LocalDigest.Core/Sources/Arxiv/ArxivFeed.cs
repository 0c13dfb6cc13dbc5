using LocalDigest.Papers;
using LocalDigest.Text;

namespace LocalDigest.Sources;

/// <summary>
/// arXiv's feed of the newest list, in its RSS 2.0 or its Atom form, whichever the answer is. Source: info.arxiv.org/help/rss_specifications.html,
/// info.arxiv.org/help/atom_specifications.html.
/// </summary>
internal sealed record ArxivFeed
{
    /// <summary>The feed leaves out what goes beyond so many.</summary>
    public const int MaxEntries = 2000;

    /// <summary>The day of the list, in arXiv's own time.</summary>
    public DateOnly? ListDate { get; init; }

    public IReadOnlyList<Listing> Listings { get; init; } = [];

    public IReadOnlyList<string> Notes { get; init; } = [];

    public static Uri Address(ArxivOptions options, IEnumerable<string> categories) => WebAddress.Below(options.RssUrl, string.Join('+', categories));

    /// <exception cref="SourceException">It is no feed, or one that tells of an error.</exception>
    public static ArxivFeed Parse(TextReader answer)
    {
        using var xml = new BoundedXml(answer, ArxivClient.Service);
        if (xml.Root is not ("rss" or "feed"))
            throw new SourceException(SourceFailure.Malformed, $"arXiv answered with {(xml.Root is "html" ? "a web page" : "something else")} in place of its feed. It may be under maintenance; try again later.");

        string? title = null, description = null;
        DateTimeOffset? published = null, built = null;
        var listings = new List<Listing>();
        var unreadable = new Unreadable("arXiv's feed");
        foreach (var part in xml.Parts("channel"))
        {
            switch (part.Name)
            {
                case "title": title ??= part.Text.Trim(); break;
                case "description" or "subtitle": description ??= part.Text.Trim(); break;
                case "pubDate": published ??= WrittenDate.Moment(part.Text.Trim()); break;
                case "lastBuildDate" or "updated": built ??= WrittenDate.Moment(part.Text.Trim()); break;
                case "item" or "entry":
                    if (Read(part, unreadable) is { } listing) listings.Add(listing);
                    break;
            }
        }

        // Errors come as a feed too, and not always with an error's status.
        if (title?.StartsWith("Feed error", StringComparison.OrdinalIgnoreCase) == true)
            throw new SourceException(SourceFailure.Refused, $"arXiv refused the request for its feed: {Wording.Quoted(description)}") { Status = 400 };

        var date = Day(published ?? built);
        return new ArxivFeed { ListDate = date, Listings = [.. listings.Select(listing => listing with { Announced = listing.Announced ?? date })], Notes = [.. unreadable.Notes(xml.Damaged)] };
    }

    /// <summary>Whether a refusal's body is such a feed, and in which words.</summary>
    public static string? ErrorIn(string? answer)
    {
        if (answer is null || !answer.Contains("Feed error", StringComparison.OrdinalIgnoreCase)) return null;
        try
        {
            Parse(new StringReader(answer));
            return null;
        }
        catch (SourceException e) when (e.Failure == SourceFailure.Refused)
        {
            return e.Message;
        }
        catch (SourceException)
        {
            return null; // no feed after all: the status speaks for itself
        }
    }

    private static Listing? Read(XmlPart entry, Unreadable unreadable)
    {
        var text = entry.Value("description") ?? entry.Value("summary") ?? "";
        var (headId, headType, summary) = Split(text);
        var names = new[] { entry.Value("guid"), entry.Value("id"), headId, entry.Value("link"), entry.First("link")?.Attributes.GetValueOrDefault("href") };
        PaperId id = default;
        int? version = null;
        if (!names.Any(name => name is not null && PaperId.TryArxiv(name, out id, out version)))
        {
            unreadable.Add($"'{Wording.Quoted(names.FirstOrDefault(name => name is not null))}' is no arXiv identifier");
            return null;
        }
        // The link names no version, the others may: one that does is asked last.
        if (version is null && headId is not null && PaperId.TryArxiv(headId, out var same, out var other) && same == id) version = other;
        if (entry.Line("title") is not { } title)
        {
            unreadable.Add($"{id.Local} has no title");
            return null;
        }

        var announced = WrittenDate.Moment(entry.Value("pubDate") ?? entry.Value("published") ?? entry.Value("date"));
        var kind = KindOf(entry.Value("announce_type") ?? headType);
        if (kind is null) unreadable.Add($"{id.Local} is announced as '{Wording.Quoted(entry.Value("announce_type") ?? headType)}', which is not known, and was taken for new");
        var first = kind is null or ListingKind.New && version is null or 1;
        return new Listing(new Paper
        {
            Id = id,
            Version = version,
            Title = title,
            Abstract = summary,
            Authors = Authors(entry),
            // The feed says when a paper was announced. That is when it appeared only where this is its first announcement.
            Published = first ? announced : null,
            Updated = kind is ListingKind.Cross ? null : announced,
            Categories = [.. entry.All("category").Select(category => category.Attributes.GetValueOrDefault("term") ?? category.Text.Trim()).Where(term => term.Length > 0).Distinct(StringComparer.Ordinal)],
            Url = ArxivRecord.AbstractPage(id),
            Doi = ArxivRecord.Doi(entry.Value("doi")),
            Venue = entry.Line("journal_reference") ?? entry.Line("journal_ref"),
            License = entry.Value("rights"),
        }, kind ?? ListingKind.New, Day(announced));
    }

    /// <summary>Splits <c>arXiv:IDvN Announce Type: X \nAbstract: …</c>; a text without that head is all abstract.</summary>
    private static (string? Id, string? Type, string Abstract) Split(string text)
    {
        const string type = "Announce Type:", summary = "Abstract:";
        if (!text.StartsWith("arXiv:", StringComparison.OrdinalIgnoreCase)) return (null, null, text.Trim());
        var typeAt = text.IndexOf(type, StringComparison.OrdinalIgnoreCase);
        if (typeAt is < 0 or > 60) return (null, null, text.Trim());
        var id = text[..typeAt].Trim();
        var rest = text[(typeAt + type.Length)..].TrimStart(' ');
        var end = rest.AsSpan().IndexOfAny(" \t\r\n");
        var kind = end < 0 ? rest : rest[..end];
        rest = end < 0 ? "" : rest[end..].Trim();
        if (rest.StartsWith(summary, StringComparison.OrdinalIgnoreCase)) rest = rest[summary.Length..];
        return (id, kind, rest.Trim());
    }

    private static ListingKind? KindOf(string? announceType) => announceType?.ToLowerInvariant() switch
    {
        null or "new" => ListingKind.New,
        "cross" => ListingKind.Cross,
        "replace" or "absonly" => ListingKind.Replace,
        "replace-cross" => ListingKind.ReplaceCross,
        _ => null,
    };

    private static IReadOnlyList<Author> Authors(XmlPart entry)
    {
        var creators = entry.All("creator").Select(creator => creator.Text).Where(text => !string.IsNullOrWhiteSpace(text)).ToList();
        return creators switch
        {
            [] => [.. entry.All("author").SelectMany(author => AuthorList.Read(author.Line("name") ?? author.Text, PersonListForm.Line))],
            [var line] => AuthorList.Read(line, PersonListForm.Line),
            _ => [.. creators.SelectMany(creator => AuthorList.Read(creator, PersonListForm.Field))],
        };
    }

    /// <summary>The date on the sender's own calendar: midnight in New York is a day of New York.</summary>
    private static DateOnly? Day(DateTimeOffset? date) => date is { } at ? DateOnly.FromDateTime(at.DateTime) : null;
}
