using LocalDigest.Sources;

namespace LocalDigest.Watching;

/// <summary>
/// Whether papers that a reader holds or cites are looked up, and for how long at a time. Bound from the configuration section
/// <c>Watch</c>. Nothing is asked unless it is switched on, since the ids of those papers leave the machine.
/// </summary>
public sealed class WatchOptions
{
    /// <summary>Ask arXiv and Crossref, and Semantic Scholar where that is on.</summary>
    public bool Enabled { get; set; }

    /// <summary>Seconds that one check may take; the papers that are left come first in the next one.</summary>
    public int Budget { get; set; } = 60;

    /// <summary>Crossref's REST API.</summary>
    public string CrossrefUrl { get; set; } = "https://api.crossref.org";

    /// <summary>An e-mail or web address under which Crossref's keepers reach whoever runs this; sent in <c>User-Agent</c>.</summary>
    public string? Contact { get; set; }

    /// <summary>What is wrong, as a sentence; null where nothing is.</summary>
    public string? Check() =>
        WebAddress.Problem(CrossrefUrl) is { } problem ? $"LocalDigest:Watch:{nameof(CrossrefUrl)} {problem}"
        : Budget is < 1 or > 600 ? $"LocalDigest:Watch:{nameof(Budget)} must be a number of seconds from 1 to 600."
        : null;
}
