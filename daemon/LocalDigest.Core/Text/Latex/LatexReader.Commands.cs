using System.Globalization;
using System.Net;
using System.Text;

namespace LocalDigest.Text;

/// <content>Commands of text, and what they do with their arguments.</content>
internal sealed partial class LatexReader
{
    /// <summary>Reads a command at its backslash.</summary>
    private int Command(int at, int to)
    {
        var end = NameEnd(Source, at, to);
        var name = Source[(at + 1)..end];
        if (name.Length == 0)
        {
            result.Append('\\');
            return end;
        }
        return char.IsAsciiLetter(name[0]) ? Named(name, at, end, to) : Sign(name, at, end, to);
    }

    /// <summary>Writes what a backslash before a character that is no letter stands for.</summary>
    private int Sign(string name, int at, int end, int to)
    {
        switch (name[0])
        {
            case ' ' or ',' or ';' or ':' or '>':
                result.Append(' ');
                return end;
            case '\\':
                result.Append(' ');
                return LineEnd(end, to);
            case '!' or '/' or '-' or '@':
                return end;
            case '|':
                result.Append('‖');
                return end;
            case '(' or '[':
                if (formulas.At(at, to) is { } formula) return Mathematics(formula, to);
                break;
            case ')' or ']':
                break;
            case '{' or '}':
                Brace(name[0], end, to);
                return end;
            case '$':
                result.Append('$');
                return end;
            default:
                if (LatexSymbols.TextAccents.TryGetValue(name, out var mark)) return Accent(name, mark, end, to);
                break;
        }
        // A backslash before a digit is no LaTeX. Before any other character it escapes that character.
        if (char.IsAsciiDigit(name[0])) result.Append('\\');
        result.Append(name);
        return end;
    }

    /// <summary>Skips what may follow a line break <c>\\</c>: an asterisk, and the extra distance to the next line, <c>[2pt]</c>.</summary>
    public int LineEnd(int at, int to)
    {
        if (At(at, to) == '*') at++;
        var behind = SkipOptional(at, to);
        return behind > at && behind - at < 9 && char.IsAsciiDigit(Source[SkipSpaces(at, to) + 1]) ? behind : at;
    }

    /// <summary>
    /// Writes an escaped brace. Beside a letter it stays LaTeX, because a second pass would read it as a group inside a word.
    /// </summary>
    private void Brace(char brace, int end, int to)
    {
        var beside = brace == '{' ? Last : After(end, to);
        if (IsOfWord(beside)) result.Append($"$\\{brace}$");
        else result.Append(brace);
    }

