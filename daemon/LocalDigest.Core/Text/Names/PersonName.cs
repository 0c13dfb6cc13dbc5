using System.Collections.Frozen;

namespace LocalDigest.Text;

/// <summary>
/// The name of one person, given name first (<c>Jane van der Doe Jr.</c>) or family name first (<c>van der Doe, Jane, Jr.</c>).
/// </summary>
internal static class PersonName
{
    private static readonly FrozenSet<string> Suffixes =
        FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "Jr", "Sr", "II", "III", "IV", "PhD", "Ph.D", "MD", "M.D");

    /// <summary>Whether a word is a suffix of names: <c>Jr.</c>, <c>III</c>, <c>PhD</c>.</summary>
    public static bool IsSuffix(string word) => Suffixes.Contains(word.TrimEnd('.'));

    /// <summary>Whether a text is initials of given names: <c>A.</c>, <c>A. B.</c>, <c>B.-C.</c>, <c>Yu.A.</c></summary>
    public static bool IsInitials(string text)
    {
        var letters = 0;
        foreach (var c in text)
        {
            if (char.IsLetter(c))
            {
                if (++letters > 2 || (letters == 1 && !char.IsUpper(c))) return false;
            }
            else if (c == '.')
            {
                if (letters == 0) return false;
                letters = 0;
            }
            else if (c is not (' ' or '-') || letters > 0)
            {
                return false;
            }
        }
        return letters == 0 && text.Contains('.', StringComparison.Ordinal);
    }

    /// <summary>
    /// Puts the initials of <c>van der Roe A.B.</c> and <c>Wu D</c> first, where a name with the family name first has no comma; any other name stays.
    /// </summary>
    public static string InitialsFirst(string name)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var from = words.Length;
        while (from > 1 && AreClosingInitials(words[from - 1])) from--;
        var isInverted = from < words.Length && Array.Exists(words[..from], word => word.Length > 1 && word.Any(char.IsLower));
        return isInverted ? $"{string.Join(' ', words[from..])} {string.Join(' ', words[..from])}" : name;
    }

    private static bool AreClosingInitials(string word) => IsInitials(word) || (word.Length <= 3 && word.All(char.IsUpper) && !IsSuffix(word));

    /// <summary>
    /// Puts the given name of <c>Last, First</c> or <c>Last, First, Suffix</c> (RIS) first. Two commas in a row mark an institution with a
    /// comma in its name.
    /// </summary>
    public static string GivenFirst(string name)
    {
        var parts = name.Split(',', StringSplitOptions.TrimEntries);
        var isInstitution = parts is [_, "", { Length: > 0 }, ..];
        parts = [.. parts.Where(part => part.Length > 0)];
        return isInstitution ? string.Join(", ", parts) : parts switch
        {
            [] => "",
            [var only] => only,
            [var last, var first] => $"{first} {last}",
            [var last, var first, .. var suffix] => $"{first} {last} {string.Join(", ", suffix)}",
        };
    }

    /// <summary>Puts the family name first, for RIS; the inverse of <see cref="GivenFirst"/>.</summary>
    public static string FamilyFirst(string name)
    {
        if (name.IndexOf(',', StringComparison.Ordinal) is >= 0 and var comma) return name[..comma] + "," + name[comma..];
        var (family, given, suffix) = Parts(name);
        return given.Length == 0 ? family : suffix.Length == 0 ? $"{family}, {given}" : $"{family}, {given}, {suffix}";
    }

    /// <summary>Splits a name with the given name first into family name with particles, given names, and suffix.</summary>
    public static (string Family, string Given, string Suffix) Parts(string name)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var end = words.Length;
        var suffix = "";
        if (end > 2 && IsSuffix(words[end - 1])) suffix = words[--end];
        var family = Math.Max(0, end - 1);
        while (family > 1 && char.IsLower(words[family - 1], 0)) family--;
        return (string.Join(' ', words[family..end]).TrimEnd(','), string.Join(' ', words[..family]), suffix);
    }
}
