using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace LocalDigest.Models.MLNet;

/// <summary>
/// Learns verdicts with ML.NET: a linear regression on the squared grade (SDCA; Shalev-Shwartz and Zhang, "Stochastic Dual Coordinate Ascent
/// Methods for Regularized Loss Minimization", 2013) and logistic regressions on reaching each of the higher grades (L-BFGS), over meaning,
/// words, pairs of words,
/// topics and the criteria's score. Their mean takes over from the criteria as verdicts come in.
/// </summary>
/// <remarks>
/// Compared on two users' verdicts of 20 days (must-reads among the best quarter of later papers): these two together .94 and .94; the
/// regression alone .95
/// and .92; the logistic ones alone .93 and .94; Poisson regression .90; FastTree .86; LightGBM .88; the criteria .83 and .91.
/// </remarks>
public sealed class MLNetVerdictLearner : IVerdictLearner
{
    /// <summary>After so many verdicts what was learned counts as much as the criteria.</summary>
    private const float HalfTrust = 100;

    /// <summary>The same where held-out verdicts clearly speak for it.</summary>
    private const float HalfTrustAtBest = 5;

    private const int LeastVerdicts = 10, LeastOfAKind = 5, MostThresholds = 4, Folds = 3;

    private const double FullOrder = 0.98;

    private const int FewestOfFullOrder = 10;

    private const float GradeRegularization = 1e-3f, LogisticRegularization = 1;

    /// <summary>From so many verdicts on, learning takes seconds, and more exact weights are not worth them.</summary>
    private const int Many = 1000;

    /// <summary>
    /// With many verdicts more exact weights take three times as long, and order later papers no better (must-reads among the best quarter
    /// of two users after 60 days: .939 and .945, against .939 and .941).
    /// </summary>
    private const float LogisticTolerance = 1e-4f, LogisticToleranceOfFew = 1e-7f;

    /// <inheritdoc cref="LogisticTolerance"/>
    private const int MostIterations = 20;

    /// <inheritdoc/>
    public string Name => "mlnet-verdicts-4";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Settings { get; } = new Dictionary<string, double>(StringComparer.Ordinal)
    {
        ["halfTrust"] = HalfTrust,
        ["halfTrustAtBest"] = HalfTrustAtBest,
        ["gradeRegularization"] = GradeRegularization,
        ["logisticRegularization"] = LogisticRegularization,
        ["folds"] = Folds,
        ["mostIterations"] = MostIterations,
        ["logisticTolerance"] = LogisticTolerance,
    };

    /// <inheritdoc/>
    public IVerdictModel Load(Stream stream) => VerdictModel.Load(stream);

    /// <inheritdoc/>
    public IVerdictModel Train(VerdictSet verdicts, CancellationToken ct = default)
    {
        verdicts.Check(nameof(verdicts));
        var count = verdicts.Documents.Count;
        var layout = new VerdictLayout(verdicts.Documents.Dimensions, verdicts.Documents.Topics);
        VerdictRow[] rows = [.. Enumerable.Range(0, count).Select(i => new VerdictRow
        {
            Features = layout.Row(verdicts.Documents, i),
            Grade = verdicts.Grades[i],
            Value = verdicts.Grades[i] * verdicts.Grades[i] / 10f,
            Weight = verdicts.Weights[i],
        })];
        // The fold of each document follows from its key alone.
        int[] folds = [.. verdicts.Keys.Select(key => (int)(((ulong)key * 0x9E3779B97F4A7C15 >> 33) % Folds))];
        var regressions = new IReadOnlyList<VerdictPart>[Folds + 1];
        // The last are those of all.
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = ct };
        Parallel.For(0, Folds + 1, parallel, fold =>
            regressions[fold] = Regressions([.. rows.Where((_, i) => folds[i] != fold)], layout));
        ct.ThrowIfCancellationRequested();
        // What was said of an older wording is learned from, and is no measure.
        int[] measures = [.. Enumerable.Range(0, count).Where(i => verdicts.Weights[i] >= 1)];
        bool[] relevant = [.. measures.Select(i => verdicts.Grades[i] >= verdicts.Relevant)];
        var (halfTrust, heldOut) = Choose(HeldOut, Measured, scores => Errors(GradeScale.Fit(scores, verdicts.Grades, verdicts.Weights), scores), relevant);
        var whole = VerdictFit.Of(regressions[Folds], rows.Sum(row => row.Weight), halfTrust, layout, verdicts.Background);
        var scale = GradeScale.Fit(heldOut, verdicts.Grades, verdicts.Weights);
        var quality = new VerdictQuality
        {
            Verdicts = measures.Length,
            Relevant = relevant.Count(one => one),
            Auc = PreferenceScore.Auc(Measured(heldOut), relevant),
            CriteriaAuc = PreferenceScore.Auc(Measured(verdicts.Documents.Criteria), relevant),
            Brier = measures.Length == 0 ? null : Errors(scale, heldOut).Average(),
            BaseBrier = measures.Length == 0 ? null : relevant.Average(one => one ? 1.0 : 0) is var rate ? rate * (1 - rate) : null,
        };
        var pipeline = VerdictPipeline.Write(whole, scale, verdicts.Relevant, verdicts.Criteria);
        return VerdictModel.Of(layout, whole.Weights, whole.Bias, scale, quality, pipeline);

        float[] Measured(float[] scores) => [.. measures.Select(i => scores[i])];

