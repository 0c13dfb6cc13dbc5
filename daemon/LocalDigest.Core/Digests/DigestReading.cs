namespace LocalDigest.Digests;

/// <summary>
/// What was read of a paper, and what came of it. A part that was not made is null or empty.
/// </summary>
/// <remarks>
/// A text here is Markdown without headings, HTML and images: paragraphs, emphasis, code, lists, and mathematics as LaTeX in dollars. It was written by a model or
/// taken from the paper; <see cref="TextCheck"/> is what it has to pass before it is content.
/// </remarks>
public sealed record DigestReading
{
    /// <summary>The language of the texts and of the small headings between them (BCP 47); null where it is the digest's.</summary>
    public string? Language { get; init; }

    /// <summary>What was read: <c>full-text</c>, <c>abstract</c>, or <c>unstated</c> where whoever wrote the texts does not say; null where nothing was made of it.</summary>
    public string? Basis { get; init; }

    /// <summary>Who wrote the texts: the name of a model, or <c>extractive</c> where all sentences are the paper's own.</summary>
    public string? Origin { get; init; }

    /// <summary>How many sentences were taken out because the paper does not say what they say.</summary>
    public int Removed { get; init; }

    /// <summary>What is missing from here and why, as sentences.</summary>
    public IReadOnlyList<string> Withheld { get; init; } = [];

    /// <summary>One or two sentences: the point of the paper.</summary>
    public string? Tldr { get; init; }

    public string? Overview { get; init; }

    public string? Method { get; init; }

    public string? Experiments { get; init; }

    public string? PlainLanguage { get; init; }

    public string? KeyContribution { get; init; }

    public string? Methodology { get; init; }

    /// <summary>What this reader can take from it.</summary>
    public string? Takeaways { get; init; }

    /// <summary>For whom the takeaways were written: <c>robotics researchers</c>; null where it does not matter.</summary>
    public string? TakeawaysFor { get; init; }

    public string? Limitations { get; init; }

    /// <summary>An analysis in free form.</summary>
    public string? Analysis { get; init; }

    public DigestAnalysis? MethodAnalysis { get; init; }

    /// <summary>Sentences that say what was found.</summary>
    public IReadOnlyList<string> KeyFindings { get; init; } = [];

    public IReadOnlyList<DigestOutlineEntry> Outline { get; init; } = [];

    /// <summary>The authors' institutions in short forms.</summary>
    public IReadOnlyList<string> Affiliations { get; init; } = [];

    /// <summary>Other addresses that the paper itself gives: data, models, demonstrations.</summary>
    public IReadOnlyList<DigestLink> Links { get; init; } = [];
}

/// <summary>A section of the paper.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Level">1 for a section, 2 for a subsection.</param>
/// <param name="Lead">The sentence of it that says most; empty where there is none.</param>
public sealed record DigestOutlineEntry(string Title, int Level = 1, string Lead = "");

/// <param name="Url">http or https.</param>
/// <param name="Text">What it leads to; empty where that is not known.</param>
public sealed record DigestLink(string Url, string Text = "");

/// <summary>The long analysis of a paper's method, in seven parts. Lists are points, in order; a point is a text.</summary>
public sealed record DigestAnalysis
{
    /// <summary>Its heading; null for a usual one.</summary>
    public string? Title { get; init; }

    public string? AbstractTranslated { get; init; }

    public DigestMotivation Motivation { get; init; } = new();

    public DigestMethodDesign Design { get; init; } = new();

    public DigestComparison Comparison { get; init; } = new();

    public DigestExperiments Experiments { get; init; } = new();

    public DigestPracticalGuide PracticalGuide { get; init; } = new();

    public DigestInBrief Summary { get; init; } = new();
}

/// <summary>Why the method was made.</summary>
public sealed record DigestMotivation
{
    public IReadOnlyList<string> DrivingForces { get; init; } = [];

    public IReadOnlyList<string> PainPoints { get; init; } = [];

    public IReadOnlyList<string> Hypotheses { get; init; } = [];
}

/// <summary>How the method works.</summary>
public sealed record DigestMethodDesign
{
    /// <summary>The whole of it as one text; null where it is told in points.</summary>
    public string? Text { get; init; }

    public string? CoreIdea { get; init; }

    public IReadOnlyList<string> Pipeline { get; init; } = [];

    public IReadOnlyList<string> Structure { get; init; } = [];

