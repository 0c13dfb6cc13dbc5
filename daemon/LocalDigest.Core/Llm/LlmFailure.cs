namespace LocalDigest.Llm;

/// <summary>Why the model gave no usable answer.</summary>
public enum LlmFailure
{
    /// <summary>No connection, or a connection that broke.</summary>
    Unreachable,

    /// <summary>No whole answer within the time allowed.</summary>
    TimedOut,

    /// <summary>The key is not valid, or may not do this.</summary>
    KeyRefused,

    /// <summary>The account has no credit left.</summary>
    OutOfCredit,

    /// <summary>The service is not offered in the user's country or region.</summary>
    RegionRefused,

    /// <summary>The service's content filter refused the question.</summary>
    ContentRefused,

    /// <summary>The question is longer than what the model takes in at once.</summary>
    ContextTooSmall,

    /// <summary>404: the model or the address does not exist there.</summary>
    NotFound,

    /// <summary>429 that did not go away.</summary>
    Throttled,

    /// <summary>Any other 4xx.</summary>
    RequestRefused,

    /// <summary>5xx, or an answer that is not of the documented form.</summary>
    ServerFailed,

    /// <summary>An answer came in which nothing is said, or nothing that can be read.</summary>
    NoAnswer,

    /// <summary>The run's budget does not allow another request.</summary>
    OverBudget,

    /// <summary>What the profile may spend on such requests is used up; others may be sent.</summary>
    OverProfileBudget,
}
