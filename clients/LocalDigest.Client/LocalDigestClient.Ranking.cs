using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalDigest.Client;

/// <summary>Operations of the tag Ranking.</summary>
public sealed partial class LocalDigestClient
{
    /// <summary>The shortlist of papers that the caller holds.</summary>
    public Task<JsonElement> PrefilterAsync(JsonNode body, CancellationToken ct = default) =>
        PostAsync<JsonElement>("/v1/prefilter", Json(body), ct);

    /// <summary>Papers that the caller holds, in a profile's order.</summary>
    public Task<JsonElement> RankAsync(JsonNode body, CancellationToken ct = default) =>
        PostAsync<JsonElement>("/v1/rank", Json(body), ct);

    /// <summary>How papers would rank after a change.</summary>
    public Task<JsonElement> PreviewAsync(JsonNode body, CancellationToken ct = default) =>
        PostAsync<JsonElement>("/v1/preview", Json(body), ct);
}
