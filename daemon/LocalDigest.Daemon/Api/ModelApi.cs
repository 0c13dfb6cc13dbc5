using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using LocalDigest.Daemon.Wire;
using LocalDigest.Expecting;
using LocalDigest.Feedback;
using LocalDigest.Ingestion;
using LocalDigest.Models;
using LocalDigest.Preferences;
using LocalDigest.Profiles;
using LocalDigest.Runs;
using LocalDigest.Sources;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace LocalDigest.Daemon.Api;

/// <summary>What was learned from thumbs: the versions of a profile's model, how it got better, and the libraries that it starts from.</summary>
internal static class ModelApi
{
    private const int LongestLibrary = 64 * 1024 * 1024;

    public static void MapModel(this IEndpointRouteBuilder routes)
    {
        var model = routes.MapGroup("/v1/profiles/{id}").WithTags("Model");
        model.MapGet("/model", Get).WithName("getModel")
            .WithSummary("The versions of the preference model, newest first.")
            .WithDescription("With their training time, counts, and quality on statements that they had not seen.");
        model.MapGet("/model/history", History).WithName("getModelHistory")
            .WithSummary("The learning curve.")
            .WithDescription("Quality by the number of statements, oldest version first.");
        model.MapPost("/model/rollback", Rollback).WithName("rollbackModel")
            .WithSummary("Goes back to a version of the model.")
            .WithDescription("Lists are ranked with it until the next training makes one that is not worse.");
        model.MapPost("/model/retrain", RetrainAsync).WithName("retrainModel")
            .WithSummary("Trains a new version of the model.")
            .WithDescription("From all thumbs, libraries and signs of interest. It is used where it is not worse than the one before.");
        model.MapGet("/expectation", Expectation).WithName("getExpectation")
            .WithSummary("What was learned from the judge's verdicts, newest first.")
            .WithDescription(
                "It says what the judge would say of new papers (expected and likelihood in lists) and orders the shortlist. A version is made when the " +
                "judge has come to rest and has said enough; the newest is in use. Its quality is that on verdicts that it had not seen.");
        model.MapPost("/expectation/rollback", RollbackExpectation).WithName("rollbackExpectation")
            .WithSummary("Goes back to a version of what was learned from the judge's verdicts.")
            .WithDescription("It is stored again as the newest, and in use until enough was judged to learn anew. The newest three are kept.");
        model.MapGet("/funnel", FunnelOf).WithName("getFunnel")
            .WithSummary("What the judge read, what it cost, and which share of what matters it has seen.")
            .WithDescription(
                "Of the last four weeks, and week by week. A few papers below the cut are judged by a recorded chance; from them follows, without bias, how " +
                "many relevant papers the judge did not see. The true share lies in the interval in nine of ten cases.");
        model.MapPost("/library", ImportAsync).WithName("importLibrary")
            .WithSummary("Takes in a library whose papers count as likes.")
            .WithDescription(
                "BibTeX or RIS, by Content-Type. The library holds just these papers afterwards; others under other names stay. A file " +
                "without one paper in it is refused and changes nothing.")
            .Accepts<string>(BibliographyBody.BibTeX, "text/x-bibtex", BibliographyBody.Ris, BibliographyBody.Medline, BibliographyBody.EndNoteXml, BibliographyBody.Csl)
            .WithMetadata(new RequestSizeLimitAttribute(LongestLibrary));
        model.MapGet("/library", Library).WithName("getLibrary")
            .WithSummary("The papers of a profile's libraries.")
            .WithDescription("The one that was added first comes first. A paper that is in several libraries comes once.");
        model.MapPost("/library/sync", SyncAsync).WithName("syncLibrary")
            .WithSummary("Brings the library up to date with Zotero.")
            .WithDescription(
                "With the libraries and collections among the profile's sources. Every run does so too. Where Zotero cannot be read, " +
                "the library stays as it was.");
    }

    private static Results<Ok<ModelResponse>, NotFoundProblem> Get(string id, ProfileTable profiles, PreferenceTable versions)
    {
        if (profiles.Find(id) is not { } profile) return ProfilesApi.NoProfile(id);
        var all = versions.All(profile.Id);
        return TypedResults.Ok(new ModelResponse(all.FirstOrDefault(version => version.IsUsed)?.Version ?? 0, [.. all.Select(ModelVersionResponse.Of)]));
    }

