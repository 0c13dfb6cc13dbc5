namespace LocalDigest.Sources;

/// <summary>
/// arXiv's taxonomy: an archive (<c>cs</c>, <c>hep-th</c>) with or without a subject (<c>cs.CV</c>, <c>cond-mat.mes-hall</c>).
/// Source: arxiv.org/category_taxonomy.
/// </summary>
internal static class ArxivCategory
{
    /// <summary>Every archive that takes papers, with its subjects; some have none.</summary>
    private static readonly Dictionary<string, string[]> Archives =
        SourceCatalogue.ArxivArchives.ToDictionary(
            archive => archive.Id, archive => archive.Subjects.Keys.ToArray(), StringComparer.Ordinal);

    /// <summary>The archives of the group of physics; every other archive is a group of its own name.</summary>
    private static readonly HashSet<string> Physics =
    [
        "astro-ph", "cond-mat", "gr-qc", "hep-ex", "hep-lat", "hep-ph", "hep-th", "math-ph", "nlin", "nucl-ex", "nucl-th", "physics", "quant-ph",
    ];

    /// <summary>Two names of one category each. A paper in one is in the other too, and is cross-listed in neither.</summary>
    private static readonly (string, string)[] Aliases =
    [
        ("cs.IT", "math.IT"), ("cs.NA", "math.NA"), ("cs.SY", "eess.SY"), ("math-ph", "math.MP"), ("math.ST", "stat.TH"), ("econ.GN", "q-fin.EC"),
    ];

    /// <summary>The other name of a category; null where it has one name only.</summary>
    public static string? OtherName(string category) =>
        Aliases.Where(alias => alias.Item1 == category || alias.Item2 == category)
            .Select(alias => alias.Item1 == category ? alias.Item2 : alias.Item1).FirstOrDefault();

    /// <summary>What is wrong with a category, as a sentence for the user; null where arXiv has it.</summary>
    public static string? Problem(string category)
    {
        if (Exists(category)) return null;
        var likely = category.Trim().ToLowerInvariant();
        if (Archives.TryGetValue(Archive(likely), out var subjects) && Subject(likely) is { } subject)
        {
            likely = subjects.FirstOrDefault(known => known.Equals(subject, StringComparison.OrdinalIgnoreCase)) is { } meant
                ? $"{Archive(likely)}.{meant}"
                : likely;
        }
        var hint = Exists(likely) ? $"Write {likely}."
            : subjects is { Length: > 0 } ? $"{Archive(likely)} has {string.Join(", ", subjects)}."
            : subjects is not null ? $"{Archive(likely)} has no parts."
            : "Write them as cs.CV, hep-th or cond-mat.mes-hall.";
        var shown = category.Length <= 40 && !category.Any(char.IsControl) ? category : category[..Math.Min(category.Length, 40)].ReplaceLineEndings(" ");
        return $"'{shown}' is not an arXiv category. {hint}";
    }

    private static bool Exists(string category) => category.IndexOf('.') is var dot and >= 0
        ? Archives.TryGetValue(category[..dot], out var subjects) && subjects.Contains(category[(dot + 1)..], StringComparer.Ordinal)
        : Archives.ContainsKey(category);

    /// <summary>The set of OAI-PMH: <c>cs.AI</c> is <c>cs:cs:AI</c>, <c>astro-ph.GA</c> is <c>physics:astro-ph:GA</c>, <c>hep-th</c> is <c>physics:hep-th</c>.</summary>
    public static string OaiSet(string category)
    {
        var archive = Archive(category);
        var set = (Physics.Contains(archive) ? "physics" : archive) + ":" + archive;
        return Subject(category) is { } subject ? set + ":" + subject : set;
    }

    /// <summary>The term of the API's query. A whole archive is all of its subjects, and what is older than they are.</summary>
    public static string Query(string category) => category.Contains('.') ? $"cat:{category}" : $"cat:{category} OR cat:{category}.*";

    /// <summary>Whether a paper whose primary category is <paramref name="primary"/> belongs to <paramref name="wanted"/> itself and is not merely cross-listed there.</summary>
    public static bool Covers(string wanted, string primary) =>
        Within(wanted, primary) || Aliases.Any(alias => (alias.Item1 == primary && Within(wanted, alias.Item2)) || (alias.Item2 == primary && Within(wanted, alias.Item1)));

    private static bool Within(string wanted, string category) => category == wanted || (!wanted.Contains('.') && category.StartsWith(wanted + ".", StringComparison.Ordinal));

    private static string Archive(string category) => category.Split('.')[0];

    private static string? Subject(string category) => category.IndexOf('.') is var dot and > 0 && dot < category.Length - 1 ? category[(dot + 1)..] : null;
}
