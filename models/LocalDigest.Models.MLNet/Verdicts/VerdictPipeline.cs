using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LocalDigest.Models.MLNet;

/// <summary>
/// What was learned, as a model of ML.NET that any of its programs can load: from title and abstract to the score, the expected grade and the
/// likelihood of being relevant. The criteria are in it.
/// </summary>
internal static class VerdictPipeline
{
    /// <summary>What a saved model reads of a paper.</summary>
    internal sealed class Input
    {
        public string Title { get; set; } = "";

        public string Abstract { get; set; } = "";
    }

    /// <summary>What a saved model says of a paper.</summary>
    internal sealed class Output
    {
        public float Sum { get; set; }

        public float Expected { get; set; }

        public float Likelihood { get; set; }
    }

    /// <summary>Writes the model as a zip archive.</summary>
    /// <param name="fit">What was learned.</param>
    /// <param name="scale">What scores mean.</param>
    /// <param name="relevant">The grade from which on a document is relevant.</param>
    /// <param name="criteria">What scores by the criteria.</param>
    public static MemoryStream Write(VerdictFit fit, GradeScale scale, int relevant, CriteriaScorer criteria)
    {
        var ml = MachineLearning.Context;
        var example = ml.Data.LoadFromEnumerable([new Input { Title = "A title", Abstract = "An abstract." }]);
        var chain = new List<ITransformer>();
        var view = example;
        void Add(ITransformer transformer)
        {
            chain.Add(transformer);
            view = transformer.Transform(view);
        }
        void Make(IEstimator<ITransformer> estimator) => Add(estimator.Fit(view));

        // ML.NET keeps what a program registers by name alone, without a state: the criteria go with it as a constant.
        using var interests = new MemoryStream();
        criteria.Save(interests);
        var constant = $"(title) => \"{Convert.ToBase64String(interests.GetBuffer(), 0, (int)interests.Length)}\"";
        Make(ml.Transforms.Expression(nameof(PaperText.Interests), constant, nameof(Input.Title)));
        Make(ml.Transforms.CustomMapping(new DescribePaper().GetMapping(), DescribePaper.Contract));
        Make(ml.Transforms.Concatenate(
            nameof(VerdictRow.Features),
            nameof(PaperNumbers.Criteria), nameof(PaperNumbers.Topics), nameof(PaperNumbers.Vector), nameof(PaperNumbers.Terms)));
        var prior = $"(criteria) => {Number(fit.CriteriaShare)} * criteria + {Number(fit.Constant)}";
        Make(ml.Transforms.Expression(nameof(Output.Sum), prior, nameof(PaperNumbers.Criteria)));
        foreach (var part in fit.Parts)
        {
            Add(part.Transformer);
            var more = $"(sum, score) => sum + {Number(part.Share)} * score";
            Make(ml.Transforms.Expression(nameof(Output.Sum), more, nameof(Output.Sum), "Score"));
        }
        string Reaching(int grade) => $"1 / (1 + exp(-({Number(scale.Slopes[grade - 2])} * sum + {Number(scale.Offsets[grade - 2])})))";
        var expected = $"(sum) => 1 + {string.Join(" + ", Enumerable.Range(2, 9).Select(Reaching))}";
        Make(ml.Transforms.Expression(nameof(Output.Expected), expected, nameof(Output.Sum)));
        var likelihood = relevant > 1 ? $"(sum) => {Reaching(relevant)}" : "(sum) => 1.0f + 0 * sum";
        Make(ml.Transforms.Expression(nameof(Output.Likelihood), likelihood, nameof(Output.Sum)));
        var file = new MemoryStream();
        ml.Model.Save(new TransformerChain<ITransformer>([.. chain]), example.Schema, file);
        return file;
    }

    /// <summary>A number in ML.NET's language of expressions, which knows no exponents.</summary>
    private static string Number(double number) => "(" + number.ToString("0.0###################", CultureInfo.InvariantCulture) + "f)";
}
