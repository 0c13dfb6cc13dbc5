using LocalDigest.Ingestion;
using LocalDigest.Papers;
using LocalDigest.Profiles;

namespace LocalDigest.Ranking;

/// <summary>By what a list of papers is ordered; the greatest first.</summary>
public enum PaperSort
{
    Rank,
    Date,
    Relevance,
    Novelty,
    Similarity,
}

/// <summary>Which papers a reader wants to see, and in what order.</summary>
public sealed record PaperQuery
{
    public required Profile Profile { get; init; }

    public PaperFilter Filter { get; init; } = new();

    /// <summary>Only papers of these numbers; null for all.</summary>
    public IReadOnlySet<long>? Among { get; init; }

    /// <summary>Not papers of these numbers.</summary>
    public IReadOnlySet<long>? Except { get; init; }

    /// <summary>What to search for; null for no search.</summary>
    public string? Words { get; init; }

    /// <summary>Null for the best match where there is something to search for, and rank otherwise.</summary>
    public PaperSort? Sort { get; init; }
}

/// <summary>Where a page of a list ended. A paper may change its place between two pages; none that keeps it is left out or comes twice.</summary>
/// <param name="Key">The last paper's value of what the list is ordered by.</param>
/// <param name="Number">The last paper's number.</param>
public sealed record Place(double Key, long Number);

/// <summary>A page of a list.</summary>
/// <param name="Items">The papers in order.</param>
/// <param name="Next">Where the next page begins; null at the end.</param>
/// <param name="Total">How many papers the whole list has.</param>
public sealed record FoundPage(IReadOnlyList<(StoredPaper Paper, Ranked Ranked)> Items, Place? Next, int Total);

/// <summary>Lists papers by filter, search and order.</summary>
public sealed class PaperFinder(PaperTable papers, PaperSearch search, Ranker ranker)
{
    /// <summary>A search gives at most so many papers.</summary>
    private const int MostFound = 2000;

    public FoundPage Find(PaperQuery query, int limit, Place? after)
    {
        var passed = search.Filter(query.Filter);
        var order = ranker.For(query.Profile);
        var keyed = new List<(double Key, long Number)>();
        bool Wanted(long number) => passed.ContainsKey(number) && query.Among?.Contains(number) != false && query.Except?.Contains(number) != true;
        if (query.Words is { } words)
        {
            var found = search.ByWords(words, MostFound).Where(Wanted).ToList();
            for (var i = 0; i < found.Count; i++) keyed.Add((query.Sort is { } sort ? Key(sort, found[i]) : -i, found[i]));
        }
        else
        {
            foreach (var number in passed.Keys.Where(Wanted)) keyed.Add((Key(query.Sort ?? PaperSort.Rank, number), number));
        }
        var rest = after is null ? keyed : keyed.Where(item => item.Key < after.Key || (item.Key == after.Key && item.Number < after.Number));
        var page = rest.OrderByDescending(item => item.Key).ThenByDescending(item => item.Number).Take(limit + 1).ToList();
        var shown = page.Take(limit).ToList();
        var items = papers.Find([.. shown.Select(item => item.Number)]).Select(paper => (paper, order.Of(paper))).ToList();
        return new FoundPage(items, page.Count > limit ? new Place(shown[^1].Key, shown[^1].Number) : null, keyed.Count);

        double Key(PaperSort sort, long number) => sort switch
        {
            PaperSort.Date => passed[number]?.ToUnixTimeMilliseconds() ?? double.MinValue,
            PaperSort.Relevance => Judged(order.VerdictOf(number)?.Relevance, number),
            PaperSort.Novelty => Judged(order.VerdictOf(number)?.Novelty, number),
            PaperSort.Similarity => order.SimilarityOf(number) ?? 0,
            _ => order.ScoreOf(number),
        };

        // Papers of one score are many; among them the rank decides.
        double Judged(int? score, long number) => (score ?? 0) + order.ScoreOf(number) / 2;
    }
}
