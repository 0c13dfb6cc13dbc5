using System.ComponentModel.DataAnnotations;
using LocalDigest.Access;
using LocalDigest.Daemon.Wire;
using LocalDigest.Digests;
using LocalDigest.Profiles;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocalDigest.Daemon.Api;

/// <summary>Feeds that a reader takes by a key of its own, which is good for nothing else.</summary>
internal static class FeedKeysApi
{
    public static void MapFeedKeys(this IEndpointRouteBuilder routes)
    {
        var feeds = routes.MapGroup("/v1/feeds").WithTags("Digests");
        feeds.MapPost("", Add).WithName("addFeed")
            .WithSummary("Makes a feed with a key of its own.")
            .WithDescription(
                "Its address is for a feed reader: the key in it lets the reader have the digests of this profile, and nothing else. The " +
                "key is told this once; only its hash is kept.");
        feeds.MapGet("", List).WithName("listFeeds")
            .WithSummary("The feeds that have a key.")
            .WithDescription("The newest first, without their keys.");
        feeds.MapGet("/{id}", Get).WithName("getFeed")
            .WithSummary("A feed that has a key.")
            .WithDescription("Without its key, which was told when it was made.");
        feeds.MapDelete("/{id}", Delete).WithName("deleteFeed")
            .WithSummary("Takes a feed's key back.")
            .WithDescription("Its next reading is 401.");
    }

    private static Results<Created<NewFeedResponse>, NotFoundProblem, InvalidProblem> Add(
        FeedRequest request, HttpRequest http, ProfileTable profiles, FeedTable feeds, StyleCatalogue styles)
    {
        var id = request.Profile ?? Profile.DefaultId;
        if (profiles.Find(id) is null) return ProfilesApi.NoProfile(id);
        if (request.Style is { } style && !styles.Has(style)) return Problems.Invalid("style", styles.Unknown(style));
        var name = request.Name?.Trim() is { Length: > 0 } given ? given : "Feed";
        var (feed, key) = feeds.Add(id, name, request.Style);
        var address = $"{http.Scheme}://{http.Host}/v1/digests.atom?profile={Uri.EscapeDataString(id)}&key={key}";
        return TypedResults.Created(
            $"/v1/feeds/{feed.Id}", new NewFeedResponse(feed.Id, feed.Profile, feed.Name, feed.Style, key, address, feed.CreatedAt));
    }

    private static Ok<FeedsResponse> List(FeedTable feeds) => TypedResults.Ok(new FeedsResponse([.. feeds.All().Select(FeedResponse.Of)]));

    private static Results<Ok<FeedResponse>, NotFoundProblem> Get(string id, FeedTable feeds) =>
        feeds.Find(id) is { } feed ? TypedResults.Ok(FeedResponse.Of(feed)) : NoFeed(id);

    private static Results<NoContent, NotFoundProblem> Delete(string id, FeedTable feeds) =>
        feeds.Remove(id) ? TypedResults.NoContent() : NoFeed(id);

    private static NotFoundProblem NoFeed(string id) => Problems.NotFound($"There is no feed '{id}'. GET /v1/feeds lists them.");
}

/// <summary>A feed to make.</summary>
/// <param name="Profile">Whose digests; the default profile's where it is not said.</param>
/// <param name="Name">What to list it as, such as the name of the feed reader.</param>
/// <param name="Style">A style of GET /v1/styles in place of each digest's own.</param>
public sealed record FeedRequest(
    string? Profile = null, [property: MaxLength(100)] string? Name = null, [property: MaxLength(100)] string? Style = null);

/// <param name="Id">To take it back by.</param>
/// <param name="Profile">Whose digests.</param>
/// <param name="Name">What it is listed as.</param>
/// <param name="Style">In which style; null for each digest's own.</param>
/// <param name="Key">Told this once.</param>
/// <param name="Url">The Atom feed's address for a feed reader, with the key. That of the JSON Feed ends in digests.json in place of
/// digests.atom.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record NewFeedResponse(
    string Id, string Profile, string Name, string? Style, string Key, [property: Url] string Url, DateTimeOffset CreatedAt);

/// <param name="Items">Feeds, the newest first.</param>
public sealed record FeedsResponse(IReadOnlyList<FeedResponse> Items);

/// <param name="Id">To take it back by.</param>
/// <param name="Profile">Whose digests.</param>
/// <param name="Name">What it is listed as.</param>
/// <param name="Style">In which style; null for each digest's own.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="LastUsedAt">When it was last read, to the hour; null for never.</param>
public sealed record FeedResponse(
    string Id, string Profile, string Name, string? Style, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt)
{
    internal static FeedResponse Of(Feed feed) => new(feed.Id, feed.Profile, feed.Name, feed.Style, feed.CreatedAt, feed.LastUsedAt);
}
