namespace LocalDigest.Daemon.Wire;

/// <summary>Which of the allowed names was probably meant.</summary>
internal static class NearName
{
    /// <summary>The nearest name; null where none is near.</summary>
    /// <remarks>
    /// Near is: the same but for case, hyphens and underscores; the beginning of the name; or few edits away (insertions, deletions,
    /// replacements, and swaps of neighbours, each part edited once: "optimal string alignment"), at most one for every three letters.
    /// </remarks>
    public static string? Of(string written, IEnumerable<string> names)
    {
        var plain = Plain(written);
        if (plain.Length is 0 or > 100) return null;
        return names
            .Select(name => (Name: name, Distance: Distance(plain, Plain(name))))
            .Where(near => near.Distance <= plain.Length / 3
                || (plain.Length >= 3 && Plain(near.Name).StartsWith(plain, StringComparison.Ordinal)))
            .OrderBy(near => near.Distance)
            .Select(near => near.Name)
            .FirstOrDefault();
    }

    private static string Plain(string name) =>
        name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    private static int Distance(string a, string b)
    {
        var beforeLast = new int[b.Length + 1];
        var last = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var row = new int[b.Length + 1];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(Math.Min(last[j] + 1, row[j - 1] + 1), last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
            }
            (beforeLast, last) = (last, row);
        }
        return last[b.Length];
    }
}
