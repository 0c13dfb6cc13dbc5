using LocalDigest.Ingestion;
using LocalDigest.Preferences;
using LocalDigest.Prefiltering;
using LocalDigest.Profiles;
using LocalDigest.Storage;

namespace LocalDigest.Daemon.Hosting;

/// <summary>
/// Keeps what is in memory up to date behind everybody's back: loads papers and their vectors after the start, follows new papers when an import has come
/// to rest, has a new embedding embed all papers while the old one serves, and trains the preference models anew that do not fit any more.
/// </summary>
internal sealed class IndexKeeper(
    Database database, Embeddings embeddings, PaperTable papers, ProfileTable profiles, PreferenceTrainer preferences, DaemonAddress address, TimeProvider clock, IHostApplicationLifetime lifetime,
    ILogger<IndexKeeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The daemon answers first, and loads then.
        await address.Known.WaitAsync(stoppingToken);
        if (database.Loss is { } loss) Log.Loss(logger, loss);
        await CheckAsync(stoppingToken);
        long kept = -1, seen = -1;
        string? told = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var change = papers.Change();
                // While papers stream in, the processor is theirs.
                if ((change == seen || kept < 0) && (change != kept || embeddings.HasOpenWork))
                {
                    var problem = await embeddings.KeepAsync(stoppingToken);
                    if (problem is not null && problem != told) Log.EmbeddingFailed(logger, problem);
                    told = problem;
                    foreach (var profile in profiles.All()) await preferences.KeepAsync(profile.Id, stoppingToken);
                    kept = change;
                }
                seen = change;
            }
            catch (StorageException error)
            {
                // The disk is full or the file is held by another program: the next tick is another try.
                Log.KeepingFailed(logger, error);
            }
            await Task.Delay(Tick, clock, stoppingToken);
        }
    }

    /// <summary>A damaged database is not written to any more: the daemon ends with a sentence.</summary>
    private async Task CheckAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Run(database.Check, stoppingToken);
        }
        catch (DatabaseDamagedException damaged)
        {
            Log.Damaged(logger, damaged.Message);
            Environment.ExitCode = 4;
            lifetime.StopApplication();
        }
    }
}
