using System.Threading.Channels;
using LocalDigest.Jobs;
using LocalDigest.Storage;

namespace LocalDigest.Daemon.Hosting;

/// <summary>Runs queued jobs, a few at a time, and those again that a crash interrupted.</summary>
internal sealed class JobRunner(JobTable table, Database database, IEnumerable<IJobKind> kinds, JobEvents events, DaemonAddress address, TimeProvider clock, ILogger<JobRunner> logger)
    : BackgroundService, IJobRunner
{
    private const int AtOnce = 2;

    /// <summary>After a failure of the store it is left alone for so long.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(3);

    private readonly Dictionary<string, IJobKind> kinds = kinds.ToDictionary(kind => kind.Kind, StringComparer.Ordinal);
    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Dictionary<string, CancellationTokenSource> running = new(StringComparer.Ordinal);
    private readonly Lock changing = new();

    /// <inheritdoc/>
    public Job Enqueue(string kind, string identity, string request)
    {
        var (job, isNew) = table.Enqueue(kind, identity, request);
        if (isNew)
        {
            events.Publish(job);
            wake.Writer.TryWrite(true);
        }
        return job;
    }

    /// <inheritdoc/>
    public Job? Cancel(string id)
    {
        var job = table.RequestCancel(id);
        lock (changing)
        {
            if (running.TryGetValue(id, out var cancel)) cancel.Cancel();
        }
        if (job is { State: JobState.Cancelled }) events.Publish(job);
        return job;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A daemon that cannot listen has no business with sources and models.
        await address.Known.WaitAsync(stoppingToken);
        var tasks = new List<Task>();
        var isResumed = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            tasks.RemoveAll(task => task.IsCompleted);
            try
            {
                if (!isResumed && table.RequeueInterrupted() is > 0 and var resumed) Log.JobsResumed(logger, resumed);
                isResumed = true;
                while (tasks.Count < AtOnce && table.TakeNext() is { } job) tasks.Add(RunAsync(job, stoppingToken));
                await Task.WhenAny([wake.Reader.WaitToReadAsync(stoppingToken).AsTask(), .. tasks]);
                wake.Reader.TryRead(out _);
            }
            catch (StorageException error)
            {
                // The disk is full or the file is held by another program: the queue waits for better times.
                Log.QueueFailed(logger, error);
                await WaitAsync(stoppingToken);
            }
        }
        await Task.WhenAll(tasks);
    }

    private async Task RunAsync(Job job, CancellationToken stopping)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        lock (changing) running[job.Id] = cancel;
        var progress = new JobProgress(job, table, database, clock, events.Publish);
        try
        {
            await Task.Yield();
            // A job that the stop of the daemon interrupts is left as running: the next start takes it up again.
            if (await OutcomeOfAsync(job, progress, cancel, stopping) is { } outcome) await FinishAsync(job, progress, outcome, stopping);
        }
        finally
        {
            lock (changing) running.Remove(job.Id);
        }
    }

    /// <summary>Runs a job to its end, whatever that is; null where the daemon stops.</summary>
    private async Task<JobOutcome?> OutcomeOfAsync(Job job, JobProgress progress, CancellationTokenSource cancel, CancellationToken stopping)
    {
        try
        {
            // Cancelled between being taken from the queue and being registered here.
            if (table.Find(job.Id) is { CancelRequested: true }) await cancel.CancelAsync();
            return await kinds[job.Kind].RunAsync(job, progress, cancel.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return null;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            return new JobOutcome(JobState.Cancelled);
        }
        catch (Exception error)
        {
            Log.JobFailed(logger, error, job.Id, job.Kind);
            progress.Report(new Problem("run", error is StorageException ? error.Message : "The run failed inside the daemon; its log says how. What was finished is kept; start it again."));
            return new JobOutcome(JobState.Failed);
        }
    }

    /// <summary>Stores how a job ended, as soon as the store can be written: no job is left that neither runs nor has ended.</summary>
    private async Task FinishAsync(Job job, JobProgress progress, JobOutcome outcome, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                progress.Finish(outcome.State, outcome.Result);
                Log.JobEnded(logger, job.Id, job.Kind, outcome.State.ToString());
                return;
            }
            catch (StorageException error)
            {
                Log.QueueFailed(logger, error);
                await WaitAsync(stopping);
            }
        }
    }

    private async Task WaitAsync(CancellationToken stopping) => await Task.Delay(Wait, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
