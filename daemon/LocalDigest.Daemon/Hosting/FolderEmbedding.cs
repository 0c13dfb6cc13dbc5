using LocalDigest.Llm;
using LocalDigest.Models.MLNet;

namespace LocalDigest.Daemon.Hosting;

/// <summary>The sentence model of a folder as the one that the user has chosen. It is opened in the background.</summary>
internal sealed class FolderEmbedding(string folder) : IEmbeddingModel, IDisposable
{
    private readonly SemaphoreSlim opening = new(1);
    private volatile OnnxEmbedder? embedder;

    public string Name => Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));

    public VectorModel? Vectors => embedder is { } open ? new VectorModel(open.Identity, open.Dimensions) : null;

    /// <summary>About a second's work, so that progress is seen and little is lost when it stops.</summary>
    public int BatchSize => 16;

    /// <summary>Embedding is background work: half of the processors stay free for what the user does.</summary>
    private static int Threads => Math.Max(1, Environment.ProcessorCount / 2);

    public async Task OpenAsync(CancellationToken ct)
    {
        await opening.WaitAsync(ct);
        try
        {
            embedder ??= await RunAsync(() => OnnxEmbedder.Open(folder, Threads), ct);
        }
        finally
        {
            opening.Release();
        }
    }

    public async Task<IReadOnlyList<float[]>> EmbedAsync(IReadOnlyList<string> texts, TextRole role, CancellationToken ct) =>
        await RunAsync(() => Embed(texts, role, ct), ct);

    public void Dispose()
    {
        embedder?.Dispose();
        opening.Dispose();
    }

    private float[][] Embed(IReadOnlyList<string> texts, TextRole role, CancellationToken ct)
    {
        var open = embedder ?? throw new InvalidOperationException("The model must be opened before it embeds.");
        // A folder that was taken away is said now, and not only after the next start.
        EmbedderSettings.Read(folder);
        var vectors = new float[texts.Count][];
        for (var i = 0; i < vectors.Length; i++)
        {
            ct.ThrowIfCancellationRequested();
            vectors[i] = role == TextRole.Query ? open.EmbedQuery(texts[i]) : open.EmbedDocument(texts[i]);
        }
        return vectors;
    }

    private static async Task<T> RunAsync<T>(Func<T> work, CancellationToken ct)
    {
        try
        {
            return await Task.Run(work, ct);
        }
        catch (OnnxFolderException error)
        {
            throw new EmbeddingException(error.Message, error);
        }
    }
}
