using LocalDigest.Sources;

namespace LocalDigest.Tests.Sources;

/// <summary>The day that a machine without a network shows, read as if the services had sent it.</summary>
public sealed class SampleDayTests
{
    [Fact]
    public async Task The_sample_day_is_read_whole()
    {
        var feed = ArxivFeed.Parse(new StreamReader(Open("arxiv.rss.xml")));
        Assert.Empty(feed.Notes);
        Assert.Equal(77, feed.Listings.Count);
        Assert.Equal(new DateOnly(2026, 1, 21), feed.ListDate);
        Assert.Equal(4, feed.Listings.Select(listing => listing.Kind).Distinct().Count());

        var daily = await HuggingFacePage.ParseAsync(Open("huggingface.json"), Shorthand.Ct);
        Assert.Empty(daily.Notes);
        Assert.Equal(13, daily.Listings.Count);

        foreach (var paper in feed.Listings.Concat(daily.Listings).Select(listing => listing.Paper))
        {
            Assert.NotEmpty(paper.Abstract);
            Assert.NotEmpty(paper.Authors);
            Assert.All(paper.Authors, author => Assert.False(author.Name.AsSpan().ContainsAny("(),"), author.Name));
        }
        // One paper in both is one paper.
        var titles = feed.Listings.ToDictionary(listing => listing.Paper.Id, listing => listing.Paper.Title);
        Assert.Contains(daily.Listings, listing => titles.ContainsKey(listing.Paper.Id));
        Assert.All(daily.Listings, listing => Assert.Equal(titles.GetValueOrDefault(listing.Paper.Id, listing.Paper.Title), listing.Paper.Title));
    }

    private static Stream Open(string file)
    {
        var assembly = typeof(ArxivFeed).Assembly;
        return assembly.GetManifestResourceStream(assembly.GetManifestResourceNames().Single(name => name.EndsWith("SampleDay." + file, StringComparison.Ordinal)))!;
    }
}
