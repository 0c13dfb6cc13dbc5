using System.Buffers.Binary;
using System.IO.Compression;

namespace LocalDigest.Reading;

/// <summary>
/// A PNG in three bytes a pixel on white: to make it smaller and to cut white margins off. Rows are read one after another, so that what is large is never
/// in memory whole. Source: W3C Portable Network Graphics (third edition). Interlaced files are not read.
/// </summary>
internal sealed class PngPicture
{
    /// <summary>Larger ones are not decoded: each pixel costs time.</summary>
    private const long MostPixels = 120_000_000;

    private readonly byte[] pixels;

    private PngPicture(int width, int height, byte[] pixels)
    {
        Width = width;
        Height = height;
        this.pixels = pixels;
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Whether there is nothing on it.</summary>
    public bool IsBlank => pixels.AsSpan().IndexOfAnyExceptInRange((byte)250, (byte)255) < 0;

    /// <summary>Decodes a file and makes it smaller by a whole number where a side is longer than wanted.</summary>
    /// <exception cref="ReadingException">It is damaged, too large, or of a kind that is not read.</exception>
    public static PngPicture Decode(byte[] file, int longestSide)
    {
        try
        {
            return new Decoder(file, longestSide).Decode();
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or IndexOutOfRangeException or ArgumentOutOfRangeException or OverflowException)
        {
            throw new ReadingException("The picture is damaged.", e);
        }
    }

    /// <summary>The picture without its white margins, but for a few pixels.</summary>
    public PngPicture Trim(int margin = 6)
    {
        int top = Height, bottom = -1, left = Width, right = -1;
        for (var y = 0; y < Height; y++)
        {
            var row = pixels.AsSpan(y * Width * 3, Width * 3);
            var first = row.IndexOfAnyExceptInRange((byte)250, (byte)255);
            if (first < 0) continue;
            top = Math.Min(top, y);
            bottom = y;
            left = Math.Min(left, first / 3);
            right = Math.Max(right, row.LastIndexOfAnyExceptInRange((byte)250, (byte)255) / 3);
        }
        if (bottom < 0) return this;
        (left, top) = (Math.Max(0, left - margin), Math.Max(0, top - margin));
        (right, bottom) = (Math.Min(Width - 1, right + margin), Math.Min(Height - 1, bottom + margin));
        var (width, height) = (right - left + 1, bottom - top + 1);
        var kept = new byte[width * height * 3];
        for (var y = 0; y < height; y++) pixels.AsSpan((((top + y) * Width) + left) * 3, width * 3).CopyTo(kept.AsSpan(y * width * 3));
        return new PngPicture(width, height, kept);
    }

    /// <summary>A PNG of eight bits a colour.</summary>
    public byte[] Encode()
    {
        var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Height);
        (header[8], header[9]) = (8, 2);
        WriteChunk(file, "IHDR"u8, header);
        var data = new MemoryStream();
        using (var packed = new ZLibStream(data, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var line = new byte[1 + (Width * 3)];
            for (var y = 0; y < Height; y++)
            {
                // The difference to the row above: drawings have many rows alike.
                line[0] = 2;
                for (var i = 0; i < Width * 3; i++) line[1 + i] = (byte)(pixels[(y * Width * 3) + i] - (y > 0 ? pixels[((y - 1) * Width * 3) + i] : 0));
                packed.Write(line);
            }
        }
        WriteChunk(file, "IDAT"u8, data.ToArray());
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static void WriteChunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(type);
        file.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(data, Crc(type, 0xffffffff)) ^ 0xffffffff);
        file.Write(number);
    }

