namespace LocalDigest.Papers;

/// <summary>Which papers a profile or a run wants from one source, as the user writes it.</summary>
public sealed record SourceSpec
{
    /// <summary><c>arxiv</c>, <c>huggingface</c>, …</summary>
    public required string Kind { get; init; }

    /// <summary>arXiv categories such as <c>cs.CV</c>.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Whether papers that are only cross-listed in a category count. True where not said.</summary>
    public bool? CrossLists { get; init; }

    /// <summary>Whether new versions of papers that were never shown count. False where not said.</summary>
    public bool? Replacements { get; init; }

    /// <summary>At most so many papers a day, the source's first ones.</summary>
    public int? Limit { get; init; }

    /// <summary>How arXiv is asked: <c>auto</c> (feed, then API for days that were missed), <c>rss</c>, <c>api</c> or <c>oai</c>.</summary>
    public string? Via { get; init; }

    /// <summary>An address, for sources that are one.</summary>
    public string? Url { get; init; }

    /// <summary>The key of a Zotero collection; the whole library where it is not said.</summary>
    public string? Collection { get; init; }

    /// <summary>Under what name its papers are noted: the kind, and for feeds the address too, so that what one feed lists is not taken for another's.</summary>
    public string Origin()
    {
        var kind = Kind.ToLowerInvariant();
        return kind == "feed" ? $"{kind} {Url}" : kind;
    }
}
