using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace LocalDigest.Daemon.Hosting;

/// <summary>
/// What a value of a request may be: its type, and the validation attributes of the property or parameter that takes it. The same attributes
/// are in the description of the surface, so that what is described is what is checked.
/// </summary>
internal sealed class ValueRule
{
    private readonly Type type;
    private readonly ValidationAttribute[] attributes;

    /// <summary>The names of an enumeration as they are written; null for all other types.</summary>
    private readonly string[]? names;

    private ValueRule(Type type, ValidationAttribute[] attributes, JsonSerializerOptions json)
    {
        this.type = type;
        this.attributes = attributes;
        names = type.IsEnum ? [.. Enum.GetValues(type).Cast<object>().Select(value => JsonSerializer.SerializeToElement(value, type, json).GetString()!)] : null;
        Words = Describe();
    }

    /// <summary>What it may be, as it stands behind "It is": <c>a whole number from 1 to 500</c>.</summary>
    public string Words { get; }

    /// <param name="type">The type of the value, nullable or not.</param>
    /// <param name="place">The property or parameter that takes it.</param>
    /// <param name="json">How values are written.</param>
    public static ValueRule Of(Type type, ICustomAttributeProvider? place, JsonSerializerOptions json) => new(
        Nullable.GetUnderlyingType(type) ?? type,
        [.. (place?.GetCustomAttributes(typeof(ValidationAttribute), inherit: true) ?? []).Cast<ValidationAttribute>()],
        json);

    /// <summary>Whether values of this kind are written as one JSON value that is known here: not lists, objects, and types with a form of their own.</summary>
    public bool IsSimple => type == typeof(string) || type == typeof(bool) || type == typeof(int) || type == typeof(long) || type == typeof(double)
        || type == typeof(DateOnly) || type == typeof(DateTimeOffset) || names is not null;

    /// <summary>What is wrong with a simple value of a body, as a sentence; null where nothing is.</summary>
    public string? FaultOf(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            if (Text(value) is not { } text) return UnreadableText;
            return type == typeof(string) || type == typeof(DateOnly) || type == typeof(DateTimeOffset) || names is not null ? FaultOf(text) : Wrong();
        }
        object? read = value.ValueKind switch
        {
            JsonValueKind.True or JsonValueKind.False when type == typeof(bool) => value.GetBoolean(),
            JsonValueKind.Number when type == typeof(int) && value.TryGetInt32(out var number) => number,
            JsonValueKind.Number when type == typeof(long) && value.TryGetInt64(out var number) => number,
            JsonValueKind.Number when type == typeof(double) && value.TryGetDouble(out var number) && double.IsFinite(number) => number,
            _ => null,
        };
        return read is null ? Wrong() : Broken(read);
    }

    /// <summary>What is wrong with a value that is written as text: in an address, or in a JSON string.</summary>
    public string? FaultOf(string text)
    {
        if (names is not null)
        {
            if (names.Contains(text, StringComparer.Ordinal)) return null;
            return NearName.Of(text, names) is { } near ? $"{Wrong()} Did you mean {near}?" : Wrong();
        }
        object? read =
            type == typeof(string) ? text
            : type == typeof(bool) ? text is "true" or "false" ? text == "true" : null
            : type == typeof(int) ? int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null
            : type == typeof(DateOnly) ? DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null
            : type == typeof(DateTimeOffset) ? JsonSerializer.SerializeToElement(text).TryGetDateTimeOffset(out var moment) ? moment : null
            : throw new NotSupportedException($"No parameter is of the type {type}.");
        return read is null ? Wrong() : Broken(read);
    }

    /// <summary>A good value as those who bind parameters know it: enumerations by their names in code.</summary>
    public string NameInCode(string text) => names is null ? text : Enum.GetName(type, Enum.GetValues(type).GetValue(names.IndexOf(text))!)!;

    /// <summary>What is wrong with the length of a list.</summary>
    public string? FaultOfCount(int count) => attributes.All(attribute => attribute switch
    {
        MaxLengthAttribute most => count <= most.Length,
        LengthAttribute length => count >= length.MinimumLength && count <= length.MaximumLength,
        _ => true,
    }) ? null : Wrong();

    /// <summary>What is wrong with the length of a text in a list.</summary>
    public string? FaultOfItem(string text) =>
        attributes.OfType<ItemMaxLengthAttribute>().FirstOrDefault() is { } most && text.Length > most.Length ? $"It is text of at most {most.Length} characters." : null;

    public string Wrong() => $"It is {Words}.";

    /// <summary>A JSON string's text; null where it has half of a surrogate pair, a zero, or bytes that are not UTF-8, which no text can hold.</summary>
    public static string? Text(JsonElement value)
    {
        try
        {
            return value.GetString() is { } text && !text.Contains('\0') ? text : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public const string UnreadableText = "It holds a character that no text can hold: half of a surrogate pair, a zero, or bytes that are not UTF-8.";

    private string? Broken(object value)
    {
        if (value is string text && text.Contains('\0')) return UnreadableText;
        var broken = attributes.FirstOrDefault(attribute => attribute is not ItemMaxLengthAttribute && !attribute.IsValid(value));
        if (broken is null) return null;
        if (broken is RegularExpressionAttribute { ErrorMessage: { } message }) return message;
        return broken is AllowedValuesAttribute && NearName.Of($"{value}", Allowed()) is { } near ? $"{Wrong()} Did you mean {near}?" : Wrong();
    }

    private IEnumerable<string> Allowed() => names ?? attributes.OfType<AllowedValuesAttribute>().SelectMany(allowed => allowed.Values).Where(value => value is not null).Select(value => $"{value}");

    private string Describe()
    {
        var allowed = Allowed().ToList();
        if (allowed.Count == 1) return allowed[0];
        if (allowed.Count > 1) return $"one of {string.Join(", ", allowed)}";
        var range = attributes.OfType<RangeAttribute>().FirstOrDefault() is not { } limits ? ""
            : limits.Maximum is int.MaxValue ? $" of at least {limits.Minimum}"
            : string.Create(CultureInfo.InvariantCulture, $" from {limits.Minimum} to {limits.Maximum}");
        if (type == typeof(int) || type == typeof(long)) return "a whole number" + range;
        if (type == typeof(double)) return "a number" + range;
        if (type == typeof(bool)) return "true or false";
        if (type == typeof(DateOnly)) return "a day written yyyy-MM-dd";
        if (type == typeof(DateTimeOffset)) return "a moment written as in 2026-01-20T08:00:00Z";
        var (least, most) = attributes.Select(attribute => attribute switch
        {
            StringLengthAttribute length => (length.MinimumLength, length.MaximumLength),
            MaxLengthAttribute length => (0, length.Length),
            LengthAttribute length => (length.MinimumLength, length.MaximumLength),
            _ => (0, 0),
        }).FirstOrDefault(length => length != (0, 0));
        var size = most == 0 ? "" : least == 0 ? $" of at most {most}" : $" of {least} to {most}";
        if (type == typeof(string)) return $"text{size}{(most == 0 ? "" : " characters")}";
        return type.IsAssignableTo(typeof(IEnumerable)) ? $"a list{size}{(most == 0 ? "" : " items")}" : "a value as /openapi/v1.json describes it";
    }
}

/// <summary>The most characters that each text of a list may have.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ItemMaxLengthAttribute(int length) : ValidationAttribute
{
    public int Length => length;

    public override bool IsValid(object? value) => value is not IEnumerable<string> items || items.All(item => item.Length <= length);
}
