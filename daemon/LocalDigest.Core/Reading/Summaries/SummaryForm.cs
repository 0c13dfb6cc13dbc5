using System.Text.Json.Nodes;

namespace LocalDigest.Reading;

/// <summary>What can be asked of a model about one paper, one request each.</summary>
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

/// <summary>A part of a summary.</summary>
/// <param name="Path">Its place in <see cref="PaperSummary"/>, as in JSON: <c>methodAnalysis.motivation.painPoints</c>.</param>
/// <param name="IsList">It is a list of points.</param>
/// <param name="IsRequired">A summary of its kind without it has failed.</param>
/// <param name="Longest">The most characters of the text, or of one point.</param>
internal sealed record SummaryPart(string Path, bool IsList, bool IsRequired, int Longest);

/// <summary>What one kind of summary is made of.</summary>
internal sealed class SummaryForm
{
    public const int MostPoints = 12;

    public required SummaryKind Kind { get; init; }

    /// <summary>The prompt's name with its version.</summary>
    public required string Prompt { get; init; }

    /// <summary>For people, as the subject of a sentence.</summary>
    public required string Label { get; init; }

    /// <summary>It needs the whole paper; otherwise beginning and end are enough.</summary>
    public bool ReadsWhole { get; init; }

    /// <summary>It is written for this reader's interests.</summary>
    public bool UsesInterests { get; init; }

    /// <summary>How long the answer may become, in tokens.</summary>
    public required int OutputTokens { get; init; }

    public IReadOnlyList<SummaryPart> Parts { get; init; } = [];

    /// <summary>Where the parts stand in the summary; empty for its root.</summary>
    public string Root { get; init; } = "";

    public static SummaryForm Of(SummaryKind kind) => All[(int)kind];

    private static IReadOnlyList<SummaryForm> All { get; } =
    [
        new()
        {
            Kind = SummaryKind.Tldr, Prompt = "tldr-1", Label = "The summary in a sentence", OutputTokens = 300,
            Parts = [new("tldr", false, true, 1000)],
        },
        new()
        {
            Kind = SummaryKind.Topics, Prompt = "topics-1", Label = "The summary of overview, method and experiments", OutputTokens = 1500, ReadsWhole = true,
            Parts = [new("overview", false, true, 4000), new("method", false, true, 6000), new("experiments", false, false, 5000), new("plainLanguage", false, false, 4000)],
        },
        new()
        {
            Kind = SummaryKind.DeepDive, Prompt = "deep-dive-1", Label = "The close reading", OutputTokens = 2000, ReadsWhole = true, UsesInterests = true,
            Parts = [new("keyContribution", false, true, 1500), new("methodology", false, true, 9000), new("takeaways", false, false, 5000), new("limitations", false, false, 5000)],
        },
        new()
        {
            Kind = SummaryKind.MethodAnalysis, Prompt = "method-analysis-1", Label = "The analysis of the method", OutputTokens = 3500, ReadsWhole = true, Root = "methodAnalysis",
            Parts =
            [
                new("methodAnalysis.abstractTranslated", false, false, 6000),
                new("methodAnalysis.motivation.drivingForces", true, false, 1500), new("methodAnalysis.motivation.painPoints", true, false, 1500), new("methodAnalysis.motivation.hypotheses", true, false, 1500),
                new("methodAnalysis.design.coreIdea", false, true, 1500), new("methodAnalysis.design.pipeline", true, true, 1500), new("methodAnalysis.design.structure", true, false, 1500), new("methodAnalysis.design.algorithms", true, false, 2000),
                new("methodAnalysis.comparison.essentialDifferences", true, false, 1500), new("methodAnalysis.comparison.contributions", true, false, 1500), new("methodAnalysis.comparison.applicableScenarios", true, false, 1500),
                new("methodAnalysis.experiments.validation", true, false, 1500), new("methodAnalysis.experiments.keyResults", true, false, 1500), new("methodAnalysis.experiments.strengths", true, false, 1500), new("methodAnalysis.experiments.limitations", true, false, 1500),
                new("methodAnalysis.practicalGuide.openSource", false, false, 1500), new("methodAnalysis.practicalGuide.implementationDetails", true, false, 1500), new("methodAnalysis.practicalGuide.transfer", true, false, 1500),
                new("methodAnalysis.summary.coreIdea", false, false, 600), new("methodAnalysis.summary.pipeline", true, false, 500),
            ],
        },
        new() { Kind = SummaryKind.Facts, Prompt = "facts-1", Label = "The list of affiliations and links", OutputTokens = 600 },
    ];

    /// <summary>The JSON Schema of the answer.</summary>
    public JsonObject Schema()
    {
        if (Kind == SummaryKind.Facts) return FactsSchema();
        var root = Nested();
        foreach (var part in Parts)
        {
            var at = root;
            var steps = StepsOf(part);
            foreach (var step in steps[..^1])
            {
                var properties = at["properties"]!.AsObject();
                if (properties[step] is null)
                {
                    properties[step] = Nested();
                    at["required"]!.AsArray().Add((JsonNode)step);
                }
                at = properties[step]!.AsObject();
            }
            at["properties"]![steps[^1]] = part.IsList ? List(Text()) : Text();
            at["required"]!.AsArray().Add((JsonNode)steps[^1]);
        }
        return root;
    }

    /// <summary>The names of the properties that lead to a part in the model's answer.</summary>
    public string[] StepsOf(SummaryPart part) => (Root.Length > 0 ? part.Path[(Root.Length + 1)..] : part.Path).Split('.');

    internal static JsonObject Nested(params (string Name, JsonNode Schema)[] properties)
    {
        var all = new JsonObject();
        var required = new JsonArray();
        foreach (var (name, schema) in properties)
        {
            all[name] = schema;
            required.Add((JsonNode)name);
        }
        return new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["required"] = required, ["properties"] = all };
    }

    internal static JsonObject Text() => new() { ["type"] = "string" };

    internal static JsonObject List(JsonNode items) => new() { ["type"] = "array", ["items"] = items };

    private static JsonObject FactsSchema() => Nested(
        ("affiliations", List(Nested(("name", Text()), ("shortForm", Text())))),
        ("venue", Text()), ("codeUrl", Text()), ("projectUrl", Text()), ("links", List(Text())));
}
