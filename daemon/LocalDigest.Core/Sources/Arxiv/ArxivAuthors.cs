using System.Text;
using LocalDigest.Papers;

namespace LocalDigest.Sources;

/// <summary>
/// Reads arXiv's author lines: names joined by commas, with affiliations in parentheses that hold commas themselves, as the feeds write them,
/// <c>Ada King (Dept. of X, Univ. of Y), Bo Li Jr.</c>, and as authors type them, <c>A. King (1), B. Li (1 and 2) ((1) X, (2) Y)</c>.
/// </summary>
internal static class ArxivAuthors
{
    private static readonly HashSet<string> Suffixes = new(["Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV", "PhD", "Ph.D.", "MD", "M.D."], StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Groups = ["collaboration", "consortium", "team", "group", "project", "network", "institute", "university", "department"];

    /// <summary>The authors in order; LaTeX accents stay as they are.</summary>
    public static IReadOnlyList<Author> Parse(string line)
    {
        var authors = new List<(string Name, List<string> Affiliations)>();
        var legend = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var piece in Pieces(XmlPart.OneLine(line)))
        {
            var (name, groups) = Parenthesised(piece);
            var affiliations = new List<string>();
            foreach (var group in groups)
                if (!ReadLegend(group, legend)) affiliations.Add(group);

            if (name.Length == 0)
            {
                // Parentheses that stand alone belong to the name before them.
                if (authors.Count > 0) authors[^1].Affiliations.AddRange(affiliations);
            }
            else if (authors.Count > 0 && Suffixes.Contains(name))
            {
                authors[^1] = (authors[^1].Name + " " + name, [.. authors[^1].Affiliations, .. affiliations]);
            }
            else if (authors.Count > 0 && IsInitials(name) && !authors[^1].Name.Contains(' '))
            {
                // "King, A. B." is one name turned round.
                authors[^1] = (name + " " + authors[^1].Name, [.. authors[^1].Affiliations, .. affiliations]);
            }
            else if (!name.TrimEnd('.').Equals("et al", StringComparison.OrdinalIgnoreCase))
            {
                authors.Add((name, affiliations));
            }
        }
        return [.. authors.Select(author => new Author(author.Name, Affiliation(author.Affiliations, legend)))];
    }

    /// <summary>One author as Dublin Core writes it in an element of its own: <c>King, Ada</c> or <c>Ada King</c>.</summary>
    public static IReadOnlyList<Author> ParseOne(string text)
    {
        var authors = Parse(text);
        return authors is [var family, { Affiliation: null } given] && !given.Name.Contains(' ') && family.Affiliation is null
            ? [new Author(given.Name + " " + family.Name)]
            : authors;
    }

    private static string? Affiliation(List<string> groups, Dictionary<string, string> legend)
    {
        var named = groups.SelectMany(group => Marks(group) is { } marks ? marks.Select(mark => legend.GetValueOrDefault(mark)) : [group]).OfType<string>().Distinct(StringComparer.Ordinal);
        return string.Join("; ", named) is { Length: > 0 } text ? text : null;
    }

    /// <summary>Splits at commas and at an evident "and", both outside parentheses.</summary>
    private static IEnumerable<string> Pieces(string line)
    {
        var close = Closings(line);
        var start = 0;
        for (var i = 0; i < line.Length; i++)
        {
            if (close.TryGetValue(i, out var end))
            {
                i = end;
            }
            else if (line[i] == ',' || (line[i] == ':' && IsGroup(line[start..i])))
            {
                yield return Piece(line, start, i);
                start = i + 1;
            }
            else if (Matches(line, i, " and ") && AreTwoNames(line, start, i, close))
            {
                yield return Piece(line, start, i);
                start = i + " and ".Length;
            }
        }
        yield return Piece(line, start, line.Length);
    }

