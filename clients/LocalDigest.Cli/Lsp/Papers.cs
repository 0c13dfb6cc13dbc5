using System.Collections.Concurrent;
using LocalDigest.Client;

namespace LocalDigest.Cli.Lsp;

/// <summary>Papers of the daemon, as they stood a moment ago, so that moving about in a text does not ask again and again.</summary>
internal sealed class Papers(LocalDigestClient client)
{
    private const int NotFound = 404;
    private const int AtOnce = 8;

    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(20);

    /// <summary>What is not in the store may be a moment later: somebody brings it in because it is missing.</summary>
    private static readonly TimeSpan FreshNothing = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, (long At, Paper? Paper)> known = new(StringComparer.Ordinal);

    public LocalDigestClient Client => client;

    /// <returns>Null where the store does not have it.</returns>
    public async Task<Paper?> FindAsync(string id, CancellationToken ct)
    {
        if (known.TryGetValue(id, out var found) && TimeProvider.System.GetElapsedTime(found.At)
            < (found.Paper is null ? FreshNothing : Fresh)) return found.Paper;
        Paper? paper;
        try
        {
            paper = await client.GetPaperAsync(id, ct: ct);
        }
        catch (RefusedException error) when (error.Status == NotFound)
        {
            paper = null;
        }
        known[id] = (TimeProvider.System.GetTimestamp(), paper);
        return paper;
    }

    /// <summary>Several, of which the store has some.</summary>
    public async Task<IReadOnlyDictionary<string, Paper>> FindAsync(IEnumerable<string> ids, CancellationToken ct)
    {
        var found = new ConcurrentDictionary<string, Paper>(StringComparer.Ordinal);
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct };
        await Parallel.ForEachAsync(ids.Distinct(StringComparer.Ordinal), options, async (id, stop) =>
        {
            if (await FindAsync(id, stop) is { } paper) found[id] = paper;
        });
        return found;
    }

    public void Forget() => known.Clear();
}
