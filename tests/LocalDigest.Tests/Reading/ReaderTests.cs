using LocalDigest.Ingestion;
using LocalDigest.Papers;
using LocalDigest.Reading;
using LocalDigest.Sources;
using LocalDigest.Storage;
using LocalDigest.Tests.StandIns;
using Microsoft.Extensions.Logging;
using static LocalDigest.Tests.Sources.Shorthand;

namespace LocalDigest.Tests.Reading;

/// <summary>Reading against a stand-in for arXiv and a real database: the chain from HTML to PDF to the abstract, and what is kept.</summary>
public sealed class ReaderTests : IDisposable
{
    private static readonly MadeUpPaper Towels = MadeUpPaper.Towels;

    private readonly TempFolder folder = new();
    private readonly SkippingTime time = new(Utc("2026-01-21T12:00:00"));
    private readonly RecordedLog log = new();
    private readonly LoggerFactory loggers;
    private readonly Database database;
    private readonly PaperTable papers;
    private readonly FigureStore figures;

    public ReaderTests()
    {
        database = Database.Open(folder.Path, time);
        papers = new PaperTable(database, time, []);
        figures = new FigureStore(folder.File("figures"));
        loggers = new LoggerFactory([log]);
    }

    public void Dispose()
    {
        loggers.Dispose();
        database.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Html_is_read_with_its_figures_which_are_fifteen_seconds_apart_and_once()
    {
        await using var arxiv = new FakeArxiv(time) { OnFile = Html };
        using var reader = Reader(arxiv);
        var paper = Store(Towels.Known);
        Assert.Null(reader.Find(paper));
        var text = await reader.ReadAsync(paper, Ct);

        Assert.Equal(TextBasis.Html, text.Basis);
        Assert.Equal(["/html/2601.90001v1", "/html/2601.90001v1/x1.png", "/html/2601.90001v1/x2.png", "/html/2601.90001v1/x3.png"], arxiv.Requests.Select(asked => asked.Path));
        for (var i = 1; i < arxiv.Requests.Count; i++) Assert.True(arxiv.Requests[i].Began - arxiv.Requests[i - 1].Ended >= TimeSpan.FromSeconds(15));
        Assert.All(text.Figures, figure => Assert.Equal(("image/png", 40, 30), (figure.Stored!.MediaType, figure.Stored.Width, figure.Stored.Height)));
        Assert.Single(Directory.GetFiles(folder.File("figures"))); // three times the same picture

        // It is kept, and comes back as it went in.
        Assert.Equal(Json(text), Json(await reader.ReadAsync(paper, Ct)));
        Assert.Equal(Json(text), Json(reader.Find(paper)!.Text));
        Assert.Equal(4, arxiv.Requests.Count);
    }

    [Fact]
    public async Task A_new_version_or_a_new_text_is_read_anew()
    {
        await using var arxiv = new FakeArxiv(time) { OnFile = Html };
        using var reader = Reader(arxiv, new ReadingOptions { FiguresPerPaper = 0 });
        await reader.ReadAsync(Store(Towels.Known), Ct);
        var second = Store(Towels.Known with { Version = 2 });
        Assert.Null(reader.Find(second));
        await reader.ReadAsync(second, Ct);
        var other = Store(Towels.Known with { Version = 3, Abstract = "Another abstract." });
        Assert.Null(reader.Find(other));
        Assert.Equal(["/html/2601.90001v1", "/html/2601.90001v2"], arxiv.Requests.Select(asked => asked.Path));
        Assert.Equal(1, database.Read(session => session.First("SELECT count(*) FROM full_texts", row => row.Number(0))));
    }

    [Fact]
    public async Task Without_html_the_pdf_is_read_and_its_figures_cut_out()
    {
        Pdfs.Poppler();
        await using var arxiv = new FakeArxiv(time) { OnFile = asked => asked.Path.StartsWith("/pdf/", StringComparison.Ordinal) ? new Reply(200, Towels.ToPdf(2), "application/pdf") : null };
        using var reader = Reader(arxiv);
        var text = await reader.ReadAsync(Store(Towels.Known), Ct);
        Assert.Equal(TextBasis.Pdf, text.Basis);
        Assert.Equal("arXiv has no HTML of this paper.", Assert.Single(text.Notes));
        Assert.Equal(["/html/2601.90001v1", "/pdf/2601.90001v1"], arxiv.Requests.Select(asked => asked.Path));
        Assert.All(text.Figures, figure => Assert.InRange(figure.Stored!.Width, 380, 460)); // 200 points at 144 dots an inch, and a margin
        // Nothing of that passes: it is not tried again.
        Assert.Null(reader.Find(papers.Find(Towels.Known.Id)!)!.AgainAt);
    }

    [Fact]
    public async Task Where_nothing_can_be_had_the_abstract_is_the_text_and_the_notes_say_why()
    {
        await using var arxiv = new FakeArxiv(time) { OnFile = _ => null };
        using var reader = Reader(arxiv);
        var paper = Store(Towels.Known);
        var text = await reader.ReadAsync(paper, Ct);
        Assert.Equal((TextBasis.Abstract, Towels.Abstract), (text.Basis, Assert.Single(text.Sections).Text()));
        Assert.Equal("arXiv has no HTML of this paper.", text.Notes[0]);
        Assert.True(text.Notes.Count >= 2);
        var asked = arxiv.Requests.Count;
        await reader.ReadAsync(paper, Ct);
        Assert.Equal(asked, arxiv.Requests.Count);
        time.Advance(TimeSpan.FromDays(8));
        await reader.ReadAsync(paper, Ct);
        Assert.True(arxiv.Requests.Count > asked);
    }

    [Fact]
    public async Task What_failed_in_passing_is_tried_again_later_and_takes_nothing_away()
    {
        var isDown = true;
        await using var arxiv = new FakeArxiv(time) { OnFile = asked => isDown ? Reply.Nothing(500) : Html(asked) };
        using var reader = Reader(arxiv, new ReadingOptions { FiguresPerPaper = 0, PopplerFolder = folder.Path });
        var paper = Store(Towels.Known);
        var text = await reader.ReadAsync(paper, Ct);
        Assert.Equal(TextBasis.Abstract, text.Basis);
        Assert.Contains(text.Notes, note => note.StartsWith("arXiv's HTML could not be fetched", StringComparison.Ordinal));
        isDown = false;
        Assert.Equal(TextBasis.Abstract, (await reader.ReadAsync(paper, Ct)).Basis);
        time.Advance(TimeSpan.FromHours(7));
        Assert.Equal(TextBasis.Html, (await reader.ReadAsync(paper, Ct)).Basis);
    }

    [Fact]
    public async Task Without_poppler_the_text_is_read_all_the_same_and_a_sentence_says_what_figures_need()
    {
        await using var arxiv = new FakeArxiv(time)
        {
            OnFile = asked => asked.Path.StartsWith("/pdf", StringComparison.Ordinal) ? new Reply(200, Towels.ToPdf(1), "application/pdf")
                : null,
        };
        using var reader = Reader(arxiv, new ReadingOptions { PopplerFolder = folder.Path });
        var text = await reader.ReadAsync(Store(Towels.Known), Ct);
        Assert.Equal(TextBasis.Pdf, text.Basis);
        Assert.Contains(text.Notes, note => note.Contains("apt install poppler-utils", StringComparison.Ordinal));
        Assert.All(text.Figures.SelectMany(figure => figure.Images), image => Assert.Null(image.Stored));
    }

    [Fact]
    public async Task Pictures_that_are_none_or_lie_elsewhere_are_notes_and_are_not_asked_for()
    {
        await using var elsewhere = new StandIn(_ => new Reply(200, Pictures.Png(40, 30), "image/png"));
        await using var arxiv = new FakeArxiv(time)
        {
            OnFile = asked => asked.Path switch
            {
                "/html/2601.90001v1" => Reply.Text(Towels.ToHtml().Replace("2601.90001v1/x2.png", elsewhere.Url + "/x2.png", StringComparison.Ordinal).Replace("2601.90001v1/x3.png", "../api/query?x3.png", StringComparison.Ordinal), "text/html"),
                _ => Reply.Text("<svg onload='alert(1)'/>", "image/png"),
            },
        };
        using var reader = Reader(arxiv);
        var text = await reader.ReadAsync(Store(Towels.Known), Ct);
        Assert.Equal(TextBasis.Html, text.Basis);
        Assert.All(text.Figures, figure => Assert.Null(figure.Stored));
        Assert.Equal("Figure 1 is a drawing in SVG, which may hold script; it is not kept.", text.Notes[0]);
        Assert.Equal(2, text.Notes.Count(note => note.EndsWith("The picture is not among arXiv's full texts. It was not fetched.", StringComparison.Ordinal)));
        Assert.Empty(elsewhere.Requests);
        Assert.Equal(["/html/2601.90001v1", "/html/2601.90001v1/x1.png"], arxiv.Requests.Select(asked => asked.Path));
    }

    [Fact]
    public async Task A_cancelled_reading_keeps_nothing()
    {
        using var cancel = new CancellationTokenSource();
        await using var arxiv = new FakeArxiv(time)
        {
            OnFile = asked =>
            {
                if (asked.Path.EndsWith("x1.png", StringComparison.Ordinal)) cancel.Cancel();
                return Html(asked);
            },
        };
        using var reader = Reader(arxiv);
        var paper = Store(Towels.Known);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reader.ReadAsync(paper, cancel.Token));
        Assert.Null(reader.Find(paper));
        Assert.Equal(TextBasis.Html, (await reader.ReadAsync(paper, Ct)).Basis);
    }

