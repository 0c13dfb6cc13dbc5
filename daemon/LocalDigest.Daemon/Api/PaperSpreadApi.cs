using System.ComponentModel.DataAnnotations;
using LocalDigest.Daemon.Wire;
using LocalDigest.Digests;
using LocalDigest.Feedback;
using LocalDigest.Ingestion;
using LocalDigest.Profiles;
using LocalDigest.Ranking;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocalDigest.Daemon.Api;

/// <summary>Papers for somebody to choose from who has not said yet what interests them.</summary>
internal static class PaperSpreadApi
{
    public static void MapPaperSpread(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/v1/papers").WithTags("Papers").MapGet("/spread", Spread).WithName("spreadPapers")
            .WithSummary("Papers from all over a field.")
            .WithDescription(
                $"The newest {PaperSpread.MostPapers} papers in groups of those that are near in meaning: of each group the paper in its " +
                "middle, those of large groups first. Whoever picks some of them has said what interests them: their ids go to " +
                "POST /v1/profiles as 'from'. What was seen or has a thumb is left out.");

    private static Results<Ok<PapersResponse>, NotFoundProblem> Spread(
        ProfileTable profiles, Annotations annotations, PaperTable papers, PaperSpread spread, Ranker ranker, StyleCatalogue styles,
        CancellationToken ct, [Range(1, PaperSpread.MostGroups)] int count = 30, string? category = null,
        string profile = Profile.DefaultId)
    {
        if (profiles.Find(profile) is not { } reader) return ProfilesApi.NoProfile(profile);
        var said = annotations.All(profile);
        var known = said.Where(note => note.Value.Marks.Seen || note.Value.Thumb is not null).Select(note => note.Key).ToHashSet();
        var (chosen, total) = spread.Of(reader, string.IsNullOrWhiteSpace(category) ? null : category.Trim(), known, count, ct);
        var order = ranker.For(reader);
        var words = styles.WordsFor(reader.Language);
        return TypedResults.Ok(new PapersResponse(
            [
                .. papers.Find([.. chosen]).Select(paper =>
                    PaperResponse.Of(paper, order.Of(paper), said.GetValueOrDefault(paper.Number, Annotation.None), words)),
            ],
            null, total));
    }
}
