namespace LocalDigest.Client;

/// <summary>An error of the daemon: RFC 9457 problem details.</summary>
[Wire("ProblemResponse")]
public sealed record Problem : WireValue
{
    /// <summary>Stable: <c>urn:localdigest:problem:…</c>.</summary>
    public string Type { get; init; } = "";

    public int Status { get; init; }

    /// <summary>A sentence that says what to do.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Faults by the field's name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors { get; init; }

    public IReadOnlyList<RejectedLine>? Rejected { get; init; }
}

/// <summary>What went wrong in a part of a run.</summary>
[Wire("Problem")]
public sealed record RunProblem : WireValue
{
    public string Part { get; init; } = "";

    public string Message { get; init; } = "";
}

/// <summary>What a run cost.</summary>
[Wire("CostResponse")]
public sealed record RunCost : WireValue
{
    public int Requests { get; init; }

    public long InputTokens { get; init; }

    public long OutputTokens { get; init; }

    public decimal? Usd { get; init; }
}

/// <summary>Work that goes on by itself.</summary>
[Wire("RunResponse")]
public sealed record Run : WireValue
{
    public string Id { get; init; } = "";

    public string Kind { get; init; } = "";

    /// <summary><c>queued</c>, <c>running</c>, <c>succeeded</c>, <c>partial</c>, <c>failed</c> or <c>cancelled</c>.</summary>
    public string State { get; init; } = "";

    public string? Stage { get; init; }

    public int Done { get; init; }

    /// <summary>0 where it is not known.</summary>
    public int Total { get; init; }

    /// <summary>Figures of the result, such as <c>judged</c>.</summary>
    public IReadOnlyDictionary<string, long> Counts { get; init; } = new Dictionary<string, long>();

    public RunCost? Cost { get; init; }

    public string? Digest { get; init; }

    public IReadOnlyList<RunProblem> Problems { get; init; } = [];

    public DateTimeOffset? FinishedAt { get; init; }
}

/// <summary>That the daemon is there.</summary>
[Wire("HealthResponse")]
public sealed record Health : WireValue
{
    /// <summary>Always <c>ok</c>.</summary>
    public string Status { get; init; } = "";

    public string Version { get; init; } = "";

    /// <summary>What does not work as it should, as sentences.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];
}

/// <summary>A language model, without its key.</summary>
[Wire("ModelInfo")]
public sealed record ModelInfo : WireValue
{
    public string Name { get; init; } = "";

    public string BaseUrl { get; init; } = "";
}

/// <summary>What a daemon is and has.</summary>
[Wire("InfoResponse")]
public sealed record Info : WireValue
{
    public string Version { get; init; } = "";

    public long Papers { get; init; }

    /// <summary>Null where none is configured.</summary>
    public ModelInfo? Model { get; init; }

    /// <summary>What may be missing in the store, as a sentence.</summary>
    public string? Loss { get; init; }

    public StoreInfo Store { get; init; } = new();
}

/// <summary>The database and its daily copies.</summary>
[Wire("StoreInfo")]
public sealed record StoreInfo : WireValue
{
    public int Schema { get; init; }

    public long Bytes { get; init; }

    /// <summary>Whether the last look at all rows found them as they were stored; null before the first one.</summary>
    public bool? IsWhole { get; init; }

    public int Backups { get; init; }

    public DateOnly? NewestBackup { get; init; }

    public string? BackupProblem { get; init; }
}

/// <summary>An address that signs a browser in.</summary>
[Wire("SessionCodeResponse")]
public sealed record SessionCode : WireValue
{
    public string Url { get; init; } = "";

    /// <summary>Seconds.</summary>
    public int ExpiresIn { get; init; }
}
