namespace LocalDigest.Sources;

/// <summary>
/// arXiv's taxonomy: an archive (<c>cs</c>, <c>hep-th</c>) with or without a subject (<c>cs.CV</c>, <c>cond-mat.mes-hall</c>).
/// Source: arxiv.org/category_taxonomy.
/// </summary>
internal static class ArxivCategory
{
    /// <summary>Every archive that takes papers, with its subjects; some have none.</summary>
    private static readonly Dictionary<string, string[]> Archives = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["astro-ph"] = "CO EP GA HE IM SR",
        ["cond-mat"] = "dis-nn mes-hall mtrl-sci other quant-gas soft stat-mech str-el supr-con",
        ["cs"] = "AI AR CC CE CG CL CR CV CY DB DC DL DM DS ET FL GL GR GT HC IR IT LG LO MA MM MS NA NE NI OH OS PF PL RO SC SD SE SI SY",
        ["econ"] = "EM GN TH",
        ["eess"] = "AS IV SP SY",
        ["gr-qc"] = "",
        ["hep-ex"] = "",
        ["hep-lat"] = "",
        ["hep-ph"] = "",
        ["hep-th"] = "",
        ["math"] = "AC AG AP AT CA CO CT CV DG DS FA GM GN GR GT HO IT KT LO MG MP NA NT OA OC PR QA RA RT SG SP ST",
        ["math-ph"] = "",
        ["nlin"] = "AO CD CG PS SI",
        ["nucl-ex"] = "",
        ["nucl-th"] = "",
        ["physics"] = "acc-ph ao-ph app-ph atm-clus atom-ph bio-ph chem-ph class-ph comp-ph data-an ed-ph flu-dyn gen-ph geo-ph hist-ph "
            + "ins-det med-ph optics plasm-ph pop-ph soc-ph space-ph",
        ["q-bio"] = "BM CB GN MN NC OT PE QM SC TO",
        ["q-fin"] = "CP EC GN MF PM PR RM ST TR",
        ["quant-ph"] = "",
        ["stat"] = "AP CO ME ML OT TH",
    }.ToDictionary(archive => archive.Key, archive => archive.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

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
