using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Api;

public sealed class EmbeddingsApiTests
{
    [Theory]
    [InlineData(null, 256)]
    [InlineData(256, 256)]
    [InlineData(128, 128)]
    [InlineData(64, 64)]
    public async Task Vectors_have_the_length_asked_for_and_are_unit_vectors(int? dimensions, int expected)
    {
        await using var daemon = await TestDaemon.StartAsync();
        var answer = await daemon.PostAsync("/v1/embeddings", new { input = new[] { "folding towels with robots", "the age of a distant galaxy" }, model = "science-embedding", dimensions });
        Assert.Equal("list", answer["object"]!.GetValue<string>());
        var data = answer["data"]!.AsArray();
        Assert.Equal([0, 1], data.Select(item => item!["index"]!.GetValue<int>()));
        Assert.All(data, item =>
        {
            Assert.Equal("embedding", item!["object"]!.GetValue<string>());
            var vector = Vector(item);
            Assert.Equal(expected, vector.Length);
            Assert.Equal(1, vector.Sum(number => (double)number * number), 0.00001);
        });
        Assert.True(answer["usage"]!["prompt_tokens"]!.GetValue<int>() >= 8);
        Assert.Equal(answer["usage"]!["prompt_tokens"]!.GetValue<int>(), answer["usage"]!["total_tokens"]!.GetValue<int>());
    }

    [Fact]
    public async Task Base64_holds_the_same_numbers_and_one_text_needs_no_list()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var numbers = Vector((await daemon.PostAsync("/v1/embeddings", new { input = "towels and robots", model = "science-embedding" }))["data"]![0]!);
        var coded = await daemon.PostAsync("/v1/embeddings", new { input = "towels and robots", model = "science-embedding", encoding_format = "base64" });
        var bytes = Convert.FromBase64String(coded["data"]![0]!["embedding"]!.GetValue<string>());
        Assert.Equal(numbers, MemoryMarshal.Cast<byte, float>(bytes).ToArray());
    }

    [Fact]
    public async Task Texts_on_one_subject_are_nearer_than_texts_on_two()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var answer = await daemon.PostAsync("/v1/embeddings", new
        {
            input = new[] { "robots that fold towels", "a robot folds a towel by touch", "star formation in distant galaxies" },
            model = "science-embedding",
        });
        var vectors = answer["data"]!.AsArray().Select(item => Vector(item!)).ToArray();
        Assert.True(Dot(vectors[0], vectors[1]) > Dot(vectors[0], vectors[2]) + 0.2);
    }

    [Theory]
    [InlineData("""{"model":"science-embedding"}""", "input")]
    [InlineData("""{"input":[],"model":"science-embedding"}""", "input")]
    [InlineData("""{"input":"","model":"science-embedding"}""", "input")]
    [InlineData("""{"input":["a",""],"model":"science-embedding"}""", "input")]
    [InlineData("""{"input":[1,2,3],"model":"science-embedding"}""", "input")]
    [InlineData("""{"input":{"a":1},"model":"science-embedding"}""", "input")]
    [InlineData("""{"input":"a","model":"text-embedding-3-small"}""", "model")]
    [InlineData("""{"input":"a","model":"science-embedding","dimensions":100}""", "dimensions")]
    [InlineData("""{"input":"a","model":"science-embedding","dimensions":0}""", "dimensions")]
    [InlineData("""{"input":"a","model":"science-embedding","encoding_format":"int8"}""", "encoding_format")]
    public async Task What_cannot_be_embedded_is_named(string body, string field)
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var response = await daemon.SendAsync(HttpMethod.Post, "/v1/embeddings", body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal([field], problem["errors"]!.AsObject().Select(error => error.Key));
    }

    private static float[] Vector(JsonNode item) => [.. item["embedding"]!.AsArray().Select(number => number!.GetValue<float>())];

    private static double Dot(float[] one, float[] other) => one.Zip(other, (a, b) => (double)a * b).Sum();
}
