using System.Text.RegularExpressions;

namespace LocalDigest.Sources;

/// <summary>
/// arXiv's taxonomy, as far as it must be known: an archive (<c>cs</c>, <c>hep-th</c>) with or without a subject (<c>cs.CV</c>,
/// <c>cond-mat.mes-hall</c>). Source: arxiv.org/category_taxonomy.
/// </summary>
internal static partial class ArxivCategory
{
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

    /// <summary>What is wrong with a category, as a sentence for the user; null where its shape is right.</summary>
    public static string? Problem(string category)
    {
        if (Shape().IsMatch(category) && !(Subject(category) is { } subject && char.IsLower(subject[0]) && Archive(category) is not ("physics" or "cond-mat"))) return null;
        var likely = category.Trim().ToLowerInvariant();
        if (Subject(likely) is { } lower) likely = Archive(likely) + "." + (Archive(likely) is "physics" or "cond-mat" ? lower : lower.ToUpperInvariant());
        var shown = category.Length <= 40 && !category.Any(char.IsControl) ? category : category[..Math.Min(category.Length, 40)].ReplaceLineEndings(" ");
        return $"'{shown}' is not an arXiv category. {(Shape().IsMatch(likely) ? $"Write {likely}." : "Write them as cs.CV, hep-th or cond-mat.mes-hall.")}";
    }

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

    [GeneratedRegex(@"\A[a-z]+(-[a-z]+)?(\.([A-Z]{2}|[a-z]+(-[a-z]+)?))?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Shape();
}
