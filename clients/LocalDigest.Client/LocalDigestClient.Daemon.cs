using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalDigest.Client;

/// <summary>Operations of the tag Daemon.</summary>
public sealed partial class LocalDigestClient
{
    /// <summary>Whether the daemon answers.</summary>
    public Task<Health> HealthAsync(CancellationToken ct = default) =>
        GetAsync<Health>("/health", ct);

    /// <summary>What this daemon is and has.</summary>
    public Task<Info> InfoAsync(CancellationToken ct = default) =>
        GetAsync<Info>("/v1/info", ct);

    /// <summary>Tries the language model.</summary>
    public Task<JsonElement> CheckLlmAsync(CancellationToken ct = default) =>
        GetAsync<JsonElement>("/v1/llm/check", ct);

    /// <summary>Tries a language model before it is chosen.</summary>
    public Task<JsonElement> TryLlmAsync(JsonNode body, CancellationToken ct = default) =>
        PostAsync<JsonElement>("/v1/llm/check", Json(body), ct);

    /// <summary>The language model in use, and who has set it.</summary>
    public Task<JsonElement> LlmSettingsAsync(CancellationToken ct = default) =>
        GetAsync<JsonElement>("/v1/llm/settings", ct);

    /// <summary>Chooses the language model.</summary>
    public Task<JsonElement> ChooseLlmAsync(JsonNode body, CancellationToken ct = default) =>
        PutAsync<JsonElement>("/v1/llm/settings", Json(body), ct);

    /// <summary>Forgets the language model that was chosen.</summary>
    public Task<JsonElement> ForgetLlmAsync(CancellationToken ct = default) =>
        DeleteAsync<JsonElement>("/v1/llm/settings", ct);

    /// <summary>Makes an address that signs a browser in.</summary>
    public Task<SessionCode> NewSessionCodeAsync(CancellationToken ct = default) =>
        PostAsync<SessionCode>("/v1/session/codes", null, ct);

    /// <summary>Takes a one-use code for the token.</summary>
    public Task<JsonElement> RedeemSessionCodeAsync(JsonNode body, CancellationToken ct = default) =>
        PostAsync<JsonElement>("/v1/session", Json(body), ct);

    /// <summary>Signs a browser in by a one-use code.</summary>
    public Task<JsonElement> OpenSessionAsync(JsonNode body, CancellationToken ct = default) =>
        PostAsync<JsonElement>("/v1/sessions", Json(body), ct);

    /// <summary>The browsers that are signed in.</summary>
    public Task<JsonElement> ListSessionsAsync(CancellationToken ct = default) =>
        GetAsync<JsonElement>("/v1/sessions", ct);

    /// <summary>Signs a browser out.</summary>
    public Task DeleteSessionAsync(string id, CancellationToken ct = default) =>
        DeleteAsync($"/v1/sessions/{Segment(id)}", ct);

    /// <summary>Figures of the daemon as Prometheus reads them.</summary>
    public Task<string> GetMetricsAsync(CancellationToken ct = default) =>
        TextAsync("/v1/metrics", "text/plain", ct);

    /// <summary>The whole database as one file.</summary>
    public Task<StreamedAnswer> GetBackupAsync(CancellationToken ct = default) =>
        StreamAsync("/v1/backup", "application/vnd.sqlite3", ct);
}
