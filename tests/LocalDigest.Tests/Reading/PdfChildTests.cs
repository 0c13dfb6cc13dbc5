using System.Diagnostics;
using System.Net.Sockets;
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
    public void What_the_child_does_to_itself_denies_every_socket()
    {
        if (!NoNetwork.IsKnownHere) Assert.Skip("skipped: not Linux on x64 or arm64");
        Exception? denied = null;
        var isDenied = false;
        var thread = new Thread(() =>
        {
            isDenied = NoNetwork.Deny(allThreads: false);
            denied = Record.Exception(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp).Dispose());
        });
        thread.Start();
        thread.Join();
        Assert.True(isDenied);
        Assert.Equal(SocketError.AccessDenied, Assert.IsType<SocketException>(denied).SocketErrorCode);
        // Files are read as before, and other threads have what they had.
        new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp).Dispose();
    }

    [Fact]
    public async Task The_child_has_no_network()
    {
        if (!NoNetwork.IsKnownHere) Assert.Skip("skipped: not Linux on x64 or arm64");
        using var folder = new TempFolder();
        // A pipe in place of the PDF: the child waits for it when it has done the rest.
        var pipe = folder.File("pipe");
        using (var made = Process.Start("mkfifo", pipe)) await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        var program = Path.Combine(AppContext.BaseDirectory, "LocalDigest.Daemon");
        using var process = Process.Start(new ProcessStartInfo(program, [PdfChild.Mode, pipe, "1"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            var own = FiltersOf(Environment.ProcessId);
            await TestDaemon.UntilAsync(() => Task.FromResult(FiltersOf(process.Id) > own));
            Assert.All(Directory.GetDirectories($"/proc/{process.Id}/task"), thread => Assert.True(FiltersOf(thread) > own, thread));
        }
        finally
        {
            process.Kill();
        }

        static int FiltersOf(object process) => int.Parse(
            File.ReadLines(process is int id ? $"/proc/{id}/status" : $"{process}/status")
                .First(line => line.StartsWith("Seccomp_filters:", StringComparison.Ordinal)).Split('\t')[1],
            System.Globalization.CultureInfo.InvariantCulture);
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
