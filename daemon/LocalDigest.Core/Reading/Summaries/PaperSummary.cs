namespace LocalDigest.Reading;

/// <summary>
/// What a paper says, for one reader: written by a language model and checked against the paper, or taken from the paper word by word.
/// </summary>
public sealed record PaperSummary : SummaryTexts
{
    public PaperSummary()
    {
    }

    /// <summary>A summary with these texts.</summary>
    internal PaperSummary(SummaryTexts texts) : base(texts)
    {
    }

    /// <summary>Where the paper appears, as it or its record says: <c>NeurIPS 2026</c>.</summary>
    [AskedFor(SummaryKind.Facts)]
    public string? Venue { get; init; }

    /// <summary>The paper's own code; the address stands in the paper or its record.</summary>
    [AskedFor(SummaryKind.Facts)]
    public string? CodeUrl { get; init; }

    /// <summary>The paper's own page; the address stands in the paper or its record.</summary>
    [AskedFor(SummaryKind.Facts)]
    public string? ProjectUrl { get; init; }

    /// <summary>Other addresses of the paper's own that it gives: data, models, demonstrations.</summary>
    [AskedFor(SummaryKind.Facts)]
    public IReadOnlyList<PaperLink> Links { get; init; } = [];

    /// <summary>The paper's sections, each with the sentence of it that says most.</summary>
    public IReadOnlyList<OutlineEntry> Outline { get; init; } = [];

    /// <summary>What of the paper was read for this: the whole of it, or only the abstract.</summary>
    public required TextBasis Basis { get; init; }

    /// <summary>
    /// The models and the versions of the prompts that wrote it, or <see cref="Extractive"/> where no model wrote any of it.
    /// </summary>
    public string Origin { get; init; } = Extractive;

    /// <summary>
    /// The parts whose sentences are the paper's own, in the paper's language: <c>tldr</c>, <c>keyFindings</c>, <c>outline</c>.
    /// </summary>
    public IReadOnlyList<string> ExtractedParts { get; init; } = [];

    /// <summary>What came of checking it against the paper.</summary>
    public Grounding Grounding { get; init; } = new();

    /// <summary>Each sentence that was kept, with the passage of the paper that is closest to it.</summary>
    public IReadOnlyList<SummaryStatement> Statements { get; init; } = [];

    /// <summary>What could not be made, and why, as sentences; empty where all went well.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>Those of the problems that went wrong in the making, and were not meant.</summary>
    internal IReadOnlyList<string> Failures { get; init; } = [];

    /// <summary>The value of <see cref="Origin"/> where no model wrote: <c>extractive</c>.</summary>
    public const string Extractive = "extractive";
}

/// <summary>A section of the paper.</summary>
/// <param name="Section">The section's id in the full text.</param>
/// <param name="Title">Its heading, with its number where it has one.</param>
/// <param name="Level">1 for a section, 2 for a subsection, to 5.</param>
/// <param name="Lead">The sentence of it that says most; empty where it has no text of its own.</param>
public sealed record OutlineEntry(string Section, string Title, int Level, string Lead);

/// <summary>What came of checking generated text against the paper.</summary>
public sealed record Grounding
{
    /// <summary>How many sentences were checked.</summary>
    public int Checked { get; init; }

    /// <summary>How many sentences were taken out, because something in them does not stand in the paper.</summary>
    public int Removed { get; init; }

    /// <summary>
    /// How many sentences were kept with something masked: what stands elsewhere in the paper and not near what is said of it, or what does
    /// not stand in the paper where its part would have been empty without the sentence.
    /// </summary>
    public int Marked { get; init; }

    /// <summary>What was taken out or masked.</summary>
    public IReadOnlyList<Removal> Removals { get; init; } = [];

    /// <summary>The results of two checks as one.</summary>
    public static Grounding operator +(Grounding one, Grounding other) => new()
    {
        Checked = one.Checked + other.Checked,
        Removed = one.Removed + other.Removed,
        Marked = one.Marked + other.Marked,
        Removals = [.. one.Removals, .. other.Removals],
    };
}

/// <summary>
/// Something that a model wrote and the paper does not say. The words themselves are not stored, so that they cannot come back as if they
/// were known.
/// </summary>
/// <param name="Part">The part of the summary, such as <c>experiments</c> or <c>methodAnalysis.experiments.keyResults</c>.</param>
/// <param name="Kind">What of it is missing in the paper.</param>
/// <param name="IsMarked">The sentence was kept with it masked.</param>
public sealed record Removal(string Part, ClaimKind Kind, bool IsMarked);

/// <summary>What can be looked up in a paper.</summary>
public enum ClaimKind
{
    Number,

    /// <summary>The name of a model, a data set, a person, an institution.</summary>
    Name,

    Link,
    Quotation,

    /// <summary>That something is better, faster or more than what is named.</summary>
    Comparison,

    /// <summary>How a study was designed: randomised, double-blind, prospective.</summary>
    Design,

    /// <summary>The papers that a statement about several papers rests on.</summary>
    Paper,
}

/// <summary>A sentence of a summary.</summary>
/// <param name="Part">The part of the summary, named as in its JSON form: <c>tldr</c>, <c>methodAnalysis.motivation.painPoints</c>.</param>
/// <param name="Text">The sentence, or the item of a list.</param>
/// <param name="Where">The passage of the paper that is closest to it; null where none is close.</param>
/// <param name="Lost">What it leaves out of how far the paper's own sentence goes; null where nothing was found.</param>
/// <param name="Note">
/// Of a sentence with something masked: one sentence that says what was not found, and where it was looked for; null for all others.
/// </param>
public sealed record SummaryStatement(
    string Part, string Text, Passage? Where, IReadOnlyList<LostScope>? Lost = null, string? Note = null);

/// <summary>A place in a paper.</summary>
/// <param name="Section">The section's id in the full text.</param>
/// <param name="SectionTitle">Its heading; empty where it has none.</param>
/// <param name="Paragraph">The paragraph in the section, from 1.</param>
public sealed record Passage(string Section, string SectionTitle, int Paragraph);
