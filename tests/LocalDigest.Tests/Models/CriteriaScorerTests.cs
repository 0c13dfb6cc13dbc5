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
    public void The_best_topic_is_named_wherever_it_stands_among_many()
    {
        TopicQuery dwarfs = new("Dwarf galaxies", "Star formation histories of dwarf galaxies");
        TopicQuery hands = new("Manipulation", "Hands that hold things"), numbers = new("Number theory", "Bounds for Kloosterman sums");
        TopicQuery caches = new("Cache coherence", "Protocols of multiprocessors");
        var documents = Documents();
        TopicQuery[][] orders = [[dwarfs, hands, numbers, caches], [caches, numbers, hands, dwarfs], [hands, caches, dwarfs, numbers]];
        foreach (var topics in orders)
        {
            var matches = Score(new Criteria { Topics = topics }, documents);
            Assert.Equal([dwarfs, hands, numbers, caches], matches.Take(4).Select(match => topics[match.Topic]));
        }
    }

    [Fact]
    public void What_a_topic_does_not_want_costs_what_is_about_it_and_nothing_else()
    {
        TopicQuery galaxies = new("Galaxies", "How galaxies form stars");
        var butBars = galaxies with { NotRelevant = "The bar at the Galactic center" };
        (string, string)[] documents = [.. Documents(), ("The bar at the Galactic center", "The Milky Way bar and how it forms stars.")];
        var (plain, without) = (TopicScores(galaxies, documents), TopicScores(butBars, documents));
        Assert.True(without[^1] < plain[^1] - 0.1, $"{without[^1]} and {plain[^1]}");
        for (var i = 0; i < documents.Length; i++) Assert.True(without[i] <= plain[i] + 1e-5, documents[i].Item1);
        Assert.Equal(plain[2], without[2], 1e-5f);
    }

    [Fact]
    public void Scores_of_a_topic_are_in_units_of_their_spread_over_the_corpus()
    {
        string[] subjects = ["dwarf galaxies", "robot hands", "cache protocols", "protein folding", "language models", "number theory"];
        (string, string)[] documents =
        [
            .. Enumerable.Range(0, 600)
                .Select(i => ($"On {subjects[i % 6]}", $"We study {subjects[i % 6]} and {subjects[i / 6 % 6]}, case {i}.")),
        ];
        var scores = TopicScores(new TopicQuery("Dwarf galaxies", "Star formation of dwarf galaxies"), documents);
        var mean = scores.Average();
        // Meaning and words count 2 together where the vocabulary is familiar, and go up and down with each other.
        Assert.InRange(Math.Sqrt(scores.Average(score => (score - mean) * (score - mean))), 1, 2.5);
    }

    [Fact]
    public void Where_the_vocabulary_is_strange_words_are_carried_to_what_lies_near()
    {
        // Two places in the space; the topic's word is that of the papers at the first one, and its own meaning is not known.
        var (words, vectors) = (new LexicalIndex(), new VectorIndex(Strange.Size));
        var random = new Random(9);
        for (var i = 0; i < 602; i++)
        {
            var isProbe = i >= 600;
            words.Add(isProbe ? "Zorbal" : i % 2 == 0 ? "Quxel" : "Fendel", $"case {i}");
            var vector = new float[Strange.Size];
            for (var d = 0; d < vector.Length; d++) vector[d] = (d == i % 2 ? 1 : 0) + 0.1f * (random.NextSingle() - 0.5f);
            vectors.Add(vector);
        }
        var all = Enumerable.Range(0, 602).ToArray();
        var matches = new CriteriaMatch[2];
        var criteria = new Criteria { Topics = [new TopicQuery("Quxel", "")] };
        new CriteriaScorer(criteria, new CorpusProfile(words, vectors, all, 0.8f), new Strange())
            .Score(words, vectors, [600, 601], matches);
        Assert.True(matches[0].Similarity > 2 * matches[1].Similarity, $"{matches[0].Similarity} and {matches[1].Similarity}");
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

    /// <summary>An embedding that knows no word.</summary>
    private sealed class Strange : ITextEmbedder
    {
        public const int Size = 8;

        public string Model => "strange";

        public int Dimensions => Size;

        public void Embed(ReadOnlySpan<char> text, Span<float> vector) => vector.Clear();

        public float Familiarity(ReadOnlySpan<char> text) => 0;
    }

    private static float[] TopicScores(TopicQuery topic, (string, string)[] documents)
    {
        var (words, vectors, all) = Index(documents);
        var scores = new float[all.Length];
        new CriteriaScorer(new Criteria { Topics = [topic] }, new CorpusProfile(words, vectors, all, 0.95f), Embedding)
            .Score(words, vectors, all, new CriteriaMatch[all.Length], scores);
        return scores;
    }

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
