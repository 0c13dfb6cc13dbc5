using System.Text.Json;
using LocalDigest.Storage;

namespace LocalDigest.Llm;

/// <summary>
/// The record of every request that was sent. A request's row is on disk before its first byte leaves the machine, with what it will take,
/// estimated; its answer puts the real figures in their place. Where a crash comes between, the estimate stands.
/// </summary>
public sealed class CallLedger(Database database, TimeProvider clock)
{
    private const string Sums =
        """
        count(*), coalesce(sum(input_tokens), 0), coalesce(sum(output_tokens), 0),
        CASE WHEN count(usd) = count(*) THEN total(usd) END, sum(usd), coalesce(sum(is_estimate), 0)
        """;

    /// <summary>What the requests of a job took.</summary>
    public LlmCost Of(string job) =>
        database.Read(session => session.First($"SELECT {Sums} FROM llm_calls WHERE job = ?1", row => ReadSums(row), job))!;

    /// <summary>What requests for one purpose took in some jobs together.</summary>
    internal LlmCost Of(IReadOnlyCollection<string> jobs, string purpose) => database.Read(session => session.First(
        $"SELECT {Sums} FROM llm_calls WHERE purpose = ?2 AND job IN (SELECT value FROM json_each(?1))",
        row => ReadSums(row), JsonSerializer.Serialize(jobs), purpose))!;

    /// <summary>
    /// What the requests of a profile for one purpose, and those named after it, took from a moment on, and when the first of them was.
    /// </summary>
    internal (LlmCost Cost, DateTimeOffset? First) Since(string profile, string purpose, DateTimeOffset from) => database.Read(session => session.First(
        $"SELECT {Sums}, min(at) FROM llm_calls WHERE profile = ?1 AND (purpose = ?2 OR purpose GLOB ?2 || '-*') AND at >= ?3",
        row => (ReadSums(row), row.MomentOrNull(6)), profile, purpose, from));

    /// <summary>What was sent on some days, in UTC, by day, profile, purpose and model.</summary>
    /// <param name="first">The first day.</param>
    /// <param name="last">The last day.</param>
    /// <param name="profile">For whom; null for everybody.</param>
    public IReadOnlyList<LedgerSum> Between(DateOnly first, DateOnly last, string? profile) => database.Read(session => session.Query(
        $"""
        SELECT {Sums}, substr(at, 1, 10) AS day, profile, purpose, model FROM llm_calls
        WHERE at >= ?1 AND substr(at, 1, 10) <= ?2 AND (?3 IS NULL OR profile = ?3)
        GROUP BY day, profile, purpose, model
        """,
        row => new LedgerSum(row.Day(6), row.TextOrNull(7), row.Text(8), row.Text(9), ReadSums(row)), first, last, profile));

    /// <summary>Begins the way of a request, which is in the ledger once it is sent.</summary>
    internal LedgerEntry Begin(LedgerCall call) => new(this, call, clock);

    /// <summary>
    /// Notes a request that is about to be sent, where its limit allows it: one statement, so that several processes keep it together.
    /// </summary>
    /// <returns>The row's number; null where the limit does not allow it.</returns>
    internal long? Open(LedgerCall call, DateTimeOffset now)
    {
        var (limit, usd) = (call.Limit, call.Price(call.InputTokens, call.OutputTokens));
        return database.Write(session => session.First<long?>(
            """
            INSERT INTO llm_calls (job, profile, purpose, model, outcome, input_tokens, output_tokens, is_estimate, usd, milliseconds, at)
            SELECT ?1, ?2, ?3, ?4, 'sent', ?5, ?6, 1, ?7, 0, ?8
            FROM (
                SELECT coalesce(sum(input_tokens + output_tokens), 0) AS tokens, total(usd) AS usd
                FROM llm_calls WHERE profile = ?2 AND (purpose = ?12 OR purpose GLOB ?12 || '-*') AND at >= ?9
            ) spent
            WHERE (?10 IS NULL OR spent.tokens + ?5 + ?6 <= ?10) AND (?11 IS NULL OR spent.usd + ?7 <= ?11)
            RETURNING id
            """,
            row => row.Key(0), call.Job, call.Profile, call.Purpose, call.Model, call.InputTokens, call.OutputTokens, (double?)usd, now,
            limit?.Since ?? now, limit?.Tokens, limit?.Usd, limit?.Purpose ?? call.Purpose));
    }

    /// <summary>Puts what a request really took in the place of the estimate.</summary>
    internal void Settle(long id, string outcome, TimeSpan took, long inputTokens, long outputTokens, decimal? usd, bool isEstimate) =>
        database.Write(session => session.Execute(
            """
            UPDATE llm_calls SET outcome = ?2, milliseconds = ?3, input_tokens = ?4, output_tokens = ?5, usd = ?6, is_estimate = ?7 WHERE id = ?1
            """,
            id, outcome, (long)took.TotalMilliseconds, inputTokens, outputTokens, (double?)usd, isEstimate));

    private static LlmCost ReadSums(Row row) =>
        new(row.Number(0), row.Key(1), row.Key(2), row.RealOrNull(3), row.RealOrNull(4), row.Number(5));
}
