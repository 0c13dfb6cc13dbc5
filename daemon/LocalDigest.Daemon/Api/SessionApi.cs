using System.ComponentModel.DataAnnotations;
using LocalDigest.Daemon.Hosting;
using LocalDigest.Daemon.Wire;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocalDigest.Daemon.Api;

/// <summary>How a browser gets in: a program that has the token makes an address with a code that is good once, for a minute.</summary>
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
            .WithDescription("Needs no token. A code that is unknown, used or too old is 401.")
            .WithMetadata(new OpenMetadata());
    }

    private static Ok<SessionCodeResponse> NewCode(HttpRequest request, AccessToken token) =>
        TypedResults.Ok(new SessionCodeResponse($"{request.Scheme}://{request.Host}/#code={token.NewCode()}", 60));

    private static Results<Ok<SessionResponse>, TokenProblem> Redeem(SessionRequest request, AccessToken token) => token.Redeem(request.Code)
        ? TypedResults.Ok(new SessionResponse(token.Value))
        : new TokenProblem("The code is unknown, used, or older than 60 seconds. Ask for a new one.");
}

/// <param name="Url">The page's address with the code in its fragment, which is sent to no server.</param>
/// <param name="ExpiresIn">Seconds.</param>
public sealed record SessionCodeResponse([property: Url] string Url, int ExpiresIn);

/// <summary>The exchange of a code for the token.</summary>
/// <param name="Code">From the fragment of the address that signs a browser in.</param>
public sealed record SessionRequest(string Code);

/// <param name="Token">For the Authorization header, until the daemon stops.</param>
public sealed record SessionResponse(string Token);
