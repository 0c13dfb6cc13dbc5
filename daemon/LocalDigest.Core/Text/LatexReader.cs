using System.Text;

namespace LocalDigest.Text;

/// <summary>How a text was written.</summary>
internal enum LatexSource
{
    /// <summary>A title or abstract as people type it: LaTeX here and there. Braces without a sign of LaTeX are braces.</summary>
    Prose,

    /// <summary>A value of a BibTeX file: every brace that is not escaped groups.</summary>
    BibTeX,

    /// <summary>A person's name: braces group, a tie is a space, footnote marks are not part of it.</summary>
    Name,
}

/// <summary>One pass over one text. Every character is looked at a bounded number of times, whatever the text.</summary>
internal sealed partial class LatexReader
{
    /// <summary>How deep groups may be nested; what is deeper stays as it is.</summary>
    public const int MaxDepth = 40;

    private readonly LatexSource source;
    private readonly int[] braces;
    private readonly bool hasTies;
    private readonly bool escapesQuotes;
    private readonly MarkupTags tags;
    private readonly FormulaFinder formulas;
    private readonly List<string> unknown;
    private StringBuilder result = new();
    private int depth;
    private int openQuotes;
    private int closingQuote = -1;
    private bool plainQuoteOpen;

    private LatexReader(string text, LatexSource source, List<string> unknown)
    {
        Source = text;
        this.source = source;
        this.unknown = unknown;
        braces = MatchBraces(text);
        tags = new MarkupTags(text);
        formulas = new FormulaFinder(text);
        hasTies = source != LatexSource.Prose || HasTies(text);
        escapesQuotes = HasEscapedQuotes(text);
    }

    /// <summary>A reader of one formula, for <see cref="MathParser"/>.</summary>
    public static LatexReader OfFormula(string latex) => new(Divide(UnicodeText.Tidy(latex)), LatexSource.Prose, []);

    /// <summary>The text without LaTeX; <paramref name="unknown"/> takes the names of macros that were not understood, each once.</summary>
    public static string Read(string text, LatexSource source, List<string> unknown)
    {
        var reader = new LatexReader(Divide(text), source, unknown);
        reader.Text(0, reader.Source.Length);
        return reader.result.ToString();
    }

    public string Source { get; }

    /// <summary>The last character written, or a space.</summary>
    public char Last => result.Length > 0 ? result[^1] : ' ';

    /// <summary>The text of a part of mathematics that is words; mathematics in it that stays LaTeX stands between dollars.</summary>
    public string Words(int from, int to) => Apart(from, to);

    /// <summary>Goes one level deeper; false where that is too deep. To be followed by <see cref="Leave"/> in either case.</summary>
    public bool Enter() => ++depth <= MaxDepth;

    public void Leave() => depth--;

    public void ReportUnknown(string name)
    {
        if (!unknown.Contains(name) && unknown.Count < 100) unknown.Add(name);
    }

    /// <summary>The brace that closes the one at <paramref name="open"/> before <paramref name="to"/>; -1 where none does.</summary>
    public int Close(int open, int to) => braces[open] is var close && close > open && close < to ? close : -1;

    /// <summary>The position behind a command's name: a run of letters, or one other character.</summary>
    public static int NameEnd(string s, int backslash, int to)
    {
        var i = backslash + 1;
        if (i >= to) return i;
        if (!char.IsAsciiLetter(s[i])) return char.IsHighSurrogate(s[i]) && i + 1 < to ? i + 2 : i + 1;
        while (i < to && char.IsAsciiLetter(s[i])) i++;
        return i;
    }

    /// <summary>The position behind the next argument, and behind the optional arguments before it.</summary>
    public int SkipArgument(int at, int to)
    {
        at = SkipOptional(at, to);
        var i = SkipSpaces(at, to);
        if (i >= to) return at;
        if (Source[i] == '{') return Close(i, to) is var close && close >= 0 ? close + 1 : i + 1;
        if (Source[i] == '\\') return NameEnd(Source, i, to);
        return Source[i] is '}' or '$' ? at : i + 1;
    }

