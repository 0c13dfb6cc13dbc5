namespace LocalDigest.Text;

/// <content>Mathematics: where it is, what of it becomes plain text, and how the rest stays LaTeX.</content>
internal sealed partial class LatexReader
{
    private int Mathematics(Formula formula, int to)
    {
        Mathematics(formula.From, formula.To, After(formula.End, to));
        return formula.End;
    }

    /// <summary>Writes mathematics as plain text, or keeps it between dollars.</summary>
    private void Mathematics(int from, int to, char after)
    {
        while (from < to && Source[from] == ' ') from++;
        while (to > from && Source[to - 1] == ' ') to--;
        // A mark above a name leads to a footnote.
        if (from == to || (source == LatexSource.Name && Source[from] == '^')) return;
        if (MathParser.Parse(this, from, to) is { } formula && MathPlainText.Write(formula, Last, after) is { } text) result.Append(text);
        else Keep(from, to);
    }

    private int Dollar(int at, int to)
    {
        if (formulas.At(at, to) is { } formula) return Mathematics(formula, to);
        var run = at;
        while (run < to && Source[run] == '$') run++;
        // $$ before nothing: empty mathematics, or the sign for expensive.
        if (run - at != 2 || source == LatexSource.Prose) result.Append('$', run - at);
        return run;
    }

    /// <summary>Environments of mathematics become mathematics, all others their content.</summary>
    private int Environment(string command, int at, int end, int to)
    {
        if (formulas.At(at, to) is { } formula) return Mathematics(formula, to);
        if (!TryBraced(end, to, out _, out var close)) return end;
        result.Append(' ');
        return command == "begin" ? SkipOptional(close + 1, to) : close + 1;
    }

    /// <summary>Keeps mathematics between dollars, as a renderer of LaTeX takes it.</summary>
    private void Keep(int from, int to)
    {
        var start = result.Length;
        var inside = false;
        result.Append('$');
        for (var i = from; i < to;)
        {
            var c = Source[i];
            if (c == '\\')
            {
                i = KeepCommand(i, to);
                continue;
            }
            // Dollars in here belong to text inside of the mathematics, and would end it; % would hide the rest.
            if (c == '$') result.Append((inside = !inside) ? "\\(" : "\\)");
            else if (c is '%' or '#') result.Append('\\').Append(c);
            else if (c != '}' || braces[i] >= from) result.Append(c);
            i++;
        }
        while (result[^1] == ' ' && result[^2] != '\\') result.Length--;
        if (result.Length == start + 1) result.Length = start;
        else result.Append('$');
    }

    private int KeepCommand(int at, int to)
    {
        var end = NameEnd(Source, at, to);
        var name = Source[(at + 1)..end];
        if (LatexSymbols.Definitions.Contains(name)) return Definition(end, to);
        if (name is "label" or "tag" or "vspace" or "hspace") return SkipArgument(end, to);
        if (name is "begin" or "end" && TryBraced(end, to, out var from, out var close)
            && LatexSymbols.MathEnvironments.TryGetValue(Source[from..close], out var environment))
        {
            if (environment.Length > 0) result.Append($"\\{name}{{{environment}}}");
            return close + 1;
        }
        result.Append(Standard(name));
        return end;
    }

    /// <summary>The command as LaTeX with amsmath has it, so that whoever shows the mathematics knows it.</summary>
    private string Standard(string name)
    {
        if (name.Length == 0 || !char.IsAsciiLetter(name[0])) return "\\" + name;
        if (LatexSymbols.StandardNames.TryGetValue(name, out var standard)) return standard;
        if (ScriptShorthand(name) is { } script) return $"\\mathcal{{{script}}}";
        if (LatexSymbols.IsKnown(name)) return "\\" + name;
        ReportUnknown(name);
        return $"{{\\mathrm{{{name}}}}}";
    }

    /// <summary>
    /// Scripts outside of mathematics: with braces or a command as TeX has them, otherwise only behind what they can belong to.
    /// </summary>
    private int Script(int at, int to)
    {
        var next = at + 1 < to ? Source[at + 1] : ' ';
        if ((next == '{' && Close(at + 1, to) >= 0) || (next == '\\' && at + 2 < to && char.IsAsciiLetter(Source[at + 2])))
        {
            var end = ScriptsEnd(at, to);
            Mathematics(at, end, After(end, to));
            return end;
        }
        if (PlainScript(at, to) is { } plain)
        {
            result.Append(plain.Text);
            return plain.End;
        }
        result.Append(Source[at]);
        return at + 1;
    }

