using LocalDigest.Prefiltering;

namespace LocalDigest.Ranking;

/// <summary>
/// The best of many places, kept while they come by in any order: no more than a page shows, so that a list puts nothing in order, and
/// takes no memory, for the papers that are not on it.
/// </summary>
/// <param name="papers">Whose places.</param>
/// <param name="most">How many are kept, at least 1.</param>
/// <param name="after">Only those that stand behind it are kept; null for all.</param>
internal sealed class BestPlaces(PaperSnapshot papers, int most, Place? after)
{
    /// <summary>The worst of those that are kept comes out first.</summary>
    private readonly PriorityQueue<int, (double Key, int Place)> kept = new(most);

    private (double Key, int Place) worst = (double.NegativeInfinity, -1);

    /// <summary>Whether a place would be kept now.</summary>
    public bool Takes(double key, int place) =>
        (key > worst.Key || (key == worst.Key && place > worst.Place))
        && (after is null || key < after.Key || (key == after.Key && papers.Numbers[place] < after.Number));

    /// <summary>Keeps a place if it is among the best; of equal keys the greater place is better.</summary>
    public void Offer(double key, int place)
    {
        if (!Takes(key, place)) return;
        if (kept.Count == most) kept.DequeueEnqueue(place, (key, place));
        else kept.Enqueue(place, (key, place));
        if (kept.Count == most) kept.TryPeek(out _, out worst);
    }

    /// <summary>Those that are kept, the best first. They are handed over once.</summary>
    public List<(double Key, int Place)> Take()
    {
        var best = new List<(double, int)>(kept.Count);
        while (kept.TryDequeue(out _, out var next)) best.Add(next);
        best.Reverse();
        return best;
    }
}
