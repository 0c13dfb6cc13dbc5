using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace LocalDigest.Daemon.Wire;

/// <summary>
/// Compares a JSON value with the type that it is to become, and names everything that is wrong by its path: fields that are unknown or
/// missing, values of a wrong kind or out of range. What passes can be read into the type.
/// </summary>
/// <param name="options">How the type is written: the names of its properties, its enumerations.</param>
internal sealed class JsonCheck(IOptions<JsonOptions> options)
{
    /// <summary>The path of a body that is wrong as a whole.</summary>
    public const string Root = "body";

    private readonly JsonSerializerOptions json = options.Value.SerializerOptions;
    private readonly ConcurrentDictionary<Type, Shape> shapes = new();

    /// <summary>Checks a whole value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="type">What it is to become.</param>
    /// <param name="errors">Takes what is wrong.</param>
    /// <param name="isPatch">
    /// Whether it is a JSON Merge Patch (RFC 7396) to such a value: nothing is missing in it, and null takes a field back.
    /// </param>
    public void Check(JsonElement value, Type type, FieldErrors errors, bool isPatch = false) =>
        Check(value, ShapeOf(type), "", errors, isPatch);

    private void Check(JsonElement value, Shape shape, string path, FieldErrors errors, bool isPatch)
    {
        if (errors.IsFull) return;
        switch (shape.Kind)
        {
            case JsonTypeInfoKind.Object when value.ValueKind == JsonValueKind.Object:
                CheckFields(value, shape, path, errors, isPatch);
                break;
            case JsonTypeInfoKind.Object:
                errors.Add(Name(path), $"It is an object with {string.Join(", ", shape.Fields.Keys)}.");
                break;
            default:
                CheckText(value, path, errors);
                break;
        }
    }

    private void CheckFields(JsonElement value, Shape shape, string path, FieldErrors errors, bool isPatch)
    {
        var missing = isPatch ? [] : shape.Fields.Values.Where(field => field.IsRequired).ToDictionary(field => field.Name);
        foreach (var member in value.EnumerateObject())
        {
            if (errors.IsFull) return;
            if (NameOf(member) is not { } name)
            {
                errors.Add(Name(path), $"The name of a field: {ValueRule.UnreadableText}");
            }
            else if (shape.Fields.TryGetValue(name, out var field))
            {
                missing.Remove(name);
                CheckField(member.Value, field, Join(path, name), errors, isPatch);
            }
            else if (shape.Derived.Contains(name))
            {
                // It follows from the others: who sends back what was answered has it there, and it is not read.
            }
            else if (shape.IsClosed)
            {
                errors.Add(Join(path, name), Unknown(name, shape.Fields.Keys));
            }
            else
            {
                CheckText(member.Value, Join(path, name), errors);
            }
        }
        foreach (var field in missing.Values) errors.Add(Join(path, field.Name), $"It is missing. {field.Rule.Wrong()}");
    }

    private void CheckField(JsonElement value, Field field, string path, FieldErrors errors, bool isPatch)
    {
        if (value.ValueKind == JsonValueKind.Null)
        {
            if (!isPatch && !field.IsNullable) errors.Add(path, $"It is not null. {field.Rule.Wrong()}");
        }
        else if (field.Rule.IsSimple)
        {
            if (field.Rule.FaultOf(value) is { } fault) errors.Add(path, fault);
        }
        else if (field.ItemType is { } itemType)
        {
            CheckItems(value, field, itemType, path, errors);
        }
        else
        {
            Check(value, ShapeOf(field.Type), path, errors, isPatch);
        }
    }

    private void CheckItems(JsonElement value, Field field, Type itemType, string path, FieldErrors errors)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            errors.Add(path, field.Rule.Wrong());
            return;
        }
        if (field.Rule.FaultOfCount(value.GetArrayLength()) is { } fault)
        {
            errors.Add(path, fault);
            return;
        }
        var item = new Field("", itemType, ValueRule.Of(itemType, null, json), null, IsRequired: false, IsNullable: false);
        var place = 0;
        foreach (var element in value.EnumerateArray())
        {
            if (errors.IsFull) return;
            var itemPath = $"{path}[{place++}]";
            CheckField(element, item, itemPath, errors, isPatch: false);
            if (element.ValueKind != JsonValueKind.String || ValueRule.Text(element) is not { } text) continue;
            if (field.Rule.FaultOfItem(text) is { } tooLong) errors.Add(itemPath, tooLong);
        }
    }

    /// <summary>A value of a form of its own: whoever reads it looks closer, and must at least find text where there is text.</summary>
    private static void CheckText(JsonElement value, string path, FieldErrors errors)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String when ValueRule.Text(value) is null:
                errors.Add(Name(path), ValueRule.UnreadableText);
                break;
            case JsonValueKind.Array:
                var place = 0;
                foreach (var item in value.EnumerateArray()) CheckText(item, $"{path}[{place++}]", errors);
                break;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject())
                {
                    if (NameOf(member) is { } name) CheckText(member.Value, Join(path, name), errors);
                    else errors.Add(Name(path), $"The name of a field: {ValueRule.UnreadableText}");
                }
                break;
        }
    }

    private static string Unknown(string name, IEnumerable<string> names)
    {
        var meant = NearName.Of(name, names) is { } near ? $"; did you mean {near}?" : ".";
        return $"There is no such field{meant} There are: {string.Join(", ", names)}.";
    }

    private static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name.Contains('\0') ? null : member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string Name(string path) => path.Length == 0 ? Root : path;

    private static string Join(string path, string name)
    {
        if (name.Length > 100) name = name[..100] + "…";
        return path.Length == 0 ? name : $"{path}.{name}";
    }

    private Shape ShapeOf(Type type) => shapes.GetOrAdd(type, _ =>
    {
        var info = json.GetTypeInfo(type);
        if (info.Kind != JsonTypeInfoKind.Object) return new Shape(info.Kind, new Dictionary<string, Field>(), new HashSet<string>(), IsClosed: false);
        var fields = info.Properties.Where(IsGiven)
            .Select(property => new Field(
                property.Name, property.PropertyType, ValueRule.Of(property.PropertyType, property.AttributeProvider, json),
                json.GetTypeInfo(property.PropertyType) is { Kind: JsonTypeInfoKind.Enumerable, ElementType: { } item } ? item : null,
                property.IsRequired, property.IsSetNullable))
            .ToDictionary(field => field.Name, StringComparer.Ordinal);
        var derived = info.Properties.Where(property => !IsGiven(property)).Select(property => property.Name).ToHashSet(StringComparer.Ordinal);
        return new Shape(info.Kind, fields, derived, info.UnmappedMemberHandling != JsonUnmappedMemberHandling.Skip);
    });

    /// <summary>Whether a caller says it; false for what an answer makes of the other fields.</summary>
    private static bool IsGiven(JsonPropertyInfo property) => property.Set is not null || property.AssociatedParameter is not null;

    /// <summary>What a type looks like in JSON.</summary>
    /// <param name="Kind">An object, or a form of its own.</param>
    /// <param name="Fields">By name; those that a caller may give.</param>
    /// <param name="Derived">Names of fields that are in answers alone.</param>
    /// <param name="IsClosed">Whether other fields than these are faults.</param>
    private sealed record Shape(JsonTypeInfoKind Kind, IReadOnlyDictionary<string, Field> Fields, IReadOnlySet<string> Derived, bool IsClosed);

    private sealed record Field(string Name, Type Type, ValueRule Rule, Type? ItemType, bool IsRequired, bool IsNullable);
}
