namespace LocalDigest.Sources;

/// <summary>Where bioRxiv's and medRxiv's API is. Bound from the configuration section <c>Biorxiv</c>.</summary>
public sealed class BiorxivOptions
{
    public string ApiUrl { get; set; } = "https://api.biorxiv.org";

    /// <inheritdoc cref="ArxivOptions.Contact"/>
    public string? Contact { get; set; }

    /// <inheritdoc cref="ArxivOptions.Check"/>
    public string? Check() => WebAddress.Problem(ApiUrl) is { } problem ? $"LocalDigest:Biorxiv:{nameof(ApiUrl)} {problem}" : null;
}
