using System.Runtime.InteropServices;
using Microsoft.ML;

namespace LocalDigest.Models.MLNet;

/// <summary>A mean and a spread by which a part is put into units that all parts share.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Spread(float Mean, float Deviation)
{
    public static Spread Of(float[] values)
    {
        if (values.Length == 0) return new(0, 1);
        var mean = values.Average();
        var deviation = MathF.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        return new(mean, deviation > 1e-4f ? deviation : 1);
    }
}

/// <summary>One of ML.NET's linear models, and how much it counts in the sum.</summary>
/// <param name="IsLogistic">It says whether a grade is reached, and not the grade itself.</param>
/// <param name="Transformer">The model; the column Score is its answer.</param>
/// <param name="Weights">Its weights.</param>
/// <param name="Bias">Its constant.</param>
/// <param name="Share">What its score is multiplied by.</param>
internal sealed record VerdictPart(bool IsLogistic, ITransformer Transformer, float[] Weights, float Bias, float Share);

/// <summary>A sum of the criteria and of what was learned.</summary>
/// <param name="CriteriaShare">What the criteria's log odds are multiplied by.</param>
/// <param name="Parts">What was learned.</param>
/// <param name="Constant">Added at the end.</param>
/// <param name="Weights">All of it as one linear model.</param>
/// <param name="Bias">Its constant.</param>
internal sealed record VerdictFit(float CriteriaShare, IReadOnlyList<VerdictPart> Parts, float Constant, float[] Weights, float Bias)
{
    /// <param name="regressions">What was learned; empty where nothing was.</param>
    /// <param name="said">How many verdicts it was learned from.</param>
    /// <param name="halfTrust">After so many it counts as much as the criteria.</param>
    /// <param name="layout">How documents become numbers.</param>
    /// <param name="background">What is usual.</param>
    public static VerdictFit Of(IReadOnlyList<VerdictPart> regressions, float said, float halfTrust, VerdictLayout layout, DocumentFeatures background)
    {
        var criteria = Spread.Of([.. Enumerable.Range(0, background.Count).Select(background.CriteriaLogOdds)]);
        var trust = regressions.Count == 0 || float.IsInfinity(halfTrust) ? 0 : said / (said + halfTrust);
        if (trust == 0) regressions = [];
        var weights = new float[layout.Length];
        weights[0] = (1 - trust) / criteria.Deviation;
        var constant = -weights[0] * criteria.Mean;
        var bias = constant;
        var parts = new List<VerdictPart>();
        foreach (var kind in regressions.GroupBy(part => part.IsLogistic))
        {
            // The logistic regressions are put into one unit together.
            var scores = new float[background.Count];
            foreach (var part in kind)
            {
                for (var row = 0; row < scores.Length; row++) scores[row] += part.Bias + layout.Dot(background, row, part.Weights);
            }
            var spread = Spread.Of(scores);
            var share = trust / 2 / spread.Deviation;
            constant -= share * spread.Mean;
            foreach (var part in kind)
            {
                parts.Add(part with { Share = share });
                for (var i = 0; i < weights.Length; i++) weights[i] += share * part.Weights[i];
                bias += share * part.Bias;
            }
            bias -= share * spread.Mean;
        }
        return new VerdictFit((1 - trust) / criteria.Deviation, parts, constant, weights, bias);
    }
}
