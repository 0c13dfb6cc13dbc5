using System.Globalization;

namespace LocalDigest.Sources;

/// <summary>
/// Keeps a least time between the end of one request and the start of the next, over restarts too. A start is in memory before the request
/// is sent, so that a crash in its middle is known. Within the process the time is taken from the monotonic clock, which no one can set.
/// </summary>
internal sealed class Spacing(string key, TimeSpan length, ISourceMemory memory, TimeProvider time)
{
    private const string Begun = "begun ";
    private const string Ended = "ended ";

    private long? since;
    private TimeSpan owed;

    /// <summary>How long to wait before the next request; zero or less where it may be sent.</summary>
    public TimeSpan Left()
    {
        if (since is null) Restart(AfterRestart());
        return owed - time.GetElapsedTime(since!.Value);
    }

    public void Begin() => Note(Begun);

    public void End() => Note(Ended);

    private void Note(string what)
    {
        memory.Remember(key, what + time.GetUtcNow().ToString("o", CultureInfo.InvariantCulture));
        Restart(length);
    }

    private void Restart(TimeSpan toWait)
    {
        since = time.GetTimestamp();
        owed = toWait;
    }

    private TimeSpan AfterRestart()
    {
        if (memory.Recall(key) is not { } known) return TimeSpan.Zero;
        // One that was begun and never ended died with its process, at some time before now.
        if (!known.StartsWith(Ended, StringComparison.Ordinal)
            || !DateTimeOffset.TryParse(known.AsSpan(Ended.Length), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var ended)) return length;
        var passed = time.GetUtcNow() - ended;
        // A time in the future means that the clock was set back: nothing is known then.
        return passed < TimeSpan.Zero ? length : length - passed;
    }
}
