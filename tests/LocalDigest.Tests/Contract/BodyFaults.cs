using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Contract;

/// <summary>A body with one fault in it.</summary>
/// <param name="Path">The path of what is wrong, as the daemon names it.</param>
/// <param name="Change">What is wrong, for whoever reads a test that failed.</param>
/// <param name="Body">The whole body.</param>
internal sealed record BodyFault(string Path, string Change, JsonNode Body);

/// <summary>Every single change that makes a good body one that its schema refuses.</summary>
/// <param name="isPatch">Whether the body is a merge patch, in which null is never wrong.</param>
internal sealed class BodyFaults(bool isPatch)
{
    private static readonly (string Kind, JsonNode Value)[] Kinds =
        [("string", "text"), ("integer", 1), ("boolean", true), ("array", new JsonArray(1)), ("object", new JsonObject { ["a"] = 1 })];

    /// <param name="schema">The schema of the body.</param>
    /// <param name="example">A good body.</param>
    public IEnumerable<BodyFault> Of(JsonNode schema, JsonNode example) => InObject(schema, example.AsObject(), "", value => value, isPatch);

    /// <param name="schema">The schema of an object in the body.</param>
    /// <param name="good">A good value of it.</param>
    /// <param name="path">Where it stands; empty for the body itself.</param>
    /// <param name="whole">Makes the whole body of the object's value.</param>
    /// <param name="takesNull">Whether every field may be null.</param>
    private static IEnumerable<BodyFault> InObject(JsonNode schema, JsonObject good, string path, Func<JsonNode, JsonNode> whole, bool takesNull)
    {
        var form = Form(schema);
        BodyFault Fault(string field, string change, JsonNode? value)
        {
            var copy = good.DeepClone().AsObject();
            copy[field] = value;
            return new BodyFault(Join(path, field), change, whole(copy));
        }
        if (form["additionalProperties"]?.GetValueKind() == JsonValueKind.False) yield return Fault("unheardOf", "is unknown", 1);
        foreach (var field in (form["required"]?.AsArray() ?? []).Select(name => name!.GetValue<string>()))
        {
            var copy = good.DeepClone().AsObject();
            copy.Remove(field);
            yield return new BodyFault(Join(path, field), "is missing", whole(copy));
        }
        foreach (var (field, declared) in form["properties"]!.AsObject())
        {
            foreach (var (change, value) in Wrong(declared!, takesNull)) yield return Fault(field, change, value);
            var values = Form(declared!);
            JsonNode Within(JsonNode value) => Fault(field, "", value).Body;
            if (values["properties"] is not null)
            {
                foreach (var fault in InObject(values, Good(values).AsObject(), Join(path, field), Within, takesNull)) yield return fault;
            }
            else if (values["items"] is { } item && Types(item).Count > 0)
            {
                var place = Join(path, field) + "[0]";
                yield return new BodyFault(place, "is null", Within(new JsonArray((JsonNode?)null)));
                if (Form(item)["properties"] is null) continue;
                JsonNode InList(JsonNode value) => Within(new JsonArray(value));
                foreach (var fault in InObject(item, Good(item).AsObject(), place, InList, takesNull: false)) yield return fault;
            }
        }
    }

    /// <summary>Values that a schema refuses, each with what is wrong with it.</summary>
    private static IEnumerable<(string Change, JsonNode? Value)> Wrong(JsonNode declared, bool takesNull)
    {
        var schema = Form(declared);
        var types = Types(declared);
        if (types.Count == 0) yield break;
        if (!types.Contains("null") && !takesNull) yield return ("is null", null);
        foreach (var (kind, value) in Kinds)
        {
            var isTaken = types.Contains(kind) || (kind == "integer" && types.Contains("number"));
            if (!isTaken) yield return ($"is {kind}", value.DeepClone());
        }
        if (schema["maximum"] is { } most) yield return ("is too much", most.GetValue<double>() + 1);
        if (schema["minimum"] is { } least) yield return ("is too little", least.GetValue<double>() - 1);
        if (schema["maxLength"] is { } longest) yield return ("is too long", new string('x', longest.GetValue<int>() + 1));
        if (schema["minLength"]?.GetValue<int>() > 0) yield return ("is too short", "");
        if (schema["format"]?.GetValue<string>() is "date" or "date-time") yield return ("is no date", "yesterday");
        if (schema["pattern"] is not null) yield return ("is of another form", "unheardOf");
        if (schema["enum"] is not null) yield return ("is none of them", types.Contains("integer") ? 7 : "unheardOf");
        else if (types.Contains("string")) yield return ("is no text", "a\0b");
        if (schema["minItems"]?.GetValue<int>() > 0) yield return ("is too few", new JsonArray());
        if (schema["maxItems"]?.GetValue<int>() is <= 1000 and var many)
        {
            yield return ("is too many", new JsonArray([.. Enumerable.Range(0, many + 1).Select(_ => Good(schema["items"]!))]));
        }
    }

    /// <summary>A small good value of a schema.</summary>
    private static JsonNode Good(JsonNode declared)
    {
        var schema = Form(declared);
        if (schema["properties"] is JsonObject fields)
        {
            var required = (schema["required"]?.AsArray() ?? []).Select(field => field!.GetValue<string>());
            return new JsonObject(required.Select(field => KeyValuePair.Create(field, (JsonNode?)Good(fields[field]!))));
        }
        if (schema["enum"] is JsonArray allowed) return allowed[0]!.DeepClone();
        var types = Types(schema);
        if (types.Contains("integer") || types.Contains("number")) return schema["minimum"]?.DeepClone() ?? 0;
        if (types.Contains("boolean")) return true;
        if (types.Contains("array")) return new JsonArray();
        if (types.Contains("object")) return new JsonObject();
        return schema["format"]?.GetValue<string>() switch
        {
            "date" => "2026-01-20",
            "date-time" => "2026-01-20T08:00:00Z",
            "uri" => "https://example.org/",
            _ => "text",
        };
    }

    /// <summary>The component that a schema names, without the null that it may also be.</summary>
    private static JsonNode Form(JsonNode schema)
    {
        var options = (schema["oneOf"]?.AsArray() ?? []).Where(option => option!["type"]?.ToString() != "null").ToList();
        return Surface.Committed.Resolve(options is [{ } only] ? only : schema);
    }

    /// <summary>The kinds of JSON that a schema takes; empty for any.</summary>
    private static HashSet<string> Types(JsonNode schema)
    {
        if (schema["oneOf"] is JsonArray options) return [.. options.SelectMany(option => Types(option!))];
        return Surface.TypesOf(Surface.Committed.Resolve(schema));
    }

    private static string Join(string path, string field) => path.Length == 0 ? field : $"{path}.{field}";
}
