using System.Text.RegularExpressions;

namespace LocalDigest.Client;

/// <summary>Papers' ids in the spellings that people use.</summary>
public static partial class PaperName
{
    /// <summary>The id that a text is, in whatever spelling; null where it is none.</summary>
    public static string? Find(string text)
    {
        if (Arxiv().Match(text) is { Success: true } arxiv) return "arxiv:" + arxiv.Groups["id"].Value;
        if (Doi().Match(text) is { Success: true } doi) return "doi:" + doi.Groups["id"].Value.ToLowerInvariant();
        return null;
    }

    [GeneratedRegex(@"^(?:https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/|arxiv:\s*)?(?<id>\d{4}\.\d{4,5}"
        + @"|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?$", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Arxiv();

    [GeneratedRegex(@"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(?<id>10\.\d{4,9}/\S+)$", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Doi();
}
