using LocalDigest.Papers;
using LocalDigest.Sources;

namespace LocalDigest.Tests.Sources;

public sealed class ArxivAuthorsTests
{
    [Theory]
    [InlineData("Ada King", "Ada King")]
    [InlineData("Ada King, Bo Li", "Ada King|Bo Li")]
    [InlineData("  Ada   King ,\n Bo Li,", "Ada King|Bo Li")]
    [InlineData("Ada King (Univ. of X, Dept. of Y, Z), Bo Li", "Ada King @Univ. of X, Dept. of Y, Z|Bo Li")]
    [InlineData("Ada King (X (now at Y, Z), W), Bo Li (V)", "Ada King @X (now at Y, Z), W|Bo Li @V")]
    [InlineData("Ada King (X), (Y), Bo Li", "Ada King @X; Y|Bo Li")]
    [InlineData("Ada King (Univ. of X, Bo Li, Cy Wu", "Ada King (Univ. of X|Bo Li|Cy Wu")]
    [InlineData("Ada King, Jr., Bo Li", "Ada King Jr.|Bo Li")]
    [InlineData("Ada King Jr., Bo Li III", "Ada King Jr.|Bo Li III")]
    [InlineData("Ada King, III (X, Y), Bo Li", "Ada King III @X, Y|Bo Li")]
    [InlineData("A. B. King, B. Li", "A. B. King|B. Li")]
    [InlineData("King, A. B., Li, B.-C.", "A. B. King|B.-C. Li")]
    [InlineData("Ada King and Bo Li", "Ada King|Bo Li")]
    [InlineData("Ada King, Bo Li, and Cy Wu", "Ada King|Bo Li|Cy Wu")]
    [InlineData("Ada King (X and Y) and Bo Li (Z)", "Ada King @X and Y|Bo Li @Z")]
    [InlineData("Johnson and Johnson", "Johnson and Johnson")]
    [InlineData("Fermi and Planck Collaboration", "Fermi and Planck Collaboration")]
    [InlineData("The Very Large Array and Deep Field Collaboration, Ada King", "The Very Large Array and Deep Field Collaboration|Ada King")]
    [InlineData("ATLAS Collaboration: A. King, B. Li", "ATLAS Collaboration|A. King|B. Li")]
    [InlineData("A. King (1), B. Li (1 and 2), C. Wu ((1) X, Y, (2) Z)", "A. King @X, Y|B. Li @X, Y; Z|C. Wu")]
    [InlineData("A. King (1), B. Li (2) ((1) X, (2) Y (Z))", "A. King @X|B. Li @Y (Z)")]
    [InlineData("A. King (1), B. Li (*)", "A. King|B. Li")]
    [InlineData("Ada King, et al.", "Ada King")]
    [InlineData(@"Paulo Andr\'e Lima de Castro, {\L}ukasz Nowak", @"Paulo Andr\'e Lima de Castro|{\L}ukasz Nowak")]
    [InlineData(" OpenLab, Ludwig van der Berg", "OpenLab|Ludwig van der Berg")]
    [InlineData("", "")]
    [InlineData(",,()", "")]
    public void A_line_becomes_its_authors(string line, string authors) => Assert.Equal(authors, Shown(ArxivAuthors.Parse(line)));

    [Theory]
    [InlineData("King, Ada", "Ada King")]
    [InlineData("Ada King", "Ada King")]
    [InlineData("van der Berg, Ludwig", "Ludwig van der Berg")]
    [InlineData("King, A. B.", "A. B. King")]
    [InlineData("Ada King, Bo Li", "Ada King|Bo Li")]
    [InlineData("Ada King, Jr.", "Ada King Jr.")]
    public void An_element_of_its_own_may_be_a_name_turned_round(string text, string authors) => Assert.Equal(authors, Shown(ArxivAuthors.ParseOne(text)));

    [Fact]
    public void Five_thousand_authors_and_ten_thousand_open_parentheses_take_no_time()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Assert.Equal(5000, ArxivAuthors.Parse(string.Join(", ", Enumerable.Range(0, 5000).Select(i => $"A. King{i} and B. Li"[..^9]))).Count);
        Assert.Single(ArxivAuthors.Parse("Ada King " + new string('(', 10_000)));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2), $"took {clock.Elapsed}");
    }

    private static string Shown(IEnumerable<Author> authors) => string.Join('|', authors.Select(author => author.Name + (author.Affiliation is { } affiliation ? " @" + affiliation : "")));
}
