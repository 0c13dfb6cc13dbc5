namespace LocalDigest.Reading;

/// <summary>
/// What a paper says, for one reader: written by a model and checked against the paper, or taken from the paper sentence by sentence.
/// A part that was not asked for, or that could not be made, is null or empty.
/// </summary>
/// <remarks>
/// A text is one or several lines of plain words with the marks of Markdown for emphasis, code and mathematics in dollars; a line that begins with
/// <c>- </c> or <c>1. </c> is an item of a list. It is never HTML, and holds no heading and no image.
/// </remarks>
public sealed record PaperSummary
{
    /// <summary>One or two sentences: the point of the paper.</summary>
    public string? Tldr { get; init; }

    /// <summary>What was done and why it matters.</summary>
    public string? Overview { get; init; }

    /// <summary>How it works.</summary>
    public string? Method { get; init; }

    /// <summary>What was measured, on what, against what, and with what outcome.</summary>
    public string? Experiments { get; init; }

    /// <summary>The same for someone from another field.</summary>
    public string? PlainLanguage { get; init; }

    /// <summary>What is new, in one or two sentences.</summary>
    public string? KeyContribution { get; init; }

    /// <summary>The technical detail, in the light of the reader's interests.</summary>
    public string? Methodology { get; init; }

    /// <summary>What this reader, with these interests, can take from it. An opinion of the model; names and numbers in it are checked all the same, and the interests' own names may come in.</summary>
    public string? Takeaways { get; init; }

    /// <summary>What the paper leaves open or admits.</summary>
    public string? Limitations { get; init; }

    /// <summary>The long analysis of the method.</summary>
    public MethodAnalysis? MethodAnalysis { get; init; }

    /// <summary>The authors' institutions in short forms, in the paper's order: <c>ETH Zürich</c>, <c>SJTU</c>.</summary>
    public IReadOnlyList<string> Affiliations { get; init; } = [];

    /// <summary>Where it appears, as the paper or its record says: <c>NeurIPS 2026</c>.</summary>
    public string? Venue { get; init; }

    /// <summary>The paper's own code; the address stands in the paper or its record.</summary>
    public string? CodeUrl { get; init; }

    /// <summary>The paper's own page; the address stands in the paper or its record.</summary>
    public string? ProjectUrl { get; init; }

    /// <summary>Other addresses of the paper's own that it gives: data, models, demonstrations.</summary>
    public IReadOnlyList<PaperLink> Links { get; init; } = [];

    /// <summary>Sentences of the paper, word by word, that say what was found.</summary>
    public IReadOnlyList<string> KeyFindings { get; init; } = [];

    /// <summary>The paper's sections, each with a sentence of its own.</summary>
    public IReadOnlyList<OutlineEntry> Outline { get; init; } = [];

    /// <summary>What of the paper was read for this: the whole of it, or only the abstract.</summary>
    public required TextBasis Basis { get; init; }

    /// <summary>The model and the versions of the prompts that wrote it, or <c>extractive</c> where no model wrote any of it.</summary>
    public string Origin { get; init; } = Extractive;

    /// <summary>Names of the parts whose sentences are the paper's own, in the paper's language: <c>tldr</c>, <c>keyFindings</c>, <c>outline</c>.</summary>
    public IReadOnlyList<string> ExtractedParts { get; init; } = [];

    /// <summary>What came of checking it against the paper.</summary>
    public Grounding Grounding { get; init; } = new();

    /// <summary>Each sentence that was kept, with where in the paper it stands.</summary>
    public IReadOnlyList<SummaryStatement> Statements { get; init; } = [];

    /// <summary>What could not be made, and why, as sentences; empty where all went well.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <summary>The value of <see cref="Origin"/> where no model wrote.</summary>
    public const string Extractive = "extractive";
}

/// <summary>A section of the paper.</summary>
/// <param name="Section">The section's id in the full text.</param>
/// <param name="Title">Its heading, with its number where it has one.</param>
/// <param name="Level">1 for a section, 2 for a subsection, …</param>
/// <param name="Lead">The sentence of it that says most; empty where it has no text of its own.</param>
public sealed record OutlineEntry(string Section, string Title, int Level, string Lead);

/// <summary>The long analysis of a paper's method: seven parts. Lists are points in the order in which they are to be shown.</summary>
public sealed record MethodAnalysis
{
    /// <summary>The abstract in the reader's language.</summary>
    public string? AbstractTranslated { get; init; }

    public MethodMotivation Motivation { get; init; } = new();

    public MethodDesign Design { get; init; } = new();

    public MethodComparison Comparison { get; init; } = new();

    public ExperimentAnalysis Experiments { get; init; } = new();

