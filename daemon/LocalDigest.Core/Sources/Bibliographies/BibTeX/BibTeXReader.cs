using System.Text;
using LocalDigest.Text;

namespace LocalDigest.Sources;

/// <summary>
/// Reads the entries of a BibTeX or biblatex file, one at a time: the syntax alone, values as TeX. Besides what BibTeX takes it takes what programs write:
/// missing commas and equals signs, keys left out or with blanks and commas in them, quotation marks within quotation marks, a brace too many, files
/// that end too early. What it leaves out it names, and goes on behind it.
/// </summary>
internal sealed class BibTeXReader(TextReader reader)
{
    /// <summary>An entry with its fields, names in lower case; or the reason why it could not be read.</summary>
    /// <param name="Line">Where it begins, from 1.</param>
    /// <param name="Type">What stands behind the @, in lower case.</param>
    /// <param name="Key">Its citation key.</param>
    /// <param name="Fields">The values as TeX, by their fields' names in lower case.</param>
    /// <param name="Problem">Why it could not be read.</param>
    /// <param name="Skipped">What of it was left out, as a sentence.</param>
    public sealed record Entry(int Line, string Type, string? Key, IReadOnlyDictionary<string, string> Fields, string? Problem, string? Skipped = null);

    /// <summary>No value is longer in earnest: an abstract has a few thousand characters. It bounds what a brace that never closes can hold.</summary>
    private const int LongestValue = 1_000_000;

    /// <summary>A macro is the name of a journal. Macros of macros double with every line: this bounds them, and the next what a file makes of them.</summary>
    private const int LongestMacro = 10_000;

    /// <inheritdoc cref="LongestMacro"/>
    private const int MostExpanded = 8_000_000;

    private readonly TextCursor cursor = new(reader);
    private readonly Dictionary<string, string> macros = new(JournalMacros.OfStyles, StringComparer.OrdinalIgnoreCase)
    {
        ["jan"] = "January", ["feb"] = "February", ["mar"] = "March", ["apr"] = "April", ["may"] = "May", ["jun"] = "June",
        ["jul"] = "July", ["aug"] = "August", ["sep"] = "September", ["oct"] = "October", ["nov"] = "November", ["dec"] = "December",
    };

    private int expanded;
    private string? skipped;
    private string? problem;

    public IEnumerable<Entry> Entries()
    {
        while (SkipToEntry())
        {
            var line = cursor.Line;
            (problem, skipped) = (null, null);
            cursor.Read();
            SkipBlank();
            var type = Word().ToLowerInvariant();
            SkipBlank();
            if (cursor.Peek() is not ('{' or '('))
            {
                // An @ in the text between entries, unless it looks like one that lost its brace.
                if (type.Length > 0 && StandardTypes.Contains(type)) yield return new(line, type, null, Empty, $"The entry @{type} has no opening brace.");
                continue;
            }
            if (type == "comment" && cursor.Peek() == '{')
            {
                _ = Braced();
                continue;
            }
            if (type == "comment") continue;
            var close = cursor.Read() == '{' ? '}' : ')';
            if (type == "preamble")
            {
                _ = Value(close);
                SkipBlank();
                if (cursor.Peek() == close) cursor.Read();
            }
            else if (type == "string")
            {
                DefineMacro(close);
            }
            else
            {
                yield return ReadEntry(line, type, close);
                continue;
            }
            if (problem is not null) yield return new(line, type, null, Empty, problem);
        }
    }

    private static readonly Dictionary<string, string> Empty = [];

    private static readonly HashSet<string> StandardTypes =
        ["article", "book", "booklet", "conference", "inbook", "incollection", "inproceedings", "manual", "mastersthesis", "misc", "online", "phdthesis", "proceedings", "report", "techreport", "thesis", "unpublished"];

    private Entry ReadEntry(int line, string type, char close)
    {
        var fields = new Dictionary<string, string>();
        SkipBlank();
        var key = AtEntry() ? "" : Key(close);
        SkipBlank();
        // A key with blanks in it ends at the comma.
        while (key.Length is > 0 and < 1000 && cursor.Peek() is var next && next != TextCursor.End && next is not (',' or '=') && !AtEntry() && Key(close) is { Length: > 0 } more)
        {
            key += " " + more;
            SkipBlank();
        }
        if (cursor.Peek() == '=')
        {
            // The key was left out, and this is a field.
            ReadValue(fields, key, close);
            key = "";
        }
        while (problem is null)
        {
            SkipBlank(commas: true);
            var c = cursor.Peek();
            if (c == close)
            {
                if (GoesOn())
                {
                    Skip($"a bracket too many on line {cursor.Line}");
                    cursor.Read();
                    continue;
                }
                cursor.Read();
                break;
            }
            // Cut off between two fields: what is there is whole.
            if (c == TextCursor.End || AtEntry()) break;
            ReadField(fields, close);
        }
        return new(line, type, key.Length == 0 ? null : key, fields, problem, skipped is null ? null : $"Left out: {skipped}.");
    }