    /// <summary>Reads a command with a name of letters, and its arguments.</summary>
    private int Named(string name, int at, int end, int to)
    {
        if (LatexSymbols.TextAccents.TryGetValue(name, out var mark))
        {
            var behind = Accent(name, mark, end, to);
            if (behind > end) return behind;
        }
        if (LatexSymbols.Silent.Contains(name)) return EndOfName(end, to);
        if (LatexSymbols.Spaces.Contains(name))
        {
            result.Append(' ');
            return EndOfName(end, to);
        }
        var hasScript = At(end, to) is '^' or '_';
        var isMath = hasScript && LatexSymbols.Math.ContainsKey(name);
        if (!isMath && LatexSymbols.Text.TryGetValue(name, out var text)) return Symbol(text, end, to);
        if (LatexSymbols.Styles.Contains(name)) return Styled(name, at, end, to);
        if (LatexSymbols.Abbreviations.TryGetValue(name, out var words)) return Abbreviation(words, end, to);
        if (LatexSymbols.References.Contains(name)) return Reference(end, to);
        if (LatexSymbols.LastArgument.TryGetValue(name, out var count)) return LastArgument(count, end, to);
        if (LatexSymbols.Dropped.TryGetValue(name, out var dropped))
        {
            if (At(end, to) == '*') end++;
            for (; dropped > 0; dropped--) end = TryBraced(SkipOptional(end, to), to, out _, out var close) ? close + 1 : end;
            return end;
        }
        switch (name)
        {
            case "url" or "path" or "nolinkurl":
                if (!TryBraced(end, to, out var from, out var until)) return end;
                Address(from, until, stopAtSpace: false);
                return until + 1;
            case "href":
                return Link(end, to);
            case "footnote" or "footnotetext" or "thanks" or "tnoteref" or "fnref" or "inst" or "altaffilmark" or "orcidlink"
                or "IEEEauthorrefmark":
                return Footnote(end, to);
            case "textsuperscript" or "textsubscript":
                if (!TryBraced(end, to, out from, out until)) return end;
                if (source != LatexSource.Name) Scripted(name == "textsuperscript" ? '^' : '_', Apart(from, until));
                return until + 1;
            case "unicode":
                if (!TryBraced(end, to, out from, out until)) return end;
                var digits = Source.AsSpan(from, until - from).TrimStart('x');
                var isCharacter = int.TryParse(digits, NumberStyles.HexNumber, null, out var code) && Rune.IsValid(code);
                if (isCharacter) result.Append(char.ConvertFromUtf32(code));
                return until + 1;
            case "deg" when char.IsAsciiDigit(Last) || (At(at - 1, to) == '{' && At(end, to) == '}'):
                // arXiv writes the degree sign as {\deg}.
                result.Append('°');
                return end;
            case "verb":
                var delimiter = At(end, to);
                if (delimiter is ' ' or '\\' || char.IsLetterOrDigit(delimiter)) return end;
                var stop = Source.IndexOf(delimiter, end + 1, Math.Min(to - end - 1, 200));
                if (stop < 0) return end;
                result.Append(Source, end + 1, stop - end - 1);
                return stop + 1;
            case "item":
                result.Append(" • ");
                return SkipSpaces(end, to);
            case "begin" or "end":
                return Environment(name, at, end, to);
            case "ce" when TryBraced(end, to, out from, out until):
                ChemicalFormula(from, until);
                return until + 1;
            case "SI" or "qty" when TryBraced(end, to, out from, out until) && TryBraced(until + 1, to, out var unit, out var unitEnd):
                Text(from, until);
                result.Append(' ');
                Unit(unit, unitEnd);
                return unitEnd + 1;
            case "ion" when TryBraced(end, to, out from, out until) && TryBraced(until + 1, to, out var stage, out var stageEnd):
                // The astronomers' name of an ionised element: \ion{Fe}{2} is Fe II.
                Text(from, until);
                var written = Apart(stage, stageEnd).Trim();
                result.Append(' ').Append(written is [>= '1' and <= '9'] ? RomanNumbers[written[0] - '1'] : written.ToUpperInvariant());
                return stageEnd + 1;
            case "si" or "unit" when TryBraced(end, to, out from, out until):
                Unit(from, until);
                return until + 1;
            case var _ when LatexSymbols.Definitions.Contains(name):
                return Definition(end, to);
        }
        if (LatexSymbols.Sizes.Contains(name))
        {
            end = SkipSpaces(end, to);
            return At(end, to) == '.' && name is "left" or "right" ? end + 1 : end;
        }
        if (LatexSymbols.IsMath(name) || ScriptShorthand(name) is not null)
        {
            var atom = ScriptsEnd(CommandEnd(at, to), to);
            var kind = LatexSymbols.Math.TryGetValue(name, out var symbol) ? symbol.Kind : AtomKind.Ordinary;
            var spacedBefore = Last == ' ';
            Mathematics(at, atom, After(atom, to));
            // In 9\times 9 the space only ends the name; in "\alpha decay" it stands between words.
            return kind is AtomKind.Binary or AtomKind.Relation && !spacedBefore ? SkipSpaces(atom, to) : atom;
        }
        return Unknown(name, end, to);
    }

