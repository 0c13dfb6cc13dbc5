using System.Diagnostics;
using System.Globalization;
using System.Text;
using LocalDigest.Papers;
using LocalDigest.Reading;
using LocalDigest.Tests.Sources;

namespace LocalDigest.Tests.Hostile;

/// <summary>
/// PDFs that are made to loop, to swell and to act, read by poppler and by the daemon's own child. Each ends in a text or a sentence within
/// the time allowed; no process, no zombie and no file stays. Alone, so that the processes that are looked for are theirs.
/// </summary>
[Collection(nameof(MeasuredAlone))]
public sealed class HostilePdfTests
{
    private const int Seconds = 3;

    private static readonly Paper Paper = new() { Id = PaperId.Arxiv("2601.90001"), Title = "A hostile paper" };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds => new(Files.Keys);

    private static Dictionary<string, Func<byte[]>> Files { get; } = new(StringComparer.Ordinal)
    {
        ["pages that hold themselves"] = () => Pdf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"),
        ["pages that hold each other"] = () => Pdf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Pages/Kids[2 0 R]/Count 1/Parent 2 0 R>>"),
        ["two thousand million pages"] = () => Pdf("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 2147483647>>",
            Page("(x) Tj")),
        ["a page of a million miles"] = () => Pdf("<</Type/Catalog/Pages 2 0 R>>", Pages,
            "<</Type/Page/Parent 2 0 R/MediaBox[-1e9 -1e9 1e9 1e9]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
            Content("BT /F1 9e8 Tf (x) Tj ET"), Font),
        ["a table of places that leads back to itself"] = () =>
            Encoding.Latin1.GetBytes(
            "%PDF-1.4\nxref\n0 1\n0000000000 65535 f \ntrailer <</Size 1/Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF"),
        ["streams packed into each other"] = () => Pdf("<</Type/Catalog/Pages 2 0 R>>", Pages, Page(),
            Packed(Encoding.Latin1.GetBytes("BT /F1 9 Tf (" + new string('a', 60 << 20) + ") Tj ET"), 3), Font),
        ["words without end"] = () => Pdf("<</Type/Catalog/Pages 2 0 R>>", Pages, Page(),
            Packed(Encoding.Latin1.GetBytes("BT /F1 9 Tf " + string.Concat(Enumerable.Repeat("1 0 0 1 9 9 Tm (word) Tj ", 1_500_000))
            + "ET"), 1), Font),
        ["forms that draw forms ten times over"] = Forms,
        ["a form that draws itself"] = () => Pdf("<</Type/Catalog/Pages 2 0 R>>", Pages,
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>", Content("/X Do"),
            "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>/Length 11>>stream\n/X Do /X Do\nendstream"),
        ["lists in lists"] = () => Pdf("<</Type/Catalog/Pages 2 0 R/X " + new string('[', 300_000) + new string(']', 300_000) + ">>", Pages,
            Page("(x) Tj")),
        ["dictionaries in dictionaries"] = () => Pdf("<</Type/Catalog/Pages 2 0 R/X " + string.Concat(Enumerable.Repeat("<</A ", 100_000))
            + "1" + new string('>', 200_000) + ">>", Pages, Page("(x) Tj")),
        ["a length that is its own stream"] = () => Pdf("<</Type/Catalog/Pages 2 0 R>>", Pages, Page(),
            "<</Length 4 0 R>>stream\nBT (x) Tj ET\nendstream", Font),
        ["objects without end in a stream"] = () => Pdf("<</Type/Catalog/Pages 2 0 R>>", Pages, Page(),
            "<</Type/ObjStm/N 2147483647/First 2147483647/Extends 4 0 R/Length 5>>stream\n1 0 2\nendstream", Font),
        ["scripts and programs to start"] = () =>
            Pdf("<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.launchURL\\('http://127.0.0.1:9/'\\); "
            + "while\\(true\\);)>>/AA<</WC<</S/Launch/F(/bin/sh)/P(-c \"touch hit\")>>>>>>",
            Pages, Page("(x) Tj"), "<</S/URI/URI(file:///etc/passwd)>>"),
        ["a font that is a bomb"] = () => Pdf("<</Type/Catalog/Pages 2 0 R>>", Pages, Page(), Content("BT /F1 9 Tf (x) Tj ET"),
            "<</Type/Font/Subtype/Type1/BaseFont/X/FontDescriptor 6 0 R/FirstChar 0/LastChar 2147483647/ToUnicode 7 0 R>>",
            "<</Type/FontDescriptor/FontName/X/FontFile 8 0 R>>",
            Packed(Encoding.Latin1.GetBytes("begincmap 1 beginbfrange <0000> <ffffffff> <0000> endbfrange endcmap"), 1),
            Packed(new byte[80 << 20], 2)),
    };

    private static string Pages => "<</Type/Pages/Kids[3 0 R]/Count 1>>";

    private static string Font => "<</Type/Font/Subtype/Type1/BaseFont/Courier>>";

    [Theory, TakesLong]
    [MemberData(nameof(Kinds))]
    public async Task Poppler_ends_in_a_text_or_a_sentence_and_leaves_nothing(string kind)
    {
        var options = new ReadingOptions { PopplerSeconds = Seconds };
        var poppler = new Poppler(options);
        Assert.SkipUnless(poppler.IsInstalled, "skipped: poppler-utils is not installed");
        await EndsAsync(kind, file => PdfPaper.ReadAsync(file, Paper, poppler, options, Ct));
        await EndsAsync(kind, file => poppler.PictureAsync(file, new PageRegion(1, 0, 0, 1e6, 1e6), 150, Ct));
    }

