using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;
using LocalDigest.Daemon.Wire;
using LocalDigest.Digests;
using LocalDigest.Feedback;
using LocalDigest.Ingestion;
using LocalDigest.Papers;
using LocalDigest.Profiles;
using LocalDigest.Sources;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace LocalDigest.Daemon.Api;

/// <summary>The archive of digests, as JSON, Markdown and HTML, and as a library of their papers.</summary>
internal static class DigestsApi
{
    public const string Json = "application/json";
    public const string Markdown = "text/markdown";
    public const string Html = "text/html";
    private const int MostWords = 10;

    public static void MapDigests(this IEndpointRouteBuilder routes)
    {
        var digests = routes.MapGroup("/v1").WithTags("Digests");
        digests.MapGet("/digests", List).WithName("listDigests")
            .WithSummary("The archive of digests, newest day first.")
            .WithDescription(

                "from, to and q narrow it. Where something is searched for, each digest names the first papers in it that were found.");
        digests.MapGet("/digests/latest", Latest).WithName("latestDigest")
            .WithSummary("The newest digest of a profile.")
            .WithDescription("As JSON, Markdown or HTML, by Accept; JSON where nothing is said.")
            .Produces<DigestContent>(200, Json, Markdown, Html).Produces(404).Produces(406);
        digests.MapGet("/digests/{id}", Get).WithName("getDigest")
            .WithSummary("A digest of the archive.")
            .WithDescription(
                "As JSON, Markdown or HTML, by Accept; JSON where nothing is said. In its own style or in another; a notice says what " +
                "another style shows and nobody has written for this digest.")
            .Produces<DigestContent>(200, Json, Markdown, Html).Produces(404).Produces(406);
        digests.MapGet("/digests/calendar", Calendar).WithName("digestCalendar")
            .WithSummary("The days of a month that have a digest.")
            .WithDescription("In order, each with its digest and the number of papers in it.");
        digests.MapGet("/digests/{id}/bibtex", ToBibTeX).WithName("digestBibtex")
            .WithSummary("The papers of a digest as a BibTeX file.")
            .WithDescription("In the digest's order, no two under one key.")
            .Produces<string>(contentType: BibliographyBody.BibTeX);
        digests.MapGet("/digests/{id}/ris", ToRis).WithName("digestRis")
            .WithSummary("The papers of a digest as a RIS file.")
            .WithDescription("In the digest's order, no two under one identifier.")
            .Produces<string>(contentType: BibliographyBody.Ris);
    }

    public static NotFoundProblem NoDigest(string id) => Problems.NotFound($"There is no digest '{id}'. GET /v1/digests lists them.");

