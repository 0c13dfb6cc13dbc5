using LocalDigest.Models;

namespace LocalDigest.Tests.Models;

public sealed class CriteriaScorerTests
{
    private static readonly Criteria Criteria = new()
    {
        Topics = [new("Dwarf galaxies", "Satellites of the Milky Way and their star formation history", "The bar and the Galactic center"), new("Latent reasoning", "Hidden-state reasoning of language models")],
        Keywords = ["core-cusp"],
        UnwantedKeywords = ["tidal disruption event"],
        Remarks = "Prefers new simulations.",
    };

    [Fact]
    public void Names_the_best_topic_and_stays_between_0_and_1()
    {
        var matches = Score(
            ("Star formation histories of dwarf galaxies", "We study satellites of the Milky Way."),
            ("Reasoning in latent space", "Language models that reason in their hidden state."),
            ("Cooking with gas", "Recipes for every day."),
            ("The bar at the Galactic center", "The Milky Way bar and the Galactic center."));
        Assert.Equal([0, 1], matches.Take(2).Select(m => m.Topic));
        Assert.True(matches[0].Similarity > matches[2].Similarity);
        Assert.True(matches[1].Similarity > matches[2].Similarity);
        Assert.True(matches[0].Similarity > matches[3].Similarity);
        Assert.All(matches, m => Assert.InRange(m.Similarity, 0, 1));
    }

    private static CriteriaMatch[] Score(params (string Title, string Text)[] documents)
    {
        var words = new LexicalIndex();
        foreach (var (title, text) in documents) words.Add(title, text);
        var matches = new CriteriaMatch[documents.Length];
        new CriteriaScorer(Criteria, words).Score([.. Enumerable.Range(0, documents.Length)], matches);
        return matches;
    }
}
