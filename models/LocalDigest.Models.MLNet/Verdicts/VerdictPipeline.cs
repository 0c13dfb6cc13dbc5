using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LocalDigest.Models.MLNet;

/// <summary>
/// What was learned, as a model of ML.NET that any of its programs can load: from title, abstract, the criteria's log odds and the topics' scores to
/// the score, the expected grade and the likelihood of being relevant.
/// </summary>
internal static class VerdictPipeline
{
    /// <summary>What a saved model reads of a paper.</summary>
    internal sealed class Input
    {
        public string Title { get; set; } = "";

        public string Abstract { get; set; } = "";

        /// <summary>The log odds of the criteria's score.</summary>
        public float Criteria { get; set; }

        /// <summary>The score by each topic alone; the column is there where the criteria have topics.</summary>
        public VBuffer<float> Topics { get; set; }

        public static SchemaDefinition Schema(int topics)
        {
            var schema = SchemaDefinition.Create(typeof(Input));
            if (topics > 0) schema[nameof(Topics)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, topics);
            else schema.Remove(schema[nameof(Topics)]);
            return schema;
        }
    }

    /// <summary>What a saved model says of a paper.</summary>
    internal sealed class Output
    {
        public float Sum { get; set; }

        public float Expected { get; set; }

        public float Likelihood { get; set; }
    }

    /// <summary>Writes the model as a zip archive.</summary>
    /// <param name="layout">How documents become numbers.</param>
    /// <param name="fit">What was learned.</param>
    /// <param name="scale">What scores mean.</param>
    /// <param name="relevant">The grade from which on a document is relevant.</param>
    public static MemoryStream Write(VerdictLayout layout, VerdictFit fit, GradeScale scale, int relevant)
    {
        var ml = MachineLearning.Context;
        var topics = new VBuffer<float>(layout.Topics, new float[layout.Topics]);
        var example = ml.Data.LoadFromEnumerable(
            [new Input { Title = "A title", Abstract = "An abstract.", Topics = topics }], Input.Schema(layout.Topics));
        var chain = new List<ITransformer>();
        var view = example;
        void Add(ITransformer transformer)
        {
            chain.Add(transformer);
            view = transformer.Transform(view);
        }
        void Make(IEstimator<ITransformer> estimator) => Add(estimator.Fit(view));

        Make(ml.Transforms.CustomMapping(new DescribePaper().GetMapping(), DescribePaper.Contract));
        List<string> numbers = [nameof(Input.Criteria), nameof(Input.Topics), nameof(PaperNumbers.Vector), nameof(PaperNumbers.Terms)];
        if (layout.Topics == 0) numbers.Remove(nameof(Input.Topics));
        Make(ml.Transforms.Concatenate(nameof(VerdictRow.Features), [.. numbers]));
        var prior = $"(criteria) => {Number(fit.CriteriaShare)} * criteria + {Number(fit.Constant)}";
        Make(ml.Transforms.Expression(nameof(Output.Sum), prior, nameof(Input.Criteria)));
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
