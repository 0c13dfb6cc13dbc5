using LocalDigest.Feedback;
using LocalDigest.Reading;

namespace LocalDigest.Digests;

/// <summary>
/// Everything that a digest says, in no style: the one document from which all styles are rendered and which is kept in the archive.
/// It is also the JSON form of a digest.
/// </summary>
/// <remarks>
/// <see cref="DigestSanitiser"/> checks every text here before it is published, unless an attribute of the property says that no check is
/// needed.
/// </remarks>
public sealed record DigestContent
{
    [ShownAsIs("An identifier, not shown.")]
    public required string Id { get; init; }

    /// <summary>The profile's id.</summary>
    [ShownAsIs("An identifier, not shown.")]
    public required string Profile { get; init; }

    /// <summary>The profile's name.</summary>
    [ShownAsIs("The user's own words, written as plain text.")]
    public string ProfileName { get; init; } = "";

    public required DateOnly Date { get; init; }

    /// <summary>Language of headings and comments: a BCP 47 tag.</summary>
    [ShownAsIs("A language tag; it chooses words and is not shown.")]
    public string Language { get; init; } = "en";

    /// <summary>The style in which it is shown where none is asked for.</summary>
    [ShownAsIs("The name of a style, not shown.")]
    public string Style { get; init; } = "criteria";

    public DateTimeOffset WrittenAt { get; init; }

    /// <summary>It shows invented papers of the sample day.</summary>
    public bool IsSample { get; init; }

    /// <summary>
    /// What the reader must know of this digest, as sentences: why it is empty, which source was down, that no model judged.
    /// </summary>
    public IReadOnlyList<Notice> Notices { get; init; } = [];

    /// <summary>The papers, best first.</summary>
    public IReadOnlyList<DigestPaper> Papers { get; init; } = [];

    /// <summary>What the papers say together; null where nobody has said it.</summary>
    public DigestOverview? Overview { get; init; }

    /// <summary>The papers by topic; where there is none, styles that need topics take the papers' own.</summary>
    public IReadOnlyList<DigestGroup> Groups { get; init; } = [];

    /// <summary>The best papers that did not come in, with the reason; only where few or none did.</summary>
    public IReadOnlyList<MissedPaper> Missed { get; init; } = [];

    /// <summary>What became of papers that the reader holds or likes: newer versions, publications, retractions; the gravest
    /// first.</summary>
    public IReadOnlyList<WatchedNews> Watch { get; init; } = [];

    public IReadOnlyList<SourceOutcome> Sources { get; init; } = [];

    public DigestCounts Counts { get; init; } = new();

    /// <summary>The language model that judged; null where none did.</summary>
    [ShownAsIs("The name of the configured model, written as plain text.")]
    public string? Model { get; init; }

    /// <summary>What the judge read in the last four weeks, and which share of what matters it saw: one line; null where nothing was judged.</summary>
    [ShownAsIs("Sentences of this program, written as plain text.")]
    public string? Foot { get; init; }

    /// <summary>The criteria by which it was chosen, as the user wrote them: Markdown.</summary>
    [ShownAsIs("The user's own words; a style quotes them as a block.")]
    public string Criteria { get; init; } = "";
}

