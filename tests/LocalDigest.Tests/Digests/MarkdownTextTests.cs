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
    [InlineData("cost $5 and $x$")]
    [InlineData("two\nlines\r\nand three")]
    public void Reads_the_same_after_markdown(string text)
    {
        var html = SafeHtml.FromMarkdown(MarkdownText.Inline(text));
        var read = WebUtility.HtmlDecode(html.Trim().Replace("<p>", "", StringComparison.Ordinal).Replace("</p>", "", StringComparison.Ordinal));
        Assert.Equal(string.Join(' ', text.Split((char[])['\r', '\n'], StringSplitOptions.RemoveEmptyEntries)), read.Replace("  ", " ", StringComparison.Ordinal));
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
