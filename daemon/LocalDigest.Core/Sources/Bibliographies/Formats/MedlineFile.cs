using LocalDigest.Papers;
using LocalDigest.Text;

namespace LocalDigest.Sources;

/// <summary>
/// PubMed's MEDLINE format (<c>.nbib</c>) as a library of papers, written after "MEDLINE/PubMed Data Element (Field) Descriptions" of the National
/// Library of Medicine: tags of four characters before a hyphen, lines that go on behind six blanks, an empty line between records.
/// </summary>
public static class MedlineFile
{
    private const int TagLength = 4, LongestLine = 1_000_000;

    /// <summary>Reads a file, record by record.</summary>
    public static IEnumerable<LibraryEntry> Read(TextReader reader)
    {
        var cursor = new TextCursor(reader);
        TaggedRecord? record = null;
        while (true)
        {
            var number = cursor.Line;
            var line = cursor.ReadLine(LongestLine)?.TrimStart('\ufeff');
            if (line is null) break;
            var isTagged = line.Length > TagLength && line[TagLength] == '-' && char.IsAsciiLetterUpper(line[0])
                && line.AsSpan(0, TagLength).IndexOfAnyExceptInRange(' ', 'Z') < 0;
            if (!isTagged)
            {
                record?.Continue(line.Trim(), ' ');
                continue;
            }
            var tag = line[..TagLength].TrimEnd();
            // Every record begins with its number; the empty line between two may be lost.
            if (tag == "PMID" && record is { IsEmpty: false })
            {
                yield return Convert(record);
                record = null;
            }
            record ??= new TaggedRecord(number);
            record.Add(tag, line[(TagLength + 1)..].Trim());
        }
        if (record is not null) yield return Convert(record);
    }

    private static LibraryEntry Convert(TaggedRecord record)
    {
        // FAU is a full name; AU has initials only, and is there for every author.
        var names = record.All("FAU").ToList() is { Count: > 0 } full ? full : [.. record.All("AU")];
        // A group that has no name of a person.
        IEnumerable<string> groups = record.All("CN");
        var dois = record.All("LID", "AID").Where(id => id.EndsWith("[doi]", StringComparison.OrdinalIgnoreCase)).Select(id => id[..^5].Trim());
        return new LibraryFields
        {
            Line = record.Line,
            Type = record.First("PT") ?? "",
            Key = record.First("PMID"),
            Title = record.First("TI", "BTI", "TT"),
            Abstract = record.First("AB", "OAB"),
            Authors = [.. names.SelectMany(name => AuthorList.Read(name, PersonListForm.FamilyFirst)), .. groups.Select(group => new Author(group))],
            Date = PartialDate.Parse(record.First("DP")) ?? PartialDate.Parse(Spaced(record.First("DEP"))),
            Places = new() { Dois = [.. dois], Journal = record.First("TA", "JT") },
            Venue = record.First("JT", "TA"),
            Url = record.First("PMID") is { } pmid && pmid.All(char.IsAsciiDigit) ? $"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" : null,
            Keywords = record.All("OT", "MH").Select(word => word.TrimStart('*')),
        }.ToEntry();
    }

    /// <summary>20181204 with hyphens.</summary>
    private static string? Spaced(string? date) => date is { Length: 8 } ? $"{date[..4]}-{date[4..6]}-{date[6..]}" : date;
}
