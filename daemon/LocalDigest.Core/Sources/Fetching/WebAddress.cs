namespace LocalDigest.Sources;

/// <summary>Addresses that the user configures.</summary>
internal static class WebAddress
{
    /// <summary>The rest of a sentence that begins with the option's name; null where the address is good.</summary>
    public static string? Problem(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0
            ? null
            : "must be a web address that begins with http:// or https:// and holds no user name.";

    /// <summary>An address below a configured one: <c>https://host/base</c> and <c>a/b</c> give <c>https://host/base/a/b</c>.</summary>
    public static Uri Below(string address, string path) => new(address.TrimEnd('/') + "/" + path);

    /// <summary>A configured address with a query; null values are left out.</summary>
    public static Uri With(string address, params (string Name, string? Value)[] query) =>
        new(address + (address.Contains('?') ? "&" : "?") +
            string.Join('&', query.Where(q => q.Value is not null).Select(q => q.Name + "=" + Uri.EscapeDataString(q.Value!))));
}
