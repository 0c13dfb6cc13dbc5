using System.Numerics.Tensors;
using Microsoft.ML.Data;

namespace LocalDigest.Models.MLNet;

/// <summary>One document as ML.NET reads it: numbers of one fixed length, of which most are 0.</summary>
internal sealed class FeatureRow
{
    public VBuffer<float> Features { get; set; }

    public bool Label { get; set; }

    public float Weight { get; set; } = 1;

    /// <summary>Tells ML.NET how long the numbers are, which it must know before it sees any.</summary>
    public static SchemaDefinition Schema(int length)
    {
        var schema = SchemaDefinition.Create(typeof(FeatureRow));
        schema[nameof(Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, length);
        return schema;
    }
}

/// <summary>
/// Lays documents out as numbers of one length: criteria, the judge's relevance and novelty, topics, vector, and words and tags hashed into
/// buckets (Weinberger and others, "Feature Hashing for Large Scale Multitask Learning", 2009). Two words may share a bucket.
/// </summary>
/// <param name="Dimensions">Length of a document's vector.</param>
/// <param name="Topics">How many topics the criteria have.</param>
internal sealed record FeatureLayout(int Dimensions, int Topics)
{
    private const int CriteriaPlace = 0, RelevancePlace = 1, NoveltyPlace = 2, TopicStart = 3, WordBuckets = 4096, TagBuckets = 1024;

    /// <summary>The prior must be able to speak louder than what is learned from few statements.</summary>
    private const float CriteriaScale = 3, VectorScale = 3, WordScale = 4, TagScale = 0.5f, JudgeScale = 0.5f;

    public int Length => TagStart + TagBuckets;

    private int VectorStart => TopicStart + Topics;

    private int WordStart => VectorStart + Dimensions;

    private int TagStart => WordStart + WordBuckets;

    /// <summary>Gives a document's numbers.</summary>
    public VBuffer<float> Row(DocumentFeatures documents, int row)
    {
        var words = documents.Words.IdsOf(row);
        var wordWeights = documents.Words.WeightsOf(row);
        var tags = documents.Tags.IdsOf(row);
        var tagWeights = documents.Tags.WeightsOf(row);
        int[] places = [.. Enumerable.Range(0, WordStart), .. new int[words.Length + tags.Length]];
        var values = new float[places.Length];
        values[CriteriaPlace] = OfCriteria(documents.Criteria[row]);
        values[RelevancePlace] = OfJudge(documents.Relevance[row]);
        values[NoveltyPlace] = OfJudge(documents.Novelty[row]);
        documents.TopicsOf(row).CopyTo(values.AsSpan(TopicStart));
        TensorPrimitives.Multiply(documents.Vector(row), VectorScale, values.AsSpan(VectorStart, Dimensions));
        var next = WordStart;
        for (var i = 0; i < words.Length; i++) (places[next], values[next++]) = (WordPlace(words[i]), WordScale * wordWeights[i]);
        for (var i = 0; i < tags.Length; i++) (places[next], values[next++]) = (TagPlace(tags[i]), TagScale * tagWeights[i]);
        Array.Sort(places, values);
        // What shares a bucket is added up.
        var count = 0;
        for (var i = 0; i < places.Length; i++)
        {
            if (count > 0 && places[count - 1] == places[i]) values[count - 1] += values[i];
            else (places[count], values[count++]) = (places[i], values[i]);
        }
        return new VBuffer<float>(Length, count, values, places);
    }

    /// <summary>A row that speaks of the criteria alone.</summary>
    /// <param name="criteria">From 0 to 1.</param>
    public VBuffer<float> CriteriaRow(float criteria) => new(Length, 1, [OfCriteria(criteria)], [CriteriaPlace]);

    /// <summary>The score of a linear model: its constant and what each part of the document adds.</summary>
    public float Score(DocumentFeatures documents, int row, float[] weights, float bias)
    {
        var score = bias;
        foreach (var part in Parts(documents, row, weights)) score += part.Value;
        return score;
    }

    /// <summary>What each part of a document adds to the score of a linear model.</summary>
    /// <param name="documents">The documents.</param>
    /// <param name="row">Which of them.</param>
    /// <param name="weights">The model's weights, <see cref="Length"/> of them.</param>
    public IEnumerable<PreferencePart> Parts(DocumentFeatures documents, int row, float[] weights)
    {
        yield return new(PreferencePartKind.Criteria, 0, OfCriteria(documents.Criteria[row]) * weights[CriteriaPlace]);
        yield return new(PreferencePartKind.Relevance, 0, OfJudge(documents.Relevance[row]) * weights[RelevancePlace]);
        yield return new(PreferencePartKind.Novelty, 0, OfJudge(documents.Novelty[row]) * weights[NoveltyPlace]);
        var direction = TensorPrimitives.Dot(documents.Vector(row), weights.AsSpan(VectorStart, Dimensions));
        yield return new(PreferencePartKind.Meaning, 0, VectorScale * direction);
        for (var t = 0; t < Topics; t++)
        {
            yield return new(PreferencePartKind.Topic, t, documents.TopicScores[row * Topics + t] * weights[TopicStart + t]);
        }
        var words = documents.Words;
        for (var i = words.Starts[row]; i < words.Starts[row + 1]; i++)
        {
            yield return new(PreferencePartKind.Word, words.Ids[i], WordScale * words.Weights[i] * weights[WordPlace(words.Ids[i])]);
        }
        var tags = documents.Tags;
        for (var i = tags.Starts[row]; i < tags.Starts[row + 1]; i++)
        {
            yield return new(PreferencePartKind.Tag, tags.Ids[i], TagScale * tags.Weights[i] * weights[TagPlace(tags.Ids[i])]);
        }
    }

    private int WordPlace(uint id) => WordStart + (int)(id % WordBuckets);

    private int TagPlace(uint id) => TagStart + (int)(id % TagBuckets);

    private static float OfCriteria(float criteria) => CriteriaScale * (criteria - 0.5f);

    /// <summary>From the judge's 1 to 10, about its spread; 0 where it was not asked.</summary>
    private static float OfJudge(float score) => float.IsNaN(score) ? 0 : JudgeScale * (score - 5.5f) / 2.5f;
}
