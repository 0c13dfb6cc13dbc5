using LocalDigest.Daemon.Wire;
using LocalDigest.Feedback;
using LocalDigest.Profiles;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocalDigest.Daemon.Api;

/// <summary>When a reader last looked, for all of their browsers and editors together.</summary>
internal static class LooksApi
{
    public static void MapLooks(this IEndpointRouteBuilder routes)
    {
        var looks = routes.MapGroup("/v1/profiles/{id}/looks").WithTags("Profiles");
        looks.MapGet("", Get).WithName("getLooks")
            .WithSummary("Since when there is something that the reader has not looked at.")
            .WithDescription("What to ask GET /v1/digests/since for.");
        looks.MapPost("", Post).WithName("addLook")
            .WithSummary("Notes that the reader looks at what is new.")
            .WithDescription("For a client that shows the newest digest. Kept is the day; a second look on the same day changes nothing.");
    }

    private static Results<Ok<LooksResponse>, NotFoundProblem> Get(string id, ProfileTable profiles, LookTable looks, TimeProvider clock) =>
        profiles.Find(id) is null ? ProfilesApi.NoProfile(id) : TypedResults.Ok(new LooksResponse(looks.Before(id, Today(clock))));

    private static Results<Ok<LooksResponse>, NotFoundProblem> Post(string id, ProfileTable profiles, LookTable looks, TimeProvider clock)
    {
        if (profiles.Find(id) is null) return ProfilesApi.NoProfile(id);
        looks.Note(id, Today(clock));
        return TypedResults.Ok(new LooksResponse(looks.Before(id, Today(clock))));
    }

    private static DateOnly Today(TimeProvider clock) => DateOnly.FromDateTime(clock.GetLocalNow().DateTime);
}

/// <param name="Before">The last day before today on which the reader looked; null where there is none.</param>
public sealed record LooksResponse(DateOnly? Before);
