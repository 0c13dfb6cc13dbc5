using LocalDigest.Models;
using LocalDigest.Models.MLNet;
using Microsoft.ML;

namespace LocalDigest.Tests.Models.MLNet;

/// <summary>ML.NET's regression does what every learner must.</summary>
public sealed class MLNetLearnerTests : PreferenceLearnerContract
{
    protected override IPreferenceLearner Make() => new MLNetLearner();

    [Fact]
    public void MLNet_itself_opens_the_saved_model_and_gives_the_same_scores()
    {
        var reader = new MadeUpReader(seed: 3);
        var model = Assert.IsType<MLNetModel>(Train(reader.Say(30, 40)));
        var papers = reader.Any(20);
        var layout = new FeatureLayout(papers.Dimensions, papers.Topics);
        var rows = Enumerable.Range(0, papers.Count).Select(i => new FeatureRow { Features = layout.Row(papers, i) });

        var ml = new MLContext(seed: 1);
        using var zip = new MemoryStream(model.Zip.ToArray());
        var opened = ml.Model.Load(zip, out _);
        var scored = ml.Data.CreateEnumerable<ScoredRow>(opened.Transform(ml.Data.LoadFromEnumerable(rows, FeatureRow.Schema(layout.Length))), reuseRowObject: false).ToList();
        var scores = Scores(model, papers);
        for (var i = 0; i < scores.Length; i++) Assert.Equal(scored[i].Score, scores[i], 1e-3);
    }

    private sealed class ScoredRow
    {
        public float Score { get; set; }
    }
}
