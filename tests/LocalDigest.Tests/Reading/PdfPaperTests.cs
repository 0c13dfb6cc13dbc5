using System.Text;
using LocalDigest.Papers;
using LocalDigest.Reading;

namespace LocalDigest.Tests.Reading;

public sealed class PdfPaperTests
{
    private static readonly Paper Known = new() { Id = PaperId.Arxiv("2601.90001"), Title = "A title", Abstract = "What is known of it." };

    [Fact]
    public async Task Roman_numbers_letters_and_appendices_make_levels()
    {
        var typesetter = new Typesetter(2, "A HEAD");
        typesetter.Centre("A title", 16, bold: true);
        typesetter.BeginColumns();
        typesetter.Paragraph("Abstract-We count sections as engineers do, and this line is as long as lines of an abstract are.", indent: false);
        foreach (var heading in (string[])["I. INTRODUCTION", "II. SYSTEM", "A. Parts", "B. Wholes", "III. RESULTS", "REFERENCES"])
        {
            typesetter.Heading(heading, 10);
            if (heading == "REFERENCES") typesetter.Entry("[1] A. King. Counting. 2024.");
            else typesetter.Paragraph("This is a paragraph that is long enough to fill several lines of a narrow column, so that there is something to read below each of the headings.", indent: false);
        }
        typesetter.Heading("APPENDIX", 10);
        typesetter.Heading("A. Proofs", 10);
        typesetter.Paragraph("They are left to the reader, who has more time than the authors and will surely find them.", indent: false);
        var text = await Pdfs.ReadAsync(typesetter.Save(), Known);
        Assert.Equal(
            [(null, "Abstract", 1), ("I", "Introduction", 1), ("II", "System", 1), ("A", "Parts", 2), ("B", "Wholes", 2), ("III", "Results", 1), (null, "References", 1), (null, "Appendix", 1), ("A", "Proofs", 1)],
            text.Sections.Select(section => (section.Number, section.Title, section.Level)));
        Assert.StartsWith("We count sections", text.Sections[0].Text(), StringComparison.Ordinal);
        Assert.Equal([("1", "A. King. Counting. 2024.")], text.References.Select(reference => (reference.Label, reference.Text)));
    }

