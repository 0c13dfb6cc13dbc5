using System.ComponentModel.DataAnnotations;
using LocalDigest.Papers;

namespace LocalDigest.Profiles;

/// <summary>One user interest with its sources and digest settings. What the user wrote is kept; what follows from it is derived.</summary>
public sealed record Profile
{
    /// <summary>Short name in addresses: lower-case letters, digits and hyphens.</summary>
    public required string Id { get; init; }

    /// <summary>Counts the changes, from 1.</summary>
    public int Revision { get; init; } = 1;

    public required string Name { get; init; }

    /// <summary>The criteria as the user wrote them: free text or Markdown.</summary>
    public string Interests { get; init; } = "";

    /// <summary>Language of comments, summaries and headings: a BCP 47 tag such as <c>en</c> or <c>zh</c>.</summary>
    public string Language { get; init; } = "en";

    public IReadOnlyList<string> Keywords { get; init; } = [];

    /// <summary>A paper whose title or abstract holds one of these is left out.</summary>
    public IReadOnlyList<string> NegativeKeywords { get; init; } = [];

    /// <summary>
    /// A paper whose title and abstract hold none of these is left out; without any nothing is. Papers of those who are followed stay.
    /// </summary>
    public IReadOnlyList<string> RequiredKeywords { get; init; } = [];

    /// <summary>Authors whose papers are always judged and shown.</summary>
    public IReadOnlyList<string> Authors { get; init; } = [];

    /// <summary>
    /// Institutions whose authors' papers are always judged and shown, where a paper's source names its authors' institutions.
    /// </summary>
    public IReadOnlyList<string> Institutions { get; init; } = [];

    /// <summary>Ids of papers that stand for the interest.</summary>
    public IReadOnlyList<string> Seeds { get; init; } = [];

    public IReadOnlyList<SourceSpec> Sources { get; init; } = [];

    public DigestSettings Digest { get; init; } = new();

    public LearningSettings Learning { get; init; } = new();

    /// <summary>When the digest is made by itself; null for only when asked.</summary>
    public ScheduleSettings? Schedule { get; init; }

    /// <summary>Where digests that are made by the schedule go.</summary>
    public IReadOnlyList<DeliveryTarget> Delivery { get; init; } = [];

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The profile of a daemon that has none yet. Its interests are those that the sample day has papers for.</summary>
    public static Profile Default => new()
    {
        Id = DefaultId,
        Name = "Default",
        Interests =
            """
            1. Efficient language models
               Relevant: training and inference of language models with less compute or memory: sparsity, quantisation, caches, mixture of experts, data selection, small models that keep the quality of large ones.
               Not relevant: applications of existing models to a domain without a new method.

            2. Vision-language models
               Relevant: models that reason over images, video and text together; grounding, document understanding, benchmarks that show what such models cannot do.
               Not relevant: image classification or generation without language.

            3. Robots and embodied agents
               Relevant: learning to act in the physical world or in simulators: manipulation, navigation, world models, spatial understanding.
               Not relevant: control theory without learning.

            4. Calibrated machine learning for science
               Relevant: uncertainty, evaluation and reproducibility of machine-learning models that are used in the sciences.

            I enjoy surprising empirical findings and simple methods that work, more than large systems.
            """,
        Sources =
        [
            new SourceSpec { Kind = "arxiv", Categories = ["cs.CL", "cs.CV", "cs.LG", "cs.RO"] },
            new SourceSpec { Kind = "huggingface", Limit = 30 },
        ],
    };

    public const string DefaultId = "default";

    /// <summary>Whether another profile is this one in the same revision. One that was deleted and made anew under its id is not.</summary>
    public bool IsSameAs(Profile other) => Id == other.Id && Revision == other.Revision && CreatedAt == other.CreatedAt;

    /// <summary>The interests taken apart, with the profile's own keywords. Parsed anew at each call; callers keep it while they need it.</summary>
    public Interests ParseInterests()
    {
        var parsed = InterestParser.Parse(Interests);
        return parsed with { Keywords = [.. parsed.Keywords.Concat(Keywords).Distinct(StringComparer.OrdinalIgnoreCase)] };
    }
}

/// <summary>What is learned from.</summary>
public sealed record LearningSettings
{
    /// <summary>Whether signs of interest other than thumbs count: that a paper was opened, saved, or its BibTeX entry copied.</summary>
    public bool Signals { get; init; } = true;
}

/// <summary>What goes into a profile's digests, and how they look.</summary>
public sealed record DigestSettings
{
    /// <summary>Name of a style, such as <c>criteria</c>.</summary>
    public string Style { get; init; } = "criteria";

    /// <summary>At most so many papers in a digest, 1 to 500.</summary>
    [Range(1, 500)]
    public int MaxPapers { get; init; } = 30;

    /// <summary>What the judge may cost.</summary>
    public BudgetSettings Budget { get; init; } = new();

    /// <summary>At most so many papers of a day are on the shortlist, whatever the budget allows, 0 to 5000; null for no such limit.</summary>
    [Range(0, 5000)]
    public int? Shortlist { get; init; }

    /// <summary>Least relevance of a judged paper, 1 to 10.</summary>
    [Range(1, 10)]
    public int MinRelevance { get; init; } = 5;

    /// <summary>Least novelty of a judged paper, 1 to 10.</summary>
    [Range(1, 10)]
    public int MinNovelty { get; init; } = 1;

    /// <summary>
    /// Papers are left out before the judge sees them that are less similar to the interests than this share of all papers in the store, 0 to
    /// 1: 0.5 leaves out the farther half, for every profile alike.
    /// </summary>
    [Range(0.0, 1.0)]
    public double MinSimilarity { get; init; }

    /// <summary>
    /// Papers are left out before the judge sees them whose authors all have a lower h-index, 1 to 500, by Semantic Scholar, where that is
    /// asked; null for no such filter. Papers of which it knows no author stay.
    /// </summary>
    [Range(1, 500)]
    public int? MinHIndex { get; init; }

    /// <summary>
    /// The share of a full digest's places, 0 to 0.5, that goes to papers of which the preference model is unsure and whose thumbs would
    /// teach it most. They are labelled.
    /// </summary>
    [Range(0.0, 0.5)]
    public double Exploration { get; init; } = 0.1;

    /// <summary>
    /// At most so many papers of a digest are read in full and summarised, the best first, 0 to 100; null for what the style needs: 5 where it shows more of a paper
    /// than a sentence (<c>report</c>, <c>topics</c>, <c>deep-dive</c>), none otherwise. Reading one takes about a minute, as arXiv asks for 15 seconds between two requests.
    /// </summary>
    [Range(0, 100)]
    public int? Read { get; init; }

    /// <summary>Imported papers, and those of feeds, that are older than so many days are not news and stay out of digests, 1 to 36500. Papers that other sources list are news.</summary>
    [Range(1, 36500)]
    public int MaxAgeDays { get; init; } = 30;
}
