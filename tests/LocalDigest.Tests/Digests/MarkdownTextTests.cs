using System.Net;
using LocalDigest.Digests;

namespace LocalDigest.Tests.Digests;

public sealed class MarkdownTextTests
{
    [Theory]
    [InlineData("plain words, 50% of them; a-b, c.d (e) f/g: h?")]
    [InlineData("*stars* and **more**, _under_ and __more__ and in_the_middle")]
    [InlineData("a [link](http://x) and ![image](y) and [ref]")]
    [InlineData("<b>tag</b> & &amp; &copy; & more; <http://x>")]
    [InlineData("# heading")]
    [InlineData("- item")]
    [InlineData("1. first 2) second")]
    [InlineData("> quote")]
    [InlineData("back\\slash and `code`")]
    [InlineData("a | b | c")]
    [InlineData("---")]
    [InlineData("~~gone~~ and ~ stays")]
    [InlineData("cost $5 and $10, or 5$")]
    [InlineData("two\nlines\r\nand three")]
    public void Reads_the_same_after_markdown(string text)
    {
        var html = SafeHtml.FromMarkdown(MarkdownText.Inline(text));
        var read = WebUtility.HtmlDecode(html.Trim().Replace("<p>", "", StringComparison.Ordinal).Replace("</p>", "", StringComparison.Ordinal));
        Assert.Equal(string.Join(' ', text.Split((char[])['\r', '\n'], StringSplitOptions.RemoveEmptyEntries)), read.Replace("  ", " ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("# High\n\n##### Low", "#### High\n\n##### Low")]
    [InlineData("text\n---", "text\n\n---")]
    [InlineData("text\n===", "text\n\n\\===")]
    [InlineData("```\nopen <b>", "```\nopen <b>\n```")]
    [InlineData("a <b>x</b> and `<b>` and 1 < 2", "a \\<b>x\\</b> and `<b>` and 1 < 2")]
    [InlineData("![x](http://evil.test/p.png)", "[x](http://evil.test/p.png)")]
    [InlineData("[Authors]: http://evil.test", "\\[Authors]: http://evil.test")]
    [InlineData("so\n$$a<b$$\nwhere $a<b$ and <b>", "so\n$$a\\lt b$$\nwhere $a\\lt b$ and \\<b>")]
    [InlineData("- a\n    - b\n\n| a | b |\n|---|---|", "- a\n    - b\n\n| a | b |\n|---|---|")]
    public void A_text_does_not_reach_beyond_its_place(string markdown, string block) => Assert.Equal(block, MarkdownText.Block(markdown));

    [Fact]
    public void On_one_line_a_formula_is_part_of_the_sentence()
    {
        Assert.Equal("The loss is $x_i$ in all.", MarkdownText.Line("The loss is\n\n$$x_i$$\n\nin all."));
        Assert.Equal("It is $x_{i,j}$ here.", MarkdownText.Inline("It is $$x_{i,j}$$ here."));
    }

    [Fact]
    public void Ordinary_text_stays_as_it_is()
    {
        const string text = "A 3–5 day survey: 64× faster (see Sec. 2), state-of-the-art; “quoted” under_score C++ #1 50%!";
        Assert.Equal(text, MarkdownText.Inline(text));
    }

    [Fact]
    public void An_address_cannot_leave_its_brackets()
    {
        var html = SafeHtml.FromMarkdown($"[x]({MarkdownText.Address("http://example.org/a) [y](http://evil.test/(")})");
        Assert.DoesNotContain("\"http://evil.test", html, StringComparison.Ordinal);
        Assert.Equal(2, html.Split("<a ").Length);
    }
}
