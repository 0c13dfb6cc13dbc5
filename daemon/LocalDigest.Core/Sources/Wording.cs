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
