using System.Text.Json.Nodes;

namespace LocalDigest.Reading;

/// <summary>Builds the JSON Schema of an answer: objects whose properties are all required, texts and lists.</summary>
internal static class AnswerSchema
{
    public static JsonObject Object(params IEnumerable<(string Name, JsonNode Schema)> properties)
    {
        var schema = new JsonObject
        {
            ["type"] = "object", ["additionalProperties"] = false, ["required"] = new JsonArray(), ["properties"] = new JsonObject(),
        };
        foreach (var (name, property) in properties) Add(schema, name, property);
        return schema;
    }

    public static JsonObject Text() => new() { ["type"] = "string" };

    public static JsonObject List(JsonNode items) => new() { ["type"] = "array", ["items"] = items };

    /// <summary>Adds a property at the end of a way of names; the objects on the way are made where they are missing.</summary>
    public static void Add(JsonObject schema, IReadOnlyList<string> way, JsonNode property)
    {
        foreach (var name in way.SkipLast(1)) schema = schema["properties"]![name] as JsonObject ?? Add(schema, name, Object());
        Add(schema, way[^1], property);
    }

    /// <summary>The names of all properties, those of nested objects included.</summary>
    public static IEnumerable<string> Names(JsonNode? schema) => schema switch
    {
        JsonObject { } list when list["items"] is { } items => Names(items),
        JsonObject { } parent when parent["properties"] is JsonObject properties =>
            properties.SelectMany(property => Names(property.Value).Prepend(property.Key)),
        _ => [],
    };

    /// <summary>
    /// An empty answer of the form, for a prompt to show: <c>{"tldr": "", "links": []}</c>; a list of objects shows one of them.
    /// </summary>
    public static string Example(JsonNode schema)
    {
        if (schema["properties"] is JsonObject properties)
            return "{" + string.Join(", ", properties.Select(property => $"\"{property.Key}\": {Example(property.Value!)}")) + "}";
        if (schema["items"] is not { } items) return "\"\"";
        return items["properties"] is null ? "[]" : $"[{Example(items)}]";
    }

    private static T Add<T>(JsonObject schema, string name, T property) where T : JsonNode
    {
        schema["properties"]![name] = property;
        schema["required"]!.AsArray().Add((JsonNode)name);
        return property;
    }
}
