using System.Text;

namespace LocalDigest.Text;

/// <summary>A person or a group in a list.</summary>
/// <param name="Name">Given name first, without LaTeX.</param>
/// <param name="Affiliation">The affiliation, where the list has one.</param>
internal sealed record ListedPerson(string Name, string? Affiliation = null);

/// <summary>The forms in which persons are listed.</summary>
internal enum PersonListForm
{
    /// <summary>
    /// Names that <c>and</c> separates outside of braces, with <c>others</c> for more: <c>Doe, Jane and {The Team}</c> (BibTeX).
    /// </summary>
    BibTeX,

    /// <summary>
    /// Names with the family name first, separated by line ends or semicolons: <c>Doe, Jane; Roe, R., Jr.</c> (RIS, bioRxiv).
    /// </summary>
    FamilyFirst,

    /// <summary>
    /// Names joined by commas, with affiliations in parentheses that hold commas themselves, as arXiv's feeds write them, <c>Ada King
    /// (Dept. of X, Univ. of Y), Bo Li Jr.</c>, and as authors type them, <c>A. King (1), B. Li (1 and 2) ((1) X, (2) Y)</c>.
    /// </summary>
    Line,

    /// <summary>A field meant for one person that may hold several, in any of these forms (Dublin Core, RSS).</summary>
    Field,
}

/// <summary>Splits a written list of persons into names. Time is linear in the length of the list.</summary>
internal static class PersonList
{
    /// <summary>A longer text is no name.</summary>
    private const int LongestName = 300;

    /// <summary>A longer text is no name with affiliations.</summary>
    private const int LongestPiece = 1500;

    private static readonly string[] Groups =
        ["collaboration", "consortium", "team", "group", "project", "network", "institute", "university", "department"];

    private static readonly string[] Conjunctions = [" and ", " & "];

    /// <summary>The persons in order; empty where the text names nobody.</summary>
    public static IReadOnlyList<ListedPerson> Read(string text, PersonListForm form)
    {
        var persons = form switch
        {
            PersonListForm.BibTeX => OfBibTeX(text),
            PersonListForm.FamilyFirst =>
                from line in text.Split('\n')
                from name in UnicodeText.Tidy(line).Split(';')
                select new ListedPerson(name.Contains(',', StringComparison.Ordinal) ? PersonName.GivenFirst(name) : PersonName.InitialsFirst(name.Trim())),
            PersonListForm.Line => Joined(UnicodeText.Tidy(text)),
            _ => OfField(UnicodeText.Tidy(text)),
        };
        var clean = persons.Select(person => person with { Name = LatexText.CleanName(person.Name) });
        return [.. clean.Where(person => person.Name.Length is > 0 and < LongestName)];
    }

    private static IEnumerable<ListedPerson> OfBibTeX(string list)
    {
        var names = Split(list, Conjunction);
        // Some programs do not write "and".
        if (names.Count == 1)
        {
            if (list.Contains("; ", StringComparison.Ordinal) && !list.Contains('{', StringComparison.Ordinal)) return Read(list, PersonListForm.FamilyFirst);
            var several = Split(list, Comma);
            if (several.Count > 2 && several.TrueForAll(name => name.Trim().Contains(' ', StringComparison.Ordinal))) names = several;
        }
        return names.Select(WithoutOthers).Where(name => name.Length > 0).Select(name => new ListedPerson(OfBibTeXName(name)));
    }

    /// <summary>A name without the "and others" of BibTeX and the "et al." that people write in its place.</summary>
    private static string WithoutOthers(string name)
    {
        name = name.Trim();
        if (name.Equals("others", StringComparison.OrdinalIgnoreCase)) return "";
        foreach (var others in (ReadOnlySpan<string>)["et al.", "et al", "et. al."])
        {
            if (!name.EndsWith(others, StringComparison.OrdinalIgnoreCase)) continue;
            var left = name[..^others.Length];
            if (left.Length == 0 || !char.IsLetter(left[^1])) return left.TrimEnd(' ', ',', '~');
        }
        return name;
    }

