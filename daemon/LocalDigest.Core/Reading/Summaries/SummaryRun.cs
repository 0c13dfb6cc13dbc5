using LocalDigest.Llm;
using LocalDigest.Profiles;

namespace LocalDigest.Reading;

/// <summary>
/// One run's summaries for one reader: whose they are, what may be spent on them, and whether the model is still worth asking. Safe for
/// several threads.
/// </summary>
/// <param name="profile">Language and interests.</param>
/// <param name="job">To which the cost belongs.</param>
/// <param name="budget">What may be spent; from <see cref="ChatModel.NewBudget"/>.</param>
public sealed class SummaryRun(Profile profile, string job, LlmBudget budget)
{
    /// <summary>After so many time-outs in a row the model is taken to be too slow or gone.</summary>
    private const int TimeoutsUntilGivingUp = 2;

    private volatile LlmException? givenUp;
    private int timeouts;

    public Profile Profile => profile;

    public string Job => job;

    public LlmBudget Budget => budget;

    /// <summary>The failure after which nothing more is asked; null while there is none.</summary>
    internal LlmException? GivenUp => givenUp;

    internal void Note(LlmException error)
    {
        if (error.IsLasting || (error.Failure == LlmFailure.TimedOut && Interlocked.Increment(ref timeouts) >= TimeoutsUntilGivingUp)) givenUp ??= error;
    }

    internal void NoteAnswer() => Interlocked.Exchange(ref timeouts, 0);
}
