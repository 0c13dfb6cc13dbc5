namespace LocalDigest.Llm;

/// <summary>Worth another try after a pause.</summary>
internal sealed class RetryException(TimeSpan pause, LlmException final) : Exception(final.Message, final)
{
    public TimeSpan Pause { get; } = pause;

    public LlmException Final { get; } = final;
}
