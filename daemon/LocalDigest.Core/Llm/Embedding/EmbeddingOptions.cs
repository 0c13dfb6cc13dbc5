namespace LocalDigest.Llm;

/// <summary>
/// A model of the user's own in place of the shipped embedding: in a folder, or on any server that speaks OpenAI's embeddings.
/// </summary>
public sealed record EmbeddingOptions
{
    /// <summary>
    /// A folder with a sentence model: <c>model.onnx</c>, <c>vocab.txt</c> and perhaps <c>embedder.json</c>. A relative path is taken from
    /// the data directory. Null for none.
    /// </summary>
    public string? Folder { get; init; }

    /// <summary>A server's address up to and including <c>/v1</c>; null for none. What stands below is for the server.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>Sent to <see cref="BaseUrl"/> only.</summary>
    public string? ApiKey { get; init; }

    public string Model { get; init; } = "text-embedding-3-small";

    /// <summary>Length of the vectors, 16 to 4096; sent along where <see cref="SendDimensions"/> says so, and checked in the answer.</summary>
    public int Dimensions { get; init; } = 256;

    /// <summary>Whether the server knows <c>dimensions</c>. Where it does not, its vectors are cut to the length and made unit vectors again.</summary>
    public bool SendDimensions { get; init; } = true;

    /// <summary>Texts in one request, 1 to 2048.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>How long one answer may take, 1 to 3600 seconds.</summary>
    public int TimeoutSeconds { get; init; } = 60;

    public bool HasFolder => !string.IsNullOrWhiteSpace(Folder);

    public bool HasEndpoint => !string.IsNullOrWhiteSpace(BaseUrl);

    /// <summary>What is wrong with the settings, as a sentence; null where nothing is.</summary>
    public string? Check()
    {
        if (HasFolder && HasEndpoint) return "LocalDigest:Embedding:Folder and LocalDigest:Embedding:BaseUrl are both set. Take one of them out.";
        if (!HasEndpoint) return null;
        if (!Uri.TryCreate(BaseUrl!.Trim(), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            return "LocalDigest:Embedding:BaseUrl must be an http or https address such as http://127.0.0.1:11434/v1.";
        }
        if (Dimensions is < 16 or > 4096) return "LocalDigest:Embedding:Dimensions must be between 16 and 4096.";
        if (BatchSize is < 1 or > 2048) return "LocalDigest:Embedding:BatchSize must be between 1 and 2048.";
        if (TimeoutSeconds is < 1 or > 3600) return "LocalDigest:Embedding:TimeoutSeconds must be between 1 and 3600.";
        return null;
    }
}
