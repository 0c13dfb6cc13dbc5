using System.Globalization;
using LocalDigest.Daemon.Hosting;
using LocalDigest.Delivery;
using LocalDigest.Digests;
using LocalDigest.Ingestion;
using LocalDigest.Papers;
using LocalDigest.Preferences;
using LocalDigest.Profiles;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace LocalDigest.Daemon.Api;

/// <summary>The profiles: what the user is interested in, from which sources, and how the digest looks.</summary>
internal static class ProfilesApi
{
    public const int LongestInterests = 100_000;

    public static void MapProfiles(this IEndpointRouteBuilder routes)
    {
        var profiles = routes.MapGroup("/v1/profiles").WithTags("Profiles");
        profiles.MapGet("", List).WithName("listProfiles").WithSummary("All profiles.");
        profiles.MapPost("", Add).WithName("addProfile").WithSummary("Adds a profile; its id is made of its name.");
        profiles.MapGet("/{id}", Get).WithName("getProfile").WithSummary("One profile, with its interests taken apart into topics. Its ETag goes into If-Match of a change.");
        profiles.MapPut("/{id}", ReplaceAsync).WithName("replaceProfile").WithSummary("Replaces a profile; with If-Match only the revision that was read.");
        profiles.MapDelete("/{id}", Delete).WithName("deleteProfile").WithSummary("Deletes a profile with its feedback and digests. The last one is followed by a fresh default.");
    }

    public static NotFoundProblem NoProfile(string id) => Problems.NotFound($"There is no profile '{id}'. GET /v1/profiles lists them.");

    private static Ok<ProfilesResponse> List(ProfileTable profiles) => TypedResults.Ok(new ProfilesResponse([.. profiles.All().Select(ProfileResponse.Of)]));

    private static Results<Ok<ProfileResponse>, NotFoundProblem> Get(string id, ProfileTable profiles, HttpResponse response)
    {
        if (profiles.Find(id) is not { } profile) return NoProfile(id);
        return Tagged(profile, response);
    }

    private static Results<Created<ProfileResponse>, InvalidProblem> Add(ProfileRequest request, ProfileTable profiles, Harvester harvester, Courier courier, StyleCatalogue styles, HttpResponse response)
    {
        var errors = Check(request, harvester, courier, styles);
        if (errors.Any) return Problems.Invalid(errors);
        var profile = profiles.Add(ToProfile(request, new Profile { Id = "", Name = "", Sources = Profile.Default.Sources }));
        response.Headers.ETag = Tag(profile);
        return TypedResults.Created($"/v1/profiles/{profile.Id}", ProfileResponse.Of(profile));
    }

    private static async Task<Results<Ok<ProfileResponse>, NotFoundProblem, InvalidProblem, ChangedProblem>> ReplaceAsync(
        string id, ProfileRequest request, ProfileTable profiles, Harvester harvester, Courier courier, StyleCatalogue styles, PreferenceTrainer preferences,
        HttpResponse response, CancellationToken ct, [FromHeader(Name = "If-Match")] string? ifMatch = null)
    {
        var errors = Check(request, harvester, courier, styles);
        if (errors.Any) return Problems.Invalid(errors);
        int? expected = null;
        if (ifMatch is not (null or "*"))
        {
            if (!int.TryParse(ifMatch.Replace("W/", "", StringComparison.Ordinal).Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var revision)) return new ChangedProblem("If-Match is not the ETag of a profile. Read the profile again and repeat the change.");
            expected = revision;
        }
        if (profiles.Find(id) is not { } current) return NoProfile(id);
        try
        {
            if (profiles.Replace(ToProfile(request, current), expected) is not { } stored) return NoProfile(id);
            // Other interests make another model: the next list is ranked with it.
            await preferences.KeepAsync(stored.Id, ct);
            return Tagged(stored, response);
        }
        catch (ProfileChangedException changed)
        {
            return new ChangedProblem(changed.Message);
        }
    }

