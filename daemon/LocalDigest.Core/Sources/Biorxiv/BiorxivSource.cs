using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using LocalDigest.Papers;
using LocalDigest.Text;
using Polly;
using static LocalDigest.Sources.LenientJson;

namespace LocalDigest.Sources;

/// <summary>
/// bioRxiv and medRxiv, the preprint servers of biology and medicine: what was posted from one day to another. Source: api.biorxiv.org.
/// </summary>
/// <param name="server"><c>biorxiv</c> or <c>medrxiv</c>; the kind of the source too.</param>
/// <param name="options">Where the servers' API is.</param>
/// <param name="memory">What was read last.</param>
/// <param name="time">The clock.</param>
public sealed class BiorxivSource(string server, BiorxivOptions options, ISourceMemory memory, TimeProvider time) : IPaperSource, IDisposable
{
    private const int Attempts = 3;
    private const int MostPages = 100;
    private const int MostDays = 31;

    /// <summary>After longer absences only so many days are made up for without being asked.</summary>
    private const int MostMissed = 7;

    private readonly BoundedHttp http = new(options.Contact, time);
    private readonly ResiliencePipeline retry = Retrying.By(time, Retrying.Passing(Attempts, TimeSpan.FromSeconds(2)));

    public string Kind => server;

    private string Service => server == "medrxiv" ? "medRxiv" : "bioRxiv";

    /// <summary>The last day of which the list was read.</summary>
    private string LastKey(SourceSpec spec) =>
        $"{server}/last-day/{string.Join('+', spec.Categories.Select(PreprintCategory.Plain).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))}";