    private void ReadField(Dictionary<string, string> fields, char close)
    {
        var (line, c) = (cursor.Line, cursor.Peek());
        var name = Name();
        SkipBlank();
        if (name.Length == 0)
        {
            // A lone sign between two fields: an equals sign, a bracket.
            Skip($"'{(char)c}' on line {line}");
            if (c is '{') _ = Braced();
            else if (c is '"') _ = Quoted(close);
            else cursor.Read();
            return;
        }
        // A field's name with a blank in it.
        for (var words = 1; words < 4 && cursor.Peek() is var next && next != TextCursor.End && char.IsLetter((char)next) && EqualsFollows(); words++)
        {
            name += " " + Name();
            SkipBlank();
        }
        if (cursor.Peek() == '=') ReadValue(fields, name, close);
        // The equals sign was forgotten.
        else if (cursor.Peek() is '{' or '"') ReadValue(fields, name, close, isThere: false);
        else Skip($"'{Shortened(name)}' on line {line}, which is no field with a value");
    }

    private void Skip(string what)
    {
        // What is wrong throughout needs no list.
        if (skipped is null) skipped = what;
        else if (skipped.Length < 300) skipped += "; " + what;
    }

    /// <summary>Whether a field follows behind the bracket at hand, or behind several: then it closes nothing.</summary>
    private bool GoesOn()
    {
        var i = PastBlank(1);
        while (i < 20 && cursor.Peek(i) == '}') i = PastBlank(i + 1);
        if (cursor.Peek(i) != ',') return false;
        i = PastBlank(i + 1);
        var start = i;
        while (i < 120 && cursor.Peek(i) is var c && c >= 0 && (char.IsAsciiLetterOrDigit((char)c) || c is '-' or '_')) i++;
        return i > start && cursor.Peek(PastBlank(i)) == '=';
    }

    /// <summary>Whether, behind words only, an equals sign stands on the same line.</summary>
    private bool EqualsFollows()
    {
        var i = 0;
        while (i < 120 && cursor.Peek(i) is var c && c >= 0 && (char.IsAsciiLetterOrDigit((char)c) || c is '-' or '_' or ' ' or '\t')) i++;
        return cursor.Peek(i) == '=';
    }

    private int PastBlank(int i)
    {
        while (i < 200 && cursor.Peek(i) is var c && c >= 0 && char.IsWhiteSpace((char)c)) i++;
        return i;
    }

    private void ReadValue(Dictionary<string, string> fields, string name, char close, bool isThere = true)
    {
        var line = cursor.Line;
        if (isThere) cursor.Read();
        var value = Value(close);
        if (value is null) problem ??= $"The value of the field '{Shortened(name)}' that begins on line {line} is not closed.";
        // The first of two fields of one name counts, as in BibTeX.
        else if (value.Trim().Length > 0) fields.TryAdd(name.ToLowerInvariant(), value);
    }

    private void DefineMacro(char close)
    {
        SkipBlank();
        var line = cursor.Line;
        var name = AtEntry() ? "" : Name();
        SkipBlank();
        if (name.Length == 0 || cursor.Peek() != '=')
        {
            problem = $"The @string on line {line} has no name or no value.";
            return;
        }
        cursor.Read();
        if (Value(close) is { } value)
        {
            if (value.Length <= LongestMacro) macros[name] = value;
            else problem = $"The value of the @string '{Shortened(name)}' on line {line} is longer than {LongestMacro} characters.";
        }
        else problem ??= $"The value of the @string '{Shortened(name)}' on line {line} is not closed.";
        SkipBlank();
        if (cursor.Peek() == close) cursor.Read();
    }

    /// <summary>A value: pieces in braces or quotation marks, numbers and macros, joined by #. Null where it does not end.</summary>
    private string? Value(char close)
    {
        StringBuilder? joined = null;
        string? only = null;
        while (true)
        {
            SkipBlank();
            var c = cursor.Peek();
            string? piece;
            if (c == '{') piece = Braced();
            else if (c == '"') piece = Quoted(close);
            else if (c == TextCursor.End || AtEntry()) return null;
            else if (Bare(close) is { } bare) piece = Expand(bare);
            else return null;
            if (piece is null) return null;
            if ((joined?.Length ?? only?.Length ?? 0) + piece.Length > LongestValue) return null;
            if (only is null) only = piece;
            else (joined ??= new StringBuilder(only)).Append(piece);
            SkipBlank();
            if (cursor.Peek() != '#') return joined?.ToString() ?? only;
            cursor.Read();
        }
    }

    private string? Expand(string name)
    {
        if (!macros.TryGetValue(name, out var value)) return name;
        expanded += value.Length;
        if (expanded <= MostExpanded) return value;
        problem = $"The macros of this file make more than {MostExpanded / 1_000_000} million characters of text; the rest of them is not read.";
        return null;
    }

    /// <summary>The inside of braces. As in BibTeX a backslash does not hide a brace.</summary>
    private string? Braced()
    {
        cursor.Read();
        var text = new StringBuilder();
        for (var depth = 1; ;)
        {
            var c = cursor.Read();
            if (c == TextCursor.End || text.Length > LongestValue) return null;
            if (c == '{') depth++;
            else if (c == '}' && --depth == 0) return text.ToString();
            text.Append((char)c);
            if (c == '\n' && LineOpensEntry()) return null;
        }
    }

