using System.ComponentModel.DataAnnotations;
using LocalDigest.Daemon.Wire;
using LocalDigest.Digests;
using LocalDigest.Ingestion;
using LocalDigest.Jobs;
using LocalDigest.Llm;
using LocalDigest.Papers;
using LocalDigest.Profiles;
using LocalDigest.Runs;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocalDigest.Daemon.Api;

/// <summary>Long work: asked for, watched, cancelled.</summary>
internal static class RunsApi
{
    public static void MapRuns(this IEndpointRouteBuilder routes)
    {
        var runs = routes.MapGroup("/v1/runs").WithTags("Runs");
        runs.MapPost("", Start).WithName("startRun")
            .WithSummary("Starts a run.")
            .WithDescription(
                "It goes on by itself, over restarts too; Location is where it is watched. The same request again gives the same run " +
                "while that is not finished.");
        runs.MapGet("", List).WithName("listRuns")
            .WithSummary("The last runs, newest first.")
            .WithDescription("With how far each is, what it cost and what went wrong.");
        runs.MapGet("/{id}", Get).WithName("getRun")
            .WithSummary("A run as it stands.")
            .WithDescription("How far it is, what it cost, what went wrong, and the digest that it made.");
        runs.MapDelete("/{id}", Cancel).WithName("cancelRun")
            .WithSummary("Asks a run to stop.")
            .WithDescription("It stops at its next step. What it has finished is kept. One that is over stays as it is.");
    }

    /// <summary>The year in which arXiv began; sources have nothing older.</summary>
    private static readonly DateOnly FirstDay = new(1991, 1, 1);

    public static NotFoundProblem NoRun(string id) => Problems.NotFound($"There is no run '{id}'. GET /v1/runs lists the last ones.");

    private static Results<Accepted<RunResponse>, NotFoundProblem, InvalidProblem> Start(
        RunRequest request, RunStarter starter, ProfileTable profiles, Harvester harvester, StyleCatalogue styles, CallLedger ledger, TimeProvider clock)
    {
        var errors = new FieldErrors();
        var today = DateOnly.FromDateTime(clock.GetLocalNow().DateTime);
        var date = request.Date ?? today;
        errors.Check("date", date <= today, "The day has not come yet.");
        errors.Check("date", date >= FirstDay, $"There are no digests of days before {FirstDay:yyyy-MM-dd}.");
        errors.Check("since", request.Since is null || request.Since <= date, "It lies behind the digest's own day.");
        if (request.Style is { } style && !styles.Has(style)) errors.Add("style", styles.Unknown(style));
        ProfileCheck.CheckSources(request.Sources, harvester, errors);
        if (errors.Any) return Problems.Invalid(errors);
        var profile = request.Profile ?? Profile.DefaultId;
        if (profiles.Find(profile) is null) return ProfilesApi.NoProfile(profile);
        var job = starter.StartDigest(new DigestRequest
        {
            Profile = profile,
            Date = date,
            Since = request.Since,
            Sources = request.Sources,
            Style = request.Style,
        });
        return TypedResults.Accepted($"/v1/runs/{job.Id}", RunResponse.Of(job, ledger));
    }

    private static Ok<RunsResponse> List(JobTable jobs, CallLedger ledger, [Range(1, Paging.MostItems)] int limit = 20) =>
        TypedResults.Ok(new RunsResponse([.. jobs.Recent(limit).Select(job => RunResponse.Of(job, ledger))]));

    private static Results<Ok<RunResponse>, NotFoundProblem> Get(string id, JobTable jobs, CallLedger ledger) =>
        jobs.Find(id) is { } job ? TypedResults.Ok(RunResponse.Of(job, ledger)) : NoRun(id);

    private static Results<Accepted<RunResponse>, NotFoundProblem> Cancel(string id, IJobRunner runner, CallLedger ledger) =>
        runner.Cancel(id) is { } job ? TypedResults.Accepted($"/v1/runs/{id}", RunResponse.Of(job, ledger)) : NoRun(id);
}

/// <summary>What to run.</summary>
public sealed record RunRequest
{
    [AllowedValues("digest")]
    public string? Kind { get; init; }

    /// <summary>For whom; the default profile where it is not said.</summary>
    public string? Profile { get; init; }

    /// <summary>The digest's day; today where it is not said.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>The first day of the papers wanted; those that came in since the last digest where it is not said.</summary>
    public DateOnly? Since { get; init; }

    /// <summary>What to read in place of the profile's sources; an empty list reads nothing and uses what is stored.</summary>
    public IReadOnlyList<SourceSpec>? Sources { get; init; }

    /// <summary>A style in place of the profile's.</summary>
    public string? Style { get; init; }
}

public sealed record RunsResponse(IReadOnlyList<RunResponse> Items);

/// <summary>A run as it stands.</summary>
/// <param name="State">How it stands; partial is an end at which something on the way had failed.</param>
/// <param name="Stage">What it is doing: harvest, prefilter, judge, reading, overview, digest.</param>
/// <param name="Done">Parts of the stage that are done.</param>
/// <param name="Total">Parts of the stage; 0 where that is not known.</param>
/// <param name="Counts">Figures of the result: fetched, new, considered, shortlisted, judged, selected, read (in full), …</param>
/// <param name="Digest">The digest that it made.</param>
/// <param name="Problems">What went wrong, each with a sentence and the papers concerned.</param>
public sealed record RunResponse(
    string Id, string Kind, JobState State, string? Stage, int Done, int Total, IReadOnlyDictionary<string, long> Counts, CostResponse Cost,
    string? Digest, IReadOnlyList<Problem> Problems, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt,
    int Starts)
{
    internal static RunResponse Of(Job job, CallLedger ledger) => new(
        job.Id, job.Kind, job.State, job.Stage, job.Done, job.Total, job.Counts, CostResponse.Of(ledger.Of(job.Id)), job.Result, job.Problems,
        job.CreatedAt, job.StartedAt, job.FinishedAt, job.Starts);
}
