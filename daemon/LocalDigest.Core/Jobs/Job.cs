using System.Text.Json;

namespace LocalDigest.Jobs;

public enum JobState
{
    Queued,
    Running,

    /// <summary>Everything was done.</summary>
    Succeeded,

    /// <summary>It came to its end, and something on the way failed; the problems say what.</summary>
    Partial,

    Failed,
    Cancelled,
}

/// <summary>A piece of long work as it stands on disk.</summary>
public sealed record Job
{
    public required string Id { get; init; }

    public required string Kind { get; init; }

    /// <summary>Jobs of one identity that are not finished are one job.</summary>
    public required string Identity { get; init; }

    /// <summary>What was asked for, as JSON that its kind understands.</summary>
    public required string Request { get; init; }

    public required JobState State { get; init; }

    public bool CancelRequested { get; init; }

    public string? Stage { get; init; }

    /// <summary>Parts of the stage that are done, of <see cref="Total"/>.</summary>
    public int Done { get; init; }

    public int Total { get; init; }

    public IReadOnlyDictionary<string, long> Counts { get; init; } = new Dictionary<string, long>();

    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>What the job noted to go on after a crash, as JSON.</summary>
    public string? Memory { get; init; }

    /// <summary>What it made: the id of a digest.</summary>
    public string? Result { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How often it was started; above 1 it was interrupted.</summary>
    public int Starts { get; init; }

    public bool IsFinished => State is not (JobState.Queued or JobState.Running);

    public T ReadRequest<T>() => JsonSerializer.Deserialize<T>(Request)!;
}

/// <summary>Something that went wrong without ending the work.</summary>
/// <param name="Part">What failed: <c>arxiv</c>, <c>judge</c>, …</param>
/// <param name="Message">A sentence that says what to do.</param>
/// <param name="Papers">Ids of the papers that it concerns, where it concerns some.</param>
public sealed record Problem(string Part, string Message, IReadOnlyList<string>? Papers = null);

/// <summary>How a job ended.</summary>
/// <param name="State"><see cref="JobState.Succeeded"/>, <see cref="JobState.Partial"/> or <see cref="JobState.Failed"/>.</param>
/// <param name="Result">What it made.</param>
public sealed record JobOutcome(JobState State, string? Result = null);

/// <summary>One kind of work. May be called again for the same job after a crash, and then goes on from what it noted (<see cref="JobProgress.Recall"/>).</summary>
public interface IJobKind
{
    string Kind { get; }

    Task<JobOutcome> RunAsync(Job job, JobProgress progress, CancellationToken ct);
}
