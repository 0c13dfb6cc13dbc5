using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalDigest.Client;

/// <summary>Operations of the tag Profiles.</summary>
public sealed partial class LocalDigestClient
{
    /// <summary>The profiles of this daemon.</summary>
    public Task<JsonElement> ListProfilesAsync(CancellationToken ct = default) =>
        GetAsync<JsonElement>("/v1/profiles", ct);

    /// <summary>Adds a profile.</summary>
    public Task<JsonElement> AddProfileAsync(JsonNode body, CancellationToken ct = default) =>
        PostAsync<JsonElement>("/v1/profiles", Json(body), ct);

    /// <summary>A profile as it stands.</summary>
    public Task<JsonElement> GetProfileAsync(string id, CancellationToken ct = default) =>
        GetAsync<JsonElement>($"/v1/profiles/{Segment(id)}", ct);

    /// <summary>Replaces a profile.</summary>
    public Task<JsonElement> ReplaceProfileAsync(string id, JsonNode body, string? ifMatch = null, CancellationToken ct = default) =>
        SendAsync<JsonElement>(HttpMethod.Put, $"/v1/profiles/{Segment(id)}", Json(body), ct, ifMatch);

    /// <summary>Changes fields of a profile.</summary>
    public Task<JsonElement> PatchProfileAsync(string id, JsonNode body, string? ifMatch = null, CancellationToken ct = default) =>
        SendAsync<JsonElement>(HttpMethod.Patch, $"/v1/profiles/{Segment(id)}", Json(body, "application/merge-patch+json"), ct, ifMatch);

    /// <summary>Deletes a profile.</summary>
    public Task DeleteProfileAsync(string id, CancellationToken ct = default) =>
        DeleteAsync($"/v1/profiles/{Segment(id)}", ct);

    /// <summary>When the reader of a profile last looked.</summary>
    public Task<JsonElement> GetLooksAsync(string id, CancellationToken ct = default) =>
        GetAsync<JsonElement>($"/v1/profiles/{Segment(id)}/looks", ct);

    /// <summary>Notes that the reader of a profile looks now.</summary>
    public Task<JsonElement> AddLookAsync(string id, CancellationToken ct = default) =>
        PostAsync<JsonElement>($"/v1/profiles/{Segment(id)}/looks", null, ct);

    /// <summary>The kinds of sources and their fields of research.</summary>
    public Task<JsonElement> SourceCatalogueAsync(string? q = null, CancellationToken ct = default) =>
        GetAsync<JsonElement>(Query("/v1/sources/catalogue", ("q", q)), ct);
}
