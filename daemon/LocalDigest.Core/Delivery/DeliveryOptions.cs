namespace LocalDigest.Delivery;

/// <summary>The user's mail server. The password stays in the configuration; the database never sees it.</summary>
public sealed record SmtpOptions
{
    public string? Host { get; init; }

    /// <summary>587 with STARTTLS, or 25. Implicit TLS (465) is not spoken.</summary>
    public int Port { get; init; } = 587;

    /// <summary>Encrypts by STARTTLS and fails where the server does not offer it.</summary>
    public bool UseTls { get; init; } = true;

    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>The sender's address.</summary>
    public string? From { get; init; }

    public int TimeoutSeconds { get; init; } = 60;

    public bool IsConfigured => !string.IsNullOrWhiteSpace(Host) && !string.IsNullOrWhiteSpace(From);
}

/// <summary>An address that takes digests by POST. The address is the secret, so it stands in the configuration.</summary>
public sealed record WebhookOptions
{
    public string? Url { get; init; }

    /// <summary><c>slack</c>, <c>discord</c> or <c>json</c>.</summary>
    public string Form { get; init; } = "json";

    /// <summary>Sent as Authorization where it is set.</summary>
    public string? Authorization { get; init; }
}
