using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using System.Xml;
using LocalDigest.Access;
using LocalDigest.Daemon.Wire;
using LocalDigest.Digests;
using LocalDigest.Profiles;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocalDigest.Daemon.Api;

/// <summary>The last digests for feed readers: Atom (RFC 4287) and JSON Feed 1.1 (jsonfeed.org).</summary>
internal static class DigestFeedsApi
{
    private const string Atom = "application/atom+xml";
    private const string JsonFeed = "application/feed+json";
    private const int MostEntries = 20;

    public static void MapDigestFeeds(this IEndpointRouteBuilder routes)
    {
        var feeds = routes.MapGroup("/v1").WithTags("Digests");
        feeds.MapGet("/digests.atom", ToAtom).WithName("digestFeed")
            .WithSummary("The last digests as an Atom feed.")
            .WithDescription(
                "Atom (RFC 4287): the last 20 digests of a profile, each with its whole page. A feed reader gets it by a key of " +
                "POST /v1/feeds, in the feed's style; a key that is unknown, was taken back or is another profile's is 401.")
            .WithMetadata(new FeedKeyMetadata())
            .Produces<string>(contentType: Atom);
        feeds.MapGet("/digests.json", ToJson).WithName("digestJsonFeed")
            .WithSummary("The last digests as a JSON Feed.")
            .WithDescription("JSON Feed 1.1 (jsonfeed.org): the same digests as those of the Atom feed.")
            .WithMetadata(new FeedKeyMetadata())
            .Produces<JsonFeedResponse>(contentType: JsonFeed);
    }

    /// <summary>A digest of a feed, with its page's inside.</summary>
    private sealed record Entry(string Id, string Title, string Page, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, string Language, string Html);

    private static IEnumerable<Entry> Entries(Profile reader, string? style, string root, DigestTable digests, DigestRenderer renderer)
    {
        // A style of the user's own may have been taken away since.
        if (style is not null && !renderer.Catalogue.Has(style)) style = null;
        foreach (var entry in digests.List(new DigestQuery(reader.Id), MostEntries))
        {
            if (digests.Find(entry.Id) is not { } digest) continue;
            if (style is not null) digest = renderer.Catalogue.InStyle(digest, style);
            yield return new Entry(
                $"urn:localdigest:digest:{entry.Id}", renderer.Catalogue.TitleOf(digest), $"{root}/v1/digests/{entry.Id}", entry.CreatedAt,
                entry.UpdatedAt, digest.Language, renderer.Body(digest, style));
        }
    }

    private static Results<ContentHttpResult, NotFoundProblem, TokenProblem> ToAtom(
        HttpRequest request, DigestTable digests, ProfileTable profiles, DigestRenderer renderer,
        string? profile = null, string? key = null)
    {
        var feed = request.HttpContext.Features.Get<Feed>();
        if (key is not null && feed is null) return NoKey(request.HttpContext);
        profile ??= feed?.Profile ?? Profile.DefaultId;
        if (profiles.Find(profile) is not { } reader) return ProfilesApi.NoProfile(profile);
        var root = $"{request.Scheme}://{request.Host}";
        var entries = Entries(reader, feed?.Style, root, digests, renderer).ToList();
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
                xml.WriteStartElement("entry", ns);
                Element("id", entry.Id);
                Element("title", entry.Title);
                Element("published", Stamp(entry.CreatedAt));
                Element("updated", Stamp(entry.UpdatedAt));
                Link("alternate", entry.Page);
                xml.WriteStartElement("author", ns);
                Element("name", "LocalDigest");
                xml.WriteEndElement();
                xml.WriteStartElement("content", ns);
                xml.WriteAttributeString("type", "html");
                xml.WriteString(entry.Html);
                xml.WriteEndElement();
                xml.WriteEndElement();
            }
            xml.WriteEndElement();
        }
        return TypedResults.Text("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + text + "\n", Atom + "; charset=utf-8", Encoding.UTF8);
    }

    private static Results<JsonHttpResult<JsonFeedResponse>, NotFoundProblem, TokenProblem> ToJson(
        HttpRequest request, DigestTable digests, ProfileTable profiles, DigestRenderer renderer,
        string? profile = null, string? key = null)
    {
        var feed = request.HttpContext.Features.Get<Feed>();
        if (key is not null && feed is null) return NoKey(request.HttpContext);
        profile ??= feed?.Profile ?? Profile.DefaultId;
        if (profiles.Find(profile) is not { } reader) return ProfilesApi.NoProfile(profile);
        var root = $"{request.Scheme}://{request.Host}";
        return TypedResults.Json(
            new JsonFeedResponse(
                "https://jsonfeed.org/version/1.1", $"LocalDigest: {reader.Name}", root + "/", $"{root}/v1/digests.json?profile={reader.Id}", reader.Language,
                [new JsonFeedAuthor("LocalDigest")],
                [
                    .. Entries(reader, feed?.Style, root, digests, renderer).Select(entry => new JsonFeedItem(
                        entry.Id, entry.Page, entry.Title, entry.Html, Stamp(entry.CreatedAt), Stamp(entry.UpdatedAt), entry.Language)),
                ]),
            contentType: JsonFeed);
    }

    private static TokenProblem NoKey(HttpContext context)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        return new TokenProblem(
            "This key is unknown, was taken back, or is another profile's. POST /v1/feeds makes a feed with a key of its own.");
    }

    private static string Stamp(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

/// <summary>A feed as JSON Feed 1.1 wants it.</summary>
public sealed record JsonFeedResponse(
    string Version, string Title, [property: JsonPropertyName("home_page_url"), Url] string HomePageUrl,
    [property: JsonPropertyName("feed_url"), Url] string FeedUrl,
    string Language, IReadOnlyList<JsonFeedAuthor> Authors, IReadOnlyList<JsonFeedItem> Items);

/// <summary>Who writes a feed.</summary>
public sealed record JsonFeedAuthor(string Name);

/// <summary>A digest in a feed.</summary>
/// <param name="Id">The same in every feed.</param>
/// <param name="Url">The digest's page; it needs the token or a signed-in browser.</param>
public sealed record JsonFeedItem(
    string Id, [property: Url] string Url, string Title, [property: JsonPropertyName("content_html")] string ContentHtml,
    [property: JsonPropertyName("date_published"), JsonShape(JsonShapeAttribute.Moment)] string DatePublished,
    [property: JsonPropertyName("date_modified"), JsonShape(JsonShapeAttribute.Moment)] string DateModified, string Language);
