using LocalDigest.Papers;

namespace LocalDigest.Sources;

/// <summary>A place that lists papers. Reading goes in batches, so that what has come in is safe before more is asked for.</summary>
public interface IPaperSource
{
    /// <summary>The <see cref="SourceSpec.Kind"/> it reads.</summary>
    string Kind { get; }

    /// <summary>What is wrong with a specification, as a sentence for the user; null where it can be read.</summary>
    string? Check(SourceSpec spec);

    /// <summary>Reads the papers that the source lists, oldest checkpoint first.</summary>
    /// <exception cref="SourceException">The source could not be read to its end. Batches already given stay good.</exception>
    IAsyncEnumerable<SourceBatch> ReadAsync(SourceRequest request, CancellationToken ct);
}

/// <summary>What to read.</summary>
/// <param name="Spec">Which papers.</param>
/// <param name="Date">The day for which papers are wanted, in UTC.</param>
/// <param name="IsToday">Whether <paramref name="Date"/> is the present day, so that a feed of today's papers is the right place.</param>
/// <param name="Since">The first day wanted; null for the source's own idea of one day's papers.</param>
/// <param name="Checkpoint">Where an interrupted reading of the same request stopped, from <see cref="SourceBatch.Checkpoint"/>; null to start.</param>
/// <param name="Unconditional">Lists even what has not changed since the last time, in place of <see cref="SourceBatch.NotModified"/>.</param>
public sealed record SourceRequest(SourceSpec Spec, DateOnly Date, bool IsToday = true, DateOnly? Since = null, string? Checkpoint = null, bool Unconditional = false);

/// <summary>Papers of one answer of a source.</summary>
public sealed record SourceBatch
{
    public IReadOnlyList<Listing> Listings { get; init; } = [];

    /// <summary>Papers that the source says are gone.</summary>
    public IReadOnlyList<PaperId> Deleted { get; init; } = [];

    /// <summary>Hand it back in <see cref="SourceRequest.Checkpoint"/> to go on behind this batch; null at the end.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>How many papers the source says there are in all, where it says so.</summary>
    public int? Total { get; init; }

    /// <summary>The day that the source says its list is of.</summary>
    public DateOnly? ListDate { get; init; }

    /// <summary>
    /// The source answered that nothing changed since the last time (304): what it lists for <see cref="ListDate"/> was given out before,
    /// to whichever profile asked first, and is stored.
    /// </summary>
    public bool NotModified { get; init; }

    /// <summary>To be kept in <see cref="ISourceMemory"/> together with the papers, not before: validators of conditional requests.</summary>
    public IReadOnlyDictionary<string, string> Remember { get; init; } = new Dictionary<string, string>();

    /// <summary>What the user should know of this answer: entries that could not be read, days without papers. Whole sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A paper as a source lists it.</summary>
/// <param name="Paper">What the source says of it.</param>
/// <param name="Kind">As what it is listed.</param>
/// <param name="Announced">The day of the list, where the source names one.</param>
/// <param name="Popularity">Votes or the like, where the source counts them; higher is more.</param>
/// <param name="IsSecondhand">The source lists papers of others: what it says of one fills gaps and overwrites nothing.</param>
public sealed record Listing(Paper Paper, ListingKind Kind = ListingKind.New, DateOnly? Announced = null, int? Popularity = null, bool IsSecondhand = false);

/// <summary>As what a source lists a paper; arXiv's four announce types, and papers that the user brings.</summary>
public enum ListingKind
{
    New,
    Cross,
    Replace,
    ReplaceCross,
    Imported,
}

/// <summary>
/// Small facts that a source must know again after a restart, such as the time of its last request. Writes are on disk when they return.
/// </summary>
public interface ISourceMemory
{
    string? Recall(string key);

    /// <summary>Keeps a fact; null forgets it.</summary>
    void Remember(string key, string? value);
}

/// <summary>Why a source could not be read. The message is a sentence for the user that says what to do.</summary>
public sealed class SourceException : Exception
{
    public SourceException(SourceFailure failure, string message, Exception? inner = null) : base(message, inner) => Failure = failure;

    public SourceFailure Failure { get; }

    /// <summary>Not to be asked again before this time, where known.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>The HTTP status of the answer, where there was one.</summary>
    public int? Status { get; init; }

    /// <summary>How long the answer asked to be left alone, in its own words of <c>Retry-After</c> or <c>RateLimit</c>.</summary>
    internal TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the same request may well succeed a little later.</summary>
    internal bool Transient { get; init; }

    /// <summary>The beginning of a refusal's body, for readers who know its format. Not for the user.</summary>
    internal string? Answer { get; init; }
}

public enum SourceFailure
{
    /// <summary>No connection, name not found, time-out, 5xx.</summary>
    Unreachable,

    /// <summary>429 or a 503 with Retry-After: the source wants to be left alone for a while.</summary>
    Throttled,

    /// <summary>4xx: the request or a key is wrong.</summary>
    Refused,

    /// <summary>The answer is not what the service documents, too large, or cut off.</summary>
    Malformed,
}
