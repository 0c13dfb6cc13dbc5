using LocalDigest.Models;

namespace LocalDigest.Tests.Models;

/// <summary>The learner that LocalDigest uses: what holds for every learner, and what it adds.</summary>
public sealed class ResidualLearnerTests : PreferenceLearnerContract
{
    private readonly MadeUpReader reader = new(seed: 11);

    protected override IPreferenceLearner Make() => new ResidualLearner();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_thumb_moves_what_is_near_and_leaves_the_criterias_order_elsewhere(bool isLiked)
    {
        var background = reader.Any(400);
        var papers = reader.Describe([.. Enumerable.Range(0, 200).Select(i => i % MadeUpReader.Subjects)]);
        var statement = reader.Describe([4]);
        var before = Scores(Train(reader.Say(new DocumentFeatures(0, MadeUpReader.Dimensions, 2), [], background)), papers);
        var after = Scores(Train(reader.Say(statement, [isLiked], background)), papers);

        var cosines = Enumerable.Range(0, 200).Select(i => Cosine(papers, i, statement)).ToArray();
        var far = Enumerable.Range(0, 200).Where(i => cosines[i] < 0.1).ToList();
        var near = Enumerable.Range(0, 200).Where(i => cosines[i] > 0.4).ToList();
        Assert.True(far.Count > 80 && near.Count > 10);
        var shift = after[far[0]] - before[far[0]];
        Assert.All(far, i => Assert.Equal(shift, after[i] - before[i], 1e-5));
        Assert.All(near, i => Assert.Equal(isLiked ? 1 : -1, MathF.Sign(after[i] - before[i] - shift)));
    }

