using System.Globalization;

namespace LocalDigest.Reading;

/// <summary>
/// poppler's programs, each as a bounded child process (<see cref="PdfProcess"/>).
/// </summary>
internal sealed class Poppler(ReadingOptions options)
{
    public const string Missing = "PDFs cannot be read on this machine because poppler is not installed. Install it (Debian and Ubuntu: apt install poppler-utils; macOS: brew install poppler; Windows: scoop install poppler) and read the paper again.";

    /// <summary>Where text can be read and pictures cannot be cut out.</summary>
    public const string NoFigures = "The figures of this PDF are not shown because poppler is not installed. Install it (Debian and "
        + "Ubuntu: apt install poppler-utils; macOS: brew install poppler; Windows: scoop install poppler) and read the paper again.";

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
        return await PdfProcess.RunAsync(
            new(path, arguments, file.Folder)
            {
                Seconds = options.PopplerSeconds,
                MostAddressSpace = MostMemory,
                Missing = Missing,
                Damaged = "The PDF is damaged, locked, or no PDF at all; poppler could not read it.",
            },
            ct);
    }

    private string? Find(string program) => options.PopplerFolder is { Length: > 0 } folder ? PdfProcess.Existing(folder, program)
        : PdfProcess.FindInPath(program);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