    private static Results<Ok<ExpectationResponse>, NotFoundProblem> Expectation(string id, ProfileTable profiles, VerdictModelTable versions) =>
        profiles.Find(id) is { } profile
            ? TypedResults.Ok(new ExpectationResponse([.. versions.All(profile.Id).Select(ExpectationVersionResponse.Of)]))
            : ProfilesApi.NoProfile(id);

    private static Results<Ok<ExpectationVersionResponse>, NotFoundProblem, InvalidProblem> RollbackExpectation(
        string id, RollbackRequest request, ProfileTable profiles, VerdictTrainer trainer)
    {
        if (profiles.Find(id) is not { } profile) return ProfilesApi.NoProfile(id);
        return trainer.Rollback(profile, request.Version) is { } version
            ? TypedResults.Ok(ExpectationVersionResponse.Of(version))
            : Problems.Invalid("version", $"There is no version {request.Version} whose model is still kept; the newest {VerdictModelTable.ModelsKept} are. GET …/expectation lists them.");
    }

    private static Results<Ok<FunnelResponse>, NotFoundProblem> FunnelOf(string id, ProfileTable profiles, Funnel funnel)
    {
        if (profiles.Find(id) is not { } profile) return ProfilesApi.NoProfile(id);
        var report = funnel.Report(profile);
        return TypedResults.Ok(new FunnelResponse(
            profile.Digest.Budget, report.MustReadGrade, report.RelevantGrade, FunnelPartResponse.Of(report.Whole), [.. report.Weeks.Select(FunnelPartResponse.Of)]));
    }

    private static Results<Ok<LearningCurveResponse>, NotFoundProblem> History(string id, ProfileTable profiles, PreferenceTable versions)
    {
        if (profiles.Find(id) is not { } profile) return ProfilesApi.NoProfile(id);
        return TypedResults.Ok(new LearningCurveResponse([.. versions.All(profile.Id).Reverse().Select(version => new LearningPoint(
            version.Version, version.TrainedAt, version.Likes + version.Dislikes, version.Likes, version.Dislikes, version.Auc, version.CriteriaAuc, version.LogLoss, version.IsUsed))]));
    }

    private static Results<Ok<ModelVersionResponse>, NotFoundProblem, InvalidProblem> Rollback(string id, RollbackRequest request, ProfileTable profiles, PreferenceTrainer trainer)
    {
        if (profiles.Find(id) is not { } profile) return ProfilesApi.NoProfile(id);
        try
        {
            return trainer.Rollback(profile, request.Version) is { } version
                ? TypedResults.Ok(ModelVersionResponse.Of(version))
                : Problems.Invalid("version", $"There is no version {request.Version} whose model is still kept; the newest {PreferenceTable.ModelsKept} are. GET …/model lists them.");
        }
        catch (PreferenceException unfit)
        {
            return Problems.Invalid("version", unfit.Message);
        }
    }

    private static Results<Ok<LibraryListResponse>, NotFoundProblem> Library(string id, ProfileTable profiles, LibraryTable library, PaperTable papers)
    {
        if (profiles.Find(id) is not { } profile) return ProfilesApi.NoProfile(id);
        var all = library.All(profile.Id);
        var stored = papers.Find([.. all.Select(paper => paper.PaperNumber)]).ToDictionary(paper => paper.Number);
        return TypedResults.Ok(new LibraryListResponse(
        [
            .. all.Where(paper => stored.ContainsKey(paper.PaperNumber))
                .Select(paper => new LibraryItem(stored[paper.PaperNumber].Id.Value, stored[paper.PaperNumber].Paper.Title, paper.AddedAt)),
        ]));
    }

    private static async Task<Results<Ok<FeedbackResponse>, NotFoundProblem>> RetrainAsync(string id, ProfileTable profiles, PreferenceTrainer trainer, TimeProvider clock, CancellationToken ct)
    {
        if (profiles.Find(id) is not { } profile) return ProfilesApi.NoProfile(id);
        var started = clock.GetTimestamp();
        var version = await trainer.LearnAsync(profile.Id, ct);
        return TypedResults.Ok(new FeedbackResponse(version, Math.Round(clock.GetElapsedTime(started).TotalMilliseconds, 3)));
    }