        // The squared errors of the likelihood of being relevant.
        double[] Errors(GradeScale fitted, float[] scores) =>
            [.. measures.Select((i, place) => Square(fitted.Likelihood(scores[i], verdicts.Relevant) - (relevant[place] ? 1 : 0)))];

        // What each document gets from what was learned without it.
        float[] HeldOut(float half)
        {
            var scores = new float[count];
            for (var fold = 0; fold < Folds; fold++)
            {
                var said = rows.Where((_, i) => folds[i] != fold).Sum(row => row.Weight);
                var fit = VerdictFit.Of(regressions[fold], said, half, layout, verdicts.Background);
                for (var i = 0; i < count; i++)
                {
                    if (folds[i] == fold) scores[i] = fit.Bias + layout.Dot(verdicts.Documents, i, fit.Weights);
                }
            }
            return scores;
        }
    }

    /// <summary>
    /// How fast what was learned takes over: as usual; sooner, where held-out verdicts clearly speak for it; never, where the criteria alone do
    /// better.
    /// </summary>
    private static (float HalfTrust, float[] HeldOut) Choose(
        Func<float, float[]> heldOut, Func<float[], float[]> measured, Func<float[], double[]> errors, bool[] relevant)
    {
        var (half, scores) = (HalfTrust, heldOut(HalfTrust));
        int few = Math.Min(relevant.Count(one => one), relevant.Count(one => !one));
        if (PreferenceScore.Auc(measured(scores), relevant) is not { } auc) return (half, scores);
        var sooner = heldOut(HalfTrustAtBest);
        // About the standard error of the chance (Hanley and McNeil, 1982), as if the rarer kind decided. Where nearly every one of many pairs is in
        // order, the chance cannot rise; then the errors of the likelihood decide.
        var isFull = auc > FullOrder && few >= FewestOfFullOrder;
        if (PreferenceScore.Auc(measured(sooner), relevant) is { } better
            && (better > auc + Math.Sqrt(auc * (1 - auc) / few) || (isFull && better >= auc && IsClearlyNearer(errors(sooner), errors(scores)))))
        {
            (half, scores, auc) = (HalfTrustAtBest, sooner, better);
        }
        var never = heldOut(float.PositiveInfinity);
        return PreferenceScore.Auc(measured(never), relevant) > auc ? (float.PositiveInfinity, never) : (half, scores);
    }

    /// <summary>Whether some errors are smaller than others of the same documents by more than a standard error of the difference.</summary>
    private static bool IsClearlyNearer(double[] errors, double[] others)
    {
        double[] differences = [.. others.Zip(errors, (other, own) => other - own)];
        var mean = differences.Average();
        return mean > Math.Sqrt(differences.Average(difference => Square(difference - mean)) / differences.Length);
    }

    /// <summary>The regressions, one on the grade and at least one logistic one; none where there is nothing to learn.</summary>
    private static List<VerdictPart> Regressions(VerdictRow[] rows, VerdictLayout layout)
    {
        bool HasBothKinds(int least) => rows.Count(row => row.Grade >= least) is var reach && Math.Min(reach, rows.Length - reach) >= LeastOfAKind;
        int[] thresholds = [.. Enumerable.Range(2, 9).Where(HasBothKinds).TakeLast(MostThresholds)];
        // Where all grades are about the same there is nothing to learn.
        if (rows.Length < LeastVerdicts || thresholds.Length == 0) return [];
        // A context of its own: what is drawn at random from a shared one depends on who else draws.
        var ml = new MLContext(seed: 1);
        var isMany = rows.Length >= Many;
        var parts = new List<VerdictPart>();
        var grade = ml.Regression.Trainers.Sdca(new SdcaRegressionTrainer.Options
        {
            LabelColumnName = nameof(VerdictRow.Value),
            FeatureColumnName = nameof(VerdictRow.Features),
            ExampleWeightColumnName = nameof(VerdictRow.Weight),
            L1Regularization = 0,
            L2Regularization = GradeRegularization,
            MaximumNumberOfIterations = isMany ? MostIterations : null,
            // Several threads would add in any order, and the same verdicts would not give the same model.
            NumberOfThreads = 1,
        }).Fit(ml.Data.LoadFromEnumerable(rows, VerdictRow.Schema(layout.Length)));
        parts.Add(new VerdictPart(IsLogistic: false, grade, [.. grade.Model.Weights], grade.Model.Bias, Share: 1));
        foreach (var least in thresholds)
        {
            VerdictRow[] labelled = [.. rows.Select(row => row.With(row.Grade >= least))];
            var logistic = ml.BinaryClassification.Trainers.LbfgsLogisticRegression(new LbfgsLogisticRegressionBinaryTrainer.Options
            {
                LabelColumnName = nameof(VerdictRow.Label),
                FeatureColumnName = nameof(VerdictRow.Features),
                ExampleWeightColumnName = nameof(VerdictRow.Weight),
                L1Regularization = 0,
                L2Regularization = LogisticRegularization,
                OptimizationTolerance = isMany ? LogisticTolerance : LogisticToleranceOfFew,
                NumberOfThreads = 1,
            }).Fit(ml.Data.LoadFromEnumerable(labelled, VerdictRow.Schema(layout.Length)));
            var linear = logistic.Model.SubModel;
            parts.Add(new VerdictPart(IsLogistic: true, logistic, [.. linear.Weights], linear.Bias, Share: 1));
        }
        return parts;
    }

    private static double Square(double number) => number * number;
}
