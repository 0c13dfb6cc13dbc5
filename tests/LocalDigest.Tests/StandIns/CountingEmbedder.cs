using LocalDigest.Models;

namespace LocalDigest.Tests.StandIns;

/// <summary>An embedding that counts what it embeds.</summary>
internal sealed class CountingEmbedder(string model) : ITextEmbedder
{
    private readonly HashedEmbedding inner = new(model);
    private int count;

    public int Count => count;

    public string Model => inner.Model;

    public int Dimensions => inner.Dimensions;

    public void Embed(ReadOnlySpan<char> text, Span<float> vector)
    {
        Interlocked.Increment(ref count);
        inner.Embed(text, vector);
    }

    public float Familiarity(ReadOnlySpan<char> text) => inner.Familiarity(text);
}
