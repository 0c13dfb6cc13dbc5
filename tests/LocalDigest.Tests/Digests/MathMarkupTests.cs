using System.Xml.Linq;
using LocalDigest.Digests;

namespace LocalDigest.Tests.Digests;

public sealed class MathMarkupTests
{
    [Theory]
    [InlineData("x", "<mi>x</mi>")]
    [InlineData("12.5", "<mn>12.5</mn>")]
    [InlineData("x_i^2", "<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>")]
    [InlineData("f'(x)", "<mrow><msup><mi>f</mi><mo>′</mo></msup><mo stretchy=\"false\">(</mo><mi>x</mi><mo stretchy=\"false\">)</mo></mrow>")]
    [InlineData("\\frac{1}{\\sqrt{n}}", "<mfrac><mn>1</mn><msqrt><mi>n</mi></msqrt></mfrac>")]
    [InlineData("\\sqrt[3]{x}", "<mroot><mi>x</mi><mn>3</mn></mroot>")]
    [InlineData("\\hat{x}", "<mover accent=\"true\"><mi>x</mi><mo>^</mo></mover>")]
    [InlineData("\\mathbb{R}^d", "<msup><mi>ℝ</mi><mi>d</mi></msup>")]
    [InlineData("\\mathbf{W}", "<mi>𝐖</mi>")]
    [InlineData("\\mathcal L", "<mi>ℒ</mi>")]
    [InlineData("n \\log n", "<mrow><mi>n</mi><mspace width=\"0.17em\"></mspace><mi>log</mi><mspace width=\"0.17em\"></mspace><mi>n</mi></mrow>")]
    [InlineData("a \\le b", "<mrow><mi>a</mi><mo>≤</mo><mi>b</mi></mrow>")]
    [InlineData("\\text{if } x", "<mrow><mtext>if</mtext><mi>x</mi></mrow>")]
    [InlineData("\\operatorname{softmax}(z)", "<mrow><mi mathvariant=\"normal\">softmax</mi><mo stretchy=\"false\">(</mo><mi>z</mi><mo stretchy=\"false\">)</mo></mrow>")]
    [InlineData("\\left( \\frac{a}{b} \\right)", "<mrow><mo>(</mo><mfrac><mi>a</mi><mi>b</mi></mfrac><mo>)</mo></mrow>")]
    [InlineData("\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}", "<mrow><mo>(</mo><mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr><mtr><mtd><mi>c</mi></mtd><mtd><mi>d</mi></mtd></mtr></mtable><mo>)</mo></mrow>")]
    [InlineData("a < b & c", null)]
    [InlineData("\\unknownmacro{x}", null)]
    [InlineData("\\frac{1}", null)]
    [InlineData("{x", null)]
    [InlineData("x}", null)]
    [InlineData("x_a_b", null)]
    [InlineData("\\left( x", null)]
    [InlineData("\\begin{tikzpicture}\\end{tikzpicture}", null)]
    public void Latex_becomes_presentation_markup_or_nothing(string latex, string? markup)
    {
        var math = MathMarkup.Write(latex, isDisplay: false);
        Assert.Equal(markup, math is null ? null : math[(math.IndexOf('>', StringComparison.Ordinal) + 1)..^"</math>".Length]);
    }

    [Fact]
    public void Limits_stand_below_where_there_is_room()
    {
        Assert.Contains("<munderover><mo>∑</mo>", MathMarkup.Write("\\sum_{i=1}^n x_i", isDisplay: true), StringComparison.Ordinal);
        Assert.Contains("<msubsup><mo>∑</mo>", MathMarkup.Write("\\sum_{i=1}^n x_i", isDisplay: false), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\\text{<img src=x onerror=alert(1)>}")]
    [InlineData("x\" onclick=\"alert(1)")]
    [InlineData("\\operatorname{\"><script>}")]
    [InlineData("\\mathrm{a\"b<c>}")]
    [InlineData("]]>&lt;script&gt;")]
    public void Nothing_of_the_latex_becomes_markup(string latex)
    {
        var math = MathMarkup.Write(latex, isDisplay: false);
        if (math is null) return;
        foreach (var element in XElement.Parse(math).DescendantsAndSelf())
        {
            Assert.StartsWith("m", element.Name.LocalName, StringComparison.Ordinal);
            Assert.DoesNotContain(element.Attributes(), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal) || attribute.Name.LocalName is "href" or "src" or "style");
        }
    }

    [Fact]
    public void Deep_and_long_input_is_not_read()
    {
        Assert.Null(MathMarkup.Write(new string('{', 1000) + new string('}', 1000), isDisplay: false));
        Assert.Null(MathMarkup.Write(string.Concat(Enumerable.Repeat("\\sqrt", 700)) + "x", isDisplay: false));
        Assert.Null(MathMarkup.Write(string.Concat(Enumerable.Repeat("\\left(", 600)), isDisplay: false));
        Assert.Null(MathMarkup.Write(new string('x', 5000), isDisplay: false));
        Assert.NotNull(MathMarkup.Write(new string('x', 3000), isDisplay: false));
    }

    [Theory]
    [InlineData("costs $5 and $10", "<p>costs $5 and $10</p>")]
    [InlineData("$x$ is", "<math")]
    [InlineData("$$x$$", "<math display=\"block\"")]
    [InlineData("**$x$**", "<strong><math")]
    [InlineData("`$x$`", "<code>$x$</code>")]
    [InlineData("$a_b$ and *c* $d_e$", "<em>c</em>")]
    [InlineData("$\\OURS$", "OURS")]
    [InlineData("a $$x$$ b", "<p>a <math alttext=\"x\"><mi>x</mi></math> b</p>")]
    [InlineData("a\n$$x$$\n$$y$$\nb", "<p>a<math display=\"block\" alttext=\"x\"><mi>x</mi></math><math display=\"block\" alttext=\"y\"><mi>y</mi></math>b</p>")]
    [InlineData("- a\n- $$x$$", "<li><math display=\"block\"")]
    [InlineData("**$$x$$**", "<strong><math alttext")]
    [InlineData("rated $$ or $$$", "<p>rated $$ or $$$</p>")]
    public void Mathematics_in_a_page_is_typeset_and_money_is_not(string markdown, string part) =>
        Assert.Contains(part, SafeHtml.FromMarkdown(markdown), StringComparison.Ordinal);
}
