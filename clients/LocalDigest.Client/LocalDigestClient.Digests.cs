using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalDigest.Client;

/// <summary>Operations of the tag Digests.</summary>
public sealed partial class LocalDigestClient
{
    /// <summary>The archive of digests, newest day first.</summary>
    public Task<DigestPage> ListDigestsAsync(
        string? profile = null, DateOnly? from = null, DateOnly? to = null, string? q = null, int? limit = null, string? cursor = null,
            CancellationToken ct = default) =>
        GetAsync<DigestPage>(Query("/v1/digests", ("profile", profile), ("from", from), ("to", to), ("q", q), ("limit", limit),
            ("cursor", cursor)), ct);

    /// <summary>The newest digest of a profile.</summary>
    public Task<Digest> LatestDigestAsync(string? profile = null, string? style = null, CancellationToken ct = default) =>
        GetAsync<Digest>(Query("/v1/digests/latest", ("profile", profile), ("style", style)), ct);

    /// <summary>The newest digest of a profile. In text/markdown or text/html.</summary>
    public Task<string> LatestDigestTextAsync(
        string mediaType, string? profile = null, string? style = null, CancellationToken ct = default) =>
        TextAsync(Query("/v1/digests/latest", ("profile", profile), ("style", style)), mediaType, ct);

    /// <summary>A digest of the archive.</summary>
    public Task<Digest> GetDigestAsync(string id, string? style = null, CancellationToken ct = default) =>
        GetAsync<Digest>(Query($"/v1/digests/{Segment(id)}", ("style", style)), ct);

    /// <summary>A digest of the archive. In text/markdown or text/html.</summary>
    public Task<string> GetDigestTextAsync(string mediaType, string id, string? style = null, CancellationToken ct = default) =>
        TextAsync(Query($"/v1/digests/{Segment(id)}", ("style", style)), mediaType, ct);

    /// <summary>The days of a month that have a digest.</summary>
    public Task<JsonElement> DigestCalendarAsync(string? month = null, string? profile = null, CancellationToken ct = default) =>
        GetAsync<JsonElement>(Query("/v1/digests/calendar", ("month", month), ("profile", profile)), ct);

    /// <summary>The papers of a digest as a BibTeX file.</summary>
    public Task<string> DigestBibtexAsync(string id, CancellationToken ct = default) =>
        TextAsync($"/v1/digests/{Segment(id)}/bibtex", "application/x-bibtex", ct);

    /// <summary>The papers of a digest as a RIS file.</summary>
    public Task<string> DigestRisAsync(string id, CancellationToken ct = default) =>
        TextAsync($"/v1/digests/{Segment(id)}/ris", "application/x-research-info-systems", ct);

    /// <summary>The digests of several days as one.</summary>
    public Task<JsonElement> DigestsSinceAsync(
        DateOnly? from = null, DateOnly? to = null, string? order = null, bool? hideSeen = null, string? style = null,
            string? profile = null, CancellationToken ct = default) =>
        GetAsync<JsonElement>(Query("/v1/digests/since", ("from", from), ("to", to), ("order", order), ("hideSeen", hideSeen),
            ("style", style), ("profile", profile)), ct);

    /// <summary>The digests of several days as one. In text/markdown or text/html.</summary>
    public Task<string> DigestsSinceTextAsync(
        string mediaType, DateOnly? from = null, DateOnly? to = null, string? order = null, bool? hideSeen = null, string? style = null,
            string? profile = null, CancellationToken ct = default) =>
        TextAsync(Query("/v1/digests/since", ("from", from), ("to", to), ("order", order), ("hideSeen", hideSeen), ("style", style),
            ("profile", profile)), mediaType, ct);

    /// <summary>The last digests as an Atom feed.</summary>
    public Task<string> DigestFeedAsync(string? profile = null, string? key = null, CancellationToken ct = default) =>
        TextAsync(Query("/v1/digests.atom", ("profile", profile), ("key", key)), "application/atom+xml", ct);

    /// <summary>The last digests as a JSON Feed.</summary>
    public Task<JsonElement> DigestJsonFeedAsync(string? profile = null, string? key = null, CancellationToken ct = default) =>
        GetAsync<JsonElement>(Query("/v1/digests.json", ("profile", profile), ("key", key)), ct);

    /// <summary>Makes a feed with a key of its own.</summary>
    public Task<JsonElement> AddFeedAsync(JsonNode body, CancellationToken ct = default) =>
        PostAsync<JsonElement>("/v1/feeds", Json(body), ct);

    /// <summary>The feeds that have a key.</summary>
    public Task<JsonElement> ListFeedsAsync(CancellationToken ct = default) =>
        GetAsync<JsonElement>("/v1/feeds", ct);

    /// <summary>A feed that has a key.</summary>
    public Task<JsonElement> GetFeedAsync(string id, CancellationToken ct = default) =>
        GetAsync<JsonElement>($"/v1/feeds/{Segment(id)}", ct);

    /// <summary>Takes a feed's key back.</summary>
    public Task DeleteFeedAsync(string id, CancellationToken ct = default) =>
        DeleteAsync($"/v1/feeds/{Segment(id)}", ct);

    /// <summary>The styles of digests.</summary>
    public Task<JsonElement> ListStylesAsync(CancellationToken ct = default) =>
        GetAsync<JsonElement>("/v1/styles", ct);

    /// <summary>Renders a digest that the caller holds.</summary>
    public Task<Digest> RenderDigestAsync(JsonNode body, CancellationToken ct = default) =>
        PostAsync<Digest>("/v1/digests/render", Json(body), ct);

    /// <summary>Where a digest was sent, and what went wrong.</summary>
    public Task<JsonElement> ListDeliveriesAsync(string id, CancellationToken ct = default) =>
        GetAsync<JsonElement>($"/v1/digests/{Segment(id)}/deliveries", ct);

    /// <summary>Sends a digest to its profile's targets.</summary>
    public Task<JsonElement> SendDigestAsync(string id, CancellationToken ct = default) =>
        PostAsync<JsonElement>($"/v1/digests/{Segment(id)}/deliveries", null, ct);
}
