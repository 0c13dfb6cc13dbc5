using LocalDigest.Papers;

namespace LocalDigest.Sources;

/// <summary>What to read.</summary>
/// <param name="Spec">Which papers.</param>
/// <param name="Date">The day for which papers are wanted, in UTC.</param>
/// <param name="IsToday">Whether <paramref name="Date"/> is the present day, so that a feed of today's papers is the right place.</param>
/// <param name="Since">The first day wanted; null for the source's own idea of one day's papers.</param>
/// <param name="Checkpoint">Where an interrupted reading of the same request stopped, from <see cref="SourceBatch.Checkpoint"/>; null to
/// start.</param>
/// <param name="Unconditional">Lists even what has not changed since the last time, in place of
/// <see cref="SourceBatch.NotModified"/>.</param>
public sealed record SourceRequest(
    SourceSpec Spec, DateOnly Date, bool IsToday = true, DateOnly? Since = null, string? Checkpoint = null, bool Unconditional = false)
{
    /// <summary>What its reader likes, for a source that recommends by it; null where the reader is not known.</summary>
    public ReaderTaste? Taste { get; init; }

    /// <summary>Brings in what changed from <see cref="Since"/> to <see cref="Date"/>, as <see cref="ListingKind.Backfilled"/>.</summary>
    public bool IsBackfill { get; init; }
}

/// <summary>Whose papers are asked for, and what thumbs say of that reader's taste.</summary>
/// <param name="Reader">The id of the profile. What is recommended to one reader is no news to another.</param>
/// <param name="Liked">Papers with a thumb up, the newest thumb first.</param>
/// <param name="Disliked">Papers with a thumb down, the newest thumb first.</param>
public sealed record ReaderTaste(string Reader, IReadOnlyList<PaperId> Liked, IReadOnlyList<PaperId> Disliked);
