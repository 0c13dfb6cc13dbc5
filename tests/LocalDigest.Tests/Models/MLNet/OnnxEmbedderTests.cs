using System.Numerics.Tensors;
using LocalDigest.Models.MLNet;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Models.MLNet;

/// <summary>What a folder with a sentence model may say and hold.</summary>
public sealed class OnnxEmbedderTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_text_is_the_mean_of_its_tokens()
    {
        TinyOnnx.WriteTo(folder.Path);
        using var embedder = Open();
        Assert.Equal(TinyOnnx.Dimensions, embedder.Dimensions);
        AssertNear(MeanOf("[CLS]", "robots", "learn", "x", "##y", "[SEP]"), embedder.EmbedDocument("Robots LEARN\nxy"));
        AssertNear(embedder.EmbedDocument("robots"), embedder.EmbedQuery("robots"));
    }

    [Fact]
    public void Or_its_first_token()
    {
        TinyOnnx.WriteTo(folder.Path, """{ "pooling": "cls" }""");
        using var embedder = Open();
        AssertNear(MeanOf("[CLS]"), embedder.EmbedDocument("robots learn"));
    }

    [Fact]
    public void Settings_are_followed()
    {
        TinyOnnx.WriteTo(folder.Path, """
            {
              // as its authors advise
              "name": "tiny", "queryPrefix": "query ", "documentPrefix": "paper ", "maxTokens": 8, "lowerCase": false, "normalise": true,
            }
            """);
        using var embedder = Open();
        Assert.StartsWith("tiny@", embedder.Identity, StringComparison.Ordinal);
        AssertNear(MeanOf("[CLS]", "query", "Upper", "[SEP]"), embedder.EmbedQuery("Upper"));
        AssertNear(MeanOf("[CLS]", "paper", "a", "a", "a", "a", "a", "[SEP]"), embedder.EmbedDocument("a a a a a b b b"));
    }

    [Fact]
    public void Other_files_are_another_model()
    {
        const string tiny = """{ "name": "tiny" }""", otherwise = """{ "name": "tiny", "pooling": "cls" }""";
        var first = Identity(tiny, seed: 1);
        Assert.Equal(first, Identity(tiny, seed: 1));
        Assert.NotEqual(first, Identity(tiny, seed: 2));
        Assert.NotEqual(first, Identity(otherwise, seed: 1));
        File.AppendAllText(folder.File("model.onnx_data"), "weights of a large model");
        Assert.NotEqual(first, Identity(tiny, seed: 1));

        string Identity(string settings, int seed)
        {
            TinyOnnx.WriteTo(folder.Path, settings, seed);
            using var embedder = Open();
            return embedder.Identity;
        }
    }

    [Fact]
    public void Vectors_that_are_left_as_they_are_must_be_of_length_1()
    {
        TinyOnnx.WriteTo(folder.Path, """{ "normalise": false }""");
        using var embedder = Open();
        var error = Assert.Throws<OnnxFolderException>(() => embedder.EmbedDocument("robots"));
        Assert.Contains("Set normalise to true.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.onnx", "model.onnx, in the folder that LocalDigest:Embedding:Folder names, is missing. Put model.onnx and vocab.txt there")]
    [InlineData("vocab.txt", "vocab.txt, in the folder that LocalDigest:Embedding:Folder names, is missing. Put model.onnx and vocab.txt there")]
    [InlineData(null, "The folder that LocalDigest:Embedding:Folder names is not there.")]
    public void A_missing_file_is_named(string? missing, string said)
    {
        TinyOnnx.WriteTo(folder.File("model"));
        if (missing is null) Directory.Delete(folder.File("model"), recursive: true);
        else File.Delete(folder.File(Path.Combine("model", missing)));
        AssertRefused(said, () => EmbedderSettings.Read(folder.File("model")));
    }

    [Theory]
    [InlineData("""{ "colour": "red" }""", "has a field 'colour' that is not known; the fields are name, pooling, queryPrefix, ")]
    [InlineData("""{ "pooling": "max" }""", "has a pooling that is not mean or cls")]
    [InlineData("""{ "pooling": 3 }""", "has a pooling that is no text")]
    [InlineData("""{ "maxTokens": 7 }""", "has a maxTokens that is no whole number from 8 to 8192")]
    [InlineData("""{ "maxTokens": 9.5 }""", "has a maxTokens that is no whole number")]
    [InlineData("""{ "lowerCase": "yes" }""", "has a lowerCase that is neither true nor false")]
    [InlineData("""{ "name": " " }""", "has a name that is not 1 to 100 characters")]
    [InlineData("""[1]""", "is not an object")]
    [InlineData("{\n \"name\" }", "is not JSON (line 2)")]
    public void Wrong_settings_are_named(string settings, string said)
    {
        TinyOnnx.WriteTo(folder.Path, settings);
        AssertRefused("embedder.json, in the folder that LocalDigest:Embedding:Folder names, " + said, () => EmbedderSettings.Read(folder.Path));
    }

    [Fact]
    public void A_file_that_is_no_model_is_refused()
    {
        TinyOnnx.WriteTo(folder.Path);
        File.WriteAllText(folder.File("model.onnx"), "not a model");
        AssertRefused("model.onnx, in the folder that LocalDigest:Embedding:Folder names, is damaged", () => Open().Dispose());
    }

    [Theory]
    [InlineData("pixels", "has an input 'pixels', which a sentence model has not")]
    [InlineData("attention_mask", "has no input 'input_ids'")]
    public void A_model_of_something_else_is_refused(string input, string said)
    {
        TinyOnnx.WriteTo(folder.Path);
        File.WriteAllBytes(folder.File("model.onnx"), TinyOnnx.Model(inputs: [input]));
        AssertRefused(said, () => Open().Dispose());
    }

    [Fact]
    public void Inputs_and_outputs_of_another_form_are_refused()
    {
        TinyOnnx.WriteTo(folder.Path);
        File.WriteAllBytes(folder.File("model.onnx"), TinyOnnx.Model(type: 6));
        AssertRefused("has an input 'input_ids' that is not [texts, tokens] in int64", () => Open().Dispose());
        File.WriteAllBytes(folder.File("model.onnx"), TinyOnnx.Model(isPooled: true));
        AssertRefused("has no output [texts, tokens, dimensions] in float32", () => Open().Dispose());
    }

    [Theory]
    [InlineData(-1, "the model knows more")]
    [InlineData(1, "the model knows fewer")]
    [InlineData(-60, "the model knows more")]
    public void A_vocabulary_of_another_size_is_refused(int more, string said)
    {
        TinyOnnx.WriteTo(folder.Path);
        var tokens = TinyOnnx.Vocabulary.Concat(["more"]).Take(TinyOnnx.Vocabulary.Count + more);
        File.WriteAllLines(folder.File("vocab.txt"), tokens);
        AssertRefused($"has {tokens.Count()} tokens, and {said}", () => Open().Dispose());
    }

    [Fact]
    public void A_table_that_is_filled_up_to_a_round_number_fits_its_vocabulary()
    {
        TinyOnnx.WriteTo(folder.Path);
        File.WriteAllBytes(folder.File("model.onnx"), TinyOnnx.Model(spare: 64 - TinyOnnx.Vocabulary.Count % 64));
        using var embedder = Open();
        AssertNear(MeanOf("[CLS]", "robots", "[SEP]"), embedder.EmbedDocument("robots"));
    }

    [Theory]
    [InlineData("one\ntwo\nthree\n")]
    [InlineData("")]
    [InlineData("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\na\n")]
    public void A_file_that_is_no_vocabulary_is_refused(string vocabulary)
    {
        TinyOnnx.WriteTo(folder.Path);
        File.WriteAllText(folder.File("vocab.txt"), vocabulary);
        AssertRefused("vocab.txt, in the folder that LocalDigest:Embedding:Folder names, is no WordPiece vocabulary", () => Open().Dispose());
    }

    private OnnxEmbedder Open() => OnnxEmbedder.Open(folder.Path, threads: 1);

    private void AssertRefused(string said, Action action)
    {
        var error = Assert.Throws<OnnxFolderException>(action);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Path, error.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
    }

    private static float[] MeanOf(params string[] tokens)
    {
        var sum = new float[TinyOnnx.Dimensions];
        foreach (var token in tokens) TensorPrimitives.Add(sum, TinyOnnx.VectorOf(token), sum);
        TensorPrimitives.Divide(sum, TensorPrimitives.Norm<float>(sum), sum);
        return sum;
    }

    private static void AssertNear(float[] expected, float[] actual) => Assert.Equal(1, TensorPrimitives.Dot(expected, actual), 1e-5);
}