    /// <summary>
    /// A name of which the parts are separated by commas: <c>von Last, First</c> or <c>von Last, Jr., First</c>; anything else as it is.
    /// </summary>
    private static string OfBibTeXName(string name)
    {
        if (Extended(name) is { } extended) return extended;
        var parts = Split(name, Comma).Select(part => part.Trim()).Where(part => part.Length > 0).ToArray();
        return parts switch
        {
            [var last, var first] => $"{first} {last}",
            [var last, var suffix, .. var first] => $"{string.Join(", ", first)} {last} {suffix}",
            _ => string.Concat(parts),
        };
    }

    /// <summary>A name by its parts, as biblatex has them: <c>family=Zimmermann, given=M., prefix=von, useprefix=true</c>; null for other names.</summary>
    private static string? Extended(string name)
    {
        if (!name.Contains('=', StringComparison.Ordinal)) return null;
        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in Split(name, Comma))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            if (at < 0) return null;
            parts[part[..at].Trim()] = part[(at + 1)..].Trim().Trim('"');
        }
        return parts.ContainsKey("family") || parts.ContainsKey("given")
            ? string.Join(' ', PartsOfNames.Select(part => parts.GetValueOrDefault(part, "")).Where(part => part.Length > 0))
            : null;
    }

    private static readonly string[] PartsOfNames = ["given", "prefix", "family", "suffix"];

    private static int Comma(string text, int at) => text[at] == ',' ? 1 : 0;

    /// <summary>The length of <c>and</c> with the space before it, where it stands between spaces; otherwise 0.</summary>
    private static int Conjunction(string text, int at) =>
        char.IsWhiteSpace(text[at]) && at + 4 <= text.Length && text.AsSpan(at + 1, 3).Equals("and", StringComparison.OrdinalIgnoreCase)
            && (at + 4 == text.Length || char.IsWhiteSpace(text[at + 4])) ? 4 : 0;

    /// <summary>The parts of a text between separators that stand outside of braces.</summary>
    private static List<string> Split(string text, Func<string, int, int> separator)
    {
        var parts = new List<string>();
        var depth = 0;
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '{') depth++;
            else if (text[i] == '}') depth--;
            if (depth > 0 || separator(text, i) is not (> 0 and var length)) continue;
            parts.Add(text[start..i]);
            start = i + length;
            i = start - 1;
        }
        parts.Add(text[start..]);
        return parts;
    }

    private static IEnumerable<ListedPerson> OfField(string text)
    {
        if (text.Contains(';', StringComparison.Ordinal)) return Read(text, PersonListForm.FamilyFirst);
        var persons = Joined(text);
        // "King, Ada" and "van der Berg, Ludwig" are one person each; "Ada King, Bo Li" are two, because both parts have several words.
        return persons is [{ Affiliation: null } family, { Affiliation: null } given]
            && !(family.Name.Contains(' ', StringComparison.Ordinal) && given.Name.Contains(' ', StringComparison.Ordinal))
            ? [new ListedPerson($"{given.Name} {family.Name}")]
            : persons;
    }

    private static List<ListedPerson> Joined(string line)
    {
        var persons = new List<(string Name, List<string> Affiliations)>();
        var legend = new Dictionary<string, string>(StringComparer.Ordinal);
        var pieces = Pieces(line).Select(Parenthesised).ToList();
        var isInverted = AreInverted([.. pieces.Select(piece => piece.Name).Where(name => name.Length > 0)]);
        foreach (var (name, groups) in pieces)
        {
            var affiliations = groups.Where(group => !ReadLegend(group, legend)).ToList();
            var hasOne = persons.Count > 0;
            if (name.Length == 0)
            {
                // Parentheses that stand alone belong to the name before them.
                if (hasOne) persons[^1].Affiliations.AddRange(affiliations);
            }
            else if (hasOne && PersonName.IsSuffix(name))
            {
                persons[^1] = (persons[^1].Name + " " + name, [.. persons[^1].Affiliations, .. affiliations]);
            }
            else if (hasOne && PersonName.IsInitials(name) && (isInverted || !persons[^1].Name.Contains(' ', StringComparison.Ordinal)))
            {
                // "King, A. B." is one inverted name.
                persons[^1] = (name + " " + persons[^1].Name, [.. persons[^1].Affiliations, .. affiliations]);
            }
            else if (!name.TrimEnd('.').Equals("et al", StringComparison.OrdinalIgnoreCase))
            {
                persons.Add((name, affiliations));
            }
        }
        return [.. persons.Select(person => new ListedPerson(person.Name, Affiliation(person.Affiliations, legend)))];
    }

    /// <summary>Whether family names and initials alternate: <c>de Vries, D.-E., King, A.</c></summary>
    private static bool AreInverted(string[] names) =>
        names.Length % 2 == 0 && names.Index().All(name => PersonName.IsInitials(name.Item) == (name.Index % 2 == 1));

    private static string? Affiliation(List<string> groups, Dictionary<string, string> legend)
    {
        var named = groups.SelectMany(group => Marks(group) is { } marks ? marks.Select(mark => legend.GetValueOrDefault(mark)) : [group]);
        return string.Join("; ", named.OfType<string>().Distinct(StringComparer.Ordinal)) is { Length: > 0 } text ? text : null;
    }

    /// <summary>Splits at commas, and at "and" between two persons, outside of parentheses.</summary>
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
            else if (line[i] == ',' || (line[i] == ':' && i - start <= LongestName && IsGroup(line[start..i])))
            {
                yield return Piece(line, start, i);
                start = i + 1;
            }
            else if (ConjunctionAt(line, i) is > 0 and var length && AreTwoNames(line, start, i, i + length, close))
            {
                yield return Piece(line, start, i);
                start = i + length;
                i = start - 1;
            }
        }
        yield return Piece(line, start, line.Length);
    }

    private static int ConjunctionAt(string line, int at)
    {
        if (line[at] != ' ') return 0;
        foreach (var word in Conjunctions)
            if (line.AsSpan(at).StartsWith(word, StringComparison.Ordinal)) return word.Length;
        return 0;
    }

    private static string Piece(string line, int start, int end)
    {
        var piece = line[start..end].Trim();
        return piece.StartsWith("and ", StringComparison.Ordinal) ? piece[4..].TrimStart() : piece;
    }

    /// <summary>
    /// Whether "and" joins two persons, as in "Ada King and Bo Li", and not parts of one name, as in "Johnson and Johnson" or "Very Large
    /// and Deep Survey Collaboration".
    /// </summary>
    private static bool AreTwoNames(string line, int start, int and, int next, Dictionary<int, int> close)
    {
        var end = next;
        while (end < line.Length && end - next <= LongestName && line[end] != ',' && ConjunctionAt(line, end) == 0)
            end = close.TryGetValue(end, out var closing) ? closing + 1 : end + 1;
        return IsPerson(line, start, and) && IsPerson(line, next, Math.Min(end, line.Length));
    }

    private static bool IsPerson(string line, int start, int end)
    {
        if (end - start > LongestPiece) return false;
        var name = Parenthesised(Piece(line, start, end)).Name;
        if (IsGroup(name)) return false;
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length is >= 2 and <= 6 && char.IsUpper(words[^1][0])
            && words.All(word => char.IsLetter(word[0]) || word[0] is '{' or '\\' or '\'');
    }

    private static bool IsGroup(string name) => Groups.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>The closing position of each parenthesis. One that never closes is an ordinary character.</summary>
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

    /// <summary>The text outside of parentheses, and the content of each pair.</summary>
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
        return (string.Join(' ', name.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries)), groups);
    }

    /// <summary>The marks in <c>1 and 2</c> or <c>1,*</c>; null where the text is an affiliation.</summary>
    private static List<string>? Marks(string group)
    {
        var words = group.Replace(" and ", ",", StringComparison.Ordinal)
            .Split([',', ' ', '&', ';'], StringSplitOptions.RemoveEmptyEntries);
        var areMarks = words.All(word => word is [>= 'a' and <= 'z'] || word.All(c => char.IsAsciiDigit(c) || c is '*' or '†' or '‡'));
        return areMarks ? [.. words] : null;
    }

    /// <summary>Reads a legend of marks, <c>(1) X, Y, (2) Z</c>; false where the text is none.</summary>
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
