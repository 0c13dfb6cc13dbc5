using System.ComponentModel.DataAnnotations;
using LocalDigest.Daemon.Wire;
using LocalDigest.Feedback;
using LocalDigest.Ingestion;
using LocalDigest.Preferences;
using LocalDigest.Profiles;
using LocalDigest.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocalDigest.Daemon.Api;

/// <summary>Thumbs. An answer means that the thumb is on disk.</summary>
internal static class FeedbackApi
{
    public static void MapFeedback(this IEndpointRouteBuilder routes)
    {
        var feedback = routes.MapGroup("/v1").WithTags("Feedback");
        feedback.MapPut("/papers/{id}/feedback", PutAsync).WithName("putFeedback")
            .WithSummary("Gives a paper a thumb.")
            .WithDescription("Up or down; the last one counts. It is on disk when the answer comes, and the next read is ranked with it.");
        feedback.MapDelete("/papers/{id}/feedback", DeleteAsync).WithName("deleteFeedback")
            .WithSummary("Takes a thumb back.")
            .WithDescription("The model forgets it: the next read is ranked without it.");
        feedback.MapPost("/papers/{id}/signals", SignalAsync).WithName("postSignal")
            .WithSummary("Records a sign of interest that is no thumb.")
            .WithDescription(
                "It counts a little as a like, less the older it is; a thumb overrules it. A profile whose learning.signals is off " +
                "keeps it and learns nothing from it.");
        feedback.MapPost("/feedback", PostManyAsync).WithName("postFeedback")
            .WithSummary("Gives many thumbs at once.")
            .WithDescription("All of them, or none where one is wrong. The model learns from them once.");
        feedback.MapGet("/feedback", List).WithName("listFeedback")
            .WithSummary("A profile's thumbs, newest first.")
            .WithDescription("A page at a time. Signs of interest and libraries are not among them.");
    }

    private static async Task<Results<Ok<FeedbackResponse>, NotFoundProblem, InvalidProblem>> PutAsync(
        string id, FeedbackRequest request, ProfileTable profiles, PaperTable papers, FeedbackTable feedback, PreferenceTrainer trainer, TimeProvider clock, CancellationToken ct)
    {
        var profile = request.Profile ?? Profile.DefaultId;
        if (profiles.Find(profile) is null) return ProfilesApi.NoProfile(profile);
        if (PapersApi.Named(papers, id) is not { } paper) return PapersApi.NoPaper(id);
        var started = clock.GetTimestamp();
        feedback.Give(profile, [(paper.Number, request.Value)]);
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
        var thumbs = new Dictionary<long, Thumb>();
        for (var i = 0; i < request.Items.Count && !errors.IsFull; i++)
        {
            var item = request.Items[i];
            if (PapersApi.Named(papers, item.Id) is { } paper) thumbs[paper.Number] = item.Value;
            else errors.Add($"items[{i}].id", $"There is no paper '{item.Id}'.");
        }
        if (errors.Any) return Problems.Invalid(errors);
        var started = clock.GetTimestamp();
        feedback.Give(profile, [.. thumbs.Select(pair => (pair.Key, pair.Value))]);
        return TypedResults.Ok(await LearnAsync(trainer, profile, started, clock, ct));
    }

    /// <summary>The thumb is on disk; the model follows before the answer, so that the next read is ranked with it.</summary>
    internal static async Task<FeedbackResponse> LearnAsync(
        PreferenceTrainer trainer, string profile, long started, TimeProvider clock, CancellationToken ct)
    {
        int version;
        try
        {
            version = await trainer.LearnAsync(profile, ct);
        }
        catch (DiskFullException full)
        {
            throw new DiskFullException(
                full, "What you said of the paper is stored, but the disk is full: the order cannot follow it. Free some space; it does so with the"
                + " next thumb.");
        }
        return new FeedbackResponse(version, Math.Round(clock.GetElapsedTime(started).TotalMilliseconds, 3));
    }

