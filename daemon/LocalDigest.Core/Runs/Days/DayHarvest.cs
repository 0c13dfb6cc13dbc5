using LocalDigest.Digests;
using LocalDigest.Feedback;
using LocalDigest.Ingestion;
using LocalDigest.Jobs;
using LocalDigest.Papers;
using LocalDigest.Sources;

namespace LocalDigest.Runs;

/// <summary>The first step of a digest: reads the sources, one after another, into the store.</summary>
internal sealed class DayHarvest(
    Harvester harvester, LibrarySync libraries, PaperTable papers, FeedbackTable feedback, DigestTable digests, StyleCatalogue styles,
    TimeProvider clock)
{
    /// <summary>The newest thumbs tell the taste of today.</summary>
    private const int MostThumbs = 500;

    /// <summary>Reads what was not read before the run was interrupted. A source that fails is a problem of the run, and ends nothing.</summary>
    /// <param name="day">Receives its <see cref="Day.Harvest"/>.</param>
    /// <param name="begun">When the run was asked for.</param>
    /// <param name="ct">Stops; what was read is kept.</param>
    public async Task ReadAsync(Day day, DateTimeOffset begun, CancellationToken ct)
    {
        var (request, progress) = (day.Request, day.Progress);
        var sources = request.Sources ?? day.Profile.Sources;
        day.Harvest = progress.Recall<Harvested>() ?? new Harvested
        {
            After = digests.ConsideredUntil(day.Profile.Id, request.Date),
            IsToday = request.Date >= DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(begun, clock.LocalTimeZone).DateTime),
        };
        progress.Begin("harvest", sources.Count);
        progress.Advance(day.Harvest.Harvests.Count);
        if (day.Harvest.Until is null)
        {
            foreach (var spec in sources.Skip(day.Harvest.Harvests.Count))
            {
                var report = await ReadAsync(day, spec, ct);
                Note(day, day.Harvest with { Harvests = [.. day.Harvest.Harvests, report] });
                progress.Advance();
            }
            await FinishAsync(day, ct);
        }
        Tell(day);
    }

    private async Task<HarvestReport> ReadAsync(Day day, SourceSpec spec, CancellationToken ct)
    {
        if (ZoteroSource.Reads(spec)) return await libraries.HarvestAsync(day.Profile, spec, ct);
        var fetched = day.Harvest.Harvests.Sum(harvest => harvest.Listed);
        return await harvester.HarvestAsync(
            spec, day.Request.Date, day.Harvest.IsToday, day.Request.Since, more => day.Progress.Count("fetched", fetched += more),
            TasteOf(day.Profile.Id), ct);
    }

    private ReaderTaste TasteOf(string profile)
    {
        var thumbs = feedback.Page(profile, MostThumbs, before: null);
        var ids = papers.Find([.. thumbs.Select(thumb => thumb.PaperNumber)]).Where(paper => !paper.IsSample)
            .ToDictionary(paper => paper.Number, paper => paper.Id);
        List<PaperId> With(Thumb value) =>
            [.. thumbs.Where(thumb => thumb.Value == value && ids.ContainsKey(thumb.PaperNumber)).Select(thumb => ids[thumb.PaperNumber])];
        return new ReaderTaste(profile, With(Thumb.Up), With(Thumb.Down));
    }

    /// <summary>Brings the sample day in where nothing could be reached and nothing real is there, and settles which papers are considered.</summary>
    private async Task FinishAsync(Day day, CancellationToken ct)
    {
        var isUnreachable = day.Harvest.Harvests.All(harvest => harvest.Failure is not null);
        var isSample = day.Request.SampleIfUnreachable && isUnreachable && !papers.HasReal();
        if (isSample)
            await harvester.HarvestAsync(SampleSource.Spec, day.Request.Date, isToday: true, since: null, _ => { }, taste: null, ct);
        Note(day, day.Harvest with
        {
            IsSample = isSample,
            // A digest of a past day has considered that day's papers, not what came in today.
            Until = day.Harvest.IsToday ? clock.GetUtcNow() : new DateTimeOffset(day.Request.Date.AddDays(1), default, TimeSpan.Zero),
        });
    }

    private static void Note(Day day, Harvested harvest)
    {
        day.Harvest = harvest;
        day.Progress.Remember(harvest);
    }

    private void Tell(Day day)
    {
        day.Progress.Count("fetched", day.Harvest.Harvests.Sum(harvest => harvest.Listed));
        day.Progress.Count("new", day.Harvest.Harvests.Sum(harvest => harvest.Added));
        var english = styles.WordsFor("en");
        foreach (var harvest in day.Harvest.Harvests.Where(harvest => harvest.Failure is not null))
        {
            day.Progress.Report(new Problem(harvest.Spec.Kind, $"{DayReport.Label(harvest.Spec, english)}: {harvest.Failure}"));
        }
    }
}
