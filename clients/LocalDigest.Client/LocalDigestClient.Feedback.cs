using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalDigest.Client;

/// <summary>Operations of the tag Feedback.</summary>
public sealed partial class LocalDigestClient
{
    /// <summary>Gives a paper a thumb.</summary>
    public Task<FeedbackResult> PutFeedbackAsync(string id, JsonNode body, CancellationToken ct = default) =>
        PutAsync<FeedbackResult>($"/v1/papers/{Segment(id)}/feedback", Json(body), ct);

    /// <summary>Takes a thumb back.</summary>
    public Task<FeedbackResult> DeleteFeedbackAsync(string id, string? profile = null, CancellationToken ct = default) =>
        DeleteAsync<FeedbackResult>(Query($"/v1/papers/{Segment(id)}/feedback", ("profile", profile)), ct);

    /// <summary>Records a sign of interest that is no thumb.</summary>
    public Task<FeedbackResult> PostSignalAsync(string id, JsonNode body, CancellationToken ct = default) =>
        PostAsync<FeedbackResult>($"/v1/papers/{Segment(id)}/signals", Json(body), ct);

    /// <summary>Gives many thumbs at once.</summary>
    public Task<FeedbackResult> PostFeedbackAsync(JsonNode body, CancellationToken ct = default) =>
        PostAsync<FeedbackResult>("/v1/feedback", Json(body), ct);

    /// <summary>A profile's thumbs, newest first.</summary>
    public Task<JsonElement> ListFeedbackAsync(
        string? profile = null, int? limit = null, string? cursor = null, CancellationToken ct = default) =>
        GetAsync<JsonElement>(Query("/v1/feedback", ("profile", profile), ("limit", limit), ("cursor", cursor)), ct);

    /// <summary>Marks a paper as seen or saved, and notes words and tags on it.</summary>
    public Task<Marks> PutMarksAsync(string id, JsonNode body, CancellationToken ct = default) =>
        PutAsync<Marks>($"/v1/papers/{Segment(id)}/marks", Json(body), ct);
}