    [Fact]
    public async Task Texts_that_were_read_longest_ago_go_when_there_are_too_many()
    {
        await using var arxiv = new FakeArxiv(time) { OnFile = Html };
        var table = new FullTextTable(database);
        var stored = new List<StoredPaper>();
        for (var i = 0; i < 4; i++)
        {
            var paper = Store(Towels.Known with { Id = PaperId.Arxiv($"2601.9100{i}"), Title = $"Another paper, number {i}" });
            stored.Add(paper);
            var image = new StoredImage(new string((char)('a' + i), 64) + ".png", "image/png", 1, 1, 4_000_000);
            var text = new FullText { Basis = TextBasis.Html, Title = "x", Figures = [new Figure { Id = "fig1", Images = [new FigureImage("fig1", "", "https://arxiv.org/x", null, image)] }] };
            time.Advance(TimeSpan.FromMinutes(1));
            var named = table.Save(paper, new StoredText(text, time.GetUtcNow(), null), 10_000_000);
            Assert.Equal(Math.Min(i + 1, 2), named.Count);
        }
        Assert.Equal([false, false, true, true], stored.Select(paper => table.Find(paper) is not null));
    }

    [Fact]
    public void Pictures_that_no_text_names_are_swept_away_after_an_hour()
    {
        var old = figures.Save(Pictures.Png(40, 30));
        var young = figures.Save(Pictures.Png(41, 30));
        var named = figures.Save(Pictures.Png(42, 30));
        foreach (var image in new[] { old, named }) File.SetLastWriteTimeUtc(Path.Combine(folder.File("figures"), image.File), DateTime.UtcNow.AddHours(-2));
        figures.Sweep(new HashSet<string> { named.File }, DateTimeOffset.UtcNow);
        Assert.Equal(new[] { young.File, named.File }.Order(StringComparer.Ordinal), Directory.GetFiles(folder.File("figures")).Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_pdf_of_the_users_own_library_is_read_where_the_library_lies_and_nowhere_else()
    {
        Pdfs.Poppler();
        Directory.CreateDirectory(folder.File("library/sub"));
        Directory.CreateDirectory(folder.File("elsewhere"));
        File.WriteAllBytes(folder.File("library/sub/tides.pdf"), MadeUpPaper.Tides.ToPdf(1));
        File.WriteAllBytes(folder.File("elsewhere/tides.pdf"), MadeUpPaper.Tides.ToPdf(1));
        File.CreateSymbolicLink(folder.File("library/link.pdf"), folder.File("elsewhere/tides.pdf"));
        await using var arxiv = new FakeArxiv(time);
        var options = new ReadingOptions { LibraryFolders = [folder.File("library")] };
        var library = new LibraryPdfTable(database, options);
        using var reader = Reader(arxiv, options);
        Assert.True(PaperId.TryParse("doi:10.1000/tides", out var id));
        var paper = Store(MadeUpPaper.Tides.Known with { Id = id, Version = null });

        Assert.Equal(0, library.Add(paper.Number, ["/etc/passwd", folder.File("elsewhere/tides.pdf"), "../elsewhere/tides.pdf", "sub/notes.txt", "sub/../../elsewhere/tides.pdf"]));
        Assert.Equal(1, library.Add(paper.Number, ["link.pdf"]));
        var text = await reader.ReadAsync(paper, Ct);
        Assert.Equal(TextBasis.Abstract, text.Basis);

        Assert.Equal(2, library.Add(paper.Number, [folder.File("library/sub/tides.pdf"), "not-there.pdf"]));
        Assert.DoesNotContain(database.Read(session => session.Query("SELECT path FROM library_pdfs", row => row.Text(0))), Path.IsPathRooted);
        time.Advance(TimeSpan.FromDays(8));
        text = await reader.ReadAsync(paper, Ct);
        Assert.Equal((TextBasis.Pdf, 2), (text.Basis, text.Figures.Count));
        Assert.Empty(arxiv.Requests);
    }

    [Fact, TakesLong]
    public async Task An_error_that_no_code_foresaw_costs_one_way_to_the_text_and_is_logged_once_with_its_stack_trace()
    {
        await using var arxiv = new FakeArxiv(time) { OnFile = Html };
        using var reader = Reader(arxiv, new ReadingOptions { PopplerFolder = folder.Path });
        var paper = Store(Towels.Known);
        // Nothing makes an author without a name; the reader of HTML compares names.
        var text = await reader.ReadAsync(paper with { Paper = paper.Paper with { Authors = [new Author(null!)] } }, Ct);
        Assert.Equal(TextBasis.Abstract, text.Basis);
        Assert.StartsWith("arXiv's HTML could not be read: ", text.Notes[0], StringComparison.Ordinal);
        var entry = Assert.Single(log.Entries);
        Assert.Equal(("LocalDigest.Reading.Reader", LogLevel.Error), (entry.Category, entry.Level));
        Assert.Equal("arxiv:2601.90001: arXiv's HTML could not be read", entry.Message);
        Assert.Contains("LatexmlPage", entry.Error!.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public void The_figures_that_are_kept_are_of_method_and_results_first_and_then_of_each_section()
    {
        static Figure Of(string id, FigureRole role, string section) => new() { Id = id, Role = role, Section = section, Images = [new FigureImage(id, "", "https://arxiv.org/x", null)] };
        var text = new FullText
        {
            Basis = TextBasis.Html,
            Title = "x",
            Figures = [Of("a", FigureRole.Other, "S1"), Of("b", FigureRole.Other, "S1"), Of("c", FigureRole.Method, "S2"), Of("d", FigureRole.Other, "S3"), Of("e", FigureRole.Results, "S4"), new Figure { Id = "f", Role = FigureRole.Teaser }],
        };
        Assert.Equal(["c", "e"], LocalDigest.Reading.Reader.Choose(text, 2).Order());
        Assert.Equal(["a", "c", "d", "e"], LocalDigest.Reading.Reader.Choose(text, 4).Order());
        Assert.Equal(5, LocalDigest.Reading.Reader.Choose(text, 20).Count);
    }

    private Reader Reader(FakeArxiv arxiv, ReadingOptions? options = null)
    {
        options ??= new ReadingOptions();
        return new Reader(
            new ArxivClient(arxiv.Options, new InMemorySourceMemory(), time), new FullTextTable(database), new LibraryPdfTable(database, options),
            figures, options, time, loggers.CreateLogger<Reader>());
    }

    private StoredPaper Store(Paper paper)
    {
        new Ingestor(database, papers).Import([paper]);
        return papers.Find(paper.Id)!;
    }

    private static Reply? Html(Asked asked) =>
        asked.Path.EndsWith(".png", StringComparison.Ordinal) ? new Reply(200, Pictures.Png(40, 30), "text/plain")
        : asked.Path.StartsWith("/html/", StringComparison.Ordinal) ? Reply.Text(Towels.ToHtml().Replace("2601.90001v1/", asked.Path["/html/".Length..] + "/", StringComparison.Ordinal), "text/html; charset=utf-8")
        : null;

    private static string Json(FullText text) => System.Text.Json.JsonSerializer.Serialize(text);
}
