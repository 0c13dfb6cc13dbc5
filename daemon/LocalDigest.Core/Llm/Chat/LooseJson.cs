using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace LocalDigest.Llm;

/// <summary>
/// Reads JSON as models and servers write it: with single, typographic or full-width quotation marks and punctuation, quotation marks and line
/// breaks that are not escaped, backslashes of LaTeX, names without quotation marks, trailing commas, Python's constants, and text around it.
/// What is valid JSON is read as RFC 8259 says; an odd character costs no more than the object that it stands in.
/// </summary>
/// <remarks>
/// A quotation mark ends a string only where what follows it can follow a string: of <c>"the "draft", which"</c> none in the middle does.
/// Time is bounded by the number of characters looked at.
/// </remarks>
internal sealed class LooseJson
{
    private const int Deepest = 64;

    /// <summary>For each character of a text about so many may be looked at, and never fewer than <see cref="LeastSteps"/> altogether.</summary>
    private const int StepsPerCharacter = 16;

    private const long LeastSteps = 2_000_000;

    private readonly string text;
    private readonly SortedDictionary<int, Found> found = [];
    private long steps;
    private int at;

    private LooseJson(string text)
    {
        this.text = text;
        steps = Math.Max(LeastSteps, (long)StepsPerCharacter * text.Length);
    }

    /// <summary>An object that was closed.</summary>
    /// <param name="Start">Where it opens.</param>
    /// <param name="Key">The name under which it stands in another object; null where it stands in none.</param>
    /// <param name="Node">It, with all that is in it.</param>
    internal readonly record struct Found(int Start, string? Key, JsonObject Node);

    /// <summary>All objects of a text that are closed, outer ones before those in them; of an object that is cut off, the whole ones in it.</summary>
    public static IReadOnlyCollection<Found> Objects(string text)
    {
        var reader = new LooseJson(text);
        for (var from = 0; from < text.Length && reader.steps > 0;)
        {
            var open = text.AsSpan(from).IndexOfAny('{', '｛');
            if (open < 0) break;
            reader.at = from + open;
            from = reader.Object(null, 0) is null ? from + open + 1 : reader.at;
        }
        return reader.found.Values;
    }

    /// <summary>The object or list with which a text begins; null where it begins with neither, or where it is cut off.</summary>
    public static JsonNode? Parse(string text)
    {
        var reader = new LooseJson(text);
        reader.SkipSpace();
        return reader.Peek() is '{' or '[' && reader.Value(null, 0, out var value) ? value : null;
    }

    private static char Plain(char c) => c switch
    {
        '｛' => '{',
        '｝' => '}',
        '［' or '【' => '[',
        '］' or '】' => ']',
        '：' => ':',
        '，' or '、' => ',',
        _ => c,
    };

    private static bool IsQuote(char c) => c is '"' or '\'' or '“' or '”' or '‘' or '’' or '＂' or '＇' or '「';

    private static bool Closes(char open, char c) => open switch
    {
        '"' or '＂' => c is '"' or '＂',
        '“' or '”' => c is '“' or '”' or '"',
        '‘' or '’' => c is '‘' or '’' or '\'',
        '「' => c is '」',
        _ => c is '\'' or '＇',
    };

    private char Peek() => at < text.Length ? Plain(text[at]) : '\0';

    private bool Take(char wanted)
    {
        SkipSpace();
        if (Peek() != wanted) return false;
        at++;
        return true;
    }

    private void SkipSpace()
    {
        while (at < text.Length && (char.IsWhiteSpace(text[at]) || text[at] == '\uFEFF'))
        {
            at++;
            steps--;
        }
        if (at + 1 < text.Length && text[at] == '/' && text[at + 1] == '/')
        {
            while (at < text.Length && text[at] != '\n')
            {
                at++;
                steps--;
            }
            SkipSpace();
        }
    }

    private bool Value(string? key, int depth, out JsonNode? value)
    {
        value = null;
        SkipSpace();
        if (--steps < 0) return false;
        var c = Peek();
        if (c == '{') return (value = Object(key, depth)) is not null;
        if (c == '[') return (value = List(depth)) is not null;
        if (at < text.Length && IsQuote(text[at]))
        {
            if (String(isName: false, isInObject: key is not null) is not { } words) return false;
            value = JsonValue.Create(words);
            return true;
        }
        return Bare(key is not null, out value);
    }

    private JsonObject? Object(string? key, int depth)
    {
        var start = at++;
        if (depth >= Deepest) return null;
        var node = new JsonObject();
        while (steps > 0)
        {
            SkipSpace();
            if (Take('}'))
            {
                found[start] = new Found(start, key, node);
                return node;
            }
            if (Name() is not { } name || !Take(':') || !Value(name, depth + 1, out var value)) return null;
            // Of a property that is given twice the last one counts.
            node[name] = value;
            if (!Take(',') && Peek() != '}') return null;
        }
        return null;
    }

    private JsonArray? List(int depth)
    {
        at++;
        if (depth >= Deepest) return null;
        var list = new JsonArray();
        while (steps > 0)
        {
            if (Take(']')) return list;
            if (!Value(null, depth + 1, out var value)) return null;
            list.Add(value);
            if (!Take(',') && Peek() != ']') return null;
        }
        return null;
    }

