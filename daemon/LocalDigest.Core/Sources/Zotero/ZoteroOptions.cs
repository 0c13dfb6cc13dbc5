namespace LocalDigest.Sources;

/// <summary>Where the user's Zotero is. Bound from the configuration section <c>Zotero</c>.</summary>
public sealed class ZoteroOptions
{
    /// <summary>The program's local API, or <c>https://api.zotero.org</c>.</summary>
    public string ApiUrl { get; set; } = "http://127.0.0.1:23119/api";

    /// <summary>A key of zotero.org that may read the library; the local API needs none.</summary>
    public string? ApiKey { get; set; }

    /// <summary>The number of the user; 0 for who is signed in at the local API.</summary>
    public string UserId { get; set; } = "0";

    /// <summary>The number of a group whose library is read in place of the user's own.</summary>
    public string? GroupId { get; set; }

    /// <inheritdoc cref="ArxivOptions.Contact"/>
    public string? Contact { get; set; }

    internal bool IsLocal => new Uri(ApiUrl).IsLoopback && string.IsNullOrEmpty(ApiKey);

    /// <inheritdoc cref="ArxivOptions.Check"/>
    public string? Check()
    {
        if (WebAddress.Problem(ApiUrl) is { } problem) return $"LocalDigest:Zotero:{nameof(ApiUrl)} {problem}";
        foreach (var (name, value) in new[] { (nameof(UserId), UserId), (nameof(GroupId), GroupId ?? "0") })
        {
            if (value.Length is 0 or > 18 || !value.All(char.IsAsciiDigit))
            {
                return $"LocalDigest:Zotero:{name} must be a number, as zotero.org/settings/keys shows it.";
            }
        }
        var address = new Uri(ApiUrl);
        if (address.Host.Equals("api.zotero.org", StringComparison.OrdinalIgnoreCase) && GroupId is null && UserId.All(c => c == '0'))
            return $"LocalDigest:Zotero:{nameof(UserId)} must be your number at zotero.org, as zotero.org/settings/keys shows it.";
        if (string.IsNullOrEmpty(ApiKey)) return null;
        if (!ApiKey.All(char.IsAsciiLetterOrDigit))
        {
            return $"LocalDigest:Zotero:{nameof(ApiKey)} must be a key of zotero.org, which holds letters and digits only.";
        }
        return address.Scheme == "https" || address.IsLoopback
            ? null
            : $"LocalDigest:Zotero:{nameof(ApiUrl)} must begin with https://, or the key would be sent for all to read.";
    }
}
