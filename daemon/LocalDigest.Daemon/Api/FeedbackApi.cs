using LocalDigest.Daemon.Hosting;
using LocalDigest.Feedback;
using LocalDigest.Ingestion;
using LocalDigest.Papers;
using LocalDigest.Profiles;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocalDigest.Daemon.Api;

/// <summary>Thumbs. An answer means that the thumb is on disk.</summary>
internal static class FeedbackApi
{
    private const int MostItems = 10_000;

    public static void MapFeedback(this IEndpointRouteBuilder routes)
    {
        var feedback = routes.MapGroup("/v1").WithTags("Feedback");
        feedback.MapPut("/papers/{id}/feedback", Put).WithName("putFeedback").WithSummary("Gives a paper a thumb, up or down. It is on disk when the answer comes.");
        feedback.MapDelete("/papers/{id}/feedback", Delete).WithName("deleteFeedback").WithSummary("Takes a thumb back.");
        feedback.MapPost("/feedback", PostMany).WithName("postFeedback").WithSummary("Gives many thumbs at once; all of them, or none where one is wrong.");
        feedback.MapGet("/feedback", List).WithName("listFeedback").WithSummary("A profile's thumbs, newest first.");
    }

    public static string? Name(Thumb? thumb) => thumb switch
    {
        Thumb.Up => "up",
        Thumb.Down => "down",
        _ => null,
    };

    private static Results<Ok<FeedbackResponse>, NotFoundProblem, InvalidProblem> Put(
        string id, FeedbackRequest request, ProfileTable profiles, PaperTable papers, FeedbackTable feedback, TimeProvider clock)
    {
        if (Read(request.Value) is not { } thumb) return Problems.Invalid("value", "It is up or down.");
        var profile = request.Profile ?? Profile.DefaultId;
        if (profiles.Find(profile) is null) return ProfilesApi.NoProfile(profile);
        if (PapersApi.Named(papers, id) is not { } paper) return PapersApi.NoPaper(id);
        var started = clock.GetTimestamp();
        feedback.Give(profile, [(paper.Number, thumb)]);
        return TypedResults.Ok(new FeedbackResponse(0, Math.Round(clock.GetElapsedTime(started).TotalMilliseconds, 3)));
    }

    private static Results<Ok<FeedbackResponse>, NotFoundProblem> Delete(
        string id, ProfileTable profiles, PaperTable papers, FeedbackTable feedback, TimeProvider clock, string profile = Profile.DefaultId)
    {
        if (profiles.Find(profile) is null) return ProfilesApi.NoProfile(profile);
        if (PapersApi.Named(papers, id) is not { } paper) return PapersApi.NoPaper(id);
        var started = clock.GetTimestamp();
        if (!feedback.TakeBack(profile, paper.Number)) return Problems.NotFound($"There is no thumb of '{profile}' on this paper.");
        return TypedResults.Ok(new FeedbackResponse(0, Math.Round(clock.GetElapsedTime(started).TotalMilliseconds, 3)));
    }

    private static Results<Ok<FeedbackResponse>, NotFoundProblem, InvalidProblem> PostMany(
        ManyFeedbackRequest request, ProfileTable profiles, PaperTable papers, FeedbackTable feedback, TimeProvider clock)
    {
        var profile = request.Profile ?? Profile.DefaultId;
        if (profiles.Find(profile) is null) return ProfilesApi.NoProfile(profile);
        var errors = new FieldErrors();
        var items = request.Items ?? [];
        errors.Check("items", items.Count is >= 1 and <= MostItems, $"Send 1 to {MostItems} at once.");
        var thumbs = new Dictionary<long, Thumb>();
        for (var i = 0; i < items.Count && i < MostItems; i++)
        {
            var paper = PaperId.TryParse(items[i].Id, out var id) ? papers.Find(id) : null;
            var thumb = Read(items[i].Value);
            errors.Check($"items[{i}].id", paper is not null, $"There is no paper '{items[i].Id}'.");
            errors.Check($"items[{i}].value", thumb is not null, "It is up or down.");
            if (paper is not null && thumb is not null) thumbs[paper.Number] = thumb.Value;
        }
        if (errors.Any) return Problems.Invalid(errors);
        var started = clock.GetTimestamp();
        feedback.Give(profile, [.. thumbs.Select(pair => (pair.Key, pair.Value))]);
        return TypedResults.Ok(new FeedbackResponse(0, Math.Round(clock.GetElapsedTime(started).TotalMilliseconds, 3)));
    }

    private static Results<Ok<FeedbackListResponse>, NotFoundProblem, InvalidProblem> List(
        ProfileTable profiles, PaperTable papers, FeedbackTable feedback, string profile = Profile.DefaultId, int? limit = null, string? cursor = null)
    {
        if (profiles.Find(profile) is null) return ProfilesApi.NoProfile(profile);
        if (!Paging.TryRead<GivenThumb>(cursor, out var place)) return Problems.Invalid("cursor", "It is not one that this daemon gave out. Begin again without it.");
        var size = Paging.Limit(limit);
        var page = feedback.Page(profile, size + 1, place is null ? null : (place.At, place.PaperNumber));
        var shown = page.Take(size).ToList();
        var ids = papers.Find([.. shown.Select(thumb => thumb.PaperNumber)]).ToDictionary(paper => paper.Number, paper => paper.Id);
        return TypedResults.Ok(new FeedbackListResponse(
            [.. shown.Select(thumb => new FeedbackItem(ids[thumb.PaperNumber].Value, Name(thumb.Value)!, thumb.At))],
            page.Count > size ? Paging.Cursor(shown[^1]) : null));
    }

    private static Thumb? Read(string? value) => value switch
    {
        "up" => Thumb.Up,
        "down" => Thumb.Down,
        _ => null,
    };
}

/// <param name="Profile">Whose thumb; the default profile's where it is not said.</param>
/// <param name="Value">up or down.</param>
public sealed record FeedbackRequest(string? Profile, string? Value);

public sealed record ManyFeedbackRequest(string? Profile, IReadOnlyList<ManyFeedbackItem>? Items);

public sealed record ManyFeedbackItem(string? Id, string? Value);

/// <param name="ModelVersion">The version of the preference model that the next read is ranked with; 0 while there is none.</param>
/// <param name="RankedIn">Milliseconds that storing and learning took.</param>
public sealed record FeedbackResponse(int ModelVersion, double RankedIn);

public sealed record FeedbackListResponse(IReadOnlyList<FeedbackItem> Items, string? Next);

public sealed record FeedbackItem(string Id, string Value, DateTimeOffset At);
