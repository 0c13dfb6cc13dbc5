using LocalDigest.Daemon.Hosting;
using LocalDigest.Feedback;
using LocalDigest.Ingestion;
using LocalDigest.Papers;
using LocalDigest.Preferences;
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
        feedback.MapPut("/papers/{id}/feedback", PutAsync).WithName("putFeedback").WithSummary("Gives a paper a thumb, up or down. It is on disk when the answer comes, and the next read is ranked with it.");
        feedback.MapDelete("/papers/{id}/feedback", DeleteAsync).WithName("deleteFeedback").WithSummary("Takes a thumb back.");
        feedback.MapPost("/papers/{id}/signals", SignalAsync).WithName("postSignal").WithSummary("Records a sign of interest that is no thumb: opened, saved or bibtex. It counts a little as a like; a thumb overrules it.");
        feedback.MapPost("/feedback", PostManyAsync).WithName("postFeedback").WithSummary("Gives many thumbs at once, all of them or none where one is wrong, and learns from them once.");
        feedback.MapGet("/feedback", List).WithName("listFeedback").WithSummary("A profile's thumbs, newest first.");
    }

    public static string? Name(Thumb? thumb) => thumb switch
    {
        Thumb.Up => "up",
        Thumb.Down => "down",
        _ => null,
    };

    private static async Task<Results<Ok<FeedbackResponse>, NotFoundProblem, InvalidProblem>> PutAsync(
        string id, FeedbackRequest request, ProfileTable profiles, PaperTable papers, FeedbackTable feedback, PreferenceTrainer trainer, TimeProvider clock, CancellationToken ct)
    {
        if (Read(request.Value) is not { } thumb) return Problems.Invalid("value", "It is up or down.");
        var profile = request.Profile ?? Profile.DefaultId;
        if (profiles.Find(profile) is null) return ProfilesApi.NoProfile(profile);
        if (PapersApi.Named(papers, id) is not { } paper) return PapersApi.NoPaper(id);
        var started = clock.GetTimestamp();
        feedback.Give(profile, [(paper.Number, thumb)]);
        return TypedResults.Ok(await LearnAsync(trainer, profile, started, clock, ct));
    }

    private static async Task<Results<Ok<FeedbackResponse>, NotFoundProblem>> DeleteAsync(
        string id, ProfileTable profiles, PaperTable papers, FeedbackTable feedback, PreferenceTrainer trainer, TimeProvider clock, CancellationToken ct, string profile = Profile.DefaultId)
    {
        if (profiles.Find(profile) is null) return ProfilesApi.NoProfile(profile);
        if (PapersApi.Named(papers, id) is not { } paper) return PapersApi.NoPaper(id);
        var started = clock.GetTimestamp();
        if (!feedback.TakeBack(profile, paper.Number)) return Problems.NotFound($"There is no thumb of '{profile}' on this paper.");
        return TypedResults.Ok(await LearnAsync(trainer, profile, started, clock, ct));
    }

    private static async Task<Results<Ok<FeedbackResponse>, NotFoundProblem, InvalidProblem>> PostManyAsync(
        ManyFeedbackRequest request, ProfileTable profiles, PaperTable papers, FeedbackTable feedback, PreferenceTrainer trainer, TimeProvider clock, CancellationToken ct)
    {
        var profile = request.Profile ?? Profile.DefaultId;
        if (profiles.Find(profile) is null) return ProfilesApi.NoProfile(profile);
        var errors = new FieldErrors();
        var items = request.Items ?? [];
        errors.Check("items", items.Count is >= 1 and <= MostItems, $"Send 1 to {MostItems} at once.");
        var thumbs = new Dictionary<long, Thumb>();
        for (var i = 0; i < items.Count && i < MostItems; i++)
        {
            var item = items[i] ?? new ManyFeedbackItem(null, null);
            var paper = PaperId.TryParse(item.Id, out var id) ? papers.Find(id) : null;
            var thumb = Read(item.Value);
            errors.Check($"items[{i}].id", paper is not null, $"There is no paper '{item.Id}'.");
            errors.Check($"items[{i}].value", thumb is not null, "It is up or down.");
            if (paper is not null && thumb is not null) thumbs[paper.Number] = thumb.Value;
        }
        if (errors.Any) return Problems.Invalid(errors);
        var started = clock.GetTimestamp();
        feedback.Give(profile, [.. thumbs.Select(pair => (pair.Key, pair.Value))]);
        return TypedResults.Ok(await LearnAsync(trainer, profile, started, clock, ct));
    }

    /// <summary>The thumb is on disk; the model follows before the answer, so that the next read is ranked with it.</summary>
    private static async Task<FeedbackResponse> LearnAsync(PreferenceTrainer trainer, string profile, long started, TimeProvider clock, CancellationToken ct)
    {
        var version = await trainer.LearnAsync(profile, ct);
        return new FeedbackResponse(version, Math.Round(clock.GetElapsedTime(started).TotalMilliseconds, 3));
    }

    private static async Task<Results<Ok<FeedbackResponse>, NotFoundProblem, InvalidProblem>> SignalAsync(
        string id, SignalRequest request, ProfileTable profiles, PaperTable papers, SignalTable signals, PreferenceTrainer trainer, TimeProvider clock, CancellationToken ct)
    {
        var errors = new FieldErrors();
        var kind = errors.OneOf<Signal>("kind", request.Kind);
        if (kind is null && !errors.Any) errors.Add("kind", "It is one of opened, saved, bibtex.");
        if (errors.Any) return Problems.Invalid(errors);
        var name = request.Profile ?? Profile.DefaultId;
        if (profiles.Find(name) is not { } profile) return ProfilesApi.NoProfile(name);
        if (PapersApi.Named(papers, id) is not { } paper) return PapersApi.NoPaper(id);
        var started = clock.GetTimestamp();
        signals.Record(profile.Id, paper.Number, kind!.Value);
        return TypedResults.Ok(await LearnAsync(trainer, profile.Id, started, clock, ct));
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

/// <param name="Profile">Whose sign; the default profile's where it is not said.</param>
/// <param name="Kind">opened, saved or bibtex.</param>
public sealed record SignalRequest(string? Profile, string? Kind);

public sealed record ManyFeedbackRequest(string? Profile, IReadOnlyList<ManyFeedbackItem>? Items);

public sealed record ManyFeedbackItem(string? Id, string? Value);

/// <param name="ModelVersion">The version of the preference model that the next read is ranked with; 0 while there is none.</param>
/// <param name="RankedIn">Milliseconds that storing and learning took.</param>
public sealed record FeedbackResponse(int ModelVersion, double RankedIn);

public sealed record FeedbackListResponse(IReadOnlyList<FeedbackItem> Items, string? Next);

public sealed record FeedbackItem(string Id, string Value, DateTimeOffset At);
