using System.Text.Json;

namespace LocalDigest.Client;

/// <summary>What <c>daemon.json</c> says of a daemon.</summary>
/// <param name="Pid">Its process.</param>
/// <param name="Url">Where it listens.</param>
/// <param name="Token">For the Authorization header, until it stops.</param>
/// <param name="Version">Its version.</param>
/// <param name="StartedAt">Since when it listens.</param>
public sealed record DaemonRecord(int Pid, string Url, string Token, string Version, DateTimeOffset StartedAt)
{
    /// <summary>Reads the record of a data directory.</summary>
    /// <returns>Null where there is none, or none that can be read.</returns>
    public static DaemonRecord? Read(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, "daemon.json")),
                ClientJson.Default.DaemonRecord) is { Url: { } url, Token: not null } read
                && Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttp && address.IsLoopback ? read
                    : null;
        }
        catch (Exception error) when (error is IOException or JsonException or UnauthorizedAccessException)
        {
            // Nobody has written it, or it is being replaced: as if there were none, and whoever starts a daemon learns by its lock.
            return null;
        }
    }
}
