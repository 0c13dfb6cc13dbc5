using Microsoft.ML.Data;

namespace LocalDigest.Models.MLNet;

/// <summary>One document as ML.NET reads it: numbers of one fixed length.</summary>
internal sealed class FeatureRow
{
    public float[] Features { get; set; } = [];

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
/// Lays documents out as numbers of one length: criteria, topics, judge, vector, and words and tags hashed into buckets
/// (Weinberger and others, "Feature Hashing for Large Scale Multitask Learning", 2009). Two words may share a bucket.
/// </summary>
internal sealed record FeatureLayout(int Dimensions, int Topics)
{
    private const int WordBuckets = 4096, TagBuckets = 1024;

    /// <summary>The prior must be able to speak louder than what is learned from few statements.</summary>
    private const float CriteriaScale = 3, VectorScale = 3, WordScale = 4, TagScale = 0.5f, JudgeScale = 0.5f;

    public int Length => 3 + Topics + Dimensions + WordBuckets + TagBuckets;

    private int VectorStart => 3 + Topics;

    private int WordStart => VectorStart + Dimensions;

    private int TagStart => WordStart + WordBuckets;

    public int WordPlace(uint id) => WordStart + (int)(id % WordBuckets);

    public int TagPlace(uint id) => TagStart + (int)(id % TagBuckets);

    /// <summary>What each number of a row stands for.</summary>
    public PreferencePartKind KindOf(int place) =>
        place == 0 ? PreferencePartKind.Criteria
        : place == 1 ? PreferencePartKind.Relevance
        : place == 2 ? PreferencePartKind.Novelty
        : place < VectorStart ? PreferencePartKind.Topic
        : place < WordStart ? PreferencePartKind.Meaning
        : place < TagStart ? PreferencePartKind.Word
        : PreferencePartKind.Tag;

    public int TopicOf(int place) => place - 3;

    public float[] Row(DocumentFeatures documents, int row)
    {
        var numbers = new float[Length];
        numbers[0] = CriteriaScale * (documents.Criteria[row] - 0.5f);
        numbers[1] = float.IsNaN(documents.Relevance[row]) ? 0 : JudgeScale * (documents.Relevance[row] - 5.5f) / 2.5f;
        numbers[2] = float.IsNaN(documents.Novelty[row]) ? 0 : JudgeScale * (documents.Novelty[row] - 5.5f) / 2.5f;
        for (var t = 0; t < Topics; t++) numbers[3 + t] = documents.TopicScores[row * Topics + t];
        for (var d = 0; d < Dimensions; d++) numbers[VectorStart + d] = VectorScale * documents.Vectors[row * Dimensions + d];
        for (var i = documents.Words.Starts[row]; i < documents.Words.Starts[row + 1]; i++) numbers[WordPlace(documents.Words.Ids[i])] += WordScale * documents.Words.Weights[i];
        for (var i = documents.Tags.Starts[row]; i < documents.Tags.Starts[row + 1]; i++) numbers[TagPlace(documents.Tags.Ids[i])] += TagScale * documents.Tags.Weights[i];
        return numbers;
    }

    public static float ScaleOf(PreferencePartKind kind) => kind == PreferencePartKind.Word ? WordScale : TagScale;
}
