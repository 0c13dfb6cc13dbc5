using System.Numerics.Tensors;

namespace LocalDigest.Models;

/// <summary>Rows of few numbers among very many, row after row.</summary>
/// <param name="Starts">Where each row begins in the other two, and at the end where the last one ends: one more than there are rows.
/// Some of the rows are the same rows with some of the starts.</param>
/// <param name="Ids">Which numbers they are; each at most once in a row.</param>
/// <param name="Weights">The numbers.</param>
public sealed record SparseRows(int[] Starts, uint[] Ids, float[] Weights)
{
    /// <summary>How many rows there are.</summary>
    public int Count => Starts.Length - 1;

    /// <summary>Rows that hold nothing.</summary>
    public static SparseRows Empty(int count) => new(new int[count + 1], [], []);

    /// <summary>These rows, and behind them others.</summary>
    public SparseRows Then(SparseRows others) =>
        new([.. Starts, .. others.Starts.Skip(1).Select(start => Starts[^1] + start)], [.. Ids, .. others.Ids], [.. Weights, .. others.Weights]);

    /// <summary>These rows without some ids.</summary>
    public SparseRows Without(IReadOnlySet<uint> leftOut)
    {
        if (leftOut.Count == 0) return this;
        var starts = new int[Count + 1];
        var (ids, weights) = (new List<uint>(Ids.Length), new List<float>(Ids.Length));
        for (var row = 0; row < Count; row++)
        {
            for (var i = Starts[row]; i < Starts[row + 1]; i++)
            {
                if (leftOut.Contains(Ids[i])) continue;
                ids.Add(Ids[i]);
                weights.Add(Weights[i]);
            }
            starts[row + 1] = ids.Count;
        }
        return new SparseRows(starts, [.. ids], [.. weights]);
    }

    /// <summary>Some of the rows, in that order.</summary>
    internal SparseRows Pick(IReadOnlyList<int> rows)
    {
        var starts = new int[rows.Count + 1];
        for (var i = 0; i < rows.Count; i++) starts[i + 1] = starts[i] + Starts[rows[i] + 1] - Starts[rows[i]];
        var (ids, weights) = (new uint[starts[^1]], new float[starts[^1]]);
        for (var i = 0; i < rows.Count; i++)
        {
            IdsOf(rows[i]).CopyTo(ids.AsSpan(starts[i]));
            WeightsOf(rows[i]).CopyTo(weights.AsSpan(starts[i]));
        }
        return new SparseRows(starts, ids, weights);
    }

    internal ReadOnlySpan<uint> IdsOf(int row) => Ids.AsSpan(Starts[row], Starts[row + 1] - Starts[row]);

    internal ReadOnlySpan<float> WeightsOf(int row) => Weights.AsSpan(Starts[row], Starts[row + 1] - Starts[row]);
}

/// <summary>
/// What a preference learner sees of documents: numbers only, one row for each. Rows are independent of each other, so that any number
/// of documents can be described and scored block by block.
/// </summary>
public sealed class DocumentFeatures
{
    /// <summary>Describes documents.</summary>
    /// <param name="count">How many there are.</param>
    /// <param name="dimensions">Length of a vector; 0 where there are no vectors.</param>
    /// <param name="topics">How many topics the criteria have.</param>
    public DocumentFeatures(int count, int dimensions, int topics)
    {
        Count = count;
        Dimensions = dimensions;
        Topics = topics;
        Criteria = new float[count];
        TopicScores = new float[count * topics];
        Words = SparseRows.Empty(count);
        Tags = SparseRows.Empty(count);
        Terms = SparseRows.Empty(count);
        Relevance = Unknown(count);
        Novelty = Unknown(count);
    }

    /// <summary>How many documents there are.</summary>
    public int Count { get; }

    /// <summary>Length of a vector.</summary>
    public int Dimensions { get; }

    /// <summary>How many topics the criteria have.</summary>
    public int Topics { get; }

