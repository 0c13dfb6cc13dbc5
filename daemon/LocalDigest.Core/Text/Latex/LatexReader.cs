using System.Text;

namespace LocalDigest.Text;

/// <summary>What kind of text is read; it decides what braces and ties mean.</summary>
internal enum LatexSource
{
    /// <summary>A title or abstract as people type it. Braces are kept unless they hold LaTeX.</summary>
    Prose,

    /// <summary>A value of a BibTeX file. Every brace that is not escaped groups.</summary>
    BibTeX,

    /// <summary>A person's name. Braces group, every tie is a space, footnote marks are left out.</summary>
    Name,
}

/// <summary>
/// Turns LaTeX in one text into readable Unicode, in one pass; <see cref="LatexText"/> says what comes out. Time and memory grow with the
/// length of the text whatever it holds, because every character is looked at a bounded number of times, and groups nest no deeper than
/// <see cref="MaxDepth"/>.
/// </summary>
/// <remarks>
/// Methods that read take the position where they begin and <c>to</c>, the end of the part that is being read, write to the result, and
/// return the position behind what they have read.
/// </remarks>
internal sealed partial class LatexReader
{
    /// <summary>How deep groups may be nested; what is nested deeper stays as it is.</summary>
    public const int MaxDepth = 40;

    private readonly LatexSource source;
    private readonly int[] braces;
    private readonly bool hasTies;
    private readonly bool escapesQuotes;
    private readonly MarkupTags tags;
    private readonly FormulaFinder formulas;
    private readonly List<string> unknown;
    private StringBuilder result = new();
    private int depth;
    private int openQuotes;
    private int closingQuote = -1;
    private bool plainQuoteOpen;

    private LatexReader(string text, LatexSource source, List<string> unknown)
    {
        Source = text;
        this.source = source;
        this.unknown = unknown;
        braces = MatchBraces(text);
        tags = new MarkupTags(text);
        formulas = new FormulaFinder(text);
        hasTies = source != LatexSource.Prose || HasTies(text);
        escapesQuotes = HasEscapedQuotes(text);
    }

    /// <summary>A reader of one formula, for <see cref="MathParser"/>.</summary>
    public static LatexReader OfFormula(string latex) => new(Divide(UnicodeText.Tidy(latex)), LatexSource.Prose, []);

    /// <summary>The text without LaTeX; <paramref name="unknown"/> takes the names of macros that were not understood, each once.</summary>
    public static string Read(string text, LatexSource source, List<string> unknown)
    {
        var reader = new LatexReader(Divide(text), source, unknown);
        reader.Text(0, reader.Source.Length);
        return reader.result.ToString();
    }

    /// <summary>The text that is read.</summary>
    public string Source { get; }

    /// <summary>The last character written, or a space.</summary>
    public char Last => result.Length > 0 ? result[^1] : ' ';

    /// <summary>Reads a part of a formula as text. Mathematics in it that stays LaTeX stands between dollars.</summary>
    public string Words(int from, int to) => Apart(from, to);

    /// <summary>Enters one more level of nesting; false where that is too deep. Call <see cref="Leave"/> in either case.</summary>
    public bool Enter() => ++depth <= MaxDepth;

    /// <summary>Leaves a level of nesting.</summary>
    public void Leave() => depth--;

    /// <summary>Notes the name of a macro that is not known; each once, a hundred at most.</summary>
    public void ReportUnknown(string name)
    {
        if (!unknown.Contains(name) && unknown.Count < 100) unknown.Add(name);
    }

    /// <summary>The brace that closes the one at <paramref name="open"/> before <paramref name="to"/>; -1 where none does.</summary>
    public int Close(int open, int to) => braces[open] is var close && close > open && close < to ? close : -1;

    /// <summary>The position behind a command's name, which is a run of letters or one other character.</summary>
    public static int NameEnd(string s, int backslash, int to)
    {
        var i = backslash + 1;
        if (i >= to) return i;
        if (!char.IsAsciiLetter(s[i])) return char.IsHighSurrogate(s[i]) && i + 1 < to ? i + 2 : i + 1;
        while (i < to && char.IsAsciiLetter(s[i])) i++;
        return i;
    }

    /// <summary>The position behind the next argument, and behind the optional arguments before it.</summary>
    public int SkipArgument(int at, int to)
    {
        at = SkipOptional(at, to);
        var i = SkipSpaces(at, to);
        if (i >= to) return at;
        if (Source[i] == '{') return Close(i, to) is var close && close >= 0 ? close + 1 : i + 1;
        if (Source[i] == '\\') return NameEnd(Source, i, to);
        if (Source[i] is '}' or '$') return at;
        return char.IsHighSurrogate(Source[i]) && i + 1 < to ? i + 2 : i + 1;
    }

