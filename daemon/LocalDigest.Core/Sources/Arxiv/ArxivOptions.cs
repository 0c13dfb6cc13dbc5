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
            if (WebAddress.Problem(value) is { } problem) return $"LocalDigest:Arxiv:{name} {problem}";
        foreach (var (name, value) in new[] { (nameof(MinInterval), MinInterval), (nameof(HtmlInterval), HtmlInterval), (nameof(Patience), Patience) })
            if (value is not (>= 0 and <= 3600)) return $"LocalDigest:Arxiv:{name} must be a number of seconds from 0 to 3600.";
        return null;
    }
}
