using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using LocalDigest.Daemon.Hosting;
using LocalDigest.Digests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocalDigest.Daemon.Api;

/// <summary>The styles of digests, and rendering what the caller holds.</summary>
internal static class StylesApi
{
    private const int MostPapers = 500;
    private const int DeepestJson = 24;

    /// <summary>What is not nullable may not be null: templates and checks rely on it.</summary>
    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web) { RespectNullableAnnotations = true, MaxDepth = DeepestJson, TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    public static void MapStyles(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/styles", List).WithName("listStyles").WithTags("Digests").WithSummary("The styles of digests, the user's own included, and what is wrong with them where something is.");
        routes.MapPost("/v1/digests/render", RenderAsync).WithName("renderDigest").WithTags("Digests")
            .WithSummary("Renders a digest that the caller holds, as Markdown, HTML or JSON. Nothing is stored; what must not be published is left out and said.")
            .Accepts<RenderRequest>(DigestsApi.Json)
            .Produces<DigestContent>(200, DigestsApi.Json, DigestsApi.Markdown, DigestsApi.Html)
            .Produces<ProblemResponse>(400, Problems.MediaType).Produces<ProblemResponse>(406, Problems.MediaType).Produces<ProblemResponse>(413, Problems.MediaType).Produces<ProblemResponse>(422, Problems.MediaType);
    }

    private static Ok<StylesResponse> List(DigestRenderer renderer) => TypedResults.Ok(new StylesResponse(renderer.Styles(), renderer.Catalogue.Languages));

    private static async Task<IResult> RenderAsync(HttpRequest http, DigestRenderer renderer, DigestSanitiser sanitiser, CancellationToken ct)
    {
        if (!http.HasJsonContentType()) return new MediaTypeProblem($"Send the digest as {DigestsApi.Json}, named in Content-Type.");
        var body = await JsonNode.ParseAsync(http.Body, documentOptions: new JsonDocumentOptions { MaxDepth = DeepestJson, AllowDuplicateProperties = false }, cancellationToken: ct);
        if (Faults(body, renderer.Catalogue) is { Any: true } faults) return Problems.Invalid(faults);
        DigestContent content;
        try
        {
            var document = body!["content"]!.AsObject();
            // Who renders has no archive: a name and an owner are only needed there.
            document.TryAdd("id", "rendered");
            document.TryAdd("profile", "rendered");
            content = document.Deserialize<DigestContent>(Strict)!;
        }
        catch (JsonException error)
        {
            var field = "content" + (error.Path is { Length: > 1 } path ? path[1..] : "");
            return Problems.Invalid(field, "A value there is missing or of the wrong kind. See DigestContent in /openapi/v1.json.");
        }
        if (Text(body, "language") is { } language) content = content with { Language = language };
        var form = Text(body, "format") switch
        {
            "markdown" => DigestsApi.Markdown,
            "html" => DigestsApi.Html,
            "json" => DigestsApi.Json,
            _ => DigestsApi.Preferred(http),
        };
        return DigestsApi.Render(http.HttpContext, form, sanitiser.Clean(content), renderer, Text(body, "style"));
    }

    private static FieldErrors Faults(JsonNode? body, StyleCatalogue styles)
    {
        var errors = new FieldErrors();
        if (body is not JsonObject request || request["content"] is not JsonObject content)
        {
            errors.Add("content", "It is the digest: an object as GET /v1/digests/{id} gives it.");
            return errors;
        }
        foreach (var field in (ReadOnlySpan<string>)["style", "language", "format"])
        {
            if (request[field] is { } value && value.GetValueKind() != JsonValueKind.String) errors.Add(field, "It is text.");
        }
        if (Text(body, "style") is { } style && !styles.Has(style)) errors.Add("style", styles.Unknown(style));
        if (Text(body, "format") is { } format) errors.Check("format", format is "markdown" or "html" or "json", "It is markdown, html or json.");
        if (Text(body, "language") is { } language) errors.Check("language", ProfilesApi.IsLanguage(language), "It is a language tag such as en, zh or pt-BR.");
        errors.Check("content.date", content["date"] is JsonValue date && date.GetValueKind() == JsonValueKind.String, "A digest needs its day, yyyy-MM-dd.");
        if (content["papers"] is JsonArray papers)
        {
            errors.Check("content.papers", papers.Count <= MostPapers, $"At most {MostPapers} papers are rendered at once.");
            for (var i = 0; i < papers.Count && i < MostPapers; i++)
            {
                foreach (var field in (ReadOnlySpan<string>)["id", "title"])
                {
                    errors.Check($"content.papers[{i}].{field}", (papers[i] as JsonObject)?[field] is JsonValue value && value.GetValueKind() == JsonValueKind.String, "A paper needs it, as text.");
                }
            }
        }
        if (NullInList(content, "content") is { } place) errors.Add(place, "A list holds no null.");
        return errors;
    }

    private static string? Text(JsonNode? body, string field) => body is JsonObject request && request[field] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static string? NullInList(JsonNode? node, string path) => node switch
    {
        JsonArray list => list.Select((item, i) => item is null ? $"{path}[{i}]" : NullInList(item, $"{path}[{i}]")).FirstOrDefault(place => place is not null),
        JsonObject parts => parts.Select(part => NullInList(part.Value, $"{path}.{part.Key}")).FirstOrDefault(place => place is not null),
        _ => null,
    };
}

/// <param name="Items">In order of their names.</param>
/// <param name="Languages">The languages whose fixed words are known; others are written with English ones.</param>
public sealed record StylesResponse(IReadOnlyList<StyleEntry> Items, IReadOnlyList<string> Languages);

/// <summary>A digest to render.</summary>
/// <param name="Content">As GET /v1/digests/{id} gives it; <c>date</c> and each paper's <c>id</c> and <c>title</c> are needed, all else may be missing.</param>
/// <param name="Style">One of GET /v1/styles; the content's own where it is not said.</param>
/// <param name="Language">Of the fixed words, in place of the content's.</param>
/// <param name="Format">markdown, html or json; by Accept where it is not said.</param>
public sealed record RenderRequest(DigestContent Content, string? Style = null, string? Language = null, string? Format = null);
