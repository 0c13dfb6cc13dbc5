using System.Text.Json;

namespace LocalDigest.Mcp;

/// <summary>
/// Holds what an agent gives a tool against the tool's own input schema, before the tool sees it: names that are not there, what is
/// missing, and values of another kind. The agent reads the sentence and mends its call.
/// </summary>
internal static class ToolArguments
{
    /// <summary>What is wrong with some arguments.</summary>
    /// <param name="schema">The tool's input schema: an object with <c>properties</c> and <c>required</c>.</param>
    /// <param name="given">The arguments by name; null for none.</param>
    /// <returns>A sentence; null where nothing is wrong.</returns>
    public static string? Fault(JsonElement schema, IEnumerable<KeyValuePair<string, JsonElement>>? given) =>
        FaultOfFields(schema, given ?? [], "");

    private static string? FaultOfFields(JsonElement schema, IEnumerable<KeyValuePair<string, JsonElement>> given, string place)
    {
        if (!schema.TryGetProperty("properties", out var properties)) return null;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in given)
        {
            names.Add(name);
            if (!properties.TryGetProperty(name, out var field))
            {
                var known = string.Join(", ", properties.EnumerateObject().Select(property => property.Name));
                return $"There is no '{place}{name}'. There are: {known}.";
            }
            if (FaultOfValue(field, value, place + name) is { } fault) return fault;
        }
        var missing = schema.TryGetProperty("required", out var required)
            ? required.EnumerateArray().Select(name => name.GetString()!).FirstOrDefault(name => !names.Contains(name)) : null;
        return missing is null ? null : $"'{place}{missing}' is missing.";
    }

    private static string? FaultOfValue(JsonElement schema, JsonElement value, string place)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("type", out var type)) return null;
        List<string> kinds = type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(kind => kind.GetString()!)]
            : [type.GetString()!];
        if (!kinds.Exists(kind => Is(kind, value)))
        {
            return $"'{place}' is to be {string.Join(" or ", kinds.Select(Said))}, and {value.GetRawText()} is not.";
        }
        if (value.ValueKind == JsonValueKind.Object)
        {
            return FaultOfFields(schema, value.EnumerateObject().Select(field => KeyValuePair.Create(field.Name, field.Value)),
                place + ".");
        }
        if (value.ValueKind != JsonValueKind.Array || !schema.TryGetProperty("items", out var items)) return null;
        return value.EnumerateArray().Select((item, i) => FaultOfValue(items, item, $"{place}[{i}]")).FirstOrDefault(fault =>
            fault is not null);
    }

    private static bool Is(string kind, JsonElement value) => kind switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _),
        "number" => value.ValueKind == JsonValueKind.Number,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        _ => value.ValueKind == JsonValueKind.Null,
    };

    private static string Said(string kind) => kind switch
    {
        "string" => "text in quotation marks", "integer" => "a whole number", "array" => "a list", "boolean" => "true or false",
        "object" => "an object", "null" => "null", _ => "a number",
    };
}
