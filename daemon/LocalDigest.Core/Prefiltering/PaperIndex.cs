using LocalDigest.Ingestion;
using LocalDigest.Models;

namespace LocalDigest.Prefiltering;

/// <summary>
/// All papers in memory, ready to be scored. It follows the store by its change count: whoever asks gets it up to date, without being
/// told of changes. Safe for several threads.
/// </summary>
public sealed class PaperIndex(PaperTable papers)
{
    private readonly Lock catchingUp = new();
    private readonly LexicalIndex words = new();
    private readonly Dictionary<long, int> positions = [];
    private long change;
    private Snapshot snapshot = new(new LexicalIndex(), [], [], 0);

    /// <summary>Papers at one moment.</summary>
    /// <param name="Words">Their words, by position.</param>
    /// <param name="Numbers">The paper at each position that counts; a changed paper has a new position.</param>
    /// <param name="Positions">The positions that count, ascending.</param>
    /// <param name="Change">The store's change count that this is up to date with.</param>
    internal sealed record Snapshot(LexicalIndex Words, long[] Numbers, int[] Positions, long Change);

    /// <summary>Brings the index up to date and gives it. The first call reads the whole store.</summary>
    internal Snapshot Current()
    {
        lock (catchingUp)
        {
            var last = papers.VisitChanges(change, (number, title, text, _) => positions[number] = words.Add(title, text));
            if (last == change) return snapshot;
            change = last;
            var ordered = positions.OrderBy(pair => pair.Value).ToList();
            return snapshot = new Snapshot(words, [.. ordered.Select(pair => pair.Key)], [.. ordered.Select(pair => pair.Value)], last);
        }
    }
}
