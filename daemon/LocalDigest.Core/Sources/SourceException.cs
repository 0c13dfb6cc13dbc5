using LocalDigest.Text;

namespace LocalDigest.Sources;

/// <summary>Why a source could not be read. The message is a sentence for the user that says what to do.</summary>
public sealed class SourceException : Exception
{
    public SourceException(SourceFailure failure, string message, Exception? inner = null) : base(message, inner) => Failure = failure;

    public SourceFailure Failure { get; }

    /// <summary>A failure that was kept, for readers of any language.</summary>
    /// <param name="failure">Its kind.</param>
    /// <param name="sentence">Its sentence in English.</param>
    public static Saying CauseOf(SourceFailure failure, string sentence) => new($"cause-source-{failure}".ToLowerInvariant(), sentence);

    /// <summary>Not to be asked again before this time, where known.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>The HTTP status of the answer, where there was one.</summary>
    public int? Status { get; init; }

    /// <summary>How long the answer asked to be left alone, in its own words of <c>Retry-After</c> or <c>RateLimit</c>.</summary>
    internal TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the same request may well succeed a little later.</summary>
    internal bool Transient { get; init; }

    /// <summary>The beginning of a refusal's body, for readers who know its format. Not for the user.</summary>
    internal string? Answer { get; init; }
}
