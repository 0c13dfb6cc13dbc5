using LocalDigest.Models;

namespace LocalDigest.Prefiltering;

/// <summary>How near a paper is to the interests, in a word.</summary>
public enum Closeness
{
    /// <summary>It has nothing to do with them, or too little to be shown where nobody has judged it.</summary>
    Far,
    Related,
    Close,
}

/// <summary>Words for nearness, in place of a number that would claim more than is known.</summary>
internal static class ClosenessOfMatches
{
    // Over the days of six users, papers from here on are 9 to 29 of a day's best 30, and hold 0.60 to 0.87 of the day's relevant ones where
    // all 30 hold 0.68 to 1. A cut at a gap in the day's list, too, loses more of them than it leaves out of the others.
    private const float LeastRelated = 0.15f;

    // About every second paper from here on is one that the user's judge called relevant.
    private const float LeastClose = 0.35f;

    public static Closeness Closeness(this CriteriaMatch match) =>
        !match.IsOnSubject || match.Similarity < LeastRelated ? Prefiltering.Closeness.Far
        : match.Similarity < LeastClose ? Prefiltering.Closeness.Related
        : Prefiltering.Closeness.Close;
}
