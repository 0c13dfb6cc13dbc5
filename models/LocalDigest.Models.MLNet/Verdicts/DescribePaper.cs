using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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

    /// <summary>A user's criteria: what <see cref="CriteriaScorer.Save"/> wrote, in base 64. A saved model holds it, and no caller gives it.</summary>
    public ReadOnlyMemory<char> Interests { get; set; }
}

/// <summary>A paper's text as numbers.</summary>
public sealed class PaperNumbers
{
    internal const int Dimensions = 256;

    /// <summary>How well it meets the criteria, as log odds.</summary>
    public float Criteria { get; set; }

    /// <summary>The score by each topic alone, and zeros behind the last one.</summary>
    [VectorType(VerdictLayout.TopicSlots)]
    public VBuffer<float> Topics { get; set; }

    /// <summary>The shipped embedding of title and abstract, times <see cref="VerdictLayout.VectorScale"/>.</summary>
    [VectorType(Dimensions)]
    public VBuffer<float> Vector { get; set; }

    /// <summary>Its hashed words and pairs of words, times <see cref="VerdictLayout.TermScale"/>.</summary>
    [VectorType(LexicalIndex.TermBuckets)]
    public VBuffer<float> Terms { get; set; }
}

/// <summary>
/// Makes numbers of a paper's text: how well it meets the criteria, the shipped embedding, and hashed words and pairs of words. A program that loads a
/// saved model registers this assembly first: <c>context.ComponentCatalog.RegisterAssembly(typeof(DescribePaper).Assembly)</c>.
/// </summary>
[CustomMappingFactoryAttribute(Contract)]
public sealed class DescribePaper : CustomMappingFactory<PaperText, PaperNumbers>
{
    internal const string Contract = "LocalDigest.DescribePaper.2";

    private static readonly Lazy<ScienceEmbedding> Embedding = new(ScienceEmbedding.OpenShipped);

    // By the text's own object: a loaded model gives the same one with every paper, and it takes a while to read.
    private static readonly ConditionalWeakTable<string, CriteriaScorer> Scorers = [];

    /// <inheritdoc/>
    public override Action<PaperText, PaperNumbers> GetMapping() => Describe;

    internal static void Describe(PaperText paper, PaperNumbers numbers)
    {
        var vector = new float[PaperNumbers.Dimensions];
        Embedding.Value.Embed(paper.Title + "\n" + paper.Abstract, vector);
        var scorer = ScorerOf(paper.Interests);
        var topics = new float[scorer.Topics];
        numbers.Criteria = DocumentFeatures.LogOdds(scorer.Score(paper.Title, paper.Abstract, vector, topics).Similarity);
        Array.Resize(ref topics, VerdictLayout.TopicSlots);
        numbers.Topics = new VBuffer<float>(topics.Length, topics);
        TensorPrimitives.Multiply(vector, VerdictLayout.VectorScale, vector);
        numbers.Vector = new VBuffer<float>(vector.Length, vector);
        var ids = new List<uint>();
        var weights = new List<float>();
        new TermBag().Read(paper.Title, paper.Abstract, ids, weights);
        numbers.Terms = new VBuffer<float>(
            LexicalIndex.TermBuckets, ids.Count, [.. weights.Select(weight => VerdictLayout.TermScale * weight)], [.. ids.Select(id => (int)id)]);
    }

    private static CriteriaScorer ScorerOf(ReadOnlyMemory<char> interests)
    {
        var isWhole = MemoryMarshal.TryGetString(interests, out var text, out var start, out var length) && start == 0 && length == text.Length;
        return Scorers.GetValue(isWhole ? text! : interests.ToString(), file => CriteriaScorer.Load(new MemoryStream(Convert.FromBase64String(file))));
    }
}