    private string? Name()
    {
        if (at < text.Length && IsQuote(text[at])) return String(isName: true, isInObject: true);
        var start = at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '-' or '.')) at++;
        steps -= at - start;
        return at > start ? text[start..at] : null;
    }

    /// <summary>A number, a constant, or words without quotation marks up to the next comma or bracket.</summary>
    private bool Bare(bool isInObject, out JsonNode? value)
    {
        value = null;
        var start = at;
        while (at < text.Length && !(Plain(text[at]) is ',' or '}' or ']' or '{' or '[' or '\n') && !IsQuote(text[at])) at++;
        steps -= at - start;
        if (at >= text.Length || at == start) return false;
        var word = text[start..at].Trim();
        if (word is "null" or "None" or "undefined" or "NaN" or "") return word.Length > 0;
        if (word is "true" or "True" || word is "false" or "False")
        {
            value = JsonValue.Create(word is "true" or "True");
            return true;
        }
        if (long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) value = JsonValue.Create(whole);
        else if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)) value = JsonValue.Create(number);
        else if (isInObject && word.Length <= 200) value = JsonValue.Create(word);
        return value is not null;
    }

    private string? String(bool isName, bool isInObject)
    {
        var open = text[at++];
        var words = new StringBuilder();
        for (; at < text.Length; at++)
        {
            if (--steps < 0) return null;
            var c = text[at];
            if (c == '\\')
            {
                Escape(words);
                continue;
            }
            if (Closes(open, c) && CanFollow(at + 1, isName, isInObject))
            {
                at++;
                return WithoutHalves(words);
            }
            words.Append(c);
        }
        return null;
    }

    /// <summary>Whether what stands from here on can stand behind a string.</summary>
    private bool CanFollow(int from, bool isName, bool isInObject)
    {
        from = SpaceEnd(from);
        if (from >= text.Length) return false;
        var next = Plain(text[from]);
        if (isName) return next == ':';
        if (next == (isInObject ? '}' : ']')) return true;
        if (next != ',') return false;
        from = SpaceEnd(from + 1);
        if (from >= text.Length) return false;
        next = Plain(text[from]);
        if (!isInObject) return next is ']' or '{' or '[' or '-' || IsQuote(text[from]) || char.IsAsciiDigit(next) || At(from, "true") || At(from, "false") || At(from, "null");
        if (next == '}') return true;
        var end = from + (IsQuote(text[from]) ? 1 : 0);
        // A name, and a colon behind it.
        while (end < text.Length && end - from < 80 && (char.IsLetterOrDigit(text[end]) || text[end] is '_' or '-' or '.' or ':' or '/' or ' '))
        {
            if (text[end] == ':' && !IsQuote(text[from])) return true;
            end++;
        }
        steps -= end - from;
        if (end >= text.Length || end == from) return false;
        if (Plain(text[end]) == ':') return true;
        return IsQuote(text[from]) && IsQuote(text[end]) && SpaceEnd(end + 1) is var colon && colon < text.Length && Plain(text[colon]) == ':'
            // A name that is none of those that are usual is still one where the server is strict about its quotation marks.
            || IsQuote(text[from]) && IsNameWithAnything(from);
    }

    private bool IsNameWithAnything(int from)
    {
        for (var end = from + 1; end < text.Length && end - from < 200 && text[end] != '\n'; end++)
        {
            steps--;
            if (text[end] == '\\') end++;
            else if (Closes(text[from], text[end])) return SpaceEnd(end + 1) is var colon && colon < text.Length && Plain(text[colon]) == ':';
        }
        return false;
    }

    private bool At(int from, string word) => text.AsSpan(from).StartsWith(word, StringComparison.Ordinal);

    private int SpaceEnd(int from)
    {
        while (from < text.Length && char.IsWhiteSpace(text[from]))
        {
            from++;
            steps--;
        }
        return from;
    }

    /// <summary>
    /// Takes an escape. Models write LaTeX without escaping its backslashes: <c>"$\alpha$"</c> is no JSON, and <c>"$\theta$"</c> has a tab in it.
    /// </summary>
    private void Escape(StringBuilder words)
    {
        if (at + 1 >= text.Length)
        {
            words.Append('\\');
            return;
        }
        var next = text[at + 1];
        var length = 1;
        while (at + 1 + length < text.Length && length < 20 && char.IsAsciiLetter(text[at + 1 + length])) length++;
        var command = text.AsSpan(at + 1, length);
        char? meant = next switch
        {
            '"' or '\\' or '/' or '\'' => next,
            'b' when length == 1 => '\b',
            'f' when length == 1 => '\f',
            'n' when !LatexCommands.IsOne(command) => '\n',
            'r' when !LatexCommands.IsOne(command) => '\r',
            't' when !LatexCommands.IsOne(command) => '\t',
            'u' when at + 5 < text.Length && ushort.TryParse(text.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) => (char)code,
            _ => null,
        };
        if (meant is not { } character)
        {
            words.Append('\\');
            return;
        }
        words.Append(character);
        at += next == 'u' ? 5 : 1;
    }

    /// <summary>A half of a surrogate pair is no character: it is shown as one that could not be read.</summary>
    private static string WithoutHalves(StringBuilder words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (!char.IsSurrogate(words[i])) continue;
            if (char.IsHighSurrogate(words[i]) && i + 1 < words.Length && char.IsLowSurrogate(words[i + 1])) i++;
            else words[i] = '\uFFFD';
        }
        return words.ToString();
    }
}
