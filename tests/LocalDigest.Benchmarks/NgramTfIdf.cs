using System.Runtime.InteropServices;
using LocalDigest.Models;

namespace LocalDigest.Benchmarks;

/// <summary>
/// TF-IDF of words and pairs of words, the 20,000 most frequent, with logarithmic counts, unit length: the features of arxiv-sanity-lite.
/// Rows are sorted by feature.
/// </summary>
internal static class NgramTfIdf
{
    private const int MostFeatures = 20_000;

    public static (int[] Ids, float[] Weights)[] Of(IReadOnlyList<string> texts)
    {
        var counts = new Dictionary<ulong, int>[texts.Count];
        Parallel.For(0, texts.Count, i => counts[i] = Count(texts[i]));
        var totals = new Dictionary<ulong, (int Occurrences, int Documents)>();
        foreach (var (term, count) in counts.SelectMany(document => document))
        {
            ref var total = ref CollectionsMarshal.GetValueRefOrAddDefault(totals, term, out _);
            total = (total.Occurrences + count, total.Documents + 1);
        }
        var chosen = totals.OrderByDescending(pair => pair.Value.Occurrences).ThenBy(pair => pair.Key).Take(MostFeatures).Select((pair, id) => (pair.Key, Id: id, pair.Value.Documents))
            .ToDictionary(item => item.Key, item => (item.Id, Inverse: MathF.Log((1f + texts.Count) / (1 + item.Documents)) + 1));
        return [.. counts.Select(document =>
        {
            var row = document.Where(pair => chosen.ContainsKey(pair.Key)).Select(pair => (chosen[pair.Key].Id, Weight: (1 + MathF.Log(pair.Value)) * chosen[pair.Key].Inverse)).OrderBy(pair => pair.Id).ToList();
            var norm = MathF.Sqrt(row.Sum(pair => pair.Weight * pair.Weight));
            return (row.Select(pair => pair.Id).ToArray(), row.Select(pair => norm > 0 ? pair.Weight / norm : 0).ToArray());
        })];
    }

    private static Dictionary<ulong, int> Count(string text)
    {
        var counts = new Dictionary<ulong, int>();
        var reader = new TermReader(text);
        var previous = 0UL;
        while (reader.Read())
        {
            // as there, words that carry no subject are taken out before words are paired
            if (reader.IsStopWord) continue;
            CollectionsMarshal.GetValueRefOrAddDefault(counts, reader.Word, out _)++;
            if (previous != 0) CollectionsMarshal.GetValueRefOrAddDefault(counts, WordReader.HashOfPair(previous, reader.Word), out _)++;
            previous = reader.Word;
        }
        return counts;
    }
}
