namespace LocalDigest.Judging;

/// <summary>A judge took the place of another.</summary>
/// <param name="Before">Name of the model, or of the prompt's version where that has changed, that judged before.</param>
/// <param name="Now">The same of today.</param>
/// <param name="Since">When it gave its first grade.</param>
/// <param name="Pairs">How many papers it and an earlier judge have judged: by them its grades are put on the old scale.</param>
public sealed record JudgeChange(string Before, string Now, DateTimeOffset Since, int Pairs);
