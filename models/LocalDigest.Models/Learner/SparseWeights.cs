using System.Numerics;

namespace LocalDigest.Models;

/// <summary>Numbers by id, 0 where there is none: a hash table with open addresses, small enough for the processor's cache.</summary>
internal sealed class SparseWeights
{
    private readonly uint[] slots;
    private readonly float[] values;
    private readonly float zero;
    private readonly int shift;

    /// <param name="ids">All different.</param>
    /// <param name="weights">Their numbers.</param>
    public SparseWeights(uint[] ids, float[] weights)
    {
        (Ids, Weights) = (ids, weights);
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, ids.Length * 4));
        shift = 32 - BitOperations.Log2((uint)size);
        slots = new uint[size];
        values = new float[size];
        for (var i = 0; i < ids.Length; i++)
        {
            // An empty slot holds id 0, so that 0 itself stands at its own place behind all.
            if (ids[i] == 0)
            {
                zero = weights[i];
                continue;
            }
            var at = Place(ids[i]);
            while (slots[at] != 0) at = (at + 1) & (size - 1);
            slots[at] = ids[i];
            values[at] = weights[i];
        }
    }

    public uint[] Ids { get; }

    public float[] Weights { get; }

    public float this[uint id]
    {
        get
        {
            if (id == 0) return zero;
            var table = slots;
            for (var at = Place(id); ; at = (at + 1) & (table.Length - 1))
            {
                var slot = table[at];
                if (slot == 0) return 0;
                if (slot == id) return values[at];
            }
        }
    }

    public float Dot(ReadOnlySpan<uint> ids, ReadOnlySpan<float> weights)
    {
        if (Ids.Length == 0) return 0;
        var sum = 0f;
        for (var i = 0; i < ids.Length; i++) sum += this[ids[i]] * weights[i];
        return sum;
    }

    private int Place(uint id) => (int)((id * 0x9E3779B1u) >> shift);
}
