using System.Collections.Frozen;
using System.Text;

namespace LocalDigest.Text;

/// <content>
/// Scripts outside of mathematics, as people type them: x^2, 10^-5, e^+e^-, T^n_x, H_2O, ^3He. A base gets all of its scripts or none of
/// them, since
/// <c>Sigma_2ᵖ</c> says less than <c>Sigma_2^p</c>.
/// </content>
internal sealed partial class LatexReader
{
    private const int LongestToken = 24;

    /// <summary>Named functions that people give a subscript.</summary>
    private static readonly FrozenSet<string> ScriptedFunctions = FrozenSet.Create(
        "log", "exp", "dim", "deg", "det", "ker", "rank", "lim", "sup", "inf", "max", "min", "Hom", "Ext", "Tor", "Pic", "Gal", "Sym",
        "Tr");

    private static readonly FrozenSet<string> Elements = """
        H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr Y Zr Nb Mo Tc Ru Rh
        Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At
        Rn Fr Ra Ac Th Pa U Np Pu Am Cm D
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet();

    /// <summary>What stands before a script.</summary>
    private enum ScriptBase
    {
        /// <summary>Nothing that can have one, or the script of something else.</summary>
        None,

        /// <summary>The end of a word, a closing bracket.</summary>
        End,

        /// <summary>One letter, a chemical formula, a short name of capitals, or a named function.</summary>
        Symbol,
    }

    /// <summary>
    /// Reads ^ or _ outside of mathematics: a script where it has braces or a command, or stands behind what can have one.
    /// </summary>
    private int Script(int at, int to)
    {
        if (IsLatexScript(at, to))
        {
            var end = ScriptsEnd(at, to);
            Mathematics(at, end, After(end, to));
            return end;
        }
        var plain = LeadingScript(at, to) ?? PlainScripts(at, to) ?? (Source[at].ToString(), at + 1);
        result.Append(plain.Text);
        return plain.End;
    }

    private bool IsLatexScript(int at, int to)
    {
        var next = at + 1 < to ? Source[at + 1] : ' ';
        return (next == '{' && Close(at + 1, to) >= 0) || (next == '\\' && at + 2 < to && char.IsAsciiLetter(Source[at + 2]));
    }

    /// <summary>Scripts before their base: isotopes <c>^3He</c>, terms <c>^1S</c>, hypergeometric functions <c>_2F_1</c>.</summary>
    private (string Text, int End)? LeadingScript(int at, int to)
    {
        if (Last is not (' ' or '(' or '[' or '-' or '–' or '/' or ',')) return null;
        var end = DigitsEnd(at + 1, to);
        if (end == at + 1 || end - at > 4 || !char.IsAsciiLetterUpper(At(end, to))) return null;
        var digits = Source[(at + 1)..end];
        return ((Source[at] == '^' ? UnicodeText.Superscript(digits) : UnicodeText.Subscript(digits))!, end);
    }

    /// <summary>The scripts of the base before them, all or none; null where the first is none.</summary>
    private (string Text, int End)? PlainScripts(int at, int to)
    {
        var kind = BaseBefore();
        if (kind == ScriptBase.None) return null;
        var written = new StringBuilder();
        var i = at;
        do
        {
            var one = Source[i] == '^' ? PlainSuperscript(i + 1, to, kind, isFirst: i == at) : PlainSubscript(i + 1, to, kind);
            if (one is not var (text, end))
            {
                // As it was typed, with what stands in its parentheses.
                var behind = i + 1 < to && Source[i + 1] == '(' ? PlainParenthesis(i + 1, to) : i + 1;
                return i == at && behind == i + 1 ? null : (Source[at..behind], behind);
            }
            written.Append(text);
            i = end;
        }
        while (i < to && Source[i] is '^' or '_' && !IsLatexScript(i, to));
        return (written.ToString(), i);
    }

    /// <summary>The position behind a pair of parentheses without LaTeX and without further ones; that of the first where there is
    /// none.</summary>
    private int PlainParenthesis(int open, int to)
    {
        for (var i = open + 1; i < to && i - open < LongestToken; i++)
        {
            if (Source[i] == ')') return i + 1;
            if (Source[i] is '(' or '\\' or '$' or '{' or '}' or '<' or '&' or '`' or '"' or '\'' or '~') break;
            if (Source[i] == '-' && Source[i - 1] == '-') break;
        }
        return open;
    }

    private ScriptBase BaseBefore()
    {
        var before = Last;
        if (before is ')' or ']' or '}' or '|' or '‖') return ScriptBase.End;
        var isLowered = UnicodeText.IsLowered(before);
        if (!char.IsLetterOrDigit(before) && !isLowered) return ScriptBase.None;
        if (isLowered) return ScriptBase.Symbol;
        // Behind the script of another base a new one begins: x₁x_2.
        var start = result.Length;
        var first = Math.Max(0, start - LongestToken);
        while (start > first && (IsOfWord(result[start - 1]) || char.IsDigit(result[start - 1]))) start--;
        var earlier = start > 0 ? result[start - 1] : ' ';
        // 2 in Sigma_2 is itself a script that was left.
        if (earlier is '_' or '^') return ScriptBase.None;
        if (earlier is '\\' or '/' or '.' or '@') return ScriptBase.End;
        var token = result.ToString(start, result.Length - start);
        var letters = token.TrimStart('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        if (token.Length < 2 || letters.Length == 1) return ScriptBase.Symbol;
        var isShortName = letters.Length == 2 && char.IsAsciiLetterUpper(letters[0]) && char.IsAsciiLetter(letters[1]);
        return isShortName || ScriptedFunctions.Contains(token) || IsChemical(letters) ? ScriptBase.Symbol : ScriptBase.End;
    }

    /// <summary>Whether a word is written in the symbols of the elements: NbO.</summary>
    private static bool IsChemical(string word)
    {
        for (var i = 0; i < word.Length;)
        {
            var length = i + 1 < word.Length && char.IsAsciiLetterLower(word[i + 1]) ? 2 : 1;
            if (!Elements.Contains(word.Substring(i, length))) return false;
            i += length;
        }
        return word.Length > 0;
    }

    private (string Text, int End)? PlainSuperscript(int at, int to, ScriptBase kind, bool isFirst)
    {
        if (isFirst && UnicodeText.IsRaised(Last)) return null;
        if (At(at, to) == '(' && PlainParenthesis(at, to) is var closed && closed > at) return ParenthesisedSuperscript(at, closed);
        var first = at < to && Source[at] is '+' or '-' ? at + 1 : at;
        var end = DigitsEnd(first, to);
        var after = After(end, to);
        if (end > first)
        {
            var isDecimal = after is '.' && char.IsAsciiDigit(At(end + 1, to));
            // Charges: Al^3+, but not x^2+y.
            if (first == at && after is '+' or '-' && char.IsLetter(Last) && At(end + 1, to) is ' ' or ',' or '.' or ')' or ']')
                return (UnicodeText.Superscript(Source[at..(end + 1)])!, end + 1);
            return isDecimal ? null : (UnicodeText.Superscript(Source[at..end])!, end);
        }
        if (first > at)
        {
            var isBeforeOperand = char.IsLetterOrDigit(after) || after is '(' or '\\' or '$' or '{';
            // In e^+e^- the sign is a charge.
            var isCharge = kind == ScriptBase.Symbol && char.IsLetter(after) && (Source[at] == '+' || At(end + 1, to) == '^');
            return isBeforeOperand && !isCharge ? null : (UnicodeText.Superscript(Source[at..first])!, first);
        }
        if (at >= to) return null;
        var behind = After(at + 1, to);
        if (Source[at] == '*')
        {
            var isOperator = char.IsLetterOrDigit(behind) || behind is '_' or '^' or '(' or '\\' or '{';
            return isOperator || kind != ScriptBase.Symbol || !char.IsLetter(Last) ? null : ("*", at + 1);
        }
        if (!char.IsAsciiLetter(Source[at]) || UnicodeText.Superscript(Source[at].ToString()) is not { } raised) return null;
        var isSymbol = kind == ScriptBase.Symbol && char.IsAsciiLetterLower(Source[at]);
        // LaTeX raises one letter: 2^kI is 2ᵏI; but P^NP, 2^poly(n) and n^f(k) mean more.
        if (char.IsLetterOrDigit(behind) && !(isSymbol && char.IsAsciiLetterUpper(behind))) return null;
        if (behind == '(' && !(isSymbol && char.IsLetter(Last) && Source[at] is not ('f' or 'g' or 'h' or 'o'))) return null;
        return behind is '\\' or '{' ? null : (raised, at + 1);
    }

    /// <summary>
    /// A superscript in parentheses, which stay where they may be part of it: B^(0), f^(n). In 10^(-3) and n^(k+1) they only hold it
    /// together.
    /// </summary>
    private (string Text, int End)? ParenthesisedSuperscript(int open, int end)
    {
        var inner = Source[(open + 1)..(end - 1)];
        var isHeld = char.IsAsciiDigit(Last) || inner.ContainsAny(['+', '-']);
        var text = isHeld ? inner.Replace(" ", "", StringComparison.Ordinal) : $"({inner})";
        return UnicodeText.Superscript(text) is { Length: > 0 } raised ? (raised, end) : null;
    }

    /// <summary>A subscript of up to three digits or of one letter. Names such as file_2.txt and max_depth have none.</summary>
    private (string Text, int End)? PlainSubscript(int at, int to, ScriptBase kind)
    {
        if (kind == ScriptBase.End && Last is not (')' or ']' or '}' or '|' or '‖')) return null;
        if (UnicodeText.IsLowered(Last)) return null;
        var end = DigitsEnd(at, to);
        var after = After(end, to);
        if (end > at)
        {
            // a_1t is a product, file_2txt a name.
            var isOfWord = char.IsAsciiLetterLower(after) && char.IsLetterOrDigit(After(end + 1, to));
            var isDotted = after == '.' && char.IsLetterOrDigit(At(end + 1, to));
            var isOfName = end - at > 3 || isOfWord || isDotted || after is '_' or '/' or '\\';
            return isOfName || char.IsAsciiDigit(Last) ? null : (UnicodeText.Subscript(Source[at..end])!, end);
        }
        if (at >= to || !char.IsAsciiLetterLower(Source[at]) || char.IsAsciiDigit(Last)) return null;
        if (UnicodeText.Subscript(Source[at].ToString()) is not { } lowered) return null;
        var behind = After(at + 1, to);
        var isName = behind is '_' or '{' or '\\' or '/' || (behind == '.' && char.IsLetterOrDigit(At(at + 2, to)));
        // In Mn_xO the base is a chemical formula, in k_iX a symbol.
        return isName || (char.IsLetterOrDigit(behind) && !char.IsAsciiLetterUpper(behind)) ? null : (lowered, at + 1);
    }

    private int DigitsEnd(int at, int to)
    {
        while (at < to && char.IsAsciiDigit(Source[at])) at++;
        return at;
    }
}