    /// <summary>The check of a chunk: PNG, annex D.</summary>
    private static uint Crc(ReadOnlySpan<byte> bytes, uint crc)
    {
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xedb88320 : crc >> 1;
        }
        return crc;
    }

    private sealed class Decoder
    {
        private readonly byte[] file;
        private readonly int width;
        private readonly int height;
        private readonly int depth;
        private readonly int kind;
        private readonly int channels;
        private readonly int across;
        private readonly int down;
        private readonly List<byte[]> packed = [];
        private byte[] palette = [];
        private byte[] transparency = [];

        public Decoder(byte[] file, int longestSide)
        {
            this.file = file;
            if (RasterImage.Of(file) is not { MediaType: "image/png" } image) throw new ReadingException("The picture is no PNG.");
            if (image.Pixels > MostPixels) throw new ReadingException("The picture has too many pixels.");
            (width, height) = (image.Width, image.Height);
            (depth, kind) = (file[24], file[25]);
            channels = kind switch { 0 or 3 => 1, 2 => 3, 4 => 2, 6 => 4, _ => throw new InvalidDataException() };
            var isAllowed = kind switch { 0 => depth is 1 or 2 or 4 or 8 or 16, 3 => depth is 1 or 2 or 4 or 8, _ => depth is 8 or 16 };
            if (!isAllowed) throw new InvalidDataException();
            if (file[28] != 0) throw new ReadingException("The picture is interlaced and is not read.");
            var factor = (Math.Max(width, height) - 1) / longestSide + 1;
            (across, down) = (Math.Min(factor, width), Math.Min(factor, height));
            ReadChunks();
        }

        private void ReadChunks()
        {
            for (var at = 8; at + 12 <= file.Length;)
            {
                var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
                if (length < 0 || at + 12L + length > file.Length) throw new InvalidDataException();
                var type = file.AsSpan(at + 4, 4);
                var data = file.AsSpan(at + 8, length);
                if (type.SequenceEqual("PLTE"u8)) palette = data.ToArray();
                else if (type.SequenceEqual("tRNS"u8)) transparency = data.ToArray();
                else if (type.SequenceEqual("IDAT"u8)) packed.Add(data.ToArray());
                else if (type.SequenceEqual("IEND"u8)) break;
                at += 12 + length;
            }
        }

        public PngPicture Decode()
        {
            var (smallWidth, smallHeight) = (width / across, height / down);
            var small = new byte[smallWidth * smallHeight * 3];
            var sums = new int[smallWidth * 3];
            using var data = new ZLibStream(new MemoryStream([.. packed.SelectMany(part => part)]), CompressionMode.Decompress);
            var stride = checked((int)(((long)width * channels * depth) + 7) / 8);
            var step = Math.Max(1, channels * depth / 8);
            var row = new byte[stride];
            var before = new byte[stride];
            var colours = new byte[width * 3];
            for (var y = 0; y < height; y++)
            {
                var filter = data.ReadByte();
                data.ReadExactly(row);
                Unfilter(filter, row, before, step);
                Colour(row, colours);
                for (var x = 0; x < smallWidth * across; x++)
                    for (var c = 0; c < 3; c++) sums[(x / across * 3) + c] += colours[(x * 3) + c];
                if ((y + 1) % down == 0 && y / down < smallHeight)
                {
                    for (var i = 0; i < sums.Length; i++) small[(y / down * smallWidth * 3) + i] = (byte)(sums[i] / (across * down));
                    Array.Clear(sums);
                }
                (row, before) = (before, row);
            }
            return new PngPicture(smallWidth, smallHeight, small);
        }

        /// <summary>PNG, 9.2.</summary>
        private static void Unfilter(int filter, byte[] row, byte[] above, int step)
        {
            for (var i = 0; i < row.Length; i++)
            {
                var (left, up, corner) = (i >= step ? row[i - step] : 0, above[i], i >= step ? above[i - step] : 0);
                row[i] += filter switch
                {
                    0 => (byte)0,
                    1 => (byte)left,
                    2 => up,
                    3 => (byte)((left + up) / 2),
                    4 => (byte)Paeth(left, up, corner),
                    _ => throw new InvalidDataException(),
                };
            }
        }

        private static int Paeth(int left, int up, int corner)
        {
            var guess = left + up - corner;
            var (a, b, c) = (Math.Abs(guess - left), Math.Abs(guess - up), Math.Abs(guess - corner));
            return a <= b && a <= c ? left : b <= c ? up : corner;
        }

        /// <summary>A row as red, green and blue on white.</summary>
        private void Colour(byte[] row, byte[] colours)
        {
            for (var x = 0; x < width; x++)
            {
                int red, green, blue, alpha = 255;
                switch (kind)
                {
                    case 3:
                        var index = Sample(row, x);
                        (red, green, blue) = (palette[index * 3], palette[(index * 3) + 1], palette[(index * 3) + 2]);
                        if (index < transparency.Length) alpha = transparency[index];
                        break;
                    case 0 or 4:
                        red = green = blue = Sample(row, x * channels) * 255 / Greatest;
                        if (kind == 4) alpha = Sample(row, (x * channels) + 1) * 255 / Greatest;
                        break;
                    default:
                        (red, green, blue) = (Sample(row, x * channels), Sample(row, (x * channels) + 1), Sample(row, (x * channels) + 2));
                        if (kind == 6) alpha = Sample(row, (x * channels) + 3);
                        break;
                }
                colours[x * 3] = Over(red, alpha);
                colours[(x * 3) + 1] = Over(green, alpha);
                colours[(x * 3) + 2] = Over(blue, alpha);
            }
        }

        private int Greatest => depth >= 8 ? 255 : (1 << depth) - 1;

        /// <summary>A sample, of sixteen bits the upper eight.</summary>
        private int Sample(byte[] row, int at) => depth switch
        {
            16 => row[at * 2],
            8 => row[at],
            _ => (row[at * depth / 8] >> (8 - depth - (at * depth % 8))) & ((1 << depth) - 1),
        };

        private static byte Over(int value, int alpha) => (byte)(255 - ((255 - value) * alpha / 255));
    }
}
