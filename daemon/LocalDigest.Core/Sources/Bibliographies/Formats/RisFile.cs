using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LocalDigest.Papers;
using LocalDigest.Text;

namespace LocalDigest.Sources;

/// <summary>
/// RIS files as libraries of papers, written after the specification of Research Information Systems (2001) and EndNote's later one (2011), which give some tags other
/// meanings. Reading streams, one record at a time.
/// </summary>
public static partial class RisFile
{
    /// <summary>No line is longer in earnest.</summary>
    private const int LongestLine = 1_000_000;

    /// <summary>Reads a file, record by record. A record that lacks its end ends where the next begins.</summary>
    public static IEnumerable<LibraryEntry> Read(TextReader reader)
    {
        var cursor = new TextCursor(reader);
        TaggedRecord? record = null;
        while (true)
        {
            var number = cursor.Line;
            var line = cursor.ReadLine(LongestLine)?.TrimStart('\ufeff');
            if (line is null) break;
            if (!TryTag(line, out var tag, out var value))
            {
                record?.Continue(line.Trim(), '\n');
                continue;
            }
            if (tag is "TY" or "ER")
            {
                if (record is not null) yield return Convert(record);
                record = tag == "TY" ? new TaggedRecord(number, value) : null;
                continue;
            }
            // Some programs leave the type out, and some write a second field behind the first.
            record ??= new TaggedRecord(number);
            while (SecondTagPattern().Match(value) is { Success: true } second)
            {
                record.Add(tag, value[..second.Index].TrimEnd());
                if (!TryTag(value[second.Index..].TrimStart(), out tag, out value)) break;
            }
            record.Add(tag, value);
        }
        if (record is not null) yield return Convert(record);
    }

