using System.ComponentModel.DataAnnotations;
using LocalDigest.Daemon.Wire;
using LocalDigest.Feedback;
using LocalDigest.Ingestion;
using LocalDigest.Prefiltering;
using LocalDigest.Profiles;
using LocalDigest.Ranking;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocalDigest.Daemon.Api;

/// <summary>How papers would rank after a change that is not made yet.</summary>
internal static class PreviewApi
{
    public const int MostItems = 500;

    public static void MapPreview(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/v1").WithTags("Ranking").MapPost("/preview", Show).WithName("preview")
            .WithSummary("How papers would rank after a change.")
            .WithDescription(
                "Under other interests, or after one more thumb: the papers of some days before and after, and what would move. Nothing " +
                "is stored. Where other interests put another question to the judge, verdicts count in neither order. With interests it " +
                "tells how they are understood.")
            .WithMetadata(new StoresNothingMetadata());

    private static Results<Ok<PreviewResponse>, NotFoundProblem, InvalidProblem> Show(
        PreviewRequest request, ProfileTable profiles, PaperTable papers, Annotations annotations, Previewer previewer,
        CancellationToken ct)
    {
        var id = request.Profile ?? Profile.DefaultId;
        if (profiles.Find(id) is not { } profile) return ProfilesApi.NoProfile(id);
        var errors = new FieldErrors();
        errors.Check("to", request.From <= request.To, "It is the first day or a later one.");
        var thumbed = request.Thumb is { } named ? PapersApi.Named(papers, named.Id) : null;
        if (request.Thumb is { } unknown) errors.Check("thumb.id", thumbed is not null, $"There is no paper '{unknown.Id}'.");
        if (errors.Any) return Problems.Invalid(errors);

        var changed = request.Changed(profile);
        (long, bool)? thumb = thumbed is null ? null : (thumbed.Number, request.Thumb!.Value == Thumb.Up);
        var disliked = annotations.All(profile.Id).Where(said => said.Value.Thumb == Thumb.Down).Select(said => said.Key).ToHashSet();
        var preview = previewer.Of(profile, changed, thumb, request.From, request.To, disliked, ct);

        var limit = request.Limit ?? Paging.UsualItems;
        var (before, after) = (RanksOf(preview.Before), RanksOf(preview.After));
        var moved = preview.Before.Take(limit).Union(preview.After.Take(limit)).Where(number => before[number] != after[number])
            .OrderByDescending(number => Math.Abs(before[number] - after[number])).ThenBy(number => after[number]).Take(limit).ToList();
        var shown = papers.Find([.. preview.Before.Take(limit).Union(preview.After.Take(limit))]).ToDictionary(paper => paper.Number);
        PreviewPaper Item(long number, int rank) =>
            new(shown[number].Id.Value, shown[number].Paper.Title, rank, Prefilter.Followed(shown[number].Paper, changed)?.Name);
        return TypedResults.Ok(new PreviewResponse(
            [.. preview.Before.Take(limit).Where(shown.ContainsKey).Select(number => Item(number, before[number]))],
            [.. preview.After.Take(limit).Where(shown.ContainsKey).Select(number => Item(number, after[number]))],
            [
                .. moved.Where(shown.ContainsKey).Select(number => new PreviewMove(
                    shown[number].Id.Value, shown[number].Paper.Title, before[number], after[number])),
            ],
            preview.Before.Count, preview.IsJudged, request.Interests is null ? null : UnderstoodInterests.Of(changed.ParseInterests())));
    }

    /// <summary>The rank of each paper, from 1.</summary>
    private static Dictionary<long, int> RanksOf(IReadOnlyList<long> order) =>
        order.Index().ToDictionary(paper => paper.Item, paper => paper.Index + 1);
}

/// <summary>A change to try, and the days whose papers are ranked.</summary>
public sealed record PreviewRequest
{
    /// <summary>Whose order; the default profile's where it is not said.</summary>
    public string? Profile { get; init; }

    /// <summary>Criteria in place of the profile's.</summary>
    [MaxLength(ProfilesApi.LongestInterests)]
    public string? Interests { get; init; }