    private static async Task<Results<Ok<LibraryResponse>, NotFoundProblem, InvalidProblem, UpstreamProblem>> SyncAsync(
        string id, ProfileTable profiles, LibrarySync libraries, PreferenceTable versions, CancellationToken ct)
    {
        if (profiles.Find(id) is not { } profile) return ProfilesApi.NoProfile(id);
        var sources = profile.Sources.Where(ZoteroSource.Reads).ToList();
        if (sources.Count == 0) return Problems.Invalid("sources", "The profile has no Zotero library among its sources; add one such as {\"kind\":\"zotero\"}.");
        var reports = new List<LibraryReport>();
        try
        {
            foreach (var source in sources)
            {
                if (await libraries.SyncAsync(profile, source, ct) is { } report) reports.Add(report);
            }
        }
        catch (SourceException unread)
        {
            return new UpstreamProblem(unread.Message);
        }
        return TypedResults.Ok(new LibraryResponse(
            reports.Sum(report => report.Change.Added), reports.Sum(report => report.Change.Removed), reports.Sum(report => report.Change.Unchanged),
            versions.All(profile.Id).FirstOrDefault(version => version.IsUsed)?.Version ?? 0,
            Rejected(reports.SelectMany(report => report.Rejected)), Remarks(reports.SelectMany(report => report.Remarks))));
    }

    private static List<LineRemark> Remarks(IEnumerable<(int Line, string Remark)> remarks) =>
        [.. remarks.Take(PaperImport.MostReported).Select(remark => new LineRemark(remark.Line, remark.Remark))];

    private static List<RejectedLine> Rejected(IEnumerable<(int Line, string Reason)> faults) =>
        [.. faults.Take(PaperImport.MostReported).Select(fault => new RejectedLine(fault.Line, fault.Reason))];

    private static async Task<Results<Ok<LibraryResponse>, NotFoundProblem, InvalidProblem, NothingTakenProblem, MediaTypeProblem>>
        ImportAsync(
            string id, HttpRequest request, ProfileTable profiles, LibraryImport import, LibraryTable libraries, PreferenceTrainer trainer,
            CancellationToken ct, [StringLength(100, MinimumLength = 1)] string name = "library")
    {
        if (profiles.Find(id) is not { } profile) return ProfilesApi.NoProfile(id);
        if (string.IsNullOrWhiteSpace(name) || name.Any(char.IsControl)) return Problems.Invalid("name", "It is a name on one line.");
        if (await BibliographyBody.ReadAsync(request, ct) is not { } bibliography)
            return new MediaTypeProblem($"Send the library as {BibliographyBody.Types}, named in Content-Type.");
        var content = import.Take(bibliography.Entries(ct), ct);
        var rejected = Rejected(content.Rejected);
        if (content.Papers.Count == 0)
        {
            return new NothingTakenProblem(bibliography.Expected, bibliography.Found, rejected, content.Rejected.Count - rejected.Count);
        }
        var change = libraries.Replace(profile.Id, name.Trim(), content.Papers);
        var version = await trainer.LearnAsync(profile.Id, ct);
        return TypedResults.Ok(new LibraryResponse(change.Added, change.Removed, change.Unchanged, version, rejected, Remarks(content.Remarks)));
    }
}

/// <param name="Used">The version that lists are ranked with; 0 where there is none.</param>
/// <param name="Versions">Newest first.</param>
public sealed record ModelResponse(int Used, IReadOnlyList<ModelVersionResponse> Versions);

