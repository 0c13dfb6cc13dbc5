namespace LocalDigest.Llm;

/// <summary>Why the model gave no usable answer.</summary>
public enum LlmFailure
{
    /// <summary>No connection, or a connection that broke.</summary>
    Unreachable,

    /// <summary>No whole answer within the time allowed.</summary>
    TimedOut,

    /// <summary>401 or 403.</summary>
    KeyRefused,

    /// <summary>404: the model or the address does not exist there.</summary>
    NotFound,

    /// <summary>429 that did not go away.</summary>
    Throttled,

    /// <summary>Any other 4xx.</summary>
    RequestRefused,

    /// <summary>5xx, or an answer that is not of the documented form.</summary>
    ServerFailed,

    /// <summary>The run's budget does not allow another request.</summary>
    OverBudget,
}

/// <summary>A request to the model failed. The message is a sentence for the user and holds no key.</summary>
public sealed class LlmException(LlmFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public LlmFailure Failure { get; } = failure;

    /// <summary>Whether the next request will fail the same way, so that asking on is of no use.</summary>
    public bool IsLasting => Failure is LlmFailure.KeyRefused or LlmFailure.NotFound or LlmFailure.OverBudget or LlmFailure.Unreachable or LlmFailure.Throttled;
}
