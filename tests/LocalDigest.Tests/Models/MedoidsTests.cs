using LocalDigest.Models;

namespace LocalDigest.Tests.Models;

public sealed class MedoidsTests
{
    private const int Dimensions = 16;

    [Fact]
    public void Each_group_is_stood_for_by_the_one_in_its_middle_and_large_groups_come_first()
    {
        // Three groups of 60, 30 and 10 around three axes; the first of each lies on its axis.
        int[] sizes = [60, 30, 10];
        var random = new Random(3);
        var vectors = sizes.SelectMany((size, axis) => Enumerable.Range(0, size).SelectMany(i => Around(random, axis, i == 0 ? 0 : 0.5)))
            .ToArray();
        Assert.Equal([0, 60, 90], Medoids.Choose(vectors, Dimensions, 3, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void The_same_vectors_give_the_same_choice_each_row_once()
    {
        var random = new Random(4);
        var vectors = Enumerable.Range(0, 300).SelectMany(_ => Around(random, random.Next(Dimensions), 1)).ToArray();
        var chosen = Medoids.Choose(vectors, Dimensions, 20, TestContext.Current.CancellationToken);
        Assert.Equal(20, chosen.Distinct().Count());
        Assert.Equal(chosen, Medoids.Choose(vectors, Dimensions, 20, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Fewer_come_back_where_there_are_not_as_many_different_ones_and_unknown_ones_never()
    {
        var ct = TestContext.Current.CancellationToken;
        var random = new Random(5);
        float[] one = Around(random, 2, 0), other = Around(random, 7, 0);
        Assert.Equal([2, 1], Medoids.Choose([.. new float[Dimensions], .. one, .. other, .. other], Dimensions, 9, ct));
        Assert.Empty(Medoids.Choose(new float[3 * Dimensions], Dimensions, 2, ct));
        Assert.Empty(Medoids.Choose([], Dimensions, 2, ct));
        Assert.Throws<ArgumentException>(() => Medoids.Choose(one, 0, 2, ct));
        Assert.Throws<ArgumentException>(() => Medoids.Choose(new float[3], Dimensions, 2, ct));
    }

    /// <summary>A unit vector near an axis.</summary>
    private static float[] Around(Random random, int axis, double noise)
    {
        var vector = Enumerable.Range(0, Dimensions).Select(i => (float)((i == axis ? 1 : 0) + noise * (random.NextDouble() - .5))).ToArray();
        var length = MathF.Sqrt(vector.Sum(value => value * value));
        return [.. vector.Select(value => value / length)];
    }
}
