using System.Diagnostics.CodeAnalysis;

namespace LocalDigest.Delivery;

/// <summary>
/// The user's mail server. Bound from the configuration section <c>Smtp</c>. The password stays in the configuration; the database never
/// sees it.
/// </summary>
public sealed record SmtpOptions
{
    public string? Host { get; init; }

    /// <summary>587 or 25, with STARTTLS; 465, with TLS from the first byte.</summary>
    public int Port { get; init; } = 587;

    /// <summary>Encrypts, and fails where the server does not. Without it the password goes over the network for all to read.</summary>
    public bool UseTls { get; init; } = true;

    /// <summary>Whether TLS begins with the first byte, in place of STARTTLS (RFC 8314). Where it is not said: on port 465.</summary>
    public bool? ImplicitTls { get; init; }

    /// <summary>
    /// SHA-256 fingerprint of the server's certificate, 64 hexadecimal digits, with or without colons. The certificate with it is trusted,
    /// and no other: for servers that made their certificate themselves.
    /// </summary>
    public string? CertificateFingerprint { get; init; }

    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>The sender's address; a name may stand before it: <c>My digest &lt;digest@example.org&gt;</c>.</summary>
    public string? From { get; init; }

    /// <summary>How long sending may take, 1 to 3600 seconds.</summary>
    public int TimeoutSeconds { get; init; } = 60;

    [MemberNotNullWhen(true, nameof(Host), nameof(From))]
    public bool IsConfigured => !string.IsNullOrWhiteSpace(Host) && !string.IsNullOrWhiteSpace(From);

    /// <summary>What is wrong with the settings, as a sentence; null where nothing is.</summary>
    public string? Check()
    {
        if (string.IsNullOrWhiteSpace(Host) && string.IsNullOrWhiteSpace(From)) return null;
        if (string.IsNullOrWhiteSpace(Host)) return "LocalDigest:Smtp:Host is missing. Name the mail server, such as smtp.example.org.";
        if (Uri.CheckHostName(Host) == UriHostNameType.Unknown)
        {
            return "LocalDigest:Smtp:Host must be the name or address of a mail server alone, such as smtp.example.org.";
        }
        if (MailCourier.AddressIn(From) is null)
        {
            return "LocalDigest:Smtp:From must be an e-mail address such as digest@example.org; a name may stand before it: My digest "
                + "<digest@example.org>.";
        }
        if (Port is < 1 or > 65535) return "LocalDigest:Smtp:Port must be between 1 and 65535.";
        if (TimeoutSeconds is < 1 or > 3600) return "LocalDigest:Smtp:TimeoutSeconds must be between 1 and 3600.";
        if (ImplicitTls == true && !UseTls)
        {
            return "LocalDigest:Smtp:ImplicitTls asks for TLS and LocalDigest:Smtp:UseTls forbids it. Take one of them out.";
        }
        return CertificateFingerprint is { Length: > 0 } && Fingerprint is null
            ? "LocalDigest:Smtp:CertificateFingerprint must be a SHA-256 fingerprint, 64 hexadecimal digits."
            : null;
    }

    /// <summary>The fingerprint's 32 bytes; null where there is none.</summary>
    internal byte[]? Fingerprint =>
        CertificateFingerprint?.Replace(":", "", StringComparison.Ordinal) is { Length: 64 } digits && digits.All(char.IsAsciiHexDigit)
            ? Convert.FromHexString(digits)
            : null;

    /// <summary>Says nothing of the password.</summary>
    public override string ToString() => $"{Host}:{Port}";
}