    private static Results<NoContent, NotFoundProblem> Delete(string id, ProfileTable profiles) => profiles.Delete(id) ? TypedResults.NoContent() : NoProfile(id);

    private static Ok<ProfileResponse> Tagged(Profile profile, HttpResponse response)
    {
        response.Headers.ETag = Tag(profile);
        return TypedResults.Ok(ProfileResponse.Of(profile));
    }

    private static string Tag(Profile profile) => string.Create(CultureInfo.InvariantCulture, $"\"{profile.Revision}\"");

    /// <summary>What the request says over what there is; what it does not say is the default, not what was there before.</summary>
    private static Profile ToProfile(ProfileRequest request, Profile current) => new()
    {
        Id = current.Id,
        Name = request.Name!.Trim(),
        Interests = request.Interests ?? "",
        Language = string.IsNullOrWhiteSpace(request.Language) ? "en" : request.Language.Trim(),
        Keywords = Words(request.Keywords),
        NegativeKeywords = Words(request.NegativeKeywords),
        Authors = Words(request.Authors),
        Seeds = [.. Words(request.Seeds).Select(seed => PaperId.TryParse(seed, out var id) ? id.Value : seed)],
        Sources = request.Sources ?? current.Sources,
        Digest = request.Digest ?? new DigestSettings(),
        Learning = request.Learning ?? new LearningSettings(),
        Schedule = request.Schedule,
        Delivery = request.Delivery ?? [],
    };

