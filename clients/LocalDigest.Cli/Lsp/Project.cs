using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace LocalDigest.Cli.Lsp;

/// <summary>The texts that are open in the editor, and the files beside them. What is open goes before what is on disk.</summary>
internal sealed partial class Project
{
    private const int MostFiles = 200;
    private const int MostFolders = 2000;
    private const int Deepest = 6;
    private const long LargestFile = 5 * 1024 * 1024;

    private static readonly string[] Texts = [".tex", ".md", ".markdown", ".qmd", ".rmd", ".typ"];
    private static readonly string[] PassedOver = ["node_modules", "bin", "obj", "target", "venv"];

    private readonly ConcurrentDictionary<string, Document> open = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string?> languages = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string,
        (DateTime At, Document Document, IReadOnlyList<BibEntry> Entries)> read = new(StringComparer.Ordinal);

    /// <summary>The folders of the workspace.</summary>
    public IReadOnlyList<string> Roots { get; set; } = [];

    public IEnumerable<Document> Open => open.Values;

    public Document? Find(string uri) => open.GetValueOrDefault(uri);

    public Document Add(string uri, string text, string? languageId)
    {
        languages[uri] = languageId;
        return open[uri] = new Document(uri, text, languageId);
    }

    public Document? Change(string uri, System.Text.Json.Nodes.JsonArray changes)
    {
        if (Find(uri) is not { } document) return null;
        foreach (var change in changes) document = document.Changed(change!, languages.GetValueOrDefault(uri));
        return open[uri] = document;
    }

    public void Close(string uri)
    {
        open.TryRemove(uri, out _);
        languages.TryRemove(uri, out _);
    }

    /// <summary>The entries of all bibliographies of a document's project.</summary>
    public IEnumerable<(Document File, BibEntry Entry)> Entries(Document around) =>
        Bibliographies(around).SelectMany(file => EntriesOf(file).Select(entry => (file, entry)));

    public IReadOnlyList<Document> Bibliographies(Document around) => Files(around, [".bib"]);

    public IReadOnlyList<Document> Citing(Document around) => [.. Files(around, Texts)];

    public IReadOnlyList<BibEntry> EntriesOf(Document file) =>
        file.Path is { } path && read.TryGetValue(path, out var known) && ReferenceEquals(known.Document, file) ? known.Entries
            : BibTeX.Parse(file.Text);

    /// <summary>
    /// Where an entry that a document cites is to be added: the bibliography that it names, the nearest one, or a new one beside it.
    /// </summary>
    public string BibliographyFor(Document document)
    {
        var folder = document.Path is { } path ? Path.GetDirectoryName(path)! : Roots.Count > 0 ? Roots[0] : Path.GetTempPath();
        if (document.Markup == Markup.BibTeX && document.Path is { } own) return own;
        if (Named().Match(document.Text) is { Success: true } named)
        {
            var name = named.Groups["file"].Value.Split(',')[0].Trim().Trim('"', '\'');
            var file = Path.GetFullPath(name.EndsWith(".bib", StringComparison.OrdinalIgnoreCase) ? name : name + ".bib", folder);
            if (IsInside(file, folder)) return file;
        }
        return Bibliographies(document).Select(file => file.Path!).OrderBy(file =>
            Path.GetDirectoryName(file) == folder ? 0 : 1).FirstOrDefault() ?? Path.Combine(folder, "references.bib");
    }

    /// <summary>A text names files of its own project only.</summary>
    private bool IsInside(string file, string folder) =>
        Roots.Append(folder).Any(root =>
            file.StartsWith(Path.GetFullPath(root).TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar,
            StringComparison.Ordinal));

    private List<Document> Files(Document around, string[] extensions)
    {
        bool IsWanted(string path) => extensions.Contains(Path.GetExtension(path).ToLowerInvariant());
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var root in Roots) paths.UnionWith(Below(root, IsWanted));
        if (around.Path is { } own && Roots.Count == 0) paths.UnionWith(Below(Path.GetDirectoryName(own)!, IsWanted, deepest: 1));
        var documents = new List<Document>();
        foreach (var document in open.Values.Where(document => document.Path is { } path && IsWanted(path)))
        {
            paths.Remove(document.Path!);
            documents.Add(document);
        }
        documents.AddRange(paths.Select(Read).OfType<Document>());
        return documents;
    }

    private Document? Read(string path)
    {
        try
        {
            var at = File.GetLastWriteTimeUtc(path);
            if (read.TryGetValue(path, out var known) && known.At == at) return known.Document;
            var document = new Document(Document.UriOf(path), File.ReadAllText(path));
            read[path] = (at, document, document.Markup == Markup.BibTeX ? BibTeX.Parse(document.Text) : []);
            return document;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Gone since it was listed, or another's.
            return null;
        }
    }

    private static IEnumerable<string> Below(string root, Func<string, bool> isWanted, int deepest = Deepest)
    {
        var found = 0;
        var looked = 0;
        var folders = new Queue<(string Path, int Depth)>([(root, 0)]);
        while (folders.TryDequeue(out var folder) && found < MostFiles && looked++ < MostFolders)
        {
            FileSystemInfo[] inside;
            try
            {
                inside = new DirectoryInfo(folder.Path).GetFileSystemInfos();
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                continue;
            }
            foreach (var item in inside)
            {
                if (item is DirectoryInfo && folder.Depth + 1 < deepest && !item.Name.StartsWith('.') && !PassedOver.Contains(item.Name)
                    && item.LinkTarget is null) folders.Enqueue((item.FullName, folder.Depth + 1));
                if (item is not FileInfo { Length: <= LargestFile } file || !isWanted(file.FullName) || found >= MostFiles) continue;
                found++;
                yield return file.FullName;
            }
        }
    }

    [GeneratedRegex(@"\\(?:bibliography|addbibresource)(?:\[[^\]]*\])?\{(?<file>[^}]+)\}|^bibliography:\s*\[?(?<file>[^\]\n]+)|#bibliography\(\s*""(?<file>[^""]+)""", RegexOptions.Multiline, 2000)]
    private static partial Regex Named();
}
