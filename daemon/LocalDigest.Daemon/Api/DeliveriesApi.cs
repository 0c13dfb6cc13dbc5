using LocalDigest.Daemon.Wire;
using LocalDigest.Delivery;
using LocalDigest.Digests;
using LocalDigest.Profiles;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocalDigest.Daemon.Api;

/// <summary>Digests on their way to folders, mail and webhooks.</summary>
internal static class DeliveriesApi
{
    public static void MapDeliveries(this IEndpointRouteBuilder routes)
    {
        var deliveries = routes.MapGroup("/v1/digests/{id}/deliveries").WithTags("Digests");
        deliveries.MapGet("", List).WithName("listDeliveries")
            .WithSummary("Where a digest was sent, and what went wrong.")
            .WithDescription(

                "One entry for each target. A delivery that failed is tried again for a day, with growing pauses, and then given up.");
        deliveries.MapPost("", Send).WithName("sendDigest")
            .WithSummary("Sends a digest to its profile's targets.")
            .WithDescription(
                "To all of them, those that have it already too. They are sent in the background: the answer lists how each of them " +
                "stands.");
    }

    private static Results<Ok<DeliveriesResponse>, NotFoundProblem> List(string id, DigestTable digests, DeliveryTable deliveries) => digests.Find(id) is null
        ? DigestsApi.NoDigest(id)
        : TypedResults.Ok(Of(deliveries.Of(id)));

    private static Results<Accepted<DeliveriesResponse>, NotFoundProblem, InvalidProblem> Send(string id, DigestTable digests, ProfileTable profiles, DeliveryTable deliveries)
    {
        if (digests.Find(id) is not { } digest || profiles.Find(digest.Profile) is not { } profile) return DigestsApi.NoDigest(id);
        if (profile.Delivery.Count == 0) return Problems.Invalid("delivery", $"The profile '{profile.Id}' has no delivery targets yet. PUT /v1/profiles/{profile.Id} sets them.");
        deliveries.Add(id, profile.Delivery, again: true);
        return TypedResults.Accepted($"/v1/digests/{id}/deliveries", Of(deliveries.Of(id)));
    }

    private static DeliveriesResponse Of(IReadOnlyList<DeliveryEntry> entries) =>
        new([.. entries.Select(entry => new DeliveryResponse(entry.Target, entry.State, entry.Attempts, entry.State == DeliveryState.Waiting ? entry.NextAt : null, entry.Problem, entry.DeliveredAt))]);
}

public sealed record DeliveriesResponse(IReadOnlyList<DeliveryResponse> Items);

/// <param name="State">waiting, delivered or givenUp.</param>
/// <param name="NextAt">When it is tried (again); null where it is not.</param>
/// <param name="Problem">What went wrong the last time.</param>
public sealed record DeliveryResponse(DeliveryTarget Target, DeliveryState State, int Attempts, DateTimeOffset? NextAt, string? Problem, DateTimeOffset? DeliveredAt);
