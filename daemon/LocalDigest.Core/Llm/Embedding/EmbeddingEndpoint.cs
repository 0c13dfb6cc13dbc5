using System.Text.Json;
using System.Text.Json.Nodes;
using OpenAI.Embeddings;

namespace LocalDigest.Llm;

/// <summary>Embeds texts by the user's endpoint. What is embedded leaves the machine: titles, abstracts and searches.</summary>
public sealed class EmbeddingEndpoint : IEmbeddingModel, IDisposable
{
    private readonly EmbeddingOptions options;
    private readonly CallLedger ledger;
    private readonly Endpoint endpoint;
    private readonly EmbeddingClient client;

    /// <param name="options">Of which <see cref="EmbeddingOptions.BaseUrl"/> is set.</param>
    /// <param name="ledger">Notes every request.</param>
    /// <param name="clock">The clock.</param>
    public EmbeddingEndpoint(EmbeddingOptions options, CallLedger ledger, TimeProvider clock)
    {
        (this.options, this.ledger) = (options, ledger);
        var address = new Uri(options.BaseUrl!.Trim());
        var names = new EndpointNames("embedding model", "LocalDigest:Embedding", "LocalDigest:Embedding:ApiKey", address, options.Model, options.TimeoutSeconds);
        endpoint = new Endpoint(names, options.ApiKey, clock);
        client = new EmbeddingClient(options.Model, endpoint.Credential, endpoint.Options);
        // The server is part of it: another server's model of the same name is another model.
        Vectors = new VectorModel($"{options.Model}@{address.Host}", options.Dimensions);
    }

    public string Name => Vectors.Model;

    /// <summary>Known from the settings.</summary>
    public VectorModel Vectors { get; }

    VectorModel? IEmbeddingModel.Vectors => Vectors;

    public int BatchSize => options.BatchSize;

    /// <summary>Does nothing: a server is ready, or its answer says why not.</summary>
    public Task OpenAsync(CancellationToken ct) => Task.CompletedTask;

    /// <inheritdoc/>
    /// <remarks>In one request. OpenAI's protocol does not tell what a text is embedded as.</remarks>
    public async Task<IReadOnlyList<float[]>> EmbedAsync(IReadOnlyList<string> texts, TextRole role, CancellationToken ct)
    {
        try
        {
            return texts.Count == 0 ? [] : await endpoint.WithPatienceAsync(() => EmbedOnceAsync(texts, ct), ct);
        }
        catch (LlmException error)
        {
            throw new EmbeddingException(error.Message, error);
        }
    }

    public void Dispose() => endpoint.Dispose();

    private async Task<IReadOnlyList<float[]>> EmbedOnceAsync(IReadOnlyList<string> texts, CancellationToken ct)
    {
        var request = new JsonObject
        {
            ["model"] = options.Model,
            ["input"] = new JsonArray([.. texts.Select(text => (JsonNode)JsonValue.Create(text))]),
            ["encoding_format"] = "float",
        };
        if (options.SendDimensions) request["dimensions"] = options.Dimensions;
        var entry = ledger.Begin(
            new LedgerCall { Purpose = "embed", Model = options.Model, InputTokens = texts.Sum(text => (long)TokenEstimate.Of(text)) });
        long? tokens = null;
        var (outcome, hasArrived) = ("cancelled", false);
        try
        {
            using var content = entry.Content(BinaryData.FromString(request.ToJsonString()));
            var received = await endpoint.SendAsync(with => client.GenerateEmbeddingsAsync(content, with), refused: null, ct);
            (outcome, hasArrived) = ("unreadable", true);
            var vectors = Read(received, texts.Count, out tokens);
            outcome = "answered";
            return vectors;
        }
        catch (Exception error) when (error is LlmException or RetryException)
        {
            var failure = ((error as LlmException) ?? ((RetryException)error).Final).Failure;
            if (!hasArrived && failure is not (LlmFailure.TimedOut or LlmFailure.Unreachable)) tokens = 0;
            outcome = failure.ToString();
            throw;
        }
        finally
        {
            entry.Settle(outcome, tokens is { } read ? (read, 0) : null);
        }
    }

    private float[][] Read(BinaryData content, int expected, out long? tokens)
    {
        tokens = null;
        try
        {
            using var json = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = 16 });
            var root = json.RootElement;
            if (root.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object
                && usage.TryGetProperty("prompt_tokens", out var count) && count.TryGetInt64(out var read))
            {
                tokens = read;
            }
            var vectors = new float[expected][];
            foreach (var item in root.GetProperty("data").EnumerateArray())
            {
                var numbers = item.GetProperty("embedding").EnumerateArray().Select(number => number.GetSingle());
                vectors[item.GetProperty("index").GetInt32()] = Unit([.. numbers]);
            }
            if (vectors.Any(vector => vector is null)) throw new JsonException("a vector is missing");
            return vectors;
        }
        catch (Exception error) when (error
            is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException or FormatException)
        {
            throw endpoint.Unreadable(error);
        }
    }

    private float[] Unit(float[] vector)
    {
        if (vector.Length < options.Dimensions)
        {
            var fault = $"The embedding model {options.Model} gives vectors of {vector.Length} numbers.";
            throw new LlmException(LlmFailure.RequestRefused, fault + " Set LocalDigest:Embedding:Dimensions to at most that.");
        }
        var cut = vector.AsSpan(0, options.Dimensions).ToArray();
        var length = Math.Sqrt(cut.Sum(number => (double)number * number));
        if (!double.IsFinite(length)) throw new JsonException("a vector holds no numbers");
        if (length > 0)
        {
            for (var i = 0; i < cut.Length; i++) cut[i] = (float)(cut[i] / length);
        }
        return cut;
    }
}
