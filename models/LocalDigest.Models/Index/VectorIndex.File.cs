namespace LocalDigest.Models;

// The index as a file: what is read is the same index, number by number.
public sealed partial class VectorIndex
{
    private const int MostVectors = int.MaxValue - ChunkRows;

    /// <summary>Writes the index as it is now, in the order of bytes of this machine. No vector can be added meanwhile.</summary>
    public void Write(Stream to)
    {
        lock (writing)
        {
            RawArrays.Write(to, Dimensions);
            RawArrays.Write(to, count);
            foreach (var chunk in chunks) chunk.Write(to);
        }
    }

    /// <summary>Reads what <see cref="Write"/> has written.</summary>
    /// <exception cref="InvalidDataException">It is none of that.</exception>
    /// <exception cref="EndOfStreamException">It ends before.</exception>
    public static VectorIndex Read(Stream from)
    {
        var dimensions = RawArrays.ReadCount(from, 65_536);
        if (dimensions == 0) throw new InvalidDataException("The vectors of the file have no dimensions.");
        var index = new VectorIndex(dimensions);
        var vectors = RawArrays.ReadCount(from, MostVectors);
        var read = new Chunk[(vectors + ChunkRows - 1) / ChunkRows];
        for (var i = 0; i < read.Length; i++) (read[i] = new Chunk(index.parts)).Read(from);
        (index.chunks, index.count) = (read, vectors);
        return index;
    }

    private sealed unsafe partial class Chunk
    {
        public void Write(Stream to)
        {
            foreach (var part in (ReadOnlySpan<AlignedBytes>)[first, second, rest]) to.Write(part.All);
            foreach (var numbers in (ReadOnlySpan<float[]>)[Scales, BehindFirst, BehindSecond]) RawArrays.Write<float>(to, numbers);
        }

        public void Read(Stream from)
        {
            foreach (var part in (ReadOnlySpan<AlignedBytes>)[first, second, rest]) from.ReadExactly(part.All);
            foreach (var numbers in (ReadOnlySpan<float[]>)[Scales, BehindFirst, BehindSecond]) RawArrays.Read<float>(from, numbers);
        }
    }
}
