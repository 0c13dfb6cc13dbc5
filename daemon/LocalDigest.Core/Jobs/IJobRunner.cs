namespace LocalDigest.Jobs;

/// <summary>Whoever runs the jobs.</summary>
public interface IJobRunner
{
    /// <summary>Queues a job, or gives the open one that is the same.</summary>
    /// <param name="kind">Of the <see cref="IJobKind"/> that runs it.</param>
    /// <param name="identity">Jobs of one identity that are not finished are one job.</param>
    /// <param name="request">JSON that the kind understands.</param>
    Job Enqueue(string kind, string identity, string request);

    /// <summary>Asks a job to stop; it does so at its next step.</summary>
    /// <returns>The job; null where there is none.</returns>
    Job? Cancel(string id);
}
