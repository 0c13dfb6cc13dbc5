using LocalDigest.Models;
using LocalDigest.Prefiltering;

namespace LocalDigest.Preferences;

/// <summary>What a profile's model says of all papers of the store.</summary>
public sealed class Preference
{
    private readonly IPreferenceModel model;
    private readonly PaperView view;
    private readonly IReadOnlyDictionary<long, (int Relevance, int Novelty)> judged;
    private readonly Dictionary<long, float> logOdds;

    internal Preference(PreferenceVersion version, IPreferenceModel model, PaperView view, IReadOnlyDictionary<long, (int Relevance, int Novelty)> judged)
    {
        (Version, this.model, this.view, this.judged) = (version, model, view, judged);
        var scored = new (ReadOnlyMemory<long> Numbers, float[] Scores)[view.BlockCount];
        Parallel.For(0, view.BlockCount, block =>
        {
            var (numbers, documents) = view.Block(block, judged);
            var scores = new float[documents.Count];
            model.Score(documents, scores);
            scored[block] = (numbers, scores);
        });
        logOdds = new Dictionary<long, float>(view.BlockCount * PaperDescriptions.BlockSize);
        foreach (var (numbers, scores) in scored)
        {
            for (var i = 0; i < scores.Length; i++)
            {
                if (numbers.Span[i] != 0) logOdds[numbers.Span[i]] = scores[i];
            }
        }
    }

    public PreferenceVersion Version { get; }

    /// <summary>How far what was learned is to be trusted beside a judge, from 0 towards 1: half after fifty statements.</summary>
    public double Trust => (Version.Likes + Version.Dislikes) / (Version.Likes + Version.Dislikes + 50.0);

    /// <summary>The probability that the user likes a paper; null for one that is not in the store.</summary>
    public double? Of(long paper) => logOdds.TryGetValue(paper, out var odds) ? PreferenceScore.Probability(odds) : null;

    /// <summary>How much a thumb on each paper would teach: the variance that one expects it to take from the log odds, 0 or more.</summary>
    public IReadOnlyDictionary<long, double> Usefulness(IReadOnlyCollection<long> papers)
    {
        var known = papers.Where(view.Has).Distinct().ToList();
        var deviations = new float[known.Count];
        model.Deviate(view.Of(known, judged), deviations);
        return known.Select((paper, i) => (paper, Value: Of(paper) is { } p ? p * (1 - p) * deviations[i] * deviations[i] : 0)).ToDictionary(pair => pair.paper, pair => pair.Value);
    }

    /// <summary>Takes a paper's score apart; the values add up to its log odds.</summary>
    public IReadOnlyList<PreferencePart> Explain(long paper) => view.Has(paper) ? model.Explain(view.Of([paper], judged), 0) : [];

    /// <summary>The probability that the user likes each of papers that a caller holds, in the caller's order.</summary>
    public IReadOnlyList<double> Of(HeldPapers papers)
    {
        var documents = view.Of(papers);
        var scores = new float[documents.Count];
        model.Score(documents, scores);
        return [.. scores.Select(score => (double)PreferenceScore.Probability(score))];
    }
}
