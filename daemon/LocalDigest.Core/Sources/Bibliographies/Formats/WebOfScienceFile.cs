using LocalDigest.Text;

namespace LocalDigest.Sources;

/// <summary>
/// The tagged format of Web of Science ("Plain Text File") as a library of papers, written after Clarivate's "Web of Science Core Collection Field Tags": two
/// characters and a blank, lines that go on behind three blanks, <c>ER</c> at the end of a record.
/// </summary>
public static class WebOfScienceFile
{
    private const int LongestLine = 1_000_000;

    // Full names before those with initials, groups where there are no persons, authors and editors of books.
    private static readonly string[] NameLists = ["AF", "AU", "CA", "GP", "BF", "BA", "BE"];

    /// <summary>Reads a file, record by record.</summary>
    public static IEnumerable<LibraryEntry> Read(TextReader reader)
    {
        var cursor = new TextCursor(reader);
        TaggedRecord? record = null;
        string? tag = null;
        while (true)
        {
            var number = cursor.Line;
            var line = cursor.ReadLine(LongestLine)?.TrimStart('\ufeff').TrimEnd();
            if (line is null) break;
            if (line.StartsWith("  ", StringComparison.Ordinal))
            {
                // Every author has a line of their own; other fields are broken where the line is full.
                if (tag is "AU" or "AF" or "BA" or "BE" or "CA" or "GP") record?.Add(tag, line.Trim());
                else record?.Continue(line.Trim(), ' ');
                continue;
            }
            if (line.Length < 2 || !char.IsAsciiLetterUpper(line[0]) || !char.IsAsciiLetterOrDigit(line[1]) || (line.Length > 2 && line[2] != ' ')) continue;
            tag = line[..2];
            // Of the file, not of a record.
            if (tag is "FN" or "VR" or "EF") continue;
            if (record is { IsEmpty: false } && tag is "ER" or "PT")
            {
                yield return Convert(record);
                record = null;
            }
            if (tag == "ER") continue;
            record ??= new TaggedRecord(number);
            record.Add(tag, line.Length > 3 ? line[3..].Trim() : "");
        }
        if (record is { IsEmpty: false }) yield return Convert(record);
    }

    private static LibraryEntry Convert(TaggedRecord record)
    {
        var names = NameLists.Select(tag => record.All(tag).ToList()).FirstOrDefault(list => list.Count > 0) ?? [];
        return new LibraryFields
        {
            Line = record.Line,
            Type = record.First("DT", "PT") ?? "",
            Key = record.First("UT"),
            Title = record.First("TI"),
            Abstract = record.First("AB"),
            Authors = [.. names.SelectMany(name => AuthorList.Read(name, PersonListForm.FamilyFirst))],
            Date = PartialDate.Parse($"{record.First("PY")} {record.First("PD")}") ?? PartialDate.Parse(record.First("EA")),
            Places = new() { Dois = [record.First("DI"), record.First("D2")], Journal = record.First("SO"), Numbers = [record.First("AR"), record.First("VL")] },
            Venue = record.First("SO", "SE"),
            Keywords = record.All("DE", "ID").SelectMany(words => words.Split(';', StringSplitOptions.TrimEntries)),
        }.ToEntry();
    }
}
