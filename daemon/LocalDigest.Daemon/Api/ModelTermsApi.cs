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

    public static void MapModelTerms(this IEndpointRouteBuilder routes)
    {
        var model = routes.MapGroup("/v1/profiles/{id}/model").WithTags("Model");
        model.MapDelete("/terms/{term}", CrossOutAsync).WithName("crossOutTerm")
            .WithSummary("Crosses out something that was learned.")
            .WithDescription(
                "A word, an author or a category: the model is trained anew as if no paper had it, and lists are ranked with that. What " +
                "was learned of meaning and of nearness to single papers stays. Topics are changed in the interests.");
        model.MapPut("/terms/{term}", RestoreAsync).WithName("restoreTerm")
            .WithSummary("Lets something count again that was crossed out.")
            .WithDescription("The model is trained anew with it.");
        model.MapGet("/terms", List).WithName("modelTerms")
            .WithSummary("What the model has learned: words, authors, categories and topics.")
            .WithDescription(
                "Each with what it adds to the log odds that a paper is liked, on average over the papers of which something was said " +
                "and that have it; the weightiest first. Below 0 it speaks against. What was learned of meaning and of nearness to " +
                "single papers has no name.");
    }

    private static Results<Ok<ModelTermsResponse>, NotFoundProblem> List(
        string id, ProfileTable profiles, LearnedTerms learned, CrossedTermTable crossed, CancellationToken ct, LearnedKind? kind = null,
        [Range(1, MostTerms)] int limit = 100)
    {
        if (profiles.Find(id) is not { } profile) return ProfilesApi.NoProfile(id);
        if (learned.Of(profile, ct) is not { } known) return TypedResults.Ok(new ModelTermsResponse(0, [], 0, crossed.Of(id)));
        var terms = known.Terms.Where(term => kind is null || term.Kind == kind).ToList();
        return TypedResults.Ok(new ModelTermsResponse(
            known.Version, [.. terms.Take(limit).Select(term => term with { Weight = Math.Round(term.Weight, 4) })], terms.Count,
            crossed.Of(id)));
    }

    private static async Task<Results<Ok<FeedbackResponse>, NotFoundProblem, InvalidProblem>> CrossOutAsync(
        string id, string term, ProfileTable profiles, LearnedTerms learned, CrossedTermTable crossed, PreferenceTrainer trainer,
        TimeProvider clock, CancellationToken ct, LearnedKind kind = LearnedKind.Word)
    {
        if (profiles.Find(id) is not { } profile) return ProfilesApi.NoProfile(id);
        if (kind == LearnedKind.Topic) return NoTopic();
        var known = learned.Of(profile, ct)?.Terms.FirstOrDefault(
            one => one.Kind == kind && one.Name.Equals(term, StringComparison.OrdinalIgnoreCase));
        if (known is null) return Problems.NotFound($"The model has learned nothing of '{term}'. GET …/model/terms lists what it has.");
        var started = clock.GetTimestamp();
        crossed.Add(id, new CrossedTerm(kind, known.Name));
        return TypedResults.Ok(await FeedbackApi.LearnAsync(trainer, id, started, clock, ct));
    }

    private static async Task<Results<Ok<FeedbackResponse>, NotFoundProblem, InvalidProblem>> RestoreAsync(
        string id, string term, ProfileTable profiles, CrossedTermTable crossed, PreferenceTrainer trainer, TimeProvider clock,
        CancellationToken ct, LearnedKind kind = LearnedKind.Word)
    {
        if (profiles.Find(id) is null) return ProfilesApi.NoProfile(id);
        if (kind == LearnedKind.Topic) return NoTopic();
        var started = clock.GetTimestamp();
        if (!crossed.Remove(id, new CrossedTerm(kind, term))) return Problems.NotFound($"'{term}' is not crossed out.");
        return TypedResults.Ok(await FeedbackApi.LearnAsync(trainer, id, started, clock, ct));
    }

    private static InvalidProblem NoTopic() => Problems.Invalid("kind", "Topics are changed in the profile's interests.");
}

/// <param name="Version">The version of the model; 0 while nothing was learned.</param>
/// <param name="Items">The terms, the weightiest first.</param>
/// <param name="Total">How many there are.</param>
/// <param name="CrossedOut">What the model is not to learn from.</param>
public sealed record ModelTermsResponse(
    int Version, IReadOnlyList<LearnedTerm> Items, int Total, IReadOnlyList<CrossedTerm> CrossedOut);
