using LocalDigest.Judging;
using LocalDigest.Preferences;
using LocalDigest.Prefiltering;
using LocalDigest.Profiles;

namespace LocalDigest.Ranking;

/// <summary>The papers of some days in two orders.</summary>
/// <param name="Before">Their numbers, the best first.</param>
/// <param name="After">The same numbers in the order that a change would make.</param>
/// <param name="IsJudged">
/// Verdicts count in both orders. They count in neither where the change makes another question to the judge, to which it has not
/// answered yet.
/// </param>
public sealed record Preview(IReadOnlyList<long> Before, IReadOnlyList<long> After, bool IsJudged);

/// <summary>Says how papers would rank after a change. Nothing is stored: no profile, no version of a model, no thumb.</summary>
public sealed class Previewer(
    Ranker ranker, Prefilter prefilter, PaperDescriptions descriptions, PreferenceTrainer preferences, Judge judge)
{
    private static readonly StandingVerdicts NoVerdicts = new(new Dictionary<long, Verdict>());

    /// <summary>Ranks the papers of some days before and after a change.</summary>
    /// <param name="profile">The profile as it is.</param>
    /// <param name="changed">The profile as it would be; the same one where its interests stay.</param>
    /// <param name="thumb">A thumb as it would be given: the paper's number, and whether it is up; null for none.</param>
    /// <param name="from">First day of publication.</param>
    /// <param name="to">Last day of publication.</param>
    /// <param name="hidden">Papers that lists leave out, by number.</param>
    /// <param name="ct">Gives it up.</param>
    public Preview Of(
        Profile profile, Profile changed, (long Paper, bool Likes)? thumb, DateOnly from, DateOnly to, IReadOnlySet<long> hidden,
        CancellationToken ct)
    {
        var order = ranker.For(profile);
        var papers = order.Papers;
        var places = papers.PublishedIn(from, to)
            .Where(place => papers.Numbers[place] == thumb?.Paper || !hidden.Contains(papers.Numbers[place])).ToList();
        var isSameQuestion = Asks(profile, changed);
        var isJudged = isSameQuestion && places.Any(place => order.VerdictOf(papers.Numbers[place])?.Relevance is not null);
        var verdicts = isSameQuestion ? judge.Standing(profile, papers) : NoVerdicts;
        // Where verdicts fall away, what was before is ranked without them too: else their loss would be taken for the change's doing.
        var hasLost = !isSameQuestion && judge.Standing(profile, papers).Grades.Grades.Count > 0;
        var own = descriptions.Of(order.Similarities);
        var before = hasLost
            ? ScoresOf(own, places, NoVerdicts, preferences.Try(profile, own, NoVerdicts.Grades, null, ct))
            : [.. places.Select(order.ScoreAt)];
        if (isSameQuestion && thumb is null) return new Preview(Ranked(papers, places, before), Ranked(papers, places, before), isJudged);
        var view = isSameQuestion ? own : descriptions.Of(prefilter.Try(changed, papers));
        var after = ScoresOf(view, places, verdicts, preferences.Try(profile, view, verdicts.Grades, thumb, ct));
        return new Preview(Ranked(papers, places, before), Ranked(papers, places, after), isJudged);
    }

    /// <summary>Whether both ask for the same papers.</summary>
    private static bool Asks(Profile profile, Profile changed) =>
        profile.Interests == changed.Interests && profile.Keywords.SequenceEqual(changed.Keywords, StringComparer.Ordinal);

    private static double[] ScoresOf(PaperView view, List<int> places, StandingVerdicts verdicts, PreferenceTrial? trial)
    {
        var liked = trial?.At(places);
        var trust = trial?.Trust ?? 0;
        return
        [
            .. places.Select((place, row) => Ranker.Score(
                view.Similarities.At(place), verdicts.ByPaper.GetValueOrDefault(view.Papers.Numbers[place]), liked?[row], trust)),
        ];
    }

    /// <summary>The best first, of equal ones the newest, as lists have them.</summary>
    private static List<long> Ranked(PaperSnapshot papers, List<int> places, double[] scores) =>
    [
        .. places.Select((place, row) => (place, score: scores[row])).OrderByDescending(item => item.score)
            .ThenByDescending(item => item.place)
            .Select(item => papers.Numbers[item.place]),
    ];
}