    /// <summary>Keywords in place of the profile's.</summary>
    [MaxLength(1000), ItemMaxLength(300)]
    public IReadOnlyList<string>? Keywords { get; init; }

    /// <summary>
    /// Followed authors in place of the profile's. They change no order; their papers are named, since a digest always holds them.
    /// </summary>
    [MaxLength(1000), ItemMaxLength(300)]
    public IReadOnlyList<string>? Authors { get; init; }

    /// <summary>A thumb as it would be given.</summary>
    public PreviewThumb? Thumb { get; init; }

    /// <summary>First day of publication.</summary>
    public required DateOnly From { get; init; }

    /// <summary>Last day of publication.</summary>
    public required DateOnly To { get; init; }

    /// <summary>So many of the best papers of each order are shown; 50 where it is not said.</summary>
    [Range(1, PreviewApi.MostItems)]
    public int? Limit { get; init; }

    /// <summary>The profile as it would be.</summary>
    internal Profile Changed(Profile profile) => profile with
    {
        Interests = Interests ?? profile.Interests,
        Keywords = Keywords is null ? profile.Keywords : ProfileRequest.Words(Keywords),
        Authors = Authors is null ? profile.Authors : ProfileRequest.Words(Authors),
    };
}

/// <summary>A thumb as it would be given.</summary>
/// <param name="Id">The paper's id.</param>
/// <param name="Value">Up for liked, down for not wanted.</param>
public sealed record PreviewThumb(string Id, Thumb Value);

/// <param name="Before">The best papers of these days as they rank now.</param>
/// <param name="After">The best papers as they would rank. The paper of the thumb stands among them, also where it would be hidden by
/// it.</param>
/// <param name="Moved">Papers of either list that would move, those that would move farthest first.</param>
/// <param name="Total">How many papers of these days are ranked.</param>
/// <param name="WithVerdicts">Whether the judge's verdicts count in both orders; otherwise they count in neither.</param>
/// <param name="Understood">How the interests are understood; null where none were given.</param>
public sealed record PreviewResponse(
    IReadOnlyList<PreviewPaper> Before, IReadOnlyList<PreviewPaper> After, IReadOnlyList<PreviewMove> Moved, int Total, bool WithVerdicts,
    UnderstoodInterests? Understood);

/// <param name="Id">The paper's id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Rank">Among the papers of these days, from 1.</param>
/// <param name="Followed">The author or institution by which it would be in the digest whatever its rank; null for none.</param>
public sealed record PreviewPaper(string Id, string Title, int Rank, string? Followed);

/// <param name="Id">The paper's id.</param>
/// <param name="Title">Its title.</param>
/// <param name="From">Its rank before, from 1.</param>
/// <param name="To">Its rank after, from 1.</param>
public sealed record PreviewMove(string Id, string Title, int From, int To);

/// <summary>Criteria text taken apart.</summary>
/// <param name="Topics">What is wanted.</param>
/// <param name="Unwanted">What clauses such as "I do not care about robots" are against.</param>
/// <param name="Keywords">Words that speak for a paper.</param>
/// <param name="NegativeKeywords">Words that speak against a paper.</param>
/// <param name="Introduction">What stands before the topics.</param>
/// <param name="Closing">What stands behind the topics and belongs to none.</param>
public sealed record UnderstoodInterests(
    IReadOnlyList<UnderstoodTopic> Topics, IReadOnlyList<string> Unwanted, IReadOnlyList<string> Keywords,
    IReadOnlyList<string> NegativeKeywords, string Introduction, string Closing)
{
    internal static UnderstoodInterests Of(Interests interests) => new(
        [.. interests.Topics.Select(topic => new UnderstoodTopic(topic.Number, topic.Title, topic.Relevant, topic.NotRelevant))],
        interests.Unwanted, interests.Keywords, interests.NegativeKeywords, interests.Introduction, interests.Remarks);
}

/// <param name="Number">From 1, as digests and verdicts name it.</param>
/// <param name="Name">A few words.</param>
/// <param name="Relevant">What is wanted.</param>
/// <param name="NotRelevant">What is not; may be empty.</param>
public sealed record UnderstoodTopic(int Number, string Name, string Relevant, string NotRelevant);
