using LocalDigest.Models;
using LocalDigest.Models.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LocalDigest.Tests.Models.MLNet;

public sealed class VerdictLearnerTests
{
    private const int Topics = 2;

    private static readonly string[] Liked = ["galaxies", "stars", "quasars", "dust", "redshift", "clusters"];
    private static readonly string[] Other = ["robots", "grasping", "towels", "laundry", "joints", "gripper"];

    [Fact]
    public void Grades_are_learned_that_the_criteria_do_not_know()
    {
        var papers = Papers(200, criteria: _ => 0.3f);
        var model = Train(papers, papers.Grades);
        var later = Papers(100, criteria: _ => 0.3f, seed: 2);
        var scores = Score(model, later.Features);
        Assert.True(PreferenceScore.Auc(scores, [.. later.Grades.Select(grade => grade >= 7)]) > 0.95);
        Assert.True(model.Quality is { Verdicts: 200, Auc: > 0.9 } && model.Quality.Brier < model.Quality.BaseBrier / 2, $"{model.Quality}");
        var expected = scores.Select(score => model.Scale.Expected(score)).ToArray();
        Assert.InRange(expected.Where((_, i) => later.Grades[i] >= 7).Average(), 6.5, 9.5);
        Assert.InRange(expected.Where((_, i) => later.Grades[i] < 7).Average(), 1.5, 5);
    }

    [Fact]
    public void Without_verdicts_the_criteria_make_the_order()
    {
        var papers = Papers(60, criteria: i => (i + 1) / 100f);
        var model = Train(papers, [], most: 0);
        var scores = Score(model, papers.Features);
        Assert.Equal(Enumerable.Range(0, 60), Enumerable.Range(0, 60).OrderBy(i => scores[i]));
        Assert.Equal(0, model.Quality.Verdicts);
        Assert.Null(model.Quality.Auc);
    }

    [Fact]
    public void Verdicts_that_only_confuse_leave_the_criteria_in_charge()
    {
        var random = new Random(5);
        var papers = Papers(80, criteria: i => i % 2 == 0 ? 0.8f : 0.1f, seed: 3);
        int[] grades = [.. Enumerable.Range(0, 80).Select(i => i % 2 == 0 ? random.Next(7, 10) : random.Next(2, 5))];
        var model = Train(papers, grades);
        Assert.True(model.Quality.Auc >= model.Quality.CriteriaAuc, $"{model.Quality}");
    }

    [Fact]
    public void A_few_verdicts_do_not_outweigh_the_criteria()
    {
        var papers = Papers(12, criteria: i => i % 2 == 0 ? 0.7f : 0.2f);
        var model = Train(papers, papers.Grades);
        var scores = Score(model, papers.Features);
        Assert.True(scores.Where((_, i) => i % 2 == 0).Min() > scores.Where((_, i) => i % 2 != 0).Max());
    }

    [Fact]
    public void What_is_saved_scores_text_in_any_program_of_ML_NET_as_the_weights_do_here()
    {
        var papers = Papers(120, criteria: i => 0.1f + i % 7 / 10f);
        var model = Train(papers, papers.Grades);
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        var context = new MLContext();
        context.ComponentCatalog.RegisterAssembly(typeof(DescribePaper).Assembly);
        var loaded = context.Model.Load(file, out _);
        var later = Papers(30, criteria: i => 0.1f + i % 7 / 10f, seed: 4);
        var inputs = Enumerable.Range(0, 30).Select(i => new VerdictPipeline.Input
        {
            Title = later.Titles[i],
            Abstract = later.Abstracts[i],
            Criteria = later.Features.CriteriaLogOdds(i),
            Topics = new VBuffer<float>(Topics, later.Features.TopicsOf(i).ToArray()),
        });
        var view = loaded.Transform(context.Data.LoadFromEnumerable(inputs, VerdictPipeline.Input.Schema(Topics)));
        var said = context.Data.CreateEnumerable<VerdictPipeline.Output>(view, reuseRowObject: false, ignoreMissingColumns: true).ToList();
        var scores = Score(model, later.Features);
        for (var i = 0; i < 30; i++)
        {
            // Vectors of the store have one byte a dimension.
            Assert.Equal(scores[i], said[i].Sum, 0.02);
            Assert.Equal(model.Scale.Expected(scores[i]), said[i].Expected, 0.05);
            Assert.Equal(model.Scale.Likelihood(scores[i], 7), said[i].Likelihood, 0.02);
        }
    }

