namespace LocalDigest.Reading;

/// <summary>A PDF in a private temporary folder, gone when disposed.</summary>
internal sealed class PdfFile : IDisposable
{
    private const long MostBytes = 200 << 20;

    private PdfFile(string folder)
    {
        Folder = folder;
        Path = System.IO.Path.Combine(folder, "paper.pdf");
    }

    public string Folder { get; }

    public string Path { get; }

    /// <summary>Takes a copy of what claims to be a PDF.</summary>
    /// <exception cref="ReadingException">It does not begin as a PDF does, or is larger than 200 MB.</exception>
    public static async Task<PdfFile> CopyAsync(Stream content, CancellationToken ct)
    {
        // What is fetched has a bound already. A file of the user's may be of any length, and hold nothing but gaps.
        if (content.CanSeek && content.Length > MostBytes)
            throw new ReadingException("The PDF is larger than 200 MB and was not read. A copy with smaller pictures can be.");
        // ISO 32000 wants the mark at the very beginning; readers take it within the first kilobyte.
        var head = new byte[1024];
        var length = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, ct);
        if (head.AsSpan(0, length).IndexOf("%PDF-"u8) < 0) throw new ReadingException("What came in place of the PDF is no PDF.");
        // Mode 700 on Unix: what others of this machine may not read stays so.
        var file = new PdfFile(Directory.CreateTempSubdirectory("localdigest-").FullName);
        try
        {
            await using var copy = new FileStream(file.Path, FileMode.CreateNew, FileAccess.Write);
            await copy.WriteAsync(head.AsMemory(0, length), ct);
            await content.CopyToAsync(copy, ct);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
