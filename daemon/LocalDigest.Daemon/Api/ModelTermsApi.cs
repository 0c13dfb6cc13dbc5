using System.ComponentModel.DataAnnotations;
using LocalDigest.Daemon.Wire;
using LocalDigest.Preferences;
using LocalDigest.Profiles;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocalDigest.Daemon.Api;

/// <summary>What a profile's model has learned, term by term.</summary>
internal static class ModelTermsApi
{
    private const int MostTerms = 1000;

    public static void MapModelTerms(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/v1/profiles/{id}").WithTags("Model").MapGet("/model/terms", List).WithName("modelTerms")
            .WithSummary("What the model has learned: words, authors, categories and topics.")
            .WithDescription(
                "Each with what it adds to the log odds that a paper is liked, on average over the papers of which something was said " +
                "and that have it; the weightiest first. Below 0 it speaks against. What was learned of meaning and of nearness to " +
                "single papers has no name.");

    private static Results<Ok<ModelTermsResponse>, NotFoundProblem> List(
        string id, ProfileTable profiles, LearnedTerms learned, CancellationToken ct, LearnedKind? kind = null,
        [Range(1, MostTerms)] int limit = 100)
    {
        if (profiles.Find(id) is not { } profile) return ProfilesApi.NoProfile(id);
        if (learned.Of(profile, ct) is not { } known) return TypedResults.Ok(new ModelTermsResponse(0, [], 0));
        var terms = known.Terms.Where(term => kind is null || term.Kind == kind).ToList();
        return TypedResults.Ok(new ModelTermsResponse(
            known.Version, [.. terms.Take(limit).Select(term => term with { Weight = Math.Round(term.Weight, 4) })], terms.Count));
    }
}

/// <param name="Version">The version of the model; 0 while nothing was learned.</param>
/// <param name="Items">The terms, the weightiest first.</param>
/// <param name="Total">How many there are.</param>
public sealed record ModelTermsResponse(int Version, IReadOnlyList<LearnedTerm> Items, int Total);