    private static async Task<Results<Ok<FeedbackResponse>, NotFoundProblem, InvalidProblem>> SignalAsync(
        string id, SignalRequest request, ProfileTable profiles, PaperTable papers, SignalTable signals, PreferenceTrainer trainer, TimeProvider clock, CancellationToken ct)
    {
        var name = request.Profile ?? Profile.DefaultId;
        if (profiles.Find(name) is not { } profile) return ProfilesApi.NoProfile(name);
        if (PapersApi.Named(papers, id) is not { } paper) return PapersApi.NoPaper(id);
        var started = clock.GetTimestamp();
        signals.Record(profile.Id, paper.Number, request.Kind);
        return TypedResults.Ok(await LearnAsync(trainer, profile.Id, started, clock, ct));
    }

    private static Results<Ok<FeedbackListResponse>, NotFoundProblem, InvalidProblem> List(
        ProfileTable profiles, PaperTable papers, FeedbackTable feedback,
        string profile = Profile.DefaultId, [Range(1, Paging.MostItems)] int limit = Paging.UsualItems, string? cursor = null)
    {
        if (profiles.Find(profile) is null) return ProfilesApi.NoProfile(profile);
        string[] list = ["feedback", profile];
        if (!Paging.TryRead<GivenThumb>(list, cursor, out var place)) return Problems.Invalid("cursor", Paging.Unknown);
        var page = feedback.Page(profile, limit + 1, place is null ? null : (place.At, place.PaperNumber));
        var shown = page.Take(limit).ToList();
        var ids = papers.Find([.. shown.Select(thumb => thumb.PaperNumber)]).ToDictionary(paper => paper.Number, paper => paper.Id);
        return TypedResults.Ok(new FeedbackListResponse(
            [.. shown.Select(thumb => new FeedbackItem(ids[thumb.PaperNumber].Value, thumb.Value, thumb.At))],
            page.Count > limit ? Paging.Cursor(list, shown[^1]) : null));
    }
}

/// <summary>A thumb for a paper.</summary>
/// <param name="Value">Up for liked, down for not wanted.</param>
/// <param name="Profile">Whose thumb; the default profile's where it is not said.</param>
public sealed record FeedbackRequest(Thumb Value, string? Profile = null);

/// <summary>A sign of interest in a paper.</summary>
/// <param name="Kind">What was done with the paper.</param>
/// <param name="Profile">Whose sign; the default profile's where it is not said.</param>
public sealed record SignalRequest(Signal Kind, string? Profile = null);

/// <summary>Thumbs for many papers.</summary>
/// <param name="Items">1 to 10,000; of two for one paper the last counts.</param>
/// <param name="Profile">Whose thumbs; the default profile's where it is not said.</param>
public sealed record ManyFeedbackRequest([property: Length(1, 10_000)] IReadOnlyList<ManyFeedbackItem> Items, string? Profile = null);

/// <summary>A thumb for one of many papers.</summary>
/// <param name="Id">The paper's id.</param>
/// <param name="Value">Up for liked, down for not wanted.</param>
public sealed record ManyFeedbackItem(string Id, Thumb Value);

/// <param name="ModelVersion">The version of the preference model that the next read is ranked with; 0 while there is none.</param>
/// <param name="RankedIn">Milliseconds that storing and learning took.</param>
public sealed record FeedbackResponse(int ModelVersion, double RankedIn);

/// <summary>A page of a profile's thumbs.</summary>
/// <param name="Items">Thumbs, newest first.</param>
/// <param name="Next">The cursor of the next page; null at the end.</param>
public sealed record FeedbackListResponse(IReadOnlyList<FeedbackItem> Items, string? Next);

/// <summary>A thumb that was given.</summary>
/// <param name="Id">The paper's id.</param>
/// <param name="Value">Up or down.</param>
/// <param name="At">When it was given or last changed.</param>
public sealed record FeedbackItem(string Id, Thumb Value, DateTimeOffset At);
