namespace LocalDigest.Text;

internal sealed partial class MathParser
{
    /// <summary>Reads a command with its arguments; null for one that sets nothing.</summary>
    /// <param name="name">The name, which has been read.</param>
    /// <param name="start">The position of its backslash.</param>
    /// <param name="to">The end of the range.</param>
    /// <param name="font">The style of letters in use.</param>
    private MathNode? Command(string name, int start, int to, MathFont font)
    {
        if (name.Length == 0) return Unreadable();
        if (!char.IsAsciiLetter(name[0])) return Sign(name);
        if (LatexSymbols.Math.TryGetValue(name, out var symbol)) return new MathSymbol(symbol.Text, symbol.Kind, IsPlain: false);
        if (Structure(name, to, font) is { } structure) return structure;
        if (LatexSymbols.Sizes.Contains(name)) return SizedDelimiter(name, to);
        if (LatexSymbols.MathSpaces.TryGetValue(name, out var width)) return new MathSpace(width);
        if (LatexSymbols.Silent.Contains(name) || name == "hline") return null;
        if (LatexSymbols.Spaces.Contains(name)) return new MathSpace(LatexSymbols.WordSpace);
        if (LatexSymbols.Alphabets.TryGetValue(name, out var alphabet))
            return new MathAtom(Argument(to, font with { Alphabet = alphabet }), AtomKind.Ordinary, IsPlain: false);
        if (LatexSymbols.MathAccents.TryGetValue(name, out var mark)) return new MathAccent(Argument(to, font), mark);
        if (LatexSymbols.Enclosures.TryGetValue(name, out var fences))
            return new MathAtom(new MathFenced(fences.Left, AsRow(Argument(to, font)), fences.Right), AtomKind.Ordinary, IsPlain: false);
        if (LatexSymbols.MathStyles.TryGetValue(name, out var style)) return Styled(style, to, font);
        if (LatexSymbols.Styles.Contains(name)) return Words(to);
        if (LatexSymbols.Dropped.TryGetValue(name, out var dropped))
        {
            for (; dropped > 0; dropped--) at = reader.SkipArgument(at, to);
            return null;
        }
        if (LatexSymbols.LastArgument.TryGetValue(name, out var count))
        {
            for (; count > 1; count--) at = reader.SkipArgument(at, to);
            return new MathAtom(Argument(to, font), AtomKind.Ordinary, IsPlain: false);
        }
        if (LatexSymbols.Definitions.Contains(name))
        {
            at = reader.Definition(at, to);
            return null;
        }
        if (LatexSymbols.TextCommands.TryGetValue(name, out var arguments))
        {
            for (; arguments > 0; arguments--) at = reader.SkipArgument(at, to);
            return new MathWords(reader.Words(start, at));
        }
        if (LatexSymbols.TwoDimensional.Contains(name) || LatexSymbols.References.Contains(name)) return Unreadable();
        if (LatexReader.ScriptShorthand(name) is { } script)
            return new MathAtom(new MathLetter(script, new MathFont(MathAlphabet.Script)), AtomKind.Ordinary, IsPlain: false);
        // Authors who use one-letter names of text such as \P and \L in mathematics have redefined them.
        if (name.Length > 1 && LatexSymbols.Text.TryGetValue(name, out var text)) return Ordinary(text);
        if (LatexSymbols.Abbreviations.TryGetValue(name, out var words)) return new MathWords(words);
        return Macro(name, to, font);
    }

    /// <summary>Reads a command whose name is no letter.</summary>
    private MathNode? Sign(string name)
    {
        switch (name[0])
        {
            case ',':
                return new MathSpace(LatexSymbols.ThinSpace);
            case ';' or ':' or '>' or ' ':
                return new MathSpace(LatexSymbols.WordSpace);
            case '!':
                return new MathSpace(-LatexSymbols.ThinSpace);
            case '/' or '-' or '@':
                return null;
            case '{' or '}':
                return new MathSymbol(name, name[0] == '{' ? AtomKind.Open : AtomKind.Close, IsPlain: true);
            case '|':
                return Ordinary("‖");
            case '%' or '$' or '#' or '&' or '_':
                return new MathSymbol(name, AtomKind.Ordinary, IsPlain: true);
            default:
                return Unreadable();
        }
    }

