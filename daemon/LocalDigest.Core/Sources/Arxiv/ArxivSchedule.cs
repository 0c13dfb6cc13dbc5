namespace LocalDigest.Sources;

/// <summary>
/// When arXiv announces what. A list is dated Monday to Friday and holds what was submitted up to 14:00 US Eastern time on the working day
/// before it (Monday's: Thursday 14:00 to Friday 14:00). Source: info.arxiv.org/help/availability.html. Holidays are not known here:
/// they make a list empty and the next one longer.
/// </summary>
internal static class ArxivSchedule
{
    public static bool IsListDay(DateOnly day) => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);

    /// <summary>The newest list on or before a day.</summary>
    public static DateOnly Newest(DateOnly day) => day.DayOfWeek switch
    {
        DayOfWeek.Saturday => day.AddDays(-1),
        DayOfWeek.Sunday => day.AddDays(-2),
        _ => day,
    };

    /// <summary>The last list before a day.</summary>
    public static DateOnly Previous(DateOnly day) => Newest(day.AddDays(-1));

    /// <summary>Until when papers were submitted that are in the list of a day.</summary>
    public static DateTimeOffset Deadline(DateOnly list)
    {
        var day = Previous(list);
        return new DateTimeOffset(day, new TimeOnly(14, 0), Eastern(day)).ToUniversalTime();
    }

    /// <summary>US daylight saving time: from the second Sunday of March to the first of November. No deadline falls on those days.</summary>
    private static TimeSpan Eastern(DateOnly day)
    {
        var begins = SundayFrom(new DateOnly(day.Year, 3, 8));
        var ends = SundayFrom(new DateOnly(day.Year, 11, 1));
        return TimeSpan.FromHours(day >= begins && day < ends ? -4 : -5);
    }

    private static DateOnly SundayFrom(DateOnly day) => day.AddDays((7 - (int)day.DayOfWeek) % 7);
}
