namespace LocalDigest.Tests;

/// <summary>A clock whose date a test sets; time passes on it as it does outside.</summary>
internal sealed class SettableClock(DateTimeOffset now) : TimeProvider
{
    private readonly long started = System.GetTimestamp();
    private DateTimeOffset set = now;
    private long passed;

    public DateTimeOffset Now
    {
        get => set + System.GetElapsedTime(started);
        set => set = value - System.GetElapsedTime(started);
    }

    /// <summary>Lets so much time pass, as it would outside: what is measured goes on too.</summary>
    public void Pass(TimeSpan time)
    {
        set += time;
        passed += (long)(time.TotalSeconds * TimestampFrequency);
    }

    public override long GetTimestamp() => System.GetTimestamp() + passed;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => Now;
}
