using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace LocalDigest.Access;

/// <summary>
/// What lets somebody in: 256 random bits, so that nobody guesses it and a plain hash of it can be stored in its place. It stands in
/// cookies and addresses as it is.
/// </summary>
internal static class Secret
{
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is stored of a secret: SHA-256, 32 bytes.</summary>
    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
