using LocalDigest.Papers;

namespace LocalDigest.Sources;

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

    /// <summary>
    /// How many of <see cref="Total"/> were read up to the end of this batch, by an interrupted reading before it too, deleted and
    /// unreadable ones included; null where that is not counted.
    /// </summary>
    public int? Done { get; init; }

    /// <summary>The day that the source says its list is of.</summary>
    public DateOnly? ListDate { get; init; }

    /// <summary>
    /// The source answered that nothing changed since the last time (304): what it lists for <see cref="ListDate"/> was given out before,
    /// to whichever profile asked first, and is stored.
    /// </summary>
    public bool NotModified { get; init; }

    /// <summary>
    /// To be kept in <see cref="ISourceMemory"/> together with the papers, not before: validators of conditional requests.
    /// </summary>
    public IReadOnlyDictionary<string, string> Remember { get; init; } = new Dictionary<string, string>();

    /// <summary>What the user should know of this answer: entries that could not be read, days without papers. Whole sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
