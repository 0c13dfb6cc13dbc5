namespace LocalDigest.Client;

/// <summary>What is to be known of a digest.</summary>
[Wire("Notice")]
public sealed record Notice : WireValue
{
    public string Kind { get; init; } = "";

    public string Text { get; init; } = "";
}

/// <summary>A paper in a digest.</summary>
[Wire("DigestPaper")]
public sealed record DigestPaper : WireValue
{
    public string Id { get; init; } = "";

    public string Title { get; init; } = "";

    public string? Url { get; init; }

    public IReadOnlyList<string> Authors { get; init; } = [];

    public string Abstract { get; init; } = "";

    public IReadOnlyList<string> Categories { get; init; } = [];

    public double Score { get; init; }

    public int? Relevance { get; init; }

    public int? Novelty { get; init; }

    public string? Comment { get; init; }

    /// <summary>The sentence of its abstract that says what it found.</summary>
    public string? KeySentence { get; init; }

    public string? Topic { get; init; }

    public IReadOnlyList<string> Reasons { get; init; } = [];

    public string? Feedback { get; init; }

    public bool Seen { get; init; }

    public bool Saved { get; init; }

    public string? Note { get; init; }
}

/// <summary>How many papers went through a digest's steps.</summary>
[Wire("DigestCounts")]
public sealed record DigestCounts : WireValue
{
    public int Considered { get; init; }

    public int Judged { get; init; }

    public int Selected { get; init; }
}

/// <summary>A day's digest.</summary>
[Wire("DigestContent")]
public sealed record Digest : WireValue
{
    public string Id { get; init; } = "";

    public string Profile { get; init; } = "";

    public string ProfileName { get; init; } = "";

    public DateOnly Date { get; init; }

    public string Style { get; init; } = "";

    public bool IsSample { get; init; }

    public IReadOnlyList<Notice> Notices { get; init; } = [];

    public IReadOnlyList<DigestPaper> Papers { get; init; } = [];

    public DigestCounts? Counts { get; init; }

    /// <summary>The digest's last line.</summary>
    public string? Foot { get; init; }
}

/// <summary>A digest in the archive.</summary>
[Wire("DigestEntry")]
public sealed record DigestEntry : WireValue
{
    public string Id { get; init; } = "";

    public DateOnly Date { get; init; }

    public int Papers { get; init; }
}

/// <summary>A page of the archive, the newest day first.</summary>
[Wire("DigestsResponse")]
public sealed record DigestPage : WireValue
{
    public IReadOnlyList<DigestEntry> Items { get; init; } = [];

    public string? Next { get; init; }
}
