using System.Globalization;
using System.Text;
using LocalDigest.Papers;
using LocalDigest.Reading;

namespace LocalDigest.Tests.Reading;

/// <summary>
/// Pages that LaTeXML made of sources in eight document classes (<c>Pages/make.sh</c>), each read against a truth that was written by hand
/// from its source: one line a section (number, level, title, paragraphs), figure (number, caption, pictures), table (number, caption,
/// rows), reference (label, text) and affiliation (name, authors).
/// </summary>
public sealed class MadePagesTests
{
    private static readonly string Folder = Repository.Path("tests/LocalDigest.Tests/Reading/Pages");

    private static readonly string[] Kinds =
        ["title", "language", "abstract", "section", "figure", "teaser", "table", "reference", "affiliation"];

    [Fact]
    public async Task A_page_of_each_document_class_is_read_as_its_source_says()
    {
        var table = new StringBuilder().AppendLine(CultureInfo.InvariantCulture,
            $"{"right of wanted",-16}{string.Concat(Kinds.Select(kind => $"{kind,12}"))}");
        var faults = new List<string>();
        var pages = Directory.GetFiles(Path.Combine(Folder, "html"), "*.html").Order(StringComparer.Ordinal).ToList();
        Assert.Equal(8, pages.Count);
        foreach (var page in pages)
        {
            var name = Path.GetFileNameWithoutExtension(page);
            var truth = await TruthAsync(name);
            var read = Describe(await ReadAsync(page, truth["authors"].Single().Split("; ")))
                .ToLookup(pair => pair.Kind, pair => pair.Line);
            table.Append(CultureInfo.InvariantCulture, $"{name,-16}");
            foreach (var kind in Kinds)
            {
                var (wanted, found) = (truth[kind].ToList(), read[kind].ToList());
                var right = wanted.Count(line => found.Contains(line));
                table.Append(CultureInfo.InvariantCulture, $"{$"{right} of {wanted.Count}",12}");
                if (wanted.SequenceEqual(found)) continue;
                faults.Add($"{name}, {kind}: missing [{string.Join(" ¦ ", wanted.Except(found))}], "
                    + $"not in the source [{string.Join(" ¦ ", found.Except(wanted))}]");
            }
            table.AppendLine();
        }
        TestContext.Current.TestOutputHelper?.WriteLine(table.ToString());
        Assert.True(faults.Count == 0, $"{table}\n{string.Join('\n', faults)}");
    }

    /// <summary>What was written by hand of a source, by kind.</summary>
    internal static async Task<ILookup<string, string>> TruthAsync(string name) =>
        (await File.ReadAllLinesAsync(Path.Combine(Folder, "truth", name + ".txt"), TestContext.Current.CancellationToken))
        .Where(line => !line.StartsWith('#')).Select(line => line.Split(": ", 2)).ToLookup(parts => parts[0], parts => parts[1]);

    private static async Task<FullText> ReadAsync(string page, IEnumerable<string> authors) =>
        await Pdfs.ReadHtmlAsync(await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken),
            new Paper { Id = PaperId.Arxiv("2601.90001"), Title = "", Authors = [.. authors.Select(name => new Author(name))] });

    private static IEnumerable<(string Kind, string Line)> Describe(FullText text)
    {
        yield return ("title", text.Title);
        yield return ("language", text.Language ?? "-");
        yield return ("abstract", text.Sections.FirstOrDefault(section => section.Id == TextSection.AbstractId)?.Text() ?? "-");
        foreach (var section in text.Sections)
            yield return ("section", Line(section.Number, $"{section.Level}", section.Title, $"{section.Paragraphs.Count}"));
        foreach (var figure in text.Figures)
        {
            yield return ("figure", Line(figure.Number, figure.Caption,
                string.Join(", ", figure.Images.Select(image => $"{FileOf(image.Address!)} {image.Caption}".Trim()))));
        }
        yield return ("teaser", text.Figures.SingleOrDefault(figure => figure.Role == FigureRole.Teaser)?.Number ?? "-");
        foreach (var table in text.Tables)
            yield return ("table", Line(table.Number, table.Caption, string.Join(" / ", table.Rows.Select(row => string.Join(';', row)))));
        foreach (var reference in text.References) yield return ("reference", Line(reference.Label, reference.Text));
        foreach (var place in text.Affiliations) yield return ("affiliation", Line(place.Name, string.Join(", ", place.Authors)));
    }

    private static string FileOf(string address) => address[(address.LastIndexOf('/') + 1)..];

    private static string Line(params string?[] parts) =>
        string.Join(" | ", parts).Replace("  ", " ", StringComparison.Ordinal).Trim();
}
