using LocalDigest.Reading;

namespace LocalDigest.Digests;

/// <summary>
/// What was read of a paper, and what came of it: the texts of a summary, and who wrote them from what. A part that was not made is null or
/// empty.
/// </summary>
public sealed record DigestReading : SummaryTexts
{
    public DigestReading()
    {
    }

    /// <summary>A reading with these texts.</summary>
    internal DigestReading(SummaryTexts texts) : base(texts)
    {
    }

    /// <summary>The language of the texts and of the small headings between them (BCP 47); null where it is the digest's.</summary>
    [ShownAsIs("A language tag; it chooses words and is not shown.")]
    public string? Language { get; init; }

    /// <summary>
    /// What was read: <c>full-text</c>, <c>abstract</c>, or <c>unstated</c> where whoever wrote the texts does not say; null where nothing
    /// was made of it.
    /// </summary>
    [ShownAsIs("A stable word; it chooses a sentence and is not shown.")]
    public string? Basis { get; init; }

    /// <summary>Who wrote the texts: the name of a model, or <c>extractive</c> where all sentences are the paper's own.</summary>
    [ShownAsIs("The name of the configured model, written as plain text.")]
    public string? Origin { get; init; }

    /// <summary>How many sentences were taken out because the paper does not say what they say.</summary>
    public int Removed { get; init; }

    /// <summary>What is missing from here and why, as sentences.</summary>
    [ShownAsIs("Sentences of this program.")]
    public IReadOnlyList<string> Withheld { get; init; } = [];

    /// <summary>For whom the takeaways were written: <c>robotics researchers</c>; null where it does not matter.</summary>
    [Label("takeaways")]
    public string? TakeawaysFor { get; init; }

    /// <summary>An analysis in free form.</summary>
    [Label("analysis")]
    public string? Analysis { get; init; }

    /// <summary>The paper's sections.</summary>
    public IReadOnlyList<DigestOutlineEntry> Outline { get; init; } = [];

    /// <summary>Other addresses that the paper itself gives: data, models, demonstrations.</summary>
    [AskedFor(SummaryKind.Facts)]
    public IReadOnlyList<DigestLink> Links { get; init; } = [];
}

/// <summary>A section of the paper.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Level">1 for a section, 2 for a subsection.</param>
/// <param name="Lead">The sentence of it that says most; empty where there is none.</param>
public sealed record DigestOutlineEntry([property: PlainText] string Title, int Level = 1, [property: PlainText] string Lead = "");

/// <summary>A web address that the paper gives.</summary>
/// <param name="Url">http or https.</param>
/// <param name="Text">What it leads to; empty where that is not known.</param>
public sealed record DigestLink([property: WebAddress] string Url, [property: PlainText] string Text = "");

/// <summary>A figure of a paper.</summary>
public sealed record DigestFigure
{
    /// <summary>Unique in the paper.</summary>
    [ShownAsIs("An identifier, not shown.")]
    public required string Id { get; init; }

    /// <summary>Empty where there is none.</summary>
    [PlainText]
    public string Caption { get; init; } = "";

    /// <summary>Where it is shown from: the daemon's own address (<c>/v1/papers/…/figures/…</c>), or beside an exported file.</summary>
    [ShownAsIs("A figure at any other address is left out as a whole.")]
    public required string Address { get; init; }

    /// <summary>In pixels; null where it is not known.</summary>
    public int? Width { get; init; }

    public int? Height { get; init; }

    /// <summary><c>teaser</c>, <c>method</c>, <c>results</c> or <c>other</c>.</summary>
    [ShownAsIs("A stable word; it chooses a place and is not shown.")]
    public string Role { get; init; } = "other";
}

/// <summary>What the papers of a day say together. Texts are as in <see cref="DigestReading"/>.</summary>
public sealed record DigestOverview
{
    /// <inheritdoc cref="DigestReading.Language"/>
    [ShownAsIs("A language tag; it chooses words and is not shown.")]
    public string? Language { get; init; }

    /// <summary>Who wrote it: the name of a model, or <c>extractive</c>.</summary>
    [ShownAsIs("The name of the configured model, written as plain text.")]
    public string? Origin { get; init; }

    /// <summary>The day in a few sentences.</summary>
    [Label("executive-summary")]
    public string? Summary { get; init; }

    /// <summary>What several papers have in common.</summary>
    [Label("themes")]
    public DigestOverviewPart Themes { get; init; } = new();

    /// <summary>Papers that stand out.</summary>
    [Label("highlights")]
    public DigestOverviewPart Highlights { get; init; } = new();

    /// <summary>Techniques and questions that are coming up.</summary>
    [Label("directions")]
    public DigestOverviewPart EmergingDirections { get; init; } = new();

    /// <summary>Papers that are worth reading whole, best first.</summary>
    [Label("to-read")]
    public DigestOverviewPart ToReadInFull { get; init; } = new();

    /// <inheritdoc cref="DigestReading.Withheld"/>
    [ShownAsIs("Sentences of this program.")]
    public IReadOnlyList<string> Withheld { get; init; } = [];

    /// <summary>It says nothing of the day.</summary>
    internal bool IsEmpty =>
        Summary is null && Themes.Items.Count + Highlights.Items.Count + EmergingDirections.Items.Count + ToReadInFull.Items.Count == 0;
}

/// <summary>One part of what is said of a day.</summary>
/// <param name="Lead">What stands before the items; null for nothing.</param>
/// <param name="Items">In order.</param>
public sealed record DigestOverviewPart(string? Lead = null, IReadOnlyList<DigestOverviewItem>? Items = null)
{
    public IReadOnlyList<DigestOverviewItem> Items { get; init; } = Items ?? [];
}

/// <summary>One thing that is said of a day.</summary>
/// <param name="Title">A few words; empty where the text says all.</param>
/// <param name="Text">A text as in <see cref="SummaryTexts"/>; empty where title and papers say all.</param>
/// <param name="Papers">Ids of the digest's papers that it rests on.</param>
public sealed record DigestOverviewItem(string Title, string Text = "", IReadOnlyList<string>? Papers = null)
{
    [ShownAsIs("Identifiers of papers, not shown.")]
    public IReadOnlyList<string> Papers { get; init; } = Papers ?? [];
}

/// <summary>Papers under one heading.</summary>
/// <param name="Title">The topic.</param>
/// <param name="Papers">Ids of the digest's papers, in order.</param>
/// <param name="Subtopics">What the papers of the topic are about, in short words.</param>
public sealed record DigestGroup(
    [property: ShownAsIs("A topic of the user's own, written as plain text.")] string Title,
    [property: ShownAsIs("Identifiers of papers, not shown.")] IReadOnlyList<string> Papers,
    IReadOnlyList<string>? Subtopics = null)
{
    [Label("topic")]
    public IReadOnlyList<string> Subtopics { get; init; } = Subtopics ?? [];
}
