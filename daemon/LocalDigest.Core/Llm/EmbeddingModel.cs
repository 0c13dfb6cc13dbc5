using System.ClientModel;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenAI.Embeddings;

namespace LocalDigest.Llm;

/// <summary>Embeds texts by the endpoint that the user configured. Only what is embedded leaves the machine: titles, abstracts and interests.</summary>
public sealed class EmbeddingModel : IDisposable
{
    private readonly EmbeddingOptions options;
    private readonly CallLedger ledger;
    private readonly TimeProvider clock;
    private readonly Endpoint? endpoint;
    private readonly EmbeddingClient? client;

    public EmbeddingModel(EmbeddingOptions options, CallLedger ledger, TimeProvider clock)
    {
        this.options = options;
        this.ledger = ledger;
        this.clock = clock;
        if (!options.IsConfigured) return;
        endpoint = new Endpoint(
            new EndpointNames(
                "embedding model", "LocalDigest:Embedding", "LocalDigest:Embedding:ApiKey", new Uri(
                    options.BaseUrl!.Trim()), options.Model, options.TimeoutSeconds),
            options.ApiKey, clock);
        client = new EmbeddingClient(options.Model, endpoint.Credential, endpoint.Options);
    }

    public bool IsConfigured => client is not null;

    /// <summary>Part of the key under which vectors are stored: server and model, so that another server's model of the same name is another.</summary>
    public string Name => $"{options.Model}@{new Uri(options.BaseUrl!.Trim()).Host}";

    public int Dimensions => options.Dimensions;

    public int BatchSize => options.BatchSize;

    /// <summary>Embeds texts in one request.</summary>
    /// <param name="texts">At most <see cref="BatchSize"/>.</param>
    /// <param name="ct">Gives the request up.</param>
    /// <returns>Unit vectors of <see cref="Dimensions"/> numbers, in the order of the texts.</returns>
    /// <exception cref="LlmException">There are none; the message says why and what to do.</exception>
    /// <exception cref="InvalidOperationException">No endpoint is configured.</exception>
    public async Task<IReadOnlyList<float[]>> EmbedAsync(IReadOnlyList<string> texts, CancellationToken ct)
    {
        if (endpoint is null || client is null) throw new InvalidOperationException("No embeddings endpoint is configured.");
        if (texts.Count == 0) return [];
        return await endpoint.WithPatienceAsync(() => EmbedOnceAsync(endpoint, client, texts, ct), ct);
    }

    public void Dispose() => endpoint?.Dispose();

    private async Task<IReadOnlyList<float[]>> EmbedOnceAsync(Endpoint server, EmbeddingClient sender, IReadOnlyList<string> texts, CancellationToken ct)
    {
        var request = new JsonObject
        {
            ["model"] = options.Model,
            ["input"] = new JsonArray([.. texts.Select(text => (JsonNode)JsonValue.Create(text))]),
            ["encoding_format"] = "float",
        };
        if (options.SendDimensions) request["dimensions"] = options.Dimensions;
        var started = clock.GetTimestamp();
        long tokens = 0;
        var outcome = "cancelled";
        try
        {
            using var content = BinaryContent.Create(BinaryData.FromString(request.ToJsonString()));
            var received = await server.SendAsync(with => sender.GenerateEmbeddingsAsync(content, with), refused: null, ct);
            outcome = "unreadable";
            var vectors = Read(server, received, texts.Count, out tokens);
            outcome = "answered";
            return vectors;
        }
        catch (Exception error) when (error is LlmException or RetryException)
        {
            outcome = ((error as LlmException) ?? ((RetryException)error).Final).Failure.ToString();
            throw;
        }
        finally
        {
            ledger.Record(null, "embed", options.Model, outcome, tokens, 0, null, clock.GetElapsedTime(started));
        }
    }

    private float[][] Read(Endpoint server, BinaryData content, int expected, out long tokens)
    {
        tokens = 0;
        try
        {
            using var json = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = 16 });
            var root = json.RootElement;
            if (root.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object && usage.TryGetProperty("prompt_tokens", out var count) && count.TryGetInt64(out var read)) tokens = read;
            var vectors = new float[expected][];
            foreach (var item in root.GetProperty("data").EnumerateArray())
            {
                vectors[item.GetProperty("index").GetInt32()] = Unit([.. item.GetProperty("embedding").EnumerateArray().Select(number => number.GetSingle())]);
            }
            if (vectors.Any(vector => vector is null)) throw new JsonException("a vector is missing");
            return vectors;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException or FormatException)
        {
            throw server.Unreadable(error);
        }
    }

    private float[] Unit(float[] vector)
    {
        if (vector.Length < options.Dimensions)
        {
            throw new LlmException(
                LlmFailure.RequestRefused,
                $"The embedding model {options.Model} gives vectors of {vector.Length} numbers. Set LocalDigest:Embedding:Dimensions to "
                    + "at most that.");
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
