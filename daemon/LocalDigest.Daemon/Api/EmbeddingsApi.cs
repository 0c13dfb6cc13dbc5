using System.ComponentModel.DataAnnotations;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using LocalDigest.Daemon.Wire;
using LocalDigest.Models;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocalDigest.Daemon.Api;

/// <summary>The shipped embedding, in the form of OpenAI's embeddings, so that every client of theirs can use it.</summary>
internal static class EmbeddingsApi
{
    /// <summary>The name that is always right; that of the version at hand is too.</summary>
    public const string Model = "science-embedding";

    private const int MostInputs = 2048, LongestInput = 100_000;

    public static void MapEmbeddings(this IEndpointRouteBuilder routes)
    {
        var embeddings = routes.MapGroup("/v1/embeddings").WithTags("Embeddings");
        embeddings.MapPost("", Embed).WithName("embed")
            .WithSummary("Texts as vectors.")
            .WithDescription(
                "By the shipped embedding, in the form of OpenAI's embeddings, so that their clients can be used. Vectors are of length " +
                "1, so that their dot product is the cosine of the angle between them.")
            .WithMetadata(new StoresNothingMetadata());
    }

    private static Results<Ok<EmbeddingsResponse>, InvalidProblem> Embed(EmbeddingsRequest request, ITextEmbedder embedder, CancellationToken ct)
    {
        var errors = new FieldErrors();
        var texts = Texts(request.Input, errors);
        errors.Check("model", request.Model is null or Model || request.Model == embedder.Model, $"It is {Model}.");
        if (errors.Any) return Problems.Invalid(errors);

        var dimensions = request.Dimensions ?? embedder.Dimensions;
        var items = new EmbeddingItem[texts.Count];
        var words = 0;
        Parallel.For(0, texts.Count, new ParallelOptions { CancellationToken = ct }, i =>
        {
            var vector = new float[embedder.Dimensions];
            embedder.Embed(texts[i], vector);
            var cut = Cut(vector, dimensions);
            items[i] = new EmbeddingItem("embedding", i, request.EncodingFormat == "base64" ? Convert.ToBase64String(MemoryMarshal.AsBytes<float>(cut)) : cut);
            Interlocked.Add(ref words, WordsOf(texts[i]));
        });
        return TypedResults.Ok(new EmbeddingsResponse("list", items, embedder.Model, new EmbeddingUsage(words, words)));
    }

    private static List<string> Texts(JsonElement input, FieldErrors errors)
    {
        var texts = new List<string>();
        if (input.ValueKind == JsonValueKind.String)
        {
            texts.Add(input.GetString()!);
        }
        else if (input.ValueKind == JsonValueKind.Array && input.GetArrayLength() is > 0 and <= MostInputs && input.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String))
        {
            texts.AddRange(input.EnumerateArray().Select(item => item.GetString()!));
        }
        else
        {
            errors.Add("input", $"It is a text, or a list of 1 to {MostInputs} texts; lists of tokens are not understood.");
        }
        if (texts.Any(text => text.Length == 0)) errors.Add("input", "A text is empty.");
        if (texts.Any(text => text.Length > LongestInput)) errors.Add("input", $"A text is longer than {LongestInput} characters.");
        return texts;
    }

    /// <summary>The first dimensions, of length 1 again.</summary>
    private static float[] Cut(float[] vector, int dimensions)
    {
        if (dimensions == vector.Length) return vector;
        var cut = vector[..dimensions];
        var length = Math.Sqrt(cut.Sum(number => (double)number * number));
        if (length == 0) return cut;
        for (var i = 0; i < cut.Length; i++) cut[i] = (float)(cut[i] / length);
        return cut;
    }

    private static int WordsOf(string text)
    {
        var count = 0;
        var reader = new WordReader(text);
        while (reader.Read()) count++;
        return count;
    }
}

/// <summary>What to embed.</summary>
public sealed record EmbeddingsRequest
{
    /// <summary>A text, or a list of 1 to 2048 texts, of at most 100,000 characters each.</summary>
    [JsonShape(JsonShapeAttribute.TextOrTexts)]
    public required JsonElement Input { get; init; }

    /// <summary>science-embedding, or its name with its version as answers have it.</summary>
    public string? Model { get; init; }

    /// <summary>The first so many numbers of each vector, of length 1 again; all of them where it is not said.</summary>
    [AllowedValues(64, 128, 256)]
    public int? Dimensions { get; init; }

    /// <summary>float for numbers, base64 for their bytes (32 bits each, little-endian).</summary>
    [AllowedValues("float", "base64"), JsonPropertyName("encoding_format")]
    public string? EncodingFormat { get; init; }

    /// <summary>Who asks, as clients of OpenAI may say. It is not read.</summary>
    public string? User { get; init; }
}

/// <param name="Kind">Always list.</param>
/// <param name="Data">One for each text, in their order.</param>
/// <param name="Model">The model that made them, with its version.</param>
/// <param name="Usage">Words that were read.</param>
public sealed record EmbeddingsResponse(
    [property: JsonPropertyName("object"), AllowedValues("list")] string Kind, IReadOnlyList<EmbeddingItem> Data, string Model,
    EmbeddingUsage Usage);

/// <param name="Kind">Always embedding.</param>
/// <param name="Index">The text's place in the request.</param>
/// <param name="Embedding">Numbers, or base64 where that was asked for; all 0 where no word of the text is known.</param>
public sealed record EmbeddingItem(
    [property: JsonPropertyName("object"), AllowedValues("embedding")] string Kind, int Index,
    [property: JsonShape(JsonShapeAttribute.NumbersOrBase64)] object Embedding);

/// <param name="PromptTokens">Words that were read.</param>
/// <param name="TotalTokens">The same.</param>
public sealed record EmbeddingUsage([property: JsonPropertyName("prompt_tokens")] int PromptTokens, [property: JsonPropertyName("total_tokens")] int TotalTokens);
