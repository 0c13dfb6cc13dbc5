using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using LocalDigest.Daemon.Wire;
using LocalDigest.Papers;
using LocalDigest.Prefiltering;
using LocalDigest.Profiles;
using LocalDigest.Ranking;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace LocalDigest.Daemon.Api;

/// <summary>What the caller holds, scored as the store's own papers are. Nothing of it is stored.</summary>
internal static class HeldPapersApi
{
    public const int MostPapers = 10_000;
    /// <summary>Ten thousand papers of 6 KB each; a body of this kind is in memory as a whole, and while it grows twice.</summary>
    private const long LongestBody = 64 * 1024 * 1024;

    public static void MapHeldPapers(this IEndpointRouteBuilder routes)
    {
        var ranking = routes.MapGroup("/v1").WithTags("Ranking")
            .WithMetadata(new RequestSizeLimitAttribute(LongestBody), new StoresNothingMetadata());
        ranking.MapPost("/prefilter", Choose).WithName("prefilter")
            .WithSummary("The shortlist of papers that the caller holds.")
            .WithDescription(
                "In order of their similarity to a profile's interests or to those that are given, in units that stored papers have " +
                "too. Nothing is stored.");
        ranking.MapPost("/rank", Rank).WithName("rank")
            .WithSummary("Papers that the caller holds, in a profile's order.")
            .WithDescription(
                "By its interests and its preference model, best first; each comes back with the id that the caller gave it. Nothing is " +
                "stored.");
    }

    /// <summary>The papers of a request; what is wrong with them is noted under <c>papers[n]</c>.</summary>
    public static IReadOnlyList<Paper> Read(IReadOnlyList<HeldPaper> papers, FieldErrors errors)
    {
        var read = new List<Paper>(papers.Count);
        for (var i = 0; i < papers.Count && !errors.IsFull; i++)
        {
            if (papers[i].ToPaper(out var fault) is { } paper) read.Add(paper);
            else errors.Add($"papers[{i}]", fault!);
        }
        return read;
    }

    private static Results<Ok<RankResponse>, NotFoundProblem, InvalidProblem> Rank(
        RankRequest request, ProfileTable profiles, PaperIndex index, Ranker ranker, CancellationToken ct)
    {
        var errors = new FieldErrors();
        var papers = Read(request.Papers, errors);
        if (errors.Any) return Problems.Invalid(errors);
        var id = request.Profile ?? Profile.DefaultId;
        if (profiles.Find(id) is not { } profile) return ProfilesApi.NoProfile(id);
        var order = ranker.For(profile);
        var ranked = order.Of(HeldPapers.Of(papers, index, ct));
        var items = ranked.Select((item, place) => new RankItem(
            request.Papers[place].Id, place, Math.Round(item.Score, 6), Math.Round(item.Similarity, 6),
            item.Preference is { } preference ? Math.Round(preference, 6) : null));
        return TypedResults.Ok(new RankResponse(
            order.Preference?.Version.Version ?? 0,
            [.. items.OrderByDescending(item => ranked[item.Index].Score).ThenBy(item => item.Index)]));
    }

    private static Results<Ok<PrefilterResponse>, NotFoundProblem, InvalidProblem> Choose(
        PrefilterRequest request, ProfileTable profiles, PaperIndex index, CancellationToken ct)
    {
        var errors = new FieldErrors();
        var papers = Read(request.Papers, errors);
        errors.Check("interests", request.Interests is null || request.Profile is null, "Name a profile or interests, not both.");
        errors.Check("interests", request.Interests is null || request.Interests.Trim().Length > 0, "They are empty.");
        if (errors.Any) return Problems.Invalid(errors);
        var id = request.Profile ?? Profile.DefaultId;
        var profile = request.Interests is null ? profiles.Find(id) : null;
        if (request.Interests is null && profile is null) return ProfilesApi.NoProfile(id);
        var interests = profile?.ParseInterests() ?? InterestParser.Parse(request.Interests!);
        var shortlist = Prefilter.Shortlist(interests, profile, HeldPapers.Of(papers, index, ct), request.Keep ?? papers.Count, request.Share);
        LeftOutPaper LeftOut(int place, string reason) => new(request.Papers[place].Id, place, reason);
        return TypedResults.Ok(new PrefilterResponse(
            [.. shortlist.Kept.Select(match => new PrefilterItem(
                request.Papers[match.Place].Id, match.Place, Math.Round(match.Similarity, 6),
                match.Topic is { } topic ? $"{topic.Number}. {topic.Title}" : null))],
            papers.Count,
            Math.Round(shortlist.ExpectedShare, 6),
            [
                .. shortlist.NegativeKeyword.Select(place => LeftOut(place, "It holds a negative keyword of the profile.")),
                .. shortlist.NoRequiredKeyword.Select(place => LeftOut(place, "It holds none of the keywords that the profile requires.")),
            ]));
    }
}

