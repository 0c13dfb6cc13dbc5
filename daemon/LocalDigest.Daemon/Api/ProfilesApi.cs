using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Nodes;
using LocalDigest.Daemon.Wire;
using LocalDigest.Judging;
using LocalDigest.Papers;
using LocalDigest.Preferences;
using LocalDigest.Profiles;
using LocalDigest.Runs;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace LocalDigest.Daemon.Api;

/// <summary>The profiles: what the user is interested in, from which sources, and how the digest looks.</summary>
internal static class ProfilesApi
{
    public const int LongestInterests = 100_000;

    /// <summary>JSON Merge Patch, RFC 7396.</summary>
    public const string MergePatch = "application/merge-patch+json";

    public static void MapProfiles(this IEndpointRouteBuilder routes)
    {
        var profiles = routes.MapGroup("/v1/profiles").WithTags("Profiles");
        profiles.MapGet("", List).WithName("listProfiles")
            .WithSummary("The profiles of this daemon.")
            .WithDescription("In the order in which they were made. There is always one.");
        profiles.MapPost("", AddAsync).WithName("addProfile")
            .WithSummary("Adds a profile.")
            .WithDescription(
                "Its id is made of its name. What is left out is the default. With 'from' it starts from a list of papers, and the " +
                "answer tells by line what of it was not taken.")
            .WithMetadata(new ETagMetadata("The revision of the profile, for If-Match."));
        profiles.MapGet("/{id}", Get).WithName("getProfile")
            .WithSummary("A profile as it stands.")
            .WithDescription("With its interests taken apart into topics. Its ETag goes into If-Match of a change.")
            .WithMetadata(new ETagMetadata("The revision of the profile, for If-Match."));
        profiles.MapPut("/{id}", ReplaceAsync).WithName("replaceProfile")
            .WithSummary("Replaces a profile.")
            .WithDescription(
                "What is left out becomes the default, as when a profile is added; PATCH changes single fields. With If-Match only the " +
                "revision that was read is replaced.")
            .WithMetadata(new ETagMetadata("The revision of the profile, for If-Match."));
        profiles.MapPatch("/{id}", PatchAsync).WithName("patchProfile")
            .WithSummary("Changes fields of a profile.")
            .WithDescription(
                "By a JSON Merge Patch (RFC 7396): fields that are left out stay as they are, fields that are null become their " +
                "default, lists are replaced as a whole. With If-Match only the revision that was read is changed.")
            .Accepts<ProfileRequest>(MergePatch, "application/json")
            .WithMetadata(new MergePatchMetadata(), new ETagMetadata("The revision of the profile, for If-Match."));
        profiles.MapDelete("/{id}", Delete).WithName("deleteProfile")
            .WithSummary("Deletes a profile.")
            .WithDescription("With its feedback, its model and its digests. The last one is followed by a fresh default.");
    }

    public static NotFoundProblem NoProfile(string id) => Problems.NotFound($"There is no profile '{id}'. GET /v1/profiles lists them.");

    private static Ok<ProfilesResponse> List(ProfileTable profiles) => TypedResults.Ok(new ProfilesResponse([.. profiles.All().Select(ProfileResponse.Of)]));

    private static Results<Ok<ProfileResponse>, NotFoundProblem> Get(string id, ProfileTable profiles, HttpResponse response)
    {
        if (profiles.Find(id) is not { } profile) return NoProfile(id);
        return Tagged(profile, response);
    }

    private static async Task<Results<Created<ProfileResponse>, InvalidProblem>> AddAsync(
        AddProfileRequest request, ProfileTable profiles, ProfileCheck check, ProfileFromList list, PreferenceTrainer preferences,
        HttpResponse response, CancellationToken ct)
    {
        if (check.FaultsOf(request) is { Any: true } errors) return Problems.Invalid(errors);
        var unread = new FieldErrors();
        if (list.Read(request, unread, out var report) is not { } whole) return Problems.Invalid(unread);
        var profile = profiles.Add(whole.ToProfile(""));
        // Seeds count from the first list on.
        await preferences.KeepAsync(profile.Id, ct);
        response.Headers.ETag = Tag(profile);
        return TypedResults.Created($"/v1/profiles/{profile.Id}", ProfileResponse.Of(profile) with { From = report });
    }

    private static async Task<Results<Ok<ProfileResponse>, NotFoundProblem, InvalidProblem, ChangedProblem>> ReplaceAsync(
        string id, ProfileRequest request, ProfileTable profiles, ProfileCheck check, PreferenceTrainer preferences, Rejudging rejudging,
        HttpResponse response, CancellationToken ct, [FromHeader(Name = "If-Match")] string? ifMatch = null)
    {
        if (check.FaultsOf(request) is { Any: true } errors) return Problems.Invalid(errors);
        if (!TryReadTag(ifMatch, out var expected)) return NoTag();
        if (profiles.Find(id) is null) return NoProfile(id);
        try
        {
            if (profiles.Replace(request.ToProfile(id), expected) is not { } stored) return NoProfile(id);
            // Other interests make another model: the next list is ranked with it.
            await preferences.KeepAsync(stored.Id, ct);
            return Tagged(stored, response, rejudging.AfterChange(stored));
        }
        catch (ProfileChangedException changed)
        {
            return new ChangedProblem(changed.Message);
        }
    }

