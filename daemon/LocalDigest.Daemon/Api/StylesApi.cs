using System.ComponentModel.DataAnnotations;
using LocalDigest.Daemon.Wire;
using LocalDigest.Digests;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocalDigest.Daemon.Api;

/// <summary>The styles of digests, and rendering what the caller holds.</summary>
internal static class StylesApi
{
    private const int MostPapers = 500;

    /// <summary>The name and the owner of a digest that is in no archive.</summary>
    private const string Nameless = "rendered";

    public static void MapStyles(this IEndpointRouteBuilder routes)
    {
        var styles = routes.MapGroup("/v1").WithTags("Digests");
        styles.MapGet("/styles", List).WithName("listStyles")
            .WithSummary("The styles of digests.")
            .WithDescription(

                "The user's own included, each with what is wrong with it where something is; and the languages whose words are known.");
        styles.MapPost("/digests/render", Render).WithName("renderDigest")
            .WithSummary("Renders a digest that the caller holds.")
            .WithDescription(
                "As Markdown, HTML or JSON, by format or Accept. Nothing is stored. What must not be published, such as a model that " +
                "asks for the paper, is left out, and a notice says so.")
            .Produces<DigestContent>(200, DigestsApi.Json, DigestsApi.Markdown, DigestsApi.Html).Produces(406)
            .WithMetadata(new StoresNothingMetadata());
    }

    private static Ok<StylesResponse> List(DigestRenderer renderer) => TypedResults.Ok(new StylesResponse(renderer.Styles(), renderer.Catalogue.Languages));

    private static IResult Render(RenderRequest request, HttpRequest http, DigestRenderer renderer, DigestSanitiser sanitiser)
    {
        var errors = new FieldErrors();
        if (request.Style is { } style && !renderer.Catalogue.Has(style)) errors.Add("style", renderer.Catalogue.Unknown(style));
        errors.CheckLanguage("language", request.Language, renderer.Catalogue);
        errors.Check("content.papers", request.Content.Papers.Count <= MostPapers, $"At most {MostPapers} papers are rendered at once.");
        if (errors.Any) return Problems.Invalid(errors);
        var content = request.Content;
        if (request.Language is { } language) content = content with { Language = language };
        var form = request.Format switch
        {
            "markdown" => DigestsApi.Markdown,
            "html" => DigestsApi.Html,
            "json" => DigestsApi.Json,
            _ => DigestsApi.Preferred(http),
        };
        content = content with { Id = content.Id ?? Nameless, Profile = content.Profile ?? Nameless };
        return DigestsApi.Render(http.HttpContext, form, sanitiser.Clean(content), renderer, request.Style);
    }
}

/// <param name="Items">In order of their names.</param>
/// <param name="Languages">The languages whose fixed words are known; others are written with English ones.</param>
public sealed record StylesResponse(IReadOnlyList<StyleEntry> Items, IReadOnlyList<string> Languages);

/// <summary>A digest to render.</summary>
/// <param name="Content">As GET /v1/digests/{id} gives it; <c>date</c> and each paper's <c>id</c> and <c>title</c> are needed, all else may be missing.</param>
/// <param name="Style">One of GET /v1/styles; the content's own where it is not said.</param>
/// <param name="Language">Of the fixed words, in place of the content's.</param>
/// <param name="Format">markdown, html or json; by Accept where it is not said.</param>
public sealed record RenderRequest(
    DigestContent Content, string? Style = null, string? Language = null,
    [property: AllowedValues("markdown", "html", "json")] string? Format = null);
