using Microsoft.Net.Http.Headers;

namespace LocalDigest.Daemon.Wire;

/// <summary>Headers that tell a browser to trust an answer with nothing that it does not say.</summary>
internal static class SecurityHeaders
{
    /// <summary>Headers of every answer that says nothing else of its own; most answers are kept in no cache.</summary>
    public static IReadOnlyList<(string Name, string Value)> All { get; } =
    [
        (HeaderNames.XContentTypeOptions, "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        (HeaderNames.XFrameOptions, "SAMEORIGIN"),
        (HeaderNames.CacheControl, "no-store"),
        (HeaderNames.ContentSecurityPolicy, "default-src 'none'; frame-ancestors 'none'"),
    ];

    public static void UseSecurityHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            foreach (var (name, value) in All) context.Response.Headers.TryAdd(name, value);
            return Task.CompletedTask;
        });
        return next(context);
    });
}
