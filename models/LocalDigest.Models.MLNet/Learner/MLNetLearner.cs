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
    private const float HalfLifeDays = 180, LeastRecency = 0.25f;

    /// <summary>All pseudo-statements together weigh as many real ones, and those of a document as much as its share.</summary>
    private const float PriorWeight = 20;

    /// <inheritdoc/>
    public string Name => "mlnet-lbfgs-1";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Settings => new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["L2Regularization"] = l2Regularization,
        ["HalfLifeDays"] = HalfLifeDays,
        ["LeastRecency"] = LeastRecency,
        ["PriorWeight"] = PriorWeight,
        ["Folds"] = Folds,
    };

    /// <inheritdoc/>
    public IPreferenceModel Load(Stream stream) => MLNetModel.Load(stream);

    /// <inheritdoc/>
    public IPreferenceModel Train(TrainingSet statements, CancellationToken ct = default)
    {
        Check(statements);
        ct.ThrowIfCancellationRequested();
        var documents = statements.Documents;
        var layout = new FeatureLayout(documents.Dimensions, documents.Topics);
        var said = new List<FeatureRow>(documents.Count);
        for (var i = 0; i < documents.Count; i++)
        {
            said.Add(new FeatureRow
            {
                Features = layout.Row(documents, i),
                Label = statements.Likes[i],
                Weight = statements.Weights[i] * Math.Max(LeastRecency, float.Exp2(-statements.Ages[i] / HalfLifeDays)),
            });
        }
        var prior = Prior(statements.Background, layout);

        var folds = statements.Keys.Select(key => (int)(((ulong)key * 0x9E3779B97F4A7C15 >> 33) % Folds)).ToArray();
        var heldOut = new Dictionary<long, float>(documents.Count);
        foreach (var fold in folds.Distinct())
        {
            ct.ThrowIfCancellationRequested();
            var (weights, bias) = Fit([.. prior, .. said.Where((_, i) => folds[i] != fold)], layout).Linear;
            for (var i = 0; i < documents.Count; i++)
            {
                if (folds[i] == fold) heldOut[statements.Keys[i]] = MLNetModel.Dot(weights, said[i].Features) + bias;
            }
        }
        ct.ThrowIfCancellationRequested();
        var fitted = Fit([.. prior, .. said], layout);
        var quality = new PreferenceQuality
        {
            Likes = statements.Likes.Count(like => like),
            Dislikes = statements.Likes.Count(like => !like),
            Auc = Auc([.. statements.Keys.Select(key => heldOut[key])], statements.Likes),
            CriteriaAuc = Auc(documents.Criteria, statements.Likes),
            LogLoss = documents.Count == 0 ? null : statements.Keys.Select((key, i) => PreferenceScore.Surprise(heldOut[key], statements.Likes[i])).Average(),
        };
        return new MLNetModel(fitted.File, layout, fitted.Linear.Weights, fitted.Linear.Bias, quality, heldOut, [.. said.Select(row => row.Features)]);
    }

    /// <summary>Fits ML.NET's regression and gives it as a zip file and as plain numbers.</summary>
    private (byte[] File, (float[] Weights, float Bias) Linear) Fit(IReadOnlyList<FeatureRow> rows, FeatureLayout layout)
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Data.LoadFromEnumerable(rows, FeatureRow.Schema(layout.Length));
        // Several threads would add in any order, and the same statements would not give the same model.
        var trainer = ml.BinaryClassification.Trainers.LbfgsLogisticRegression(new LbfgsLogisticRegressionBinaryTrainer.Options
        {
            LabelColumnName = nameof(FeatureRow.Label),
            FeatureColumnName = nameof(FeatureRow.Features),
            ExampleWeightColumnName = nameof(FeatureRow.Weight),
            L1Regularization = 0,
            L2Regularization = l2Regularization,
            NumberOfThreads = 1,
        });
        BinaryPredictionTransformer<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>> model = trainer.Fit(data);
        using var file = new MemoryStream();
        ml.Model.Save(model, data.Schema, file);
        return (file.ToArray(), ([.. model.Model.SubModel.Weights], model.Model.SubModel.Bias));
    }

    /// <summary>Each document of the background as one like and one dislike, weighed by what its criteria say.</summary>
    private static List<FeatureRow> Prior(DocumentFeatures background, FeatureLayout layout)
    {
        var count = Math.Min(MostBackground, background.Count);
        var rows = new List<FeatureRow>(2 * count + 2);
        for (var i = 0; i < count; i++)
        {
            var features = layout.Row(background, i);
            // Only the criteria are spoken of: words and directions of the background are nobody's taste.
            Array.Clear(features, 1, features.Length - 1);
            var share = Math.Clamp(background.Criteria[i], 0.02f, 0.98f);
            rows.Add(new FeatureRow { Features = features, Label = true, Weight = PriorWeight * share / count });
            rows.Add(new FeatureRow { Features = features, Label = false, Weight = PriorWeight * (1 - share) / count });
        }
        // However few documents there are, more of the criteria is better.
        foreach (var sign in (ReadOnlySpan<int>)[1, -1])
        {
            var features = new float[layout.Length];
            features[0] = 1.5f * sign;
            rows.Add(new FeatureRow { Features = features, Label = sign > 0, Weight = 1 });
        }
        return rows;
    }

    private static double? Auc(float[] scores, bool[] likes)
    {
        double right = 0, pairs = 0;
        for (var i = 0; i < likes.Length; i++)
        {
            for (var j = 0; j < likes.Length; j++)
            {
                if (!likes[i] || likes[j]) continue;
                right += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                pairs++;
            }
        }
        return pairs == 0 ? null : right / pairs;
    }

    private static void Check(TrainingSet statements)
    {
        var documents = statements.Documents;
        var count = documents.Count;
        if (statements.Keys.Length != count || statements.Likes.Length != count || statements.Weights.Length != count || statements.Ages.Length != count)
        {
            throw new ArgumentException("Each part of the statements must have one entry for each document.", nameof(statements));
        }
        if (statements.Keys.Distinct().Count() != count) throw new ArgumentException("The keys must be different.", nameof(statements));
        if (statements.Weights.Any(weight => !float.IsFinite(weight) || weight <= 0)) throw new ArgumentException("Weights must be above 0.", nameof(statements));
        if (statements.Ages.Any(age => !float.IsFinite(age) || age < 0)) throw new ArgumentException("Ages must be 0 or more.", nameof(statements));
        if (statements.Background.Dimensions != documents.Dimensions || statements.Background.Topics != documents.Topics) throw new ArgumentException("The background must be described as the documents are.", nameof(statements));
        MLNetModel.CheckNumbers(documents, nameof(statements));
        MLNetModel.CheckNumbers(statements.Background, nameof(statements));
    }
}