    private static async Task<Results<Ok<ProfileResponse>, NotFoundProblem, InvalidProblem, ChangedProblem, MediaTypeProblem>> PatchAsync(
        string id, HttpRequest http, ProfileTable profiles, ProfileCheck check, PreferenceTrainer preferences, Rejudging rejudging,
        HttpResponse response, CancellationToken ct,
        [FromHeader(Name = "If-Match")] string? ifMatch = null)
    {
        if (http.MediaType() is not (MergePatch or "application/json"))
        {
            return new MediaTypeProblem($"Send the changes as {MergePatch}, named in Content-Type.");
        }
        var patch = await JsonNode.ParseAsync(http.Body, cancellationToken: ct);
        if (!TryReadTag(ifMatch, out var expected)) return NoTag();
        while (true)
        {
            if (profiles.Find(id) is not { } current) return NoProfile(id);
            if (check.Patched(ProfileRequest.Of(current), patch, out var errors) is not { } request) return Problems.Invalid(errors);
            try
            {
                if (profiles.Replace(request.ToProfile(id), expected ?? current.Revision) is not { } stored) return NoProfile(id);
                await preferences.KeepAsync(stored.Id, ct);
                return Tagged(stored, response, rejudging.AfterChange(stored));
            }
            catch (ProfileChangedException changed) when (expected is not null)
            {
                return new ChangedProblem(changed.Message);
            }
            catch (ProfileChangedException)
            {
                // Somebody else was quicker; what the patch does not name is as they left it.
            }
        }
    }

    private static Results<NoContent, NotFoundProblem> Delete(string id, ProfileTable profiles) => profiles.Delete(id) ? TypedResults.NoContent() : NoProfile(id);

    private static Ok<ProfileResponse> Tagged(Profile profile, HttpResponse response, JudgeEstimate? rejudging = null)
    {
        response.Headers.ETag = Tag(profile);
        return TypedResults.Ok(
            ProfileResponse.Of(profile) with { Rejudging = rejudging is null ? null : JudgeEstimateResponse.Of(rejudging) });
    }

    private static string Tag(Profile profile) => string.Create(CultureInfo.InvariantCulture, $"\"{profile.Revision}\"");

