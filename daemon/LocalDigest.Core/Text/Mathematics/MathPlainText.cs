using System.Runtime.InteropServices;
using System.Text;

namespace LocalDigest.Text;

/// <summary>
/// Writes a formula as plain Unicode text where that is unambiguous. It can write symbols, scripts that Unicode has as superscript and
/// subscript characters, and fractions and roots with the parentheses that they need. Bold, italic and upright letters become plain ones;
/// double-struck, script and fraktur letters stay distinct.
/// </summary>
internal sealed class MathPlainText
{
    private readonly char before;
    private bool isInexact;

    private MathPlainText(char before) => this.before = before;

    /// <summary>The formula as text; null where plain text cannot express it.</summary>
    /// <param name="formula">The tree.</param>
    /// <param name="before">What stands directly before it in the text, or a space.</param>
    /// <param name="after">What stands directly behind it, or a space.</param>
    public static string? Write(MathRow formula, char before, char after)
    {
        var writer = new MathPlainText(before);
        var text = writer.Join(writer.Atoms(formula, after), before, after);
        if (writer.isInexact) return null;
        // Beside a letter a brace would be read as that of a group when the text is cleaned again.
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '{' && LatexReader.IsOfWord(i == 0 ? before : text[i - 1])) return null;
            if (text[i] == '}' && LatexReader.IsOfWord(i + 1 == text.Length ? after : text[i + 1])) return null;
        }
        return PlainBounds(text, after);
    }

    /// <summary>Writes the script O of a bound, as in O(n), as a plain letter. Other script letters stay distinct.</summary>
    private static string PlainBounds(string text, char after)
    {
        var next = text.IndexOf("𝒪", StringComparison.Ordinal);
        if (next < 0) return text;
        var plain = new StringBuilder(text.Length);
        var copied = 0;
        for (; next >= 0; next = text.IndexOf("𝒪", next + 2, StringComparison.Ordinal))
        {
            var hasTilde = next + 2 < text.Length && text[next + 2] == '\u0303';
            var end = next + (hasTilde ? 3 : 2);
            var isAlone = next == 0 || !(char.IsLetterOrDigit(text[next - 1]) || char.IsSurrogate(text[next - 1]));
            if (!isAlone || (end < text.Length ? text[end] : after) != '(') continue;
            plain.Append(text, copied, next - copied).Append(hasTilde ? 'Õ' : 'O');
            copied = end;
        }
        return plain.Append(text, copied, text.Length - copied).ToString();
    }

    /// <param name="Text">The plain text.</param>
    /// <param name="Kind">How it is set beside others.</param>
    /// <param name="IsSpaced">There was white space before it.</param>
    /// <param name="IsPlain">White space beside it was intended.</param>
    /// <param name="Wrapped">Its form where a factor follows, if that differs: <c>√(2)</c>, <c>(a/b)</c>.</param>
    /// <param name="IsFraction">It is a fraction, which is ambiguous behind a factor.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Atom(
        string Text, AtomKind Kind, bool IsSpaced = false, bool IsPlain = false, string? Wrapped = null, bool IsFraction = false);

    private List<Atom> Atoms(MathRow row, char behind)
    {
        var atoms = new List<Atom>(row.Parts.Count);
        for (var i = 0; i < row.Parts.Count && !isInexact; i++)
            Add(row.Parts[i], atoms, i + 1 < row.Parts.Count ? row.Parts[i + 1] : null, behind);
        return atoms;
    }

    /// <summary>Adds the atoms of a node: one for most nodes, none for some, several for a formula between delimiters.</summary>
    /// <param name="node">The node.</param>
    /// <param name="atoms">The atoms before it in its row.</param>
    /// <param name="next">The next node of the row, or null.</param>
    /// <param name="behind">The character behind the row, or a space.</param>
    private void Add(MathNode node, List<Atom> atoms, MathNode? next, char behind)
    {
        switch (node)
        {
            case MathScripts scripts:
                AddScripts(scripts, atoms, next, behind);
                break;
            case MathFenced fenced:
                // The delimiters become atoms of the row around them.
                if (fenced.Open.Length > 0) atoms.Add(Delimiter(fenced.Open, AtomKind.Open));
                atoms.AddRange(Atoms(fenced.Body, ' '));
                if (fenced.Close is { Length: > 0 } close) atoms.Add(Delimiter(close, AtomKind.Close));
                break;
            case MathDelimiter { Sign: var sign, Kind: var kind }:
                atoms.Add(Delimiter(sign, kind) with { IsSpaced = node.IsSpaced && kind == AtomKind.Relation });
                break;
            case MathSpace space:
                if (space.Width > 0) atoms.Add(new Atom(" ", AtomKind.Space));
                break;
            case MathStray { Sign: '}' }:
                break;
            default:
                if (One(node) is { } atom) atoms.Add(node.IsSpaced ? atom with { IsSpaced = true } : atom);
                break;
        }
    }

    private static Atom Delimiter(string sign, AtomKind kind) => new(sign, kind, IsPlain: sign[0] < 128);

    /// <summary>The atom of a node that has one; null where plain text cannot express it.</summary>
    private Atom? One(MathNode node) => node switch
    {
        MathLetter letter => new Atom(Shaped(letter.Letter, letter.Font), AtomKind.Ordinary, IsPlain: true),
        MathNumber number => new Atom(Digits(number), AtomKind.Ordinary, IsPlain: true),
        MathSymbol symbol => new Atom(symbol.Text, symbol.Kind, IsPlain: symbol.IsPlain),
        MathName name => new Atom(name.Text, name.Kind, IsPlain: true),
        MathWords { Text: var words } when !words.Contains('$', StringComparison.Ordinal) =>
            new Atom(words, LatexSymbols.KindOf(words), IsPlain: true),
        MathMacro macro => Applied(macro),
        MathStray stray => new Atom(stray.Sign.ToString(), AtomKind.Ordinary, IsPlain: true),
        MathRow row => Grouped(row),
        MathAtom atom => Classed(atom),
        MathFraction { HasBar: true } fraction => Fraction(Argument(fraction.Over), Argument(fraction.Under)),
        MathRoot root => Root(root),
        MathAccent accent => Accented(Argument(accent.Body), accent.Mark),
        _ => Inexact(),
    };

    private Atom? Inexact()
    {
        isInexact = true;
        return null;
    }

    private static string Shaped(char letter, MathFont font) => UnicodeText.Shape(letter, font.Alphabet) ?? letter.ToString();

    private static string Digits(MathNumber number) =>
        number.Font.Alphabet == MathAlphabet.Plain ? number.Digits : string.Concat(number.Digits.Select(c => Shaped(c, number.Font)));

    /// <summary>The atom of a group. A group of one atom is that atom.</summary>
    private Atom Grouped(MathRow row)
    {
        var atoms = Atoms(row, ' ');
        return atoms is [var only] ? only : new Atom(Join(atoms, ' ', ' '), AtomKind.Ordinary, IsPlain: true);
    }

    private Atom Classed(MathAtom atom)
    {
        var body = atom.Body is MathRow row ? Grouped(row) : new Atom(Argument(atom.Body), AtomKind.Ordinary);
        return body with { Kind = atom.Kind ?? LatexSymbols.KindOf(body.Text), IsPlain = atom.IsPlain, IsSpaced = false };
    }

    /// <summary>The text of an argument. Scripts are written without spaces.</summary>
    private string Argument(MathNode node, bool isScript = false)
    {
        if (node is MathRow row) return Join(Atoms(row, ' '), ' ', ' ', isScript);
        var atoms = new List<Atom>(1);
        Add(node, atoms, next: null, ' ');
        if (atoms.Count == 0) isInexact = true;
        return atoms is [var only] ? only.Text : Join(atoms, ' ', ' ', isScript);
    }

    private void AddScripts(MathScripts scripts, List<Atom> atoms, MathNode? next, char behind)
    {
        if (scripts.Base is { } nucleusNode) Add(nucleusNode, atoms, scripts, ' ');
        if (isInexact) return;
        var hasBase = atoms.Count > 0 && atoms[^1].Kind != AtomKind.Space;
        var nucleus = hasBase ? atoms[^1] : new Atom("", AtomKind.Ordinary, IsPlain: true);
        if (nucleus.Wrapped is not null)
        {
            isInexact = true;
            return;
        }
        if (hasBase) atoms.RemoveAt(atoms.Count - 1);
        var letter = nucleus.Text.Length > 0 ? nucleus.Text[^1] : atoms.Count == 0 ? before : ' ';
        var lower = scripts.Lower is null ? "" : Argument(scripts.Lower, isScript: true);
        var upper = scripts.Upper is null ? "" : Argument(scripts.Upper, isScript: true);
        if (isInexact) return;
        var raised = upper.Length == 0 ? "" : Raise(upper, letter, IsOperand(next, behind));
        // M⊙ and R⊕ are read as subscripts without a subscript character.
        var lowered = lower is "⊙" or "⊕" && char.IsLetter(letter) ? lower : UnicodeText.Subscript(lower);
        if (raised is null || lowered is null)
        {
            isInexact = true;
            return;
        }
        atoms.Add(nucleus with { Text = nucleus.Text + lowered + Primes(scripts.Primes) + raised });
    }

    private static string Primes(int count) => count switch
    {
        0 => "",
        1 => "′",
        2 => "″",
        _ => new string('‴', count / 3) + Primes(count % 3),
    };

    /// <summary>
    /// A superscript in Unicode, or a sign such as * that is read as a superscript behind its letter; null where there is neither.
    /// </summary>
    private static string? Raise(string text, char letter, bool beforeOperand)
    {
        if (text is "∘" or "°") return "°";
        if (text is "⊤" && char.IsLetter(letter)) return "ᵀ";
        if (text.All(c => c == '′')) return text;
        if (text is "*" or "∗" or "†" or "‡" or "⋆" or "⊥" or "±" or "∓" or "∗∗" or "**")
            return beforeOperand || !(char.IsLetterOrDigit(letter) || letter is ')' or ']') ? null : text.Replace('∗', '*');
        return UnicodeText.Superscript(text);
    }

    /// <summary>Whether a sign such as * before the node would be read as an operator.</summary>
    private static bool IsOperand(MathNode? next, char behind) => next switch
    {
        null => char.IsLetterOrDigit(behind) || behind is '(' or '[' or '{',
        MathSymbol symbol when symbol.IsPlain => char.IsLetterOrDigit(symbol.Text[0]) || symbol.Text is "(" or "[",
        MathSymbol symbol => symbol.Kind is AtomKind.Ordinary or AtomKind.Open or AtomKind.Large,
        MathScripts { Base: { } nucleus } => IsOperand(nucleus, behind),
        MathScripts or MathSpace or MathStray or MathFenced or MathDelimiter => false,
        _ => true,
    };

    /// <summary>An unknown macro: its name, applied to its arguments like a function.</summary>
    private Atom Applied(MathMacro macro)
    {
        var arguments = macro.Arguments.Select(argument => Argument(argument)).Where(argument => argument.Length > 0).ToList();
        return arguments.Count == 0
            ? new Atom(macro.Name, AtomKind.Ordinary, IsPlain: true)
            : new Atom($"{macro.Name}({string.Join(", ", arguments)})", AtomKind.Function);
    }

    private Atom? Accented(string letter, char mark)
    {
        if (letter is "ı") letter = "i";
        if (letter is "ȷ") letter = "j";
        var end = letter.Length > 1 && char.IsSurrogatePair(letter, 0) ? 2 : 1;
        while (end < letter.Length && UnicodeText.IsMark(letter[end])) end++;
        if (letter.Length == 0 || end != letter.Length) return Inexact();
        if (!(char.IsLetterOrDigit(letter, 0) || char.IsSurrogate(letter[0]) || letter[0] is '∇' or '∂')) return Inexact();
        return new Atom(UnicodeText.Compose(letter + mark), AtomKind.Ordinary);
    }

    private Atom? Fraction(string over, string under)
    {
        if (LatexSymbols.VulgarFractions.TryGetValue(over + "/" + under, out var vulgar)) return new Atom(vulgar, AtomKind.Ordinary);
        if (over.Length == 0 || under.Length == 0) return Inexact();
        var text = (IsProduct(over) ? over : $"({over})") + "/" + (IsFactor(under) ? under : $"({under})");
        return new Atom(text, AtomKind.Ordinary, Wrapped: $"({text})", IsFraction: true);
    }

    private Atom? Root(MathRoot root)
    {
        var radicand = Argument(root.Radicand);
        if (LatexSymbols.RootSign(root.Degree) is not { } sign || radicand.Length == 0) return Inexact();
        var wrapped = $"{sign}({radicand})";
        return IsFactor(radicand) ? new Atom(sign + radicand, AtomKind.Ordinary, Wrapped: wrapped) : new Atom(wrapped, AtomKind.Ordinary);
    }

    /// <summary>
    /// Whether a text is one number, or one letter with its scripts, which needs no parentheses below a root or a fraction bar.
    /// </summary>
    private static bool IsFactor(string text)
    {
        if (IsInParentheses(text)) return true;
        var i = 0;
        while (i < text.Length && (char.IsAsciiDigit(text[i]) || (text[i] == '.' && i > 0))) i++;
        if (i == 0)
        {
            if (text.Length > 1 && text[0] == '√') return IsFactor(text[1..]);
            if (text.Length == 0 || !(char.IsLetter(text, 0) || text[0] is '∞' or 'ℏ')) return false;
            i = char.IsSurrogatePair(text, 0) ? 2 : 1;
        }
        for (; i < text.Length; i++)
            if (!(UnicodeText.IsMark(text[i]) || IsHanging(text[i]))) return false;
        return true;
    }

    private static bool IsProduct(string text)
    {
        if (IsInParentheses(text)) return true;
        foreach (var c in text)
        {
            var isLetter = char.IsLetterOrDigit(c) || char.IsSurrogate(c) || UnicodeText.IsMark(c);
            if (!isLetter && !IsHanging(c) && c is not ('.' or '∂' or '√' or '∇' or '∞')) return false;
        }
        return true;
    }

    /// <summary>Whether one pair of parentheses encloses the whole text.</summary>
    private static bool IsInParentheses(string text)
    {
        if (text is not ['(', .., ')']) return false;
        var depth = 0;
        for (var i = 0; i < text.Length - 1; i++)
        {
            if (text[i] == '(') depth++;
            else if (text[i] == ')' && --depth == 0) return false;
        }
        return true;
    }

    private static bool IsHanging(char c) =>
        c is '′' or '″' or '‴' or '°' or '*' or '⊙' or '⊕' or '†' || (c > 127 && (UnicodeText.IsRaised(c) || UnicodeText.IsLowered(c)));

    /// <summary>Joins atoms, with the spaces around operators and words that the source has.</summary>
    private string Join(List<Atom> atoms, char left, char right, bool isScript = false)
    {
        if (atoms is [{ Wrapped: null, Kind: not AtomKind.Space } only]) return only.Text;
        var text = new StringBuilder();
        var isTight = false;
        for (var i = 0; i < atoms.Count; i++)
        {
            var atom = atoms[i];
            if (atom.Kind == AtomKind.Space)
            {
                if (!isScript) text.Append(' ');
                continue;
            }
            var previous = i > 0 ? atoms[i - 1] : (Atom?)null;
            var next = i + 1 < atoms.Count ? atoms[i + 1] : (Atom?)null;
            var written = atom.Text;
            if (atom.Wrapped is not null)
            {
                var follows = next is { } n
                    ? n.Kind is AtomKind.Ordinary or AtomKind.Open or AtomKind.Large or AtomKind.Function && n.Text is not "."
                    : char.IsLetterOrDigit(right) || right is '(' or '/' or '^';
                if (follows) written = atom.Wrapped;
                if (atom.IsFraction)
                {
                    var followsFactor = previous is { } p
                        ? p.Kind is AtomKind.Ordinary or AtomKind.Close
                        : char.IsLetterOrDigit(left) || left is ')' or ']' or '}' or '/';
                    if (followsFactor) isInexact = true;
                    if (previous is { Kind: AtomKind.Function or AtomKind.Large }) written = atom.Wrapped;
                }
            }
            if (!isScript && previous is { Kind: not AtomKind.Space } neighbour && HasGap(neighbour, atom, next, isTight)) text.Append(' ');
            // An operator without a left operand stands directly before its right one.
            var isFirst = previous is null or { Kind: AtomKind.Open or AtomKind.Binary or AtomKind.Relation or AtomKind.Punctuation };
            isTight = atom.Kind is AtomKind.Binary or AtomKind.Relation && (isFirst || !IsAiry(atom, next));
            text.Append(written);
        }
        return text.ToString();
    }

    /// <summary>
    /// Whether an operator is set with space around it: the source has space before it, or behind it where that space does not just end a
    /// command.
    /// </summary>
    private static bool IsAiry(Atom atom, Atom? next) => atom.IsSpaced || (atom.IsPlain && next is { IsSpaced: true });

    private static bool HasGap(Atom left, Atom atom, Atom? next, bool isLeftTight)
    {
        if (atom.Kind is AtomKind.Binary or AtomKind.Relation)
        {
            if (left.Kind is AtomKind.Binary or AtomKind.Relation) return !isLeftTight;
            return left.Kind != AtomKind.Open && (IsAiry(atom, next) || (left.Kind == AtomKind.Punctuation && atom.IsSpaced));
        }
        if (left.Kind is AtomKind.Binary or AtomKind.Relation) return !isLeftTight;
        if (left.Kind == AtomKind.Open || atom.Kind is AtomKind.Close or AtomKind.Punctuation) return false;
        if (left.Kind == AtomKind.Punctuation) return atom.IsSpaced || left.Text.EndsWith(':');
        if (left.Kind is AtomKind.Function) return atom.Kind != AtomKind.Open && atom.Text is not "/";
        if (atom.Kind is AtomKind.Function) return left.Text is not "/" || atom.IsSpaced;
        if (left.Kind == AtomKind.Large) return atom.Kind != AtomKind.Open;
        if (left.IsPlain && atom.IsPlain && atom.IsSpaced) return true;
        // A word beside a letter, as in \mathrm{Tr}\rho.
        return IsWord(left.Text) != IsWord(atom.Text)
            && left.Text.Length > 0 && atom.Text.Length > 0 && char.IsLetterOrDigit(left.Text[^1]) && char.IsLetterOrDigit(atom.Text[0]);
    }

    private static bool IsWord(string text) => text.Length > 1 && text.All(char.IsAsciiLetter);
}
