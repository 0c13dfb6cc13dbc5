using System.Text.Json;
using LocalDigest.Sources;
using LocalDigest.Text;

namespace LocalDigest.Tests.Sources;

/// <summary>
/// The test cases of another program's readers: files as reference managers write them, and what that program made of each entry.
/// Every field that it has and this project keeps is compared; where the two differ the reason stands here, and nothing else may differ.
/// </summary>
public sealed class RecordedLibraryTests
{
    [Fact]
    public void BibTeX_entries_say_what_another_reader_found_in_them()
    {
        var (passed, differences) = Compare("samples/bibtex-ris/zotero_translators_BibTeX_testcases.json", BibTeXFile.Read);
        Differ(
            differences,
            // A superscript that Unicode lacks (an è) stays mathematics; there it is markup.
            "6.0 publication",
            // A doubled backslash ends a line; there it hides the brace of an empty group.
            "9.0 title",
            // There three letters that Unicode also has as one sign become that sign.
            "18.0 title",
            // The case has every backslash twice, which in TeX ends a line; there one of the two stays.
            "18.0 creators",
            // Initials without stops stay as they are; there they get stops.
            "19.0 creators",
            // The space behind a command's name ends the name; there it stays.
            "21.0 creators",
            // The collaboration behind its speakers is an author, too.
            "22.0 creators");
        // Of 34 titles, 25 lists of creators, 22 dates, 7 DOIs, 13 addresses, 10 publications, one abstract and the files of 7 entries.
        Assert.Equal(new() { ["title"] = 32, ["creators"] = 21, ["date"] = 22, ["DOI"] = 7, ["URL"] = 13, ["publication"] = 9, ["abstract"] = 1, ["files"] = 7 }, passed);
    }

    [Fact]
    public void RIS_records_say_what_another_reader_found_in_them()
    {
        var (passed, differences) = Compare("samples/bibtex-ris/zotero_translators_RIS_testcases.json", RisFile.Read);
        Differ(
            differences,
            // There the abbreviated title (J2) takes the place of the full one (T2).
            "2.5 publication",
            "2.7 publication",
            "2.16 publication",
            "2.21 publication",
            "2.47 publication",
            // There the short title (ST) takes the place of the full one (TI).
            "2.8 title",
            "2.44 title",
            // No author is named; there counsel stands first, here the second rank of names (A2).
            "2.8 creators",
            // The title of the proceedings stands in a note, with a label that is no part of RIS.
            "4.10 publication",
            // A DOI in the place of a file is no file.
            "6.0 files");
        // Of 95 titles, 90 lists of creators, 8 dates, 5 DOIs, 90 abstracts, 4 addresses, 30 publications and the files of 2 records.
        Assert.Equal(new() { ["title"] = 93, ["creators"] = 89, ["date"] = 8, ["DOI"] = 5, ["abstract"] = 90, ["URL"] = 4, ["publication"] = 24, ["files"] = 1 }, passed);
    }

    /// <summary>What could not be compared would not count: that every entry is read, or says why not, is a test of its own.</summary>
    [Theory]
    [InlineData("samples/bibtex-ris/zotero_translators_BibTeX_testcases.json")]
    [InlineData("samples/bibtex-ris/zotero_translators_RIS_testcases.json")]
    public void No_recorded_entry_is_lost(string file)
    {
        using var cases = JsonDocument.Parse(File.ReadAllText(SharedData.Path(file)));
        foreach (var test in cases.RootElement.EnumerateArray())
        {
            var input = new StringReader(test.GetProperty("input").GetString()!);
            var entries = file.Contains("RIS", StringComparison.Ordinal) ? RisFile.Read(input).ToList() : BibTeXFile.Read(input).ToList();
            var items = test.GetProperty("items").EnumerateArray().ToList();
            Assert.Equal(items.Count, entries.Count);
            Assert.Equal(items.Count(item => !item.TryGetProperty("title", out _) && !item.TryGetProperty("caseName", out _) && !item.TryGetProperty("nameOfAct", out _) && !item.TryGetProperty("subject", out _)), entries.Count(entry => entry.Paper is null));
            Assert.All(entries, entry => Assert.True(entry.Paper is null ^ entry.Problem is null));
        }
    }

