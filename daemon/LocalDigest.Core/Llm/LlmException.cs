namespace LocalDigest.Llm;

/// <summary>A request to the model failed. The message is a sentence for the user and holds no key.</summary>
public sealed class LlmException(LlmFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public LlmFailure Failure { get; } = failure;

    /// <summary>Whether the next request will fail the same way, so that asking on is of no use.</summary>
    public bool IsLasting => Failure is LlmFailure.KeyRefused or LlmFailure.NotFound or LlmFailure.OverBudget or LlmFailure.Unreachable or LlmFailure.Throttled;
}
