using System.IO.Compression;
using System.Numerics.Tensors;
using System.Security.Cryptography;
using System.Text;

namespace LocalDigest.Models.MLNet;

/// <summary>
/// A regression of ML.NET. Its weights are read out when it is trained, so that scoring is a few sums; the file keeps ML.NET's own zip, which any
/// program with ML.NET can open, beside them and what else the contract asks for, under a checksum.
/// </summary>
internal sealed class MLNetModel : IPreferenceModel
{
    private const int LargestFile = 256 << 20, HashLength = 32, MostExamples = 128;
    private const float PriorDeviation = 1.5f;

    private static readonly byte[] Magic = "LDMLNET1"u8.ToArray();

    private readonly byte[] zip;
    private readonly FeatureLayout layout;
    private readonly float[] weights;
    private readonly float bias;
    private readonly float[][] examples;

    public MLNetModel(byte[] zip, FeatureLayout layout, float[] weights, float bias, PreferenceQuality quality, IReadOnlyDictionary<long, float> heldOut, float[][] examples)
    {
        (this.zip, this.layout, this.weights, this.bias, Quality, HeldOut) = (zip, layout, weights, bias, quality, heldOut);
        this.examples = [.. examples.TakeLast(MostExamples)];
    }

    /// <summary>The model as ML.NET saves it.</summary>
    public ReadOnlyMemory<byte> Zip => zip;

    public PreferenceQuality Quality { get; }

    public IReadOnlyDictionary<long, float> HeldOut { get; }

    public void Score(DocumentFeatures documents, Span<float> scores)
    {
        Check(documents, scores.Length, nameof(scores));
        for (var i = 0; i < scores.Length; i++) scores[i] = Dot(weights, layout.Row(documents, i)) + bias;
    }

    /// <remarks>How far a document is from all that were spoken of: the sine of the smallest angle between their rows.</remarks>
    public void Deviate(DocumentFeatures documents, Span<float> deviations)
    {
        Check(documents, deviations.Length, nameof(deviations));
        for (var i = 0; i < deviations.Length; i++)
        {
            var row = layout.Row(documents, i);
            var nearest = examples.Select(example => Cosine(row, example)).DefaultIfEmpty(0).Max();
            deviations[i] = PriorDeviation * MathF.Sqrt(Math.Clamp(1 - nearest * nearest, 0, 1));
        }
    }