    [Fact]
    public void Criteria_without_topics_can_be_learned_for_too()
    {
        var some = Papers(60, criteria: _ => 0.4f);
        var papers = some with
        {
            Features = new DocumentFeatures(60, some.Features.Dimensions, topics: 0)
            {
                Vectors = some.Features.Vectors, Terms = some.Features.Terms, Criteria = some.Features.Criteria,
            },
        };
        var model = Train(papers, papers.Grades);
        using var file = new MemoryStream();
        model.Save(file);
        var context = new MLContext();
        context.ComponentCatalog.RegisterAssembly(typeof(DescribePaper).Assembly);
        var loaded = context.Model.Load(new MemoryStream(file.ToArray()), out _);
        var input = new VerdictPipeline.Input { Title = papers.Titles[0], Abstract = papers.Abstracts[0], Criteria = papers.Features.CriteriaLogOdds(0) };
        var view = loaded.Transform(context.Data.LoadFromEnumerable([input], VerdictPipeline.Input.Schema(0)));
        var said = Assert.Single(context.Data.CreateEnumerable<VerdictPipeline.Output>(view, reuseRowObject: false, ignoreMissingColumns: true));
        Assert.Equal(Score(model, papers.Features)[0], said.Sum, 0.02);
    }

    [Fact]
    public void A_model_comes_back_as_it_was_and_a_damaged_one_is_refused()
    {
        var papers = Papers(60, criteria: _ => 0.4f);
        var model = Train(papers, papers.Grades);
        using var file = new MemoryStream();
        model.Save(file);
        var back = new MLNetVerdictLearner().Load(new MemoryStream(file.ToArray()));
        Assert.Equal(Score(model, papers.Features), Score(back, papers.Features));
        Assert.Equal(model.Quality, back.Quality);
        Assert.Equal([.. model.Scale.Slopes, .. model.Scale.Offsets], [.. back.Scale.Slopes, .. back.Scale.Offsets]);
        Assert.Throws<InvalidDataException>(() => new MLNetVerdictLearner().Load(new MemoryStream(file.ToArray()[..^100])));
        Assert.Throws<InvalidDataException>(() => new MLNetVerdictLearner().Load(new MemoryStream("no model"u8.ToArray())));
    }

    [Fact]
    public void The_same_verdicts_give_the_same_model()
    {
        var papers = Papers(60, criteria: i => i % 3 / 4f);
        Assert.Equal(Score(Train(papers, papers.Grades), papers.Features), Score(Train(papers, papers.Grades), papers.Features));
    }

    [Fact]
    public void A_description_of_another_form_is_refused()
    {
        var papers = Papers(20, criteria: _ => 0.4f);
        var model = Train(papers, papers.Grades);
        Assert.Throws<ArgumentException>(() => model.Score(new DocumentFeatures(1, papers.Features.Dimensions, Topics + 1), new float[1]));
        Assert.Throws<ArgumentException>(() => Train(papers, [.. papers.Grades.Select(_ => 11)]));
    }

    private static float[] Score(IVerdictModel model, DocumentFeatures documents)
    {
        var scores = new float[documents.Count];
        model.Score(documents, scores);
        return scores;
    }

    private static IVerdictModel Train(Some papers, int[] grades, int most = int.MaxValue)
    {
        int[] judged = [.. Enumerable.Range(0, Math.Min(most, papers.Features.Count))];
        return new MLNetVerdictLearner().Train(new VerdictSet
        {
            Documents = judged.Length == 0 ? new DocumentFeatures(0, papers.Features.Dimensions, papers.Features.Topics) : papers.Features,
            Keys = [.. judged.Select(i => (long)i + 1)],
            Grades = grades,
            Weights = [.. judged.Select(_ => 1f)],
            Background = papers.Features,
            Relevant = 7,
        }, TestContext.Current.CancellationToken);
    }

    private sealed record Some(string[] Titles, string[] Abstracts, int[] Grades, DocumentFeatures Features);

    /// <summary>Invented papers, every other one of which a judge likes.</summary>
    private static Some Papers(int count, Func<int, float> criteria, int seed = 1)
    {
        var random = new Random(seed);
        using var embedding = ScienceEmbedding.OpenShipped();
        var words = new LexicalIndex();
        var vectors = new VectorIndex(embedding.Dimensions);
        var (titles, abstracts, grades) = (new string[count], new string[count], new int[count]);
        for (var i = 0; i < count; i++)
        {
            var from = i % 2 == 0 ? Liked : Other;
            string Word() => from[random.Next(from.Length)];
            titles[i] = $"On {Word()} and {Word()}";
            abstracts[i] = $"We measure {Word()} beside {Word()} in {random.Next(2, 90)} samples of {Word()}.";
            grades[i] = i % 2 == 0 ? random.Next(7, 11) : random.Next(1, 5);
            words.Add(titles[i], abstracts[i]);
            var vector = new float[embedding.Dimensions];
            embedding.Embed(titles[i] + "\n" + abstracts[i], vector);
            vectors.Add(vector);
        }
        var features = new DocumentFeatures(count, embedding.Dimensions, Topics) { Terms = words.Terms([.. Enumerable.Range(0, count)]) };
        for (var i = 0; i < count; i++)
        {
            vectors.Read(i, features.Vectors.AsSpan(i * embedding.Dimensions, embedding.Dimensions));
            features.Criteria[i] = criteria(i);
            features.TopicScores[i * Topics] = i % 5 / 5f;
        }
        return new Some(titles, abstracts, grades, features);
    }
}
