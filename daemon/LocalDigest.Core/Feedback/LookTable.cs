using LocalDigest.Storage;

namespace LocalDigest.Feedback;

/// <summary>On which days readers looked at what is new, on disk: the last two of each profile. They go with their profile.</summary>
public sealed class LookTable(Database database)
{
    /// <summary>Notes that the reader of a profile that exists looks on a day. A day that is not later than the last one changes nothing.</summary>
    public void Note(string profile, DateOnly day) => database.Write(session => session.Execute(
        """
        INSERT INTO looks (profile, last) VALUES (?1, ?2)
        ON CONFLICT (profile) DO UPDATE SET before = last, last = excluded.last WHERE excluded.last > last
        """,
        profile, day));

    /// <summary>The last day before <paramref name="day"/> on which the reader looked; null where there is none.</summary>
    public DateOnly? Before(string profile, DateOnly day) => database.Read(session => session.First<DateOnly?>(
        "SELECT CASE WHEN last < ?2 THEN last WHEN before < ?2 THEN before END FROM looks WHERE profile = ?1", row => row.DayOrNull(0),
        profile, day));
}
