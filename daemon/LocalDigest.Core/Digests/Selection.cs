using LocalDigest.Papers;
using LocalDigest.Profiles;
using LocalDigest.Ranking;
using LocalDigest.Text;

namespace LocalDigest.Digests;

/// <summary>A paper of the shortlist with its place in the order.</summary>
/// <param name="Paper">The paper.</param>
/// <param name="Ranked">Its score, its verdict and the reasons for its place.</param>
/// <param name="Usefulness">How much a thumb on it would teach the preference model, 0 or more; 0 where nothing is learned yet.</param>
public sealed record Contender(StoredPaper Paper, Ranked Ranked, double Usefulness = 0);

/// <summary>Chooses from the shortlist what goes into a digest. Pure; every paper of the shortlist gets a decision with a reason.</summary>
public static class Selection
{
    public const string Selected = "selected";
    public const string Exploration = "exploration";
    public const string NotRelevantEnough = "not-relevant-enough";
    public const string NotNovelEnough = "not-novel-enough";
    public const string BeyondMost = "beyond-most";
    public const string NegativeKeyword = "negative-keyword";
    public const string NoRequiredKeyword = "no-required-keyword";
    public const string BelowSimilarity = "below-similarity";
    public const string BelowHIndex = "below-h-index";
    public const string BeyondShortlist = "beyond-shortlist";
    public const string DismissedByTitle = "dismissed-by-title";
    public const string AlreadyShown = "already-shown";
    public const string Replacement = "replacement";
    public const string CrossList = "cross-list";
    public const string TooOld = "too-old";
    public const string Gone = "gone";
    public const string Withdrawn = "withdrawn";
    public const string InLibrary = "in-library";
    public const string Disliked = "disliked";

    /// <summary>No model has judged it, and it is far from the interests.</summary>
    public const string TooFar = "too-far";

    /// <summary>The reason of a paper that is in the digest because a thumb on it would teach the preference model most.</summary>
    public static Saying WhyExploration { get; } = new("reason-exploration");

    /// <summary>The paper came from a source that the profile does not read. Such a decision is not stored.</summary>
    internal const string OtherSources = "other-sources";

    /// <summary>Chooses the papers of a digest.</summary>
    /// <param name="shortlist">The papers to choose from, in any order.</param>
    /// <param name="settings">The thresholds, the most papers, and the share of places for exploration.</param>
    /// <param name="keep">Numbers of the papers that are in the day's digest already; they stay in it whatever their score.</param>
    /// <param name="words">The language of the decisions.</param>
    /// <returns>
    /// The digest's papers, best first; the numbers of those that are in it for exploration; a decision on each paper of the shortlist.
    /// </returns>
    public static (IReadOnlyList<Contender> Papers, IReadOnlySet<long> Explored, IReadOnlyList<Decision> Decisions) Choose(
        IReadOnlyList<Contender> shortlist, DigestSettings settings, IReadOnlySet<long> keep, Labels words)
    {
        var chosen = new List<Contender>();
        var decisions = new List<Decision>();
        void Decide(Contender contender, string outcome, params IEnumerable<Saying> reasons) =>
            decisions.Add(new Decision(contender.Paper.Number, outcome, words.Say(reasons)));

        var passing = new List<Contender>();
        foreach (var contender in shortlist)
        {
            if (keep.Contains(contender.Paper.Number))
            {
                chosen.Add(contender);
                Decide(contender, Selected, [new Saying("decision-in-digest"), .. contender.Ranked.Reasons]);
            }
            else if (Objection(contender.Ranked, settings) is var (outcome, reason))
            {
                Decide(contender, outcome, reason);
            }
            else
            {
                passing.Add(contender);
            }
        }

        // Only a full digest has to choose between what is good and what would teach.
        var isFull = passing.Count > settings.MaxPapers;
        var places = isFull && shortlist.Any(contender => contender.Usefulness > 0)
            ? (int)Math.Round(settings.Exploration * settings.MaxPapers) : 0;
        // Of more than there are places for, those of followed authors come first.
        List<Contender> best = [.. InOrder(passing).OrderByDescending(contender => contender.Ranked.Followed is not null)];
        foreach (var contender in best.Take(settings.MaxPapers - places))
        {
            chosen.Add(contender);
            Decide(contender, Selected, contender.Ranked.Reasons);
        }
        // The sort is stable: of two that would teach as much, the better one is shown.
        List<Contender> others = [.. best.Skip(settings.MaxPapers - places).OrderByDescending(contender => contender.Usefulness)];
        List<Contender> explored = [.. others.Take(places)];
        foreach (var contender in explored) Decide(contender, Exploration, [WhyExploration, .. contender.Ranked.Reasons]);
        foreach (var contender in others.Skip(places))
            Decide(contender, BeyondMost, new Saying("decision-beyond-most", Saying.Number(settings.MaxPapers)));
        return ([.. InOrder(chosen), .. explored], explored.Select(contender => contender.Paper.Number).ToHashSet(), decisions);
    }

    /// <summary>The decision on a paper with a thumb down.</summary>
    public static Decision Dislike(StoredPaper paper, Labels words) =>
        new(paper.Number, Disliked, words.Say(new Saying("decision-disliked")));

    /// <summary>Best score first; of equal scores the paper that was stored first.</summary>
    private static IEnumerable<Contender> InOrder(IEnumerable<Contender> papers) =>
        papers.OrderByDescending(contender => contender.Ranked.Score).ThenBy(contender => contender.Paper.Number);

    /// <summary>Which of the profile's thresholds a verdict fails, or that a paper without one is far; null where neither is so.</summary>
    private static (string Outcome, Saying Reason)? Objection(Ranked ranked, DigestSettings settings)
    {
        // Whom the user follows is shown whatever a model says of the paper.
        if (ranked.Followed is not null) return null;
        // Without a verdict a digest ends where the match ends: what is far is not shown to fill its places.
        if (ranked.Verdict is not { Relevance: not null } verdict) return ranked.IsFar ? (TooFar, new Saying("decision-too-far")) : null;
        (string, Saying) Below(string outcome, string reason, int given, int least) =>
            (outcome, new Saying(reason, Saying.Number(given), Saying.Number(least), verdict.Comment ?? ""));
        if (verdict.Relevance < settings.MinRelevance)
            return Below(NotRelevantEnough, "decision-not-relevant", verdict.Relevance.Value, settings.MinRelevance);
        if (verdict.Novelty < settings.MinNovelty)
            return Below(NotNovelEnough, "decision-not-novel", verdict.Novelty.Value, settings.MinNovelty);
        return null;
    }
}
