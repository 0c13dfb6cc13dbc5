using System.Text.Json;
using LocalDigest.Papers;
using LocalDigest.Reading;

namespace LocalDigest.Tests.Reading;

/// <summary>True and invented statements about real papers: how many of the true ones are withheld and how many of the invented ones
/// pass.</summary>
public sealed class StatementsTests
{
    /// <summary>
    /// Statements that others have labelled, and those that were written against the same papers afterwards: of these the invented ones use
    /// numbers that stand in the paper, most in the same passage, so that more of them pass.
    /// </summary>
    [Theory]
    [InlineData("found", "en", 0.05, 0.15)]
    [InlineData("found", "zh", 0.05, 0.15)]
    [InlineData("own", "en", 0.05, 0.20)]
    [InlineData("own", "zh", 0.05, 0.15)]
    public void Few_true_statements_are_withheld_and_few_invented_ones_pass(string whose, string language, double mostWithheld,
        double mostPassing)
    {
        var folder = SharedData.Path("found/statements");
        var sources = Directory.GetFiles(folder, "*.source.json").ToDictionary(file => Path.GetFileName(file).Split('.')[0], Source,
            StringComparer.Ordinal);
        var file = whose == "found" ? Path.Combine(folder, "statements.txt")
            : Repository.Path("tests/LocalDigest.Tests/Reading/Statements.txt");
        var all = File.ReadLines(file).Where(line => line.Length > 0).Select(line => line.Split('|', 4)).Where(field =>
            field[1] == language)
            .Select(field => (Source: field[0], IsTrue: field[2] == "T", Text: field[3],
                Missing: new Grounder(sources[field[0]], null, language).Missing(new Statement(field[3])))).ToList();
        var withheld = all.Where(statement => statement.IsTrue && statement.Missing.Count > 0).ToList();
        var passing = all.Where(statement => !statement.IsTrue && statement.Missing.Count == 0).ToList();
        var (ofTrue, ofInvented) = (all.Count(statement => statement.IsTrue), all.Count(statement => !statement.IsTrue));
        string[] told =
        [
            $"{whose}, {language}: {withheld.Count} of {ofTrue} true statements withheld, {passing.Count} of {ofInvented} invented ones passing",
            .. withheld.Select(statement =>
                $"  withheld [{string.Join("; ", statement.Missing.Select(claim => claim.Text))}] {statement.Source}: {statement.Text}"),
            .. passing.Select(statement => $"  passing {statement.Source}: {statement.Text}"),
        ];
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join('\n', told));
        Assert.True(withheld.Count <= mostWithheld * ofTrue && passing.Count <= mostPassing * ofInvented, string.Join('\n', told));
    }

    [Theory]
    [InlineData("The drug lowers mortality.", "The drug may lower mortality in older adults.",
        new[] { LostScope.Hedge, LostScope.Population })]
    [InlineData("The oil inhibits the virus.", "The oil inhibits the virus in vitro.", new[] { LostScope.Population })]
    [InlineData("The method improves accuracy.", "On two data sets the method improves accuracy.", new[] { LostScope.Population })]
    [InlineData("该药物降低了死亡率。", "The drug may reduce mortality in mice.", new[] { LostScope.Hedge, LostScope.Population })]
    [InlineData("该药物可能降低小鼠的死亡率。", "The drug may reduce mortality in mice.", new LostScope[0])]
    [InlineData("The drug may lower mortality in mice.", "The drug might lower mortality in mice.", new LostScope[0])]
    [InlineData("Three layers are used.", "We use three layers in cultured cells.", new LostScope[0])]
    [InlineData("The model improves accuracy.", "The model improves accuracy.", new LostScope[0])]
    public void A_lost_hedge_or_population_is_flagged(string statement, string source, LostScope[] lost) =>
        Assert.Equal(lost, Scopes.Lost(statement, source));

    [Fact]
    public void What_stands_elsewhere_is_masked_and_what_stands_nowhere_is_taken_out()
    {
        var text = new FullText
        {
            Basis = TextBasis.Html,
            Title = "Reef sounds",
            Sections =
            [
                new TextSection("S1", "1", "Recording", 1,
                    [new TextParagraph("We recorded reef fish at night with 64 hydrophones in shallow water.")]),
                new TextSection("S2", "2", "Results", 1,
                    [new TextParagraph("The classifier may recognise eleven species of fish. It was trained for 300 epochs on a graphics "
                    + "card.")]),
                new TextSection("S3", "3", "Discussion", 1, [new TextParagraph("Harbours are noisier than reefs and need other filters.")]),
            ],
        };
        var source = new SourceText(new Paper { Id = PaperId.Arxiv("2601.99998"), Title = "Reef sounds", Abstract = "" }, text);
        var part = new Grounder(source, null, "en").Check("tldr",
            ["The classifier recognises eleven species of fish. The classifier was trained for 64 epochs. It has 512 layers."]);
        Assert.Equal(["The classifier recognises eleven species of fish. The classifier was trained for [not found there] epochs."],
            part.Texts);
        Assert.Equal((3, 1, 1), (part.Grounding.Checked, part.Grounding.Removed, part.Grounding.Marked));
        Assert.Equal([LostScope.Hedge], part.Statements[0].Lost);
        Assert.Null(part.Statements[1].Lost);
        Assert.Equal(["The classifier recognises eleven species of fish."],
            new Grounder(source, null, "en", mayMark: false).Check("tldr",
            ["The classifier recognises eleven species of fish. The classifier was trained for 64 epochs."]).Texts);
    }

    /// <summary>A quoted paper as text that was read.</summary>
    internal static SourceText Source(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        var root = json.RootElement;
        var title = root.GetProperty("title").GetString()!;
        var sections = root.GetProperty("sections").EnumerateArray().Select((section, i) => new TextSection(
            "S" + (i + 1), null, section.GetProperty("title").GetString()!, 1,
            [.. section.GetProperty("paragraphs").EnumerateArray().Select(paragraph => new TextParagraph(paragraph.GetString()!))]));
        var tables = root.GetProperty("tables").EnumerateArray().Select((table, i) => new TextTable(
            "tab" + (i + 1), null, table.GetProperty("caption").GetString() ?? "", "S1",
            [.. table.GetProperty("rows").EnumerateArray().Select(row =>
                (IReadOnlyList<string>)[.. row.EnumerateArray().Select(cell => cell.GetString()!)])], []));
        var text = new FullText { Basis = TextBasis.Html, Title = title, Language = "en", Sections = [.. sections], Tables = [.. tables] };
        return new SourceText(new Paper { Id = PaperId.Arxiv("2601.99999"), Title = title, Abstract = "" }, text);
    }
}
