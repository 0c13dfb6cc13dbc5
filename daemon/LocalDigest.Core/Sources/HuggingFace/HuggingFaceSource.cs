using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using LocalDigest.Papers;
using LocalDigest.Text;
using Polly;
using static LocalDigest.Sources.LenientJson;

namespace LocalDigest.Sources;

/// <summary>
/// The daily papers of Hugging Face: what its readers submit and vote for. Each day's list is read whole, and its first ones by votes are given.
/// Source: huggingface.co/docs/hub/api.
/// </summary>
public sealed class HuggingFaceSource : IPaperSource, IDisposable
{
    private const string Service = "Hugging Face";
    private const int PageSize = 50;
    private const int MaxPages = 10;
    private const int Attempts = 3;
    private const int MostDays = 31;

    /// <summary>The last day of which the list was read.</summary>
    private const string LastKey = "huggingface/last-day";

    /// <summary>After longer absences only so many days are made up for without being asked.</summary>
    private const int MostMissed = 7;

    /// <summary>500 requests are allowed in it.</summary>
    private static readonly TimeSpan QuotaWindow = TimeSpan.FromMinutes(5);

    private readonly HuggingFaceOptions options;
    private readonly ISourceMemory memory;
    private readonly TimeProvider time;
    private readonly BoundedHttp http;
    private readonly ResiliencePipeline retry;
    private readonly Pause pause;

    /// <exception cref="ArgumentException">The options are wrong; the message says which.</exception>
    public HuggingFaceSource(HuggingFaceOptions options, ISourceMemory memory, TimeProvider time)
    {
        if (options.Check() is { } problem) throw new ArgumentException(problem, nameof(options));
        this.options = options;
        this.memory = memory;
        this.time = time;
        pause = new Pause(time);
        http = new BoundedHttp(options.Contact, time);
        retry = Retrying.By(time, Retrying.Passing(Attempts, TimeSpan.FromSeconds(2)));
    }

    public string Kind => "huggingface";

    public string? Check(SourceSpec spec) =>
        spec.Limit is <= 0 ? "The limit of papers must be at least 1."
        : spec.Categories.Count > 0 ? "Hugging Face's daily papers have no categories. Leave them out."
        : null;

    /// <inheritdoc/>
    public IAsyncEnumerable<SourceBatch> ReadAsync(SourceRequest request, CancellationToken ct)
    {
        if (Check(request.Spec) is { } problem) throw new SourceException(SourceFailure.Refused, problem);
        OpenDay.CheckSpan(request, MostDays, "Hugging Face's daily papers are");
        return DaysAsync(request, ct);
    }

    public void Dispose() => http.Dispose();

    private async IAsyncEnumerable<SourceBatch> DaysAsync(SourceRequest request, [EnumeratorCancellation] CancellationToken ct)
    {
        var before = new List<string>();
        var day = Checkpoint.Read<Place>(request.Checkpoint, Service, before)?.Day ?? request.Since
            ?? (request.IsToday ? OpenDay.First(memory.Recall(LastKey), request.Date, MostMissed) : request.Date);
        for (; day <= request.Date; day = day.AddDays(1))
        {
            var (listings, notes) = await DayAsync(day, ct);
            if (listings.Count == 0 && notes.Count == 0 && (day == request.Date || request.Since is not null)) notes.Add(Empty(day, request));
            yield return new SourceBatch
            {
                Listings = request.Spec.Limit is { } limit ? [.. listings.Take(limit)] : listings,
                Total = listings.Count,
                ListDate = day,
                Notes = [.. before, .. notes],
                Remember = request.IsToday ? new Dictionary<string, string> { [LastKey] = Text(day) } : new Dictionary<string, string>(),
                Checkpoint = day < request.Date ? Checkpoint.Write(new Place(day.AddDays(1))) : null,
            };
            before.Clear();
        }
    }

    private static string Empty(DateOnly day, SourceRequest request) =>
        $"Hugging Face has no papers of {Wording.Day(day)}" + (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? ": there are few or none at weekends."
            : request.IsToday && day == request.Date ? " yet: its list fills during the day." : ".");

    /// <summary>All of a day's papers, those with the most votes first.</summary>
    private async Task<(IReadOnlyList<Listing> Listings, List<string> Notes)> DayAsync(DateOnly day, CancellationToken ct)
    {
        var listings = new List<Listing>();
        var seen = new HashSet<PaperId>();
        var notes = new List<string>();
        for (var number = 0; number < MaxPages; number++)
        {
            var page = await PageAsync(day, number, ct);
            notes.AddRange(page.Notes);
            var fresh = page.Listings.Where(listing => seen.Add(listing.Paper.Id)).ToList();
            listings.AddRange(fresh);
            // A server that knows no pages gives the same one again.
            if (page.Entries < PageSize || fresh.Count == 0) break;
        }
        return ([.. listings.OrderByDescending(listing => listing.Popularity ?? 0)], notes);
    }

