using System.Diagnostics;
using System.Text.Json;
using LocalDigest.Papers;
using LocalDigest.Reading;

namespace LocalDigest.Tests.Reading;

/// <summary>True and invented statements about real papers: how many of the true ones are withheld and how many of the invented ones
/// pass.</summary>
public sealed class StatementsTests
{
    /// <summary>
    /// Statements that others have labelled; those that were written against the same papers, of which the invented ones use numbers that
    /// stand in the paper, most in the same passage; and those about abstracts of eleven other papers.
    /// </summary>
    [Theory]
    [InlineData("found", "en", 0.05, 0.15)]
    [InlineData("found", "zh", 0.05, 0.15)]
    [InlineData("own", "en", 0.05, 0.15)]
    [InlineData("own", "zh", 0.05, 0.15)]
    [InlineData("abstracts", "en", 0.05, 0.15)]
    [InlineData("abstracts", "zh", 0.05, 0.20)]
    public void Few_true_statements_are_withheld_and_few_invented_ones_pass(string whose, string language, double mostWithheld,
        double mostPassing)
    {
        var folder = SharedData.Path("found/statements");
        var sources = whose == "abstracts" ? Abstracts()
            : Directory.GetFiles(folder, "*.source.json").ToDictionary(file => Path.GetFileName(file).Split('.')[0], Source,
                StringComparer.Ordinal);
        var file = whose switch
        {
            "found" => Path.Combine(folder, "statements.txt"),
            "own" => Repository.Path("tests/LocalDigest.Tests/Reading/Statements.txt"),
            _ => Repository.Path("tests/LocalDigest.Tests/Reading/AbstractStatements.txt"),
        };
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

    /// <summary>What needs no labelled data: the same rules on a paper that was made up.</summary>
    [Theory]
    [InlineData("The reef set has 840 hours, the harbour set 315.", true)]
    [InlineData("On the reef set SeaEar reaches 81.4% precision, on the harbour set 69.2%.", true)]
    [InlineData("SeaEar surpasses DeepFin.", true)]
    [InlineData("Recall fell from 74% to 58% when boats were near.", true)]
    [InlineData("每个水听器记录了12天。", true)]
    [InlineData("DeepFin reaches 81.4% precision on the reef set.", false)]
    [InlineData("DeepFin surpasses SeaEar.", false)]
    [InlineData("Recall rose from 58% to 74% when boats were near.", false)]
    [InlineData("Training took 12 days.", false)]
    [InlineData("训练用了12天。", false)]
    public void A_number_counts_where_nothing_else_fits_better(string statement, bool isTrue)
    {
        var text = new FullText
        {
            Basis = TextBasis.Html,
            Title = "SeaEar hears fish",
            Language = "en",
            Sections =
            [
                new TextSection("S1", "1", "Data", 1,
                    [
                        new TextParagraph("The reef set holds 840 hours of sound, and the harbour set holds 315 hours. "
                            + "Each hydrophone recorded for 12 days at a depth of four metres."),
                        new TextParagraph("Harbours were chosen by their traffic. We left out nights with storms."),
                    ]),
                new TextSection("S2", "2", "Training", 1,
                    [new TextParagraph("Training took 3 days on one graphics card. SeaEar has nine layers and is trained with label noise.")]),
                new TextSection("S3", "3", "Results", 1,
                    [
                        new TextParagraph("SeaEar outperforms DeepFin on both sets. When boats were near, recall fell from 74% to 58%."),
                        new TextParagraph("A hydrophone costs half of what a diver costs a day, as others have noted."),
                    ]),
            ],
            Tables =
            [
                new TextTable("tab1", "1", "Precision in percent", "S3",
                    [["Model", "Reef set", "Harbour set"], ["DeepFin", "77.0", "60.3"], ["SeaEar", "81.4", "69.2"]], []),
            ],
        };
        var source = new SourceText(new Paper { Id = PaperId.Arxiv("2601.99997"), Title = "SeaEar hears fish", Abstract = "" }, text);
        var language = statement.Any(c => c > '\u3000') ? "zh" : "en";
        Assert.Equal(isTrue, new Grounder(source, null, language).Missing(new Statement(statement)).Count == 0);
    }

    /// <summary>Statements that drop a hedge or a population of the paper's sentence, and such as keep it.</summary>
    [Theory]
    [InlineData("en")]
    [InlineData("zh")]
    public void A_dropped_hedge_or_population_is_flagged_and_a_kept_one_is_not(string language)
    {
        var cases = File.ReadLines(Repository.Path("tests/LocalDigest.Tests/Reading/ScopeStatements.txt"))
            .Select(line => line.Split('|')).Where(field => field[0] == language)
            .Select(field => (Kind: field[1], Text: field[2], Lost: Scopes.Lost(field[2], field[3]))).ToList();
        bool IsRight((string Kind, string Text, IReadOnlyList<LostScope> Lost) one) => one.Kind switch
        {
            "hedge" => one.Lost.Contains(LostScope.Hedge),
            "population" => one.Lost.Contains(LostScope.Population),
            _ => one.Lost.Count == 0,
        };
        var (dropped, kept) = (cases.FindAll(one => one.Kind != "kept"), cases.FindAll(one => one.Kind == "kept"));
        var (missed, wrong) = (dropped.FindAll(one => !IsRight(one)), kept.FindAll(one => !IsRight(one)));
        var told = $"{language}: {dropped.Count - missed.Count} of {dropped.Count} dropped ones flagged, {wrong.Count} of {kept.Count} kept ones flagged\n"
            + string.Join('\n', missed.Concat(wrong).Select(one => $"  {one.Kind}: {one.Text}"));
        TestContext.Current.TestOutputHelper!.WriteLine(told);
        Assert.True(missed.Count <= 0.15 * dropped.Count && wrong.Count <= 0.1 * kept.Count, told);
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
        Assert.Equal("A number of this sentence stands in the paper, but not near what the sentence says it of; looked for in the whole text, "
            + "its tables and captions.", part.Statements[1].Note);
        Assert.Null(part.Statements[0].Note);
        Assert.Equal([LostScope.Hedge], part.Statements[0].Lost);
        Assert.Null(part.Statements[1].Lost);
        Assert.Equal(["The classifier recognises eleven species of fish."],
            new Grounder(source, null, "en", mayMark: false).Check("tldr",
            ["The classifier recognises eleven species of fish. The classifier was trained for 64 epochs."]).Texts);
    }

    /// <summary>The abstracts of the corpus that statements were written about, by arXiv id.</summary>
    private static Dictionary<string, SourceText> Abstracts()
    {
        var wanted = File.ReadLines(Repository.Path("tests/LocalDigest.Tests/Reading/AbstractStatements.txt"))
            .Select(line => "arxiv:" + line.Split('|')[0]).ToHashSet(StringComparer.Ordinal);
        using var xz = new Process();
        xz.StartInfo = new ProcessStartInfo("xz", ["-dc", SharedData.Path("data/corpus/arxiv-2025-2026.jsonl.xz")])
        {
            RedirectStandardOutput = true, UseShellExecute = false,
        };
        try
        {
            xz.Start();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("skipped: xz is not installed");
        }
        var abstracts = new Dictionary<string, SourceText>(StringComparer.Ordinal);
        while (xz.StandardOutput.ReadLine() is { } line)
        {
            using var json = JsonDocument.Parse(line);
            var id = json.RootElement.GetProperty("id").GetString()!;
            if (!wanted.Contains(id)) continue;
            var (title, text) = (json.RootElement.GetProperty("title").GetString()!, json.RootElement.GetProperty("abstract").GetString()!);
            abstracts[id["arxiv:".Length..]] = new SourceText(new Paper { Id = PaperId.Arxiv(id["arxiv:".Length..]), Title = title,
                Abstract = text },
                new FullText { Basis = TextBasis.Abstract, Title = title, Language = "en" });
        }
        return abstracts;
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
