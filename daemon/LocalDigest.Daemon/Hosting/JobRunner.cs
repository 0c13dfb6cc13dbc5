using System.Threading.Channels;
using LocalDigest.Jobs;
using LocalDigest.Storage;

namespace LocalDigest.Daemon.Hosting;

/// <summary>Runs queued jobs, a few at a time, and those again that a crash interrupted.</summary>
internal sealed class JobRunner(JobTable table, Database database, IEnumerable<IJobKind> kinds, JobEvents events, DaemonAddress address, TimeProvider clock, ILogger<JobRunner> logger) : BackgroundService
{
    private const int AtOnce = 2;

    private readonly Dictionary<string, IJobKind> kinds = kinds.ToDictionary(kind => kind.Kind, StringComparer.Ordinal);
    private readonly Channel<bool> wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Dictionary<string, CancellationTokenSource> running = new(StringComparer.Ordinal);
    private readonly Lock changing = new();

    /// <summary>Queues a job, or gives the open one that is the same.</summary>
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

    /// <summary>Asks a job to stop; it does so at its next step.</summary>
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
        var resumed = table.RequeueInterrupted();
        if (resumed > 0) Log.JobsResumed(logger, resumed);
        var tasks = new List<Task>();
        while (!stoppingToken.IsCancellationRequested)
        {
            tasks.RemoveAll(task => task.IsCompleted);
            try
            {
                while (tasks.Count < AtOnce && table.TakeNext() is { } job) tasks.Add(RunAsync(job, stoppingToken));
                await Task.WhenAny([wake.Reader.WaitToReadAsync(stoppingToken).AsTask(), .. tasks]);
                wake.Reader.TryRead(out _);
            }
            catch (StorageException error)
            {
                // The disk is full or the file is held by another program: the queue waits for better times.
                Log.QueueFailed(logger, error);
                await Task.Delay(TimeSpan.FromSeconds(5), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
            // Cancelled between being taken from the queue and being registered here.
            if (table.Find(job.Id) is { CancelRequested: true }) await cancel.CancelAsync();
            await Task.Yield();
            var outcome = await kinds[job.Kind].RunAsync(job, progress, cancel.Token);
            progress.Finish(outcome.State, outcome.Result);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Left as running: the next start takes it up again.
            return;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            progress.Finish(JobState.Cancelled, null);
        }
        catch (Exception error)
        {
            Log.JobFailed(logger, error, job.Id, job.Kind);
            progress.Report(new Problem("run", error is StorageException ? error.Message : "The run failed inside the daemon; its log says how. What was finished is kept; start it again."));
            progress.Finish(JobState.Failed, null);
        }
        finally
        {
            lock (changing) running.Remove(job.Id);
        }
        Log.JobEnded(logger, job.Id, job.Kind, progress.Current.State.ToString());
    }
}
