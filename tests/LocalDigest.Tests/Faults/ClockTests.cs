using System.Globalization;
using LocalDigest.Daemon.Hosting;
using LocalDigest.Papers;
using LocalDigest.Profiles;
using LocalDigest.Sources;
using LocalDigest.Tests.StandIns;
using LocalDigest.Watching;

namespace LocalDigest.Tests.Faults;

/// <summary>Clocks that are set, by hand, by a time server, by a flat battery; summer time; a computer that slept.</summary>
public sealed class ClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 21, 6, 30, 0, TimeSpan.Zero);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(-1)]
    [InlineData(365)]
    public void A_pause_lasts_as_long_as_it_was_to_whatever_the_clock_is_set_to(int days)
    {
        var time = new SkippingTime(Start);
        var pause = new Pause(time);
        Assert.Equal(TimeSpan.Zero, pause.Left);
        pause.Begin(TimeSpan.FromSeconds(10));
        time.SetClock(Start.AddDays(days));
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(TimeSpan.FromSeconds(6), pause.Left);
        // A shorter one does not end it, a longer one does go on.
        pause.Begin(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.FromSeconds(6), pause.Left);
        pause.Begin(TimeSpan.FromSeconds(9));
        Assert.Equal(TimeSpan.FromSeconds(9), pause.Left);
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(TimeSpan.Zero, pause.Left);
    }

    [Theory]
    [InlineData(0, 59, true)]
    [InlineData(0, 61, false)]
    [InlineData(-1, 59, true)]
    [InlineData(-1, 61, false)]
    [InlineData(1, 1, false)]
    public void A_code_is_good_for_a_minute_whether_the_clock_is_set_back_or_the_computer_slept(int days, int seconds, bool isGood)
    {
        var time = new SkippingTime(Start);
        var token = new AccessToken(time);
        var code = token.NewCode(givesToken: true);
        time.SetClock(Start.AddDays(days));
        time.Advance(TimeSpan.FromSeconds(seconds));
        Assert.Equal(isGood, token.Redeem(code, forToken: true));
        Assert.False(token.Redeem(code, forToken: true));
    }

    [Fact]
    public async Task A_service_is_asked_at_once_after_the_clock_was_set_back()
    {
        var time = new SkippingTime(Start);
        await using var service = new FakeCitations(time);
        service.Crossref["10.1000/one"] = FakeCitations.Article("Journal of Kettles");
        var address = service.Settings.Single(setting => setting.Contains("CrossrefUrl", StringComparison.Ordinal)).Split('=', 2)[1];
        using var crossref = new Crossref(new WatchOptions { Enabled = true, CrossrefUrl = address }, time);
        Assert.True(PaperId.TryParse("doi:10.1000/one", out var paper));
        await crossref.AskAsync([paper], Ct);
        time.SetClock(Start.AddDays(-1));
        await crossref.AskAsync([paper], Ct);
        Assert.Equal(2, service.CrossrefRequests.Count);
        Assert.All(time.Waits, wait => Assert.True(wait < TimeSpan.FromMinutes(1), $"It waited {wait}."));
        Assert.NotEmpty(time.Waits);
    }

    /// <summary>Each quarter of an hour of the days around a change to or from summer time: a day is due from its time on, once.</summary>
    [Theory]
    [InlineData("2026-03-27", "02:30")]
    [InlineData("2026-10-23", "02:30")]
    [InlineData("2026-10-23", "23:59")]
    [InlineData("2026-03-27", "00:00")]
    public void No_day_is_lost_or_due_twice_where_summer_time_begins_or_ends(string from, string at)
    {
        var schedule = new ScheduleSettings { Time = at, Zone = "Europe/Berlin", Days = Enum.GetValues<Weekday>() };
        var first = DateOnly.Parse(from, CultureInfo.InvariantCulture);
        var begin = new DateTimeOffset(first, new TimeOnly(12, 0), TimeSpan.Zero);
        var due = new List<DateOnly>();
        for (var minute = 0; minute < 4 * 24 * 60; minute++)
        {
            if (schedule.DueAt(begin.AddMinutes(minute), TimeZoneInfo.Utc) is { } day && (due.Count == 0 || due[^1] != day)) due.Add(day);
        }
        Assert.Equal(due.Distinct(), due);
        Assert.Equal([.. Enumerable.Range(1, 3).Select(first.AddDays)], due.Where(day => day > first && day <= first.AddDays(3)));
    }
}
