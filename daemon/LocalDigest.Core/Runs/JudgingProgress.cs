using LocalDigest.Jobs;
using LocalDigest.Judging;

namespace LocalDigest.Runs;

/// <summary>Tells a run's followers how far the judge is and what went wrong.</summary>
internal sealed class JudgingProgress(JobProgress progress)
{
    private int told;

    /// <summary>So many papers have their verdict now.</summary>
    public void Advance(int done)
    {
        progress.Advance(done - told);
        told = done;
    }

    /// <summary>Tells what came of it.</summary>
    /// <param name="report">Of the judge.</param>
    /// <param name="isBudgetTold">Papers that were left out to keep the profile's budget are a problem of the run.</param>
    public void Tell(JudgeReport report, bool isBudgetTold)
    {
        var verdicts = report.Verdicts.Values;
        progress.Count("judged", verdicts.Count(verdict => verdict.State == VerdictState.Scored));
        foreach (var fault in report.Faults)
        {
            progress.Count("verdicts-" + fault.Verdict.State.ToString().ToLowerInvariant(), verdicts.Count(verdict => verdict.State == fault.Verdict.State));
            if (isBudgetTold || !fault.Verdict.IsOverProfileBudget)
                progress.Report(new Problem("judge", fault.Verdict.Detail!, [.. fault.Papers.Select(id => id.Value)]));
        }
        if (verdicts.Count(verdict => verdict.IsCheckedAgain) is > 0 and var checkedAgain)
            progress.Count("verdicts-checked-again", checkedAgain);
        if (report.CheckFailure is { } failure)
            progress.Report(new Problem("judge", "The judge could not be asked again about papers that it gave far more than others like them. " + failure));
        foreach (var note in report.Notes) progress.Report(new Problem("judge", note));
        if (report.Invented is { Count: > 0 } invented)
        {
            progress.Count("verdicts-invented", invented.Count);
            progress.Report(new Problem("judge", invented.Count == 1
                ? "The model judged a paper that nobody had asked about; it was ignored."
                : $"The model judged {invented.Count} papers that nobody had asked about; they were ignored.", invented));
        }
    }
}
