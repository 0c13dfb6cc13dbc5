using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalDigest.Llm;

/// <summary>A server on the own machine that can be used as the language model.</summary>
/// <param name="Name">The program: <c>Ollama</c>.</param>
/// <param name="Address">Of its API, what LocalDigest:Llm:BaseUrl would be.</param>
/// <param name="Models">The models that it has, as it names them; empty where it has none yet.</param>
public sealed record LocalServer(string Name, Uri Address, IReadOnlyList<string> Models);

/// <summary>
/// Looks for language models where the usual programs serve them on the own machine. They are offered, and not used unasked.
/// </summary>
public sealed class LocalServers(LlmOptions options) : IDisposable
{
    /// <summary>A program of the own machine answers at once, or it is not there.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false })
    {
        Timeout = Patience,
        MaxResponseContentBufferSize = 4 * 1024 * 1024,
    };

    /// <summary>The servers that answer, in the order of the settings.</summary>
    public async Task<IReadOnlyList<LocalServer>> FindAsync(CancellationToken ct)
    {
        var found = await Task.WhenAll(options.LocalServers.Select(async known =>
            await ModelsAsync(new Uri(known.Value), ct) is { } models ? new LocalServer(known.Key, new Uri(known.Value), models) : null));
        return [.. found.OfType<LocalServer>()];
    }

    /// <summary>
    /// How much a server on the own machine takes in at once as it was started, in tokens, which may be less than the model could:
    /// llama.cpp tells it in its properties, Ollama of the models that are loaded, LM Studio in its own list. Null where it does not tell.
    /// </summary>
    internal async Task<long?> ContextAsync(Uri address, string model, CancellationToken ct)
    {
        if (!address.IsLoopback) return null;
        if ((await GetAsync(new Uri(address, "/props"), ct))?["default_generation_settings"] is JsonObject { } settings && Number(settings["n_ctx"]) is { } context)
        {
            return context;
        }
        var loaded = (await GetAsync(new Uri(address, "/api/ps"), ct))?["models"] as JsonArray ?? (await GetAsync(new Uri(address, "/api/v0/models"), ct))?["data"] as JsonArray ?? [];
        var one = loaded.OfType<JsonObject>()
            .FirstOrDefault(known => (known["name"] ?? known["id"]) is JsonValue name && name.ToString() == model);
        return one is null ? null : Number(one["loaded_context_length"] ?? one["context_length"]);
    }

    public void Dispose() => http.Dispose();

    /// <summary>A count above 0; null for anything else.</summary>
    internal static long? Number(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<long>(out var count) && count > 0 ? count : null;

    private async Task<IReadOnlyList<string>?> ModelsAsync(Uri address, CancellationToken ct)
    {
        var models = (await GetAsync(new Uri(address.AbsoluteUri.TrimEnd('/') + "/models"), ct))?["data"];
        return models is JsonArray list ? [.. list.OfType<JsonObject>().Select(model => model["id"]).OfType<JsonValue>().Select(id => id.ToString())] : null;
    }

    /// <summary>What is served there; null where nothing is, or no JSON object.</summary>
    private async Task<JsonObject?> GetAsync(Uri address, CancellationToken ct)
    {
        try
        {
            using var response = await http.GetAsync(address, ct);
            return response.IsSuccessStatusCode ? LooseJson.Parse(await response.Content.ReadAsStringAsync(ct)) as JsonObject : null;
        }
        catch (Exception error) when (error is HttpRequestException or IOException or JsonException || error is OperationCanceledException && !ct.IsCancellationRequested)
        {
            // Nothing is there, or something else: that is the answer.
            return null;
        }
    }
}
