using LocalDigest.Ingestion;
using LocalDigest.Prefiltering;
using LocalDigest.Profiles;

namespace LocalDigest.Ranking;

/// <summary>
/// Searches that bring papers into digests. They find strictly: papers with every word, in its short or its long form, or of the
/// person who is named, within the category and of the author. What a list adds to a search, papers that are only near in meaning and
/// words that are taken for typing errors, is no reason to read a paper.
/// </summary>
public sealed class SearchSources(SearchTable searches, PaperSearch search, PaperIndex index)
{
    /// <summary>Which of some papers a profile's searches find.</summary>
    /// <param name="profile">Whose searches.</param>
    /// <param name="papers">The papers' numbers.</param>
    /// <returns>The name of the search that was kept first, by the number of each paper that is found.</returns>
    public IReadOnlyDictionary<long, string> Find(string profile, IReadOnlyCollection<long> papers)
    {
        var found = new Dictionary<long, string>();
        if (papers.Count == 0) return found;
        foreach (var saved in searches.Of(profile).Where(saved => saved.AsSource))
        {
            var passes = Matching(saved);
            foreach (var paper in papers.Where(passes)) found.TryAdd(paper, saved.Name);
        }
        return found;
    }

    private Func<long, bool> Matching(SavedSearch saved)
    {
        var inCategory = saved.Category is { } category ? search.InCategory(category) : null;
        var byAuthor = saved.Author is { } author ? search.ByAuthor(author) : null;
        var words = saved.Q is { } q ? search.ByWords(q, index.Current().Abbreviations) : null;
        var withWords =
            words is null || words.IsExclusionOnly ? null : words.Corrected is null ? words.WithAll.Concat(words.ByAuthor).ToHashSet() : [];
        return paper => inCategory?.Contains(paper) != false && byAuthor?.Contains(paper) != false && withWords?.Contains(paper) != false
            && words?.Among?.Contains(paper) != false && words?.Excluded.Contains(paper) != true;
    }
}
