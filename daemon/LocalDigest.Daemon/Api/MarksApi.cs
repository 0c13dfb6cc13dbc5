using System.ComponentModel.DataAnnotations;
using LocalDigest.Daemon.Wire;
using LocalDigest.Feedback;
using LocalDigest.Ingestion;
using LocalDigest.Preferences;
using LocalDigest.Profiles;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocalDigest.Daemon.Api;

/// <summary>What a reader notes on a paper: that it was seen or is kept, words and tags.</summary>
internal static class MarksApi
{
    public static void MapMarks(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/v1").WithTags("Feedback").MapPut("/papers/{id}/marks", PutAsync).WithName("putMarks")
            .WithSummary("Marks a paper as seen or saved, and notes words and tags on it.")
            .WithDescription(
                "Only what is named changes: an empty note or list of tags takes away what stood there. To save a paper is the sign of " +
                "interest 'saved' too, and to save it no more takes that back.");

    private static async Task<Results<Ok<MarksResponse>, NotFoundProblem, InvalidProblem>> PutAsync(
        string id, MarksRequest request, ProfileTable profiles, PaperTable papers, MarkTable marks, PreferenceTrainer trainer,
        CancellationToken ct)
    {
        var profile = request.Profile ?? Profile.DefaultId;
        if (profiles.Find(profile) is null) return ProfilesApi.NoProfile(profile);
        if (PapersApi.Named(papers, id) is not { } paper) return PapersApi.NoPaper(id);
        if (request.Tags is { } tags && tags.Index().FirstOrDefault(tag => string.IsNullOrWhiteSpace(tag.Item)) is (var place, not null))
            return Problems.Invalid($"tags[{place}]", "A tag has at least one character that can be seen.");
        var (before, after) = marks.Change(profile, paper.Number, request.Change);
        if (before.Saved != after.Saved) await trainer.LearnAsync(profile, ct);
        return TypedResults.Ok(new MarksResponse(after.Seen, after.Saved, after.Note, after.Tags));
    }
}

/// <summary>Changes what is noted on a paper; what is left out stays as it is.</summary>
/// <param name="Profile">Whose marks; the default profile's where it is not said.</param>
/// <param name="Seen">Whether the reader has seen the paper.</param>
/// <param name="Saved">Whether it is kept for later.</param>
/// <param name="Note">The reader's own words; an empty text takes the note away.</param>
/// <param name="Tags">The reader's own keywords, all of them; an empty list takes them away.</param>
public sealed record MarksRequest(
    string? Profile = null,
    bool? Seen = null,
    bool? Saved = null,
    [property: MaxLength(MarksRequest.LongestNote)] string? Note = null,
    [property: MaxLength(MarksRequest.MostTags), ItemMaxLength(MarksRequest.LongestTag)] IReadOnlyList<string>? Tags = null)
{
    internal const int LongestNote = 10_000, MostTags = 50, LongestTag = 100;

    internal Marks Change(Marks marks) => marks with
    {
        Seen = Seen ?? marks.Seen,
        Saved = Saved ?? marks.Saved,
        Note = Note is null ? marks.Note : Note.Trim() is { Length: > 0 } words ? words : null,
        Tags = Tags is null ? marks.Tags : [.. Tags.Select(tag => tag.Trim()).Distinct(StringComparer.OrdinalIgnoreCase)],
    };
}

/// <summary>What is noted on a paper.</summary>
/// <param name="Seen">Whether the reader has seen the paper.</param>
/// <param name="Saved">Whether it is kept for later.</param>
/// <param name="Note">The reader's own words; null for none.</param>
/// <param name="Tags">The reader's own keywords.</param>
public sealed record MarksResponse(bool Seen, bool Saved, string? Note, IReadOnlyList<string> Tags);
