using System.Buffers.Binary;
using System.IO.Compression;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LocalDigest.Models;

/// <summary>What an embedding file says of itself: the JSON at its start.</summary>
/// <param name="Name">Name and version, such as <c>science-embedding-2</c>.</param>
/// <param name="Dimensions">Length of the vectors.</param>
/// <param name="Cuts">Lengths that a vector can be cut to, ascending; the last is <paramref name="Dimensions"/>.</param>
/// <param name="Shelves">The tables of terms, the one of the most frequent terms first.</param>
/// <param name="UnseenNorm">Length of the pseudo-random vector of a word that is in no table; 0 where such words are passed over.</param>
/// <param name="VocabularyBytes">Size of the compressed vocabulary.</param>
internal sealed record EmbeddingHeader(string Name, int Dimensions, int[] Cuts, ShelfHeader[] Shelves, float UnseenNorm, int VocabularyBytes);

/// <summary>One table of terms.</summary>
/// <param name="Count">How many terms it has.</param>
/// <param name="Width">How many numbers their vectors have; all further ones are 0.</param>
internal sealed record ShelfHeader(int Count, int Width);

[JsonSerializable(typeof(EmbeddingHeader))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class EmbeddingJson : JsonSerializerContext;

/// <summary>
/// The file in which term vectors are shipped, made to be mapped into memory and used as it lies. All numbers are little-endian; every section begins at a multiple of 64.
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>8 bytes <c>LDEMBED1</c>, the format and its version; 4 bytes CRC-32C of all that follows these 16 bytes; 4 bytes length of the header.</item>
/// <item>The header, JSON in UTF-8: <see cref="EmbeddingHeader"/>.</item>
/// <item>For each shelf, its terms in ascending order of their 64-bit hashes (<see cref="WordReader.HashOf"/> for a word, <see cref="WordReader.HashOfPair"/> for a phrase):
/// where the terms of each highest 16 bits begin, as 65,537 32-bit numbers; the next 32 bits of each hash; a 16-bit floating-point scale each;
/// the vectors, signed bytes to be multiplied by their scale.</item>
/// <item>The vocabulary: the terms' folded spellings in the order of their rows, one a line, UTF-8, Brotli. Only for people; an embedder never reads it.</item>
/// </list>
/// </remarks>
internal static class EmbeddingFile
{
    public const int Start = 16, Buckets = 65536, Alignment = 64, LongestHeader = 65536, MostTerms = 16_000_000;

    public static ReadOnlySpan<byte> Magic => "LDEMBED1"u8;

    /// <summary>Writes a file.</summary>
    /// <param name="stream">Where to; can seek and read.</param>
    /// <param name="name">See <see cref="EmbeddingHeader"/>.</param>
    /// <param name="cuts">See <see cref="EmbeddingHeader"/>.</param>
    /// <param name="unseenNorm">See <see cref="EmbeddingHeader"/>.</param>
    /// <param name="shelves">For each shelf its width and its terms in any order: hash, spelling, vector.</param>
    public static void Write(Stream stream, string name, int[] cuts, float unseenNorm, IReadOnlyList<(int Width, IReadOnlyList<(ulong Hash, string Spelling, float[] Vector)> Terms)> shelves)
    {
        var ordered = shelves.Select(shelf => (shelf.Width, Terms: shelf.Terms.OrderBy(term => term.Hash).ToArray())).ToArray();
        var vocabulary = Compress(string.Concat(ordered.SelectMany(shelf => shelf.Terms).Select(term => term.Spelling + "\n")));
        var header = JsonSerializer.SerializeToUtf8Bytes(
            new EmbeddingHeader(name, cuts[^1], cuts, [.. ordered.Select(shelf => new ShelfHeader(shelf.Terms.Length, shelf.Width))], unseenNorm, vocabulary.Length), EmbeddingJson.Default.EmbeddingHeader);
        stream.Write(new byte[Start]);
        stream.Write(header);
        foreach (var (width, terms) in ordered)
        {
            Pad(stream);
            var begins = new uint[Buckets + 1];
            foreach (var term in terms) begins[(term.Hash >> 48) + 1]++;
            for (var i = 0; i < Buckets; i++) begins[i + 1] += begins[i];
            stream.Write(MemoryMarshal.AsBytes<uint>(begins));
            Pad(stream);
            stream.Write(MemoryMarshal.AsBytes<uint>(terms.Select(term => (uint)(term.Hash >> 16)).ToArray()));
            Pad(stream);
            var scales = terms.Select(term => (Half)(term.Vector.Take(width).Max(Math.Abs) / 127)).ToArray();
            stream.Write(MemoryMarshal.AsBytes<Half>(scales));
            Pad(stream);
            var bytes = new sbyte[width];
            for (var t = 0; t < terms.Length; t++)
            {
                var scale = (float)scales[t];
                for (var k = 0; k < width; k++) bytes[k] = scale > 0 ? (sbyte)Math.Clamp(MathF.Round(terms[t].Vector[k] / scale), -127, 127) : (sbyte)0;
                stream.Write(MemoryMarshal.AsBytes<sbyte>(bytes));
            }
        }
        Pad(stream);
        stream.Write(vocabulary);

        stream.Position = Start;
        var rest = new byte[stream.Length - Start];
        stream.ReadExactly(rest);
        Span<byte> begin = stackalloc byte[Start];
        Magic.CopyTo(begin);
        BinaryPrimitives.WriteUInt32LittleEndian(begin[8..], Checksum(rest));
        BinaryPrimitives.WriteInt32LittleEndian(begin[12..], header.Length);
        stream.Position = 0;
        stream.Write(begin);
        stream.Flush();
    }

    /// <summary>CRC-32C (Castagnoli), eight bytes at a step; the last step is filled up with zeros.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        var whole = bytes.Length & ~7;
        foreach (var eight in MemoryMarshal.Cast<byte, ulong>(bytes[..whole])) crc = BitOperations.Crc32C(crc, eight);
        Span<byte> last = stackalloc byte[8];
        last.Clear();
        bytes[whole..].CopyTo(last);
        return BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(last)) ^ uint.MaxValue;
    }

    public static long Aligned(long position) => (position + Alignment - 1) / Alignment * Alignment;

    private static void Pad(Stream stream) => stream.Write(new byte[Aligned(stream.Position) - stream.Position]);

    private static byte[] Compress(string text)
    {
        using var memory = new MemoryStream();
        using (var brotli = new BrotliStream(memory, CompressionLevel.SmallestSize)) brotli.Write(Encoding.UTF8.GetBytes(text));
        return memory.ToArray();
    }
}
