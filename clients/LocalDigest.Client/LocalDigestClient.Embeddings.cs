using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalDigest.Client;

/// <summary>Operations of the tag Embeddings.</summary>
public sealed partial class LocalDigestClient
{
    /// <summary>Texts as vectors.</summary>
    public Task<JsonElement> EmbedAsync(JsonNode body, CancellationToken ct = default) =>
        PostAsync<JsonElement>("/v1/embeddings", Json(body), ct);
}
