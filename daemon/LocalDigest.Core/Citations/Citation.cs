namespace LocalDigest.Citations;

/// <summary>What Semantic Scholar knows of a paper.</summary>
/// <param name="IsKnown">It knows the paper at all: new ones it knows after a few days.</param>
/// <param name="Count">Papers that cite it; null where that is not told.</param>
/// <param name="Influential">Those of them on which it had much influence; null likewise.</param>
/// <param name="Venue">Where it was published; null where that is not known.</param>
/// <param name="HighestHIndex">The highest h-index among its authors; null where none is known.</param>
/// <param name="At">When it was asked.</param>
public sealed record Citation(bool IsKnown, int? Count, int? Influential, string? Venue, int? HighestHIndex, DateTimeOffset At);

/// <summary>Where Semantic Scholar says that a paper was published.</summary>
/// <param name="Title">The paper's title; null where it is not told.</param>
/// <param name="Venue">Journal or conference, or the preprint server where nothing else is known; null where that is not told.</param>
/// <param name="Doi">The DOI, lower case and never arXiv's own; null where there is none.</param>
internal sealed record Publication(string? Title, string? Venue, string? Doi);
