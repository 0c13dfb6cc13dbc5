using System.Text.Json;
using System.Text.Json.Nodes;
using LocalDigest.Daemon.Wire;
using LocalDigest.Delivery;
using LocalDigest.Digests;
using LocalDigest.Ingestion;
using LocalDigest.Papers;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace LocalDigest.Daemon.Api;

/// <summary>What is wrong with a profile that its form alone does not tell: names of things that do not exist.</summary>
internal sealed class ProfileCheck(Harvester harvester, Courier courier, StyleCatalogue styles, JsonCheck form, IOptions<JsonOptions> json)
{
    private readonly JsonSerializerOptions json = json.Value.SerializerOptions;

    /// <summary>What is wrong with a request of the right form.</summary>
    public FieldErrors FaultsOf(ProfileRequest request)
    {
        var errors = new FieldErrors();
        errors.Check("name", !string.IsNullOrWhiteSpace(request.Name) && !request.Name.Any(char.IsControl), "It is a name on one line.");
        errors.CheckLanguage("language", request.Language, styles);
        var seeds = request.Seeds ?? [];
        for (var i = 0; i < seeds.Count; i++)
        {
            if (PaperId.TryParse(seeds[i], out _)) continue;
            errors.Add($"seeds[{i}]", $"'{seeds[i]}' is not a paper's id; write it like arxiv:2601.12080 or doi:10.1000/182.");
        }
        CheckSources(request.Sources, harvester, errors);
        if (request.Schedule?.CheckZone() is { } unscheduled) errors.Add("schedule.zone", unscheduled);
        var targets = request.Delivery ?? [];
        for (var i = 0; i < targets.Count; i++)
        {
            if (courier.Check(targets[i]) is { } fault) errors.Add($"delivery[{i}]", fault);
            else if (targets[i].StrayField() is { } stray) errors.Add($"delivery[{i}].{stray}", Stray("target", targets[i].Kind));
        }
        if (request.Digest is { } digest)
        {
            errors.Check("digest.style", styles.Has(digest.Style), styles.Unknown(digest.Style));
            errors.Check("digest.budget", digest.Budget.IsOne, "A budget has one of the fields seen, share, tokensPerDay and usdPerMonth. Leave the others out.");
        }
        return errors;
    }

    /// <summary>What is wrong with sources of a profile or a run.</summary>
    public static void CheckSources(IReadOnlyList<SourceSpec>? sources, Harvester harvester, FieldErrors errors)
    {
        for (var i = 0; i < (sources?.Count ?? 0); i++)
        {
            var source = sources![i];
            if (harvester.Check(source) is { } fault) errors.Add($"sources[{i}]", fault);
            else if (source.StrayField() is { } stray) errors.Add($"sources[{i}].{stray}", Stray("source", source.Kind));
        }
    }

    private static string Stray(string thing, string kind) => $"A {thing} of the kind {kind} has no such field. Leave it out.";

    /// <summary>A profile with a merge patch applied to it.</summary>
    /// <returns>Null where the outcome is no profile; <paramref name="errors"/> says why.</returns>
    public ProfileRequest? Patched(ProfileRequest current, JsonNode? patch, out FieldErrors errors)
    {
        var patched = JsonSerializer.SerializeToElement(MergePatch.Apply(JsonSerializer.SerializeToNode(current, json), patch));
        errors = new FieldErrors();
        form.Check(patched, typeof(ProfileRequest), errors);
        if (errors.Any) return null;
        var request = patched.Deserialize<ProfileRequest>(json)!;
        errors = FaultsOf(request);
        return errors.Any ? null : request;
    }
}
