using System.Text.RegularExpressions;

namespace LocalDigest.Text;

/// <summary>
/// Formulas that stand by themselves in Markdown, however whoever wrote it set them off: between two dollars, in <c>\[…\]</c> or in an environment such as
/// <c>equation</c>, on one line or on several.
/// </summary>
public static partial class DisplayMath
{
    private const int MostLines = 40;

    /// <summary>Whether a line holds such a formula and nothing else but a list's mark, as <see cref="Fold"/> writes it.</summary>
    public static bool IsFormula(string line)
    {
        var start = MarkPattern().Match(line).Length;
        return line.AsSpan(start).StartsWith("$$") && LatexText.EndOfMath(line, start, line.Length) == line.Length;
    }

    /// <summary>Writes each formula that has a line, or the larger part of several, to itself as <c>$$…$$</c> on one line. Formulas in running text, and code, are left alone.</summary>
    public static string Fold(string markdown)
    {
        if (!OpeningPattern().IsMatch(markdown)) return markdown;
        var lines = markdown.Split('\n').ToList();
        var folded = new List<string>();
        var isCode = false;
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            if (line.AsSpan().TrimStart().StartsWith("```") || line.AsSpan().TrimStart().StartsWith("~~~")) isCode = !isCode;
            if (!isCode && Opening(line) is { } opening && Read(lines, i, opening) is var (formula, last, rest))
            {
                var indent = new string(' ', MarkPattern().Match(line).Length);
                if (opening.Index > indent.Length) folded.Add(line[..opening.Index].TrimEnd());
                folded.Add((opening.Index > indent.Length ? indent : line[..indent.Length]) + formula);
                i = last;
                // What follows on the same line may hold the next one.
                if (rest.Length > 0) lines[i--] = indent + rest;
            }
            else
            {
                folded.Add(line);
            }
        }
        return string.Join('\n', folded);
    }

    /// <summary>What opens a formula: at the beginning of a line, or at its end where the formula is on the lines below.</summary>
    private static Match? Opening(string line)
    {
        var first = OpeningPattern().Match(line, MarkPattern().Match(line).Length);
        if (first.Success && line.AsSpan(0, first.Index).Trim().Length == MarkPattern().Match(line).Value.Trim().Length) return first;
        var last = OpeningPattern().Matches(line).LastOrDefault();
        var dollars = OpeningPattern().Matches(line).Count(opening => opening.Value == "$$");
        return last is not null && line.AsSpan(last.Index + last.Length).IsWhiteSpace() && (last.Value != "$$" || dollars % 2 == 1) ? last : null;
    }

    /// <summary>The formula that is opened on a line, the line on which it ends, and what follows there; null where it does not end, or is followed by words on its only line.</summary>
    private static (string Formula, int Last, string Behind)? Read(List<string> lines, int first, Match opening)
    {
        var close = opening.Value switch { "$$" => "$$", "\\[" => "\\]", _ => $"\\end{{{opening.Groups["name"].Value}}}" };
        var from = opening.Index + opening.Length;
        for (var last = first; last < Math.Min(lines.Count, first + MostLines) && (last == first || !string.IsNullOrWhiteSpace(lines[last])); last++)
        {
            var end = lines[last].IndexOf(close, last == first ? from : 0, StringComparison.Ordinal);
            if (end < 0) continue;
            var rest = lines[last][(end + close.Length)..].Trim();
            var stop = rest.Length > 0 && rest[0] is '.' or ',' or ';' or ':' or '。' or '，' or '；' or '：' ? rest[..1] : "";
            rest = rest[stop.Length..].Trim();
            if (last == first && rest.Length > 0) return null;
            var body = last == first ? lines[first][from..end] : string.Join(' ', [lines[first][from..].Trim(), .. lines.GetRange(first + 1, last - first - 1).Select(line => line.Trim()), lines[last][..end].Trim()]);
            return Write(body.Trim(), opening) is { } latex ? ($"$${latex}{stop}$$", last, rest) : null;
        }
        return null;
    }

    /// <summary>The formula in commands that everybody knows, where there are such; null where it is none.</summary>
    private static string? Write(string body, Match opening)
    {
        if (body.Length == 0) return null;
        var name = opening.Groups["name"];
        var clean = LatexText.Clean(name.Success ? $"\\begin{{{name.Value}}}{body}\\end{{{name.Value}}}" : $"$${body}$$").Text;
        if (clean is ['$', not '$', ..] && LatexText.EndOfMath(clean, 0, clean.Length) == clean.Length) return clean[1..^1].Trim();
        // What plain text can say is a formula all the same where it has a line of its own.
        return name.Success || clean.StartsWith("$$", StringComparison.Ordinal) || body.Contains('$', StringComparison.Ordinal) ? null : body;
    }

    [GeneratedRegex(@"\$\$|\\\[|\\begin\{(?<name>(?:equation|displaymath|align|gather|multline|eqnarray)\*?)\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex OpeningPattern();

    [GeneratedRegex(@"^\s*(?:(?:[*+-]|\d{1,3}[.)])\s+|>\s?)*", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex MarkPattern();
}
