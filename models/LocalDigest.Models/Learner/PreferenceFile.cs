using System.Security.Cryptography;
using System.Text;

namespace LocalDigest.Models;

/// <summary>The form of a preference model's file: eight bytes that name its learner, the content, and SHA-256 of both.</summary>
internal static class PreferenceFile
{
    private const int LargestFile = 64 << 20, HashLength = SHA256.HashSizeInBytes;

    /// <summary>Writes a file, whole.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="magic">Names the learner and the version of its content.</param>
    /// <param name="content">Writes the content.</param>
    public static void Write(Stream stream, ReadOnlySpan<byte> magic, Action<BinaryWriter> content)
    {
        using var memory = new MemoryStream();
        using (var writer = new BinaryWriter(memory, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(magic);
            content(writer);
        }
        var bytes = memory.GetBuffer().AsSpan(0, (int)memory.Length);
        stream.Write(bytes);
        stream.Write(SHA256.HashData(bytes));
    }

    /// <summary>Gives the content of a file, to be read from its beginning.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="magic">What it must begin with.</param>
    /// <exception cref="InvalidDataException">It is damaged, too large, or of another learner; the message says which.</exception>
    public static BinaryReader Read(Stream stream, ReadOnlySpan<byte> magic)
    {
        var file = ReadAll(stream);
        if (file.Length < magic.Length + HashLength || !file.AsSpan(0, magic.Length).SequenceEqual(magic))
        {
            throw new InvalidDataException("This is not a preference model of this learner. Train it anew from the thumbs.");
        }
        var content = file.AsSpan(0, file.Length - HashLength);
        if (!SHA256.HashData(content).AsSpan().SequenceEqual(file.AsSpan(content.Length)))
        {
            throw new InvalidDataException("The preference model is damaged: its checksum does not fit. Train it anew from the thumbs.");
        }
        return new BinaryReader(new MemoryStream(file, magic.Length, content.Length - magic.Length));
    }

    /// <summary>Writes how well a model did and what it said of each held-out document.</summary>
    public static void Write(this BinaryWriter writer, IReadOnlyDictionary<long, float> heldOut, PreferenceQuality quality)
    {
        writer.Write(heldOut.Count);
        foreach (var (key, logOdds) in heldOut.OrderBy(pair => pair.Key))
        {
            writer.Write(key);
            writer.Write(logOdds);
        }
        writer.Write(quality.Likes);
        writer.Write(quality.Dislikes);
        writer.Write(quality.Auc ?? double.NaN);
        writer.Write(quality.CriteriaAuc ?? double.NaN);
        writer.Write(quality.LogLoss ?? double.NaN);
    }

    /// <summary>Reads back what <see cref="Write(BinaryWriter, IReadOnlyDictionary{long, float}, PreferenceQuality)"/> wrote.</summary>
    public static (IReadOnlyDictionary<long, float> HeldOut, PreferenceQuality Quality) ReadHeldOut(this BinaryReader reader)
    {
        var heldOut = new Dictionary<long, float>();
        for (var left = reader.ReadInt32(); left > 0; left--) heldOut[reader.ReadInt64()] = reader.ReadSingle();
        var quality = new PreferenceQuality { Likes = reader.ReadInt32(), Dislikes = reader.ReadInt32() };
        return (heldOut, quality with { Auc = NumberOrNull(reader), CriteriaAuc = NumberOrNull(reader), LogLoss = NumberOrNull(reader) });
    }

    private static byte[] ReadAll(Stream stream)
    {
        using var memory = new MemoryStream();
        var buffer = new byte[81920];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            if (memory.Length + read > LargestFile) throw new InvalidDataException("This is too large for a preference model.");
            memory.Write(buffer, 0, read);
        }
        return memory.ToArray();
    }

    private static double? NumberOrNull(BinaryReader reader) => reader.ReadDouble() is var number && double.IsNaN(number) ? null : number;
}
