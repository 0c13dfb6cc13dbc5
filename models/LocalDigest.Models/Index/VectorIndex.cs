using System.Numerics.Tensors;
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
/// A search reads the first <see cref="PartLength"/> dimensions of a vector, as many more where the vector could still be among the best, and the
/// rest where it still could: by Cauchy and Schwarz what is not yet read adds at most the product of the two remaining lengths. Nothing is lost by
/// it, and embeddings that are trained to hold most in their first dimensions (Kusupati et al., "Matryoshka Representation Learning", 2022) are
/// searched in a fraction of the time.
/// </para>
/// </remarks>
public sealed partial class VectorIndex
{
    /// <summary>Dimensions of the first and of the second part of a vector; the third holds the rest.</summary>
    internal const int PartLength = 64;

    private const int ChunkRows = 1024;

    // The bound is made in single precision: it is raised by more than rounding can take from it.
    private const float Raise = 1.00001f;

    private readonly Lock writing = new();
    private readonly Parts parts;
    private Chunk[] chunks = [];
    private int count;

    /// <summary>An empty index.</summary>
    /// <param name="dimensions">The length of the vectors, 1 to 65,536.</param>
    public VectorIndex(int dimensions)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimensions);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimensions, 65_536);
        Dimensions = dimensions;
        parts = new Parts(dimensions);
    }

    /// <summary>Length of the vectors.</summary>
    public int Dimensions { get; }

    /// <summary>How many vectors there are.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>Memory that the vectors take.</summary>
    public long Bytes => Volatile.Read(ref chunks).Length * (long)ChunkRows * (parts.Total + 3 * sizeof(float));

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
            if (row == 0) Volatile.Write(ref chunks, [.. chunks, new Chunk(parts)]);
            var chunk = chunks[^1];
            chunk.Scales[row] = scale;
            chunk.Write(row, codes);
            // What a reader may see is complete before the count says so.
            Volatile.Write(ref count, count + 1);
            return count - 1;
        }
    }

    /// <summary>The same vectors in another index, in the order given, as 0, 1, 2, …: what is used no more takes no memory there.</summary>
    /// <param name="positions">The vectors to keep.</param>
    /// <exception cref="ArgumentOutOfRangeException">A position is unknown.</exception>
    public VectorIndex Keep(ReadOnlySpan<int> positions)
    {
        var kept = new VectorIndex(Dimensions);
        var codes = new sbyte[Dimensions];
        var known = Count;
        foreach (var position in positions)
        {
            if ((uint)position >= (uint)known) throw new ArgumentOutOfRangeException(nameof(positions), position, "There is no vector at this position.");
            var chunk = Volatile.Read(ref chunks)[position / ChunkRows];
            chunk.Codes(position % ChunkRows, codes);
            kept.Add(codes, chunk.Scales[position % ChunkRows]);
        }
        return kept;
    }

    /// <summary>Reads a vector as it is stored.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The position is unknown.</exception>
    /// <exception cref="ArgumentException"><paramref name="vector"/> has another length.</exception>
    public void Read(int position, Span<float> vector)
    {
        CheckLength(vector.Length, nameof(vector));
        if ((uint)position >= (uint)Count) throw new ArgumentOutOfRangeException(nameof(position), position, "There is no vector at this position.");
        Volatile.Read(ref chunks)[position / ChunkRows].Read(position % ChunkRows, vector);
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
    /// <param name="best">Receives the best, the greatest score first; of equal scores the one that stands first in <paramref name="among"/>.</param>
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
        Span<int> rows = stackalloc int[ChunkRows], dots = stackalloc int[ChunkRows];
        for (var start = 0; start < known; start += ChunkRows)
        {
            var chunk = scan.Chunks[start / ChunkRows];
            var left = scan.First<TDot>(chunk, Math.Min(ChunkRows, known - start), found.Least, rows, dots);
            left = scan.Second<TDot>(chunk, rows[..left], found.Least, dots);
            for (var i = 0; i < left; i++) chunk.FetchRest(rows[i]);
            for (var i = 0; i < left; i++) found.Offer(new(start + rows[i], scan.Rest<TDot>(chunk, rows[i], dots[i])));
        }
        return found.Sort();
    }

    private static int Some<TDot>(in Scan scan, int known, ReadOnlySpan<int> among, Span<VectorMatch> best) where TDot : struct, IDotProduct
    {
        if (best.IsEmpty) return 0;
        // Matches carry the place in the list until the end, which decides between equal scores.
        var found = new BestMatches(best);
        for (var place = 0; place < among.Length; place++)
        {
            var position = among[place];
            if ((uint)position >= (uint)known) throw new ArgumentOutOfRangeException(nameof(among), position, "There is no vector at this position.");
            var chunk = scan.Chunks[position / ChunkRows];
            var row = position % ChunkRows;
            var dot = scan.First<TDot>(chunk, row);
            if (scan.MostBehindFirst(chunk, row, dot) < found.Least) continue;
            dot += scan.Second<TDot>(chunk, row);
            if (scan.MostBehindSecond(chunk, row, dot) < found.Least) continue;
            found.Offer(new(place, scan.Rest<TDot>(chunk, row, dot)));
        }
        var written = found.Sort();
        foreach (ref var match in best[..written]) match = match with { Position = among[match.Position] };
        return written;
    }

    private static void ScoreSome<TDot>(in Scan scan, int known, ReadOnlySpan<int> positions, Span<float> scores) where TDot : struct, IDotProduct
    {
        for (var i = 0; i < positions.Length; i++)
        {
            var position = positions[i];
            if ((uint)position >= (uint)known) throw new ArgumentOutOfRangeException(nameof(positions), position, "There is no vector at this position.");
            scores[i] = scan.Whole<TDot>(scan.Chunks[position / ChunkRows], position % ChunkRows);
        }
    }

    private static void ScoreFirst<TDot>(in Scan scan, Span<float> scores) where TDot : struct, IDotProduct
    {
        for (var i = 0; i < scores.Length; i++) scores[i] = scan.Whole<TDot>(scan.Chunks[i / ChunkRows], i % ChunkRows);
    }

    private void CheckLength(int length, string name)
    {
        if (length != Dimensions) throw new ArgumentException($"The vector has {length} numbers; those of this index have {Dimensions}.", name);
    }

    /// <summary>The Euclidean length of integers, rounded up.</summary>
    private static float LengthOf(ReadOnlySpan<short> codes)
    {
        var sum = 0.0;
        foreach (var code in codes) sum += (double)code * code;
        return (float)Math.Sqrt(sum) * Raise;
    }

    /// <inheritdoc cref="LengthOf(ReadOnlySpan{short})"/>
    private static float LengthOf(ReadOnlySpan<sbyte> codes)
    {
        var sum = 0L;
        foreach (var code in codes) sum += code * code;
        return (float)Math.Sqrt(sum) * Raise;
    }
}
