using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.MemoryMappedFiles;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text;
using System.Text.Json;

namespace LocalDigest.Models;

/// <summary>
/// The shipped embedding of scientific text: the vectors of a text's words and phrases of two words, each times the fourth root of its count, summed and made unit length.
/// </summary>
/// <remarks>
/// A vector cut to one of <see cref="Cuts"/> and made unit length again is an embedding too. Words that are in no table are taken as two known words that were written together
/// where they can be, and otherwise have a vector of their own that depends on their letters alone, so that texts that share them still come nearer to each other.
/// The file stays mapped into memory until <see cref="Dispose"/>. Any number of threads may embed at once.
/// </remarks>
public sealed unsafe class ScienceEmbedding : ITextEmbedder, IDisposable
{
    private const int ShortestPiece = 4;

    private readonly MemoryMappedFile file;
    private MemoryMappedViewAccessor view;
    private byte* start;
    private readonly EmbeddingHeader header;
    private readonly Shelf[] shelves;
    private readonly long vocabulary;
    private int disposed;

    [StructLayout(LayoutKind.Auto)]
    private readonly struct Shelf(uint* begins, uint* checks, Half* scales, sbyte* vectors, int width, int first)
    {
        public readonly uint* Begins = begins;
        public readonly uint* Checks = checks;
        public readonly Half* Scales = scales;
        public readonly sbyte* Vectors = vectors;
        public readonly int Width = width;

        /// <summary>The row number of its first term, counted through all shelves.</summary>
        public readonly int First = first;
    }

