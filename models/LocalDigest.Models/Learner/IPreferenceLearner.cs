using System.Runtime.InteropServices;

namespace LocalDigest.Models;

/// <summary>What a user said of documents, with what is needed to learn from it.</summary>
public sealed class TrainingSet
{
    /// <summary>The documents that the user said something of; none is allowed.</summary>
    public required DocumentFeatures Documents { get; init; }

    /// <summary>Lasting names of the documents, all different: held-out figures of two trainings are compared by them.</summary>
    public required long[] Keys { get; init; }

    /// <summary>Whether the user likes each.</summary>
    public required bool[] Likes { get; init; }

    /// <summary>How much each statement counts, above 0: 1 for a thumb, less for weaker signs. Age is taken off by the learner.</summary>
    public required float[] Weights { get; init; }

    /// <summary>How old each statement is, in days from 0.</summary>
    public required float[] Ages { get; init; }

    /// <summary>Documents drawn at random from the store: what is usual there, and what stands against likes where nothing was disliked.</summary>
    public required DocumentFeatures Background { get; init; }

    /// <summary>
    /// How many documents the user was shown, with or without a word on them: the share of likes among them says how often the user likes anything. 0
    /// where nobody knows; then it is that among the statements.
    /// </summary>
    public int Shown { get; init; }

    /// <summary>Somebody waits: what takes long is left as it was learned before.</summary>
    public bool IsHurried { get; init; }

    /// <summary>What was learned before; null where nothing was.</summary>
    public IPreferenceModel? Before { get; init; }

    /// <exception cref="ArgumentException">Parts of the set do not have one row for each document, or a number in it cannot be.</exception>
    internal void Check(string name)
    {
        Documents.CheckNumbers(name);
        Background.CheckNumbers(name);
        if (Background.Dimensions != Documents.Dimensions || Background.Topics != Documents.Topics)
        {
            throw new ArgumentException("The background must be described as the documents are.", name);
        }
        int[] entries = [Keys.Length, Likes.Length, Weights.Length, Ages.Length];
        if (entries.Any(count => count != Documents.Count))
        {
            throw new ArgumentException("Each part of the statements must have one entry for each document.", name);
        }
        if (Keys.Distinct().Count() != Keys.Length) throw new ArgumentException("The keys must be different.", name);
        if (Weights.Any(weight => !float.IsFinite(weight) || weight <= 0)) throw new ArgumentException("Weights must be above 0.", name);
        if (Ages.Any(age => !float.IsFinite(age) || age < 0)) throw new ArgumentException("Ages must be 0 or more.", name);
    }
}

/// <summary>Learns what a user likes.</summary>
/// <remarks>Implementations keep no state between calls, give the same model for the same set, and are safe to call from several threads at once.</remarks>
public interface IPreferenceLearner
{
    /// <summary>Name and version of the method and its file format; a model is loaded by the learner of the same name.</summary>
    string Name { get; }

    /// <summary>The numbers that it trains with, by name, to be kept beside a model.</summary>
    IReadOnlyDictionary<string, double> Settings { get; }

    /// <summary>Trains a model. With no statement at all it ranks by the criteria alone.</summary>
    /// <param name="statements">What to learn from.</param>
    /// <param name="ct">Stops the training.</param>
    /// <exception cref="ArgumentException">Parts of the set do not have one row for each document, or a number in it is not finite.</exception>
    IPreferenceModel Train(TrainingSet statements, CancellationToken ct = default);

    /// <summary>Reads a model back that <see cref="IPreferenceModel.Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or of another learner; the message says which.</exception>
    IPreferenceModel Load(Stream stream);
}

/// <summary>What was learned. Safe to use from several threads at once.</summary>
public interface IPreferenceModel
{
    /// <summary>How well it did on statements that it had not seen.</summary>
    PreferenceQuality Quality { get; }

    /// <summary>The log odds that it gave to each document of its training when that one was held out, by the document's key.</summary>
    IReadOnlyDictionary<long, float> HeldOut { get; }

    /// <summary>Scores documents.</summary>
    /// <param name="documents">Described as those of the training were: the same dimensions and topics.</param>
    /// <param name="scores">Receives for each the log odds that the user likes it; <see cref="PreferenceScore.Probability"/> makes a probability of it.</param>
    /// <exception cref="ArgumentException">They are described otherwise, or <paramref name="scores"/> has another length.</exception>
    void Score(DocumentFeatures documents, Span<float> scores);

    /// <summary>Says how unsure the model is of documents.</summary>
    /// <param name="documents">As for <see cref="Score"/>.</param>
    /// <param name="deviations">Receives for each the standard deviation of its log odds, 0 or more.</param>
    void Deviate(DocumentFeatures documents, Span<float> deviations);

