namespace LocalDigest.Client;

/// <summary>What is known of a paper's fate.</summary>
[Wire("FateResponse")]
public sealed record PaperFate : WireValue
{
    public string Id { get; init; } = "";

    public string? Title { get; init; }

    public bool IsStored { get; init; }

    /// <summary>The store or a service knows the paper.</summary>
    public bool IsKnown { get; init; }

    /// <summary>The newest version that is known of a preprint.</summary>
    public int? NewestVersion { get; init; }

    /// <summary>The DOI under which a preprint was published.</summary>
    public string? Doi { get; init; }

    /// <summary>Where a preprint was published.</summary>
    public string? Venue { get; init; }

    /// <summary><c>retracted</c>, <c>withdrawn</c> or <c>concern</c>.</summary>
    public string? Trouble { get; init; }

    /// <summary>The DOI of the notice that says so.</summary>
    public string? Notice { get; init; }

    /// <summary>When the oldest of the answers came; null where nobody has been asked.</summary>
    public DateTimeOffset? CheckedAt { get; init; }
}

/// <summary>What became of a paper that is cited.</summary>
[Wire("WatchCheckItem")]
public sealed record CitedFate : WireValue
{
    public string? Key { get; init; }

    public int? CitedVersion { get; init; }

    /// <summary><c>newVersion</c>, <c>published</c>, <c>concern</c>, <c>withdrawn</c>, <c>retracted</c>: what the citation does not have
    /// yet.</summary>
    public IReadOnlyList<string> Changes { get; init; } = [];

    public PaperFate Fate { get; init; } = new();
}

/// <summary>What became of papers that are cited.</summary>
[Wire("WatchCheckResponse")]
public sealed record WatchCheck : WireValue
{
    /// <summary>Services are asked.</summary>
    public bool IsOn { get; init; }

    /// <summary>Why nobody is asked, and how to have that done.</summary>
    public string? Off { get; init; }

    /// <summary>In the order of the entries.</summary>
    public IReadOnlyList<CitedFate> Items { get; init; } = [];

    /// <summary>Entries about which something can still be asked.</summary>
    public int Left { get; init; }

    public IReadOnlyList<string> Problems { get; init; } = [];
}
