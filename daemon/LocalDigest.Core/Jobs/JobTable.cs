using System.Text.Json;
using LocalDigest.Storage;

namespace LocalDigest.Jobs;

/// <summary>The jobs on disk.</summary>
public sealed class JobTable(Database database, TimeProvider clock)
{
    private const string Columns =
        "id, kind, identity, request, state, cancel, stage, done, total, counts, problems, memory, result, created_at, started_at, finished_at, starts";

    /// <summary>Queues a job, or gives the open one of the same identity.</summary>
    public (Job Job, bool IsNew) Enqueue(string kind, string identity, string request) => database.Write(session =>
    {
        var open = session.First($"SELECT {Columns} FROM jobs WHERE identity = ?1 AND state IN ('Queued', 'Running') AND cancel = 0", Read, identity);
        if (open is not null) return (open, false);
        // One that was told to stop and has not yet done so must not swallow a new one.
        session.Execute("UPDATE jobs SET identity = identity || '#' || id WHERE identity = ?1 AND state IN ('Queued', 'Running')", identity);
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now).ToString("N");
        session.Execute(
            "INSERT INTO jobs (id, kind, identity, request, state, created_at) VALUES (?1, ?2, ?3, ?4, 'Queued', ?5)",
            id, kind, identity, request, now);
        return (Get(session, id)!, true);
    });

    public Job? Find(string id) => database.Read(session => Get(session, id));

    /// <summary>The newest jobs first.</summary>
    public IReadOnlyList<Job> Recent(int limit) =>
        database.Read(session => session.Query($"SELECT {Columns} FROM jobs ORDER BY created_at DESC, id DESC LIMIT ?1", Read, limit));

    /// <summary>Puts jobs that a crash or a stop interrupted back into the queue.</summary>
    public int RequeueInterrupted() =>
        database.Write(session => session.Execute("UPDATE jobs SET state = 'Queued' WHERE state = 'Running'"));

    /// <summary>Takes the oldest queued job and marks it as running; null where there is none.</summary>
    public Job? TakeNext()
    {
        // Looking costs nothing; only a find is worth a write transaction.
        if (database.Read(session => session.First("SELECT 1 FROM jobs WHERE state = 'Queued'", row => row.Number(0))) == 0) return null;
        return database.Write(session =>
        {
            var id = session.First("SELECT id FROM jobs WHERE state = 'Queued' ORDER BY created_at, id LIMIT 1", row => row.Text(0));
            if (id is null) return null;
            session.Execute(
                "UPDATE jobs SET state = 'Running', started_at = coalesce(started_at, ?2), starts = starts + 1 WHERE id = ?1",
                id, clock.GetUtcNow());
            return Get(session, id);
        });
    }

    /// <summary>Asks a job to stop. A queued one is cancelled at once.</summary>
    /// <returns>The job; null where there is none.</returns>
    public Job? RequestCancel(string id) => database.Write(session =>
    {
        session.Execute(
            """
            UPDATE jobs SET cancel = 1,
                finished_at = CASE state WHEN 'Queued' THEN ?2 ELSE finished_at END,
                state = CASE state WHEN 'Queued' THEN 'Cancelled' ELSE state END
            WHERE id = ?1 AND state IN ('Queued', 'Running')
            """,
            id, clock.GetUtcNow());
        return Get(session, id);
    });

    internal void SaveProgress(Job job) => database.Write(session => session.Execute(
        "UPDATE jobs SET stage = ?2, done = ?3, total = ?4, counts = ?5, problems = ?6 WHERE id = ?1",
        job.Id, job.Stage, job.Done, job.Total, JsonSerializer.Serialize(job.Counts), JsonSerializer.Serialize(job.Problems)));

    /// <summary>Notes what a job needs to go on; inside the caller's transaction, so that note and deed are one.</summary>
    internal static void SaveMemory(Session session, string id, string memory) =>
        session.Execute("UPDATE jobs SET memory = ?2 WHERE id = ?1", id, memory);

    internal void Finish(Job job, JobState state, string? result) => database.Write(session => session.Execute(
        "UPDATE jobs SET state = ?2, result = ?3, finished_at = ?4, stage = ?5, done = ?6, total = ?7, counts = ?8, problems = ?9 WHERE id = ?1",
        job.Id, state, result, clock.GetUtcNow(), job.Stage, job.Done, job.Total,
        JsonSerializer.Serialize(job.Counts), JsonSerializer.Serialize(job.Problems)));

    private static Job? Get(Session session, string id) => session.First($"SELECT {Columns} FROM jobs WHERE id = ?1", Read, id);

    private static Job Read(Row row) => new()
    {
        Id = row.Text(0),
        Kind = row.Text(1),
        Identity = row.Text(2),
        Request = row.Text(3),
        State = row.Name<JobState>(4),
        CancelRequested = row.Flag(5),
        Stage = row.TextOrNull(6),
        Done = row.Number(7),
        Total = row.Number(8),
        Counts = JsonSerializer.Deserialize<Dictionary<string, long>>(row.Text(9))!,
        Problems = JsonSerializer.Deserialize<List<Problem>>(row.Text(10))!,
        Memory = row.TextOrNull(11),
        Result = row.TextOrNull(12),
        CreatedAt = row.Moment(13),
        StartedAt = row.MomentOrNull(14),
        FinishedAt = row.MomentOrNull(15),
        Starts = row.Number(16),
    };
}
