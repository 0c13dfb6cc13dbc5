using LocalDigest.Papers;
using LocalDigest.Reading;

namespace LocalDigest.Tests.Reading;

internal static class Pdfs
{
    public static readonly ReadingOptions Options = new();

    /// <summary>poppler; skips the calling test where it is not installed.</summary>
    public static Poppler Poppler()
    {
        var poppler = new Poppler(Options);
        if (!poppler.IsInstalled) Assert.Skip("skipped: poppler-utils is not installed");
        return poppler;
    }

    public static async Task<FullText> ReadAsync(byte[] pdf, Paper paper, ReadingOptions? options = null)
    {
        var poppler = options is null ? Poppler() : new Poppler(options);
        using var file = await PdfFile.CopyAsync(new MemoryStream(pdf), TestContext.Current.CancellationToken);
        return await PdfPaper.ReadAsync(file, paper, poppler, options ?? Options, TestContext.Current.CancellationToken);
    }

    public static Task<FullText> ReadHtmlAsync(string html, Paper? paper = null) =>
        LatexmlPage.ReadAsync(new StringReader(html), new Uri("https://arxiv.org/html/2601.90001v1"), paper ?? new Paper { Id = PaperId.Arxiv("2601.90001"), Title = "A title" }, TestContext.Current.CancellationToken);
}
