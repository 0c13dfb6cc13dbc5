using System.Collections.Frozen;
using System.Text;

namespace LocalDigest.Text;

/// <summary>
/// Writes mathematics as plain text where a reader sees the same thing in it, and says so where not.
/// What has one dimension stays: symbols, raised and lowered characters that Unicode has, fractions and roots with the parentheses that they need.
/// The slant and weight of letters is given up; double-struck, script and fraktur letters are other letters and are kept.
/// </summary>
internal sealed class LatexMath
{
    private readonly LatexReader owner;
    private readonly string s;
    private int at = -1;
    private bool inexact;

    private LatexMath(LatexReader owner)
    {
        this.owner = owner;
        s = owner.Source;
    }

    /// <summary>The mathematics between two positions of the reader's text, or null where plain text cannot say it.</summary>
    /// <param name="owner">The reader that came upon it.</param>
    /// <param name="from">The first position.</param>
    /// <param name="to">The position behind the last.</param>
    /// <param name="before">What stands directly before it in the clean text, or a space.</param>
    /// <param name="after">What stands directly behind it, or a space.</param>
    public static string? Render(LatexReader owner, int from, int to, char before, char after)
    {
        var math = new LatexMath(owner);
        var atoms = math.List(from, to, MathAlphabet.Plain, after);
        if (math.inexact) return null;
        var text = math.Join(atoms, before, after);
        if (math.inexact) return null;
        // Set braces beside a letter would be taken for the braces of a group.
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '{' && LatexReader.IsOfWord(i == 0 ? before : text[i - 1])) return null;
            if (text[i] == '}' && LatexReader.IsOfWord(i + 1 == text.Length ? after : text[i + 1])) return null;
        }
        // The O of a bound is the letter O, however it is shaped; other script letters are things of their own.
        return PlainBounds(text, after);
    }

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
    /// <param name="Spaced">There was white space before it.</param>
    /// <param name="Plain">It is written as itself, so that white space beside it was meant.</param>
    /// <param name="Wrapped">Its form where more of a product follows, if that must differ: <c>√(2)</c>, <c>(a/b)</c>.</param>
    /// <param name="IsFraction">It also must not follow a factor.</param>
    private readonly record struct Atom(string Text, AtomKind Kind, bool Spaced = false, bool Plain = false, string? Wrapped = null, bool IsFraction = false);

    private List<Atom> List(int from, int to, MathAlphabet alphabet, char after)
    {
        var atoms = new List<Atom>();
        if (!owner.Enter()) inexact = true;
        var outermost = at < 0;
        at = from;
        while (!inexact)
        {
            var spaced = SkipSpaces(to);
            if (at >= to) break;
            if (s[at] is '^' or '_' or '\'' or '′')
            {
                Scripts(atoms, to, alphabet, after);
                continue;
            }
            var first = atoms.Count == 0;
            if (s[at] == '\\' && Switch(to, first && !outermost, ref alphabet)) continue;
            if (Read(to, alphabet) is { } atom) atoms.Add(atom with { Spaced = atom.Spaced || spaced });
        }
        owner.Leave();
        at = to;
        return atoms;
    }

    private bool SkipSpaces(int to)
    {
        var start = at;
        while (at < to && s[at] == ' ') at++;
        return at > start;
    }

    /// <summary>Commands that act on the rest of the group rather than on an argument.</summary>
    private bool Switch(int to, bool firstOfGroup, ref MathAlphabet alphabet)
    {
        var end = LatexReader.NameEnd(s, at, to);
        var name = s[(at + 1)..end];
        if (name is "cal" or "mathcal" or "rm" or "bf" or "it" or "sf" or "tt" or "sl" or "sc" or "mit" or "em" or "bfseries" or "rmfamily" or "itshape" or "normalfont")
        {
            if (name == "mathcal") return false;
            alphabet = name == "cal" ? MathAlphabet.Script : MathAlphabet.Plain;
            at = end;
            return true;
        }
        // {\frak sl}: old documents use these as switches.
        if (firstOfGroup && name is "frak" or "Bbb" or "scr" or "goth" && LatexSymbols.Alphabets.TryGetValue(name, out var shape))
        {
            var next = end;
            while (next < to && s[next] == ' ') next++;
            if (next >= to || s[next] == '{') return false;
            alphabet = shape;
            at = end;
            return true;
        }
        return false;
    }

    private void Scripts(List<Atom> atoms, int to, MathAlphabet alphabet, char after)
    {
        string? lower = null, upper = null;
        var primes = "";
        while (at < to && !inexact)
        {
            var mark = s[at];
            if (mark is '\'' or '′')
            {
                primes += '′';
                at++;
            }
            else if (mark == '_' && lower is null)
            {
                at++;
                lower = Argument(to, alphabet, script: true);
            }
            else if (mark == '^' && upper is null)
            {
                at++;
                upper = Argument(to, alphabet, script: true);
            }
            else
            {
                if (mark is '^' or '_') inexact = true;
                break;
            }
            while (at + 1 < to && s[at] == ' ' && s[at + 1] is '^' or '_') at++;
        }
        if (inexact) return;
        var hasBase = atoms.Count > 0 && atoms[^1].Kind != AtomKind.Space;
        var nucleus = hasBase ? atoms[^1] : new Atom("", AtomKind.Ordinary, Plain: true);
        if (nucleus.Wrapped is not null)
        {
            inexact = true;
            return;
        }
        if (hasBase) atoms.RemoveAt(atoms.Count - 1);
        var letter = nucleus.Text.Length > 0 ? nucleus.Text[^1] : atoms.Count == 0 ? owner.Last : ' ';
        var raised = upper is null ? "" : Raise(upper, letter, FollowedByOperand(to, after));
        // The sun and the earth are only ever below the letter of a quantity of theirs.
        var lowered = lower is null ? "" : lower is "⊙" or "⊕" && char.IsLetter(letter) ? lower : UnicodeText.Subscript(lower);
        if (raised is null || lowered is null)
        {
            inexact = true;
            return;
        }
        atoms.Add(nucleus with { Text = nucleus.Text + lowered + primes.Replace("′′′", "‴", StringComparison.Ordinal).Replace("′′", "″", StringComparison.Ordinal) + raised });
    }

    /// <summary>A superscript as plain text: raised characters, or a sign that is read as raised behind its letter anyway.</summary>
    private static string? Raise(string text, char letter, bool beforeOperand)
    {
        if (text is "∘" or "°") return "°";
        if (text is "⊤" && char.IsLetter(letter)) return "ᵀ";
        if (text.Length > 0 && text.All(c => c == '′')) return text;
        if (text is "*" or "∗" or "†" or "‡" or "⋆" or "⊥" or "±" or "∓" or "∗∗" or "**")
            return beforeOperand || !(char.IsLetterOrDigit(letter) || letter is ')' or ']') ? null : text.Replace('∗', '*');
        return UnicodeText.Superscript(text);
    }

    private bool FollowedByOperand(int to, char after)
    {
        var i = at;
        while (i < to && s[i] == ' ') i++;
        var next = i < to ? s[i] : to == s.Length ? ' ' : after;
        if (next != '\\' || i >= to) return char.IsLetterOrDigit(next) || next is '(' or '[' or '{';
        var name = s[(i + 1)..LatexReader.NameEnd(s, i, to)];
        return LatexSymbols.Math.TryGetValue(name, out var symbol)
            ? symbol.Kind is AtomKind.Ordinary or AtomKind.Open or AtomKind.Large
            : name.Length > 0 && char.IsLetter(name[0]) && !LatexSymbols.Sizes.Contains(name);
    }

    /// <summary>The text of a command's or script's argument: a group, or the next thing.</summary>
    private string Argument(int to, MathAlphabet alphabet, bool script = false)
    {
        SkipSpaces(to);
        if (at >= to)
        {
            inexact = true;
            return "";
        }
        if (s[at] == '{')
        {
            var close = owner.Close(at, to);
            if (close < 0)
            {
                inexact = true;
                return "";
            }
            var inner = List(at + 1, close, alphabet, ' ');
            at = close + 1;
            return Join(inner, ' ', ' ', script);
        }
        var single = owner.Enter() ? Read(to, alphabet) : null;
        owner.Leave();
        if (single is null) inexact = true;
        return single?.Text ?? "";
    }

    private Atom? Read(int to, MathAlphabet alphabet)
    {
        var c = s[at];
        switch (c)
        {
            case '\\':
                return Command(to, alphabet);
            case '{':
                return Group(to, alphabet);
            case '}':
                // A group that nothing opened; everything before it is read already.
                at++;
                return null;
            case '$' or '^' or '_':
                inexact = true;
                return null;
            case '~':
                at++;
                return new Atom(" ", AtomKind.Space);
        }
        at++;
        if (char.IsAsciiLetterOrDigit(c)) return new Atom((alphabet == MathAlphabet.DoubleStruck || !char.IsAsciiDigit(c) ? UnicodeText.Shape(c, alphabet) : null) ?? c.ToString(), AtomKind.Ordinary, Plain: true);
        if (c < 128)
        {
            return new Atom(c.ToString(), c switch
            {
                '+' or '-' or '*' => AtomKind.Binary,
                '=' or '<' or '>' or ':' => AtomKind.Relation,
                ',' or ';' => AtomKind.Punctuation,
                '(' or '[' => AtomKind.Open,
                ')' or ']' or '!' or '?' => AtomKind.Close,
                _ => AtomKind.Ordinary,
            }, Plain: true);
        }
        var start = at - 1;
        if (char.IsHighSurrogate(c) && at < to) at++;
        while (at < to && UnicodeText.IsMark(s[at])) at++;
        var text = s[start..at];
        return new Atom(text, KindOfSymbol.GetValueOrDefault(text), Plain: true);
    }

    private Atom? Group(int to, MathAlphabet alphabet)
    {
        var close = owner.Close(at, to);
        if (close < 0)
        {
            inexact = true;
            return null;
        }
        var inner = List(at + 1, close, alphabet, ' ');
        at = close + 1;
        if (inner.Count == 1) return inner[0];
        return new Atom(Join(inner, ' ', ' '), AtomKind.Ordinary, Plain: true);
    }

    private Atom? Command(int to, MathAlphabet alphabet)
    {
        var start = at;
        at = LatexReader.NameEnd(s, at, to);
        var name = s[(start + 1)..at];
        if (name.Length == 0)
        {
            inexact = true;
            return null;
        }
        if (!char.IsAsciiLetter(name[0]))
        {
            switch (name[0])
            {
                case ',' or ';' or ':' or '>' or ' ':
                    return new Atom(" ", AtomKind.Space);
                case '!' or '/' or '-' or '@':
                    return null;
                case '{':
                    return new Atom("{", AtomKind.Open, Plain: true);
                case '}':
                    return new Atom("}", AtomKind.Close, Plain: true);
                case '|':
                    return new Atom("‖", AtomKind.Ordinary);
                case '%' or '$' or '#' or '&' or '_':
                    return new Atom(name, AtomKind.Ordinary, Plain: true);
                default:
                    inexact = true;
                    return null;
            }
        }
        if (LatexSymbols.Sizes.Contains(name))
        {
            SkipSpaces(to);
            if (at < to && s[at] == '.') at++;
            return null;
        }
        if (LatexSymbols.Math.TryGetValue(name, out var symbol)) return new Atom(symbol.Text, symbol.Kind);
        if (LatexSymbols.Spaces.Contains(name)) return new Atom(" ", AtomKind.Space);
        if (LatexSymbols.Silent.Contains(name)) return null;
        if (LatexSymbols.Alphabets.TryGetValue(name, out var shape)) return new Atom(Argument(to, shape), AtomKind.Ordinary);
        if (LatexSymbols.MathAccents.TryGetValue(name, out var mark)) return Accented(Argument(to, alphabet), mark);
        if (LatexSymbols.Fractions.Contains(name)) return Fraction(Argument(to, alphabet), Argument(to, alphabet));
        if (name == "sqrt") return Root(to, alphabet);
        if (name == "not") return Negated(to, alphabet);
        if (name == "operatorname" && at < to && s[at] == '*') at++;
        if (LatexSymbols.Enclosures.TryGetValue(name, out var fences)) return new Atom(fences.Left + Argument(to, alphabet) + fences.Right, AtomKind.Ordinary);
        if (LatexSymbols.Styles.Contains(name)) return Styled(name, to, alphabet);
        if (LatexSymbols.Dropped.TryGetValue(name, out var dropped))
        {
            for (; dropped > 0; dropped--) at = owner.SkipArgument(at, to);
            return null;
        }
        if (LatexSymbols.LastArgument.TryGetValue(name, out var count))
        {
            for (; count > 1; count--) at = owner.SkipArgument(at, to);
            return new Atom(Argument(to, alphabet), AtomKind.Ordinary);
        }
        if (LatexSymbols.Definitions.Contains(name))
        {
            at = owner.Definition(at, to);
            return null;
        }
        if (name is "ce" or "SI" or "qty" or "href" or "url" or "footnote" or "textsuperscript" or "textsubscript" or "unicode") return Worded(start, name is "href" or "SI" or "qty" ? 2 : 1, to);
        if (LatexSymbols.TwoDimensional.Contains(name) || LatexSymbols.References.Contains(name))
        {
            inexact = true;
            return null;
        }
        if (LatexReader.ScriptShorthand(name) is { } script) return new Atom(UnicodeText.Shape(script, MathAlphabet.Script)!, AtomKind.Ordinary);
        // One-letter names of text, such as \P and \L, are redefined by those who use them in mathematics.
        if (name.Length > 1 && LatexSymbols.Text.TryGetValue(name, out var text)) return new Atom(text, AtomKind.Ordinary);
        if (LatexSymbols.Abbreviations.TryGetValue(name, out var words)) return new Atom(words, AtomKind.Ordinary, Plain: true);
        return Unknown(name, to, alphabet);
    }

    /// <summary>A command of text with its arguments.</summary>
    private Atom? Worded(int start, int arguments, int to)
    {
        for (; arguments > 0; arguments--) at = owner.SkipArgument(at, to);
        if (owner.Words(start, at) is { } words) return new Atom(words, AtomKind.Ordinary, Plain: true);
        inexact = true;
        return null;
    }

    /// <summary>A private macro: its name, applied to its arguments where it has any.</summary>
    private Atom Unknown(string name, int to, MathAlphabet alphabet)
    {
        owner.ReportUnknown(name);
        if (at >= to || s[at] != '{') return new Atom(name, AtomKind.Ordinary, Plain: true);
        var arguments = new List<string>();
        while (at < to && s[at] == '{' && !inexact) arguments.Add(Argument(to, alphabet));
        arguments.RemoveAll(argument => argument.Length == 0);
        return arguments.Count == 0 ? new Atom(name, AtomKind.Ordinary, Plain: true) : new Atom($"{name}({string.Join(", ", arguments)})", AtomKind.Function);
    }

    private Atom? Styled(string name, int to, MathAlphabet alphabet)
    {
        if (name.StartsWith("math", StringComparison.Ordinal) || name is "bm" or "boldsymbol" or "pmb" or "bold" or "boldmath" or "ensuremath" or "smash" or "vcenter" || name.StartsWith("sym", StringComparison.Ordinal) || name.StartsWith("operatorname", StringComparison.Ordinal))
        {
            // Bold of a script letter is that script letter; upright ends any alphabet.
            var argument = Argument(to, name is "mathrm" or "mathbf" or "mathit" or "mathsf" or "mathtt" or "operatorname" ? MathAlphabet.Plain : alphabet);
            var kind = name switch
            {
                "operatorname" or "operatornamewithlimits" or "mathop" => AtomKind.Function,
                "mathrel" => AtomKind.Relation,
                "mathbin" => AtomKind.Binary,
                "mathopen" => AtomKind.Open,
                "mathclose" => AtomKind.Close,
                _ => KindOfSymbol.GetValueOrDefault(argument),
            };
            return new Atom(argument, kind, Plain: true);
        }
        SkipSpaces(to);
        var close = at < to && s[at] == '{' ? owner.Close(at, to) : -1;
        if (close < 0 || owner.Words(at + 1, close) is not { } words)
        {
            inexact = true;
            return null;
        }
        at = close + 1;
        return new Atom(words, KindOfSymbol.GetValueOrDefault(words), Plain: true);
    }

    private Atom? Accented(string letter, char mark)
    {
        if (letter is "ı") letter = "i";
        if (letter is "ȷ") letter = "j";
        var end = letter.Length > 1 && char.IsSurrogatePair(letter, 0) ? 2 : 1;
        while (end < letter.Length && UnicodeText.IsMark(letter[end])) end++;
        if (letter.Length == 0 || end != letter.Length || !(char.IsLetterOrDigit(letter, 0) || char.IsSurrogate(letter[0]) || letter[0] is '∇' or '∂'))
        {
            inexact = true;
            return null;
        }
        return new Atom(UnicodeText.Compose(letter + mark), AtomKind.Ordinary);
    }

    private Atom Fraction(string over, string under)
    {
        if (LatexSymbols.VulgarFractions.TryGetValue(over + "/" + under, out var vulgar)) return new Atom(vulgar, AtomKind.Ordinary);
        if (over.Length == 0 || under.Length == 0) inexact = true;
        var text = (IsProduct(over) ? over : $"({over})") + "/" + (IsFactor(under) ? under : $"({under})");
        return new Atom(text, AtomKind.Ordinary, Wrapped: $"({text})", IsFraction: true);
    }

    private Atom? Root(int to, MathAlphabet alphabet)
    {
        var sign = "√";
        SkipSpaces(to);
        if (at < to && s[at] == '[')
        {
            sign = at + 2 < to && s[at + 2] == ']' ? s[at + 1] switch { '2' => "√", '3' => "∛", '4' => "∜", _ => "" } : "";
            if (sign.Length == 0)
            {
                inexact = true;
                return null;
            }
            at += 3;
        }
        // \sqrt(n): the parentheses of whoever forgot the braces say what the root is of.
        if (at < to && s[at] == '(') return new Atom(sign, AtomKind.Function);
        var radicand = Argument(to, alphabet);
        if (radicand.Length == 0) inexact = true;
        var wrapped = $"{sign}({radicand})";
        return IsFactor(radicand) ? new Atom(sign + radicand, AtomKind.Ordinary, Wrapped: wrapped) : new Atom(wrapped, AtomKind.Ordinary);
    }

    private Atom? Negated(int to, MathAlphabet alphabet)
    {
        var relation = Argument(to, alphabet);
        if (LatexSymbols.Negations.TryGetValue(relation, out var negated)) return new Atom(negated, AtomKind.Relation);
        if (relation.Length != 1 || KindOfSymbol.GetValueOrDefault(relation) != AtomKind.Relation)
        {
            inexact = true;
            return null;
        }
        return new Atom(UnicodeText.Compose(relation + "\u0338"), AtomKind.Relation);
    }

    /// <summary>One number, or one letter with what hangs on it: what a root or a fraction bar can hold without parentheses.</summary>
    private static bool IsFactor(string text)
    {
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
        foreach (var c in text)
            if (!(char.IsLetterOrDigit(c) || char.IsSurrogate(c) || UnicodeText.IsMark(c) || IsHanging(c) || c is '.' or '∂' or '√' or '∇' or '∞')) return false;
        return true;
    }

    private static bool IsHanging(char c) => c is '′' or '″' or '‴' or '°' or '*' or '⊙' or '⊕' or '†' || (c > 127 && (UnicodeText.IsRaised(c) || UnicodeText.IsLowered(c)));

    /// <summary>The atoms one after another, with spaces where the source has them around operators and words.</summary>
    private string Join(List<Atom> atoms, char before, char after, bool script = false)
    {
        var text = new StringBuilder();
        var tight = false;
        for (var i = 0; i < atoms.Count; i++)
        {
            var atom = atoms[i];
            var previous = i > 0 ? atoms[i - 1] : (Atom?)null;
            var next = i + 1 < atoms.Count ? atoms[i + 1] : (Atom?)null;
            if (atom.Kind == AtomKind.Space)
            {
                if (!script) text.Append(' ');
                continue;
            }
            var written = atom.Text;
            if (atom.Wrapped is not null)
            {
                var follows = next is { } n ? n.Kind is AtomKind.Ordinary or AtomKind.Open or AtomKind.Large or AtomKind.Function : char.IsLetterOrDigit(after) || after is '(' or '/' or '^';
                if (follows) written = atom.Wrapped;
                if (atom.IsFraction)
                {
                    if (previous is { Kind: AtomKind.Ordinary or AtomKind.Close } || (previous is null && (char.IsLetterOrDigit(before) || before is ')' or ']' or '}' or '/'))) inexact = true;
                    if (previous is { Kind: AtomKind.Function or AtomKind.Large }) written = atom.Wrapped;
                }
            }
            if (!script && previous is { } left && left.Kind != AtomKind.Space && Gap(left, atom, next, tight)) text.Append(' ');
            // An operator with nothing on one side belongs to what it stands at.
            tight = atom.Kind is AtomKind.Binary or AtomKind.Relation && (previous is null or { Kind: AtomKind.Open or AtomKind.Binary or AtomKind.Relation or AtomKind.Punctuation } || !IsAiry(atom, next));
            text.Append(written);
        }
        return text.ToString();
    }

    /// <summary>Whether an operator has space around it: the author's, on either side of a sign that needs none to end its name.</summary>
    private static bool IsAiry(Atom atom, Atom? next) => atom.Spaced || (atom.Plain && next is { Spaced: true });

    private static bool Gap(Atom left, Atom atom, Atom? next, bool leftIsTight)
    {
        if (atom.Kind is AtomKind.Binary or AtomKind.Relation)
            return left.Kind is AtomKind.Binary or AtomKind.Relation ? !leftIsTight : left.Kind != AtomKind.Open && (IsAiry(atom, next) || (left.Kind == AtomKind.Punctuation && atom.Spaced));
        if (left.Kind is AtomKind.Binary or AtomKind.Relation) return !leftIsTight;
        if (left.Kind == AtomKind.Open || atom.Kind is AtomKind.Close or AtomKind.Punctuation) return false;
        if (left.Kind == AtomKind.Punctuation) return atom.Spaced || left.Text.EndsWith(':');
        if (left.Kind is AtomKind.Function) return atom.Kind != AtomKind.Open && atom.Text is not "/";
        if (atom.Kind is AtomKind.Function) return left.Text is not "/" || atom.Spaced;
        if (left.Kind == AtomKind.Large) return atom.Kind != AtomKind.Open;
        if (left.Plain && atom.Plain && atom.Spaced) return true;
        // Words beside letters, as in \mathrm{Tr}\rho.
        return IsWord(left.Text) != IsWord(atom.Text) && left.Text.Length > 0 && atom.Text.Length > 0 && char.IsLetterOrDigit(left.Text[^1]) && char.IsLetterOrDigit(atom.Text[0]);
    }

    private static bool IsWord(string text) => text.Length > 1 && text.All(char.IsAsciiLetter);

    private static readonly FrozenDictionary<string, AtomKind> KindOfSymbol = LatexSymbols.Math.Values
        .Where(symbol => symbol.Kind is AtomKind.Binary or AtomKind.Relation or AtomKind.Large or AtomKind.Open or AtomKind.Close)
        .DistinctBy(symbol => symbol.Text)
        .ToFrozenDictionary(symbol => symbol.Text, symbol => symbol.Kind);
}
