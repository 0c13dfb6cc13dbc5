using System.Numerics.Tensors;
using LocalDigest.Models;

namespace LocalDigest.Trainer;

/// <summary>How well abstracts are found by their titles at one length of the vectors.</summary>
/// <param name="Dimensions">The length.</param>
/// <param name="First">The share of titles whose own abstract is the nearest of all.</param>
/// <param name="ReciprocalRank">The mean of one over the place of the own abstract.</param>
/// <param name="Among">How many abstracts there are.</param>
internal sealed record RetrievalFigure(int Dimensions, double First, double ReciprocalRank, int Among)
{
    public override string ToString() => FormattableString.Invariant($"{Dimensions} dimensions: the own abstract is first of {Among:N0} for {First:P1} of titles, mean reciprocal rank {ReciprocalRank:0.000}");
}

internal static class Retrieval
{
    public static IReadOnlyList<RetrievalFigure> Measure(ScienceEmbedding embedding, IReadOnlyList<(string Title, string Abstract)> documents, CancellationToken ct)
    {
        var titles = documents.Select(document => Embed(document.Title)).ToArray();
        var abstracts = documents.Select(document => Embed(document.Abstract)).ToArray();
        return [.. embedding.Cuts.Select(Measure)];

        float[] Embed(string text)
        {
            var vector = new float[embedding.Dimensions];
            embedding.Embed(text, vector);
            return vector;
        }

        RetrievalFigure Measure(int cut)
        {
            var shortened = abstracts.Select(vector => Cut(vector, cut)).ToArray();
            var places = new int[titles.Length];
            Parallel.For(0, titles.Length, new ParallelOptions { CancellationToken = ct }, i =>
            {
                var title = titles[i].AsSpan(0, cut);
                var own = TensorPrimitives.Dot<float>(title, shortened[i]);
                foreach (var other in shortened)
                {
                    if (TensorPrimitives.Dot<float>(title, other) > own) places[i]++;
                }
            });
            return new RetrievalFigure(cut, places.Count(place => place == 0) / (double)places.Length, places.Average(place => 1.0 / (place + 1)), places.Length);
        }
    }

    private static float[] Cut(float[] vector, int length)
    {
        var cut = vector[..length];
        var norm = TensorPrimitives.Norm<float>(cut);
        if (norm > 0) TensorPrimitives.Divide(cut, norm, cut);
        return cut;
    }
}
