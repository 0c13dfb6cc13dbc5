using LocalDigest.Daemon.Wire;
using LocalDigest.Llm;
using LocalDigest.Profiles;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocalDigest.Daemon.Api;

/// <summary>What the language model and the embedding endpoint took.</summary>
internal static class CostsApi
{
    private const int UsualDays = 30;

    public static void MapCosts(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/v1").WithTags("Runs").MapGet("/costs", Get).WithName("getCosts")
            .WithSummary("What the models took: requests, tokens and US dollars.")
            .WithDescription(
                "In all, and by day, profile, purpose and model. Days are those of UTC. A request is priced by the price of its day; where the price of " +
                "one is not known, usd is null and usdAtLeast tells the part that is known.");

    private static Results<Ok<CostsResponse>, NotFoundProblem, InvalidProblem> Get(
        CallLedger ledger, ProfileTable profiles, TimeProvider clock, DateOnly? from = null, DateOnly? to = null, string? profile = null)
    {
        if (profile is not null && profiles.Find(profile) is null) return ProfilesApi.NoProfile(profile);
        var last = to ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var first = from ?? last.AddDays(1 - UsualDays);
        if (first > last) return Problems.Invalid("from", "It lies behind the last day.");
        var spent = ledger.Between(first, last, profile);
        CostPart[] By(Func<LedgerSum, string?> part) =>
        [
            .. spent.GroupBy(part, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => new CostPart(group.Key, CostResponse.Of(LlmCost.Sum([.. group.Select(sum => sum.Cost)])))),
        ];
        return TypedResults.Ok(new CostsResponse(
            first, last, CostResponse.Of(LlmCost.Sum([.. spent.Select(sum => sum.Cost)])),
            [.. spent.GroupBy(sum => sum.Day).OrderBy(day => day.Key).Select(day => new CostDay(day.Key, CostResponse.Of(LlmCost.Sum([.. day.Select(sum => sum.Cost)]))))],
            By(sum => sum.Profile), By(sum => sum.Purpose), By(sum => sum.Model)));
    }
}

/// <summary>What the models took on some days.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
/// <param name="Total">All together.</param>
/// <param name="ByDay">Each day on which something was sent, the oldest first.</param>
/// <param name="ByProfile">Each profile; null stands for what belongs to none, such as embeddings.</param>
/// <param name="ByPurpose">Each purpose: judge, tldr, topics, …, embed.</param>
/// <param name="ByModel">Each model.</param>
public sealed record CostsResponse(
    DateOnly From, DateOnly To, CostResponse Total, IReadOnlyList<CostDay> ByDay, IReadOnlyList<CostPart> ByProfile, IReadOnlyList<CostPart> ByPurpose,
    IReadOnlyList<CostPart> ByModel);

/// <param name="Day">The day.</param>
/// <param name="Cost">What it took.</param>
public sealed record CostDay(DateOnly Day, CostResponse Cost);

/// <param name="Name">The id of the profile, or the name of the purpose or of the model.</param>
/// <param name="Cost">What it took.</param>
public sealed record CostPart(string? Name, CostResponse Cost);

/// <param name="Requests">Requests to the model.</param>
/// <param name="InputTokens">Tokens that it read.</param>
/// <param name="OutputTokens">Tokens that it wrote.</param>
/// <param name="Usd">US dollars; null where the price of any request is not known.</param>
/// <param name="UsdAtLeast">US dollars of the requests whose price is known; null where that is none.</param>
/// <param name="Estimated">Requests whose tokens are estimated, because no answer told them: a crash or a time-out came first.</param>
public sealed record CostResponse(int Requests, long InputTokens, long OutputTokens, double? Usd, double? UsdAtLeast, int Estimated)
{
    internal static CostResponse Of(LlmCost cost) => new(
        cost.Requests, cost.InputTokens, cost.OutputTokens, cost.Usd, cost.UsdAtLeast, cost.Estimated);
}
