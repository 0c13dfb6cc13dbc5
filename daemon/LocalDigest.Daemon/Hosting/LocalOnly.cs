using LocalDigest.Access;
using LocalDigest.Daemon.Wire;

namespace LocalDigest.Daemon.Hosting;

/// <summary>
/// Keeps the daemon for the programs of its user: requests must name it by a loopback name (against DNS rebinding), must not come from
/// another site's page, and must bring the token a signed-in browser's cookie, or for a feed its key.
/// </summary>
internal static class LocalOnly
{
    /// <summary>
    /// 403 unless the request names this machine and does not come from another site; 401 without the token and without a session.
    /// </summary>
    public static void UseLocalOnly(
        this WebApplication app, DaemonOptions options, AccessToken token, BrowserSessions sessions, FeedTable feeds) => app.Use(
            async (context, next) =>
    {
        var request = context.Request;
        if (!IsOwnHost(request.Host, context.Connection.LocalPort, options.AllowedHosts))
        {
            await Problems.WriteAsync(context, StatusCodes.Status403Forbidden, "host", "The Host header does not name this machine. Use 127.0.0.1, [::1] or localhost with the daemon's port.");
            return;
        }
        if (!IsOwnOrigin(request, context.Connection.LocalPort, options.AllowedHosts))
        {
            await Problems.WriteAsync(context, StatusCodes.Status403Forbidden);
            return;
        }
        var feed = FeedOf(request, feeds);
        if (feed is not null) context.Features.Set(feed);
        if (feed is not null || IsOpen(request) || token.Matches(Bearer(request)))
        {
            await next(context);
            return;
        }
        if (sessions.Find(context) is { } session)
        {
            context.Features.Set(session);
            using var end = sessions.EndWith(session, context);
            await next(context);
            return;
        }
        if (options.NeedsToken)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            await Problems.WriteAsync(context, StatusCodes.Status401Unauthorized);
            return;
        }
        await next(context);
    });

    /// <summary>The feed that a request asks for by its key; null where it asks for something else, or by another profile's key.</summary>
    private static Feed? FeedOf(HttpRequest request, FeedTable feeds)
    {
        var isFeed = request.Path == "/v1/digests.atom" || request.Path == "/v1/digests.json";
        if (!isFeed || (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))) return null;
        if (request.Query["key"] is not [{ Length: > 0 } key] || feeds.Use(key) is not { } feed) return null;
        var profile = request.Query["profile"].ToString();
        return profile.Length == 0 || profile == feed.Profile ? feed : null;
    }

    /// <summary>What needs no token: the health check, pages that hold no data, and signing in by a one-use code.</summary>
    private static bool IsOpen(HttpRequest request)
    {
        if (HttpMethods.IsPost(request.Method)) return request.Path == "/v1/session" || request.Path == "/v1/sessions";
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method)) return false;
        return request.Path == "/health" || request.Path == "/favicon.ico" || PageFiles.IsView(request.Path.Value ?? "")
            || request.Path.StartsWithSegments("/page", StringComparison.Ordinal) || request.Path.StartsWithSegments("/swagger", StringComparison.Ordinal);
    }

    private static string? Bearer(HttpRequest request)
    {
        const string scheme = "Bearer ";
        var header = request.Headers.Authorization;
        return header.Count == 1 && header[0] is { } value && value.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) ? value[scheme.Length..].Trim() : null;
    }

    private static bool IsOwnHost(HostString host, int port, IReadOnlyList<string> allowed)
    {
        if (!host.HasValue) return false;
        var name = host.Host;
        return allowed.Contains(host.Value, StringComparer.OrdinalIgnoreCase) || ((host.Port ?? 80) == port && IsLoopbackName(name));
    }

    private static bool IsLoopbackName(string name) =>
        name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || name is "127.0.0.1" or "[::1]" or "::1";

    private static bool IsOwnOrigin(HttpRequest request, int port, IReadOnlyList<string> allowed)
    {
        // "none" is a person typing the address; browsers that say nothing of the site send the Origin with what could change anything.
        var site = request.Headers["Sec-Fetch-Site"];
        if (site.Count > 0 && site.ToString() is not ("same-origin" or "none")) return false;
        var origin = request.Headers.Origin;
        if (origin.Count == 0) return true;
        return origin.Count == 1
            && Uri.TryCreate(origin[0], UriKind.Absolute, out var uri)
            && uri.Scheme == Uri.UriSchemeHttp
            && IsOwnHost(new HostString(uri.Host, uri.Port), port, allowed);
    }
}