    [Fact]
    public async Task A_text_without_headings_is_one_text_with_a_note()
    {
        var typesetter = new Typesetter(1, "A HEAD");
        for (var i = 0; i < 12; i++) typesetter.Paragraph($"Paragraph number {i} goes on for a while without ever coming to a heading, because its authors did not believe in headings and said so.", indent: i > 0);
        var text = await Pdfs.ReadAsync(typesetter.Save(), Known);
        Assert.Contains(text.Sections, section => section.Title.Length == 0 && section.Paragraphs.Count >= 10);
        Assert.Contains(text.Notes, note => note.StartsWith("No headings", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_two_hundred_pages_the_first_are_read_with_a_note()
    {
        var pdf = new PdfWriter();
        for (var i = 1; i <= 200; i++)
        {
            pdf.AddPage();
            for (var line = 0; line < 40; line++) pdf.Text(72, 72 + (line * 14), 10, $"Line {line} of page {i} says that there is still no end in sight.");
        }
        var text = await Pdfs.ReadAsync(pdf.Save(), Known, new ReadingOptions { MaxPages = 30 });
        Assert.Contains(text.Notes, note => note.StartsWith("Only the first 30 of the PDF's 200 pages", StringComparison.Ordinal));
        var all = string.Join(' ', text.Sections.Select(section => section.Text()));
        Assert.Contains("page 30 ", all, StringComparison.Ordinal);
        Assert.DoesNotContain("page 31 ", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_scan_is_told_apart_from_text()
    {
        var pdf = new PdfWriter();
        for (var i = 0; i < 3; i++)
        {
            pdf.AddPage();
            pdf.Scan();
            pdf.Text(72, 760, 6, "Digitised by a library");
        }
        var error = await Assert.ThrowsAsync<ReadingException>(() => Pdfs.ReadAsync(pdf.Save(), Known));
        Assert.Contains("OCR", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html><body>Sign in to read this paper</body></html>", "no PDF")]
    [InlineData("", "no PDF")]
    [InlineData("%PDF-1.7\nnothing behind the mark", "damaged")]
    public async Task What_is_no_pdf_is_said_to_be_none(string content, string word)
    {
        var error = await Assert.ThrowsAsync<ReadingException>(() => Pdfs.ReadAsync(Encoding.UTF8.GetBytes(content), Known));
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pdf_that_breaks_off_gives_what_is_left_or_a_sentence()
    {
        var whole = MadeUpPaper.Towels.ToPdf(2);
        try
        {
            var text = await Pdfs.ReadAsync(whole[..(whole.Length / 2)], MadeUpPaper.Towels.Known);
            Assert.NotEmpty(text.Sections);
        }
        catch (ReadingException e)
        {
            Assert.EndsWith(".", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact, TakesLong]
    public async Task A_program_that_takes_too_long_is_ended()
    {
        Pdfs.Poppler();
        Assert.SkipWhen(OperatingSystem.IsWindows(), "skipped: needs a shell script");
        using var folder = new TempFolder();
        foreach (var program in (string[])["pdfinfo", "pdftotext", "pdftocairo", "pdftohtml"])
        {
            File.WriteAllText(folder.File(program), "#!/bin/sh\nsleep 60\n");
            File.SetUnixFileMode(folder.File(program), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
        var poppler = new Poppler(new ReadingOptions { PopplerFolder = folder.Path, PopplerSeconds = 1 });
        using var file = await PdfFile.CopyAsync(new MemoryStream(MadeUpPaper.Tides.ToPdf(1)), TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<ReadingException>(() => poppler.PagesAsync(file, TestContext.Current.CancellationToken));
        Assert.Contains("more than 1 seconds", error.Message, StringComparison.Ordinal);

        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var patient = new Poppler(new ReadingOptions { PopplerFolder = folder.Path });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => patient.PagesAsync(file, soon.Token));
    }

    [Fact]
    public async Task A_program_that_writes_without_end_is_ended()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "skipped: needs a shell script");
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("pdfinfo"), "#!/bin/sh\nexec yes\n");
        File.SetUnixFileMode(folder.File("pdfinfo"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var poppler = new Poppler(new ReadingOptions { PopplerFolder = folder.Path });
        using var file = await PdfFile.CopyAsync(new MemoryStream("%PDF-1.4"u8.ToArray()), TestContext.Current.CancellationToken);
        var error = await Assert.ThrowsAsync<ReadingException>(() => poppler.PagesAsync(file, TestContext.Current.CancellationToken));
        Assert.Contains("more than can be read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Temporary_files_are_private_and_go()
    {
        string folder;
        using (var file = await PdfFile.CopyAsync(new MemoryStream(MadeUpPaper.Tides.ToPdf(1)), TestContext.Current.CancellationToken))
        {
            folder = file.Folder;
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        }
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public async Task A_figure_is_cut_out_of_its_page_without_the_text_around_it()
    {
        var poppler = Pdfs.Poppler();
        using var file = await PdfFile.CopyAsync(new MemoryStream(MadeUpPaper.Towels.ToPdf(2)), TestContext.Current.CancellationToken);
        var text = await PdfPaper.ReadAsync(file, MadeUpPaper.Towels.Known, poppler, Pdfs.Options, TestContext.Current.CancellationToken);
        foreach (var figure in text.Figures)
        {
            var picture = PngPicture.Decode(await poppler.PictureAsync(file, figure.Images[0].Region!, 72, TestContext.Current.CancellationToken), int.MaxValue).Trim(0);
            // The rectangle that was drawn is 200 points wide and 60 high.
            Assert.InRange(picture.Width, 199, 202);
            Assert.InRange(picture.Height, 59, 62);
        }
    }
}
