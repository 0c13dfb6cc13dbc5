using System.Runtime.InteropServices;

namespace LocalDigest.Models;

/// <summary>Arrays of numbers as they lie in memory, for files that only the same kind of machine reads again.</summary>
internal static class RawArrays
{
    public static void Write<T>(Stream to, ReadOnlySpan<T> numbers) where T : unmanaged => to.Write(MemoryMarshal.AsBytes(numbers));

    public static void Write<T>(Stream to, T number) where T : unmanaged => Write(to, MemoryMarshal.CreateReadOnlySpan(ref number, 1));

    /// <exception cref="EndOfStreamException">The stream ends before.</exception>
    public static void Read<T>(Stream from, Span<T> numbers) where T : unmanaged => from.ReadExactly(MemoryMarshal.AsBytes(numbers));

    /// <exception cref="EndOfStreamException">The stream ends before.</exception>
    public static T Read<T>(Stream from) where T : unmanaged
    {
        T number = default;
        Read(from, MemoryMarshal.CreateSpan(ref number, 1));
        return number;
    }

    /// <summary>Reads a count of things, so that a damaged file asks for no memory that it cannot fill.</summary>
    /// <param name="from">What is read.</param>
    /// <param name="most">The greatest that makes sense.</param>
    /// <exception cref="InvalidDataException">It is negative, or greater.</exception>
    public static int ReadCount(Stream from, int most)
    {
        var count = Read<int>(from);
        return count >= 0 && count <= most ? count
            : throw new InvalidDataException($"The file tells of {count} things where at most {most} can be.");
    }
}
