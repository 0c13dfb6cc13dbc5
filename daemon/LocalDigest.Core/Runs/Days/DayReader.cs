using System.Collections.Concurrent;
using LocalDigest.Digests;
using LocalDigest.Jobs;
using LocalDigest.Papers;
using LocalDigest.Profiles;
using LocalDigest.Reading;
using Microsoft.Extensions.Logging;

namespace LocalDigest.Runs;

/// <summary>What a digest says of one paper beyond its record.</summary>
internal sealed record PaperReading(PaperSummary Summary, DigestReading Reading, IReadOnlyList<DigestFigure> Figures);

/// <summary>
/// Reads the best papers of a day in full and has them summarised as far as a style shows it, then has written what they say together.
/// </summary>
/// <remarks>Texts, summaries and overviews are stored as they come, so that a run that is taken up again asks nothing twice.</remarks>
internal sealed class DayReader(
    Reader reader, Summariser summariser, OverviewWriter overviews, StyleCatalogue styles, DayEntries entries, ILogger<DayReader> logger)
{
    /// <summary>Papers that are read where the style shows them at length and the profile does not say how many.</summary>
    private const int UsuallyRead = 5;

    /// <summary>While arXiv is waited for on behalf of one paper, the model may write about another.</summary>
    private const int AtOnce = 3;

    private const string Part = "reading";
    private const string Invented = "It is one of the invented papers of the sample day: there is no full text of it.";

    private readonly PaperGuard guard = new(logger);

    /// <summary>Begins a run; its budget is for everything that the run asks of the model.</summary>
    public SummaryRun Begin(Profile profile, string job) => summariser.Begin(profile, job);

    /// <summary>Reads the papers of a day, as far as its style shows them, and has written what they say together.</summary>
    /// <param name="day">Receives its <see cref="Day.Entries"/> and <see cref="Day.Overview"/>.</param>
    /// <param name="ct">Stops; what was finished is kept.</param>
    internal async Task ReadAsync(Day day, CancellationToken ct)
    {
        var parts = styles.PartsOf(day.Style);
        List<SummaryKind> kinds = [.. parts.Select(part => part.Summary).OfType<SummaryKind>()];
        day.Entries = entries.Make(day, await ReadPapersAsync(day, kinds, ct));
        if (day.Entries.Count > 0 && parts.Contains(StylePart.Overview)) day.Overview = await OverviewAsync(day, ct);
    }

    /// <summary>Reads papers and has them summarised. What could not be read or made is a problem of the run.</summary>
    /// <returns>By paper number. Papers beyond the most that are read are there only where something stands of them already.</returns>
    private async Task<IReadOnlyDictionary<long, PaperReading>> ReadPapersAsync(Day day, IReadOnlyList<SummaryKind> kinds, CancellationToken ct)
    {
        var (run, progress) = (day.Asking, day.Progress);
        var chosen = day.Chosen.Select(contender => contender.Paper).ToList();
        var most = day.Profile.Digest.Read ?? (kinds.Any(kind => SummaryForm.Of(kind).ReadsWhole) ? UsuallyRead : 0);
        var readings = new ConcurrentDictionary<long, PaperReading>();
        var failures = new ConcurrentDictionary<long, IReadOnlyList<string>>();
        if (most > 0 && chosen.Count > 0)
        {
            progress.Begin(Part, Math.Min(most, chosen.Count));
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct };
            await Parallel.ForEachAsync(chosen.Take(most), parallel, async (paper, ct) =>
            {
                var (read, failure) = await guard.TryAsync(paper.Id, "It could not be read", () => ReadAsync(run, paper, kinds, ct));
                readings[paper.Number] = read?.Reading ?? Without(failure!);
                failures[paper.Number] = read?.Failures ?? [failure!];
                progress.Advance();
            });
            progress.Count("read", readings.Values.Count(reading => reading.Summary.Basis != TextBasis.Abstract));
            var told = chosen.Take(most).SelectMany(paper => failures[paper.Number].Select(failure => (Failure: failure, paper.Id)));
            foreach (var same in told.GroupBy(pair => pair.Failure, pair => pair.Id.Value, StringComparer.Ordinal))
                progress.Report(new Problem(Part, same.Key, [.. same]));
        }
        foreach (var paper in chosen.Skip(most))
        {
            var (standing, failure) = await guard.TryAsync(
                paper.Id, "What was read of it before could not be shown", () => Task.FromResult(Standing(run.Profile, paper)));
            if (failure is not null) progress.Report(new Problem(Part, failure, [paper.Id.Value]));
            if (standing is not null) readings[paper.Number] = standing;
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

    private async Task<Read> ReadAsync(SummaryRun run, StoredPaper paper, IReadOnlyCollection<SummaryKind> kinds, CancellationToken ct)
    {
        var text = paper.IsSample ? Reader.Abstract(paper, Invented) : await reader.ReadAsync(paper, ct);
        // Without a model nothing is missing that the digest has not said already.
        var summary = await summariser.SummariseAsync(run, paper, text, summariser.IsConfigured ? kinds : [], ct);
        // That a paper from elsewhere has no full text is no failure; that one of arXiv's could not be read is.
        var isUnread = text.Basis == TextBasis.Abstract && paper.Id.IsArxiv && !paper.IsSample;
        return new Read(Put(paper, text, summary), [.. isUnread ? text.Notes : [], .. summary.Failures]);
    }

    /// <summary>
    /// What is stored of a paper's reading; null where it was not read. What was missing then was said in the digest of then.
    /// </summary>
    private PaperReading? Standing(Profile profile, StoredPaper paper) =>
        reader.Find(paper) is { } known
            ? Put(paper, known.Text, summariser.Standing(profile, paper, known.Text) with { Problems = [] })
            : null;

    private static PaperReading Put(StoredPaper paper, FullText text, PaperSummary summary)
    {
        IReadOnlyList<string> missing = [.. text.Basis == TextBasis.Abstract ? text.Notes : [], .. summary.Problems];
        return new PaperReading(summary, ReadingContent.Of(summary, missing), ReadingContent.Figures(paper.Id.Value, text));
    }

    /// <summary>The reading of a paper that could not be read; the sentence says why.</summary>
    private static PaperReading Without(string failure) =>
        new(new PaperSummary { Basis = TextBasis.Abstract }, new DigestReading { Withheld = [failure] }, []);

    /// <summary>What came of one paper.</summary>
    /// <param name="Reading">What the digest says of it.</param>
    /// <param name="Failures">What makes the run a partial one, as sentences.</param>
    private sealed record Read(PaperReading Reading, IReadOnlyList<string> Failures);
}
