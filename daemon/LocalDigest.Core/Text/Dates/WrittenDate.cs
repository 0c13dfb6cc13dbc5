using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;

namespace LocalDigest.Text;

/// <summary>
/// Reads moments as feeds, services and libraries write them: ISO 8601 and RFC 3339 (<c>2026-05-03T10:11:12+02:00</c>), RFC 822 and its
/// successors (<c>Sun, 03 May 2026 10:11:12 EDT</c>), the dates of HTTP, and every order of day, month and year that <see
/// cref="PartialDate"/> reads. The day of the week is ignored, because feeds get it wrong. Without a zone the time is in UTC.
/// </summary>
internal static partial class WrittenDate
{
    /// <summary>A longer text is no date.</summary>
    private const int Longest = 100;

    /// <summary>The names of zones in RFC 822, of Europe and of Japan, with their hours from UTC.</summary>
    private static readonly FrozenDictionary<string, int> Zones = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase)
    {
        ["Z"] = 0, ["UT"] = 0, ["UTC"] = 0, ["GMT"] = 0, ["WET"] = 0,
        ["EST"] = -5, ["EDT"] = -4, ["CST"] = -6, ["CDT"] = -5, ["MST"] = -7, ["MDT"] = -6, ["PST"] = -8, ["PDT"] = -7,
        ["BST"] = 1, ["WEST"] = 1, ["CET"] = 1, ["CEST"] = 2, ["EET"] = 2, ["EEST"] = 3, ["JST"] = 9,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The moment in its own zone; of a day its beginning. Null where day, month or year is missing, or the time does not exist.
    /// </summary>
    public static DateTimeOffset? Moment(string? text)
    {
        if (text is null || text.Length > Longest) return null;
        var match = TimePattern().Match(text);
        if (Day(text.Remove(match.Index, match.Length)) is not { } day) return null;
        if (!match.Success) return day.Start;
        var hour = Number(match, "hour");
        var half = match.Groups["half"].Value;
        if (half.Length > 0) hour = hour is >= 1 and <= 12 ? (hour % 12) + (half[0] is 'p' or 'P' ? 12 : 0) : 24;
        var (minute, second) = (Number(match, "minute"), Number(match, "second"));
        // The platform has no leap seconds.
        if (hour > 23 || minute > 59 || second > 60 || Offset(match) is not { } offset) return null;
        var time = new DateTimeOffset(day.Start.Year, day.Start.Month, day.Start.Day, hour, minute, Math.Min(second, 59), offset);
        var fraction = match.Groups["fraction"];
        if (!fraction.Success) return time;
        return time.AddTicks((long)(double.Parse("0." + fraction.Value, CultureInfo.InvariantCulture) * TimeSpan.TicksPerSecond));
    }

    /// <summary>As <see cref="Moment"/>; where only a month or a year is written, its beginning.</summary>
    public static DateTimeOffset? Start(string? text) => Moment(text) ?? PartialDate.Parse(text)?.Start;

    private static PartialDate? Day(string text)
    {
        if (PartialDate.Parse(text) is { } date) return date.Day is null ? null : date;
        // Years of two digits, as RFC 2822 reads them.
        var match = ShortYearPattern().Match(text);
        if (!match.Success) return null;
        var year = Number(match, "year");
        var written = $"{match.Groups["day"].Value} {match.Groups["month"].Value} {(year < 50 ? 2000 : 1900) + year}";
        return PartialDate.Parse(written) is { Day: not null } day ? day : null;
    }

    private static int Number(Match match, string group) =>
        match.Groups[group] is { Success: true } digits ? int.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : 0;

    /// <summary>The distance from UTC; null where no zone is that far. An unknown name means UTC (RFC 2822, section 4.3).</summary>
    private static TimeSpan? Offset(Match match)
    {
        if (!match.Groups["sign"].Success) return TimeSpan.FromHours(Zones.GetValueOrDefault(match.Groups["zone"].Value));
        var minutes = (Number(match, "hours") * 60) + Number(match, "minutes");
        return minutes > 14 * 60 ? null : TimeSpan.FromMinutes(match.Groups["sign"].Value is "+" ? minutes : -minutes);
    }

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;

    [GeneratedRegex(
        @"(?<hour>\d{1,2}):(?<minute>\d{2})(:(?<second>\d{2})([.,](?<fraction>\d{1,9})\d*)?)?( ?(?<half>[AaPp])\.?[Mm]\.?)?" +
        @"( ?((?<sign>[+−-])(?<hours>\d{2}):?(?<minutes>\d{2})?|\(?(?<zone>[A-Za-z]{1,4})\b))?", Options)]
    private static partial Regex TimePattern();

    [GeneratedRegex(@"\b(?<day>\d{1,2})[ -](?<month>[A-Za-z]{3,9})[ -](?<year>\d{2})\b", Options)]
    private static partial Regex ShortYearPattern();
}
