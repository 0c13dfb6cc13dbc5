using LocalDigest.Digests;
using LocalDigest.Feedback;
using LocalDigest.Ingestion;
using LocalDigest.Judging;
using LocalDigest.Ranking;
using LocalDigest.Sources;

namespace LocalDigest.Runs;

/// <summary>The second step of a digest: finds which of the papers that came in are news to the profile.</summary>
internal sealed class DayNews(
    Judge judge, Rejudging rejudging, PaperTable papers, DigestTable digests, LibraryTable libraries, FeedbackTable feedback,
    SearchSources searches)
{
    /// <summary>A first digest looks back so far.</summary>
    private static readonly TimeSpan FirstLookBack = TimeSpan.FromDays(7);

    /// <summary>Finds them.</summary>
    /// <param name="day">
    /// Receives its <see cref="Day.Found"/>, <see cref="Day.News"/>, <see cref="Day.Others"/>, <see cref="Day.Versions"/>,
    /// <see cref="Day.Withdrawn"/> and
    /// <see cref="Day.Disliked"/>.
    /// </param>
    public void Find(Day day)
    {
        var (request, harvest) = (day.Request, day.Harvest);
        day.Days = harvest.IsToday && request.Since is null ? null : (request.Since ?? WorkdayBefore(request.Date), request.Date);
        // The sample day is shown again on each day until there is something real.
        var isSampleAnew = harvest.IsSample && digests.Find(day.DigestId) is null;
        var arrivals = new Dictionary<long, Arrival>();
        if (harvest.IsToday)
        {
            DateTimeOffset? after = isSampleAnew ? null : harvest.After ?? harvest.Until!.Value - FirstLookBack;
            foreach (var arrival in papers.Arrived(after, harvest.Until!.Value)) arrivals[arrival.Paper.Number] = arrival;
        }
        if (day.Days is var (from, to))
        {
            foreach (var arrival in papers.Dated(from, to)) arrivals.TryAdd(arrival.Paper.Number, arrival);
        }
        day.IsOfRevisionsOnly = arrivals.Count > 0 && arrivals.Values.All(arrival => arrival.Sightings.All(IsRevision));
        day.Disliked = feedback.All(day.Profile.Id).Where(thumb => thumb.Value == Thumb.Down).Select(thumb => thumb.PaperNumber).ToHashSet();
        // Papers that were left out for a thumb that has been taken back since.
        var freed = digests.DecidedOn(day.Profile.Id, Selection.Disliked).Except(day.Disliked).ToHashSet();
        // And those that the judge could not be asked about, or gave no verdict on.
        var owed = judge.Owed(day.Profile);
        // And those that other criteria have left out.
        var stale = rejudging.Stale(day.Profile);
        // A paper of the day's digest may have been withdrawn without having been listed anew.
        var withdrawnToday = papers.Find(digests.PapersOf(day.DigestId)).Where(paper => paper.IsWithdrawn);
        foreach (var paper in papers.Find([.. freed, .. owed, .. stale]).Concat(withdrawnToday))
            arrivals.TryAdd(paper.Number, new Arrival(paper, papers.Sightings(paper.Number)));
        var sources = request.Sources is { Count: > 0 } named ? named : day.Profile.Sources;
        if (harvest.IsSample) sources = [SampleSource.Spec];
        // Invented papers are no finds.
        if (!harvest.IsSample) day.Found = searches.Find(day.Profile.Id, arrivals.Keys);
        var shown = isSampleAnew ? new Dictionary<long, Shown>() : digests.ShownTo(day.Profile.Id);
        var library = libraries.All(day.Profile.Id).Select(paper => paper.PaperNumber).ToHashSet();
        // Who names days, or reads nothing, wants what is stored whatever its age.
        int? maxAge = day.Days is not null || request.Sources is { Count: 0 } ? null : day.Profile.Digest.MaxAgeDays;
        (day.News, day.Others) = Candidates.Choose(
            [.. arrivals.Values], sources, shown, library, day.Disliked, request.Date, day.Words, maxAge,
            day.Found.ContainsKey, day.Profile.Id);
        // Told once: on the day on which it was found.
        var before = digests.DecidedOn(day.Profile.Id, Selection.Withdrawn)
            .ToLookup(paper => digests.DecisionOn(day.Profile.Id, paper)!.Value.Date == request.Date);
        day.Others = [.. day.Others.ExceptBy(before[false].Concat(before[true]), decision => decision.PaperNumber)];
        var withdrawn = day.Others.Where(decision => decision.Outcome == Selection.Withdrawn).Select(decision => decision.PaperNumber)
            .Concat(before[true]).Where(shown.ContainsKey);
        day.Withdrawn = [.. papers.Find(withdrawn.ToHashSet()).Select(paper => new NewVersion(paper, shown[paper.Number]))];
        var others = day.Others.Where(decision => decision.Outcome == Selection.AlreadyShown).Select(decision => decision.PaperNumber);
        day.Owed = papers.Find(others.Where(owed.Contains).ToHashSet());
        var outcomes = day.Others.ToDictionary(decision => decision.PaperNumber, decision => decision.Outcome);
        day.Versions = Versions(arrivals.Values, shown, outcomes);
    }

    private static bool IsRevision(Sighting sighting) => sighting.Kind is ListingKind.Replace or ListingKind.ReplaceCross;

    private static IReadOnlyList<NewVersion> Versions(
        IEnumerable<Arrival> arrivals, IReadOnlyDictionary<long, Shown> shown, Dictionary<long, string> outcomes) =>
    [
        .. arrivals.Where(arrival => arrival.Sightings.Any(IsRevision))
            .Select(arrival => (
                Version: new NewVersion(arrival.Paper, shown.GetValueOrDefault(arrival.Paper.Number)), arrival.Paper.Number))
            .Where(item => outcomes.GetValueOrDefault(item.Number) switch
            {
                Selection.Replacement => true,
                Selection.AlreadyShown => item.Version.Paper.Paper.Version > item.Version.Shown?.Version,
                _ => false,
            })
            .Select(item => item.Version),
    ];

    private static DateOnly WorkdayBefore(DateOnly date)
    {
        do date = date.AddDays(-1);
        while (date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday);
        return date;
    }
}