    private ScienceEmbedding(string path)
    {
        // shared for deletion as well, so that a newer file can be put in place while this one is in use
        using (var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        {
            if (stream.Length < EmbeddingFile.Start) throw Damaged(path, "it is too short");
            file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            try
            {
                // The whole file is looked through once; what is mapped for that is given back, so that only what is used stays in memory.
                view = Map(stream.Length);
                Check(path, stream.Length);
                view.SafeMemoryMappedViewHandle.ReleasePointer();
                view.Dispose();
                view = Map(stream.Length);
                (header, shelves, vocabulary) = Read(path, stream.Length);
            }
            catch
            {
                Dispose();
                throw;
            }
        }
    }

    public string Model => header.Name;

    public int Dimensions => header.Dimensions;

    /// <summary>Lengths that a vector can be cut to, ascending; the last is <see cref="Dimensions"/>.</summary>
    public IReadOnlyList<int> Cuts => header.Cuts;

    /// <summary>How many words and phrases have a vector.</summary>
    public int Terms => header.Shelves.Sum(shelf => shelf.Count);

    /// <summary>Maps an embedding file into memory.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or no embedding file, or one of a newer format; the message says which.</exception>
    public static ScienceEmbedding Open(string path) => new(path);

    /// <summary>Opens the embedding that is shipped with the program.</summary>
    public static ScienceEmbedding OpenShipped() => Open(Path.Combine(AppContext.BaseDirectory, "science-embedding", "science-embedding.bin"));

    public void Embed(ReadOnlySpan<char> text, Span<float> vector)
    {
        if (vector.Length != Dimensions) throw new ArgumentException($"The vector must have {Dimensions} numbers.", nameof(vector));
        ObjectDisposedException.ThrowIf(Volatile.Read(ref disposed) != 0, this);
        vector.Clear();
        var terms = ArrayPool<long>.Shared.Rent(256);
        var count = 0;
        var reader = new TermReader(text);
        while (reader.Read())
        {
            // at most two entries a word and one a phrase
            if (count + 4 > terms.Length) Grow(ref terms, count);
            var row = Find(reader.Word);
            if (row >= 0) terms[count++] = row;
            else count += AddUnseen(reader, terms.AsSpan(count));
            if (reader.Phrase != 0 && (row = Find(reader.Phrase)) >= 0) terms[count++] = row;
        }
        var met = terms.AsSpan(0, count);
        met.Sort();
        var rows = ArrayPool<WeightedRow>.Shared.Rent(count);
        var known = 0;
        for (var i = 0; i < count;)
        {
            var same = i + 1;
            while (same < count && met[same] == met[i]) same++;
            var weight = WeightOf(same - i);
            if (met[i] >= 0) rows[known++] = RowOf((int)met[i], weight);
            else AddUnseenVector((ulong)met[i], weight, vector);
            i = same;
        }
        AddRows(rows.AsSpan(0, known), vector);
        ArrayPool<WeightedRow>.Shared.Return(rows);
        ArrayPool<long>.Shared.Return(terms);
        var norm = TensorPrimitives.Norm<float>(vector);
        if (norm > 0) TensorPrimitives.Multiply(vector, 1 / norm, vector);
    }

    /// <summary>The share of a text's words, those that carry no subject left out, that stood in very many of the documents it was trained on.</summary>
    /// <returns>From 0 to 1; 0 for a text without words.</returns>
    public float Familiarity(ReadOnlySpan<char> text)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref disposed) != 0, this);
        int familiar = 0, all = 0;
        var reader = new TermReader(text);
        while (reader.Read())
        {
            if (reader.IsNumber || reader.IsStopWord) continue;
            all++;
            var row = Find(reader.Word);
            if (row >= 0 && row < header.Shelves[0].Count) familiar++;
        }
        return all == 0 ? 0 : familiar / (float)all;
    }

    /// <summary>The folded spellings of all terms; a phrase has a space between its words. Reads them from the file each time.</summary>
    public IReadOnlyList<string> ReadVocabulary()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref disposed) != 0, this);
        using var bytes = new UnmanagedMemoryStream(start + vocabulary, header.VocabularyBytes);
        using var reader = new StreamReader(new BrotliStream(bytes, CompressionMode.Decompress), Encoding.UTF8);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0) return;
        if (start != null) view.SafeMemoryMappedViewHandle.ReleasePointer();
        view?.Dispose();
        file.Dispose();
    }

    private MemoryMappedViewAccessor Map(long length)
    {
        start = null;
        var mapped = file.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
        mapped.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        start += mapped.PointerOffset;
        return mapped;
    }

    /// <summary>Looks whether it is an embedding, and whole.</summary>
    private void Check(string path, long length)
    {
        if (!new ReadOnlySpan<byte>(start, 8).SequenceEqual(EmbeddingFile.Magic))
        {
            throw new InvalidDataException(new ReadOnlySpan<byte>(start, 7).SequenceEqual(EmbeddingFile.Magic[..7])
                ? $"{Path.GetFileName(path)} is an embedding in a format of another version of LocalDigest. Use the one shipped with this version."
                : $"{Path.GetFileName(path)} is not an embedding file. Use the one shipped with LocalDigest, or one made by its trainer.");
        }
        if (length > int.MaxValue) throw Damaged(path, "it is too large");
        var said = BinaryPrimitives.ReadUInt32LittleEndian(new ReadOnlySpan<byte>(start + 8, 4));
        if (EmbeddingFile.Checksum(new ReadOnlySpan<byte>(start + EmbeddingFile.Start, (int)length - EmbeddingFile.Start)) != said) throw Damaged(path, "its checksum is wrong");
    }

    private (EmbeddingHeader Header, Shelf[] Shelves, long Vocabulary) Read(string path, long length)
    {
        var headerLength = BinaryPrimitives.ReadInt32LittleEndian(new ReadOnlySpan<byte>(start + 12, 4));
        if (headerLength is <= 0 or > EmbeddingFile.LongestHeader || headerLength > length - EmbeddingFile.Start) throw Damaged(path, "its header has an impossible length");
        EmbeddingHeader read;
        try
        {
            read = JsonSerializer.Deserialize(new ReadOnlySpan<byte>(start + EmbeddingFile.Start, headerLength), EmbeddingJson.Default.EmbeddingHeader) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw Damaged(path, "its header cannot be read");
        }
        if (read.Cuts is not { Length: > 0 } || read.Cuts[^1] != read.Dimensions || read.Dimensions is < 16 or > 4096 || read.Dimensions % 16 != 0 || read.Shelves is not { Length: > 0 }
            || read.Shelves.Any(shelf => shelf.Width < 16 || shelf.Width > read.Dimensions || shelf.Width % 16 != 0 || shelf.Count is < 0 or > EmbeddingFile.MostTerms))
        {
            throw Damaged(path, "its header says impossible sizes");
        }
        long position = EmbeddingFile.Start + headerLength;
        var first = 0;
        var found = new Shelf[read.Shelves.Length];
        for (var i = 0; i < found.Length; i++)
        {
            var (count, width) = (read.Shelves[i].Count, read.Shelves[i].Width);
            var begins = (uint*)Section((EmbeddingFile.Buckets + 1) * sizeof(uint));
            found[i] = new Shelf(begins, (uint*)Section((long)count * sizeof(uint)), (Half*)Section((long)count * sizeof(ushort)), (sbyte*)Section((long)count * width), width, first);
            if (begins[EmbeddingFile.Buckets] != count) throw Damaged(path, "its table of terms is inconsistent");
            first += count;
        }
        var words = Section(read.VocabularyBytes) - start;
        return (read, found, words);

        byte* Section(long size)
        {
            position = EmbeddingFile.Aligned(position);
            if (size < 0 || position + size > length) throw Damaged(path, "it ends too early");
            var at = start + position;
            position += size;
            return at;
        }
    }

    /// <summary>What a term counts that stands so often in a text: one that is repeated tells little more of the subject.</summary>
    internal static float WeightOf(int count) => count == 1 ? 1 : MathF.Sqrt(MathF.Sqrt(count));

    private static InvalidDataException Damaged(string path, string how) => new($"The embedding file {Path.GetFileName(path)} is damaged: {how}. Install it anew.");

    private static void Grow(ref long[] terms, int count)
    {
        var larger = ArrayPool<long>.Shared.Rent(terms.Length * 2);
        terms.AsSpan(0, count).CopyTo(larger);
        ArrayPool<long>.Shared.Return(terms);
        terms = larger;
    }

    /// <summary>The row of a term, counted through the shelves; -1 where there is none.</summary>
    private int Find(ulong hash)
    {
        var bucket = (int)(hash >> 48);
        var check = (uint)(hash >> 16);
        foreach (ref readonly var shelf in shelves.AsSpan())
        {
            var end = shelf.Begins[bucket + 1];
            for (var at = shelf.Begins[bucket]; at < end; at++)
            {
                if (shelf.Checks[at] == check) return shelf.First + (int)at;
            }
        }
        return -1;
    }

    // A word that is no term: two known words written as one, or the word itself by its hash, which is marked by the highest bit.
    private int AddUnseen(in TermReader reader, Span<long> to)
    {
        var word = reader.Spelling;
        if (word.Length >= 2 * ShortestPiece && !reader.IsNumber)
        {
            for (var cut = word.Length - ShortestPiece; cut >= ShortestPiece; cut--)
            {
                var front = Find(WordReader.HashOf(word[..cut]));
                if (front < 0) continue;
                var back = Find(WordReader.HashOf(word[cut..]));
                if (back < 0) continue;
                to[0] = front;
                to[1] = back;
                return 2;
            }
        }
        if (header.UnseenNorm <= 0) return 0;
        to[0] = (long)(reader.Word | 1UL << 63);
        return 1;
    }

    /// <summary>A term's vector and what it counts.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly struct WeightedRow(sbyte* numbers, int width, float weight)
    {
        public readonly sbyte* Numbers = numbers;
        public readonly int Width = width;
        public readonly float Weight = weight;
    }

    private WeightedRow RowOf(int row, float weight)
    {
        var s = 0;
        while (s + 1 < shelves.Length && row >= shelves[s + 1].First) s++;
        ref readonly var shelf = ref shelves[s];
        var at = row - shelf.First;
        return new(shelf.Vectors + (long)at * shelf.Width, shelf.Width, weight * (float)shelf.Scales[at]);
    }

    // Some dimensions at a time and all terms for each, so that sums stay in registers and each line of the file is read once.
    private static void AddRows(ReadOnlySpan<WeightedRow> rows, Span<float> vector)
    {
        fixed (float* to = vector)
        {
            for (var k = 0; k < vector.Length; k += 32)
            {
                Vector256<float> a = default, b = default, c = default, d = default;
                // widths are multiples of 16
                var isWhole = k + 32 <= vector.Length;
                foreach (ref readonly var row in rows)
                {
                    if (k >= row.Width) continue;
                    var scale = Vector256.Create(row.Weight);
                    var (low, high) = Vector128.Widen(Vector128.Load(row.Numbers + k));
                    a += Single(low) * scale;
                    b += Single(high) * scale;
                    if (k + 16 >= row.Width) continue;
                    (low, high) = Vector128.Widen(Vector128.Load(row.Numbers + k + 16));
                    c += Single(low) * scale;
                    d += Single(high) * scale;
                }
                (Vector256.Load(to + k) + a).Store(to + k);
                (Vector256.Load(to + k + 8) + b).Store(to + k + 8);
                if (!isWhole) continue;
                (Vector256.Load(to + k + 16) + c).Store(to + k + 16);
                (Vector256.Load(to + k + 24) + d).Store(to + k + 24);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Single(Vector128<short> eight) =>
        Avx2.IsSupported ? Avx.ConvertToVector256Single(Avx2.ConvertToVector256Int32(eight)) : Portable(eight);

    private static Vector256<float> Portable(Vector128<short> eight)
    {
        var (low, high) = Vector128.Widen(eight);
        return Vector256.ConvertToSingle(Vector256.Create(low, high));
    }

    // Signs from a counter-based generator (SplitMix64: Steele, Lea and Flood 2014) over the width that all terms have.
    private void AddUnseenVector(ulong hash, float weight, Span<float> vector)
    {
        var width = shelves[^1].Width;
        var step = weight * header.UnseenNorm / MathF.Sqrt(width);
        var bits = 0UL;
        for (var k = 0; k < width; k++)
        {
            if (k % 64 == 0)
            {
                hash += 0x9E3779B97F4A7C15;
                bits = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
                bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
                bits ^= bits >> 31;
            }
            vector[k] += (bits & 1) != 0 ? step : -step;
            bits >>= 1;
        }
    }
}
