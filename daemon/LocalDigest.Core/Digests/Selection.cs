using LocalDigest.Papers;
using LocalDigest.Profiles;
using LocalDigest.Ranking;

namespace LocalDigest.Digests;

/// <summary>A paper of the shortlist with its place in the order.</summary>
public sealed record Contender(StoredPaper Paper, Ranked Ranked);

/// <summary>Chooses from the shortlist what goes into a digest. Pure; each paper gets its decision.</summary>
public static class Selection
{
    public const string Selected = "selected";
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

    /// <summary>Not the profile's business; kept nowhere.</summary>
    internal const string OtherSources = "other-sources";

    /// <summary>Chooses.</summary>
    /// <param name="shortlist">In any order.</param>
    /// <param name="settings">Thresholds and the most papers.</param>
    /// <param name="keep">Papers that the day's digest holds already; they stay.</param>
    /// <returns>The papers of the digest, best first, and a decision on each paper of the shortlist.</returns>
    public static (IReadOnlyList<Contender> Papers, IReadOnlyList<Decision> Decisions) Choose(
        IReadOnlyList<Contender> shortlist, DigestSettings settings, IReadOnlySet<long> keep)
    {
        var chosen = new List<Contender>();
        var decisions = new List<Decision>();
        var room = settings.MaxPapers;
        foreach (var contender in shortlist.OrderByDescending(contender => contender.Ranked.Score).ThenBy(contender => contender.Paper.Number))
        {
            var verdict = contender.Ranked.Verdict;
            void Say(string outcome, string reason) => decisions.Add(new Decision(contender.Paper.Number, outcome, reason));
            if (keep.Contains(contender.Paper.Number))
            {
                chosen.Add(contender);
                Say(Selected, "It is in the day's digest. " + string.Join(' ', contender.Ranked.Reasons));
            }
            else if (verdict is { Relevance: { } relevance } && relevance < settings.MinRelevance)
            {
                Say(NotRelevantEnough, $"The judge gave relevance {relevance}; the least is {settings.MinRelevance}. It said: {verdict.Comment}");
            }
            else if (verdict is { Novelty: { } novelty } && novelty < settings.MinNovelty)
            {
                Say(NotNovelEnough, $"The judge gave novelty {novelty}; the least is {settings.MinNovelty}. It said: {verdict.Comment}");
            }
            else if (room == 0)
            {
                Say(BeyondMost, $"It would have passed, but the digest holds at most {settings.MaxPapers} papers and others rank higher.");
            }
            else
            {
                room--;
                chosen.Add(contender);
                Say(Selected, string.Join(' ', contender.Ranked.Reasons));
            }
        }
        return (chosen, decisions);
    }
}
