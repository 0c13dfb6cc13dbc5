using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace LocalDigest.Profiles;

/// <summary>What the judge may cost. One of the fields is set; none means <see cref="Seen"/> of <see cref="UsualSeen"/>.</summary>
public sealed record BudgetSettings
{
    public const double UsualSeen = 0.95;

    /// <summary>A budget is spent by one cut over the papers of so many days.</summary>
    public static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <summary>What <see cref="UsdPerMonth"/> calls a month.</summary>
    public static readonly TimeSpan Month = TimeSpan.FromDays(30);

    /// <summary>As much as the judge needs to see this share of the must-reads, by the estimate; above 0, at most 1.</summary>
    [Range(0.01, 1.0)]
    public double? Seen { get; init; }

    /// <summary>This share of the tokens that judging every new paper would cost, over a week; above 0, at most 1.</summary>
    [Range(0.001, 1.0)]
    public double? Share { get; init; }

    /// <summary>
    /// So many tokens a day, in the mean of a week; 0 for no judging. It is kept over all runs, and exceeded at most by what the last
    /// requests took more than was expected.
    /// </summary>
    [Range(0, 1_000_000_000)]
    public int? TokensPerDay { get; init; }

    /// <summary>So many US dollars in thirty days, kept likewise. It needs the model's prices.</summary>
    [Range(0.0, 100_000.0)]
    public double? UsdPerMonth { get; init; }

    /// <summary>Whether it says one thing: of the fields at most one is set.</summary>
    [JsonIgnore]
    public bool IsOne => new object?[] { Seen, Share, TokensPerDay, UsdPerMonth }.Count(value => value is not null) <= 1;
}
