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
