using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace LocalDigest.Models;

// How vectors lie in memory, and how one query goes over them.
public sealed partial class VectorIndex
{
    /// <summary>How the dimensions of a vector are divided. In memory each part is as long as the dot products want it, with zeros at its end.</summary>
    private sealed class Parts
    {
        public Parts(int dimensions)
        {
            FirstDimensions = Math.Min(dimensions, PartLength);
            SecondDimensions = Math.Min(dimensions - FirstDimensions, PartLength);
            RestDimensions = dimensions - FirstDimensions - SecondDimensions;
            First = DotProduct.Padded(FirstDimensions);
            Second = DotProduct.Padded(SecondDimensions);
            Rest = DotProduct.Padded(RestDimensions);
        }

        public int FirstDimensions { get; }

        public int SecondDimensions { get; }

        public int RestDimensions { get; }

        public int First { get; }

        public int Second { get; }

        public int Rest { get; }

        public int Total => First + Second + Rest;
    }

    /// <summary>A query made ready, and the chunks that it looks at.</summary>
    private readonly ref struct Scan
    {
        private readonly int first, second, rest;
        private readonly short[] codes;
        private readonly float scale, behindFirst, behindSecond;

        public Scan(VectorIndex index, ReadOnlySpan<float> query)
        {
            index.CheckLength(query.Length, nameof(query));
            var most = Math.Abs(TensorPrimitives.MaxMagnitude(query));
            if (!float.IsFinite(most)) throw new ArgumentException("A component is not a finite number.", nameof(query));
            (first, second, rest) = (index.parts.First, index.parts.Second, index.parts.Rest);
            codes = new short[index.parts.Total];
            if (most > 0)
            {
                // No sum of products with bytes leaves 32 bits, however many dimensions there are.
                var sum = 0.0;
                foreach (var component in query) sum += Math.Abs(component);
                var finest = Math.Min(short.MaxValue / (double)most, (int.MaxValue - 128.0 * query.Length) / 128 / sum);
                scale = (float)(1 / finest);
                // Only the last part has zeros at its end, so the dimensions lie together.
                for (var i = 0; i < query.Length; i++) codes[i] = (short)Math.Round(query[i] * finest);
                behindFirst = LengthOf(codes.AsSpan(first));
                behindSecond = LengthOf(codes.AsSpan(first + second));
            }
            // Read behind the count: the chunks of all counted rows are there.
            Chunks = Volatile.Read(ref index.chunks);
        }

        public Chunk[] Chunks { get; }

        private ref short Query => ref MemoryMarshal.GetArrayDataReference(codes);

        /// <summary>Multiplies the first parts of the first rows, and keeps those rows that can still reach a score.</summary>
        /// <returns>How many rows were kept, with their products.</returns>
        public int First<TDot>(Chunk chunk, int rows, float least, Span<int> kept, Span<int> dots) where TDot : struct, IDotProduct
        {
            // All rows go through here: what does not change is kept in registers.
            ref var query = ref Query;
            ref var bytes = ref chunk.FirstOf(0);
            ref var behind = ref MemoryMarshal.GetArrayDataReference(chunk.BehindFirst);
            ref var scales = ref MemoryMarshal.GetArrayDataReference(chunk.Scales);
            ref var keptAt = ref MemoryMarshal.GetReference(kept);
            ref var dotsAt = ref MemoryMarshal.GetReference(dots);
            var (length, unread, unit) = (first, behindFirst, scale);
            nint left = 0;
            for (nint row = 0; row < rows; row++)
            {
                var dot = TDot.Of(ref Unsafe.Add(ref bytes, row * length), ref query, length);
                Unsafe.Add(ref keptAt, left) = (int)row;
                Unsafe.Add(ref dotsAt, left) = dot;
                if (Most(dot, unread * Unsafe.Add(ref behind, row), Unsafe.Add(ref scales, row) * unit) >= least) left++;
            }
            return (int)left;
        }

        /// <summary>Adds the products of the second parts of rows, and keeps those rows that can still reach a score.</summary>
        /// <returns>How many rows were kept.</returns>
        public int Second<TDot>(Chunk chunk, Span<int> rows, float least, Span<int> dots) where TDot : struct, IDotProduct
        {
            if (second == 0) return rows.Length;
            var left = 0;
            for (var i = 0; i < rows.Length; i++)
            {
                var row = rows[i];
                var dot = dots[i] + Second<TDot>(chunk, row);
                rows[left] = row;
                dots[left] = dot;
                left += MostBehindSecond(chunk, row, dot) >= least ? 1 : 0;
            }
            return left;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int First<TDot>(Chunk chunk, int row) where TDot : struct, IDotProduct => TDot.Of(ref chunk.FirstOf(row), ref Query, first);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int Second<TDot>(Chunk chunk, int row) where TDot : struct, IDotProduct => second == 0 ? 0 : TDot.Of(ref chunk.SecondOf(row), ref Unsafe.Add(ref Query, first), second);

        /// <summary>The score of a row of which two parts are multiplied.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public float Rest<TDot>(Chunk chunk, int row, int dot) where TDot : struct, IDotProduct
        {
            if (rest > 0) dot += TDot.Of(ref chunk.RestOf(row), ref Unsafe.Add(ref Query, first + second), rest);
            return dot * (chunk.Scales[row] * scale);
        }

        public float Whole<TDot>(Chunk chunk, int row) where TDot : struct, IDotProduct => Rest<TDot>(chunk, row, First<TDot>(chunk, row) + Second<TDot>(chunk, row));

        /// <summary>The greatest score that a row can have with this product of its first part.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public float MostBehindFirst(Chunk chunk, int row, int dot) => Most(dot, behindFirst * chunk.BehindFirst[row], chunk.Scales[row] * scale);

        /// <summary>The greatest score that a row can have with this product of its first two parts.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public float MostBehindSecond(Chunk chunk, int row, int dot) => Most(dot, behindSecond * chunk.BehindSecond[row], chunk.Scales[row] * scale);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static float Most(int dot, float unread, float unit)
        {
            var bound = dot + unread;
            return (bound + Math.Abs(bound) * (Raise - 1)) * unit;
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

    /// <summary>Some rows: the first parts of all together, then the second, then the rest.</summary>
    private sealed unsafe partial class Chunk(Parts parts)
    {
        private readonly AlignedBytes first = new(ChunkRows * parts.First), second = new(ChunkRows * parts.Second), rest = new(ChunkRows * parts.Rest);
        private readonly int firstLength = parts.First, secondLength = parts.Second, restLength = parts.Rest;

        public float[] Scales { get; } = new float[ChunkRows];

        /// <summary>The length of what lies behind the first part of each row, in units of its bytes.</summary>
        public float[] BehindFirst { get; } = new float[ChunkRows];

        /// <summary>The length of what lies behind the second part of each row, in units of its bytes.</summary>
        public float[] BehindSecond { get; } = new float[ChunkRows];

        public void Write(int row, ReadOnlySpan<sbyte> codes)
        {
            var behindFirst = codes[parts.FirstDimensions..];
            var behindSecond = behindFirst[parts.SecondDimensions..];
            codes[..parts.FirstDimensions].CopyTo(MemoryMarshal.CreateSpan(ref FirstOf(row), parts.First));
            behindFirst[..parts.SecondDimensions].CopyTo(MemoryMarshal.CreateSpan(ref SecondOf(row), parts.Second));
            behindSecond.CopyTo(MemoryMarshal.CreateSpan(ref RestOf(row), parts.Rest));
            BehindFirst[row] = LengthOf(behindFirst);
            BehindSecond[row] = LengthOf(behindSecond);
        }

        public void Read(int row, Span<float> vector)
        {
            Span<sbyte> codes = vector.Length <= 1024 ? stackalloc sbyte[vector.Length] : new sbyte[vector.Length];
            Codes(row, codes);
            var scale = Scales[row];
            for (var i = 0; i < codes.Length; i++) vector[i] = codes[i] * scale;
        }

        public void Codes(int row, Span<sbyte> codes)
        {
            MemoryMarshal.CreateReadOnlySpan(ref FirstOf(row), parts.FirstDimensions).CopyTo(codes);
            MemoryMarshal.CreateReadOnlySpan(ref SecondOf(row), parts.SecondDimensions).CopyTo(codes[parts.FirstDimensions..]);
            MemoryMarshal.CreateReadOnlySpan(ref RestOf(row), parts.RestDimensions).CopyTo(codes[(parts.FirstDimensions + parts.SecondDimensions)..]);
        }

        /// <summary>Asks for the rest of a row before it is needed: what is left of many rows lies far apart.</summary>
        public void FetchRest(int row)
        {
            if (!Sse.IsSupported) return;
            for (var offset = 0; offset < restLength; offset += AlignedBytes.Line) Sse.Prefetch0(Unsafe.AsPointer(ref rest.At((nint)row * restLength + offset)));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ref sbyte FirstOf(int row) => ref first.At((nint)row * firstLength);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ref sbyte SecondOf(int row) => ref second.At((nint)row * secondLength);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ref sbyte RestOf(int row) => ref rest.At((nint)row * restLength);
    }

    /// <summary>Memory that begins at a cache line, so that no load crosses one.</summary>
    private readonly unsafe struct AlignedBytes
    {
        public const int Line = 64;
        private readonly sbyte[] bytes;
        private readonly nint start;
        private readonly int length;

        public AlignedBytes(int length)
        {
            this.length = length;
            // Pinned, so that the collector does not move what is aligned.
            bytes = GC.AllocateArray<sbyte>(length + Line, pinned: true);
            var address = (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(bytes));
            start = (Line - address % Line) % Line;
        }

        public Span<byte> All => MemoryMarshal.AsBytes(MemoryMarshal.CreateSpan(ref At(0), length));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ref sbyte At(nint offset) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(bytes), start + offset);
    }
}
