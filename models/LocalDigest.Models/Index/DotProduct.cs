using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace LocalDigest.Models;

/// <summary>Multiplies signed bytes with 16-bit integers and sums the products up.</summary>
internal interface IDotProduct
{
    /// <param name="bytes">The first of the bytes.</param>
    /// <param name="query">The first of the 16-bit integers.</param>
    /// <param name="length">How many of both: a multiple of <see cref="DotProduct.Step"/>. The sum must fit into 32 bits.</param>
    static abstract int Of(ref sbyte bytes, ref short query, int length);
}

/// <summary>The same dot product by what processors offer. All give the same integer.</summary>
internal static class DotProduct
{
    /// <summary>Bytes that every one of them takes at a time.</summary>
    public const int Step = 64;

    public enum Kind
    {
        Portable,
        AdvSimd,
        Avx2,
        AvxVnni,
        Avx512,
    }

    /// <summary>The fastest on this processor.</summary>
    public static Kind Best { get; } = Supported()[^1];

    /// <summary>All that run on this processor, the slowest first.</summary>
    public static IReadOnlyList<Kind> Supported()
    {
        var kinds = new List<Kind> { Kind.Portable };
        if (AdvSimd.IsSupported) kinds.Add(Kind.AdvSimd);
        if (Avx2.IsSupported) kinds.Add(Kind.Avx2);
        if (AvxVnni.IsSupported) kinds.Add(Kind.AvxVnni);
        if (Avx512BW.IsSupported) kinds.Add(Kind.Avx512);
        return kinds;
    }

    /// <summary>The least multiple of <see cref="Step"/> that is not below a length.</summary>
    public static int Padded(int length) => (length + Step - 1) / Step * Step;

    public readonly struct Portable : IDotProduct
    {
        public static int Of(ref sbyte bytes, ref short query, int length)
        {
            var sum = Vector<int>.Zero;
            for (var i = 0; i < length; i += Vector<sbyte>.Count)
            {
                Vector.Widen(Vector.LoadUnsafe(ref bytes, (nuint)i), out var low, out var high);
                sum += Products(low, Vector.LoadUnsafe(ref query, (nuint)i)) + Products(high, Vector.LoadUnsafe(ref query, (nuint)(i + Vector<short>.Count)));
            }
            return Vector.Sum(sum);
        }

        private static Vector<int> Products(Vector<short> one, Vector<short> other)
        {
            Vector.Widen(one, out var oneLow, out var oneHigh);
            Vector.Widen(other, out var otherLow, out var otherHigh);
            return oneLow * otherLow + oneHigh * otherHigh;
        }
    }

    public readonly struct ByAdvSimd : IDotProduct
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int Of(ref sbyte bytes, ref short query, int length)
        {
            Vector128<int> one = default, other = default;
            for (var i = 0; i < length; i += Vector128<sbyte>.Count)
            {
                var row = Vector128.LoadUnsafe(ref bytes, (nuint)i);
                var low = AdvSimd.SignExtendWideningLower(row.GetLower());
                var high = AdvSimd.SignExtendWideningUpper(row);
                var first = Vector128.LoadUnsafe(ref query, (nuint)i);
                var second = Vector128.LoadUnsafe(ref query, (nuint)(i + Vector128<short>.Count));
                one = AdvSimd.MultiplyWideningUpperAndAdd(AdvSimd.MultiplyWideningLowerAndAdd(one, low.GetLower(), first.GetLower()), low, first);
                other = AdvSimd.MultiplyWideningUpperAndAdd(AdvSimd.MultiplyWideningLowerAndAdd(other, high.GetLower(), second.GetLower()), high, second);
            }
            return Vector128.Sum(one + other);
        }
    }

    public readonly struct ByAvx2 : IDotProduct
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int Of(ref sbyte bytes, ref short query, int length)
        {
            Vector256<int> one = default, other = default;
            for (var i = 0; i < length; i += Vector256<sbyte>.Count)
            {
                one += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref bytes, (nuint)i)), Vector256.LoadUnsafe(ref query, (nuint)i));
                other += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref bytes, (nuint)(i + 16))), Vector256.LoadUnsafe(ref query, (nuint)(i + 16)));
            }
            return Vector256.Sum(one + other);
        }
    }

    public readonly struct ByAvxVnni : IDotProduct
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int Of(ref sbyte bytes, ref short query, int length)
        {
            Vector256<int> one = default, other = default;
            for (var i = 0; i < length; i += Vector256<sbyte>.Count)
            {
                one = AvxVnni.MultiplyWideningAndAdd(one, Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref bytes, (nuint)i)), Vector256.LoadUnsafe(ref query, (nuint)i));
                other = AvxVnni.MultiplyWideningAndAdd(other, Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref bytes, (nuint)(i + 16))), Vector256.LoadUnsafe(ref query, (nuint)(i + 16)));
            }
            return Vector256.Sum(one + other);
        }
    }

    public readonly struct ByAvx512 : IDotProduct
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static int Of(ref sbyte bytes, ref short query, int length)
        {
            Vector512<int> one = default, other = default;
            for (var i = 0; i < length; i += Vector512<sbyte>.Count)
            {
                one += Avx512BW.MultiplyAddAdjacent(Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref bytes, (nuint)i)), Vector512.LoadUnsafe(ref query, (nuint)i));
                other += Avx512BW.MultiplyAddAdjacent(Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref bytes, (nuint)(i + 32))), Vector512.LoadUnsafe(ref query, (nuint)(i + 32)));
            }
            return Vector512.Sum(one + other);
        }
    }
}
