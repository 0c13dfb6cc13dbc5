namespace LocalDigest.Sources;

/// <summary>
/// Where OpenReview is, and as whom it is read. Bound from the configuration section <c>OpenReview</c>. It answers few programs that do
/// not sign in.
/// </summary>
public sealed class OpenReviewOptions
{
    /// <summary>The API of version 2; <c>https://api.openreview.net</c> has the venues of version 1, those before 2023.</summary>
    public string ApiUrl { get; set; } = "https://api2.openreview.net";

    /// <summary>The address by which an account signs in; null to ask without an account.</summary>
    public string? User { get; set; }

    /// <summary>Its password. It goes to <see cref="ApiUrl"/> alone.</summary>
    public string? Password { get; set; }

    /// <inheritdoc cref="ArxivOptions.Contact"/>
    public string? Contact { get; set; }

    internal bool SignsIn => !string.IsNullOrEmpty(User);

    /// <inheritdoc cref="ArxivOptions.Check"/>
    public string? Check()
    {
        const string section = "LocalDigest:OpenReview:";
        if (WebAddress.Problem(ApiUrl) is { } problem) return $"{section}{nameof(ApiUrl)} {problem}";
        if (string.IsNullOrEmpty(User) != string.IsNullOrEmpty(Password))
            return $"{section}{nameof(User)} and {section}{nameof(Password)} belong together: set both, or neither.";
        var address = new Uri(ApiUrl);
        return !SignsIn || address.Scheme == "https" || address.IsLoopback
            ? null
            : $"{section}{nameof(ApiUrl)} must begin with https://, or the password would be sent for all to read.";
    }
}
