using LocalDigest.Judging;
using LocalDigest.Papers;
using LocalDigest.Preferences;
using LocalDigest.Prefiltering;
using LocalDigest.Profiles;
using LocalDigest.Text;

namespace LocalDigest.Ranking;

/// <summary>Where a paper stands for a profile, and by what.</summary>
public sealed record Ranked
{
    public required long PaperNumber { get; init; }

    /// <summary>From 0 to 1: the order.</summary>
    public required double Score { get; init; }

    /// <summary>Nearness to the interests, from 0 to 1.</summary>
    public double? Similarity { get; init; }

    /// <summary>The probability that the user likes it, from 0 to 1; null where nothing has been said of any paper.</summary>
    public double? Preference { get; init; }

    /// <summary>The topic that it comes nearest to, by the judge where there is a verdict and by similarity otherwise.</summary>
    public Topic? Topic { get; init; }

    public Verdict? Verdict { get; init; }

    /// <summary>What moved it, the weightiest first.</summary>
    public IReadOnlyList<Saying> Reasons { get; init; } = [];
}

/// <summary>The order of papers for one profile at one moment.</summary>
/// <param name="profile">Whose order.</param>
/// <param name="similarities">Nearness to the interests.</param>
/// <param name="verdicts">What the judge said.</param>
/// <param name="preference">What was learned from thumbs; null where there are none.</param>
/// <param name="wording">Puts what was learned into words.</param>
public sealed class Order(Profile profile, Similarities similarities, IReadOnlyDictionary<long, Verdict> verdicts, Preference? preference, PreferenceReasons wording)
{
    /// <summary>What was learned from thumbs; null where there are none.</summary>
    public Preference? Preference => preference;

    public Ranked Of(StoredPaper paper)
    {
        var number = paper.Number;
        var similarity = similarities.Of(number);
        var verdict = verdicts.GetValueOrDefault(number);
        var topic = verdict?.Topic is { } judged ? similarities.Interests.Topics.FirstOrDefault(topic => topic.Number == judged) : similarities.TopicOf(number);
        return new Ranked
        {
            PaperNumber = number,
            Score = ScoreOf(number),
            Similarity = similarity,
            Preference = preference?.Of(number),
            Topic = topic,
            Verdict = verdict,
            Reasons = [.. Ranker.Reasons(similarity, topic, verdict), .. preference is null ? [] : wording.Say(profile, paper, similarities, preference.Explain(number))],
        };
    }

    /// <summary>Papers that a caller holds, in the caller's order: score, similarity, and preference where anything was learned.</summary>
    public IReadOnlyList<(double Score, double Similarity, double? Preference)> Of(HeldPapers papers)
    {
        var learned = preference?.Of(papers);
        return [.. Prefilter.Score(similarities.Interests, papers).Matches.Select(match => (
            Ranker.Score(match.Similarity, null, learned?[match.Place], preference?.Trust ?? 0), match.Similarity, learned?[match.Place]))];
    }

    /// <summary>The parts of what was learned of a paper; they add up to the log odds of <see cref="Ranked.Preference"/>.</summary>
    public IReadOnlyList<NamedPart> PartsOf(StoredPaper paper) =>
        preference is null ? [] : wording.Name(paper, similarities, preference.Explain(paper.Number));

    /// <summary>The score alone, for sorting many.</summary>
    public double ScoreOf(long paper) => Ranker.Score(similarities.Of(paper), verdicts.GetValueOrDefault(paper), preference?.Of(paper), preference?.Trust ?? 0);

    public double? SimilarityOf(long paper) => similarities.Of(paper);

    public double? PreferenceOf(long paper) => preference?.Of(paper);

    public Verdict? VerdictOf(long paper) => verdicts.GetValueOrDefault(paper);
}

/// <summary>Puts what is known of papers into one order.</summary>
public sealed class Ranker(Prefilter prefilter, Judge judge, PreferenceTrainer preferences, PreferenceReasons wording)
{
    /// <summary>Relevance weighs twice as much as novelty.</summary>
    private const double RelevanceShare = 2.0 / 3;

    /// <summary>How much of a judged paper's score is the judge's where nothing was learned yet; the rest orders papers of equal verdict.</summary>
    private const double JudgeShare = 0.75;

    /// <summary>How much of it remains the judge's however many thumbs there are: what was learned knows the verdict too.</summary>
    private const double LeastJudgeShare = 0.4;

    /// <summary>A paper that was not judged reaches at most this score: similarity alone promises less than a good verdict.</summary>
    private const double UnjudgedMost = 0.6;

    public Order For(Profile profile) => new(profile, prefilter.Similarities(profile), judge.Standing(profile), preferences.For(profile), wording);

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

    internal static IEnumerable<Saying> Reasons(double? similarity, Topic? topic, Verdict? verdict)
    {
        if (verdict is { Relevance: { } relevance, Novelty: { } novelty })
        {
            yield return new Saying("reason-verdict", Saying.Number(relevance), Saying.Number(novelty));
        }
        else if (verdict?.Cause is { } cause)
        {
            yield return new Saying("reason-unjudged");
            yield return cause;
        }
        if (similarity is { } near)
        {
            var digits = Saying.Number(near);
            yield return topic is null ? new Saying("reason-similarity", digits) : new Saying("reason-topic", Saying.Number(topic.Number), topic.Title, digits);
        }
    }
}