    public string? Check(SourceSpec spec)
    {
        if (spec.Categories.Select(category => PreprintCategory.Problem(server, category)).FirstOrDefault(problem =>
            problem is not null) is { } problem) return problem;
        return spec.Limit is <= 0 ? "The limit of papers must be at least 1." : null;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<SourceBatch> ReadAsync(SourceRequest request, CancellationToken ct)
    {
        if (Check(request.Spec) is { } problem) throw new SourceException(SourceFailure.Refused, problem);
        OpenDay.CheckSpan(request, MostDays, $"{Service} is");
        return PagesAsync(request, ct);
    }

    public void Dispose() => http.Dispose();

    private async IAsyncEnumerable<SourceBatch> PagesAsync(SourceRequest request, [EnumeratorCancellation] CancellationToken ct)
    {
        var before = new List<string>();
        var firsts = new Dictionary<PaperId, DateTimeOffset?>();
        var place = Checkpoint.Read<Place>(request.Checkpoint, Service, before)
            ?? new Place(
                request.Since
                    ?? (request.IsToday ? OpenDay.First(memory.Recall(LastKey(request.Spec)), request.Date, MostMissed) : request.Date),
                0, 0);
        var limit = request.Spec.Limit is { } perDay ? perDay * (request.Date.DayNumber - place.From.DayNumber + 1) : int.MaxValue;
        for (var pages = 1; ; pages++)
        {
            var page = await PageAsync(place.From, request.Date, place.Cursor, ct);
            var wanted = page.WithFirsts(firsts).Where(listing => request.Spec.Categories.Count == 0
                || listing.Paper.Categories.Any(category =>
                request.Spec.Categories.Any(wanted => PreprintCategory.IsSame(wanted, category))));
            List<Listing> listings = [.. wanted.Take(limit - place.Taken)];
            place = place with { Cursor = place.Cursor + page.Entries, Taken = place.Taken + listings.Count };
            var isCut = pages == MostPages && place.Cursor < page.Total;
            var isLast = page.Entries == 0 || place.Cursor >= page.Total || place.Taken >= limit || isCut;
            yield return new SourceBatch
            {
                Listings = listings,
                Total = page.Total,
                ListDate = isLast ? request.Date : null,
                Notes =
                [
                    .. before,
                    .. page.Notes,
                    .. isCut ? [$"{Service}'s list is longer than {MostPages} pages; the rest was not read."] : Array.Empty<string>(),
                    .. isLast && place.Taken == 0 && page.Notes.Count == 0 ? [$"{Service} has no new papers{(request.Spec.Categories.Count > 0 ? " of these categories" : "")} from {Wording.Day(place.From)} to {Wording.Day(request.Date)}."] : Array.Empty<string>(),
                ],
                Remember = isLast && request is { IsToday: true, Since: null } ? new Dictionary<string, string> { [LastKey(request.Spec)] = Day(request.Date) } : new Dictionary<string, string>(),
                Checkpoint = isLast ? null : Checkpoint.Write(place),
            };
            if (isLast) yield break;
            before.Clear();
        }
    }

    private async Task<BiorxivPage> PageAsync(DateOnly from, DateOnly to, int cursor, CancellationToken ct)
    {
        var address = WebAddress.Below(options.ApiUrl, string.Create(CultureInfo.InvariantCulture, $"details/{server}/{Day(from)}/{Day(to)}/{cursor}"));
        return await retry.ExecuteAsync(async ct =>
        {
            using var answer = await http.GetAsync(new Fetch(address, Service)
            {
                Reach = Reach.Configured,
                Accept = "application/json",
                MaxBytes = 8 << 20,
                Deadline = TimeSpan.FromSeconds(60),
            }, ct);
            return await BiorxivPage.ParseAsync(answer.Content, Service, ct);
        }, ct);
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>How far the reading of a span of days is.</summary>
    /// <param name="From">The first day.</param>
    /// <param name="Cursor">Entries already read.</param>
    /// <param name="Taken">Papers given out.</param>
    private sealed record Place(DateOnly From, int Cursor, int Taken) : ICheckpoint
    {
        public static string Form => "biorxiv/1";
    }
}

/// <summary>One answer of <c>details/{server}/{from}/{to}/{cursor}</c>.</summary>
/// <param name="Listings">The papers, each once, in its newest version.</param>
/// <param name="Firsts">Papers whose first version is among what came, with its date.</param>
/// <param name="Entries">What came, read or not.</param>
/// <param name="Total">How many there are in all of the span.</param>
/// <param name="Notes">What could not be read.</param>
internal sealed record BiorxivPage(
    IReadOnlyList<Listing> Listings, IReadOnlyDictionary<PaperId, DateTimeOffset?> Firsts, int Entries, int Total,
        IReadOnlyList<string> Notes)
{
    /// <exception cref="SourceException">It is no list of papers.</exception>
    public static async Task<BiorxivPage> ParseAsync(Stream answer, string service, CancellationToken ct)
    {
        using var document = await LenientJson.ParseAsync(answer, service, ct);
        var root = document.RootElement;
        if (Field(root, "messages") is null && Field(root, "collection") is null)
            throw new SourceException(SourceFailure.Malformed, $"{service} sent something else in place of its list. Its interface may have changed.");
        var papers = Items(root, "collection");
        var listings = new Dictionary<PaperId, Listing>();
        var firsts = new Dictionary<PaperId, DateTimeOffset?>();
        var unreadable = new Unreadable($"{service}'s list");
        foreach (var paper in papers)
        {
            if (Read(paper, service, unreadable) is not { } listing) continue;
            if (listing.Kind == ListingKind.New) firsts[listing.Paper.Id] = listing.Paper.Published;
            if (!listings.TryGetValue(listing.Paper.Id, out var other) || (other.Paper.Version ?? 0) < (listing.Paper.Version ?? 0)) listings[listing.Paper.Id] = listing;
        }
        var message = Items(root, "messages").FirstOrDefault();
        return new BiorxivPage([.. listings.Values], firsts, papers.Length, Number(message, "total") ?? papers.Length,
            [.. unreadable.Notes()]);
    }

    /// <summary>
    /// The papers; one whose first version is in the same span of days is new, whatever version came since, and is as old as its first.
    /// </summary>
    /// <param name="known">First versions of the pages before, with their dates; takes those of this page.</param>
    public IReadOnlyList<Listing> WithFirsts(Dictionary<PaperId, DateTimeOffset?> known)
    {
        foreach (var (id, published) in Firsts) known[id] = published;
        return
        [
            .. Listings.Select(listing => listing.Kind != ListingKind.New && known.TryGetValue(listing.Paper.Id, out var published)
                ? listing with { Kind = ListingKind.New, Paper = listing.Paper with { Published = published } }
                : listing),
        ];
    }

    private static Listing? Read(JsonElement entry, string service, Unreadable unreadable)
    {
        if (!PaperId.TryDoi(String(entry, "doi"), out var id))
        {
            unreadable.Add("one has no DOI");
            return null;
        }
        if (String(entry, "title") is not { } title)
        {
            unreadable.Add($"{Wording.Quoted(id.Local)} has no title");
            return null;
        }
        var version = Number(entry, "version");
        var date = WrittenDate.Moment(String(entry, "date"));
        return new Listing(new Paper
        {
            Id = id,
            Version = version,
            Title = HtmlFragment.ToText(title),
            Abstract = HtmlFragment.ToText(String(entry, "abstract") ?? ""),
            Authors = [.. AuthorList.Read(HtmlFragment.ToText(String(entry, "authors") ?? ""), PersonListForm.FamilyFirst).Distinct()],
            // The API gives the date of this version.
            Published = version is null or 1 ? date : null,
            Updated = date,
            Categories = String(entry, "category") is { } category ? [category] : [],
            Url = "https://doi.org/" + id.Local,
            Comment = PaperId.TryDoi(String(entry, "published"), out var article) && article.IsDoi ? $"Published as doi:{article.Local}" : null,
            License = String(entry, "license"),
            Venue = service,
        }, version > 1 ? ListingKind.Replace : ListingKind.New, date is { } day ? DateOnly.FromDateTime(day.UtcDateTime) : null);
    }

    /// <summary>A count, which the service writes as a number or as text.</summary>
    private static int? Number(JsonElement of, string name) =>
        Field(of, name) is not { } field ? null
        : field.ValueKind == JsonValueKind.Number ? (field.TryGetInt32(out var value) && value >= 0 ? value : null)
        : int.TryParse(String(field), NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : null;
}
