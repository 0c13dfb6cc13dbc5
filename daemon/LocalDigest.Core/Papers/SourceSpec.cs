using System.ComponentModel.DataAnnotations;

namespace LocalDigest.Papers;

/// <summary>Which papers a profile or a run wants from one source, as the user writes it.</summary>
public sealed record SourceSpec
{
    /// <summary>What a source of each kind reads beside its kind.</summary>
    private static readonly Dictionary<string, string[]> Fields = new(StringComparer.OrdinalIgnoreCase)
    {
        ["arxiv"] = ["categories", "crossLists", "replacements", "limit", "via"],
        ["huggingface"] = ["limit"],
        ["feed"] = ["url", "limit"],
        ["biorxiv"] = ["categories", "limit"],
        ["medrxiv"] = ["categories", "limit"],
        ["openreview"] = ["venue", "limit"],
        ["semanticscholar"] = ["limit"],
        ["zotero"] = ["collection"],
        ["sample"] = [],
    };

    /// <summary>
    /// What is read: a service, <c>feed</c> for any feed by its address, <c>semanticscholar</c> for what it recommends by the thumbs,
    /// <c>zotero</c> for a library of likes, <c>sample</c> for the sample day.
    /// </summary>
    [AllowedValues("arxiv", "huggingface", "feed", "biorxiv", "medrxiv", "openreview", "semanticscholar", "zotero", "sample")]
    public required string Kind { get; init; }

    /// <summary>
    /// arXiv: its categories such as <c>cs.CV</c>, or whole archives such as <c>cs</c>; at least one. bioRxiv and medRxiv: names such as
    /// <c>neuroscience</c>; none for all.
    /// </summary>
    [MaxLength(200)]
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>arXiv: whether papers that are only cross-listed in a category count. True where not said.</summary>
    public bool? CrossLists { get; init; }

    /// <summary>arXiv: whether new versions of papers that were never shown count. False where not said.</summary>
    public bool? Replacements { get; init; }

    /// <summary>At most so many papers a day, the source's first ones. Semantic Scholar: 100 where not said, 500 at most.</summary>
    [Range(1, int.MaxValue)]
    public int? Limit { get; init; }

    /// <summary>How arXiv is asked: <c>auto</c> (feed, then API for days that were missed), <c>rss</c>, <c>api</c> or <c>oai</c>.</summary>
    [AllowedValues("auto", "rss", "api", "oai")]
    public string? Via { get; init; }

    /// <summary>A feed's address.</summary>
    [Url]
    public string? Url { get; init; }

    /// <summary>Zotero: the key of a collection; the whole library where it is not said.</summary>
    public string? Collection { get; init; }

    /// <summary>
    /// OpenReview: the id of a venue such as <c>ICLR.cc/2026/Conference</c>, whose accepted papers are meant, or of an invitation such as
    /// <c>ICLR.cc/2026/Conference/-/Submission</c>, for all that was submitted.
    /// </summary>
    [MaxLength(200)]
    public string? Venue { get; init; }

    /// <summary>What a source of a kind reads beside its kind, by the names of its fields.</summary>
    public static IReadOnlyList<string> FieldsOf(string kind) => Fields[kind];

    /// <summary>A field that is set although sources of this kind have no such field; null where there is none.</summary>
    public string? StrayField()
    {
        (string Name, bool IsSet)[] fields =
        [
            ("categories", Categories.Count > 0), ("crossLists", CrossLists is not null), ("replacements", Replacements is not null),
            ("limit", Limit is not null), ("via", Via is not null), ("url", Url is not null), ("collection", Collection is not null),
            ("venue", Venue is not null),
        ];
        return Fields.TryGetValue(Kind, out var own) ? fields.FirstOrDefault(field => field.IsSet && !own.Contains(field.Name)).Name : null;
    }

    /// <summary>
    /// Under what name its papers are noted: the kind, and for feeds the address too, so that what one feed lists is not taken for
    /// another's; likewise for venues, and for recommendations with their reader.
    /// </summary>
    /// <param name="reader">The id of the profile that is read for.</param>
    public string Origin(string? reader)
    {
        var kind = Kind.ToLowerInvariant();
        return kind switch
        {
            "feed" => $"{kind} {Url}",
            "openreview" => $"{kind} {Venue}",
            "semanticscholar" => $"{kind} {reader}",
            _ => kind,
        };
    }
}
