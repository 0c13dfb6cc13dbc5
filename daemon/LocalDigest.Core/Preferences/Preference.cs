using LocalDigest.Models;
using LocalDigest.Prefiltering;

namespace LocalDigest.Preferences;

/// <summary>What a profile's model says of all papers of the store at one moment. Never changes; safe for several threads.</summary>
public sealed class Preference
{
    /// <summary>Where at most one paper in so many must be scored anew, the others are not.</summary>
    private const int FewShare = 4;

    private readonly IPreferenceModel model;
    private readonly PaperView view;
    private readonly JudgedPapers judged;
    private readonly float[] logOdds;

    /// <param name="version">The model's version.</param>
    /// <param name="model">The model.</param>
    /// <param name="view">The papers as the profile sees them.</param>
    /// <param name="judged">The judge's grades.</param>
    /// <param name="before">What was known before; its scores are taken over where they would come out the same.</param>
    internal Preference(PreferenceVersion version, IPreferenceModel model, PaperView view, JudgedPapers judged, Preference? before)
    {
        (Version, this.model, this.view, this.judged) = (version, model, view, judged);
        logOdds = new float[view.Papers.Count];
        var open = TakeOver(before);
        if (open is null)
        {
            view.VisitAll(judged, (places, documents) =>
            {
                var scores = new float[documents.Count];
                model.Score(documents, scores);
                for (var row = 0; row < scores.Length; row++)
                {
                    if (places[row] >= 0) logOdds[places[row]] = scores[row];
                }
            });
        }
        else if (open.Count > 0)
        {
            var scores = new float[open.Count];
            model.Score(view.At(open, judged), scores);
            for (var row = 0; row < scores.Length; row++) logOdds[open[row]] = scores[row];
        }
    }

    public PreferenceVersion Version { get; }

    /// <summary>Nearness to the interests of the papers that were scored.</summary>
    public Similarities Similarities => view.Similarities;

    /// <summary>How far what was learned is to be trusted beside a judge, from 0 towards 1: half after fifty statements.</summary>
    public double Trust => TrustIn(Version.Likes + Version.Dislikes);

    /// <summary>The probability that the user likes a paper; null for one that is not in the store.</summary>
    public double? Of(long paper) => view.Papers.PlaceOf(paper) is >= 0 and var place ? At(place) : null;

    /// <summary>The probability that the user likes a paper.</summary>
    /// <param name="place">The paper's place in the view's papers.</param>
    public double At(int place) => PreferenceScore.Probability(logOdds[place]);

    /// <summary>How much a thumb on each paper would teach: the variance that one expects it to take from the log odds, 0 or more.</summary>
    public IReadOnlyDictionary<long, double> Usefulness(IReadOnlyCollection<long> papers)
    {
        var known = papers.Where(view.Has).Distinct().ToList();
        var deviations = new float[known.Count];
        model.Deviate(view.Of(known, judged), deviations);
        return known.Select((paper, i) => (paper, Value: Of(paper) is { } p ? p * (1 - p) * deviations[i] * deviations[i] : 0)).ToDictionary(pair => pair.paper, pair => pair.Value);
    }

    /// <summary>Takes a paper's score apart; the values add up to its log odds.</summary>
    /// <param name="paper">The paper's number.</param>
    /// <param name="most">At most so many words, and so many near papers, are named.</param>
    public IReadOnlyList<PreferencePart> Explain(long paper, int most = 5) =>
        view.Has(paper) ? model.Explain(view.Of([paper], judged), 0, most) : [];

    /// <summary>The probability that the user likes each of papers that a caller holds, in the caller's order.</summary>
    public IReadOnlyList<double> Of(HeldPapers papers)
    {
        var documents = view.Of(papers);
        var scores = new float[documents.Count];
        model.Score(documents, scores);
        return [.. scores.Select(score => (double)PreferenceScore.Probability(score))];
    }

    internal static double TrustIn(int statements) => statements / (statements + 50.0);

    /// <summary>Whether it is of the same model, papers and grades.</summary>
    internal bool IsOf(IPreferenceModel other, PaperView papers, JudgedPapers grades) => model == other && view == papers && judged == grades;

    /// <summary>Takes over the scores of papers of which nothing has changed.</summary>
    /// <returns>The places of the others; null where all are to be scored.</returns>
    private List<int>? TakeOver(Preference? before)
    {
        if (before is null || before.model != model || before.view.Papers.Corpus != view.Papers.Corpus || before.view.Similarities.Interests != view.Similarities.Interests) return null;
        var (papers, known) = (view.Papers, before.view.Papers);
        var open = new List<int>();
        for (int place = 0, old = 0; place < papers.Count; place++)
        {
            var number = papers.Numbers[place];
            while (old < known.Count && known.Numbers[old] < number) old++;
            var isSame = old < known.Count && known.Numbers[old] == number && known.Positions[old] == papers.Positions[place]
                && (judged == before.judged || judged.Grades.GetValueOrDefault(number) == before.judged.Grades.GetValueOrDefault(number));
            if (isSame) logOdds[place] = before.logOdds[old];
            else open.Add(place);
            if (open.Count > papers.Count / FewShare) return null;
        }
        return open;
    }
}
