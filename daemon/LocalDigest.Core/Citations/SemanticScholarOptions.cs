namespace LocalDigest.Citations;

/// <summary>
/// Whether and where to ask who cites a paper, how well known its authors are, and what is recommended by the thumbs. Bound from the
/// configuration section <c>SemanticScholar</c>. Nothing is asked unless it is switched on, since the ids of the papers that a reader
/// looks at leave the machine.
/// </summary>
public sealed class SemanticScholarOptions
{
    public string ApiUrl { get; set; } = "https://api.semanticscholar.org/graph/v1";

    /// <summary>The recommendations are another interface of the same service, beside that of the papers.</summary>
    internal string RecommendationsUrl
    {
        get
        {
            const string graph = "/graph/v1";
            var address = ApiUrl.TrimEnd('/');
            if (address.EndsWith(graph, StringComparison.OrdinalIgnoreCase)) address = address[..^graph.Length];
            return address + "/recommendations/v1/papers/";
        }
    }

    /// <summary>Without one, Semantic Scholar often refuses.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Ask at all. A key switches it on, too, unless this says no.</summary>
    public bool? Enabled { get; set; }

    /// <summary>Whom the service's keeper can write to.</summary>
    public string? Contact { get; set; }

    internal bool IsOn => Enabled ?? !string.IsNullOrWhiteSpace(ApiKey);

    /// <summary>What is wrong, as a sentence; null where nothing is.</summary>
    public string? Check() =>
        Sources.WebAddress.Problem(ApiUrl) is { } problem ? $"LocalDigest:SemanticScholar:{nameof(ApiUrl)} {problem}" : null;
}
