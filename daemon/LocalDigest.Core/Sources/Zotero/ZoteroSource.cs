using System.Globalization;
using System.Text.Json;
using LocalDigest.Papers;
using Polly;

namespace LocalDigest.Sources;

/// <summary>
/// The user's library in Zotero, read from the program on this machine (its local API) or from zotero.org (Web API v3, which both speak).
/// A library is always read whole, so that what was deleted, put into the trash or taken out of a collection is missing from it.
/// Source: zotero.org/support/dev/web_api/v3/basics, …/syncing.
/// </summary>
public sealed class ZoteroSource : IDisposable
{
    public const string Kind = "zotero";

    private const string Service = "Zotero";
    private const int PageSize = 100;
    private const int MostItems = 20_000;
    private const int Attempts = 3;

    /// <summary>A pause that Zotero asks for is waited for so long; a longer one ends the reading until then.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ZoteroOptions options;
    private readonly TimeProvider time;
    private readonly BoundedHttp http;
    private readonly ResiliencePipeline retry;
    private readonly Pause pause;

    /// <exception cref="ArgumentException">The options are wrong; the message says which.</exception>
    public ZoteroSource(ZoteroOptions options, TimeProvider time)
    {
        if (options.Check() is { } problem) throw new ArgumentException(problem, nameof(options));
        this.options = options;
        this.time = time;
        pause = new Pause(time);
        http = new BoundedHttp(options.Contact, time);
        retry = Retrying.By(time, Retrying.Asked(Attempts - 1, Patience), Retrying.Passing(Attempts, TimeSpan.FromSeconds(1)));
    }

    public static bool Reads(SourceSpec spec) => spec.Kind.Equals(Kind, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc cref="IPaperSource.Check"/>
    public static string? Check(SourceSpec spec)
    {
        if (spec.Categories.Count > 0) return "Zotero has no categories. Name a collection by its key, or leave it out for the whole library.";
        return spec.Collection is { } key && !(key.Length == 8 && key.All(char.IsAsciiLetterOrDigit))
            ? $"'{Wording.Quoted(key)}' is no key of a Zotero collection. It has eight letters and digits and stands at the end of the collection's address on zotero.org."
            : null;
    }

    /// <summary>The address of the items that a specification means; two that are alike mean the same items.</summary>
    public string Place(SourceSpec spec)
    {
        var library = options.GroupId is { } group ? $"groups/{group}" : $"users/{options.UserId}";
        var collection = spec.Collection is { } key ? $"/collections/{key}" : "";
        return WebAddress.Below(options.ApiUrl, $"{library}{collection}/items/top").AbsoluteUri;
    }

    /// <summary>Reads all papers of a library or collection.</summary>
    /// <param name="spec">Which.</param>
    /// <param name="known">The version that is held already; null for none.</param>
    /// <param name="ct">Stops.</param>
    /// <exception cref="SourceException">It could not be read to its end: there is no half of a library.</exception>
    public async Task<ZoteroReading> ReadAsync(SourceSpec spec, long? known, CancellationToken ct)
    {
        if (Check(spec) is { } problem) throw new SourceException(SourceFailure.Refused, problem);
        // The program counts its version up when it syncs with zotero.org and not when something changes, so that its 304 proves nothing.
        if (options.IsLocal) known = null;
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            if (await ReadOnceAsync(spec, known, ct) is { } reading) return reading;
        }
        throw new SourceException(SourceFailure.Malformed, "Zotero's library kept changing while it was read. The library here is as it was; run again later.");
    }

    public void Dispose() => http.Dispose();

    /// <summary>Null where the library changed between two pages, so that they do not fit together.</summary>
    private async Task<ZoteroReading?> ReadOnceAsync(SourceSpec spec, long? known, CancellationToken ct)
    {
        var entries = new List<LibraryEntry>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        long? version = null;
        for (var start = 0; start < MostItems;)
        {
            var page = await PageAsync(spec, start, start == 0 ? known : null, ct);
            if (page is null) return new ZoteroReading(null, known, []);
            if (start > 0 && page.Version != version) return null;
            version = page.Version;
            var isFresh = false;
            foreach (var item in page.Items)
            {
                if (item.Key is { } key && !keys.Add(key)) continue;
                isFresh = true;
                if (ZoteroItem.Read(item.Json, entries.Count + 1) is { } entry) entries.Add(entry);
            }
            start += page.Items.Count;
            var isLast = page.Total is { } total ? start >= total : page.Items.Count < PageSize;
            if (isLast) return new ZoteroReading(entries, options.IsLocal ? null : version, []);
            // A part must not be taken for the whole, or the rest would count as deleted.
            if (!isFresh) throw new SourceException(SourceFailure.Malformed, $"Zotero gave {start} of {page.Total?.ToString(CultureInfo.InvariantCulture) ?? "many"} entries and no more. The library here is as it was; run again later.");
        }
        return new ZoteroReading(entries, options.IsLocal ? null : version, [$"Zotero's library is longer than {MostItems} entries; only those that were added last count. Name a collection to choose."]);
    }

