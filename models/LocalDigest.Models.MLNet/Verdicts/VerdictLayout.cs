using System.Numerics.Tensors;
using Microsoft.ML.Data;

namespace LocalDigest.Models.MLNet;

/// <summary>Lays a document out as numbers of one length: log odds of the criteria, topics, vector, hashed words and pairs of words.</summary>
/// <param name="Dimensions">Length of a document's vector.</param>
/// <param name="Topics">How many topics the criteria have.</param>
internal sealed record VerdictLayout(int Dimensions, int Topics)
{
    /// <summary>So many topics have numbers of their own, and places are kept for as many; more count through the criteria's score alone.</summary>
    public const int TopicSlots = 64;

    /// <summary>How much a direction of meaning and a word may say beside the criteria, before anything is learned.</summary>
    public const float VectorScale = 4, TermScale = 3;

    private const int TopicStart = 1;

    public int Length => TermStart + LexicalIndex.TermBuckets;

    private const int VectorStart = TopicStart + TopicSlots;

    private int TermStart => VectorStart + Dimensions;

    private int OwnTopics => Math.Min(Topics, TopicSlots);

    /// <summary>A document's numbers.</summary>
    public VBuffer<float> Row(DocumentFeatures documents, int row)
    {
        var terms = documents.Terms.IdsOf(row);
        var weights = documents.Terms.WeightsOf(row);
        var values = new float[TermStart + terms.Length];
        var places = new int[values.Length];
        for (var i = 0; i < TermStart; i++) places[i] = i;
        values[0] = documents.CriteriaLogOdds(row);
        documents.TopicsOf(row)[..OwnTopics].CopyTo(values.AsSpan(TopicStart));
        TensorPrimitives.Multiply(documents.Vector(row), VectorScale, values.AsSpan(VectorStart, Dimensions));
        for (var i = 0; i < terms.Length; i++) (places[TermStart + i], values[TermStart + i]) = (TermStart + (int)terms[i], TermScale * weights[i]);
        return new VBuffer<float>(Length, values.Length, values, places);
    }

    /// <summary>The score of a document by a linear model.</summary>
    /// <param name="documents">The documents.</param>
    /// <param name="row">Which of them.</param>
    /// <param name="weights">One for each number.</param>
    public float Dot(DocumentFeatures documents, int row, ReadOnlySpan<float> weights)
    {
        var score = weights[0] * documents.CriteriaLogOdds(row)
            + TensorPrimitives.Dot(documents.TopicsOf(row)[..OwnTopics], weights.Slice(TopicStart, OwnTopics))
            + VectorScale * TensorPrimitives.Dot(documents.Vector(row), weights.Slice(VectorStart, Dimensions));
        var terms = documents.Terms.IdsOf(row);
        var counts = documents.Terms.WeightsOf(row);
        var words = 0f;
        for (var i = 0; i < terms.Length; i++) words += counts[i] * weights[TermStart + (int)terms[i]];
        return score + TermScale * words;
    }
}
