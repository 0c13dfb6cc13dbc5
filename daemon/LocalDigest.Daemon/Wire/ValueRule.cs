using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace LocalDigest.Daemon.Wire;

/// <summary>
/// What a value of a request may be: its type, and the validation attributes of the property or parameter that takes it. The same
/// attributes are in the description of the surface, so that what is described is what is checked.
/// </summary>
internal sealed class ValueRule
{
    public const string UnreadableText =
        "It holds a character that no text can hold: half of a surrogate pair, a zero, or bytes that are not UTF-8.";

    private readonly Type type;
    private readonly ValidationAttribute[] attributes;

    /// <summary>The names of an enumeration as they are written, in the order of its values; null for all other types.</summary>
    private readonly string[]? names;

    private ValueRule(Type type, ValidationAttribute[] attributes, JsonSerializerOptions json)
    {
        this.type = type;
        this.attributes = attributes;
        if (type.IsEnum)
        {
            var values = Enum.GetValues(type).Cast<object>();
            names = [.. values.Select(value => JsonSerializer.SerializeToElement(value, type, json).GetString()!)];
        }
        Words = Describe();
    }

    /// <summary>What it may be, as it stands behind "It is": <c>a whole number from 1 to 500</c>.</summary>
    public string Words { get; }

    /// <summary>Whether its values are single JSON values of a form that is known here: no lists, no objects.</summary>
    public bool IsSimple => IsWritten || type == typeof(bool) || type == typeof(int) || type == typeof(long) || type == typeof(double);

    /// <summary>Whether its values are JSON strings.</summary>
    private bool IsWritten => names is not null || type == typeof(string) || type == typeof(DateOnly) || type == typeof(DateTimeOffset);

    /// <param name="type">The type of the value, nullable or not.</param>
    /// <param name="place">The property or parameter that takes it; null for an item of a list.</param>
    /// <param name="json">How values are written.</param>
    public static ValueRule Of(Type type, ICustomAttributeProvider? place, JsonSerializerOptions json)
    {
        var limits = place?.GetCustomAttributes(typeof(ValidationAttribute), inherit: true) ?? [];
        return new ValueRule(Nullable.GetUnderlyingType(type) ?? type, [.. limits.Cast<ValidationAttribute>()], json);
    }

    /// <summary>What to say of a value that it may not be.</summary>
    public string Wrong() => $"It is {Words}.";

