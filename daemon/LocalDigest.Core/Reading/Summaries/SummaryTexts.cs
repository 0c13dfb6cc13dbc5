namespace LocalDigest.Reading;

/// <summary>
/// What a summary says of a paper, part by part. This is the one description of its parts: who is asked for them, how long they may be and
/// how they are named to the reader stands in their attributes. A part that was not asked for, or that could not be made, is null or empty.
/// </summary>
/// <remarks>
/// A text is one or several lines of plain words with Markdown's marks for emphasis and code, and with mathematics in dollars; a line that
/// begins with <c>- </c> or <c>1. </c> is an item of a list. A summary of this program holds no heading, no image and no HTML; a digest
/// that a caller hands in may.
/// </remarks>
public record SummaryTexts
{
    /// <summary>One or two sentences: the point of the paper.</summary>
    [AskedFor(SummaryKind.Tldr), Part(1000, IsRequired = true), Label("in-short")]
    public string? Tldr { get; init; }

    /// <summary>What was done and why it matters.</summary>
    [AskedFor(SummaryKind.Topics), Part(4000, IsRequired = true), Label("overview")]
    public string? Overview { get; init; }

    /// <summary>How it works.</summary>
    [AskedFor(SummaryKind.Topics), Part(6000, IsRequired = true), Label("method")]
    public string? Method { get; init; }

    /// <summary>What was measured, on what data, against what, and with what outcome.</summary>
    [AskedFor(SummaryKind.Topics), Part(5000), Label("experiments")]
    public string? Experiments { get; init; }

    /// <summary>The same for someone from another field.</summary>
    [AskedFor(SummaryKind.Topics), Part(4000), Label("plain-language")]
    public string? PlainLanguage { get; init; }

    /// <summary>What is new, in one or two sentences.</summary>
    [AskedFor(SummaryKind.DeepDive), Part(1500, IsRequired = true), Label("key-contribution")]
    public string? KeyContribution { get; init; }

    /// <summary>The technical detail, in the light of the reader's interests.</summary>
    [AskedFor(SummaryKind.DeepDive), Part(9000, IsRequired = true, MayNameInterests = true), Label("methodology")]
    public string? Methodology { get; init; }

    /// <summary>
    /// What this reader, with these interests, can take from it. It is an opinion of the model; its names and numbers must stand in the
    /// paper all the same, or, for names, in the interests.
    /// </summary>
    [AskedFor(SummaryKind.DeepDive), Part(5000, MayNameInterests = true), Label("takeaways")]
    public string? Takeaways { get; init; }

    /// <summary>What the paper leaves open or admits.</summary>
    [AskedFor(SummaryKind.DeepDive), Part(5000), Label("limitations")]
    public string? Limitations { get; init; }

    /// <summary>The long analysis of the method.</summary>
    [AskedFor(SummaryKind.MethodAnalysis), Label("analysis")]
    public MethodAnalysis? MethodAnalysis { get; init; }

    /// <summary>Sentences of the paper, word by word, that say what was found.</summary>
    [PlainText]
    public IReadOnlyList<string> KeyFindings { get; init; } = [];

    /// <summary>The authors' institutions in short forms, in the paper's order: <c>ETH Zürich</c>, <c>SJTU</c>.</summary>
    [AskedFor(SummaryKind.Facts), PlainText]
    public IReadOnlyList<string> Affiliations { get; init; } = [];
}

/// <summary>
/// The long analysis of a paper's method, in seven parts. A list holds points in the order in which they are to be shown.
/// </summary>
public sealed record MethodAnalysis
{
    /// <summary>Its heading; null for the usual one, which every summary of this program has.</summary>
    public string? Title { get; init; }

    /// <summary>The abstract in the reader's language.</summary>
    [Part(6000)]
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
    /// <summary>Why the work was done.</summary>
    [Part(1500)]
    public IReadOnlyList<string> DrivingForces { get; init; } = [];

    /// <summary>What is wrong with existing methods.</summary>
    [Part(1500)]
    public IReadOnlyList<string> PainPoints { get; init; } = [];

    /// <summary>What the authors assume to hold.</summary>
    [Part(1500)]
    public IReadOnlyList<string> Hypotheses { get; init; } = [];
}

/// <summary>How the method works.</summary>
public sealed record MethodDesign
{
    /// <summary>All of it as one text; null where it is told in the parts below, as every summary of this program is.</summary>
    public string? Text { get; init; }

    /// <summary>The idea in one or two sentences.</summary>
    [Part(1500, IsRequired = true)]
    public string? CoreIdea { get; init; }

    /// <summary>From input to output, step by step.</summary>
    [Part(1500, IsRequired = true)]
    public IReadOnlyList<string> Pipeline { get; init; } = [];

    /// <summary>The components of the model and what each does.</summary>
    [Part(1500)]
    public IReadOnlyList<string> Structure { get; init; } = [];

    /// <summary>Formulas and algorithms, explained.</summary>
    [Part(2000)]
    public IReadOnlyList<string> Algorithms { get; init; } = [];
}

/// <summary>How the method compares with others.</summary>
public sealed record MethodComparison
{
    /// <summary>How it differs from other methods.</summary>
    [Part(1500)]
    public IReadOnlyList<string> EssentialDifferences { get; init; } = [];

    /// <summary>What it adds to the field.</summary>
    [Part(1500)]
    public IReadOnlyList<string> Contributions { get; init; } = [];

    /// <summary>Where it is of use.</summary>
    [Part(1500)]
    public IReadOnlyList<string> ApplicableScenarios { get; init; } = [];
}

/// <summary>What the experiments show.</summary>
public sealed record ExperimentAnalysis
{
    /// <summary>Data sets, baselines, measures, ablations.</summary>
    [Part(1500)]
    public IReadOnlyList<string> Validation { get; init; } = [];

    /// <summary>The main results with their figures.</summary>
    [Part(1500)]
    public IReadOnlyList<string> KeyResults { get; init; } = [];

    /// <summary>Where the method does best.</summary>
    [Part(1500)]
    public IReadOnlyList<string> Strengths { get; init; } = [];

    /// <summary>What the experiments admit or do not show.</summary>
    [Part(1500)]
    public IReadOnlyList<string> Limitations { get; init; } = [];
}

/// <summary>What someone needs who wants to use the method or build it again.</summary>
public sealed record PracticalGuide
{
    /// <summary>Whether and where code, weights or data can be had.</summary>
    [Part(1500)]
    public string? OpenSource { get; init; }

    /// <summary>Sizes, settings, training, hardware.</summary>
    [Part(1500)]
    public IReadOnlyList<string> ImplementationDetails { get; init; } = [];

    /// <summary>To which other tasks it could be taken, and what that needs.</summary>
    [Part(1500)]
    public IReadOnlyList<string> Transfer { get; init; } = [];
}

/// <summary>The method in a few words.</summary>
public sealed record MethodInBrief
{
    /// <summary>The idea in at most twenty words.</summary>
    [Part(600)]
    public string? CoreIdea { get; init; }

    /// <summary>The pipeline in three to five short steps.</summary>
    [Part(500)]
    public IReadOnlyList<string> Pipeline { get; init; } = [];
}
