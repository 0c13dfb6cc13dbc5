namespace LocalDigest.Papers;

/// <summary>One of a paper's authors, in the paper's order.</summary>
/// <param name="Name">Given name first: <c>Jane Q. Doe</c>.</param>
/// <param name="Affiliation">Where the source names one.</param>
public sealed record Author(string Name, string? Affiliation = null);

/// <summary>What is known of one paper. Text is as its source wrote it until ingestion has cleaned it.</summary>
public sealed record Paper
{
    public required PaperId Id { get; init; }

    /// <summary>arXiv's version, from 1; null where the source does not count versions.</summary>
    public int? Version { get; init; }

    public required string Title { get; init; }

    /// <summary>Empty where the source has none.</summary>
    public string Abstract { get; init; } = "";

    public IReadOnlyList<Author> Authors { get; init; } = [];

    /// <summary>When the first version appeared.</summary>
    public DateTimeOffset? Published { get; init; }

    /// <summary>When this version appeared.</summary>
    public DateTimeOffset? Updated { get; init; }

    /// <summary>The source's categories, the primary one first: <c>cs.CV</c>.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>The page to link to.</summary>
    public string? Url { get; init; }

    /// <summary>The publisher's DOI without <c>doi:</c>, lower case.</summary>
    public string? Doi { get; init; }

    /// <summary>Journal or conference, as the source words it.</summary>
    public string? Venue { get; init; }

    /// <summary>The authors' note: pages, figures, where it was accepted.</summary>
    public string? Comment { get; init; }

    public string? License { get; init; }

    /// <summary>The paper's own code and project page, where the source names them.</summary>
    public string? CodeUrl { get; init; }

    public string? ProjectUrl { get; init; }

    public IReadOnlyList<string> Keywords { get; init; } = [];

    /// <summary>Whether another paper has the same in every field; a record's own equality compares lists by reference.</summary>
    public bool SaysTheSameAs(Paper other) =>
        Authors.SequenceEqual(other.Authors) && Categories.SequenceEqual(other.Categories) && Keywords.SequenceEqual(other.Keywords)
        && this == other with { Authors = Authors, Categories = Categories, Keywords = Keywords };
}
