using LocalDigest.Storage;

namespace LocalDigest.Runs;

/// <summary>What the schedule has started for a profile's day.</summary>
public sealed record ScheduledRun(string Job, int Attempts, DateTimeOffset StartedAt);

/// <summary>The schedule's memory: it starts a day's digest once, over restarts and jumps of the clock too.</summary>
public sealed class ScheduleTable(Database database, TimeProvider clock)
{
    public ScheduledRun? Find(string profile, DateOnly date) => database.Read(session => session.First(
        "SELECT job, attempts, started_at FROM scheduled_runs WHERE profile = ?1 AND date = ?2", row => new ScheduledRun(row.Text(0), row.Number(1), row.Moment(2)), profile, date));

    /// <summary>Notes that a job was started for a day.</summary>
    public void Note(string profile, DateOnly date, string job) => database.Write(session => session.Execute(
        """
        INSERT INTO scheduled_runs (profile, date, job, attempts, started_at) VALUES (?1, ?2, ?3, 1, ?4)
        ON CONFLICT (profile, date) DO UPDATE SET job = excluded.job, attempts = attempts + 1, started_at = excluded.started_at
        """,
        profile, date, job, clock.GetUtcNow()));
}
