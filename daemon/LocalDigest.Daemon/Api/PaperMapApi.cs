using System.ComponentModel.DataAnnotations;
using System.Globalization;
using LocalDigest.Daemon.Wire;
using LocalDigest.Feedback;
using LocalDigest.Ingestion;
using LocalDigest.Profiles;
using LocalDigest.Ranking;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocalDigest.Daemon.Api;

/// <summary>Papers where they stand in meaning.</summary>
internal static class PaperMapApi
{
    public static void MapPaperMap(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/v1/papers").WithTags("Papers").MapGet("/map", Draw).WithName("mapPapers")
            .WithSummary("Papers in a plane, near where they are near in meaning.")
            .WithDescription(
                $"The papers of some days, of more than {PaperMap.MostPapers} the best; those with a thumb down are left out. The same " +
                "papers are always at the same places; from one set of papers to another, places say nothing.");

    private static Results<Ok<MapResponse>, NotFoundProblem, InvalidProblem> Draw(
        ProfileTable profiles, PaperTable papers, Annotations annotations, PaperMap map, CancellationToken ct,
        DateOnly? from = null, DateOnly? to = null, string profile = Profile.DefaultId)
    {
        if (profiles.Find(profile) is not { } reader) return ProfilesApi.NoProfile(profile);
        if (from > to) return Problems.Invalid("from", "It is not later than 'to'.");
        var disliked = annotations.All(profile).Where(said => said.Value.Thumb == Thumb.Down).Select(said => said.Key).ToHashSet();
        var (places, total) = map.Of(reader, from, to, disliked, ct);
        var found = papers.Find([.. places.Select(place => place.Paper)]).ToDictionary(paper => paper.Number);
        return TypedResults.Ok(new MapResponse(
            [
                .. places.Where(place => found.ContainsKey(place.Paper)).Select(place => new MapPaper(
                    found[place.Paper].Id.Value, found[place.Paper].Paper.Title, Math.Round(place.X, 4), Math.Round(place.Y, 4),
                    Math.Round(place.Match, 4), Math.Round(place.Score, 4),
                    place.Topic is { } topic ? string.Create(CultureInfo.InvariantCulture, $"{topic.Number}. {topic.Title}") : null)),
            ],
            total));
    }
}

/// <param name="Items">The papers, the best first.</param>
/// <param name="Total">How many papers there are of these days; of more than 2,000 the best are drawn.</param>
public sealed record MapResponse(IReadOnlyList<MapPaper> Items, int Total);

/// <param name="Id">The paper's id.</param>
/// <param name="Title">Its title.</param>
/// <param name="X">From left to right.</param>
/// <param name="Y">From bottom to top.</param>
/// <param name="Match">Nearness to the interests.</param>
/// <param name="Score">The profile's order.</param>
/// <param name="Topic">The topic of the interests that it comes nearest to; null where there is none.</param>
public sealed record MapPaper(
    string Id, string Title, [property: Range(-1.0, 1.0)] double X, [property: Range(-1.0, 1.0)] double Y,
    [property: Range(0.0, 1.0)] double Match, [property: Range(0.0, 1.0)] double Score, string? Topic);
