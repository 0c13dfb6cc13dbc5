using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using LocalDigest.Ingestion;
using LocalDigest.Papers;
using LocalDigest.Reading;
using LocalDigest.Tests.Reading;
using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Tests.Hostile;

/// <summary>
/// Files that a library names beside those of its folder: by links on any step of the way, by paths that climb, by kinds of files that are
/// none. None is read, nothing waits, and what lies in the folder is read as before.
/// </summary>
public sealed class LibraryFolderTests : IDisposable
{
    private readonly TempFolder folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_links_lead_to_outside_of_the_folder_is_not_opened()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "skipped: links need rights on Windows");
        Directory.CreateDirectory(folder.File("library/real"));
        Directory.CreateDirectory(folder.File("outside/deep"));
        var pdf = MadeUpPaper.Tides.ToPdf(1);
        File.WriteAllBytes(folder.File("library/real/own.pdf"), pdf);
        File.WriteAllBytes(folder.File("outside/secret.pdf"), pdf);
        File.WriteAllBytes(folder.File("outside/deep/secret.pdf"), pdf);
        Directory.CreateDirectory(folder.File("library-beside"));
        File.WriteAllBytes(folder.File("library-beside/secret.pdf"), pdf);
        void Link(string at, string to) => File.CreateSymbolicLink(folder.File("library/" + at), to);
        Link("file.pdf", folder.File("outside/secret.pdf"));
        Link("relative.pdf", "../outside/secret.pdf");
        Link("chain.pdf", "chain2.pdf");
        Link("chain2.pdf", folder.File("outside/secret.pdf"));
        Link("down", folder.File("outside"));
        Link("down2", "down/deep");
        Link("real/up", "..");
        Link("real/out", "up/down");
        Link("loop.pdf", "loop2.pdf");
        Link("loop2.pdf", "loop.pdf");
        Link("ring", "ring/ring");
        Link("beside", folder.File("library-beside"));
        Link("inside.pdf", "real/own.pdf");
        Link("inner", "real");
        await using var daemon = await DaemonAsync(folder.File("library"));
        var (paper, library) = Held(daemon);
        string[] leadOut =
        [
            "file.pdf", "relative.pdf", "chain.pdf", "down/secret.pdf", "down/deep/secret.pdf", "down2/secret.pdf", "real/out/secret.pdf",
            "loop.pdf",
            "ring/x.pdf", "beside/secret.pdf", "real/up/down/secret.pdf",
        ];
        Assert.Equal(10, library.Add(paper.Number, leadOut[..10]));
        library.Add(paper.Number, leadOut[10..]);
        Assert.Null(library.Open(paper.Number));
        var text = await daemon.Services.GetRequiredService<Reader>().ReadAsync(paper, Ct);
        Assert.Equal(TextBasis.Abstract, text.Basis);
        // Links that stay within the folder are the user's own order.
        foreach (var inside in (string[])["real/own.pdf", "inside.pdf", "inner/own.pdf", "real/up/inner/own.pdf"])
        {
            var (other, _) = Held(daemon, "doi:10.1000/" + inside);
            Assert.Equal(1, library.Add(other.Number, [inside]));
            await using var opened = library.Open(other.Number);
            Assert.True(opened is { Length: > 100 }, inside);
        }
    }

    [Fact]
    public async Task A_folder_that_is_itself_behind_a_link_is_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "skipped: links need rights on Windows");
        Directory.CreateDirectory(folder.File("elsewhere/store"));
        File.WriteAllBytes(folder.File("elsewhere/store/own.pdf"), MadeUpPaper.Tides.ToPdf(1));
        Directory.CreateSymbolicLink(folder.File("library"), folder.File("elsewhere"));
        await using var daemon = await DaemonAsync(folder.File("library/store"));
        var (paper, library) = Held(daemon);
        Assert.Equal(1, library.Add(paper.Number, [folder.File("library/store/own.pdf")]));
        await using var opened = library.Open(paper.Number);
        Assert.NotNull(opened);
    }

    /// <summary>Whoever opens a pipe waits for its other end: the reading of all papers would wait with it.</summary>
    [Fact]
    public async Task Pipes_sockets_devices_and_folders_are_no_pdfs_and_nothing_waits_for_them()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "skipped: needs mkfifo");
        Directory.CreateDirectory(folder.File("library/folder.pdf"));
        using (var made = Process.Start("mkfifo", folder.File("library/pipe.pdf"))) await made.WaitForExitAsync(Ct);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(folder.File("library/socket.pdf")));
        File.CreateSymbolicLink(folder.File("library/device.pdf"), "/dev/zero");
        File.CreateSymbolicLink(folder.File("library/process.pdf"), "/proc/self/environ");
        File.WriteAllBytes(folder.File("library/empty.pdf"), []);
        await using var daemon = await DaemonAsync(folder.File("library"));
        var (paper, library) = Held(daemon);
        Assert.Equal(6, library.Add(paper.Number, ["folder.pdf", "pipe.pdf", "socket.pdf", "device.pdf", "process.pdf", "empty.pdf"]));
        var reading = Task.Run(() => daemon.Services.GetRequiredService<Reader>().ReadAsync(paper, Ct), Ct);
        var text = await reading.WaitAsync(TimeSpan.FromSeconds(20), Ct);
        Assert.Equal(TextBasis.Abstract, text.Basis);
    }

    /// <summary>By every field that exporters write paths to, in the forms that they write.</summary>
    [Fact]
    public async Task A_library_file_names_nothing_outside_of_the_folder()
    {
        Directory.CreateDirectory(folder.File("library"));
        Directory.CreateDirectory(folder.File("outside"));
        File.WriteAllBytes(folder.File("outside/secret.pdf"), MadeUpPaper.Tides.ToPdf(1));
        await using var daemon = await DaemonAsync(folder.File("library"));
        var outside = folder.File("outside/secret.pdf");
        string[] files =
        [
            outside, $":{outside}:application/pdf", $"A:../outside/secret.pdf:PDF;B:{outside}:PDF", "file://" + outside,
            "library/../../outside/secret.pdf",
            "x/../../outside/secret.pdf", "....//outside/secret.pdf", "%2e%2e/outside/secret.pdf", "..\\\\outside\\\\secret.pdf",
            "~/secret.pdf", "/proc/self/root" + outside,
            "//localhost" + outside, "$HOME/secret.pdf",
        ];
        var entries = new StringBuilder();
        for (var i = 0; i < files.Length; i++)
        {
            entries.Append($"@article{{k{i}, title = {{Tides number {i}}}, author = {{Mora, Dana}}, doi = {{10.1000/outside.{i}}}, ")
                .Append($"file = {{{files[i]}}}, ")
                .Append($"pdf = {{{files[i]}}}, localfile = {{{files[i]}}}}}\n");
        }
        using (var imported = await daemon.SendAsync(HttpMethod.Post, "/v1/papers", entries.ToString(), "application/x-bibtex"))
        {
            Assert.True(imported.IsSuccessStatusCode);
        }
        var library = daemon.Services.GetRequiredService<LibraryPdfTable>();
        for (var i = 0; i < files.Length; i++)
        {
            Assert.True(PaperId.TryParse($"doi:10.1000/outside.{i}", out var id));
            await using var opened = library.Open(daemon.Services.GetRequiredService<PaperTable>().Find(id)!.Number);
            Assert.True(opened is null, files[i]);
        }
    }

    private static Task<TestDaemon> DaemonAsync(string library) => TestDaemon.StartAsync(["--LocalDigest:Reading:LibraryFolders:0="
        + library]);

    private static (StoredPaper Paper, LibraryPdfTable Library) Held(TestDaemon daemon, string name = "doi:10.1000/tides")
    {
        Assert.True(PaperId.TryParse(name, out var id));
        var papers = daemon.Services.GetRequiredService<PaperTable>();
        daemon.Services.GetRequiredService<Ingestor>().Import([MadeUpPaper.Tides.Known with { Id = id, Version = null, Title = "Of "
        + name }]);
        return (papers.Find(id)!, daemon.Services.GetRequiredService<LibraryPdfTable>());
    }
}
