using System.Numerics.Tensors;
using LocalDigest.Models;

namespace LocalDigest.Tests.Models;

public sealed class ScienceEmbeddingTests : IDisposable
{
    private static readonly string Shipped = Path.Combine(AppContext.BaseDirectory, "science-embedding", "science-embedding.bin");

    private readonly ScienceEmbedding embedding = ScienceEmbedding.OpenShipped();
    private readonly TempFolder folder = new();

    public void Dispose()
    {
        embedding.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Gives_unit_vectors_and_zero_for_a_text_without_words()
    {
        Assert.Equal(1, TensorPrimitives.Norm<float>(Embed("Galaxies rotate.")), 1e-5);
        // Usual words reach into all dimensions.
        Assert.InRange(Embed("Satellite galaxies of the Milky Way form stars in bursts.").Count(number => number == 0), 0, 8);
        Assert.Equal(0, TensorPrimitives.Norm<float>(Embed(" … $ — ")));
        Assert.Equal(0, TensorPrimitives.Norm<float>(Embed("")));
    }

    [Theory]
    [InlineData("a robot learns to grasp objects", "manipulation policies by imitation", "the mass of the Higgs boson")]
    [InlineData("satellite galaxies of the Milky Way", "star formation in dwarf spheroidals", "parsing with neural networks")]
    [InlineData("large language models hallucinate", "factuality of generated text", "superconductivity in cuprates")]
    [InlineData("convergence of stochastic gradient descent", "optimisation with adaptive step sizes", "gene expression in yeast")]
    public void Puts_what_is_of_one_subject_nearer_than_what_is_not_at_every_length(string text, string near, string far)
    {
        foreach (var cut in embedding.Cuts)
        {
            Assert.True(Cosine(text, near, cut) > Cosine(text, far, cut) + 0.1, $"at {cut} dimensions");
        }
    }

    [Fact]
    public void Reads_one_word_in_all_its_spellings()
    {
        Assert.Equal(Embed("Schrödinger equation"), Embed("Schr\\\"odinger equation"));
        Assert.Equal(Embed("vision-language model"), Embed("Vision-Language model"));
        Assert.Equal(Embed("CO2 emission"), Embed("CO$_2$ emission"));
    }

    [Fact]
    public void Texts_that_share_a_word_it_does_not_know_are_nearer_for_it()
    {
        Assert.True(Cosine("results for qxzvbrt", "a study of qxzvbrt", 256) > Cosine("results for qxzvbrt", "a study of wkjhpfd", 256) + 0.05);
    }

    [Fact]
    public void Takes_an_unknown_word_as_two_known_ones_written_together()
    {
        var together = Cosine("galaxyclustering", "galaxy clustering", 256);
        Assert.True(together > 0.4, $"{together}");
    }

    [Fact]
    public void The_order_of_words_that_form_no_phrase_says_nothing()
    {
        // Of frequent and of rare words, whose vectors are of different lengths.
        var words = embedding.ReadVocabulary().Where(word => word.All(char.IsAsciiLetter)).Chunk(200).Select(some => some[^1]).ToArray();
        for (var i = 0; i < 400; i++)
        {
            string one = words[i * 7919 % words.Length], other = words[(i * 104_729 + 1) % words.Length];
            var (there, back) = (Embed($"{one}. {other}"), Embed($"{other}. {one}"));
            for (var d = 0; d < there.Length; d++) Assert.True(Math.Abs(there[d] - back[d]) < 1e-4, $"{one}, {other}");
        }
    }

    [Fact]
    public void Reads_texts_of_any_length_on_many_threads()
    {
        var text = string.Join(' ', embedding.ReadVocabulary().Take(20_000));
        var alone = Embed(text);
        Parallel.For(0, 8, i => Assert.Equal(alone, Embed(text)));
    }

    [Fact]
    public void Familiarity_tells_science_from_what_is_not()
    {
        Assert.True(embedding.Familiarity("We train a neural network for image classification and report accuracy.") > 0.9);
        Assert.True(embedding.Familiarity("Qxz vbrt wkj hpfd zzq.") < 0.2);
        Assert.Equal(0, embedding.Familiarity(""));
    }

    [Fact]
    public void Has_a_vocabulary_that_people_can_read()
    {
        var terms = embedding.ReadVocabulary();
        Assert.Equal(embedding.Terms, terms.Count);
        Assert.Contains("galaxy", terms);
        Assert.Contains("neural network", terms);
        Assert.True(new FileInfo(Shipped).Length <= 16 * 1024 * 1024);
    }

    [Theory]
    [InlineData(3, "not an embedding")]
    [InlineData(7, "another version")]
    [InlineData(20, "checksum")]
    [InlineData(5_000_000, "checksum")]
    public void Refuses_a_file_with_a_changed_byte(int at, string why)
    {
        var bytes = File.ReadAllBytes(Shipped);
        bytes[at] ^= 1;
        Assert.Contains(why, Refusal(bytes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(1000)]
    [InlineData(1_000_000)]
    public void Refuses_a_file_that_is_cut_off(int length) => Assert.Contains("damaged", Refusal(File.ReadAllBytes(Shipped)[..length]), StringComparison.Ordinal);

    [Fact]
    public void Says_that_there_is_no_file() => Assert.Throws<FileNotFoundException>(() => ScienceEmbedding.Open(Path.Combine(folder.Path, "none.bin")));

    [Fact]
    public void Refuses_a_vector_of_another_length() => Assert.Throws<ArgumentException>(() => embedding.Embed("text", new float[128]));

    [Fact]
    public void What_is_written_is_read_back()
    {
        var path = Path.Combine(folder.Path, "small.bin");
        float[] Vector(int hot) => [.. Enumerable.Range(0, 64).Select(i => i == hot ? 2f : 0)];
        (ulong, string, float[]) Term(string word, int hot) => (WordReader.HashOf(word), word, Vector(hot));
        using (var stream = File.Create(path))
        {
            EmbeddingFile.Write(stream, "small-1", [16, 64], 0, [(64, [Term("red", 0), Term("green", 1)]), (16, [Term("blue", 2)])]);
        }
        using var small = ScienceEmbedding.Open(path);
        Assert.Equal(("small-1", 64, 3), (small.Model, small.Dimensions, small.Terms));
        var vector = new float[64];
        small.Embed("Red red RED red red red red red red red red red red red red red, blue unknownword", vector);
        // the fourth root of sixteen, and of one
        Assert.Equal(2, vector[0] / vector[2], 0.02);
        Assert.Equal(1, small.Familiarity("red green"));
        Assert.Equal(0.5, small.Familiarity("red blue"));
        Assert.Equal(["blue", "green", "red"], small.ReadVocabulary().Order(StringComparer.Ordinal));
    }

    private string Refusal(byte[] bytes)
    {
        var path = Path.Combine(folder.Path, "damaged.bin");
        File.WriteAllBytes(path, bytes);
        return Assert.Throws<InvalidDataException>(() => ScienceEmbedding.Open(path)).Message;
    }

    private float[] Embed(string text)
    {
        var vector = new float[embedding.Dimensions];
        embedding.Embed(text, vector);
        return vector;
    }

    private double Cosine(string one, string other, int cut)
    {
        float[] a = Embed(one)[..cut], b = Embed(other)[..cut];
        return TensorPrimitives.CosineSimilarity<float>(a, b);
    }
}
