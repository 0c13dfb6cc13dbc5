using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalDigest.Client;

/// <summary>The schema of the surface's description that a type is of. A test holds both together.</summary>
/// <param name="schema">Its name among the components of <c>clients/openapi.json</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class WireAttribute(string schema) : Attribute
{
    public string Schema => schema;
}

/// <summary>A value of the surface. What clients do not name is kept, so that it is written as it was read.</summary>
public abstract record WireValue
{
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? More { get; set; }
}

/// <summary>An author of a paper.</summary>
[Wire("Author")]
public sealed record Author : WireValue
{
    public string Name { get; init; } = "";
}

/// <summary>A paper as a profile sees it. All of its text is the authors', and to be shown as text.</summary>
[Wire("PaperResponse")]
public sealed record Paper : WireValue
{
    public string Id { get; init; } = "";

    public string Title { get; init; } = "";

    public string Abstract { get; init; } = "";

    public IReadOnlyList<Author> Authors { get; init; } = [];

    public DateTimeOffset? Published { get; init; }

    /// <summary>The version that arXiv has, as far as is known.</summary>
    public int? Version { get; init; }

    public IReadOnlyList<string> Categories { get; init; } = [];

    public string? Url { get; init; }

    public string? Doi { get; init; }

    public string? Venue { get; init; }

    /// <summary>The rank's number, the greater the better.</summary>
    public double Score { get; init; }

    public double? Similarity { get; init; }

    /// <summary>What the judge said, 1 to 10; null where it did not judge.</summary>
    public int? Relevance { get; init; }

    public int? Novelty { get; init; }

    /// <summary>What the judge says of it.</summary>
    public string? Comment { get; init; }

    public string? Topic { get; init; }

    /// <summary><c>up</c>, <c>down</c>, or null.</summary>
    public string? Feedback { get; init; }

    public bool Seen { get; init; }

    public bool Saved { get; init; }

    public string? Note { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Why it stands where it stands.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>It was invented for machines without a network.</summary>
    public bool IsSample { get; init; }

    public bool IsWithdrawn { get; init; }
}

/// <summary>A page of papers.</summary>
[Wire("PapersResponse")]
public sealed record PaperPage : WireValue
{
    public IReadOnlyList<Paper> Items { get; init; } = [];

    /// <summary>The cursor of the next page; null on the last.</summary>
    public string? Next { get; init; }

    public long Total { get; init; }

    /// <summary>What is to be known of the answer, as a sentence.</summary>
    public string? Notice { get; init; }

    /// <summary>What was searched for in place of what was probably mistyped.</summary>
    public string? CorrectedQuery { get; init; }
}

/// <summary>Which papers, in which order. What is null is not asked for.</summary>
public sealed record PaperQuery
{
    public string? Profile { get; init; }

    /// <summary>Words, a phrase, an id, a DOI, an address or a name.</summary>
    public string? Q { get; init; }

    public DateOnly? From { get; init; }

    public DateOnly? To { get; init; }

    public string? Category { get; init; }

    public string? Author { get; init; }

    /// <summary>Papers of this digest alone.</summary>
    public string? Digest { get; init; }

    /// <summary><c>up</c>, <c>down</c>, <c>any</c> or <c>none</c>.</summary>
    public string? Feedback { get; init; }

    /// <summary><c>saved</c>, <c>seen</c>, <c>noted</c> or <c>tag:</c> with a tag.</summary>
    public string? Marked { get; init; }

    /// <summary><c>disliked</c>.</summary>
    public string? Include { get; init; }

    public bool? HideSeen { get; init; }

    /// <summary><c>rank</c>, <c>date</c>, <c>relevance</c>, <c>novelty</c> or <c>similarity</c>.</summary>
    public string? Sort { get; init; }

    public int? Limit { get; init; }

    public string? Cursor { get; init; }
}

/// <summary>A line or an entry that was not taken.</summary>
[Wire("RejectedLine")]
public sealed record RejectedLine : WireValue
{
    public int Line { get; init; }

    public string Reason { get; init; } = "";
}

/// <summary>What there is to know of a line or entry that was taken.</summary>
[Wire("LineRemark")]
public sealed record LineRemark : WireValue
{
    public int Line { get; init; }

    public string Remark { get; init; } = "";
}

/// <summary>What came of an import.</summary>
[Wire("ImportResponse")]
public sealed record ImportResult : WireValue
{
    public int Added { get; init; }

    public int Updated { get; init; }

    public int Unchanged { get; init; }

    public IReadOnlyList<RejectedLine> Rejected { get; init; } = [];

    public int MoreRejected { get; init; }

    public IReadOnlyList<LineRemark> Remarks { get; init; } = [];
}

/// <summary>What came of bringing in a library.</summary>
[Wire("LibraryResponse")]
public sealed record LibraryResult : WireValue
{
    public int Added { get; init; }

    public int Removed { get; init; }

    public int Unchanged { get; init; }

    public IReadOnlyList<RejectedLine> Rejected { get; init; } = [];

    public IReadOnlyList<LineRemark> Remarks { get; init; } = [];
}

/// <summary>That a thumb counts.</summary>
[Wire("FeedbackResponse")]
public sealed record FeedbackResult : WireValue
{
    public int ModelVersion { get; init; }

    /// <summary>Milliseconds until the order was new.</summary>
    public double RankedIn { get; init; }
}

/// <summary>The marks of a paper.</summary>
[Wire("MarksResponse")]
public sealed record Marks : WireValue
{
    public bool Seen { get; init; }

    public bool Saved { get; init; }

    public string? Note { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];
}
