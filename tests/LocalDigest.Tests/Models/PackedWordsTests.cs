using LocalDigest.Models;

namespace LocalDigest.Tests.Models;

/// <summary>What is packed is the same words with the same weights, document by document, however it is taken out.</summary>
public sealed class PackedWordsTests
{
    private static readonly int[] Lengths = [0, 1, 63, 64, 65, 130, 700, 3, 0, 40];

    [Theory]
    [InlineData(256)]
    [InlineData(20)]
    public void Words_come_out_as_they_were_described(int most)
    {
        var index = Filled();
        var expected = index.Words(1, Lengths.Length, most);
        var packed = index.Pack(1, Lengths.Length, most);
        var (ids, weights) = (Array.Empty<uint>(), Array.Empty<float>());

        var all = index.Unpack(1, packed, 0, packed.Count, ref ids, ref weights);
        Assert.Equal(Lengths.Length, packed.Count);
        for (var row = 0; row < Lengths.Length; row++)
        {
            var wanted = Of(expected, row);
            Assert.True(wanted.Count <= most);
            Assert.Equal(Lengths[row] > 0, wanted.Count > 0);
            Assert.Equal(wanted, Of(all, row));
        }
        for (var row = 0; row < Lengths.Length; row++)
            Assert.Equal(Of(expected, row), Of(index.Unpack(1, packed, row, 1, ref ids, ref weights), 0));
    }

    [Fact]
    public void The_heaviest_words_are_kept_in_the_order_of_the_document()
    {
        var index = Filled();
        var (few, all) = (Of(index.Words(1, Lengths.Length, 20), 6), Of(index.Words(1, Lengths.Length, 1000), 6));
        Assert.True(all.Count > 20);
        // Of words as heavy as the lightest that is kept, some are left out.
        var weightOf = all.ToDictionary(word => word.Id, word => word.Weight);
        var lightest = few.Min(word => weightOf[word.Id]);
        var kept = few.Select(word => word.Id).ToHashSet();
        Assert.Equal(20, kept.Count);
        Assert.All(all, word => Assert.True(kept.Contains(word.Id) || word.Weight <= lightest));
        Assert.Equal(all.Select(word => word.Id).Where(kept.Contains), few.Select(word => word.Id));
        Assert.Equal(1, few.Sum(word => word.Weight * word.Weight), 0.002);
    }

    [Fact]
    public void Parts_that_are_joined_are_the_whole()
    {
        var index = Filled();
        var joined = index.Pack(1, 4, 256).Then(index.Pack(5, Lengths.Length - 4, 256));
        var expected = index.Words(1, Lengths.Length, 256);
        var (ids, weights) = (Array.Empty<uint>(), Array.Empty<float>());
        var all = index.Unpack(1, joined, 0, joined.Count, ref ids, ref weights);
        Assert.Equal(Lengths.Length, joined.Count);
        for (var row = 0; row < Lengths.Length; row++) Assert.Equal(Of(expected, row), Of(all, row));
    }

    /// <summary>A first document that is not packed, and those whose words repeat and are shared in several ways.</summary>
    private static LexicalIndex Filled()
    {
        var random = new Random(11);
        var index = new LexicalIndex();
        index.Add("left out", "of what is packed");
        foreach (var length in Lengths)
        {
            // A square makes some words frequent and most of them rare, as in texts.
            var words = Enumerable.Range(0, length).Select(_ => $"w{(int)(random.NextDouble() * random.NextDouble() * 900)}x");
            index.Add(length > 2 ? "w1x w2x" : "", string.Join(' ', words));
        }
        return index;
    }

    private static List<(uint Id, float Weight)> Of(SparseRows rows, int row) =>
        [.. Enumerable.Range(rows.Starts[row], rows.Starts[row + 1] - rows.Starts[row]).Select(i => (rows.Ids[i], rows.Weights[i]))];
}
