using System.Buffers;
using System.Runtime.InteropServices;

namespace LocalDigest.Text;

/// <summary>A formula in a text.</summary>
/// <param name="From">Where its LaTeX begins, behind the opening delimiter. The LaTeX of an environment that sets a table includes the
/// environment.</param>
/// <param name="To">Where its LaTeX ends.</param>
/// <param name="End">The position behind what closes it.</param>
/// <param name="IsDisplay">It is displayed on a line of its own.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Formula(int From, int To, int End, bool IsDisplay);

/// <summary>
/// Finds formulas in a text, however LaTeX or Markdown delimit them: <c>$…$</c>, <c>$$…$$</c>, <c>\(…\)</c>, <c>\[…\]</c> and environments
/// such as <c>equation</c>. Dollars may also be amounts of money, <c>$5 to $10</c>, or mean "expensive", <c>$$</c>; the text between them
/// decides.
/// </summary>
/// <remarks>The next closing delimiters are cached, so that asking for all positions of a text in order takes linear time.</remarks>
/// <param name="text">The text.</param>
/// <param name="end">Where the text is taken to end.</param>
internal sealed class FormulaFinder(string text, int end)
{
    /// <summary>A text with this many words of plain language is no formula.</summary>
    private const int MostWords = 8;

    private static readonly SearchValues<char> Commands = SearchValues.Create("\\^_{");

    private static readonly SearchValues<char> CommandsAndRelations = SearchValues.Create("\\^_{=<>+");

    /// <summary>Words between two amounts of money.</summary>
    private static readonly string[] BetweenAmounts = [" to ", " and ", " or ", " per ", " for ", " in ", " vs", " versus "];

    private Dictionary<string, int>? closings;
    private int displayEnd = -1;
    private int noDollarFrom = int.MaxValue;

    public FormulaFinder(string text) : this(text, text.Length)
    {
    }

    /// <summary>The formula that begins at a place and ends before <paramref name="to"/>; null where none does.</summary>
    public Formula? At(int at, int to) => text[at] switch
    {
        '$' when at + 1 < to && text[at + 1] == '$' => DoubleDollars(at, to),
        '$' => Dollars(at, to),
        '\\' when at + 1 < to && text[at + 1] == '(' => Bracketed(at, to, "\\)", isDisplay: false),
        '\\' when at + 1 < to && text[at + 1] == '[' => Bracketed(at, to, "\\]", isDisplay: true),
        '\\' => Environment(at, to),
        _ => null,
    };

    /// <inheritdoc cref="At(int, int)"/>
    public Formula? At(int at) => At(at, end);

    /// <summary>
    /// The length of what opens displayed mathematics at a place: <c>$$</c>, <c>\[</c>, <c>\begin{equation}</c>; 0 where nothing does.
    /// </summary>
    public static int DisplayOpening(ReadOnlySpan<char> text, int at)
    {
        var rest = text[at..];
        if (rest.StartsWith("$$") || rest.StartsWith("\\[")) return 2;
        return EnvironmentName(rest) is var (name, length) && LatexSymbols.DisplayEnvironments.Contains(name.TrimEnd('*')) ? length : 0;
    }

    /// <summary>The name in <c>\begin{name}</c> and the length of all of it; null where the text begins with something else.</summary>
    private static (string Name, int Length)? EnvironmentName(ReadOnlySpan<char> text)
    {
        const string Begin = "\\begin";
        if (!text.StartsWith(Begin)) return null;
        var open = Begin.Length;
        while (open < text.Length && text[open] == ' ') open++;
        if (open >= text.Length || text[open] != '{') return null;
        var close = open + 1;
        while (close < text.Length && (char.IsAsciiLetter(text[close]) || text[close] == '*')) close++;
        return close < text.Length && text[close] == '}' ? (text[(open + 1)..close].ToString(), close + 1) : null;
    }

    private Formula? Dollars(int at, int to)
    {
        var close = NextDollar(at + 1, to);
        return close >= 0 && IsMathematics(at, close) ? new Formula(at + 1, close, close + 1, IsDisplay: false) : null;
    }

    /// <summary>Finds the end of displayed mathematics, which may hold text with mathematics in single dollars.</summary>
    private Formula? DoubleDollars(int at, int to)
    {
        var from = at + 2;
        if (from < to && text[from] == '$') return null;
        if (displayEnd < from)
        {
            displayEnd = NextDollar(from, end);
            while (displayEnd >= 0 && (displayEnd + 1 == end || text[displayEnd + 1] != '$')) displayEnd = NextDollar(displayEnd + 1, end);
            if (displayEnd < 0) displayEnd = int.MaxValue;
        }
        return displayEnd > from && displayEnd < to - 1 && IsDisplayed(text.AsSpan(from, displayEnd - from))
            ? new Formula(from, displayEnd, displayEnd + 2, IsDisplay: true)
            : null;
    }

    private Formula? Bracketed(int at, int to, string closing, bool isDisplay) =>
        Closing(closing, at + 2, to) is var close && close >= 0 ? new Formula(at + 2, close, close + 2, isDisplay) : null;

