using LocalDigest.Papers;

namespace LocalDigest.Sources;

/// <summary>A paper as a source lists it.</summary>
/// <param name="Paper">What the source says of it.</param>
/// <param name="Kind">As what it is listed.</param>
/// <param name="Announced">The day of the list, where the source names one.</param>
/// <param name="Popularity">Votes or the like, where the source counts them; higher is more.</param>
/// <param name="IsSecondhand">The source lists papers of others: what it says of one fills gaps and overwrites nothing.</param>
public sealed record Listing(
    Paper Paper, ListingKind Kind = ListingKind.New, DateOnly? Announced = null, int? Popularity = null, bool IsSecondhand = false);
