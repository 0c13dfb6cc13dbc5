using LocalDigest.Papers;
using LocalDigest.Storage;
using Microsoft.Extensions.Logging;

namespace LocalDigest.Reading;

/// <summary>
/// Keeps an error that no code foresaw, met in one paper, from ending the run of all papers: documents and answers are broken or hostile in
/// ways that nobody has thought of. Such an error is logged once, with its stack trace, and becomes a sentence for the user.
/// </summary>
internal sealed partial class PaperGuard(ILogger logger)
{
    /// <summary>Runs one step of the work on a paper.</summary>
    /// <param name="paper">The paper.</param>
    /// <param name="failure">What to say where it fails, a sentence without its stop: <c>arXiv's HTML could not be read</c>.</param>
    /// <param name="stepAsync">The step. It handles the failures that it foresees itself.</param>
    /// <returns>What the step returned; or the default, and a sentence that says what failed.</returns>
    /// <exception cref="StorageException">The database failed, which the next paper would meet as well.</exception>
    /// <exception cref="OperationCanceledException">The step was cancelled.</exception>
    public async Task<(T? Result, string? Failure)> TryAsync<T>(PaperId paper, string failure, Func<Task<T>> stepAsync)
    {
        try
        {
            return (await stepAsync(), null);
        }
        catch (Exception error) when (error is not (OperationCanceledException or StorageException or OutOfMemoryException))
        {
            LogFailure(error, paper.Value, failure);
            return (default, $"{failure}: LocalDigest met something that it does not understand. Please report paper and log.");
        }
    }

    [LoggerMessage(101, LogLevel.Error, "{Paper}: {Failure}")]
    private partial void LogFailure(Exception error, string paper, string failure);
}