/// <param name="Version">From 1.</param>
/// <param name="State">Whether lists are ranked with it.</param>
/// <param name="Note">Why it is used or not, as a sentence.</param>
/// <param name="Learner">The method.</param>
/// <param name="TrainedAt">When.</param>
/// <param name="Milliseconds">How long the training took.</param>
/// <param name="Likes">Papers that are liked, by thumbs, libraries and signs of interest.</param>
/// <param name="Dislikes">Papers that are disliked.</param>
/// <param name="Thumbs">How many of them by a thumb.</param>
/// <param name="Quality">On held-out statements.</param>
/// <param name="CanBeUsed">The model itself is still kept, so that one can go back to it.</param>
/// <param name="Settings">The numbers that it was trained with.</param>
public sealed record ModelVersionResponse(
    int Version, ModelState State, string Note, string Learner, DateTimeOffset TrainedAt, double Milliseconds, int Likes, int Dislikes,
    int Thumbs, QualityResponse Quality, bool CanBeUsed, [property: JsonShape(JsonShapeAttribute.Settings)] JsonElement Settings)
{
    internal static ModelVersionResponse Of(PreferenceVersion version) => new(
        version.Version, version.IsUsed ? ModelState.Used : ModelState.Kept, version.Note, version.Learner, version.TrainedAt,
        version.Milliseconds, version.Likes, version.Dislikes, version.Thumbs,
        QualityResponse.Of(version), version.IsWhole, JsonElement.Parse(version.Settings));
}

/// <summary>How a version of the model stands.</summary>
public enum ModelState
{
    /// <summary>Lists are ranked with it.</summary>
    Used,

    /// <summary>It was used once, or was not better than the one before.</summary>
    Kept,
}

/// <param name="Auc">The chance that a liked paper is put before a disliked one; null where there are not both.</param>
/// <param name="AucLow">In nine of ten cases the true chance is between this and <paramref name="AucHigh"/>.</param>
/// <param name="AucHigh">See <paramref name="AucLow"/>.</param>
/// <param name="CriteriaAuc">The same for the criteria alone.</param>
/// <param name="LogLoss">In nats a statement.</param>
public sealed record QualityResponse(double? Auc, double? AucLow, double? AucHigh, double? CriteriaAuc, double? LogLoss)
{
    internal static QualityResponse Of(PreferenceVersion version)
    {
        (double Low, double High)? interval = version.Auc is { } auc && version.Likes > 0 && version.Dislikes > 0
            ? PreferenceScore.AucInterval(auc, version.Likes, version.Dislikes)
            : null;
        return new QualityResponse(version.Auc, interval?.Low, interval?.High, version.CriteriaAuc, version.LogLoss);
    }
}

public sealed record LearningCurveResponse(IReadOnlyList<LearningPoint> Items);

/// <summary>One version on the learning curve; see <see cref="ModelVersionResponse"/>.</summary>
public sealed record LearningPoint(int Version, DateTimeOffset At, int Statements, int Likes, int Dislikes, double? Auc, double? CriteriaAuc, double? LogLoss, bool Used);

/// <param name="Items">Papers of libraries, the one that was added first comes first.</param>
public sealed record LibraryListResponse(IReadOnlyList<LibraryItem> Items);

/// <param name="Id">The paper's id.</param>
/// <param name="Title">Its title.</param>
/// <param name="AddedAt">When it came into the library.</param>
public sealed record LibraryItem(string Id, string Title, DateTimeOffset AddedAt);

/// <summary>Where to go back to.</summary>
/// <param name="Version">A version of the model.</param>
public sealed record RollbackRequest([property: Range(1, int.MaxValue)] int Version);

/// <param name="Added">Papers that were not in the library.</param>
/// <param name="Removed">Papers that are in it no more.</param>
/// <param name="Unchanged">Papers that were and are in it; those of a Zotero that says that nothing changed are not counted.</param>
/// <param name="ModelVersion">The version that lists are ranked with now.</param>
/// <param name="Rejected">Entries that could not be taken; the first thousand.</param>
/// <param name="Remarks">What a reader should know of entries that were taken; the first thousand.</param>
public sealed record LibraryResponse(
    int Added, int Removed, int Unchanged, int ModelVersion, IReadOnlyList<RejectedLine> Rejected, IReadOnlyList<LineRemark> Remarks);

/// <summary>What was learned from the judge's verdicts.</summary>
/// <param name="Versions">Newest first; empty while too little was judged.</param>
public sealed record ExpectationResponse(IReadOnlyList<ExpectationVersionResponse> Versions);

/// <summary>One training on the judge's verdicts.</summary>
public sealed record ExpectationVersionResponse
{
    /// <summary>From 1.</summary>
    [Range(1, int.MaxValue)]
    public required int Version { get; init; }

    public required DateTimeOffset TrainedAt { get; init; }

    /// <summary>How many verdicts it learned from.</summary>
    [Range(0, int.MaxValue)]
    public required int Verdicts { get; init; }

