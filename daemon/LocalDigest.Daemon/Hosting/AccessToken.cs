using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace LocalDigest.Daemon.Hosting;

/// <summary>The secret that lets a request in: 256 random bits, new at each start, known to whoever can read <c>daemon.json</c>.</summary>
internal sealed class AccessToken(TimeProvider clock)
{
    private static readonly TimeSpan CodeLife = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, Code> codes = new(StringComparer.Ordinal);

    /// <param name="Made">When it was made, by the monotonic clock: a clock that is set back does not make it last.</param>
    /// <param name="Until">The last moment at which it is good: the monotonic clock stands still while a computer sleeps.</param>
    /// <param name="GivesToken">Whether it can be taken for the token.</param>
    private readonly record struct Code(long Made, DateTimeOffset Until, bool GivesToken);

    public string Value { get; } = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>Compares in constant time.</summary>
    public bool Matches(string? presented) =>
        presented is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(presented)), SHA256.HashData(Encoding.UTF8.GetBytes(Value)));

    /// <summary>A code for a browser's address bar: good once, for a minute, so that no history keeps a key.</summary>
    /// <param name="givesToken">
    /// Whether it can be taken for the token. One that a signed-in browser asks for cannot: the token would let it in after it was signed
    /// out.
    /// </param>
    public string NewCode(bool givesToken)
    {
        foreach (var (old, code) in codes)
        {
            if (!IsFresh(code)) codes.TryRemove(old, out _);
        }
        var made = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
        codes[made] = new Code(clock.GetTimestamp(), clock.GetUtcNow() + CodeLife, givesToken);
        return made;
    }

    /// <summary>Uses a code up.</summary>
    /// <param name="code">The code.</param>
    /// <param name="forToken">Whether it is to give the token, and not only a session.</param>
    /// <returns>Whether it was good.</returns>
    public bool Redeem(string? code, bool forToken) => code is not null && codes.TryRemove(code, out var known)
        && IsFresh(known) && (known.GivesToken || !forToken);

    private bool IsFresh(Code code) => clock.GetElapsedTime(code.Made) <= CodeLife && clock.GetUtcNow() <= code.Until;
}
