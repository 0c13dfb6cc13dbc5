using System.Text.Json;

namespace LocalDigest.Llm;

/// <summary>Finds the JSON object in a model's answer, whatever stands around it: a code fence, prose, a train of thought, a JSON string.</summary>
public static class JsonAnswer
{
    /// <summary>A longer answer is none.</summary>
    public const int LongestAnswer = 200_000;

    private static readonly string[] ThoughtEnds = ["</think>", "</thinking>", "</thought>", "</reasoning>", "<|channel|>final<|message|>", "◁/think▷"];

    /// <summary>The first whole object of the answer that has one of these properties; null where there is none.</summary>
    /// <param name="answer">The answer's text.</param>
    /// <param name="names">Names of properties, one of which must be there; small and capital letters and underscores make no difference.</param>
    public static JsonElement? Find(string answer, params ReadOnlySpan<string> names)
    {
        if (answer.Length > LongestAnswer) return null;
        foreach (var found in LooseJson.Objects(Said(answer)))
        {
            var element = JsonSerializer.SerializeToElement(found.Node);
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

    /// <summary>What an answer says: without the thoughts before it, and out of the JSON string that it may be wrapped in.</summary>
    internal static string Said(string answer)
    {
        foreach (var end in ThoughtEnds)
        {
            if (answer.LastIndexOf(end, StringComparison.OrdinalIgnoreCase) is >= 0 and var thought) answer = answer[(thought + end.Length)..];
        }
        var bare = answer.AsSpan().Trim();
        return bare.Length > 2 && bare[0] == '"' && bare[^1] == '"' && Unwrapped(bare) is { } inner ? inner : answer;
    }

    private static string? Unwrapped(ReadOnlySpan<char> text)
    {
        try
        {
            return JsonSerializer.Deserialize<string>(text);
        }
        catch (JsonException)
        {
            // Not a string of JSON: it is read as it stands.
            return null;
        }
    }
}