    /// <summary>The letter X of <c>\cX</c>, which mathematicians define as a script letter; null for every other name.</summary>
    public static char? ScriptShorthand(string name) =>
        name.Length == 2 && name[0] == 'c' && char.IsAsciiLetterUpper(name[1]) ? name[1] : null;

    /// <summary>Reads a part by itself, and returns it instead of writing it.</summary>
    private string Apart(int from, int to)
    {
        var outer = result;
        result = new StringBuilder();
        Text(from, to);
        var inner = result.ToString();
        result = outer;
        return inner;
    }

    /// <summary>Reads a part of the text.</summary>
    private void Text(int from, int to)
    {
        var i = from;
        if (!Enter())
        {
            result.Append(Source, from, to - from);
            i = to;
        }
        while (i < to)
        {
            var c = Source[i];
            switch (c)
            {
                case '\\':
                    i = Command(i, to);
                    break;
                case '$':
                    i = Dollar(i, to);
                    break;
                case '{':
                    i = Group(i, to);
                    break;
                case '}':
                    if (source == LatexSource.Prose && !IsLeftBehind(i, to)) result.Append(c);
                    i++;
                    break;
                case '~':
                    result.Append(Tie(++i, to, hasTies));
                    break;
                case '-':
                    i = Dashes(i, to);
                    break;
                case '`' or '\'' or '"':
                    i = Quote(i, to);
                    break;
                case '^' or '_':
                    i = Script(i, to);
                    break;
                case '<' when tags.At(i) is { } tag:
                    i = Tag(tag, to);
                    break;
                case 'h' or 'f' or 'w' or 'g' when !char.IsLetterOrDigit(Last) && IsAddress(i, to):
                    i = Address(i, to, stopAtSpace: true);
                    break;
                default:
                    result.Append(c);
                    i++;
                    break;
            }
        }
        Leave();
    }

    /// <summary>The character at a position, also behind the part that is read; a space at the end of the text.</summary>
    private char After(int at, int to) => at < to ? Source[at] : to < Source.Length ? Source[to] : ' ';

    private int SkipSpaces(int at, int to)
    {
        while (at < to && Source[at] == ' ') at++;
        return at;
    }

    /// <summary>Skips an argument in brackets of up to 200 characters, where there is one.</summary>
    private int SkipOptional(int at, int to)
    {
        var i = SkipSpaces(at, to);
        if (i >= to || Source[i] != '[') return at;
        var close = Source.IndexOf(']', i, Math.Min(to - i, 200));
        return close < 0 ? at : close + 1;
    }

    /// <summary>The content of the next argument in braces; false where there is none.</summary>
    private bool TryBraced(int at, int to, out int from, out int close)
    {
        from = SkipSpaces(at, to);
        close = from < to && Source[from] == '{' ? Close(from, to) : -1;
        from++;
        return close >= 0;
    }

    /// <summary>Reads a pair of braces, or one brace without a partner.</summary>
    private int Group(int open, int to)
    {
        var close = Close(open, to);
        if (close < 0)
        {
            // What a word begins with is left of a macro that was taken away; {0) or {x : …} may be half of a set.
            var isOfWord = char.IsLetter(At(open + 1, to)) && char.IsLetter(At(open + 2, to)) && char.IsLetter(At(open + 3, to));
            if (source == LatexSource.Prose && At(open + 1, to) != '\\' && !isOfWord) result.Append('{');
            return open + 1;
        }
        if (HoldsInfix(open, close))
        {
            Mathematics(open, close + 1, After(close + 1, to));
            return close + 1;
        }
        if (IsGroup(open, close))
        {
            Text(open + 1, close);
            return close + 1;
        }
        result.Append('{');
        Text(open + 1, close);
        result.Append('}');
        return close + 1;
    }

    /// <summary>
    /// Whether braces group. In prose they do where they hold a command, nothing, or the letters that a bibliography protects inside a
    /// word.
    /// </summary>
    private bool IsGroup(int open, int close)
    {
        if (source != LatexSource.Prose || open + 1 == close) return true;
        var first = Source[open + 1];
        if (first is '\\' or '$') return true;
        if (close == open + 2 && !char.IsLetterOrDigit(first)) return first is ',' or '.' or '-' or '/' or ':' or '~' or '"' or '\'';
        if (HoldsWords(open + 1, close)) return true;
        if (first == '{' && Close(open + 1, close) == close - 1 && HoldsWords(open + 2, close - 1)) return true;
        var insideWord = IsOfWord(Last) || (close + 1 < Source.Length && IsOfWord(Source[close + 1]));
        if (!insideWord || close - open > 21) return false;
        for (var i = open + 1; i < close; i++)
            if (!char.IsLetter(Source[i])) return false;
        return true;
    }

