using LocalDigest.Models;
using LocalDigest.Prefiltering;

namespace LocalDigest.Expecting;

/// <summary>What the judge would say of all papers of one moment, by what it said of others. Never changes; safe for several threads.</summary>
public sealed class Expectation
{
    private static readonly JudgedPapers Nobody = new(new Dictionary<long, (int, int)>());

    private readonly IVerdictModel model;
    private readonly PaperView view;
    private readonly float[] scores;
    private readonly int relevant;

    /// <param name="version">Of the model.</param>
    /// <param name="model">Scores papers.</param>
    /// <param name="view">The papers.</param>
    /// <param name="relevant">The grade from which on a paper is relevant to the profile.</param>
    /// <param name="before">What was expected of the papers of a moment ago; null where nothing was.</param>
    internal Expectation(VerdictVersion version, IVerdictModel model, PaperView view, int relevant, Expectation? before)
    {
        (Version, this.model, this.view, this.relevant) = (version, model, view, relevant);
        scores = new float[view.Papers.Count];
        if (Open(before) is { } open)
        {
            var some = new float[open.Count];
            model.Score(view.At(open, Nobody, withTerms: true), some);
            for (var row = 0; row < some.Length; row++) scores[open[row]] = some[row];
            return;
        }
        view.VisitAll(Nobody, (places, documents) =>
        {
            var block = new float[documents.Count];
            model.Score(documents, block);
            for (var row = 0; row < block.Length; row++)
            {
                if (places[row] >= 0) scores[places[row]] = block[row];
            }
        }, withTerms: true);
    }

    public VerdictVersion Version { get; }

    /// <summary>Nothing was learned yet: it says what the criteria say.</summary>
    public bool IsPrior => Version.Quality.Verdicts == 0;

    /// <summary>The mean of the grade that the judge would give, 1 to 10; null for a paper that is not in the store.</summary>
    public double? GradeOf(long paper) => view.Papers.PlaceOf(paper) is >= 0 and var place ? model.Scale.Expected(scores[place]) : null;

    /// <summary>The probability that the judge would call it relevant, 0 to 1; null for a paper that is not in the store.</summary>
    public double? LikelihoodOf(long paper) =>
        view.Papers.PlaceOf(paper) is >= 0 and var place ? model.Scale.Likelihood(scores[place], relevant) : null;

    /// <summary>The probabilities that the judge would give at least a 2, 3, … 10; null for a paper that is not in the store.</summary>
    internal float[]? ForecastOf(long paper) => view.Papers.PlaceOf(paper) is >= 0 and var place ? model.Scale.Forecast(scores[place]) : null;

    internal bool IsOf(IVerdictModel other, PaperView papers, int threshold) => model == other && view == papers && relevant == threshold;

    /// <summary>Takes over the scores of papers of which nothing has changed.</summary>
    /// <returns>The places of the others; null where all are to be scored.</returns>
    private List<int>? Open(Expectation? before)
    {
        if (before is null || before.model != model || before.view.Papers.Corpus != view.Papers.Corpus) return null;
        if (before.view.Similarities.Interests != view.Similarities.Interests) return null;
        var (papers, known) = (view.Papers, before.view.Papers);
        var open = new List<int>();
        for (int place = 0, old = 0; place < papers.Count; place++)
        {
            var number = papers.Numbers[place];
            while (old < known.Count && known.Numbers[old] < number) old++;
            var isSame = old < known.Count && known.Numbers[old] == number && known.Positions[old] == papers.Positions[place];
            if (isSame) scores[place] = before.scores[old];
            else open.Add(place);
        }
        // Many are scored faster block by block.
        return open.Count <= papers.Count / 4 ? open : null;
    }
}
