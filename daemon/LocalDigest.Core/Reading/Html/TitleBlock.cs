using System.Text;
using System.Text.RegularExpressions;
using LocalDigest.Text;

namespace LocalDigest.Reading;

/// <summary>A piece of a title block: words, a raised mark, or the end of a line.</summary>
internal readonly record struct TitlePiece(TitlePieceKind Kind, string Text)
{
    public static TitlePiece Break { get; } = new(TitlePieceKind.Break, "");
}

internal enum TitlePieceKind
{
    Words,
    Mark,
    Break,
}

/// <summary>
/// Finds out who works where from the lines between a paper's title and its abstract. The authors' names are known, so what follows a name
/// is its marks, a mark that words follow names an institution, and without marks the lines below a name do.
/// </summary>
internal static partial class TitleBlock
{
    private const int MostAffiliations = 100;
    private const int LongestName = 300;

    /// <summary>Reads the institutions in their order.</summary>
    /// <param name="pieces">The block from its beginning.</param>
    /// <param name="authors">The paper's authors as its source names them.</param>
    public static IReadOnlyList<Affiliation> Read(IReadOnlyList<TitlePiece> pieces, IReadOnlyList<string> authors)
    {
        var found = new AffiliationList();
        var marksOf = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        var byMark = new List<(string Mark, string Name)>();
        var lines = new List<(string Line, IReadOnlyList<string> Authors)>();
        IReadOnlyList<string> above = [];
        string? named = null;
        string? mark = null;
        var (goesOn, endsOpen) = (false, false);
        var line = new StringBuilder();

        void EndLine()
        {
            var text = Clean(line.ToString());
            var isOpen = line.ToString().TrimEnd().EndsWith(',');
            line.Clear();
            if (text.Length == 0) return;
            if (mark is not null)
            {
                byMark.Add((mark, text));
                (mark, goesOn) = (null, true);
            }
            else if (goesOn && IsPlausible(text))
            {
                // An institution may take several lines.
                byMark[^1] = (byMark[^1].Mark, $"{byMark[^1].Name}{(endsOpen ? "," : "")} {text}");
            }
            else
            {
                goesOn = false;
                lines.Add((text, above));
            }
            endsOpen = isOpen;
        }

        foreach (var piece in pieces)
        {
            switch (piece.Kind)
            {
                case TitlePieceKind.Break:
                    EndLine();
                    named = null;
                    break;
                case TitlePieceKind.Mark when named is not null:
                    foreach (var one in Marks(piece.Text)) marksOf[named].Add(one);
                    break;
                case TitlePieceKind.Mark:
                    EndLine();
                    mark = Marks(piece.Text).FirstOrDefault();
                    break;
                default:
                    var here = authors.Where(author => Holds(piece.Text, author)).ToList();
                    if (here.Count > 0 && !IsInstitution(Without(piece.Text, here)))
                    {
                        EndLine();
                        (mark, goesOn) = (null, false);
                        // Names on several lines without anything between them share what comes below.
                        above = line.Length == 0 && lines.Count > 0 && ReferenceEquals(lines[^1].Authors, above) || above.Count == 0 ? here : [.. above, .. here];
                        named = here[^1];
                        foreach (var author in here) marksOf.TryAdd(author, new HashSet<string>(StringComparer.Ordinal));
                    }
                    else
                    {
                        // A comma or an "and" between a name's marks and the next name is not a line of its own.
                        if (piece.Text.Any(char.IsLetter) && piece.Text.Trim() is not ("and" or "And" or "&")) named = null;
                        line.Append(' ').Append(piece.Text);
                    }
                    break;
            }
        }
        EndLine();

        foreach (var (key, name) in byMark.Where(entry => IsPlausible(entry.Name)))
            found.Add(name, authors.Where(author => marksOf.TryGetValue(author, out var marks) && marks.Contains(key)));
        if (byMark.All(entry => !IsPlausible(entry.Name)))
        {
            foreach (var (text, owners) in lines.Where(entry => IsPlausible(entry.Line) && (IsInstitution(entry.Line) || entry.Authors.Count > 0))) found.Add(text, owners);
        }
        return found.ToList();
    }

