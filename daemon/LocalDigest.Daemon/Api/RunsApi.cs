using System.ComponentModel.DataAnnotations;
using LocalDigest.Daemon.Wire;
using LocalDigest.Digests;
using LocalDigest.Ingestion;
using LocalDigest.Jobs;
using LocalDigest.Judging;
using LocalDigest.Llm;
using LocalDigest.Papers;
using LocalDigest.Profiles;
using LocalDigest.Runs;
using LocalDigest.Watching;
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
                "It goes on by itself, over restarts too; Location is where it is watched. The same request again gives the same run while that is not " +
                "finished. With dryRun nothing is run, and the answer is 200 with what POST /v1/runs/estimate gives.");
        runs.MapPost("/estimate", Estimate).WithName("estimateRun")
            .WithSummary("What a run of the judge will cost.")
            .WithDescription("The papers are named as for POST /v1/runs of the kind judge. Nothing is run, and no model is asked.");
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

    private const string NoJudge = "There is no judge: no language model is configured. Set LocalDigest:Llm:BaseUrl.";

    /// <summary>The year in which arXiv began; sources have nothing older.</summary>
    private static readonly DateOnly FirstDay = new(1991, 1, 1);

    /// <summary>arXiv's harvests go back to this day.</summary>
    private static readonly DateOnly FirstHarvestDay = new(2005, 9, 16);

    public static NotFoundProblem NoRun(string id) => Problems.NotFound($"There is no run '{id}'. GET /v1/runs lists the last ones.");

    private static Results<Accepted<RunResponse>, JsonHttpResult<JudgeEstimateResponse>, NotFoundProblem, InvalidProblem> Start(
        RunRequest request, RunStarter starter, ProfileTable profiles, Harvester harvester, StyleCatalogue styles, PaperTable papers, Judge judge,
        Rejudging rejudging, Watcher watcher, CallLedger ledger, TimeProvider clock)
    {
        var errors = new FieldErrors();
        var isJudging = request.Kind == RunRequest.Judge;
        var isWatching = request.Kind == RunRequest.Watch;
        errors.CheckFieldsOf(request);
        if (request.Kind == RunRequest.Backfill) CheckBackfill(errors, request, harvester, clock);
        if (isWatching) errors.Check("kind", watcher.IsOn, WatchApi.IsOff);
        if (isJudging)
            errors.Check("kind", judge.IsConfigured, NoJudge);
        var today = DateOnly.FromDateTime(clock.GetLocalNow().DateTime);
        var date = request.Date ?? today;
        errors.Check("date", date <= today, "The day has not come yet.");
        errors.Check("date", date >= FirstDay, $"There are no digests of days before {FirstDay:yyyy-MM-dd}.");
        errors.Check("since", request.Since is null || request.Since <= date, "It lies behind the digest's own day.");
        if (request.Style is { } style && !styles.Has(style)) errors.Add("style", styles.Unknown(style));
        ProfileCheck.CheckSources(request.Sources, harvester, errors);
        List<long> named = [];
        foreach (var (place, id) in (request.Papers ?? []).Index())
        {
            if (PapersApi.Named(papers, id) is { } paper) named.Add(paper.Number);
            else errors.Add($"papers[{place}]", $"There is no paper '{id}'.");
        }
        if (errors.Any) return Problems.Invalid(errors);
        if (request is { Kind: RunRequest.Backfill, Category: { } category, From: { } from, To: { } to })
            return Accepted(starter.StartBackfill(new BackfillRequest(category, from, to)), ledger);
        if (request.Kind == RunRequest.Check) return Accepted(starter.StartCheck(), ledger);
        var profile = request.Profile ?? Profile.DefaultId;
        if (profiles.Find(profile) is not { } known) return ProfilesApi.NoProfile(profile);
        if (isWatching) return Accepted(starter.StartWatching(new WatchRequest { Profile = profile }), ledger);
        if (!isJudging)
        {
            var digest = new DigestRequest { Profile = profile, Date = date, Since = request.Since, Sources = request.Sources, Style = request.Style };
            return Accepted(starter.StartDigest(digest), ledger);
        }
        var first = request.Since ?? today.AddDays(1 - (request.Days ?? 1));
        var judging = new JudgeRequest
        {
            Profile = profile,
            Papers = request.Papers is null ? null : [.. named.Distinct()],
            Since = request.Papers is null ? clock.LocalTimeZone.StartOf(first) : null,
        };
        if (request.DryRun != true) return Accepted(starter.StartJudging(judging), ledger);
        // Not in the description: of an operation with two good answers programs that write clients take the first, which is not the run.
        return TypedResults.Json(JudgeEstimateResponse.Of(judge.Estimate(known, rejudging.Find(known, judging))));
    }

    private static Results<Ok<JudgeEstimateResponse>, NotFoundProblem, InvalidProblem> Estimate(
        EstimateRequest request, RunStarter starter, ProfileTable profiles, Harvester harvester, StyleCatalogue styles, PaperTable papers,
        Judge judge, Rejudging rejudging, Watcher watcher, CallLedger ledger, TimeProvider clock)
    {
        if (!judge.IsConfigured) return Problems.Invalid("papers", NoJudge);
        var asked = new RunRequest
        {
            Kind = RunRequest.Judge, DryRun = true, Profile = request.Profile,
            Papers = request.Papers, Days = request.Days, Since = request.Since,
        };
        return Start(asked, starter, profiles, harvester, styles, papers, judge, rejudging, watcher, ledger, clock).Result switch
        {
            JsonHttpResult<JudgeEstimateResponse> { Value: { } estimate } => TypedResults.Ok(estimate),
            NotFoundProblem problem => problem,
            InvalidProblem problem => problem,
            var other => throw new System.Diagnostics.UnreachableException($"A run that is only estimated gave {other.GetType().Name}."),
        };
    }

    /// <summary>A field that means nothing to the kind of run is refused, so that nobody waits for what it asks.</summary>
    private static void CheckFieldsOf(this FieldErrors errors, RunRequest request)
    {
        var kind = request.Kind ?? RunRequest.Digest;
        var isJudging = kind == RunRequest.Judge;
        (string Field, object? Given, string Only)[] fields =
        [
            ("date", request.Date, RunRequest.Digest), ("sources", request.Sources, RunRequest.Digest),
            ("style", request.Style, RunRequest.Digest),
            ("papers", request.Papers, RunRequest.Judge), ("days", request.Days, RunRequest.Judge),
            ("dryRun", request.DryRun, RunRequest.Judge),
            ("category", request.Category, RunRequest.Backfill), ("from", request.From, RunRequest.Backfill),
            ("to", request.To, RunRequest.Backfill),
        ];
        foreach (var (field, given, only) in fields)
            errors.Check(field, given is null || kind == only, $"It is for runs of the kind {only} only.");
        errors.Check("profile", request.Profile is null || kind != RunRequest.Check, "A check is of the whole database.");
        errors.Check("profile", request.Profile is null || kind != RunRequest.Backfill, "A backfill is for all profiles.");
        errors.Check("since", request.Since is null || kind is RunRequest.Digest or RunRequest.Judge,
            "It is for digests and the judge only.");
        var ways = new object?[] { request.Papers, request.Days, request.Since }.Count(way => way is not null);
        errors.Check("papers", !isJudging || ways == 1, "Say which papers to judge, by one of the fields papers, days and since.");
    }

    private static void CheckBackfill(FieldErrors errors, RunRequest request, Harvester harvester, TimeProvider clock)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        if (request.Category is not { } category)
            errors.Add("category", "Say what to bring in: an archive or a category of arXiv, such as cs or cs.CL.");
        else if (harvester.Check(Harvester.BackfillOf(category)) is { } problem) errors.Add("category", problem);
        errors.Check("from", request.From is not null, "Say the first day.");
        errors.Check("from", !(request.From < FirstHarvestDay),
            $"arXiv lists no changes before {FirstHarvestDay:yyyy-MM-dd}. Older papers stand under later days.");
        errors.Check("from", !(request.From > request.To), "It lies behind the last day.");
        errors.Check("to", request.To is not null, "Say the last day.");
        errors.Check("to", !(request.To > today), "The day has not come yet.");
    }

    /// <summary>The moment at which a day begins.</summary>
    private static DateTimeOffset StartOf(this TimeZoneInfo zone, DateOnly day)
    {
        var start = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(start, zone.GetUtcOffset(start));
    }

    private static Accepted<RunResponse> Accepted(Job job, CallLedger ledger) =>
        TypedResults.Accepted($"/v1/runs/{job.Id}", RunResponse.Of(job, ledger));

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
    internal const string Digest = "digest", Judge = "judge", Watch = "watch", Check = "check", Backfill = "backfill";

    /// <summary>
    /// A digest of a day, which is meant where it is not said, the judging of papers, a look at what became of papers that are held or
    /// liked, a check of the database, or a backfill, which brings in arXiv's papers of days that have passed.
    /// The last two are of no profile.
    /// </summary>
    [AllowedValues(Digest, Judge, Watch, Check, Backfill)]
    public string? Kind { get; init; }

    /// <summary>For whom; the default profile where it is not said.</summary>
    public string? Profile { get; init; }

    /// <summary>The digest's day; today where it is not said.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>
    /// The first day of the papers wanted. For a digest those that came in since the last one where it is not said; for the judge the day
    /// from which on the profile's runs have considered them.
    /// </summary>
    public DateOnly? Since { get; init; }

    /// <summary>What to read in place of the profile's sources; an empty list reads nothing and uses what is stored.</summary>
    public IReadOnlyList<SourceSpec>? Sources { get; init; }

    /// <summary>A style in place of the profile's.</summary>
    public string? Style { get; init; }

    /// <summary>Ids of papers to judge, again where they have been judged.</summary>
    [MinLength(1), MaxLength(10_000)]
    public IReadOnlyList<string>? Papers { get; init; }

    /// <summary>
    /// Judges what the profile's runs have considered on the last so many days, today included, where today's question has no verdict on
    /// it.
    /// </summary>
    [Range(1, 365)]
    public int? Days { get; init; }

    /// <summary>Only says what judging will cost, as POST /v1/runs/estimate does.</summary>
    public bool? DryRun { get; init; }

    /// <summary>What a backfill brings in: an archive of arXiv (cs, hep-th) or a category (cs.CL).</summary>
    public string? Category { get; init; }

    /// <summary>
    /// The first day of a backfill, in UTC. Papers stand under the day of their last change; changes are listed from 2005-09-16 on. The
    /// same backfill again goes on where one that was cancelled or failed had stopped.
    /// </summary>
    public DateOnly? From { get; init; }

    /// <summary>The last day of a backfill, included.</summary>
    public DateOnly? To { get; init; }
}

