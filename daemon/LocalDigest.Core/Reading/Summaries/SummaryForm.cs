using System.Text.Json.Nodes;

namespace LocalDigest.Reading;

/// <summary>What a language model can be asked about one paper, one request each.</summary>
public enum SummaryKind
{
    /// <summary>One or two sentences.</summary>
    Tldr,

    /// <summary>Overview, method, experiments, and the same in plain language.</summary>
    Topics,

    /// <summary>Contribution, methodology, takeaways for this reader, limitations.</summary>
    DeepDive,

    /// <summary>The method in seven parts.</summary>
    MethodAnalysis,

    /// <summary>Affiliations, venue, code and project page.</summary>
    Facts,
}

/// <summary>A part of a model's answer.</summary>
/// <param name="Path">Its place in <see cref="SummaryTexts"/>, as in JSON: <c>methodAnalysis.motivation.painPoints</c>.</param>
/// <param name="Way">The names of the properties that lead to it in the answer.</param>
/// <param name="IsList">It is a list of points.</param>
/// <param name="Limits">What it has to keep to.</param>
internal sealed record SummaryPart(string Path, IReadOnlyList<string> Way, bool IsList, PartAttribute Limits);

/// <summary>How one kind of summary is asked for. Its parts are those that <see cref="SummaryTexts"/> marks as asked for by it.</summary>
internal sealed class SummaryForm
{
    /// <summary>The most points of a list that are taken.</summary>
    public const int MostPoints = 12;

    private SummaryForm(SummaryKind kind, string prompt, string label, int outputTokens)
    {
        Kind = kind;
        Prompt = prompt;
        Label = label;
        OutputTokens = outputTokens;
        Parts = [.. TextShape.Of<SummaryTexts>().Places.Select(PartAt).OfType<SummaryPart>()];
    }

    public SummaryKind Kind { get; }

    /// <summary>The prompt's name with its version.</summary>
    public string Prompt { get; }

    /// <summary>For people, as the subject of a sentence.</summary>
    public string Label { get; }

    /// <summary>How long the answer may become, in tokens.</summary>
    public int OutputTokens { get; }

    /// <summary>It needs the whole paper; otherwise the paper's beginning and end are enough.</summary>
    public bool ReadsWhole { get; private init; }

    /// <summary>It is written for this reader's interests.</summary>
    public bool UsesInterests { get; private init; }

    public IReadOnlyList<SummaryPart> Parts { get; }

    private static IReadOnlyList<SummaryForm> All { get; } =
    [
        new(SummaryKind.Tldr, "tldr-1", "The summary in a sentence", 300),
        new(SummaryKind.Topics, "topics-1", "The summary of overview, method and experiments", 1500) { ReadsWhole = true },
        new(SummaryKind.DeepDive, "deep-dive-1", "The close reading", 2000) { ReadsWhole = true, UsesInterests = true },
        new(SummaryKind.MethodAnalysis, "method-analysis-1", "The analysis of the method", 3500) { ReadsWhole = true },
        new(SummaryKind.Facts, "facts-1", "The list of affiliations and links", 600),
    ];

    public static SummaryForm Of(SummaryKind kind) => All[(int)kind];

    /// <summary>The JSON Schema of the answer.</summary>
    public JsonObject Schema()
    {
        if (Kind == SummaryKind.Facts) return Facts.Schema();
        var schema = AnswerSchema.Object();
        foreach (var part in Parts)
            AnswerSchema.Add(schema, part.Way, part.IsList ? AnswerSchema.List(AnswerSchema.Text()) : AnswerSchema.Text());
        return schema;
    }

    /// <summary>The part at a place; null where this kind does not ask for it.</summary>
    private SummaryPart? PartAt(TextPlace place)
    {
        if (place.Nearest<AskedForAttribute>()?.Kind != Kind || place.Own<PartAttribute>() is not { } limits) return null;
        // What stands below a property that is asked for as a whole begins the answer.
        var names = place.Path.Split('.');
        return new SummaryPart(place.Path, place.Own<AskedForAttribute>() is null ? names[1..] : names, place.IsList, limits);
    }
}