    /// <summary>Reads a command with a structure of its own; null for all others.</summary>
    private MathNode? Structure(string name, int to, MathFont font)
    {
        switch (name)
        {
            case "frac" or "tfrac" or "dfrac" or "cfrac" or "nicefrac" or "sfrac":
                return new MathFraction(Argument(to, font), Argument(to, font));
            case "binom" or "dbinom" or "tbinom":
                return new MathFraction(Argument(to, font), Argument(to, font), HasBar: false, "(", ")");
            case "sqrt":
                return Root(to, font);
            case "left":
                return Fenced(to, font);
            case "not":
                return Negated(Argument(to, font));
            case "begin":
                return Environment(to, font);
            case "substack":
                return Lines(to, font);
            case "boxed":
                return new MathAtom(Argument(to, font), AtomKind.Ordinary, IsPlain: true);
            case "pmod" or "pod":
                return Modulus(name == "pmod", Argument(to, font));
            case "overset" or "stackrel":
                var above = Argument(to, font);
                return new MathStack(Argument(to, font), Below: null, above);
            case "underset":
                var below = Argument(to, font);
                return new MathStack(Argument(to, font), below, Above: null);
            case "underbrace":
                return new MathStack(Argument(to, font), Ordinary("⏟"), Above: null, IsBrace: true);
            case "overbrace":
                return new MathStack(Argument(to, font), Below: null, Ordinary("⏞"), IsBrace: true);
            default:
                if (!LatexSymbols.LongArrows.TryGetValue(name, out var arrow)) return null;
                return new MathArrow(arrow, OptionalArgument(to, font), Argument(to, font));
        }
    }

    private static MathSymbol Ordinary(string text) => new(text, AtomKind.Ordinary, IsPlain: false);

    private static MathRow AsRow(MathNode node) => node as MathRow ?? new MathRow([node]);

    private MathNode Root(int to, MathFont font)
    {
        var degree = OptionalArgument(to, font);
        SkipSpaces(to);
        // In \sqrt(n) the braces were forgotten; the parentheses show the radicand.
        var isBare = at < to && s[at] == '(';
        if (isBare && LatexSymbols.RootSign(degree) is { } sign) return new MathSymbol(sign, AtomKind.Function, IsPlain: false);
        return new MathRoot(Argument(to, font), degree);
    }

    /// <summary>The negation of a relation, as one character where Unicode has it.</summary>
    private static MathNode Negated(MathNode relation)
    {
        const char Stroke = '\u0338';
        var body = relation is MathRow { Parts: [var only] } ? only : relation;
        if (body is not MathSymbol symbol) return new MathAccent(relation, Stroke);
        if (!LatexSymbols.Negations.TryGetValue(symbol.Text, out var negated))
        {
            if (symbol is not { Kind: AtomKind.Relation, Text.Length: 1 }) return new MathAccent(relation, Stroke);
            negated = UnicodeText.Compose(symbol.Text + Stroke);
        }
        return new MathSymbol(negated, AtomKind.Relation, IsPlain: false);
    }

    /// <summary>Reads the argument of a command such as <c>\mathrm</c> or <c>\mathop</c>.</summary>
    private MathNode Styled(MathStyle style, int to, MathFont font)
    {
        if (style.MayHaveStar && at < to && s[at] == '*') at++;
        SkipSpaces(to);
        var close = style.Font is { IsUpright: true } && at < to && s[at] == '{' ? reader.Close(at, to) : -1;
        if (close > 0 && IsWord(s.AsSpan(at + 1, close - at - 1)))
        {
            var word = s[(at + 1)..close].Trim(' ');
            at = close + 1;
            return new MathName(word, style.Kind ?? AtomKind.Ordinary);
        }
        var letters = style.Font ?? (style.IsBold ? font with { IsBold = true } : font);
        return new MathAtom(Argument(to, letters), style.Kind, IsPlain: true);
    }

