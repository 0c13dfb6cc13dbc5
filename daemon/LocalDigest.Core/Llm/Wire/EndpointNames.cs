namespace LocalDigest.Llm;

/// <summary>What an endpoint is called in sentences for the user, and the settings that lead to it.</summary>
/// <param name="What">As the user knows it: <c>language model</c>.</param>
/// <param name="Section">The settings' section: <c>LocalDigest:Llm</c>.</param>
/// <param name="KeySettings">Where its key may be set: <c>LocalDigest:Llm:ApiKey or OPENAI_API_KEY</c>.</param>
internal sealed record EndpointNames(string What, string Section, string KeySettings, Uri Address, string Model, int TimeoutSeconds)
{
    /// <summary>Sent by HTTP Basic in place of a key, <c>name:password</c>; null for none.</summary>
    public string? UserInfo { get; init; }

    /// <summary>Says nothing of the key.</summary>
    public override string ToString() =>
        $"{Model} at {Address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)}";
}
