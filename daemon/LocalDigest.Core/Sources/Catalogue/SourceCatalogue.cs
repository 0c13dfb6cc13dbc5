using System.Reflection;
using System.Text.Json;
using LocalDigest.Papers;

namespace LocalDigest.Sources;

/// <summary>A kind of source, for people who choose among them.</summary>
/// <param name="Kind">As in <see cref="SourceSpec.Kind"/>.</param>
/// <param name="Name">Its own name.</param>
/// <param name="Description">What it brings and what it needs, in English sentences.</param>
/// <param name="Needs">The fields of a <see cref="SourceSpec"/> that must be given.</param>
/// <param name="Groups">Its fields of research; empty where it has none.</param>
public sealed record KnownSource(
    string Kind, string Name, string Description, IReadOnlyList<string> Needs, IReadOnlyList<FieldGroup> Groups)
{
    /// <summary>All fields of a <see cref="SourceSpec"/> that it reads.</summary>
    public IReadOnlyList<string> Takes => SourceSpec.FieldsOf(Kind);
}

/// <summary>Fields of research that stand together, such as an archive of arXiv.</summary>
/// <param name="Id">What a category of a source may be to have them all; null where they cannot be had together.</param>
/// <param name="Name">In English.</param>
/// <param name="Categories">The fields; empty where the group is one field itself.</param>
public sealed record FieldGroup(string? Id, string Name, IReadOnlyList<FieldOfResearch> Categories);

/// <summary>A field of research.</summary>
/// <param name="Id">The category: <c>cs.CV</c>, <c>neuroscience</c>.</param>
/// <param name="Name">In English.</param>
/// <param name="SameAs">Another category that has the same papers; null for none.</param>
public sealed record FieldOfResearch(string Id, string Name, string? SameAs = null);

/// <summary>
/// All kinds of sources with their fields of research. Names are those of arxiv.org/category_taxonomy and of the subject areas of
/// biorxiv.org and medrxiv.org.
/// </summary>
public static class SourceCatalogue
{
    /// <param name="Id">Such as <c>cs</c>.</param>
    /// <param name="Name">Such as <c>Computer Science</c>.</param>
    /// <param name="Subjects">Names by what stands behind the dot; empty where the archive has no parts.</param>
    internal sealed record ArxivArchive(string Id, string Name, Dictionary<string, string> Subjects);

    private sealed record Fields(IReadOnlyList<ArxivArchive> Arxiv, IReadOnlyList<string> Biorxiv, IReadOnlyList<string> Medrxiv);

    private static readonly Lazy<Fields> Known = new(() =>
    {
        const string file = "LocalDigest.Sources.Catalogue.fields.json";
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(file)!;
        return JsonSerializer.Deserialize<Fields>(stream, JsonSerializerOptions.Web)!;
    });

    private static readonly Lazy<IReadOnlyList<KnownSource>> Sources = new(() =>
    [
        new(
            "arxiv", "arXiv", "Preprints of physics, mathematics, computer science and their neighbours, announced on five days a week.",
            ["categories"], [.. ArxivArchives.Select(Group)]),
        new("huggingface", "Hugging Face", "The papers of the day that readers of huggingface.co have picked, with their votes.", [], []),
        new(
            "biorxiv", "bioRxiv", "Preprints of biology, on every day. Without categories all of them.", [],
            [new(null, "Biology", [.. Known.Value.Biorxiv.Select(name => new FieldOfResearch(name, Capital(name)))])]),
        new(
            "medrxiv", "medRxiv", "Preprints of medicine, on every day. Without categories all of them.", [],
            [new(null, "Medicine", [.. Known.Value.Medrxiv.Select(name => new FieldOfResearch(name, Capital(name)))])]),
        new("feed", "A feed", "Any RSS, Atom or JSON feed: a journal's, a blog's, a search's. It needs the feed's address.", ["url"], []),
        new(
            "openreview", "OpenReview",
            "Papers of a conference, workshop or journal on openreview.net, as they become public. It needs the venue's id and an "
            + "account: LocalDigest:OpenReview:User and Password.",
            ["venue"], []),
        new(
            "semanticscholar", "Semantic Scholar",
            "New papers that semanticscholar.org recommends by your thumbs. The ids of the papers with your newest thumbs go there, so "
            + "that LocalDigest:SemanticScholar:Enabled must be true.",
            [], []),
        new(
            "zotero", "Zotero",
            "Your library as papers that you like; none of them comes as news. Zotero's program must run and let other "
            + "applications in (its advanced settings), or LocalDigest:Zotero:ApiUrl, ApiKey and UserId name zotero.org.",
            [], []),
        new("sample", "The sample day", "Invented papers, to try the program without a network.", [], []),
    ]);

    /// <summary>All kinds, those that most people need first.</summary>
    public static IReadOnlyList<KnownSource> All => Sources.Value;

    /// <summary>Whether a category is the wanted one, under whichever of its names, or below it: <c>astro-ph.GA</c> is in
    /// <c>astro-ph</c>.</summary>
    /// <param name="kind">The source that has them.</param>
    /// <param name="category">Of a paper.</param>
    /// <param name="wanted">Of a profile.</param>
    internal static bool IsIn(string kind, string category, string wanted) =>
        kind.Equals("arxiv", StringComparison.OrdinalIgnoreCase) ? ArxivCategory.Covers(wanted, category)
            : PreprintCategory.IsSame(wanted, category);

    /// <summary>The categories of bioRxiv or medRxiv.</summary>
    internal static IReadOnlyList<string> PreprintCategories(string server) => server == "medrxiv" ? Known.Value.Medrxiv
        : Known.Value.Biorxiv;

    /// <summary>arXiv's archives as its taxonomy has them.</summary>
    internal static IReadOnlyList<ArxivArchive> ArxivArchives => Known.Value.Arxiv;

    /// <summary>What of the catalogue has some words.</summary>
    /// <param name="words">Words that a name, an abbreviation or the group's name has; all of it where there are none.</param>
    /// <returns>Kinds with the groups and categories that were found. A kind that is named itself has all of its own.</returns>
    public static IReadOnlyList<KnownSource> Find(string? words)
    {
        var wanted = (words ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (wanted.Length == 0) return All;
        bool Has(string text) => wanted.All(word => Holds(text, word));
        return
        [
            .. All.Select(source => Has($"{source.Kind} {source.Name}") ? source : source with
            {
                Groups =
                [
                    .. source.Groups.Select(group => Has($"{group.Id} {group.Name}")
                        ? group
                        : group with { Categories = [.. group.Categories.Where(field => Has($"{field.Id} {field.Name} {group.Name}"))] })
                    .Where(group => group.Categories.Count > 0 || Has($"{group.Id} {group.Name}")),
                ],
            }).Where(source => source.Groups.Count > 0 || Has($"{source.Kind} {source.Name}")),
        ];
    }

    /// <summary>Whether a text has a word, or its singular: "robots" finds Robotics.</summary>
    private static bool Holds(string text, string word) =>
        text.Contains(word, StringComparison.OrdinalIgnoreCase)
        || (word.Length > 4 && word[^1] is 's' or 'S' && text.Contains(word[..^1], StringComparison.OrdinalIgnoreCase));

    private static FieldGroup Group(ArxivArchive archive) => new(
        archive.Id, archive.Name,
        [
            .. archive.Subjects.Select(subject =>
                new FieldOfResearch($"{archive.Id}.{subject.Key}", subject.Value, ArxivCategory.OtherName($"{archive.Id}.{subject.Key}"))),
        ]);

    private static string Capital(string name) => char.ToUpperInvariant(name[0]) + name[1..];
}
