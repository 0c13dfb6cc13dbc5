using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace LocalDigest.Llm;

/// <summary>Finds the JSON object in a model's answer, whatever stands around it: a code fence, prose, a train of thought.</summary>
public static class JsonAnswer
{
    /// <summary>A longer answer is none.</summary>
    public const int LongestAnswer = 200_000;

    private const int MostBraces = 60;

    /// <summary>Commands of LaTeX that begin like an escape of JSON; those with b and f need no list, since nobody means a backspace or a form feed.</summary>
    private static readonly FrozenSet<string> LatexCommands =
        "nabla neq nu not norm nolimits times theta tau text textbf textit texttt textrm tilde to top tfrac triangle rho right rangle rVert rightarrow rm".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The first whole object of the answer that has one of these properties; null where there is none.</summary>
    /// <param name="answer">The answer's text.</param>
    /// <param name="names">Names of properties, one of which must be there; small and capital letters and underscores make no difference.</param>
    public static JsonElement? Find(string answer, params ReadOnlySpan<string> names)
    {
        if (answer.Length > LongestAnswer) return null;
        var from = answer.LastIndexOf("</think>", StringComparison.OrdinalIgnoreCase) is var thought and >= 0 ? thought : 0;
        // Braces may also stand in the prose before it, closed or not.
        for (var attempt = 0; attempt < MostBraces && from < answer.Length && answer.IndexOf('{', from) is var open and >= 0; attempt++)
        {
            from = open + 1;
            if (Close(answer, open) is not (> 0 and var close) || TryParse(Escaped(answer.AsSpan(open, close + 1 - open))) is not { } element) continue;
            foreach (var name in names)
            {
                if (Property(element, name) is not null) return element;
            }
        }
        return null;
    }

    /// <summary>A property of an object by name; small and capital letters and underscores make no difference. Null where there is none.</summary>
    public static JsonElement? Property(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object) return null;
        foreach (var property in element.EnumerateObject())
        {
            if (property.Name.Replace("_", "", StringComparison.Ordinal).Equals(name, StringComparison.OrdinalIgnoreCase)) return property.Value;
        }
        return null;
    }

    /// <summary>Where the object that opens here closes; -1 where it does not.</summary>
    private static int Close(string text, int open)
    {
        var depth = 0;
        var inString = false;
        for (var i = open; i < text.Length; i++)
        {
            var c = text[i];
            if (inString)
            {
                if (c == '\\') i++;
                else if (c == '"') inString = false;
            }
            else if (c == '"') inString = true;
            else if (c == '{') depth++;
            else if (c == '}' && --depth == 0) return i;
        }
        return -1;
    }

    /// <summary>Models write LaTeX into JSON without escaping its backslashes: <c>"$\alpha$"</c> is no JSON, and <c>"$\theta$"</c> has a tab in it.</summary>
    private static string Escaped(ReadOnlySpan<char> json)
    {
        var escaped = new StringBuilder(json.Length + 16);
        for (var i = 0; i < json.Length; i++)
        {
            escaped.Append(json[i]);
            if (json[i] != '\\' || i + 1 == json.Length) continue;
            var next = json[i + 1];
            var length = 1;
            while (i + 1 + length < json.Length && length < 20 && char.IsAsciiLetter(json[i + 1 + length])) length++;
            var isEscape = next switch
            {
                '"' or '\\' or '/' => true,
                'u' => i + 5 < json.Length && char.IsAsciiHexDigit(json[i + 2]) && char.IsAsciiHexDigit(json[i + 3]) && char.IsAsciiHexDigit(json[i + 4]) && char.IsAsciiHexDigit(json[i + 5]),
                'b' or 'f' => length == 1,
                'n' or 'r' or 't' => !LatexCommands.GetAlternateLookup<ReadOnlySpan<char>>().Contains(json.Slice(i + 1, length)),
                _ => false,
            };
            if (isEscape) escaped.Append(json[++i]);
            else escaped.Append('\\');
        }
        return escaped.ToString();
    }

    private static JsonElement? TryParse(string json)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json), new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 16 });
            return JsonElement.ParseValue(ref reader);
        }
        catch (JsonException)
        {
            // Braces of the prose around the object; an answer without any other is told by the caller.
            return null;
        }
    }
}
