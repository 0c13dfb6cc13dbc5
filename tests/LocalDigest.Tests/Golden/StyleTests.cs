using LocalDigest.Digests;

namespace LocalDigest.Tests.Golden;

/// <summary>How each style writes an invented day, to the letter: what is expected lies beside this file.</summary>
public sealed class StyleTests
{
    public static TheoryData<string, string> Pages
    {
        get
        {
            var pages = new TheoryData<string, string>();
            foreach (var style in new StyleCatalogue().Names)
            {
                pages.Add(style, "en");
                pages.Add(style, "zh");
            }
            return pages;
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_style_writes_the_day_as_it_is_expected_to(string style, string language) =>
        ExpectedFile.IsSame($"{style}.{language}.md", new DigestRenderer().Markdown(InventedDay.In(language), style));

    [Theory]
    [MemberData(nameof(Pages))]
    public void Its_page_holds_the_same_and_asks_nobody_for_anything(string style, string language)
    {
        var html = new DigestRenderer().Html(InventedDay.In(language), style);
        var page = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(html);
        Assert.Contains("DoughNet", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.NotEmpty(page.QuerySelectorAll("math"));
        // Mathematics and emphasis have become what they stand for.
        Assert.DoesNotContain("$", page.Body.TextContent.Replace("$5", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("**", page.Body.TextContent, StringComparison.Ordinal);
        foreach (var image in page.QuerySelectorAll("img"))
        {
            Assert.StartsWith("/v1/papers/arxiv%3A2611.90001/figures/", image.GetAttribute("src"), StringComparison.Ordinal);
            Assert.Matches("^[0-9]+$", image.GetAttribute("width")!);
            Assert.NotEmpty(image.GetAttribute("alt")!);
        }
        if (style is "topics" or "report" or "deep-dive") Assert.NotEmpty(page.QuerySelectorAll("img"));
    }

    [Fact]
    public void What_must_not_be_published_is_left_out_and_said() =>
        ExpectedFile.IsSame("defects.en.md", new DigestRenderer().Markdown(new DigestSanitiser(new StyleCatalogue()).Clean(InventedDay.WithDefects)));

    [Fact]
    public async Task Without_a_model_every_style_is_a_whole_page_of_the_sample_day_that_says_what_is_missing()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var run = await daemon.RunAsync(new { kind = "digest", sources = new[] { new { kind = "sample" } } });
        var id = run["digest"]!.GetValue<string>();
        var titles = (await daemon.GetAsync($"/v1/digests/{id}"))["papers"]!.AsArray().Select(paper => paper!["title"]!.GetValue<string>()).ToList();
        Assert.True(titles.Count > 5);
        foreach (var style in new StyleCatalogue().Names)
        {
            var markdown = await (await daemon.SendAsync(HttpMethod.Get, $"/v1/digests/{id}?style={style}", headers: ("Accept", "text/markdown"))).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Contains("No language model is configured", markdown, StringComparison.Ordinal);
            Assert.All(titles.Take(10), title => Assert.Contains(MarkdownText.Inline(title), markdown, StringComparison.Ordinal));
            if (style is not ("criteria" or "brief")) Assert.Contains("Nobody has read this paper for you", markdown, StringComparison.Ordinal);
            // A heading stands for something: none is followed by another of its level, or by nothing.
            var lines = markdown.Split('\n').Where(line => line.Length > 0).ToList();
            Assert.DoesNotContain(lines.Zip(lines.Skip(1)), pair => pair.First.StartsWith("### ", StringComparison.Ordinal) && pair.Second.StartsWith("### ", StringComparison.Ordinal) && !pair.First.Contains("<a id", StringComparison.Ordinal));
            Assert.DoesNotContain("{{", markdown, StringComparison.Ordinal);
            var html = await (await daemon.SendAsync(HttpMethod.Get, $"/v1/digests/{id}?style={style}", headers: ("Accept", "text/html"))).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.StartsWith("<!DOCTYPE html>", html, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("en")]
    [InlineData("zh")]
    public void A_day_without_papers_is_a_short_page_without_invented_words(string language)
    {
        var content = InventedDay.In(language) with { Papers = [], Missed = [new MissedPaper("arxiv:2611.90003", "Forks", "https://arxiv.org/abs/2611.90003", 0.2, "The judge gave relevance 2; the least is 5.")] };
        content = new DigestSanitiser(new StyleCatalogue()).Clean(content);
        Assert.Null(content.Overview);
        foreach (var style in new StyleCatalogue().Names)
        {
            var markdown = new DigestRenderer().Markdown(content, style);
            Assert.Contains("Hugging Face daily papers could not be read", markdown, StringComparison.Ordinal);
            Assert.Contains("[Forks](https://arxiv.org/abs/2611.90003): The judge gave relevance 2", markdown, StringComparison.Ordinal);
            Assert.True(markdown.Split('\n').Length < 30, markdown);
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_line_says_what_the_marks_stand_for_that_are_there(string style, string language)
    {
        var labels = new StyleCatalogue().WordsFor(language);
        string[] marks = [labels["legend-checked-again"], labels["legend-withdrawn"]];
        var plain = InventedDay.In(language);
        plain = plain with { Papers = [.. plain.Papers.Select(paper => paper with { IsCheckedAgain = false })] };
        var marked = plain with
        {
            Papers =
            [
                plain.Papers[0] with { IsCheckedAgain = true },
                plain.Papers[1] with { Title = labels.Fill("withdrawn-title", [plain.Papers[1].Title]) },
                plain.Papers[2],
            ],
        };
        var (before, after) = (new DigestRenderer().Markdown(plain, style), new DigestRenderer().Markdown(marked, style));
        var page = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(new DigestRenderer().Html(marked, style)).Body!.TextContent;
        foreach (var mark in marks)
        {
            Assert.DoesNotContain(mark, before, StringComparison.Ordinal);
            Assert.Contains(mark, after, StringComparison.Ordinal);
            Assert.Contains(mark, page, StringComparison.Ordinal);
        }
        Assert.Equal(style == "topics", after.Contains(labels["legend-stars"], StringComparison.Ordinal));
        Assert.Equal(style == "brief", after.Contains(labels["legend-relevance"], StringComparison.Ordinal));
    }

    [Fact]
    public void Criteria_are_shown_as_the_user_wrote_them_and_become_no_part_of_the_digests_own_structure()
    {
        const string criteria = "# Mine\n\nSoft things\n===\n\n1. **Dough**, not <b>stone</b>\n\n[a]: https://example.org\n\n```\nunclosed";
        var content = InventedDay.In("en") with { Criteria = criteria };
        var page = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(new DigestRenderer().Html(content, "criteria"));
        var outline = page.QuerySelectorAll("h1, h2").Select(heading => heading.TextContent).ToList();
        Assert.Equal("Paper selection prompt", outline[^1]);
        Assert.Equal(1 + content.Papers.Count + 1, outline.Count);
        Assert.Equal("Mine", Assert.Single(page.QuerySelectorAll("h4")).TextContent);
        Assert.Equal("Dough", page.QuerySelectorAll("ol strong")[^1].TextContent);
        Assert.Empty(page.QuerySelectorAll("b"));
        Assert.Contains("[a]: https://example.org", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("unclosed", Assert.Single(page.QuerySelectorAll("pre")).TextContent, StringComparison.Ordinal);
    }
}
