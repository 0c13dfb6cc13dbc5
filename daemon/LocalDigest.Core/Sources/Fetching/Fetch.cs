namespace LocalDigest.Sources;

/// <summary>One thing to get.</summary>
/// <param name="Address">http or https.</param>
/// <param name="Service">Who is asked, as the user knows it; begins the sentences of failures.</param>
public sealed record Fetch(Uri Address, string Service)
{
    public Reach Reach { get; init; } = Reach.Public;

    public string Accept { get; init; } = "*/*";

    /// <summary>The validators of what is held already; with one of them a 304 is an answer.</summary>
    public string? IfNoneMatch { get; init; }

    public string? IfModifiedSince { get; init; }

    /// <summary>
    /// More headers, by name. They go to the origin of <see cref="Address"/> only, not behind a redirect to another, for they may hold a
    /// key. One that begins with <c>If-</c> is a validator too.
    /// </summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>JSON that is sent as a question (POST); null where something is only got. A redirect is not followed then.</summary>
    public string? Json { get; init; }

    /// <summary>For all of it: connection, headers, body, redirects.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Cap on the decompressed body.</summary>
    public long MaxBytes { get; init; } = 8 << 20;

    internal bool IsConditional =>
        (IfNoneMatch ?? IfModifiedSince) is not null
            || Headers.Keys.Any(name => name.StartsWith("If-", StringComparison.OrdinalIgnoreCase));

    /// <summary>Called before a redirect is followed, so that a polite client can wait its turn again.</summary>
    internal Func<Uri, CancellationToken, Task>? BeforeRedirect { get; init; }
}
