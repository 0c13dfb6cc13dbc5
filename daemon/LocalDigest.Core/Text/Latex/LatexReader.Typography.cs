namespace LocalDigest.Text;

/// <content>Typography: ties, dashes and quotation marks; and web addresses, in which none of these has a meaning.</content>
internal sealed partial class LatexReader
{
    /// <summary>How far ahead the end of a quotation is looked for, in characters.</summary>
    private const int LongestQuotation = 300;

    private static readonly string[] AddressStarts = ["http://", "https://", "ftp://", "www.", "github.com/"];

    /// <summary>
    /// Decides whether a tilde is a tie, which is written as a space, or a tilde. Before a number it may mean "about", between numbers "up
    /// to". Only a text that has ties elsewhere has them before numbers.
    /// </summary>
    /// <param name="at">The position behind the tilde.</param>
    /// <param name="to">The end of the part that is read.</param>
    /// <param name="tied">Whether the text has ties elsewhere.</param>
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
            if (word > 0) return tied || IsLabel() || IsDesignation(further == after ? at : at + 1, to) ? ' ' : '~';
            var isFormula = before is ')' or ']' or '}' or '$' || UnicodeText.IsRaised(before) || UnicodeText.IsLowered(before);
            return isFormula && !tied ? '~' : ' ';
        }
        if (single && char.IsLetter(after) && !char.IsLetter(At(at + 1, to))) return tied ? ' ' : '~';
        return ' ';
    }

    /// <summary>
    /// Whether the last word and the number behind the tilde name an object of a catalogue: <c>FRB~20250231C</c>, <c>GRB~221009A</c>; not
    /// <c>SNR~10</c>.
    /// </summary>
    private bool IsDesignation(int number, int to)
    {
        var capitals = 0;
        while (capitals < result.Length && char.IsAsciiLetterUpper(result[result.Length - 1 - capitals])) capitals++;
        if (capitals < 2 || (capitals < result.Length && char.IsLetterOrDigit(result[result.Length - 1 - capitals]))) return false;
        var digits = 0;
        while (char.IsAsciiDigit(At(number + digits, to))) digits++;
        return digits >= 5 || (digits >= 3 && char.IsAsciiLetterUpper(At(number + digits, to))
            && !char.IsLetter(At(number + digits + 1, to)));
    }

    /// <summary>Whether the last word is a label such as "Fig." or "Table", which a tie joins to its number.</summary>
    private bool IsLabel()
    {
        var start = result.Length;
        while (start > 0 && result.Length - start < 12 && char.IsLetter(result[start - 1])) start--;
        return LatexSymbols.Labels.Contains(result.ToString(start, result.Length - start));
    }

    /// <summary>Whether a tilde in the text stands between words or behind a full stop, where it can only be a tie.</summary>
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

    /// <summary>Writes two hyphens as an en dash and three as an em dash, unless they are part of an arrow or of HTML's comments.</summary>
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

    /// <summary>Writes a quotation mark, a prime or an apostrophe.</summary>
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
            var mayOpen = opens && char.IsLetter(At(at + 2, to));
            if (mayOpen && Source.IndexOf("''", at + 2, Math.Min(LongestQuotation, Source.Length - at - 2), StringComparison.Ordinal) > 0)
            {
                openQuotes++;
                result.Append('“');
                return at + 2;
            }
            // A double prime follows a single letter, a closing quotation mark a word. It also closes what " opened.
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

    /// <summary>
    /// The position of the ' that closes a quotation opened by a single `: one that ends a word. -1 where there is none, or where another `
    /// comes first, as around code.
    /// </summary>
    private int ClosingQuote(int at, int to)
    {
        var limit = Math.Min(to, at + LongestQuotation);
        for (var i = at; i < limit; i++)
        {
            if (Source[i] == '`') return -1;
            if (Source[i] == '\\')
            {
                i++;
            }
            else if (Source[i] == '\'' && Source[i - 1] != ' ')
            {
                var next = After(i + 1, to);
                if (next != '\'' && !char.IsLetterOrDigit(next)) return i;
            }
        }
        return -1;
    }

    /// <summary>
    /// Whether \" in this text is an escaped quotation mark rather than an accent: one of them stands where a quotation begins, and a later
    /// one where
    /// it ends. <c>G\" odel</c> alone is a torn accent.
    /// </summary>
    private static bool HasEscapedQuotes(string text)
    {
        var begins = false;
        for (var at = text.IndexOf("\\\"", StringComparison.Ordinal); at >= 0; at = text.IndexOf("\\\"", at + 2, StringComparison.Ordinal))
        {
            begins |= (at == 0 || text[at - 1] is ' ' or '(' or '[' or '-') && at + 2 < text.Length && char.IsLetterOrDigit(text[at + 2]);
            if (!begins || at == 0 || !(char.IsLetterOrDigit(text[at - 1]) || text[at - 1] is '.' or ',' or '?' or '!')) continue;
            if (at + 2 == text.Length || text[at + 2] is ' ' or '.' or ',' or ';' or ':' or ')' or '?' or '!') return true;
        }
        return false;
    }

    /// <summary>Whether \' or \" is an escaped apostrophe of English or an escaped quotation mark, and no accent.</summary>
    private bool IsEscapedSign(char sign, int end, int to)
    {
        if (sign == '"') return escapesQuotes && (!char.IsLetter(Last) || !char.IsLetter(At(end, to)));
        if (sign != '\'' || !char.IsLetter(Last)) return false;
        var letters = end;
        while (letters < to && letters - end < 3 && char.IsAsciiLetter(Source[letters])) letters++;
        return Source.AsSpan(end, letters - end) is "s" or "t" or "re" or "ve" or "ll" or "d" or "m";
    }

    /// <summary>Whether a web address begins here.</summary>
    private bool IsAddress(int at, int to)
    {
        var rest = Source.AsSpan(at, to - at);
        foreach (var start in AddressStarts)
            if (rest.StartsWith(start, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    /// <summary>The length of the LaTeX that authors write for a tilde in an address; 0 where there is none.</summary>
    private static int TildeLength(ReadOnlySpan<char> text)
    {
        if (text[0] is not ('$' or '\\')) return 0;
        foreach (var tilde in (ReadOnlySpan<string>)["$\\sim$", "\\~{}", "\\sim "])
            if (text.StartsWith(tilde)) return tilde.Length;
        return 0;
    }

    /// <summary>Writes a web address. Its only LaTeX is what escapes special characters.</summary>
    private int Address(int at, int to, bool stopAtSpace)
    {
        while (at < to)
        {
            var c = Source[at];
            var rest = Source.AsSpan(at, to - at);
            var isEnd = c is ' ' or '"' or '<' or '>' or '`' or '“' or '”' or '}' or '{' || rest.StartsWith("''") || rest.StartsWith("---");
            if (stopAtSpace && isEnd) break;
            if (TildeLength(rest) is > 0 and var length)
            {
                result.Append('~');
                at += length;
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
}
