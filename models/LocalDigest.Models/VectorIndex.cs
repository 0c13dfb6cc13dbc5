using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LocalDigest.Models;

/// <summary>A vector that a search found.</summary>
/// <param name="Position">Its position in the index.</param>
/// <param name="Score">Its dot product with the query: the cosine, from -1 to 1, where both are unit vectors.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct VectorMatch(int Position, float Score);

/// <summary>
/// Exact search over many vectors, each kept as one signed byte a dimension and a scale of its own.
/// </summary>
/// <remarks>
/// Vectors are numbered 0, 1, 2, … in the order of <c>Add</c>, and only ever added: what changes gets a new position. One thread at a time may
/// add (calls wait for each other); any number may search meanwhile, and see the vectors that were there when they began.
/// <para>
/// The query keeps 16 bits, so that all loss is that of the stored bytes: the scale of a vector is its largest component over 127, each component
/// is off by at most half of that. Scores are exact for the stored bytes, the same integers on every processor.
/// </para>
/// <para>
/// A search reads the first <see cref="HeadLength"/> dimensions of a vector, and the rest only where the vector could still be among the best:
/// by Cauchy and Schwarz the rest adds at most the product of the two remaining lengths. Nothing is lost by it, and embeddings that are trained to
/// hold most in their first dimensions (Kusupati et al., "Matryoshka Representation Learning", 2022) are searched in a third of the time.
/// </para>
/// </remarks>
public sealed class VectorIndex
{
    /// <summary>Dimensions that are read of every vector.</summary>
    internal const int HeadLength = 64;

    private const int ChunkRows = 1024;
    private const int QueryMost = short.MaxValue;

    // The bound is made in single precision: it is raised by more than rounding can take from it.
    private const float Raise = 1.00001f;

    private readonly Lock writing = new();
    private readonly int head, tail;
    private Chunk[] chunks = [];
    private int count;

