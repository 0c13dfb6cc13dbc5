using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace LocalDigest.Daemon.Hosting;

/// <summary>
/// Gives every body and every answer an example. <c>examples.json</c> holds what examples say of each type; fields of which it says nothing are
/// null, empty or 0 where that is allowed, and optional ones of a request are left out.
/// </summary>
internal sealed class Examples(OpenApiDocument document)
{
    /// <summary>What stands where an example is missing; a test looks for it.</summary>
    public const string Missing = "‹no example›";

    private static readonly JsonObject Known = Read();

    public void Add()
    {
        foreach (var operation in SchemaForms.Operations(document))
        {
            foreach (var (type, body) in operation.RequestBody?.Content ?? new Dictionary<string, OpenApiMediaType>()) body.Example ??= Of(type, body.Schema);
            foreach (var (type, body) in (operation.Responses ?? []).SelectMany(answer => answer.Value.Content ?? new Dictionary<string, OpenApiMediaType>()))
            {
                if (!type.StartsWith("image/", StringComparison.Ordinal)) body.Example ??= Of(type, body.Schema);
            }
        }
    }

    private JsonNode Of(string mediaType, IOpenApiSchema? schema) =>
        SchemaForms.IsJson(mediaType) ? Compose(schema!, null, isInput: false)! : Known["texts"]![mediaType]?.DeepClone() ?? JsonValue.Create(Missing);

    /// <summary>A value of a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="said">What is said of it already; null for nothing.</param>
    /// <param name="isInput">Whether what may be left out is.</param>
    private JsonNode? Compose(IOpenApiSchema schema, JsonNode? said, bool isInput)
    {
        if (schema is OpenApiSchemaReference reference)
        {
            var name = reference.Reference.Id!;
            isInput |= name.EndsWith("Input", StringComparison.Ordinal) || name.EndsWith("Request", StringComparison.Ordinal) || name.EndsWith("Patch", StringComparison.Ordinal);
            said ??= Known["types"]![name] ?? Known["types"]![name.Replace("Input", "", StringComparison.Ordinal)];
            return Compose(document.Components!.Schemas![name], said, isInput);
        }
        if (schema.OneOf is { Count: > 0 } options) return said is null && options.Any(option => option.Type == JsonSchemaType.Null) ? null : Compose(options[0], said, isInput);
        if (schema.Properties is { Count: > 0 } properties && said is null or JsonObject)
        {
            var value = new JsonObject();
            foreach (var (name, form) in properties!)
            {
                var isSaid = (said as JsonObject)?.ContainsKey(name) == true;
                if (!isSaid && (isInput || schema.Required?.Contains(name) != true) && schema.Required?.Contains(name) != true) continue;
                value[name] = isSaid && said![name] is null ? null : Compose(form, said?[name], isInput);
            }
            return value;
        }
        if (schema.Items is { } items && said is JsonArray list) return new JsonArray([.. list.Select(item => Compose(items, item, isInput))]);
        if (said is not null) return said.DeepClone();
        if (schema.Type is not { } type || type.HasFlag(JsonSchemaType.Null)) return null;
        if (type.HasFlag(JsonSchemaType.Array)) return schema.Items is OpenApiSchemaReference item && document.Components!.Schemas![item.Reference.Id!].Properties?.Count > 0 ? new JsonArray(Compose(item, null, isInput)) : [];
        if (type.HasFlag(JsonSchemaType.Object)) return new JsonObject();
        if (type.HasFlag(JsonSchemaType.Boolean)) return false;
        if (type.HasFlag(JsonSchemaType.Integer) || type.HasFlag(JsonSchemaType.Number)) return schema.Minimum is { } least ? JsonNode.Parse(least) : 0;
        if (schema.Enum is [{ } first, ..]) return first.DeepClone();
        return schema.Format switch
        {
            "date" => "2026-01-20",
            "date-time" => "2026-01-20T08:00:00+00:00",
            "uri" => "https://example.org/",
            _ => Missing,
        };
    }

    private static JsonObject Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("LocalDigest.Daemon.examples.json")!;
        return JsonSerializer.Deserialize<JsonObject>(stream)!;
    }
}
