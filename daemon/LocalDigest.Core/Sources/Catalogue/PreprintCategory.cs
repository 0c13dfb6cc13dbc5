using System.Text;

namespace LocalDigest.Sources;

/// <summary>
/// The subject areas of bioRxiv and medRxiv. Their sites, feeds and API spell them in several ways: <c>cell biology</c>,
/// <c>cell_biology</c>,
/// <c>Cell-Biology</c>, <c>hiv/aids</c>, <c>pharmacology &amp; toxicology</c>.
/// </summary>
internal static class PreprintCategory
{
    private const int Longest = 100;

    /// <summary>British spellings, and those of older lists, by how the servers write the word.</summary>
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["behaviour"] = "behavior",
        ["palaeontology"] = "paleontology",
        ["anaesthesia"] = "anesthesia",
        ["anesthesiology"] = "anesthesia",
        ["gynaecology"] = "gynecology",
        ["haematology"] = "hematology",
        ["orthopaedics"] = "orthopedics",
        ["paediatrics"] = "pediatrics",
    };

    /// <summary>Whether two spellings are of one category.</summary>
    public static bool IsSame(string one, string other) => Plain(one) == Plain(other);

    /// <summary>The spelling of the servers' API: <c>cell biology</c>.</summary>
    public static string Plain(string category)
    {
        var text = new StringBuilder(category.Length);
        foreach (var c in category)
        {
            if (c is '&' or '+') text.Append(" and ");
            else text.Append(char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' ');
        }
        var words = text.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // "obstetrics, and gynecology" and "obstetrics & and" are written too.
        return string.Join(' ', words.Where((word, i) => word != "and" || i == 0 || words[i - 1] != "and").Select(word =>
            Words.GetValueOrDefault(word, word)));
    }

    /// <summary>What is wrong with a category, as a sentence for the user that lists all there are; null where the server has it.</summary>
    /// <param name="server"><c>biorxiv</c> or <c>medrxiv</c>.</param>
    /// <param name="category">As the user wrote it.</param>
    public static string? Problem(string server, string? category)
    {
        var known = SourceCatalogue.PreprintCategories(server);
        if (category is { Length: <= Longest } && known.Contains(Plain(category), StringComparer.Ordinal)) return null;
        var name = server == "medrxiv" ? "medRxiv" : "bioRxiv";
        return $"'{Wording.Quoted(category)}' is no category of {name}. It has {string.Join(", ", known)}.";
    }
}
