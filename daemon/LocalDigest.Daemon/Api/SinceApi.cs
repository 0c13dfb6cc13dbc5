using LocalDigest.Daemon.Wire;
using LocalDigest.Digests;
using LocalDigest.Feedback;
using LocalDigest.Ingestion;
using LocalDigest.Profiles;
using Microsoft.Net.Http.Headers;

namespace LocalDigest.Daemon.Api;

/// <summary>The digests of several days as one, for whoever comes back.</summary>
internal static class SinceApi
{
    /// <summary>Who was away for longer reads the archive.</summary>
    private const int MostDays = 100;

    public static void MapSince(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/v1").WithTags("Digests").MapGet("/digests/since", Gather).WithName("digestsSince")
            .WithSummary("The digests of several days as one.")
            .WithDescription(
                "What was there since somebody last looked: each paper once, as it stood best, and each notice once, with its days. As " +
                "JSON, Markdown or HTML, by Accept; JSON where nothing is said, with what the profile's reader says of each paper now. " +
                "At most 100 days.")
            .Produces<SinceResponse>(200, DigestsApi.Json, DigestsApi.Markdown, DigestsApi.Html).Produces(404).Produces(406);

    private static IResult Gather(
        HttpRequest request, DigestTable digests, ProfileTable profiles, PaperTable papers, Annotations annotations,
        DigestRenderer renderer,
        TimeProvider clock, DateOnly? from = null, DateOnly? to = null, GatheredOrder order = GatheredOrder.Grade, bool hideSeen = false,
        string? style = null,
        string profile = Profile.DefaultId)
    {
        if (profiles.Find(profile) is not { } reader) return ProfilesApi.NoProfile(profile);
        var last = to ?? DateOnly.FromDateTime(clock.GetLocalNow().DateTime);
        var errors = new FieldErrors();
        errors.Check("from", from is not null, "Name the first day.");
        var first = from ?? last;
        errors.Check("from", first <= last, to is null ? "It is today or an earlier day." : "It is not later than 'to'.");
        errors.Check("from", last.DayNumber - first.DayNumber < MostDays, $"At most {MostDays} days are gathered.");
        if (style is not null) errors.Check("style", renderer.Catalogue.Has(style), renderer.Catalogue.Unknown(style));
        if (errors.Any) return Problems.Invalid(errors);

        var days = digests.Days(profile, first, last);
        var said = annotations.All(profile);
        Annotation Said(string id) =>
            PapersApi.Named(papers, id) is { } stored ? said.GetValueOrDefault(stored.Number, Annotation.None) : Annotation.None;
        var gathered = GatheredDigests.Of(days.Select(day => digests.Find(day.Digest)).OfType<DigestContent>(), order);
        gathered = gathered with
        {
            Papers =
            [
                .. gathered.Papers.Select(item => item with { Paper = item.Paper.With(Said(item.Paper.Id)) })
                    .Where(item => !hideSeen || !item.Paper.Seen),
            ],
        };
        request.HttpContext.Response.Headers.Vary = HeaderNames.Accept;
        var form = DigestsApi.Preferred(request);
        if (form == DigestsApi.Json)
            return TypedResults.Ok(new SinceResponse(profile, first, last, [.. days.Reverse()], gathered.Papers, gathered.Notices));
        if (gathered.Document(renderer.Catalogue) is not { } document)
            return Problems.NotFound(
                $"The profile '{reader.Name}' has no digest of these days. GET /v1/digests lists those that there are.");
        return DigestsApi.Render(
            request.HttpContext, form, style is null ? document : renderer.Catalogue.InStyle(document, style), renderer, style);
    }
}

/// <param name="Profile">Whose digests.</param>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="Days">The days that have a digest, the newest first.</param>
/// <param name="Items">Each paper once, as it stood best.</param>
/// <param name="Notices">Each notice once.</param>
public sealed record SinceResponse(
    string Profile, DateOnly From, DateOnly To, IReadOnlyList<DigestDay> Days, IReadOnlyList<GatheredPaper> Items,
    IReadOnlyList<GatheredNotice> Notices);
