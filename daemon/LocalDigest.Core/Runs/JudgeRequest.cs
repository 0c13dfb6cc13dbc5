namespace LocalDigest.Runs;

/// <summary>Which papers to judge beside the days' digests. Of the two one is set.</summary>
public sealed record JudgeRequest
{
    public required string Profile { get; init; }

    /// <summary>The numbers of papers that are judged again, whatever is known of them.</summary>
    public IReadOnlyList<long>? Papers { get; init; }

    /// <summary>
    /// From when on papers count that the profile's runs have considered; those without a verdict of today's question are judged.
    /// </summary>
    public DateTimeOffset? Since { get; init; }
}