    private static Results<Ok<DigestsResponse>, NotFoundProblem, InvalidProblem> List(
        DigestTable digests, ProfileTable profiles, string? profile = null, DateOnly? from = null, DateOnly? to = null,
        [MaxLength(500)] string? q = null,
        [Range(1, Paging.MostItems)] int limit = Paging.UsualItems, string? cursor = null)
    {
        if (profile is not null && profiles.Find(profile) is null) return ProfilesApi.NoProfile(profile);
        var errors = new FieldErrors();
        var words = (q ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        errors.Check("q", words.Length <= MostWords, $"At most {MostWords} words are searched for.");
        var query = new DigestQuery(profile, from, to, words);
        if (!Paging.TryRead<DigestPlace>(query, cursor, out var before)) errors.Add("cursor", Paging.Unknown);
        if (errors.Any) return Problems.Invalid(errors);
        var page = digests.List(query, limit + 1, before);
        var shown = page.Take(limit).ToList();
        var next = page.Count > limit ? Paging.Cursor(query, new DigestPlace(shown[^1].Date, shown[^1].Id)) : null;
        return TypedResults.Ok(new DigestsResponse(shown, next));
    }

    private static IResult Latest(
        HttpRequest request, DigestTable digests, ProfileTable profiles, PaperTable papers, Annotations annotations, DigestRenderer renderer,
        string profile = Profile.DefaultId, string? style = null)
    {
        if (profiles.Find(profile) is null) return ProfilesApi.NoProfile(profile);
        return digests.Latest(profile) is { } digest
            ? Negotiate(request, digest, renderer, style, AsJson(papers, annotations))
            : Problems.NotFound(
                $"The profile '{profile}' has no digest yet. Make one on the page, by 'localdigest run', or by POST /v1/runs with " +
                $"{{\"kind\":\"digest\",\"profile\":\"{profile}\"}}.");
    }

    private static IResult Get(
        string id, HttpRequest request, DigestTable digests, PaperTable papers, Annotations annotations, DigestRenderer renderer, string? style = null) =>
        digests.Find(id) is { } digest
            ? Negotiate(request, digest, renderer, style, AsJson(papers, annotations))
            : NoDigest(id);

    /// <summary>
    /// Its text stays as it was written; its JSON says of each paper what the profile's reader says of it now.
    /// </summary>
    private static Func<DigestContent, DigestContent> AsJson(PaperTable papers, Annotations annotations) => digest =>
    {
        var said = annotations.All(digest.Profile);
        return digest with
        {
            Papers =
            [
                .. digest.Papers.Select(paper => paper.With(
                    PapersApi.Named(papers, paper.Id) is { } stored ? said.GetValueOrDefault(stored.Number, Annotation.None) : Annotation.None)),
            ],
        };
    };

    private static IResult Negotiate(
        HttpRequest request, DigestContent digest, DigestRenderer renderer, string? style, Func<DigestContent, DigestContent> asJson)
    {
        if (style is not null && !renderer.Catalogue.Has(style)) return Problems.Invalid("style", renderer.Catalogue.Unknown(style));
        request.HttpContext.Response.Headers.Vary = HeaderNames.Accept;
        var form = Preferred(request);
        if (form == Json) digest = asJson(digest);
        return Render(request.HttpContext, form, style is null ? digest : renderer.Catalogue.InStyle(digest, style), renderer, style);
    }

    /// <summary>A digest in a form: a media type, or null for none that will do.</summary>
    public static IResult Render(HttpContext context, string? form, DigestContent digest, DigestRenderer renderer, string? style)
    {
        try
        {
            switch (form)
            {
                case Json:
                    return Results.Ok(style is null ? digest : digest with { Style = style });
                case Markdown:
                    return Results.Text(renderer.Markdown(digest, style), Markdown + "; charset=utf-8", Encoding.UTF8);
                case Html:
                    var page = renderer.Html(digest, style);
                    context.Response.Headers.ContentSecurityPolicy = DigestRenderer.ContentSecurityPolicy;
                    return Results.Text(page, Html + "; charset=utf-8", Encoding.UTF8);
                default:
                    return new NotAcceptableProblem($"A digest is given as {Json}, {Markdown} or {Html}; name one of them in Accept.");
            }
        }
        catch (StyleException fault)
        {
            return Problems.Invalid("style", fault.Message);
        }
    }

    /// <summary>The form that the caller likes best; JSON where all are equal to it, null where none will do.</summary>
    public static string? Preferred(HttpRequest request)
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

    private static Results<Ok<CalendarResponse>, NotFoundProblem, InvalidProblem> Calendar(DigestTable digests, ProfileTable profiles, TimeProvider clock, string? month = null, string profile = Profile.DefaultId)
    {
        if (profiles.Find(profile) is null) return ProfilesApi.NoProfile(profile);
        var first = DateOnly.FromDateTime(clock.GetLocalNow().DateTime);
        if (month is not null && !DateOnly.TryParseExact(month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out first)) return Problems.Invalid("month", $"'{month}' is not a month; write it as yyyy-MM.");
        first = new DateOnly(first.Year, first.Month, 1);
        return TypedResults.Ok(new CalendarResponse(first.ToString("yyyy-MM", CultureInfo.InvariantCulture), digests.Days(profile, first, new DateOnly(first.Year, first.Month, DateTime.DaysInMonth(first.Year, first.Month)))));
    }

    private static Results<ContentHttpResult, NotFoundProblem> ToBibTeX(string id, DigestTable digests, PaperTable papers) =>
        Library(id, digests, papers, BibTeXFile.Write) is { } file
            ? TypedResults.Text(file, BibliographyBody.BibTeX + "; charset=utf-8", Encoding.UTF8)
            : NoDigest(id);

    private static Results<ContentHttpResult, NotFoundProblem> ToRis(string id, DigestTable digests, PaperTable papers) =>
        Library(id, digests, papers, RisFile.Write) is { } file
            ? TypedResults.Text(file, BibliographyBody.Ris + "; charset=utf-8", Encoding.UTF8)
            : NoDigest(id);

    /// <summary>A digest's papers as one file, in the digest's order; null where there is no digest.</summary>
    private static string? Library(string id, DigestTable digests, PaperTable papers, Func<IEnumerable<Paper>, string> write)
    {
        if (digests.Find(id) is null) return null;
        var numbers = digests.PapersOf(id);
        var byNumber = papers.Find(numbers.ToHashSet()).ToDictionary(paper => paper.Number, paper => paper.Cited);
        return write(numbers.Where(byNumber.ContainsKey).Select(number => byNumber[number]));
    }
}

/// <param name="Items">Digests, newest day first.</param>
/// <param name="Next">The cursor of the next page; null at the end.</param>
public sealed record DigestsResponse(IReadOnlyList<DigestEntry> Items, string? Next);

/// <summary>The days of a month that have a digest.</summary>
/// <param name="Month">yyyy-MM.</param>
/// <param name="Days">In order.</param>
public sealed record CalendarResponse([property: RegularExpression("^[0-9]{4}-[0-9]{2}$")] string Month, IReadOnlyList<DigestDay> Days);
