using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalDigest.Client;

/// <summary>Operations of the tag Papers.</summary>
public sealed partial class LocalDigestClient
{
    /// <summary>Takes in papers.</summary>
    public Task<ImportResult> ImportPapersAsync(Stream body, string mediaType, CancellationToken ct = default) =>
        PostAsync<ImportResult>("/v1/papers", File(body, mediaType), ct);

    /// <summary>Papers in a profile's order.</summary>
    public Task<PaperPage> ListPapersAsync(PaperQuery query, CancellationToken ct = default) =>
        GetAsync<PaperPage>(Query("/v1/papers", ("profile", query.Profile), ("q", query.Q), ("from", query.From), ("to", query.To), ("digest", query.Digest),
            ("category", query.Category), ("author", query.Author), ("feedback", query.Feedback), ("marked", query.Marked),
                ("include", query.Include), ("hideSeen", query.HideSeen), ("sort", query.Sort), ("limit", query.Limit),
                ("cursor", query.Cursor)), ct);

    /// <summary>One paper as a profile sees it.</summary>
    public Task<Paper> GetPaperAsync(string id, string? profile = null, CancellationToken ct = default) =>
        GetAsync<Paper>(Query($"/v1/papers/{Segment(id)}", ("profile", profile)), ct);

    /// <summary>The papers nearest to one in meaning.</summary>
    public Task<PaperPage> SimilarPapersAsync(string id, int? limit = null, string? profile = null, CancellationToken ct = default) =>
        GetAsync<PaperPage>(Query($"/v1/papers/{Segment(id)}/similar", ("limit", limit), ("profile", profile)), ct);

    /// <summary>Why a paper ranks where it ranks.</summary>
    public Task<JsonElement> ExplainPaperAsync(string id, string? profile = null, CancellationToken ct = default) =>
        GetAsync<JsonElement>(Query($"/v1/papers/{Segment(id)}/explain", ("profile", profile)), ct);

    /// <summary>The paper as a BibTeX entry.</summary>
    public Task<string> PaperBibtexAsync(string id, CancellationToken ct = default) =>
        TextAsync($"/v1/papers/{Segment(id)}/bibtex", "application/x-bibtex", ct);

    /// <summary>Papers in a plane, near where they are near in meaning.</summary>
    public Task<JsonElement> MapPapersAsync(
        DateOnly? from = null, DateOnly? to = null, string? profile = null, CancellationToken ct = default) =>
        GetAsync<JsonElement>(Query("/v1/papers/map", ("from", from), ("to", to), ("profile", profile)), ct);

    /// <summary>Papers from all over the field, as unlike each other as they are.</summary>
    public Task<JsonElement> SpreadPapersAsync(int? count = null, string? category = null, string? profile = null, CancellationToken ct = default) =>
        GetAsync<JsonElement>(Query("/v1/papers/spread", ("count", count), ("category", category), ("profile", profile)), ct);

    /// <summary>What a paper says.</summary>
    public Task<JsonElement> PaperReadingAsync(string id, string? profile = null, CancellationToken ct = default) =>
        GetAsync<JsonElement>(Query($"/v1/papers/{Segment(id)}/reading", ("profile", profile)), ct);

    /// <summary>A picture of a paper.</summary>
    public Task<StreamedAnswer> PaperFigureAsync(string id, string figure, CancellationToken ct = default) =>
        StreamAsync($"/v1/papers/{Segment(id)}/figures/{Segment(figure)}", "image/png, image/jpeg, image/gif, image/webp", ct);

    /// <summary>What became of the papers that a profile holds or likes.</summary>
    public Task<JsonElement> GetWatchAsync(string? profile = null, int? limit = null, CancellationToken ct = default) =>
        GetAsync<JsonElement>(Query("/v1/watch", ("profile", profile), ("limit", limit)), ct);

    /// <summary>What became of papers that the caller cites.</summary>
    public Task<WatchCheck> CheckWatchAsync(JsonNode body, CancellationToken ct = default) =>
        PostAsync<WatchCheck>("/v1/watch/check", Json(body), ct);

    /// <summary>The searches that a profile keeps.</summary>
    public Task<JsonElement> ListSearchesAsync(string? profile = null, CancellationToken ct = default) =>
        GetAsync<JsonElement>(Query("/v1/searches", ("profile", profile)), ct);

    /// <summary>Keeps a search.</summary>
    public Task<JsonElement> AddSearchAsync(JsonNode body, CancellationToken ct = default) =>
        PostAsync<JsonElement>("/v1/searches", Json(body), ct);

    /// <summary>A search that is kept.</summary>
    public Task<JsonElement> GetSearchAsync(string id, CancellationToken ct = default) =>
        GetAsync<JsonElement>($"/v1/searches/{Segment(id)}", ct);

    /// <summary>Changes a search.</summary>
    public Task<JsonElement> ReplaceSearchAsync(string id, JsonNode body, CancellationToken ct = default) =>
        PutAsync<JsonElement>($"/v1/searches/{Segment(id)}", Json(body), ct);

    /// <summary>Keeps a search no more.</summary>
    public Task DeleteSearchAsync(string id, CancellationToken ct = default) =>
        DeleteAsync($"/v1/searches/{Segment(id)}", ct);
}