/// <summary>Which papers the judge would be asked about; one of papers, days and since says it.</summary>
public sealed record EstimateRequest
{
    /// <summary>For whom; the default profile where it is not said.</summary>
    public string? Profile { get; init; }

    /// <summary>Ids of papers, also of such that have been judged.</summary>
    [MinLength(1), MaxLength(10_000)]
    public IReadOnlyList<string>? Papers { get; init; }

    /// <summary>What the profile's runs have considered on the last so many days, today included, where today's question has no verdict on
    /// it.</summary>
    [Range(1, 365)]
    public int? Days { get; init; }

    /// <summary>The same from this day on.</summary>
    public DateOnly? Since { get; init; }
}

/// <summary>What judging papers will cost, before it is done.</summary>
/// <param name="Papers">How many papers.</param>
/// <param name="Tokens">Tokens read and written, estimated.</param>
/// <param name="Usd">US dollars; null where the price is not known.</param>
public sealed record JudgeEstimateResponse(int Papers, long Tokens, double? Usd)
{
    internal static JudgeEstimateResponse Of(JudgeEstimate estimate) => new(estimate.Papers, estimate.Tokens, estimate.Usd);
}

public sealed record RunsResponse(IReadOnlyList<RunResponse> Items);

/// <summary>A run as it stands.</summary>
/// <param name="State">How it stands; partial is an end at which something on the way had failed.</param>
/// <param name="Stage">What it is doing: harvest, prefilter, judge, reading, overview, watch, digest, check.</param>
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
