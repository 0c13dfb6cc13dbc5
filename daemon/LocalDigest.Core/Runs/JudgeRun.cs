using LocalDigest.Expecting;
using LocalDigest.Ingestion;
using LocalDigest.Jobs;
using LocalDigest.Judging;
using LocalDigest.Profiles;

namespace LocalDigest.Runs;

/// <summary>
/// Has papers judged that the user names, within the profile's budget. After a crash it goes on behind the last verdict that was stored.
/// </summary>
internal sealed class JudgeRun(ProfileTable profiles, Rejudging rejudging, ThumbExamples examples, PaperTable papers, Judge judge, Funnel funnel) : IJobKind
{
    public string Kind => "judge";

    public async Task<JobOutcome> RunAsync(Job job, JobProgress progress, CancellationToken ct)
    {
        var request = job.ReadRequest<JudgeRequest>();
        if (profiles.Find(request.Profile) is not { } profile)
        {
            progress.Report(new Problem("profile", $"There is no profile '{request.Profile}' any more."));
            return new JobOutcome(JobState.Failed);
        }
        if (!judge.IsConfigured)
        {
            progress.Report(
                new Problem("judge", "No language model is configured. Set LocalDigest:Llm:BaseUrl and LocalDigest:Llm:Model."));
            return new JobOutcome(JobState.Failed);
        }
        var chosen = progress.Recall<Chosen>();
        if (chosen is null) progress.Remember(chosen = new Chosen([.. rejudging.Find(profile, request).Select(paper => paper.Number)]));
        progress.Begin("judge", chosen.Papers.Count);
        var asked = new JudgingProgress(progress);
        DateTimeOffset? again = request.Papers is null ? null : job.CreatedAt;
        var report = await judge.JudgeAsync(
            profile, examples.Of(profile), papers.Find(chosen.Papers), job.Id, again, funnel.BoundOf(profile), asked.Advance, ct);
        funnel.Judged(profile, report.Verdicts);
        asked.Tell(report, isBudgetTold: true);
        return new JobOutcome(progress.HasProblems ? JobState.Partial : JobState.Succeeded);
    }

    /// <summary>What the run is about, by number: found once, so that a run that is taken up again is about the same.</summary>
    private sealed record Chosen(IReadOnlyList<long> Papers);
}
