using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace LocalDigest.Tests.StandIns;

/// <summary>
/// OpenAI's rules for a request for a chat completion, as far as they concern what is sent here: its published description
/// (https://github.com/openai/openai-openapi, CreateChatCompletionRequest), which knows no other members, and the rules for schemas of
/// strict answers (https://platform.openai.com/docs/guides/structured-outputs#supported-schemas).
/// </summary>
internal static class ChatRequestRules
{
    private const int MostProperties = 5000, MostLevels = 10, MostNamesLength = 120_000, MostEnumValues = 1000, ManyEnumValues = 250, MostEnumLength = 15_000;

    private static readonly string[] KnownKeywords =
    [
        "type", "properties", "required", "additionalProperties", "items", "enum", "const", "anyOf", "$ref", "$defs", "description", "title",
        "minItems", "maxItems", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "pattern", "format",
    ];

    private static readonly string[] KnownTypes = ["string", "number", "integer", "boolean", "object", "array", "null"];

    private static readonly JsonSchema Request = JsonSchema.FromText("""
        {
          "type": "object",
          "required": ["model", "messages"],
          "additionalProperties": false,
          "properties": {
            "model": { "type": "string", "minLength": 1 },
            "messages": {
              "type": "array",
              "minItems": 1,
              "items": {
                "type": "object",
                "required": ["role", "content"],
                "additionalProperties": false,
                "properties": {
                  "role": { "enum": ["system", "developer", "user", "assistant"] },
                  "content": { "type": "string", "minLength": 1 }
                }
              }
            },
            "temperature": { "type": "number", "minimum": 0, "maximum": 2 },
            "max_tokens": { "type": "integer", "minimum": 1 },
            "max_completion_tokens": { "type": "integer", "minimum": 1 },
            "stream": { "type": "boolean" },
            "stream_options": {
              "type": "object",
              "additionalProperties": false,
              "properties": { "include_usage": { "type": "boolean" } }
            },
            "response_format": {
              "oneOf": [
                {
                  "type": "object",
                  "required": ["type"],
                  "additionalProperties": false,
                  "properties": { "type": { "enum": ["text", "json_object"] } }
                },
                {
                  "type": "object",
                  "required": ["type", "json_schema"],
                  "additionalProperties": false,
                  "properties": {
                    "type": { "const": "json_schema" },
                    "json_schema": {
                      "type": "object",
                      "required": ["name", "schema", "strict"],
                      "additionalProperties": false,
                      "properties": {
                        "name": { "type": "string", "pattern": "^[a-zA-Z0-9_-]{1,64}$" },
                        "description": { "type": "string" },
                        "strict": { "const": true },
                        "schema": { "type": "object" }
                      }
                    }
                  }
                }
              ]
            }
          },
          "not": { "required": ["max_tokens", "max_completion_tokens"] },
          "dependentSchemas": { "stream_options": { "required": ["stream"], "properties": { "stream": { "const": true } } } }
        }
        """);

    /// <summary>What OpenAI would refuse; null for nothing.</summary>
    public static string? Fault(JsonNode request)
    {
        var result = Request.Evaluate(
            JsonSerializer.SerializeToElement(request), new EvaluationOptions { OutputFormat = OutputFormat.List });
        if (!result.IsValid)
        {
            return string.Join("; ", (result.Details ?? []).Where(detail => detail.Errors is not null).SelectMany(detail => detail.Errors!.Select(error => $"{detail.InstanceLocation}: {error.Value}")));
        }
        if (request["max_tokens"] is null && request["max_completion_tokens"] is null) return "no limit of the answer's length";
        if (request["response_format"]?["type"]?.GetValue<string>() == "json_object" && !request["messages"]!.ToJsonString().Contains("json", StringComparison.OrdinalIgnoreCase))
        {
            return "json_object is asked for, and no message says JSON";
        }
        return request["response_format"]?["json_schema"]?["schema"] is { } schema ? StrictFault(schema) : null;
    }

    /// <summary>What keeps a schema from being one of strict answers; null for nothing.</summary>
    public static string? StrictFault(JsonNode schema)
    {
        if (schema["type"]?.GetValue<string>() != "object") return "the root is no object";
        var (properties, names, values) = (0, 0, 0);
        var fault = Walk(schema, level: 1, ref properties, ref names, ref values);
        return fault
            ?? (properties > MostProperties ? $"{properties} properties" : null)
            ?? (names > MostNamesLength ? $"names and values of {names} characters" : null)
            ?? (values > MostEnumValues ? $"{values} values of enumerations" : null);
    }

    private static string? Walk(JsonNode? node, int level, ref int properties, ref int names, ref int values)
    {
        if (node is not JsonObject schema) return "a schema that is no object";
        if (level > MostLevels) return $"more than {MostLevels} levels";
        foreach (var (keyword, value) in schema)
        {
            if (!KnownKeywords.Contains(keyword, StringComparer.Ordinal)) return $"the keyword {keyword}";
            if (keyword == "type" && (value is JsonArray several ? several.ToList() : [value]).Any(type => !KnownTypes.Contains(type!.GetValue<string>(), StringComparer.Ordinal)))
            {
                return $"the type {value!.ToJsonString()}";
            }
        }
        if (schema["enum"] is JsonArray choices)
        {
            var length = choices.Sum(choice => choice!.ToString().Length);
            if (choices.Count == 0) return "an enumeration of nothing";
            if (choices.Count > ManyEnumValues && length > MostEnumLength)
                return $"an enumeration of {choices.Count} values with {length} characters";
            values += choices.Count;
            names += length;
        }
        if (schema["properties"] is JsonObject members)
        {
            if (schema["additionalProperties"] is not JsonValue more || more.GetValueKind() != JsonValueKind.False)
                return "an object that takes other properties";
            var required = (schema["required"] as JsonArray ?? []).Select(name => name!.GetValue<string>())
                .ToHashSet(StringComparer.Ordinal);
            if (!required.SetEquals(members.Select(member => member.Key))) return "a property that is not required";
            foreach (var (name, member) in members)
            {
                properties++;
                names += name.Length;
                if (Walk(member, level + 1, ref properties, ref names, ref values) is { } fault) return $"{name}: {fault}";
            }
        }
        else if (schema["type"]?.ToString() == "object")
        {
            return "an object without properties";
        }
        return schema.ContainsKey("items") ? Walk(schema["items"], level + 1, ref properties, ref names, ref values)
            : schema["type"]?.ToString() == "array" ? "a list of anything"
            : null;
    }
}
