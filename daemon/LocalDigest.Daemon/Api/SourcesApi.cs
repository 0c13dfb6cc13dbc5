using System.ComponentModel.DataAnnotations;
using LocalDigest.Ingestion;
using LocalDigest.Sources;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocalDigest.Daemon.Api;

/// <summary>What there is to read.</summary>
internal static class SourcesApi
{
    /// <summary>So many days tell what is usual; fewer than <see cref="LeastDays"/> with papers do not.</summary>
    private const int Days = 28, LeastDays = 3;

    public static void MapSources(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/v1/sources").WithTags("Profiles").MapGet("/catalogue", Catalogue).WithName("sourceCatalogue")
            .WithSummary("The kinds of sources and their fields of research.")
            .WithDescription(
                "What each kind needs, and for arXiv, bioRxiv and medRxiv their categories by group. How many papers one brings a day is " +
                "counted from the store: the median of the days of the last four weeks that have any, null while three such days are " +
                "not there.");

    private static Ok<CatalogueResponse> Catalogue(PaperTable papers, TimeProvider clock, [MaxLength(200)] string? q = null)
    {
        var counts = papers.CountsByDay(DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(-Days));
        double? PerDay(string? category)
        {
            int[] days = category is null ? [] : [.. counts[category].Order()];
            return days.Length < LeastDays ? null : (days[(days.Length - 1) / 2] + days[days.Length / 2]) / 2.0;
        }
        return TypedResults.Ok(new CatalogueResponse(
        [
            .. SourceCatalogue.Find(q).Select(source => new CatalogueKind(
                source.Kind, source.Name, source.Description, source.Needs, source.Takes,
                [
                    .. source.Groups.Select(group => new CatalogueGroup(
                        group.Id, group.Name, PerDay(group.Id),
                        [.. group.Categories
                            .Select(field => new CatalogueCategory(field.Id, field.Name, field.SameAs, PerDay(field.Id)))])),
                ])),
        ]));
    }
}

/// <param name="Items">The kinds of sources.</param>
public sealed record CatalogueResponse(IReadOnlyList<CatalogueKind> Items);

/// <param name="Kind">What a source's kind is.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it brings and needs, in sentences.</param>
/// <param name="Needs">The fields of a source that must be given.</param>
/// <param name="Takes">All fields of a source that it reads.</param>
/// <param name="Groups">Its fields of research by group; empty where it has none.</param>
public sealed record CatalogueKind(
    string Kind, string Name, string Description, IReadOnlyList<string> Needs, IReadOnlyList<string> Takes,
    IReadOnlyList<CatalogueGroup> Groups);

/// <param name="Id">A category that has the whole group, such as cs; null where there is none.</param>
/// <param name="Name">Its name.</param>
/// <param name="PerDay">How many papers it usually brings a day; null while that is not known.</param>
/// <param name="Categories">Its categories; empty where it is one itself.</param>
public sealed record CatalogueGroup(string? Id, string Name, double? PerDay, IReadOnlyList<CatalogueCategory> Categories);

/// <param name="Id">The category, such as cs.CV or neuroscience.</param>
/// <param name="Name">Its name.</param>
/// <param name="SameAs">Another category with the same papers; null for none.</param>
/// <param name="PerDay">How many papers it usually brings a day; null while that is not known.</param>
public sealed record CatalogueCategory(string Id, string Name, string? SameAs, double? PerDay);