    private static void Differ(Dictionary<string, string> differences, params string[] known) =>
        Assert.True(known.ToHashSet().SetEquals(differences.Keys), string.Join('\n', differences.Where(difference => !known.Contains(difference.Key))) + "\nno longer different: " + string.Join(", ", known.Except(differences.Keys)));

    private static (SortedDictionary<string, int> Passed, Dictionary<string, string> Differences) Compare(string file, Func<TextReader, IEnumerable<LibraryEntry>> read)
    {
        using var cases = JsonDocument.Parse(File.ReadAllText(SharedData.Path(file)));
        var passed = new SortedDictionary<string, int>();
        var differences = new Dictionary<string, string>();
        var number = -1;
        foreach (var test in cases.RootElement.EnumerateArray())
        {
            number++;
            var entries = read(new StringReader(test.GetProperty("input").GetString()!)).OrderBy(entry => entry.Line).ToList();
            var items = test.GetProperty("items").EnumerateArray().ToList();
            for (var i = 0; i < items.Count; i++)
            {
                var (item, entry) = (items[i], entries[i]);
                var where = $"{number}.{i}";
                if (entry.Paper is not { } paper) continue;
                Field("title", Text(item, "caseName", "nameOfAct", "subject", "title"), paper.Title);
                Field("creators", string.Join("; ", Creators(item)), string.Join("; ", paper.Authors.Select(author => author.Name)));
                // A date without a year says nothing about when.
                var date = Text(item, "date", "issueDate", "dateEnacted", "dateDecided", "filingDate");
                Field("date", date?.StartsWith("0000", StringComparison.Ordinal) == true ? null : date, entry.Date?.ToString());
                Field("DOI", Text(item, "DOI")?.ToLowerInvariant(), paper.Doi);
                Field("abstract", Text(item, "abstractNote"), paper.Abstract);
                // The word "URL" in a template is no address.
                var url = Text(item, "url");
                Field("URL", url?.Contains("://", StringComparison.Ordinal) == true ? url : null, paper.Url);
                Field("publication", Text(item, "proceedingsTitle", "bookTitle", "encyclopediaTitle", "dictionaryTitle", "blogTitle", "websiteTitle", "publicationTitle"), paper.Venue);
                Field("files", string.Join("; ", item.GetProperty("attachments").EnumerateArray().Select(attachment => attachment.TryGetProperty("path", out var path) ? path.GetString() : null).OfType<string>()), string.Join("; ", entry.Files));

                void Field(string name, string? expected, string? found)
                {
                    if (string.IsNullOrEmpty(expected)) return;
                    if (expected == found) passed[name] = passed.GetValueOrDefault(name) + 1;
                    else differences[$"{where} {name}"] = $"'{expected}' there, '{found}' here";
                }
            }
        }
        return (passed, differences);
    }

    private static string? Text(JsonElement item, params string[] names)
    {
        foreach (var name in names)
            if (item.TryGetProperty(name, out var value)) return LatexText.Clean(value.GetString()!).Text;
        return null;
    }

    /// <summary>The creators of the first kind that stands for authors; suffixes, which that program keeps behind the given name, behind the family name.</summary>
    private static List<string> Creators(JsonElement item)
    {
        var creators = item.GetProperty("creators").EnumerateArray().ToLookup(creator => creator.GetProperty("creatorType").GetString()!);
        string[] kinds = ["author", "inventor", "artist", "composer", "programmer", "director", "presenter", "cartographer", "interviewee", "performer", "podcaster", "editor"];
        var kind = kinds.FirstOrDefault(creators.Contains);
        return [.. (kind is null ? creators.SelectMany(group => group) : creators[kind]).Select(creator =>
        {
            var last = creator.GetProperty("lastName").GetString()!;
            if (!creator.TryGetProperty("firstName", out var value)) return last;
            var first = value.GetString()!.Split(", ");
            return string.Join(' ', [first[0], last, .. first[1..]]).Trim();
        })];
    }
}
