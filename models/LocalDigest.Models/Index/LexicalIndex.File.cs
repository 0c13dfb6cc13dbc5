namespace LocalDigest.Models;

// The index as a file: what is read is the same index, number by number.
public sealed partial class LexicalIndex
{
    private const int MostDocuments = int.MaxValue - SegmentSize, MostTerms = 1 << 29;

    /// <summary>Writes the index as it is now, in the order of bytes of this machine. No document can be added meanwhile.</summary>
    public void Write(Stream to)
    {
        lock (writing)
        {
            RawArrays.Write(to, count);
            RawArrays.Write(to, removed);
            RawArrays.Write(to, distinct);
            RawArrays.Write(to, words);
            RawArrays.Write(to, frequencies.Length);
            RawArrays.Write<int>(to, frequencies);
            foreach (var segment in segments)
            {
                RawArrays.Write(to, segment.End);
                RawArrays.Write<uint>(to, segment.Terms.AsSpan(0, segment.End));
                RawArrays.Write<int>(to, segment.Starts);
                RawArrays.Write<int>(to, segment.TitleEnds);
                RawArrays.Write<bool>(to, segment.IsRemoved);
            }
        }
    }

    /// <summary>Reads what <see cref="Write"/> has written.</summary>
    /// <exception cref="InvalidDataException">It is none of that.</exception>
    /// <exception cref="EndOfStreamException">It ends before.</exception>
    public static LexicalIndex Read(Stream from)
    {
        var index = new LexicalIndex();
        var documents = RawArrays.ReadCount(from, MostDocuments);
        index.removed = RawArrays.ReadCount(from, documents);
        index.distinct = RawArrays.ReadCount(from, LargestTable);
        index.words = RawArrays.Read<long>(from);
        index.frequencies = new int[RawArrays.ReadCount(from, LargestTable)];
        if (!System.Numerics.BitOperations.IsPow2(index.frequencies.Length)) throw new InvalidDataException(
            "The table of frequencies has a length of no power of two.");
        RawArrays.Read<int>(from, index.frequencies);
        index.segments = new Segment[(documents + SegmentSize - 1) / SegmentSize];
        for (var i = 0; i < index.segments.Length; i++)
        {
            var end = RawArrays.ReadCount(from, MostTerms);
            // Only the last one grows on.
            var segment = index.segments[i] = new Segment(i < index.segments.Length - 1 ? end : Math.Max(end, 64 * 1024), end);
            RawArrays.Read<uint>(from, segment.Terms.AsSpan(0, end));
            RawArrays.Read<int>(from, segment.Starts);
            RawArrays.Read<int>(from, segment.TitleEnds);
            RawArrays.Read<bool>(from, segment.IsRemoved);
            CheckPlaces(segment, Math.Min(SegmentSize, documents - i * SegmentSize));
        }
        index.count = documents;
        return index;
    }

    private static void CheckPlaces(Segment segment, int documents)
    {
        var isInOrder = segment.Starts[0] == 0 && segment.Starts[documents] == segment.End;
        for (var at = 0; isInOrder && at < documents; at++)
            isInOrder = segment.Starts[at] <= segment.TitleEnds[at] && segment.TitleEnds[at] <= segment.Starts[at + 1];
        if (!isInOrder) throw new InvalidDataException("The documents of the file overlap.");
    }
}
