using LocalDigest.Text;

namespace LocalDigest.Llm;

/// <summary>A request to the model failed. The message is a sentence for the user and holds no key.</summary>
public sealed class LlmException(LlmFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public LlmFailure Failure { get; } = failure;

    /// <summary>A failure that was kept, for readers of any language.</summary>
    /// <param name="failure">Its kind.</param>
    /// <param name="sentence">Its sentence in English.</param>
    public static Saying CauseOf(LlmFailure failure, string sentence) => new($"cause-llm-{failure}".ToLowerInvariant(), sentence);

    /// <summary>Whether the next request will fail the same way, so that asking on is of no use.</summary>
    public bool IsLasting => Failure is LlmFailure.KeyRefused or LlmFailure.OutOfCredit or LlmFailure.RegionRefused or LlmFailure.NotFound or LlmFailure.OverBudget
        or LlmFailure.Unreachable or LlmFailure.Throttled;

    /// <summary>Whether less material in the question might be answered.</summary>
    public bool MayBeMaterial => Failure is LlmFailure.TimedOut or LlmFailure.ContextTooSmall or LlmFailure.ContentRefused or LlmFailure.RequestRefused;

    /// <summary>The server did not say what it refused; it may be the form that was asked for.</summary>
    internal bool MayBeForm { get; init; }

    /// <summary>Something else answered at the address, which may be a wrong one.</summary>
    internal bool MayBeAddress { get; init; }
}
