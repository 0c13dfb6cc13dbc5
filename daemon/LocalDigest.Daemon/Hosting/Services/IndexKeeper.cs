using LocalDigest.Expecting;
using LocalDigest.Ingestion;
using LocalDigest.Judging;
using LocalDigest.Preferences;
using LocalDigest.Prefiltering;
using LocalDigest.Profiles;
using LocalDigest.Storage;

namespace LocalDigest.Daemon.Hosting;

/// <summary>
/// Keeps what is in memory up to date behind everybody's back: loads papers and their vectors after the start, follows new papers when an import has come
/// to rest, has a new embedding embed all papers while the old one serves, trains the preference models anew that do not fit any more, and learns from thumbs
/// what takes its time, and from the judge's verdicts.
/// </summary>
internal sealed class IndexKeeper(
    Database database, PaperIndex index, Embeddings embeddings, PaperTable papers, ProfileTable profiles, PreferenceTrainer preferences,
        VerdictTrainer expecting, VerdictTable verdicts,
    DaemonAddress address, TimeProvider clock, IHostApplicationLifetime lifetime, ILogger<IndexKeeper> logger)
    : RepeatedService(address, clock, logger)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private long kept = -1;
    private long seen = -1;
    private long judged = -1, judgedBefore = -1;
    private string? told;
    private bool hasChecked;

    protected override async Task RoundAsync(CancellationToken ct)
    {
        if (kept < 0 && database.Loss is { } loss) Log.Loss(Logger, loss);
        var change = papers.Change();
        // While papers stream in, the processor is theirs.
        if ((change == seen || kept < 0) && (change != kept || embeddings.HasOpenWork))
        {
            var problem = await embeddings.KeepAsync(ct);
            if (problem is not null && problem != told) Log.EmbeddingFailed(Logger, problem);
            told = problem;
            foreach (var profile in profiles.All()) await preferences.KeepAsync(profile.Id, ct);
            kept = change;
            index.Save();
        }
        seen = change;
        // A large file takes a second, for which nobody's first list should wait.
        if (!hasChecked) await CheckAsync(ct);
        hasChecked = true;
        foreach (var profile in profiles.All()) await preferences.RefineAsync(profile.Id, ct);
        await LearnVerdictsAsync(ct);
        await Task.Delay(Tick, Clock, ct);
    }

    /// <summary>Learns from verdicts when the judge has come to rest.</summary>
    private async Task LearnVerdictsAsync(CancellationToken ct)
    {
        var now = verdicts.Changes;
        if (now == judgedBefore && now != judged && kept >= 0)
        {
            foreach (var profile in profiles.All())
            {
                if (await expecting.KeepAsync(profile, ct) is { } version)
                {
                    Log.VerdictsLearned(Logger, profile.Id, version.Quality.Verdicts, version.Version);
                }
                // Scored now, so that no reader waits for it.
                expecting.Current(profile);
            }
            judged = now;
        }
        judgedBefore = now;
    }

    /// <summary>A damaged database is not written to any more: the daemon ends with a sentence.</summary>
    private async Task CheckAsync(CancellationToken ct)
    {
        try
        {
            await Task.Run(database.Check, ct);
        }
        catch (DatabaseDamagedException damaged)
        {
            Log.Damaged(Logger, damaged.Message);
            Environment.ExitCode = 4;
            lifetime.StopApplication();
        }
    }
}
