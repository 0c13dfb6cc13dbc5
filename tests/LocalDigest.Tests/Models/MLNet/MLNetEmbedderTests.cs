using LocalDigest.Models.MLNet;

namespace LocalDigest.Tests.Models.MLNet;

public sealed class MLNetEmbedderTests
{
    private static readonly string[] Library = [.. Enumerable.Range(0, 60).Select(i => i % 2 == 0
        ? $"Tides and currents number {i} rise along the coast under the moon"
        : $"Fungi and spores number {i} spread along the root below the oak")];

    [Fact]
    public void Texts_of_one_subject_are_nearer_than_of_two()
    {
        using var embedder = MLNetEmbedder.Train("mine-1", Library, dimensions: 16);
        Assert.Equal(("mine-1", 16), (embedder.Model, embedder.Dimensions));
        var tides = Embed(embedder, "Currents of the coast and the moon's tides");
        Assert.Equal(1, tides.Sum(number => number * number), 1e-4);
        Assert.True(Cosine(tides, Embed(embedder, Library[4])) > Cosine(tides, Embed(embedder, Library[5])));
        Assert.Throws<ArgumentException>(() => embedder.Embed("x", new float[3]));
        Assert.Throws<ArgumentException>(() => MLNetEmbedder.Train("few", ["one text"], 16));
    }

    [Fact]
    public void A_saved_embedding_embeds_as_before()
    {
        using var embedder = MLNetEmbedder.Train("mine-1", Library, dimensions: 16);
        using var file = new MemoryStream();
        embedder.Save(file);
        using var read = new MemoryStream(file.ToArray());
        using var loaded = MLNetEmbedder.Load("mine-1", read);
        Assert.Equal(Embed(embedder, "Spores of fungi"), Embed(loaded, "Spores of fungi"));
    }

    private static float[] Embed(MLNetEmbedder embedder, string text)
    {
        var vector = new float[embedder.Dimensions];
        embedder.Embed(text, vector);
        return vector;
    }

    private static double Cosine(float[] one, float[] other) => one.Zip(other, (a, b) => (double)a * b).Sum();
}
