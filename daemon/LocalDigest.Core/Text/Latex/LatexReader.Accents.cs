namespace LocalDigest.Text;

/// <content>Letters with accents.</content>
internal sealed partial class LatexReader
{
    /// <summary>
    /// Writes a letter with an accent. Returns <paramref name="end"/>, and writes nothing, where a command such as <c>\v</c> has no letter.
    /// </summary>
    private int Accent(string name, char mark, int end, int to)
    {
        var isNamed = char.IsAsciiLetter(name[0]);
        if (!isNamed && source == LatexSource.Prose && IsEscapedSign(name[0], end, to))
        {
            result.Append(name);
            return end;
        }
        var i = isNamed || source != LatexSource.Prose || IsTornOff(name[0], end, to) ? SkipSpaces(end, to) : end;
        string letters;
        int next;
        if (TryBraced(i, to, out var from, out var close) && from == i + 1)
        {
            letters = Apart(from, close).Trim(' ');
            next = close + 1;
        }
        else if (At(i, to) == '\\' && i + 1 < to)
        {
            next = NameEnd(Source, i, to);
            var inner = Source[(i + 1)..next];
            if (LatexSymbols.TextAccents.ContainsKey(inner) && !char.IsAsciiLetter(inner[0])) next = Math.Min(to, next + 1);
            else if (!LatexSymbols.Text.ContainsKey(inner)) return Bare(name, end, isNamed);
            letters = Apart(i, next);
            if (char.IsAsciiLetter(inner[0])) next = EndOfName(next, to);
        }
        else if (char.IsLetter(At(i, to)) && (!isNamed || i > end || !char.IsAsciiLetter(At(i, to))))
        {
            letters = Source[i].ToString();
            next = i + 1;
        }
        else
        {
            return Bare(name, end, isNamed);
        }
        if (letters.Length == 0)
        {
            if (isNamed) return next;
            result.Append(name == "~" ? "∼" : name);
            return next;
        }
        if (!char.IsLetter(letters, 0)) return Bare(name, end, isNamed);
        if (mark == '\u0361')
        {
            result.Append(letters.Length > 1 ? letters.Insert(1, "\u0361") : letters);
            return next;
        }
        var rest = 1;
        while (rest < letters.Length && UnicodeText.IsMark(letters[rest])) rest++;
        var letter = letters[..rest];
        if (mark < '\u0320')
        {
            // An accent above replaces the dot.
            if (letter[0] == 'ı') letter = "i" + letter[1..];
            if (letter[0] == 'ȷ') letter = "j" + letter[1..];
        }
        result.Append(UnicodeText.Compose(letter + mark)).Append(letters, rest, letters.Length - rest);
        return next;
    }

    /// <summary>
    /// Whether a blank tore an accent off its letter, as in <c>Schr{\" o}dinger</c> and <c>Poincar\' e</c>: inside a word, or in braces of
    /// its own. An apostrophe before a word of more letters may end a quotation or stand behind a plural.
    /// </summary>
    private bool IsTornOff(char sign, int end, int to)
    {
        if (sign is not ('"' or '\'' or '`' or '^') || At(end, to) != ' ' || !"aeiouyAEIOUY".Contains(At(end + 1, to))) return false;
        var isBraced = end >= 3 && Source[end - 3] == '{' && At(end + 2, to) is '}' or ' ';
        if (isBraced) return true;
        if (!(sign == '"' ? char.IsLetter(Last) : char.IsLower(Last))) return false;
        return sign != '\'' || (Last != 's' && !char.IsLetter(At(end + 2, to)));
    }

    /// <summary>Writes the sign of an accent that has no letter; commands with a name write nothing.</summary>
    private int Bare(string name, int end, bool isNamed)
    {
        if (isNamed) return end;
        result.Append(name == "~" ? "∼" : name);
        return end;
    }
}
