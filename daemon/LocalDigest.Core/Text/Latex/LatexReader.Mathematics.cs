namespace LocalDigest.Text;

/// <content>Mathematics: as plain text where that is exact, otherwise as LaTeX between dollars.</content>
internal sealed partial class LatexReader
{
    /// <summary>Writes a formula that was found in the text.</summary>
    private int Mathematics(Formula formula, int to)
    {
        Mathematics(formula.From, formula.To, After(formula.End, to));
        return formula.End;
    }

    /// <summary>Writes mathematics.</summary>
    /// <param name="from">Where its LaTeX begins.</param>
    /// <param name="to">Where its LaTeX ends.</param>
    /// <param name="after">What follows it in the text, or a space.</param>
    private void Mathematics(int from, int to, char after)
    {
        while (from < to && Source[from] == ' ') from++;
        while (to > from && Source[to - 1] == ' ') to--;
        // In names a superscript is the mark of a footnote.
        if (from == to || (source == LatexSource.Name && Source[from] == '^')) return;
        if (MathParser.Parse(this, from, to) is { } formula && MathPlainText.Write(formula, Last, after) is { } text) result.Append(text);
        else Keep(from, to);
    }

    /// <summary>Reads a formula in dollars, or dollars that are none.</summary>
    private int Dollar(int at, int to)
    {
        // $\textit{a map $f$}$ is text with formulas in it, and its dollars do not close one another.
        if (TextInDollars(at, to) is var end and > 0)
        {
            Text(at + 1, end - 1);
            return end;
        }
        if (formulas.At(at, to) is { } formula) return Mathematics(formula, to);
        var run = at;
        while (run < to && Source[run] == '$') run++;
        // $$ that opens nothing is empty mathematics, or means "expensive".
        var isDropped = run - at == 2 ? source != LatexSource.Prose : run - at == 1 && IsHalfOfFormula(at, to);
        if (!isDropped) result.Append('$', run - at);
        return run;
    }

    /// <summary>
    /// Whether a dollar without a partner is left of a formula: <c>f(x)$ is</c>, <c>$abc - acb</c>. Money has digits or capitals beside it:
    /// US$, $5m; and
    /// in $HOME it is a name.
    /// </summary>
    private bool IsHalfOfFormula(int at, int to)
    {
        var after = After(at + 1, to);
        if (after is ' ' or '.' or ',' or ';' or ':' or ')' or '-' && at > 0)
            return Last is ')' or ']' or '%' || char.IsAsciiLetterLower(Last) || UnicodeText.IsRaised(Last) || UnicodeText.IsLowered(Last);
        if (Last is not (' ' or '(') || !char.IsLetter(after)) return false;
        var end = at + 1;
        while (end < to && end - at < 5 && char.IsAsciiLetterLower(Source[end])) end++;
        return after > 127 || end - at > 3 || At(at + 2, to) == '(' || (At(at + 2, to) is '^' or '_' && At(at + 3, to) != '{');
    }

    /// <summary>The position behind dollars that hold one command for text, with dollars in its braces; 0 where they do not.</summary>
    private int TextInDollars(int at, int to)
    {
        if (At(at + 1, to) != '\\') return 0;
        var open = NameEnd(Source, at + 1, to);
        if (At(open, to) != '{' || Source[(at + 2)..open] is not (
            "text" or "textit" or "textbf" or "textrm" or "textsf" or "textsl" or "texttt" or "emph" or "mbox")) return 0;
        var close = Close(open, to);
        return close > 0 && At(close + 1, to) == '$' && Source.IndexOf('$', open, close - open) > 0 ? close + 2 : 0;
    }

    /// <summary>Reads <c>\begin</c> or <c>\end</c>: environments of mathematics become mathematics, of others the content stays.</summary>
    private int Environment(string command, int at, int end, int to)
    {
        if (formulas.At(at, to) is { } formula) return Mathematics(formula, to);
        if (!TryBraced(end, to, out _, out var close)) return end;
        result.Append(' ');
        return command == "begin" ? SkipOptional(close + 1, to) : close + 1;
    }

    /// <summary>
    /// Writes mathematics as LaTeX between single dollars, in the commands of amsmath. Unbalanced closing braces are left out.
    /// </summary>
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
            // Dollars of text inside the mathematics would end it, % would make the rest a comment.
            if (c == '$') result.Append((inside = !inside) ? "\\(" : "\\)");
            else if (c is '%' or '#') result.Append('\\').Append(c);
            else if (c != '}' || braces[i] >= from) result.Append(c);
            i++;
        }
        while (result[^1] == ' ' && result[^2] != '\\') result.Length--;
        if (result.Length == start + 1) result.Length = start;
        else result.Append('$');
    }

    /// <summary>Writes one command of mathematics that stays LaTeX. What only a document needs, such as labels, is left out.</summary>
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

    /// <summary>The command, as LaTeX or amsmath have it, that means the same; an unknown name in upright letters.</summary>
    private string Standard(string name)
    {
        if (name.Length == 0 || !char.IsAsciiLetter(name[0])) return "\\" + name;
        if (LatexSymbols.StandardNames.TryGetValue(name, out var standard)) return standard;
        if (ScriptShorthand(name) is { } script) return $"\\mathcal{{{script}}}";
        if (LatexSymbols.IsKnown(name)) return "\\" + name;
        ReportUnknown(name);
        return $"{{\\mathrm{{{name}}}}}";
    }

    /// <summary>The position behind all scripts that begin here; the same position where none does.</summary>
    private int ScriptsEnd(int at, int to)
    {
        while (at < to)
        {
            if (Source[at] == '\'')
            {
                // It is a prime only before a script; otherwise it is an apostrophe or a closing quotation mark.
                if (at + 1 >= to || Source[at + 1] is not ('^' or '_')) break;
                at++;
                continue;
            }
            if (Source[at] is not ('^' or '_') || at + 1 >= to) break;
            var next = at + 1;
            if (Source[next] == '{') next = Close(next, to) is var close && close >= 0 ? close + 1 : -1;
            else if (Source[next] == '\\') next = CommandEnd(next, to);
            else if (Source[next] is ' ' or '$' or '}') next = -1;
            else next += char.IsHighSurrogate(Source[next]) ? 2 : 1;
            if (next < 0 || next > to) break;
            at = next;
        }
        return at;
    }

    /// <summary>The position behind a command of mathematics and its arguments; scripts are not among them.</summary>
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

    /// <summary>
    /// Writes a superscript (<c>^</c>) or subscript (<c>_</c>) in Unicode, or as mathematics where Unicode lacks a character.
    /// </summary>
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

    /// <summary>Reads a tag of HTML: <c>sub</c> and <c>sup</c> become scripts, tags of blocks a space, others nothing.</summary>
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

    /// <summary>Whether a group is a fraction of plain TeX, <c>{a \over b}</c>. Nested groups are skipped.</summary>
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
                if (LatexSymbols.IsInfix(Source.AsSpan(i + 1, end - i - 1))) return true;
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
