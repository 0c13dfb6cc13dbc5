using LocalDigest.Ingestion;
using LocalDigest.Prefiltering;
using LocalDigest.Storage;

namespace LocalDigest.Daemon.Hosting;

/// <summary>
/// Keeps papers' vectors up to date behind everybody's back: loads them after the start, follows new papers when an import has come to rest, and has a
/// new model embed all papers while the old one serves.
/// </summary>
internal sealed class EmbeddingKeeper(Embeddings embeddings, PaperTable papers, DaemonAddress address, TimeProvider clock, ILogger<EmbeddingKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The daemon answers first, and loads then.
        await address.Known.WaitAsync(stoppingToken);
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
}
