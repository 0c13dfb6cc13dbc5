using LocalDigest.Judging;
using LocalDigest.Prefiltering;
using LocalDigest.Profiles;

namespace LocalDigest.Ranking;

/// <summary>Where a paper stands for a profile, and by what.</summary>
public sealed record Ranked
{
    public required long PaperNumber { get; init; }

    /// <summary>From 0 to 1: the order.</summary>
    public required double Score { get; init; }

    /// <summary>Nearness to the interests, from 0 to 1.</summary>
    public double? Similarity { get; init; }

    /// <summary>The topic that it comes nearest to, by the judge where there is a verdict and by similarity otherwise.</summary>
    public Topic? Topic { get; init; }

    public Verdict? Verdict { get; init; }

    /// <summary>What moved it, in sentences, the weightiest first.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];
}

/// <summary>The order of papers for one profile at one moment.</summary>
public sealed class Order(Similarities similarities, IReadOnlyDictionary<long, Verdict> verdicts)
{
    public Ranked Of(long paper)
    {
        var similarity = similarities.Of(paper);
        var verdict = verdicts.GetValueOrDefault(paper);
        var topic = verdict?.Topic is { } number ? similarities.Interests.Topics.FirstOrDefault(topic => topic.Number == number) : similarities.TopicOf(paper);
        return new Ranked
        {
            PaperNumber = paper,
            Score = Ranker.Score(similarity, verdict),
            Similarity = similarity,
            Topic = topic,
            Verdict = verdict,
            Reasons = Ranker.Reasons(similarity, topic, verdict),
        };
    }

    /// <summary>The score alone, for sorting many.</summary>
    public double ScoreOf(long paper) => Ranker.Score(similarities.Of(paper), verdicts.GetValueOrDefault(paper));

    public double? SimilarityOf(long paper) => similarities.Of(paper);

    public Verdict? VerdictOf(long paper) => verdicts.GetValueOrDefault(paper);
}

/// <summary>Puts what is known of papers into one order.</summary>
public sealed class Ranker(Prefilter prefilter, Judge judge)
{
    /// <summary>Relevance weighs twice as much as novelty.</summary>
    private const double RelevanceShare = 2.0 / 3;

    /// <summary>How much of a judged paper's score is the judge's; the rest is similarity, which orders papers of equal verdict.</summary>
    private const double JudgeShare = 0.75;

    /// <summary>A paper that was not judged reaches at most this score: similarity alone promises less than a good verdict.</summary>
    private const double UnjudgedMost = 0.6;

    public Order For(Profile profile) => new(prefilter.Similarities(profile), judge.Standing(profile));

    internal static double Score(double? similarity, Verdict? verdict)
    {
        var near = similarity ?? 0;
        if (verdict is not { Relevance: { } relevance, Novelty: { } novelty }) return UnjudgedMost * near;
        var judged = (RelevanceShare * relevance + (1 - RelevanceShare) * novelty - 1) / 9;
        return JudgeShare * judged + (1 - JudgeShare) * near;
    }

    internal static IReadOnlyList<string> Reasons(double? similarity, Topic? topic, Verdict? verdict)
    {
        var reasons = new List<string>();
        if (verdict is { Relevance: { } relevance, Novelty: { } novelty })
        {
            reasons.Add($"The judge gave relevance {relevance} and novelty {novelty} of 10.");
        }
        else if (verdict is { Detail: { } detail })
        {
            reasons.Add("Not judged: " + detail);
        }
        if (similarity is { } near)
        {
            reasons.Add(topic is null
                ? FormattableString.Invariant($"Its similarity to your interests is {near:0.00}.")
                : FormattableString.Invariant($"It comes nearest to topic {topic.Number}, “{topic.Title}”; its similarity to your interests is {near:0.00}."));
        }
        return reasons;
    }
}
