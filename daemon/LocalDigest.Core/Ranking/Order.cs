using System.Collections.Concurrent;
using LocalDigest.Expecting;
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

    /// <summary>The same in a word; null where there are no interests that tell papers apart.</summary>
    public Closeness? Closeness { get; init; }

    /// <summary>The followed author or institution that wrote it; null for none.</summary>
    public Followed? Followed { get; init; }

    /// <summary>The name of the search of the reader's that found it for a digest; null for none.</summary>
    public string? FoundBy { get; init; }

    /// <summary>The probability that the user likes it, from 0 to 1; null where nothing has been said of any paper.</summary>
    public double? Preference { get; init; }

    /// <summary>The grade that the judge would give, 1 to 10, and the probability that it would call the paper relevant, by what it said of others; null where too little is known.</summary>
    public (double Grade, double Likelihood)? Expected { get; init; }

    /// <summary>The topic that it comes nearest to, by the judge where there is a verdict and by similarity otherwise.</summary>
    public Topic? Topic { get; init; }

    public Verdict? Verdict { get; init; }

    /// <summary>
    /// Where nobody judges it, nothing speaks for showing it: it is far from the interests, nobody who is followed wrote it, no search
    /// found it, and neither thumbs nor verdicts on other papers make it likelier than not that it is wanted.
    /// </summary>
    public bool IsFar =>
        Closeness == Prefiltering.Closeness.Far && Followed is null && FoundBy is null && !(Preference >= 0.5)
        && !(Expected?.Likelihood >= 0.5);

    /// <summary>
    /// Whether it is among those that the profile is for: by the verdict where there is one, else by what verdicts on other papers promise
    /// or by closeness.
    /// </summary>
    /// <param name="minRelevance">The least relevance that the profile wants.</param>
    public bool Fits(int minRelevance) =>
        Verdict?.Relevance is { } relevance
            ? relevance >= minRelevance
            : Expected?.Likelihood >= 0.5 || Closeness == Prefiltering.Closeness.Close;

    /// <summary>What moved it, the weightiest first.</summary>
    public IReadOnlyList<Saying> Reasons { get; init; } = [];

    /// <summary>The same paper as found by a search.</summary>
    /// <param name="search">The search's name.</param>
    public Ranked As(string search) => this with { FoundBy = search, Reasons = [new Saying("reason-search", search), .. Reasons] };
}

/// <summary>The order of papers for one profile at one moment. Never changes; safe for several threads, and shared by all who read.</summary>
public sealed class Order
{
    /// <summary>So many papers are scored by one thread at a time.</summary>
    private const int PartSize = 1 << 16;

    private readonly Profile profile;
    private readonly Similarities similarities;
    private readonly StandingVerdicts verdicts;
    private readonly Preference? preference;
    private readonly Expectation? expectation;
    private readonly PreferenceReasons wording;
    private readonly double[] scores;

    /// <param name="profile">Whose order.</param>
    /// <param name="similarities">Nearness to the interests.</param>
    /// <param name="verdicts">What the judge said.</param>
    /// <param name="preference">What was learned from thumbs, of the same papers; null where there are none.</param>
    /// <param name="expectation">What the judge is expected to say; null where too little is known.</param>
    /// <param name="wording">Puts what was learned into words.</param>
    internal Order(
        Profile profile, Similarities similarities, StandingVerdicts verdicts, Preference? preference, Expectation? expectation, PreferenceReasons wording)
    {
        (this.profile, this.similarities, this.verdicts, this.preference) = (profile, similarities, verdicts, preference);
        (this.expectation, this.wording) = (expectation, wording);
        var trust = preference?.Trust ?? 0;
        scores = new double[Papers.Count];
        if (scores.Length == 0) return;
        Parallel.ForEach(Partitioner.Create(0, scores.Length, PartSize), part =>
        {
            for (var place = part.Item1; place < part.Item2; place++)
            {
                var verdict = verdicts.ByPaper.GetValueOrDefault(Papers.Numbers[place]);
                scores[place] = Ranker.Score(similarities.At(place), verdict, preference?.At(place), trust);
            }
        });
    }

    /// <summary>The papers, whose places the numbers below count.</summary>
    public PaperSnapshot Papers => similarities.Papers;

    /// <summary>Their nearness to the interests.</summary>
    internal Similarities Similarities => similarities;

    /// <summary>What was learned from thumbs; null where there are none.</summary>
    public Preference? Preference => preference;

    public Ranked Of(StoredPaper paper)
    {
        var number = paper.Number;
        var place = Papers.PlaceOf(number);
        var verdict = VerdictOf(number);
        var topic = verdict?.Topic is { } judged ? similarities.Interests.Topics.FirstOrDefault(topic => topic.Number == judged) : similarities.TopicOf(number);
        var ranked = new Ranked
        {
            PaperNumber = number,
            Score = place >= 0 ? scores[place] : Ranker.Score(null, verdict, null, 0),
            Similarity = similarities.Of(number),
            Closeness = similarities.ClosenessOf(number),
            Followed = Prefilter.Followed(paper.Paper, profile),
            Preference = PreferenceOf(number),
            Expected = expectation?.GradeOf(number) is { } grade && expectation.LikelihoodOf(number) is { } likelihood ? (grade, likelihood) : null,
            Topic = topic,
            Verdict = verdict,
        };
        var words = new TellingWords(Papers, paper.Paper);
        var learned = preference is null ? [] : wording.Say(profile, paper, similarities, words, preference.Explain(number));
        return ranked with { Reasons = [.. PaperReasons.Of(ranked, words, similarities.Interests), .. learned] };
    }

    /// <inheritdoc cref="TellingWords.Apart"/>
    public IReadOnlyList<IReadOnlyList<string>> WordsApart(IReadOnlyList<StoredPaper> papers) =>
        TellingWords.Apart(Papers, [.. papers.Select(paper => paper.Paper)]);

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

    /// <summary>The score of a paper, 0 for one that came in later.</summary>
    public double ScoreOf(long paper) => Papers.PlaceOf(paper) is >= 0 and var place ? scores[place] : 0;

    /// <summary>The score of the paper at a place, for sorting many.</summary>
    public double ScoreAt(int place) => scores[place];

    public double SimilarityAt(int place) => similarities.At(place);

    public double? SimilarityOf(long paper) => similarities.Of(paper);

    public double? PreferenceOf(long paper) => preference?.Of(paper);

    /// <summary>What is known of a paper before it is judged: by the judge's verdicts on others, by thumbs, or by both, whose log odds then count alike.</summary>
    public Promise? PromiseOf(long paper) => (expectation?.LikelihoodOf(paper), PreferenceOf(paper)) switch
    {
        ({ } likelihood, { } liked) => new Promise(1 / (1 + Math.Exp(-(LogOdds(likelihood) + LogOdds(liked)) / 2)), IsOfJudge: true),
        ({ } likelihood, null) => new Promise(likelihood, IsOfJudge: true),
        (null, { } liked) => new Promise(liked, IsOfJudge: false),
        _ => null,
    };

    public Verdict? VerdictOf(long paper) => verdicts.ByPaper.GetValueOrDefault(paper);

    internal bool IsOf(Profile other, Similarities nearness, StandingVerdicts judged, Preference? learned, Expectation? expected) =>
        profile.IsSameAs(other) && similarities == nearness && verdicts == judged && preference == learned && expectation == expected;

    private static double LogOdds(double probability) => Math.Log(Math.Clamp(probability, 1e-6, 1 - 1e-6) / (1 - Math.Clamp(probability, 1e-6, 1 - 1e-6)));
}
