using System.Collections.Frozen;
using System.Text.Json;
using LocalDigest.Papers;
using LocalDigest.Text;
using static LocalDigest.Sources.LenientJson;

namespace LocalDigest.Sources;

/// <summary>One item of Zotero as an entry of a library. Source of the types and fields: zotero.org/support/dev/web_api/v3/types_and_fields.</summary>
internal static class ZoteroItem
{
    private const int MostTags = 50;
    private const int MostCreators = 5_000;
    private const int MostLinesOfExtra = 200;

    private static readonly FrozenSet<string> Papers = FrozenSet.Create("journalArticle", "conferencePaper", "preprint", "manuscript", "report", "thesis", "book", "bookSection", "presentation", "document");

    /// <summary>What belongs to another item, and is none itself.</summary>
    private static readonly FrozenSet<string> Parts = FrozenSet.Create("attachment", "note", "annotation");

    /// <summary>The creators who made the work, the first kind that there is of it.</summary>
    private static readonly string[] Makers = ["author", "presenter", "bookAuthor", "editor"];

    /// <param name="item">An element of the service's answer.</param>
    /// <param name="line">Its place in the library.</param>
    /// <returns>Null for what is no paper: notes, attachments, films, and web pages that are not a paper's own.</returns>
    public static LibraryEntry? Read(JsonElement item, int line)
    {
        var data = Field(item, "data") ?? item;
        if (String(data, "itemType") is not { } type || Parts.Contains(type) || IsInTrash(data)) return null;
        var entry = new LibraryEntry { Line = line, Type = type.ToLowerInvariant(), Key = String(data, "key") ?? String(item, "key") };
        var isPaper = Papers.Contains(type);
        if (String(data, "title") is not { } raw || LatexText.Clean(raw).Text is not { Length: > 0 } title)
            return isPaper ? entry with { Problem = $"An entry of Zotero ({Wording.Quoted(entry.Key)}) has no title." } : null;

        var authors = Authors(data);
        var (extraDoi, extraArxiv) = Extra(String(data, "extra"));
        // A bare number of a report or an archive may look like arXiv's and be none.
        var eprint = new[] { String(data, "archiveID"), String(data, "archiveLocation"), String(data, "reportNumber"), String(data, "number") }
            .Where(name => name?.StartsWith("arXiv:", StringComparison.OrdinalIgnoreCase) == true).Append(extraArxiv)
            .FirstOrDefault(name => name is not null && PaperId.TryArxiv(FirstWord(name), out _, out _));
        var url = String(data, "url") is { Length: < 2000 } address && Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0 ? address : null;
        var meta = Field(item, "meta");
        var date = PartialDate.Parse(meta is { } parsed ? String(parsed, "parsedDate") : null) ?? PartialDate.Parse(String(data, "date"));
        var identity = PaperIdentity.Of(new()
        {
            Eprints = [eprint is null ? null : FirstWord(eprint)],
            Dois = [String(data, "DOI"), extraDoi],
            Urls = [url],
            Journal = String(data, "publicationTitle"),
        }, title, authors, date?.Year);
        if (!isPaper && !identity.Id.IsArxiv && !identity.Id.IsDoi) return null;

        return entry with
        {
            Date = date,
            AddedAt = WrittenDate.Moment(String(data, "dateAdded")),
            Paper = new Paper
            {
                Id = identity.Id,
                Version = identity.Version,
                Title = title,
                Abstract = LatexText.Clean(String(data, "abstractNote") ?? "").Text,
                Authors = authors,
                Published = date?.Start,
                Url = url ?? identity.Page,
                Doi = identity.Doi,
                Venue = Venue(data),
                License = String(data, "rights") is { Length: < 300 } rights ? rights : null,
                Keywords = [.. Items(data, "tags").Take(MostTags).Select(tag => String(tag, "tag")).OfType<string>()],
            },
        };
    }

    private static bool IsInTrash(JsonElement data) => Field(data, "deleted") is { } deleted && (deleted.ValueKind == JsonValueKind.True || (deleted.ValueKind == JsonValueKind.Number && deleted.TryGetInt32(out var flag) && flag != 0));

    private static List<Author> Authors(JsonElement data)
    {
        var creators = Items(data, "creators").Take(MostCreators).ToList();
        var kind = Makers.FirstOrDefault(maker => creators.Any(creator => String(creator, "creatorType") == maker));
        return
        [
            .. creators.Where(creator => kind is null || String(creator, "creatorType") == kind)
                .Select(creator => LatexText.CleanName(String(creator, "name") ?? $"{String(creator, "firstName")} {String(creator, "lastName")}".Trim()))
                .Where(name => name.Length > 0)
                .Select(name => new Author(name)),
        ];
    }

    private static string? Venue(JsonElement data)
    {
        var venue = String(data, "publicationTitle") ?? String(data, "proceedingsTitle") ?? String(data, "conferenceName") ?? String(data, "bookTitle") ?? String(data, "university") ?? String(data, "institution");
        // Not where it was published, but where it was not yet.
        return venue is null || venue.StartsWith("arXiv", StringComparison.OrdinalIgnoreCase) ? null : venue;
    }

    /// <summary>Fields that an item's type does not have stand in Extra, a line each: <c>DOI: 10.…</c>, <c>arXiv: 2601.12080 [cs]</c>.</summary>
    private static (string? Doi, string? Arxiv) Extra(string? extra)
    {
        string? doi = null, arxiv = null;
        foreach (var line in (extra ?? "").Split('\n', MostLinesOfExtra + 1).Take(MostLinesOfExtra))
        {
            if (line.Split(':', 2) is not [var name, var value]) continue;
            switch (name.Trim().ToLowerInvariant())
            {
                case "doi":
                    doi ??= value.Trim();
                    break;
                case "arxiv" or "arxiv id" or "eprint" or "tex.eprint":
                    arxiv ??= value.Trim();
                    break;
            }
        }
        return (doi, arxiv);
    }

    private static string FirstWord(string text) => text.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries) is [var word, ..] ? word : "";
}
