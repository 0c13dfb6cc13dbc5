using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace LocalDigest.Daemon.Hosting;

/// <summary>
/// The files of the web page, which lie in the folder "page" beside the program. Their addresses carry a fingerprint of them all, so that
/// a browser may keep them for ever, and so that modules which name each other by relative paths are always of one version.
/// </summary>
internal sealed class PageFiles
{
    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".webmanifest"] = "application/manifest+json",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, PageFile> files;

    /// <exception cref="Storage.StorageException">The folder or the page's first file is missing.</exception>
    public PageFiles() : this(Path.Combine(AppContext.BaseDirectory, "page")) { }

    internal PageFiles(string folder)
    {
        if (!File.Exists(Path.Combine(folder, "index.html")))
        {
            throw new Storage.StorageException(
                "The web page that comes with LocalDigest, the folder 'page' beside the program, is missing. Install LocalDigest anew.");
        }
        var read = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(folder, path).Replace('\\', '/');
            if (Types.ContainsKey(Path.GetExtension(name))) read[name] = File.ReadAllBytes(path);
        }
        Version = VersionOf(read);
        var modules = read.Keys.Where(name => name.EndsWith(".js", StringComparison.Ordinal))
            .Select(name => $"<link rel=\"modulepreload\" href=\"{Folder}/{name}\">");
        var index = Encoding.UTF8.GetString(read["index.html"]).Replace("{{page}}", Folder, StringComparison.Ordinal)
            .Replace("{{modules}}", string.Join('\n', modules), StringComparison.Ordinal);
        read["index.html"] = Encoding.UTF8.GetBytes(index);
        files = read.ToFrozenDictionary(
            file => file.Key, file => new PageFile(Types[Path.GetExtension(file.Key)], file.Value), StringComparer.Ordinal);
    }

    /// <summary>A fingerprint of all files: 16 hexadecimal digits.</summary>
    public string Version { get; }

    /// <summary>Where they are on the surface, without a slash at the end.</summary>
    public string Folder => $"/page/{Version}";

    /// <summary>Null where there is none.</summary>
    public PageFile? Find(string name) => files.GetValueOrDefault(name);

    /// <summary>Whether an address shows the page: the view is the page's own business.</summary>
    public static bool IsView(string path) => path is ['/', .. var rest] && (rest.Length == 0 || Views.Contains(rest.Split('/', 2)[0]));

    /// <summary>The first words of the addresses that the page gives to its views.</summary>
    public static FrozenSet<string> Views { get; } = new[]
    {
        "today", "since", "digests", "search", "library", "papers", "interests", "insight", "runs", "settings", "welcome",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static string VersionOf(SortedDictionary<string, byte[]> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, content) in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\n{content.Length}\n"));
            hash.AppendData(content);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }
}

/// <summary>A file of the page, which is compressed when it is first asked for.</summary>
internal sealed class PageFile(string type, byte[] content)
{
    private readonly Lazy<byte[]> compressed = new(() =>
    {
        using var made = new MemoryStream();
        using (var brotli = new BrotliStream(made, CompressionLevel.SmallestSize)) brotli.Write(content);
        return made.ToArray();
    });

    public string Type { get; } = type;
    public byte[] Content { get; } = content;

    /// <summary>The same by Brotli.</summary>
    public byte[] Compressed => compressed.Value;
}
