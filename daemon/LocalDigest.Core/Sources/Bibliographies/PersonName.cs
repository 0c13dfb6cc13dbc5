using System.Collections.Frozen;
using LocalDigest.Papers;
using LocalDigest.Text;

namespace LocalDigest.Sources;

/// <summary>Names of persons between the orders in which bibliographies write them.</summary>
internal static class PersonName
{
    /// <summary>The names of a BibTeX list, which <c>and</c> outside of braces separates, in order; <c>others</c> is none.</summary>
    public static IEnumerable<Author> OfList(string raw)
    {
        var names = Split(raw, And);
        // Lists from programs that do not know "and".
        if (names.Count == 1 && !raw.Contains('{', StringComparison.Ordinal))
        {
            if (raw.Contains("; ", StringComparison.Ordinal)) names = [.. raw.Split(';')];
            else if (raw.Split(',') is { Length: > 2 } several && several.All(name => name.Trim().Contains(' ', StringComparison.Ordinal))) names = [.. several];
        }
        foreach (var name in names)
        {
            var trimmed = name.Trim();
            if (trimmed.Length == 0 || trimmed.Equals("others", StringComparison.OrdinalIgnoreCase)) continue;
            var clean = LatexText.CleanName(GivenFirst([.. Split(trimmed, (text, at) => text[at] == ',' ? 1 : 0)]));
            if (clean.Length > 0) yield return new Author(clean);
        }
    }

    /// <summary>A name of which the parts are separated by commas: <c>von Last, First</c> or <c>von Last, Jr., First</c> (BibTeX); anything else as it is.</summary>
    private static string GivenFirst(string[] parts)
    {
        var trimmed = parts.Select(part => part.Trim()).Where(part => part.Length > 0).ToArray();
        return trimmed.Length switch
        {
            0 => "",
            1 => trimmed[0],
            2 => $"{trimmed[1]} {trimmed[0]}",
            _ => $"{string.Join(", ", trimmed.Skip(2))} {trimmed[0]} {trimmed[1]}",
        };
    }

    /// <summary>
    /// A name as RIS has it, <c>Last, First, Suffix</c>, given name first and clean; null where nothing is left. Two commas together mean that
    /// this is an institution with a comma in its name.
    /// </summary>
    public static Author? OfRis(string raw)
    {
        var parts = raw.Split(',', StringSplitOptions.TrimEntries);
        var isInstitution = parts is [_, "", { Length: > 0 }, ..];
        if (!isInstitution) parts = [.. parts.Where(part => part.Length > 0)];
        var name = parts switch
        {
            [] => "",
            [var only] => only,
            _ when isInstitution => string.Join(", ", parts.Where(part => part.Length > 0)),
            [var last, var first] => $"{first} {last}",
            [var last, var first, .. var suffix] => $"{first} {last} {string.Join(", ", suffix)}",
        };
        name = LatexText.CleanName(name);
        return name.Length == 0 ? null : new Author(name);
    }

    /// <summary>A name for RIS; the inverse of <see cref="OfRis"/>.</summary>
    public static string ToRis(string name)
    {
        if (name.IndexOf(',', StringComparison.Ordinal) is >= 0 and var comma) return name[..comma] + "," + name[comma..];
        var (family, given, suffix) = Parts(name);
        return given.Length == 0 ? family : suffix.Length == 0 ? $"{family}, {given}" : $"{family}, {given}, {suffix}";
    }

    /// <summary>Family name with its particles, given names and suffix of a name that has the given name first.</summary>
    public static (string Family, string Given, string Suffix) Parts(string name)
    {
        var words = name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var end = words.Length;
        var suffix = "";
        if (end > 2 && Suffixes.Contains(words[end - 1].TrimEnd('.'))) suffix = words[--end];
        var family = Math.Max(0, end - 1);
        while (family > 1 && char.IsLower(words[family - 1], 0)) family--;
        return (string.Join(' ', words[family..end]).TrimEnd(','), string.Join(' ', words[..family]), suffix);
    }

    private static readonly FrozenSet<string> Suffixes = FrozenSet.Create("Jr", "Sr", "II", "III", "IV");

    /// <summary>The length of <c>and</c> with the space before it, where it stands between spaces; otherwise 0.</summary>
    private static int And(string text, int at) =>
        char.IsWhiteSpace(text[at]) && at + 4 <= text.Length && text.AsSpan(at + 1, 3).Equals("and", StringComparison.OrdinalIgnoreCase) && (at + 4 == text.Length || char.IsWhiteSpace(text[at + 4])) ? 4 : 0;

    /// <summary>The parts of a text between separators that stand outside of braces.</summary>
    private static List<string> Split(string text, Func<string, int, int> separator)
    {
        var parts = new List<string>();
        var depth = 0;
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '{') depth++;
            else if (text[i] == '}') depth--;
            if (depth > 0 || separator(text, i) is not (> 0 and var length)) continue;
            parts.Add(text[start..i]);
            start = i + length;
            i = start - 1;
        }
        parts.Add(text[start..]);
        return parts;
    }
}
