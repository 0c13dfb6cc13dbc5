using System.Buffers.Binary;

namespace LocalDigest.Reading;

/// <summary>What a picture's own bytes say of it; what a server calls it does not count.</summary>
/// <param name="MediaType">One of the four kinds that browsers show and that hold no script.</param>
/// <param name="Extension">With its dot.</param>
/// <param name="Width">In pixels, at least 1.</param>
/// <param name="Height">In pixels, at least 1.</param>
internal sealed record RasterImage(string MediaType, string Extension, int Width, int Height)
{
    public long Pixels => (long)Width * Height;

    /// <summary>Reads kind and size from the header of a PNG, JPEG, GIF or WebP; null for all else.</summary>
    public static RasterImage? Of(ReadOnlySpan<byte> content)
    {
        var image = Png(content) ?? Gif(content) ?? Webp(content) ?? Jpeg(content);
        return image is { Width: > 0, Height: > 0 } ? image : null;
    }

    /// <summary>Whether it looks like SVG, which may hold script and is not kept.</summary>
    public static bool IsSvg(ReadOnlySpan<byte> content) => content[..Math.Min(content.Length, 1024)].IndexOf("<svg"u8) >= 0;

    /// <summary>W3C PNG, 5.2 and 11.2.2.</summary>
    private static RasterImage? Png(ReadOnlySpan<byte> content) =>
        content.Length >= 33 && content.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]) && content[12..16].SequenceEqual("IHDR"u8)
            ? new RasterImage("image/png", ".png", Big(content[16..]), Big(content[20..]))
            : null;

    private static RasterImage? Gif(ReadOnlySpan<byte> content) =>
        content.Length >= 13 && (content.StartsWith("GIF87a"u8) || content.StartsWith("GIF89a"u8))
            ? new RasterImage("image/gif", ".gif", BinaryPrimitives.ReadUInt16LittleEndian(content[6..]), BinaryPrimitives.ReadUInt16LittleEndian(content[8..]))
            : null;

    /// <summary>RFC 9649.</summary>
    private static RasterImage? Webp(ReadOnlySpan<byte> content)
    {
        if (content.Length < 30 || !content.StartsWith("RIFF"u8) || !content[8..12].SequenceEqual("WEBP"u8)) return null;
        if (content[12..16].SequenceEqual("VP8X"u8)) return new RasterImage("image/webp", ".webp", 1 + Little24(content[24..]), 1 + Little24(content[27..]));
        if (content[12..16].SequenceEqual("VP8L"u8) && content[20] == 0x2f)
        {
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(content[21..]);
            return new RasterImage("image/webp", ".webp", 1 + (int)(bits & 0x3fff), 1 + (int)((bits >> 14) & 0x3fff));
        }
        if (content[12..16].SequenceEqual("VP8 "u8) && content[23..26].SequenceEqual((ReadOnlySpan<byte>)[0x9d, 0x01, 0x2a]))
            return new RasterImage("image/webp", ".webp", BinaryPrimitives.ReadUInt16LittleEndian(content[26..]) & 0x3fff, BinaryPrimitives.ReadUInt16LittleEndian(content[28..]) & 0x3fff);
        return null;
    }

    /// <summary>ITU-T T.81: the size stands in the frame header, behind segments of any kind.</summary>
    private static RasterImage? Jpeg(ReadOnlySpan<byte> content)
    {
        if (content.Length < 4 || content[0] != 0xff || content[1] != 0xd8) return null;
        for (var at = 2; at + 9 < content.Length;)
        {
            if (content[at] != 0xff) return null;
            var marker = content[at + 1];
            if (marker == 0xff)
            {
                at++;
                continue;
            }
            // Start of frame, but not the tables and extensions that share the range.
            if (marker is >= 0xc0 and <= 0xcf and not (0xc4 or 0xc8 or 0xcc))
                return new RasterImage("image/jpeg", ".jpg", BinaryPrimitives.ReadUInt16BigEndian(content[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(content[(at + 5)..]));
            if (marker is 0xd9 or 0xda) return null;
            var length = marker is 0x01 or >= 0xd0 and <= 0xd7 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(content[(at + 2)..]);
            at += 2 + length;
        }
        return null;
    }

    private static int Big(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32BigEndian(bytes) is var value && value <= int.MaxValue ? (int)value : 0;

    private static int Little24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