    /// <summary>x^2, 10^-5, cm^-3, S^n, C^*, H_2O, x_i: what people type for raised and lowered characters without any LaTeX.</summary>
    private (string Text, int End)? PlainScript(int at, int to)
    {
        var letter = Last;
        var earlier = result.Length > 1 ? result[^2] : ' ';
        var alone = !char.IsLetterOrDigit(earlier) && earlier is not ('_' or '\\' or '/' or '.' or '@');
        if (!(char.IsLetterOrDigit(letter) || letter is ')' or ']')) return null;
        var up = Source[at] == '^';
        var i = at + 1;
        if (up && i < to && Source[i] is '+' or '-') i++;
        var digits = i;
        while (digits < to && char.IsAsciiDigit(Source[digits])) digits++;
        var after = After(digits, to);
        if (up)
        {
            var isDecimal = after is '.' && digits + 1 < to && char.IsAsciiDigit(Source[digits + 1]);
            if (digits > i) return isDecimal ? null : (UnicodeText.Superscript(Source[(at + 1)..digits])!, digits);
            var isBeforeOperand = char.IsLetterOrDigit(after) || after is '(' or '\\' or '$' or '{';
            if (i > at + 1) return isBeforeOperand ? null : (UnicodeText.Superscript(Source[(at + 1)..i])!, i);
            if (i >= to) return null;
            var behind = After(i + 1, to);
            if (char.IsLetterOrDigit(behind) || behind is '_' or '^' or '(' or '\\' or '{') return null;
            if (Source[i] == '*') return alone && char.IsLetter(letter) ? ("*", i + 1) : null;
            return char.IsAsciiLetter(Source[i]) && UnicodeText.Superscript(Source[i].ToString()) is { } raised ? (raised, i + 1) : null;
        }
        if (!alone || !char.IsAsciiLetter(letter)) return null;
        if (digits > i)
        {
            var isOfWord = digits - i > 3 || char.IsAsciiLetterLower(after) || after is '_' or '.' or '/' or '\\';
            return isOfWord ? null : (UnicodeText.Subscript(Source[i..digits])!, digits);
        }
        if (i >= to || !char.IsAsciiLetterLower(Source[i]) || UnicodeText.Subscript(Source[i].ToString()) is not { } lowered) return null;
        var follower = After(i + 1, to);
        return char.IsLetterOrDigit(follower) || follower is '_' or '{' or '\\' or '.' or '/' ? null : (lowered, i + 1);
    }

    /// <summary>The position behind all scripts that begin at <paramref name="at"/>.</summary>
    private int ScriptsEnd(int at, int to)
    {
        while (at < to)
        {
            if (Source[at] == '\'')
            {
                // A prime only between scripts; otherwise the mark is an apostrophe or a closing quote.
                if (at + 1 >= to || Source[at + 1] is not ('^' or '_')) break;
                at++;
                continue;
            }
            if (Source[at] is not ('^' or '_') || at + 1 >= to) break;
            var next = at + 1;
            if (Source[next] == '{') next = Close(next, to) is var close && close >= 0 ? close + 1 : -1;
            else if (Source[next] == '\\') next = CommandEnd(next, to);
            else if (Source[next] is ' ' or '$' or '}') next = -1;
            else next++;
            if (next < 0) break;
            at = next;
        }
        return at;
    }

    /// <summary>The position behind a command of mathematics and its arguments, without scripts.</summary>
    private int CommandEnd(int at, int to)
    {
        var end = NameEnd(Source, at, to);
        var name = Source[(at + 1)..end];
        var count = LatexSymbols.Arguments(name);
        if (count > 0) end = SkipOptional(end, to);
        if (name == "sqrt" && At(end, to) == '(') return end;
        for (; count > 0; count--)
        {
            var next = SkipSpaces(end, to);
            end = At(next, to) == '\\' && Enter() ? CommandEnd(next, to) : SkipArgument(end, to);
            if (At(next, to) == '\\') Leave();
        }
        return end;
    }

    /// <summary>Writes raised or lowered text; as mathematics where Unicode has not all of its characters.</summary>
    private void Scripted(char mark, string text)
    {
        text = text.Trim(' ');
        if (text.Length == 0) return;
        var mapped = mark == '^' ? UnicodeText.Superscript(text) : UnicodeText.Subscript(text);
        var isReadAsRaised = mark == '^' && text is "*" or "†" or "‡" or "∗" or "°" or "′" or "®" or "™" or "o" or "∘";
        if (mapped is null && isReadAsRaised) mapped = text is "∘" ? "°" : text;
        if (mapped is not null) result.Append(mapped);
        else if (text.ContainsAny(['$', '\\', '{', '}'])) result.Append(text);
        else result.Append($"${mark}{{\\text{{{text}}}}}$");
    }

    private int Tag(MarkupTags.Tag tag, int to)
    {
        if (tag.Close > tag.End && tag.Close <= to)
        {
            var inner = Apart(tag.End, tag.Close);
            Scripted(tag.Name == "sup" ? '^' : '_', inner);
            return tags.At(tag.Close) is { } closing ? closing.End : tag.Close;
        }
        if (tag.IsBlock) result.Append(' ');
        return Math.Min(tag.End, to);
    }

    /// <summary>Plain TeX's fractions, as in <c>{a \over b}</c>.</summary>
    private bool HoldsInfix(int open, int close)
    {
        for (var i = open + 1; i < close; i++)
        {
            if (Source[i] == '{' && braces[i] > i)
            {
                i = braces[i];
            }
            else if (Source[i] == '\\')
            {
                var end = NameEnd(Source, i, close);
                if (Source.AsSpan(i + 1, end - i - 1) is "over" or "choose" or "atop") return true;
                i = end - 1;
            }
            else if (Source[i] == '$')
            {
                return false;
            }
        }
        return false;
    }
}