    /// <summary>The embeddings, <see cref="Count"/> × <see cref="Dimensions"/>: unit vectors, or zeros where there is none.</summary>
    public float[] Vectors
    {
        // By far the largest part: who describes a store part by part hands over the memory of the part before.
        get => field ??= new float[Count * Dimensions];
        init;
    }

    /// <summary>The words with their TF-IDF weights; a row has length 1 (Euclidean) or is empty.</summary>
    public SparseRows Words { get; init; }

    /// <summary>Authors and categories, hashed; a weight is 1 but for a long list's, which share it.</summary>
    public SparseRows Tags { get; init; }

    /// <summary>Words and pairs of words by their counts alone, see <see cref="LexicalIndex.Terms"/>; empty rows where nobody asks for them.</summary>
    public SparseRows Terms { get; init; }

    /// <summary>How well each meets the user's criteria, from 0 to 1; the same for all where there are no criteria.</summary>
    public float[] Criteria { get; init; }

    /// <summary>The same for each topic alone, <see cref="Count"/> × <see cref="Topics"/>, in any unit that is the same for one topic.</summary>
    public float[] TopicScores { get; init; }

    /// <summary>The judge's relevance, 1 to 10; NaN where it was not judged.</summary>
    public float[] Relevance { get; init; }

    /// <summary>The judge's novelty, 1 to 10; NaN where it was not judged.</summary>
    public float[] Novelty { get; init; }

    /// <summary>The criteria's score as log odds, which add up with others; within what can be told from 0 and 1.</summary>
    internal float CriteriaLogOdds(int row) => LogOdds(Criteria[row]);

    /// <summary>A probability as log odds, within what can be told from 0 and 1.</summary>
    internal static float LogOdds(float probability)
    {
        var told = Math.Clamp(probability, 1e-4f, 1 - 1e-4f);
        return MathF.Log(told / (1 - told));
    }

    internal ReadOnlySpan<float> Vector(int row) => Vectors.AsSpan(row * Dimensions, Dimensions);

    internal ReadOnlySpan<float> TopicsOf(int row) => TopicScores.AsSpan(row * Topics, Topics);

    /// <exception cref="ArgumentException">A part does not have one row for each document.</exception>
    internal void Check(string name)
    {
        var isWhole = Vectors.Length == Count * Dimensions && Criteria.Length == Count && TopicScores.Length == Count * Topics && Relevance.Length == Count && Novelty.Length == Count;
        if (!isWhole || Words.Count != Count || Tags.Count != Count || Terms.Count != Count) throw new ArgumentException("Each part of the documents' description must have one row for each of them.", name);
    }

    /// <exception cref="ArgumentException">A part does not have one row for each document, or a number is not finite.</exception>
    internal void CheckNumbers(string name)
    {
        Check(name);
        var isFinite = AreFinite(Vectors) && AreFinite(Criteria) && AreFinite(TopicScores) && AreFinite(Words.Weights) && AreFinite(Tags.Weights) && AreFinite(Terms.Weights);
        if (!isFinite || Relevance.Any(float.IsInfinity) || Novelty.Any(float.IsInfinity)) throw new ArgumentException("A number in the documents' description is not finite.", name);
    }

    /// <summary>Checks what a model is asked for: the documents, and how many numbers it is to write for them.</summary>
    /// <exception cref="ArgumentException">They do not fit each other, or a model of these dimensions and topics.</exception>
    internal void CheckFor(int dimensions, int topics, int numbers, string name)
    {
        Check(name);
        if (numbers != Count) throw new ArgumentException("There must be one number for each document.", name);
        if (Dimensions == dimensions && Topics == topics) return;
        var trained = $"The model was trained with {dimensions} dimensions and {topics} topics";
        throw new ArgumentException($"{trained}; these documents have {Dimensions} and {Topics}.", name);
    }

    // A sum of finite numbers of this size is finite; one of others is not.
    private static bool AreFinite(float[] numbers) => float.IsFinite(TensorPrimitives.SumOfMagnitudes<float>(numbers));

    private static float[] Unknown(int count)
    {
        var values = new float[count];
        Array.Fill(values, float.NaN);
        return values;
    }
}
