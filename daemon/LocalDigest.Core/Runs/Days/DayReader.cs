using System.Collections.Concurrent;
using LocalDigest.Digests;
using LocalDigest.Jobs;
using LocalDigest.Papers;
using LocalDigest.Profiles;
using LocalDigest.Reading;

namespace LocalDigest.Runs;

/// <summary>What a digest says of one paper beyond its record.</summary>
internal sealed record PaperReading(PaperSummary Summary, DigestReading Reading, IReadOnlyList<DigestFigure> Figures);

/// <summary>Reads the best papers of a day in full and has them summarised as far as a style shows it, then has written what they say together.</summary>
/// <remarks>Texts, summaries and overviews are stored as they come, so that a run that is taken up again asks nothing twice.</remarks>
internal sealed class DayReader(Reader reader, Summariser summariser, OverviewWriter overviews, StyleCatalogue styles, DayEntries entries)
{
    /// <summary>Papers that are read where the style shows them at length and the profile does not say how many.</summary>
    private const int UsuallyRead = 5;

    /// <summary>While arXiv is waited for on behalf of one paper, the model may write about another.</summary>
    private const int AtOnce = 3;

    private const string Part = "reading";
    private const string Invented = "It is one of the invented papers of the sample day: there is no full text of it.";

    /// <summary>Begins a run; its budget is for everything that the run asks of the model.</summary>
    public SummaryRun Begin(Profile profile, string job) => summariser.Begin(profile, job);

    /// <summary>Reads the papers of a day, as far as its style shows them, and has written what they say together.</summary>
    /// <param name="day">Receives its <see cref="Day.Entries"/> and <see cref="Day.Overview"/>.</param>
    /// <param name="ct">Stops; what was finished is kept.</param>
    internal async Task ReadAsync(Day day, CancellationToken ct)
    {
        var parts = styles.PartsOf(day.Style);
        day.Entries = entries.Make(day, await ReadPapersAsync(day, parts, ct));
        if (day.Entries.Count > 0 && parts.HasFlag(StyleParts.Overview)) day.Overview = await OverviewAsync(day, ct);
    }

    /// <summary>Reads papers and has them summarised. What could not be read or made is a problem of the run.</summary>
    /// <returns>By paper number. Papers beyond the most that are read are there only where something stands of them already.</returns>
    private async Task<IReadOnlyDictionary<long, PaperReading>> ReadPapersAsync(Day day, StyleParts parts, CancellationToken ct)
    {
        var (run, progress) = (day.Asking, day.Progress);
        var chosen = day.Chosen.Select(contender => contender.Paper).ToList();
        var most = day.Profile.Digest.Read ?? ((parts & StyleParts.InFull) == StyleParts.None ? 0 : UsuallyRead);
        var readings = new ConcurrentDictionary<long, PaperReading>();
        var failures = new ConcurrentDictionary<long, IReadOnlyList<string>>();
        if (most > 0 && chosen.Count > 0)
        {
            progress.Begin(Part, Math.Min(most, chosen.Count));
            await Parallel.ForEachAsync(chosen.Take(most), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (paper, ct) =>
            {
                var (reading, failed) = await ReadAsync(run, paper, Kinds(parts), ct);
                readings[paper.Number] = reading;
                failures[paper.Number] = failed;
                progress.Advance();
            });
            progress.Count("read", readings.Values.Count(reading => reading.Summary.Basis != TextBasis.Abstract));
            var told = chosen.Take(most).SelectMany(paper => failures[paper.Number].Select(failure => (Failure: failure, paper.Id)));
            foreach (var same in told.GroupBy(pair => pair.Failure, pair => pair.Id.Value, StringComparer.Ordinal)) progress.Report(new Problem(Part, same.Key, [.. same]));
        }
        foreach (var paper in chosen.Skip(most))
        {
            if (reader.Find(paper) is { } known) readings[paper.Number] = Put(paper, known.Text, summariser.Standing(run.Profile, paper, known.Text), []);
        }
        return readings;
    }

    private async Task<DigestOverview?> OverviewAsync(Day day, CancellationToken ct)
    {
        day.Progress.Begin("overview", 1);
        var shown = day.Chosen.Zip(day.Entries, (contender, entry) => new DayPaper(contender.Paper.Id, entry.Title, entry.Reading?.Tldr ?? entry.Abstract, entry.Comment));
        var overview = await overviews.WriteAsync(day.Asking, [.. shown], ct);
        if (summariser.IsConfigured && overview.Origin == PaperSummary.Extractive)
        {
            foreach (var problem in overview.Problems) day.Progress.Report(new Problem("overview", problem));
        }
        return ReadingContent.Of(overview);
    }

    private async Task<(PaperReading Reading, IReadOnlyList<string> Failures)> ReadAsync(SummaryRun run, StoredPaper paper, IReadOnlyCollection<SummaryKind> kinds, CancellationToken ct)
    {
        var text = paper.IsSample ? Reader.Abstract(paper, Invented) : await reader.ReadAsync(paper, ct);
        // That a paper from elsewhere has no full text is no failure; that one of arXiv's could not be read is.
        List<string> failed = text.Basis == TextBasis.Abstract && paper.Id.IsArxiv && !paper.IsSample ? [.. text.Notes] : [];
        PaperSummary summary;
        try
        {
            // Without a model nothing is missing that the digest has not said already.
            summary = await summariser.SummariseAsync(run, paper, text, summariser.IsConfigured ? kinds : [], ct);
        }
        // One paper that nobody has thought of must not end a run.
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or IndexOutOfRangeException or FormatException or NullReferenceException or OverflowException or KeyNotFoundException)
        {
            failed.Add("It is written in a way that the summariser does not understand. Please report it with the paper's id.");
            return (new PaperReading(new PaperSummary { Basis = text.Basis }, new DigestReading { Withheld = [.. failed] }, ReadingContent.Figures(paper.Id.Value, text)), failed);
        }
        failed.AddRange(summary.Problems.Where(problem => problem != Summariser.Flagged));
        return (Put(paper, text, summary, summary.Problems), failed);
    }

    private static PaperReading Put(StoredPaper paper, FullText text, PaperSummary summary, IReadOnlyList<string> problems)
    {
        IReadOnlyList<string> missing = [.. text.Basis == TextBasis.Abstract ? text.Notes : [], .. problems];
        return new PaperReading(summary, ReadingContent.Of(summary, missing), ReadingContent.Figures(paper.Id.Value, text));
    }

    private static List<SummaryKind> Kinds(StyleParts parts)
    {
        var kinds = new List<SummaryKind>();
        if (parts.HasFlag(StyleParts.Tldr)) kinds.Add(SummaryKind.Tldr);
        if (parts.HasFlag(StyleParts.Topics)) kinds.Add(SummaryKind.Topics);
        if (parts.HasFlag(StyleParts.DeepDive)) kinds.Add(SummaryKind.DeepDive);
        if (parts.HasFlag(StyleParts.MethodAnalysis)) kinds.Add(SummaryKind.MethodAnalysis);
        if (parts.HasFlag(StyleParts.Facts)) kinds.Add(SummaryKind.Facts);
        return kinds;
    }
}
