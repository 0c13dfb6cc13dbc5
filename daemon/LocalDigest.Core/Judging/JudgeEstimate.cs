namespace LocalDigest.Judging;

/// <summary>What judging some papers will take.</summary>
/// <param name="Papers">How many.</param>
/// <param name="Tokens">Tokens read and written, estimated.</param>
/// <param name="Usd">US dollars; null where the price is not known.</param>
public sealed record JudgeEstimate(int Papers, long Tokens, double? Usd);