    private static List<string> Words(IReadOnlyList<string>? words) =>
        [.. (words ?? []).Select(word => word.Trim()).Where(word => word.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];

    private static FieldErrors Check(ProfileRequest request, Harvester harvester, Courier courier, StyleCatalogue styles)
    {
        var errors = new FieldErrors();
        errors.Check("name", !string.IsNullOrWhiteSpace(request.Name) && request.Name.Length <= 100 && !request.Name.Any(char.IsControl), "A profile needs a name of 1 to 100 characters on one line.");
        errors.Check("interests", (request.Interests?.Length ?? 0) <= LongestInterests, $"The interests may have at most {LongestInterests} characters.");
        errors.Check("language", string.IsNullOrWhiteSpace(request.Language) || IsLanguage(request.Language.Trim()), "It is a language tag such as en, zh or pt-BR.");
        CheckWords(errors, "keywords", request.Keywords);
        CheckWords(errors, "negativeKeywords", request.NegativeKeywords);
        CheckWords(errors, "authors", request.Authors);
        CheckWords(errors, "seeds", request.Seeds);
        foreach (var seed in request.Seeds ?? [])
        {
            errors.Check("seeds", PaperId.TryParse(seed, out _), $"'{seed}' is not a paper's id; write it like arxiv:2601.12080 or doi:10.1000/182.");
        }
        foreach (var source in request.Sources ?? [])
        {
            if (harvester.Check(source) is { } fault) errors.Add("sources", fault);
        }
        if (request.Schedule?.Check() is { } unscheduled) errors.Add("schedule", unscheduled);
        foreach (var target in request.Delivery ?? [])
        {
            if (courier.Check(target) is { } fault) errors.Add("delivery", fault);
        }
        if (request.Digest is { } digest)
        {
            errors.Check("digest.style", styles.Has(digest.Style ?? ""), styles.Unknown(digest.Style ?? ""));
            errors.Check("digest.maxPapers", digest.MaxPapers is >= 1 and <= 500, "It is a number from 1 to 500.");
            errors.Check("digest.shortlist", digest.Shortlist is >= 0 and <= 5000, "It is a number from 0 to 5000.");
            errors.Check("digest.minRelevance", digest.MinRelevance is >= 1 and <= 10, "It is a number from 1 to 10.");
            errors.Check("digest.minNovelty", digest.MinNovelty is >= 1 and <= 10, "It is a number from 1 to 10.");
            errors.Check("digest.minSimilarity", digest.MinSimilarity is >= 0 and <= 1, "It is a number from 0 to 1.");
            errors.Check("digest.exploration", digest.Exploration is >= 0 and <= 0.5, "It is a number from 0 to 0.5.");
            errors.Check("digest.read", digest.Read is null or (>= 0 and <= 100), "It is a number from 0 to 100, or null for what the style needs.");
            errors.Check("digest.maxAgeDays", digest.MaxAgeDays is >= 1 and <= 36500, "It is a number from 1 to 36500.");
        }
        return errors;
    }

    private static void CheckWords(FieldErrors errors, string field, IReadOnlyList<string>? words)
    {
        if (words is null) return;
        errors.Check(field, words.Count <= 1000, "At most 1000 are possible.");
        errors.Check(field, words.All(word => word is not null && word.Length <= 300), "Each is text of at most 300 characters.");
    }

    /// <summary>The shape of BCP 47: letters, then parts of letters and digits.</summary>
    internal static bool IsLanguage(string tag)
    {
        var parts = tag.Split('-');
        return parts[0].Length is 2 or 3 && parts[0].All(char.IsAsciiLetter) && parts.Skip(1).All(part => part.Length is >= 1 and <= 8 && part.All(char.IsAsciiLetterOrDigit));
    }
}

/// <summary>A profile as the caller writes it. What is left out is the default.</summary>
/// <param name="Name">Any name of at most 100 characters.</param>
/// <param name="Interests">Free text, or criteria in Markdown: numbered or titled topics with 'Relevant:' and 'Not relevant:', keywords, closing remarks.</param>
/// <param name="Language">Of comments, summaries and headings.</param>
/// <param name="Keywords">Words that speak for a paper.</param>
/// <param name="NegativeKeywords">A paper that holds one is left out.</param>
/// <param name="Authors">Authors to follow.</param>
/// <param name="Seeds">Ids of papers that stand for the interest.</param>
/// <param name="Sources">What to read; the default sources where left out at the first time.</param>
/// <param name="Digest">What goes into the digest, and how it looks.</param>
/// <param name="Learning">What is learned from.</param>
/// <param name="Schedule">When the digest is made by itself; null for only when asked.</param>
/// <param name="Delivery">Where digests that are made by the schedule go.</param>
public sealed record ProfileRequest(
    string? Name, string? Interests = null, string? Language = null, IReadOnlyList<string>? Keywords = null, IReadOnlyList<string>? NegativeKeywords = null,
    IReadOnlyList<string>? Authors = null, IReadOnlyList<string>? Seeds = null, IReadOnlyList<SourceSpec>? Sources = null, DigestSettings? Digest = null,
    LearningSettings? Learning = null, ScheduleSettings? Schedule = null, IReadOnlyList<DeliveryTarget>? Delivery = null);

public sealed record ProfilesResponse(IReadOnlyList<ProfileResponse> Items);

/// <param name="Topics">The interests taken apart.</param>
/// <param name="Remarks">What the interests say outside their topics.</param>
public sealed record ProfileResponse(
    string Id, int Revision, string Name, string Interests, string Language, IReadOnlyList<string> Keywords, IReadOnlyList<string> NegativeKeywords,
    IReadOnlyList<string> Authors, IReadOnlyList<string> Seeds, IReadOnlyList<SourceSpec> Sources, DigestSettings Digest, LearningSettings Learning,
    ScheduleSettings? Schedule, IReadOnlyList<DeliveryTarget> Delivery, IReadOnlyList<Topic> Topics, string Remarks, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    internal static ProfileResponse Of(Profile profile)
    {
        var interests = profile.ParseInterests();
        return new ProfileResponse(
            profile.Id, profile.Revision, profile.Name, profile.Interests, profile.Language, profile.Keywords, profile.NegativeKeywords, profile.Authors,
            profile.Seeds, profile.Sources, profile.Digest, profile.Learning, profile.Schedule, profile.Delivery, interests.Topics, interests.Remarks, profile.CreatedAt, profile.UpdatedAt);
    }
}
