using LocalDigest.Models;
using LocalDigest.Models.MLNet;
using Microsoft.ML;

namespace LocalDigest.Tests.Models.MLNet;

/// <summary>ML.NET's regression does what every learner must.</summary>
public sealed class MLNetLearnerTests : PreferenceLearnerContract
{
    protected override IPreferenceLearner Make() => new MLNetLearner();

    [Fact]
    public void The_weights_that_are_read_out_score_as_MLNet_itself_does()
    {
        var reader = new MadeUpReader(seed: 3);
        var papers = reader.Any(60);
        var layout = new FeatureLayout(papers.Dimensions, papers.Topics);
        var numbers = Enumerable.Range(0, papers.Count);
        FeatureRow[] rows = [.. numbers.Select(i => new FeatureRow { Features = layout.Row(papers, i), Label = i % 3 == 0 })];
        var fitted = MLNetLearner.Fit(rows, layout, l2Regularization: 1);
        var ml = MachineLearning.Context;
        var transformed = ((ITransformer)fitted).Transform(ml.Data.LoadFromEnumerable(rows, FeatureRow.Schema(layout.Length)));
        var scored = ml.Data.CreateEnumerable<ScoredRow>(transformed, reuseRowObject: false).ToList();
        float[] weights = [.. fitted.Model.SubModel.Weights];
        var bias = fitted.Model.SubModel.Bias;
        Assert.All(numbers, i => Assert.Equal(scored[i].Score, layout.Score(papers, i, weights, bias), 1e-4));
    }

    [Fact]
    public void Words_that_share_a_bucket_are_added_up()
    {
        var documents = new DocumentFeatures(1, 2, 0)
        {
            Vectors = [0.5f, 0.25f], Criteria = [0.5f],
            Words = new SparseRows([0, 3], [7, 7 + 4096, 9], [0.5f, 0.25f, 0.5f]), Tags = new SparseRows([0, 2], [1, 1025], [1, 1]),
        };
        var layout = new FeatureLayout(2, 0);
        var row = layout.Row(documents, 0);
        Assert.Equal([0, 0, 0, 1.5f, 0.75f, 3, 2, 1], row.GetValues().ToArray());
        Assert.Equal(5 + 7, row.GetIndices()[5]);
        float[] weights = [.. Enumerable.Range(0, layout.Length).Select(place => place / 1000f)];
        Assert.Equal(row.Items().Sum(item => item.Value * weights[item.Key]) + 2, layout.Score(documents, 0, weights, bias: 2), 1e-4);
    }

    private sealed class ScoredRow
    {
        public float Score { get; set; }
    }
}
