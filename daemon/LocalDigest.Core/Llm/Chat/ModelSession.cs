namespace LocalDigest.Llm;

/// <summary>
/// What one run asks of the model: all its steps share what may be spent and what was found out about the model. Once asking is of no use any more,
/// the reason is given at once instead of being waited for again. Safe for several threads.
/// </summary>
public sealed class ModelSession
{
    /// <summary>After so many failures in a row, with no answer between them, the model is taken to be gone, or to be no use.</summary>
    private const int FailuresUntilGivingUp = 2;

    private readonly ModelConnection model;
    private readonly string job;
    private readonly string? profile;
    private readonly LlmBudget budget;
    private readonly TimeSpan allowed;
    private readonly TimeProvider clock;
    private readonly long started;
    private volatile LlmException? givenUp;
    private volatile bool hasAnswered;
    private int failures;

    internal ModelSession(ModelConnection model, string job, string? profile, LlmBudget budget, TimeSpan allowed, TimeProvider clock)
    {
        this.model = model;
        this.job = job;
        this.profile = profile;
        this.budget = budget;
        this.allowed = allowed;
        this.clock = clock;
        started = clock.GetTimestamp();
    }

    /// <summary>How the model is asked.</summary>
    public LlmOptions Options => model.Options;

    /// <summary>Name of the model that is asked.</summary>
    public string Model => model.Options.Model;

    /// <summary>How many questions are under way at once.</summary>
    public int AtOnce => model.Options.AtOnce;

    /// <summary>The failure after which nothing more is asked; null while there is none.</summary>
    public LlmException? GivenUp => givenUp;

    /// <summary>
    /// What the user should set otherwise so that the model is found at once, as a sentence; null where nothing is wrong.
    /// </summary>
    public string? Correction => model.Correction;

    /// <summary>Asks once, with patience for throttling and passing failures.</summary>
    /// <param name="question">What to ask.</param>
    /// <param name="ct">Stops at once; the request that is under way is given up.</param>
    /// <exception cref="LlmException">There is no answer, or nothing is asked any more; the message says why and what to do.</exception>
    public async Task<ChatAnswer> AskAsync(ChatQuestion question, CancellationToken ct)
    {
        if (givenUp is { } reason) throw reason;
        try
        {
            if (clock.GetElapsedTime(started) > allowed)
            {
                throw new LlmException(
                    LlmFailure.OverBudget,
                    $"The run has asked the language model for {allowed.TotalMinutes:0} minutes, which is its limit. What is left is asked for at the "
                        + "next run. Raise LocalDigest:Llm:MaxMinutesPerRun, or use a faster model.");
            }
            var answer = await model.AskAsync(question, job, profile, budget, ct);
            hasAnswered = true;
            Interlocked.Exchange(ref failures, 0);
            return answer;
        }
        catch (LlmException error)
        {
            // Less at once may be answered: that is tried before the model is given up.
            var counts = !(question.IsDivisible && error.Failure is LlmFailure.TimedOut or LlmFailure.ContextTooSmall)
                && error.Failure is not (LlmFailure.ContentRefused or LlmFailure.OverProfileBudget);
            var isDown = error.Failure == LlmFailure.ServerFailed && !hasAnswered;
            if (error.IsLasting || isDown || counts && Interlocked.Increment(ref failures) >= FailuresUntilGivingUp) givenUp ??= error;
            throw;
        }
    }
}
