using System.Diagnostics;

namespace LocalDigest.Daemon.Hosting;

/// <summary>Stops the daemon when the process that started it has ended, however it ended.</summary>
internal sealed class ParentWatch(DaemonOptions options, IHostApplicationLifetime lifetime, ILogger<ParentWatch> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.ParentProcess is not { } id) return;
        try
        {
            using var parent = Process.GetProcessById(id);
            await parent.WaitForExitAsync(stoppingToken);
        }
        catch (ArgumentException)
        {
            // It had ended before it could be watched.
        }
        if (stoppingToken.IsCancellationRequested) return;
        Log.ParentEnded(logger, id);
        lifetime.StopApplication();
    }
}
