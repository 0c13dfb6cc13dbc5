using System.Globalization;

namespace LocalDigest.Sources;

/// <summary>How days, times and outside words stand in sentences for the user.</summary>
internal static class Wording
{
    /// <summary><c>Wednesday, 2025-08-20</c></summary>
    public static string Day(DateOnly day) => day.ToString("dddd', 'yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary><c>2025-08-20 18:00 UTC</c></summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm' UTC'", CultureInfo.InvariantCulture);

    /// <summary>Words of someone else: on one line, without control characters, at most 200 characters.</summary>
    public static string Quoted(string? text)
    {
        var line = XmlPart.OneLine(new string([.. (text ?? "").Select(c => char.IsControl(c) ? ' ' : c)]));
        return line.Length <= 200 ? line : line[..200] + "…";
    }
}

/// <summary>Says of entries that could not be read, without saying it a thousand times.</summary>
internal sealed class Unreadable(string where)
{
    private const int Named = 5;
    private readonly List<string> reasons = [];
    private int count;

    public void Add(string reason)
    {
        if (count++ < Named) reasons.Add(reason);
    }

    /// <summary>Whole sentences; none where all was well.</summary>
    public IEnumerable<string> Notes(bool damaged = false)
    {
        if (count > 0) yield return $"{count} {(count == 1 ? "entry" : "entries")} of {where} could not be read: {string.Join("; ", reasons)}{(count > Named ? "; and others" : "")}.";
        if (damaged) yield return $"Some characters of {where} could not be read and are shown as \ufffd.";
    }
}
