using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using LocalDigest.Text;

namespace LocalDigest.Digests;

/// <summary>Writes plain text into Markdown so that it reads the same and nothing of it becomes markup (CommonMark 0.31).</summary>
public static partial class MarkdownText
{
    /// <summary>Headings inside a text are no higher than this, so that they stay below those of the digest around them.</summary>
    private const int HighestHeading = 4;

    private static readonly SearchValues<char> EntityLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789#");

    /// <summary>Escapes clean text for a place inside a line; mathematics stays as LaTeX in its dollars. Line breaks become spaces.</summary>
    public static string Inline(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var (piece, isMath) in LatexText.Pieces(text))
        {
            if (isMath) escaped.Append('$').Append(piece).Append('$');
            else Escape(piece, escaped);
        }
        return escaped.ToString();
    }

    private static void Escape(string text, StringBuilder escaped)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '\r' or '\n' or '\t' or '\u2028' or '\u2029':
                    escaped.Append(' ');
                    continue;
                // Before anything but punctuation a backslash is a backslash.
                case '\\' when i + 1 == text.Length || char.IsAsciiLetterOrDigit(text[i + 1]) is false:
                case '`' or '*' or '[' or ']' or '<' or '|':
                case '_' when IsAtWordEdge(text, i):
                // What is mathematics stands in the other pieces; what is left is money.
                case '$':
                case '~' when i + 1 < text.Length && text[i + 1] == '~':
                case '&' when LooksLikeEntity(text, i):
                case '!' when i + 1 < text.Length && text[i + 1] == '[':
                case '#' or '>' or '+' or '-' or '=' when i == 0 && (text.Length == 1 || text[1] is ' ' or '-' or '='):
                    escaped.Append('\\');
                    break;
                case '.' or ')' when i is > 0 and < 10 && i + 1 < text.Length && text[i + 1] == ' ' && text.AsSpan(0, i).IndexOfAnyExceptInRange('0', '9') < 0:
                    escaped.Append('\\');
                    break;
            }
            escaped.Append(c);
        }
    }

    /// <summary>
    /// Fits text that is Markdown already into a document: its headings go below the document's, code that was begun is ended, and it holds no HTML, no image
    /// (it becomes a link to it) and no definition of a link's target, which would reach beyond the text.
    /// </summary>
    public static string Block(string markdown)
    {
        var block = new StringBuilder(markdown.Length + 32);
        string? fence = null;
        var isAfterText = false;
        foreach (var line in markdown.ReplaceLineEndings("\n").Trim('\n').Split('\n'))
        {
            var start = line.AsSpan().TrimStart();
            var run = FenceLength(start);
            if (fence is not null)
            {
                if (run >= fence.Length && start[0] == fence[0] && start[run..].Trim().IsEmpty) fence = null;
                block.Append(line).Append('\n');
                continue;
            }
            if (run > 0 && (start[0] == '~' || !start[run..].Contains('`')))
            {
                fence = start[..run].ToString();
                block.Append(line).Append('\n');
                isAfterText = false;
                continue;
            }
            // Three dashes or equals signs below a line make a heading of it.
            if (isAfterText && IsUnderline(start)) block.Append('\n');
            block.Append(BlockLine(line)).Append('\n');
            isAfterText = !start.IsEmpty;
        }
        if (fence is not null) block.Append(fence).Append('\n');
        return block.ToString(0, Math.Max(0, block.Length - 1));
    }

    /// <summary>As <see cref="Block"/>, on one line, where formulas are part of the sentence.</summary>
    public static string Line(string markdown) => string.Join(' ', Block(markdown).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(line => DisplayMath.IsFormula(line) ? line.Replace("$$", "$", StringComparison.Ordinal) : line));

    /// <summary>As <see cref="Block"/>, for a place behind a list's mark: all lines but the first are indented.</summary>
    public static string Nested(string markdown, string indent) => Block(markdown).Replace("\n", "\n" + indent, StringComparison.Ordinal);

    private static int FenceLength(ReadOnlySpan<char> line)
    {
        if (line.IsEmpty || line[0] is not ('`' or '~')) return 0;
        var run = line.IndexOfAnyExcept(line[0]);
        if (run < 0) run = line.Length;
        return run >= 3 ? run : 0;
    }

    private static bool IsUnderline(ReadOnlySpan<char> line)
    {
        line = line.TrimEnd();
        return !line.IsEmpty && line[0] is '-' or '=' && line.IndexOfAnyExcept(line[0]) < 0;
    }

    private static string BlockLine(string line)
    {
        var start = line.AsSpan().TrimStart();
        var head = line[..(line.Length - start.Length)];
        if (IsUnderline(start) && start[0] == '=') return head + "\\" + start.ToString();
        if (!start.IsEmpty && start[0] == '#')
        {
            var level = start.IndexOfAnyExcept('#');
            if (level is > 0 and <= 6 && start[level] is ' ' or '\t') return head + new string('#', Math.Max(level, HighestHeading)) + BlockText(start[level..].ToString());
        }
        return DefinitionPattern().IsMatch(start) ? head + "\\" + BlockText(start.ToString()) : BlockText(line);
    }

    /// <summary>A line's text without what would be HTML or an image; what stands in backticks is left alone, and mathematics says the same in other signs.</summary>
    private static string BlockText(string line)
    {
        if (!line.AsSpan().ContainsAny('<', '!')) return line;
        var text = new StringBuilder(line.Length + 8);
        var formulas = new FormulaFinder(line);
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            var next = i + 1 < line.Length ? line[i + 1] : ' ';
            if (c == '\\')
            {
                text.Append(c);
                if (i + 1 < line.Length) text.Append(line[++i]);
                continue;
            }
            if (c == '$' && formulas.At(i) is { } formula)
            {
                text.Append(TagPattern().Replace(line[i..formula.End], @"\lt ${next}"));
                i = formula.End - 1;
                continue;
            }
            if (c == '`')
            {
                var run = line.AsSpan(i).IndexOfAnyExcept('`') is var length and > 0 ? length : line.Length - i;
                var close = line.IndexOf(new string('`', run), i + run, StringComparison.Ordinal);
                var end = close < 0 ? i + run : close + run;
                text.Append(line, i, end - i);
                i = end - 1;
                continue;
            }
            if (c == '!' && next == '[') continue;
            if (c == '<' && (char.IsAsciiLetter(next) || next is '/' or '!' or '?') && !line.AsSpan(i + 1).StartsWith("http", StringComparison.OrdinalIgnoreCase)) text.Append('\\');
            text.Append(c);
        }
        return text.ToString();
    }

    [GeneratedRegex(@"^\[[^\]]{1,1000}\]:", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex DefinitionPattern();

    [GeneratedRegex("<(?<next>[A-Za-z/!?])", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex TagPattern();

    /// <summary>An address for the round brackets of a link.</summary>
    public static string Address(string url)
    {
        var address = new StringBuilder(url.Length);
        foreach (var c in url)
        {
            if (c is '(' or ')' or '<' or '>' or '\\' or '"' or '\'' or ' ' || char.IsControl(c)) address.Append(Uri.HexEscape((char)(c & 0xFF)));
            else address.Append(c);
        }
        return address.ToString();
    }

    private static bool IsAtWordEdge(string text, int at) =>
        at == 0 || at + 1 == text.Length || !char.IsLetterOrDigit(text[at - 1]) || !char.IsLetterOrDigit(text[at + 1]);

    private static bool LooksLikeEntity(string text, int at)
    {
        var end = text.IndexOf(';', at, Math.Min(34, text.Length - at));
        return end > at + 1 && text.AsSpan(at + 1, end - at - 1).IndexOfAnyExcept(EntityLetters) < 0;
    }
}
