using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using LocalDigest.Client;

namespace LocalDigest.Cli.Lsp;

/// <summary>What became of papers that a bibliography cites: many in one question to the daemon, and kept for a while.</summary>
internal sealed class Fates(LocalDigestClient client)
{
    /// <summary>So many that each question has its answer soon, and a long bibliography tells how far it is.</summary>
    private const int AtOnce = 100;

    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, (long At, PaperFate Fate)> known = new(StringComparer.Ordinal);

    /// <summary>Why the last answer is not whole, as sentences: nobody is asked, or a service did not answer.</summary>
    public IReadOnlyList<string> Remarks { get; private set; } = [];

    /// <summary>What is known of some papers can be told without asking the daemon.</summary>
    public bool Has(IEnumerable<string> ids) => ids.All(id => Find(id) is not null);

    /// <summary>What became of some papers.</summary>
    /// <param name="ids">Their ids, without versions.</param>
    /// <param name="advance">Told how many have been looked up, of how many.</param>
    /// <param name="ct">Ends it; what was asked is kept by the daemon.</param>
    public async Task<IReadOnlyDictionary<string, PaperFate>> OfAsync(IEnumerable<string> ids, Func<int, int, Task>? advance,
        CancellationToken ct)
    {
        var found = new Dictionary<string, PaperFate>(StringComparer.Ordinal);
        List<string> all = [.. ids.Distinct(StringComparer.Ordinal)];
        var open = all.Where(id => Find(id) is null).ToList();
        var remarks = open.Count > 0 ? [] : Remarks.ToList();
        var left = int.MaxValue;
        if (advance is not null && open.Count > 0) await advance(0, open.Count);
        for (var start = 0; start < open.Count;)
        {
            var part = open.Skip(start).Take(AtOnce).ToList();
            var body = new JsonObject { ["entries"] = new JsonArray([.. part.Select(id => (JsonNode)new JsonObject { ["id"] = id })]) };
            var answer = await client.CheckWatchAsync(body, ct);
            foreach (var (id, item) in part.Zip(answer.Items)) found[id] = item.Fate;
            remarks.AddRange(answer.Problems.Append(answer.Off).OfType<string>().Where(remark => !remarks.Contains(remark)));
            // The daemon answers within its time: what is left is asked again while that gets on.
            if (answer.Left > 0 && answer.Problems.Count == 0 && answer.Left < left)
            {
                left = answer.Left;
                if (advance is not null) await advance(start + part.Count - left, open.Count);
                continue;
            }
            // An answer that may still change is not kept.
            if (answer.Left == 0)
                foreach (var id in part) known[id] = (TimeProvider.System.GetTimestamp(), found[id]);
            left = int.MaxValue;
            start += part.Count;
            if (advance is not null) await advance(start, open.Count);
        }
        foreach (var id in all)
            if (!found.ContainsKey(id) && Find(id) is { } fate) found[id] = fate;
        Remarks = remarks;
        return found;
    }

    private PaperFate? Find(string id) =>
        known.TryGetValue(id, out var kept) && TimeProvider.System.GetElapsedTime(kept.At) < Fresh ? kept.Fate : null;
}