    /// <summary>The institution in an affiliation: the part that names a university or the like, else the first that is no department or place.</summary>
    public static string ShortForm(string affiliation)
    {
        var parts = affiliation.Split([',', ';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0) return affiliation;
        var part = parts.FirstOrDefault(part => UniversityPattern().IsMatch(part))
            ?? parts.FirstOrDefault(part => InstitutionPattern().IsMatch(part) && !UnitPattern().IsMatch(part))
            ?? parts.FirstOrDefault(part => !UnitPattern().IsMatch(part))
            ?? parts[0];
        return part.Length <= 120 ? part : part[..120] + "…";
    }

    /// <summary>Whether words name a place of work.</summary>
    public static bool IsInstitution(string text) => UniversityPattern().IsMatch(text) || InstitutionPattern().IsMatch(text) || UnitPattern().IsMatch(text);

    /// <summary>Whether words name a university or the like.</summary>
    public static bool IsUniversity(string text) => UniversityPattern().IsMatch(text);

    /// <summary>Takes letters and the marks that are glued to them apart, as pages have them where marks are not told from words: <c>Li1,2</c>, <c>1University</c>.</summary>
    public static IEnumerable<TitlePiece> Pieces(string line)
    {
        var (at, last) = (0, -1);
        foreach (Match match in MarkPattern().Matches(line))
        {
            // A number of a street or a postal code stands by itself; a mark touches a letter, a bracket or another mark.
            var end = match.Index + match.Length;
            var touchesBefore = match.Index > 0 && (char.IsLetter(line[match.Index - 1]) || line[match.Index - 1] is '.' or ')'
                || (end == line.Length && match.Index > 1 && line[match.Index - 1] == ',' && char.IsLetter(line[match.Index - 2])));
            var touchesAfter = end < line.Length && char.IsLetter(line[end]);
            if (!touchesBefore && !touchesAfter && last != match.Index) continue;
            last = end;
            if (match.Index > at) yield return new TitlePiece(TitlePieceKind.Words, line[at..match.Index]);
            yield return new TitlePiece(TitlePieceKind.Mark, match.Value);
            at = end;
        }
        if (at < line.Length) yield return new TitlePiece(TitlePieceKind.Words, line[at..]);
    }

    internal static string Clean(string text) =>
        LabelPattern().Replace(AddressPattern().Replace(UnicodeText.Tidy(text), ""), "")
            .Trim(' ', ',', ';', '.', ':', '*', '†', '‡', '§', '¶', '&', '{', '}', '(', ')');

    private static bool IsPlausible(string name) =>
        name.Length is >= 3 and <= LongestName && name.Any(char.IsLetter) && !name.Contains('@')
            && !name.Contains("://", StringComparison.Ordinal) && !RemarkPattern().IsMatch(name) && !IsProse(name);

    /// <summary>Whether words are of a sentence: a footnote, or text of a column beside the block.</summary>
    private static bool IsProse(string name)
    {
        var end = name.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space ? space : name.Length;
        // Names of firms may begin with a small letter, and have a capital then: xAI.
        if (char.IsLower(name[0]) && !name.AsSpan(0, end).ContainsAnyInRange('A', 'Z')) return true;
        return name.EndsWith('-') || ProsePattern().IsMatch(name)
            || (name.Count(c => c == ' ') > 4 && !name.Contains(',', StringComparison.Ordinal) && !IsInstitution(name));
    }

    /// <summary>Whether text names an author: the family name and, where there is one, the first letter of a given name before it.</summary>
    private static bool Holds(string text, string author)
    {
        var at = text.IndexOf(author, StringComparison.OrdinalIgnoreCase);
        if (at >= 0) return true;
        var words = author.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2) return false;
        at = text.IndexOf(words[^1], StringComparison.OrdinalIgnoreCase);
        if (at <= 0 || (at + words[^1].Length < text.Length && char.IsLetter(text[at + words[^1].Length]))) return false;
        var before = text[..at].TrimEnd();
        var given = before.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        return given.TakeLast(words.Length).Any(word => char.ToLowerInvariant(word[0]) == char.ToLowerInvariant(words[0][0]));
    }

    private static string Without(string text, IEnumerable<string> authors)
    {
        foreach (var author in authors) text = text.Replace(author, "", StringComparison.OrdinalIgnoreCase);
        return text;
    }

    /// <summary>The single marks: of <c>1,2*</c> 1, 2 and *.</summary>
    private static IEnumerable<string> Marks(string text) =>
        OneMarkPattern().Matches(text).Select(match => match.Value).Where(mark => mark.Length <= 3);

    private sealed class AffiliationList
    {
        private readonly List<(string Name, List<string> Authors)> entries = [];

        public void Add(string name, IEnumerable<string> authors)
        {
            name = Clean(name);
            var known = entries.FindIndex(entry => entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (known < 0)
            {
                if (entries.Count == MostAffiliations) return;
                known = entries.Count;
                entries.Add((name, []));
            }
            foreach (var author in authors.Where(author => !entries[known].Authors.Contains(author))) entries[known].Authors.Add(author);
        }

        public IReadOnlyList<Affiliation> ToList() => [.. entries.Select(entry => new Affiliation(entry.Name, entry.Authors, ShortForm(entry.Name)))];
    }

    /// <summary>Affiliations that markup already gives to authors, put together by name.</summary>
    public static IReadOnlyList<Affiliation> Gather(IEnumerable<(string Name, string? Author)> named)
    {
        var list = new AffiliationList();
        foreach (var (name, author) in named.Select(pair => (Clean(pair.Name), pair.Author)).Where(pair => IsPlausible(pair.Item1)))
            list.Add(name, author is null ? [] : [author]);
        return list.ToList();
    }

    [GeneratedRegex(@"[0-9]{1,2}(?:\s?,\s?[0-9*†‡§¶]{1,2})*[*†‡§¶]*|[*†‡§¶]+(?:,[0-9]{1,2})*", RegexOptions.NonBacktracking)]
    private static partial Regex MarkPattern();

    [GeneratedRegex(@"[0-9]+|\p{L}+|[^\w\s,;.()\[\]]+", RegexOptions.NonBacktracking)]
    private static partial Regex OneMarkPattern();

    [GeneratedRegex(@"(?:\be-?mails?:\s*)?(?:\{[^{}@]{1,200}\}\s?|[\w.,+-]{1,200})@[\w.-]{1,100}|https?://\S{1,200}",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex AddressPattern();

    /// <summary>What is said of an affiliation before it.</summary>
    [GeneratedRegex(@"^(?:(?:present|current|permanent) address(?:es)?|also at|now at|on leave (?:from|of))\s*:?\s*",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex LabelPattern();

    [GeneratedRegex(@"equal(?:ly)? contribut|contributed equally|correspond|equal advis|work done|work was done|first author|project lead|these authors|^e-?mails?\b|^orcid|preprint|under review|^\d+$|^dated?\b|^\w+ \d{1,2}, \d{4}$", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex RemarkPattern();

    [GeneratedRegex(@"\b(?:was|were|is|are|has|have|we|our|their|this|these|which|that|can|may|also|been|fig\.|figure|table|copyright"
        + @"|licen[cs]ed?|rights reserved|open access|research article|original (?:article|research|paper)|review article|full list of "
        + @"author|received|accepted|published|available)\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex ProsePattern();

    [GeneratedRegex(@"\buniversi|\bpolytechni|\bpolitecnico|\binstitute of technology|\b(?:ETH|EPFL|MIT|CNRS|INRIA|KAIST|UCLA|CERN)\b|\bécole\b|\bhochschule|大学|\bcollege\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex UniversityPattern();

    [GeneratedRegex(@"\binstitut|\bacadem|\bcent(?:er|re|rum)\b|\blab(?:s|\.|\b)|\blaborator|\bhospital|\bclinic|\bresearch\b|\binc\b|\bltd\b|\bgmbh\b|\bcorp|\bcompany\b|\bfoundation\b|\bobservator|\bagency\b|\bmuseum\b|\bcouncil\b|\b(?:google|microsoft|meta|nvidia|ibm|amazon|apple|openai|deepmind|huawei|tencent|alibaba|bytedance|baidu|intel|samsung|adobe|salesforce|anthropic)\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex InstitutionPattern();

    [GeneratedRegex(@"\bdep(?:t|artment|artement)\b|\bschool of|\bfaculty|\bdivision\b|\bgroup\b|\bchair\b|\bsection of|\bteam\b|\bunit\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex UnitPattern();
}
