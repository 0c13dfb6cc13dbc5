using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using LocalDigest.Papers;

namespace LocalDigest.Sources;

/// <summary>
/// arXiv. Today's papers come from its feed, which knows as what they are announced; days that were missed since the last good reading,
/// past days, and what the feed does not give come from its API.
/// </summary>
/// <remarks>
/// What is remembered for each set of categories: the feed's validators with the day and a fingerprint of its list, and the frontier,
/// the moment up to which submissions have been read. Both are handed out in <see cref="SourceBatch.Remember"/> with the papers they stand for.
/// </remarks>
public sealed class ArxivSource(ArxivClient client, ISourceMemory memory, TimeProvider time) : IPaperSource
{
    /// <summary>Longer absences are not made up for without being asked: it would be tens of thousands of papers.</summary>
    private static readonly TimeSpan LongestGap = TimeSpan.FromDays(30);

    /// <summary>The grain of arXiv's dates in queries; windows below it are empty.</summary>
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly DateOnly FirstDay = new(1991, 8, 14);

    private readonly ArxivApi api = new(client);
    private readonly ArxivOai oai = new(client);

    public string Kind => "arxiv";

    public string? Check(SourceSpec spec)
    {
        if (spec.Categories.Count == 0) return "arXiv needs at least one category, such as cs.CV.";
        if (spec.Categories.Select(ArxivCategory.Problem).FirstOrDefault(problem => problem is not null) is { } bad) return bad;
        if (spec.Via is not (null or "auto" or "rss" or "api" or "oai")) return $"'{Wording.Quoted(spec.Via)}' is no way to ask arXiv. Use auto, rss, api or oai.";
        return spec.Limit is <= 0 ? "The limit of papers must be at least 1." : null;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<SourceBatch> ReadAsync(SourceRequest request, CancellationToken ct)
    {
        if (Check(request.Spec) is { } problem) throw new SourceException(SourceFailure.Refused, problem);
        if (request.Date < FirstDay || request.Since > request.Date)
            throw new SourceException(SourceFailure.Refused, $"There is no list of arXiv from {request.Since ?? request.Date:yyyy-MM-dd} to {request.Date:yyyy-MM-dd}. Ask for a day since {FirstDay:yyyy-MM-dd}.");
        if (request.Spec.Via == "oai") return HarvestAsync(request, ct);
        var notes = new List<string>();
        if (Checkpoint.Read<ApiPlan>(request.Checkpoint, ArxivClient.Service, notes) is { } plan)
        {
            return ReadApiAsync(request, plan, [], ct);
        }
        return request.Spec.Via switch
        {
            "rss" when !request.IsToday => throw new SourceException(SourceFailure.Refused, "arXiv's feed holds only the newest list. For a past day, ask arXiv by 'auto' or 'api'."),
            "rss" => ReadFeedAsync(request, notes, ct),
            "api" => ReadApiAsync(request, PlanFor(request), notes, ct),
            _ => request.IsToday ? ReadTodayAsync(request, notes, ct) : ReadApiAsync(request, PlanFor(request), notes, ct),
        };
    }

    // ---- the feed ----

    /// <summary>The feed alone.</summary>
    private async IAsyncEnumerable<SourceBatch> ReadFeedAsync(
        SourceRequest request, List<string> notes, [EnumeratorCancellation] CancellationToken ct)
    {
        yield return Batch(request, await GetFeedAsync(request, notes, ct), gap: null, notes);
    }

    /// <summary>The feed, and the API for what the feed cannot tell.</summary>
    private async IAsyncEnumerable<SourceBatch> ReadTodayAsync(
        SourceRequest request, List<string> notes, [EnumeratorCancellation] CancellationToken ct)
    {
        FeedAnswer? feed = null;
        SourceException? failure = null;
        try
        {
            feed = await GetFeedAsync(request, notes, ct);
        }
        // Throttling holds for all of arXiv; and a request that is wrong is no better elsewhere.
        catch (SourceException e) when (e.Failure != SourceFailure.Throttled && e.Status != 400)
        {
            failure = e;
        }

        if (feed is null)
        {
            notes.Add(failure!.Message + " The papers were asked of arXiv's API in its place.");
            await foreach (var batch in ReadApiAsync(request, PlanFor(request), notes, ct)) yield return batch;
            yield break;
        }
        var gap = GapBehind(request, feed);
        yield return Batch(request, feed, gap, notes);
        if (gap is null) yield break;
        await foreach (var batch in ReadApiAsync(request, gap, [], ct)) yield return batch;
    }

    private async Task<FeedAnswer> GetFeedAsync(SourceRequest request, List<string> notes, CancellationToken ct)
    {
        var known = Checkpoint.Read<FeedMemory>(memory.Recall(FeedKey(request.Spec)), "arXiv's feed", notes);
        var validators = request.Unconditional ? null : known;
        try
        {
            using var answer = await client.GetAsync(new Fetch(ArxivFeed.Address(client.Options, Categories(request.Spec)), ArxivClient.Service)
            {
                Accept = "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1",
                MaxBytes = 16 << 20,
                Deadline = TimeSpan.FromSeconds(90),
                IfNoneMatch = validators?.ETag,
                IfModifiedSince = validators?.LastModified,
            }, ct);
            if (answer.NotModified) return new FeedAnswer(null, known!.ListDate, known);
            var feed = ArxivFeed.Parse(answer.OpenText());
            return new FeedAnswer(feed, feed.ListDate, new FeedMemory(answer.ETag, answer.LastModified, TrueDay(feed, known), Fingerprint(feed), feed.Listings.Count >= ArxivFeed.MaxEntries));
        }
        catch (SourceException e) when (ArxivFeed.ErrorIn(e.Answer) is { } words)
        {
            throw new SourceException(SourceFailure.Refused, words, e) { Status = e.Status };
        }
    }

    private SourceBatch Batch(SourceRequest request, FeedAnswer answer, ApiPlan? gap, IReadOnlyList<string> notes)
    {
        var remember = new Dictionary<string, string> { [FeedKey(request.Spec)] = Checkpoint.Write(answer.Now) };
        // The days before this list are read only when the API has given them.
        if (gap is null && answer.IsWhole && answer.Day is { } day) Advance(remember, request, ArxivSchedule.Deadline(day));
        var listings = Wanted(request.Spec, answer.Feed?.Listings ?? []);
        return new SourceBatch
        {
            Listings = request.Spec.Limit is { } limit ? [.. listings.Take(limit)] : listings,
            ListDate = answer.Day,
            NotModified = answer.Feed is null,
            Remember = remember,
            Notes = [.. notes, .. answer.Feed?.Notes ?? [], .. NotesOn(request, answer)],
            Checkpoint = gap is null ? null : Checkpoint.Write(gap),
        };
    }

    private static IEnumerable<string> NotesOn(SourceRequest request, FeedAnswer answer)
    {
        if (answer.Day is not { } day) yield break;
        if (answer.Feed is { Listings.Count: 0, Notes.Count: 0 })
        {
            yield return ArxivSchedule.IsListDay(day)
                ? $"arXiv's list of {Wording.Day(day)} is empty: a holiday at arXiv, or the list is late."
                : $"arXiv's list of {Wording.Day(day)} is empty: there are no lists at weekends.";
        }
        if (answer.IsOld) yield return $"arXiv's feed of {Wording.Day(answer.Claimed!.Value)} holds the papers of {Wording.Day(day)} once more.";
        else if (day < request.Date) yield return $"arXiv's feed is still that of {Wording.Day(day)}. A new one usually comes at about 04:00 UTC from Monday to Friday.";
        if (answer.IsCut) yield return $"arXiv's feed ends after {ArxivFeed.MaxEntries} papers.";
    }

    /// <summary>What the API must add to the feed's list: days between the frontier and it, or the list itself where the feed does not hold it.</summary>
    private ApiPlan? GapBehind(SourceRequest request, FeedAnswer answer)
    {
        if (answer is not { Day: { } day, Claimed: { } claimed }) return null;
        var isLacking = answer.IsCut || answer.IsOld;
        var to = ArxivSchedule.Deadline(isLacking ? ArxivSchedule.Newest(claimed) : ArxivSchedule.Previous(day));
        var from = request.Since is { } since ? ArxivSchedule.Deadline(ArxivSchedule.Previous(since))
            : Frontier(request.Spec) ?? (isLacking ? ArxivSchedule.Deadline(ArxivSchedule.Previous(claimed)) : to);
        if (from >= to - Minute) return null;
        // An old list under a new date says nothing of that day, so that the frontier waits for a better one.
        var then = answer.IsOld ? (DateTimeOffset?)null : answer.IsWhole || answer.IsCut ? ArxivSchedule.Deadline(day) : to;
        return Capped(request, new ApiPlan(from, to, from, Then: then));
    }

    // ---- the API ----

    /// <summary>The window of a request that the feed does not answer.</summary>
    private ApiPlan PlanFor(SourceRequest request)
    {
        var usual = ArxivSchedule.Deadline(ArxivSchedule.Previous(request.Since ?? request.Date));
        if (!request.IsToday) return new ApiPlan(usual, ArxivSchedule.Deadline(ArxivSchedule.Newest(request.Date)), usual);

        // Up to now: the API gives no paper before it is announced, so that a list which is late is not passed over.
        var from = usual;
        if (request.Since is null && Frontier(request.Spec) is { } frontier) from = request.Unconditional && usual < frontier ? usual : frontier;
        return Capped(request, new ApiPlan(from, time.GetUtcNow(), from, Follow: true));
    }

    private static ApiPlan Capped(SourceRequest request, ApiPlan plan)
    {
        var earliest = plan.To - LongestGap;
        return request.Since is not null || plan.From >= earliest ? plan : plan with { From = earliest, Cursor = earliest, LeftOut = plan.From };
    }

    private async IAsyncEnumerable<SourceBatch> ReadApiAsync(SourceRequest request, ApiPlan plan, IReadOnlyList<string> notes, [EnumeratorCancellation] CancellationToken ct)
    {
        if (plan is { LeftOut: { } start, Start: 0 } && plan.Cursor == plan.From)
            notes = [.. notes, $"The last good reading of arXiv was long ago: papers submitted from {Wording.Time(start)} to {Wording.Time(plan.From)} were left out. Run for those days to have them."];
        if (plan.From >= plan.To)
        {
            yield return new SourceBatch { Notes = [.. notes, $"arXiv has no list from {Wording.Day(request.Since ?? request.Date)} to {Wording.Day(request.Date)}: there are none at weekends."] };
            yield break;
        }

        var limit = request.Spec.Limit is { } perDay ? perDay * Math.Max(1, Lists(plan.From, plan.To)) : int.MaxValue;
        // The end's own minute belongs to what comes after.
        var query = new ArxivQuery(Categories(request.Spec), plan.From, plan.To - Minute < plan.From ? plan.From : plan.To - Minute);
        await foreach (var page in api.ReadAsync(query, new ArxivCursor(plan.Cursor, plan.Start), ct))
        {
            var primary = Primary(request.Spec);
            var listings = Wanted(request.Spec, [.. page.Papers.Select(paper => new Listing(paper, paper.Categories.Count == 0 || primary(paper.Categories[0]) ? ListingKind.New : ListingKind.Cross))]);
            listings = [.. listings.Take(limit - plan.Taken)];
            plan = plan with
            {
                Taken = plan.Taken + listings.Count,
                Newest = page.Papers.Select(paper => paper.Published).Append(plan.Newest).Max(),
                Cursor = page.Next?.From ?? plan.Cursor,
                Start = page.Next?.Start ?? plan.Start,
            };
            var isLast = page.Next is null || plan.Taken >= limit;
            var remember = new Dictionary<string, string>();
            // Behind a limit there is more that will never be wanted.
            if (isLast && (plan.Then ?? (!plan.Follow ? null : page.Next is null ? plan.Newest : plan.To)) is { } frontier) Advance(remember, request, frontier);
            yield return new SourceBatch
            {
                Listings = listings,
                Total = page.Total,
                Remember = remember,
                Notes = [.. notes, .. page.Notes, .. isLast && plan.Newest is null ? [$"arXiv's API has no papers of these categories that were submitted from {Wording.Time(plan.From)} to {Wording.Time(plan.To)}."] : Array.Empty<string>()],
                Checkpoint = isLast ? null : Checkpoint.Write(plan),
            };
            if (isLast) yield break;
            notes = [];
        }
    }

    private static int Lists(DateTimeOffset from, DateTimeOffset to)
    {
        var days = Enumerable.Range(1, (int)Math.Min((to - from).TotalDays + 1, 4000));
        return days.Count(day => ArxivSchedule.IsListDay(DateOnly.FromDateTime(from.UtcDateTime).AddDays(day)) && from.AddDays(day - 1) < to);
    }

    // ---- OAI-PMH ----

    private async IAsyncEnumerable<SourceBatch> HarvestAsync(SourceRequest request, [EnumeratorCancellation] CancellationToken ct)
    {
        var sets = Categories(request.Spec).Select(ArxivCategory.OaiSet).ToList();
        var key = "arxiv/harvested/" + Key(request.Spec);
        var follows = request is { IsToday: true, Since: null };
        // The last day that was harvested may have grown since.
        var last = follows && DateOnly.TryParseExact(memory.Recall(key), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : (DateOnly?)null;
        var notes = new List<string>();
        var plan = Checkpoint.Read<OaiPlan>(request.Checkpoint, ArxivClient.Service, notes)
            ?? new OaiPlan(request.Since ?? last ?? request.Date, request.IsToday ? null : request.Date);
        var limit = request.Spec.Limit is { } perDay ? perDay * Math.Max(1, (plan.Until ?? request.Date).DayNumber - plan.From.DayNumber + 1) : int.MaxValue;

        await foreach (var page in oai.ReadAsync(sets, plan.From, plan.Until, plan.Cursor, ct))
        {
            var primary = Primary(request.Spec);
            // Of a backfill the day of a change says nothing: the papers stand under the days on which they were submitted.
            var listings = Wanted(request.Spec, [.. page.Records.Select(record => request.IsBackfill
                ? new Listing(record.Paper, ListingKind.Backfilled)
                : new Listing(record.Paper, KindOf(record, primary), record.Datestamp))]);
            listings = [.. listings.Take(limit - plan.Taken)];
            plan = plan with { Total = page.Left is { } left ? plan.Done + left : plan.Total, Done = plan.Done + page.Entries };
            plan = plan with { Cursor = page.Next, Taken = plan.Taken + listings.Count, Seen = plan.Seen || page.Records.Count + page.Deleted.Count > 0, Answered = plan.Answered ?? page.Answered };
            var isLast = page.Next is null || plan.Taken >= limit;
            yield return new SourceBatch
            {
                Listings = listings,
                Deleted = page.Deleted,
                Done = plan.Done,
                // Of several sets the sizes of those to come are not known.
                Total = sets.Count == 1 ? plan.Total : null,
                Remember = isLast && follows && plan.Answered is { } answered ? new Dictionary<string, string> { [key] = answered.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) } : new Dictionary<string, string>(),
                Notes =
                [
                    .. notes,
                    .. page.Notes,
                    .. isLast && !plan.Seen && !request.IsBackfill
                        ? [$"arXiv changed nothing in these categories since {Wording.Day(plan.From)}."]
                        : Array.Empty<string>(),
                ],
                Checkpoint = isLast ? null : Checkpoint.Write(plan),
            };
            if (isLast) yield break;
            notes.Clear();
        }
    }

    /// <summary>
    /// A harvest gives what changed, for whatever reason. What was submitted in the week before its change is taken for new,
    /// anything older for a new version.
    /// </summary>
    private static ListingKind KindOf(OaiRecord record, Func<string, bool> primary)
    {
        var isOwn = record.Paper.Categories.Count == 0 || primary(record.Paper.Categories[0]);
        var isNew = record.Paper.Version is null or 1 && record.Paper.Published is { } published && record.Datestamp is { } stamp && DateOnly.FromDateTime(published.UtcDateTime).AddDays(7) >= stamp;
        return isNew ? isOwn ? ListingKind.New : ListingKind.Cross : isOwn ? ListingKind.Replace : ListingKind.ReplaceCross;
    }

    // ---- what all three share ----

    /// <summary>Without what is only cross-listed, where the user does not want it.</summary>
    private static IReadOnlyList<Listing> Wanted(SourceSpec spec, IReadOnlyList<Listing> listings)
    {
        if (spec.CrossLists != false) return listings;
        var primary = Primary(spec);
        return [.. listings.Where(listing => listing.Kind is not (ListingKind.Cross or ListingKind.ReplaceCross) || listing.Paper.Categories.Take(1).Any(primary))];
    }

    private static Func<string, bool> Primary(SourceSpec spec) => category => spec.Categories.Any(wanted => ArxivCategory.Covers(wanted, category));

    private static List<string> Categories(SourceSpec spec) => [.. spec.Categories.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static string Key(SourceSpec spec) =>
        string.Join('+', Categories(spec)) + (spec.CrossLists == false ? ";own" : "") + (spec.Limit is { } limit ? $";{limit}" : "");

    private static string FeedKey(SourceSpec spec) => "arxiv/feed/" + Key(spec);

    private static string FrontierKey(SourceSpec spec) => "arxiv/frontier/" + Key(spec);

    /// <summary>Null where nothing was read yet, or where it lies in a future that a wrong clock or a wrong feed once told of.</summary>
    private DateTimeOffset? Frontier(SourceSpec spec) =>
        DateTimeOffset.TryParse(memory.Recall(FrontierKey(spec)), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var at) && at <= time.GetUtcNow() ? at : null;

    /// <summary>Moves the frontier forward, never back, and never over days that were not read.</summary>
    private void Advance(Dictionary<string, string> remember, SourceRequest request, DateTimeOffset to)
    {
        var frontier = Frontier(request.Spec);
        if (frontier >= to) return;
        if (request.Since is { } since && frontier < ArxivSchedule.Deadline(ArxivSchedule.Previous(since)) - Minute) return;
        remember[FrontierKey(request.Spec)] = to.ToString("o", CultureInfo.InvariantCulture);
    }

    /// <summary>The day of a list by its papers: a feed has been seen to put a new date over the papers of the day before.</summary>
    private static DateOnly? TrueDay(ArxivFeed feed, FeedMemory? known)
    {
        if (feed.Listings.Count == 0) return feed.ListDate;
        if (known?.Papers == Fingerprint(feed) && known!.ListDate < feed.ListDate) return known.ListDate;
        var newest = feed.Listings.Max(listing => listing.Announced);
        return newest < feed.ListDate ? newest : feed.ListDate;
    }

    private static string? Fingerprint(ArxivFeed feed) =>
        feed.Listings.Count == 0 ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(' ', feed.Listings.Select(listing => $"{listing.Paper.Id.Local}v{listing.Paper.Version}")))))[..32];

    /// <summary>What the feed said: its list, or null where it is as it was (304); the day it claims to be of; what is to be remembered of it.</summary>
    private sealed record FeedAnswer(ArxivFeed? Feed, DateOnly? Claimed, FeedMemory Now)
    {
        public DateOnly? Day => Now.ListDate;

        public bool IsCut => Now.IsCut;

        /// <summary>An old list under a new date.</summary>
        public bool IsOld => Day < Claimed;

        /// <summary>All papers of its day; an empty list may yet be filled.</summary>
        public bool IsWhole => Now.Papers is not null && !IsCut;
    }

    /// <summary>What is remembered of a feed: its validators, the day of its papers, a fingerprint of them (null where there are none), whether there were more.</summary>
    private sealed record FeedMemory(
        string? ETag, string? LastModified, DateOnly? ListDate, string? Papers, bool IsCut = false) : ICheckpoint
    {
        public static string Form => "arxiv-feed/1";
    }

    /// <summary>A reading of the API, and how far it is.</summary>
    /// <param name="From">Begin of the window, of submissions.</param>
    /// <param name="To">Its end.</param>
    /// <param name="Cursor">Begin of what is left of it.</param>
    /// <param name="Start">Results already read from there.</param>
    /// <param name="Then">Where the frontier moves at the end.</param>
    /// <param name="Follow">Whether the frontier moves to the newest paper at the end.</param>
    /// <param name="Newest">The newest submission seen.</param>
    /// <param name="Taken">Papers given out.</param>
    /// <param name="LeftOut">From when on papers are left out because it is too long ago.</param>
    private sealed record ApiPlan(
        DateTimeOffset From, DateTimeOffset To, DateTimeOffset Cursor, int Start = 0, DateTimeOffset? Then = null, bool Follow = false,
        DateTimeOffset? Newest = null, int Taken = 0, DateTimeOffset? LeftOut = null) : ICheckpoint
    {
        public static string Form => "arxiv-api/1";
    }

    /// <summary>A harvest, and how far it is.</summary>
    /// <param name="From">The first day of changes.</param>
    /// <param name="Until">The last one; null for no bound.</param>
    /// <param name="Cursor">Where the next page begins; null at the beginning.</param>
    /// <param name="Taken">Papers given out.</param>
    /// <param name="Seen">Whether anything came.</param>
    /// <param name="Answered">The day on which the first page was given.</param>
    /// <param name="Done">Records that came. Those of a day that is read again, as its token had died, count again,
    /// here and in the total.</param>
    /// <param name="Total">Records that there are, where arXiv says so.</param>
    private sealed record OaiPlan(
        DateOnly From, DateOnly? Until, OaiCursor? Cursor = null, int Taken = 0, bool Seen = false, DateOnly? Answered = null, int Done = 0,
        int? Total = null) : ICheckpoint
    {
        public static string Form => "arxiv-oai/1";
    }
}
