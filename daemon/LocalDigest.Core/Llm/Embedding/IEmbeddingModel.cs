namespace LocalDigest.Llm;

/// <summary>Which vectors can be compared: those of one model and length.</summary>
/// <param name="Model">Name and version. Behind <c>@</c> an endpoint's has its host, and a folder's a hash of the files.</param>
/// <param name="Dimensions">Length of the vectors.</param>
public sealed record VectorModel(string Model, int Dimensions);

/// <summary>What a text is embedded as: some models are trained to be told.</summary>
public enum TextRole
{
    /// <summary>What is found.</summary>
    Document,

    /// <summary>What is searched for.</summary>
    Query,
}

/// <summary>The model that embeds cannot be used, or failed. The message says to the user what to do, and holds no key.</summary>
public sealed class EmbeddingException(string message, Exception inner) : Exception(message, inner);

/// <summary>A model that the user has chosen to embed texts in place of the shipped embedding. Safe for several threads.</summary>
public interface IEmbeddingModel
{
    /// <summary>What the user knows it by.</summary>
    string Name { get; }

    /// <summary>Whose vectors it gives; null until it was opened.</summary>
    VectorModel? Vectors { get; }

    /// <summary>At most so many texts are embedded at once.</summary>
    int BatchSize { get; }

    /// <summary>Makes it ready, which may take seconds the first time.</summary>
    /// <param name="ct">Gives it up.</param>
    /// <exception cref="EmbeddingException">It cannot be used; the message says why and what to do.</exception>
    Task OpenAsync(CancellationToken ct);

    /// <summary>Embeds texts, once it is open.</summary>
    /// <param name="texts">At most <see cref="BatchSize"/>.</param>
    /// <param name="role">What they are.</param>
    /// <param name="ct">Gives it up.</param>
    /// <returns>Unit vectors of the length that <see cref="Vectors"/> says, in the order of the texts.</returns>
    /// <exception cref="EmbeddingException">There are none; the message says why and what to do.</exception>
    Task<IReadOnlyList<float[]>> EmbedAsync(IReadOnlyList<string> texts, TextRole role, CancellationToken ct);
}