    /// <summary>The inside of quotation marks. One behind which nothing ends is a part of the text.</summary>
    private string? Quoted(char close)
    {
        cursor.Read();
        var text = new StringBuilder();
        for (var depth = 0; ;)
        {
            var c = cursor.Read();
            if (c == TextCursor.End || text.Length > LongestValue) return null;
            if (c == '{') depth++;
            else if (c == '}') depth--;
            // "P\"ackert": BibTeX wants braces around such an accent, but it cannot be the end.
            else if (c == '"' && depth <= 0 && !IsAccent(text) && EndsHere(close)) return text.ToString();
            text.Append((char)c);
            if (c == '\n' && LineOpensEntry()) return null;
        }
    }

    private bool IsAccent(StringBuilder text) =>
        text.Length > 0 && text[^1] == '\\' && cursor.Peek() is var next && (next is '{' or '\\' || (next >= 0 && char.IsLetter((char)next)));

    /// <summary>Whether a value can end before the place at hand: what follows is a comma, the entry's end, #, or the next field.</summary>
    private bool EndsHere(char close)
    {
        var i = PastBlank(0);
        var c = cursor.Peek(i);
        if (c is ',' or '#' or '%' or '@' or TextCursor.End || c == close) return true;
        while (i < 200 && cursor.Peek(i) is var next && next >= 0 && (char.IsAsciiLetterOrDigit((char)next) || next is '-' or '_')) i++;
        return cursor.Peek(PastBlank(i)) == '=';
    }

    private string? Bare(char close)
    {
        var text = new StringBuilder();
        for (var c = cursor.Peek(); c != TextCursor.End && !char.IsWhiteSpace((char)c) && c is not (',' or '#' or '{' or '}' or '"' or '=' or '%') && c != close && text.Length < 1000; c = cursor.Peek())
            text.Append((char)cursor.Read());
        return text.Length == 0 ? null : text.ToString();
    }

    private string Key(char close)
    {
        var key = new StringBuilder();
        for (var c = cursor.Peek(); c != TextCursor.End && !char.IsWhiteSpace((char)c) && c is not (',' or '=' or '{' or '}' or '"') && c != close && key.Length < 1000; c = cursor.Peek())
            key.Append((char)cursor.Read());
        return key.ToString();
    }

    private string Name()
    {
        var name = new StringBuilder();
        for (var c = cursor.Peek(); c != TextCursor.End && !char.IsWhiteSpace((char)c) && c is not ('=' or ',' or '{' or '}' or '(' or ')' or '"' or '#' or '%') && name.Length < 1000; c = cursor.Peek())
            name.Append((char)cursor.Read());
        return name.ToString();
    }

    private string Word()
    {
        var word = new StringBuilder();
        for (var c = cursor.Peek(); c != TextCursor.End && (char.IsAsciiLetterOrDigit((char)c) || c is '_' or '-') && word.Length < 100; c = cursor.Peek()) word.Append((char)cursor.Read());
        return word.ToString();
    }

    /// <summary>Passes white space and the comments to the end of a line that some programs write, and commas where they may be.</summary>
    private void SkipBlank(bool commas = false)
    {
        while (true)
        {
            var c = cursor.Peek();
            if (c == '%') _ = cursor.ReadLine(0);
            else if (c != TextCursor.End && (char.IsWhiteSpace((char)c) || c == '\ufeff' || (commas && c == ','))) cursor.Read();
            else return;
        }
    }

    /// <summary>Whether the line at whose beginning we stand opens an entry, be it indented.</summary>
    private bool LineOpensEntry()
    {
        var i = 0;
        while (i < 60 && cursor.Peek(i) is ' ' or '\t') i++;
        return AtEntry(i);
    }

    /// <summary>Goes to the next @; behind an entry that could not be read, to the next one at the beginning of a line that opens an entry.</summary>
    private bool SkipToEntry()
    {
        if (problem is not null && LineOpensEntry())
        {
            SkipBlank();
            return true;
        }
        var isLineStart = problem is null;
        while (true)
        {
            var c = cursor.Peek();
            if (c == TextCursor.End) return false;
            if (c == '@' && (problem is null || (isLineStart && AtEntry()))) return true;
            c = cursor.Read();
            isLineStart = c == '\n' || (isLineStart && c is ' ' or '\t');
        }
    }

    /// <summary>Whether an entry opens here: @, a word, and a brace. At the beginning of a line that is no part of a value.</summary>
    private bool AtEntry(int at = 0)
    {
        if (cursor.Peek(at) != '@') return false;
        var i = at + 1;
        while (i < at + 40 && cursor.Peek(i) is var c && c >= 0 && char.IsAsciiLetter((char)c)) i++;
        if (i == at + 1) return false;
        while (i < at + 60 && cursor.Peek(i) is ' ' or '\t') i++;
        return cursor.Peek(i) is '{' or '(';
    }

    private static string Shortened(string name) => name.Length > 40 ? name[..40] + "…" : name;
}
