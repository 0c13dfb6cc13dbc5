using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace LocalDigest.Models.MLNet;

/// <summary>ML.NET's logistic regression (L-BFGS) over the words of documents, likes and dislikes weighing the same together.</summary>
/// <param name="l2Regularization">How much large weights cost.</param>
public sealed class MLNetWordsExpert(float l2Regularization = 0.3f) : IWordsExpert
{
    private sealed class Row
    {
        public VBuffer<float> Features { get; set; }

        public bool Label { get; set; }

        public float Weight { get; set; }

        public static SchemaDefinition Schema(int length)
        {
            var schema = SchemaDefinition.Create(typeof(Row));
            schema[nameof(Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, length);
            return schema;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<uint, float> Learn(SparseRows words, IReadOnlyList<bool> likes, IReadOnlyList<float> weights, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        uint[] known = [.. words.Ids.Distinct().Order()];
        var places = known.Index().ToDictionary(word => word.Item, word => word.Index);
        float liked = weights.Where((_, i) => likes[i]).Sum(), all = weights.Sum();
        var rows = Enumerable.Range(0, words.Count).Select(i =>
        {
            var order = Enumerable.Range(words.Starts[i], words.Starts[i + 1] - words.Starts[i]).OrderBy(at => words.Ids[at]).ToArray();
            return new Row
            {
                Features = new VBuffer<float>(known.Length, order.Length, [.. order.Select(at => words.Weights[at])], [.. order.Select(at => places[words.Ids[at]])]),
                Label = likes[i],
                Weight = weights[i] * all / 2 / (likes[i] ? liked : all - liked),
            };
        }).ToList();
        var ml = new MLContext(seed: 1);
        var linear = ml.BinaryClassification.Trainers.LbfgsLogisticRegression(new LbfgsLogisticRegressionBinaryTrainer.Options
        {
            LabelColumnName = nameof(Row.Label),
            FeatureColumnName = nameof(Row.Features),
            ExampleWeightColumnName = nameof(Row.Weight),
            // ML.NET's own default of 1 would leave out all but the strongest words.
            L1Regularization = 0,
            L2Regularization = l2Regularization,
            // Several threads would add in any order, and the same statements would not give the same model.
            NumberOfThreads = 1,
        }).Fit(ml.Data.LoadFromEnumerable(rows, Row.Schema(known.Length))).Model.SubModel;
        var learned = new Dictionary<uint, float>();
        foreach (var (at, weight) in linear.Weights.Index())
        {
            if (weight != 0) learned[known[at]] = weight;
        }
        return learned;
    }
}
