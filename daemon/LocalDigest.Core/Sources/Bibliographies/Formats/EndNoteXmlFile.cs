using LocalDigest.Text;

namespace LocalDigest.Sources;

/// <summary>EndNote's XML export as a library of papers: <c>xml/records/record</c>, with every text inside elements <c>style</c> that only format it.</summary>
public static class EndNoteXmlFile
{
    private static readonly string[] NameLists = ["authors", "secondary-authors", "tertiary-authors"];

    /// <summary>Reads a file, record by record. What lies behind a flaw is not read; the flaw is an entry with a problem.</summary>
    public static IEnumerable<LibraryEntry> Read(TextReader reader)
    {
        using var xml = new Parts(reader);
        while (xml.Next() is { } entry) yield return entry;
    }

    /// <summary>An iterator cannot yield out of a try, so that this one asks for one record at a time.</summary>
    private sealed class Parts(TextReader reader) : IDisposable
    {
        private BoundedXml? xml;
        private IEnumerator<XmlPart>? records;
        private int line = 1;
        private bool isDone;

        public LibraryEntry? Next()
        {
            if (isDone) return null;
            try
            {
                xml ??= new BoundedXml(reader, "The library");
                records ??= xml.Parts("records").GetEnumerator();
                while (records.MoveNext())
                {
                    line = records.Current.At;
                    if (records.Current.Is("record")) return Convert(records.Current);
                }
            }
            catch (SourceException damaged)
            {
                isDone = true;
                return new LibraryEntry { Line = line, Problem = $"The file is read up to here: {damaged.InnerException?.Message ?? damaged.Message}" };
            }
            isDone = true;
            return null;
        }

        public void Dispose()
        {
            records?.Dispose();
            xml?.Dispose();
        }
    }

    private static LibraryEntry Convert(XmlPart record)
    {
        XmlPart? titles = record.First("titles"), dates = record.First("dates"), contributors = record.First("contributors");
        var lists = NameLists.Select(name => contributors?.First(name)?.All("author").ToList() ?? []);
        var names = lists.FirstOrDefault(list => list.Count > 0) ?? [];
        string[] urls =
        [
            .. (record.First("urls")?.Parts ?? []).SelectMany(kind => kind.All("url")).Select(url => url.Text.Trim())
                .Where(url => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"),
        ];
        var day = dates?.First("pub-dates")?.Line("date");
        var year = dates?.Line("year");
        var journal = record.First("periodical")?.Line("full-title") ?? titles?.Line("secondary-title") ?? record.First("alt-periodical")?.Line("full-title");
        return new LibraryFields
        {
            Line = record.At,
            Type = record.First("ref-type")?.Attributes.GetValueOrDefault("name") ?? "",
            Key = record.Line("label") ?? record.Line("rec-number"),
            Title = titles?.Line("title") ?? titles?.Line("secondary-title"),
            Abstract = record.Line("abstract"),
            Authors = [.. names.SelectMany(author => AuthorList.Read(XmlPart.OneLine(author.Text), PersonListForm.FamilyFirst))],
            Date = PartialDate.Parse(PartialDate.Parse(day) is null ? $"{year} {day}" : day) ?? PartialDate.Parse(year),
            Places = new()
            {
                Dois = [record.Line("electronic-resource-num"), .. urls],
                Urls = urls,
                Journal = journal,
                Numbers = [record.Line("accession-num"), record.Line("volume"), record.Line("number"), record.Line("pages"), record.Line("custom7")],
                Notes = [record.Line("notes")],
            },
            Venue = journal,
            Url = urls.FirstOrDefault(),
            Comment = record.Line("notes"),
            Keywords = (record.First("keywords")?.All("keyword") ?? []).SelectMany(word => word.Text.Split([';', '\n'], StringSplitOptions.TrimEntries)),
        }.ToEntry();
    }
}