    /// <summary>What is wrong with a simple value of a body, as a sentence; null where nothing is.</summary>
    public string? FaultOf(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            if (Text(value) is not { } text) return UnreadableText;
            return IsWritten ? FaultOf(text) : Wrong();
        }
        object? read = value.ValueKind switch
        {
            JsonValueKind.True or JsonValueKind.False when type == typeof(bool) => value.GetBoolean(),
            JsonValueKind.Number when type == typeof(int) && value.TryGetInt32(out var number) => number,
            JsonValueKind.Number when type == typeof(long) && value.TryGetInt64(out var number) => number,
            JsonValueKind.Number when type == typeof(double) && value.TryGetDouble(out var number) && double.IsFinite(number) => number,
            _ => null,
        };
        return read is null ? Wrong() : FaultOf(read);
    }

    /// <summary>What is wrong with a value that is written as text: in an address, or in a JSON string.</summary>
    public string? FaultOf(string text)
    {
        if (names is not null) return names.Contains(text, StringComparer.Ordinal) ? null : NotAmong(names, text);
        return Read(text) is { } value ? FaultOf(value) : Wrong();
    }

    /// <summary>A good value as those who bind parameters know it: enumerations by their names in code.</summary>
    public string NameInCode(string text) =>
        names is null ? text : Enum.GetName(type, Enum.GetValues(type).GetValue(names.IndexOf(text))!)!;

    /// <summary>What is wrong with the length of a list.</summary>
    public string? FaultOfCount(int count)
    {
        var isGood = attributes.All(attribute => attribute switch
        {
            MaxLengthAttribute most => count <= most.Length,
            LengthAttribute length => count >= length.MinimumLength && count <= length.MaximumLength,
            _ => true,
        });
        return isGood ? null : Wrong();
    }

    /// <summary>What is wrong with the length of a text in a list.</summary>
    public string? FaultOfItem(string text)
    {
        var most = attributes.OfType<ItemMaxLengthAttribute>().FirstOrDefault()?.Length ?? int.MaxValue;
        return text.Length > most ? $"It is text of at most {most} characters." : null;
    }

    /// <summary>A JSON string's text; null where it holds what no text can hold, see <see cref="UnreadableText"/>.</summary>
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

    private object? Read(string text)
    {
        var invariant = CultureInfo.InvariantCulture;
        if (type == typeof(string)) return text;
        if (type == typeof(bool)) return text switch { "true" => true, "false" => false, _ => null };
        if (type == typeof(int)) return int.TryParse(text, NumberStyles.AllowLeadingSign, invariant, out var number) ? number : null;
        if (type == typeof(DateOnly))
        {
            return DateOnly.TryParseExact(text, "yyyy-MM-dd", invariant, DateTimeStyles.None, out var day) ? day : null;
        }
        if (type == typeof(DateTimeOffset))
        {
            return JsonSerializer.SerializeToElement(text).TryGetDateTimeOffset(out var moment) ? moment : null;
        }
        throw new NotSupportedException($"No parameter is of the type {type}.");
    }

    private string? FaultOf(object value)
    {
        if (value is string text && text.Contains('\0')) return UnreadableText;
        return attributes.FirstOrDefault(attribute => attribute is not ItemMaxLengthAttribute && !attribute.IsValid(value)) switch
        {
            null => null,
            RegularExpressionAttribute { ErrorMessage: { } message } => message,
            AllowedValuesAttribute => NotAmong(Allowed(), $"{value}"),
            _ => Wrong(),
        };
    }

    private string NotAmong(IEnumerable<string> allowed, string text) =>
        NearName.Of(text, allowed) is { } near ? $"{Wrong()} Did you mean {near}?" : Wrong();

    private IEnumerable<string> Allowed() => names
        ?? attributes.OfType<AllowedValuesAttribute>().SelectMany(allowed => allowed.Values).OfType<object>().Select(value => $"{value}");

    private string Describe()
    {
        var allowed = Allowed().ToList();
        if (allowed.Count > 0) return allowed is [var only] ? only : $"one of {string.Join(", ", allowed)}";
        if (type == typeof(int) || type == typeof(long)) return "a whole number" + Range();
        if (type == typeof(double)) return "a number" + Range();
        if (type == typeof(bool)) return "true or false";
        if (type == typeof(DateOnly)) return "a day written yyyy-MM-dd";
        if (type == typeof(DateTimeOffset)) return "a moment written as in 2026-01-20T08:00:00Z";
        if (type == typeof(string)) return "text" + Size("characters");
        return type.IsAssignableTo(typeof(IEnumerable)) ? "a list" + Size("items") : "a value as /openapi/v1.json describes it";
    }

    private string Range() => attributes.OfType<RangeAttribute>().FirstOrDefault() switch
    {
        null => "",
        { Maximum: int.MaxValue } range => $" of at least {range.Minimum}",
        var range => string.Create(CultureInfo.InvariantCulture, $" from {range.Minimum} to {range.Maximum}"),
    };

    private string Size(string unit)
    {
        foreach (var attribute in attributes)
        {
            var (least, most) = attribute switch
            {
                StringLengthAttribute length => (length.MinimumLength, length.MaximumLength),
                LengthAttribute length => (length.MinimumLength, length.MaximumLength),
                MaxLengthAttribute length => (0, length.Length),
                _ => (0, 0),
            };
            if (most > 0) return least == 0 ? $" of at most {most} {unit}" : $" of {least} to {most} {unit}";
        }
        return "";
    }
}

/// <summary>The most characters that each text of a list may have.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ItemMaxLengthAttribute(int length) : ValidationAttribute
{
    public int Length => length;

    public override bool IsValid(object? value) => value is not IEnumerable<string> items || items.All(item => item.Length <= length);
}
