using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LocalDigest.Models;

internal readonly ref struct LexicalQueryTable
{
    private readonly ulong[] mayHave = new ulong[1024];
    private readonly uint[] keys;
    private readonly int[] slots;
    private readonly (int Query, float Weight)[][] weights;

    public LexicalQueryTable(IReadOnlyList<LexicalQuery> queries)
    {
        var all = new Dictionary<uint, List<(int, float)>>();
        for (var q = 0; q < queries.Count; q++)
        {
            foreach (var (term, weight) in queries[q].Weights)
            {
                ref var list = ref CollectionsMarshal.GetValueRefOrAddDefault(all, term, out _);
                (list ??= []).Add((q, weight));
            }
        }
        Slots = all.Count;
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, all.Count * 2));
        keys = new uint[size];
        slots = new int[size];
        weights = new (int, float)[all.Count][];
        var slot = 0;
        foreach (var (term, list) in all)
        {
            mayHave[(term >> 6) & 1023] |= 1UL << (int)(term & 63);
            var at = (int)(term * 0x9E3779B1u) & (size - 1);
            while (keys[at] != 0) at = (at + 1) & (size - 1);
            keys[at] = term;
            slots[at] = slot;
            weights[slot++] = [.. list];
        }
    }

    public int Slots { get; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MayHave(uint term) => (mayHave[(term >> 6) & 1023] >> (int)(term & 63) & 1) != 0;

    public int SlotOf(uint term)
    {
        var at = (int)(term * 0x9E3779B1u) & (keys.Length - 1);
        while (keys[at] != 0)
        {
            if (keys[at] == term) return slots[at];
            at = (at + 1) & (keys.Length - 1);
        }
        return -1;
    }

    public ReadOnlySpan<(int Query, float Weight)> Weights(int slot) => weights[slot];
}
