using LocalDigest.Digests;
using LocalDigest.Ingestion;
using LocalDigest.Papers;
using LocalDigest.Sources;

namespace LocalDigest.Runs;

/// <summary>Which of the papers that came in are news to a profile. Pure; each paper that is not gets its reason.</summary>
public static class Candidates
{
    /// <summary>Chooses.</summary>
    /// <param name="arrivals">What came in.</param>
    /// <param name="sources">What the profile reads.</param>
    /// <param name="shown">What its digests have shown already.</param>
    /// <param name="date">The digest's day.</param>
    /// <param name="maxAgeDays">Imported papers that are older are no news; null for no limit.</param>
    public static (IReadOnlyList<StoredPaper> News, IReadOnlyList<Decision> Others) Choose(
        IReadOnlyList<Arrival> arrivals, IReadOnlyList<SourceSpec> sources, IReadOnlyDictionary<long, Shown> shown, DateOnly date, int? maxAgeDays)
    {
        var news = new List<StoredPaper>();
        var others = new List<Decision>();
        foreach (var arrival in arrivals)
        {
            var fault = WhyNot(arrival, sources, shown.GetValueOrDefault(arrival.Paper.Number), date, maxAgeDays);
            if (fault is null) news.Add(arrival.Paper);
            else if (fault.Value.Outcome != Selection.OtherSources) others.Add(new Decision(arrival.Paper.Number, fault.Value.Outcome, fault.Value.Reason));
        }
        return (news, others);
    }

    private static (string Outcome, string Reason)? WhyNot(Arrival arrival, IReadOnlyList<SourceSpec> sources, Shown? shown, DateOnly date, int? maxAgeDays)
    {
        var paper = arrival.Paper;
        if (paper.GoneAt is not null) return (Selection.Gone, "Its source says that it was withdrawn or deleted.");
        if (shown is not null)
        {
            // A paper comes a second time only where the reader would read something new.
            if (shown.TextHash.AsSpan().SequenceEqual(paper.TextHash)) return (Selection.AlreadyShown, FormattableString.Invariant($"It was in the digest of {shown.Date:yyyy-MM-dd}."));
            return null;
        }
        (string, string)? best = null;
        foreach (var sighting in arrival.Sightings)
        {
            var reason = sighting.Source == "import" ? TooOld(paper, date, maxAgeDays) : NotWanted(paper.Paper, sighting, sources);
            if (reason is null) return null;
            best = reason;
        }
        return best;
    }

    private static (string, string)? TooOld(StoredPaper paper, DateOnly date, int? maxAgeDays)
    {
        if (maxAgeDays is not { } days || paper.Paper.Published is not { } published) return null;
        var age = date.DayNumber - DateOnly.FromDateTime(published.UtcDateTime).DayNumber;
        return age > days ? (Selection.TooOld, $"It was imported and is {age} days old; imported papers are news for {days} days.") : null;
    }

    private static (string, string)? NotWanted(Paper paper, Sighting sighting, IReadOnlyList<SourceSpec> sources)
    {
        (string, string) reason = (Selection.OtherSources, "It came from a source that this profile does not read.");
        foreach (var spec in sources.Where(spec => spec.Kind.Equals(sighting.Source, StringComparison.OrdinalIgnoreCase)))
        {
            if (spec.Categories.Count > 0)
            {
                if (!paper.Categories.Any(category => spec.Categories.Any(wanted => IsIn(category, wanted)))) continue;
                var isCross = !spec.Categories.Any(wanted => paper.Categories.Count > 0 && IsIn(paper.Categories[0], wanted));
                if (isCross && spec.CrossLists == false)
                {
                    reason = (Selection.CrossList, "It is only cross-listed in your categories, and cross-lists are switched off.");
                    continue;
                }
            }
            if (sighting.Kind is ListingKind.Replace or ListingKind.ReplaceCross && spec.Replacements != true)
            {
                reason = (Selection.Replacement, $"It is a new version (v{paper.Version}) of an older paper that was never shown to you; new versions of such papers are switched off.");
                continue;
            }
            return null;
        }
        return reason;
    }

    /// <summary>Whether a category is the wanted one or below it: <c>astro-ph.GA</c> is in <c>astro-ph</c>.</summary>
    private static bool IsIn(string category, string wanted) =>
        category.Equals(wanted, StringComparison.OrdinalIgnoreCase)
        || (category.Length > wanted.Length && category[wanted.Length] == '.' && category.StartsWith(wanted, StringComparison.OrdinalIgnoreCase));
}
