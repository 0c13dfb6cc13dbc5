using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using LocalDigest.Llm;
using LocalDigest.Models;
using LocalDigest.Text;

namespace LocalDigest.Prefiltering;

/// <content>The papers in memory as a file: at the next start only what changed since is read from the store.</content>
public sealed partial class PaperIndex
{
    /// <summary>Goes up where a paper's words are taken apart otherwise, or the file has another form: what older programs wrote is made
    /// anew.</summary>
    private const int FileVersion = 1;

    /// <summary>So many changes are followed at the start in no time; the file is written anew behind more, and behind a fiftieth of the
    /// papers.</summary>
    private const int LeastSaved = 1000;

    private long savedChange;

    /// <summary>Writes the file where the papers have changed much since the last time. Whoever asks for the papers meanwhile
    /// waits.</summary>
    public void Save()
    {
        if (file is not null) Save(LeastSaved);
    }

    /// <inheritdoc cref="Save()"/>
    /// <param name="least">At least so many changes are much.</param>
    internal void Save(int least)
    {
        lock (catchingUp)
        {
            // A vector that is in this file only would be missed where the file is thrown away.
            if (file is null || unsaved.Count > 0 || change - savedChange < Math.Max(least, entries.Count / 50)) return;
            file.Replace(Write);
            savedChange = change;
        }
    }

    private void Load()
    {
        if (file is null || file.TryRead(Read)) return;
        // What a part of a file has brought is forgotten.
        entries.Clear();
        missing.Clear();
        (words, shipped, change) = (new LexicalIndex(), new VectorIndex(embedder.Dimensions), 0);
    }

    private void Write(Stream to)
    {
        using var writer = new BinaryWriter(to, Encoding.UTF8, leaveOpen: true);
        writer.Write(FileVersion);
        writer.Write(BitConverter.IsLittleEndian);
        writer.Write(shippedModel.Model);
        writer.Write(shippedModel.Dimensions);
        writer.Write(change);
        writer.Write(entries.Count);
        foreach (var entry in entries)
        {
            writer.Write(entry.Number);
            writer.Write(entry.Position);
            writer.Write(entry.Identity.ToArray());
            writer.Write(entry.TextHash.ToArray());
            writer.Write(entry.IsSampled);
            writer.Write(entry.Familiarity ?? float.NaN);
            writer.Write(entry.Published);
            writer.Write(entry.IsGone);
            writer.Write7BitEncodedInt(entry.Tags.Length);
            writer.Write(MemoryMarshal.AsBytes(entry.Tags.AsSpan()));
            writer.Write7BitEncodedInt(entry.Defined.Length);
            foreach (var (form, meaning) in entry.Defined)
            {
                writer.Write(form);
                writer.Write(meaning);
            }
        }
        writer.Flush();
        words.Write(to);
        shipped.Write(to);
    }

    private void Read(Stream from)
    {
        using var reader = new BinaryReader(from, Encoding.UTF8, leaveOpen: true);
        if (reader.ReadInt32() != FileVersion || reader.ReadBoolean() != BitConverter.IsLittleEndian
            || new VectorModel(reader.ReadString(), reader.ReadInt32()) != shippedModel)
        {
            throw new InvalidDataException("The file was written by another version.");
        }
        change = savedChange = reader.ReadInt64();
        var count = reader.ReadInt32();
        var known = new HashSet<DefinedAbbreviation>();
        for (var i = 0; i < count; i++)
        {
            var entry = new Entry(reader.ReadInt64())
            {
                Position = reader.ReadInt32(),
                Identity = TextHash.Of(reader.ReadBytes(SHA256.HashSizeInBytes)),
                TextHash = TextHash.Of(reader.ReadBytes(SHA256.HashSizeInBytes)),
                IsSampled = reader.ReadBoolean(),
                Familiarity = reader.ReadSingle() is var familiarity && float.IsNaN(familiarity) ? null : familiarity,
                Published = reader.ReadInt64(),
                IsGone = reader.ReadBoolean(),
                Tags = ReadTags(reader),
                Defined = ReadDefined(reader, known),
            };
            entries.Add(entry);
            if (chosen is not null) Want(entry);
        }
        words = LexicalIndex.Read(from);
        shipped = VectorIndex.Read(from);
        if (words.Count != shipped.Count || shipped.Dimensions != embedder.Dimensions
            || entries.Exists(entry => (uint)entry.Position >= (uint)words.Count))
            throw new InvalidDataException("The parts of the file do not belong together.");
    }

    private static uint[] ReadTags(BinaryReader from)
    {
        var tags = new uint[from.Read7BitEncodedInt()];
        from.BaseStream.ReadExactly(MemoryMarshal.AsBytes(tags.AsSpan()));
        return tags;
    }

    /// <param name="from">The file.</param>
    /// <param name="known">Those that were read before: most papers define what others define, too, and one of each is kept.</param>
    private static DefinedAbbreviation[] ReadDefined(BinaryReader from, HashSet<DefinedAbbreviation> known)
    {
        var count = from.Read7BitEncodedInt();
        if (count == 0) return [];
        var defined = new DefinedAbbreviation[count];
        for (var i = 0; i < count; i++)
        {
            defined[i] = new DefinedAbbreviation(from.ReadString(), from.ReadString());
            if (known.TryGetValue(defined[i], out var same)) defined[i] = same;
            else known.Add(defined[i]);
        }
        return defined;
    }
}
