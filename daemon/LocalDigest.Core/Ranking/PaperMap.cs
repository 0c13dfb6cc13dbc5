using LocalDigest.Prefiltering;
using LocalDigest.Profiles;

namespace LocalDigest.Ranking;

/// <summary>A paper's place on a map.</summary>
/// <param name="Paper">Its number.</param>
/// <param name="X">From -1 to 1.</param>
/// <param name="Y">From -1 to 1.</param>
/// <param name="Match">Nearness to the interests, from 0 to 1.</param>
/// <param name="Score">From 0 to 1: the profile's order.</param>
/// <param name="Topic">The topic that it comes nearest to; null where there is none.</param>
public sealed record MapPlace(long Paper, double X, double Y, double Match, double Score, Topic? Topic);

/// <summary>Draws papers where they stand in meaning. Deterministic: the same papers are always at the same places.</summary>
public sealed class PaperMap(Ranker ranker)
{
    /// <summary>The time grows with the square of the count; so many take well below a second.</summary>
    public const int MostPapers = 2000;

    /// <summary>Draws the papers of some days, of more than there is room for the best.</summary>
    /// <param name="profile">Whose order and interests.</param>
    /// <param name="from">The first day of publication; null for no bound.</param>
    /// <param name="to">The last day of publication; null for no bound.</param>
    /// <param name="hidden">Papers that lists leave out, by number.</param>
    /// <param name="ct">Gives it up.</param>
    /// <returns>The places, the best paper first, and how many papers there are.</returns>
    public (IReadOnlyList<MapPlace> Places, int Total) Of(
        Profile profile, DateOnly? from, DateOnly? to, IReadOnlySet<long> hidden, CancellationToken ct)
    {
        var order = ranker.For(profile);
        var papers = order.Papers;
        var all = papers.PublishedIn(from, to).Where(place => !hidden.Contains(papers.Numbers[place])).ToList();
        List<int> shown = [.. all.OrderByDescending(order.ScoreAt).ThenByDescending(place => place).Take(MostPapers)];
        // By number, so that a thumb or a verdict, which change the order, move nothing on the map.
        List<int> drawn = [.. shown.Order()];
        var points = PaperMeanings.Map(papers, drawn, ct).Zip(drawn).ToDictionary(pair => pair.Second, pair => pair.First);
        return (
            [
                .. shown.Select(place => new MapPlace(
                    papers.Numbers[place], points[place].X, points[place].Y, order.SimilarityAt(place), order.ScoreAt(place),
                    order.Similarities.TopicOf(papers.Numbers[place]))),
            ],
            all.Count);
    }
}
