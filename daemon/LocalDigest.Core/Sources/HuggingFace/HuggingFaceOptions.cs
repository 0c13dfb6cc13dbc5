namespace LocalDigest.Sources;

/// <summary>Where Hugging Face is. Bound from the configuration section <c>HuggingFace</c>.</summary>
public sealed class HuggingFaceOptions
{
    public string ApiUrl { get; set; } = "https://huggingface.co/api";

    /// <inheritdoc cref="ArxivOptions.Contact"/>
    public string? Contact { get; set; }

    /// <inheritdoc cref="ArxivOptions.Check"/>
    public string? Check() => WebAddress.Problem(ApiUrl) is { } problem ? $"LocalDigest:HuggingFace:{nameof(ApiUrl)} {problem}" : null;
}
