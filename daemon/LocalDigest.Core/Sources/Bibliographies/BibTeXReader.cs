using System.Text;
using LocalDigest.Text;

namespace LocalDigest.Sources;

/// <summary>
/// Reads the entries of a BibTeX or biblatex file, one at a time: the syntax alone, values as TeX. Besides what BibTeX takes it takes what programs write:
/// missing commas, keys left out, files that end too early. What it cannot read it names, and goes on with the next entry.
/// </summary>
internal sealed class BibTeXReader(TextReader reader)
{
    /// <summary>An entry with its fields, names in lower case; or the reason why it could not be read.</summary>
    public sealed record Entry(int Line, string Type, string? Key, IReadOnlyDictionary<string, string> Fields, string? Problem);

    /// <summary>No value is longer in earnest: an abstract has a few thousand characters. It bounds what a brace that never closes can hold.</summary>
    private const int LongestValue = 4_000_000;

    private readonly TextCursor cursor = new(reader);
    private readonly Dictionary<string, string> macros = new(StringComparer.OrdinalIgnoreCase)
    {
        ["jan"] = "January", ["feb"] = "February", ["mar"] = "March", ["apr"] = "April", ["may"] = "May", ["jun"] = "June",
        ["jul"] = "July", ["aug"] = "August", ["sep"] = "September", ["oct"] = "October", ["nov"] = "November", ["dec"] = "December",
    };

    private string? problem;

    public IEnumerable<Entry> Entries()
    {
        while (SkipToEntry())
        {
            var line = cursor.Line;
            problem = null;
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
                cursor.Read();
                break;
            }
            // Cut off between two fields: what is there is whole.
            if (c == TextCursor.End || AtEntry()) break;
            var fieldLine = cursor.Line;
            var name = Name();
            SkipBlank();
            if (name.Length == 0 || cursor.Peek() != '=')
            {
                problem = name.Length == 0
                    ? $"On line {fieldLine} stands '{(char)c}' where a field should begin."
                    : $"The field '{Shortened(name)}' on line {fieldLine} has no value: an equals sign is missing.";
                break;
            }
            ReadValue(fields, name, close);
        }
        return new(line, type, key.Length == 0 ? null : key, fields, problem);
    }

    private void ReadValue(Dictionary<string, string> fields, string name, char close)
    {
        var line = cursor.Line;
        cursor.Read();
        var value = Value(close);
        if (value is null) problem = $"The value of the field '{Shortened(name)}' that begins on line {line} is not closed.";
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
        if (Value(close) is { } value) macros[name] = value;
        else problem = $"The value of the @string '{Shortened(name)}' on line {line} is not closed.";
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
            else if (c == '"') piece = Quoted();
            else if (c == TextCursor.End || AtEntry()) return null;
            else if (Bare(close) is { } bare) piece = macros.GetValueOrDefault(bare, bare);
            else return null;
            if (piece is null) return null;
            if (only is null) only = piece;
            else (joined ??= new StringBuilder(only)).Append(piece);
            SkipBlank();
            if (cursor.Peek() != '#') return joined?.ToString() ?? only;
            cursor.Read();
            if (joined?.Length > LongestValue) return null;
        }
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
            if (c == '\n' && AtEntry()) return null;
        }
    }

    private string? Quoted()
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
            else if (c == '"' && depth <= 0 && !(text.Length > 0 && text[^1] == '\\' && cursor.Peek() is var next && (next == '{' || next == '\\' || (next >= 0 && char.IsLetter((char)next))))) return text.ToString();
            text.Append((char)c);
            if (c == '\n' && AtEntry()) return null;
        }
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

    /// <summary>Goes to the next @; behind an entry that could not be read, to the next one at the beginning of a line that opens an entry.</summary>
    private bool SkipToEntry()
    {
        if (problem is not null && AtEntry()) return true;
        var last = problem is null ? '\n' : ' ';
        while (true)
        {
            var c = cursor.Peek();
            if (c == TextCursor.End) return false;
            if (c == '@' && (problem is null || (last == '\n' && AtEntry()))) return true;
            last = (char)cursor.Read();
        }
    }

    /// <summary>Whether an entry opens here: @, a word, and a brace. At the beginning of a line that is no part of a value.</summary>
    private bool AtEntry()
    {
        if (cursor.Peek() != '@') return false;
        var i = 1;
        while (i < 40 && cursor.Peek(i) is var c && c >= 0 && char.IsAsciiLetter((char)c)) i++;
        if (i == 1) return false;
        while (i < 60 && cursor.Peek(i) is ' ' or '\t') i++;
        return cursor.Peek(i) is '{' or '(';
    }

    private static string Shortened(string name) => name.Length > 40 ? name[..40] + "…" : name;
}
