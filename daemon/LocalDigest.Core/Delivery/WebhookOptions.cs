namespace LocalDigest.Delivery;

/// <summary>
/// An address that takes digests by POST. Bound from the configuration section <c>Webhooks:NAME</c>, because the address is the secret.
/// </summary>
public sealed record WebhookOptions
{
    public string? Url { get; init; }

    /// <summary><c>slack</c>, <c>discord</c> or <c>json</c>.</summary>
    public string Form { get; init; } = "json";

    /// <summary>Sent as Authorization where it is set.</summary>
    public string? Authorization { get; init; }

    /// <summary>What is wrong with the settings, as a sentence; null where nothing is.</summary>
    /// <param name="name">The webhook's name in the configuration.</param>
    public string? Check(string name)
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            return $"LocalDigest:Webhooks:{name}:Url must be a web address that begins with http:// or https://.";
        }
        if (Form is not ("slack" or "discord" or "json")) return $"LocalDigest:Webhooks:{name}:Form must be slack, discord or json.";
        return Authorization?.Any(c => c is < ' ' or > '~') == true
            ? $"LocalDigest:Webhooks:{name}:Authorization must be one line of ASCII characters."
            : null;
    }

    /// <summary>Says nothing of the address and the key.</summary>
    public override string ToString() => Form;
}
