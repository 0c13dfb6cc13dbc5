using System.Text.RegularExpressions;

namespace LocalDigest.Sources;

/// <summary>
/// What publishers write into a description beside the abstract, or in its place: journal, volume, pages, dates, authors. It is taken out,
/// and authors and journal are read from it. Forms: those of Elsevier, Wiley, Taylor and Francis, Sage, AAAS, PNAS, Springer Nature, APS
/// and ACS, and the head of arXiv's announcements.
/// </summary>
/// <param name="Text">What is left: the abstract, on one line.</param>
/// <param name="Authors">The list of authors as it is written; null where there is none.</param>
/// <param name="Venue">The journal; null where none is named.</param>
internal sealed partial record BibliographyLines(string Text, string? Authors, string? Venue)
{
    private const RegexOptions Options =
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;

    private const int LongestLine = 1_000;

    /// <summary>Reads the lines of a description.</summary>
    /// <param name="lines">Each a paragraph, from <see cref="HtmlFragment.ToLines"/>.</param>
    public static BibliographyLines Read(IReadOnlyList<string> lines)
    {
        string? authors = null, venue = null;
        var kept = new List<string>();
        foreach (var line in lines.SelectMany(Labelled))
        {
            var rest = line;
            if (LabelPattern().Match(line) is { Success: true } label)
            {
                var (name, value) = (label.Groups["label"].Value.ToLowerInvariant(), label.Groups["value"].Value.Trim());
                if (name.StartsWith("author", StringComparison.Ordinal) && kept.Count <= 1) authors ??= value;
                else if (name is "source" or "journal") venue ??= Journal(value);
                continue;
            }
            if (line.Length <= LongestLine && JournalLinePattern().Match(line) is { Success: true } journal)
            {
                venue ??= journal.Groups["venue"] is { Success: true, Value: { Length: > 0 } named } ? named.Trim(' ', ',') : null;
                continue;
            }
            if (PublishedOnlinePattern().Match(line) is { Success: true } online)
            {
                venue ??= online.Groups["venue"].Value.Trim();
                rest = line[online.Length..].Trim();
            }
            else if (AnnouncementPattern().Match(line) is { Success: true } head)
            {
                rest = line[head.Length..].Trim();
            }
            if (rest.Length > 0 && !ReferencePattern().IsMatch(rest)) kept.Add(rest);
        }
        return new(string.Join(' ', kept), authors, venue);
    }

    /// <summary>One line of several labels, as where tags were lost, is several lines.</summary>
    private static IEnumerable<string> Labelled(string line)
    {
        if (!LabelPattern().IsMatch(line)) return [line];
        var starts = NextLabelPattern().Matches(line).Select(match => match.Index).Where(at =>
            at > 0).Prepend(0).Append(line.Length).ToList();
        return starts.Zip(starts.Skip(1), (from, to) => line[from..to].Trim());
    }

    /// <summary>"Neural Examples, Volume 200" is of Neural Examples.</summary>
    private static string? Journal(string text) => VolumePattern().Match(text) is { Success: true } volume
        ? text[..volume.Index].Trim(' ', ',') is { Length: > 0 } name ? name : null
        : text.Length > 0 ? text : null;

    [GeneratedRegex(@"^(?<label>publication date|published online|available online|date|source|journal|authors?|author\(s\)|doi|journal "
        + @"doi)\s*:\s*(?<value>.*)$", Options)]
    private static partial Regex LabelPattern();

    [GeneratedRegex(@"(?:publication date|available online|source|authors|author\(s\))\s*:", Options)]
    private static partial Regex NextLabelPattern();

    [GeneratedRegex(@"\b(?:volume|vol\.|issue|article|pages?|in press)\b", Options)]
    private static partial Regex VolumePattern();

    private const string Month = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*";

    // "Journal of Examples, Volume 12, Issue 3, Page 1-10, March 2024.", "Journal, Ahead of Print.", "Volume 40, Issue 5, 2024, Page 1-20",
    // "Vol. 3".
    [GeneratedRegex(
        @"^(?<venue>\p{L}[^.;!?]*?,\s+)?(?:(?:volume|vol\.)\s*\w+|ahead of print|early ?view|just accepted|latest articles|articles in "
            + @"advance)"
        + @"(?:[\s,.]+(?:(?:issue|no\.?|number)\s*[\w/–-]+|(?:pages?|pp?\.)\s*[\w.]+(?:\s*[-–]\s*[\w.]+)?|article\s*(?:id|no\.?)?\s*[\w.]+"
            + @"|ahead of print"
        + @"|(?:\d{1,2}\s+)?" + Month + @"\.?(?:\s*[/–-]\s*" + Month + @"\.?)?(?:\s+\d{1,2})?,?\s+\d{4}|\d{4}))*[\s.,]*$", Options)]
    private static partial Regex JournalLinePattern();

    // "Nature, Published online: 19 August 2025; doi:10.1038/s41586-025-0000-1" and what follows.
    [GeneratedRegex(@"^(?<venue>\p{L}[^.;!?]*?),\s+published online:\s*\d{1,2}\s+\p{L}+\s+\d{4}\s*;\s*(?:doi:\s*10\.\S+)?", Options)]
    private static partial Regex PublishedOnlinePattern();

    // "[Phys. Rev. Lett. 135, 081801] Published Tue Aug 19, 2025", "doi:10.1000/1".
    [GeneratedRegex(@"^(?:\[[^\[\]]+\]\s*published\s+\p{L}{3}\s+\p{L}{3}\s+\d{1,2},\s*\d{4}|(?:https?://(?:dx\.)?doi\.org/"
        + @"|doi:?\s*)10\.\S+)$", Options)]
    private static partial Regex ReferencePattern();

    [GeneratedRegex(@"^arXiv:\S+\s+Announce Type:\s*[\w-]+\s*(?:Abstract:\s*)?", Options)]
    private static partial Regex AnnouncementPattern();
}