    /// <summary>Reads If-Match: a revision, or null for whatever is there.</summary>
    private static bool TryReadTag(string? ifMatch, out int? revision)
    {
        revision = null;
        if (ifMatch is null or "*") return true;
        var tag = ifMatch.Replace("W/", "", StringComparison.Ordinal).Trim('"');
        if (!int.TryParse(tag, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        revision = number;
        return true;
    }

    private static ChangedProblem NoTag() => new("If-Match is not the ETag of a profile. Read the profile again and repeat the change.");
}

/// <summary>A profile as the caller writes it. What is left out, or null, is the default.</summary>
public record ProfileRequest
{
    /// <summary>Any name on one line.</summary>
    [StringLength(100, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>
    /// Free text, or criteria in Markdown: numbered or titled topics with 'Relevant:' and 'Not relevant:', keywords, closing remarks.
    /// Clauses such as "I do not care about robots" speak against.
    /// </summary>
    [MaxLength(ProfilesApi.LongestInterests)]
    public string? Interests { get; init; }

    /// <summary>
    /// Of comments, summaries and headings: a BCP 47 tag of a language whose words are known, see GET /v1/styles. English where it is left
    /// out.
    /// </summary>
    public string? Language { get; init; }

    /// <summary>Words that speak for a paper.</summary>
    [MaxLength(1000), ItemMaxLength(300)]
    public IReadOnlyList<string>? Keywords { get; init; }

    /// <summary>A paper that holds one is left out.</summary>
    [MaxLength(1000), ItemMaxLength(300)]
    public IReadOnlyList<string>? NegativeKeywords { get; init; }

    /// <summary>A paper that holds none of them is left out. Where there are none, nothing is.</summary>
    [MaxLength(1000), ItemMaxLength(300)]
    public IReadOnlyList<string>? RequiredKeywords { get; init; }

    /// <summary>Authors to follow: their papers are always judged and shown.</summary>
    [MaxLength(1000), ItemMaxLength(300)]
    public IReadOnlyList<string>? Authors { get; init; }

    /// <summary>Institutions to follow, in the same way. Few sources name them: bioRxiv, some papers of arXiv's API, libraries.</summary>
    [MaxLength(1000), ItemMaxLength(300)]
    public IReadOnlyList<string>? Institutions { get; init; }

    /// <summary>Ids of papers that stand for the interest. The order learns from them as from a library.</summary>
    [MaxLength(1000), ItemMaxLength(2000)]
    public IReadOnlyList<string>? Seeds { get; init; }

    /// <summary>What to read: arXiv and Hugging Face where it is left out, nothing where the list is empty.</summary>
    [MaxLength(100)]
    public IReadOnlyList<SourceSpec>? Sources { get; init; }

    /// <summary>What goes into the digest, and how it looks.</summary>
    public DigestSettings? Digest { get; init; }

    /// <summary>What is learned from.</summary>
    public LearningSettings? Learning { get; init; }

    /// <summary>When the digest is made by itself; left out for only when asked.</summary>
    public ScheduleSettings? Schedule { get; init; }

    /// <summary>Where digests that are made by the schedule go.</summary>
    [MaxLength(100)]
    public IReadOnlyList<DeliveryTarget>? Delivery { get; init; }

    /// <summary>The request that would make a profile what it is.</summary>
    internal static ProfileRequest Of(Profile profile) => new()
    {
        Name = profile.Name,
        Interests = profile.Interests,
        Language = profile.Language,
        Keywords = profile.Keywords,
        NegativeKeywords = profile.NegativeKeywords,
        RequiredKeywords = profile.RequiredKeywords,
        Authors = profile.Authors,
        Institutions = profile.Institutions,
        Seeds = profile.Seeds,
        Sources = profile.Sources,
        Digest = profile.Digest,
        Learning = profile.Learning,
        Schedule = profile.Schedule,
        Delivery = profile.Delivery,
    };

    /// <summary>The profile that it asks for.</summary>
    internal Profile ToProfile(string id) => new()
    {
        Id = id,
        Name = Name.Trim(),
        Interests = Interests ?? "",
        Language = Language ?? "en",
        Keywords = Words(Keywords),
        NegativeKeywords = Words(NegativeKeywords),
        RequiredKeywords = Words(RequiredKeywords),
        Authors = Words(Authors),
        Institutions = Words(Institutions),
        Seeds = [.. Words(Seeds).Select(seed => PaperId.TryParse(seed, out var paper) ? paper.Value : seed)],
        Sources = Sources ?? Profile.Default.Sources,
        Digest = Digest ?? new DigestSettings(),
        Learning = Learning ?? new LearningSettings(),
        Schedule = Schedule,
        Delivery = Delivery ?? [],
    };

    internal static List<string> Words(IReadOnlyList<string>? words) =>
        [.. (words ?? []).Select(word => word.Trim()).Where(word => word.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];
}

/// <summary>All profiles.</summary>
/// <param name="Items">In the order in which they were made.</param>
public sealed record ProfilesResponse(IReadOnlyList<ProfileResponse> Items);

/// <param name="Topics">The interests taken apart.</param>
/// <param name="Unwanted">What clauses of the interests, such as "I do not care about robots", are against in every topic.</param>
/// <param name="Remarks">What the interests say outside their topics.</param>
/// <param name="From">What came of the papers to start from; only in the answer to a request that had any.</param>
/// <param name="Rejudging">
/// What it takes at most to judge again the papers of the last week that no digest has shown, because the criteria have changed since; only
/// in the answer to a change. The next run does so within the profile's budget, the most promising first.
/// </param>
public sealed record ProfileResponse(
    string Id, int Revision, string Name, string Interests, string Language, IReadOnlyList<string> Keywords, IReadOnlyList<string> NegativeKeywords,
    IReadOnlyList<string> RequiredKeywords, IReadOnlyList<string> Authors, IReadOnlyList<string> Institutions, IReadOnlyList<string> Seeds,
    IReadOnlyList<SourceSpec> Sources, DigestSettings Digest, LearningSettings Learning,
    ScheduleSettings? Schedule, IReadOnlyList<DeliveryTarget> Delivery, IReadOnlyList<Topic> Topics, IReadOnlyList<string> Unwanted,
    string Remarks, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, FromResponse? From = null, JudgeEstimateResponse? Rejudging = null)
{
    internal static ProfileResponse Of(Profile profile)
    {
        var interests = profile.ParseInterests();
        return new ProfileResponse(
            profile.Id, profile.Revision, profile.Name, profile.Interests, profile.Language, profile.Keywords, profile.NegativeKeywords,
            profile.RequiredKeywords, profile.Authors, profile.Institutions,
            profile.Seeds, profile.Sources, profile.Digest, profile.Learning, profile.Schedule, profile.Delivery,
            interests.Topics, interests.Unwanted, interests.Remarks, profile.CreatedAt, profile.UpdatedAt);
    }
}
