using LocalDigest.Daemon.Hosting;
using LocalDigest.Daemon.Wire;
using LocalDigest.Digests;

namespace LocalDigest.Daemon.Api;

/// <summary>The web page. It holds no data; what it shows it asks for.</summary>
internal static class PageApi
{
    // The hash is that of the style sheet within a digest's HTML, of which the page takes the text alone.
    private static readonly string Policy =
        $"default-src 'none'; script-src 'self'; style-src 'self' {DigestRenderer.StyleHash}; img-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    public static void MapPage(this IEndpointRouteBuilder routes)
    {
        // Every view has an address; which view it is, is told by the page's script.
        routes.MapGet("/", Index).ExcludeFromDescription();
        foreach (var view in PageFiles.Views) routes.MapGet($"/{view}/{{**rest}}", Index).ExcludeFromDescription();
        routes.MapGet("/favicon.ico", Icon).ExcludeFromDescription();
        routes.MapGet("/page/{version}/{**file}", File).ExcludeFromDescription();
    }

    private static IResult Index(HttpContext context, PageFiles files)
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        return Send(context, files.Find("index.html")!);
    }

    private static IResult Icon(HttpContext context, PageFiles files) => Send(context, files.Find("icon.svg")!);

    private static IResult File(HttpContext context, PageFiles files, string version, string file)
    {
        // A tab that was opened before the program changed gets no file of another version.
        return version == files.Version && files.Find(file) is { } found
            ? Send(context, found, "max-age=31536000, immutable")
            : Problems.NotFound("There is no such file of the page. Reload the page.");
    }

    private static IResult Send(HttpContext context, PageFile file, string caching = "no-cache")
    {
        var headers = context.Response.Headers;
        headers.CacheControl = caching;
        headers.Vary = "Accept-Encoding";
        var takes = context.Request.Headers.AcceptEncoding.ToString();
        if (!takes.Contains("br", StringComparison.OrdinalIgnoreCase)) return Results.Bytes(file.Content, file.Type);
        headers.ContentEncoding = "br";
        return Results.Bytes(file.Compressed, file.Type);
    }
}
