using LocalDigest.Digests;
using LocalDigest.Ingestion;
using LocalDigest.Papers;
using LocalDigest.Sources;
using LocalDigest.Text;

namespace LocalDigest.Runs;

/// <summary>Which of the papers that came in are news to a profile. Pure; each paper that is not gets its reason.</summary>
public static class Candidates
{
    /// <summary>Chooses.</summary>
    /// <param name="arrivals">What came in.</param>
    /// <param name="sources">What the profile reads.</param>
    /// <param name="shown">What its digests have shown already.</param>
    /// <param name="library">The numbers of the papers in the profile's libraries: what the reader holds is no news.</param>
    /// <param name="disliked">The numbers of the papers with a thumb down.</param>
    /// <param name="date">The digest's day.</param>
    /// <param name="words">The language of the decisions.</param>
    /// <param name="maxAgeDays">
    /// Papers that were imported or that a feed or a venue lists are no news where they are older; null for no limit.
    /// </param>
    /// <param name="isSought">
    /// Whether a search of the reader's found a paper, by its number: it is news also where only sources that the profile does not read
    /// listed it. Null for none.
    /// </param>
    /// <param name="reader">The id of the profile; null where none of the sources recommends.</param>
    public static (IReadOnlyList<StoredPaper> News, IReadOnlyList<Decision> Others) Choose(
        IReadOnlyList<Arrival> arrivals, IReadOnlyList<SourceSpec> sources, IReadOnlyDictionary<long, Shown> shown, IReadOnlySet<long> library,
        IReadOnlySet<long> disliked, DateOnly date, Labels words, int? maxAgeDays, Func<long, bool>? isSought = null, string? reader = null)
    {
        var news = new List<StoredPaper>();
        var others = new List<Decision>();
        foreach (var arrival in arrivals)
        {
            var number = arrival.Paper.Number;
            if (disliked.Contains(number))
            {
                others.Add(Selection.Dislike(arrival.Paper, words));
                continue;
            }
            var fault = WhyNot(arrival, sources, shown.GetValueOrDefault(number), library.Contains(number), date, maxAgeDays, reader);
            var isElsewhere = fault is (Selection.OtherSources or Selection.CrossList, _);
            if (fault is null || (isElsewhere && isSought?.Invoke(number) == true)) news.Add(arrival.Paper);
            else if (fault is (var outcome, { } reason)) others.Add(new Decision(number, outcome, words.Say(reason)));
        }
        return (news, others);
    }

    /// <summary>Why a paper is no news; without a reason where it is none of the profile's business.</summary>
    private static (string Outcome, Saying? Reason)? WhyNot(
        Arrival arrival, IReadOnlyList<SourceSpec> sources, Shown? shown, bool isInLibrary, DateOnly date, int? maxAgeDays, string? reader)
    {
        var paper = arrival.Paper;
        if (paper.GoneAt is not null) return (Selection.Gone, new Saying("decision-gone"));
        if (paper.IsWithdrawn) return (Selection.Withdrawn, new Saying("decision-withdrawn"));
        if (shown is not null)
        {
            // A paper comes a second time only where the reader would read something new.
            if (shown.TextHash.AsSpan().SequenceEqual(paper.TextHash)) return (Selection.AlreadyShown, new Saying("decision-already-shown", Saying.Day(shown.Date)));
            return null;
        }
        if (isInLibrary) return (Selection.InLibrary, new Saying("decision-in-library"));
        (string, Saying?)? best = null;
        foreach (var sighting in arrival.Sightings)
        {
            var reason = sighting.Source == "import"
                ? TooOld(paper, date, maxAgeDays, "decision-too-old-import")
                : NotWanted(paper.Paper, sighting, sources, reader);
            // A feed that is read for the first time lists what its journal or blog has published for years; a venue all its papers.
            if (reason is null && sighting.Source.StartsWith("feed ", StringComparison.Ordinal))
                reason = TooOld(paper, date, maxAgeDays, "decision-too-old-feed");
            if (reason is null && sighting.Source.StartsWith("openreview ", StringComparison.Ordinal))
                reason = TooOld(paper, date, maxAgeDays, "decision-too-old-venue", sighting.Announced);
            if (reason is null) return null;
            best = reason;
        }
        return best;
    }

    /// <param name="paper">The paper.</param>
    /// <param name="date">The digest's day.</param>
    /// <param name="maxAgeDays">The limit; null for none.</param>
    /// <param name="name">What is said where it is.</param>
    /// <param name="announced">From when on it counts; null for when it was published.</param>
    private static (string, Saying?)? TooOld(StoredPaper paper, DateOnly date, int? maxAgeDays, string name, DateOnly? announced = null)
    {
        if (maxAgeDays is not { } days) return null;
        if (announced is null && paper.Paper.Published is { } published) announced = DateOnly.FromDateTime(published.UtcDateTime);
        if (announced is not { } from) return null;
        var age = date.DayNumber - from.DayNumber;
        return age > days ? (Selection.TooOld, new Saying(name, Saying.Number(age), Saying.Number(days))) : null;
    }

    private static (string, Saying?)? NotWanted(Paper paper, Sighting sighting, IReadOnlyList<SourceSpec> sources, string? reader)
    {
        (string, Saying?) reason = (Selection.OtherSources, null);
        foreach (var spec in sources.Where(spec => spec.Origin(reader).Equals(sighting.Source, StringComparison.Ordinal)))
        {
            if (spec.Categories.Count > 0)
            {
                if (!paper.Categories.Any(category =>
                    spec.Categories.Any(wanted => SourceCatalogue.IsIn(spec.Kind, category, wanted)))) continue;
                var isCross = !spec.Categories.Any(wanted => paper.Categories.Count > 0
                    && SourceCatalogue.IsIn(spec.Kind, paper.Categories[0], wanted));
                if (isCross && spec.CrossLists == false)
                {
                    reason = (Selection.CrossList, new Saying("decision-cross-list"));
                    continue;
                }
            }
            if (sighting.Kind is ListingKind.Replace or ListingKind.ReplaceCross && spec.Replacements != true)
            {
                reason = (Selection.Replacement, new Saying("decision-replacement", Saying.Number(paper.Version ?? 1)));
                continue;
            }
            return null;
        }
        return reason;
    }
}
