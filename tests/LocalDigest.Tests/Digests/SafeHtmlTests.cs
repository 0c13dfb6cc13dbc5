using System.Text;
using LocalDigest.Digests;

namespace LocalDigest.Tests.Digests;

public sealed class SafeHtmlTests
{
    public static TheoryData<string> Hostile =>
    [
        "<script>alert(1)</script>",
        "text <img src=x onerror=alert(1)> text",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](java\tscript:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](vbscript:msgbox(1))",
        "[x](file:///etc/passwd)",
        "[x]: javascript:alert(1)\n\n[x]",
        "![x](http://evil.test/pixel.png)",
        "![x](javascript:alert(1))",
        "![x](//evil.test/p.png)",
        "![x](/v1/figures/../../v1/session)",
        "![x](/v1/papers/a/figures/../../../session)",
        "![x](/v1/papers/%2e%2e/%2E%2E/figures/x)",
        "![x](/v1/papers/a/figures/x?y=http://evil.test)",
        "![x](cid:foreign)",
        "![x](figures/foreign.png)",
        "<u>javascript:alert(1)</u>",
        "<u>text</u> <u>",
        "$<script>alert(1)</script>$",
        "$$\\text{<img src=x onerror=alert(1)>}$$",
        "![$<b>$](http://evil.test/p.png)",
        "<javascript:alert(1)>",
        "# h {onclick=alert(1)}",
        "text{onclick=alert(1)}",
        "<a id=\"x\" onclick=\"alert(1)\">y</a>",
        "<a href=\"javascript:alert(1)\">y</a>",
        "<a id='x'><img src=x onerror=alert(1)></a>",
        "<svg><animate onbegin=alert(1)></svg>",
        "<iframe src=\"http://evil.test\"></iframe>",
        "<style>*{background:url(http://evil.test)}</style>",
        "<!-- <script> -->",
        "<![CDATA[<script>]]>",
        "<?xml version=\"1.0\"?>",
        "`<script>alert(1)</script>`",
        "```html\" onload=\"alert(1)\n<script>\n```",
        "| a |\n|---|\n| <script>alert(1)</script> |",
        "<div\nonclick=alert(1)>\n\ntext\n</div>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "[<img src=x onerror=alert(1)>](http://example.org)",
        "[x](http://example.org \"t\" onclick=alert(1))",
        "http://example.org/\"onmouseover=alert(1)",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Nothing_hostile_becomes_markup(string markdown)
    {
        var html = SafeHtml.FromMarkdown(markdown);
        var document = new AngleSharp.Html.Parser.HtmlParser().ParseDocument("<body>" + html + "</body>");
        string[] allowed = ["A", "P", "H1", "H2", "H3", "H4", "H5", "H6", "STRONG", "EM", "CODE", "PRE", "TABLE", "THEAD", "TBODY", "TR", "TH", "TD", "UL", "OL", "LI", "BLOCKQUOTE", "HR", "BR", "MATH", "MROW", "MI", "MO", "MN", "MTEXT"];
        foreach (var element in document.Body!.QuerySelectorAll("*"))
        {
            Assert.Contains(element.TagName.ToUpperInvariant(), allowed);
            foreach (var attribute in element.Attributes)
            {
                Assert.Contains(attribute.Name, (string[])["href", "id", "class", "title", "style", "alttext", "display", "stretchy"]);
                if (attribute.Name == "href") Assert.Matches("^(https?:|mailto:|#)", attribute.Value);
                if (attribute.Name == "style") Assert.StartsWith("text-align", attribute.Value, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Figures_of_the_digest_are_shown_with_their_size_where_they_lie_beside_the_page()
    {
        var figures = new DigestFigure[] { new() { Id = "a", Address = "figures/ab12.png", Width = 640, Height = 320 }, new() { Id = "b", Address = "cid:ab12.png" }, new() { Id = "c", Address = "http://evil.test/p.png" } };
        var html = SafeHtml.FromMarkdown("![one](figures/ab12.png) ![two](cid:ab12.png) ![three](http://evil.test/p.png) ![four](figures/other.png)", figures);
        Assert.Contains("<img src=\"figures/ab12.png\" loading=\"lazy\" width=\"640\" height=\"320\" alt=\"one\"", html, StringComparison.Ordinal);
        Assert.Contains("<img src=\"cid:ab12.png\"", html, StringComparison.Ordinal);
        Assert.Equal(3, html.Split("<img").Length);
    }

    [Fact]
    public void What_digests_need_is_kept()
    {
        var html = SafeHtml.FromMarkdown(
            """
            ## 0. [A title](https://arxiv.org/abs/2601.90001) <a id="link0"></a>
            **Authors:** Jane Doe

            <a id='2601.13705v1'></a>

            1. one [to](#link0)

            ![figure](/v1/papers/arxiv%3A2601.90001/figures/fig1)

            <u>https://example.org/project</u>
            """);
        Assert.Contains("<h2>0. <a href=\"https://arxiv.org/abs/2601.90001\">A title</a> <a id=\"link0\"></a></h2>", html, StringComparison.Ordinal);
        Assert.Contains("<strong>Authors:</strong> Jane Doe", html, StringComparison.Ordinal);
        Assert.Contains("<a id='2601.13705v1'></a>", html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"#link0\">to</a>", html, StringComparison.Ordinal);
        Assert.Contains("<img src=\"/v1/papers/arxiv%3A2601.90001/figures/fig1\" loading=\"lazy\" alt=\"figure\"", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("- ", 500)]
    [InlineData("> ", 500)]
    [InlineData("[", 20_000)]
    [InlineData("**a ", 20_000)]
    public void What_is_nested_too_deep_is_shown_as_it_stands(string part, int times)
    {
        var html = SafeHtml.FromMarkdown(new StringBuilder().Insert(0, part, times).Append("the end <b onclick=x>").ToString());
        Assert.Contains("the end", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b onclick", html, StringComparison.Ordinal);
    }
}