    /// <summary>An empty index.</summary>
    /// <param name="dimensions">The length of the vectors, 1 to 65,536.</param>
    public VectorIndex(int dimensions)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimensions);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimensions, 65_536);
        Dimensions = dimensions;
        head = DotProduct.Padded(Math.Min(dimensions, HeadLength));
        tail = DotProduct.Padded(Math.Max(0, dimensions - HeadLength));
    }

    /// <summary>Length of the vectors.</summary>
    public int Dimensions { get; }

    /// <summary>How many vectors there are.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>Memory that the vectors take.</summary>
    public long Bytes => Volatile.Read(ref chunks).Length * (long)ChunkRows * (head + tail + 2 * sizeof(float));

    /// <summary>Writes a vector as signed bytes.</summary>
    /// <param name="vector">Finite numbers.</param>
    /// <param name="codes">Receives one byte a dimension, -127 to 127.</param>
    /// <returns>What a byte must be multiplied with to give the component again; 0 for the zero vector.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or a component is not finite.</exception>
    public static float Quantise(ReadOnlySpan<float> vector, Span<sbyte> codes)
    {
        if (codes.Length != vector.Length) throw new ArgumentException("There must be one byte for each dimension.", nameof(codes));
        var most = vector.IsEmpty ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude(vector));
        if (!float.IsFinite(most)) throw new ArgumentException("A component is not a finite number.", nameof(vector));
        var scale = most / sbyte.MaxValue;
        if (scale == 0)
        {
            codes.Clear();
            return 0;
        }
        for (var i = 0; i < vector.Length; i++) codes[i] = (sbyte)Math.Clamp(MathF.Round(vector[i] / scale), -sbyte.MaxValue, sbyte.MaxValue);
        return scale;
    }

    /// <summary>Adds a vector and returns its position.</summary>
    /// <exception cref="ArgumentException">It has another length, or a component that is not finite.</exception>
    public int Add(ReadOnlySpan<float> vector)
    {
        CheckLength(vector.Length, nameof(vector));
        Span<sbyte> codes = Dimensions <= 1024 ? stackalloc sbyte[Dimensions] : new sbyte[Dimensions];
        var scale = Quantise(vector, codes);
        return Add(codes, scale);
    }

    /// <summary>Adds a vector that <see cref="Quantise"/> has made and returns its position.</summary>
    /// <exception cref="ArgumentException">It has another length, or its scale is negative or not finite.</exception>
    public int Add(ReadOnlySpan<sbyte> codes, float scale)
    {
        CheckLength(codes.Length, nameof(codes));
        if (!float.IsFinite(scale) || scale < 0) throw new ArgumentException("The scale is negative or not finite.", nameof(scale));
        lock (writing)
        {
            var row = count % ChunkRows;
            // Readers hold the old array of chunks, whose rows stay where they are.
            if (row == 0) Volatile.Write(ref chunks, [.. chunks, new Chunk(head, tail)]);
            var chunk = chunks[^1];
            var first = Math.Min(Dimensions, HeadLength);
            codes[..first].CopyTo(chunk.Head(row));
            codes[first..].CopyTo(chunk.Tail(row));
            chunk.Scales[row] = scale;
            chunk.TailLengths[row] = LengthOf(codes[first..]);
            // What a reader may see is complete before the count says so.
            Volatile.Write(ref count, count + 1);
            return count - 1;
        }
    }

    /// <summary>Reads a vector as it is stored.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The position is unknown.</exception>
    /// <exception cref="ArgumentException"><paramref name="vector"/> has another length.</exception>
    public void Read(int position, Span<float> vector)
    {
        CheckLength(vector.Length, nameof(vector));
        if ((uint)position >= (uint)Count) throw new ArgumentOutOfRangeException(nameof(position), position, "There is no vector at this position.");
        var chunk = Volatile.Read(ref chunks)[position / ChunkRows];
        var row = position % ChunkRows;
        var scale = chunk.Scales[row];
        var first = Math.Min(Dimensions, HeadLength);
        var low = chunk.Head(row);
        var high = chunk.Tail(row);
        for (var i = 0; i < first; i++) vector[i] = low[i] * scale;
        for (var i = first; i < Dimensions; i++) vector[i] = high[i - first] * scale;
    }

    /// <summary>Finds the vectors with the greatest dot products with a query among all.</summary>
    /// <param name="query">Finite numbers; usually a unit vector.</param>
    /// <param name="best">Receives the best, the greatest score first; of equal scores the lower position first.</param>
    /// <returns>How many were written: the length of <paramref name="best"/>, or fewer where there are no more.</returns>
    /// <exception cref="ArgumentException">The query has another length, or a component that is not finite.</exception>
    public int Search(ReadOnlySpan<float> query, Span<VectorMatch> best) => Search(query, best, DotProduct.Best);

    /// <summary>Finds the vectors with the greatest dot products with a query among some.</summary>
    /// <param name="query">Finite numbers; usually a unit vector.</param>
    /// <param name="among">The positions to look at, each once, in any order; ascending is fastest.</param>
    /// <param name="best">Receives the best, the greatest score first; of equal scores the lower position first.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="ArgumentException">The query has another length, or a component that is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A position is unknown.</exception>
    public int Search(ReadOnlySpan<float> query, ReadOnlySpan<int> among, Span<VectorMatch> best) => Search(query, among, best, DotProduct.Best);

    /// <summary>Scores some of the vectors.</summary>
    /// <param name="query">Finite numbers; usually a unit vector.</param>
    /// <param name="positions">What to score, in any order.</param>
    /// <param name="scores">Receives one dot product for each position.</param>
    /// <exception cref="ArgumentException">A length is wrong, or a component is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A position is unknown.</exception>
    public void Score(ReadOnlySpan<float> query, ReadOnlySpan<int> positions, Span<float> scores) => Score(query, positions, scores, DotProduct.Best);

    /// <summary>Scores the first vectors of the index.</summary>
    /// <param name="query">Finite numbers; usually a unit vector.</param>
    /// <param name="scores">Receives the dot products of the vectors at 0, 1, 2, …; no longer than <see cref="Count"/>.</param>
    /// <exception cref="ArgumentException">A length is wrong, or a component is not finite.</exception>
    public void ScoreAll(ReadOnlySpan<float> query, Span<float> scores) => ScoreAll(query, scores, DotProduct.Best);

    internal int Search(ReadOnlySpan<float> query, Span<VectorMatch> best, DotProduct.Kind kind)
    {
        var known = Count;
        var scan = new Scan(this, query);
        return kind switch
        {
            DotProduct.Kind.Avx512 => Everything<DotProduct.ByAvx512>(scan, known, best),
            DotProduct.Kind.AvxVnni => Everything<DotProduct.ByAvxVnni>(scan, known, best),
            DotProduct.Kind.Avx2 => Everything<DotProduct.ByAvx2>(scan, known, best),
            DotProduct.Kind.AdvSimd => Everything<DotProduct.ByAdvSimd>(scan, known, best),
            _ => Everything<DotProduct.Portable>(scan, known, best),
        };
    }

    internal int Search(ReadOnlySpan<float> query, ReadOnlySpan<int> among, Span<VectorMatch> best, DotProduct.Kind kind)
    {
        var known = Count;
        var scan = new Scan(this, query);
        return kind switch
        {
            DotProduct.Kind.Avx512 => Some<DotProduct.ByAvx512>(scan, known, among, best),
            DotProduct.Kind.AvxVnni => Some<DotProduct.ByAvxVnni>(scan, known, among, best),
            DotProduct.Kind.Avx2 => Some<DotProduct.ByAvx2>(scan, known, among, best),
            DotProduct.Kind.AdvSimd => Some<DotProduct.ByAdvSimd>(scan, known, among, best),
            _ => Some<DotProduct.Portable>(scan, known, among, best),
        };
    }

    internal void Score(ReadOnlySpan<float> query, ReadOnlySpan<int> positions, Span<float> scores, DotProduct.Kind kind)
    {
        if (scores.Length != positions.Length) throw new ArgumentException("There must be one score for each position.", nameof(scores));
        var known = Count;
        var scan = new Scan(this, query);
        switch (kind)
        {
            case DotProduct.Kind.Avx512: ScoreSome<DotProduct.ByAvx512>(scan, known, positions, scores); break;
            case DotProduct.Kind.AvxVnni: ScoreSome<DotProduct.ByAvxVnni>(scan, known, positions, scores); break;
            case DotProduct.Kind.Avx2: ScoreSome<DotProduct.ByAvx2>(scan, known, positions, scores); break;
            case DotProduct.Kind.AdvSimd: ScoreSome<DotProduct.ByAdvSimd>(scan, known, positions, scores); break;
            default: ScoreSome<DotProduct.Portable>(scan, known, positions, scores); break;
        }
    }

    internal void ScoreAll(ReadOnlySpan<float> query, Span<float> scores, DotProduct.Kind kind)
    {
        if (scores.Length > Count) throw new ArgumentException("There are fewer vectors than scores.", nameof(scores));
        var scan = new Scan(this, query);
        switch (kind)
        {
            case DotProduct.Kind.Avx512: ScoreFirst<DotProduct.ByAvx512>(scan, scores); break;
            case DotProduct.Kind.AvxVnni: ScoreFirst<DotProduct.ByAvxVnni>(scan, scores); break;
            case DotProduct.Kind.Avx2: ScoreFirst<DotProduct.ByAvx2>(scan, scores); break;
            case DotProduct.Kind.AdvSimd: ScoreFirst<DotProduct.ByAdvSimd>(scan, scores); break;
            default: ScoreFirst<DotProduct.Portable>(scan, scores); break;
        }
    }

    private static int Everything<TDot>(in Scan scan, int known, Span<VectorMatch> best) where TDot : struct, IDotProduct
    {
        if (best.IsEmpty) return 0;
        var found = new BestMatches(best);
        for (var start = 0; start < known; start += ChunkRows)
        {
            var chunk = scan.Chunks[start / ChunkRows];
            var rows = Math.Min(ChunkRows, known - start);
            for (var row = 0; row < rows; row++)
            {
                var low = TDot.Of(ref chunk.HeadAt(row), ref scan.Head, scan.HeadLength);
                if (scan.Most(chunk, row, low) < found.Least) continue;
                found.Offer(new(start + row, scan.Whole<TDot>(chunk, row, low)));
            }
        }
        return found.Sort();
    }

    private static int Some<TDot>(in Scan scan, int known, ReadOnlySpan<int> among, Span<VectorMatch> best) where TDot : struct, IDotProduct
    {
        if (best.IsEmpty) return 0;
        var found = new BestMatches(best);
        foreach (var position in among)
        {
            if ((uint)position >= (uint)known) throw new ArgumentOutOfRangeException(nameof(among), position, "There is no vector at this position.");
            var chunk = scan.Chunks[position / ChunkRows];
            var row = position % ChunkRows;
            var low = TDot.Of(ref chunk.HeadAt(row), ref scan.Head, scan.HeadLength);
            if (scan.Most(chunk, row, low) < found.Least) continue;
            found.Offer(new(position, scan.Whole<TDot>(chunk, row, low)));
        }
        return found.Sort();
    }

    private static void ScoreSome<TDot>(in Scan scan, int known, ReadOnlySpan<int> positions, Span<float> scores) where TDot : struct, IDotProduct
    {
        for (var i = 0; i < positions.Length; i++)
        {
            var position = positions[i];
            if ((uint)position >= (uint)known) throw new ArgumentOutOfRangeException(nameof(positions), position, "There is no vector at this position.");
            var chunk = scan.Chunks[position / ChunkRows];
            var row = position % ChunkRows;
            scores[i] = scan.Whole<TDot>(chunk, row, TDot.Of(ref chunk.HeadAt(row), ref scan.Head, scan.HeadLength));
        }
    }

    private static void ScoreFirst<TDot>(in Scan scan, Span<float> scores) where TDot : struct, IDotProduct
    {
        for (var i = 0; i < scores.Length; i++)
        {
            var chunk = scan.Chunks[i / ChunkRows];
            var row = i % ChunkRows;
            scores[i] = scan.Whole<TDot>(chunk, row, TDot.Of(ref chunk.HeadAt(row), ref scan.Head, scan.HeadLength));
        }
    }

    private void CheckLength(int length, string name)
    {
        if (length != Dimensions) throw new ArgumentException($"The vector has {length} numbers; those of this index have {Dimensions}.", name);
    }

    /// <summary>The Euclidean length of integers, rounded up.</summary>
    private static float LengthOf(ReadOnlySpan<sbyte> codes)
    {
        var sum = 0L;
        foreach (var code in codes) sum += code * code;
        return (float)Math.Sqrt(sum) * Raise;
    }

    /// <summary>A query made ready, and the chunks that it looks at.</summary>
    private readonly ref struct Scan
    {
        private readonly short[] codes;
        private readonly float scale, tailLength;
        private readonly int tail;

        public Scan(VectorIndex index, ReadOnlySpan<float> query)
        {
            index.CheckLength(query.Length, nameof(query));
            var most = Math.Abs(TensorPrimitives.MaxMagnitude(query));
            if (!float.IsFinite(most)) throw new ArgumentException("A component is not a finite number.", nameof(query));
            HeadLength = index.head;
            tail = index.tail;
            codes = new short[index.head + index.tail];
            if (most > 0)
            {
                // No sum of products with bytes leaves 32 bits, however many dimensions there are.
                var sum = 0.0;
                foreach (var component in query) sum += Math.Abs(component);
                var finest = Math.Min(QueryMost / (double)most, (int.MaxValue - 128.0 * query.Length) / 128 / sum);
                scale = (float)(1 / finest);
                var first = Math.Min(query.Length, VectorIndex.HeadLength);
                var squares = 0.0;
                for (var i = 0; i < query.Length; i++)
                {
                    var code = (short)Math.Round(query[i] * finest);
                    codes[i < first ? i : i - first + index.head] = code;
                    if (i >= first) squares += (double)code * code;
                }
                tailLength = (float)Math.Sqrt(squares) * Raise;
            }
            // Read behind the count: chunks of all counted rows are there.
            Chunks = Volatile.Read(ref index.chunks);
        }

        public Chunk[] Chunks { get; }

        public int HeadLength { get; }

        public ref short Head => ref MemoryMarshal.GetArrayDataReference(codes);

        /// <summary>The greatest score that a vector can have with this product of its first dimensions.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public float Most(Chunk chunk, int row, int low)
        {
            var bound = low + tailLength * chunk.TailLengths[row];
            // Integers above 2^24 are rounded when they become single precision: away from the safe side at most by this.
            return (bound + Math.Abs(bound) * (Raise - 1)) * (chunk.Scales[row] * scale);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public float Whole<TDot>(Chunk chunk, int row, int low) where TDot : struct, IDotProduct
        {
            var dot = tail == 0 ? low : low + TDot.Of(ref chunk.TailAt(row), ref Unsafe.Add(ref Head, HeadLength), tail);
            return dot * (chunk.Scales[row] * scale);
        }
    }

    /// <summary>The best of what was offered: a heap with the worst of them on top, in the caller's memory.</summary>
    private ref struct BestMatches(Span<VectorMatch> room)
    {
        private readonly Span<VectorMatch> heap = room;
        private int count;

        /// <summary>A score below this is not among the best.</summary>
        public float Least { get; private set; } = float.NegativeInfinity;

        public void Offer(VectorMatch match)
        {
            if (count < heap.Length)
            {
                var at = count++;
                while (at > 0 && IsBetter(heap[(at - 1) / 2], match))
                {
                    heap[at] = heap[(at - 1) / 2];
                    at = (at - 1) / 2;
                }
                heap[at] = match;
                if (count == heap.Length) Least = heap[0].Score;
                return;
            }
            if (!IsBetter(match, heap[0])) return;
            var hole = 0;
            while (2 * hole + 1 < count)
            {
                var child = 2 * hole + 1;
                if (child + 1 < count && IsBetter(heap[child], heap[child + 1])) child++;
                if (!IsBetter(match, heap[child])) break;
                heap[hole] = heap[child];
                hole = child;
            }
            heap[hole] = match;
            Least = heap[0].Score;
        }

        public readonly int Sort()
        {
            heap[..count].Sort((one, other) => IsBetter(one, other) ? -1 : one.Position == other.Position ? 0 : 1);
            return count;
        }

        private static bool IsBetter(VectorMatch one, VectorMatch other) => one.Score > other.Score || (one.Score == other.Score && one.Position < other.Position);
    }

    /// <summary>Some rows: the first dimensions of all together, the rest of all together, both beginning at a cache line.</summary>
    private sealed class Chunk(int head, int tail)
    {
        private readonly AlignedBytes heads = new(ChunkRows * head), tails = new(ChunkRows * tail);

        public float[] Scales { get; } = new float[ChunkRows];

        /// <summary>Lengths of the rest of each vector, in units of its bytes.</summary>
        public float[] TailLengths { get; } = new float[ChunkRows];

        public Span<sbyte> Head(int row) => MemoryMarshal.CreateSpan(ref HeadAt(row), head);

        public Span<sbyte> Tail(int row) => MemoryMarshal.CreateSpan(ref TailAt(row), tail);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ref sbyte HeadAt(int row) => ref heads.At((nint)row * head);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ref sbyte TailAt(int row) => ref tails.At((nint)row * tail);
    }

    /// <summary>Memory that begins at a cache line, so that no load crosses one.</summary>
    private readonly unsafe struct AlignedBytes
    {
        private const int Line = 64;
        private readonly sbyte[] bytes;
        private readonly nint start;

        public AlignedBytes(int length)
        {
            // Pinned, so that the collector does not move what is aligned.
            bytes = GC.AllocateArray<sbyte>(length + Line, pinned: true);
            var address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(bytes));
            start = (Line - address % Line) % Line;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ref sbyte At(nint offset) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(bytes), start + offset);
    }
}
