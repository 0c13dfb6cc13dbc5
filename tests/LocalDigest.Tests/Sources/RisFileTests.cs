using LocalDigest.Sources;

namespace LocalDigest.Tests.Sources;

public sealed class RisFileTests
{
    [Fact]
    public void A_record_becomes_a_paper()
    {
        var entry = One("""
            TY  - JOUR
            ID  - doe2021
            AU  - Doe, Jane Q.
            AU  - Roe, Richard, Jr.
            A1  - van der Berg,A.
            TI  - Water (H<sub>2</sub>O) in <i>E. coli</i>
              and elsewhere
            JO  - J. Ex.
            T2  - Journal of Examples
            AB  - First line
            second line of the abstract.
            KW  - water
            KW  - cells; membranes
            proteins
            DO  - 10.1000/ABC
            UR  - https://example.org/a;https://example.org/b
            PY  - 2021
            DA  - 2021/07/09/
            L1  - file:///home/jane/a.pdf
            internal-pdf://123/b.pdf
            ZZ  - a tag that nobody knows
            SP  - 1
            ER  - 
            """);
        var paper = entry.Paper!;
        Assert.Equal((1, "jour", "doe2021"), (entry.Line, entry.Type, entry.Key));
        Assert.Equal("Water (H₂O) in E. coli and elsewhere", paper.Title);
        Assert.Equal(["Jane Q. Doe", "Richard Roe Jr.", "A. van der Berg"], paper.Authors.Select(author => author.Name));
        Assert.Equal("First line second line of the abstract.", paper.Abstract);
        Assert.Equal(["water", "cells", "membranes", "proteins"], paper.Keywords);
        Assert.Equal(("doi:10.1000/abc", "10.1000/abc", "https://example.org/a", "Journal of Examples"), (paper.Id.Value, paper.Doi, paper.Url, paper.Venue));
        Assert.Equal("2021-07-09", entry.Date.ToString());
        Assert.Equal(["file:///home/jane/a.pdf", "PDF/123/b.pdf"], entry.Files);
    }

    [Theory]
    [InlineData("PY  - 2012///", "2012")]
    [InlineData("PY  - 2012/05//", "2012-05")]
    [InlineData("Y1  - 2012/05/03/Spring", "2012-05-03")]
    [InlineData("Y1  - 1900/01/01\nDA  - 1950/02/03", "1950-02-03")]
    [InlineData("PY  - 2012\nDA  - 2012 May 3", "2012-05-03")]
    [InlineData("PY  - 2012\nDA  - 2013/01/02", "2012")]
    [InlineData("PY  - 0000", "")]
    [InlineData("PY  - in press", "")]
    public void Dates_are_as_exact_as_the_record(string lines, string date) =>
        Assert.Equal(date, One($"TY  - JOUR\nTI  - T\n{lines}\nER  - ").Date?.ToString() ?? "");

    [Theory]
    [InlineData("TY  - JOUR\rTI  - One\rER  - \r\rTY  - JOUR\rTI  - Two\rER  - \r")]
    [InlineData("TY  - JOUR\r\nTI  - One\r\nER  - \r\n\r\nTY  - JOUR\r\nTI  - Two\r\nER  - \r\n")]
    [InlineData("\ufeffTY  - JOUR\nTI  - One\nTY  - JOUR\nTI  - Two")]
    [InlineData("Exported by a program\nTY - JOUR\nTI - One\nER -\nTY - JOUR\nTI - Two\nER -")]
    [InlineData("TI  - One\nER  - \nTI  - Two\nER  - ")]
    public void Line_ends_marks_and_missing_ends_do_not_matter(string file) =>
        Assert.Equal(["One", "Two"], Read(file).Select(entry => entry.Paper!.Title));

    [Fact]
    public void A_record_without_a_title_is_named_and_costs_no_other()
    {
        var entries = Read("TY  - JOUR\nAU  - Doe, Jane\nER  - \n\nTY  - JOUR\nTI  - Two\nER  - \n");
        Assert.Equal([(1, "The record has no title.", null), (5, null, "Two")], entries.Select(entry => (entry.Line, entry.Problem, entry.Paper?.Title)));
    }

