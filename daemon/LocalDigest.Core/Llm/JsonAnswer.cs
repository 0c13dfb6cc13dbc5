using System.Text;
using System.Text.Json;

namespace LocalDigest.Llm;

/// <summary>Finds the JSON object in a model's answer, whatever stands around it: a code fence, prose, a train of thought.</summary>
public static class JsonAnswer
{
    /// <summary>A longer answer is none.</summary>
    public const int LongestAnswer = 200_000;

    /// <summary>The first whole object of the answer that has one of these properties; null where there is none.</summary>
    /// <param name="answer">The answer's text.</param>
    /// <param name="names">Names of properties, one of which must be there; small and capital letters and underscores make no difference.</param>
    public static JsonElement? Find(string answer, params ReadOnlySpan<string> names)
    {
        if (answer.Length > LongestAnswer) return null;
        var from = answer.LastIndexOf("</think>", StringComparison.OrdinalIgnoreCase) is var thought and >= 0 ? thought : 0;
        while (from < answer.Length && answer.IndexOf('{', from) is var open and >= 0)
        {
            var close = Close(answer, open);
            if (close < 0) return null;
            if (TryParse(answer.AsSpan(open, close + 1 - open)) is { } element)
            {
                foreach (var name in names)
                {
                    if (Property(element, name) is not null) return element;
                }
            }
            from = close + 1;
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

    private static JsonElement? TryParse(ReadOnlySpan<char> json)
    {
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json.ToArray()), new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 16 });
            return JsonElement.ParseValue(ref reader);
        }
        catch (JsonException)
        {
            // Braces of the prose around the object; an answer without any other is told by the caller.
            return null;
        }
    }
}