    [Fact]
    public void Few_likes_among_many_dislikes_say_less_of_an_order_than_as_many_of_both()
    {
        var background = reader.Any(400);
        var statements = reader.Any(20);
        var papers = reader.Any(300);
        Assert.True(Moved(likes: 2) < 0.6 * Moved(likes: 10), $"{Moved(likes: 2)} and {Moved(likes: 10)}");
        Assert.True(Moved(likes: 0) < 0.6 * Moved(likes: 10), $"{Moved(likes: 0)} and {Moved(likes: 10)}");

        // How far papers are moved apart beyond the criteria, in log odds.
        double Moved(int likes)
        {
            var model = Train(reader.Say(statements, [.. Enumerable.Range(0, 20).Select(i => i < likes)], background));
            double[] beyond =
            [
                .. Enumerable.Range(0, papers.Count).Select(i => model.Explain(papers, i, most: 1000)
                    .Where(part => part.Kind is not (PreferencePartKind.Bias or PreferencePartKind.Criteria)).Sum(part => (double)part.Value)),
            ];
            return Math.Sqrt(beyond.Average(value => (value - beyond.Average()) * (value - beyond.Average())));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Faint_nearness_counts_where_there_are_likes_only(bool areLikesOnly)
    {
        var statements = reader.Describe([.. Enumerable.Range(0, 40).Select(i => areLikesOnly ? 4 : i % 2 == 0 ? 4 : 2)]);
        var model = Train(reader.Say(statements, [.. Enumerable.Range(0, 40).Select(i => areLikesOnly || i % 2 == 0)]));
        var papers = reader.Any(2000);
        var faint = Enumerable.Range(0, 2000).Where(i => Enumerable.Range(0, 40).Max(s => Cosine(papers, i, statements, s)) is > 0.05 and < 0.14).ToList();
        Assert.NotEmpty(faint);
        Assert.All(faint, i => Assert.Equal(areLikesOnly, model.Explain(papers, i, most: 1000).Any(part => part.Kind == PreferencePartKind.NearLiked && part.Value > 0)));
    }

    [Fact]
    public void The_liked_paper_that_a_paper_is_nearest_to_is_named()
    {
        var documents = reader.Describe([0, 3, 5]);
        var model = Train(reader.Say(documents, [true, true, false]));
        var parts = model.Explain(reader.Describe([3, 5]), 0);
        Assert.Equal(2, Assert.Single(parts, part => part.Kind == PreferencePartKind.NearLiked && part.Value > 0.03).Id);
        Assert.Equal(3, Assert.Single(model.Explain(reader.Describe([3, 5]), 1), part => part.Kind == PreferencePartKind.NearDisliked && part.Value < -0.03).Id);
    }

    [Fact]
    public void Words_and_tags_are_named_that_moved_it()
    {
        var model = Train(reader.Say(100, 100));
        var parts = model.Explain(reader.Describe([0]), 0);
        Assert.Contains(parts, part => part is { Kind: PreferencePartKind.Tag, Id: 50_000, Value: > 0 });
        Assert.Contains(parts, part => part is { Kind: PreferencePartKind.Word, Id: >= 1000 and < 1030, Value: > 0 });
    }

    [Fact]
    public void Many_documents_are_scored_as_each_alone()
    {
        var model = Train(reader.Say(90, 110));
        var papers = reader.Any(5003);
        var together = Scores(model, papers);
        foreach (var i in (int[])[0, 1, 2047, 2048, 4095, 5002])
        {
            Assert.Equal(together[i], model.Explain(papers, i, most: 1000).Sum(part => (double)part.Value), 1e-4);
        }
    }

    [Fact]
    public void What_the_judge_says_counts_by_its_own_scale_though_papers_are_not_judged()
    {
        var statements = reader.Say(reader.Any(60), [.. Enumerable.Range(0, 60).Select(i => i % 2 == 0)]);
        // What is relevant to the judge is liked; all is equally novel, and every tenth paper was not judged, the first one too.
        for (var i = 0; i < 60; i++)
        {
            if (i % 10 != 0) (statements.Documents.Relevance[i], statements.Documents.Novelty[i]) = (i % 2 == 0 ? 9 : 2, 5);
        }
        for (var i = 1; i < statements.Background.Count; i++)
        {
            (statements.Background.Relevance[i], statements.Background.Novelty[i]) = (1 + i % 10, 5);
        }
        var papers = reader.Describe([3, 3, 3]);
        for (var i = 1; i < 3; i++)
        {
            papers.Vectors.AsSpan(0, MadeUpReader.Dimensions).CopyTo(papers.Vectors.AsSpan(i * MadeUpReader.Dimensions));
        }
        var model = Train(statements);
        (papers.Relevance[0], papers.Relevance[1]) = (10, 1);
        double[] judged = [.. Enumerable.Range(0, 3).Select(i => model.Explain(papers, i, most: 1000)
            .Where(part => part.Kind == PreferencePartKind.Relevance).Sum(part => (double)part.Value))];
        Assert.True(judged[0] > 0.05 && judged[1] < -0.05, string.Join(' ', judged));
        Assert.Equal(0, judged[2]);
    }

    [Fact]
    public void Meaning_alone_speaks_for_what_is_liked_and_against_what_is_not()
    {
        var model = Train(reader.Say(60, 60));
        var papers = reader.Describe([.. Enumerable.Repeat(0, 10), .. Enumerable.Repeat(5, 10)]);
        double[] meanings = [.. Enumerable.Range(0, 20).Select(i => model.Explain(papers, i, most: 1000)
            .Where(part => part.Kind == PreferencePartKind.Meaning).Sum(part => (double)part.Value))];
        Assert.True(meanings[..10].Min() > meanings[10..].Max(), string.Join(' ', meanings));
        Assert.True(meanings[..10].Average() > 0.1);
        // A paper without a vector means nothing.
        Array.Clear(papers.Vectors);
        Assert.DoesNotContain(model.Explain(papers, 0, most: 1000), part => part.Kind == PreferencePartKind.Meaning && part.Value != 0);
    }

    [Fact]
    public void Where_there_are_no_criteria_statements_say_more()
    {
        var statements = reader.Describe([.. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? 0 : 1 + i / 2 % 7)]);
        bool[] likes = [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0)];
        var papers = reader.Any(200);
        var with = Spread();
        foreach (var documents in (DocumentFeatures[])[statements, papers]) Array.Fill(documents.Criteria, 0.4f);
        var without = Spread(isAlone: true);
        Assert.True(without > 1.3 * with, $"{without} and {with}");

        double Spread(bool isAlone = false)
        {
            var background = new MadeUpReader(seed: 3).Any(400);
            if (isAlone) Array.Fill(background.Criteria, 0.4f);
            var model = Train(reader.Say(statements, likes, background));
            double[] learned = [.. Enumerable.Range(0, papers.Count).Select(i => model.Explain(papers, i, most: 1000)
                .Where(part => part.Kind is PreferencePartKind.Meaning or PreferencePartKind.Word or PreferencePartKind.OtherWords)
                .Sum(part => (double)part.Value))];
            return Math.Sqrt(learned.Average(value => (value - learned.Average()) * (value - learned.Average())));
        }
    }

    [Fact]
    public void What_was_spoken_of_lately_and_often_leaves_little_doubt_and_what_was_long_ago_more()
    {
        var documents = reader.Describe([.. Enumerable.Repeat(0, 30), .. Enumerable.Repeat(1, 30)]);
        bool[] likes = [.. Enumerable.Range(0, 60).Select(i => i < 30)];
        // Of another subject, but for one that was spoken of itself.
        var papers = reader.Describe([4, 4, 4]);
        documents.Vectors.AsSpan(0, MadeUpReader.Dimensions).CopyTo(papers.Vectors);
        var (fresh, stale) = (Doubts(0), Doubts(3000));
        Assert.True(fresh[0] < 0.8 * fresh[1..].Average(), string.Join(' ', fresh));
        Assert.True(fresh[0] < 0.95 * stale[0], $"{string.Join(' ', fresh)} and {string.Join(' ', stale)}");

        float[] Doubts(float age)
        {
            var said = reader.Say(documents, likes);
            Array.Fill(said.Ages, age);
            var deviations = new float[papers.Count];
            Train(said).Deviate(papers, deviations);
            return deviations;
        }
    }

