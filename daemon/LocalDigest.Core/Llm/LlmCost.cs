namespace LocalDigest.Llm;

/// <summary>What requests of one kind took on one day.</summary>
/// <param name="Day">The day, in UTC.</param>
/// <param name="Profile">For whom; null for nobody.</param>
/// <param name="Purpose">What for.</param>
/// <param name="Model">Which model.</param>
/// <param name="Cost">What they took.</param>
public sealed record LedgerSum(DateOnly Day, string? Profile, string Purpose, string Model, LlmCost Cost);

/// <summary>What requests to the model took together.</summary>
/// <param name="Requests">How many were sent.</param>
/// <param name="InputTokens">Tokens read by the model.</param>
/// <param name="OutputTokens">Tokens written by it.</param>
/// <param name="Usd">US dollars; null where the price of any of them is not known.</param>
/// <param name="UsdAtLeast">US dollars of those whose price is known; null where that is none.</param>
/// <param name="Estimated">Requests whose tokens are estimated, because no answer told them.</param>
public sealed record LlmCost(int Requests, long InputTokens, long OutputTokens, double? Usd, double? UsdAtLeast, int Estimated)
{
    public long Tokens => InputTokens + OutputTokens;

    /// <summary>Adds up: a sum over known and unknown prices is not known.</summary>
    internal static LlmCost Sum(IReadOnlyCollection<LlmCost> costs) => new(
        costs.Sum(cost => cost.Requests), costs.Sum(cost => cost.InputTokens), costs.Sum(cost => cost.OutputTokens),
        costs.All(cost => cost.Usd is not null) ? costs.Sum(cost => cost.Usd) : null,
        costs.Any(cost => cost.UsdAtLeast is not null) ? costs.Sum(cost => cost.UsdAtLeast) : null,
        costs.Sum(cost => cost.Estimated));
}
