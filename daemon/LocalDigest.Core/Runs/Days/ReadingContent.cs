using LocalDigest.Digests;
using LocalDigest.Reading;

namespace LocalDigest.Runs;

/// <summary>What was read and written, as a digest says it.</summary>
internal static class ReadingContent
{
    /// <summary>A paper's reading.</summary>
    /// <param name="summary">What came of it.</param>
    /// <param name="missing">What could not be read or made, as sentences.</param>
    public static DigestReading Of(PaperSummary summary, IReadOnlyList<string> missing) => new(summary)
    {
        Basis = summary.Basis == TextBasis.Abstract ? "abstract" : "full-text",
        Origin = Writer(summary.Origin),
        Removed = summary.Grounding.Removed,
        Withheld = missing,
        Outline = [.. summary.Outline.Select(entry => new DigestOutlineEntry(entry.Title, entry.Level, entry.Lead))],
        Links = [.. summary.Links.Select(link => new DigestLink(link.Url, link.Text == link.Url ? "" : link.Text))],
    };

    /// <summary>The pictures that are kept of a paper, at the daemon's own addresses.</summary>
    public static IReadOnlyList<DigestFigure> Figures(string paper, FullText text)
    {
        var kept = text.Figures.Where(figure => figure.Stored is not null).ToList();
        // A paper that nobody could say what its figures show is introduced by its first one.
        var introduces = kept.Any(figure => figure.Role is FigureRole.Teaser or FigureRole.Method) ? null : kept.Find(figure => figure.Role == FigureRole.Other);
        return
        [
            .. kept.SelectMany(figure => figure.Images.Where(image => image.Stored is not null).Select(image => new DigestFigure
            {
                Id = image.Id,
                Caption = image.Caption.Length > 0 && figure.Images.Count > 1 ? image.Caption : figure.Caption,
                Address = $"/v1/papers/{Uri.EscapeDataString(paper)}/figures/{image.Id}",
                Width = image.Stored!.Width,
                Height = image.Stored.Height,
                Role = (figure == introduces ? FigureRole.Teaser : figure.Role).ToString().ToLowerInvariant(),
            })),
        ];
    }

    public static DigestOverview Of(DayOverview overview) => new()
    {
        Origin = Writer(overview.Origin),
        Summary = overview.ExecutiveSummary is { } summary ? string.Join("\n\n", new[] { summary.Title, summary.Text }.Where(text => text.Length > 0)) : null,
        Themes = Part(overview.Themes),
        Highlights = Part(overview.Highlights),
        EmergingDirections = Part(overview.EmergingDirections),
        ToReadInFull = Part(overview.ToReadInFull),
        Withheld = overview.Problems,
    };

    private static DigestOverviewPart Part(IReadOnlyList<OverviewItem> items) =>
        new(Items: [.. items.Select(item => new DigestOverviewItem(item.Title, item.Text, [.. item.Papers.Select(paper => paper.Value)]))]);

    /// <summary>Readers want the models' names without those of the prompts, which the paper's own reading gives.</summary>
    private static string Writer(string origin) => string.Join(", ", origin.Split(", ").Select(part => part.LastIndexOf('/') is > 0 and var slash ? part[..slash] : part).Distinct(StringComparer.Ordinal));
}
