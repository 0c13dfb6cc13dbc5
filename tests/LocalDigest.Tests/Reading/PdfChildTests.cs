using System.Diagnostics;
using LocalDigest.Reading;

namespace LocalDigest.Tests.Reading;

/// <summary>PDFs read by the daemon's own child process, on machines without poppler.</summary>
public sealed class PdfChildTests
{
    [Fact]
    public async Task Without_poppler_text_sections_and_references_are_read_and_figures_are_told_of()
    {
        Assert.True(PdfChild.IsThere);
        using var file = await PdfFile.CopyAsync(new MemoryStream(MadeUpPaper.Towels.ToPdf(1)), TestContext.Current.CancellationToken);
        using var folder = new TempFolder();
        var options = new ReadingOptions { PopplerFolder = folder.Path };
        var text = await PdfPaper.ReadAsync(file, MadeUpPaper.Towels.Known, new Poppler(options), options,
            TestContext.Current.CancellationToken);
        Assert.Equal(TextBasis.Pdf, text.Basis);
        Assert.Contains(text.Sections, section => section.Title.Equals("Introduction", StringComparison.OrdinalIgnoreCase));
        Assert.NotEmpty(text.References);
        Assert.Contains(text.Notes, note => note.Contains("poppler is not installed", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("%PDF-1.4")]
    [InlineData("%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [2 0 R] /Count 1 "
        + ">>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF")]
    public async Task A_damaged_file_is_a_failure_with_a_sentence(string content)
    {
        using var file = await PdfFile.CopyAsync(new MemoryStream(System.Text.Encoding.Latin1.GetBytes(content)),
            TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<ReadingException>(() =>
            new PdfChild(new ReadingOptions()).LayoutAsync(file, 10, TestContext.Current.CancellationToken));
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_child_ends_when_its_parent_does()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.File("paper.pdf"), MadeUpPaper.Towels.ToPdf(1));
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "LocalDigest.Daemon.exe"
            : "LocalDigest.Daemon"), [PdfChild.Mode, folder.File("paper.pdf"), "10"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        // Its input closes as it does when the process at the other end is gone; its output is full and nobody reads.
        process.StandardInput.Close();
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await process.WaitForExitAsync(soon.Token);
        Assert.True(process.ExitCode is 0 or 3, $"{process.ExitCode}");
    }
}