    /// <summary>How many of them reached the profile's <c>minRelevance</c>.</summary>
    [Range(0, int.MaxValue)]
    public required int Relevant { get; init; }

    /// <summary>The chance that a relevant paper is put before another, on held-out verdicts; null where there were not both.</summary>
    [Range(0.0, 1.0)]
    public double? Auc { get; init; }

    /// <summary>The same by the criteria alone.</summary>
    [Range(0.0, 1.0)]
    public double? CriteriaAuc { get; init; }

    /// <summary>Mean squared error of the likelihood on held-out verdicts; less is better.</summary>
    [Range(0.0, 1.0)]
    public double? Brier { get; init; }

    /// <summary>The same where every paper is given the usual rate.</summary>
    [Range(0.0, 1.0)]
    public double? BaseBrier { get; init; }

    /// <summary>How long the training took.</summary>
    [Range(0.0, double.MaxValue)]
    public required double Milliseconds { get; init; }

    internal static ExpectationVersionResponse Of(VerdictVersion version) => new()
    {
        Version = version.Version,
        TrainedAt = version.TrainedAt,
        Verdicts = version.Quality.Verdicts,
        Relevant = version.Quality.Relevant,
        Auc = version.Quality.Auc,
        CriteriaAuc = version.Quality.CriteriaAuc,
        Brier = version.Quality.Brier,
        BaseBrier = version.Quality.BaseBrier,
        Milliseconds = version.Milliseconds,
    };
}

/// <summary>What the funnel did for a profile.</summary>
/// <param name="Budget">What the profile allows.</param>
/// <param name="MustReadGrade">From which grade on a paper is a must-read: 9, or less where the judge hardly ever gives that.</param>
/// <param name="MinRelevance">From which grade on it is relevant.</param>
/// <param name="Total">Of the last four weeks.</param>
/// <param name="Weeks">Week by week from Monday, the newest first, twelve at most.</param>
public sealed record FunnelResponse(BudgetSettings Budget, int MustReadGrade, int MinRelevance, FunnelPartResponse Total, IReadOnlyList<FunnelPartResponse> Weeks);

/// <param name="From">The first day.</param>
/// <param name="Papers">How many new papers came in.</param>
/// <param name="Judged">How many of them the judge graded.</param>
/// <param name="Tokens">What judging took.</param>
/// <param name="Usd">What was paid for judging; null where no price is configured.</param>
/// <param name="Relevant">Which share of the relevant papers the judge has seen; null while nothing is known.</param>
/// <param name="MustReads">The same for must-reads.</param>
public sealed record FunnelPartResponse(DateOnly From, int Papers, int Judged, FunnelTokens Tokens, double? Usd, SeenShareResponse? Relevant, SeenShareResponse? MustReads)
{
    internal static FunnelPartResponse Of(FunnelPart part) => new(
        part.From, part.Papers, part.Judged, new FunnelTokens(part.TokensUsed, part.TokensOfAll, Math.Max(0, part.TokensOfAll - part.TokensUsed)), part.Usd,
        SeenShareResponse.Of(part.Relevant), SeenShareResponse.Of(part.MustReads));
}

/// <param name="Used">Spent.</param>
/// <param name="All">What judging every paper would have taken, estimated.</param>
/// <param name="Saved">The difference.</param>
public sealed record FunnelTokens(long Used, long All, long Saved);

/// <param name="Share">The estimate, 0 to 1.</param>
/// <param name="Low">With <paramref name="High"/>: in nine of ten cases the true share lies between.</param>
/// <param name="High">See <paramref name="Low"/>.</param>
/// <param name="Seen">How many the judge saw.</param>
/// <param name="Missed">How many it did not see, estimated.</param>
/// <param name="Drawn">How many papers below the cut were judged to know this.</param>
public sealed record SeenShareResponse(double Share, double Low, double High, int Seen, double Missed, int Drawn)
{
    internal static SeenShareResponse? Of(SeenShare? seen) => seen is null ? null : new(
        Math.Round(seen.Share, 4), Math.Round(seen.Low, 4), Math.Round(seen.High, 4), seen.Seen, Math.Round(seen.Missed, 2), seen.Drawn);
}
