using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace LocalDigest.Prefiltering;

/// <summary>A SHA-256 as a value: of a million papers two each are held, and an array of bytes takes twice the memory.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct TextHash(long First, long Second, long Third, long Fourth)
{
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 32 bytes.</exception>
    public static TextHash Of(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<TextHash>(bytes);

    public byte[] ToArray()
    {
        var bytes = new byte[SHA256.HashSizeInBytes];
        MemoryMarshal.Write(bytes, in this);
        return bytes;
    }

    public override string ToString() => Convert.ToHexString(ToArray());
}