    public IReadOnlyList<PreferencePart> Explain(DocumentFeatures documents, int row, int most = 5)
    {
        Check(documents, documents.Count, nameof(documents));
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, documents.Count);
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        var numbers = layout.Row(documents, row);
        var parts = new List<PreferencePart> { new(PreferencePartKind.Bias, 0, bias) };
        var meaning = 0f;
        for (var place = 0; place < numbers.Length; place++)
        {
            var value = numbers[place] * weights[place];
            switch (layout.KindOf(place))
            {
                case PreferencePartKind.Meaning:
                    meaning += value;
                    break;
                case PreferencePartKind.Topic:
                    parts.Add(new(PreferencePartKind.Topic, layout.TopicOf(place), value));
                    break;
                case PreferencePartKind.Word or PreferencePartKind.Tag:
                    break;
                case var kind:
                    parts.Add(new(kind, 0, value));
                    break;
            }
        }
        parts.Add(new(PreferencePartKind.Meaning, 0, meaning));
        parts.AddRange(Sparse(documents.Tags, row, PreferencePartKind.Tag, layout.TagPlace));
        var words = Sparse(documents.Words, row, PreferencePartKind.Word, layout.WordPlace).OrderByDescending(part => Math.Abs(part.Value)).ThenBy(part => part.Id).ToList();
        parts.AddRange(words.Take(most));
        parts.Add(new(PreferencePartKind.OtherWords, 0, words.Skip(most).Sum(part => part.Value)));
        return [.. parts.Where(part => part.Value != 0).OrderByDescending(part => Math.Abs(part.Value)).ThenBy(part => part.Kind).ThenBy(part => part.Id)];
    }

    public void Save(Stream stream)
    {
        using var memory = new MemoryStream();
        memory.Write(Magic);
        using (var packed = new GZipStream(memory, CompressionLevel.Fastest, leaveOpen: true))
        using (var writer = new BinaryWriter(packed, Encoding.UTF8))
        {
            writer.Write(layout.Dimensions);
            writer.Write(layout.Topics);
            writer.Write(zip.Length);
            writer.Write(zip);
            foreach (var weight in weights) writer.Write(weight);
            writer.Write(bias);
            writer.Write(HeldOut.Count);
            foreach (var (key, logOdds) in HeldOut.OrderBy(pair => pair.Key))
            {
                writer.Write(key);
                writer.Write(logOdds);
            }
            writer.Write(examples.Length);
            foreach (var number in examples.SelectMany(example => example)) writer.Write(number);
            writer.Write(Quality.Likes);
            writer.Write(Quality.Dislikes);
            writer.Write(Quality.Auc ?? double.NaN);
            writer.Write(Quality.CriteriaAuc ?? double.NaN);
            writer.Write(Quality.LogLoss ?? double.NaN);
        }
        var bytes = memory.ToArray();
        stream.Write(bytes);
        stream.Write(SHA256.HashData(bytes));
    }

    public static MLNetModel Load(Stream stream)
    {
        var file = ReadAll(stream);
        if (file.Length < Magic.Length + HashLength || !file.AsSpan(0, Magic.Length).SequenceEqual(Magic))
        {
            throw new InvalidDataException("This is not a preference model of the ML.NET learner. Train it anew from the thumbs.");
        }
        var length = file.Length - HashLength;
        if (!SHA256.HashData(file.AsSpan(0, length)).AsSpan().SequenceEqual(file.AsSpan(length)))
        {
            throw new InvalidDataException("The preference model is damaged: its checksum does not fit. Train it anew from the thumbs.");
        }
        using var reader = new BinaryReader(new GZipStream(new MemoryStream(file, Magic.Length, length - Magic.Length), CompressionMode.Decompress), Encoding.UTF8);
        var layout = new FeatureLayout(reader.ReadInt32(), reader.ReadInt32());
        var zip = reader.ReadBytes(reader.ReadInt32());
        var weights = new float[layout.Length];
        for (var i = 0; i < weights.Length; i++) weights[i] = reader.ReadSingle();
        var bias = reader.ReadSingle();
        var heldOut = new Dictionary<long, float>();
        for (var left = reader.ReadInt32(); left > 0; left--) heldOut[reader.ReadInt64()] = reader.ReadSingle();
        var examples = new float[reader.ReadInt32()][];
        for (var e = 0; e < examples.Length; e++)
        {
            examples[e] = new float[layout.Length];
            for (var i = 0; i < layout.Length; i++) examples[e][i] = reader.ReadSingle();
        }
        var quality = new PreferenceQuality { Likes = reader.ReadInt32(), Dislikes = reader.ReadInt32() };
        quality = quality with { Auc = NumberOrNull(reader), CriteriaAuc = NumberOrNull(reader), LogLoss = NumberOrNull(reader) };
        return new MLNetModel(zip, layout, weights, bias, quality, heldOut, examples);
    }

    internal static float Dot(float[] weights, float[] numbers) => TensorPrimitives.Dot<float>(weights, numbers);

    internal static void CheckNumbers(DocumentFeatures documents, string name)
    {
        CheckShape(documents, name);
        var isFinite = new[] { documents.Vectors, documents.Criteria, documents.TopicScores, documents.Words.Weights, documents.Tags.Weights }.All(numbers => numbers.All(float.IsFinite));
        if (!isFinite || documents.Relevance.Any(float.IsInfinity) || documents.Novelty.Any(float.IsInfinity)) throw new ArgumentException("A number in the documents' description is not finite.", name);
    }

    private static void CheckShape(DocumentFeatures documents, string name)
    {
        var count = documents.Count;
        var isWhole = documents.Vectors.Length == count * documents.Dimensions && documents.Criteria.Length == count && documents.TopicScores.Length == count * documents.Topics
            && documents.Relevance.Length == count && documents.Novelty.Length == count && documents.Words.Count == count && documents.Tags.Count == count;
        if (!isWhole) throw new ArgumentException("Each part of the documents' description must have one row for each of them.", name);
    }

    private static float Cosine(float[] one, float[] other)
    {
        var length = TensorPrimitives.Norm<float>(one) * TensorPrimitives.Norm<float>(other);
        return length > 0 ? TensorPrimitives.Dot<float>(one, other) / length : 0;
    }

    private IEnumerable<PreferencePart> Sparse(SparseRows rows, int row, PreferencePartKind kind, Func<uint, int> place)
    {
        for (var i = rows.Starts[row]; i < rows.Starts[row + 1]; i++) yield return new(kind, rows.Ids[i], FeatureLayout.ScaleOf(kind) * rows.Weights[i] * weights[place(rows.Ids[i])]);
    }

    private void Check(DocumentFeatures documents, int length, string name)
    {
        CheckShape(documents, nameof(documents));
        if (length != documents.Count) throw new ArgumentException("There must be one number for each document.", name);
        if (documents.Dimensions != layout.Dimensions || documents.Topics != layout.Topics)
        {
            throw new ArgumentException($"The model was trained with {layout.Dimensions} dimensions and {layout.Topics} topics; these documents have {documents.Dimensions} and {documents.Topics}.", nameof(documents));
        }
    }

    private static byte[] ReadAll(Stream stream)
    {
        using var memory = new MemoryStream();
        var buffer = new byte[81920];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            if (memory.Length + read > LargestFile) throw new InvalidDataException("This is too large for a preference model.");
            memory.Write(buffer, 0, read);
        }
        return memory.ToArray();
    }

    private static double? NumberOrNull(BinaryReader reader) => reader.ReadDouble() is var number && double.IsNaN(number) ? null : number;
}
