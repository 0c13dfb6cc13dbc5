namespace LocalDigest.Watching;

/// <summary>Who is asked what became of a paper.</summary>
internal enum WatchService
{
    Arxiv,
    SemanticScholar,
    Crossref,
}

/// <summary>What became of a paper, the gravest last.</summary>
public enum WatchKind
{
    /// <summary>A preprint has a newer version.</summary>
    NewVersion,

    /// <summary>A preprint was published.</summary>
    Published,

    /// <summary>The publisher has doubts, or has retracted a part.</summary>
    Concern,

    /// <summary>Its authors or its server took it back.</summary>
    Withdrawn,

    /// <summary>The publisher took it back.</summary>
    Retracted,
}

/// <summary>What one service says of a paper.</summary>
internal sealed record WatchAnswer
{
    public static readonly WatchAnswer Unknown = new();

    /// <summary>The service knows the paper.</summary>
    public bool IsKnown { get; init; }

    public string? Title { get; init; }

    /// <summary>It is a preprint.</summary>
    public bool IsPreprint { get; init; }

    /// <summary>The newest version, from 1.</summary>
    public int? Version { get; init; }

    /// <summary>The DOI under which it was published, lower case.</summary>
    public string? Doi { get; init; }

    /// <summary>Journal or conference in which it was published.</summary>
    public string? Venue { get; init; }

    /// <summary><see cref="WatchKind.Concern"/> or worse; null where nothing of that kind is known.</summary>
    public WatchKind? Trouble { get; init; }

    /// <summary>The DOI of the notice that says so.</summary>
    public string? Notice { get; init; }
}

/// <summary>A paper to look after.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Doi">Its publisher's DOI, lower case, where that is known and is not its name.</param>
/// <param name="Version">The version that its holder has; null where that is not known.</param>
/// <param name="Venue">Where it was published, as far as is known without asking.</param>
/// <param name="SaysWithdrawn">Its record says that it was withdrawn.</param>
public sealed record WatchedPaper(Papers.PaperId Id, string? Doi, int? Version, string? Venue, bool SaysWithdrawn);

/// <summary>What is known of a paper's fate.</summary>
/// <param name="IsKnown">Somebody knows the paper.</param>
/// <param name="Title">As a service has it; null where none was asked.</param>
/// <param name="IsPreprint">It is a preprint.</param>
/// <param name="Version">The newest version that is known of a preprint; null where none is counted.</param>
/// <param name="Doi">The DOI under which a preprint was published, lower case; null where that is not known.</param>
/// <param name="Venue">Where a preprint was published; null where that is not known.</param>
/// <param name="Trouble"><see cref="WatchKind.Concern"/>, <see cref="WatchKind.Withdrawn"/> or <see cref="WatchKind.Retracted"/>.</param>
/// <param name="Notice">The DOI of the notice that says so; null where there is none.</param>
/// <param name="At">When the oldest of the answers that this is made of came; null where nobody has been asked.</param>
public sealed record PaperFate(
    bool IsKnown, string? Title, bool IsPreprint, int? Version, string? Doi, string? Venue, WatchKind? Trouble, string? Notice,
    DateTimeOffset? At)
{
    /// <summary>A preprint that was published.</summary>
    public bool IsPublished => Doi is not null || Venue is not null;
}

/// <summary>That something became of a paper.</summary>
/// <param name="Id">The paper's name.</param>
/// <param name="Kind">What.</param>
/// <param name="Version">The version that is new; 0 for other kinds.</param>
/// <param name="At">When it was found.</param>
/// <param name="IsOld">The first answer on the paper said so already.</param>
public sealed record WatchChange(string Id, WatchKind Kind, int Version, DateTimeOffset At, bool IsOld)
{
    /// <summary>Worth a line in a digest: what is new, and what is grave even where it is old.</summary>
    public bool IsNews => !IsOld || Kind >= WatchKind.Concern;
}
