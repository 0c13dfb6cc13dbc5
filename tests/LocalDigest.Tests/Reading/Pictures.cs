using System.Buffers.Binary;
using System.IO.Compression;

namespace LocalDigest.Tests.Reading;

/// <summary>Pictures for tests, written byte by byte.</summary>
internal static class Pictures
{
    /// <summary>A PNG of eight bits a colour with transparency: a black frame, transparent inside and in the margin around it.</summary>
    public static byte[] Png(int width, int height, int margin = 0)
    {
        var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 6);
        Chunk(file, "IHDR"u8, header);
        var data = new MemoryStream();
        using (var packed = new ZLibStream(data, CompressionLevel.Fastest, leaveOpen: true))
        {
            var row = new byte[1 + (4 * width)];
            for (var y = 0; y < height; y++)
            {
                Array.Clear(row);
                var frame = Math.Max(1, width / 20);
                for (var x = 0; x < width; x++)
                {
                    var depth = Math.Min(Math.Min(x, width - 1 - x), Math.Min(y, height - 1 - y)) - margin;
                    if (depth >= 0 && depth < frame) row[4 + (4 * x)] = 255;
                }
                packed.Write(row);
            }
        }
        Chunk(file, "IDAT"u8, data.ToArray());
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>The header of a JPEG of a size, with a segment of other data before it.</summary>
    public static byte[] Jpeg(int width, int height, int bytes = 1000)
    {
        var file = new byte[Math.Max(bytes, 40)];
        ReadOnlySpan<byte> start = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc2, 0, 11, 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 1, 1, 0x11, 0, 0xff, 0xda];
        start.CopyTo(file);
        return file;
    }

    public static byte[] Gif(int width, int height) => [.. "GIF89a"u8, (byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), 0, 0, 0, 0x3b];

    public static byte[] Webp(int width, int height)
    {
        var bits = (uint)(width - 1) | ((uint)(height - 1) << 14);
        return [.. "RIFF"u8, 26, 0, 0, 0, .. "WEBPVP8L"u8, 10, 0, 0, 0, 0x2f, (byte)bits, (byte)(bits >> 8), (byte)(bits >> 16), (byte)(bits >> 24), 0, 0, 0, 0, 0, 0, 0, 0];
    }

    private static void Chunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        file.Write([0, 0, 0, 0]); // readers of files that they have checked otherwise need no check of the chunk
    }
}
