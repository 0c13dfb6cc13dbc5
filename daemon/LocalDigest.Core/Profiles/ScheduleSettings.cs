namespace LocalDigest.Profiles;

/// <summary>When a profile's digest is made by itself.</summary>
public sealed record ScheduleSettings
{
    /// <summary>Time of day, <c>HH:mm</c>, in <see cref="Zone"/>.</summary>
    public string Time { get; init; } = "07:00";

    /// <summary>IANA time zone such as <c>Europe/Berlin</c>; null for the machine's own.</summary>
    public string? Zone { get; init; }

    /// <summary>Days of the week, from <c>mon</c> to <c>sun</c>; empty for Monday to Friday, the days of arXiv's lists.</summary>
    public IReadOnlyList<string> Days { get; init; } = [];

    private static readonly string[] Names = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <summary>What is wrong with the settings, as a sentence; null where nothing is.</summary>
    public string? Check()
    {
        if (!TimeOnly.TryParseExact(Time, "HH:mm", out _)) return "The time is written HH:mm, such as 07:00.";
        if (Zone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out _)) return $"There is no time zone '{Zone}'; write it like Europe/Berlin.";
        return Days.All(day => Names.Contains(day)) ? null : $"Days are {string.Join(", ", Names)}.";
    }

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
        : Days.Contains(Names[(int)day.DayOfWeek]);
}
