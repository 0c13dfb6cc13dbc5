using System.Globalization;

namespace LocalDigest.Sources;

/// <summary>Which days to ask a service for whose list of a day fills until the day's end.</summary>
internal static class OpenDay
{
    /// <summary>The first day to read: the last one that was read, since it may have filled since; yesterday where none is known; never more than some days back.</summary>
    /// <param name="remembered">The last day of which the list was read, as yyyy-MM-dd; null where none was.</param>
    /// <param name="today">The day that is asked for.</param>
    /// <param name="mostMissed">How many days back at most.</param>
    public static DateOnly First(string? remembered, DateOnly today, int mostMissed)
    {
        var yesterday = today.AddDays(-1);
        if (!DateOnly.TryParseExact(remembered, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var last) || last > yesterday) return yesterday;
        var earliest = today.AddDays(-mostMissed);
        return last < earliest ? earliest : last;
    }

    /// <summary>Refuses to read more days at once than the service is asked for.</summary>
    /// <exception cref="SourceException">There are too many, or the first is after the last.</exception>
    public static void CheckSpan(SourceRequest request, int mostDays, string whose)
    {
        if (request.Since > request.Date || (request.Since is { } since && request.Date.DayNumber - since.DayNumber >= mostDays))
            throw new SourceException(SourceFailure.Refused, $"{whose} read for at most {mostDays} days at once. Ask for a later first day.");
    }
}
