using System.Numerics;
using System.Runtime.InteropServices;

namespace LocalDigest.Models;

/// <summary>Numbers by id, 0 where there is none: a hash table with open addresses, small enough for the processor's cache.</summary>
internal sealed class SparseWeights
{
    private readonly Slot[] slots;

    /// <summary>A bit for each of many hashes, set where an id has it: most ids of a document have no number, and end here.</summary>
    private readonly ulong[] marks;

    private readonly float zero;
    private readonly int shift, markShift;

    [StructLayout(LayoutKind.Auto)]
    private struct Slot
    {
        public uint Id;
        public float Weight;
    }

    /// <param name="ids">All different.</param>
    /// <param name="weights">Their numbers.</param>
    public SparseWeights(uint[] ids, float[] weights)
    {
        (Ids, Weights) = (ids, weights);
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, ids.Length * 4));
        shift = 32 - BitOperations.Log2((uint)size);
        slots = new Slot[size];
        // 8 bits for each slot, so that about one id in 32 passes for nothing.
        markShift = shift - 3;
        marks = new ulong[size / 8];
        for (var i = 0; i < ids.Length; i++)
        {
            // An empty slot holds id 0, so that 0 itself stands at its own place behind all.
            if (ids[i] == 0)
            {
                zero = weights[i];
                continue;
            }
            var at = Place(ids[i]);
            while (slots[at].Id != 0) at = (at + 1) & (size - 1);
            slots[at] = new Slot { Id = ids[i], Weight = weights[i] };
            var mark = Mark(ids[i]);
            marks[mark / 64] |= 1UL << (int)(mark % 64);
        }
    }

    public uint[] Ids { get; }

    public float[] Weights { get; }

    public float this[uint id]
    {
        get
        {
            if (id == 0) return zero;
            var mark = Mark(id);
            if ((marks[mark / 64] >> (int)(mark % 64) & 1) == 0) return 0;
            var table = slots;
            for (var at = Place(id); ; at = (at + 1) & (table.Length - 1))
            {
                ref var slot = ref table[at];
                if (slot.Id == 0) return 0;
                if (slot.Id == id) return slot.Weight;
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

    private uint Mark(uint id) => (id * 0x9E3779B1u) >> markShift;
}
