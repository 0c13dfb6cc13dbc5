namespace LocalDigest.Sources;

/// <summary>Why a source could not be read.</summary>
public enum SourceFailure
{
    /// <summary>No connection, name not found, time-out, 5xx.</summary>
    Unreachable,

    /// <summary>429 or a 503 with Retry-After: the source wants to be left alone for a while.</summary>
    Throttled,

    /// <summary>4xx: the request or a key is wrong.</summary>
    Refused,

    /// <summary>The answer is not what the service documents, too large, or cut off.</summary>
    Malformed,
}
