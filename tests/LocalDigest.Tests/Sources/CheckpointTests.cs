using LocalDigest.Sources;

namespace LocalDigest.Tests.Sources;

public sealed class CheckpointTests
{
    private sealed record Place(DateOnly From, string Name, int Taken = 0) : ICheckpoint
    {
        public static string Form => "test/1";
    }

    [Fact]
    public void What_was_written_is_read()
    {
        var notes = new List<string>();
        var place = new Place(new DateOnly(2025, 8, 20), "böb \"x\"", 7);
        Assert.Equal(place, Checkpoint.Read<Place>(Checkpoint.Write(place), "arXiv", notes));
        Assert.Equal(
            place with { Taken = 0 },
            Checkpoint.Read<Place>("""{"form":"test/1","state":{"from":"2025-08-20","name":"böb \"x\""}}""", "arXiv", notes));
        Assert.Null(Checkpoint.Read<Place>(null, "arXiv", notes));
        Assert.Empty(notes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2025-08-19 100 100")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"from":"2025-08-20","name":"bob"}""")]
    [InlineData("""{"form":"test/2","state":{"from":"2025-08-20","name":"bob"}}""")]
    [InlineData("""{"form":"test/1","state":null}""")]
    [InlineData("""{"form":"test/1","state":{"name":"bob"}}""")]
    [InlineData("""{"form":"test/1","state":{"from":"2025-08-20","name":null}}""")]
    [InlineData("""{"form":"test/1","state":{"from":"2025-08-20","name":"bob","more":1}}""")]
    [InlineData("""{"form":"test/1","state":{"from":"2025-08-20","name":"bob"}""")]
    public void What_cannot_be_read_is_as_if_there_were_nothing_and_is_noted(string text)
    {
        var notes = new List<string>();
        Assert.Null(Checkpoint.Read<Place>(text, "arXiv", notes));
        Assert.Equal(
            "What was kept of an earlier reading of arXiv could not be read, so that it was read from its beginning. Nothing is lost.",
            Assert.Single(notes));
    }
}