    [Fact]
    public void Nearness_is_that_of_directions_whatever_the_length_of_what_is_looked_at()
    {
        // Of a vector only the first numbers are looked at, which are seldom of length 1.
        float[] liked = [3, 4, 0, 0, 5, 5], same = [0.3f, 0.4f, 0, 0, 2, 0], other = [0, 0, 0.5f, 0, 0, 0];
        var exemplars = new Exemplars([1], [1], [Exemplars.Cut(liked, 4)], 4, width: 0.25f, from: 0.15f);
        var nearness = new float[1];
        exemplars.Nearness(same, nearness);
        Assert.Equal(1, nearness[0], 1e-3f);
        exemplars.Nearness(other, nearness);
        Assert.Equal(0, nearness[0]);
        var documents = new DocumentFeatures(2, 6, 0) { Vectors = [.. same, .. other] };
        var scores = new float[2];
        exemplars.AddTo(documents, 0, scores, 2);
        Assert.Equal(2, scores[0], 1e-3f);
        Assert.Equal(0, scores[1]);
    }

    [Fact]
    public void The_expert_for_words_is_heard_where_much_was_said_and_kept_with_the_model()
    {
        var learner = new ResidualLearner(expert: new CountingExpert());
        var ct = TestContext.Current.CancellationToken;
        var statements = reader.Say(60, 60);
        var papers = reader.Any(100);
        var model = learner.Train(statements, ct);
        var alone = Scores(Train(statements), papers);
        Assert.Contains(Scores(model, papers).Zip(alone), pair => Math.Abs(pair.First - pair.Second) > 0.05);
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        var loaded = learner.Load(file);
        Assert.Equal(Scores(model, papers), Scores(loaded, papers));
        // In a hurry nobody asks it, and what it said before stands.
        var hurried = learner.Train(Hurried(statements, loaded), ct);
        Assert.Equal(Scores(model, papers), Scores(hurried, papers));
        // Few statements are none for it.
        var few = reader.Say(5, 5);
        Assert.Equal(Scores(Train(few), papers), Scores(learner.Train(few, ct), papers));
    }

    private static TrainingSet Hurried(TrainingSet said, IPreferenceModel before) => new()
    {
        Documents = said.Documents, Keys = said.Keys, Likes = said.Likes, Weights = said.Weights, Ages = said.Ages,
        Background = said.Background, Before = before, IsHurried = true,
    };

    /// <summary>Says of a word how much oftener it occurs in what is liked.</summary>
    private sealed class CountingExpert : IWordsExpert
    {
        public IReadOnlyDictionary<uint, float> Learn(
            SparseRows words, IReadOnlyList<bool> likes, IReadOnlyList<float> weights, CancellationToken ct)
        {
            var said = new Dictionary<uint, float>();
            for (var i = 0; i < likes.Count; i++)
            {
                foreach (var id in words.IdsOf(i)) said[id] = said.GetValueOrDefault(id) + (likes[i] ? 1 : -1);
            }
            return said;
        }
    }

    [Fact]
    public void Little_that_was_said_is_fitted_as_well_as_much()
    {
        // The same two rows weigh next to nothing, and the slope is small from the beginning.
        var rows = new DesignMatrix(1, [1, -1], SparseRows.Empty(2), 0);
        float[] weights = [0.01f, 0.01f];
        var found = LogisticRegression.Fit(rows, [true, false], weights, new float[2], TestContext.Current.CancellationToken);
        // Where the prior's pull is that of the rows: w = 2 · 0.01 · (1 − σ(w)), so w is just below 0.01.
        Assert.Equal(0.00995, found[0], 1e-4);
    }

    [Fact]
    public void The_regression_is_at_its_lowest_point()
    {
        var random = new Random(5);
        var dense = Enumerable.Range(0, 300).Select(_ => random.NextSingle() - 0.5f).ToArray();
        var rows = new DesignMatrix(3, dense, SparseRows.Empty(100), 0);
        var likes = Enumerable.Range(0, 100).Select(i => dense[3 * i] + 0.3f * random.NextSingle() > 0.1f).ToArray();
        var weights = Enumerable.Range(0, 100).Select(i => 1 + i % 3f).ToArray();
        var offsets = Enumerable.Range(0, 100).Select(i => i % 5 / 5f).ToArray();
        var found = LogisticRegression.Fit(rows, likes, weights, offsets, TestContext.Current.CancellationToken);
        for (var p = 0; p < 3; p++)
        {
            double slope = found[p];
            for (var i = 0; i < 100; i++) slope += weights[i] * (PreferenceScore.Probability(offsets[i] + rows.Dot(i, found)) - (likes[i] ? 1 : 0)) * dense[3 * i + p];
            Assert.Equal(0, slope, 0.05);
        }
        Assert.True(found[0] > 1);
    }

    private static double Cosine(DocumentFeatures papers, int row, DocumentFeatures others, int other = 0) =>
        Enumerable.Range(0, MadeUpReader.Dimensions).Sum(d => (double)papers.Vectors[row * MadeUpReader.Dimensions + d] * others.Vectors[other * MadeUpReader.Dimensions + d]);
}
