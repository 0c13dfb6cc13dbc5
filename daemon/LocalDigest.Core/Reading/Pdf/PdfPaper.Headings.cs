using System.Text.RegularExpressions;

namespace LocalDigest.Reading;

// Headings and their numbers.
internal sealed partial class PdfPaper
{
    /// <summary>In words.</summary>
    private const int LongestRunIn = 8;

    private sealed record Heading(string? Number, string Title, int Level, bool IsContinued)
    {
        public bool IsAbstract => Number is null && Title.ToUpperInvariant() is "ABSTRACT" or "ZUSAMMENFASSUNG" or "RÉSUMÉ" or "RESUMEN";

        public bool IsReferences => Title.ToUpperInvariant() is "REFERENCES" or "BIBLIOGRAPHY" or "LITERATURE CITED"
            or "REFERENCES AND NOTES" or "LITERATUR" or "LITERATURVERZEICHNIS" or "BIBLIOGRAPHIE" or "RÉFÉRENCES" or "REFERENCIAS" or "BIBLIOGRAFÍA";
    }

    /// <summary>Finds the headings, with the lines that go on with one marked as such.</summary>
    private Dictionary<PdfLine, Heading> Headings()
    {
        var found = new Dictionary<PdfLine, Heading>();
        var lines = layout.Lines.Where(line => !line.IsTaken).ToList();
        var counter = new Numbering();
        var areNumbered = lines.Count(line => ArabicPattern().IsMatch(line.Text) && IsDistinct(line)) >= 3 || lines.Count(line => RomanPattern().IsMatch(line.Text) && IsDistinct(line)) >= 3;
        var hasText = false;
        var afterReferences = false;
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            var (before, after) = (i > 0 ? lines[i - 1] : null, i + 1 < lines.Count ? lines[i + 1] : null);
            var startsBlock = before is null || before.Block != line.Block || line.Top - before.Bottom > 0.45 * line.Size
                || line.Top < before.Top - line.Size
                || IsBoldBetween(line, before, after) || found.ContainsKey(before);
            if (startsBlock && line.Text.Length is > 2 and <= 160
                && Read(line, before, after, counter, areNumbered, hasText, afterReferences) is { } heading
                && (heading.Number is not null || KnownPattern().IsMatch(heading.Title) || LeadsToText(lines, i)))
            {
                hasText = true;
                if (heading.IsReferences) afterReferences = true;
                // A heading may take two or three lines, all of one size and weight.
                for (var more = i + 1; more < Math.Min(i + 3, lines.Count) && heading.Number is not null && IsDistinct(line); more++)
                {
                    var next = lines[more];
                    if (heading.Title.Length == 0 && IsBelow(next, line))
                    {
                        heading = heading with { Title = next.Text };
                        found[next] = heading with { IsContinued = true };
                        i = more;
                        continue;
                    }
                    if (next.Block != line.Block || next.Page != line.Page || next.Top - lines[more - 1].Bottom > 0.6 * line.Size || Math.Abs(next.Size - line.Size) > 0.05 * line.Size || next.IsBold != line.IsBold
                        || (!line.IsBold && !(line.Size > 1.08 * bodySize)) || NumberedPattern().IsMatch(next.Text)) break;
                    heading = heading with { Title = $"{heading.Title} {next.Text}".TrimStart() };
                    found[next] = heading with { IsContinued = true };
                    i = more;
                }
                found[line] = heading with { Title = heading.Title.Length == 0 ? "Appendix" : Titled(heading.Title) };
            }
            else if (RunInAbstractPattern().IsMatch(line.Text))
            {
                hasText = true;
            }
        }
        return found;
    }

    /// <summary>Whether a line is the next one below another in its column.</summary>
    private bool IsBelow(PdfLine line, PdfLine other) =>
        line.Page == other.Page && line.Top - other.Bottom is > -2 and < 16 && Overlap(line.Left, line.Right, other.Left, other.Right) > 0
        && line.Width < 0.9 * columnWidth;

    /// <summary>A bold line of the text's size without space around it, as journals set headings: a sentence ends above it and text begins
    /// below.</summary>
    private static bool IsBoldBetween(PdfLine line, PdfLine before, PdfLine? after) =>
        line.IsBold && !before.IsBold && after is { IsBold: false }
        && (before.Text[^1] is '.' or '?' or '!' or ':' or ')' or ']' || KnownPattern().IsMatch(line.Text.TrimEnd(':', '.')));

    /// <summary>Whether text follows, as it does a heading and no cell of a table, label of a figure or line of an address.</summary>
    private bool LeadsToText(PdfLine line) => layout.Pages[line.Page - 1].Lines is var lines && LeadsToText(lines, lines.IndexOf(line));

    private bool LeadsToText(List<PdfLine> lines, int at)
    {
        var distinct = 0;
        for (var i = at + 1; i < lines.Count && i <= at + 6; i++)
        {
            if (IsBodySize(lines[i]) && !lines[i].IsBold && lines[i].Words.Count >= 4 && lines[i].Width > 0.7 * columnWidth) return true;
            if (IsDistinct(lines[i])) distinct++;
            else if (i > at + 2 + distinct) return false;
        }
        return false;
    }

    private Heading? Read(PdfLine line, PdfLine? before, PdfLine? after, Numbering counter, bool areNumbered, bool hasText, bool afterReferences)
    {
        var words = line.Text;
        var isDistinct = IsDistinct(line);
        if (BareAppendixPattern().Match(words) is { Success: true } bareAppendix)
        {
            counter.BeginAppendix();
            var letter = bareAppendix.Groups["number"].Value;
            if (counter.Accept(letter) is { } top) return new Heading(letter, "", top, false);
        }
        var isAlone = after is null || after.Block != line.Block || after.Top - line.Bottom > 0.4 * line.Size || Math.Abs(after.Size - line.Size) > 0.08 * line.Size || after.IsBold != line.IsBold;
        if (NumberedPattern().Match(words) is { Success: true } match && match.Groups["title"].Value is var title && !title.EndsWith('.') && title.Count(char.IsLetter) >= 2
            && (isDistinct || (isAlone && AppendixPattern().IsMatch(words))
                || (isAlone && line.Width < 0.9 * columnWidth && IsBodySize(line) && !title.Contains(',', StringComparison.Ordinal)
                    && !afterReferences)))
        {
            var number = match.Groups["number"].Value.TrimEnd('.');
            // A point of a list: it ends with a colon, or goes on in the next line as text, or looks like text where headings do not.
            if (title.EndsWith(':') || IsRunIn(title, line, after) || title.Contains('@')
                || ReferenceListPattern().IsMatch(title)) return null;
            if (!isDistinct && char.IsAsciiDigit(number[0]) && !number.Contains('.')
                && (areNumbered || title.Count(char.IsLetter) < 5)) return null;
            if (AppendixPattern().IsMatch(words)) counter.BeginAppendix();
            if (counter.Accept(number) is { } level) return new Heading(number, title, level, false);
        }
        var bare = words.Trim().TrimEnd('.', ':');
        if (KnownPattern().IsMatch(bare) && (isDistinct || isAlone) && line.Width < 0.9 * columnWidth)
        {
            // "Results" may be a part of a numbered section where a paper has numbers; where it has none, it is one of its own.
            var ends = KnownEndPattern().IsMatch(bare);
            if (ends) counter.BeginAppendix();
            if (!areNumbered || ends || isDistinct) return new Heading(null, bare, 1, false);
        }
        if (!isDistinct || !isAlone || !hasText || afterReferences || before is null || bare.Length < 4 || words.EndsWith('.') || words.EndsWith(',') || line.Width > 0.95 * columnWidth * (IsTwoColumn ? 1 : 0.9) || line.Words.Count > 12) return null;
        if (bare.Contains('@') || bare.Contains("://", StringComparison.Ordinal)
            || (line.Page == 1 && TitleBlock.IsInstitution(bare)) || FrontMatterPattern().IsMatch(bare)) return null;
        if (!char.IsUpper(bare[0]) || bare.Count(char.IsLetter) < 0.6 * bare.Length || (!line.IsBold && line.Size < 1.08 * bodySize)) return null;
        return new Heading(null, bare, areNumbered ? Math.Min(5, counter.Level + 1) : line.Size > 1.08 * bodySize ? 1 : 2, false);
    }

    /// <summary>
    /// The bold words with which a paragraph begins where they are a heading, as <c>\paragraph</c> sets it: they end with a full stop or a
    /// colon, and words that are not bold follow.
    /// </summary>
    /// <returns>The heading, and the rest of the line; null where there is none.</returns>
    private static (string? Number, string Title, int Level, string Behind)? RunIn(PdfLine line)
    {
        var bold = line.Words.TakeWhile(word => word.IsBold).Count();
        if (bold is 0 or > LongestRunIn || bold == line.Words.Count || line.Words[bold - 1].Text[^1] is not ('.' or ':')) return null;
        var title = string.Join(' ', line.Words.Take(bold).Select(word => word.Text));
        var bare = title.TrimEnd('.', ':');
        var ends = KnownEndPattern().IsMatch(bare);
        if (bare.Count(char.IsLetter) < 4 || StatementPattern().IsMatch(title) || (!ends && FrontMatterPattern().IsMatch(title))
            || CaptionPattern().IsMatch(title)) return null;
        var rest = line.Text.StartsWith(title, StringComparison.Ordinal) ? line.Text[title.Length..].TrimStart()
            : string.Join(' ', line.Words.Skip(bold).Select(word => word.Text));
        if (ends) return (null, bare, 1, rest);
        if (PointPattern().IsMatch(bare)) return null;
        var match = NumberedPattern().Match(bare);
        if (match.Success && match.Groups["number"].Value is var number && number.Contains('.', StringComparison.Ordinal))
            return (number.TrimEnd('.'), match.Groups["title"].Value, 4, rest);
        return char.IsUpper(bare[0]) ? (null, bare, 4, rest) : null;
    }

    /// <summary>A point of a list.</summary>
    [GeneratedRegex(@"^\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]", RegexOptions.NonBacktracking)]
    private static partial Regex PointPattern();

    /// <summary>What mathematicians number, and what begins the points of a list.</summary>
    [GeneratedRegex(@"^(?:theorem|lemma|proposition|corollary|definition|remark|example|proof|claim|conjecture|assumption|observation|fact"
        + @"|hypothesis|condition|property|problem|question|exercise|algorithm|step|case|stage|phase|rq|note|key|takeaway|finding"
        + @"|insight)\b",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex StatementPattern();

    /// <summary>Whether words in bold run on as a sentence of the text.</summary>
    private static bool IsRunIn(string title, PdfLine line, PdfLine? after) =>
        after is not null && after.Block == line.Block && !after.IsBold && line.IsBold && after.Text.Length > 0
        && (title.EndsWith('-') || char.IsLower(after.Text[0])) && after.Top - line.Bottom < 0.4 * line.Size;

    [GeneratedRegex(@"^(?:Appendix|APPENDIX|Anhang|Annexe)\s+[A-Z]\b",
        RegexOptions.NonBacktracking)]
    private static partial Regex AppendixPattern();

    /// <summary>The title stands on the next line.</summary>
    [GeneratedRegex(@"^(?:Appendix|APPENDIX|Anhang|Annexe)\s+(?<number>[A-Z])[.:]?$",
        RegexOptions.NonBacktracking)]
    private static partial Regex BareAppendixPattern();

    /// <summary>"A. Patel, S. Bhattamishra, and N. Goyal" is no appendix A.</summary>
    [GeneratedRegex(@"^\p{Lu}[\p{L}-]+, (?:\p{Lu}\.|and \p{Lu}\.)",
        RegexOptions.NonBacktracking)]
    private static partial Regex ReferenceListPattern();

    /// <summary>Whether a line looks other than text: larger, bold, or in capitals.</summary>
    private bool IsDistinct(PdfLine line)
    {
        var letters = line.Text.Count(char.IsLetter);
        return line.Size > 1.08 * bodySize || line.IsBold || (letters >= 4 && line.Text.Count(char.IsUpper) > 0.8 * letters);
    }

    /// <summary>Capitals become words: RELATED WORK is Related work.</summary>
    private static string Titled(string title) =>
        title.Count(char.IsLetter) > 4 && !title.Any(char.IsLower) ? title[..1] + title[1..].ToLowerInvariant() : title;

    /// <summary>Follows the numbers of sections, so that a list or a year is taken for no heading.</summary>
    private sealed class Numbering
    {
        private readonly int[] arabic = new int[5];
        private int roman;
        private char letter = '@';
        private int below;
        private char appendix = '@';
        private int appendixPart;

        private bool isAppendix;

        public int Level { get; private set; } = 1;

        /// <summary>From now on a single capital letter numbers an appendix.</summary>
        public void BeginAppendix() => isAppendix = true;

        /// <summary>The level of a number that may come now; null for one that may not.</summary>
        public int? Accept(string number)
        {
            if (char.IsAsciiDigit(number[0]))
            {
                var parts = number.Split('.').Select(part => int.TryParse(part, out var n) ? n : -1).ToArray();
                // Below capital letters, as IEEE and the American Physical Society have them.
                if ((letter > '@' || (isAppendix && roman > 0)) && parts.Length == 1)
                {
                    if (parts[0] != below + 1) return null;
                    below = parts[0];
                    return Level = isAppendix ? 2 : 3;
                }
                if (parts.Length > 4 || parts.Any(n => n is < 0 or > 60)) return null;
                for (var i = 0; i < parts.Length - 1; i++)
                    if (parts[i] != arabic[i] && !(i == 0 && parts[0] == arabic[0] + 1)) return null;
                var last = parts[^1];
                var known = parts.Length == 1 || parts[0] == arabic[0] ? arabic[parts.Length - 1] : 0;
                // One that was overlooked stops nothing; 0 begins some papers.
                if (last <= known && !(last == 0 && known == 0) || last > known + 2) return null;
                for (var i = 0; i < arabic.Length; i++) arabic[i] = i < parts.Length ? parts[i] : 0;
                return Level = parts.Length;
            }
            if (!isAppendix && Roman(number) is { } value && value == roman + 1 && !(number.Length == 1 && letter + 1 == number[0] && roman > 0))
            {
                roman = value;
                letter = '@';
                below = 0;
                return Level = 1;
            }
            var dot = number.IndexOf('.', StringComparison.Ordinal);
            if (!isAppendix && number.Length == 1 && roman > 0 && number[0] == letter + 1)
            {
                letter = number[0];
                below = 0;
                return Level = 2;
            }
            if (number.Length == 1 && (isAppendix || (roman == 0 && arabic[0] > 0)) && number[0] == appendix + 1)
            {
                appendix = number[0];
                appendixPart = below = 0;
                return Level = 1;
            }
            if (dot == 1 && number[0] == appendix && number.Count(c => c == '.') == 1 && int.TryParse(number[2..], out var part) && part > appendixPart && part <= appendixPart + 2)
            {
                appendixPart = part;
                return Level = 2;
            }
            return null;
        }

        private static int? Roman(string number)
        {
            var sum = 0;
            for (var i = 0; i < number.Length; i++)
            {
                var value = Value(number[i]);
                if (value == 0) return null;
                sum += i + 1 < number.Length && value < Value(number[i + 1]) ? -value : value;
            }
            return sum;
        }

        private static int Value(char c) => c switch { 'I' => 1, 'V' => 5, 'X' => 10, 'L' => 50, _ => 0 };
    }
}
