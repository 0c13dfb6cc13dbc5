using System.Globalization;
using LocalDigest.Text;

namespace LocalDigest.Digests;

/// <summary>A paper of one of several digests.</summary>
/// <param name="Date">The day of the digest in which it stood best.</param>
/// <param name="Digest">That digest's id.</param>
/// <param name="Paper">The paper as it stood there.</param>
public sealed record GatheredPaper(DateOnly Date, string Digest, DigestPaper Paper);

/// <summary>A notice of one or more digests.</summary>
/// <param name="Kind">A stable word, as in digests.</param>
/// <param name="Text">The sentence.</param>
/// <param name="Dates">The days whose digests have it, the newest first.</param>
public sealed record GatheredNotice(string Kind, string Text, IReadOnlyList<DateOnly> Dates);

/// <summary>In which order papers of several days stand.</summary>
public enum GatheredOrder
{
    /// <summary>The best first.</summary>
    Grade,

    /// <summary>The newest day first, and each day's in its order.</summary>
    Date,
}

/// <summary>The digests of several days as one: what was there since somebody last looked.</summary>
/// <param name="Digests">The digests, the newest day first.</param>
/// <param name="Papers">Each paper once.</param>
/// <param name="Notices">Each notice once.</param>
public sealed record GatheredDigests(
    IReadOnlyList<DigestContent> Digests, IReadOnlyList<GatheredPaper> Papers, IReadOnlyList<GatheredNotice> Notices)
{
    /// <summary>With none of these papers there, so many of those that missed are named.</summary>
    private const int MostMissed = 5;

    /// <summary>Gathers digests of one profile.</summary>
    /// <param name="digests">The digests in any order.</param>
    /// <param name="order">In which order their papers stand.</param>
    public static GatheredDigests Of(IEnumerable<DigestContent> digests, GatheredOrder order)
    {
        List<DigestContent> newestFirst = [.. digests.OrderByDescending(digest => digest.Date)];
        var appearances = newestFirst
            .SelectMany(digest => digest.Papers.Select((paper, place) => (digest.Date, digest.Id, paper, place)))
            // Of equal places the newest: sorting keeps the order.
            .GroupBy(one => one.paper.Id, StringComparer.Ordinal).Select(group => group.MinBy(one => one.place));
        var sorted = order == GatheredOrder.Date
            ? appearances.OrderByDescending(one => one.Date).ThenBy(one => one.place)
            : appearances.OrderByDescending(one => one.paper.Score).ThenByDescending(one => one.Date).ThenBy(one => one.place);
        var notices = newestFirst.SelectMany(digest => digest.Notices.Select(notice => (notice, digest.Date)))
            .GroupBy(one => one.notice)
            .Select(group => new GatheredNotice(group.Key.Kind, group.Key.Text, [.. group.Select(one => one.Date).Distinct()]));
        return new GatheredDigests(newestFirst, [.. sorted.Select(one => new GatheredPaper(one.Date, one.Id, one.paper))], [.. notices]);
    }

    /// <summary>One document of all, for the styles; null where there is no digest.</summary>
    /// <param name="styles">Words it.</param>
    public DigestContent? Document(StyleCatalogue styles)
    {
        if (Digests is not [var newest, ..]) return null;
        string Day(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var words = styles.WordsFor(newest.Language);
        var about =
            new Notice("gathered", words.Fill("notice-gathered", [Saying.Number(Digests.Count), Day(Digests[^1].Date), Day(newest.Date)]));
        // What holds for all days need not name them.
        var notices = Notices.Select(notice => new Notice(
            notice.Kind, notice.Dates.Count == Digests.Count
                ? notice.Text : $"{string.Join(", ", notice.Dates.Select(Day))}{words["colon"]}{notice.Text}"));
        return newest with
        {
            Id = $"{newest.Profile}-{Day(Digests[^1].Date)}-{Day(newest.Date)}",
            IsSample = Digests.Any(digest => digest.IsSample),
            Notices = [about, .. notices],
            Papers = [.. Papers.Select(item => item.Paper)],
            Overview = null,
            Groups = [],
            Missed = Papers.Count > 0
                ? []
                : [.. Digests.SelectMany(digest => digest.Missed).DistinctBy(missed => missed.Id)
                    .OrderByDescending(missed => missed.Score).Take(MostMissed)],
            Watch = [.. Digests.SelectMany(digest => digest.Watch).DistinctBy(news => (news.Id, news.Text))],
            Sources =
            [
                .. Digests.SelectMany(digest => digest.Sources).GroupBy(source => (source.Kind, source.Label)).Select(
                    source => new SourceOutcome(
                        source.Key.Kind, source.Key.Label, source.Sum(one => one.Listed), source.Sum(one => one.Added),
                        source.First().Failure)),
            ],
            Counts = new DigestCounts
            {
                Considered = Digests.Sum(digest => digest.Counts.Considered),
                Shortlisted = Digests.Sum(digest => digest.Counts.Shortlisted),
                Judged = Digests.Sum(digest => digest.Counts.Judged),
                Selected = Papers.Count,
            },
        };
    }
}
