using System.Buffers;
using System.Security.Cryptography;
using LocalDigest.Storage;

namespace LocalDigest.Reading;

/// <summary>
/// The pictures of papers, as files that only their owner may read. A picture is what its bytes say and not what a server calls it; its name is the hash of
/// its content, so that one picture is kept once. PNGs that are too large are made smaller; others that are too large, and SVG, which may hold script, are not kept.
/// </summary>
public sealed class FigureStore
{
    /// <summary>What is fetched at most, in bytes.</summary>
    internal const long MostFetched = 24 << 20;

    private const long MostKept = 3 << 20;
    private const long MostPixels = 12_000_000;
    private const int LongestSide = 1600;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private readonly string folder;

    /// <param name="folder">Made where it is missing.</param>
    public FigureStore(string folder)
    {
        this.folder = folder;
        PrivateFiles.MakeFolder(folder);
    }

    /// <summary>Keeps a picture.</summary>
    /// <exception cref="ReadingException">It is none, or too large; the message is the rest of a sentence that begins with the figure.</exception>
    public StoredImage Save(byte[] content)
    {
        var image = RasterImage.Of(content);
        if (image is null)
        {
            throw new ReadingException(RasterImage.IsSvg(content)
                ? "is a drawing in SVG, which may hold script; it is not kept"
                : "is no PNG, JPEG, GIF or WebP; it is not kept");
        }
        if (image.MediaType == "image/png" && (content.Length > MostKept || image.Width > LongestSide || image.Height > LongestSide))
        {
            try
            {
                content = PngPicture.Decode(content, LongestSide).Encode();
                image = RasterImage.Of(content)!;
            }
            catch (ReadingException)
            {
                // Interlaced, damaged, or too large for that: then it is kept as it is, where that is within the limits.
            }
        }
        if (content.Length > MostKept || image.Pixels > MostPixels) throw new ReadingException($"is too large to keep ({image.Width} × {image.Height} pixels, {(content.Length >> 10) + 1} KB), and only PNGs can be made smaller");
        var name = Convert.ToHexStringLower(SHA256.HashData(content)) + image.Extension;
        var path = Path.Combine(folder, name);
        if (!File.Exists(path)) PrivateFiles.Replace(path, content);
        // What is kept anew is not swept away as if it were old.
        else File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
        return new StoredImage(name, image.MediaType, image.Width, image.Height, content.Length);
    }

    /// <summary>Opens a picture; null where it is gone.</summary>
    public Stream? Open(StoredImage image)
    {
        // Only names that Save makes lead to a file.
        if (image.File.Length is < 64 or > 70 || image.File.AsSpan(0, 64).ContainsAnyExcept(HexDigits) || image.File.AsSpan(64).ContainsAny('/', '\\')) return null;
        var path = Path.Combine(folder, image.File);
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Deletes the pictures that no text names any more; those of the last hour may belong to a text that is being read.</summary>
    internal void Sweep(IReadOnlySet<string> named, DateTimeOffset now)
    {
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles())
            if (!named.Contains(file.Name) && now.UtcDateTime - file.LastWriteTimeUtc > TimeSpan.FromHours(1)) file.Delete();
    }
}
