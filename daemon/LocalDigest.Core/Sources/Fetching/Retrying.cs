using Polly;
using Polly.Retry;

namespace LocalDigest.Sources;

/// <summary>When a request to a source is worth another attempt, and after which pause: the one place that says so.</summary>
internal static class Retrying
{
    /// <summary>
    /// Repeats requests by one or two of the rules below. Of two the first goes around the second: each pause that was asked for gives all
    /// attempts anew.
    /// </summary>
    /// <param name="time">The clock on which is waited.</param>
    /// <param name="rules">The rules.</param>
    public static ResiliencePipeline By(TimeProvider time, params ReadOnlySpan<RetryStrategyOptions> rules)
    {
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = time };
        foreach (var rule in rules) pipeline.AddRetry(rule);
        return pipeline.Build();
    }

    /// <summary>
    /// What failed in passing is tried again. Each pause is twice the one before, with up to half as much again by chance, so that many
    /// users do not return at once.
    /// </summary>
    /// <param name="attempts">How many there are, the first included.</param>
    /// <param name="first">The first pause.</param>
    public static RetryStrategyOptions Passing(int attempts, TimeSpan first) => new()
    {
        MaxRetryAttempts = attempts - 1,
        ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is SourceException { Transient: true }),
        DelayGenerator = arguments =>
            ValueTask.FromResult<TimeSpan?>(first * Math.Pow(2, arguments.AttemptNumber) * (1 + (Random.Shared.NextDouble() / 2))),
    };

    /// <summary>A pause that the answer asked for (<c>Retry-After</c>) is waited for.</summary>
    /// <param name="pauses">How many are.</param>
    /// <param name="longest">A longer one is not.</param>
    public static RetryStrategyOptions Asked(int pauses, TimeSpan longest) => new()
    {
        MaxRetryAttempts = pauses,
        ShouldHandle = arguments => ValueTask.FromResult(
            arguments.Outcome.Exception is SourceException { Failure: SourceFailure.Throttled, RetryAfter: { } asked } && asked <= longest),
        DelayGenerator = arguments => ValueTask.FromResult(((SourceException)arguments.Outcome.Exception!).RetryAfter),
    };
}
