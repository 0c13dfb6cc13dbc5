using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalDigest.Client;

/// <summary>Operations of the tag Runs.</summary>
public sealed partial class LocalDigestClient
{
    /// <summary>Starts a run.</summary>
    public Task<Run> StartRunAsync(JsonNode body, CancellationToken ct = default) =>
        PostAsync<Run>("/v1/runs", Json(body), ct);

    /// <summary>What a run of the judge will cost.</summary>
    public Task<JsonElement> EstimateRunAsync(JsonNode body, CancellationToken ct = default) =>
        PostAsync<JsonElement>("/v1/runs/estimate", Json(body), ct);

    /// <summary>The last runs, newest first.</summary>
    public Task<JsonElement> ListRunsAsync(int? limit = null, CancellationToken ct = default) =>
        GetAsync<JsonElement>(Query("/v1/runs", ("limit", limit)), ct);

    /// <summary>A run as it stands.</summary>
    public Task<Run> GetRunAsync(string id, CancellationToken ct = default) =>
        GetAsync<Run>($"/v1/runs/{Segment(id)}", ct);

    /// <summary>Asks a run to stop.</summary>
    public Task<Run> CancelRunAsync(string id, CancellationToken ct = default) =>
        DeleteAsync<Run>($"/v1/runs/{Segment(id)}", ct);

    /// <summary>What the models took: requests, tokens and US dollars.</summary>
    public Task<JsonElement> GetCostsAsync(
        DateOnly? from = null, DateOnly? to = null, string? profile = null, CancellationToken ct = default) =>
        GetAsync<JsonElement>(Query("/v1/costs", ("from", from), ("to", to), ("profile", profile)), ct);

    /// <summary>One run as it changes.</summary>
    public IAsyncEnumerable<Run> RunEventsAsync(string id, CancellationToken ct = default) =>
        EventsAsync($"/v1/runs/{Segment(id)}/events", ct);

    /// <summary>All runs as they change.</summary>
    public IAsyncEnumerable<Run> EventsAsync(CancellationToken ct = default) =>
        EventsAsync("/v1/events", ct);
}
