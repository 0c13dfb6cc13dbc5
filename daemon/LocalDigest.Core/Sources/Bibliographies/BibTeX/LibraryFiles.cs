using System.Text;
using LocalDigest.Text;

namespace LocalDigest.Sources;

/// <summary>The paths in a BibTeX <c>file</c> field, in the forms of JabRef, Zotero, Mendeley and Citavi: <c>description:path:type</c>, several separated by semicolons.</summary>
internal static class LibraryFiles
{
    public static IEnumerable<string> Parse(string? field)
    {
        if (string.IsNullOrWhiteSpace(field)) yield break;
        var file = new List<string>();
        var part = new StringBuilder();
        var text = LatexText.Unescape(field);
        for (var i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || text[i] is ':' or ';')
            {
                file.Add(part.ToString());
                part.Clear();
                if (i < text.Length && text[i] == ':') continue;
                if (Path(file) is { Length: > 0 } path) yield return path;
                file.Clear();
            }
            // A backslash hides only what would separate; before anything else it belongs to a Windows path.
            else if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] is ':' or ';' or '\\')
            {
                part.Append(text[++i]);
            }
            else
            {
                part.Append(text[i]);
            }
        }
    }

    private static string Path(List<string> parts)
    {
        if (parts.Count >= 3)
        {
            // The drive of a Windows path that nobody escaped is a part of its own.
            return string.Join(':', parts.GetRange(1, parts.Count - 2)).Trim();
        }
        if (parts.Count == 1) return parts[0].Trim();
        var isDrive = parts[0].Trim().Length == 1 && char.IsAsciiLetter(parts[0].Trim()[0]);
        if (isDrive) return $"{parts[0].Trim()}:{parts[1].Trim()}";
        return parts[1].Contains('/', StringComparison.Ordinal) || parts[1].Contains('.', StringComparison.Ordinal) ? parts[1].Trim() : parts[0].Trim();
    }
}
