using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using LocalDigest.Daemon.Wire;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace LocalDigest.Daemon.Api;

/// <summary>
/// Makes schemas say what is really taken and given. A type that is in requests and in answers has two forms. In an answer every field is
/// there; in a request what may be left out may be left out, other fields are faults, and the form's name ends in <c>Input</c>. A JSON
/// Merge Patch has a third form, in which every field may be left out or null.
/// </summary>
internal sealed class SchemaForms
{
    private const string Input = "Input";
    private const string Patched = "Patch";

    /// <summary>The types of the components, by name.</summary>
    private readonly ConcurrentDictionary<string, JsonTypeInfo> types = new(StringComparer.Ordinal);

    /// <summary>The name of a type among the components; null for what is described where it stands.</summary>
    public static string? Name(JsonTypeInfo type) =>
        type.Type == typeof(JsonElement) ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(type);

    /// <summary>Pictures and databases have no form and no example.</summary>
    public static bool IsBinary(string mediaType) => mediaType.StartsWith("image/", StringComparison.Ordinal) || mediaType == BackupApi.MediaType;

    /// <summary>The name of the type that a form is of.</summary>
    public static string PlainName(string form) => form.EndsWith(Input, StringComparison.Ordinal) ? form[..^Input.Length] : form;

    public static bool IsJson(string mediaType) => mediaType is "application/json"
        // A library in somebody else's form is a file.
        || (mediaType.EndsWith("+json", StringComparison.Ordinal) && mediaType != BibliographyBody.Csl);

    /// <summary>The operations of a document.</summary>
    public static IEnumerable<OpenApiOperation> Operations(OpenApiDocument document) =>
        document.Paths.SelectMany(path => path.Value.Operations ?? []).Select(operation => operation.Value);