    /// <summary>Takes the score of one document apart.</summary>
    /// <param name="documents">As for <see cref="Score"/>.</param>
    /// <param name="row">Which of them.</param>
    /// <param name="most">At most so many words, and so many near documents, are named; the others are one part.</param>
    /// <returns>Parts that add up to the score, the largest first.</returns>
    IReadOnlyList<PreferencePart> Explain(DocumentFeatures documents, int row, int most = 5);

    /// <summary>Writes the model, whole.</summary>
    void Save(Stream stream);
}

/// <summary>What a part of a score comes from.</summary>
public enum PreferencePartKind
{
    /// <summary>How often the user likes what is shown at all.</summary>
    Bias,

    /// <summary>The criteria as a whole.</summary>
    Criteria,

    /// <summary>One topic, by <see cref="PreferencePart.Id"/> its position, beyond what the criteria as a whole say.</summary>
    Topic,

    /// <summary>One word, by its id in <see cref="DocumentFeatures.Words"/>.</summary>
    Word,

    /// <summary>All other words.</summary>
    OtherWords,

    /// <summary>One author or category, by its id in <see cref="DocumentFeatures.Tags"/>.</summary>
    Tag,

    /// <summary>Nearness to one liked document, by its key.</summary>
    NearLiked,

    /// <summary>Nearness to one disliked document, by its key.</summary>
    NearDisliked,

    /// <summary>Nearness to all others.</summary>
    OtherNear,

    /// <summary>The general direction in meaning: what the vector says beyond single documents.</summary>
    Meaning,

    /// <summary>The judge's relevance.</summary>
    Relevance,

    /// <summary>The judge's novelty.</summary>
    Novelty,
}

/// <summary>One part of a score.</summary>
/// <param name="Kind">What it comes from.</param>
/// <param name="Id">Which one, as the kind says; 0 where there is only one.</param>
/// <param name="Value">What it adds to the log odds.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct PreferencePart(PreferencePartKind Kind, long Id, float Value);

/// <summary>How well a model did on statements that were held out (cross-validation).</summary>
public sealed record PreferenceQuality
{
    /// <summary>How many documents are liked.</summary>
    public required int Likes { get; init; }

    /// <summary>How many are disliked.</summary>
    public required int Dislikes { get; init; }

    /// <summary>The chance that a liked document is put before a disliked one, 0 to 1; null where there are not both.</summary>
    public double? Auc { get; init; }

    /// <summary>The same for the criteria alone.</summary>
    public double? CriteriaAuc { get; init; }

    /// <summary>Mean of minus the logarithm of the probability given to what the user said, in nats; null without statements.</summary>
    public double? LogLoss { get; init; }
}

/// <summary>From log odds to probabilities.</summary>
public static class PreferenceScore
{
    /// <summary>The probability of log odds, 0 to 1.</summary>
    public static float Probability(float logOdds) => 1 / (1 + MathF.Exp(-logOdds));

    /// <summary>Minus the logarithm of the probability that was given to what the user then said, in nats.</summary>
    public static double Surprise(double logOdds, bool likes)
    {
        var right = likes ? logOdds : -logOdds;
        return right > 0 ? double.LogP1(Math.Exp(-right)) : double.LogP1(Math.Exp(right)) - right;
    }

    /// <summary>Between which the true chance lies in nine of ten cases (Hanley and McNeil, "The Meaning and Use of the Area Under a ROC Curve", 1982).</summary>
    /// <param name="auc">The chance that was measured, 0 to 1.</param>
    /// <param name="liked">On how many liked documents, above 0.</param>
    /// <param name="disliked">On how many disliked ones, above 0.</param>
    public static (double Low, double High) AucInterval(double auc, int liked, int disliked)
    {
        double one = auc / (2 - auc), both = 2 * auc * auc / (1 + auc);
        var variance = (auc * (1 - auc) + (liked - 1) * (one - auc * auc) + (disliked - 1) * (both - auc * auc)) / ((double)liked * disliked);
        // Where all pairs are in order, the next one may not be.
        var error = 1.645 * Math.Sqrt(Math.Max(variance, 0.25 / ((double)liked * disliked)));
        return (Math.Max(0, auc - error), Math.Min(1, auc + error));
    }

    /// <summary>The share of pairs of a liked and a disliked document that are in the right order; equal scores count half.</summary>
    /// <returns>From 0 to 1; null where there are not both.</returns>
    public static double? Auc(float[] scores, bool[] likes)
    {
        var liked = likes.Count(like => like);
        if (liked == 0 || liked == likes.Length) return null;
        var order = Enumerable.Range(0, scores.Length).OrderBy(i => scores[i]).ToArray();
        double ranks = 0;
        for (int start = 0, end; start < order.Length; start = end)
        {
            for (end = start + 1; end < order.Length && scores[order[end]] == scores[order[start]];) end++;
            for (var i = start; i < end; i++) ranks += likes[order[i]] ? (start + end + 1) / 2.0 : 0;
        }
        return (ranks - liked * (liked + 1.0) / 2) / ((double)liked * (likes.Length - liked));
    }
}
