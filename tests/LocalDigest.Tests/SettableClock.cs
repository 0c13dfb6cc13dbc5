namespace LocalDigest.Tests;

/// <summary>A clock whose date a test sets; time passes on it as it does outside.</summary>
internal sealed class SettableClock(DateTimeOffset now) : TimeProvider
{
    private readonly long started = System.GetTimestamp();
    private DateTimeOffset set = now;

    public DateTimeOffset Now
    {
        get => set + System.GetElapsedTime(started);
        set => set = value - System.GetElapsedTime(started);
    }

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => Now;
}
