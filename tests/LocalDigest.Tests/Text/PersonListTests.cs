using LocalDigest.Text;

namespace LocalDigest.Tests.Text;

public sealed class PersonListTests
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
    [InlineData(
        "The Very Large Array and Deep Field Collaboration, Ada King",
        "The Very Large Array and Deep Field Collaboration|Ada King")]
    [InlineData("ATLAS Collaboration: A. King, B. Li", "ATLAS Collaboration|A. King|B. Li")]
    [InlineData("A. King (1), B. Li (1 and 2), C. Wu ((1) X, Y, (2) Z)", "A. King @X, Y|B. Li @X, Y; Z|C. Wu")]
    [InlineData("A. King (1), B. Li (2) ((1) X, (2) Y (Z))", "A. King @X|B. Li @Y (Z)")]
    [InlineData("A. King (1), B. Li (*)", "A. King|B. Li")]
    [InlineData("Ada King, et al.", "Ada King")]
    [InlineData(@"Paulo Andr\'e Lima de Castro, {\L}ukasz Nowak$^{2}$", "Paulo André Lima de Castro|Łukasz Nowak")]
    [InlineData("de Vries, D.-E., King, A.", "D.-E. de Vries|A. King")]
    [InlineData("A. King, B. Li", "A. King|B. Li")]
    [InlineData("Ada King, PhD, Bo Li", "Ada King PhD|Bo Li")]
    [InlineData(" OpenLab, Ludwig van der Berg", "OpenLab|Ludwig van der Berg")]
    [InlineData("", "")]
    [InlineData(",,()", "")]
    public void A_line_becomes_its_persons(string line, string persons) => Assert.Equal(persons, Shown(line, PersonListForm.Line));

    [Theory]
    [InlineData("King, Ada", "Ada King")]
    [InlineData("King, Ada Maria", "Ada Maria King")]
    [InlineData("Ada King", "Ada King")]
    [InlineData("van der Berg, Ludwig", "Ludwig van der Berg")]
    [InlineData("King, A. B.", "A. B. King")]
    [InlineData("King, A., Wu, B. C., de Vries, D.-E.", "A. King|B. C. Wu|D.-E. de Vries")]
    [InlineData("A. King, B. Li", "A. King|B. Li")]
    [InlineData("King, A.; van der Berg, Ludwig Q.", "A. King|Ludwig Q. van der Berg")]
    [InlineData("Ada King, Bo Li", "Ada King|Bo Li")]
    [InlineData("Ada King, Bo Li and Cy Wu", "Ada King|Bo Li|Cy Wu")]
    [InlineData("Ada King &amp; Bo Li", "Ada King|Bo Li")]
    [InlineData("Ada King (Univ. of X)", "Ada King @Univ. of X")]
    [InlineData("Ada King, Jr.", "Ada King Jr.")]
    public void A_field_holds_one_name_or_several_in_any_order(string text, string persons) =>
        Assert.Equal(persons, Shown(text, PersonListForm.Field));

    [Theory]
    [InlineData("Doe, Jane", "Jane Doe")]
    [InlineData("van der Doe, Jane Q.; Roe, R., Jr.", "Jane Q. van der Doe|R. Roe Jr.")]
    [InlineData("Doe, Jane\nRoe, Rita", "Jane Doe|Rita Roe")]
    [InlineData("D&#39;Or, Ida;", "Ida D'Or")]
    [InlineData("Council on Cats,, Dogs and Mice", "Council on Cats, Dogs and Mice")]
    [InlineData("Plato", "Plato")]
    [InlineData(" ;,", "")]
    public void Family_names_first_are_turned_round(string text, string persons) =>
        Assert.Equal(persons, Shown(text, PersonListForm.FamilyFirst));

    [Theory]
    [InlineData("Doe, Jane and Roe, Rita and others", "Jane Doe|Rita Roe")]
    [InlineData("King, Jr., Martin and {The Team, Inc.}", "Martin King Jr.|The Team, Inc.")]
    [InlineData("Doe, J.; Roe, R.", "J. Doe|R. Roe")]
    [InlineData("Jane Doe, Rita Roe, Bo Li", "Jane Doe|Rita Roe|Bo Li")]
    public void A_list_of_BibTeX_is_joined_by_and(string text, string persons) => Assert.Equal(persons, Shown(text, PersonListForm.BibTeX));

    [Theory]
    [InlineData("A. King ")]
    [InlineData("a and ")]
    [InlineData("a:")]
    [InlineData("(")]
    [InlineData("(1) ")]
    [InlineData("Ada King and Bo (")]
    [InlineData(";,")]
    [InlineData("{ and ")]
    public void Time_grows_with_the_length_of_the_list(string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, 300_000 / unit.Length));
        var clock = System.Diagnostics.Stopwatch.StartNew();
        foreach (var form in Enum.GetValues<PersonListForm>()) Assert.NotNull(PersonList.Read(text, form));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"took {clock.Elapsed}");
    }

    [Fact]
    public void What_is_too_long_is_no_name()
    {
        var thanks = string.Concat(Enumerable.Repeat("We thank all who came. ", 20));
        Assert.Equal("Jane Doe", Shown($"Doe, Jane; {thanks}", PersonListForm.FamilyFirst));
    }

    [Fact]
    public void Five_thousand_authors_are_all_read()
    {
        var line = string.Join(", ", Enumerable.Range(0, 5000).Select(i => $"A. King{i}"));
        Assert.Equal(5000, PersonList.Read(line, PersonListForm.Line).Count);
    }

    private static string Shown(string text, PersonListForm form)
    {
        var persons = PersonList.Read(text, form);
        return string.Join('|', persons.Select(person => person.Affiliation is null ? person.Name : $"{person.Name} @{person.Affiliation}"));
    }
}