    public IReadOnlyList<string> Algorithms { get; init; } = [];
}

/// <summary>How the method stands beside others.</summary>
public sealed record DigestComparison
{
    public IReadOnlyList<string> EssentialDifferences { get; init; } = [];

    public IReadOnlyList<string> Contributions { get; init; } = [];

    public IReadOnlyList<string> ApplicableScenarios { get; init; } = [];
}

/// <summary>What the experiments show.</summary>
public sealed record DigestExperiments
{
    public IReadOnlyList<string> Validation { get; init; } = [];

    public IReadOnlyList<string> KeyResults { get; init; } = [];

    public IReadOnlyList<string> Strengths { get; init; } = [];

    public IReadOnlyList<string> Limitations { get; init; } = [];
}

/// <summary>What someone needs who wants to use it.</summary>
public sealed record DigestPracticalGuide
{
    public string? OpenSource { get; init; }

    public IReadOnlyList<string> ImplementationDetails { get; init; } = [];

    public IReadOnlyList<string> Transfer { get; init; } = [];
}

/// <summary>The method in a few words.</summary>
public sealed record DigestInBrief
{
    public string? CoreIdea { get; init; }

    public IReadOnlyList<string> Pipeline { get; init; } = [];
}

/// <summary>A figure of a paper.</summary>
public sealed record DigestFigure
{
    /// <summary>Unique in the paper.</summary>
    public required string Id { get; init; }

    /// <summary>Empty where there is none.</summary>
    public string Caption { get; init; } = "";

    /// <summary>Where it is shown from: the daemon's own address (<c>/v1/papers/…/figures/…</c>), or beside an exported file.</summary>
    public required string Address { get; init; }

    /// <summary>In pixels; null where it is not known.</summary>
    public int? Width { get; init; }

    public int? Height { get; init; }

    /// <summary><c>teaser</c>, <c>method</c>, <c>results</c> or <c>other</c>.</summary>
    public string Role { get; init; } = "other";
}

/// <summary>What the papers of a day say together. Texts are as in <see cref="DigestReading"/>.</summary>
public sealed record DigestOverview
{
    /// <inheritdoc cref="DigestReading.Language"/>
    public string? Language { get; init; }

    /// <summary>Who wrote it: the name of a model, or <c>extractive</c>.</summary>
    public string? Origin { get; init; }

    /// <summary>The day in a few sentences.</summary>
    public string? Summary { get; init; }

    /// <summary>What several papers have in common.</summary>
    public DigestOverviewPart Themes { get; init; } = new();

    /// <summary>Papers that stand out.</summary>
    public DigestOverviewPart Highlights { get; init; } = new();

    public DigestOverviewPart EmergingDirections { get; init; } = new();

    /// <summary>Papers that are worth reading whole, best first.</summary>
    public DigestOverviewPart ToReadInFull { get; init; } = new();

    /// <inheritdoc cref="DigestReading.Withheld"/>
    public IReadOnlyList<string> Withheld { get; init; } = [];

    /// <summary>It says nothing.</summary>
    internal bool IsEmpty => Summary is null && Themes.Items.Count + Highlights.Items.Count + EmergingDirections.Items.Count + ToReadInFull.Items.Count == 0;
}

/// <param name="Lead">What stands before the items; null for nothing.</param>
/// <param name="Items">In order.</param>
public sealed record DigestOverviewPart(string? Lead = null, IReadOnlyList<DigestOverviewItem>? Items = null)
{
    public IReadOnlyList<DigestOverviewItem> Items { get; init; } = Items ?? [];
}

/// <param name="Title">A few words; empty where the text says all.</param>
/// <param name="Text">A text; empty where title and papers say all.</param>
/// <param name="Papers">Ids of the digest's papers that it rests on.</param>
public sealed record DigestOverviewItem(string Title, string Text = "", IReadOnlyList<string>? Papers = null)
{
    public IReadOnlyList<string> Papers { get; init; } = Papers ?? [];
}

/// <summary>Papers under one heading.</summary>
/// <param name="Title">The topic.</param>
/// <param name="Papers">Ids of the digest's papers, in order.</param>
/// <param name="Subtopics">What the papers of the topic are about, in short words.</param>
public sealed record DigestGroup(string Title, IReadOnlyList<string> Papers, IReadOnlyList<string>? Subtopics = null)
{
    public IReadOnlyList<string> Subtopics { get; init; } = Subtopics ?? [];
}
