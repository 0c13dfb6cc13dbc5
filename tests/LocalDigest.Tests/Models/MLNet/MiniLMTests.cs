using System.Numerics.Tensors;
using LocalDigest.Models.MLNet;

namespace LocalDigest.Tests.Models.MLNet;

/// <summary>A model that people use, embedded as by its own encoder.</summary>
public sealed class MiniLMTests(MiniLM model) : IClassFixture<MiniLM>
{
    private const string Abstract =
        "We study how galaxies grow in haloes of dark matter. Simulations follow 1,000 haloes for billions of years. The small grow first.";

    [Theory]
    [InlineData("A robot folds towels.")]
    [InlineData("Don't stop: what (really) matters, and why?")]
    [InlineData(Abstract)]
    public void Vectors_equal_those_of_the_models_own_encoder(string text)
    {
        var vector = model.Embedder.EmbedDocument(text);
        Assert.Equal(384, vector.Length);
        Assert.Equal(1, TensorPrimitives.Norm<float>(vector), 1e-5);
        Assert.InRange(TensorPrimitives.Dot(vector, model.Reference(text)), 0.9999f, 1.0001f);
    }

    [Fact]
    public void A_line_break_parts_words_as_a_space_does()
    {
        var broken = Abstract.Replace(" grow ", "\ngrow\r\n", StringComparison.Ordinal).Replace(". ", ".\n\t", StringComparison.Ordinal);
        Assert.Equal(model.Embedder.TokensOf(Abstract), model.Embedder.TokensOf(broken));
        Assert.InRange(TensorPrimitives.Dot(model.Embedder.EmbedDocument(broken), model.Reference(Abstract)), 0.9999f, 1.0001f);
    }

    [Fact]
    public void Tokens_are_those_of_BERT()
    {
        // As BERT's uncased tokenizer gives them: accents off, Chinese characters and punctuation alone.
        long[] expected = [101, 15743, 7668, 2969, 1011, 13588, 1010, 1864, 1876, 103, 2009, 1005, 1055, 102];
        Assert.Equal(expected, model.Embedder.TokensOf("Naïve café self-supervised, 日本 [MASK] IT'S"));
        Assert.Equal([101, 102], model.Embedder.TokensOf(" \n"));
    }

    [Fact]
    public void A_long_text_is_cut_and_still_ends_as_every_text()
    {
        var tokens = model.Embedder.TokensOf(string.Join(' ', Enumerable.Repeat(Abstract, 30)));
        Assert.Equal((512, 101, 102), (tokens.Length, tokens[0], tokens[^1]));
    }

    [Fact]
    public void Several_threads_at_once_get_what_one_gets()
    {
        string[] texts = [.. Enumerable.Range(0, 12).Select(i => $"{i} robots fold {string.Concat(Enumerable.Repeat("more ", i))} towels")];
        float[][] alone = [.. texts.Select(model.Embedder.EmbedDocument)];
        var together = new float[texts.Length][];
        var four = new ParallelOptions { MaxDegreeOfParallelism = 4 };
        Parallel.For(0, texts.Length, four, i => together[i] = model.Embedder.EmbedDocument(texts[i]));
        for (var i = 0; i < texts.Length; i++) Assert.InRange(TensorPrimitives.Dot(alone[i], together[i]), 0.999999f, 1.000001f);
        Assert.True(TensorPrimitives.Dot(alone[0], alone[11]) < 0.99f);
    }

    [Fact]
    public void A_length_that_the_model_does_not_take_in_is_refused()
    {
        var path = Path.Combine(model.Folder, "model.onnx");
        var error = Assert.Throws<OnnxFolderException>(() => OnnxForm.Of(path, vocabulary: 30_522, longest: 600));
        Assert.Contains("does not run on a text of 600 tokens. Set maxTokens in embedder.json", error.Message, StringComparison.Ordinal);
    }
}
