using System.Globalization;

namespace LocalDigest.Digests;

/// <summary>
/// Makes a digest's content fit to be published, whoever wrote it. Every text passes <see cref="TextCheck"/>, unless an attribute of its
/// property says that it is something else; what does not pass is left out, and a sentence says so. Figures are the daemon's own; ids are
/// those of the digest's papers; nothing is said about the papers of a day that has none.
/// </summary>
public sealed class DigestSanitiser(StyleCatalogue catalogue)
{
    /// <summary>The same digest without what must not be shown.</summary>
    public DigestContent Clean(DigestContent content)
    {
        var labels = catalogue.WordsFor(content.Language);
        List<DigestPaper> papers = [.. content.Papers.Select(paper => Clean(paper, labels))];
        var ids = papers.Select(paper => paper.Id).ToHashSet(StringComparer.Ordinal);
        var links = new PaperLinks(papers);
        var groups = content.Groups.Select(group => group with { Papers = [.. group.Papers.Where(ids.Contains)] });
        var rest = content with { Papers = [], Overview = null, Groups = [.. groups.Where(group => group.Papers.Count > 0)] };
        return new TextCleaner(links, labels, sentence => sentence).Clean(rest) with
        {
            Papers = papers,
            Overview = papers.Count == 0 || content.Overview is null ? null : Clean(content.Overview, ids, links, labels),
        };
    }

    private static DigestPaper Clean(DigestPaper paper, Labels labels)
    {
        // Addresses in what was generated must be among those of the paper, whose own texts are cleaned first.
        var plain = TextCleaner.CleanPlain(paper);
        var links = new PaperLinks([plain]);
        var figures = paper.Figures.Where(figure => SafeHtml.IsOwnFigure(figure.Address, isOfDigest: true)).ToList();
        var clean = new TextCleaner(links, labels, sentence => sentence).Clean(plain with { Reading = null, Figures = figures });
        if (clean.Relevance is not null && string.IsNullOrWhiteSpace(clean.Comment)) clean = clean with { Comment = labels["no-comment"] };
        var reading = plain.Reading is null ? null : Clean(plain.Reading, links, labels);
        if (paper.Figures.Count - figures.Count is > 0 and var foreign)
        {
            reading ??= new DigestReading();
            var sentence = labels.Fill("withheld-figures", [foreign.ToString(CultureInfo.InvariantCulture)]);
            reading = reading with { Withheld = [.. reading.Withheld, sentence] };
        }
        return clean with { Reading = reading };
    }

    private static DigestReading Clean(DigestReading reading, PaperLinks links, Labels labels)
    {
        var withheld = reading.Withheld.ToList();
        var cleaner = new TextCleaner(links, labels, sentence =>
        {
            withheld.Add(sentence);
            return null;
        });
        var clean = cleaner.Clean(reading);
        return clean with
        {
            Links = [.. clean.Links.Where(link => link.Url.Length > 0)],
            Withheld = [.. withheld.Distinct(StringComparer.Ordinal)],
            Removed = reading.Removed + cleaner.Removed,
            Basis = reading.Basis ?? (cleaner.HasPassed ? "unstated" : null),
        };
    }

    private static DigestOverview? Clean(DigestOverview overview, HashSet<string> ids, PaperLinks links, Labels labels)
    {
        var withheld = overview.Withheld.ToList();
        var clean = new TextCleaner(links, labels, sentence =>
        {
            withheld.Add(sentence);
            return null;
        }).Clean(overview);
        clean = clean with
        {
            Themes = Keep(clean.Themes, overview.Themes, ids),
            Highlights = Keep(clean.Highlights, overview.Highlights, ids),
            EmergingDirections = Keep(clean.EmergingDirections, overview.EmergingDirections, ids),
            ToReadInFull = Keep(clean.ToReadInFull, overview.ToReadInFull, ids),
            Withheld = [.. withheld.Distinct(StringComparer.Ordinal)],
        };
        return clean.IsEmpty && clean.Withheld.Count == 0 ? null : clean;
    }

    /// <summary>
    /// The items of a part of which something is left: words, the text where it had one, and a paper of this digest where it named papers.
    /// An item that names only papers of elsewhere speaks of another day.
    /// </summary>
    private static DigestOverviewPart Keep(DigestOverviewPart clean, DigestOverviewPart raw, HashSet<string> ids)
    {
        var items = clean.Items.Zip(
            raw.Items, (item, before) => (Item: item with { Papers = [.. item.Papers.Where(ids.Contains)] }, Before: before));
        return clean with
        {
            Items =
            [
                .. items.Where(pair => pair.Item.Title.Length + pair.Item.Text.Length > 0
                    && (pair.Item.Text.Length > 0 || pair.Before.Text.Length == 0)
                    && (pair.Item.Papers.Count > 0 || pair.Before.Papers.Count == 0))
                    .Select(pair => pair.Item),
            ],
        };
    }
}
