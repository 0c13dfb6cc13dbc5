namespace LocalDigest.Profiles;

/// <summary>A place to which a profile's digests go. Secrets are not part of it: they stand in the configuration under a name.</summary>
public sealed record DeliveryTarget
{
    /// <summary><c>folder</c>, <c>email</c> or <c>webhook</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>A folder's absolute path; it must exist.</summary>
    public string? Path { get; init; }

    /// <summary>An e-mail address.</summary>
    public string? To { get; init; }

    /// <summary>Name of a webhook of the configuration (<c>LocalDigest:Webhooks:NAME</c>).</summary>
    public string? Name { get; init; }

    /// <summary>A style in place of the digest's own.</summary>
    public string? Style { get; init; }

    /// <summary>For folders: <c>markdown</c> (the default), <c>html</c> or <c>json</c>.</summary>
    public string? Format { get; init; }
}