    public PracticalGuide PracticalGuide { get; init; } = new();

    public MethodInBrief Summary { get; init; } = new();
}

/// <summary>Why the method was made.</summary>
public sealed record MethodMotivation
{
    /// <summary>What drives the work.</summary>
    public IReadOnlyList<string> DrivingForces { get; init; } = [];

    /// <summary>What hurts in existing methods.</summary>
    public IReadOnlyList<string> PainPoints { get; init; } = [];

    /// <summary>What the authors assume to hold.</summary>
    public IReadOnlyList<string> Hypotheses { get; init; } = [];
}

/// <summary>How the method works.</summary>
public sealed record MethodDesign
{
    public string? CoreIdea { get; init; }

    /// <summary>From input to output, step by step.</summary>
    public IReadOnlyList<string> Pipeline { get; init; } = [];

    /// <summary>The parts of the model and what each does.</summary>
    public IReadOnlyList<string> Structure { get; init; } = [];

    /// <summary>Formulas and algorithms, explained.</summary>
    public IReadOnlyList<string> Algorithms { get; init; } = [];
}

/// <summary>How the method stands beside others.</summary>
public sealed record MethodComparison
{
    public IReadOnlyList<string> EssentialDifferences { get; init; } = [];

    public IReadOnlyList<string> Contributions { get; init; } = [];

    /// <summary>Where it is of use.</summary>
    public IReadOnlyList<string> ApplicableScenarios { get; init; } = [];
}

/// <summary>What the experiments show.</summary>
public sealed record ExperimentAnalysis
{
    /// <summary>Data sets, baselines, measures, ablations.</summary>
    public IReadOnlyList<string> Validation { get; init; } = [];

    public IReadOnlyList<string> KeyResults { get; init; } = [];

    /// <summary>Where it does best.</summary>
    public IReadOnlyList<string> Strengths { get; init; } = [];

    public IReadOnlyList<string> Limitations { get; init; } = [];
}

/// <summary>What someone needs who wants to use or rebuild it.</summary>
public sealed record PracticalGuide
{
    /// <summary>Whether code, weights or data are there.</summary>
    public string? OpenSource { get; init; }

    /// <summary>Sizes, settings, training, hardware.</summary>
    public IReadOnlyList<string> ImplementationDetails { get; init; } = [];

    /// <summary>What else it could be used for, and what that takes.</summary>
    public IReadOnlyList<string> Transfer { get; init; } = [];
}

/// <summary>The method in a few words.</summary>
public sealed record MethodInBrief
{
    public string? CoreIdea { get; init; }

    /// <summary>The pipeline in short steps.</summary>
    public IReadOnlyList<string> Pipeline { get; init; } = [];
}

/// <summary>What came of checking generated text against the paper.</summary>
public sealed record Grounding
{
    /// <summary>Sentences that were checked.</summary>
    public int Checked { get; init; }

    /// <summary>Sentences that were taken out, because something in them does not stand in the paper.</summary>
    public int Removed { get; init; }

    /// <summary>Sentences that were kept with what does not stand in the paper blotted out, because their part would have been empty without them.</summary>
    public int Marked { get; init; }

    public IReadOnlyList<Removal> Removals { get; init; } = [];
}

/// <summary>Something that a model wrote and the paper does not say. What it was is not kept: it must not come back as if it were known.</summary>
/// <param name="Part">The part of the summary, such as <c>experiments</c> or <c>methodAnalysis.experiments.keyResults</c>.</param>
/// <param name="Kind">What of it is missing in the paper.</param>
/// <param name="IsMarked">The sentence was kept with it blotted out.</param>
public sealed record Removal(string Part, ClaimKind Kind, bool IsMarked);

/// <summary>What can be looked up in a text.</summary>
public enum ClaimKind
{
    Number,

    /// <summary>The name of a model, a data set, a person, an institution.</summary>
    Name,

    Link,
    Quotation,

    /// <summary>The papers that a statement about several papers rests on.</summary>
    Paper,
}

/// <summary>A sentence of a summary.</summary>
/// <param name="Part">The part of the summary, named as in its JSON form: <c>tldr</c>, <c>methodAnalysis.motivation.painPoints</c>.</param>
/// <param name="Text">The sentence, or the item of a list.</param>
/// <param name="Where">The passage of the paper that is closest to it; null where none is close.</param>
public sealed record SummaryStatement(string Part, string Text, Passage? Where);

/// <summary>A place in a paper.</summary>
/// <param name="Section">The section's id in the full text.</param>
/// <param name="SectionTitle">Its heading; empty where it has none.</param>
/// <param name="Paragraph">The paragraph in the section, from 1.</param>
public sealed record Passage(string Section, string SectionTitle, int Paragraph);
