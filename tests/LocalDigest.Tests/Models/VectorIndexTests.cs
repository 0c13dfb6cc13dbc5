using LocalDigest.Models;

namespace LocalDigest.Tests.Models;

public sealed class VectorIndexTests
{
    public static TheoryData<int, int> Sizes
    {
        get
        {
            var sizes = new TheoryData<int, int>();
            foreach (var dimensions in new[] { 1, 3, 63, 64, 65, 100, 128, 129, 256, 384 })
            {
                foreach (var count in new[] { 1, 2, 1023, 1024, 1025, 3000 }) sizes.Add(dimensions, count);
            }
            return sizes;
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Finds_what_a_naive_search_over_the_stored_bytes_finds(int dimensions, int count)
    {
        var random = new Random(dimensions * 10_000 + count);
        var index = new VectorIndex(dimensions);
        for (var i = 0; i < count; i++) Assert.Equal(i, index.Add(Vector(random, dimensions)));
        for (var round = 0; round < 3; round++)
        {
            var query = Vector(random, dimensions);
            var some = Enumerable.Range(0, count).Where(_ => random.Next(3) == 0).ToArray();
            var naive = Naive(index, query);
            foreach (var kind in DotProduct.Supported())
            {
                foreach (var wanted in new[] { 1, 7, 100, count + 5 })
                {
                    AssertBest(naive, Enumerable.Range(0, count), Search(wanted, best => index.Search(query, best, kind)), Math.Min(wanted, count));
                    AssertBest(naive, some, Search(wanted, best => index.Search(query, some, best, kind)), Math.Min(wanted, some.Length));
                }
            }
        }
    }

    [Fact]
    public void All_ways_to_multiply_give_the_same_number()
    {
        var random = new Random(7);
        for (var length = DotProduct.Step; length <= 1024; length += DotProduct.Step)
        {
            var bytes = Enumerable.Range(0, length).Select(_ => (sbyte)random.Next(-127, 128)).ToArray();
            var query = Enumerable.Range(0, length).Select(_ => (short)random.Next(-16_000, 16_000)).ToArray();
            // Extremes stand next to each other, where narrower arithmetic would overflow.
            bytes[0] = bytes[1] = bytes[2] = -127;
            query[0] = query[1] = query[2] = short.MaxValue;
            var expected = bytes.Zip(query, (one, other) => one * other).Sum();
            Assert.Equal(expected, DotProduct.Portable.Of(ref bytes[0], ref query[0], length));
            foreach (var kind in DotProduct.Supported())
            {
                Assert.Equal(expected, kind switch
                {
                    DotProduct.Kind.Avx512 => DotProduct.ByAvx512.Of(ref bytes[0], ref query[0], length),
                    DotProduct.Kind.AvxVnni => DotProduct.ByAvxVnni.Of(ref bytes[0], ref query[0], length),
                    DotProduct.Kind.Avx2 => DotProduct.ByAvx2.Of(ref bytes[0], ref query[0], length),
                    DotProduct.Kind.AdvSimd => DotProduct.ByAdvSimd.Of(ref bytes[0], ref query[0], length),
                    _ => DotProduct.Portable.Of(ref bytes[0], ref query[0], length),
                });
            }
        }
    }

    [Fact]
    public void Scores_are_near_those_of_floats_and_the_same_by_every_door()
    {
        var random = new Random(11);
        var index = new VectorIndex(256);
        var vectors = Enumerable.Range(0, 2500).Select(_ => Vector(random, 256)).ToArray();
        foreach (var vector in vectors) index.Add(vector);
        var query = Vector(random, 256);
        var all = new float[vectors.Length];
        index.ScoreAll(query, all);
        var positions = Enumerable.Range(0, vectors.Length).Reverse().ToArray();
        var some = new float[vectors.Length];
        index.Score(query, positions, some);
        var best = new VectorMatch[vectors.Length];
        index.Search(query, best);
        var read = new float[256];
        for (var i = 0; i < vectors.Length; i++)
        {
            Assert.Equal(vectors[i].Zip(query, (one, other) => one * other).Sum(), all[i], 0.004);
            Assert.Equal(all[i], some[vectors.Length - 1 - i]);
            Assert.Equal(all[best[i].Position], best[i].Score);
            index.Read(i, read);
            Assert.All(read.Zip(vectors[i], (stored, given) => Math.Abs(stored - given)), off => Assert.InRange(off, 0, 0.5f / 127));
        }
    }

    [Fact]
    public void Of_equal_scores_the_one_that_was_looked_at_first_comes_first()
    {
        var index = new VectorIndex(70);
        var vector = Vector(new Random(1), 70);
        for (var i = 0; i < 3000; i++) index.Add(vector);
        var best = new VectorMatch[5];
        Assert.Equal(5, index.Search(vector, best));
        Assert.Equal([0, 1, 2, 3, 4], best.Select(match => match.Position));
        Assert.Equal(5, index.Search(vector, [2999, 7, 1500, 3, 99, 1], best));
        Assert.Equal([2999, 7, 1500, 3, 99], best.Select(match => match.Position));
    }

    [Fact]
    public void Nothing_is_found_where_nothing_is_looked_at()
    {
        var index = new VectorIndex(64);
        var query = Vector(new Random(1), 64);
        Assert.Equal(0, index.Search(query, new VectorMatch[3]));
        index.Add(query);
        Assert.Equal(0, index.Search(query, [], new VectorMatch[3]));
        Assert.Equal(0, index.Search(query, Span<VectorMatch>.Empty));
        Assert.Equal(1, index.Search(query, new VectorMatch[3]));
    }

    [Fact]
    public void The_zero_vector_is_far_from_everything_and_no_failure()
    {
        var index = new VectorIndex(64);
        index.Add(new float[64]);
        var vector = Vector(new Random(1), 64);
        index.Add(vector);
        var scores = new float[2];
        index.ScoreAll(vector, scores);
        Assert.Equal(0, scores[0]);
        Assert.Equal(1, scores[1], 0.01);
        index.ScoreAll(new float[64], scores);
        Assert.Equal([0, 0], scores);
    }

    [Fact]
    public void Wrong_lengths_unknown_positions_and_numbers_that_are_none_are_refused()
    {
        var index = new VectorIndex(4);
        index.Add([1f, 0, 0, 0]);
        Assert.Throws<ArgumentException>(() => index.Add(new float[3]));
        Assert.Throws<ArgumentException>(() => index.Add([float.NaN, 0, 0, 0]));
        Assert.Throws<ArgumentException>(() => index.Add([1f, float.PositiveInfinity, 0, 0]));
        Assert.Throws<ArgumentException>(() => index.Add(new sbyte[4], float.NaN));
        Assert.Throws<ArgumentException>(() => index.Search(new float[5], new VectorMatch[1]));
        Assert.Throws<ArgumentException>(() => index.Search([1f, 0, float.NaN, 0], new VectorMatch[1]));
        Assert.Throws<ArgumentException>(() => index.Search([1f, 0, float.NegativeInfinity, 0], new VectorMatch[1]));
        Assert.Throws<ArgumentException>(() => index.Score(new float[4], [0], new float[2]));
        Assert.Throws<ArgumentException>(() => index.ScoreAll(new float[4], new float[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Score(new float[4], [1], new float[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Search(new float[4], [-1], new VectorMatch[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Read(1, new float[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new VectorIndex(0));
        Assert.Equal(1, index.Count);
    }

    [Fact]
    public async Task Readers_see_whole_vectors_while_one_thread_adds()
    {
        const int count = 20_000;
        var index = new VectorIndex(100);
        var vector = Vector(new Random(3), 100);
        var writing = Task.Run(() =>
        {
            for (var i = 0; i < count; i++) index.Add(vector);
        }, TestContext.Current.CancellationToken);
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            var seen = 0;
            var best = new VectorMatch[10];
            while (seen < count)
            {
                var scores = new float[index.Count];
                Assert.True(scores.Length >= seen);
                seen = scores.Length;
                index.ScoreAll(vector, scores);
                // A vector that is counted before it is written would score 0.
                Assert.All(scores, score => Assert.Equal(1, score, 0.01));
                Assert.Equal(Math.Min(10, index.Search(vector, best)), best.Count(match => match.Score > 0.99));
                Array.Clear(best);
            }
        }, TestContext.Current.CancellationToken)).ToArray();
        await Task.WhenAll([writing, .. readers]);
        Assert.Equal(count, index.Count);
    }

    [Fact]
    public void A_million_vectors_of_256_dimensions_would_take_less_than_300_megabytes()
    {
        var index = new VectorIndex(256);
        for (var i = 0; i < 1024; i++) index.Add(new float[256]);
        Assert.InRange(index.Bytes / 1024.0 * 1_000_000, 256e6, 300e6);
    }

    private static VectorMatch[] Search(int wanted, Func<VectorMatch[], int> search)
    {
        var best = new VectorMatch[wanted];
        return best[..search(best)];
    }

    private static void AssertBest(float[] naive, IEnumerable<int> among, VectorMatch[] found, int count)
    {
        var expected = among.OrderByDescending(position => naive[position]).ThenBy(position => position).Take(count).ToArray();
        Assert.Equal(expected, found.Select(match => match.Position));
        Assert.All(found, match => Assert.Equal(naive[match.Position], match.Score));
    }

    /// <summary>Scores by the slowest and plainest way: the stored bytes and the query's 16 bits, one after another.</summary>
    private static float[] Naive(VectorIndex index, float[] query)
    {
        var all = new float[index.Count];
        index.ScoreAll(query, all, DotProduct.Kind.Portable);
        var vector = new float[index.Dimensions];
        for (var i = 0; i < all.Length; i++)
        {
            index.Read(i, vector);
            var exact = vector.Zip(query, (one, other) => (double)one * other).Sum();
            Assert.Equal(exact, all[i], 0.0001);
        }
        return all;
    }

    /// <summary>A unit vector; some hold most in the first dimensions and some do not, and some are nearly alike.</summary>
    private static float[] Vector(Random random, int dimensions)
    {
        var decay = random.Next(2) == 0 ? 20.0 : 1e9;
        var shared = new Random(random.Next(5));
        var vector = Enumerable.Range(0, dimensions).Select(i => (float)((shared.NextDouble() - 0.5 + (random.NextDouble() - 0.5)) * Math.Exp(-i / decay))).ToArray();
        var length = MathF.Sqrt(vector.Sum(number => number * number));
        return [.. vector.Select(number => number / length)];
    }
}
