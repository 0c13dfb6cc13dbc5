using System.Globalization;
using LocalDigest.Papers;

namespace LocalDigest.Sources;

/// <summary>What arXiv's formats have in common.</summary>
internal static class ArxivRecord
{
    /// <summary>The page to link to; always the newest version.</summary>
    public static string AbstractPage(PaperId id) => "https://arxiv.org/abs/" + id.Local;

    /// <summary>Reads the dates of RSS (RFC 822, also with US zone names), Atom (RFC 3339) and OAI-PMH (days, in UTC).</summary>
    public static DateTimeOffset? Date(string? text)
    {
        if (text is null) return null;
        foreach (var (zone, offset) in Zones)
            if (text.EndsWith(zone, StringComparison.Ordinal)) text = text[..^zone.Length] + offset;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null;
    }

    /// <summary>The first of the DOIs in a field, in the canonical spelling.</summary>
    public static string? Doi(string? text) =>
        text?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() is { } first && PaperId.TryDoi(first, out var id) && id.IsDoi ? id.Local : null;

    private static readonly (string, string)[] Zones = [(" EST", " -0500"), (" EDT", " -0400"), (" UT", " +0000"), (" UTC", " +0000"), (" Z", " +0000")];
}
