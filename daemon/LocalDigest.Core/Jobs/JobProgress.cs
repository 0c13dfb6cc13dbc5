using System.Text.Json;
using LocalDigest.Storage;

namespace LocalDigest.Jobs;

/// <summary>
/// What a running job says of itself. Every change is told to the listeners at once; to disk it goes at changes of stage, at new problems
/// and otherwise a few times a second, because a progress count is not worth a disk write each.
/// </summary>
public sealed class JobProgress
{
    private static readonly TimeSpan SaveEvery = TimeSpan.FromMilliseconds(400);

    private readonly JobTable table;
    private readonly Database database;
    private readonly TimeProvider clock;
    private readonly Action<Job> changed;
    private readonly Lock changing = new();
    private Job job;
    private long lastSaved;

    internal JobProgress(Job job, JobTable table, Database database, TimeProvider clock, Action<Job> changed)
    {
        // Problems of an interrupted start are found again if they are still there.
        this.job = job with { Problems = [] };
        this.table = table;
        this.database = database;
        this.clock = clock;
        this.changed = changed;
    }

    internal Job Current
    {
        get
        {
            lock (changing) return job;
        }
    }

    /// <summary>Begins a part of the work.</summary>
    /// <param name="stage">One word: <c>harvest</c>, <c>judge</c>, …</param>
    /// <param name="total">How many parts it has; 0 where that is not known.</param>
    public void Begin(string stage, int total = 0) => Change(now => now with { Stage = stage, Done = 0, Total = total }, save: true);

    public void Advance(int by = 1) => Change(now => now with { Done = now.Done + by });

    public void SetTotal(int total) => Change(now => now with { Total = total });

    /// <summary>Sets how far the stage is together with figures of the result, on disk at once:
    /// for parts that take a minute each.</summary>
    public void Stand(int done, int total, params IEnumerable<(string Name, long Value)> figures) => Change(now =>
    {
        var counts = new SortedDictionary<string, long>(now.Counts.ToDictionary(), StringComparer.Ordinal);
        foreach (var (name, value) in figures) counts[name] = value;
        return now with { Done = done, Total = total, Counts = counts };
    }, save: true);

    /// <summary>Sets a figure of the result, such as <c>judged</c>.</summary>
    public void Count(string name, long value) => Change(now => now with
    {
        Counts = new SortedDictionary<string, long>(now.Counts.ToDictionary(), StringComparer.Ordinal) { [name] = value },
    });

    public void Report(Problem problem) => Change(now => now with { Problems = [.. now.Problems, problem] }, save: true);

    public bool HasProblems => Current.Problems.Count > 0;

    /// <summary>What was noted before the job was interrupted; null at its first start.</summary>
    public T? Recall<T>() where T : class => Current.Memory is { } memory ? JsonSerializer.Deserialize<T>(memory) : null;

    /// <summary>Notes what is needed to go on after a crash, in a transaction of its own.</summary>
    public void Remember<T>(T memory) where T : class => database.Write(session => Remember(session, memory));

    /// <summary>Notes what is needed to go on after a crash together with what the transaction does.</summary>
    public void Remember<T>(Session session, T memory) where T : class
    {
        var text = JsonSerializer.Serialize(memory);
        JobTable.SaveMemory(session, job.Id, text);
        lock (changing) job = job with { Memory = text };
    }

    internal void Finish(JobState state, string? result)
    {
        Job finished;
        lock (changing)
        {
            job = job with { State = state, Result = result, FinishedAt = clock.GetUtcNow() };
            finished = job;
        }
        table.Finish(finished, state, result);
        changed(finished);
    }

    /// <summary>Keeps how far the job is. A store that cannot be written now stops no work: the end of the job is stored with the same figures.</summary>
    private void Save(Job now)
    {
        try
        {
            table.SaveProgress(now);
        }
        catch (DatabaseBusyException)
        {
            lock (changing) lastSaved = clock.GetTimestamp();
        }
    }

    private void Change(Func<Job, Job> change, bool save = false)
    {
        Job now;
        lock (changing)
        {
            now = job = change(job);
            save |= clock.GetElapsedTime(lastSaved) >= SaveEvery;
            if (save) lastSaved = clock.GetTimestamp();
        }
        if (save) Save(now);
        changed(now);
    }
}
