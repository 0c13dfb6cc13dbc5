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
