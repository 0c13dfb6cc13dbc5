using LocalDigest.Daemon.Wire;

namespace LocalDigest.Tests.Wire;

public sealed class NearNameTests
{
    private static readonly string[] Names =
        ["name", "interests", "language", "keywords", "maxPapers", "minRelevance", "minNovelty", "categories", "at"];

    [Theory]
    [InlineData("intrests", "interests")]
    [InlineData("maxPaper", "maxPapers")]
    [InlineData("max_papers", "maxPapers")]
    [InlineData("Max-Papers", "maxPapers")]
    [InlineData("categorys", "categories")]
    [InlineData("catgories", "categories")]
    [InlineData("lang", "language")]
    [InlineData("keywrods", "keywords")]
    [InlineData("NAME", "name")]
    [InlineData("minNovlety", "minNovelty")]
    [InlineData("ta", null)]
    [InlineData("schedule", null)]
    [InlineData("", null)]
    [InlineData("-_-", null)]
    [InlineData("x", null)]
    public void The_name_that_was_meant_is_found_or_none(string written, string? meant) => Assert.Equal(meant, NearName.Of(written, Names));

    [Fact]
    public void A_long_word_is_near_to_nothing() => Assert.Null(NearName.Of(new string('x', 1_000_000), Names));
}