    private Formula? Environment(int at, int to)
    {
        if (EnvironmentName(text.AsSpan(at, to - at)) is not var (name, length)) return null;
        if (!LatexSymbols.MathEnvironments.TryGetValue(name, out var kept)) return null;
        var closing = $"\\end{{{name}}}";
        var close = Closing(closing, at + length, to);
        if (close < 0) return null;
        var behind = close + closing.Length;
        var isDisplay = LatexSymbols.DisplayEnvironments.Contains(name.TrimEnd('*'));
        return kept.Length == 0 ? new Formula(at + length, close, behind, isDisplay) : new Formula(at, behind, behind, isDisplay);
    }

    private int Closing(string closing, int at, int to)
    {
        closings ??= [];
        if (!closings.TryGetValue(closing, out var position) || (position >= 0 && position < at))
        {
            position = text.IndexOf(closing, at, end - at, StringComparison.Ordinal);
            closings[closing] = position;
        }
        return position >= at && position + closing.Length <= to ? position : -1;
    }

    /// <summary>The next dollar that is not escaped, or -1.</summary>
    private int NextDollar(int at, int to)
    {
        if (at >= noDollarFrom) return -1;
        for (var i = at; i < to; i++)
        {
            if (text[i] == '$') return i;
            if (text[i] == '\\') i = WordsEnd(i, to) is var words && words > 0 ? words : i + 1;
        }
        if (to == end) noDollarFrom = at;
        return -1;
    }

    /// <summary>
    /// The brace that closes <c>\text{…}</c> where words with formulas of their own stand in it, whose dollars close nothing outside; 0
    /// elsewhere.
    /// </summary>
    private int WordsEnd(int backslash, int to)
    {
        const int LongestWords = 300;
        var open = LatexReader.NameEnd(text, backslash, to);
        if (open >= to || text[open] != '{') return 0;
        if (text.AsSpan(backslash + 1, open - backslash - 1) is not ("text" or "mbox" or "hbox" or "textrm")) return 0;
        var (depth, dollars) = (0, 0);
        for (var i = open; i < to && i - open < LongestWords; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == '$') dollars++;
            else if (text[i] == '{') depth++;
            else if (text[i] == '}' && --depth == 0) return dollars > 0 && dollars % 2 == 0 ? i : 0;
        }
        return 0;
    }

    /// <summary>
    /// Whether the text between two dollars is a formula and not text between two amounts of money. A formula has LaTeX in it or is short;
    /// an amount begins with a digit, and words or a dash follow.
    /// </summary>
    private bool IsMathematics(int open, int close)
    {
        var content = text.AsSpan(open + 1, close - open - 1);
        if (content.Trim(' ').IsEmpty) return false;
        var words = CountWords(content, out var longest);
        if (content.ContainsAny(Commands)) return words < MostWords && (!char.IsAsciiDigit(content[0]) || content[^1] != ' ' || words == 0);
        // A sum of products such as $f(rx + sy) = rf(x) + sf(y)$ has words, but none of language.
        var isCalculation = longest <= 3 && content[^1] != ' ' && content[0] != ' ' && content.ContainsAny('=', '+', ',');
        if (words > 2 && !isCalculation) return false;
        if (!char.IsAsciiDigit(content[0])) return !(content[0] == ' ' && longest > 3);
        // US$5 or A$5, and 5 to 10 between dollars.
        if (open > 0 && char.IsAsciiLetterUpper(text[open - 1]) && words > 0) return false;
        foreach (var way in BetweenAmounts)
            if (content.Contains(way, StringComparison.Ordinal)) return false;
        if (content[^1] is ' ' or '-' or '–' or '—' or '/' or '(')
            return words == 0 && content[^1] != '(' && !(close + 1 < text.Length && char.IsAsciiDigit(text[close + 1]));
        return true;
    }

    private static bool IsDisplayed(ReadOnlySpan<char> content)
    {
        var words = CountWords(content, out _);
        return words < MostWords && (words == 0 || content.ContainsAny(CommandsAndRelations) || !content.ContainsAny(' ', '\n'));
    }

    /// <summary>Counts words of plain language: two letters or more, no commands, nothing inside braces.</summary>
    private static int CountWords(ReadOnlySpan<char> text, out int longest)
    {
        var words = 0;
        var level = 0;
        longest = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
                while (i + 1 < text.Length && char.IsAsciiLetter(text[i + 1])) i++;
            }
            else if (text[i] == '{')
            {
                level++;
            }
            else if (text[i] == '}')
            {
                level--;
            }
            else if (char.IsLetter(text[i]))
            {
                var start = i;
                while (i + 1 < text.Length && char.IsLetter(text[i + 1])) i++;
                var length = i + 1 - start;
                if (level > 0 || length < 2 || (start > 0 && text[start - 1] is not (' ' or '\n'))) continue;
                words++;
                longest = Math.Max(longest, length);
            }
        }
        return words;
    }
}
