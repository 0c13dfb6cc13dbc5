using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalDigest.Client;

/// <summary>Operations of the tag Model.</summary>
public sealed partial class LocalDigestClient
{
    /// <summary>The versions of the preference model, newest first.</summary>
    public Task<JsonElement> GetModelAsync(string id, CancellationToken ct = default) =>
        GetAsync<JsonElement>($"/v1/profiles/{Segment(id)}/model", ct);

    /// <summary>The learning curve.</summary>
    public Task<JsonElement> GetModelHistoryAsync(string id, CancellationToken ct = default) =>
        GetAsync<JsonElement>($"/v1/profiles/{Segment(id)}/model/history", ct);

    /// <summary>Goes back to a version of the model.</summary>
    public Task<JsonElement> RollbackModelAsync(string id, JsonNode body, CancellationToken ct = default) =>
        PostAsync<JsonElement>($"/v1/profiles/{Segment(id)}/model/rollback", Json(body), ct);

    /// <summary>Trains a new version of the model.</summary>
    public Task<FeedbackResult> RetrainModelAsync(string id, CancellationToken ct = default) =>
        PostAsync<FeedbackResult>($"/v1/profiles/{Segment(id)}/model/retrain", null, ct);

    /// <summary>What was learned from the judge's verdicts, newest first.</summary>
    public Task<JsonElement> GetExpectationAsync(string id, CancellationToken ct = default) =>
        GetAsync<JsonElement>($"/v1/profiles/{Segment(id)}/expectation", ct);

    /// <summary>Goes back to a version of what was learned from the judge's verdicts.</summary>
    public Task<JsonElement> RollbackExpectationAsync(string id, JsonNode body, CancellationToken ct = default) =>
        PostAsync<JsonElement>($"/v1/profiles/{Segment(id)}/expectation/rollback", Json(body), ct);

    /// <summary>What the judge read, what it cost, and which share of what matters it has seen.</summary>
    public Task<JsonElement> GetFunnelAsync(string id, CancellationToken ct = default) =>
        GetAsync<JsonElement>($"/v1/profiles/{Segment(id)}/funnel", ct);

    /// <summary>Takes in a library whose papers count as likes.</summary>
    public Task<LibraryResult> ImportLibraryAsync(
        string id, Stream body, string mediaType, string? name = null, CancellationToken ct = default) =>
        PostAsync<LibraryResult>(Query($"/v1/profiles/{Segment(id)}/library", ("name", name)), File(body, mediaType), ct);

    /// <summary>The papers of a profile's libraries.</summary>
    public Task<JsonElement> GetLibraryAsync(string id, CancellationToken ct = default) =>
        GetAsync<JsonElement>($"/v1/profiles/{Segment(id)}/library", ct);

    /// <summary>Brings the library up to date with Zotero.</summary>
    public Task<LibraryResult> SyncLibraryAsync(string id, CancellationToken ct = default) =>
        PostAsync<LibraryResult>($"/v1/profiles/{Segment(id)}/library/sync", null, ct);

    /// <summary>Crosses out something that was learned.</summary>
    public Task<FeedbackResult> CrossOutTermAsync(string id, string term, string? kind = null, CancellationToken ct = default) =>
        DeleteAsync<FeedbackResult>(Query($"/v1/profiles/{Segment(id)}/model/terms/{Segment(term)}", ("kind", kind)), ct);

    /// <summary>Lets something count again that was crossed out.</summary>
    public Task<FeedbackResult> RestoreTermAsync(string id, string term, string? kind = null, CancellationToken ct = default) =>
        PutAsync<FeedbackResult>(Query($"/v1/profiles/{Segment(id)}/model/terms/{Segment(term)}", ("kind", kind)), null, ct);

    /// <summary>What the model has learned: words, authors, categories and topics.</summary>
    public Task<JsonElement> ModelTermsAsync(string id, string? kind = null, int? limit = null, CancellationToken ct = default) =>
        GetAsync<JsonElement>(Query($"/v1/profiles/{Segment(id)}/model/terms", ("kind", kind), ("limit", limit)), ct);

    /// <summary>
    /// How far the judge agrees with your thumbs, with itself, with the judge before it, and with what was expected of it.
    /// </summary>
    public Task<JsonElement> GetJudgeAgreementAsync(string? profile = null, CancellationToken ct = default) =>
        GetAsync<JsonElement>(Query("/v1/judge/agreement", ("profile", profile)), ct);
}
