using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace LocalDigest.Profiles;

/// <summary>A day of the week, in the order of <see cref="DayOfWeek"/>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Weekday>))]
public enum Weekday
{
    [JsonStringEnumMemberName("sun")]
    Sunday,

    [JsonStringEnumMemberName("mon")]
    Monday,

    [JsonStringEnumMemberName("tue")]
    Tuesday,

    [JsonStringEnumMemberName("wed")]
    Wednesday,

    [JsonStringEnumMemberName("thu")]
    Thursday,

    [JsonStringEnumMemberName("fri")]
    Friday,

    [JsonStringEnumMemberName("sat")]
    Saturday,
}

/// <summary>When a profile's digest is made by itself.</summary>
public sealed record ScheduleSettings
{
    /// <summary>Time of day, <c>HH:mm</c>, in <see cref="Zone"/>.</summary>
    [RegularExpression("^([01][0-9]|2[0-3]):[0-5][0-9]$", ErrorMessage = "It is a time of day written HH:mm, such as 07:00.")]
    public string Time { get; init; } = "07:00";

    /// <summary>IANA time zone such as <c>Europe/Berlin</c>; null for the machine's own.</summary>
    public string? Zone { get; init; }

    /// <summary>On which days; empty for Monday to Friday, the days of arXiv's lists.</summary>
    [MaxLength(7)]
    public IReadOnlyList<Weekday> Days { get; init; } = [];

    /// <summary>What is wrong with the zone, as a sentence; null where nothing is.</summary>
    public string? CheckZone() =>
        Zone is null || TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out _)
            ? null
            : $"There is no time zone '{Zone}'; write it like Europe/Berlin.";

    /// <summary>
    /// The day whose digest is due at a moment: the last one whose time has come. Null where that lies more than a day back and was a day off.
    /// </summary>
    /// <param name="now">The moment.</param>
    /// <param name="machine">The machine's own time zone.</param>
    public DateOnly? DueAt(DateTimeOffset now, TimeZoneInfo machine)
    {
        var zone = Zone is null ? machine : TimeZoneInfo.FindSystemTimeZoneById(Zone);
        var local = TimeZoneInfo.ConvertTime(now, zone);
        var today = DateOnly.FromDateTime(local.DateTime);
        // What was missed on earlier days comes into today's digest; a digest of a day that is over is nobody's morning.
        return TimeOnly.FromDateTime(local.DateTime) >= TimeOnly.ParseExact(Time, "HH:mm") && IsOn(today) ? today : null;
    }

    private bool IsOn(DateOnly day) => Days.Count == 0
        ? day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)
        : Days.Contains((Weekday)(int)day.DayOfWeek);
}
