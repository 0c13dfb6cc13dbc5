using System.Globalization;
using LocalDigest.Papers;

namespace LocalDigest.Sources;

/// <summary>
/// The citation keys of one file: of papers whose <see cref="BibTeXFile.Key"/> would be equal, the second gets <c>-2</c> behind it, the
/// third <c>-3</c>.
/// </summary>
internal sealed class CitationKeys
{
    /// <summary>BibTeX does not tell upper from lower case in keys.</summary>
    private readonly HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The key of the file's next paper; no other paper of it has it.</summary>
    public string Next(Paper paper)
    {
        var key = BibTeXFile.Key(paper);
        var free = key;
        for (var copy = 2; !taken.Add(free); copy++) free = string.Create(CultureInfo.InvariantCulture, $"{key}-{copy}");
        return free;
    }
}
