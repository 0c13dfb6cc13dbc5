using System.Text.RegularExpressions;

namespace LocalDigest.Text;

/// <summary>
/// Displayed formulas in Markdown: between double dollars, in <c>\[…\]</c> or in an environment such as <c>equation</c>, on one line or on
/// several. All methods take linear time.
/// </summary>
internal static partial class DisplayMath
{
    private const int MostLines = 40;

    /// <summary>
    /// Whether a line is one displayed formula, as <see cref="Fold"/> writes it, perhaps behind the mark of a list or quotation.
    /// </summary>
    public static bool IsFormula(string line)
    {
        var start = MarkPattern().Match(line).Length;
        return line.AsSpan(start).StartsWith("$$") && new FormulaFinder(line).At(start) is { } formula && formula.End == line.Length;
    }

    /// <summary>
    /// Writes each displayed formula as <c>$$…$$</c> on a line of its own. Formulas in running text and in code stay as they are.
    /// </summary>
    public static string Fold(string markdown)
    {
        if (!markdown.Contains("$$", StringComparison.Ordinal) && !markdown.Contains('\\', StringComparison.Ordinal)) return markdown;
        var lines = markdown.Split('\n').ToList();
        var folded = new List<string>();
        var isCode = false;
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            if (line.AsSpan().TrimStart().StartsWith("```") || line.AsSpan().TrimStart().StartsWith("~~~")) isCode = !isCode;
            if (!isCode && Opening(line) is var at && at >= 0 && Read(lines, i, at) is var (formula, last, behind))
            {
                var mark = MarkPattern().Match(line).Length;
                var indent = new string(' ', mark);
                if (at > mark) folded.Add(line[..at].TrimEnd());
                folded.Add((at > mark ? indent : line[..mark]) + formula);
                i = last;
                // What follows on the same line may hold the next one.
                if (behind.Length > 0) lines[i--] = indent + behind;
            }
            else
            {
                folded.Add(line);
            }
        }
        return string.Join('\n', folded);
    }

    /// <summary>Where a formula opens: at the beginning of a line, or at its end where it goes on below; -1 where none does.</summary>
    private static int Opening(string line)
    {
        var first = MarkPattern().Match(line).Length;
        if (FormulaFinder.DisplayOpening(line, first) > 0) return first;
        var text = line.AsSpan().TrimEnd();
        var last = text.EndsWith("}") ? text.LastIndexOf("\\begin") : text.Length - 2;
        if (last < first || FormulaFinder.DisplayOpening(text, last) != text.Length - last) return -1;
        // Every other pair of dollars closes a formula.
        return text[last] == '$' && text.Count("$$") % 2 == 0 ? -1 : last;
    }

    /// <summary>
    /// Reads the formula that opens on a line. Returns it with the number of its last line and the text behind it there; null where it does
    /// not end, or where text follows on the same line.
    /// </summary>
    private static (string Formula, int Last, string Behind)? Read(List<string> lines, int first, int at)
    {
        var count = 1;
        while (count < MostLines && first + count < lines.Count && !string.IsNullOrWhiteSpace(lines[first + count])) count++;
        var paragraph = string.Join('\n', lines.GetRange(first, count));
        if (new FormulaFinder(paragraph).At(at) is not { } formula) return null;
        var last = first + paragraph.AsSpan(0, formula.End).Count('\n');
        var lineEnd = paragraph.IndexOf('\n', formula.End);
        var behind = paragraph[formula.End..(lineEnd < 0 ? paragraph.Length : lineEnd)].Trim();
        var stop = behind.Length > 0 && behind[0] is '.' or ',' or ';' or ':' or '。' or '，' or '；' or '：' ? behind[..1] : "";
        behind = behind[stop.Length..].Trim();
        if (last == first && behind.Length > 0) return null;
        var latex = Latex(paragraph[at..formula.End], paragraph[formula.From..formula.To]);
        return latex is null ? null : ($"$${latex}{stop}$$", last, behind);
    }

    /// <summary>The LaTeX of a formula in the commands of amsmath; null where it is no formula.</summary>
    /// <param name="whole">The formula with what sets it off.</param>
    /// <param name="content">What is inside.</param>
    private static string? Latex(string whole, string content)
    {
        var clean = LatexText.Clean(whole).Text;
        var isLatex = clean is ['$', not '$', ..] && new FormulaFinder(clean).At(0) is { } kept && kept.End == clean.Length;
        if (isLatex) return clean[1..^1].Trim();
        // On a line of its own a formula stays a formula, also where plain text could express it.
        var body = string.Join(' ', content.Split('\n', StringSplitOptions.TrimEntries)).Trim();
        var isNone = body.Length == 0 || clean.StartsWith("$$", StringComparison.Ordinal) || body.Contains('$', StringComparison.Ordinal);
        return isNone ? null : body;
    }

    [GeneratedRegex(@"^\s*(?:(?:[*+-]|\d{1,3}[.)])\s+|>\s?)*", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex MarkPattern();
}
