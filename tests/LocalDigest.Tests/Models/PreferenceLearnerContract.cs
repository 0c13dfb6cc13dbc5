using LocalDigest.Models;

namespace LocalDigest.Tests.Models;

/// <summary>What every learner of preferences must do, whatever its method.</summary>
public abstract class PreferenceLearnerContract
{
    private readonly MadeUpReader reader = new(seed: 7);

    /// <summary>A new learner.</summary>
    protected abstract IPreferenceLearner Make();

    protected IPreferenceModel Train(TrainingSet statements) => Make().Train(statements, TestContext.Current.CancellationToken);

    [Fact]
    public void Without_statements_it_ranks_by_the_criteria()
    {
        var papers = reader.Any(300);
        var scores = Scores(Train(reader.Say(0, 0)), papers);
        var order = Enumerable.Range(0, 300).OrderByDescending(i => papers.Criteria[i]).ToList();
        for (var i = 1; i < order.Count; i++) Assert.True(scores[order[i - 1]] >= scores[order[i]]);
        Assert.True(scores[order[0]] > scores[order[^1]]);
    }

    [Fact]
    public void Both_kinds_of_statements_beat_the_criteria()
    {
        var (papers, wanted) = Later();
        var scores = Scores(Train(reader.Say(40, 40)), papers);
        var criteria = Auc(papers.Criteria, wanted);
        Assert.InRange(criteria, 0.5, 0.9);
        Assert.InRange(Auc(scores, wanted), criteria + 0.05, 1);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    [InlineData(10, 0)]
    [InlineData(0, 10)]
    [InlineData(1, 1)]
    [InlineData(2, 30)]
    public void Few_or_one_sided_statements_are_never_worse_than_the_criteria(int likes, int dislikes)
    {
        var (papers, wanted) = Later();
        Assert.True(Auc(Scores(Train(reader.Say(likes, dislikes)), papers), wanted) >= Auc(papers.Criteria, wanted) - 0.002);
    }

    [Fact]
    public void The_same_statements_give_the_same_model()
    {
        var statements = reader.Say(60, 70);
        var papers = reader.Any(100);
        Assert.Equal(Scores(Train(statements), papers), Scores(Train(statements), papers));
    }

    [Fact]
    public void A_saved_model_scores_as_before()
    {
        var model = Train(reader.Say(30, 50));
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        var loaded = Make().Load(file);
        var papers = reader.Any(200);
        Assert.Equal(Scores(model, papers), Scores(loaded, papers));
        Assert.Equal(model.Quality, loaded.Quality);
        Assert.Equal(model.HeldOut.OrderBy(pair => pair.Key), loaded.HeldOut.OrderBy(pair => pair.Key));
        Assert.Equal(Explained(model, papers, 3), Explained(loaded, papers, 3));
        Assert.Equal(Deviations(model, papers), Deviations(loaded, papers));
    }

    [Fact]
    public void A_damaged_or_foreign_model_is_refused()
    {
        using var file = new MemoryStream();
        Train(reader.Say(10, 10)).Save(file);
        var whole = file.ToArray();
        foreach (var damaged in (byte[][])[[], [1, 2, 3], whole[..(whole.Length / 2)], [.. whole[..100], (byte)(whole[100] ^ 1), .. whole[101..]], "a text that is no model at all, and longer than any header"u8.ToArray()])
        {
            var error = Assert.Throws<InvalidDataException>(() => Make().Load(new MemoryStream(damaged)));
            Assert.Contains("preference model", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Parts_add_up_to_the_score()
    {
        var papers = reader.Any(50);
        for (var i = 0; i < 50; i += 3) (papers.Relevance[i], papers.Novelty[i]) = (i % 10 + 1, (i + 4) % 10 + 1);
        foreach (var (likes, dislikes) in ((int, int)[])[(0, 0), (1, 0), (0, 3), (5, 6), (150, 160)])
        {
            var model = Train(reader.Say(likes, dislikes));
            var scores = Scores(model, papers);
            for (var i = 0; i < 50; i++)
            {
                Assert.Equal(scores[i], model.Explain(papers, i).Sum(part => (double)part.Value), 1e-4);
                Assert.Equal(scores[i], model.Explain(papers, i, most: 0).Sum(part => (double)part.Value), 1e-4);
            }
        }
    }

    [Fact]
    public void Held_out_figures_are_those_of_documents_not_seen()
    {
        var model = Train(reader.Say(100, 100));
        Assert.Equal((100, 100, 200), (model.Quality.Likes, model.Quality.Dislikes, model.HeldOut.Count));
        Assert.InRange(model.Quality.Auc!.Value, model.Quality.CriteriaAuc!.Value, 1);
        Assert.InRange(model.Quality.LogLoss!.Value, 0, Math.Log(2));

        // Where there is nothing to learn, nothing is found on what was held out.
        var random = new Random(3);
        var noise = reader.Any(200);
        Array.Fill(noise.Criteria, 0.4f);
        var untrue = Train(reader.Say(noise, [.. Enumerable.Range(0, 200).Select(_ => random.Next(2) == 0)]));
        Assert.InRange(untrue.Quality.Auc!.Value, 0.35, 0.65);
        Assert.Null(Train(reader.Say(5, 0)).Quality.Auc);
    }

    [Fact]
    public void Probabilities_mean_what_they_say()
    {
        var (papers, wanted) = Later();
        var scores = Scores(Train(reader.Say(80, 560)), papers);
        var given = scores.Average(score => PreferenceScore.Probability(score));
        // One subject of eight is wanted, in what was said as in what comes later.
        Assert.Equal(wanted.Average(like => like ? 1.0 : 0), given, 0.06);
        Assert.All(scores, score => Assert.InRange(PreferenceScore.Probability(score), 0, 1));
    }

    [Fact]
    public void Old_statements_count_less()
    {
        var documents = reader.Describe([.. Enumerable.Repeat(2, 30), .. Enumerable.Repeat(3, 30)]);
        bool[] before = [.. Enumerable.Repeat(true, 30), .. Enumerable.Repeat(false, 30)];
        bool[] after = [.. before.Select(like => !like)];
        var both = Join(documents, documents);
        var statements = new TrainingSet
        {
            Documents = both, Keys = [.. Enumerable.Range(1, 120).Select(i => (long)i)], Likes = [.. before, .. after],
            Weights = [.. Enumerable.Repeat(1f, 120)], Ages = [.. Enumerable.Repeat(700f, 60), .. new float[60]], Background = reader.Any(300),
        };
        var papers = reader.Describe([2, 2, 2, 2, 3, 3, 3, 3]);
        var scores = Scores(Train(statements), papers);
        Assert.True(scores[..4].Average() + 0.2 < scores[4..].Average(), string.Join(' ', scores));
    }

    [Fact]
    public void What_was_never_spoken_of_is_the_least_sure()
    {
        var documents = reader.Describe([.. Enumerable.Repeat(0, 20), .. Enumerable.Repeat(1, 20)]);
        var model = Train(reader.Say(documents, [.. Enumerable.Repeat(true, 20), .. Enumerable.Repeat(false, 20)]));
        var deviations = Deviations(model, reader.Describe([0, 0, 1, 1, 4, 4, 5, 5]));
        Assert.True(deviations[..4].Max() < deviations[4..].Min(), string.Join(' ', deviations));
        Assert.All(deviations, deviation => Assert.InRange(deviation, 0, 10));
    }

    [Fact]
    public void It_does_without_vectors_words_and_topics()
    {
        var bare = new DocumentFeatures(4, 0, 0);
        for (var i = 0; i < 4; i++) bare.Criteria[i] = i / 4f;
        var model = Train(new TrainingSet { Documents = bare, Keys = [1, 2, 3, 4], Likes = [false, true, false, true], Weights = [1, 1, 1, 1], Ages = [0, 0, 0, 0], Background = bare });
        Assert.All(Scores(model, bare), score => Assert.True(float.IsFinite(score)));
    }

    [Fact]
    public void Sets_that_do_not_fit_together_are_refused()
    {
        var good = reader.Say(3, 3);
        Assert.Throws<ArgumentException>(() => Train(With(keys: [1, 1, 2, 3, 4, 5])));
        Assert.Throws<ArgumentException>(() => Train(With(keys: [1])));
        Assert.Throws<ArgumentException>(() => Train(With(weights: [1, 1, 1, 1, 1, 0])));
        Assert.Throws<ArgumentException>(() => Train(With(ages: [1, 1, 1, 1, 1, float.NaN])));
        Assert.Throws<ArgumentException>(() => Train(With(background: new DocumentFeatures(5, 3, 2))));
        var broken = reader.Describe([0, 1, 2, 3, 4, 5]);
        broken.Vectors[17] = float.NaN;
        Assert.Throws<ArgumentException>(() => Train(reader.Say(broken, good.Likes)));
        var model = Train(good);
        Assert.Throws<ArgumentException>(() => model.Score(new DocumentFeatures(2, 3, 2), new float[2]));
        Assert.Throws<ArgumentException>(() => model.Score(reader.Any(2), new float[3]));

        TrainingSet With(long[]? keys = null, float[]? weights = null, float[]? ages = null, DocumentFeatures? background = null) => new()
        {
            Documents = good.Documents, Likes = good.Likes, Keys = keys ?? good.Keys, Weights = weights ?? good.Weights, Ages = ages ?? good.Ages, Background = background ?? good.Background,
        };
    }

    [Fact]
    public void Training_stops_when_it_is_told_to()
    {
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Make().Train(reader.Say(50, 50), stopped.Token));
    }

    protected static float[] Scores(IPreferenceModel model, DocumentFeatures documents)
    {
        var scores = new float[documents.Count];
        model.Score(documents, scores);
        return scores;
    }

    /// <summary>The share of pairs in the right order, counted pair by pair.</summary>
    protected static double Auc(IReadOnlyList<float> scores, IReadOnlyList<bool> likes)
    {
        double right = 0, all = 0;
        for (var i = 0; i < likes.Count; i++)
        {
            for (var j = 0; j < likes.Count; j++)
            {
                if (!likes[i] || likes[j]) continue;
                right += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                all++;
            }
        }
        return right / all;
    }

    private static float[] Deviations(IPreferenceModel model, DocumentFeatures documents)
    {
        var deviations = new float[documents.Count];
        model.Deviate(documents, deviations);
        return deviations;
    }

    private static IReadOnlyList<PreferencePart> Explained(IPreferenceModel model, DocumentFeatures documents, int row) => model.Explain(documents, row);

    private (DocumentFeatures Papers, bool[] Wanted) Later()
    {
        List<int> subjects = [.. Enumerable.Range(0, 400).Select(i => i % MadeUpReader.Subjects)];
        return (reader.Describe(subjects), [.. subjects.Select(subject => subject == 0)]);
    }

    private static DocumentFeatures Join(DocumentFeatures one, DocumentFeatures other)
    {
        return new DocumentFeatures(one.Count + other.Count, one.Dimensions, one.Topics)
        {
            Vectors = [.. one.Vectors, .. other.Vectors],
            Criteria = [.. one.Criteria, .. other.Criteria],
            TopicScores = [.. one.TopicScores, .. other.TopicScores],
            Words = Rows(one.Words, other.Words),
            Tags = Rows(one.Tags, other.Tags),
        };

        static SparseRows Rows(SparseRows first, SparseRows second) =>
            new([.. first.Starts, .. second.Starts.Skip(1).Select(start => start + first.Ids.Length)], [.. first.Ids, .. second.Ids], [.. first.Weights, .. second.Weights]);
    }
}
