using System.Text.Json;
using LocalDigest.Papers;
using static LocalDigest.Sources.LenientJson;

namespace LocalDigest.Sources;

/// <summary>
/// One answer of <c>/notes</c>. Version 2 wraps the fields of a paper (<c>content.title.value</c>), version 1 does not; both are read.
/// Source of the fields: docs.openreview.net/reference/api-v2/entities/note.
/// </summary>
/// <param name="Listings">The papers among the notes.</param>
/// <param name="Keys">The ids of all notes, read or not.</param>
/// <param name="Entries">How many notes there are, read or not.</param>
/// <param name="Newest">When the last change of a note was made, in milliseconds since 1970; 0 where none is told.</param>
/// <param name="Oldest">When the last note was changed, if all were in the order of their changes, the last first; else null.</param>
/// <param name="Notes">What could not be read.</param>
internal sealed record OpenReviewPage(
    IReadOnlyList<Listing> Listings, IReadOnlyList<string> Keys, int Entries, long Newest, long? Oldest, IReadOnlyList<string> Notes)
{
    private const int MostAuthors = 5_000;
    private const int MostKeywords = 50;

    /// <summary>How the venue of a paper ends that its authors or the venue took back.</summary>
    private static readonly string[] TakenBack = ["/Withdrawn_Submission", "/Desk_Rejected_Submission", "/Retracted_Submission"];

    private static readonly DateTimeOffset Earliest = new(1990, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="answer">The body.</param>
    /// <param name="now">No date behind it is believed.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="SourceException">It is no list of notes.</exception>
    public static async Task<OpenReviewPage> ParseAsync(Stream answer, DateTimeOffset now, CancellationToken ct)
    {
        using var document = await LenientJson.ParseAsync(answer, OpenReviewSource.Service, ct);
        if (Field(document.RootElement, "notes") is not { ValueKind: JsonValueKind.Array } notes)
        {
            throw new SourceException(
                SourceFailure.Malformed,
                "OpenReview sent something else in place of its notes. Check LocalDigest:OpenReview:ApiUrl in the configuration; where it "
                + "is right, the interface may have changed.");
        }
        var listings = new List<Listing>();
        var keys = new List<string>();
        var unreadable = new Unreadable("OpenReview's list");
        long newest = 0;
        long? oldest = long.MaxValue;
        foreach (var note in notes.EnumerateArray())
        {
            var changed = Milliseconds(note, "tmdate");
            newest = Math.Max(newest, changed ?? 0);
            oldest = changed <= oldest ? changed : null;
            if (String(note, "id") is { } key) keys.Add(key);
            if (Read(note, now, unreadable) is { } listing) listings.Add(listing);
        }
        return new OpenReviewPage(listings, keys, notes.GetArrayLength(), newest, oldest, [.. unreadable.Notes()]);
    }

    /// <summary>The paper that a note is; null for reviews, comments and what was taken back, which need no word.</summary>
    private static Listing? Read(JsonElement note, DateTimeOffset now, Unreadable unreadable)
    {
        if (String(note, "id") is not { Length: <= 200 } key)
        {
            unreadable.Add("one has no id");
            return null;
        }
        var isReply = String(note, "replyto") is not null || (String(note, "forum") is { } forum && forum != key);
        var content = Field(note, "content") ?? default;
        if (isReply || Field(note, "ddate") is not null || IsTakenBack(content)) return null;
        if (Text(content, "title") is not { } title)
        {
            unreadable.Add($"{Wording.Quoted(key)} has no title");
            return null;
        }
        var page = "https://openreview.net/forum?id=" + Uri.EscapeDataString(key);
        if (Name(content, page) is not { } id)
        {
            unreadable.Add($"{Wording.Quoted(key)} is no id");
            return null;
        }
        DateTimeOffset?[] shown = [Moment(note, "odate", now), Moment(note, "pdate", now)];
        var created = Moment(note, "cdate", now) ?? Moment(note, "tcdate", now);
        var venue = Text(content, "venue");
        // "Submitted to" and "Conference Submission" are where it wants to go.
        var isSubmitted = venue is not null && (venue.StartsWith("Submitted to ", StringComparison.OrdinalIgnoreCase)
            || venue.EndsWith(" Submission", StringComparison.OrdinalIgnoreCase));
        return new Listing(new Paper
        {
            Id = id,
            Title = XmlPart.OneLine(title),
            Abstract = Text(content, "abstract") ?? Text(content, "TL;DR") ?? Text(content, "TLDR") ?? "",
            Authors = [.. Authors(content)],
            Published = shown.Min() ?? created,
            Url = page,
            Doi = Text(content, "doi"),
            Venue = isSubmitted ? null : venue,
            Comment = isSubmitted ? venue : null,
            Keywords = [.. Words(content, "keywords").Take(MostKeywords)],
        }, ListingKind.New, (shown.Max() ?? created) is { } at ? DateOnly.FromDateTime(at.UtcDateTime) : null);
    }

    private static bool IsTakenBack(JsonElement content) =>
        (Text(content, "venueid") is { } venue && TakenBack.Any(end => venue.EndsWith(end, StringComparison.OrdinalIgnoreCase)))
        || Text(content, "withdrawal") is { } withdrawal && withdrawal.Equals("confirmed", StringComparison.OrdinalIgnoreCase);

    /// <summary>Under the name of arXiv or a DOI where the note leads there, so that one paper stays one; else under its page.</summary>
    private static PaperId? Name(JsonElement content, string page) =>
        Text(content, "html") is { Length: < 2000 } html && PaperId.TryParse(html, out var other) && (other.IsArxiv || other.IsDoi) ? other
        : PaperId.TryParse(page, out var id) ? id : null;

    /// <summary>In version 2 also as objects with a name in full. Who is not to be known is left out.</summary>
    private static IEnumerable<Author> Authors(JsonElement content) =>
        List(content, "authors").Take(MostAuthors)
            .Select(author => String(author) ?? String(author, "fullname") ?? String(author, "name")).OfType<string>()
            .Select(XmlPart.OneLine).Where(name => !name.StartsWith("Anonymous", StringComparison.OrdinalIgnoreCase))
            .Select(name => new Author(name));

    private static IEnumerable<string> Words(JsonElement content, string name) =>
        Text(content, name) is { } line ? line.Split([';', ','], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : List(content, name).Select(String).OfType<string>();

    private static IEnumerable<JsonElement> List(JsonElement content, string name) =>
        Value(content, name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    private static string? Text(JsonElement content, string name) => Value(content, name) is { } value ? String(value) : null;

    private static JsonElement? Value(JsonElement content, string name) =>
        Field(content, name) is not { } field ? null : field.ValueKind == JsonValueKind.Object ? Field(field, "value") : field;

    private static long? Milliseconds(JsonElement of, string name) =>
        Field(of, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value) && value > 0 ? value : null;

    private static DateTimeOffset? Moment(JsonElement note, string name, DateTimeOffset now) =>
        Milliseconds(note, name) is { } value && value >= Earliest.ToUnixTimeMilliseconds() && value <= now.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(value)
            : null;
}
