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
