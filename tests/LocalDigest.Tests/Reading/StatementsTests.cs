using System.Text.Json;
using LocalDigest.Papers;
using LocalDigest.Reading;

namespace LocalDigest.Tests.Reading;

/// <summary>True and invented statements about real papers: how many of the true ones are withheld and how many of the invented ones pass.</summary>
public sealed class StatementsTests
{
    /// <summary>Statements that others have labelled, and those that were written against the same papers afterwards.</summary>
    [Theory]
    [InlineData("found", "en")]
    [InlineData("found", "zh")]
    [InlineData("own", "en")]
    [InlineData("own", "zh")]
    public void Few_true_statements_are_withheld_and_few_invented_ones_pass(string whose, string language)
    {
        var folder = SharedData.Path("found/statements");
        var sources = Directory.GetFiles(folder, "*.source.json").ToDictionary(file => Path.GetFileName(file).Split('.')[0], Source, StringComparer.Ordinal);
        var file = whose == "found" ? Path.Combine(folder, "statements.txt") : Repository.Path("tests/LocalDigest.Tests/Reading/Statements.txt");
        var all = File.ReadLines(file).Where(line => line.Length > 0).Select(line => line.Split('|', 4)).Where(field => field[1] == language)
            .Select(field => (Source: field[0], IsTrue: field[2] == "T", Text: field[3], Missing: new Grounder(sources[field[0]], null, language).Missing(new Statement(field[3])))).ToList();
        var withheld = all.Where(statement => statement.IsTrue && statement.Missing.Count > 0).ToList();
        var passing = all.Where(statement => !statement.IsTrue && statement.Missing.Count == 0).ToList();
        var (ofTrue, ofInvented) = (all.Count(statement => statement.IsTrue), all.Count(statement => !statement.IsTrue));
        string[] told =
        [
            $"{whose}, {language}: {withheld.Count} of {ofTrue} true statements withheld, {passing.Count} of {ofInvented} invented ones passing",
            .. withheld.Select(statement => $"  withheld [{string.Join("; ", statement.Missing.Select(claim => claim.Text))}] {statement.Source}: {statement.Text}"),
            .. passing.Select(statement => $"  passing {statement.Source}: {statement.Text}"),
        ];
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join('\n', told));
        Assert.True(withheld.Count <= 0.05 * ofTrue && passing.Count <= 0.15 * ofInvented, string.Join('\n', told));
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
            [.. table.GetProperty("rows").EnumerateArray().Select(row => (IReadOnlyList<string>)[.. row.EnumerateArray().Select(cell => cell.GetString()!)])], []));
        var text = new FullText { Basis = TextBasis.Html, Title = title, Language = "en", Sections = [.. sections], Tables = [.. tables] };
        return new SourceText(new Paper { Id = PaperId.Arxiv("2601.99999"), Title = title, Abstract = "" }, text);
    }
}
