using System.Runtime.Intrinsics;

namespace LocalDigest.Trainer;

/// <summary>The two products that contrastive training spends its time in, over row-major matrices. Rows and columns are multiples of 4 and 16.</summary>
internal static unsafe class MatrixKernels
{
    /// <summary>C = A·Bᵀ for the rows <paramref name="from"/> to <paramref name="to"/> of A.</summary>
    /// <param name="a">Rows of length <paramref name="stride"/>, of which <paramref name="width"/> numbers count.</param>
    /// <param name="b">The same, <paramref name="n"/> rows.</param>
    /// <param name="c">Rows of length <paramref name="n"/>.</param>
    public static void TimesTransposed(float* a, float* b, float* c, int from, int to, int n, int width, int stride)
    {
        for (var i = from; i < to; i += 4)
        {
            float* a0 = a + (long)i * stride, a1 = a0 + stride, a2 = a1 + stride, a3 = a2 + stride;
            for (var j = 0; j < n; j += 4)
            {
                float* b0 = b + (long)j * stride, b1 = b0 + stride, b2 = b1 + stride, b3 = b2 + stride;
                Vector512<float> s00 = default, s01 = default, s02 = default, s03 = default, s10 = default, s11 = default, s12 = default, s13 = default;
                Vector512<float> s20 = default, s21 = default, s22 = default, s23 = default, s30 = default, s31 = default, s32 = default, s33 = default;
                for (var k = 0; k < width; k += 16)
                {
                    var y0 = Vector512.Load(b0 + k);
                    var y1 = Vector512.Load(b1 + k);
                    var y2 = Vector512.Load(b2 + k);
                    var y3 = Vector512.Load(b3 + k);
                    var x = Vector512.Load(a0 + k);
                    s00 = Vector512.FusedMultiplyAdd(x, y0, s00);
                    s01 = Vector512.FusedMultiplyAdd(x, y1, s01);
                    s02 = Vector512.FusedMultiplyAdd(x, y2, s02);
                    s03 = Vector512.FusedMultiplyAdd(x, y3, s03);
                    x = Vector512.Load(a1 + k);
                    s10 = Vector512.FusedMultiplyAdd(x, y0, s10);
                    s11 = Vector512.FusedMultiplyAdd(x, y1, s11);
                    s12 = Vector512.FusedMultiplyAdd(x, y2, s12);
                    s13 = Vector512.FusedMultiplyAdd(x, y3, s13);
                    x = Vector512.Load(a2 + k);
                    s20 = Vector512.FusedMultiplyAdd(x, y0, s20);
                    s21 = Vector512.FusedMultiplyAdd(x, y1, s21);
                    s22 = Vector512.FusedMultiplyAdd(x, y2, s22);
                    s23 = Vector512.FusedMultiplyAdd(x, y3, s23);
                    x = Vector512.Load(a3 + k);
                    s30 = Vector512.FusedMultiplyAdd(x, y0, s30);
                    s31 = Vector512.FusedMultiplyAdd(x, y1, s31);
                    s32 = Vector512.FusedMultiplyAdd(x, y2, s32);
                    s33 = Vector512.FusedMultiplyAdd(x, y3, s33);
                }
                Put(c + (long)i * n + j, s00, s01, s02, s03);
                Put(c + (long)(i + 1) * n + j, s10, s11, s12, s13);
                Put(c + (long)(i + 2) * n + j, s20, s21, s22, s23);
                Put(c + (long)(i + 3) * n + j, s30, s31, s32, s33);
            }
        }
    }

    /// <summary>C += P·B for the rows <paramref name="from"/> to <paramref name="to"/> of P, or of its transpose where the strides say so.</summary>
    /// <param name="p">Element (i, j) is at <c>i·rowStride + j·columnStride</c>.</param>
    /// <param name="b"><paramref name="n"/> rows of length <paramref name="stride"/>, of which <paramref name="width"/> numbers, a multiple of 64, count.</param>
    /// <param name="c">Rows of length <paramref name="stride"/>.</param>
    public static void AddProduct(float* p, long rowStride, long columnStride, float* b, float* c, int from, int to, int n, int width, int stride)
    {
        for (var i = from; i < to; i += 4)
        {
            for (var k = 0; k < width; k += 64)
            {
                Vector512<float> s00 = default, s01 = default, s02 = default, s03 = default, s10 = default, s11 = default, s12 = default, s13 = default;
                Vector512<float> s20 = default, s21 = default, s22 = default, s23 = default, s30 = default, s31 = default, s32 = default, s33 = default;
                var at = p + i * rowStride;
                var row = b + k;
                for (var j = 0; j < n; j++, at += columnStride, row += stride)
                {
                    var y0 = Vector512.Load(row);
                    var y1 = Vector512.Load(row + 16);
                    var y2 = Vector512.Load(row + 32);
                    var y3 = Vector512.Load(row + 48);
                    var x = Vector512.Create(at[0]);
                    s00 = Vector512.FusedMultiplyAdd(x, y0, s00);
                    s01 = Vector512.FusedMultiplyAdd(x, y1, s01);
                    s02 = Vector512.FusedMultiplyAdd(x, y2, s02);
                    s03 = Vector512.FusedMultiplyAdd(x, y3, s03);
                    x = Vector512.Create(at[rowStride]);
                    s10 = Vector512.FusedMultiplyAdd(x, y0, s10);
                    s11 = Vector512.FusedMultiplyAdd(x, y1, s11);
                    s12 = Vector512.FusedMultiplyAdd(x, y2, s12);
                    s13 = Vector512.FusedMultiplyAdd(x, y3, s13);
                    x = Vector512.Create(at[2 * rowStride]);
                    s20 = Vector512.FusedMultiplyAdd(x, y0, s20);
                    s21 = Vector512.FusedMultiplyAdd(x, y1, s21);
                    s22 = Vector512.FusedMultiplyAdd(x, y2, s22);
                    s23 = Vector512.FusedMultiplyAdd(x, y3, s23);
                    x = Vector512.Create(at[3 * rowStride]);
                    s30 = Vector512.FusedMultiplyAdd(x, y0, s30);
                    s31 = Vector512.FusedMultiplyAdd(x, y1, s31);
                    s32 = Vector512.FusedMultiplyAdd(x, y2, s32);
                    s33 = Vector512.FusedMultiplyAdd(x, y3, s33);
                }
                var to0 = c + (long)i * stride + k;
                Add(to0, s00, s01, s02, s03);
                Add(to0 + stride, s10, s11, s12, s13);
                Add(to0 + 2L * stride, s20, s21, s22, s23);
                Add(to0 + 3L * stride, s30, s31, s32, s33);
            }
        }
    }

    private static void Put(float* to, Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        to[0] = Vector512.Sum(a);
        to[1] = Vector512.Sum(b);
        to[2] = Vector512.Sum(c);
        to[3] = Vector512.Sum(d);
    }

    private static void Add(float* to, Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        (Vector512.Load(to) + a).Store(to);
        (Vector512.Load(to + 16) + b).Store(to + 16);
        (Vector512.Load(to + 32) + c).Store(to + 32);
        (Vector512.Load(to + 48) + d).Store(to + 48);
    }
}
