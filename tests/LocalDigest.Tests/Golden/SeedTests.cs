using LocalDigest.Digests;

namespace LocalDigest.Tests.Golden;

/// <summary>A content document that holds the data of a real digest renders to that digest's text, the same but for white space.</summary>
public sealed class SeedTests
{
    [Theory]
    [InlineData("000_3f1ea6d7c8addf69.txt", 4)]
    [InlineData("001_c1543f7e1dfb7185.txt", 2)]
    public void A_criteria_digest_renders_to_the_seeds_text(string file, int papers) => RendersTo(file, Seeds.ReadCriteria, papers);

    [Fact]
    public void A_report_renders_to_the_seeds_text() => RendersTo(Seeds.ReportFile, Seeds.ReadReport, 10);

    [Fact]
    public void A_digest_by_topics_renders_to_the_seeds_text() => RendersTo(Seeds.TopicsFile, Seeds.ReadTopics, 9);

    [Fact]
    public void A_deep_dive_renders_to_the_seeds_text() => RendersTo(Seeds.DeepDiveFile, Seeds.ReadDeepDive, 2);

    [Fact]
    public void What_the_report_must_not_publish_is_left_out_and_said()
    {
        var content = new DigestSanitiser(new StyleCatalogue()).Clean(Seeds.ReadReport(Seeds.Text(Seeds.ReportFile)));
        var markdown = new DigestRenderer().Markdown(content);
        Assert.DoesNotContain("请提供您", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("好的，", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("希望这份摘要", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("\\textbf", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("$\\times$", markdown, StringComparison.Ordinal);
        Assert.Contains("being 9× smaller", markdown, StringComparison.Ordinal);
        // The code of another paper, which two texts on this one gave out as its own.
        Assert.DoesNotContain("facebookresearch", markdown, StringComparison.Ordinal);
        Assert.Contains("https://github.com/tiktok/huvr", markdown, StringComparison.Ordinal);
        var withheld = content.Papers.Where(paper => paper.Reading!.Analysis is null && paper.Reading.MethodAnalysis is null).ToList();
        Assert.Equal(4, withheld.Count);
        Assert.All(withheld, paper => Assert.Contains("asked for the paper", Assert.Single(paper.Reading!.Withheld), StringComparison.Ordinal));
        Assert.Equal(4, Occurrences(markdown, "the model asked for the paper or refused"));
        // An analysis that does not say what it was made from is not passed off as one of the full text.
        Assert.All(content.Papers.Except(withheld), paper => Assert.Equal("unstated", paper.Reading!.Basis));
        Assert.Equal(6, Occurrences(markdown, "**Analysis:**"));
        // What was sound has stayed.
        foreach (var heading in (string[])["### 1. 摘要翻译", "### 7. 总结"]) Assert.Equal(4, Occurrences(markdown, heading));
        Assert.Contains("$$A_i = \\text{Softmax}(\\text{Sim}(f_i(c), f'_e(c)))", markdown, StringComparison.Ordinal);
        Assert.Contains("<math display=\"block\"", SafeHtml.FromMarkdown(markdown), StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_on_a_foreign_server_are_left_out_and_said()
    {
        var seed = Seeds.ReadTopics(Seeds.Text(Seeds.TopicsFile));
        Assert.NotEmpty(seed.Papers.SelectMany(paper => paper.Figures));
        var renderer = new DigestRenderer();
        // Even where nobody has looked through the content, a page asks no foreign server for anything.
        Assert.DoesNotContain("<img", renderer.Html(seed), StringComparison.Ordinal);
        var content = new DigestSanitiser(renderer.Catalogue).Clean(seed);
        var markdown = renderer.Markdown(content);
        Assert.DoesNotContain("![", markdown, StringComparison.Ordinal);
        Assert.DoesNotContain("tpddns", markdown, StringComparison.Ordinal);
        Assert.All(content.Papers, paper => Assert.Contains(paper.Reading!.Withheld, said => said.Contains("外部服务器", StringComparison.Ordinal)));
        Assert.Equal(Words(string.Concat(seed.Papers.Select(paper => paper.Reading!.Method + paper.Reading.PlainLanguage))), Words(string.Concat(content.Papers.Select(paper => paper.Reading!.Method + paper.Reading.PlainLanguage))));
    }

    [Fact]
    public void A_deep_dive_loses_its_greetings_and_keeps_its_words()
    {
        var seed = Seeds.ReadDeepDive(Seeds.Text(Seeds.DeepDiveFile));
        var content = new DigestSanitiser(new StyleCatalogue()).Clean(seed);
        Assert.All(content.Papers, paper => Assert.Null(paper.Reading!.Tldr));
        Assert.DoesNotContain("作为计算机视觉专家", new DigestRenderer().Markdown(content), StringComparison.Ordinal);
        foreach (var (before, after) in seed.Papers.Zip(content.Papers))
        {
            Assert.Equal(Words(before.Reading!.KeyContribution!), Words(after.Reading!.KeyContribution!));
            Assert.Equal(Words(before.Reading.Methodology!), Words(after.Reading.Methodology!));
            Assert.Equal(Words(before.Reading.Limitations!), Words(after.Reading.Limitations!));
        }
    }

    private static void RendersTo(string file, Func<string, DigestContent> read, int papers)
    {
        var seed = Seeds.Text(file);
        var content = read(seed);
        Assert.Equal(papers, content.Papers.Count);
        Assert.Equal(Words(seed), Words(new DigestRenderer().Markdown(content)));
    }

    private static int Occurrences(string text, string part) => text.Split(part).Length - 1;

    private static string Words(string text) => string.Join('\n', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
