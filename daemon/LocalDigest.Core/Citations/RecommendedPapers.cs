using System.Text.Json;
using LocalDigest.Papers;
using LocalDigest.Sources;
using LocalDigest.Text;
using static LocalDigest.Sources.LenientJson;

namespace LocalDigest.Citations;

/// <summary>The answer of <c>/recommendations/v1/papers/</c>.</summary>
internal static class RecommendedPapers
{
    /// <summary>What is asked of each paper.</summary>
    public const string Fields = "title,abstract,authors,externalIds,publicationDate,venue,url";

    private const int MostAuthors = 5_000;

    /// <param name="root">The answer.</param>
    /// <param name="now">No date behind it is believed.</param>
    /// <returns>The papers in the service's order, each once, and what could not be read.</returns>
    /// <exception cref="SourceException">It is no list of papers.</exception>
    public static (IReadOnlyList<Listing> Listings, IReadOnlyList<string> Notes) Read(JsonElement root, DateTimeOffset now)
    {
        if (Field(root, "recommendedPapers") is not { ValueKind: JsonValueKind.Array } papers)
        {
            throw new SourceException(
                SourceFailure.Malformed,
                "Semantic Scholar sent something else in place of its recommendations. Its interface may have changed.");
        }
        var unreadable = new Unreadable("Semantic Scholar's recommendations");
        List<Listing> listings =
        [
            .. papers.EnumerateArray().Select(paper => Read(paper, now, unreadable)).OfType<Listing>()
                .DistinctBy(listing => listing.Paper.Id),
        ];
        return (listings, [.. unreadable.Notes()]);
    }

    private static Listing? Read(JsonElement paper, DateTimeOffset now, Unreadable unreadable)
    {
        var ids = Field(paper, "externalIds") ?? default;
        PaperId? doi = PaperId.TryDoi(String(ids, "DOI"), out var named) ? named : null;
        if (Name(paper, ids, doi) is not { } id)
        {
            unreadable.Add("one has no identifier");
            return null;
        }
        if (String(paper, "title") is not { } title)
        {
            unreadable.Add($"{Wording.Quoted(id.Local)} has no title");
            return null;
        }
        var published = WrittenDate.Moment(String(paper, "publicationDate")) is { } date && date <= now ? date : (DateTimeOffset?)null;
        return new Listing(new Paper
        {
            Id = id,
            Title = XmlPart.OneLine(title),
            Abstract = String(paper, "abstract") ?? "",
            Authors =
            [
                .. Items(paper, "authors").Take(MostAuthors).Select(author => String(author, "name")).OfType<string>()
                    .Select(name => new Author(XmlPart.OneLine(name))),
            ],
            Published = published,
            Url = id.IsArxiv ? ArxivRecord.AbstractPage(id) : id.IsDoi ? "https://doi.org/" + id.Local : id.Local,
            Doi = doi is { IsDoi: true } other ? other.Local : null,
            // For a preprint it names the server.
            Venue = String(paper, "venue") is { Length: < 300 } venue && !venue.StartsWith("arXiv", StringComparison.OrdinalIgnoreCase)
                ? venue
                : null,
        }, ListingKind.New, published is { } day ? DateOnly.FromDateTime(day.UtcDateTime) : null, IsSecondhand: true);
    }

    /// <summary>arXiv's name before the DOI's, so that it is the paper that arXiv lists; else the service's own page.</summary>
    private static PaperId? Name(JsonElement paper, JsonElement ids, PaperId? doi) =>
        String(ids, "ArXiv") is { } arxiv && PaperId.TryArxiv(arxiv, out var id, out _) ? id
        : doi ?? (String(paper, "paperId") is { Length: <= 64 } key && key.All(char.IsAsciiLetterOrDigit)
            && PaperId.TryParse("https://www.semanticscholar.org/paper/" + key, out id) ? id : null);
}
