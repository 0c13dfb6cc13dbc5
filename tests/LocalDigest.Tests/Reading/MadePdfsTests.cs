using System.Globalization;
using System.Text;
using LocalDigest.Papers;
using LocalDigest.Reading;

namespace LocalDigest.Tests.Reading;

/// <summary>
/// The PDFs that pdfLaTeX made of the sources of <see cref="MadePagesTests"/> (<c>Pages/make.sh</c>), with prose between the headings, each
/// read against the same truth that was written by hand: title, abstract, sections with number and title, captions with their number,
/// references and affiliations with their authors. What a class prints otherwise than its page has it is a <c>pdf</c> line there. Letters
/// and digits are compared: a PDF has its own spaces, and formulas as glyphs.
/// </summary>
public sealed class MadePdfsTests
{
    private static readonly string Folder = Repository.Path("tests/LocalDigest.Tests/Reading/Pages");

    private static readonly string[] Kinds = ["title", "language", "abstract", "section", "figure", "table", "reference", "affiliation"];

    /// <summary>
    /// What the daemon's own child reads otherwise, in which words come in the order in which a PDF draws them: lines of addresses side by
    /// side, an accent that is drawn by itself, formulas in headings, an entry that is spaced wide.
    /// </summary>
    private static readonly string[] OtherwiseWithoutPoppler =
        ["acmart, affiliation", "acmart, reference", "authblk, affiliation", "llncs, section", "revtex, title"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_pdf_of_each_document_class_is_read_as_its_source_says(bool withoutPoppler)
    {
        if (!withoutPoppler) Pdfs.Poppler();
        var options = withoutPoppler ? new ReadingOptions { PopplerFolder = "/nowhere" } : Pdfs.Options;
        var table = new StringBuilder().AppendLine(CultureInfo.InvariantCulture,
            $"{"right of wanted",-16}{string.Concat(Kinds.Select(kind => $"{kind,12}"))}");
        var faults = new List<string>();
        var files = Directory.GetFiles(Path.Combine(Folder, "pdf"), "*.pdf").Order(StringComparer.Ordinal).ToList();
        Assert.Equal(8, files.Count);
        foreach (var file in files)
        {
            var name = Path.GetFileNameWithoutExtension(file);
            var truth = await MadePagesTests.TruthAsync(name);
            var read = Describe(await ReadAsync(file, truth["authors"].Single().Split("; "), options))
                .ToLookup(pair => pair.Kind, pair => Plain(pair.Line));
            table.Append(CultureInfo.InvariantCulture, $"{name,-16}");
            foreach (var kind in Kinds)
            {
                var lines = truth.Contains("pdf " + kind) ? truth["pdf " + kind] : truth[kind];
                var wanted = lines.Select(line => Plain(Part(kind, line))).Where(line => line.Length > 0).ToList();
                var found = read[kind].Where(line => line.Length > 0).ToList();
                table.Append(CultureInfo.InvariantCulture, $"{$"{wanted.Count(found.Contains)} of {wanted.Count}",12}");
                if (wanted.SequenceEqual(found)) continue;
                faults.Add($"{name}, {kind}: missing [{string.Join(" ¦ ", wanted.Except(found))}], "
                    + $"not in the source [{string.Join(" ¦ ", found.Except(wanted))}]");
            }
            table.AppendLine();
        }
        TestContext.Current.TestOutputHelper?.WriteLine(table.ToString());
        Assert.True(
            faults.Select(fault => fault.Split(':')[0]).Order(StringComparer.Ordinal)
                .SequenceEqual(withoutPoppler ? OtherwiseWithoutPoppler : []),
            $"{table}\n{string.Join('\n', faults)}");
    }

    private static async Task<FullText> ReadAsync(string file, IEnumerable<string> authors, ReadingOptions options) =>
        await Pdfs.ReadAsync(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken),
            new Paper { Id = PaperId.Arxiv("2601.90001"), Title = "", Authors = [.. authors.Select(name => new Author(name))] }, options);

    /// <summary>What of a line of the truth a PDF can tell.</summary>
    private static string Part(string kind, string line)
    {
        var parts = line.Split('|');
        return kind switch
        {
            // A heading's level shows in a PDF only where it has a number.
            "section" => $"{parts[0]}|{parts[2]}",
            "figure" or "table" => $"{parts[0]}|{parts[1]}",
            "reference" => parts[1],
            "affiliation" => line,
            _ => line,
        };
    }

    private static IEnumerable<(string Kind, string Line)> Describe(FullText text)
    {
        yield return ("title", text.Title);
        yield return ("language", text.Language ?? "-");
        yield return ("abstract", text.Sections.FirstOrDefault(section => section.Id == TextSection.AbstractId)?.Text() ?? "-");
        // What leads to the references, and what is read before the first heading, has no heading in the pages.
        foreach (var section in text.Sections.Where(section => section.Title is not ("" or "References" or "Literatur")))
            yield return ("section", $"{section.Number}|{section.Title}");
        foreach (var figure in text.Figures) yield return ("figure", $"{figure.Number}|{figure.Caption}");
        foreach (var table in text.Tables) yield return ("table", $"{table.Number}|{table.Caption}");
        foreach (var reference in text.References) yield return ("reference", reference.Text);
        foreach (var place in text.Affiliations) yield return ("affiliation", $"{place.Name} | {string.Join(", ", place.Authors)}");
    }

    private static string Plain(string line) => string.Concat(line.Normalize(NormalizationForm.FormKD).ToLowerInvariant()
        .Where(c => char.IsAsciiLetterOrDigit(c) || c == '|')).Trim('|');
}
