using LocalDigest.Ingestion;
using LocalDigest.Papers;
using LocalDigest.Prefiltering;
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
/// <param name="Notice">Why a search by meaning went by another model than the one that is wanted, as a sentence; null where it did not.</param>
public sealed record FoundPage(IReadOnlyList<(StoredPaper Paper, Ranked Ranked)> Items, Place? Next, int Total, string? Notice = null);

/// <summary>Lists papers by filter, search and order.</summary>
/// <remarks>
/// A search looks for the words and for the meaning, and puts both lists into one by reciprocal rank fusion: each list gives a paper 1 / (60 + its rank)
/// (Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods", 2009).
/// </remarks>
public sealed class PaperFinder(PaperTable papers, PaperSearch search, Ranker ranker, PaperMeanings meanings)
{
    /// <summary>A search gives at most so many papers by their words.</summary>
    private const int MostFound = 2000;

    /// <summary>A search gives at most so many papers by their meaning alone: every paper has some nearness, and the far ones answer nothing.</summary>
    private const int MostMeant = 100;

    private const double FusionConstant = 60;

    public async Task<FoundPage> FindAsync(PaperQuery query, int limit, Place? after, CancellationToken ct)
    {
        var passed = search.Filter(query.Filter);
        var order = ranker.For(query.Profile);
        var keyed = new List<(double Key, long Number)>();
        string? notice = null;
        bool Wanted(long number) => passed.ContainsKey(number) && query.Among?.Contains(number) != false && query.Except?.Contains(number) != true;
        if (query.Words is { } words)
        {
            var fused = new Dictionary<long, double>();
            void Fuse(IEnumerable<long> list)
            {
                var rank = 0;
                foreach (var number in list) fused[number] = fused.GetValueOrDefault(number) + 1 / (FusionConstant + ++rank);
            }
            Fuse(search.ByWords(words, MostFound).Where(Wanted));
            // Who writes a phrase or the beginning of a word means these letters.
            if (words.AsSpan().IndexOfAny('"', '*') < 0)
            {
                var near = await meanings.NearAsync(words, Wanted, MostMeant, ct);
                Fuse(near.Papers.Select(item => item.Number));
                notice = near.Notice;
            }
            foreach (var (number, score) in fused) keyed.Add((query.Sort is { } sort ? Key(sort, number) : score, number));
        }
        else
        {
            foreach (var number in passed.Keys.Where(Wanted)) keyed.Add((Key(query.Sort ?? PaperSort.Rank, number), number));
        }
        var rest = after is null ? keyed : keyed.Where(item => item.Key < after.Key || (item.Key == after.Key && item.Number < after.Number));
        var page = rest.OrderByDescending(item => item.Key).ThenByDescending(item => item.Number).Take(limit + 1).ToList();
        var shown = page.Take(limit).ToList();
        var items = papers.Find([.. shown.Select(item => item.Number)]).Select(paper => (paper, order.Of(paper))).ToList();
        return new FoundPage(items, page.Count > limit ? new Place(shown[^1].Key, shown[^1].Number) : null, keyed.Count, notice);

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

    /// <summary>The papers nearest in meaning to one paper, the nearest first, each with its nearness from 0 to 1 in place of that to the interests.</summary>
    /// <param name="profile">Whose scores and verdicts the papers carry.</param>
    /// <param name="paper">Left out itself.</param>
    /// <param name="limit">At most so many.</param>
    public FoundPage Similar(Profile profile, StoredPaper paper, int limit)
    {
        var passed = search.Filter(new PaperFilter());
        var near = meanings.NearTo(paper.Number, passed.ContainsKey, limit);
        var similarities = near.Papers.ToDictionary(item => item.Number, item => item.Similarity);
        var order = ranker.For(profile);
        var items = papers.Find([.. near.Papers.Select(item => item.Number)]).Select(found => (found, order.Of(found) with { Similarity = similarities[found.Number] })).ToList();
        return new FoundPage(items, null, items.Count, near.Notice);
    }
}
