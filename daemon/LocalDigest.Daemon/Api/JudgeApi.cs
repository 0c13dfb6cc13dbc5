using LocalDigest.Daemon.Wire;
using LocalDigest.Expecting;
using LocalDigest.Judging;
using LocalDigest.Preferences;
using LocalDigest.Profiles;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocalDigest.Daemon.Api;

/// <summary>How far the judge can be trusted.</summary>
internal static class JudgeApi
{
    public static void MapJudge(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/v1/judge").WithTags("Model").MapGet("/agreement", Agreement).WithName("getJudgeAgreement")
            .WithSummary(
                "How far the judge agrees with your thumbs, with itself, with the judge before it, and with what was expected of it.")
            .WithDescription(
                "Thumbs are compared with the grades of the same papers, week by week; taste says whether both have parted, and since when. Itself needs " +
                "papers that were judged again by the same model, as a run of the kind judge does.");

    private static Results<Ok<AgreementResponse>, NotFoundProblem> Agreement(
        ProfileTable profiles, Judge judge, JudgeHistory history, JudgeAndTaste taste, Funnel funnel, string? profile = null)
    {
        var id = profile ?? Profile.DefaultId;
        if (profiles.Find(id) is not { } known) return ProfilesApi.NoProfile(id);
        var report = taste.Report(known);
        var (whole, weeks) = funnel.ExpectationChecks(known);
        return TypedResults.Ok(new AgreementResponse(
            known.Id, judge.IsConfigured ? judge.Model : null, report.State, report.PartedSince, ThumbsAgreementResponse.Of(report.Whole),
            ThumbsAgreementResponse.Of(report.Recent), [.. report.Weeks.Select(week => ThumbsAgreementResponse.Of(week)!)], history.WithItself(known),
            history.ChangeOf(known) is { } change ? new JudgeChangeResponse(change.Before, change.Now, change.Since, history.WithTheOneBefore(known)) : null,
            whole, weeks));
    }
}

/// <summary>How far the judge agrees with others.</summary>
/// <param name="Profile">By whose criteria and thumbs.</param>
/// <param name="Model">The model that judges; null where none is configured.</param>
/// <param name="Taste">Whether the grades still tell what you like.</param>
/// <param name="PartedSince">The Monday of the week from which on they do not; null where they do.</param>
/// <param name="Thumbs">All thumbs on papers that were judged; null where there is none.</param>
/// <param name="Recent">Those of the last four weeks.</param>
/// <param name="Weeks">Week by week, the newest first.</param>
/// <param name="Itself">The grades of papers that it judged twice: first and second.</param>
/// <param name="Before">The judge before it; null where it is the first.</param>
/// <param name="Expectation">What was expected of it before it was asked, over twelve weeks; null where nothing was.</param>
/// <param name="ExpectationWeeks">The same week by week, the newest first.</param>
public sealed record AgreementResponse(
    string Profile, string? Model, TasteState Taste, DateOnly? PartedSince, ThumbsAgreementResponse? Thumbs, ThumbsAgreementResponse? Recent,
    IReadOnlyList<ThumbsAgreementResponse> Weeks, GradePairs Itself, JudgeChangeResponse? Before, ExpectationCheck? Expectation,
    IReadOnlyList<ExpectationCheck> ExpectationWeeks);

/// <param name="From">The first day, in UTC.</param>
/// <param name="Up">Thumbs up.</param>
/// <param name="Down">Thumbs down.</param>
/// <param name="MeanUp">Mean relevance of papers with a thumb up; null where there is none.</param>
/// <param name="MeanDown">The same of those with a thumb down.</param>
/// <param name="Auc">The chance that a liked paper has a higher grade than a disliked one; null where there are not both.</param>
/// <param name="AucLow">In nine of ten cases the true chance is between this and <paramref name="AucHigh"/>.</param>
/// <param name="AucHigh">See <paramref name="AucLow"/>.</param>
public sealed record ThumbsAgreementResponse(
    DateOnly From, int Up, int Down, double? MeanUp, double? MeanDown, double? Auc, double? AucLow, double? AucHigh)
{
    internal static ThumbsAgreementResponse? Of(ThumbsAgreement? thumbs) => thumbs is null ? null : new(
        thumbs.From, thumbs.Up, thumbs.Down, thumbs.MeanUp, thumbs.MeanDown, thumbs.Auc, thumbs.Interval?.Low, thumbs.Interval?.High);
}

/// <param name="Before">The model that judged before.</param>
/// <param name="Now">The model that judges; the same where it is asked in other words.</param>
/// <param name="Since">Its first grade.</param>
/// <param name="Grades">The grades of papers that both have judged, as they were given: of the one before, and of today's.</param>
public sealed record JudgeChangeResponse(string Before, string Now, DateTimeOffset Since, GradePairs Grades);
