using LocalDigest.Papers;

namespace LocalDigest.Runs;

/// <summary>Which digest to make.</summary>
public sealed record DigestRequest
{
    public required string Profile { get; init; }

    /// <summary>The day of the digest.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>First day of the papers wanted, whenever they came in; null for those that came in since the last digest.</summary>
    public DateOnly? Since { get; init; }

    /// <summary>What to read in place of the profile's sources; empty to read nothing and use what is stored.</summary>
    public IReadOnlyList<SourceSpec>? Sources { get; init; }

    /// <summary>A style in place of the profile's.</summary>
    public string? Style { get; init; }

    /// <summary>Send the digest to the profile's delivery targets.</summary>
    public bool Deliver { get; init; }

    /// <summary>An empty digest whose cause may pass (a source down, a late list) is not sent yet, because the schedule will try again.</summary>
    public bool WillBeTriedAgain { get; init; }

    /// <summary>Show the sample day where no source can be reached and nothing is stored.</summary>
    public bool SampleIfUnreachable { get; init; }
}
