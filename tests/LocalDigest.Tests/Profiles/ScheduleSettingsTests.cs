using System.Globalization;
using System.Text.Json;
using LocalDigest.Profiles;

namespace LocalDigest.Tests.Profiles;

public sealed class ScheduleSettingsTests
{
    [Theory]
    // A Wednesday in Berlin, one hour ahead of UTC.
    [InlineData("2026-01-21T05:59:00Z", null)]
    [InlineData("2026-01-21T06:00:00Z", "2026-01-21")]
    [InlineData("2026-01-21T22:59:00Z", "2026-01-21")]
    [InlineData("2026-01-21T23:30:00Z", null)]
    // The weekend.
    [InlineData("2026-01-24T09:00:00Z", null)]
    // The night in which the clocks go forward, and the Monday behind it: 07:00 is 05:00 UTC then.
    [InlineData("2026-03-30T04:59:00Z", null)]
    [InlineData("2026-03-30T05:00:00Z", "2026-03-30")]
    public void The_digest_is_due_when_its_time_has_come_in_its_zone(string now, string? due)
    {
        var schedule = new ScheduleSettings { Time = "07:00", Zone = "Europe/Berlin" };
        Assert.Equal(due is null ? null : DateOnly.Parse(due, CultureInfo.InvariantCulture), schedule.DueAt(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture), TimeZoneInfo.Utc));
    }

    [Fact]
    public void Days_can_be_chosen()
    {
        var schedule = new ScheduleSettings { Time = "00:00", Days = [Weekday.Saturday] };
        Assert.NotNull(schedule.DueAt(new(2026, 1, 24, 1, 0, 0, TimeSpan.Zero), TimeZoneInfo.Utc));
        Assert.Null(schedule.DueAt(new(2026, 1, 21, 1, 0, 0, TimeSpan.Zero), TimeZoneInfo.Utc));
    }

    [Fact]
    public void A_zone_that_is_none_is_said()
    {
        Assert.Contains("'Middle/Earth'", new ScheduleSettings { Zone = "Middle/Earth" }.CheckZone(), StringComparison.Ordinal);
        Assert.Null(new ScheduleSettings { Zone = "Europe/Berlin" }.CheckZone());
    }

    [Fact]
    public void Days_are_stored_by_their_short_names()
    {
        var days = Enum.GetValues<Weekday>();
        var stored = JsonSerializer.Serialize(new ScheduleSettings { Days = days });
        Assert.Contains("""["sun","mon","tue","wed","thu","fri","sat"]""", stored, StringComparison.Ordinal);
        Assert.Equal(days, JsonSerializer.Deserialize<ScheduleSettings>(stored)!.Days);
    }
}
