using LocalDigest.Models;
using LocalDigest.Papers;

namespace LocalDigest.Prefiltering;

/// <summary>Words of a paper that say to a reader what it is about.</summary>
public sealed class TellingWords
{
    private const int Most = 4;

    /// <summary>A word of more than this share of the papers tells nothing of one.</summary>
    private const double MostCommon = 0.2;

    /// <summary>In a store of fewer papers every word is in a large share.</summary>
    private const int FewPapers = 50;

    /// <summary>What stands before the colon of a title is a name where it has at most so many words.</summary>
    private const int LongestName = 3;

    private readonly LexicalIndex index;
    private readonly Paper paper;
    private readonly Lazy<HashSet<string>> names;

    /// <param name="papers">The papers among which it stands.</param>
    /// <param name="paper">The paper.</param>
    public TellingWords(PaperSnapshot papers, Paper paper)
    {
        (index, this.paper) = (papers.Words, paper);
        names = new Lazy<HashSet<string>>(() => [.. NamesIn(paper.Title)]);
    }

    /// <summary>
    /// Whether a word is a name that the paper's makers invented, for all that can be seen: it stands in no other paper, or before the
    /// colon of the title.
    /// </summary>
    /// <param name="word">In lower case, as <see cref="LexicalIndex.Spell"/> gives it.</param>
    public bool IsInvented(string word) => index.DocumentFrequency(word) <= 1 || names.Value.Contains(word);

    /// <summary>The words that a paper shares with a text, the rarest first, those of its title before others; at most four.</summary>
    public IReadOnlyList<string> SharedWith(string text)
    {
        var wanted = LexicalIndex.Spell(text);
        return Rarest(word => wanted.ContainsKey(word.Key));
    }

    /// <summary>
    /// For each of some papers the words that set it apart: less than half of them have it, and it is no invented name. At most four each.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<string>> Apart(PaperSnapshot papers, IReadOnlyList<Paper> some)
    {
        var counts = some.SelectMany(paper => LexicalIndex.Spell(TextOf(paper)).Keys).CountBy(word => word).ToDictionary();
        return
        [
            .. some.Select(paper => new TellingWords(papers, paper))
                .Select(words => words.Rarest(word => 2 * counts[word.Key] < some.Count && !words.IsInvented(word.Value))),
        ];
    }

    private List<string> Rarest(Func<KeyValuePair<uint, string>, bool> isWanted)
    {
        var inTitle = LexicalIndex.Spell(paper.Title);
        var most = MostCommon * Math.Max(FewPapers, index.Count - index.Removed);
        return
        [
            .. LexicalIndex.Spell(TextOf(paper)).Where(isWanted)
                .Where(word => word.Value.Length > 2 && word.Value.Any(char.IsLetter))
                .Select(word => (word.Value, Frequency: index.DocumentFrequency(word.Value), IsInTitle: inTitle.ContainsKey(word.Key)))
                .Where(word => word.Frequency <= most)
                .OrderBy(word => word.Frequency * (word.IsInTitle ? 1 : 2)).ThenBy(word => word.Value, StringComparer.Ordinal)
                .Take(Most).Select(word => word.Value),
        ];
    }

    private static string TextOf(Paper paper) => $"{paper.Title}\n{paper.Abstract}";

    /// <summary>The words of the name before the colon of a title: a single word, or those of a few that are spelled as names are.</summary>
    private static IEnumerable<string> NamesIn(string title)
    {
        var words = title.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon
            ? title[..colon].Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
        if (words.Length is 0 or > LongestName) return [];
        return words.Where(word => words.Length == 1 || word.Skip(1).Any(c => char.IsUpper(c) || char.IsDigit(c)))
            .SelectMany(word => LexicalIndex.Spell(word).Values);
    }
}
