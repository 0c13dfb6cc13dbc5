using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace LocalDigest.Models;

/// <summary>What <see cref="ResidualLearner"/> learned, ready to be summed up for a document.</summary>
internal sealed record ResidualModel : IPreferenceModel
{
    private const int ChunkSize = 2048;

    /// <summary>How unsure the log odds of a document are that nothing near it was said of.</summary>
    private const float PriorDeviation = 1.5f;

    /// <summary>What one statement leaves open, in units of the prior's variance: the variance of a logistic outcome, 4, over it.</summary>
    private const float Noise = 4 / (PriorDeviation * PriorDeviation);

    private static readonly byte[] Magic = "LDPREF02"u8.ToArray();

    private readonly Lazy<double[,]> covariance;

    public ResidualModel() => covariance = new Lazy<double[,]>(FactorCovariance);

    public required int Dimensions { get; init; }

    public required PreferenceStack Stack { get; init; }

    public required Standard Criteria { get; init; }

    /// <summary>What one standard deviation of each topic's score adds.</summary>
    public required float[] TopicWeights { get; init; }

    public required Standard[] Topics { get; init; }

    /// <summary>What one standard deviation of the judge's relevance and novelty add.</summary>
    public required float[] JudgeWeights { get; init; }

    public required Standard[] Judge { get; init; }

    public required float[] Meaning { get; init; }

    /// <summary>What the mean vector would get from <see cref="Meaning"/>.</summary>
    public required float MeaningOfMean { get; init; }

    public required SparseWeights Words { get; init; }

    public required SparseWeights Tags { get; init; }

    /// <summary>What the expert for words said; <see cref="Words"/> has its share.</summary>
    public required WordsOpinion Opinion { get; init; }

    public required Exemplars Exemplars { get; init; }

    public required PreferenceQuality Quality { get; init; }

    public required IReadOnlyDictionary<long, float> HeldOut { get; init; }

    public void Score(DocumentFeatures documents, Span<float> scores)
    {
        Check(documents, scores.Length, nameof(scores));
        if (documents.Count <= ChunkSize)
        {
            ScoreChunk(documents, 0, scores);
            return;
        }
        var all = new float[documents.Count];
        Parallel.For(0, (documents.Count + ChunkSize - 1) / ChunkSize, chunk =>
        {
            var start = chunk * ChunkSize;
            ScoreChunk(documents, start, all.AsSpan(start, Math.Min(ChunkSize, all.Length - start)));
        });
        all.CopyTo(scores);
    }

    public void Deviate(DocumentFeatures documents, Span<float> deviations)
    {
        Check(documents, deviations.Length, nameof(deviations));
        var nearness = new float[Exemplars.Count];
        var known = new double[Exemplars.Count];
        for (var i = 0; i < deviations.Length; i++)
        {
            Exemplars.Nearness(documents.Vector(i), nearness);
            for (var e = 0; e < known.Length; e++) known[e] = nearness[e];
            var explained = 0.0;
            foreach (var part in Cholesky.SolveLower(covariance.Value, known)) explained += part * part;
            deviations[i] = PriorDeviation * (float)Math.Sqrt(Math.Clamp(1 - explained, 0, 1));
        }
    }

