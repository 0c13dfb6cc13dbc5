using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LocalDigest.Sources;

/// <summary>A format of bibliographies, or one that people send in place of one.</summary>
public enum FileFormat
{
    /// <summary>Text of no format that is known here.</summary>
    Unknown,
    Empty,
    BibTeX,
    Ris,

    /// <summary>PubMed's export, often called <c>.nbib</c>.</summary>
    Medline,

    /// <summary>The tagged format of Web of Science.</summary>
    WebOfScience,

    /// <summary>EndNote's tagged format, also called Refer.</summary>
    EndNote,

    /// <summary>EndNote's XML.</summary>
    EndNoteXml,

    /// <summary>Items of the Citation Style Language, as Zotero and Crossref export them.</summary>
    CslJson,

    /// <summary>One JSON object a line (NDJSON).</summary>
    JsonLines,
    Json,
    Html,
    Xml,
    Pdf,

    /// <summary>A ZIP archive; office documents are such too.</summary>
    Zip,
    Binary,
}

/// <summary>Tells formats by how files of them begin. It serves to name a wrong file; the readers themselves do not depend on it.</summary>
public static partial class FileFormats
{
    /// <summary>No more of a file is looked at, in characters.</summary>
    public const int Beginning = 4096;

    /// <summary>What a file is.</summary>
    /// <param name="text">Its first characters; what lies behind <see cref="Beginning"/> is not looked at.</param>
    public static FileFormat Recognise(string text)
    {
        var head = text[..Math.Min(text.Length, Beginning)].TrimStart('\ufeff', ' ', '\t', '\r', '\n');
        if (head.Length == 0) return FileFormat.Empty;
        if (head.StartsWith("%PDF-", StringComparison.Ordinal)) return FileFormat.Pdf;
        if (head.StartsWith("PK\u0003\u0004", StringComparison.Ordinal)) return FileFormat.Zip;
        if (head.Contains('\0')) return FileFormat.Binary;
        if (head[0] == '<') return HtmlPattern().IsMatch(head) ? FileFormat.Html : EndNoteXmlPattern().IsMatch(head) ? FileFormat.EndNoteXml : FileFormat.Xml;
        if (head[0] is '{' or '[' && CslPattern().IsMatch(head)) return FileFormat.CslJson;
        if (head[0] is '{' or '[') return IsObject(head.AsSpan(0, LineEnd(head))) ? FileFormat.JsonLines : FileFormat.Json;
        if (BibTeXPattern().IsMatch(head)) return FileFormat.BibTeX;
        if (RisPattern().IsMatch(head)) return FileFormat.Ris;
        if (MedlinePattern().IsMatch(head)) return FileFormat.Medline;
        if (WebOfSciencePattern().IsMatch(head)) return FileFormat.WebOfScience;
        return head.StartsWith("%0 ", StringComparison.Ordinal) ? FileFormat.EndNote : FileFormat.Unknown;
    }

    /// <summary>What people call a format: <c>HTML</c>; null for text of no known format.</summary>
    public static string? Name(FileFormat format) => format switch
    {
        FileFormat.BibTeX => "BibTeX",
        FileFormat.Ris => "RIS",
        FileFormat.Medline => "PubMed's MEDLINE format (.nbib)",
        FileFormat.WebOfScience => "Web of Science's tagged format",
        FileFormat.EndNote => "EndNote's tagged format",
        FileFormat.EndNoteXml => "EndNote's XML",
        FileFormat.CslJson => "CSL-JSON",
        FileFormat.JsonLines => "JSON lines (NDJSON)",
        FileFormat.Json => "JSON",
        FileFormat.Html => "HTML",
        FileFormat.Xml => "XML",
        FileFormat.Pdf => "PDF",
        FileFormat.Zip => "a ZIP archive or an office document",
        FileFormat.Binary => "a binary file",
        _ => null,
    };

    private static int LineEnd(string text) => text.AsSpan().IndexOfAny('\r', '\n') is >= 0 and var end ? end : text.Length;

    /// <summary>Whether a line is a whole JSON object; one that is cut off, or goes on in the next line, is none.</summary>
    private static bool IsObject(ReadOnlySpan<char> line)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(line.ToString()));
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject && reader.TrySkip() && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"\A<(?:head|body|meta|title|script|div|p|pre|table|span|a|h[1-6])\b|<(?:!doctype\s+)?html\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex HtmlPattern();

    [GeneratedRegex(@"<records>\s*<record\b|<source-app name=""EndNote""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex EndNoteXmlPattern();

    // Properties that only items of CSL have. A list of them, or "items" of an object, as some write it.
    [GeneratedRegex(@"\A(?:\[|\{\s*""items""\s*:\s*\[)(?:.|\n)*""(?:issued|container-title|date-parts|citation-key)""\s*:", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex CslPattern();

    [GeneratedRegex(@"^[ \t]*@[A-Za-z]+[ \t]*[{(]", RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex BibTeXPattern();

    [GeneratedRegex(@"^TY {1,3}-(?:\s|\z)", RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex RisPattern();

    [GeneratedRegex(@"^(?:PMID|OWN |STAT)- ", RegexOptions.Multiline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex MedlinePattern();

    [GeneratedRegex(@"\A(?:FN|VR|PT) [^- \r\n]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex WebOfSciencePattern();
}