    /// <summary>The letter of <c>\cX</c>, which mathematicians define as the script letter X; null for every other name.</summary>
    public static char? ScriptShorthand(string name) => name.Length == 2 && name[0] == 'c' && char.IsAsciiLetterUpper(name[1]) ? name[1] : null;

    private string Apart(int from, int to)
    {
        var outer = result;
        result = new StringBuilder();
        Text(from, to);
        var inner = result.ToString();
        result = outer;
        return inner;
    }

    private void Text(int from, int to)
    {
        var i = from;
        if (!Enter())
        {
            result.Append(Source, from, to - from);
            i = to;
        }
        while (i < to)
        {
            var c = Source[i];
            switch (c)
            {
                case '\\':
                    i = Command(i, to);
                    break;
                case '$':
                    i = Dollar(i, to);
                    break;
                case '{':
                    i = Group(i, to);
                    break;
                case '}':
                    if (source == LatexSource.Prose) result.Append(c);
                    i++;
                    break;
                case '~':
                    result.Append(Tie(++i, to, hasTies));
                    break;
                case '-':
                    i = Dashes(i, to);
                    break;
                case '`' or '\'' or '"':
                    i = Quote(i, to);
                    break;
                case '^' or '_':
                    i = Script(i, to);
                    break;
                case '<' when tags.At(i) is { } tag:
                    i = Tag(tag, to);
                    break;
                case 'h' or 'f' or 'w' or 'g' when !char.IsLetterOrDigit(Last) && IsAddress(i, to):
                    i = Address(i, to, stopAtSpace: true);
                    break;
                default:
                    result.Append(c);
                    i++;
                    break;
            }
        }
        Leave();
    }

    private char After(int at, int to) => at < to ? Source[at] : to < Source.Length ? Source[to] : ' ';

    private int SkipSpaces(int at, int to)
    {
        while (at < to && Source[at] == ' ') at++;
        return at;
    }

    private int SkipOptional(int at, int to)
    {
        var i = SkipSpaces(at, to);
        if (i >= to || Source[i] != '[') return at;
        var close = Source.IndexOf(']', i, Math.Min(to - i, 200));
        return close < 0 ? at : close + 1;
    }

    /// <summary>The content of the next argument in braces; false where there is none.</summary>
    private bool TryBraced(int at, int to, out int from, out int close)
    {
        from = SkipSpaces(at, to);
        close = from < to && Source[from] == '{' ? Close(from, to) : -1;
        from++;
        return close >= 0;
    }

    private int Group(int open, int to)
    {
        var close = Close(open, to);
        if (close < 0)
        {
            if (source == LatexSource.Prose && (open + 1 >= to || Source[open + 1] != '\\')) result.Append('{');
            return open + 1;
        }
        if (HoldsInfix(open, close))
        {
            Mathematics(open, close + 1, After(close + 1, to));
            return close + 1;
        }
        if (IsGroup(open, close))
        {
            Text(open + 1, close);
            return close + 1;
        }
        result.Append('{');
        Text(open + 1, close);
        result.Append('}');
        return close + 1;
    }

    /// <summary>Whether braces group. In prose they do where they hold a command, nothing, or the letters that a bibliography protects inside a word.</summary>
    private bool IsGroup(int open, int close)
    {
        if (source != LatexSource.Prose || open + 1 == close) return true;
        var first = Source[open + 1];
        if (first is '\\' or '$') return true;
        if (close == open + 2 && !char.IsLetterOrDigit(first)) return first is ',' or '.' or '-' or '/' or ':' or '~' or '"' or '\'';
        var insideWord = IsOfWord(Last) || (close + 1 < Source.Length && IsOfWord(Source[close + 1]));
        if (!insideWord || close - open > 21) return false;
        for (var i = open + 1; i < close; i++)
            if (!char.IsLetter(Source[i])) return false;
        return true;
    }

    /// <summary>Whether braces beside the character would be taken for those of a group inside a word.</summary>
    public static bool IsOfWord(char c) => char.IsLetter(c) && !UnicodeText.IsRaised(c) && !UnicodeText.IsLowered(c);

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
        if (name is "begin" or "end" && TryBraced(end, to, out var from, out var close) && LatexSymbols.MathEnvironments.TryGetValue(Source[from..close], out var environment))
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

