namespace LocalDigest.Sources;

/// <summary>As what a source lists a paper; arXiv's four announce types, and papers that the user brings.</summary>
public enum ListingKind
{
    New,
    Cross,
    Replace,
    ReplaceCross,
    Imported,

    /// <summary>Brought in from days that have passed, whenever it was announced. It is no news by coming in.</summary>
    Backfilled,
}
