using System.ComponentModel.DataAnnotations;
using LocalDigest.Access;
using LocalDigest.Daemon.Hosting;
using LocalDigest.Daemon.Wire;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocalDigest.Daemon.Api;

/// <summary>How a browser gets in and out: who is in makes an address with a code that is good once, for a minute.</summary>
internal static class SessionApi
{
    public static void MapSession(this IEndpointRouteBuilder routes)
    {
        var session = routes.MapGroup("/v1/session").WithTags("Daemon");
        session.MapPost("/codes", NewCode).WithName("newSessionCode")
            .WithSummary("Makes an address that signs a browser in.")
            .WithDescription("Good once, for 60 seconds. The code is in the fragment, which browsers send to no server.")
            .WithMetadata(new StoresNothingMetadata());
        session.MapPost("", Redeem).WithName("redeemSessionCode")
            .WithSummary("Takes a one-use code for the token.")
            .WithDescription(
                "Needs no token. A code that is unknown, used, too old, or that a signed-in browser made, is 401. Browsers are signed in " +
                "by POST /v1/sessions, which outlives the token.")
            .WithMetadata(new OpenMetadata());

        var sessions = routes.MapGroup("/v1/sessions").WithTags("Daemon");
        sessions.MapPost("", Open).WithName("openSession")
            .WithSummary("Signs a browser in by a one-use code.")
            .WithDescription(
                "Needs no token. The answer sets a cookie that scripts cannot read, that other sites' pages do not send, and that stays " +
                "good over restarts of the daemon, until it was not used for 400 days or is taken back. A code that is unknown, used or " +
                "too old is 401.")
            .WithMetadata(new OpenMetadata());
        sessions.MapGet("", List).WithName("listSessions")
            .WithSummary("The browsers that are signed in.")
            .WithDescription("The one that was used last first. Of their secrets only hashes are kept.");
        sessions.MapDelete("/{id}", Delete).WithName("deleteSession")
            .WithSummary("Signs a browser out.")
            .WithDescription("At once: the requests that it has open end, and the next one is 401.");
    }

    private static Ok<SessionCodeResponse> NewCode(HttpContext context, AccessToken token)
    {
        var code = token.NewCode(givesToken: context.Features.Get<BrowserSession>() is null);
        return TypedResults.Ok(new SessionCodeResponse($"{context.Request.Scheme}://{context.Request.Host}/#code={code}", 60));
    }

    private static Results<Ok<SessionResponse>, TokenProblem> Redeem(SessionRequest request, AccessToken token) =>
        token.Redeem(request.Code, forToken: true) ? TypedResults.Ok(new SessionResponse(token.Value)) : NoCode();

    private static Results<Ok<SessionItem>, TokenProblem> Open(
        OpenSessionRequest request, HttpContext context, AccessToken token, BrowserSessions sessions)
    {
        if (!token.Redeem(request.Code, forToken: false)) return NoCode();
        var name = request.Name?.Trim() is { Length: > 0 } given ? given : BrowserName.Of(context.Request.Headers.UserAgent.ToString());
        return TypedResults.Ok(SessionItem.Of(sessions.Open(context, name), isCurrent: true));
    }

    private static Ok<SessionsResponse> List(HttpContext context, SessionTable sessions)
    {
        var current = context.Features.Get<BrowserSession>()?.Id;
        return TypedResults.Ok(new SessionsResponse([.. sessions.All().Select(session => SessionItem.Of(session, session.Id == current))]));
    }

    private static Results<NoContent, NotFoundProblem> Delete(string id, HttpContext context, BrowserSessions sessions) =>
        sessions.Remove(id, context)
            ? TypedResults.NoContent()
            : Problems.NotFound($"There is no session '{id}'. GET /v1/sessions lists them.");

    private static TokenProblem NoCode() => new("The code is unknown, used, or older than 60 seconds. Ask for a new one.");
}

/// <param name="Url">The page's address with the code in its fragment, which is sent to no server.</param>
/// <param name="ExpiresIn">Seconds.</param>
public sealed record SessionCodeResponse([property: Url] string Url, int ExpiresIn);

/// <summary>The exchange of a code for the token.</summary>
/// <param name="Code">From the fragment of the address that signs a browser in.</param>
public sealed record SessionRequest(string Code);

/// <param name="Token">For the Authorization header, until the daemon stops.</param>
public sealed record SessionResponse(string Token);

/// <summary>Signs a browser in.</summary>
/// <param name="Code">From the fragment of the address that signs a browser in.</param>
/// <param name="Name">What to list it as; made of what the browser says of itself where it is left out.</param>
public sealed record OpenSessionRequest(string Code, [property: MaxLength(100)] string? Name = null);

/// <param name="Items">The browsers that are signed in.</param>
public sealed record SessionsResponse(IReadOnlyList<SessionItem> Items);

/// <summary>A browser that is signed in.</summary>
/// <param name="Id">To sign it out by.</param>
/// <param name="Name">Such as Firefox on Linux.</param>
/// <param name="CreatedAt">When it was signed in.</param>
/// <param name="LastUsedAt">When it last asked for something, to the hour.</param>
/// <param name="Current">It is the one that asks.</param>
public sealed record SessionItem(string Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, bool Current)
{
    internal static SessionItem Of(BrowserSession session, bool isCurrent) =>
        new(session.Id, session.Name, session.CreatedAt, session.LastUsedAt, isCurrent);
}
