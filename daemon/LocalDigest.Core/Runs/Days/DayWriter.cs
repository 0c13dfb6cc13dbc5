using LocalDigest.Delivery;
using LocalDigest.Digests;
using LocalDigest.Expecting;
using LocalDigest.Judging;
using LocalDigest.Papers;
using LocalDigest.Prefiltering;
using LocalDigest.Storage;
using LocalDigest.Watching;

namespace LocalDigest.Runs;

/// <summary>The last step of a digest: puts it together, looks through it, and stores it with all decisions in one transaction.</summary>
internal sealed class DayWriter(Database database, DigestSanitiser sanitiser, DigestTable digests, DeliveryTable deliveries, Judge judge, Funnel funnel, TimeProvider clock)
{
    private const int MostMissed = 5;

    /// <summary>Writes it.</summary>
    /// <param name="day">With everything filled in.</param>
    public void Write(Day day)
    {
        day.Progress.Begin("digest");
        var filtered = day.Shortlist.Where(item => !item.IsListed).Select(item => new Decision(item.Paper.Number, Outcome(item.Outcome), day.Words.Say(item.WhyNot!))).ToList();
        var content = sanitiser.Clean(Compose(day, filtered));
        database.Write(session =>
        {
            digests.Save(
                session, content, [.. day.Chosen.Select(contender => contender.Paper)], [.. day.Others, .. filtered, .. day.Decisions], day.Harvest.Until!.Value, day.Job);
            WatchTable.Tell(session, day.Profile.Id, content.Id, day.WatchChanges);
            var willBeAnother = day.Request.WillBeTriedAgain && DayReport.MayPass(content);
            if (day.Request.Deliver && !willBeAnother) deliveries.Add(session, content.Id, day.Profile.Delivery);
        });
    }

    private DigestContent Compose(Day day, IReadOnlyList<Decision> filtered)
    {
        var (profile, request, harvest) = (day.Profile, day.Request, day.Harvest);
        var hasInvented = day.Entries.Any(entry => entry.IsSample);
        // What an earlier run of the day considered counts too, unless that was the sample day and has made way.
        var before = digests.Find(day.DigestId) is { } known && (hasInvented || !known.IsSample) ? known.Counts.Considered : 0;
        var counts = new DigestCounts
        {
            Considered = before + day.News.Count,
            Shortlisted = day.Open.Count,
            Judged = day.Judged?.Verdicts.Values.Count(verdict => verdict.State == VerdictState.Scored) ?? 0,
            Selected = day.Entries.Count,
        };
        return new DigestContent
        {
            Id = day.DigestId,
            Profile = profile.Id,
            ProfileName = profile.Name,
            Date = request.Date,
            Language = profile.Language,
            Style = day.Style,
            WrittenAt = clock.GetUtcNow(),
            IsSample = hasInvented,
            Notices = DayReport.Write(day, counts, hasInvented),
            Papers = day.Entries,
            Overview = day.Overview,
            Groups = Groups(day),
            Missed = day.Entries.Count > 0 ? [] : Missed(day, filtered),
            Watch = day.Watch,
            Sources = [.. harvest.Harvests.Select(source => new SourceOutcome(source.Spec.Kind, DayReport.Label(source.Spec, day.Words), source.Listed, source.Added, source.Failure))],
            Counts = counts,
            Model = day.Judged is null ? null : judge.Model,
            Foot = day.Judged is null ? null : day.Words.Say(funnel.Say(profile)),
            Criteria = profile.Interests,
        };
    }

    /// <summary>The papers by the profile's topics, in the order in which the user wrote them; a paper near none of them is in no group.</summary>
    private static IReadOnlyList<DigestGroup> Groups(Day day) =>
    [
        .. day.Profile.ParseInterests().Topics
            .Select(topic => new DigestGroup(topic.Title, [.. day.Chosen.Where(contender => contender.Ranked.Topic?.Number == topic.Number).Select(contender => contender.Paper.Id.Value)]))
            .Where(group => group.Papers.Count > 0),
    ];

    /// <summary>The first of the papers that did not come in, each with the reason.</summary>
    private static IReadOnlyList<MissedPaper> Missed(Day day, IReadOnlyList<Decision> filtered)
    {
        var reasons = day.Decisions.Concat(filtered).ToDictionary(decision => decision.PaperNumber, decision => decision.Reason);
        IEnumerable<StoredPaper> inOrder = [.. day.Open.OrderByDescending(paper => day.Order!.ScoreOf(paper.Number)), .. day.Shortlist.Where(item => !item.IsListed).Select(item => item.Paper)];
        return [.. inOrder.Take(MostMissed).Select(paper => new MissedPaper(
            paper.Id.Value, DayEntries.TitleOf(paper, day.Words), paper.Paper.Url, day.Order!.ScoreOf(paper.Number), reasons[paper.Number]))];
    }

    private static string Outcome(Shortlisting shortlisting) => shortlisting switch
    {
        Shortlisting.NegativeKeyword => Selection.NegativeKeyword,
        Shortlisting.NoRequiredKeyword => Selection.NoRequiredKeyword,
        Shortlisting.BelowSimilarity => Selection.BelowSimilarity,
        Shortlisting.BelowHIndex => Selection.BelowHIndex,
        Shortlisting.DismissedByTitle => Selection.DismissedByTitle,
        _ => Selection.BeyondShortlist,
    };
}
