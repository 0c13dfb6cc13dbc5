namespace LocalDigest.Text;

/// <summary>
/// Parses a formula in LaTeX into a tree of <see cref="MathNode"/>, by the rules of The TeXbook (chapters 16 to 18) and of amsmath, with
/// the commands of <see cref="LatexSymbols"/>. One pass in linear time; groups nest no deeper than <see cref="LatexReader.MaxDepth"/>.
/// </summary>
/// <remarks>Methods that read take the end of their range, <c>to</c>, and leave <see cref="at"/> behind what they have read.</remarks>
internal sealed partial class MathParser
{
    /// <summary>What ends a row before the end of its range.</summary>
    private enum RowEnd
    {
        Range,

        /// <summary><c>\right</c></summary>
        Right,

        /// <summary>A closing bracket.</summary>
        Bracket,

        /// <summary><c>&amp;</c>, <c>\\</c> or <c>\end</c></summary>
        Cell,
    }

    private readonly LatexReader reader;
    private readonly string s;
    private int at;
    private bool isUnreadable;

    private MathParser(LatexReader reader, int from)
    {
        this.reader = reader;
        s = reader.Source;
        at = from;
    }

    /// <summary>
    /// Parses the formula between two positions of a text. Null where it is malformed: unbalanced groups, missing arguments, double
    /// scripts.
    /// </summary>
    public static MathRow? Parse(LatexReader reader, int from, int to)
    {
        var parser = new MathParser(reader, from);
        var row = parser.Row(to, font: default);
        return parser.isUnreadable ? null : row;
    }

    /// <summary>Parses a formula that is a text of its own, without dollars. Null where it is malformed.</summary>
    public static MathRow? Parse(string latex)
    {
        var source = LatexReader.OfFormula(latex);
        return Parse(source, 0, source.Source.Length);
    }

    private MathRow Unreadable()
    {
        isUnreadable = true;
        return new MathRow([]);
    }

    private bool SkipSpaces(int to)
    {
        var start = at;
        while (at < to && s[at] == ' ') at++;
        return at > start;
    }

    /// <summary>Reads nodes up to <paramref name="end"/>, which stays unread, or to the end of the range.</summary>
    private MathRow Row(int to, MathFont font, RowEnd end = RowEnd.Range, bool isGroup = false)
    {
        if (!reader.Enter()) isUnreadable = true;
        var parts = new List<MathNode>();
        (string Name, MathRow Over)? infix = null;
        while (!isUnreadable)
        {
            var isSpaced = SkipSpaces(to);
            if (at >= to || IsAt(end, to)) break;
            MathNode? part;
            if (s[at] is '^' or '_' or '\'' or '′')
            {
                AddScripts(parts, to, font);
                continue;
            }
            if (s[at] == '\\')
            {
                var start = at;
                var name = Name(to);
                if (IsSwitch(name, to, isFirst: isGroup && parts.Count == 0, ref font)) continue;
                if (LatexSymbols.Infixes.ContainsKey(name))
                {
                    // {a \over b}: TeX allows one of these in a group.
                    if (infix is not null) isUnreadable = true;
                    infix = (name, new MathRow(parts));
                    parts = [];
                    continue;
                }
                part = Command(name, start, to, font);
            }
            else
            {
                part = Character(to, font);
            }
            if (part is null) continue;
            part.IsSpaced |= isSpaced;
            parts.Add(part);
        }
        reader.Leave();
        var row = new MathRow(parts);
        if (infix is not { } fraction) return row;
        var (hasBar, open, close) = LatexSymbols.Infixes[fraction.Name];
        return new MathRow([new MathFraction(fraction.Over, row, hasBar, open, close)]);
    }

    private bool IsAt(RowEnd end, int to) => end switch
    {
        RowEnd.Right => IsCommand("\\right", to),
        RowEnd.Bracket => s[at] == ']',
        RowEnd.Cell => s[at] == '&' || s.AsSpan(at, to - at).StartsWith("\\\\") || IsCommand("\\end", to),
        _ => false,
    };

    private bool IsCommand(string command, int to)
    {
        var rest = s.AsSpan(at, to - at);
        return rest.StartsWith(command) && (rest.Length == command.Length || !char.IsAsciiLetter(rest[command.Length]));
    }

    /// <summary>Reads a command's name, without its backslash; empty at the end of the range.</summary>
    private string Name(int to)
    {
        var start = at + 1;
        at = LatexReader.NameEnd(s, at, to);
        return s[start..at];
    }

