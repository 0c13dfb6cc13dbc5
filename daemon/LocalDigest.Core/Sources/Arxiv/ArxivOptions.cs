namespace LocalDigest.Sources;

/// <summary>Where arXiv is and how gently it is asked. Bound from the configuration section <c>Arxiv</c>.</summary>
public sealed class ArxivOptions
{
    public string ApiUrl { get; set; } = "https://export.arxiv.org/api/query";

    public string RssUrl { get; set; } = "https://rss.arxiv.org/rss";

    public string OaiUrl { get; set; } = "https://oaipmh.arxiv.org/oai";

    public string HtmlUrl { get; set; } = "https://arxiv.org/html";

    public string PdfUrl { get; set; } = "https://arxiv.org/pdf";

    /// <summary>Seconds between the end of one request and the start of the next, over all of arXiv's services and over restarts.</summary>
    public double MinInterval { get; set; } = 3;

    /// <summary>Seconds between two requests for full texts in HTML, as arXiv asks of robots.</summary>
    public double HtmlInterval { get; set; } = 15;

    /// <summary>Seconds that a 503's <c>Retry-After</c> is waited for; a longer one ends the reading until then.</summary>
    public double Patience { get; set; } = 60;

    /// <summary>An e-mail or web address under which arXiv's operators reach whoever runs this; sent in <c>User-Agent</c>.</summary>
    public string? Contact { get; set; }

    /// <summary>What is wrong with these options, as a sentence; null where nothing is.</summary>
    public string? Check()
    {
        foreach (var (name, value) in new[] { (nameof(ApiUrl), ApiUrl), (nameof(RssUrl), RssUrl), (nameof(OaiUrl), OaiUrl), (nameof(HtmlUrl), HtmlUrl), (nameof(PdfUrl), PdfUrl) })
            if (WebAddress.Problem(value) is { } problem) return $"Arxiv:{name} {problem}";
        foreach (var (name, value) in new[] { (nameof(MinInterval), MinInterval), (nameof(HtmlInterval), HtmlInterval), (nameof(Patience), Patience) })
            if (value is not (>= 0 and <= 3600)) return $"Arxiv:{name} must be a number of seconds from 0 to 3600.";
        return null;
    }
}

/// <summary>Where Hugging Face is. Bound from the configuration section <c>HuggingFace</c>.</summary>
public sealed class HuggingFaceOptions
{
    public string ApiUrl { get; set; } = "https://huggingface.co/api";

    /// <inheritdoc cref="ArxivOptions.Contact"/>
    public string? Contact { get; set; }

    /// <inheritdoc cref="ArxivOptions.Check"/>
    public string? Check() => WebAddress.Problem(ApiUrl) is { } problem ? $"HuggingFace:{nameof(ApiUrl)} {problem}" : null;
}

internal static class WebAddress
{
    /// <summary>The rest of a sentence that begins with the option's name; null where the address is good.</summary>
    public static string? Problem(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0
            ? null
            : "must be a web address that begins with http:// or https:// and holds no user name.";

    /// <summary>An address below a configured one: <c>https://host/base</c> and <c>a/b</c> give <c>https://host/base/a/b</c>.</summary>
    public static Uri Below(string address, string path) => new(address.TrimEnd('/') + "/" + path);

    /// <summary>A configured address with a query; null values are left out.</summary>
    public static Uri With(string address, params (string Name, string? Value)[] query) =>
        new(address + (address.Contains('?') ? "&" : "?") +
            string.Join('&', query.Where(q => q.Value is not null).Select(q => q.Name + "=" + Uri.EscapeDataString(q.Value!))));
}
