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

    [Fact]
    public void Finds_what_says_the_same_in_other_words()
    {
        var documents = Documents();
        var matches = Score(new Criteria { Topics = [new("Robots that learn to grasp objects", "")] }, documents);
        var manipulation = Array.FindIndex(documents, document => document.Title == "Dexterous manipulation with a multi-fingered hand");
        Assert.Equal(manipulation, Enumerable.Range(0, documents.Length).MaxBy(i => matches[i].Similarity));
    }

    [Fact]
    public void Gives_nothing_to_all_where_nothing_was_asked_for()
    {
        var matches = Score(new Criteria(), Documents());
        Assert.All(matches, match => Assert.Equal((0f, -1), (match.Similarity, match.Topic)));
    }

    [Fact]
    public void Keywords_speak_for_and_unwanted_ones_against()
    {
        (string, string)[] documents = [.. Documents(), ("A core-cusp problem", "Of haloes."), ("A tidal disruption event", "Of a star.")];
        var matches = Score(Criteria, documents);
        Assert.True(matches[^2].Similarity > matches[^1].Similarity);
    }

    [Fact]
    public void Scores_topics_alone_where_that_is_asked_for()
    {
        var (words, vectors, all) = Index(Documents());
        var matches = new CriteriaMatch[all.Length];
        var topics = new float[all.Length * 2];
        new CriteriaScorer(Criteria, new CorpusProfile(words, vectors, all, 0.9f), Embedding).Score(words, vectors, all, matches, topics);
        for (var i = 0; i < all.Length; i++) Assert.Equal(topics[2 * i] >= topics[2 * i + 1] ? 0 : 1, matches[i].Topic);
    }

    [Fact]
    public void An_empty_corpus_is_enough_to_score_by()
    {
        var empty = new CorpusProfile(new LexicalIndex(), new VectorIndex(Embedding.Dimensions), [], 0);
        var (words, vectors, all) = Index(Documents());
        var matches = new CriteriaMatch[all.Length];
        new CriteriaScorer(Criteria, empty, Embedding).Score(words, vectors, all, matches);
        Assert.All(matches, match => Assert.InRange(match.Similarity, 0, 1));
    }

    [Fact]
    public void In_a_corpus_of_another_field_the_least_far_are_not_on_the_subject()
    {
        var galaxies = new Criteria { Topics = [new TopicQuery("Galaxies", "Star formation histories of dwarf galaxies.")] };
        (string, string)[] robots = [.. Enumerable.Range(0, 90).Select(i => ($"Paper {i} on robots", $"We study robots and language models, case {i}."))];
        var matches = Score(galaxies, robots);
        Assert.True(matches.Max(match => match.Similarity) > 0.3, "Measured by such a corpus, some are near.");
        Assert.All(matches, match => Assert.False(match.IsOnSubject));
        Assert.True(Score(galaxies, [.. robots, Documents()[0]])[^1].IsOnSubject);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("星系的恒星形成", true)]
    [InlineData("Galaxies", false)]
    public void Criteria_without_words_or_in_a_script_that_is_not_known_say_nothing(string topic, bool saysNothing)
    {
        var (words, vectors, all) = Index(Documents());
        var criteria = new Criteria { Topics = topic.Length == 0 ? [] : [new TopicQuery(topic, "")] };
        Assert.Equal(saysNothing, new CriteriaScorer(criteria, new CorpusProfile(words, vectors, all, 0.9f), Embedding).SaysNothing);
    }

    private static readonly ScienceEmbedding Embedding = ScienceEmbedding.OpenShipped();

    private static (string Title, string Text)[] Documents() =>
    [
        ("Star formation histories of dwarf galaxies", "We study satellites of the Milky Way."),
        ("Dexterous manipulation with a multi-fingered hand", "A policy is trained by reinforcement learning to pick up and hold things."),
        ("Bounds for sums of Kloosterman type", "We prove an estimate in analytic number theory."),
        ("A survey of cache coherence protocols", "Multiprocessors need their caches to agree."),
        ("Cooking with gas", "Recipes for every day."),
    ];

    private static CriteriaMatch[] Score(params (string Title, string Text)[] documents) => Score(Criteria, documents);

    private static CriteriaMatch[] Score(Criteria criteria, (string Title, string Text)[] documents)
    {
        var (words, vectors, all) = Index(documents);
        var matches = new CriteriaMatch[all.Length];
        new CriteriaScorer(criteria, new CorpusProfile(words, vectors, all, 0.9f), Embedding).Score(words, vectors, all, matches);
        return matches;
    }

    private static (LexicalIndex Words, VectorIndex Vectors, int[] All) Index((string Title, string Text)[] documents)
    {
        var words = new LexicalIndex();
        var vectors = new VectorIndex(Embedding.Dimensions);
        var vector = new float[Embedding.Dimensions];
        foreach (var (title, text) in documents)
        {
            words.Add(title, text);
            Embedding.Embed(title + "\n" + text, vector);
            vectors.Add(vector);
        }
        return (words, vectors, [.. Enumerable.Range(0, documents.Length)]);
    }
}