    private int Dollar(int at, int to)
    {
        if (formulas.At(at, to) is { } formula) return Mathematics(formula, to);
        var run = at;
        while (run < to && Source[run] == '$') run++;
        // $$ before nothing: empty mathematics, or the sign for expensive.
        if (run - at != 2 || source == LatexSource.Prose) result.Append('$', run - at);
        return run;
    }

    /// <summary>Scripts outside of mathematics: with braces or a command as TeX has them, otherwise only behind what they can belong to.</summary>
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
            if (digits > i) return after is '.' && digits + 1 < to && char.IsAsciiDigit(Source[digits + 1]) ? null : (UnicodeText.Superscript(Source[(at + 1)..digits])!, digits);
            if (i > at + 1) return !char.IsLetterOrDigit(after) && after is not ('(' or '\\' or '$' or '{') ? (UnicodeText.Superscript(Source[(at + 1)..i])!, i) : null;
            if (i >= to) return null;
            var behind = After(i + 1, to);
            if (char.IsLetterOrDigit(behind) || behind is '_' or '^' or '(' or '\\' or '{') return null;
            if (Source[i] == '*') return alone && char.IsLetter(letter) ? ("*", i + 1) : null;
            return char.IsAsciiLetter(Source[i]) && UnicodeText.Superscript(Source[i].ToString()) is { } raised ? (raised, i + 1) : null;
        }
        if (!alone || !char.IsAsciiLetter(letter)) return null;
        if (digits > i) return digits - i <= 3 && !char.IsAsciiLetterLower(after) && after is not ('_' or '.' or '/' or '\\') ? (UnicodeText.Subscript(Source[i..digits])!, digits) : null;
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

    /// <summary>A tie is a space; a tilde before a number means about, and between numbers up to. Only a text that has ties elsewhere has them before numbers.</summary>
    /// <param name="at">The position behind it.</param>
    /// <param name="to">Where the text ends.</param>
    /// <param name="tied">Whether the text has ties.</param>
    private char Tie(int at, int to, bool tied)
    {
        var before = Last;
        var after = At(at, to);
        var further = after == ' ' ? At(at + 1, to) : after;
        if (before is ' ' or '(' or '[' or '<' or '“' or '‘' or '/' or '=')
        {
            if (char.IsAsciiDigit(further) || further is '$' || (further == '.' && char.IsAsciiDigit(At(at + 1, to)))) return '~';
            if (after == ' ' && char.IsLetterOrDigit(further) && before == ' ') return source == LatexSource.Prose ? '~' : ' ';
            return tied || !char.IsLetter(after) ? ' ' : '~';
        }
        var word = 0;
        while (word < 3 && word < result.Length && IsOfWord(result[result.Length - 1 - word])) word++;
        var single = word == 1 && before is not ('a' or 'A' or 'I');
        if (char.IsAsciiDigit(further) || (after == '.' && char.IsAsciiDigit(At(at + 1, to))))
        {
            if (source == LatexSource.Name) return ' ';
            if (char.IsAsciiDigit(before) || before == '%') return '~';
            if (single) return source == LatexSource.Prose ? '~' : ' ';
            if (word > 0) return tied || IsLabel() ? ' ' : '~';
            return !tied && (before is ')' or ']' or '}' or '$' || UnicodeText.IsRaised(before) || UnicodeText.IsLowered(before)) ? '~' : ' ';
        }
        if (single && char.IsLetter(after) && !char.IsLetter(At(at + 1, to))) return tied ? ' ' : '~';
        return ' ';
    }

    private char At(int at, int to) => at >= 0 && at < to ? Source[at] : ' ';

    /// <summary>Whether the last word is one that is followed by a number of its kind, so that a tie before the number is no tilde.</summary>
    private bool IsLabel()
    {
        var start = result.Length;
        while (start > 0 && result.Length - start < 12 && char.IsLetter(result[start - 1])) start--;
        return LatexSymbols.Labels.Contains(result.ToString(start, result.Length - start));
    }

    private static bool HasTies(string text)
    {
        for (var at = text.IndexOf('~'); at >= 0 && at + 1 < text.Length; at = text.IndexOf('~', at + 1))
        {
            if (at == 0) continue;
            var before = text[at - 1];
            var after = text[at + 1];
            if (before == '\\') continue;
            var word = char.IsLetter(before) && at > 1 && char.IsLetter(text[at - 2]);
            if ((word || before is '.' or ',' or ':' or ';' or ')') && (char.IsLetter(after) || after is '(' or '\\' or '$')) return true;
            if (char.IsAsciiDigit(before) && char.IsLetter(after)) return true;
        }
        return false;
    }

    private int Dashes(int at, int to)
    {
        var end = at;
        while (end < to && Source[end] == '-') end++;
        var count = end - at;
        var isArrow = After(end, to) == '>' || Last is '<' or '!';
        if (count == 2 && !isArrow) result.Append('–');
        else if (count == 3 && !isArrow) result.Append('—');
        else result.Append('-', count);
        return end;
    }

    private int Quote(int at, int to)
    {
        var c = Source[at];
        var doubled = At(at + 1, to) == c;
        var opens = !char.IsLetterOrDigit(Last) && Last is not (')' or ']' or '.' or ',' or ';' or '!' or '?' or '%' or '$' or '”');
        if (c == '`' && doubled)
        {
            if (At(at + 2, to) == '`')
            {
                // ``` is a code fence, or a single quotation inside a double one.
                result.Append("```");
                return at + 3;
            }
            openQuotes++;
            result.Append('“');
            return at + 2;
        }
        if (c == '\'' && doubled)
        {
            if (openQuotes > 0)
            {
                openQuotes--;
                result.Append('”');
                return at + 2;
            }
            if (opens && char.IsLetter(At(at + 2, to)) && Source.IndexOf("''", at + 2, Math.Min(300, Source.Length - at - 2), StringComparison.Ordinal) > 0)
            {
                openQuotes++;
                result.Append('“');
                return at + 2;
            }
            // A double prime follows a letter, a closing quotation a word; one that " opened it closes as well.
            if (plainQuoteOpen) result.Append('"');
            else result.Append(IsOfWord(Last) && result.Length > 1 && IsOfWord(result[^2]) && !IsOfWord(At(at + 2, to)) ? "”" : "''");
            plainQuoteOpen = false;
            return at + 2;
        }
        if (c == '"') plainQuoteOpen = !plainQuoteOpen && openQuotes == 0;
        if (c == '"' && openQuotes > 0 && !opens)
        {
            openQuotes--;
            result.Append('”');
            return at + 1;
        }
        if (c == '`' && opens && char.IsLetterOrDigit(At(at + 1, to)) && ClosingQuote(at + 1, to) is var close && close > 0)
        {
            closingQuote = close;
            result.Append('‘');
            return at + 1;
        }
        result.Append(c == '\'' && at == closingQuote ? '’' : c);
        return at + 1;
    }

    /// <summary>Where a quotation that a single ` opened ends: at a ' behind which no word goes on. None where another ` comes first, as around code.</summary>
    private int ClosingQuote(int at, int to)
    {
        var limit = Math.Min(to, at + 300);
        for (var i = at; i < limit; i++)
        {
            if (Source[i] == '`') return -1;
            if (Source[i] == '\\') i++;
            else if (Source[i] == '\'' && Source[i - 1] != ' ' && !char.IsLetterOrDigit(After(i + 1, to)) && After(i + 1, to) != '\'') return i;
        }
        return -1;
    }

    private bool IsAddress(int at, int to)
    {
        var rest = Source.AsSpan(at, to - at);
        return rest.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("ftp://", StringComparison.OrdinalIgnoreCase)
            || rest.StartsWith("www.", StringComparison.OrdinalIgnoreCase) || rest.StartsWith("github.com/", StringComparison.Ordinal);
    }

    /// <summary>Writes a web address: nothing in it is LaTeX but what escapes the characters that LaTeX does not let through.</summary>
    private int Address(int at, int to, bool stopAtSpace)
    {
        while (at < to)
        {
            var c = Source[at];
            if (stopAtSpace && (c is ' ' or '"' or '<' or '>' or '`' or '“' or '”' or '}' or '{' || Source.AsSpan(at, to - at).StartsWith("''") || Source.AsSpan(at, to - at).StartsWith("---"))) break;
            if (Source.AsSpan(at, to - at).StartsWith("$\\sim$") || Source.AsSpan(at, to - at).StartsWith("\\~{}") || Source.AsSpan(at, to - at).StartsWith("\\sim "))
            {
                result.Append('~');
                at += Source[at] == '$' ? 6 : c == '\\' && Source[at + 1] == '~' ? 4 : 5;
            }
            else if (c == '\\' && at + 1 < to && !char.IsAsciiLetterOrDigit(Source[at + 1]))
            {
                if (Source[at + 1] is not ('/' or '-' or ' ' or '\\' or '@')) result.Append(Source[at + 1]);
                at += 2;
            }
            else if (stopAtSpace && c is '\\' or '$')
            {
                break;
            }
            else
            {
                if (c is not ('{' or '}' or ' ')) result.Append(c);
                at++;
            }
        }
        return at;
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

    /// <summary>Writes raised or lowered text; as mathematics where Unicode has not all of its characters.</summary>
    private void Scripted(char mark, string text)
    {
        text = text.Trim(' ');
        if (text.Length == 0) return;
        var mapped = mark == '^' ? UnicodeText.Superscript(text) : UnicodeText.Subscript(text);
        if (mapped is null && mark == '^' && text is "*" or "†" or "‡" or "∗" or "°" or "′" or "®" or "™" or "o" or "∘") mapped = text is "∘" ? "°" : text;
        if (mapped is not null) result.Append(mapped);
        else if (text.ContainsAny(['$', '\\', '{', '}'])) result.Append(text);
        else result.Append($"${mark}{{\\text{{{text}}}}}$");
    }

    private static int[] MatchBraces(string text)
    {
        var match = new int[text.Length];
        Array.Fill(match, -1);
        var open = new Stack<int>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '{')
            {
                open.Push(i);
            }
            else if (text[i] == '}' && open.TryPop(out var start))
            {
                match[start] = i;
                match[i] = start;
            }
        }
        return match;
    }

    /// <summary>Puts the space back where braces were lost and a command ran into its argument, as in <c>\sqrtT</c> and <c>\mathbbR</c>.</summary>
    private static string Divide(string text)
    {
        StringBuilder? divided = null;
        var copied = 0;
        for (var at = text.IndexOf('\\', StringComparison.Ordinal); at >= 0 && at + 1 < text.Length; at = text.IndexOf('\\', at))
        {
            var end = NameEnd(text, at, text.Length);
            if (end - at > 4 && HeadEnd(text[(at + 1)..end]) is var head && head > 0)
            {
                divided ??= new StringBuilder(text.Length + 16);
                divided.Append(text, copied, at + 1 + head - copied).Append(' ');
                copied = at + 1 + head;
            }
            at = end;
            if (at >= text.Length) break;
        }
        return divided is null ? text : divided.Append(text, copied, text.Length - copied).ToString();
    }

    private static int HeadEnd(string name)
    {
        if (LatexSymbols.IsKnown(name)) return 0;
        if (LatexSymbols.Heads.Contains(name[..^1])) return name.Length - 1;
        foreach (var style in (ReadOnlySpan<string>)["emph", "textit", "textbf", "texttt", "textsc"])
            if (name.Length > style.Length && name.StartsWith(style, StringComparison.Ordinal)) return style.Length;
        return 0;
    }

    /// <summary>Whether \" is a quotation mark that some program escaped, and no accent: one of them closes.</summary>
    private static bool HasEscapedQuotes(string text)
    {
        for (var at = text.IndexOf("\\\"", StringComparison.Ordinal); at >= 0; at = text.IndexOf("\\\"", at + 2, StringComparison.Ordinal))
        {
            if (at == 0 || !(char.IsLetterOrDigit(text[at - 1]) || text[at - 1] is '.' or ',' or '?' or '!')) continue;
            if (at + 2 == text.Length || text[at + 2] is ' ' or '.' or ',' or ';' or ':' or ')' or '?' or '!') return true;
        }
        return false;
    }
}
