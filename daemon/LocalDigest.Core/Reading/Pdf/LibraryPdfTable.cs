using LocalDigest.Storage;

namespace LocalDigest.Reading;

/// <summary>
/// The PDFs that the user's own reference manager names for a paper. A path counts only below a folder that the options name, whatever a file says;
/// in the database it is relative to that folder.
/// </summary>
public sealed class LibraryPdfTable(Database database, ReadingOptions options) : IPaperRows
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Tables => ["library_pdfs"];

    /// <inheritdoc/>
    public void Move(Session session, PaperUnion pair) => session.Execute("UPDATE OR IGNORE library_pdfs SET paper = ?1 WHERE paper = ?2", pair.Into, pair.From);

    private const int MostPerPaper = 10;

    /// <summary>As many as Linux follows.</summary>
    private const int MostLinks = 40;

    /// <summary>Notes the files of a library's entry. What lies elsewhere than in the library's folders, or is no PDF by its name, is left out.</summary>
    /// <returns>How many were noted.</returns>
    public int Add(long paper, IEnumerable<string> files)
    {
        var paths = files.Select(Relative).OfType<string>().Distinct(StringComparer.Ordinal).Take(MostPerPaper).ToList();
        if (paths.Count > 0)
        {
            database.Write(session =>
            {
                foreach (var path in paths) session.Execute("INSERT INTO library_pdfs (paper, path) VALUES (?1, ?2) ON CONFLICT DO NOTHING", paper, path);
            });
        }
        return paths.Count;
    }

    /// <summary>Opens the first of a paper's files that is there; null where none is.</summary>
    internal FileStream? Open(long paper)
    {
        foreach (var path in database.Read(session => session.Query("SELECT path FROM library_pdfs WHERE paper = ?1 ORDER BY path", row => row.Text(0), paper)))
        {
            foreach (var folder in options.LibraryFolders)
            {
                // Links are followed before anything is judged, those on the way too, and what was judged is what is opened.
                if (Below(folder, Path.GetFullPath(path, Path.GetFullPath(folder))) is null) continue;
                if (WithoutLinks(Path.GetFullPath(folder)) is not { } root) continue;
                if (WithoutLinks(Path.GetFullPath(path, root)) is not { } target) continue;
                // What has no length is no PDF: a pipe, which is waited for without end once it is opened, a socket, a device.
                if (Below(root, target) is null || new FileInfo(target) is not { Exists: true, Length: > 0 } file) continue;
                return new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            }
        }
        return null;
    }

    private string? Relative(string file)
    {
        if (file.Length is 0 or > 1000 || file.Any(char.IsControl) || !file.EndsWith(".pdf", StringComparison.OrdinalIgnoreCase)) return null;
        if (!Path.IsPathRooted(file)) return options.LibraryFolders.Any(folder => Below(folder, Path.GetFullPath(file, Path.GetFullPath(folder))) is not null) ? file : null;
        return options.LibraryFolders.Select(folder => Below(folder, file)).FirstOrDefault(path => path is not null);
    }

    /// <summary>Where a path leads once each link in it is followed; null where links lead to links without end.</summary>
    private static string? WithoutLinks(string path, int most = MostLinks)
    {
        var at = Path.GetPathRoot(path)!;
        var parts = path[at.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < parts.Length; i++)
        {
            var next = Path.Combine(at, parts[i]);
            if (new FileInfo(next).LinkTarget is { } target)
            {
                return most == 0 ? null : WithoutLinks(Path.GetFullPath(Path.Combine([target, .. parts[(i + 1)..]]), at), most - 1);
            }
            at = next;
        }
        return at;
    }

    /// <summary>The path from a folder to a file below it; null where it is not below.</summary>
    private static string? Below(string folder, string file)
    {
        var path = Path.GetRelativePath(Path.GetFullPath(folder), Path.GetFullPath(file));
        return path == "." || path == ".." || path.StartsWith("../", StringComparison.Ordinal) || path.StartsWith("..\\", StringComparison.Ordinal) || Path.IsPathRooted(path) ? null : path;
    }
}
