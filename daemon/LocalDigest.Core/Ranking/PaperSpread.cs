using LocalDigest.Ingestion;
using LocalDigest.Prefiltering;
using LocalDigest.Profiles;

namespace LocalDigest.Ranking;

/// <summary>Chooses papers from all over a field. Deterministic: of the same papers always the same.</summary>
public sealed class PaperSpread(Ranker ranker, PaperSearch search)
{
    /// <summary>So many, the newest, stand for the field.</summary>
    public const int MostPapers = 2000;

    /// <summary>More than somebody looks through.</summary>
    public const int MostGroups = 100;

    /// <summary>The paper in the middle of each group of papers that are near in meaning.</summary>
    /// <param name="profile">Whose papers.</param>
    /// <param name="category">A category such as <c>cs.CV</c>, or an archive such as <c>cs</c>; null for all.</param>
    /// <param name="hidden">Papers to leave out, by number.</param>
    /// <param name="count">How many groups, from 1 to <see cref="MostGroups"/>.</param>
    /// <param name="ct">Gives it up.</param>
    /// <returns>The papers' numbers, those of large groups first, and how many papers they stand for.</returns>
    public (IReadOnlyList<long> Papers, int Total) Of(
        Profile profile, string? category, IReadOnlySet<long> hidden, int count, CancellationToken ct)
    {
        var papers = ranker.For(profile).Papers;
        var inCategory = category is null ? null : search.InCategory(category);
        List<int> newest =
        [
            .. papers.PublishedIn(null, null)
                .Where(place => !hidden.Contains(papers.Numbers[place]) && inCategory?.Contains(papers.Numbers[place]) != false)
                .OrderByDescending(place => papers.Published[place]).ThenByDescending(place => place).Take(MostPapers),
        ];
        return ([.. PaperMeanings.Spread(papers, newest, count, ct).Select(place => papers.Numbers[place])], newest.Count);
    }
}
