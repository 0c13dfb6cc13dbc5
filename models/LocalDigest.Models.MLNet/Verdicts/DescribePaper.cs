using System.Numerics.Tensors;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace LocalDigest.Models.MLNet;

/// <summary>A paper's text, as a saved model reads it.</summary>
public sealed class PaperText
{
    /// <summary>The title, with mathematics as readable text.</summary>
    public string Title { get; set; } = "";

    /// <summary>The abstract; may be empty.</summary>
    public string Abstract { get; set; } = "";
}

/// <summary>A paper's text as numbers.</summary>
public sealed class PaperNumbers
{
    internal const int Dimensions = 256;

    /// <summary>The shipped embedding of title and abstract, times <see cref="VerdictLayout.VectorScale"/>.</summary>
    [VectorType(Dimensions)]
    public VBuffer<float> Vector { get; set; }

    /// <summary>Its hashed words and pairs of words, times <see cref="VerdictLayout.TermScale"/>.</summary>
    [VectorType(LexicalIndex.TermBuckets)]
    public VBuffer<float> Terms { get; set; }
}

/// <summary>
/// Makes numbers of a paper's text: the shipped embedding, and hashed words and pairs of words. A program that loads a saved model registers this
/// assembly first: <c>context.ComponentCatalog.RegisterAssembly(typeof(DescribePaper).Assembly)</c>.
/// </summary>
[CustomMappingFactoryAttribute(Contract)]
public sealed class DescribePaper : CustomMappingFactory<PaperText, PaperNumbers>
{
    internal const string Contract = "LocalDigest.DescribePaper.1";

    private static readonly Lazy<ScienceEmbedding> Embedding = new(ScienceEmbedding.OpenShipped);

    /// <inheritdoc/>
    public override Action<PaperText, PaperNumbers> GetMapping() => Describe;

    internal static void Describe(PaperText paper, PaperNumbers numbers)
    {
        var vector = new float[PaperNumbers.Dimensions];
        Embedding.Value.Embed(paper.Title + "\n" + paper.Abstract, vector);
        TensorPrimitives.Multiply(vector, VerdictLayout.VectorScale, vector);
        numbers.Vector = new VBuffer<float>(vector.Length, vector);
        var ids = new List<uint>();
        var weights = new List<float>();
        new TermBag().Read(paper.Title, paper.Abstract, ids, weights);
        numbers.Terms = new VBuffer<float>(
            LexicalIndex.TermBuckets, ids.Count, [.. weights.Select(weight => VerdictLayout.TermScale * weight)], [.. ids.Select(id => (int)id)]);
    }
}
