namespace LocalDigest.Daemon.Hosting;

/// <summary>
/// A service that does its round again and again for as long as the daemon runs. A fault ends the round and not the daemon: it is logged
/// with its stack trace, once for as long as it lasts, and after a pause the next round begins.
/// </summary>
internal abstract class RepeatedService(DaemonAddress address, TimeProvider clock, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(5);

    protected TimeProvider Clock { get; } = clock;

    protected ILogger Logger { get; } = logger;

    /// <summary>Does the work that is there, and waits until there may be more.</summary>
    protected abstract Task RoundAsync(CancellationToken ct);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The daemon answers first; one that cannot listen has no business with sources and models.
        await address.Known.WaitAsync(stoppingToken);
        Type? told = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RoundAsync(stoppingToken);
                told = null;
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                if (error.GetType() != told) Log.RoundFailed(Logger, error);
                told = error.GetType();
                await Task.Delay(AfterFault, Clock, stoppingToken);
            }
        }
    }
}
