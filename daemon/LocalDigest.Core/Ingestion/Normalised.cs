using System.Security.Cryptography;
using System.Text;
using LocalDigest.Papers;
using LocalDigest.Text;

namespace LocalDigest.Ingestion;

/// <summary>A paper made ready for the store.</summary>
/// <param name="Paper">With text that people can read.</param>
/// <param name="RawTitle">The title as the source wrote it; null where that is the same.</param>
/// <param name="RawAbstract">The abstract as the source wrote it; null where that is the same.</param>
internal sealed record Normalised(Paper Paper, string? RawTitle, string? RawAbstract)
{
    private const int LongestTitle = 1_000;
    private const int LongestAbstract = 50_000;

    /// <summary>Cleans the text of a paper and checks what cannot be repaired.</summary>
    /// <returns>The paper, or a sentence that says why it cannot be taken.</returns>
    public static (Normalised? Paper, string? Fault) From(Paper raw)
    {
        var title = LatexText.Clean(raw.Title).Text;
        if (title.Length == 0) return (null, "The paper has no title.");
        if (title.Length > LongestTitle) return (null, $"The title is longer than {LongestTitle} characters.");
        var text = LatexText.Clean(raw.Abstract).Text;
        if (text.Length > LongestAbstract) return (null, $"The abstract is longer than {LongestAbstract} characters.");
        var paper = raw with
        {
            Title = title,
            Abstract = text,
            Authors = [.. raw.Authors
                .Select(author => new Author(LatexText.CleanName(author.Name), author.Affiliation is { } place ? NullIfEmpty(LatexText.Clean(place).Text) : null))
                .Where(author => author.Name.Length > 0)],
            Categories = [.. raw.Categories.Select(category => category.Trim()).Where(category => category.Length is > 0 and < 100).Distinct(StringComparer.OrdinalIgnoreCase)],
            Keywords = [.. raw.Keywords.Select(word => LatexText.Clean(word).Text).Where(word => word.Length is > 0 and < 200).Distinct(StringComparer.OrdinalIgnoreCase)],
            Url = WebAddress(raw.Url) ?? DefaultUrl(raw.Id),
            Doi = PaperId.TryDoi(raw.Doi, out var doi) && doi.IsDoi ? doi.Local : raw.Id.IsDoi ? raw.Id.Local : null,
            Venue = raw.Venue is { } venue ? NullIfEmpty(LatexText.Clean(venue).Text) : null,
            Comment = raw.Comment is { } comment ? NullIfEmpty(LatexText.Clean(comment).Text) : null,
            License = NullIfEmpty(raw.License?.Trim()),
            CodeUrl = WebAddress(raw.CodeUrl),
            ProjectUrl = WebAddress(raw.ProjectUrl),
        };
        var rawTitle = raw.Title.Trim();
        var rawAbstract = raw.Abstract.Trim();
        return (new Normalised(paper, rawTitle == title ? null : rawTitle, rawAbstract == text ? null : rawAbstract), null);
    }

    /// <summary>SHA-256 of what a reader or a judge sees.</summary>
    public static byte[] TextHash(Paper paper) => SHA256.HashData(Encoding.UTF8.GetBytes($"{paper.Title}\n{paper.Abstract}"));

    /// <summary>
    /// Title words and the first author's family name, folded, to find one paper under two ids; empty where the title is too short to tell.
    /// </summary>
    public static string TitleKey(Paper paper)
    {
        var key = new StringBuilder();
        var words = 0;
        var inWord = false;
        foreach (var c in paper.Title)
        {
            if (char.IsLetterOrDigit(c))
            {
                if (!inWord) words++;
                inWord = true;
                key.Append(char.ToLowerInvariant(c));
            }
            else
            {
                inWord = false;
            }
        }
        if (words < 4 || paper.Authors.Count == 0) return "";
        var family = paper.Authors[0].Name.Split(' ')[^1];
        key.Append('|');
        foreach (var c in family)
        {
            if (char.IsLetter(c)) key.Append(char.ToLowerInvariant(c));
        }
        return key.ToString();
    }

    private static string? WebAddress(string? text) =>
        Uri.TryCreate(text?.Trim(), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0 && uri.OriginalString.Length < 2000
            ? uri.AbsoluteUri
            : null;

    private static string? DefaultUrl(PaperId id) => id.Scheme switch
    {
        "arxiv" => "https://arxiv.org/abs/" + id.Local,
        "doi" => "https://doi.org/" + id.Local,
        _ => WebAddress(id.Local),
    };

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