    /// <summary>
    /// Whether braces hold plain words, as authors leave them behind a macro that was taken away: <c>{finite-memory}</c>, <c>{ChartIR}</c>.
    /// Sets such as
    /// <c>{0, 1}</c>, <c>{a, b}</c> and <c>{xy}</c> are kept.
    /// </summary>
    private bool HoldsWords(int from, int to)
    {
        const int LongestOfWords = 80;
        var letters = 0;
        if (to - from > LongestOfWords || !char.IsLetter(Source[from])) return false;
        // Behind letters stands what is left of a command: extit{…}, cite{…}.
        if (Last is not (' ' or '(' or '[' or '-' or '“' or '‘')) return false;
        for (var i = from; i < to; i++)
        {
            if (IsOfWord(Source[i])) letters++;
            else if (!char.IsAsciiDigit(Source[i]) && Source[i] is not (' ' or '-')) return false;
        }
        return letters >= 3;
    }

    /// <summary>
    /// Whether a closing brace without a partner ends a word or a sentence, where it is left of a macro that was taken away. Behind
    /// anything else it
    /// may be half of a set.
    /// </summary>
    private bool IsLeftBehind(int at, int to)
    {
        if (braces[at] >= 0) return false;
        var letters = 0;
        while (letters < 3 && letters < result.Length && IsOfWord(result[result.Length - 1 - letters])) letters++;
        var after = After(at + 1, to);
        if (letters == 3) return true;
        return result.Length == 0 || (Last is '.' or ',' or ';' && after == ' ') || (at + 1 == Source.Length && Last is not (')' or ' '));
    }

    /// <summary>Whether braces beside the character would be taken for those of a group inside a word.</summary>
    public static bool IsOfWord(char c) => char.IsLetter(c) && !UnicodeText.IsRaised(c) && !UnicodeText.IsLowered(c);

    /// <summary>The character at a position of the part that is read; a space outside of it.</summary>
    private char At(int at, int to) => at >= 0 && at < to ? Source[at] : ' ';

    /// <summary>For each brace the position of its partner; -1 for all other characters. Escaped braces have none.</summary>
    private static int[] MatchBraces(string text)
    {
        var match = new int[text.Length];
        Array.Fill(match, -1);
        var open = new Stack<int>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '{')
            {
                open.Push(i);
            }
            else if (text[i] == '}' && open.TryPop(out var start))
            {
                match[start] = i;
                match[i] = start;
            }
        }
        return match;
    }

    /// <summary>
    /// Puts back what was lost of commands: the space where they ran into their argument, as in <c>\sqrtT</c> and <c>\mathbbR</c>, and the
    /// backslash of
    /// <c>sqrt{…}</c>, <c>mathbb{…}</c>.
    /// </summary>
    private static string Divide(string text)
    {
        StringBuilder? divided = null;
        var copied = 0;
        for (var at = text.AsSpan().IndexOfAny('\\', '{'); at >= 0 && at + 1 < text.Length;)
        {
            var end = at + 1;
            if (text[at] == '{')
            {
                if (LostCommand(text, copied, at) is var start && start >= 0)
                {
                    divided ??= new StringBuilder(text.Length + 16);
                    divided.Append(text, copied, start - copied).Append('\\');
                    copied = start;
                }
            }
            else
            {
                end = NameEnd(text, at, text.Length);
                if (end - at > 4 && HeadEnd(text[(at + 1)..end]) is var head && head > 0)
                {
                    divided ??= new StringBuilder(text.Length + 16);
                    divided.Append(text, copied, at + 1 + head - copied).Append(' ');
                    copied = at + 1 + head;
                }
                // An escaped brace is no argument; the brace of a command has its backslash.
                if (end < text.Length && text[end] == '{') end++;
            }
            if (end >= text.Length) break;
            at = text.AsSpan(end).IndexOfAny('\\', '{') is var next && next >= 0 ? end + next : -1;
        }
        return divided is null ? text : divided.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>Where a command begins that lost its backslash before an argument; -1 where none does.</summary>
    private static int LostCommand(string text, int from, int brace)
    {
        const int Longest = 6;
        var start = brace;
        while (start > from && brace - start <= Longest && char.IsAsciiLetter(text[start - 1])) start--;
        if (start > 0 && (char.IsLetterOrDigit(text[start - 1]) || text[start - 1] == '\\')) return -1;
        var name = text.AsSpan(start, brace - start);
        return name is "sqrt" or "mathbb" or "mathbf" or "mathrm" or "textbf" or "textit" or "texttt" or "textrm" or "textsc" ? start : -1;
    }

    /// <summary>The length of the command at the beginning of a name that nobody knows; 0 where there is none.</summary>
    private static int HeadEnd(string name)
    {
        if (LatexSymbols.IsKnown(name)) return 0;
        if (LatexSymbols.Heads.Contains(name[..^1])) return name.Length - 1;
        foreach (var style in (ReadOnlySpan<string>)["emph", "textit", "textbf", "texttt", "textsc"])
            if (name.Length > style.Length && name.StartsWith(style, StringComparison.Ordinal)) return style.Length;
        return 0;
    }
}
