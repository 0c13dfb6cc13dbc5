using System.Runtime.InteropServices;

namespace LocalDigest.Models;

/// <summary>Weighted terms to score documents against; see <see cref="LexicalIndex"/>.</summary>
public sealed class LexicalQuery
{
    private readonly Dictionary<uint, float> weights = [];

    internal IReadOnlyDictionary<uint, float> Weights => weights;

    /// <summary>Whether it has no word.</summary>
    public bool IsEmpty => weights.Count == 0;

    /// <summary>The weights of all its words together: about the score of a document of average length that has each of them as often as it does.</summary>
    public float Weight => weights.Values.Sum();

    /// <summary>Adds the words of another query at a share of their weight.</summary>
    internal void Add(LexicalQuery other, float share)
    {
        foreach (var (term, weight) in other.weights) Add(term, share * weight);
    }

    internal void Add(uint term, float weight) => CollectionsMarshal.GetValueRefOrAddDefault(weights, term, out _) += weight;
}
