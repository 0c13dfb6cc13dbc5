using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace LocalDigest.Reading;

/// <summary>
/// poppler's programs, each as a child process of its own that is bounded in time, output and (on Linux) memory, gets its file in a private folder and no
/// shell, network address or secret, and ends with the cancellation of whoever waits for it. A PDF is hostile input to a large parser: that parser must not run in this process.
/// </summary>
internal sealed class Poppler(ReadingOptions options)
{
    public const string Missing = "PDFs cannot be read on this machine because poppler is not installed. Install it (Debian and Ubuntu: apt install poppler-utils; macOS: brew install poppler; Windows: scoop install poppler) and read the paper again.";

    private const long MostOutput = 64 << 20;
    private const long MostMemory = 2L << 30;

    public bool IsInstalled => Find("pdftotext") is not null && Find("pdftocairo") is not null;

    /// <summary>The words of a PDF's first pages with their places, as <c>pdftotext -bbox-layout</c> writes them.</summary>
    public Task<string> LayoutAsync(PdfFile file, int pages, CancellationToken ct) =>
        TextAsync("pdftotext", ["-bbox-layout", "-enc", "UTF-8", "-q", "-l", Number(pages), file.Path, "-"], file, ct);

    /// <summary>The fonts of the text's pieces with their places, as <c>pdftohtml -xml</c> writes them; null where that program is missing or fails, for it is only a help.</summary>
    public async Task<string?> FontsAsync(PdfFile file, int pages, CancellationToken ct)
    {
        if (Find("pdftohtml") is null) return null;
        try
        {
            return await TextAsync("pdftohtml", ["-xml", "-i", "-q", "-stdout", "-zoom", "1", "-enc", "UTF-8", "-l", Number(pages), file.Path], file, ct);
        }
        catch (ReadingException)
        {
            return null;
        }
    }

    /// <summary>Number of pages, and whether the file can be read at all.</summary>
    /// <exception cref="ReadingException">It is no PDF, or locked.</exception>
    public async Task<int> PagesAsync(PdfFile file, CancellationToken ct)
    {
        var info = await TextAsync("pdfinfo", [file.Path], file, ct);
        foreach (var line in info.Split('\n'))
            if (line.StartsWith("Pages:", StringComparison.Ordinal) && int.TryParse(line.AsSpan(6), NumberStyles.Integer, CultureInfo.InvariantCulture, out var pages) && pages > 0) return pages;
        throw new ReadingException("The PDF has no pages.");
    }

    /// <summary>A part of a page as PNG.</summary>
    /// <param name="file">The PDF.</param>
    /// <param name="region">The part.</param>
    /// <param name="dpi">Pixels an inch.</param>
    /// <param name="ct">Ends it.</param>
    public Task<byte[]> PictureAsync(PdfFile file, PageRegion region, int dpi, CancellationToken ct)
    {
        var scale = dpi / 72.0;
        string Pixels(double points) => Number((int)Math.Round(points * scale));
        return RunAsync("pdftocairo",
        [
            "-png", "-singlefile", "-q", "-r", Number(dpi), "-f", Number(region.Page), "-l", Number(region.Page),
            "-x", Pixels(region.Left), "-y", Pixels(region.Top), "-W", Pixels(region.Width), "-H", Pixels(region.Height), file.Path, "-",
        ], file, ct);
    }

    private async Task<string> TextAsync(string program, string[] arguments, PdfFile file, CancellationToken ct) =>
        System.Text.Encoding.UTF8.GetString(await RunAsync(program, arguments, file, ct));

    private async Task<byte[]> RunAsync(string program, string[] arguments, PdfFile file, CancellationToken ct)
    {
        var path = Find(program) ?? throw new ReadingException(Missing) { IsPassing = true };
        var start = new ProcessStartInfo
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = file.Folder,
        };
        // Of this process's environment the child needs nothing but where libraries and fonts are; keys stay here.
        foreach (var name in start.Environment.Keys.Where(name => !Kept.Contains(name, StringComparer.OrdinalIgnoreCase)).ToList()) start.Environment.Remove(name);
        if (OperatingSystem.IsLinux() && FindInPath("prlimit") is { } limiter)
        {
            start.FileName = limiter;
            start.ArgumentList.Add($"--as={Number(MostMemory)}");
            start.ArgumentList.Add("--core=0");
            start.ArgumentList.Add(path);
        }
        else
        {
            start.FileName = path;
        }
        foreach (var argument in arguments) start.ArgumentList.Add(argument);

        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(options.PopplerSeconds));
        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct, deadline.Token);
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            throw new ReadingException(Missing, e) { IsPassing = true };
        }
        try
        {
            process.StandardInput.Close();
            var errors = ReadAsync(process.StandardError.BaseStream, 1 << 20, both.Token);
            var output = await ReadAsync(process.StandardOutput.BaseStream, MostOutput, both.Token) ?? throw new ReadingException("The PDF holds more than can be read.");
            await errors;
            await process.WaitForExitAsync(both.Token);
            if (process.ExitCode != 0) throw new ReadingException("The PDF is damaged, locked, or no PDF at all; poppler could not read it.");
            return output;
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new ReadingException(
                $"Reading the PDF took more than {options.PopplerSeconds} seconds and was given up. LocalDigest:Reading:PopplerSeconds "
                    + "allows more.",
                e);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Reads to the end; null where there is more than wanted.</summary>
    private static async Task<byte[]?> ReadAsync(Stream stream, long most, CancellationToken ct)
    {
        var kept = new MemoryStream();
        var buffer = new byte[32 << 10];
        while (await stream.ReadAsync(buffer, ct) is var count and > 0)
        {
            if (kept.Length + count > most) return null;
            kept.Write(buffer, 0, count);
        }
        return kept.ToArray();
    }

    private static readonly string[] Kept = ["PATH", "SystemRoot", "TEMP", "TMP", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "FONTCONFIG_FILE", "FONTCONFIG_PATH", "HOME"];

    private string? Find(string program) => options.PopplerFolder is { Length: > 0 } folder ? Existing(folder, program) : FindInPath(program);

    private static string? FindInPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(folder => Existing(folder, program)).FirstOrDefault(path => path is not null);

    private static string? Existing(string folder, string program)
    {
        if (!Path.IsPathFullyQualified(folder)) return null;
        var path = Path.Combine(folder, OperatingSystem.IsWindows() ? program + ".exe" : program);
        return File.Exists(path) ? path : null;
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A PDF in a private temporary folder, gone when disposed.</summary>
internal sealed class PdfFile : IDisposable
{
    private PdfFile(string folder)
    {
        Folder = folder;
        Path = System.IO.Path.Combine(folder, "paper.pdf");
    }

    public string Folder { get; }

    public string Path { get; }

    /// <summary>Takes a copy of what claims to be a PDF.</summary>
    /// <exception cref="ReadingException">It does not begin as a PDF does.</exception>
    public static async Task<PdfFile> CopyAsync(Stream content, CancellationToken ct)
    {
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
