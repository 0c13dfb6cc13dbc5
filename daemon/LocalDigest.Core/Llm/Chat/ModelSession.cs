namespace LocalDigest.Llm;

/// <summary>
/// What one run asks of the model: all its steps share what may be spent and what was found out about the model. Once asking is of no use any more,
/// the reason is given at once instead of being waited for again. Safe for several threads.
/// </summary>
public sealed class ModelSession
{
    /// <summary>After so many time-outs in a row the model is taken to be too slow or gone.</summary>
    private const int TimeoutsUntilGivingUp = 2;

    private readonly ChatModel model;
    private readonly string job;
    private readonly LlmBudget budget;
    private volatile LlmException? givenUp;
    private int timeouts;

    internal ModelSession(ChatModel model, string job, LlmBudget budget)
    {
        this.model = model;
        this.job = job;
        this.budget = budget;
    }

    /// <summary>The failure after which nothing more is asked; null while there is none.</summary>
    public LlmException? GivenUp => givenUp;

    /// <summary>Asks once, with patience for throttling and passing failures.</summary>
    /// <param name="question">What to ask.</param>
    /// <param name="ct">Stops at once; the request that is under way is given up.</param>
    /// <exception cref="LlmException">There is no answer, or nothing is asked any more; the message says why and what to do.</exception>
    public async Task<ChatAnswer> AskAsync(ChatQuestion question, CancellationToken ct)
    {
        if (givenUp is { } reason) throw reason;
        try
        {
            var answer = await model.AskAsync(question, job, budget, ct);
            Interlocked.Exchange(ref timeouts, 0);
            return answer;
        }
        catch (LlmException error)
        {
            var isSlow = error.Failure == LlmFailure.TimedOut && Interlocked.Increment(ref timeouts) >= TimeoutsUntilGivingUp;
            if (error.IsLasting || isSlow) givenUp ??= error;
            throw;
        }
    }
}
