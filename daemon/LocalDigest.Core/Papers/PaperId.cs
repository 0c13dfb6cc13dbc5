using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using LocalDigest.Text;

namespace LocalDigest.Papers;

/// <summary>
/// Names a paper, whatever its version: <c>arxiv:2601.12080</c>, <c>arxiv:astro-ph/0601001</c>, <c>doi:10.1088/1751-8121/aa9c53</c>
/// or <c>url:https://example.org/paper</c>. Two spellings of one name are equal: DOIs are lower case, arXiv versions are cut off,
/// arXiv's own DOIs (<c>10.48550/arXiv.…</c>) and addresses of arxiv.org, doi.org and huggingface.co/papers become what they stand for.
/// </summary>
public readonly partial record struct PaperId
{
    private PaperId(string value) => Value = value;

    private const string Derived = "url:urn:localdigest:";

    public string Value { get; }

    /// <summary>It was made by <see cref="Derive"/>, and is no name that others know.</summary>
    public bool IsDerived => Value.StartsWith(Derived, StringComparison.Ordinal);

    public bool IsArxiv => Value.StartsWith("arxiv:", StringComparison.Ordinal);

    public bool IsDoi => Value.StartsWith("doi:", StringComparison.Ordinal);

    /// <summary>The part before the first colon: <c>arxiv</c>, <c>doi</c> or <c>url</c>.</summary>
    public string Scheme => Value[..Value.IndexOf(':')];

    /// <summary>The part behind the first colon.</summary>
    public string Local => Value[(Value.IndexOf(':') + 1)..];

    public override string ToString() => Value;

    /// <summary>The id of an arXiv paper from <c>2601.12080</c>, <c>2601.12080v2</c>, <c>math.GT/0309136</c>, or <c>arXiv:…</c>.</summary>
    /// <exception cref="FormatException">It is no arXiv identifier.</exception>
    public static PaperId Arxiv(string identifier) =>
        TryArxiv(identifier, out var id, out _) ? id : throw new FormatException($"'{identifier}' is not an arXiv identifier.");

    /// <summary>Reads an id with its scheme, or a bare arXiv identifier, DOI or web address.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out PaperId id)
    {
        id = default;
        if (string.IsNullOrWhiteSpace(text)) return false;
        text = text.Trim();
        if (text.Length > 2000 || text.Any(char.IsControl)) return false;
        if (TryArxiv(text, out id, out _)) return true;
        if (TryDoi(text, out id)) return true;
        return TryUrl(text, out id);
    }

    /// <inheritdoc cref="Arxiv"/>
    /// <param name="identifier">The identifier, with or without <c>arXiv:</c> and version.</param>
    /// <param name="id">The paper.</param>
    /// <param name="version">The version that was named, or null.</param>
    public static bool TryArxiv(string identifier, out PaperId id, out int? version)
    {
        id = default;
        version = null;
        var match = ArxivPattern().Match(identifier.Trim());
        if (!match.Success) return false;
        // An id that was given out means itself: url:https://arxiv.org/abs/2601.12080?a=b.
        var isAddress = match.Groups["address"] is { Success: true } address && !address.Value.StartsWith("url:", StringComparison.OrdinalIgnoreCase);
        if (match.Groups["tail"].Success && !isAddress) return false;
        if (match.Groups["v"].Success && int.TryParse(match.Groups["v"].ValueSpan, out var number)) version = number;
        id = match.Groups["new"].Success
            ? new("arxiv:" + match.Groups["new"].Value)
            // The subject class is not part of the identifier: math.GT/0309136 and math/0309136 are one paper.
            : new("arxiv:" + match.Groups["archive"].Value.ToLowerInvariant() + "/" + match.Groups["old"].Value);
        return true;
    }

    public static bool TryDoi(string? text, out PaperId id)
    {
        id = default;
        if (text is null) return false;
        var match = DoiPattern().Match(text.Trim());
        if (!match.Success) return false;
        var doi = match.Groups["doi"].Value;
        // As far as it goes, so that an id that was given out means itself when it comes back.
        for (var plain = Uri.UnescapeDataString(doi); plain != doi && DoiPattern().IsMatch(plain) && !plain.Any(char.IsControl);)
        {
            doi = plain;
            plain = Uri.UnescapeDataString(doi);
        }
        doi = doi.TrimEnd('.', ',', ';').ToLowerInvariant();
        const string arxivPrefix = "10.48550/arxiv.";
        if (doi.StartsWith(arxivPrefix, StringComparison.Ordinal) && TryArxiv(doi[arxivPrefix.Length..], out id, out _)) return true;
        id = new("doi:" + doi);
        return true;
    }

    /// <summary>
    /// A name for a paper that came without one: made of its title, first author and year, so that the same record gives the same name, and
    /// next year's column of the same title another one.
    /// </summary>
    public static PaperId Derive(string title, string? firstAuthor, int? year = null)
    {
        var key = Encoding.UTF8.GetBytes(string.Join(' ', title.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) + "\n" + firstAuthor?.Trim().ToLowerInvariant()
            + (year is { } known ? "\n" + known.ToString(CultureInfo.InvariantCulture) : ""));
        return new(Derived + Convert.ToHexStringLower(SHA256.HashData(key))[..32]);
    }

    private static bool TryUrl(string text, out PaperId id)
    {
        id = default;
        if (text.StartsWith("url:", StringComparison.OrdinalIgnoreCase)) text = text[4..];
        if (text.StartsWith("urn:", StringComparison.OrdinalIgnoreCase) && text.Length > 4 && !text.Contains(' '))
        {
            id = new("url:" + text);
            return true;
        }
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0) return false;
        id = new("url:" + uri.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped));
        return true;
    }

    [GeneratedRegex(
        @"^(?:arxiv:\s*|oai:arxiv\.org:|(?<address>(?:(?:url:)?https?://)?(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html|format)/"
        + @"|(?:https?://)?(?:www\.)?(?:huggingface|hf)\.co/papers/))?"
        + @"(?:(?<new>\d{4}\.\d{4,5})|(?<archive>[a-z][a-z-]*)(?:\.[a-z]{2})?/(?<old>\d{7}))"
        + @"(?:v(?<v>\d{1,4}))?(?:\.pdf)?/?(?<tail>[?#]\S*)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, PatternTime.Milliseconds)]
    private static partial Regex ArxivPattern();

    [GeneratedRegex(
        @"^(?:doi:\s*)?(?:(?:(?:url:)?https?://)?(?:dx\.|www\.)?doi\.org[/:]\s*)?(?:doi:\s*)?(?<doi>10\.\d{4,9}/\S+)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, PatternTime.Milliseconds)]
    private static partial Regex DoiPattern();
}