    /// <returns>Null where nothing has changed (304).</returns>
    private async Task<ZoteroPage?> PageAsync(SourceSpec spec, int start, long? known, CancellationToken ct)
    {
        var headers = new Dictionary<string, string> { ["Zotero-API-Version"] = "3" };
        if (options.ApiKey is { Length: > 0 } secret) headers["Zotero-API-Key"] = secret;
        if (known is { } version) headers["If-Modified-Since-Version"] = version.ToString(CultureInfo.InvariantCulture);
        var fetch = new Fetch(WebAddress.With(Place(spec), ("format", "json"), ("sort", "dateAdded"), ("direction", "desc"), ("limit", $"{PageSize}"), ("start", start.ToString(CultureInfo.InvariantCulture))), Service)
        {
            Reach = Reach.Configured,
            Accept = "application/json",
            MaxBytes = 16 << 20,
            Deadline = TimeSpan.FromSeconds(60),
            Headers = headers,
        };
        try
        {
            return await retry.ExecuteAsync(async ct =>
            {
                await WaitAsync(ct);
                using var answer = await http.GetAsync(fetch, ct);
                if (answer.Header("Backoff") is { } backoff && double.TryParse(backoff, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 86400)
                    pause.Begin(TimeSpan.FromSeconds(seconds));
                return answer.NotModified ? null : await ZoteroPage.ParseAsync(answer, ct);
            }, ct);
        }
        catch (SourceException e)
        {
            if (e.RetryAt is { } retryAt) pause.Begin(retryAt - time.GetUtcNow());
            throw new SourceException(e.Failure, WhatToDo(e, spec), e) { Status = e.Status, RetryAt = e.RetryAt };
        }
    }

    /// <summary>Waits for as long as an earlier answer asked for.</summary>
    private async Task WaitAsync(CancellationToken ct)
    {
        var wait = pause.Left;
        if (wait > Patience)
            throw new SourceException(SourceFailure.Throttled, "Zotero wants to be left alone.") { RetryAt = time.GetUtcNow() + wait };
        if (wait > TimeSpan.Zero) await Task.Delay(wait, time, ct);
    }

    private string WhatToDo(SourceException e, SourceSpec spec) => e switch
    {
        { Failure: SourceFailure.Throttled, RetryAt: { } until } =>
            $"Zotero wants to be left alone until {Wording.Time(until)}. The library here is as it was; it is brought up to date by the "
                + "first run after that.",
        { Failure: SourceFailure.Throttled } => e.Message,
        { Status: 403 } when options.IsLocal =>
            "Zotero does not let other programs read its library. In Zotero's settings, under Advanced, allow other applications on this computer to communicate with Zotero.",
        { Status: 401 or 403 } =>
            "Zotero refuses the key. Check LocalDigest:Zotero:ApiKey, LocalDigest:Zotero:UserId and LocalDigest:Zotero:GroupId in the "
                + "configuration, and that the key may read this library.",
        { Status: 404 } => spec.Collection is { } key
            ? $"Zotero has no collection {key}. Check the key in the profile's sources. The library here is as it was."
            : "Zotero has no such library. Check LocalDigest:Zotero:UserId and LocalDigest:Zotero:GroupId in the configuration.",
        { Status: 400 } when options.IsLocal =>
            "Zotero gives only the library of the user who is signed in there. Set LocalDigest:Zotero:UserId to 0.",
        { Failure: SourceFailure.Unreachable, Status: null } when options.IsLocal =>
            $"Zotero could not be reached on this computer. Start Zotero, and allow other applications to communicate with it "
                + "(settings, Advanced); or name another address in LocalDigest:Zotero:ApiUrl. The library here is as it was.",
        _ => e.Message,
    };
}

/// <summary>One answer of <c>…/items/top</c>.</summary>
/// <param name="Items">What came, papers or not.</param>
/// <param name="Total">How many there are in all.</param>
/// <param name="Version">The library's.</param>
internal sealed record ZoteroPage(IReadOnlyList<(string? Key, JsonElement Json)> Items, int? Total, long? Version)
{
    /// <exception cref="SourceException">It is no list of items.</exception>
    public static async Task<ZoteroPage> ParseAsync(Fetched answer, CancellationToken ct)
    {
        using var document = await LenientJson.ParseAsync(answer.Content, "Zotero", ct);
        if (document.RootElement.ValueKind != JsonValueKind.Array)
            throw new SourceException(
                SourceFailure.Malformed,
                "Zotero sent something else in place of its items. Check LocalDigest:Zotero:ApiUrl in the configuration.");
        List<(string? Key, JsonElement Json)> items = [.. document.RootElement.EnumerateArray().Select(item => (LenientJson.String(item, "key"), item.Clone()))];
        // Entries of a form that nobody knows must not pass for a library without papers.
        if (items.Count > 0 && items.All(item => item.Key is null))
            throw new SourceException(SourceFailure.Malformed, "Zotero sent entries that are not its items. Its interface may have changed. The library here is as it was.");
        return new ZoteroPage(
            items,
            (int?)Number(answer.Header("Total-Results"), int.MaxValue),
            Number(answer.Header("Last-Modified-Version"), long.MaxValue));
    }

    private static long? Number(string? text, long most) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most ? number : null;
}
