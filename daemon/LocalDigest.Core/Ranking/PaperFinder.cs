using LocalDigest.Ingestion;
using LocalDigest.Papers;
using LocalDigest.Prefiltering;
using LocalDigest.Profiles;
using LocalDigest.Text;

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

/// <summary>Which papers a reader wants to see.</summary>
public sealed record PaperFilter
{
    /// <summary>First day of publication.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day of publication.</summary>
    public DateOnly? To { get; init; }

    /// <summary>A category such as <c>cs.CV</c>, or an archive such as <c>cs</c>.</summary>
    public string? Category { get; init; }

    /// <summary>An author: words of one name in any order, with initials for given names.</summary>
    public string? Author { get; init; }
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

    /// <summary>Papers of these numbers are left out, unless what is searched for is the id of one.</summary>
    public IReadOnlySet<long> Hidden { get; init; } = new HashSet<long>();

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
/// <param name="Total">How many papers the whole list has, exactly.</param>
/// <param name="Notice">Why a search by meaning went by another model than the one that is wanted, as a sentence; null where it did not.</param>
public sealed record FoundPage(IReadOnlyList<(StoredPaper Paper, Ranked Ranked)> Items, Place? Next, int Total, string? Notice = null)
{
    /// <summary>What was searched for in place of what was typed; null where nothing was corrected.</summary>
    public string? CorrectedQuery { get; init; }

    /// <summary>What to know of the search.</summary>
    public IReadOnlyList<Saying> SearchNotices { get; init; } = [];
}

/// <summary>Lists papers by filter, search and order. What is listed is told by what is in memory; only what is shown is read from the store.</summary>
/// <remarks>
/// A search looks for the words and for the meaning, and puts both lists into one by reciprocal rank fusion: each list gives a paper 1 / (60 + its rank)
/// (Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods", 2009).
/// Papers of the person whose name is typed stand before papers with every word, and these before the others.
/// </remarks>
public sealed class PaperFinder(PaperTable papers, PaperSearch search, Ranker ranker, PaperMeanings meanings)
{
    /// <summary>A search gives at most so many papers by their meaning alone: every paper has some nearness, and the far ones answer nothing.</summary>
    private const int MostMeant = 100;

    private const double FusionConstant = 60;

    /// <summary>Added to the fused score, which is below 1, so that what was asked for stands first.</summary>
    private const double ByAuthor = 2, WithAllWords = 1;

    public async Task<FoundPage> FindAsync(PaperQuery query, int limit, Place? after, CancellationToken ct)
    {
        var order = ranker.For(query.Profile);
        var passes = Passes(query, order.Papers);
        bool IsShown(int place) => passes(place) && !query.Hidden.Contains(order.Papers.Numbers[place]);
        var sort = query.Sort ?? PaperSort.Rank;
        if (query.Words is not { } words)
        {
            var isWhole = query.Filter == new PaperFilter() && query.Among is null && query.Except is null;
            int? total = isWhole ? order.Papers.Listed - query.Hidden.Count(order.Papers.IsListed) : null;
            return Listed(order, sort, IsShown, total, limit, after);
        }
        var found = search.ByWords(words, order.Papers.Abbreviations);
        bool Wanted(int place)
        {
            var number = order.Papers.Numbers[place];
            var isListed = found.Id is null ? IsShown(place) : passes(place);
            return isListed && !found.Excluded.Contains(number) && found.Among?.Contains(number) != false;
        }
        if (found.IsExclusionOnly) return Listed(order, sort, Wanted, null, limit, after) with { SearchNotices = found.Notices };
        var (scores, notice) = await FuseAsync(order.Papers, found, Wanted, ct);
        var best = new BestPlaces(order.Papers, limit + 1, after);
        foreach (var (place, score) in scores) best.Offer(query.Sort is null ? score : Key(order, sort, place), place);
        return Page(order, best.Take(), limit, scores.Count) with
        {
            Notice = notice,
            CorrectedQuery = found.Corrected,
            SearchNotices = found.Notices,
        };
    }

    /// <summary>The papers nearest in meaning to one paper, the nearest first, each with its nearness from 0 to 1 in place of that to the interests.</summary>
    /// <param name="profile">Whose scores and verdicts the papers carry.</param>
    /// <param name="paper">Left out itself.</param>
    /// <param name="limit">At most so many.</param>
    public FoundPage Similar(Profile profile, StoredPaper paper, int limit)
    {
        var order = ranker.For(profile);
        var near = meanings.NearTo(order.Papers, paper.Number, place => !order.Papers.Gone[place], limit);
        var similarities = near.Papers.ToDictionary(item => item.Number, item => item.Similarity);
        var items = papers.Find([.. near.Papers.Select(item => item.Number)]).Select(found => (found, order.Of(found) with { Similarity = similarities[found.Number] })).ToList();
        return new FoundPage(items, null, items.Count, near.Notice);
    }

