namespace LocalDigest.Tests.StandIns;

/// <summary>
/// A clock on which waiting takes no time: whoever waits by Task.Delay is woken at once, and the clock has moved on by as much.
/// Deadlines (timers of a CancellationTokenSource) do not run, for what they guard takes real time.
/// </summary>
internal sealed class SkippingTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock timeLock = new();
    private readonly List<TimeSpan> waits = [];
    private DateTimeOffset now = start;
    private long passed;

    /// <summary>Everything that was waited for, in order.</summary>
    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (timeLock) return [.. waits];
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (timeLock) return now;
    }

    public override long GetTimestamp()
    {
        lock (timeLock) return passed;
    }

    /// <summary>Time goes by.</summary>
    public void Advance(TimeSpan span)
    {
        lock (timeLock)
        {
            now += span;
            passed += span.Ticks;
        }
    }

    /// <summary>Someone sets the clock; no time goes by.</summary>
    public void SetClock(DateTimeOffset to)
    {
        lock (timeLock) now = to;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (state is not Task) return new NoTimer();
        lock (timeLock) waits.Add(dueTime);
        Advance(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.Zero, period);
    }

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
