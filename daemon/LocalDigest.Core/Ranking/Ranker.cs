using System.Collections.Concurrent;
using LocalDigest.Expecting;
using LocalDigest.Judging;
using LocalDigest.Preferences;
using LocalDigest.Prefiltering;
using LocalDigest.Profiles;

namespace LocalDigest.Ranking;

/// <summary>Puts what is known of papers into one order.</summary>
public sealed class Ranker(Prefilter prefilter, Judge judge, PreferenceTrainer preferences, VerdictTrainer expecting, PreferenceReasons wording)
{
    /// <summary>Relevance weighs twice as much as novelty.</summary>
    private const double RelevanceShare = 2.0 / 3;

    /// <summary>How much of a judged paper's score is the judge's where nothing was learned yet; the rest orders papers of equal verdict.</summary>
    private const double JudgeShare = 0.75;

    /// <summary>How much of it remains the judge's however many thumbs there are: what was learned knows the verdict too.</summary>
    private const double LeastJudgeShare = 0.4;

    /// <summary>A paper that was not judged reaches at most this score: similarity alone promises less than a good verdict.</summary>
    private const double UnjudgedMost = 0.6;

    private readonly ConcurrentDictionary<string, Order> orders = new(StringComparer.Ordinal);

    /// <summary>A profile's order as it is now: made anew where papers, interests, verdicts or model changed, and the same for all who ask meanwhile.</summary>
    public Order For(Profile profile)
    {
        // The preference first: it and the similarities below are of the same papers, unless some come in between.
        var preference = preferences.Current(profile);
        var similarities = prefilter.Similarities(profile);
        if (preference is not null && preference.Similarities != similarities) similarities = preference.Similarities;
        var verdicts = judge.Standing(profile, similarities.Papers);
        // What merely says again what the criteria say is no news of the judge.
        var expectation = expecting.Current(profile) is { IsPrior: false } learned ? learned : null;
        if (orders.TryGetValue(profile.Id, out var known) && known.IsOf(profile, similarities, verdicts, preference, expectation)) return known;
        return orders[profile.Id] = new Order(profile, similarities, verdicts, preference, expectation, wording);
    }

    /// <summary>Puts verdict, preference and similarity into one number from 0 to 1.</summary>
    /// <param name="similarity">From 0 to 1; what counts beside the verdict where there is no preference.</param>
    /// <param name="verdict">Of the judge.</param>
    /// <param name="preference">From 0 to 1; it has the similarity in it.</param>
    /// <param name="trust">From 0 to 1: how much the preference may take over from the judge.</param>
    internal static double Score(double? similarity, Verdict? verdict, double? preference, double trust)
    {
        var near = preference ?? similarity ?? 0;
        if (verdict is not { Relevance: { } relevance, Novelty: { } novelty }) return UnjudgedMost * near;
        var judged = (RelevanceShare * relevance + (1 - RelevanceShare) * novelty - 1) / 9;
        var share = preference is null ? JudgeShare : JudgeShare - (JudgeShare - LeastJudgeShare) * trust;
        return share * judged + (1 - share) * near;
    }
}
