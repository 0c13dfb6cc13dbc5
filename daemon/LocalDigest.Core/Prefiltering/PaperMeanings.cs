using System.Buffers;
using System.Runtime.InteropServices;
using LocalDigest.Models;

namespace LocalDigest.Prefiltering;

/// <summary>A paper that is near in meaning.</summary>
/// <param name="Number">The paper.</param>
/// <param name="Similarity">The cosine of the two vectors, from 0 to 1.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct NearPaper(long Number, double Similarity);

/// <summary>What a search by meaning found.</summary>
/// <param name="Papers">The nearest first.</param>
/// <param name="Notice">Why another model answered than the one that is wanted, as a sentence; null where the wanted one did.</param>
public sealed record NearPapers(IReadOnlyList<NearPaper> Papers, string? Notice);

/// <summary>Finds papers by what they mean: exact search over the vectors of those that pass a filter.</summary>
public sealed class PaperMeanings(Embeddings embeddings)
{
    /// <summary>What lies further than this share of the nearest paper's cosine does not answer a search.</summary>
    private const float LeastShare = 0.6f;

    /// <summary>What lies further than this cosine answers no search.</summary>
    private const float Least = 0.25f;

    /// <summary>So many more of the nearest are looked at than are wanted.</summary>
    private const int LeastTried = 100;

    /// <summary>The papers that answer a text, the nearest first.</summary>
    /// <param name="snapshot">The papers.</param>
    /// <param name="text">What a user searches for.</param>
    /// <param name="passes">Only papers at these places of the snapshot.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="ct">Gives it up.</param>
    public async Task<NearPapers> NearAsync(PaperSnapshot snapshot, string text, Func<int, bool> passes, int most, CancellationToken ct)
    {
        var (vectors, query) = await embeddings.QueryAsync(snapshot, text, ct);
        var near = Search(snapshot, vectors, query, passes, most);
        return new([.. near.TakeWhile(item => item.Similarity >= Math.Max(Least, LeastShare * near[0].Similarity))], NoticeOn(vectors));
    }

    /// <summary>The papers nearest to a paper, the nearest first; none where it has no word that is known.</summary>
    /// <param name="snapshot">The papers.</param>
    /// <param name="number">Left out itself.</param>
    /// <param name="passes">Only papers at these places of the snapshot.</param>
    /// <param name="most">At most so many.</param>
    public NearPapers NearTo(PaperSnapshot snapshot, long number, Func<int, bool> passes, int most)
    {
        var place = snapshot.PlaceOf(number);
        var vectors = snapshot.Chosen ?? snapshot.Shipped;
        if (place < 0) return new([], NoticeOn(vectors));
        var query = new float[vectors.Index.Dimensions];
        vectors.Index.Read(vectors.Positions[place], query);
        return new([.. Search(snapshot, vectors, query, other => other != place && passes(other), most).Where(item => item.Similarity > 0)], NoticeOn(vectors));
    }

    /// <summary>Places in a plane, near where papers are near in meaning: x and y of each, from -1 to 1.</summary>
    /// <param name="snapshot">The papers.</param>
    /// <param name="places">Which of them, by place; the time grows with the square of their count.</param>
    /// <param name="ct">Gives it up.</param>
    public static IReadOnlyList<(float X, float Y)> Map(PaperSnapshot snapshot, IReadOnlyList<int> places, CancellationToken ct)
    {
        var (rows, dimensions) = Rows(snapshot, places);
        return PlaneLayout.Place(rows, dimensions, ct);
    }

    /// <summary>Papers that stand for many: the one in the middle of each group of papers that are near in meaning, large groups first.</summary>
    /// <param name="snapshot">The papers.</param>
    /// <param name="places">Which of them, by place; the time grows with their count.</param>
    /// <param name="count">How many groups, at least 1.</param>
    /// <param name="ct">Gives it up.</param>
    /// <returns>Some of <paramref name="places"/>, each once; none of papers without a word that is known.</returns>
    public static IReadOnlyList<int> Spread(PaperSnapshot snapshot, IReadOnlyList<int> places, int count, CancellationToken ct)
    {
        var (rows, dimensions) = Rows(snapshot, places);
        return [.. Medoids.Choose(rows, dimensions, count, ct).Select(row => places[row])];
    }

    private static (float[] Rows, int Dimensions) Rows(PaperSnapshot snapshot, IReadOnlyList<int> places)
    {
        var vectors = snapshot.Chosen ?? snapshot.Shipped;
        var dimensions = vectors.Index.Dimensions;
        var rows = new float[places.Count * dimensions];
        for (var row = 0; row < places.Count; row++)
            vectors.Index.Read(vectors.Positions[places[row]], rows.AsSpan(row * dimensions, dimensions));
        return (rows, dimensions);
    }

    private string? NoticeOn(PaperVectors used) => embeddings.State is var state && used.Model.Model != state.Model ? state.Notice : null;

    private static NearPaper[] Search(PaperSnapshot snapshot, PaperVectors vectors, float[] query, Func<int, bool> passes, int most)
    {
        if (vectors == snapshot.Shipped && Nearest(snapshot, query, passes, most) is { } nearest) return nearest;
        // As long as the store, and used for a moment: rented, so that searches leave no garbage of this size.
        var (places, among) = (ArrayPool<int>.Shared.Rent(snapshot.Count), ArrayPool<int>.Shared.Rent(snapshot.Count));
        try
        {
            var count = 0;
            for (var place = 0; place < snapshot.Count; place++)
            {
                if (!passes(place)) continue;
                places[count] = place;
                among[count++] = vectors.Positions[place];
            }
            var best = new VectorMatch[Math.Min(most, count)];
            var found = vectors.Index.Search(query, among.AsSpan(0, count), best);
            var ranks = best.Take(found).Index().ToDictionary(item => item.Item.Position, item => item.Index);
            var near = new NearPaper[found];
            for (var i = 0; i < count; i++)
            {
                if (!ranks.TryGetValue(among[i], out var rank)) continue;
                near[rank] = new NearPaper(snapshot.Numbers[places[i]], Math.Clamp(best[rank].Score, 0, 1));
            }
            return near;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(places);
            ArrayPool<int>.Shared.Return(among);
        }
    }

    /// <summary>
    /// Where hardly anything is left out, the best of all vectors hold those that are wanted: they are found much faster than among some.
    /// </summary>
    /// <returns>Null where too many of them are left out.</returns>
    private static NearPaper[]? Nearest(PaperSnapshot snapshot, float[] query, Func<int, bool> passes, int most)
    {
        var best = new VectorMatch[2 * most + LeastTried];
        var found = snapshot.Shipped.Index.Search(query, best);
        var near = new List<(int Place, float Score)>(most);
        foreach (var match in best.AsSpan(0, found))
        {
            var place = match.Position < snapshot.Places.Length ? snapshot.Places[match.Position] : -1;
            if (place >= 0 && passes(place)) near.Add((place, match.Score));
        }
        if (near.Count < most && found == best.Length) return null;
        return
        [
            .. near.OrderByDescending(item => item.Score).ThenBy(item => item.Place).Take(most)
                .Select(item => new NearPaper(snapshot.Numbers[item.Place], Math.Clamp(item.Score, 0, 1))),
        ];
    }
}