    public IReadOnlyList<PreferencePart> Explain(DocumentFeatures documents, int row, int most = 5)
    {
        Check(documents, documents.Count, nameof(documents));
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, documents.Count);
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        var parts = new List<PreferencePart>
        {
            new(PreferencePartKind.Bias, 0, Stack.Bias),
            new(PreferencePartKind.Criteria, 0, Stack.Criteria * Criteria.Of(documents.CriteriaLogOdds(row))),
            new(PreferencePartKind.Meaning, 0, MeaningOf(documents.Vector(row))),
            new(PreferencePartKind.Relevance, 0, JudgeWeights[0] * Judge[0].Of(documents.Relevance[row])),
            new(PreferencePartKind.Novelty, 0, JudgeWeights[1] * Judge[1].Of(documents.Novelty[row])),
        };
        var topics = documents.TopicsOf(row);
        for (var t = 0; t < topics.Length; t++) parts.Add(new(PreferencePartKind.Topic, t, TopicWeights[t] * Topics[t].Of(topics[t])));
        AddSparse(parts, PreferencePartKind.Tag, Tags, documents.Tags, row, int.MaxValue, default);
        AddSparse(parts, PreferencePartKind.Word, Words, documents.Words, row, most, PreferencePartKind.OtherWords);
        AddNear(parts, documents.Vector(row), most);
        return [.. parts.Where(part => part.Value != 0).OrderByDescending(part => Math.Abs(part.Value)).ThenBy(part => part.Kind).ThenBy(part => part.Id)];
    }

    public void Save(Stream stream) => PreferenceFile.Write(stream, Magic, writer =>
    {
        writer.Write(Dimensions);
        Write(writer, [Stack.Bias, Stack.Criteria, Stack.Residual, Stack.Near, Stack.Words, MeaningOfMean]);
        Write(writer, [Criteria, .. Judge, .. Topics]);
        Write(writer, JudgeWeights);
        Write(writer, TopicWeights);
        Write(writer, Meaning);
        Write(writer, Words);
        Write(writer, Tags);
        Write(writer, Opinion.Words);
        writer.Write(Opinion.HeldOut.Count);
        foreach (var (key, said) in Opinion.HeldOut)
        {
            writer.Write(key);
            writer.Write(said);
        }
        writer.Write(Exemplars.Count);
        writer.Write(Exemplars.Dimensions);
        writer.Write(Exemplars.Width);
        writer.Write(Exemplars.From);
        for (var e = 0; e < Exemplars.Count; e++)
        {
            writer.Write(Exemplars.Keys[e]);
            writer.Write(Exemplars.Values[e]);
            foreach (var number in Exemplars.VectorOf(e)) writer.Write((Half)number);
        }
        writer.Write(HeldOut, Quality);
    });

    public static ResidualModel Load(Stream stream)
    {
        using var reader = PreferenceFile.Read(stream, Magic);
        var dimensions = reader.ReadInt32();
        var numbers = ReadFloats(reader);
        var standards = ReadStandards(reader);
        var judgeWeights = ReadFloats(reader);
        var topicWeights = ReadFloats(reader);
        var meaning = ReadFloats(reader);
        var words = ReadSparse(reader);
        var tags = ReadSparse(reader);
        var opinion = new WordsOpinion(ReadSparse(reader), ReadByKey(reader));
        var exemplars = ReadExemplars(reader);
        var (heldOut, quality) = reader.ReadHeldOut();
        return new ResidualModel
        {
            Dimensions = dimensions,
            Stack = new PreferenceStack(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]),
            MeaningOfMean = numbers[5],
            Criteria = standards[0],
            Judge = standards[1..3],
            Topics = standards[3..],
            JudgeWeights = judgeWeights,
            TopicWeights = topicWeights,
            Meaning = meaning,
            Words = words,
            Tags = tags,
            Opinion = opinion.Words.Ids.Length == 0 ? WordsOpinion.None : opinion,
            Exemplars = exemplars,
            HeldOut = heldOut,
            Quality = quality,
        };
    }

    /// <summary>The same model with the constant by which the mean probability over documents is a rate.</summary>
    /// <param name="rate">Above 0, below 1.</param>
    /// <param name="documents">What is usual; where there is none, nothing changes.</param>
    public ResidualModel WithRate(double rate, DocumentFeatures documents)
    {
        if (documents.Count == 0) return this;
        var scores = new float[documents.Count];
        Score(documents, scores);
        // The mean rises with the constant, so that halving finds it.
        double low = -20, high = 20;
        while (high - low > 1e-6)
        {
            var middle = (low + high) / 2;
            if (scores.Average(score => 1 / (1 + Math.Exp(-(score + middle)))) < rate) low = middle;
            else high = middle;
        }
        var shift = (float)((low + high) / 2);
        return this with { Stack = Stack with { Bias = Stack.Bias + shift }, HeldOut = HeldOut.ToDictionary(pair => pair.Key, pair => pair.Value + shift) };
    }

    private void ScoreChunk(DocumentFeatures documents, int start, Span<float> scores)
    {
        for (var i = 0; i < scores.Length; i++)
        {
            var row = start + i;
            var score = Stack.Bias + Stack.Criteria * Criteria.Of(documents.CriteriaLogOdds(row)) + MeaningOf(documents.Vector(row));
            score += Words.Dot(documents.Words.IdsOf(row), documents.Words.WeightsOf(row)) + Tags.Dot(documents.Tags.IdsOf(row), documents.Tags.WeightsOf(row));
            var topics = documents.TopicsOf(row);
            for (var t = 0; t < topics.Length; t++) score += TopicWeights[t] * Topics[t].Of(topics[t]);
            score += JudgeWeights[0] * Judge[0].Of(documents.Relevance[row]) + JudgeWeights[1] * Judge[1].Of(documents.Novelty[row]);
            scores[i] = score;
        }
        Exemplars.AddTo(documents, start, scores, Stack.Near);
    }

    private float MeaningOf(ReadOnlySpan<float> vector)
    {
        var dot = TensorPrimitives.Dot(vector, Meaning);
        // Exactly 0 only where there is no vector, or nothing was learned: neither means anything.
        return dot == 0 ? 0 : dot - MeaningOfMean;
    }

    private static void AddSparse(List<PreferencePart> parts, PreferencePartKind kind, SparseWeights weights, SparseRows rows, int row, int most, PreferencePartKind others)
    {
        var ids = rows.IdsOf(row);
        var values = rows.WeightsOf(row);
        var found = new List<PreferencePart>(ids.Length);
        for (var i = 0; i < ids.Length; i++) found.Add(new(kind, ids[i], weights[ids[i]] * values[i]));
        AddLargest(parts, found, most, others);
    }

    private void AddNear(List<PreferencePart> parts, ReadOnlySpan<float> vector, int most)
    {
        var nearness = new float[Exemplars.Count];
        Exemplars.Nearness(vector, nearness);
        var found = nearness.Select((near, e) => new PreferencePart(
            Exemplars.Values[e] > 0 ? PreferencePartKind.NearLiked : PreferencePartKind.NearDisliked, Exemplars.Keys[e], Stack.Near * Exemplars.Values[e] * near));
        AddLargest(parts, [.. found], most, PreferencePartKind.OtherNear);
    }

    private static void AddLargest(List<PreferencePart> parts, List<PreferencePart> found, int most, PreferencePartKind others)
    {
        found.Sort((one, other) => Math.Abs(other.Value) is var b && Math.Abs(one.Value) is var a && a != b ? b.CompareTo(a) : one.Id.CompareTo(other.Id));
        parts.AddRange(found.Take(most));
        if (found.Count > most) parts.Add(new(others, 0, found.Skip(most).Sum(part => part.Value)));
    }

    private void Check(DocumentFeatures documents, int length, string name) => documents.CheckFor(Dimensions, Topics.Length, length, name);

    /// <summary>
    /// The variance that statements leave, as of a Gaussian process with nearness as its covariance (Rasmussen and Williams, "Gaussian
    /// Processes for Machine Learning", 2006, equation 2.26), over the exemplars.
    /// </summary>
    private double[,] FactorCovariance()
    {
        var matrix = new double[Exemplars.Count, Exemplars.Count];
        var nearness = new float[Exemplars.Count];
        for (var i = 0; i < Exemplars.Count; i++)
        {
            Exemplars.Nearness(Exemplars.VectorOf(i), nearness);
            for (var j = 0; j < i; j++) matrix[i, j] = nearness[j];
            // What counts little also says little.
            matrix[i, i] = 1 + Noise / Math.Max(Math.Abs(Exemplars.Values[i]), 0.01);
        }
        return Cholesky.Factor(matrix);
    }

    private static void Write(BinaryWriter writer, ReadOnlySpan<float> numbers)
    {
        writer.Write(numbers.Length);
        foreach (var number in numbers) writer.Write(number);
    }

    private static void Write(BinaryWriter writer, ReadOnlySpan<Standard> standards)
    {
        writer.Write(standards.Length);
        foreach (var standard in standards)
        {
            writer.Write(standard.Mean);
            writer.Write(standard.Inverse);
        }
    }

    private static void Write(BinaryWriter writer, SparseWeights weights)
    {
        writer.Write(weights.Ids.Length);
        for (var i = 0; i < weights.Ids.Length; i++)
        {
            writer.Write(weights.Ids[i]);
            writer.Write(weights.Weights[i]);
        }
    }

    private static float[] ReadFloats(BinaryReader reader)
    {
        var numbers = new float[reader.ReadInt32()];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = reader.ReadSingle();
        return numbers;
    }

    private static Standard[] ReadStandards(BinaryReader reader)
    {
        var standards = new Standard[reader.ReadInt32()];
        for (var i = 0; i < standards.Length; i++) standards[i] = new Standard(reader.ReadSingle(), reader.ReadSingle());
        return standards;
    }

    private static SparseWeights ReadSparse(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        var ids = new uint[count];
        var weights = new float[count];
        for (var i = 0; i < count; i++) (ids[i], weights[i]) = (reader.ReadUInt32(), reader.ReadSingle());
        return new SparseWeights(ids, weights);
    }

    private static Dictionary<long, float> ReadByKey(BinaryReader reader)
    {
        var numbers = new Dictionary<long, float>();
        for (var left = reader.ReadInt32(); left > 0; left--) numbers[reader.ReadInt64()] = reader.ReadSingle();
        return numbers;
    }

    private static Exemplars ReadExemplars(BinaryReader reader)
    {
        int count = reader.ReadInt32(), dimensions = reader.ReadInt32();
        float width = reader.ReadSingle(), from = reader.ReadSingle();
        var keys = new long[count];
        var values = new float[count];
        var vectors = new float[count][];
        for (var e = 0; e < count; e++)
        {
            (keys[e], values[e], vectors[e]) = (reader.ReadInt64(), reader.ReadSingle(), new float[dimensions]);
            for (var d = 0; d < dimensions; d++) vectors[e][d] = (float)reader.ReadHalf();
        }
        return new Exemplars(keys, values, vectors, dimensions, width, from);
    }
}

/// <summary>What is usual of a number, to tell how unusual one is.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Inverse">1 over the standard deviation; 0 where all are the same, which then says nothing.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Standard(float Mean, float Inverse)
{
    /// <summary>In standard deviations from the mean; 0 for what is not known (NaN).</summary>
    public float Of(float value) => float.IsNaN(value) ? 0 : (value - Mean) * Inverse;
}
