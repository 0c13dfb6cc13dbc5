using System.Globalization;
using LocalDigest.Digests;

namespace LocalDigest.Tests.Golden;

/// <summary>A content document that holds the data of a real digest renders to that digest's text, the same but for white space.</summary>
public sealed class SeedTests
{
    [Theory]
    [InlineData("000_3f1ea6d7c8addf69.txt", 4)]
    [InlineData("001_c1543f7e1dfb7185.txt", 2)]
    public void A_criteria_digest_renders_to_the_seeds_text(string file, int papers)
    {
        var seed = File.ReadAllText(SharedData.Path("seeds/" + file));
        var content = ReadCriteriaSeed(seed);
        Assert.Equal(papers, content.Papers.Count);
        Assert.Equal(Words(seed), Words(new DigestRenderer().Markdown(content)));
    }

    private static string Words(string text) => string.Join('\n', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static DigestContent ReadCriteriaSeed(string seed)
    {
        var head = seed.Split('\n')[0];
        var parts = seed.Split("\n## ");
        var papers = parts.Where(part => char.IsAsciiDigit(part[0])).Select(part =>
        {
            string Field(string name, string end) => part.Split($"**{name}:**")[1].Split(end)[0].Trim();
            var title = part.Split("](https://")[0];
            return new DigestPaper
            {
                Id = "arxiv:" + Field("ArXiv ID", "\n"),
                ArxivId = Field("ArXiv ID", "\n"),
                Title = title[(title.IndexOf('[', StringComparison.Ordinal) + 1)..],
                Url = "https://" + part.Split("](https://")[1].Split(')')[0],
                Authors = Field("Authors", "\n").Split(", "),
                Abstract = Field("Abstract", "\n"),
                Comment = Field("Comment", "\n"),
                Relevance = int.Parse(Field("Relevance", "\n"), CultureInfo.InvariantCulture),
                Novelty = int.Parse(Field("Novelty", "\n"), CultureInfo.InvariantCulture),
            };
        });
        return new DigestContent
        {
            Id = "seed",
            Profile = "default",
            Date = DateOnly.ParseExact(head[^10..], "MM/dd/yyyy", CultureInfo.InvariantCulture),
            Papers = [.. papers],
            Criteria = seed.Split("## Paper selection prompt\n")[1],
        };
    }
}
