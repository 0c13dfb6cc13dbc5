using System.Globalization;

namespace LocalDigest.Daemon.Api;

/// <summary>What is wrong with a request, field by field.</summary>
internal sealed class FieldErrors
{
    private readonly Dictionary<string, List<string>> errors = new(StringComparer.Ordinal);

    public bool Any => errors.Count > 0;

    public IReadOnlyDictionary<string, string[]> ByField => errors.ToDictionary(error => error.Key, error => error.Value.ToArray());

    public void Add(string field, string fault)
    {
        if (!errors.TryGetValue(field, out var faults)) errors[field] = faults = [];
        faults.Add(fault);
    }

    public void Check(string field, bool isGood, string fault)
    {
        if (!isGood) Add(field, fault);
    }

    public DateOnly? Day(string field, string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
        Add(field, $"'{text}' is not a day; write it as yyyy-MM-dd.");
        return null;
    }

    public T? OneOf<T>(string field, string? text) where T : struct, Enum
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && !char.IsAsciiDigit(text[0])) return value;
        Add(field, $"It is one of {string.Join(", ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant()))}.");
        return null;
    }
}