    /// <summary>What papers must be to be listed, as a question about places.</summary>
    private Func<int, bool> Passes(PaperQuery query, PaperSnapshot snapshot)
    {
        var (filter, among, except) = (query.Filter, query.Among, query.Except);
        var inCategory = filter.Category is { } category ? search.InCategory(category) : null;
        var byAuthor = filter.Author is { } author ? search.ByAuthor(author) : null;
        var from = filter.From is { } first ? Start(first) : long.MinValue;
        // A paper without a day passes only where none is asked for.
        var (until, isDated) = (filter.To is { } last && last < DateOnly.MaxValue ? Start(last.AddDays(1)) : long.MaxValue, filter.From is not null || filter.To is not null);
        return place =>
        {
            if (snapshot.Gone[place]) return false;
            var published = snapshot.Published[place];
            if (isDated && (published == PaperSnapshot.NoDate || published < from || published >= until)) return false;
            var number = snapshot.Numbers[place];
            return inCategory?.Contains(number) != false && byAuthor?.Contains(number) != false && among?.Contains(number) != false && except?.Contains(number) != true;
        };

        static long Start(DateOnly day) => new DateTimeOffset(day, default, TimeSpan.Zero).ToUnixTimeMilliseconds();
    }

    /// <summary>The places of the papers that a search finds, each with its fused score.</summary>
    private async Task<(Dictionary<int, double> Found, string? Notice)> FuseAsync(
        PaperSnapshot snapshot, WordMatches words, Func<int, bool> passes, CancellationToken ct)
    {
        var fused = new Dictionary<int, double>();
        void Fuse(IEnumerable<long> list, double standing = 0)
        {
            var rank = 0;
            foreach (var place in list.Select(snapshot.PlaceOf).Where(place => place >= 0 && passes(place)))
                fused[place] = fused.GetValueOrDefault(place) + standing + 1 / (FusionConstant + ++rank);
        }
        Fuse(words.ByAuthor, ByAuthor);
        Fuse(words.WithAll, WithAllWords);
        Fuse(words.WithAny);
        if (words.Meant is not { } meant || (words.IsOfOtherScript && snapshot.Chosen is null)) return (fused, null);
        var near = await meanings.NearAsync(snapshot, meant, passes, MostMeant, ct);
        Fuse(near.Papers.Select(item => item.Number));
        return (fused, near.Notice);
    }

    /// <summary>A page of all papers that are shown.</summary>
    /// <param name="order">The order.</param>
    /// <param name="sort">By what.</param>
    /// <param name="isShown">Whether the paper at a place is.</param>
    /// <param name="total">How many are, where that is known without asking for each; null where it is to be counted.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="after">Where the page before ended; null for the first page.</param>
    private FoundPage Listed(Order order, PaperSort sort, Func<int, bool> isShown, int? total, int limit, Place? after)
    {
        var best = new BestPlaces(order.Papers, limit + 1, after);
        var counted = 0;
        // The newest first: they are mostly the best by date, and of equal ones.
        for (var place = order.Papers.Count - 1; place >= 0; place--)
        {
            if (total is null)
            {
                if (!isShown(place)) continue;
                counted++;
            }
            var key = Key(order, sort, place);
            if (best.Takes(key, place) && (total is null || isShown(place))) best.Offer(key, place);
        }
        return Page(order, best.Take(), limit, total ?? counted);
    }

    /// <param name="order">The order.</param>
    /// <param name="best">The page in order, with one more where there is one.</param>
    /// <param name="limit">How many it shows at most.</param>
    /// <param name="total">How many the whole list has.</param>
    private FoundPage Page(Order order, List<(double Key, int Place)> best, int limit, int total)
    {
        var numbers = order.Papers.Numbers;
        var shown = best.Take(limit).ToList();
        var items = papers.Find([.. shown.Select(item => numbers[item.Place])]).Select(paper => (paper, order.Of(paper))).ToList();
        return new FoundPage(items, best.Count > limit ? new Place(shown[^1].Key, numbers[shown[^1].Place]) : null, total);
    }

    private static double Key(Order order, PaperSort sort, int place)
    {
        // Papers of one grade are many; among them the rank decides.
        double Judged(int? grade) => (grade ?? 0) + order.ScoreAt(place) / 2;
        var number = order.Papers.Numbers[place];
        return sort switch
        {
            PaperSort.Date => order.Papers.Published[place],
            PaperSort.Relevance => Judged(order.VerdictOf(number)?.Relevance),
            PaperSort.Novelty => Judged(order.VerdictOf(number)?.Novelty),
            PaperSort.Similarity => order.SimilarityAt(place),
            _ => order.ScoreAt(place),
        };
    }
}
