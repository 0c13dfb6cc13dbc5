using System.Reflection;
using LocalDigest.Daemon.Wire;
using LocalDigest.Digests;

namespace LocalDigest.Daemon.Api;

/// <summary>The page that shows the latest digest in a browser. It holds no data; what it shows it asks for with the token.</summary>
internal static class PageApi
{
    // The digest is shown in a frame made of its text, which inherits this policy: hence the hash of its style sheet, and its figures as data.
    private static readonly string Policy = $"default-src 'none'; script-src 'self'; style-src 'self' {DigestRenderer.StyleHash}; img-src 'self' data:; connect-src 'self'; frame-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    public static void MapPage(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", (HttpContext context) => File(context, "index.html")).ExcludeFromDescription();
        routes.MapGet("/favicon.ico", (HttpContext context) => File(context, "icon.svg")).ExcludeFromDescription();
        routes.MapGet("/page/{file}", (HttpContext context, string file) => File(context, file)).ExcludeFromDescription();
    }

    private static IResult File(HttpContext context, string name)
    {
        var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("LocalDigest.Daemon.Page." + name);
        if (stream is null || !Types.TryGetValue(Path.GetExtension(name), out var type))
        {
            stream?.Dispose();
            return Problems.NotFound($"There is no page '{name}'.");
        }
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.CacheControl = "no-cache";
        return Results.Stream(stream, type);
    }
}
