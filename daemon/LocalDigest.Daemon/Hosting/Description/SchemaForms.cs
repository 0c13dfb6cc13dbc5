using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace LocalDigest.Daemon.Hosting;

/// <summary>
/// Makes schemas say what is really taken and given. A type that is in requests and in answers has two forms: in an answer every field is there;
/// in a request what may be left out may be left out, other fields are faults, and the form's name ends in <c>Input</c>. A JSON Merge Patch
/// has a third form, in which every field may be left out or null.
/// </summary>
internal sealed class SchemaForms
{
    private const string MergePatch = "application/merge-patch+json";

    private readonly ConcurrentDictionary<string, JsonTypeInfo> types = new(StringComparer.Ordinal);

    /// <summary>The name of a type among the components; null for what is described where it stands.</summary>
    public static string? Name(JsonTypeInfo type) => type.Type == typeof(JsonElement) ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(type);

    /// <summary>Adds to one schema what the attributes of its property or type say and the framework does not read.</summary>
    public void Describe(OpenApiSchema schema, OpenApiSchemaTransformerContext context)
    {
        var type = context.JsonTypeInfo;
        if (type.Kind == JsonTypeInfoKind.Object && Name(type) is { } id) types[id] = type;
        if ((Nullable.GetUnderlyingType(type.Type) ?? type.Type).IsEnum)
        {
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. (schema.Enum ?? []).Where(value => value?.GetValueKind() == JsonValueKind.String)];
        }
        ICustomAttributeProvider? place = context.JsonPropertyInfo?.AttributeProvider
            ?? (context.ParameterDescription?.ParameterDescriptor as Microsoft.AspNetCore.Mvc.Infrastructure.IParameterInfoParameterDescriptor)?.ParameterInfo;
        foreach (var attribute in place?.GetCustomAttributes(inherit: true) ?? []) Apply(attribute, schema, context.Document!);
    }

    /// <summary>Gives every type its forms, once all operations are described.</summary>
    public void Finish(OpenApiDocument document)
    {
        var schemas = document.Components!.Schemas!;
        var bodies = Operations(document).SelectMany(operation => operation.RequestBody?.Content ?? new Dictionary<string, OpenApiMediaType>()).ToList();
        var answers = Operations(document).SelectMany(operation => operation.Responses ?? []).SelectMany(answer => answer.Value.Content ?? new Dictionary<string, OpenApiMediaType>());
        var asked = Reach(bodies.Select(body => body.Value.Schema), document);
        var given = Reach(answers.Select(answer => answer.Value.Schema), document);
        var copier = new Copier(document, name => asked.Contains(name) && given.Contains(name) && types.ContainsKey(name) ? name + "Input" : name);
        foreach (var name in asked.Where(types.ContainsKey))
        {
            var input = (OpenApiSchema)copier.Copy(schemas[name]);
            AsInput(input, types[name], document);
            schemas[copier.Rename(name)] = input;
        }
        foreach (var name in given.Where(types.ContainsKey)) AsOutput((OpenApiSchema)schemas[name], types[name], document);
        foreach (var operation in Operations(document))
        {
            var content = operation.RequestBody?.Content ?? new Dictionary<string, OpenApiMediaType>();
            var isPatch = content.ContainsKey(MergePatch);
            foreach (var (type, body) in content)
            {
                body.Schema = !IsJson(type) ? AsText(type, body.Schema!)
                    : copier.Copy(body.Schema!) is OpenApiSchemaReference form && isPatch ? Patch(form, document)
                    : copier.Copy(body.Schema!);
            }
        }
    }

    /// <summary>The operations of a document.</summary>
    public static IEnumerable<OpenApiOperation> Operations(OpenApiDocument document) => document.Paths.SelectMany(path => path.Value.Operations ?? []).Select(operation => operation.Value);

    public static bool IsJson(string mediaType) => mediaType is "application/json" || mediaType.EndsWith("+json", StringComparison.Ordinal);

    /// <summary>A body of text. Where it is lines of JSON, each of them is of a schema.</summary>
    private static OpenApiSchema AsText(string mediaType, IOpenApiSchema schema)
    {
        var text = new OpenApiSchema { Type = JsonSchemaType.String };
        if (!mediaType.Contains("json", StringComparison.Ordinal) || schema is not OpenApiSchemaReference line) return text;
        text.Description = $"One {line.Reference.Id} a line.";
        // Keywords of JSON Schema that the library does not know; it writes them as they stand.
        text.Extensions = new Dictionary<string, IOpenApiExtension>
        {
            ["contentMediaType"] = new JsonNodeExtension(mediaType),
            ["contentSchema"] = new JsonNodeExtension(new JsonObject { ["$ref"] = "#/components/schemas/" + line.Reference.Id }),
        };
        return text;
    }

    private static void Apply(object attribute, OpenApiSchema schema, OpenApiDocument document)
    {
        switch (attribute)
        {
            case AllowedValuesAttribute allowed:
                schema.Enum = [.. allowed.Values.OfType<object>().Select(value => JsonSerializer.SerializeToNode(value)!)];
                break;
            case ItemMaxLengthAttribute most when schema.Items is OpenApiSchema items:
                items.MaxLength = most.Length;
                break;
            case StringLengthAttribute length:
                schema.MinLength = length.MinimumLength;
                schema.MaxLength = length.MaximumLength;
                break;
            case RangeAttribute { Maximum: int.MaxValue }:
                schema.Maximum = null;
                break;
            case JsonShapeAttribute shape:
                var read = shape.Read(document);
                (schema.Type, schema.Format, schema.OneOf, schema.Items, schema.AdditionalProperties) = (read.Type, read.Format, read.OneOf, read.Items, read.AdditionalProperties);
                break;
        }
    }

    private static void AsInput(OpenApiSchema schema, JsonTypeInfo type, OpenApiDocument document)
    {
        var properties = type.Properties.Where(property => property.Set is not null || property.AssociatedParameter is not null).ToList();
        schema.Required = properties.Where(property => property.IsRequired || property.AttributeProvider?.IsDefined(typeof(RequiredAttribute), inherit: true) == true)
            .Select(property => property.Name).ToHashSet();
        if (schema.Required.Count == 0) schema.Required = null;
        schema.AdditionalPropertiesAllowed = type.UnmappedMemberHandling == JsonUnmappedMemberHandling.Skip;
        var defaults = type.Type.GetConstructor(Type.EmptyTypes) is null ? null : Activator.CreateInstance(type.Type);
        foreach (var name in schema.Properties!.Keys.Except(properties.Select(property => property.Name)).ToList()) schema.Properties.Remove(name);
        foreach (var property in properties)
        {
            var form = SetNullable(schema.Properties[property.Name], property.IsSetNullable, document);
            if (form is OpenApiSchema own)
            {
                // In words: what has a default by keyword is required to makers of types, who think of the one that reads.
                own.Default = null;
                if (!property.IsRequired && defaults is not null && property.Get?.Invoke(defaults) is int or double or bool or string)
                {
                    own.Description = $"{own.Description} Default: {JsonSerializer.Serialize(property.Get!(defaults!), type.Options)}.".TrimStart();
                }
            }
            schema.Properties[property.Name] = form;
        }
    }

    private static void AsOutput(OpenApiSchema schema, JsonTypeInfo type, OpenApiDocument document)
    {
        schema.Required = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in type.Properties)
        {
            if (schema.Properties?.TryGetValue(property.Name, out var form) != true || form is null) continue;
            var isLeftOut = property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true).Length > 0;
            if (!isLeftOut) schema.Required.Add(property.Name);
            form = SetNullable(form, property.IsGetNullable && !isLeftOut, document);
            if (form is OpenApiSchema own) own.Default = null;
            schema.Properties![property.Name] = form;
        }
    }

    /// <summary>The form of a patch: every field may be left out, or null to take it back.</summary>
    private OpenApiSchemaReference Patch(OpenApiSchemaReference schema, OpenApiDocument document)
    {
        var name = schema.Reference.Id!;
        var patchName = name.Replace("Request", "", StringComparison.Ordinal).Replace("Input", "", StringComparison.Ordinal) + "Patch";
        if (!document.Components!.Schemas!.ContainsKey(patchName))
        {
            var patch = (OpenApiSchema)new Copier(document, same => same).Copy(document.Components.Schemas[name]);
            patch.Required = null;
            patch.Description = "Changes by JSON Merge Patch (RFC 7396): a field that is left out stays as it is, one that is null becomes its default.";
            foreach (var (field, form) in patch.Properties!.ToList())
            {
                var plain = SetNullable(form, isNullable: false, document);
                if (plain is OpenApiSchemaReference reference && types.ContainsKey(PlainName(reference))) plain = Patch(reference, document);
                patch.Properties![field] = SetNullable(plain, isNullable: true, document);
            }
            document.Components.Schemas[patchName] = patch;
        }
        return new OpenApiSchemaReference(patchName, document) { Description = schema.Reference.Description };

        static string PlainName(OpenApiSchemaReference reference) => reference.Reference.Id!.Replace("Input", "", StringComparison.Ordinal);
    }

    private static IOpenApiSchema SetNullable(IOpenApiSchema schema, bool isNullable, OpenApiDocument document)
    {
        if (schema is OpenApiSchemaReference reference)
        {
            if (!isNullable) return reference;
            return new OpenApiSchema
            {
                Description = reference.Reference.Description,
                OneOf = [new OpenApiSchemaReference(reference.Reference.Id!, document), new OpenApiSchema { Type = JsonSchemaType.Null }],
            };
        }
        var own = (OpenApiSchema)schema;
        if (own.OneOf is { Count: > 0 } options)
        {
            var values = options.Where(option => option.Type != JsonSchemaType.Null).ToList();
            if (values is [OpenApiSchemaReference only] && options.Count == 2)
            {
                // The description stands where the field is, and not at the type that it may have.
                var plain = new OpenApiSchemaReference(only.Reference.Id!, document) { Description = only.Reference.Description ?? own.Description };
                return isNullable ? SetNullable(plain, isNullable: true, document) : plain;
            }
            return own;
        }
        if (own.Type is not { } type) return own;
        own.Type = isNullable ? type | JsonSchemaType.Null : type & ~JsonSchemaType.Null;
        if (own.Enum is { Count: > 0 } allowed)
        {
            own.Enum = [.. allowed.Where(value => !value.IsJsonNullSentinel()), .. isNullable ? [JsonNullSentinel.JsonNull] : Array.Empty<JsonNode>()];
        }
        return own;
    }

    /// <summary>The names of all components that some schemas are made of.</summary>
    private static HashSet<string> Reach(IEnumerable<IOpenApiSchema?> schemas, OpenApiDocument document)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<IOpenApiSchema>(schemas.OfType<IOpenApiSchema>());
        while (open.TryPop(out var schema))
        {
            if (schema is OpenApiSchemaReference reference)
            {
                if (found.Add(reference.Reference.Id!)) open.Push(document.Components!.Schemas![reference.Reference.Id!]);
                continue;
            }
            foreach (var part in Parts(schema)) open.Push(part);
        }
        return found;
    }

    private static IEnumerable<IOpenApiSchema> Parts(IOpenApiSchema schema) =>
    [
        .. schema.Properties?.Values ?? [], .. schema.OneOf ?? [], .. schema.AnyOf ?? [], .. schema.AllOf ?? [],
        .. schema.Items is { } items ? [items] : Array.Empty<IOpenApiSchema>(), .. schema.AdditionalProperties is { } rest ? [rest] : Array.Empty<IOpenApiSchema>(),
    ];

    /// <summary>Copies schemas and gives the components that they name other names.</summary>
    private sealed class Copier(OpenApiDocument document, Func<string, string> rename)
    {
        public string Rename(string name) => rename(name);

        public IOpenApiSchema Copy(IOpenApiSchema schema)
        {
            if (schema is OpenApiSchemaReference reference)
            {
                return new OpenApiSchemaReference(rename(reference.Reference.Id!), document) { Description = reference.Reference.Description };
            }
            var copy = (OpenApiSchema)schema.CreateShallowCopy();
            copy.Properties = copy.Properties?.ToDictionary(property => property.Key, property => Copy(property.Value));
            copy.OneOf = copy.OneOf?.Select(Copy).ToList();
            copy.AnyOf = copy.AnyOf?.Select(Copy).ToList();
            copy.AllOf = copy.AllOf?.Select(Copy).ToList();
            copy.Items = copy.Items is { } items ? Copy(items) : null;
            copy.AdditionalProperties = copy.AdditionalProperties is { } rest ? Copy(rest) : null;
            return copy;
        }
    }
}
