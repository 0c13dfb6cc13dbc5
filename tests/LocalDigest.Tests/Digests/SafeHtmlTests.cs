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
        string[] allowed = ["A", "P", "H1", "H2", "H3", "H4", "H5", "H6", "STRONG", "EM", "CODE", "PRE", "TABLE", "THEAD", "TBODY", "TR", "TH", "TD", "UL", "OL", "LI", "BLOCKQUOTE", "HR", "BR"];
        foreach (var element in document.Body!.QuerySelectorAll("*"))
        {
            Assert.Contains(element.TagName, allowed);
            foreach (var attribute in element.Attributes)
            {
                Assert.Contains(attribute.Name, (string[])["href", "id", "class", "title", "style"]);
                if (attribute.Name == "href") Assert.Matches("^(https?:|mailto:|#)", attribute.Value);
                if (attribute.Name == "style") Assert.StartsWith("text-align", attribute.Value, StringComparison.Ordinal);
            }
        }
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

            ![figure](/v1/figures/ab12.png)
            """);
        Assert.Contains("<h2>0. <a href=\"https://arxiv.org/abs/2601.90001\">A title</a> <a id=\"link0\"></a></h2>", html, StringComparison.Ordinal);
        Assert.Contains("<strong>Authors:</strong> Jane Doe", html, StringComparison.Ordinal);
        Assert.Contains("<a id='2601.13705v1'></a>", html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"#link0\">to</a>", html, StringComparison.Ordinal);
        Assert.Contains("<img src=\"/v1/figures/ab12.png\" alt=\"figure\"", html, StringComparison.Ordinal);
    }
}
