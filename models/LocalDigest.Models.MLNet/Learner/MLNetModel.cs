using System.Numerics.Tensors;

namespace LocalDigest.Models.MLNet;

/// <summary>
/// A regression of ML.NET. Its weights are read out when it is trained: scoring is a few sums that many threads may do at once, and
/// neither scoring nor loading needs ML.NET.
/// </summary>
internal sealed class MLNetModel : IPreferenceModel
{
    private const int MostExamples = 128;

    /// <summary>How unsure the log odds of a document are that nothing near it was said of.</summary>
    private const float PriorDeviation = 1.5f;

    private static readonly byte[] Magic = "LDMLNET2"u8.ToArray();

    private readonly FeatureLayout layout;
    private readonly float[] weights;
    private readonly float bias;
    private readonly float[][] examples;

    /// <param name="layout">How documents become numbers.</param>
    /// <param name="weights">One for each number.</param>
    /// <param name="bias">The constant.</param>
    /// <param name="examples">Vectors of the documents that it was trained on; of more than 128 the last are kept.</param>
    /// <param name="heldOut">See <see cref="IPreferenceModel.HeldOut"/>.</param>
    /// <param name="quality">See <see cref="IPreferenceModel.Quality"/>.</param>
    public MLNetModel(
        FeatureLayout layout, float[] weights, float bias, IEnumerable<float[]> examples, IReadOnlyDictionary<long, float> heldOut,
        PreferenceQuality quality)
    {
        (this.layout, this.weights, this.bias, HeldOut, Quality) = (layout, weights, bias, heldOut, quality);
        this.examples = [.. examples.TakeLast(MostExamples)];
    }

    public PreferenceQuality Quality { get; }

    public IReadOnlyDictionary<long, float> HeldOut { get; }

    public void Score(DocumentFeatures documents, Span<float> scores)
    {
        documents.CheckFor(layout.Dimensions, layout.Topics, scores.Length, nameof(scores));
        for (var i = 0; i < scores.Length; i++) scores[i] = layout.Score(documents, i, weights, bias);
    }

    /// <remarks>How far a document is from all that were spoken of: the sine of the smallest angle between their vectors.</remarks>
    public void Deviate(DocumentFeatures documents, Span<float> deviations)
    {
        documents.CheckFor(layout.Dimensions, layout.Topics, deviations.Length, nameof(deviations));
        for (var i = 0; i < deviations.Length; i++)
        {
            var nearest = 0f;
            foreach (var example in examples) nearest = Math.Max(nearest, TensorPrimitives.Dot(documents.Vector(i), example));
            deviations[i] = PriorDeviation * MathF.Sqrt(Math.Clamp(1 - nearest * nearest, 0, 1));
        }
    }

    public IReadOnlyList<PreferencePart> Explain(DocumentFeatures documents, int row, int most = 5)
    {
        documents.CheckFor(layout.Dimensions, layout.Topics, documents.Count, nameof(documents));
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, documents.Count);
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        var parts = layout.Parts(documents, row, weights).ToList();
        var words = parts.Where(part => part.Kind == PreferencePartKind.Word)
            .OrderByDescending(part => Math.Abs(part.Value)).ThenBy(part => part.Id).ToList();
        IEnumerable<PreferencePart> all =
        [
            new(PreferencePartKind.Bias, 0, bias), .. parts.Where(part => part.Kind != PreferencePartKind.Word),
            .. words.Take(most), new(PreferencePartKind.OtherWords, 0, words.Skip(most).Sum(part => part.Value)),
        ];
        return [.. all.Where(part => part.Value != 0)
            .OrderByDescending(part => Math.Abs(part.Value)).ThenBy(part => part.Kind).ThenBy(part => part.Id)];
    }

    public void Save(Stream stream) => PreferenceFile.Write(stream, Magic, writer =>
    {
        writer.Write(layout.Dimensions);
        writer.Write(layout.Topics);
        foreach (var weight in weights) writer.Write(weight);
        writer.Write(bias);
        writer.Write(examples.Length);
        foreach (var number in examples.SelectMany(example => example)) writer.Write(number);
        writer.Write(HeldOut, Quality);
    });

    public static MLNetModel Load(Stream stream)
    {
        using var reader = PreferenceFile.Read(stream, Magic);
        var read = new FeatureLayout(reader.ReadInt32(), reader.ReadInt32());
        var (numbers, constant) = (ReadFloats(reader, read.Length), reader.ReadSingle());
        var vectors = new float[reader.ReadInt32()][];
        for (var i = 0; i < vectors.Length; i++) vectors[i] = ReadFloats(reader, read.Dimensions);
        var (heldOut, quality) = reader.ReadHeldOut();
        return new MLNetModel(read, numbers, constant, vectors, heldOut, quality);
    }

    private static float[] ReadFloats(BinaryReader reader, int count)
    {
        var numbers = new float[count];
        for (var i = 0; i < count; i++) numbers[i] = reader.ReadSingle();
        return numbers;
    }
}