    /// <summary>One record with its end and an empty line, with the line ends that the specification asks for.</summary>
    public static string Write(Paper paper, string? key = null)
    {
        var record = new StringBuilder();
        var venue = paper.Venue;
        var isConference = venue is not null && (venue.Contains("Proceedings", StringComparison.OrdinalIgnoreCase) || venue.Contains("Conference", StringComparison.OrdinalIgnoreCase) || venue.Contains("Workshop", StringComparison.OrdinalIgnoreCase));
        Line("TY", venue is null ? "UNPB" : isConference ? "CONF" : "JOUR");
        Line("ID", key ?? BibTeXFile.Key(paper));
        Line("TI", paper.Title);
        foreach (var author in paper.Authors) Line("AU", PersonName.FamilyFirst(author.Name));
        if (paper.Published is { } date)
        {
            date = date.ToUniversalTime();
            var isFirst = date.TimeOfDay == TimeSpan.Zero && date.Day == 1;
            Line("PY", date.Year.ToString(CultureInfo.InvariantCulture));
            if (!isFirst || date.Month != 1) Line("DA", date.ToString(isFirst ? "yyyy/MM//" : "yyyy/MM/dd/", CultureInfo.InvariantCulture));
        }
        Line("T2", venue);
        Line("AB", paper.Abstract);
        foreach (var keyword in paper.Keywords) Line("KW", keyword.Replace(';', ','));
        Line("DO", paper.Doi);
        Line("AN", paper.Id.IsArxiv ? "arXiv:" + paper.Id.Local + (paper.Version is { } version ? "v" + version.ToString(CultureInfo.InvariantCulture) : "") : null);
        Line("UR", paper.Url);
        Line("N1", paper.Comment);
        return record.Append("ER  - \r\n\r\n").ToString();

        void Line(string tag, string? value)
        {
            if (string.IsNullOrWhiteSpace(value)) return;
            record.Append(tag).Append("  - ").AppendJoin(' ', value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Append("\r\n");
        }
    }

    /// <summary>A file of many papers, no two under one identifier.</summary>
    public static string Write(IEnumerable<Paper> papers)
    {
        var keys = new CitationKeys();
        return string.Concat(papers.Select(paper => Write(paper, keys.Next(paper))));
    }

    [GeneratedRegex(@"[ \t]{2,}[A-Z][A-Z0-9] {2}- ", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SecondTagPattern();

    /// <summary>Two signs, at least one space, a hyphen: <c>TY  - JOUR</c>; one space and nothing behind it also occur.</summary>
    private static bool TryTag(string line, out string tag, out string value)
    {
        tag = value = "";
        if (line.Length < 4 || !char.IsAsciiLetterUpper(line[0]) || !(char.IsAsciiLetterUpper(line[1]) || char.IsAsciiDigit(line[1])) || line[2] != ' ') return false;
        var dash = 3;
        while (dash < line.Length && dash < 6 && line[dash] == ' ') dash++;
        if (dash >= line.Length || line[dash] != '-' || (dash + 1 < line.Length && line[dash + 1] is not (' ' or '\t'))) return false;
        tag = line[..2];
        value = line[(dash + 1)..].Trim();
        return true;
    }

    private static LibraryEntry Convert(TaggedRecord record)
    {
        var isBook = record.Type is "BOOK" or "EDBOOK" or "EBOOK" or "WHOLE";
        var result = new LibraryEntry { Line = record.Line, Type = record.Type.ToLowerInvariant(), Key = record.First("ID", "LB") };
        var title = LatexText.Clean(record.First("TI", "T1", "CT") ?? (isBook ? record.First("BT", "T2") : null) ?? "");
        if (title.Text.Length == 0) return result with { Problem = "The record has no title." };
        var summary = LatexText.Clean(record.First("AB", "N2") ?? "");
        var authors = Names("AU", "A1") is { Count: > 0 } named ? named : Names("A2", "ED") is { Count: > 0 } second ? second : Names("A3", "A4");
        var date = Date(record);
        string[] urls = [.. record.All("UR", "L2", "LK").SelectMany(value => value.Split(['\n', ' ', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Where(IsAddress)];
        var identity = PaperIdentity.Of(new()
        {
            Dois = [record.First("DO", "DI"), .. record.All("L1", "L2", "L3", "N1", "M3", "UR").Where(value => PaperId.TryDoi(value, out _))],
            Urls = urls,
            Journal = record.First("JO", "JF", "T2", "JA", "J2", "PB"),
            Numbers = [.. record.All("AN", "M1", "VL", "IS", "SP", "C7", "U1", "SN")],
            Notes = [.. record.All("N1", "M3")],
        }, title.Text, authors, date?.Year);
        var paper = new Paper
        {
            Id = identity.Id,
            Version = identity.Version,
            Title = title.Text,
            Abstract = summary.Text,
            Authors = authors,
            Published = date?.Start,
            Url = urls.FirstOrDefault() ?? identity.Page,
            Doi = identity.Doi,
            Venue = Venue(record),
            Comment = Comment(),
            Keywords = [.. record.All("KW").SelectMany(value => value.Split(['\n', ';'])).Select(keyword => LatexText.Clean(keyword).Text).Where(keyword => keyword.Length > 0).Distinct()],
        };
        return result with
        {
            Paper = paper,
            Date = date,
            // EndNote's own scheme stands for the folder PDF of its library.
            Files = [.. record.All("L1").SelectMany(value => value.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                .Where(path => !IsAddress(path) && !PaperId.TryDoi(path, out _)).Select(path => path.Replace("internal-pdf://", "PDF/", StringComparison.Ordinal))],
            UnknownMacros = [.. title.UnknownMacros.Union(summary.UnknownMacros)],
        };

        List<Author> Names(params string[] tags) =>
            [.. record.All(tags).SelectMany(value => AuthorList.Read(value, PersonListForm.FamilyFirst))];

        string? Comment()
        {
            // What databases put here about their own export is no note of the authors.
            var notes = record.All("N1").Where(note => !PaperId.TryDoi(note, out _)).Select(note => LatexText.Clean(note).Text).Where(note => note.Length > 0).Distinct();
            return string.Join("; ", notes) is { Length: > 0 } text ? text : null;
        }
    }

    private static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";

    /// <summary>The publication that the paper is in. T2 is one for articles, chapters and talks; for books it is their series.</summary>
    private static string? Venue(TaggedRecord record)
    {
        var venue = record.Type is "BOOK" or "EDBOOK" or "EBOOK" or "WHOLE" or "THES" or "RPRT" or "PAT"
            ? record.First("JF", "JO")
            : record.Type is "CONF" or "CPAPER" ? record.First("C3", "T2", "BT", "JF", "JO") : record.First("JF", "T2", "BT", "JO", "JA", "J2", "J1");
        return venue is not null && LatexText.Clean(venue).Text is { Length: > 0 } text ? text : null;
    }

    /// <summary>PY and DA name the same day more or less exactly; Y1 is the old name of both, and does not count beside them.</summary>
    private static PartialDate? Date(TaggedRecord record)
    {
        var named = PartialDate.Parse(record.First("PY"))?.Year;
        var written = record.First("PY", "Y1");
        // Web of Science writes the day alone: DEC 26.
        var dates = record.All("DA").Select(text => PartialDate.Parse(text) ?? PartialDate.Parse($"{written} {text}"))
            .Concat(record.All("PY").Concat(record.All("Y1")).Select(PartialDate.Parse)).OfType<PartialDate>().ToList();
        if (dates.Count == 0) return null;
        var year = named ?? dates[0].Year;
        // The most exact of those that agree on the year.
        return dates.Where(date => date.Year == year).OrderByDescending(date => (date.Month is null ? 0 : 1) + (date.Day is null ? 0 : 1)).First();
    }
}
