using System.Text.Json;
using LocalDigest.Jobs;

namespace LocalDigest.Runs;

/// <summary>Starts runs, for whoever asks: a caller, the schedule, the command line. The same request is the same run while it is not finished.</summary>
public sealed class RunStarter(IJobRunner runner)
{
    /// <summary>Queues a digest of a profile for a day.</summary>
    public Job StartDigest(DigestRequest request)
    {
        var text = JsonSerializer.Serialize(request);
        return runner.Enqueue("digest", "digest " + text, text);
    }

    /// <summary>Queues the judging of papers.</summary>
    public Job StartJudging(JudgeRequest request)
    {
        var text = JsonSerializer.Serialize(request);
        return runner.Enqueue("judge", "judge " + text, text);
    }

    /// <summary>Queues the look at what became of a profile's papers.</summary>
    public Job StartWatching(WatchRequest request)
    {
        var text = JsonSerializer.Serialize(request);
        return runner.Enqueue("watch", "watch " + text, text);
    }

    /// <summary>Queues a backfill.</summary>
    public Job StartBackfill(BackfillRequest request)
    {
        var text = JsonSerializer.Serialize(request);
        return runner.Enqueue("backfill", "backfill " + text, text);
    }

    /// <summary>Queues the look through the database.</summary>
    public Job StartCheck() => runner.Enqueue("check", "check", "{}");
}
