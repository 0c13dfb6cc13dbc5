using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace LocalDigest.Models.MLNet;

/// <summary>
/// ML.NET's logistic regression (L-BFGS) as a learner of preferences. The criteria stand before it as pseudo-statements: documents of the
/// background, liked as often as their criteria say, which lose weight as real statements come.
/// </summary>
/// <param name="l2Regularization">How much large weights cost.</param>
public sealed class MLNetLearner(float l2Regularization = 1) : IPreferenceLearner
{
    private const int Folds = 5, MostBackground = 300;

    /// <summary>All pseudo-statements together weigh as much as this many real ones, and those of one document its share.</summary>
    private const float PriorWeight = 20;

    private readonly PreferenceSettings settings = new();

    /// <inheritdoc/>
    public string Name => "mlnet-lbfgs-2";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Settings => new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["L2Regularization"] = l2Regularization,
        [nameof(PreferenceSettings.HalfLifeDays)] = settings.HalfLifeDays,
        [nameof(PreferenceSettings.LeastRecency)] = settings.LeastRecency,
        ["PriorWeight"] = PriorWeight,
        ["Folds"] = Folds,
    };

    /// <inheritdoc/>
    public IPreferenceModel Load(Stream stream) => MLNetModel.Load(stream);

    /// <inheritdoc/>
    public IPreferenceModel Train(TrainingSet statements, CancellationToken ct = default)
    {
        statements.Check(nameof(statements));
        var (documents, likes, keys) = (statements.Documents, statements.Likes, statements.Keys);
        var layout = new FeatureLayout(documents.Dimensions, documents.Topics);
        FeatureRow[] said = [.. keys.Select((_, i) => new FeatureRow
        {
            Features = layout.Row(documents, i), Label = likes[i], Weight = statements.Weights[i] * settings.Recency(statements.Ages[i]),
        })];
        var prior = Prior(statements.Background, layout);

        // The fold of each document follows from its key alone, so that two trainings hold out the same ones together.
        int[] folds = [.. keys.Select(key => (int)(((ulong)key * 0x9E3779B97F4A7C15 >> 33) % Folds))];
        var heldOut = new float[said.Length];
        foreach (var fold in folds.Distinct())
        {
            ct.ThrowIfCancellationRequested();
            var (weights, bias) = Learn([.. prior, .. said.Where((_, i) => folds[i] != fold)], layout);
            for (var i = 0; i < said.Length; i++)
            {
                if (folds[i] == fold) heldOut[i] = layout.Score(documents, i, weights, bias);
            }
        }
        ct.ThrowIfCancellationRequested();
        var fitted = Learn([.. prior, .. said], layout);
        var quality = new PreferenceQuality
        {
            Likes = likes.Count(like => like),
            Dislikes = likes.Count(like => !like),
            Auc = PreferenceScore.Auc(heldOut, likes),
            CriteriaAuc = PreferenceScore.Auc(documents.Criteria, likes),
            LogLoss = said.Length == 0 ? null : heldOut.Zip(likes, (logOdds, like) => PreferenceScore.Surprise(logOdds, like)).Average(),
        };
        return new MLNetModel(
            layout, fitted.Weights, fitted.Bias, said.Select((_, i) => documents.Vector(i).ToArray()),
            keys.Zip(heldOut).ToDictionary(pair => pair.First, pair => pair.Second), quality);
    }

    /// <summary>Fits ML.NET's regression.</summary>
    internal static ISingleFeaturePredictionTransformer<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>> Fit(
        IReadOnlyList<FeatureRow> rows, FeatureLayout layout, float l2Regularization)
    {
        var ml = MachineLearning.Context;
        return ml.BinaryClassification.Trainers.LbfgsLogisticRegression(new LbfgsLogisticRegressionBinaryTrainer.Options
        {
            LabelColumnName = nameof(FeatureRow.Label),
            FeatureColumnName = nameof(FeatureRow.Features),
            ExampleWeightColumnName = nameof(FeatureRow.Weight),
            // ML.NET's own default of 1 would leave out all but the strongest words.
            L1Regularization = 0,
            L2Regularization = l2Regularization,
            // Several threads would add in any order, and the same statements would not give the same model.
            NumberOfThreads = 1,
        }).Fit(ml.Data.LoadFromEnumerable(rows, FeatureRow.Schema(layout.Length)));
    }

    private (float[] Weights, float Bias) Learn(IReadOnlyList<FeatureRow> rows, FeatureLayout layout)
    {
        var linear = Fit(rows, layout, l2Regularization).Model.SubModel;
        return ([.. linear.Weights], linear.Bias);
    }

    /// <summary>Each document of the background as one like and one dislike, weighed by what its criteria say.</summary>
    private static List<FeatureRow> Prior(DocumentFeatures background, FeatureLayout layout)
    {
        var count = Math.Min(MostBackground, background.Count);
        var rows = new List<FeatureRow>(2 * count + 2);
        for (var i = 0; i < count; i++)
        {
            // Only the criteria are spoken of: words and directions of the background are nobody's taste.
            var features = layout.CriteriaRow(background.Criteria[i]);
            var share = Math.Clamp(background.Criteria[i], 0.02f, 0.98f);
            rows.Add(new FeatureRow { Features = features, Label = true, Weight = PriorWeight * share / count });
            rows.Add(new FeatureRow { Features = features, Label = false, Weight = PriorWeight * (1 - share) / count });
        }
        // However few documents there are, more of the criteria is better.
        rows.Add(new FeatureRow { Features = layout.CriteriaRow(1), Label = true });
        rows.Add(new FeatureRow { Features = layout.CriteriaRow(0), Label = false });
        return rows;
    }
}
