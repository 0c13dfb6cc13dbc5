using LocalDigest.Papers;
using LocalDigest.Reading;

namespace LocalDigest.Tests.Reading;

/// <summary>Papers that went wrong once: contents pages, headings without numbers, title blocks with footnotes.</summary>
public sealed class FoundPapersTests
{
    [Fact]
    public async Task A_page_of_contents_is_no_heading_and_no_reference()
    {
        var text = await ReadAsync("contents-page.pdf", "Ada Example", "Bo Sample");
        Assert.Equal(["Introduction", "Fields and birds", "Counting on foot", "Counting from the air", "A correction", "Conclusions"],
            Numbered(text).Select(section => section.Title));
        Assert.All(Numbered(text), section => Assert.Equal(4, section.Paragraphs.Count));
        Assert.Equal(12, text.References.Count);
        Assert.DoesNotContain(text.Sections, section => section.Title == "Contents");
        Assert.Equal(["Department of Birds, University of Exampleton, Exampleton", "Institute of Fields, Samplestadt"],
            text.Affiliations.Select(place => place.Name));
        Assert.Equal(["Ada Example"], text.Affiliations[0].Authors);
    }

    [Fact]
    public async Task A_journals_bold_headings_and_small_references_are_found()
    {
        var text = await ReadAsync("journal-two-columns.pdf", "Ada B Example", "Bo Sample", "Cleo D Roe");
        Assert.Equal(
            ["Abstract", "Background", "Methods", "Results", "Discussion", "Conclusions", "Competing interests", "Authors’ contributions",
                "Author details", "References"],
            text.Sections.Select(section => section.Title).Where(title => title.Length > 0));
        Assert.Equal(40, text.References.Count);
        Assert.Equal(Enumerable.Range(1, 40).Select(number => $"{number}"), text.References.Select(reference => reference.Label));
        Assert.Equal(2, text.Affiliations.Count);
        Assert.StartsWith("Department of Birds, University of Exampleton", text.Affiliations[0].Name, StringComparison.Ordinal);
        Assert.Equal("Institute of Fields, Samplestadt", text.Affiliations[1].Name);
    }

    [Fact]
    public async Task Footnotes_of_a_title_block_are_no_affiliations()
    {
        var page = await File.ReadAllTextAsync(SharedData.Path("found/fulltext/attn-titleblock.html"),
            TestContext.Current.CancellationToken);
        var text = await Pdfs.ReadHtmlAsync(page,
            Known("Ashish Vaswani", "Noam Shazeer", "Niki Parmar", "Jakob Uszkoreit", "Llion Jones", "Aidan N. Gomez", "Łukasz Kaiser",
            "Illia Polosukhin"));
        Assert.Equal(["Google Brain", "Google Research", "University of Toronto"], text.Affiliations.Select(place => place.Name));
        Assert.Equal(["Ashish Vaswani", "Noam Shazeer", "Łukasz Kaiser"], text.Affiliations[0].Authors);
        Assert.Equal(["Niki Parmar", "Jakob Uszkoreit", "Llion Jones"], text.Affiliations[1].Authors);
        Assert.Equal(["Aidan N. Gomez"], text.Affiliations[2].Authors);
    }

    private static IEnumerable<TextSection> Numbered(FullText text) => text.Sections.Where(section => section.Number is not null);

    private static async Task<FullText> ReadAsync(string file, params string[] authors) =>
        await Pdfs.ReadAsync(await File.ReadAllBytesAsync(SharedData.Path("found/fulltext/" + file), TestContext.Current.CancellationToken),
            Known(authors));

    private static Paper Known(params string[] authors) =>
        new() { Id = PaperId.Derive("a paper", null, null), Title = "", Authors = [.. authors.Select(name => new Author(name))] };
}