    /// <summary>Whether a command changes the letters of the rest of its group, and the change.</summary>
    private bool IsSwitch(string name, int to, bool isFirst, ref MathFont font)
    {
        if (LatexSymbols.FontSwitches.TryGetValue(name, out var switched))
        {
            font = switched;
            return true;
        }
        // Old documents use these like switches: {\frak sl}.
        if (!isFirst || name is not ("frak" or "Bbb" or "scr" or "goth")) return false;
        var next = at;
        while (next < to && s[next] == ' ') next++;
        if (next >= to || s[next] == '{') return false;
        font = new MathFont(LatexSymbols.Alphabets[name]);
        return true;
    }

    /// <summary>Reads scripts and primes, and attaches them to the last part.</summary>
    private void AddScripts(List<MathNode> parts, int to, MathFont font)
    {
        MathNode? lower = null, upper = null;
        var primes = 0;
        // \mathbb{R^n} is typed for ℝⁿ: the alphabet has no other use for a script.
        if (font.Alphabet == MathAlphabet.DoubleStruck) font = font with { Alphabet = MathAlphabet.Plain };
        while (at < to && !isUnreadable)
        {
            if (s[at] is '\'' or '′')
            {
                primes++;
                at++;
            }
            else if (s[at] == '_' && lower is null)
            {
                at++;
                lower = Argument(to, font);
            }
            else if (s[at] == '^' && upper is null)
            {
                at++;
                upper = Argument(to, font);
            }
            else
            {
                // TeX reports a double subscript or superscript.
                if (s[at] is '_' or '^') isUnreadable = true;
                break;
            }
            var next = at;
            while (next < to && s[next] == ' ') next++;
            if (next < to && s[next] is '_' or '^' or '\'' or '′') at = next;
        }
        var nucleus = parts.Count > 0 && parts[^1] is not MathSpace ? parts[^1] : null;
        if (nucleus is not null) parts.RemoveAt(parts.Count - 1);
        // \sum\limits_{i=1}\limits^n
        if (nucleus is MathScripts earlier && (lower is null || earlier.Lower is null) && (upper is null || earlier.Upper is null))
        {
            parts.Add(earlier with { Lower = lower ?? earlier.Lower, Upper = upper ?? earlier.Upper, Primes = primes + earlier.Primes });
            return;
        }
        parts.Add(new MathScripts(nucleus, lower, upper, primes) { IsSpaced = nucleus is { IsSpaced: true } });
    }

    /// <summary>Reads the argument of a command or script: a group, or one token.</summary>
    private MathNode Argument(int to, MathFont font)
    {
        SkipSpaces(to);
        if (at >= to || s[at] is '}' or '&' or '#') return Unreadable();
        if (s[at] == '{') return Group(to, font);
        if (char.IsAsciiDigit(s[at])) return new MathNumber(s[at++].ToString(), font);
        MathNode? single = null;
        if (reader.Enter())
        {
            var start = at;
            single = s[at] == '\\' ? Command(Name(to), start, to, font) : Character(to, font);
        }
        reader.Leave();
        return single ?? Unreadable();
    }

    private MathRow Group(int to, MathFont font)
    {
        var close = reader.Close(at, to);
        if (close < 0) return Unreadable();
        at++;
        var row = Row(close, font, isGroup: true);
        at = close + 1;
        return row;
    }

    /// <summary>Reads an optional argument in brackets; null where there is none.</summary>
    private MathRow? OptionalArgument(int to, MathFont font)
    {
        SkipSpaces(to);
        if (at >= to || s[at] != '[') return null;
        at++;
        var row = Row(to, font, RowEnd.Bracket);
        if (at >= to) return Unreadable();
        at++;
        return row;
    }

    private MathNode Character(int to, MathFont font)
    {
        var c = s[at];
        if (c == '{') return Group(to, font);
        if (char.IsAsciiDigit(c)) return Number(to, font);
        if (c is '$' or '^' or '_') return Unreadable();
        var start = at++;
        if (c is '}' or '&' or '#') return new MathStray(c);
        if (c == '~') return new MathSpace(LatexSymbols.WordSpace);
        if (char.IsHighSurrogate(c) && at < to) at++;
        while (at < to && s[at] > 127 && UnicodeText.IsMark(s[at])) at++;
        var isLetter = char.IsAsciiLetter(c);
        if (isLetter && at == start + 1) return new MathLetter(c, font);
        var text = isLetter ? UnicodeText.Shape(c, font.Alphabet) + s[(start + 1)..at] : s[start..at];
        return new MathSymbol(text, LatexSymbols.KindOf(text), IsPlain: true);
    }

    private MathNumber Number(int to, MathFont font)
    {
        var start = at;
        while (at < to && (char.IsAsciiDigit(s[at]) || (s[at] is '.' or ',' && at + 1 < to && char.IsAsciiDigit(s[at + 1])))) at++;
        return new MathNumber(s[start..at], font);
    }
}
