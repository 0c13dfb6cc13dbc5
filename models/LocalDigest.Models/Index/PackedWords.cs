using System.Numerics;
using System.Numerics.Tensors;

namespace LocalDigest.Models;

/// <summary>
/// The words of documents in a row, as <see cref="LexicalIndex.Words"/> gives them, in less than a third of the memory: which words they
/// are stands in the index, of which only the places are marked, and a weight has the 16 bits that it is rounded to anyway.
/// </summary>
public sealed class PackedWords
{
    private readonly int[] starts, markStarts;
    private readonly Half[] weights;

    /// <summary>
    /// A bit for each word of a document as it stands in the index, from the lowest of each number on: set where it is given.
    /// </summary>
    private readonly ulong[] marks;

    private PackedWords(int[] starts, Half[] weights, int[] markStarts, ulong[] marks) =>
        (this.starts, this.weights, this.markStarts, this.marks) = (starts, weights, markStarts, marks);

    /// <summary>How many documents there are.</summary>
    public int Count => starts.Length - 1;

    /// <summary>Where each document's words begin among all, and at the end how many there are.</summary>
    internal int[] Starts => starts;

    /// <summary>These documents, and behind them others.</summary>
    public PackedWords Then(PackedWords others) => new(
        Joined(starts, others.starts), [.. weights, .. others.weights], Joined(markStarts, others.markStarts), [.. marks, .. others.marks]);

    /// <summary>Packs rows of words.</summary>
    /// <param name="rows">The words of each document, in the order in which they first occur.</param>
    /// <param name="termsOf">The terms of the document of a row as they stand in the index.</param>
    internal static PackedWords Of(SparseRows rows, TermsOfRow termsOf)
    {
        var packed = new Half[rows.Weights.Length];
        TensorPrimitives.ConvertToHalf(rows.Weights, packed);
        var (markStarts, marks) = (new int[rows.Count + 1], new List<ulong>(rows.Count * 3));
        for (var row = 0; row < rows.Count; row++)
        {
            var terms = termsOf(row);
            var ids = rows.IdsOf(row);
            var next = 0;
            for (var i = 0; i < terms.Length; i++)
            {
                if (i % 64 == 0) marks.Add(0);
                if (next == ids.Length || terms[i] != ids[next]) continue;
                marks[^1] |= 1UL << (i % 64);
                next++;
            }
            if (next < ids.Length) throw new ArgumentException("The words are not in the order of the document.", nameof(rows));
            markStarts[row + 1] = marks.Count;
        }
        return new PackedWords(rows.Starts, packed, markStarts, [.. marks]);
    }

    /// <summary>Gives the words of a document.</summary>
    /// <param name="row">Which of the documents.</param>
    /// <param name="terms">Its terms as they stand in the index.</param>
    /// <param name="ids">Receives its words; as long as there are.</param>
    /// <param name="found">Receives their weights; as long.</param>
    internal void Read(int row, ReadOnlySpan<uint> terms, Span<uint> ids, Span<float> found)
    {
        TensorPrimitives.ConvertToSingle(weights.AsSpan(starts[row]..starts[row + 1]), found);
        var next = 0;
        for (int mark = markStarts[row], first = 0; mark < markStarts[row + 1]; mark++, first += 64)
        {
            for (var left = marks[mark]; left != 0; left &= left - 1) ids[next++] = terms[first + BitOperations.TrailingZeroCount(left)];
        }
    }

    private static int[] Joined(int[] starts, int[] others) => [.. starts, .. others.Skip(1).Select(start => starts[^1] + start)];

    internal delegate ReadOnlySpan<uint> TermsOfRow(int row);
}