    private static string Piece(string line, int start, int end)
    {
        var piece = line[start..end].Trim();
        return piece.StartsWith("and ", StringComparison.Ordinal) ? piece[4..].TrimStart() : piece;
    }

    /// <summary>"Ada King and Bo Li" are two; "Fermi and Planck", "Johnson and Johnson" or a "Very Large and Deep Survey Collaboration" are not.</summary>
    private static bool AreTwoNames(string line, int start, int and, Dictionary<int, int> close)
    {
        var end = and + " and ".Length;
        while (end < line.Length && line[end] != ',' && !Matches(line, end, " and ")) end = close.TryGetValue(end, out var closing) ? closing + 1 : end + 1;
        return IsPerson(Parenthesised(Piece(line, start, and)).Name) && IsPerson(Parenthesised(Piece(line, and + " and ".Length, Math.Min(end, line.Length))).Name);
    }

    private static bool IsPerson(string name)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length is >= 2 and <= 6 && !IsGroup(name) && char.IsUpper(words[^1][0]) && words.All(word => char.IsLetter(word[0]) || word[0] is '{' or '\\' or '\'');
    }

    private static bool IsGroup(string name) => Groups.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static bool IsInitials(string name) =>
        name.Split(' ', '-').All(part => part is [var letter, '.'] && char.IsUpper(letter)) || (name.Length > 2 && name.Split('.', StringSplitOptions.RemoveEmptyEntries).All(part => part.Trim('-', ' ') is [var only] && char.IsUpper(only)));

    private static bool Matches(string line, int at, string word) => string.CompareOrdinal(line, at, word, 0, word.Length) == 0;

    /// <summary>Where each outermost parenthesis closes. One that never does is a character like others.</summary>
    private static Dictionary<int, int> Closings(string line)
    {
        var open = new Stack<int>();
        var pairs = new Dictionary<int, int>();
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '(') open.Push(i);
            else if (line[i] == ')' && open.TryPop(out var opened)) pairs[opened] = i;
        }
        return pairs;
    }

    /// <summary>What stands outside parentheses, and the content of each pair.</summary>
    private static (string Name, List<string> Groups) Parenthesised(string piece)
    {
        var close = Closings(piece);
        var name = new StringBuilder();
        var groups = new List<string>();
        for (var i = 0; i < piece.Length; i++)
        {
            if (close.TryGetValue(i, out var end))
            {
                if (piece[(i + 1)..end].Trim() is { Length: > 0 } group) groups.Add(group);
                i = end;
            }
            else
            {
                name.Append(piece[i]);
            }
        }
        return (XmlPart.OneLine(name.ToString()), groups);
    }

    /// <summary>The numbers in <c>1 and 2</c> or <c>1,*</c>; null where the parentheses hold a name.</summary>
    private static List<string>? Marks(string group)
    {
        var words = group.Replace(" and ", ",", StringComparison.Ordinal).Split([',', ' ', '&', ';'], StringSplitOptions.RemoveEmptyEntries);
        return words.All(word => word.All(c => char.IsAsciiDigit(c) || c is '*' or '†' or '‡') || word is [>= 'a' and <= 'z']) ? [.. words] : null;
    }

    /// <summary>Reads <c>(1) X, Y, (2) Z</c> into the legend.</summary>
    private static bool ReadLegend(string group, Dictionary<string, string> legend)
    {
        if (!group.StartsWith('(')) return false;
        var close = Closings(group);
        string? mark = null;
        var text = new StringBuilder();
        for (var i = 0; i < group.Length; i++)
        {
            if (close.TryGetValue(i, out var end) && Marks(group[(i + 1)..end]) is [var next])
            {
                Keep();
                mark = next;
                i = end;
            }
            else
            {
                text.Append(group[i]);
            }
        }
        Keep();
        return true;

        void Keep()
        {
            if (mark is not null) legend[mark] = text.ToString().Trim(' ', ',', ';');
            text.Clear();
        }
    }
}
