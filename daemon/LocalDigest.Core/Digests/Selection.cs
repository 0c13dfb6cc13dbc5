using LocalDigest.Papers;
using LocalDigest.Profiles;
using LocalDigest.Ranking;
using LocalDigest.Text;

namespace LocalDigest.Digests;

/// <summary>A paper of the shortlist with its place in the order.</summary>
/// <param name="Paper">The paper.</param>
/// <param name="Ranked">Its place.</param>
/// <param name="Usefulness">How much a thumb on it would teach, 0 or more; 0 where nothing has been learned yet.</param>
public sealed record Contender(StoredPaper Paper, Ranked Ranked, double Usefulness = 0);

/// <summary>Chooses from the shortlist what goes into a digest. Pure; each paper gets its decision.</summary>
public static class Selection
{
    public const string Selected = "selected";
    public const string Exploration = "exploration";
    public const string NotRelevantEnough = "not-relevant-enough";
    public const string NotNovelEnough = "not-novel-enough";
    public const string BeyondMost = "beyond-most";
    public const string NegativeKeyword = "negative-keyword";
    public const string BelowSimilarity = "below-similarity";
    public const string BeyondShortlist = "beyond-shortlist";
    public const string AlreadyShown = "already-shown";
    public const string Replacement = "replacement";
    public const string CrossList = "cross-list";
    public const string TooOld = "too-old";
    public const string Gone = "gone";
    public const string InLibrary = "in-library";

    /// <summary>What is said of a paper that is there to learn from.</summary>
    public static Saying WhyExploration { get; } = new("reason-exploration");

    /// <summary>Not the profile's business; kept nowhere.</summary>
    internal const string OtherSources = "other-sources";

    /// <summary>Chooses.</summary>
    /// <param name="shortlist">In any order.</param>
    /// <param name="settings">Thresholds and the most papers.</param>
    /// <param name="keep">Papers that the day's digest holds already; they stay.</param>
    /// <param name="words">The language of the decisions.</param>
    /// <returns>The papers of the digest, best first, those among them that are there to learn from, and a decision on each paper of the shortlist.</returns>
    public static (IReadOnlyList<Contender> Papers, IReadOnlySet<long> Explored, IReadOnlyList<Decision> Decisions) Choose(
        IReadOnlyList<Contender> shortlist, DigestSettings settings, IReadOnlySet<long> keep, Labels words)
    {
        var chosen = new List<Contender>();
        var beyond = new List<Contender>();
        var decisions = new List<Decision>();
        // Only a full digest has to choose between what is good and what would teach; a judge's no stands in any case.
        var passing = shortlist.Count(contender => !keep.Contains(contender.Paper.Number) && Passes(contender.Ranked, settings));
        var places = shortlist.Any(contender => contender.Usefulness > 0) && passing > settings.MaxPapers ? (int)Math.Round(settings.Exploration * settings.MaxPapers) : 0;
        var room = settings.MaxPapers - places;
        foreach (var contender in shortlist.OrderByDescending(contender => contender.Ranked.Score).ThenBy(contender => contender.Paper.Number))
        {
            var verdict = contender.Ranked.Verdict;
            void Say(string outcome, params IEnumerable<Saying> reasons) => decisions.Add(new Decision(contender.Paper.Number, outcome, words.Say(reasons)));
            if (keep.Contains(contender.Paper.Number))
            {
                chosen.Add(contender);
                Say(Selected, [new Saying("decision-in-digest"), .. contender.Ranked.Reasons]);
            }
            else if (verdict is { Relevance: { } relevance } && relevance < settings.MinRelevance)
            {
                Say(NotRelevantEnough, new Saying("decision-not-relevant", Saying.Number(relevance), Saying.Number(settings.MinRelevance), verdict.Comment ?? ""));
            }
            else if (verdict is { Novelty: { } novelty } && novelty < settings.MinNovelty)
            {
                Say(NotNovelEnough, new Saying("decision-not-novel", Saying.Number(novelty), Saying.Number(settings.MinNovelty), verdict.Comment ?? ""));
            }
            else if (room == 0)
            {
                beyond.Add(contender);
            }
            else
            {
                room--;
                chosen.Add(contender);
                Say(Selected, contender.Ranked.Reasons);
            }
        }
        var explored = new HashSet<long>();
        foreach (var contender in beyond.OrderByDescending(contender => contender.Usefulness).ThenByDescending(contender => contender.Ranked.Score).ThenBy(contender => contender.Paper.Number))
        {
            if (explored.Count < places)
            {
                explored.Add(contender.Paper.Number);
                chosen.Add(contender);
                decisions.Add(new Decision(contender.Paper.Number, Exploration, words.Say([WhyExploration, .. contender.Ranked.Reasons])));
            }
            else
            {
                decisions.Add(new Decision(contender.Paper.Number, BeyondMost, words.Say(new Saying("decision-beyond-most", Saying.Number(settings.MaxPapers)))));
            }
        }
        return (chosen, explored, decisions);
    }

    private static bool Passes(Ranked ranked, DigestSettings settings) =>
        !(ranked.Verdict?.Relevance < settings.MinRelevance) && !(ranked.Verdict?.Novelty < settings.MinNovelty);
}