/// <summary>What to put in order.</summary>
/// <param name="Papers">At most 10,000.</param>
/// <param name="Profile">Whose order; the default profile's where it is not said.</param>
public sealed record RankRequest([property: MaxLength(HeldPapersApi.MostPapers)] IReadOnlyList<HeldPaper> Papers, string? Profile = null);

/// <param name="ModelVersion">The version of the preference model; 0 while nothing has been learned.</param>
/// <param name="Items">The papers, best first.</param>
public sealed record RankResponse(int ModelVersion, IReadOnlyList<RankItem> Items);

/// <param name="Id">As the caller sent it.</param>
/// <param name="Index">Its place in what the caller sent, from 0.</param>
/// <param name="Score">From 0 to 1: the order.</param>
/// <param name="Similarity">Nearness to the interests, from 0 to 1.</param>
/// <param name="Preference">The probability that the user likes it, from 0 to 1; null while nothing has been learned.</param>
public sealed record RankItem(string? Id, int Index, double Score, double Similarity, double? Preference);

/// <summary>
/// A paper that the caller holds. It may have other fields, such as those of the tool that it is from; they are not read.
/// </summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record HeldPaper
{
    /// <summary>Whatever the caller calls it; given back as it is.</summary>
    public string? Id { get; init; }

    [StringLength(1_000, MinimumLength = 1)]
    public required string Title { get; init; }

    [MaxLength(50_000)]
    public string? Abstract { get; init; }

    /// <summary>Each a name, or an object with a name. Read only to find authors whom the profile follows.</summary>
    [JsonShape(JsonShapeAttribute.Authors)]
    public IReadOnlyList<JsonElement>? Authors { get; init; }

    /// <summary>The paper, or null and why it cannot be read.</summary>
    internal Paper? ToPaper(out string? fault) =>
        new PaperLine { Title = Title, Abstract = Abstract, Authors = Authors }.ToPaper(out fault);
}

/// <summary>What to make a shortlist of.</summary>
public sealed record PrefilterRequest
{
    /// <summary>At most 10,000.</summary>
    [MaxLength(HeldPapersApi.MostPapers)]
    public required IReadOnlyList<HeldPaper> Papers { get; init; }

    /// <summary>
    /// Whose interests, negative keywords and authors count; the default profile's where neither this nor interests are given.
    /// </summary>
    public string? Profile { get; init; }

    /// <summary>Criteria as a profile has them, in place of a profile.</summary>
    [StringLength(ProfilesApi.LongestInterests, MinimumLength = 1)]
    public string? Interests { get; init; }

    /// <summary>At most so many on the shortlist; all where it is not said.</summary>
    [Range(0, HeldPapersApi.MostPapers)]
    public int? Keep { get; init; }

    /// <summary>No more than are expected to hold this share of the relevant papers.</summary>
    [Range(0.0, 1.0)]
    public double? Share { get; init; }
}

/// <param name="Items">The shortlist, the most similar first.</param>
/// <param name="Considered">How many papers were sent.</param>
/// <param name="ExpectedShare">The share of the relevant papers that is expected to be on the shortlist: similarities read as probabilities, summed up.</param>
/// <param name="LeftOut">Papers that were left out whatever their similarity, with the reason.</param>
public sealed record PrefilterResponse(IReadOnlyList<PrefilterItem> Items, int Considered, double ExpectedShare, IReadOnlyList<LeftOutPaper> LeftOut);

/// <param name="Id">As the caller sent it.</param>
/// <param name="Index">Its place in what the caller sent, from 0.</param>
/// <param name="Similarity">From 0 to 1.</param>
/// <param name="Topic">The topic of the interests that it comes nearest to.</param>
public sealed record PrefilterItem(string? Id, int Index, double Similarity, string? Topic);

/// <param name="Id">As the caller sent it.</param>
/// <param name="Index">Its place in what the caller sent, from 0.</param>
/// <param name="Reason">A sentence.</param>
public sealed record LeftOutPaper(string? Id, int Index, string Reason);