    private static bool IsWord(ReadOnlySpan<char> text)
    {
        var hasLetter = false;
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c)) hasLetter = true;
            else if (c is not (' ' or '-' or '.')) return false;
        }
        return hasLetter;
    }

    /// <summary>Reads the argument of a command of text, such as <c>\text</c>.</summary>
    private MathNode Words(int to)
    {
        SkipSpaces(to);
        var close = at < to && s[at] == '{' ? reader.Close(at, to) : -1;
        if (close < 0) return Unreadable();
        var words = reader.Words(at + 1, close);
        at = close + 1;
        return new MathWords(words);
    }

    private MathMacro Macro(string name, int to, MathFont font)
    {
        reader.ReportUnknown(name);
        var arguments = new List<MathNode>();
        while (at < to && s[at] == '{' && !isUnreadable) arguments.Add(Argument(to, font));
        return new MathMacro(name, arguments);
    }

    private MathNode Fenced(int to, MathFont font)
    {
        if (Delimiter(to) is not { } open) return Unreadable();
        var body = Row(to, font, RowEnd.Right);
        if (at >= to) return new MathFenced(open, body, Close: null);
        at += "\\right".Length;
        return Delimiter(to) is { } close ? new MathFenced(open, body, close) : Unreadable();
    }

    /// <summary>
    /// Reads a delimiter behind a command for its size: <c>\bigl(</c>, <c>\middle|</c>. The last letter of the command gives the side.
    /// </summary>
    private MathDelimiter? SizedDelimiter(string name, int to)
    {
        SkipSpaces(to);
        var start = at;
        if (at >= to || s[at] == '{' || Delimiter(to) is not { } sign || (sign.Length > 0 && char.IsLetterOrDigit(sign, 0)))
        {
            // What follows is no delimiter; it is read as if the command were not there.
            at = start;
            return null;
        }
        if (sign.Length == 0) return null;
        var kind = name is "right" || name.EndsWith('r') ? AtomKind.Close
            : name is "middle" || name.EndsWith('m') ? AtomKind.Relation
            : name.EndsWith('l') ? AtomKind.Open
            : LatexSymbols.KindOf(sign);
        return new MathDelimiter(sign, kind);
    }

    /// <summary>Reads a delimiter. Empty for <c>.</c>, which stands for none; null where none follows.</summary>
    private string? Delimiter(int to)
    {
        SkipSpaces(to);
        if (at >= to) return null;
        if (s[at] != '\\')
        {
            return s[at++] switch
            {
                '.' => "",
                '<' => "⟨",
                '>' => "⟩",
                '^' or '_' or '&' or '#' or '$' or '~' => null,
                var c => char.IsSurrogate(c) ? null : c.ToString(),
            };
        }
        return Name(to) switch
        {
            "{" => "{",
            "}" => "}",
            "|" => "‖",
            var name => LatexSymbols.Math.TryGetValue(name, out var symbol) ? symbol.Text : null,
        };
    }

    /// <summary>The parts of <c>\pmod{n}</c>: (mod n).</summary>
    private static MathRow Modulus(bool isNamed, MathNode modulus)
    {
        var open = new MathSymbol("(", AtomKind.Open, IsPlain: false);
        var close = new MathSymbol(")", AtomKind.Close, IsPlain: false);
        MathNode[] name = isNamed ? [new MathName("mod", AtomKind.Ordinary), new MathSpace(LatexSymbols.WordSpace)] : [];
        return new MathRow([new MathSpace(0.5), open, .. name, modulus, close]);
    }

    private MathNode Environment(int to, MathFont font)
    {
        var name = EnvironmentName(to);
        if (!LatexSymbols.Tables.TryGetValue(name, out var fences)) return Unreadable();
        if (name == "array") at = reader.SkipArgument(at, to);
        var rows = TableRows(to, font);
        if (at >= to) return Unreadable();
        at += "\\end".Length;
        return EnvironmentName(to) == name ? new MathTable(rows, fences.Open, fences.Close, name == "cases") : Unreadable();
    }

    /// <summary>Reads the argument of <c>\substack</c> as a table of one column.</summary>
    private MathNode Lines(int to, MathFont font)
    {
        SkipSpaces(to);
        var close = at < to && s[at] == '{' ? reader.Close(at, to) : -1;
        if (close < 0) return Unreadable();
        at++;
        var rows = TableRows(close, font);
        if (at < close) return Unreadable();
        at = close + 1;
        return new MathTable(rows, "", "", IsCases: false);
    }

    /// <summary>Reads the rows of a table up to <c>\end</c>, which stays unread, or to the end of the range.</summary>
    private List<IReadOnlyList<MathRow>> TableRows(int to, MathFont font)
    {
        var rows = new List<IReadOnlyList<MathRow>>();
        var cells = new List<MathRow>();
        while (true)
        {
            cells.Add(Row(to, font, RowEnd.Cell));
            if (isUnreadable) return rows;
            if (at < to && s[at] == '&')
            {
                at++;
                continue;
            }
            var isLast = at >= to || s[at + 1] != '\\';
            // A line break at the end begins no row.
            if (!isLast || cells is not [{ Parts.Count: 0 }]) rows.Add(cells);
            if (isLast) return rows;
            cells = [];
            at = reader.LineEnd(at + 2, to);
        }
    }

    private string EnvironmentName(int to)
    {
        SkipSpaces(to);
        var close = at < to && s[at] == '{' ? reader.Close(at, to) : -1;
        if (close < 0) return "";
        var name = s[(at + 1)..close].Trim(' ').TrimEnd('*');
        at = close + 1;
        return name;
    }
}
