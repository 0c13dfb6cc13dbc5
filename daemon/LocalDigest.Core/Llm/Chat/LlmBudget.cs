namespace LocalDigest.Llm;

/// <summary>
/// What one run may still spend. A request reserves its estimate before it is sent and settles with the real figures afterwards, so that
/// requests side by side cannot overspend together. Safe for several threads.
/// </summary>
/// <param name="requests">Requests left.</param>
/// <param name="tokens">Tokens left, read and written together.</param>
internal sealed class LlmBudget(int requests, long tokens)
{
    private readonly Lock spending = new();
    private int requestsLeft = requests;
    private long tokensLeft = tokens;

    /// <summary>Takes a request and an estimate of its tokens.</summary>
    /// <exception cref="LlmException">There is not enough left.</exception>
    internal void Reserve(long estimate)
    {
        lock (spending)
        {
            if (requestsLeft < 1 || tokensLeft < estimate)
            {
                throw new LlmException(
                    LlmFailure.OverBudget,
                    "The run's budget for the language model is used up. Raise LocalDigest:Llm:MaxRequestsPerRun or "
                        + "LocalDigest:Llm:MaxTokensPerRun, or make the shortlist smaller.");
            }
            requestsLeft--;
            tokensLeft -= estimate;
        }
    }

    /// <summary>Replaces the estimate of a finished request by what it took.</summary>
    internal void Settle(long estimate, long used)
    {
        lock (spending) tokensLeft += estimate - used;
    }
}
