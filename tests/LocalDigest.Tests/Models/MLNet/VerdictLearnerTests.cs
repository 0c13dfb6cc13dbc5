using LocalDigest.Models;
using LocalDigest.Models.MLNet;
using Microsoft.ML;

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
        var papers = Papers(120, criteria: null);
        var model = Train(papers, papers.Grades);
        // By what scored the papers that it was learned from, although these are others.
        var later = Papers(30, criteria: null, seed: 4, by: papers);
        var said = Say(model, later);
        var scores = Score(model, later.Features);
        Assert.True(scores.Max() - scores.Min() > 1, "The scores hardly differ.");
        for (var i = 0; i < 30; i++)
        {
            // Vectors of the store have one byte a dimension.
            Assert.Equal(scores[i], said[i].Sum, 0.05);
            Assert.Equal(model.Scale.Expected(scores[i]), said[i].Expected, 0.1);
            Assert.Equal(model.Scale.Likelihood(scores[i], 7), said[i].Likelihood, 0.05);
        }
    }

    [Fact]
    public void Before_any_verdict_what_is_saved_scores_text_by_the_criteria()
    {
        var papers = Papers(60, criteria: null);
        var said = Say(Train(papers, [], most: 0), papers);
        var meant = papers.Features.Criteria;
        Assert.True(meant.Max() - meant.Min() > 0.2, "The criteria hardly tell the papers apart.");
        double[] logOdds = [.. meant.Select(match => Math.Log(match / (1 - match)))];
        var (mean, deviation) = (logOdds.Average(), Math.Sqrt(logOdds.Average(odds => odds * odds) - logOdds.Average() * logOdds.Average()));
        for (var i = 0; i < 60; i++) Assert.Equal((logOdds[i] - mean) / deviation, said[i].Sum, 0.05);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(70)]
    public void Criteria_without_topics_and_with_very_many_can_be_learned_for_too(int topics)
    {
        var papers = Papers(60, criteria: null, topics: topics);
        var model = Train(papers, papers.Grades);
        var scores = Score(model, papers.Features);
        var said = Say(model, papers);
        for (var i = 0; i < 60; i++) Assert.Equal(scores[i], said[i].Sum, 0.05);
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
            Criteria = papers.Criteria,
        }, TestContext.Current.CancellationToken);
    }

    /// <summary>What a program says of texts that knows nothing but the saved model and ML.NET.</summary>
    private static List<VerdictPipeline.Output> Say(IVerdictModel model, Some papers)
    {
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        var context = new MLContext();
        context.ComponentCatalog.RegisterAssembly(typeof(DescribePaper).Assembly);
        var loaded = context.Model.Load(file, out _);
        var texts = papers.Titles.Zip(papers.Abstracts, (title, text) => new VerdictPipeline.Input { Title = title, Abstract = text });
        var view = loaded.Transform(context.Data.LoadFromEnumerable(texts));
        return [.. context.Data.CreateEnumerable<VerdictPipeline.Output>(view, reuseRowObject: false, ignoreMissingColumns: true)];
    }

    private sealed record Some(string[] Titles, string[] Abstracts, int[] Grades, DocumentFeatures Features, CriteriaScorer Criteria);

    /// <summary>Invented papers, every other one of which a judge likes.</summary>
    /// <param name="count">How many.</param>
    /// <param name="criteria">How well each meets the criteria; null for what the scorer says.</param>
    /// <param name="seed">Of what is drawn.</param>
    /// <param name="topics">How many topics the criteria have.</param>
    /// <param name="by">Whose criteria score them; null for criteria measured by these papers.</param>
    private static Some Papers(int count, Func<int, float>? criteria, int seed = 1, int topics = Topics, Some? by = null)
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
        int[] all = [.. Enumerable.Range(0, count)];
        var interests = new Criteria
        {
            Topics = [.. Enumerable.Range(0, topics).Select(i => new TopicQuery(Liked[i % Liked.Length], $"Towels and {Liked[(i + 2) % Liked.Length]}", "Joints"))],
            Keywords = ["redshift"],
        };
        var scorer = by?.Criteria ?? new CriteriaScorer(interests, new CorpusProfile(words, vectors, all, 0.9f), embedding);
        var matches = new CriteriaMatch[count];
        var features = new DocumentFeatures(count, embedding.Dimensions, topics) { Terms = words.Terms(all) };
        scorer.Score(words, vectors, all, matches, features.TopicScores);
        for (var i = 0; i < count; i++)
        {
            vectors.Read(i, features.Vectors.AsSpan(i * embedding.Dimensions, embedding.Dimensions));
            features.Criteria[i] = criteria?.Invoke(i) ?? matches[i].Similarity;
            if (criteria is not null) features.TopicScores.AsSpan(i * topics, topics).Fill(i % 5 / 5f);
        }
        return new Some(titles, abstracts, grades, features, scorer);
    }
}
