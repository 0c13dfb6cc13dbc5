using LocalDigest.Reading;

namespace LocalDigest.Tests.Reading;

/// <summary>The same paper says the same, whether it is read from arXiv's HTML or from a PDF with one column or two.</summary>
public sealed class SameTextTests
{
    public static TheoryData<string, int> Papers => new() { { "towels", 1 }, { "towels", 2 }, { "tides", 1 }, { "tides", 2 } };

    [Theory]
    [MemberData(nameof(Papers))]
    public async Task Html_and_pdf_give_the_same_sections_captions_figures_and_references(string name, int columns)
    {
        var paper = name == "towels" ? MadeUpPaper.Towels : MadeUpPaper.Tides;
        var html = await Pdfs.ReadHtmlAsync(paper.ToHtml(), paper.Known);
        var pdf = await Pdfs.ReadAsync(paper.ToPdf(columns), paper.Known);

        Assert.Equal((TextBasis.Html, TextBasis.Pdf), (html.Basis, pdf.Basis));
        Assert.Equal((paper.Title, paper.Title), (html.Title, pdf.Title));
        // Both are what was written, so that they are not alike in being wrong.
        var written = paper.Sections.Select(section => ((string?)section.Number, section.Title, section.Level, string.Join("\n", section.Paragraphs)))
            .Prepend((null, "Abstract", 1, paper.Abstract)).ToList();
        Assert.Equal(written, Sections(html));
        Assert.Equal(written, Sections(pdf).SkipLast(1)); // the PDF has a heading "References", with nothing below it but the entries
        Assert.Equal((null, "References", 1, ""), Sections(pdf)[^1]);

        var figures = paper.Sections.Where(section => section.Figure is not null).Select(section => (section.Figure!.Value.Number, section.Figure!.Value.Caption)).ToList();
        Assert.Equal(figures, html.Figures.Select(figure => (figure.Number!, figure.Caption)));
        Assert.Equal(figures, pdf.Figures.Select(figure => (figure.Number!, figure.Caption)));
        Assert.Equal(html.Figures.Select(figure => (figure.Id, figure.Role, Title(html, figure.Section))), pdf.Figures.Select(figure => (figure.Id, figure.Role, Title(pdf, figure.Section))));
        Assert.All(html.Figures, figure => Assert.StartsWith("https://arxiv.org/html/2601.90001v1/x", Assert.Single(figure.Images).Address, StringComparison.Ordinal));
        Assert.All(pdf.Figures, figure => Assert.InRange(Assert.Single(figure.Images).Region!.Height, 60, 120));

        Assert.Equal(html.Tables.Select(table => (table.Number, table.Caption)), pdf.Tables.Select(table => (table.Number, table.Caption)));
        Assert.Equal(html.Tables.SelectMany(table => table.Rows).Select(row => string.Join(" | ", row)), pdf.Tables.SelectMany(table => table.Lines));
        Assert.Equal(paper.References, html.References.Select(reference => reference.Text));
        Assert.Equal(html.References, pdf.References);
        Assert.Equal(html.Links.Select(link => (link.Url, link.Kind)), pdf.Links.Select(link => (link.Url, link.Kind)));

        var places = paper.Places.Select((place, i) => (place, string.Join(", ", paper.Authors.Where(author => author.Marks.Contains((i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)).Select(author => author.Name)))).ToList();
        Assert.Equal(places, html.Affiliations.Select(affiliation => (affiliation.Name, string.Join(", ", affiliation.Authors))));
        Assert.Equal(places, pdf.Affiliations.Select(affiliation => (affiliation.Name, string.Join(", ", affiliation.Authors))));
        Assert.Empty(html.Notes);
        Assert.Empty(pdf.Notes);
    }

    [Fact]
    public async Task Figures_have_the_role_that_their_captions_and_sections_say()
    {
        var text = await Pdfs.ReadHtmlAsync(MadeUpPaper.Towels.ToHtml(), MadeUpPaper.Towels.Known);
        Assert.Equal([FigureRole.Teaser, FigureRole.Method, FigureRole.Results], text.Figures.Select(figure => figure.Role));
        Assert.Equal("University of Exampleton", text.Affiliations[0].ShortForm);
        Assert.Equal(LinkKind.Code, Assert.Single(text.Links).Kind);
    }

    private static List<(string?, string, int, string)> Sections(FullText text) =>
        [.. text.Sections.Select(section => (section.Number, section.Title, section.Level, string.Join("\n", section.Paragraphs.Select(paragraph => paragraph.Text))))];

    private static string? Title(FullText text, string? section) => text.Sections.FirstOrDefault(known => known.Id == section)?.Title;
}
