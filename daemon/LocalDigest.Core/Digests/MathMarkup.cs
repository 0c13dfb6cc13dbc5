using System.Text;
using LocalDigest.Text;

namespace LocalDigest.Digests;

/// <summary>
/// LaTeX mathematics as presentation MathML (MathML Core, W3C 2025): the commands of LaTeX itself and amsmath that papers use in titles, abstracts and summaries. Every
/// character of the result is written here or encoded; what is not understood is not guessed at.
/// </summary>
internal sealed class MathMarkup
{
    private const int Longest = 4000;
    private const int Deepest = 40;

    private const string ThinSpace = "<mspace width=\"0.17em\"></mspace>";

    private readonly string s;
    private readonly bool isDisplay;
    private int at;
    private int depth;
    private bool isBold;
    private MathAlphabet alphabet = MathAlphabet.Plain;

    private MathMarkup(string latex, bool isDisplay)
    {
        s = latex;
        this.isDisplay = isDisplay;
    }

    /// <summary>A <c>math</c> element; null where the LaTeX cannot be read.</summary>
    /// <param name="latex">Without its dollars.</param>
    /// <param name="isDisplay">It stands by itself on a line.</param>
    public static string? Write(string latex, bool isDisplay)
    {
        if (latex.Length > Longest) return null;
        var math = new MathMarkup(latex, isDisplay);
        try
        {
            var row = math.Row(() => math.at >= math.s.Length);
            return $"<math{(isDisplay ? " display=\"block\"" : "")} alttext=\"{Encode(latex)}\">{Grouped(row)}</math>";
        }
        catch (UnreadableException)
        {
            return null;
        }
    }

    /// <summary>The LaTeX has a command or a structure that is not known here.</summary>
    private sealed class UnreadableException : Exception;

    private sealed record Atom(string Markup, bool TakesLimits = false, bool IsFunction = false);

    private static string Encode(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);

    private static string Grouped(List<string> row) => row.Count == 1 ? row[0] : $"<mrow>{string.Concat(row)}</mrow>";

    private static string Operator(string sign, string attributes = "") => $"<mo{attributes}>{Encode(sign)}</mo>";

    private List<string> Row(Func<bool> isOver)
    {
        if (++depth > Deepest) throw new UnreadableException();
        var row = new List<string>();
        var (outerBold, outerAlphabet) = (isBold, alphabet);
        while (SkipSpaces() && at < s.Length && !isOver())
        {
            if (s[at] is '^' or '_' or '\'') row.Add(Scripts(new Atom("<mrow></mrow>")));
            else if (Read() is { } atom)
            {
                if (atom.IsFunction && row.Count > 0) row.Add(ThinSpace);
                row.Add(Scripts(atom));
                // n log n, but log(n).
                if (atom.IsFunction && at < s.Length && s[at] is not ('(' or '[' or '}' or '&' or ',' or ')')) row.Add(ThinSpace);
            }
        }
        if (!isOver()) throw new UnreadableException();
        (isBold, alphabet) = (outerBold, outerAlphabet);
        depth--;
        return row;
    }

    /// <returns>Always true.</returns>
    private bool SkipSpaces()
    {
        while (at < s.Length && char.IsWhiteSpace(s[at])) at++;
        return true;
    }

    private string Scripts(Atom nucleus)
    {
        string? lower = null, upper = null;
        var primes = 0;
        while (SkipSpaces() && at < s.Length)
        {
            if (s[at] == '\'')
            {
                primes++;
                at++;
            }
            else if (s[at] == '_' && lower is null)
            {
                at++;
                lower = Argument();
            }
            else if (s[at] == '^' && upper is null)
            {
                at++;
                upper = Argument();
            }
            else if (s[at] is '_' or '^')
            {
                throw new UnreadableException();
            }
            else
            {
                break;
            }
        }
        if (primes > 0)
        {
            var marks = Operator(new string('′', primes));
            upper = upper is null ? marks : $"<mrow>{marks}{upper}</mrow>";
        }
        var (below, both, above) = nucleus.TakesLimits && isDisplay ? ("munder", "munderover", "mover") : ("msub", "msubsup", "msup");
        return (lower, upper) switch
        {
            (null, null) => nucleus.Markup,
            (not null, null) => $"<{below}>{nucleus.Markup}{lower}</{below}>",
            (null, not null) => $"<{above}>{nucleus.Markup}{upper}</{above}>",
            _ => $"<{both}>{nucleus.Markup}{lower}{upper}</{both}>",
        };
    }

    /// <summary>A group, or the next thing alone.</summary>
    private string Argument()
    {
        SkipSpaces();
        if (at >= s.Length || s[at] is '}' or '^' or '_' or '&') throw new UnreadableException();
        if (s[at] == '{') return Group();
        if (++depth > Deepest) throw new UnreadableException();
        var atom = char.IsAsciiDigit(s[at]) ? new Atom($"<mn>{s[at++]}</mn>") : Read();
        depth--;
        return atom?.Markup ?? throw new UnreadableException();
    }

    private string Group()
    {
        at++;
        var row = Row(() => at < s.Length && s[at] == '}');
        at++;
        return Grouped(row);
    }

    private string? OptionalArgument()
    {
        SkipSpaces();
        if (at >= s.Length || s[at] != '[') return null;
        at++;
        var row = Row(() => at < s.Length && s[at] == ']');
        at++;
        return Grouped(row);
    }

    /// <summary>The characters of a group as they stand.</summary>
    private string RawArgument()
    {
        SkipSpaces();
        if (at >= s.Length || s[at] != '{') throw new UnreadableException();
        var nested = 0;
        for (var end = at; end < s.Length; end++)
        {
            if (s[end] == '\\') end++;
            else if (s[end] == '{') nested++;
            else if (s[end] == '}' && --nested == 0)
            {
                var raw = s[(at + 1)..end];
                at = end + 1;
                return raw;
            }
        }
        throw new UnreadableException();
    }

    private Atom? Read()
    {
        var c = s[at];
        switch (c)
        {
            case '\\':
                return Command();
            case '{':
                return new Atom(Group());
            case '}' or '&' or '$' or '#':
                throw new UnreadableException();
            case '~':
                at++;
                return new Atom("<mspace width=\"0.25em\"></mspace>");
        }
        if (char.IsAsciiDigit(c))
        {
            var start = at;
            while (at < s.Length && (char.IsAsciiDigit(s[at]) || (s[at] is '.' or ',' && at + 1 < s.Length && char.IsAsciiDigit(s[at + 1])))) at++;
            return new Atom($"<mn>{string.Concat(s[start..at].Select(Shaped))}</mn>");
        }
        if (char.IsAsciiLetter(c))
        {
            at++;
            return new Atom($"<mi>{Shaped(c)}</mi>");
        }
        var length = char.IsHighSurrogate(c) && at + 1 < s.Length ? 2 : 1;
        while (at + length < s.Length && UnicodeText.IsMark(s[at + length])) length++;
        var sign = s.Substring(at, length);
        at += length;
        if (char.IsLetter(sign, 0)) return new Atom($"<mi>{Encode(sign)}</mi>");
        return new Atom(sign switch
        {
            "-" => Operator("−"),
            "*" => Operator("∗"),
            "(" or ")" or "[" or "]" or "|" => Operator(sign, " stretchy=\"false\""),
            _ => Operator(sign),
        });
    }

    private string Shaped(char c)
    {
        if (isBold)
        {
            if (c is >= 'A' and <= 'Z') return char.ConvertFromUtf32(0x1D400 + c - 'A');
            if (c is >= 'a' and <= 'z') return char.ConvertFromUtf32(0x1D41A + c - 'a');
            if (c is >= '0' and <= '9') return char.ConvertFromUtf32(0x1D7CE + c - '0');
        }
        return UnicodeText.Shape(c, alphabet) ?? c.ToString();
    }

    private string Name()
    {
        at++;
        if (at >= s.Length) throw new UnreadableException();
        var start = at;
        while (at < s.Length && char.IsAsciiLetter(s[at])) at++;
        if (at == start) at++;
        else if (at < s.Length && s[at] == '*') at++;
        return s[start..at];
    }

    private Atom? Command()
    {
        var name = Name();
        var plain = name.TrimEnd('*');
        switch (plain)
        {
            case "{" or "}":
                return new Atom(Operator(name, " stretchy=\"false\""));
            case "|":
                return new Atom(Operator("‖", " stretchy=\"false\""));
            case "$" or "%" or "#" or "&" or "_":
                return new Atom($"<mi>{Encode(name)}</mi>");
            case "," or ":" or ";" or ">" or " " or "!" or "quad" or "qquad" or "enspace" or "thinspace" or "medspace" or "thickspace":
                return new Atom($"<mspace width=\"{(plain switch { "," or "thinspace" => "0.17em", "!" => "-0.17em", "quad" => "1em", "qquad" => "2em", "enspace" => "0.5em", _ => "0.25em" })}\"></mspace>");
            case "frac" or "dfrac" or "tfrac" or "cfrac" or "nicefrac" or "sfrac":
                return new Atom($"<mfrac>{Argument()}{Argument()}</mfrac>");
            case "binom" or "dbinom" or "tbinom":
                return new Atom($"<mrow>{Operator("(")}<mfrac linethickness=\"0\">{Argument()}{Argument()}</mfrac>{Operator(")")}</mrow>");
            case "sqrt":
                return OptionalArgument() is { } degree ? new Atom($"<mroot>{Argument()}{degree}</mroot>") : new Atom($"<msqrt>{Argument()}</msqrt>");
            case "text" or "textrm" or "textnormal" or "textsf" or "texttt" or "textit" or "textbf" or "textsc" or "mbox" or "hbox" or "emph":
                return new Atom($"<mtext>{Encode(LatexText.Clean(RawArgument().Replace("$", "", StringComparison.Ordinal)).Text)}</mtext>");
            case "mathrm" or "mathsf" or "mathtt" or "mathit" or "mathnormal" or "operatorname" or "operatornamewithlimits":
                return Upright(plain is "operatorname" or "operatornamewithlimits");
            case "mathbf" or "bm" or "boldsymbol" or "symbf" or "pmb":
                return Within(() => isBold = true);
            case "bf":
                isBold = true;
                return null;
            case "cal":
                alphabet = MathAlphabet.Script;
                return null;
            case "left":
                return Fence();
            case "not":
                return Negated();
            case "begin":
                return Environment();
            case "overset" or "stackrel":
                return Stacked("mover");
            case "underset":
                return Stacked("munder");
            case "underline" or "underbar":
                return new Atom($"<munder>{Argument()}{Operator("_")}</munder>");
            case "underbrace":
                return new Atom($"<munder>{Argument()}{Operator("⏟")}</munder>", TakesLimits: true);
            case "overbrace":
                return new Atom($"<mover>{Argument()}{Operator("⏞")}</mover>", TakesLimits: true);
            case "xrightarrow" or "xleftarrow":
                return Arrow(plain == "xrightarrow" ? "→" : "←");
            case "boxed" or "ensuremath" or "mathop" or "mathord" or "mathbin" or "mathrel" or "mathinner" or "smash":
                return new Atom(Argument(), TakesLimits: plain == "mathop");
            case "textcolor":
                RawArgument();
                return new Atom(Argument());
            case "color" or "label" or "tag":
                RawArgument();
                return null;
            case "bmod" or "mod":
                return new Atom(Operator("mod"));
            case "pmod":
                return new Atom($"<mrow><mspace width=\"0.5em\"></mspace>{Operator("(")}<mi>mod</mi><mspace width=\"0.25em\"></mspace>{Argument()}{Operator(")")}</mrow>");
        }
        if (LatexSymbols.Silent.Contains(plain)) return null;
        if (LatexSymbols.Alphabets.TryGetValue(plain, out var shape)) return Within(() => alphabet = shape);
        if (LatexSymbols.MathAccents.TryGetValue(plain, out var mark)) return new Atom($"<mover accent=\"true\">{Argument()}{Operator(AccentSign(mark))}</mover>");
        if (LatexSymbols.Enclosures.TryGetValue(plain, out var signs)) return new Atom($"<mrow>{Operator(signs.Left)}{Argument()}{Operator(signs.Right)}</mrow>");
        if (LatexSymbols.Sizes.Contains(plain)) return new Atom(Operator(Delimiter(), " stretchy=\"false\""));
        if (LatexSymbols.Math.TryGetValue(plain, out var symbol)) return Symbol(symbol.Text, symbol.Kind);
        throw new UnreadableException();
    }

    private static Atom Symbol(string text, AtomKind kind) => kind switch
    {
        AtomKind.Function => new Atom($"<mi>{Encode(text)}</mi>", TakesLimits: text is "lim" or "min" or "max" or "inf" or "sup" or "argmin" or "argmax" or "det" or "Pr", IsFunction: true),
        AtomKind.Large => new Atom(Operator(text), TakesLimits: text is not ("∫" or "∬" or "∭" or "∮")),
        AtomKind.Open or AtomKind.Close => new Atom(Operator(text, " stretchy=\"false\"")),
        AtomKind.Ordinary when char.IsLetter(text, 0) || text is "∞" or "∅" or "…" => new Atom($"<mi>{Encode(text)}</mi>"),
        _ => new Atom(Operator(text)),
    };

    private static string AccentSign(char mark) => mark switch
    {
        '\u0300' => "`", '\u0301' => "´", '\u0302' => "^", '\u0303' => "~", '\u0304' => "¯", '\u0306' => "˘", '\u0307' => "˙", '\u0308' => "¨", '\u030a' => "˚", '\u030c' => "ˇ", '\u20d7' => "→", '\u20db' => "⃛",
        _ => throw new UnreadableException(),
    };

    /// <summary>A word in upright letters, or mathematics where it is more than a word.</summary>
    private Atom Upright(bool isFunction)
    {
        var start = at;
        var raw = RawArgument();
        if (raw.All(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '.')) return new Atom($"<mi mathvariant=\"normal\">{Encode(raw.Trim())}</mi>", TakesLimits: isFunction);
        at = start;
        return new Atom(Argument(), TakesLimits: isFunction);
    }

    private Atom Within(Action change)
    {
        var (outerBold, outerAlphabet) = (isBold, alphabet);
        change();
        var inner = Argument();
        (isBold, alphabet) = (outerBold, outerAlphabet);
        return new Atom(inner);
    }

    private Atom Stacked(string element)
    {
        var script = Argument();
        return new Atom($"<{element}>{Argument()}{script}</{element}>");
    }

    private Atom Arrow(string sign)
    {
        var below = OptionalArgument();
        var above = Argument();
        var arrow = Operator(sign, " stretchy=\"true\"");
        return new Atom(below is null ? $"<mover>{arrow}{above}</mover>" : $"<munderover>{arrow}{below}{above}</munderover>");
    }

    private Atom Negated()
    {
        SkipSpaces();
        if (at >= s.Length) throw new UnreadableException();
        string sign;
        if (s[at] == '\\') sign = LatexSymbols.Math.TryGetValue(Name(), out var symbol) ? symbol.Text : throw new UnreadableException();
        else sign = s[at++].ToString();
        return new Atom(Operator(LatexSymbols.Negations.TryGetValue(sign, out var negated) ? negated : sign + "\u0338"));
    }

    private Atom Fence()
    {
        var open = Delimiter();
        var row = Row(() => string.CompareOrdinal(s, at, "\\right", 0, 6) == 0 && (at + 6 >= s.Length || !char.IsAsciiLetter(s[at + 6])));
        at += 6;
        var close = Delimiter();
        return new Atom($"<mrow>{(open == "." ? "" : Operator(open))}{string.Concat(row)}{(close == "." ? "" : Operator(close))}</mrow>");
    }

    private string Delimiter()
    {
        SkipSpaces();
        if (at >= s.Length) throw new UnreadableException();
        if (s[at] != '\\') return s[at++].ToString();
        var name = Name();
        return name switch
        {
            "{" or "}" => name,
            "|" => "‖",
            _ => LatexSymbols.Math.TryGetValue(name, out var symbol) ? symbol.Text : throw new UnreadableException(),
        };
    }

    private Atom Environment()
    {
        var name = RawArgument().TrimEnd('*');
        if (name == "array") RawArgument();
        var (open, close) = name switch
        {
            "matrix" or "smallmatrix" or "array" or "aligned" or "align" or "split" or "gathered" or "gather" or "equation" or "multline" or "eqnarray" => ("", ""),
            "pmatrix" => ("(", ")"),
            "bmatrix" => ("[", "]"),
            "Bmatrix" => ("{", "}"),
            "vmatrix" => ("|", "|"),
            "Vmatrix" => ("‖", "‖"),
            "cases" => ("{", ""),
            _ => throw new UnreadableException(),
        };
        var table = new StringBuilder();
        var cells = new StringBuilder();
        while (true)
        {
            var cell = Row(() => at < s.Length && (s[at] == '&' || Follows("\\\\") || Follows("\\end")));
            cells.Append("<mtd>").Append(string.Concat(cell)).Append("</mtd>");
            if (s[at] == '&')
            {
                at++;
                continue;
            }
            if (table.Length > 0 || cell.Count > 0 || cells.Length > 11) table.Append("<mtr>").Append(cells).Append("</mtr>");
            cells.Clear();
            if (Follows("\\\\"))
            {
                at += 2;
                continue;
            }
            at += 4;
            if (RawArgument().TrimEnd('*') != name) throw new UnreadableException();
            break;
        }
        var rows = $"<mtable{(name == "cases" ? " class=\"cases\"" : "")}>{table}</mtable>";
        return new Atom(open.Length + close.Length == 0 ? rows : $"<mrow>{(open.Length == 0 ? "" : Operator(open))}{rows}{(close.Length == 0 ? "" : Operator(close))}</mrow>");
    }

    private bool Follows(string text) => string.CompareOrdinal(s, at, text, 0, text.Length) == 0;
}
