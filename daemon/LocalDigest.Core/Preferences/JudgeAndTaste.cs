using LocalDigest.Feedback;
using LocalDigest.Judging;
using LocalDigest.Models;
using LocalDigest.Profiles;

namespace LocalDigest.Preferences;

/// <summary>Whether the judge's grades still tell what the user likes.</summary>
public enum TasteState
{
    /// <summary>Too few thumbs on judged papers to say so.</summary>
    Unknown,

    Together,

    /// <summary>They tell less than they did, or the opposite.</summary>
    Parted,
}

/// <summary>Thumbs of some days on papers that the judge has graded.</summary>
/// <param name="From">The first day, in UTC.</param>
/// <param name="Up">Thumbs up.</param>
/// <param name="Down">Thumbs down.</param>
/// <param name="MeanUp">The mean grade of relevance of papers with a thumb up; null where there is none.</param>
/// <param name="MeanDown">The same of those with a thumb down.</param>
/// <param name="Auc">The chance that a liked paper has a higher grade than a disliked one; null where there are not both.</param>
/// <param name="Interval">In nine of ten cases the true chance lies between; null likewise.</param>
public sealed record ThumbsAgreement(
    DateOnly From, int Up, int Down, double? MeanUp, double? MeanDown, double? Auc, (double Low, double High)? Interval);

/// <summary>How far the judge's grades and the user's thumbs agree.</summary>
/// <param name="State">In a word.</param>
/// <param name="PartedSince">The Monday of the week from which on they have parted; null where they have not.</param>
/// <param name="Whole">Over all thumbs; null where there is none.</param>
/// <param name="Recent">Over those of the last four weeks; null where there is none.</param>
/// <param name="Weeks">Week by week from Monday, the newest first.</param>
public sealed record TasteReport(
    TasteState State, DateOnly? PartedSince, ThumbsAgreement? Whole, ThumbsAgreement? Recent, IReadOnlyList<ThumbsAgreement> Weeks);

/// <summary>Compares the judge's grades with the user's thumbs.</summary>
public sealed class JudgeAndTaste(FeedbackTable feedback, JudgeHistory history, TimeProvider clock)
{
    /// <summary>With fewer thumbs of either kind nothing is said.</summary>
    private const int LeastThumbs = 5;

    private static readonly TimeSpan Recent = TimeSpan.FromDays(28);

    /// <summary>Compares them, as thumbs and grades are now.</summary>
    public TasteReport Report(Profile profile)
    {
        var verdicts = history.VerdictsOf(profile);
        List<(DateOnly Week, DateTimeOffset At, bool Likes, int Grade)> judged =
        [
            .. feedback.All(profile.Id).Select(thumb => (Thumb: thumb, verdicts.GetValueOrDefault(thumb.PaperNumber)?.Relevance))
                .Where(pair => pair.Relevance is not null)
                .Select(pair => (MondayOf(pair.Thumb.At), pair.Thumb.At, pair.Thumb.Value == Thumb.Up, pair.Relevance!.Value)),
        ];
        ThumbsAgreement? Of(IEnumerable<(DateOnly Week, DateTimeOffset At, bool Likes, int Grade)> thumbs) =>
            Compare([.. thumbs.Select(thumb => (thumb.Week, thumb.Likes, thumb.Grade))]);
        var since = clock.GetUtcNow() - Recent;
        var (recent, before) = (Of(judged.Where(thumb => thumb.At >= since)), Of(judged.Where(thumb => thumb.At < since)));
        List<ThumbsAgreement> weeks = [.. judged.GroupBy(thumb => thumb.Week).OrderByDescending(week => week.Key).Select(week => Of(week)!)];
        var state = StateOf(recent, before);
        // Grades that once told more than chance are measured by what they told; at first only the opposite is a parting.
        var least = IsTelling(before) ? before!.Interval!.Value.Low : 0.5;
        var parted = state == TasteState.Parted ? weeks.TakeWhile(week => week.Auc is not { } auc || auc < least).LastOrDefault() ?? recent : null;
        return new TasteReport(state, parted?.From, Of(judged), recent, weeks);
    }

    private static TasteState StateOf(ThumbsAgreement? recent, ThumbsAgreement? before)
    {
        if (!IsTelling(recent)) return TasteState.Unknown;
        var high = recent!.Interval!.Value.High;
        return high < 0.5 || (IsTelling(before) && high < before!.Interval!.Value.Low) ? TasteState.Parted : TasteState.Together;
    }

    private static bool IsTelling(ThumbsAgreement? thumbs) => thumbs is { Up: >= LeastThumbs, Down: >= LeastThumbs };

    private static ThumbsAgreement? Compare(IReadOnlyList<(DateOnly Week, bool Likes, int Grade)> thumbs)
    {
        if (thumbs.Count == 0) return null;
        double? Mean(bool likes) => thumbs.Where(thumb => thumb.Likes == likes).Select(thumb => (double?)thumb.Grade).Average();
        var up = thumbs.Count(thumb => thumb.Likes);
        var auc = PreferenceScore.Auc([.. thumbs.Select(thumb => (float)thumb.Grade)], [.. thumbs.Select(thumb => thumb.Likes)]);
        (double, double)? interval = auc is { } chance ? PreferenceScore.AucInterval(chance, up, thumbs.Count - up) : null;
        return new ThumbsAgreement(
            thumbs.Min(thumb => thumb.Week), up, thumbs.Count - up, Mean(likes: true), Mean(likes: false), auc, interval);
    }

    private static DateOnly MondayOf(DateTimeOffset at)
    {
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        return day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
    }
}