    [Theory, TakesLong]
    [MemberData(nameof(Kinds))]
    public Task The_daemons_own_child_ends_in_a_text_or_a_sentence_and_leaves_nothing(string kind) =>
        EndsAsync(kind, file => new PdfChild(new ReadingOptions { PopplerSeconds = Seconds }).LayoutAsync(file, 10, Ct));

    [Fact]
    public async Task A_child_goes_with_the_wish_for_it()
    {
        var poppler = new Poppler(new ReadingOptions { PopplerSeconds = 600 });
        Assert.SkipUnless(poppler.IsInstalled, "skipped: poppler-utils is not installed");
        var before = Children();
        using var file = await PdfFile.CopyAsync(new MemoryStream(Forms()), Ct);
        using var gone = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poppler.LayoutAsync(file, 10, gone.Token));
        await TestDaemon.UntilAsync(() => Task.FromResult(!Children().Except(before).Any()));
    }

    [Fact]
    public async Task A_file_of_nothing_but_gaps_is_not_copied()
    {
        using var folder = new TempFolder();
        await using var gaps = new FileStream(folder.File("gaps.pdf"), FileMode.CreateNew, FileAccess.ReadWrite);
        await gaps.WriteAsync("%PDF-1.4\n"u8.ToArray(), Ct);
        gaps.SetLength(4L << 30);
        gaps.Position = 0;
        var error = await Assert.ThrowsAsync<ReadingException>(() => PdfFile.CopyAsync(gaps, Ct));
        Assert.Contains("larger than 200 MB", error.Message, StringComparison.Ordinal);
    }

    private static async Task EndsAsync(string kind, Func<PdfFile, Task> readAsync)
    {
        var before = Children();
        var own = Process.GetCurrentProcess();
        var memory = own.WorkingSet64;
        string folder;
        var clock = Stopwatch.StartNew();
        using (var file = await PdfFile.CopyAsync(new MemoryStream(Files[kind]()), Ct))
        {
            folder = file.Folder;
            try
            {
                await readAsync(file);
            }
            catch (ReadingException error)
            {
                Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
            }
            // Three programs of poppler may each take their time.
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds((4 * Seconds) + 20), $"{clock.Elapsed}");
            Assert.Equal(["paper.pdf"], Directory.GetFileSystemEntries(folder).Select(Path.GetFileName));
        }
        Assert.False(Directory.Exists(folder));
        await TestDaemon.UntilAsync(() => Task.FromResult(!Children().Except(before).Any()));
        own.Refresh();
        // What the child wrote is at most 64 MB, as bytes, as text and as words.
        Assert.True(own.WorkingSet64 - memory < 1_500L << 20, $"{(own.WorkingSet64 - memory) >> 20} MB more");
    }

    /// <summary>Processes that this one has started and whose end it has not yet taken note of, zombies included.</summary>
    private static HashSet<string> Children() => !OperatingSystem.IsLinux() ? []
        : [.. Directory.GetDirectories("/proc/self/task").SelectMany(thread =>
        {
            try
            {
                return File.ReadAllText(thread + "/children").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            }
            // The thread has ended since.
            catch (IOException)
            {
                return [];
            }
        })];

    private static string Page(string text = "") => text.Length == 0
        ? "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
        : "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R>>";

    private static string Content(string text) => $"<</Length {text.Length}>>stream\n{text}\nendstream";

    private static string Packed(byte[] bytes, int times)
    {
        for (var i = 0; i < times; i++) bytes = BoundedHttpTests.Compressed(bytes, "deflate");
        var filters = string.Concat(Enumerable.Repeat("/FlateDecode ", times));
        return $"<</Length {bytes.Length}/Filter[{filters}]>>stream\n{Encoding.Latin1.GetString(bytes)}\nendstream";
    }

    /// <summary>Twelve forms, each of which draws the next ten times.</summary>
    private static byte[] Forms()
    {
        List<string> objects = ["<</Type/Catalog/Pages 2 0 R>>", Pages,
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</XObject<</X 6 0 R>>>>>>", Content("/X Do"), Font];
        for (var i = 6; i < 18; i++)
        {
            var text = i == 17 ? "BT /F1 9 Tf 9 9 Td (word) Tj ET" : string.Concat(Enumerable.Repeat("/X Do ", 10));
            objects.Add(string.Create(CultureInfo.InvariantCulture,
                $"<</Type/XObject/Subtype/Form/BBox[0 0 612 792]/Resources<</XObject<</X {i + 1} 0 R>>/Font<</F1 5 0 R>>>>")
                + string.Create(CultureInfo.InvariantCulture, $"/Length {text.Length}>>stream\n{text}\nendstream"));
        }
        return Pdf([.. objects]);
    }

    private static byte[] Pdf(params string[] objects)
    {
        var text = new StringBuilder("%PDF-1.7\n");
        var places = new List<int>();
        for (var i = 0; i < objects.Length; i++)
        {
            places.Add(text.Length);
            text.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj\n{objects[i]}\nendobj\n");
        }
        var table = text.Length;
        text.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        foreach (var place in places) text.Append(CultureInfo.InvariantCulture, $"{place:0000000000} 00000 n \n");
        text.Append(CultureInfo.InvariantCulture, $"trailer <</Size {objects.Length + 1}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF");
        return Encoding.Latin1.GetBytes(text.ToString());
    }
}
