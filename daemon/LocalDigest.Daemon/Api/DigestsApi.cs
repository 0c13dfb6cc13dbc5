using System.Globalization;
using System.Text;
using System.Xml;
using LocalDigest.Daemon.Hosting;
using LocalDigest.Digests;
using LocalDigest.Profiles;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace LocalDigest.Daemon.Api;

/// <summary>The archive of digests, as JSON, Markdown, HTML and a feed.</summary>
internal static class DigestsApi
{
    private const string Json = "application/json";
    private const string Markdown = "text/markdown";
    private const string Html = "text/html";
    private const string Atom = "application/atom+xml";

    public static void MapDigests(this IEndpointRouteBuilder routes)
    {
        var digests = routes.MapGroup("/v1").WithTags("Digests");
        digests.MapGet("/digests", List).WithName("listDigests").WithSummary("The archive, newest day first.");
        digests.MapGet("/digests/latest", Latest).WithName("latestDigest").WithSummary("The newest digest of a profile; JSON, Markdown or HTML by Accept.")
            .Produces<DigestContent>(200, Json, Markdown, Html);
        digests.MapGet("/digests/{id}", Get).WithName("getDigest").WithSummary("One digest; JSON, Markdown or HTML by Accept, in its own style or another.")
            .Produces<DigestContent>(200, Json, Markdown, Html);
        digests.MapGet("/digests.atom", Feed).WithName("digestFeed").WithSummary("The last digests as an Atom feed.").Produces<string>(contentType: Atom);
    }

    public static NotFoundProblem NoDigest(string id) => Problems.NotFound($"There is no digest '{id}'. GET /v1/digests lists them.");

    private static Results<Ok<DigestsResponse>, NotFoundProblem, InvalidProblem> List(
        DigestTable digests, ProfileTable profiles, string? profile = null, int? limit = null, string? cursor = null)
    {
        if (profile is not null && profiles.Find(profile) is null) return ProfilesApi.NoProfile(profile);
        if (!Paging.TryRead<DigestPlace>(cursor, out var before)) return Problems.Invalid("cursor", "It is not one that this daemon gave out. Begin again without it.");
        var size = Paging.Limit(limit);
        var page = digests.List(profile, size + 1, before);
        var shown = page.Take(size).ToList();
        return TypedResults.Ok(new DigestsResponse(shown, page.Count > size ? Paging.Cursor(new DigestPlace(shown[^1].Date, shown[^1].Id)) : null));
    }

    private static IResult Latest(HttpRequest request, DigestTable digests, ProfileTable profiles, DigestRenderer renderer, string profile = Profile.DefaultId, string? style = null)
    {
        if (profiles.Find(profile) is null) return ProfilesApi.NoProfile(profile);
        return digests.Latest(profile) is { } digest
            ? Negotiate(request, digest, renderer, style)
            : Problems.NotFound($"The profile '{profile}' has no digest yet. POST /v1/runs with {{\"kind\":\"digest\",\"profile\":\"{profile}\"}} makes one.");
    }

    private static IResult Get(string id, HttpRequest request, DigestTable digests, DigestRenderer renderer, string? style = null) =>
        digests.Find(id) is { } digest
            ? Negotiate(request, digest, renderer, style)
            : NoDigest(id);

    private static IResult Negotiate(HttpRequest request, DigestContent digest, DigestRenderer renderer, string? style)
    {
        if (style is not null && !renderer.Catalogue.Has(style)) return Problems.Invalid("style", renderer.Catalogue.Unknown(style));
        request.HttpContext.Response.Headers.Vary = HeaderNames.Accept;
        switch (Preferred(request))
        {
            case Json:
                return Results.Ok(style is null ? digest : digest with { Style = style });
            case Markdown:
                return Results.Text(renderer.Markdown(digest, style), Markdown + "; charset=utf-8", Encoding.UTF8);
            case Html:
                request.HttpContext.Response.Headers.ContentSecurityPolicy = DigestRenderer.ContentSecurityPolicy;
                return Results.Text(renderer.Html(digest, style), Html + "; charset=utf-8", Encoding.UTF8);
            default:
                return new NotAcceptableProblem($"A digest is given as {Json}, {Markdown} or {Html}; name one of them in Accept.");
        }
    }

    /// <summary>The form that the caller likes best; JSON where all are equal to it, null where none will do.</summary>
    private static string? Preferred(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        if (accepted.Count == 0) return Json;
        string? best = null;
        var bestQuality = 0.0;
        foreach (var offered in (ReadOnlySpan<string>)[Json, Markdown, Html])
        {
            var offer = new MediaTypeHeaderValue(offered);
            // The most exact range speaks for a type: "text/html;q=0, text/*" refuses HTML.
            var match = accepted.Where(range => offer.IsSubsetOf(range))
                .OrderByDescending(range => (range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2)).FirstOrDefault();
            var quality = match is null ? 0 : match.Quality ?? 1;
            if (quality <= bestQuality) continue;
            best = offered;
            bestQuality = quality;
        }
        return best;
    }

    private static Results<ContentHttpResult, NotFoundProblem> Feed(
        HttpRequest request, DigestTable digests, ProfileTable profiles, DigestRenderer renderer, string profile = Profile.DefaultId)
    {
        if (profiles.Find(profile) is not { } reader) return ProfilesApi.NoProfile(profile);
        var root = $"{request.Scheme}://{request.Host}";
        var entries = digests.List(profile, 20);
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true }))
        {
            const string ns = "http://www.w3.org/2005/Atom";
            void Element(string name, string value) => xml.WriteElementString(name, ns, value);
            void Link(string rel, string href)
            {
                xml.WriteStartElement("link", ns);
                xml.WriteAttributeString("rel", rel);
                xml.WriteAttributeString("href", href);
                xml.WriteEndElement();
            }
            xml.WriteStartElement("feed", ns);
            Element("id", $"urn:localdigest:digests:{reader.Id}");
            Element("title", $"LocalDigest: {reader.Name}");
            Element("updated", Stamp(entries.Count > 0 ? entries[0].UpdatedAt : reader.CreatedAt));
            Link("self", $"{root}/v1/digests.atom?profile={reader.Id}");
            foreach (var entry in entries)
            {
                if (digests.Find(entry.Id) is not { } digest) continue;
                xml.WriteStartElement("entry", ns);
                Element("id", $"urn:localdigest:digest:{entry.Id}");
                Element("title", string.Create(CultureInfo.InvariantCulture, $"{reader.Name}, {entry.Date:yyyy-MM-dd}: {entry.Papers} papers"));
                Element("published", Stamp(entry.CreatedAt));
                Element("updated", Stamp(entry.UpdatedAt));
                Link("alternate", $"{root}/v1/digests/{entry.Id}");
                xml.WriteStartElement("author", ns);
                Element("name", "LocalDigest");
                xml.WriteEndElement();
                xml.WriteStartElement("content", ns);
                xml.WriteAttributeString("type", "html");
                xml.WriteString(renderer.Body(digest));
                xml.WriteEndElement();
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
        }
        return TypedResults.Text("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + text + "\n", Atom + "; charset=utf-8", Encoding.UTF8);
    }

    private static string Stamp(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

/// <param name="Items">Digests, newest day first.</param>
/// <param name="Next">The cursor of the next page; null at the end.</param>
public sealed record DigestsResponse(IReadOnlyList<DigestEntry> Items, string? Next);