    private async Task<HuggingFacePage> PageAsync(DateOnly day, int number, CancellationToken ct)
    {
        var address = WebAddress.With(options.ApiUrl.TrimEnd('/') + "/daily_papers",
            ("date", Text(day)),
            ("sort", "publishedAt"), // a stable order while pages are turned; votes change meanwhile
            ("p", number.ToString(CultureInfo.InvariantCulture)),
            ("limit", PageSize.ToString(CultureInfo.InvariantCulture)));
        return await retry.ExecuteAsync(async ct =>
        {
            // Where nothing is left of the quota, the next request would be refused.
            if (pause.Left is var wait && wait > TimeSpan.Zero) await Task.Delay(wait, time, ct);
            using var answer = await http.GetAsync(new Fetch(address, Service)
            {
                Reach = Reach.Configured,
                Accept = "application/json",
                MaxBytes = 8 << 20,
                Deadline = TimeSpan.FromSeconds(45),
            }, ct);
            var page = await HuggingFacePage.ParseAsync(answer.Content, ct);
            if (answer.RateLimit is { Left: 0, Reset: { } reset })
            {
                pause.Begin(reset < QuotaWindow ? reset : QuotaWindow);
            }
            return page;
        }, ct);
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>How far the reading of a span of days is.</summary>
    /// <param name="Day">The next one.</param>
    private sealed record Place(DateOnly Day) : ICheckpoint
    {
        public static string Form => "huggingface/1";
    }
}

/// <summary>One answer of <c>/api/daily_papers</c>; entries count what came, read or not.</summary>
internal sealed record HuggingFacePage(IReadOnlyList<Listing> Listings, int Entries, IReadOnlyList<string> Notes)
{
    /// <exception cref="SourceException">It is no list of papers.</exception>
    public static async Task<HuggingFacePage> ParseAsync(Stream answer, CancellationToken ct)
    {
        using var document = await LenientJson.ParseAsync(answer, "Hugging Face", ct);
        if (document.RootElement.ValueKind != JsonValueKind.Array)
            throw new SourceException(SourceFailure.Malformed, String(document.RootElement, "error") is { } words
                ? $"Hugging Face did not give its daily papers: {Wording.Quoted(words)}"
                : "Hugging Face sent something else in place of its daily papers. Its interface may have changed.");

        var listings = new List<Listing>();
        var unreadable = new Unreadable("Hugging Face's list");
        foreach (var item in document.RootElement.EnumerateArray())
            if (Read(item, unreadable) is { } listing) listings.Add(listing);
        return new HuggingFacePage(listings, document.RootElement.GetArrayLength(), [.. unreadable.Notes()]);
    }

    private static Listing? Read(JsonElement item, Unreadable unreadable)
    {
        var paper = Field(item, "paper") ?? item;
        if (String(paper, "id") is not { } name || Identify(name) is not { } id)
        {
            unreadable.Add(String(paper, "id") is { } wrong ? $"'{Wording.Quoted(wrong)}' is no identifier" : "one has no identifier");
            return null;
        }
        if ((String(paper, "title") ?? String(item, "title")) is not { } title)
        {
            unreadable.Add($"{id.Local} has no title");
            return null;
        }
        var listed = WrittenDate.Moment(String(paper, "submittedOnDailyAt"));
        return new Listing(new Paper
        {
            Id = id,
            Title = XmlPart.OneLine(title),
            Abstract = String(paper, "summary") ?? String(item, "summary") ?? "",
            Authors = [.. Items(paper, "authors").Select(Name).OfType<string>().Select(author => new Author(author))],
            Published = WrittenDate.Moment(String(paper, "publishedAt") ?? String(item, "publishedAt")),
            Url = id.IsArxiv ? ArxivRecord.AbstractPage(id) : id.Local,
            CodeUrl = WebLink(paper, "githubRepo"),
            ProjectUrl = WebLink(paper, "projectPage"),
            Keywords = [.. Items(paper, "ai_keywords").Select(String).OfType<string>()],
        }, ListingKind.New, listed is { } at ? DateOnly.FromDateTime(at.UtcDateTime) : null, Count(paper, "upvotes"), IsSecondhand: true);
    }

    private static PaperId? Identify(string name)
    {
        if (PaperId.TryArxiv(name, out var id, out _)) return id;
        // A paper that is not from arXiv is named by its page.
        return name.Length <= 100 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') && PaperId.TryParse("https://huggingface.co/papers/" + name, out id) ? id : null;
    }

    /// <summary>Null for authors who asked to be hidden.</summary>
    private static string? Name(JsonElement author) =>
        Field(author, "hidden") is { ValueKind: JsonValueKind.True } ? null
        : (String(author, "name") ?? String(author)) is { } name ? XmlPart.OneLine(name) : null;

    private static string? WebLink(JsonElement paper, string name) =>
        String(paper, name) is { Length: < 2000 } text && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0 ? uri.AbsoluteUri : null;

    private static int? Count(JsonElement of, string name) =>
        Field(of, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) && value >= 0 ? value : null;
}
