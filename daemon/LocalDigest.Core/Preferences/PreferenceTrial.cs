using LocalDigest.Models;
using LocalDigest.Prefiltering;

namespace LocalDigest.Preferences;

/// <summary>
/// What a model that was trained to try something says of papers. It is no version and is kept nowhere. Safe for several threads.
/// </summary>
public sealed class PreferenceTrial
{
    private const int BlockSize = 1024;

    private readonly IPreferenceModel model;
    private readonly PaperView view;
    private readonly JudgedPapers judged;

    internal PreferenceTrial(IPreferenceModel model, PaperView view, JudgedPapers judged) =>
        (this.model, this.view, this.judged) = (model, view, judged);

    /// <inheritdoc cref="Preference.Trust"/>
    public double Trust => Preference.TrustIn(model.Quality.Likes + model.Quality.Dislikes);

    /// <summary>The probability that the user likes each of some papers, by their places in the view's papers.</summary>
    public IReadOnlyList<double> At(IReadOnlyList<int> places)
    {
        var liked = new double[places.Count];
        var blocks = places.Chunk(BlockSize).ToList();
        Parallel.For(0, blocks.Count, i =>
        {
            var scores = new float[blocks[i].Length];
            model.Score(view.At(blocks[i], judged), scores);
            for (var row = 0; row < scores.Length; row++) liked[i * BlockSize + row] = PreferenceScore.Probability(scores[row]);
        });
        return liked;
    }
}