/// <summary>A sentence to the reader.</summary>
/// <param name="Kind">
/// A stable word: <c>sample</c>, <c>no-model</c>, <c>source-failed</c>, <c>weekend</c>, <c>late</c>, <c>repeated</c>, <c>nothing-new</c>,
/// <c>nothing-passed</c>, <c>nothing-near</c>, <c>match-ends</c>, <c>no-interests</c>, <c>common-reason</c>, <c>new-version</c>,
/// <c>withdrawn</c>, <c>revisions-only</c>,
/// <c>judge</c>, <c>other-style</c>, <c>embedding</c>, <c>holiday</c>, <c>style</c>, <c>budget</c>, <c>gathered</c>, <c>note</c>.
/// </param>
/// <param name="Text">The sentence.</param>
public sealed record Notice(
    [property: ShownAsIs("A stable word, not shown.")] string Kind,
    [property: ShownAsIs("A sentence of this program, written as plain text.")] string Text);

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
    [ShownAsIs("An identifier, written as plain text.")]
    public required string Id { get; init; }

    /// <summary>arXiv's own identifier; null for papers from elsewhere.</summary>
    [ShownAsIs("An identifier, written as plain text.")]
    public string? ArxivId { get; init; }

    public int? Version { get; init; }

    /// <summary>It was shown before and has changed since.</summary>
    public bool IsNewVersion { get; init; }

    /// <summary>The title; that of an invented paper says that it is invented.</summary>
    [PlainText]
    public required string Title { get; init; }

    /// <summary>It is an invented paper of the sample day.</summary>
    public bool IsSample { get; init; }

    [WebAddress]
    public string? Url { get; init; }

    [PlainText]
    public IReadOnlyList<string> Authors { get; init; } = [];

    [PlainText]
    public string Abstract { get; init; } = "";

    public DateTimeOffset? Published { get; init; }

    [PlainText]
    public IReadOnlyList<string> Categories { get; init; } = [];

    [PlainText]
    public string? Venue { get; init; }

    /// <summary>The authors' note: pages, acceptance.</summary>
    [PlainText]
    public string? AuthorsNote { get; init; }

    /// <summary>What arXiv's moderators noted on it, such as an overlap with other papers; null where they noted nothing.</summary>
    [PlainText]
    public string? ModeratorsNote { get; init; }

    [WebAddress]
    public string? CodeUrl { get; init; }

    [WebAddress]
    public string? ProjectUrl { get; init; }

    /// <summary>The kinds of the sources that listed it: <c>arxiv</c>, <c>huggingface</c>.</summary>
    [ShownAsIs("Stable words, written as plain text.")]
    public IReadOnlyList<string> ListedBy { get; init; } = [];

    /// <summary>Votes for it where a source counts them (Hugging Face); null where none does.</summary>
    public int? Upvotes { get; init; }

    /// <summary>How strongly it is recommended, in stars from 0 to 3 by halves; null where the score decides.</summary>
    public double? Stars { get; init; }

    /// <summary>From 0 to 1: the order.</summary>
    public double Score { get; init; }

    public double? Similarity { get; init; }

    public double? Preference { get; init; }

    /// <summary>It is there because the preference model is unsure of it, so that a thumb on it would teach most.</summary>
    public bool IsExploration { get; init; }

    /// <summary>1 to 10; null where the paper was not judged.</summary>
    public int? Relevance { get; init; }

    public int? Novelty { get; init; }

    /// <summary>Why it matters, in the judge's words: plain text; null where it was not judged.</summary>
    [Label("comment")]
    public string? Comment { get; init; }

    /// <summary>The sentence of its abstract that says best what it found; null where a judge's comment stands in its place.</summary>
    [PlainText]
    public string? KeySentence { get; init; }

    /// <summary>The criterion that it matches: its number and title.</summary>
    [ShownAsIs("A topic of the user's own, written as plain text.")]
    public string? Topic { get; init; }

    /// <summary>What moved it, as sentences; what holds for most papers of the digest is a notice of it.</summary>
    [ShownAsIs("Sentences of this program, written as plain text.")]
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>Whether the judge graded it; <see cref="Reasons"/> say why not.</summary>
    public DigestPaperState State => Relevance is null ? DigestPaperState.Unjudged : DigestPaperState.Judged;

    /// <summary>The judge gave it far more than others like it, and was asked again; the lower answer counts.</summary>
    public bool IsCheckedAgain { get; init; }

    /// <summary>The profile's thumb on it; null where it gave none.</summary>
    public Thumb? Feedback { get; init; }

    /// <summary>The profile has marked it as seen.</summary>
    public bool Seen { get; init; }

    /// <summary>The profile keeps it for later.</summary>
    public bool Saved { get; init; }

    /// <summary>The profile's own words on it; null for none.</summary>
    [ShownAsIs("The user's own words, not shown by any style.")]
    public string? Note { get; init; }

    /// <summary>The profile's own keywords of it.</summary>
    [ShownAsIs("The user's own words, not shown by any style.")]
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What was read of it; null where nothing was.</summary>
    public DigestReading? Reading { get; init; }

    public IReadOnlyList<DigestFigure> Figures { get; init; } = [];

    /// <summary>The same with what its reader says of it.</summary>
    internal DigestPaper With(Annotation said) => this with
    {
        Feedback = said.Thumb, Seen = said.Marks.Seen, Saved = said.Marks.Saved, Note = said.Marks.Note, Tags = said.Marks.Tags,
    };
}

/// <summary>A paper that did not come in.</summary>
/// <param name="Id">The paper's id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Url">Its address; null where it has none.</param>
/// <param name="Score">From 0 to 1, as <see cref="DigestPaper.Score"/>.</param>
/// <param name="Reason">Why not, as a sentence; it may quote the judge.</param>
public sealed record MissedPaper(
    [property: ShownAsIs("An identifier, not shown.")] string Id,
    [property: PlainText] string Title,
    [property: WebAddress] string? Url,
    double Score,
    [property: Label("why")] string Reason);

/// <summary>What became of a paper that the reader holds or likes.</summary>
/// <param name="Id">The paper's id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Url">Its address; null where it has none.</param>
/// <param name="Kind">A stable word: <c>new-version</c>, <c>published</c>, <c>concern</c>, <c>withdrawn</c>, <c>retracted</c>.</param>
/// <param name="Text">What became of it, as a sentence; it may name a journal.</param>
public sealed record WatchedNews(
    [property: ShownAsIs("An identifier, not shown.")] string Id,
    [property: PlainText] string Title,
    [property: WebAddress] string? Url,
    [property: ShownAsIs("A stable word, not shown.")] string Kind,
    [property: PlainText] string Text);

/// <summary>What came from one source.</summary>
/// <param name="Kind">The kind of the source: <c>arxiv</c>.</param>
/// <param name="Label">For people: <c>arXiv cs.CV, cs.LG</c>.</param>
/// <param name="Listed">How many papers it listed.</param>
/// <param name="Added">How many of them were new to the store.</param>
/// <param name="Failure">Why it could not be read to its end; null where it could.</param>
public sealed record SourceOutcome(
    [property: ShownAsIs("A stable word; it chooses words and is not shown.")] string Kind,
    [property: ShownAsIs("Words of this program and the user's categories, written as plain text.")] string Label,
    int Listed,
    int Added,
    [property: ShownAsIs("A sentence of this program, not shown by any style.")] string? Failure);

/// <summary>How many papers came how far.</summary>
public sealed record DigestCounts
{
    /// <summary>New to this profile.</summary>
    public int Considered { get; init; }

    public int Shortlisted { get; init; }

    public int Judged { get; init; }

    public int Selected { get; init; }
}
