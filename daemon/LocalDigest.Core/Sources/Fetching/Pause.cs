namespace LocalDigest.Sources;

/// <summary>
/// A time for which somebody is left alone. It is taken from the monotonic clock, which no one can set: a clock that is set back by a day
/// would make a pause of a second last for a day.
/// </summary>
public sealed class Pause(TimeProvider time)
{
    private readonly Lock setting = new();
    private long since;
    private TimeSpan length;

    /// <summary>How long it still lasts; zero where it is over.</summary>
    public TimeSpan Left
    {
        get
        {
            lock (setting)
            {
                var left = length - time.GetElapsedTime(since);
                return left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }

    /// <summary>Begins now and lasts for so long; what lasts longer already stays.</summary>
    public void Begin(TimeSpan toLast)
    {
        lock (setting)
        {
            if (length - time.GetElapsedTime(since) >= toLast) return;
            (since, length) = (time.GetTimestamp(), toLast);
        }
    }
}
