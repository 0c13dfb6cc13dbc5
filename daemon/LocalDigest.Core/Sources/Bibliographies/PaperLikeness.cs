using LocalDigest.Papers;
using LocalDigest.Text;

namespace LocalDigest.Sources;

/// <summary>
/// Whether two records that bear one name are of one paper. Reference managers give the same wrong arXiv id or DOI to many entries (a placeholder,
/// the book's DOI for each of its chapters): what differs in title and in first author is two papers, whatever they are called.
/// </summary>
/// <param name="Words">The words of the title, folded.</param>
/// <param name="Family">The first author's family name, folded; empty where it is not known.</param>
internal sealed record PaperLikeness(IReadOnlySet<string> Words, string Family)
{
    /// <summary>Titles that share fewer of their words are two titles: an earlier title of a preprint shares more.</summary>
    private const double Shared = 0.34;

    public static PaperLikeness Of(string title, IReadOnlyList<Author> authors)
    {
        var words = title.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Folded);
        var family = authors.Count > 0 ? Folded(PersonName.Parts(authors[0].Name).Family) : "";
        return new PaperLikeness(words.Where(word => word.Length > 2).ToHashSet(StringComparer.Ordinal), family);
    }

    /// <summary>Without accents; in a script that has no ASCII letters, as it is.</summary>
    private static string Folded(string word) => (UnicodeText.Fold(word) is { Length: > 0 } folded ? folded : word).ToLowerInvariant();

    /// <summary>Both the title and the first author are others. What is not known differs from nothing.</summary>
    public bool IsOther(PaperLikeness other)
    {
        if (Family.Length == 0 || other.Family.Length == 0 || Family == other.Family) return false;
        if (Words.Count == 0 || other.Words.Count == 0) return false;
        return Words.Count(other.Words.Contains) < Shared * Math.Min(Words.Count, other.Words.Count);
    }
}
