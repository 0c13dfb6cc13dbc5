using LocalDigest.Papers;

namespace LocalDigest.Reading;

/// <summary>What the papers of one day say together. Everything in it names the papers that it rests on.</summary>
public sealed record DayOverview
{
    /// <summary>The day in a few sentences; null where there is nothing to say.</summary>
    public OverviewItem? ExecutiveSummary { get; init; }

    /// <summary>What several papers have in common.</summary>
    public IReadOnlyList<OverviewItem> Themes { get; init; } = [];

    /// <summary>Papers that stand out, and why.</summary>
    public IReadOnlyList<OverviewItem> Highlights { get; init; } = [];

    /// <summary>Directions and techniques that are coming up.</summary>
    public IReadOnlyList<OverviewItem> EmergingDirections { get; init; } = [];

    /// <summary>Papers that are worth reading whole, best first, and why.</summary>
    public IReadOnlyList<OverviewItem> ToReadInFull { get; init; } = [];

    /// <summary>The model and the version of the prompt that wrote it, or <see cref="PaperSummary.Extractive"/>.</summary>
    public string Origin { get; init; } = PaperSummary.Extractive;

    public Grounding Grounding { get; init; } = new();

    /// <summary>What could not be made, and why, as sentences.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];
}

/// <summary>One thing that is said of the day.</summary>
/// <param name="Title">A few words; empty where the text says all.</param>
/// <param name="Text">Sentences; empty where title and papers say all.</param>
/// <param name="Papers">Ids of the day's papers that it rests on; never empty.</param>
public sealed record OverviewItem(string Title, string Text, IReadOnlyList<PaperId> Papers);
