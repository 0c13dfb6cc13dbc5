namespace LocalDigest.Llm;

/// <summary>
/// How much the requests of a profile for one purpose may take together, over all runs and processes. Of the two one is set.
/// </summary>
/// <param name="Since">From when on requests count.</param>
/// <param name="Refusal">What a request that it does not allow is told, as a sentence.</param>
/// <param name="Tokens">Tokens read and written.</param>
/// <param name="Usd">US dollars. A request whose price is not known is not allowed.</param>
public sealed record SpendingLimit(DateTimeOffset Since, string Refusal, long? Tokens = null, double? Usd = null)
{
    /// <summary>
    /// Which purpose it is for, with those named after it and a dash, as <c>judge-titles</c> is; null for the request's own.
    /// </summary>
    public string? Purpose { get; init; }
}