    [Fact]
    public void A_hyphen_in_an_abstract_begins_no_field() =>
        Assert.Equal("A B - C d AB- e", One("TY  - JOUR\nTI  - T\nAB  - A\nB - C\nd\nAB- e\nER  - ").Paper!.Abstract);

    [Theory]
    [InlineData("UR  - http://arxiv.org/abs/2601.12080v3", "arxiv:2601.12080", 3)]
    [InlineData("AN  - arXiv:math/0309136", "arxiv:math/0309136", null)]
    [InlineData("DO  - 10.48550/arXiv.2601.12080", "arxiv:2601.12080", null)]
    [InlineData("UR  - https://doi.org/10.1000/X", "doi:10.1000/x", null)]
    public void A_paper_is_known_by_the_best_of_its_names(string line, string id, int? version)
    {
        var paper = One($"TY  - UNPB\nTI  - T\n{line}\nER  - ").Paper!;
        Assert.Equal((id, version), (paper.Id.Value, paper.Version));
    }

    [Theory]
    [InlineData("TY  - CHAP\nT2  - The Book", "The Book")]
    [InlineData("TY  - BOOK\nT2  - The Series", null)]
    [InlineData("TY  - CPAPER\nT2  - The Conference\nC3  - Its Proceedings", "Its Proceedings")]
    [InlineData("TY  - JOUR\nJO  - J. Ex.\nJF  - Journal of Examples", "Journal of Examples")]
    [InlineData("TY  - JOUR\nJA  - J. Ex.", "J. Ex.")]
    public void Where_it_was_published_depends_on_the_kind(string lines, string? venue) =>
        Assert.Equal(venue, One(lines + "\nTI  - T\nER  - ").Paper!.Venue);

    [Fact]
    public void Papers_survive_being_written_and_read()
    {
        var papers = HandMadeLibrary.Papers;
        var entries = Read(RisFile.Write(papers));
        Assert.Equal(papers.Count, entries.Count);
        for (var i = 0; i < papers.Count; i++) HandMadeLibrary.Same(papers[i], entries[i].Paper!, keepsComment: false);
        Assert.StartsWith("TY  - UNPB\r\nID  - doe2026learning\r\nTI  - Learning BERT", RisFile.Write(papers[0]), StringComparison.Ordinal);
        Assert.Contains("AU  - van der Berg, Anna\r\nAU  - King, Martin, Jr.\r\n", RisFile.Write(papers[0]), StringComparison.Ordinal);
    }

    [Fact]
    public void No_file_throws()
    {
        string[] parts = ["TY  - JOUR", "ER  - ", "TI  - x", "AU  - Doe, J", "AU  - ,,", "DA  - 2001", "PY  - 1/2/3", "KW  - ;", "\n", "\r", "\r\n", " ", "-", "UR  - http://", "DO  - 10.1/", "L1  - a", "A", "T2  - "];
        var random = new Random(20260119);
        for (var round = 0; round < 5_000; round++)
        {
            var file = string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => parts[random.Next(parts.Length)]));
            Assert.All(Read(file), entry => Assert.True(entry.Paper is null ^ entry.Problem is null));
        }
    }

    [Fact]
    public void A_large_library_is_read_without_being_held()
    {
        using var library = new GeneratedReader(6_000, i => $"TY  - JOUR\nTI  - Paper number {i}\nAB  - {string.Concat(Enumerable.Repeat("words of an abstract ", 100))}\nER  - \n\n");
        library.AssertNothingIsHeld(RisFile.Read(library));
    }

    private static List<LibraryEntry> Read(string file) => [.. RisFile.Read(new StringReader(file))];

    private static LibraryEntry One(string file)
    {
        var entry = Assert.Single(Read(file));
        Assert.Null(entry.Problem);
        return entry;
    }
}
