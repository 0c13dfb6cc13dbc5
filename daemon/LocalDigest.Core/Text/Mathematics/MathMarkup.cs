using System.Globalization;
using System.Text;

namespace LocalDigest.Text;

/// <summary>
/// Writes a formula as presentation MathML (MathML Core, W3C 2025). All text of the formula is encoded, so that nothing of it becomes
/// markup.
/// </summary>
internal sealed class MathMarkup
{
    private const int Longest = 4000;

    /// <summary>How often words may hold mathematics that holds words.</summary>
    private const int DeepestWords = 3;

    private static readonly string ThinSpace = Space(LatexSymbols.ThinSpace);

    private readonly bool isDisplay;
    private int nesting;
    private bool isUnwritable;

    private MathMarkup(bool isDisplay) => this.isDisplay = isDisplay;

    /// <summary>
    /// A <c>math</c> element; null where the LaTeX cannot be read, holds a command of its author's, or is longer than 4000 characters.
    /// </summary>
    /// <param name="latex">Without its dollars.</param>
    /// <param name="isDisplay">It stands by itself on a line.</param>
    public static string? Write(string latex, bool isDisplay)
    {
        if (latex.Length > Longest || MathParser.Parse(latex) is not { } formula) return null;
        var writer = new MathMarkup(isDisplay);
        var row = writer.Row(formula);
        return writer.isUnwritable ? null : $"<math{(isDisplay ? " display=\"block\"" : "")} alttext=\"{Encode(latex)}\">{row}</math>";
    }

    private static string Encode(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal);

    private static string Operator(string sign, string attributes = "") => sign.Length == 0 ? "" : $"<mo{attributes}>{Encode(sign)}</mo>";

    private static string Between(string open, string body, string close) => $"<mrow>{Operator(open)}{body}{Operator(close)}</mrow>";

    private static string Space(double width) => string.Create(CultureInfo.InvariantCulture, $"<mspace width=\"{width}em\"></mspace>");

    private string Unwritable()
    {
        isUnwritable = true;
        return "";
    }

    /// <summary>The parts as one element.</summary>
    private string Row(MathRow row) => Parts(row) is var parts && parts is [var only] ? only : $"<mrow>{string.Concat(parts)}</mrow>";

    private List<string> Parts(MathRow row)
    {
        var written = new List<string>(row.Parts.Count);
        for (var i = 0; i < row.Parts.Count && !isUnwritable; i++)
        {
            if (i > 0 && HasThinSpace(KindOf(row.Parts[i - 1]), KindOf(row.Parts[i]))) written.Add(ThinSpace);
            written.Add(Node(row.Parts[i]));
        }
        return written;
    }

    /// <summary>
    /// n log n, but log(n): the part of TeX's table of spaces (The TeXbook, chapter 18) that renderers do not apply by themselves.
    /// </summary>
    private static bool HasThinSpace(AtomKind left, AtomKind right) =>
        (left == AtomKind.Function && right is AtomKind.Ordinary or AtomKind.Large or AtomKind.Function)
        || (right == AtomKind.Function && left is AtomKind.Ordinary or AtomKind.Large or AtomKind.Close);

    private static AtomKind KindOf(MathNode? node) => node switch
    {
        MathSymbol { Text: "mod" } => AtomKind.Binary,
        MathSymbol symbol => symbol.Kind,
        MathDelimiter delimiter => delimiter.Kind,
        MathName name => name.Kind,
        MathAtom atom => atom.Kind ?? KindOf(atom.Body),
        MathScripts scripts => KindOf(scripts.Base),
        MathSpace => AtomKind.Space,
        _ => AtomKind.Ordinary,
    };

    private string Node(MathNode node) => node switch
    {
        MathLetter { Font: { IsUpright: true, Alphabet: MathAlphabet.Plain, IsBold: false } } letter =>
            $"<mi mathvariant=\"normal\">{letter.Letter}</mi>",
        MathLetter letter => $"<mi>{Shaped(letter.Letter, letter.Font)}</mi>",
        MathNumber number => $"<mn>{string.Concat(number.Digits.Select(c => Shaped(c, number.Font)))}</mn>",
        MathSymbol symbol => Symbol(symbol),
        MathDelimiter delimiter => Operator(delimiter.Sign, " stretchy=\"false\""),
        MathName name => $"<mi mathvariant=\"normal\">{Encode(name.Text)}</mi>",
        MathWords words => Words(words),
        MathSpace space => Space(space.Width),
        MathRow row => Row(row),
        MathAtom atom => Node(atom.Body),
        MathScripts scripts => Scripts(scripts),
        MathFraction { HasBar: true } fraction => $"<mfrac>{Node(fraction.Over)}{Node(fraction.Under)}</mfrac>",
        MathFraction pair =>
            Between(pair.Open, $"<mfrac linethickness=\"0\">{Node(pair.Over)}{Node(pair.Under)}</mfrac>", pair.Close),
        MathRoot { Degree: { } degree } root => $"<mroot>{Node(root.Radicand)}{Node(degree)}</mroot>",
        MathRoot root => $"<msqrt>{Node(root.Radicand)}</msqrt>",
        MathAccent accent => Accented(accent),
        MathFenced { Close: { } close } fenced => Between(fenced.Open, string.Concat(Parts(fenced.Body)), close),
        MathStack stack => Stacked(Node(stack.Base), stack.Below, stack.Above),
        MathArrow arrow => Stacked(Operator(arrow.Sign, " stretchy=\"true\""), arrow.Below, arrow.Above),
        MathTable table => Table(table),
        _ => Unwritable(),
    };

    private static string Shaped(char c, MathFont font)
    {
        if (font.IsBold && UnicodeText.Bold(c, font.Alphabet) is { } bold) return bold;
        return UnicodeText.Shape(c, font.Alphabet) ?? c.ToString();
    }

    private static string Symbol(MathSymbol symbol)
    {
        var text = symbol.Text;
        if (text == "-") return Operator("−");
        if (text == "*") return Operator("∗");
        // Delimiters grow only behind \left and \right.
        var isDelimiter = symbol.Kind is AtomKind.Open or AtomKind.Close ? text is not ("!" or "?") : text is "|" or "‖";
        if (isDelimiter) return Operator(text, " stretchy=\"false\"");
        var isIdentifier = symbol.Kind is AtomKind.Ordinary or AtomKind.Function && text != "mod"
            && (char.IsLetter(text, 0) || text is "∞" or "∅" or "…" or "%" or "$" or "#" or "&" or "_");
        return isIdentifier ? $"<mi>{Encode(text)}</mi>" : Operator(text);
    }

    /// <summary>
    /// Words, with the spaces around them, which MathML would drop, as spaces that do not break; and the mathematics among them.
    /// </summary>
    private string Words(MathWords words)
    {
        if (!words.Text.Contains('$', StringComparison.Ordinal)) return Words(words.Text);
        if (++nesting > DeepestWords) return Unwritable();
        var pieces = LatexText.Pieces(words.Text)
            .Select(piece => !piece.IsMath ? Words(piece.Text) : MathParser.Parse(piece.Text) is { } formula ? Row(formula) : Unwritable());
        var row = $"<mrow>{string.Concat(pieces)}</mrow>";
        nesting--;
        return row;
    }

    private static string Words(string words)
    {
        var text = Encode(words.Trim(' '));
        return $"<mtext>{(words.StartsWith(' ') ? "\u00a0" : "")}{text}{(text.Length > 0 && words.EndsWith(' ') ? "\u00a0" : "")}</mtext>";
    }

    private string Scripts(MathScripts scripts)
    {
        var nucleus = scripts.Base is { } node ? Node(node) : "<mrow></mrow>";
        var lower = scripts.Lower is { } below ? Node(below) : null;
        var upper = scripts.Upper is { } above ? Node(above) : null;
        if (scripts.Primes > 0)
        {
            var primes = Operator(new string('′', scripts.Primes));
            upper = upper is null ? primes : $"<mrow>{primes}{upper}</mrow>";
        }
        var hasLimits = isDisplay && scripts.Base is { } nucleusNode && TakesLimits(nucleusNode);
        return (lower, upper) switch
        {
            (not null, null) => hasLimits ? $"<munder>{nucleus}{lower}</munder>" : $"<msub>{nucleus}{lower}</msub>",
            (null, not null) => hasLimits ? $"<mover>{nucleus}{upper}</mover>" : $"<msup>{nucleus}{upper}</msup>",
            _ => hasLimits ? $"<munderover>{nucleus}{lower}{upper}</munderover>" : $"<msubsup>{nucleus}{lower}{upper}</msubsup>",
        };
    }

    /// <summary>Whether scripts stand under and over it where there is room.</summary>
    private static bool TakesLimits(MathNode node) => node switch
    {
        MathSymbol { Kind: AtomKind.Large, Text: var sign } => sign is not ("∫" or "∬" or "∭" or "∮"),
        MathSymbol { Kind: AtomKind.Function, Text: var name } =>
            name is "lim" or "lim sup" or "lim inf" or "inj lim" or "proj lim" or "min" or "max" or "inf" or "sup" or "argmin" or "argmax"
                or "det" or "Pr",
        MathName name => name.Kind == AtomKind.Function,
        MathAtom atom => atom.Kind == AtomKind.Function,
        MathStack stack => stack.IsBrace,
        _ => false,
    };

    private string Accented(MathAccent accent)
    {
        if (accent.Mark == '\u0332') return $"<munder>{Node(accent.Body)}{Operator("_")}</munder>";
        if (accent.Mark == '\u0338') return Struck(accent.Body);
        var sign = accent.Mark switch
        {
            '\u0300' => "`",
            '\u0301' => "´",
            '\u0302' => "^",
            '\u0303' => "~",
            '\u0304' => "¯",
            '\u0306' => "˘",
            '\u0307' => "˙",
            '\u0308' => "¨",
            '\u030a' => "˚",
            '\u030c' => "ˇ",
            '\u20d7' => "→",
            '\u20db' => "⃛",
            _ => Unwritable(),
        };
        return $"<mover accent=\"true\">{Node(accent.Body)}{Operator(sign)}</mover>";
    }

    private string Struck(MathNode body) => body switch
    {
        MathRow { Parts: [var only] } => Struck(only),
        MathSymbol symbol => Operator(symbol.Text + "\u0338"),
        MathLetter letter => $"<mi>{Shaped(letter.Letter, letter.Font)}\u0338</mi>",
        _ => Unwritable(),
    };

    private string Stacked(string nucleus, MathNode? below, MathNode? above) => (below, above) switch
    {
        (not null, null) => $"<munder>{nucleus}{Node(below)}</munder>",
        (null, not null) => $"<mover>{nucleus}{Node(above)}</mover>",
        (not null, not null) => $"<munderover>{nucleus}{Node(below)}{Node(above)}</munderover>",
        _ => nucleus,
    };

    private string Table(MathTable table)
    {
        var rows = new StringBuilder();
        foreach (var row in table.Rows)
        {
            rows.Append("<mtr>");
            foreach (var cell in row) rows.Append("<mtd>").AppendJoin("", Parts(cell)).Append("</mtd>");
            rows.Append("</mtr>");
        }
        var body = $"<mtable{(table.IsCases ? " class=\"cases\"" : "")}>{rows}</mtable>";
        return table.Open.Length + table.Close.Length == 0 ? body : Between(table.Open, body, table.Close);
    }
}
