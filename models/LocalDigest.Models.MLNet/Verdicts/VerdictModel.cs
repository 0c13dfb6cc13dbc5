using System.IO.Compression;

namespace LocalDigest.Models.MLNet;

/// <summary>
/// What was learned, as one linear model: the weights of ML.NET's models, read out and added up. Scoring and loading need no ML.NET. Its file
/// is a model of ML.NET that scores text (see <see cref="VerdictPipeline"/>), with the sum of the weights beside it.
/// </summary>
internal sealed class VerdictModel : IVerdictModel
{
    private const string Entry = "LocalDigest/verdicts.bin";

    private static readonly byte[] Magic = "LDVERD03"u8.ToArray();

    private readonly VerdictLayout layout;
    private readonly float[] weights;
    private readonly float bias;
    private readonly byte[] file;

    private VerdictModel(VerdictLayout layout, float[] weights, float bias, GradeScale scale, VerdictQuality quality, byte[] file)
    {
        (this.layout, this.weights, this.bias, Scale, Quality, this.file) = (layout, weights, bias, scale, quality, file);
    }

    public VerdictQuality Quality { get; }

    public GradeScale Scale { get; }

    /// <param name="layout">How documents become numbers.</param>
    /// <param name="weights">One for each number.</param>
    /// <param name="bias">The constant.</param>
    /// <param name="scale">What scores mean.</param>
    /// <param name="quality">How well it does.</param>
    /// <param name="pipeline">The model of ML.NET as a zip archive.</param>
    public static VerdictModel Of(
        VerdictLayout layout, float[] weights, float bias, GradeScale scale, VerdictQuality quality, MemoryStream pipeline)
    {
        using (var zip = new ZipArchive(pipeline, ZipArchiveMode.Update, leaveOpen: true))
        using (var entry = zip.CreateEntry(Entry).Open())
        {
            PreferenceFile.Write(entry, Magic, writer => Write(writer, layout, weights, bias, scale, quality));
        }
        return new VerdictModel(layout, weights, bias, scale, quality, pipeline.ToArray());
    }

    public void Score(DocumentFeatures documents, Span<float> scores)
    {
        documents.CheckFor(layout.Dimensions, layout.Topics, scores.Length, nameof(scores));
        for (var row = 0; row < scores.Length; row++) scores[row] = bias + layout.Dot(documents, row, weights);
    }

    public void Save(Stream stream) => stream.Write(file);

    public static VerdictModel Load(Stream stream)
    {
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        try
        {
            using var zip = new ZipArchive(memory, ZipArchiveMode.Read, leaveOpen: true);
            var own = zip.GetEntry(Entry) ?? throw new InvalidDataException("This is no verdict model of this learner. Train it anew.");
            using var entry = own.Open();
            using var reader = PreferenceFile.Read(entry, Magic);
            var read = new VerdictLayout(reader.ReadInt32(), reader.ReadInt32());
            var numbers = new float[read.Length];
            for (var left = reader.ReadInt32(); left > 0; left--) numbers[reader.ReadInt32()] = reader.ReadSingle();
            var constant = reader.ReadSingle();
            var scale = new GradeScale(Nine(), Nine());
            var quality = new VerdictQuality { Verdicts = reader.ReadInt32(), Relevant = reader.ReadInt32() };
            quality = quality with { Auc = Number(), CriteriaAuc = Number(), Brier = Number(), BaseBrier = Number() };
            return new VerdictModel(read, numbers, constant, scale, quality, memory.ToArray());

            double[] Nine() => [.. Enumerable.Range(0, 9).Select(_ => reader.ReadDouble())];
            double? Number() => reader.ReadDouble() is var number && double.IsNaN(number) ? null : number;
        }
        catch (Exception damaged) when (damaged is EndOfStreamException or IndexOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException("The verdict model is damaged. Train it anew.", damaged);
        }
    }

    private static void Write(BinaryWriter writer, VerdictLayout layout, float[] weights, float bias, GradeScale scale, VerdictQuality quality)
    {
        writer.Write(layout.Dimensions);
        writer.Write(layout.Topics);
        // Most buckets were never met.
        writer.Write(weights.Count(weight => weight != 0));
        for (var i = 0; i < weights.Length; i++)
        {
            if (weights[i] == 0) continue;
            writer.Write(i);
            writer.Write(weights[i]);
        }
        writer.Write(bias);
        foreach (var number in scale.Slopes.Concat(scale.Offsets)) writer.Write(number);
        writer.Write(quality.Verdicts);
        writer.Write(quality.Relevant);
        double?[] numbers = [quality.Auc, quality.CriteriaAuc, quality.Brier, quality.BaseBrier];
        foreach (var number in numbers) writer.Write(number ?? double.NaN);
    }
}
