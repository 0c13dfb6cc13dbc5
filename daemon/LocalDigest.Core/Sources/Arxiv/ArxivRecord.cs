using LocalDigest.Papers;

namespace LocalDigest.Sources;

/// <summary>What arXiv's formats have in common.</summary>
internal static class ArxivRecord
{
    /// <summary>The page to link to; always the newest version.</summary>
    public static string AbstractPage(PaperId id) => "https://arxiv.org/abs/" + id.Local;

    /// <summary>The first of the DOIs in a field, in the canonical spelling.</summary>
    public static string? Doi(string? text) =>
        text?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() is { } first && PaperId.TryDoi(first, out var id) && id.IsDoi ? id.Local : null;
}
