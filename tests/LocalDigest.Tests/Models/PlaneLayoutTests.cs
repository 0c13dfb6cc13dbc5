using LocalDigest.Models;

namespace LocalDigest.Tests.Models;

public sealed class PlaneLayoutTests
{
    private const int Dimensions = 32;

    [Fact]
    public void What_belongs_together_stays_together()
    {
        const int clusters = 6, each = 50;
        var vectors = Clustered(clusters, each);
        var places = PlaneLayout.Place(vectors, Dimensions, TestContext.Current.CancellationToken);
        var right = 0;
        for (var i = 0; i < places.Length; i++)
        {
            var near = Enumerable.Range(0, places.Length).Where(j => j != i)
                .MinBy(j => Math.Pow(places[i].X - places[j].X, 2) + Math.Pow(places[i].Y - places[j].Y, 2));
            if (near / each == i / each) right++;
        }
        // By chance it would be a sixth.
        Assert.True(right >= 0.95 * places.Length, $"{right} of {places.Length}");
        Assert.All(places, place => Assert.True(place is { X: >= -1 and <= 1, Y: >= -1 and <= 1 }));
        Assert.Equal(1, places.Max(place => Math.Max(Math.Abs(place.X), Math.Abs(place.Y))), 3);
    }

    [Fact]
    public void What_is_different_is_pushed_apart_in_both_directions()
    {
        var places = PlaneLayout.Place(Clustered(12, 20), Dimensions, TestContext.Current.CancellationToken);
        var (x, y) = (Spread(places.Select(place => place.X)), Spread(places.Select(place => place.Y)));
        Assert.InRange(x / y, 0.5, 2);
        // No cluster lies on another: their middles are further apart than their own points.
        var middles = places.Chunk(20).Select(of => (X: of.Average(place => place.X), Y: of.Average(place => place.Y))).ToList();
        Assert.All(middles, middle => Assert.True(middles.Where(other => other != middle)
            .Min(other => double.Hypot(middle.X - other.X, middle.Y - other.Y)) > 0.1));

        static double Spread(IEnumerable<float> values) =>
            Math.Sqrt(values.Select(value => value - values.Average()).Average(off => off * off));
    }

    [Fact]
    public void Neighbours_on_a_ring_stay_neighbours_in_whatever_order_they_come()
    {
        const int count = 150;
        int[] order = [.. Enumerable.Range(0, count)];
        new Random(5).Shuffle(order);
        var vectors = new float[count * Dimensions];
        for (var i = 0; i < count; i++)
        {
            var (sine, cosine) = MathF.SinCos(order[i] * MathF.Tau / count);
            (vectors[i * Dimensions], vectors[i * Dimensions + 1]) = (cosine, sine);
        }
        var places = PlaneLayout.Place(vectors, Dimensions, TestContext.Current.CancellationToken);
        for (var i = 0; i < count; i++)
        {
            var nearest = Enumerable.Range(0, count).Where(j => j != i)
                .MinBy(j => double.Hypot(places[i].X - places[j].X, places[i].Y - places[j].Y));
            var apart = Math.Abs(order[i] - order[nearest]);
            Assert.True(Math.Min(apart, count - apart) <= 12, $"{order[i]} lies beside {order[nearest]}.");
        }
    }

    [Fact]
    public void The_same_vectors_come_to_the_same_places()
    {
        var vectors = Clustered(4, 40);
        Assert.Equal(
            PlaneLayout.Place(vectors, Dimensions, TestContext.Current.CancellationToken),
            PlaneLayout.Place([.. vectors], Dimensions, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(50)]
    public void Few_equal_or_empty_vectors_have_places_too(int count)
    {
        foreach (var value in (float[])[0, 0.1f])
        {
            var vectors = new float[count * Dimensions];
            Array.Fill(vectors, value);
            var places = PlaneLayout.Place(vectors, Dimensions, TestContext.Current.CancellationToken);
            Assert.Equal(count, places.Length);
            Assert.All(places, place => Assert.True(place is { X: >= -1 and <= 1, Y: >= -1 and <= 1 }, $"{place}"));
        }
        Assert.Throws<ArgumentException>(() => PlaneLayout.Place(new float[5], 2, TestContext.Current.CancellationToken));
    }

    /// <summary>Unit vectors around some centres, cluster by cluster.</summary>
    private static float[] Clustered(int clusters, int each)
    {
        var random = new Random(7);
        var centres = Enumerable.Range(0, clusters).Select(_ => Enumerable.Range(0, Dimensions)
            .Select(_ => random.NextSingle() - 0.5f).ToArray()).ToList();
        var vectors = new List<float>();
        for (var i = 0; i < clusters * each; i++)
        {
            var vector = centres[i / each].Select(part => part + 0.25f * (random.NextSingle() - 0.5f)).ToArray();
            var length = MathF.Sqrt(vector.Sum(part => part * part));
            vectors.AddRange(vector.Select(part => part / length));
        }
        return [.. vectors];
    }
}
