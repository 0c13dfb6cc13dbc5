using System.Text.Json;
using LocalDigest.Storage;

namespace LocalDigest.Llm;

/// <summary>What requests to the model took together.</summary>
/// <param name="Requests">How many were sent.</param>
/// <param name="InputTokens">Tokens read by the model.</param>
/// <param name="OutputTokens">Tokens written by it.</param>
/// <param name="Usd">US dollars; null where no price is configured.</param>
public sealed record LlmCost(int Requests, long InputTokens, long OutputTokens, double? Usd);

/// <summary>The record of every request that was sent, on disk before its answer is used.</summary>
public sealed class CallLedger(Database database, TimeProvider clock)
{
    internal void Record(string? job, string purpose, string model, string outcome, long inputTokens, long outputTokens, decimal? usd, TimeSpan took) =>
        database.Write(session => session.Execute(
            "INSERT INTO llm_calls (job, purpose, model, outcome, input_tokens, output_tokens, usd, milliseconds, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            job, purpose, model, outcome, inputTokens, outputTokens, usd is { } price ? (double)price : null, (long)took.TotalMilliseconds, clock.GetUtcNow()));

    public LlmCost Of(string job) => database.Read(session => session.First(
        "SELECT count(*), coalesce(sum(input_tokens), 0), coalesce(sum(output_tokens), 0), sum(usd) FROM llm_calls WHERE job = ?1",
        row => new LlmCost(row.Number(0), row.Key(1), row.Key(2), row.RealOrNull(3)), job))!;

    /// <summary>What requests for one purpose took in some jobs together.</summary>
    internal LlmCost Of(IReadOnlyCollection<string> jobs, string purpose) => database.Read(session => session.First(
        """
        SELECT count(*), coalesce(sum(input_tokens), 0), coalesce(sum(output_tokens), 0), sum(usd) FROM llm_calls
        WHERE purpose = ?2 AND job IN (SELECT value FROM json_each(?1))
        """,
        row => new LlmCost(row.Number(0), row.Key(1), row.Key(2), row.RealOrNull(3)), JsonSerializer.Serialize(jobs), purpose))!;
}
