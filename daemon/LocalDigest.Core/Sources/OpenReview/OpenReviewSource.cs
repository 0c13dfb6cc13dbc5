using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using LocalDigest.Papers;
using Polly;
using static LocalDigest.Sources.LenientJson;

namespace LocalDigest.Sources;

/// <summary>
/// The papers of one venue of OpenReview: a conference, a workshop or a journal. The first reading takes all that are public; later ones go
/// back to the last change that was seen. Reviews and comments are no papers; what was withdrawn or rejected without a review is left out.
/// Source: docs.openreview.net, API version 2; answers of version 1 are read too.
/// </summary>
public sealed class OpenReviewSource : IPaperSource, IDisposable
{
    internal const string Service = "OpenReview";

    private const int PageSize = 500;
    private const int MostPages = 100;
    private const int MostDays = 366;
    private const int Attempts = 3;

    /// <summary>A pause that OpenReview asks for is waited for so long; a longer one ends the reading until then.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>A change may be told later than it was made.</summary>
    private static readonly TimeSpan Lag = TimeSpan.FromHours(6);

    private readonly OpenReviewOptions options;
    private readonly ISourceMemory memory;
    private readonly TimeProvider time;
    private readonly BoundedHttp http;
    private readonly ResiliencePipeline retry;
    private string? token;

    /// <exception cref="ArgumentException">The options are wrong; the message says which.</exception>
    public OpenReviewSource(OpenReviewOptions options, ISourceMemory memory, TimeProvider time)
    {
        if (options.Check() is { } problem) throw new ArgumentException(problem, nameof(options));
        this.options = options;
        this.memory = memory;
        this.time = time;
        http = new BoundedHttp(options.Contact, time);
        retry = Retrying.By(time, Retrying.Asked(2, Patience), Retrying.Passing(Attempts, TimeSpan.FromSeconds(2)));
    }

    public string Kind => "openreview";

    public string? Check(SourceSpec spec)
    {
        const string where = "It stands behind 'id=' in the address of the venue's page on openreview.net: ICLR.cc/2026/Conference.";
        if (spec.Limit is <= 0) return "The limit of papers must be at least 1.";
        if (spec.Venue is not { Length: > 0 } venue) return "OpenReview needs the id of a 'venue'. " + where;
        return venue.Length <= 200 && venue.All(c => char.IsAsciiLetterOrDigit(c) || "./_-~&".Contains(c, StringComparison.Ordinal))
            && !venue.Contains("//", StringComparison.Ordinal)
            ? null
            : $"'{Wording.Quoted(venue)}' is no id of a venue. " + where;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<SourceBatch> ReadAsync(SourceRequest request, CancellationToken ct)
    {
        if (Check(request.Spec) is { } problem) throw new SourceException(SourceFailure.Refused, problem);
        OpenDay.CheckSpan(request, MostDays, "OpenReview's venues are");
        return PagesAsync(request, ct);
    }

    public void Dispose() => http.Dispose();

    private static string LastKey(string venue) => "openreview/last-change/" + venue;

    private async IAsyncEnumerable<SourceBatch> PagesAsync(SourceRequest request, [EnumeratorCancellation] CancellationToken ct)
    {
        var venue = request.Spec.Venue!;
        var before = new List<string>();
        var place = Checkpoint.Read<Place>(request.Checkpoint, Service, before) ?? new Place(0, 0, 0);
        var limit = request.Spec.Limit ?? int.MaxValue;
        // Who names days wants those; who does not wants what has not come yet.
        DateOnly? first = request.Since ?? (request.IsToday ? null : request.Date);
        var floor = first is { } day ? new DateTimeOffset(day, default, TimeSpan.Zero).ToUnixTimeMilliseconds()
            : long.TryParse(memory.Recall(LastKey(venue)), NumberStyles.None, CultureInfo.InvariantCulture, out var last)
                ? last - (long)Lag.TotalMilliseconds : 0;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var pages = 1; ; pages++)
        {
            var page = await PageAsync(venue, place.Offset, ct);
            var fresh = page.Keys.Where(seen.Add).ToList();
            var wanted = page.Listings.DistinctBy(listing => listing.Paper.Id)
                .Where(listing => first is null || (listing.Announced >= first && listing.Announced <= request.Date));
            List<Listing> listings = [.. wanted.Take(limit - place.Taken)];
            place = new Place(place.Offset + page.Entries, place.Taken + listings.Count, Math.Max(place.Newest, page.Newest));
            var isEnd = page.Entries < PageSize || fresh.Count == 0 || place.Taken >= limit || page.Oldest < floor;
            var isCut = !isEnd && pages == MostPages;
            yield return new SourceBatch
            {
                Listings = listings,
                ListDate = isEnd ? request.Date : null,
                Notes =
                [
                    .. before,
                    .. page.Notes,
                    .. isCut ? [$"OpenReview's list of {venue} is longer than {MostPages} pages; the rest was not read."]
                        : Array.Empty<string>(),
                    .. place.Offset == 0 ? [$"OpenReview has no public papers of {venue}. Check the venue's id; papers of a venue become "
                        + "public when its organisers say so."] : Array.Empty<string>(),
                ],
                // A reading that a limit ended has not seen all that changed.
                Remember = isEnd && request is { IsToday: true, Since: null } && place is { Newest: > 0 } && place.Taken < limit
                    ? new Dictionary<string, string> { [LastKey(venue)] = place.Newest.ToString(CultureInfo.InvariantCulture) }
                    : new Dictionary<string, string>(),
                Checkpoint = isEnd || isCut ? null : Checkpoint.Write(place),
            };
            if (isEnd || isCut) yield break;
            before.Clear();
        }
    }

