namespace LocalDigest.Judging;

/// <summary>How far two grades of relevance of the same papers agree.</summary>
/// <param name="Papers">How many papers have both.</param>
/// <param name="Same">The share to which both give the same grade; null where there is no paper.</param>
/// <param name="WithinOne">The share in which they differ by one at most.</param>
/// <param name="MeanDifference">The mean of the second less the first: how much higher the second is.</param>
public sealed record GradePairs(int Papers, double? Same, double? WithinOne, double? MeanDifference)
{
    internal static GradePairs Of(IReadOnlyCollection<(int First, int Second)> pairs) => pairs.Count == 0
        ? new GradePairs(0, null, null, null)
        : new GradePairs(
            pairs.Count, pairs.Average(pair => pair.First == pair.Second ? 1.0 : 0), pairs.Average(pair => Math.Abs(pair.First - pair.Second) <= 1 ? 1.0 : 0),
            pairs.Average(pair => (double)pair.Second - pair.First));
}
