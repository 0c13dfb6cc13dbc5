namespace LocalDigest.Expecting;

/// <summary>How far the judge gave the grades that were expected of it before it was asked.</summary>
/// <param name="From">The first day, in UTC.</param>
/// <param name="Papers">How many papers were judged of which something was expected.</param>
/// <param name="Expected">The mean grade that was expected.</param>
/// <param name="Given">The mean grade that was given.</param>
/// <param name="MeanError">By how much the two differ in the mean of all papers, without sign.</param>
/// <param name="Auc">The chance that of two papers the one that turned out relevant was the more likely one; null where there are not both
/// kinds.</param>
public sealed record ExpectationCheck(DateOnly From, int Papers, double Expected, double Given, double MeanError, double? Auc);
