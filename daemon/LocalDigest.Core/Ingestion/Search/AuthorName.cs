namespace LocalDigest.Ingestion;

/// <summary>
/// The name of one person that is looked for: its words in any order, with initials for given names on either side. <c>Finn, Chelsea</c>,
/// <c>C. Finn</c> and <c>finn</c> all name <c>Chelsea Finn</c>; <c>Jia Deng</c> does not name <c>Jia Li</c>.
/// </summary>
internal sealed class AuthorName
{
    private readonly IReadOnlyList<string> words;

    /// <summary>The last word may go on: <c>Fin*</c>.</summary>
    private readonly bool isBeginning;

    public AuthorName(string name)
    {
        words = [.. SearchWords.Of(name)];
        isBeginning = name.EndsWith('*');
    }

    /// <summary>Whether there is a word of more than a letter to look for.</summary>
    public bool IsSearchable => words.Any(word => word.Length > 1);

    /// <summary>An FTS5 expression that every paper of the person matches, and others may too.</summary>
    public string Candidates => string.Join(" AND ", words.Select((word, i) =>
        word.Length == 1 || (isBeginning && i == words.Count - 1) ? $"\"{word}\"*"
        : words.Count == 1 ? $"\"{word}\"" : $"(\"{word}\" OR \"{word[0]}\")"));

    /// <summary>Whether one of several names, separated by commas, is the person's.</summary>
    public bool IsAmong(string names) => names.Split(", ").Any(Is);

    /// <summary>How many of some words are words of the name that has most of them, and of all names together.</summary>
    public static (int OfOne, int OfAll) Count(IReadOnlyCollection<string> words, string names)
    {
        var ofEach = names.Split(", ").Select(name => SearchWords.Of(name).Intersect(words, StringComparer.Ordinal).ToList()).ToList();
        return (ofEach.Max(own => own.Count), ofEach.SelectMany(own => own).Distinct(StringComparer.Ordinal).Count());
    }

    private bool Is(string author)
    {
        var left = SearchWords.Of(author).ToList();
        var unmatched = new List<string>();
        var whole = 0;
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            var mayGoOn = isBeginning && i == words.Count - 1;
            var at = left.FindIndex(other => mayGoOn ? other.StartsWith(word, StringComparison.Ordinal) : other == word);
            if (at < 0)
            {
                unmatched.Add(word);
                continue;
            }
            left.RemoveAt(at);
            if (word.Length > 1) whole++;
        }
        foreach (var word in unmatched)
        {
            var at = left.FindIndex(other => other[0] == word[0] && (word.Length == 1 || other.Length == 1));
            // A middle initial may be missing in the paper.
            if (at < 0 && (word.Length > 1 || whole < 2)) return false;
            if (at >= 0) left.RemoveAt(at);
        }
        return whole > 0;
    }
}
