using Microsoft.ML;
using Microsoft.ML.Data;

namespace LocalDigest.Models.MLNet;

/// <summary>
/// An embedding that a user trains on their own library: ML.NET's text featuriser, projected to its principal components and made of length 1.
/// </summary>
public sealed class MLNetEmbedder : ITextEmbedder, IDisposable
{
    private readonly MLContext ml;
    private readonly ITransformer model;
    private readonly DataViewSchema schema;
    private readonly ThreadLocal<PredictionEngine<TextRow, VectorRow>> engines;

    private MLNetEmbedder(MLContext ml, ITransformer model, DataViewSchema schema, string name)
    {
        (this.ml, this.model, this.schema, Model) = (ml, model, schema, name);
        // An engine is for one thread; the model behind it is for all.
        engines = new ThreadLocal<PredictionEngine<TextRow, VectorRow>>(() => ml.Model.CreatePredictionEngine<TextRow, VectorRow>(model), trackAllValues: true);
        Dimensions = engines.Value!.Predict(new TextRow { Text = "any" }).Vector.Length;
    }

    /// <inheritdoc/>
    public string Model { get; }

    /// <inheritdoc/>
    public int Dimensions { get; }

    /// <summary>Trains an embedding.</summary>
    /// <param name="name">Name and version: another library needs another one.</param>
    /// <param name="texts">The library's titles and abstracts, more than there are dimensions.</param>
    /// <param name="dimensions">Length of the vectors, at least 2.</param>
    /// <exception cref="ArgumentException">There are too few texts.</exception>
    public static MLNetEmbedder Train(string name, IReadOnlyCollection<string> texts, int dimensions = 128)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 2);
        if (texts.Count <= dimensions) throw new ArgumentException($"{texts.Count} texts are too few for {dimensions} dimensions: there must be more texts than dimensions.", nameof(texts));
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(texts.Select(text => new TextRow { Text = text }));
        var pipeline = ml.Transforms.Text.FeaturizeText("Features", nameof(TextRow.Text))
            .Append(ml.Transforms.ProjectToPrincipalComponents(nameof(VectorRow.Vector), "Features", rank: dimensions, overSampling: 20, seed: 1));
        return new MLNetEmbedder(ml, pipeline.Fit(data), data.Schema, name);
    }

    /// <summary>Reads an embedding back that <see cref="Save"/> wrote.</summary>
    public static MLNetEmbedder Load(string name, Stream stream)
    {
        var ml = new MLContext(seed: 1);
        var model = ml.Model.Load(stream, out var schema);
        return new MLNetEmbedder(ml, model, schema, name);
    }

    /// <summary>Writes it as ML.NET's zip.</summary>
    public void Save(Stream stream) => ml.Model.Save(model, schema, stream);

    /// <inheritdoc/>
    public void Embed(ReadOnlySpan<char> text, Span<float> vector)
    {
        if (vector.Length != Dimensions) throw new ArgumentException($"The vector must have {Dimensions} numbers.", nameof(vector));
        engines.Value!.Predict(new TextRow { Text = text.ToString() }).Vector.CopyTo(vector);
        var squares = 0f;
        foreach (var number in vector) squares += number * number;
        if (squares == 0) return;
        var length = MathF.Sqrt(squares);
        for (var i = 0; i < vector.Length; i++) vector[i] /= length;
    }

    /// <summary>Always 1: it was trained on the user's own library.</summary>
    public float Familiarity(ReadOnlySpan<char> text) => 1;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var engine in engines.Values) engine.Dispose();
        engines.Dispose();
    }

    private sealed class TextRow
    {
        public string Text { get; set; } = "";
    }

    private sealed class VectorRow
    {
        public float[] Vector { get; set; } = [];
    }
}