    private static readonly string[] RomanNumbers = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];

    /// <summary>A sign by the name that HTML has for it, as catalogues write it, <c>{\rsquo}</c>; null where that is no sign of
    /// text.</summary>
    private static string? SignOfHtml(string name)
    {
        var sign = WebUtility.HtmlDecode($"&{name};");
        return sign is [>= '\u00a0' and <= '\u00ff' or >= '\u2000' and <= '\u203f'] ? sign : null;
    }

    /// <summary>Writes an unknown macro: its argument where it has one, its name otherwise.</summary>
    private int Unknown(string name, int end, int to)
    {
        if (SignOfHtml(name) is { } sign) return Symbol(sign, end, to);
        ReportUnknown(name);
        if (At(end, to) == '{' && Close(end, to) is var close && close > end + 1)
        {
            Text(end + 1, close);
            return close + 1;
        }
        result.Append(name);
        return At(end, to) == '{' && Close(end, to) == end + 1 ? end + 2 : end;
    }

    /// <summary>Skips the space, or the empty group, that ends a command's name.</summary>
    private int EndOfName(int end, int to) =>
        At(end, to) == '{' && Close(end, to) == end + 1 ? end + 2 : SkipSpaces(end, to);

    /// <summary>Writes the character that a command stands for.</summary>
    private int Symbol(string text, int end, int to)
    {
        var behind = At(end, to) == '{' && Close(end, to) == end + 1 ? end + 2 : end;
        if (text == "~") result.Append(Tie(behind, to, tied: false) == '~' ? '~' : '∼');
        else if (text is "{" or "}") Brace(text[0], behind, to);
        else result.Append(text);
        return behind == end && text.Length == 1 && (char.IsLetter(text[0]) || text[0] == '\'') ? SkipSpaces(end, to) : behind;
    }

    /// <summary>Writes an abbreviation with one full stop, whether or not the author typed it.</summary>
    private int Abbreviation(string words, int end, int to)
    {
        if (At(end, to) == '{' && Close(end, to) == end + 1) end += 2;
        result.Append(words);
        return At(end, to) == '.' && words.EndsWith('.') ? end + 1 : end;
    }

    /// <summary>Writes the argument of a command that only changes its look; mathematical styles keep their scripts.</summary>
    private int Styled(string name, int at, int end, int to)
    {
        if (At(end, to) == '*') end++;
        var isMath = name is "ensuremath" or "operatorname" or "operatornamewithlimits" or "mathop" or "mathrm" or "mathbf" or "mathit"
            or "mathsf" or "boldsymbol" or "bm" or "pmb";
        if (isMath && TryBraced(end, to, out var from, out var close))
        {
            var behind = name == "ensuremath" ? close + 1 : ScriptsEnd(close + 1, to);
            if (name == "ensuremath") Mathematics(from, close, After(behind, to));
            else Mathematics(at, behind, After(behind, to));
            return behind;
        }
        if (!TryBraced(SkipOptional(end, to), to, out from, out close)) return SkipSpaces(end, to);
        if (name is "MakeUppercase" or "uppercase" or "MakeLowercase" or "lowercase")
        {
            var inner = Apart(from, close);
            result.Append(name is "MakeUppercase" or "uppercase" ? inner.ToUpperInvariant() : inner.ToLowerInvariant());
        }
        else
        {
            Text(from, close);
        }
        return close + 1;
    }

    /// <summary>Writes the last of several arguments; the others are no text.</summary>
    private int LastArgument(int count, int end, int to)
    {
        if (At(end, to) == '*') end++;
        for (; count > 1; count--)
        {
            end = SkipOptional(end, to);
            if (!TryBraced(end, to, out _, out var close)) return end;
            end = close + 1;
        }
        if (!TryBraced(SkipOptional(end, to), to, out var from, out var until)) return end;
        Text(from, until);
        return until + 1;
    }

    /// <summary>
    /// Writes the keys of a citation or reference in brackets, with the notes before and behind them, so that the sentence keeps its
    /// object.
    /// </summary>
    private int Reference(int end, int to)
    {
        if (At(end, to) == '*') end++;
        var before = end;
        var first = SkipOptional(end, to);
        end = SkipOptional(first, to);
        if (!TryBraced(end, to, out var from, out var close)) return before;
        var keys = Source[from..close].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (keys.Length == 0) return close + 1;
        if (Last is not (' ' or '(' or '[')) result.Append(' ');
        var named = keys.Select(key => new string([.. key.Where(c => c is not ('\\' or '{' or '}' or '$'))]));
        // Of two notes the first stands before the keys; one stands behind them.
        var (pre, post) = end > first ? (Note(before, first), Note(first, end)) : ("", Note(before, first));
        if (pre.Length > 0) pre += " ";
        if (post.Length > 0) post = ", " + post;
        result.Append('[').Append(pre).AppendJoin(", ", named).Append(post).Append(']');
        return close + 1;
    }

    /// <summary>The words of an optional argument; nothing where there is none.</summary>
    private string Note(int at, int end)
    {
        var open = SkipSpaces(at, end);
        return open + 1 < end && Enter() ? Leaving(Apart(open + 1, end - 1).Trim()) : Leaving("");

        string Leaving(string words)
        {
            if (open + 1 < end) Leave();
            return words;
        }
    }

    /// <summary>Writes the words of a link, and its address behind them unless they show it.</summary>
    private int Link(int end, int to)
    {
        if (!TryBraced(SkipOptional(end, to), to, out var from, out var close)) return end;
        var start = result.Length;
        Address(from, close, stopAtSpace: false);
        var address = result.ToString(start, result.Length - start);
        if (!TryBraced(close + 1, to, out from, out var until)) return close + 1;
        result.Length = start;
        var words = Apart(from, until);
        result.Append(words);
        if (address.EndsWith(words, StringComparison.Ordinal))
        {
            // The words are the address without https://.
            result.Length -= words.Length;
            result.Append(address);
        }
        else if (!words.Contains(address, StringComparison.Ordinal))
        {
            result.Append(" (").Append(address).Append(')');
        }
        return until + 1;
    }

    /// <summary>Writes a footnote in parentheses; names lose it.</summary>
    private int Footnote(int end, int to)
    {
        if (!TryBraced(SkipOptional(end, to), to, out var from, out var close)) return end;
        if (source == LatexSource.Name) return close + 1;
        var words = Apart(from, close).Trim();
        if (words.Length > 0)
        {
            if (Last != ' ') result.Append(' ');
            result.Append('(').Append(words).Append(')');
        }
        return close + 1;
    }

    /// <summary>Skips a macro definition: the name that it defines, its parameters and its body.</summary>
    public int Definition(int end, int to)
    {
        if (At(end, to) == '*') end++;
        var i = SkipSpaces(end, to);
        if (At(i, to) == '{') i = Close(i, to) is var close && close >= 0 ? close + 1 : i;
        else if (At(i, to) == '\\') i = NameEnd(Source, i, to);
        else return end;
        i = SkipOptional(SkipOptional(i, to), to);
        var parameters = i;
        while (At(parameters, to) is '#' or (>= '0' and <= '9')) parameters++;
        return TryBraced(parameters, to, out _, out var until) ? until + 1 : i;
    }
}
