using System.Runtime.InteropServices;
using LocalDigest.Models;

namespace LocalDigest.Benchmarks;

/// <summary>The usual yardstick: the cosine of TF-IDF vectors, with logarithmic counts.</summary>
internal sealed class TfIdf
{
    private readonly Dictionary<uint, int> frequencies = [];
    private readonly Dictionary<uint, float>[] documents;
    private readonly int count;

    public TfIdf(IReadOnlyList<string> texts)
    {
        count = texts.Count;
        var counts = texts.Select(Count).ToArray();
        foreach (var term in counts.SelectMany(count => count.Keys)) CollectionsMarshal.GetValueRefOrAddDefault(frequencies, term, out _)++;
        documents = [.. counts.Select(Weigh)];
    }

    public double Cosine(int one, int other) => Cosine(documents[one], documents[other]);

    /// <summary>The cosine of a text with each document.</summary>
    public float[] Cosines(string text)
    {
        var query = Weigh(Count(text));
        return [.. documents.Select(document => (float)Cosine(query, document))];
    }

    private static double Cosine(Dictionary<uint, float> one, Dictionary<uint, float> other)
    {
        if (one.Count > other.Count) (one, other) = (other, one);
        var sum = 0.0;
        foreach (var (term, weight) in one)
        {
            if (other.TryGetValue(term, out var otherWeight)) sum += weight * otherWeight;
        }
        return sum;
    }

    private static Dictionary<uint, float> Count(string text)
    {
        var counts = new Dictionary<uint, float>();
        var reader = new WordReader(text);
        while (reader.Read())
        {
            var term = LexicalIndex.TermOf(reader.Word);
            if (term != 0) CollectionsMarshal.GetValueRefOrAddDefault(counts, term, out _)++;
        }
        return counts;
    }

    private Dictionary<uint, float> Weigh(Dictionary<uint, float> counts)
    {
        var weighed = counts.ToDictionary(pair => pair.Key, pair => (1 + MathF.Log(pair.Value)) * MathF.Log((1f + count) / (1f + frequencies.GetValueOrDefault(pair.Key))));
        var norm = MathF.Sqrt(weighed.Values.Sum(weight => weight * weight));
        return norm > 0 ? weighed.ToDictionary(pair => pair.Key, pair => pair.Value / norm) : weighed;
    }
}
