using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace LocalDigest.Daemon.Hosting;

/// <summary>The secret that lets a request in: 256 random bits, new at each start, known to whoever can read <c>daemon.json</c>.</summary>
internal sealed class AccessToken(TimeProvider clock)
{
    private static readonly TimeSpan CodeLife = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, DateTimeOffset> codes = new(StringComparer.Ordinal);

    public string Value { get; } = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>Compares in constant time.</summary>
    public bool Matches(string? presented) =>
        presented is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(presented)), SHA256.HashData(Encoding.UTF8.GetBytes(Value)));

    /// <summary>A code for a browser's address bar: good once, for a minute, so that no history keeps a key.</summary>
    public string NewCode()
    {
        var now = clock.GetUtcNow();
        foreach (var (old, until) in codes)
        {
            if (until < now) codes.TryRemove(old, out _);
        }
        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
        codes[code] = now + CodeLife;
        return code;
    }

    /// <summary>Takes a code for the token.</summary>
    public bool Redeem(string? code) => code is not null && codes.TryRemove(code, out var until) && until >= clock.GetUtcNow();
}