    private async Task<OpenReviewPage> PageAsync(string venue, int offset, CancellationToken ct)
    {
        var isInvitation = venue.Contains("/-/", StringComparison.Ordinal);
        // The last change first: what changes while pages are turned comes twice, and nothing is passed over.
        var address = WebAddress.With(options.ApiUrl.TrimEnd('/') + "/notes",
            (isInvitation ? "invitation" : "content.venueid", venue),
            ("sort", "tmdate:desc"),
            ("limit", PageSize.ToString(CultureInfo.InvariantCulture)),
            ("offset", offset.ToString(CultureInfo.InvariantCulture)));
        for (var isAgain = false; ; isAgain = true)
        {
            try
            {
                if (options.SignsIn) token ??= await SignInAsync(ct);
                return await AskAsync(new Fetch(address, Service) { Headers = Bearer(), MaxBytes = 32 << 20 },
                    answer => OpenReviewPage.ParseAsync(answer.Content, time.GetUtcNow(), ct), ct);
            }
            // A session ends after some hours.
            catch (SourceException error) when (error.Status is 401 or 403 && token is not null && !isAgain)
            {
                token = null;
            }
            catch (SourceException error) when (error.Status is 400 or 401 or 403 or 404 && Advice(error.Status.Value, venue) is { } advice)
            {
                throw new SourceException(SourceFailure.Refused, advice, error) { Status = error.Status };
            }
        }
    }

    private Dictionary<string, string> Bearer() => token is null ? [] : new() { ["Authorization"] = "Bearer " + token };

    /// <summary>What a refusal means here.</summary>
    private string? Advice(int status, string venue) => (status, options.SignsIn) switch
    {
        (400 or 404, _) => $"OpenReview knows no {venue} (HTTP {status}). Check the id in the address of its page on openreview.net.",
        (_, false) => $"OpenReview answers only who signs in (HTTP {status}). Make an account on openreview.net, and set "
            + "LocalDigest:OpenReview:User and LocalDigest:OpenReview:Password.",
        _ => $"OpenReview does not let your account read {venue} (HTTP {status}). Sign in on openreview.net and see whether its page "
            + "is open to you.",
    };

    private async Task<string> SignInAsync(CancellationToken ct)
    {
        var words = new JsonObject { ["id"] = options.User!.Trim(), ["password"] = options.Password };
        string? given;
        try
        {
            given = await AskAsync(
                new Fetch(WebAddress.Below(options.ApiUrl, "login"), Service) { Json = words.ToJsonString() },
                async answer =>
                {
                    using var document = await ParseAsync(answer.Content, Service, ct);
                    return String(document.RootElement, "token");
                }, ct);
        }
        catch (SourceException error) when (error.Status is 400 or 401 or 403)
        {
            // Of the refusal nothing is handed on: it may repeat what was sent.
            throw new SourceException(
                SourceFailure.Refused,
                $"OpenReview did not let you sign in (HTTP {error.Status}). Check LocalDigest:OpenReview:User and "
                + "LocalDigest:OpenReview:Password.");
        }
        return given is { Length: < 10_000 } && given.All(c => c is > ' ' and < '\x7f')
            ? given
            : throw new SourceException(
                SourceFailure.Malformed, "OpenReview took the password and gave no session. Its interface may have changed.");
    }

    private Task<T> AskAsync<T>(Fetch fetch, Func<Fetched, Task<T>> read, CancellationToken ct) => retry.ExecuteAsync(async ct =>
    {
        using var answer = await http.GetAsync(
            fetch with { Reach = Reach.Configured, Accept = "application/json", Deadline = TimeSpan.FromSeconds(60) }, ct);
        return await read(answer);
    }, ct).AsTask();

    /// <summary>How far the reading of a venue is.</summary>
    /// <param name="Offset">Notes already read.</param>
    /// <param name="Taken">Papers given out.</param>
    /// <param name="Newest">The last change seen, in milliseconds since 1970.</param>
    private sealed record Place(int Offset, int Taken, long Newest) : ICheckpoint
    {
        public static string Form => "openreview/1";
    }
}
