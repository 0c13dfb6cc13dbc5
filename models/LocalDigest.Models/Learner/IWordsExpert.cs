namespace LocalDigest.Models;

/// <summary>
/// Learns from words alone what a user likes. It is slower than the rest of the learner and is asked in the background; the learner decides by
/// statements that the expert did not see how much it is worth.
/// </summary>
public interface IWordsExpert
{
    /// <summary>Learns.</summary>
    /// <param name="words">The words of some documents, as of <see cref="DocumentFeatures.Words"/>.</param>
    /// <param name="likes">Whether each is liked; there are both kinds.</param>
    /// <param name="weights">How much each counts, above 0.</param>
    /// <param name="ct">Gives it up.</param>
    /// <returns>What a weight of 1 of each word adds to the log odds, by the word's id; words that say nothing are left out.</returns>
    IReadOnlyDictionary<uint, float> Learn(SparseRows words, IReadOnlyList<bool> likes, IReadOnlyList<float> weights, CancellationToken ct);
}

/// <summary>What the expert for words learned at some time, and what it said of documents that it did not see.</summary>
/// <param name="Words">What a weight of 1 of each word adds, in units of <paramref name="HeldOut"/>'s spread.</param>
/// <param name="HeldOut">By the document's key, in units of their spread: what was learned without that document said of it.</param>
internal sealed record WordsOpinion(SparseWeights Words, IReadOnlyDictionary<long, float> HeldOut)
{
    public static WordsOpinion None { get; } = new(new SparseWeights([], []), new Dictionary<long, float>());

    /// <summary>What it says of a document: what it said without it, where it has learned from it.</summary>
    public float Of(long key, ReadOnlySpan<uint> ids, ReadOnlySpan<float> weights) => HeldOut.TryGetValue(key, out var known) ? known : Words.Dot(ids, weights);

    /// <summary>Learns anew, in as many parts as are held out one at a time.</summary>
    public static WordsOpinion Learn(IWordsExpert expert, TrainingSet statements, float[] weights, int[] folds, int most, CancellationToken ct)
    {
        var parts = folds.Distinct().Order().ToArray();
        var heldOut = new float[folds.Length];
        IReadOnlyDictionary<uint, float> whole = new Dictionary<uint, float>();
        // The one of everything is done first, as it takes the longest.
        Parallel.For(-1, parts.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = ct }, part =>
        {
            int[] seen = [.. Enumerable.Range(0, folds.Length).Where(i => weights[i] > 0 && (part < 0 || folds[i] != parts[part]))];
            bool[] likes = [.. seen.Select(i => statements.Likes[i])];
            if (!likes.Contains(true) || !likes.Contains(false)) return;
            var learned = expert.Learn(statements.Documents.Words.Pick(seen), likes, [.. seen.Select(i => weights[i])], ct);
            if (part < 0)
            {
                whole = learned;
                return;
            }
            for (var i = 0; i < folds.Length; i++)
            {
                if (folds[i] == parts[part]) heldOut[i] = Dot(learned, statements.Documents.Words, i);
            }
        });
        var spread = MathF.Sqrt(heldOut.Select(said => said * said).DefaultIfEmpty(0).Average());
        if (spread < 1e-6f || whole.Count == 0) return None;
        var kept = whole.Where(word => word.Value != 0).OrderByDescending(word => Math.Abs(word.Value)).ThenBy(word => word.Key).Take(most).ToList();
        return new WordsOpinion(
            new SparseWeights([.. kept.Select(word => word.Key)], [.. kept.Select(word => word.Value / spread)]),
            statements.Keys.Zip(heldOut).ToDictionary(pair => pair.First, pair => pair.Second / spread));
    }

    private static float Dot(IReadOnlyDictionary<uint, float> words, SparseRows rows, int row)
    {
        var ids = rows.IdsOf(row);
        var weights = rows.WeightsOf(row);
        var sum = 0f;
        for (var i = 0; i < ids.Length; i++) sum += weights[i] * words.GetValueOrDefault(ids[i]);
        return sum;
    }
}
