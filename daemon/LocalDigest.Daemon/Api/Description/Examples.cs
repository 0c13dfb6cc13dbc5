using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace LocalDigest.Daemon.Api;

/// <summary>
/// Gives every body and every answer an example. <c>examples.json</c> holds what examples say of each type. Fields of which it says
/// nothing are left out, null, empty or 0, whichever is allowed.
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
            Add(operation.RequestBody?.Content);
            foreach (var answer in operation.Responses?.Values ?? Enumerable.Empty<IOpenApiResponse>()) Add(answer.Content);
        }
    }

    private void Add(IDictionary<string, OpenApiMediaType>? content)
    {
        foreach (var (type, body) in content ?? new Dictionary<string, OpenApiMediaType>())
        {
            if (SchemaForms.IsBinary(type)) continue;
            body.Example ??= SchemaForms.IsJson(type) ? Compose(body.Schema!, null) : Text(type);
        }
    }

    /// <summary>A text of a media type, whose lines are known.</summary>
    private static string Text(string mediaType) =>
        Known["texts"]![mediaType] is JsonArray lines ? string.Join('\n', lines.Select(line => line!.GetValue<string>())) : Missing;

    /// <summary>A value of a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="said">What is said of it already; null for nothing.</param>
    private JsonNode? Compose(IOpenApiSchema schema, JsonNode? said)
    {
        if (schema is OpenApiSchemaReference reference)
        {
            var name = reference.Reference.Id!;
            said ??= Known["types"]![name] ?? Known["types"]![SchemaForms.PlainName(name)];
            return Compose(document.Components!.Schemas![name], said);
        }
        if (schema.OneOf is { Count: > 0 } options)
        {
            var mayBeNull = options.Any(option => option.Type == JsonSchemaType.Null);
            return said is null && mayBeNull ? null : Compose(options[0], said);
        }
        return (schema.Properties, schema.Items, said) switch
        {
            ({ Count: > 0 } properties, _, null or JsonObject) => ComposeObject(schema, properties, said as JsonObject),
            (_, { } items, JsonArray list) => new JsonArray([.. list.Select(item => Compose(items, item))]),
            (_, _, { } value) => value.DeepClone(),
            _ => Least(schema),
        };
    }

    private JsonObject ComposeObject(IOpenApiSchema schema, IDictionary<string, IOpenApiSchema> properties, JsonObject? said)
    {
        var value = new JsonObject();
        foreach (var (name, form) in properties)
        {
            var isSaid = said?.ContainsKey(name) == true;
            // What may be left out is, where nothing is said of it.
            if (!isSaid && schema.Required?.Contains(name) != true) continue;
            value[name] = isSaid && said![name] is null ? null : Compose(form, said?[name]);
        }
        return value;
    }

    /// <summary>The least that a value of a schema can be.</summary>
    private JsonNode? Least(IOpenApiSchema schema)
    {
        if (schema.Type is not { } type || type.HasFlag(JsonSchemaType.Null)) return null;
        if (schema.Enum is [{ } first, ..]) return first.DeepClone();
        if (type.HasFlag(JsonSchemaType.Array)) return IsObject(schema.Items) ? [Compose(schema.Items!, null)] : new JsonArray();
        if (type.HasFlag(JsonSchemaType.Object)) return new JsonObject();
        if (type.HasFlag(JsonSchemaType.Boolean)) return false;
        if (type.HasFlag(JsonSchemaType.Integer) || type.HasFlag(JsonSchemaType.Number)) return JsonNode.Parse(schema.Minimum ?? "0");
        return schema.Format switch
        {
            "date" => "2026-01-20",
            "date-time" => "2026-01-20T08:00:00+00:00",
            "uri" => "https://example.org/",
            _ => Missing,
        };
    }

    private bool IsObject(IOpenApiSchema? schema) =>
        schema is OpenApiSchemaReference reference && document.Components!.Schemas![reference.Reference.Id!].Properties?.Count > 0;

    private static JsonObject Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("LocalDigest.Daemon.examples.json")!;
        return JsonSerializer.Deserialize<JsonObject>(stream)!;
    }
}
