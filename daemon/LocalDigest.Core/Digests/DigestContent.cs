namespace LocalDigest.Digests;

/// <summary>
/// Everything that a digest says, in no style: the one document from which all styles are rendered and which is kept in the archive.
/// It is also the JSON form of a digest.
/// </summary>
public sealed record DigestContent
{
    public required string Id { get; init; }

    /// <summary>The profile's id.</summary>
    public required string Profile { get; init; }

    /// <summary>The profile's name.</summary>
    public string ProfileName { get; init; } = "";

    public required DateOnly Date { get; init; }

    /// <summary>Language of headings and comments: a BCP 47 tag.</summary>
    public string Language { get; init; } = "en";

    /// <summary>The style in which it is shown where none is asked for.</summary>
    public string Style { get; init; } = "criteria";

    public DateTimeOffset WrittenAt { get; init; }

    /// <summary>It shows invented papers of the sample day.</summary>
    public bool IsSample { get; init; }

    /// <summary>What the reader must know of this digest, as sentences: why it is empty, which source was down, that no model judged.</summary>
    public IReadOnlyList<Notice> Notices { get; init; } = [];

    /// <summary>The papers, best first.</summary>
    public IReadOnlyList<DigestPaper> Papers { get; init; } = [];

    /// <summary>What the papers say together; null where nobody has said it.</summary>
    public DigestOverview? Overview { get; init; }

    /// <summary>The papers by topic; where there is none, styles that need topics take the papers' own.</summary>
    public IReadOnlyList<DigestGroup> Groups { get; init; } = [];

    /// <summary>The best papers that did not come in, with the reason; only where few or none did.</summary>
    public IReadOnlyList<MissedPaper> Missed { get; init; } = [];

    public IReadOnlyList<SourceOutcome> Sources { get; init; } = [];

    public DigestCounts Counts { get; init; } = new();

    /// <summary>The language model that judged; null where none did.</summary>
    public string? Model { get; init; }

    /// <summary>The criteria by which it was chosen, as the user wrote them.</summary>
    public string Criteria { get; init; } = "";
}

/// <summary>A sentence to the reader.</summary>
/// <param name="Kind">A stable word: <c>sample</c>, <c>no-model</c>, <c>source-failed</c>, <c>weekend</c>, <c>late</c>, <c>repeated</c>, <c>nothing-new</c>, <c>nothing-passed</c>, <c>judge</c>, <c>other-style</c>, <c>embedding</c>, <c>holiday</c>, <c>style</c>, <c>note</c>.</param>
/// <param name="Text">The sentence.</param>
public sealed record Notice(string Kind, string Text);

/// <summary>What the judge made of a paper.</summary>
public enum DigestPaperState
{
    /// <summary>It has relevance, novelty and a comment.</summary>
    Judged,

    /// <summary>It has none: there is no judge, or it gave no verdict.</summary>
    Unjudged,
}

/// <summary>One paper in a digest.</summary>
public sealed record DigestPaper
{
    /// <summary>The paper's id, such as <c>arxiv:2601.12080</c>.</summary>
    public required string Id { get; init; }

    /// <summary>arXiv's own identifier; null for papers from elsewhere.</summary>
    public string? ArxivId { get; init; }

    public int? Version { get; init; }

    /// <summary>It was shown before and has changed since.</summary>
    public bool IsNewVersion { get; init; }

    /// <summary>An invented paper's says that it is.</summary>
    public required string Title { get; init; }

    /// <summary>It is an invented paper of the sample day.</summary>
    public bool IsSample { get; init; }

    public string? Url { get; init; }

    public IReadOnlyList<string> Authors { get; init; } = [];

    public string Abstract { get; init; } = "";

    public DateTimeOffset? Published { get; init; }

    public IReadOnlyList<string> Categories { get; init; } = [];

    public string? Venue { get; init; }

    /// <summary>The authors' note: pages, acceptance.</summary>
    public string? AuthorsNote { get; init; }

    public string? CodeUrl { get; init; }

    public string? ProjectUrl { get; init; }

    /// <summary>The kinds of the sources that listed it: <c>arxiv</c>, <c>huggingface</c>.</summary>
    public IReadOnlyList<string> ListedBy { get; init; } = [];

    /// <summary>Votes for it where a source counts them (Hugging Face); null where none does.</summary>
    public int? Upvotes { get; init; }

    /// <summary>How strongly it is recommended, in stars from 0 to 3 by halves; null for what follows from the score.</summary>
    public double? Stars { get; init; }

    /// <summary>From 0 to 1: the order.</summary>
    public double Score { get; init; }

    public double? Similarity { get; init; }

    public double? Preference { get; init; }

    /// <summary>It is there because the preference model is unsure of it and a thumb on it would teach it most.</summary>
    public bool IsExploration { get; init; }

    /// <summary>1 to 10; null where the paper was not judged.</summary>
    public int? Relevance { get; init; }

    public int? Novelty { get; init; }

    /// <summary>Why it matters, in the judge's words; null where it was not judged.</summary>
    public string? Comment { get; init; }

    /// <summary>The criterion that it matches: its number and title.</summary>
    public string? Topic { get; init; }

    /// <summary>What moved it, as sentences.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>Whether the judge graded it; <see cref="Reasons"/> say why not.</summary>
    public DigestPaperState State => Relevance is null ? DigestPaperState.Unjudged : DigestPaperState.Judged;

    /// <summary>Sentences of the abstract that spoke to the judge were kept from it.</summary>
    public bool IsFlagged { get; init; }

    /// <summary>What was read of it; null where nothing was.</summary>
    public DigestReading? Reading { get; init; }

    public IReadOnlyList<DigestFigure> Figures { get; init; } = [];
}

/// <summary>A paper that did not come in.</summary>
public sealed record MissedPaper(string Id, string Title, string? Url, double Score, string Reason);

/// <summary>What came from one source.</summary>
/// <param name="Label">For people: <c>arXiv cs.CV, cs.LG</c>.</param>
/// <param name="Failure">Why it could not be read to its end; null where it could.</param>
public sealed record SourceOutcome(string Kind, string Label, int Listed, int Added, string? Failure);

/// <summary>How many papers came how far.</summary>
public sealed record DigestCounts
{
    /// <summary>New to this profile.</summary>
    public int Considered { get; init; }

    public int Shortlisted { get; init; }

    public int Judged { get; init; }

    public int Selected { get; init; }
}