    /// <summary>Adds to one schema what the attributes of its property or parameter say and the framework does not read.</summary>
    public void Describe(OpenApiSchema schema, OpenApiSchemaTransformerContext context)
    {
        var type = context.JsonTypeInfo;
        if (type.Kind == JsonTypeInfoKind.Object && Name(type) is { } name) types[name] = type;
        if ((Nullable.GetUnderlyingType(type.Type) ?? type.Type).IsEnum)
        {
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. (schema.Enum ?? []).Where(value => value?.GetValueKind() == JsonValueKind.String)];
        }
        ICustomAttributeProvider? place = context.JsonPropertyInfo?.AttributeProvider
            ?? (context.ParameterDescription?.ParameterDescriptor as IParameterInfoParameterDescriptor)?.ParameterInfo;
        foreach (var attribute in place?.GetCustomAttributes(inherit: true) ?? []) Apply(attribute, schema, context.Document!);
    }

    /// <summary>Gives every type its forms, once all operations are described.</summary>
    public void Finish(OpenApiDocument document)
    {
        var schemas = document.Components!.Schemas!;
        var operations = Operations(document).ToList();
        var asked = Reach(operations.SelectMany(operation => Schemas(operation.RequestBody?.Content)), document);
        var answers = operations.SelectMany(operation => operation.Responses ?? []);
        var given = Reach(answers.SelectMany(answer => Schemas(answer.Value.Content)), document);
        var both = asked.Where(name => given.Contains(name) && types.ContainsKey(name)).ToHashSet();
        var copier = new Copier(document, name => both.Contains(name) ? name + Input : name);
        foreach (var name in asked.Where(types.ContainsKey))
        {
            var input = (OpenApiSchema)copier.Copy(schemas[name]);
            AsInput(input, types[name], document);
            schemas[copier.Rename(name)] = input;
        }
        foreach (var name in given.Where(types.ContainsKey)) AsOutput((OpenApiSchema)schemas[name], types[name], document);
        foreach (var operation in operations)
        {
            var content = operation.RequestBody?.Content ?? new Dictionary<string, OpenApiMediaType>();
            var isPatch = content.ContainsKey(ProfilesApi.MergePatch);
            foreach (var (type, body) in content)
            {
                var form = copier.Copy(body.Schema!);
                body.Schema = !IsJson(type) ? AsText(type, form) : isPatch ? AsPatch((OpenApiSchemaReference)form, document) : form;
            }
        }
    }

    private static IEnumerable<IOpenApiSchema> Schemas(IDictionary<string, OpenApiMediaType>? content) =>
        (content?.Values ?? []).Select(body => body.Schema).OfType<IOpenApiSchema>();

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
                (schema.Type, schema.Format, schema.OneOf) = (read.Type, read.Format, read.OneOf);
                (schema.Items, schema.AdditionalProperties) = (read.Items, read.AdditionalProperties);
                break;
        }
    }

    /// <summary>
    /// A body of text. Where it is lines of JSON, each of them is of a schema. Binary says that it is sent as it is: what only is a
    /// string is put into quotation marks by clients that are made of the description.
    /// </summary>
    private static OpenApiSchema AsText(string mediaType, IOpenApiSchema schema)
    {
        var text = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" };
        if (!mediaType.Contains("json", StringComparison.Ordinal) || mediaType == BibliographyBody.Csl || schema is not OpenApiSchemaReference line) return text;
        text.Description = $"One {line.Reference.Id} a line.";
        // Keywords of JSON Schema that the library does not know; it writes them as they stand.
        text.Extensions = new Dictionary<string, IOpenApiExtension>
        {
            ["contentMediaType"] = new JsonNodeExtension(mediaType),
            ["contentSchema"] = new JsonNodeExtension(new JsonObject { ["$ref"] = "#/components/schemas/" + line.Reference.Id }),
        };
        return text;
    }

    private static void AsInput(OpenApiSchema schema, JsonTypeInfo type, OpenApiDocument document)
    {
        var settable = type.Properties.Where(property => property.Set is not null || property.AssociatedParameter is not null).ToList();
        var required = settable.Where(IsRequired).Select(property => property.Name).ToHashSet();
        schema.Required = required.Count > 0 ? required : null;
        schema.AdditionalPropertiesAllowed = type.UnmappedMemberHandling == JsonUnmappedMemberHandling.Skip;
        var defaults = type.Type.GetConstructor(Type.EmptyTypes) is null ? null : Activator.CreateInstance(type.Type);
        var given = schema.Properties!;
        schema.Properties = new Dictionary<string, IOpenApiSchema>();
        foreach (var property in settable)
        {
            var form = SetNullable(given[property.Name], property.IsSetNullable, document);
            if (form is OpenApiSchema own) DescribeDefault(own, property, defaults);
            schema.Properties[property.Name] = form;
        }
    }

    private static bool IsRequired(JsonPropertyInfo property) =>
        property.IsRequired || property.AttributeProvider?.IsDefined(typeof(RequiredAttribute), inherit: true) == true;

    /// <summary>
    /// Says a default in words. Programs that make types take a field whose schema has the keyword for it for one that is always there.
    /// </summary>
    private static void DescribeDefault(OpenApiSchema schema, JsonPropertyInfo property, object? defaults)
    {
        schema.Default = null;
        if (property.IsRequired || defaults is null) return;
        var value = property.Get?.Invoke(defaults);
        if (value is not (int or double or bool or string { Length: > 0 })) return;
        schema.Description = $"{schema.Description} Default: {JsonSerializer.Serialize(value, property.Options)}.".TrimStart();
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

    /// <summary>The form of a patch to what a request has.</summary>
    private OpenApiSchemaReference AsPatch(OpenApiSchemaReference schema, OpenApiDocument document)
    {
        var schemas = document.Components!.Schemas!;
        var name = schema.Reference.Id!;
        var patchName = PlainName(name).Replace("Request", "", StringComparison.Ordinal) + Patched;
        if (!schemas.ContainsKey(patchName))
        {
            var patch = (OpenApiSchema)new Copier(document, same => same).Copy(schemas[name]);
            patch.Required = null;
            patch.Description =
                "Changes by JSON Merge Patch (RFC 7396): a field that is left out stays as it is, one that is null becomes its default.";
            foreach (var (field, form) in patch.Properties!.ToList())
            {
                var plain = SetNullable(form, isNullable: false, document);
                var isObject = plain is OpenApiSchemaReference { Reference.Id: { } id } && types.ContainsKey(PlainName(id));
                if (isObject) plain = AsPatch((OpenApiSchemaReference)plain, document);
                patch.Properties![field] = SetNullable(plain, isNullable: true, document);
            }
            schemas[patchName] = patch;
        }
        return new OpenApiSchemaReference(patchName, document) { Description = schema.Reference.Description };
    }

    private static IOpenApiSchema SetNullable(IOpenApiSchema schema, bool isNullable, OpenApiDocument document)
    {
        if (schema is OpenApiSchemaReference reference) return isNullable ? OrNull(reference, document) : reference;
        var own = (OpenApiSchema)schema;
        if (own.OneOf is [_, _] options && options.OfType<OpenApiSchemaReference>().ToList() is [var only] && options.Any(IsNull))
        {
            // The description stands where the field is, and not at the type that it may have.
            var plain = new OpenApiSchemaReference(only.Reference.Id!, document);
            plain.Description = only.Reference.Description ?? own.Description;
            return SetNullable(plain, isNullable, document);
        }
        if (own.Type is not { } type || own.OneOf is { Count: > 0 }) return own;
        own.Type = isNullable ? type | JsonSchemaType.Null : type & ~JsonSchemaType.Null;
        if (own.Enum is { Count: > 0 } allowed)
        {
            own.Enum = [.. allowed.Where(value => !value.IsJsonNullSentinel())];
            if (isNullable) own.Enum.Add(JsonNullSentinel.JsonNull);
        }
        return own;
    }

    private static OpenApiSchema OrNull(OpenApiSchemaReference schema, OpenApiDocument document) => new()
    {
        Description = schema.Reference.Description,
        OneOf = [new OpenApiSchemaReference(schema.Reference.Id!, document), new OpenApiSchema { Type = JsonSchemaType.Null }],
    };

    private static bool IsNull(IOpenApiSchema schema) => schema is OpenApiSchema { Type: JsonSchemaType.Null };

    /// <summary>The names of all components that some schemas are made of.</summary>
    private static HashSet<string> Reach(IEnumerable<IOpenApiSchema> schemas, OpenApiDocument document)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<IOpenApiSchema>(schemas);
        while (open.TryPop(out var schema))
        {
            if (schema is OpenApiSchemaReference reference)
            {
                if (found.Add(reference.Reference.Id!)) open.Push(document.Components!.Schemas![reference.Reference.Id!]);
                continue;
            }
            IEnumerable<IOpenApiSchema?> parts =
            [
                .. schema.Properties?.Values ?? [], .. schema.OneOf ?? [], .. schema.AnyOf ?? [], .. schema.AllOf ?? [],
                schema.Items, schema.AdditionalProperties,
            ];
            foreach (var part in parts.OfType<IOpenApiSchema>()) open.Push(part);
        }
        return found;
    }

    /// <summary>Copies schemas and gives the components that they name other names.</summary>
    private sealed class Copier(OpenApiDocument document, Func<string, string> rename)
    {
        public string Rename(string name) => rename(name);

        public IOpenApiSchema Copy(IOpenApiSchema schema)
        {
            if (schema is OpenApiSchemaReference reference)
            {
                var name = rename(reference.Reference.Id!);
                return new OpenApiSchemaReference(name, document) { Description = reference.Reference.Description };
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
