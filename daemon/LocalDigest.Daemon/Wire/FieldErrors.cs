using System.Text.RegularExpressions;
using LocalDigest.Digests;

namespace LocalDigest.Daemon.Wire;

/// <summary>What is wrong with a request, field by field.</summary>
internal sealed partial class FieldErrors
{
    private readonly Dictionary<string, List<string>> errors = new(StringComparer.Ordinal);

    /// <summary>Who corrects so many asks again.</summary>
    private const int MostFields = 50;

    public bool Any => errors.Count > 0;

    /// <summary>Whether there is no use in looking for more.</summary>
    public bool IsFull => errors.Count >= MostFields;

    public IReadOnlyDictionary<string, string[]> ByField => errors.ToDictionary(error => error.Key, error => error.Value.ToArray());

    public void Add(string field, string fault)
    {
        if (!errors.TryGetValue(field, out var faults)) errors[field] = faults = [];
        faults.Add(fault);
    }

    public void Check(string field, bool isGood, string fault)
    {
        if (!isGood) Add(field, fault);
    }

    /// <summary>A language is one that digests can be written in: of <c>zh-CN</c>, <c>zh</c> is enough.</summary>
    public void CheckLanguage(string field, string? tag, StyleCatalogue styles)
    {
        if (tag is null) return;
        var known = styles.Languages;
        var main = tag;
        while (!known.Contains(main, StringComparer.OrdinalIgnoreCase))
        {
            if (main.LastIndexOf('-') is not (> 0 and var dash))
            {
                Add(
                    field, $"There are no words of this language. Use one of {string.Join(", ", known)}, "
                    + "or write them into styles/labels.XX.json of the data directory.");
                return;
            }
            main = main[..dash];
        }
        Check(field, LanguageTag().IsMatch(tag), "It is a language tag such as en, zh or pt-BR.");
    }

    /// <summary>The shape of BCP 47: letters, then parts of letters and digits.</summary>
    [GeneratedRegex(@"\A[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LanguageTag();
}
