using System.Xml.Linq;
using LocalDigest.Digests;
using LocalDigest.Text;

namespace LocalDigest.Tests.Text;

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
    [InlineData("\\text{if } x", "<mrow><mtext>if\u00a0</mtext><mi>x</mi></mrow>")]
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
    public void Latex_becomes_presentation_markup_or_nothing(string latex, string? markup) => Assert.Equal(markup, Written(latex));

    [Theory]
    [InlineData("\\beta*", "<mrow><mi>β</mi><mo>∗</mo></mrow>")]
    [InlineData("\\mathbf*x", "<mrow><mo>∗</mo><mi>x</mi></mrow>")]
    [InlineData("\\operatorname*{ess}x", "<mrow><mi mathvariant=\"normal\">ess</mi><mspace width=\"0.17em\"></mspace><mi>x</mi></mrow>")]
    [InlineData("x′", "<msup><mi>x</mi><mo>′</mo></msup>")]
    [InlineData("a \\not{=} b", "<mrow><mi>a</mi><mo>≠</mo><mi>b</mi></mrow>")]
    [InlineData("\\sum\\limits_i\\limits^n x", "<mrow><msubsup><mo>∑</mo><mi>i</mi><mi>n</mi></msubsup><mi>x</mi></mrow>")]
    [InlineData("p \\,^2", "<mrow><mi>p</mi><mspace width=\"0.17em\"></mspace><msup><mrow></mrow><mn>2</mn></msup></mrow>")]
    [InlineData("T_{\\rm e}", "<msub><mi>T</mi><mi mathvariant=\"normal\">e</mi></msub>")]
    [InlineData("\\boldsymbol{\\mathcal{L}}", "<mi>𝓛</mi>")]
    [InlineData("\\rm d\\mathcal M", "<mrow><mi mathvariant=\"normal\">d</mi><mi>ℳ</mi></mrow>")]
    [InlineData("\\mathbb{Z^2}", "<msup><mi>ℤ</mi><mn>2</mn></msup>")]
    [InlineData("\\left<x\\right>", "<mrow><mo>⟨</mo><mi>x</mi><mo>⟩</mo></mrow>")]
    [InlineData("\\vert x\\vert", "<mrow><mo stretchy=\"false\">|</mo><mi>x</mi><mo stretchy=\"false\">|</mo></mrow>")]
    [InlineData("{a \\over b}", "<mfrac><mi>a</mi><mi>b</mi></mfrac>")]
    [InlineData("{n \\choose k}", "<mrow><mo>(</mo><mfrac linethickness=\"0\"><mi>n</mi><mi>k</mi></mfrac><mo>)</mo></mrow>")]
    [InlineData("a \\over b \\over c", null)]
    [InlineData("\\cL", "<mi>ℒ</mi>")]
    [InlineData(
        "\\text{if \\(x^{a/b}\\)}",
        "<mrow><mtext>if\u00a0</mtext><msup><mi>x</mi><mrow><mi>a</mi><mo>/</mo><mi>b</mi></mrow></msup></mrow>")]
    [InlineData("x\\hspace{1cm}y", "<mrow><mi>x</mi><mi>y</mi></mrow>")]
    public void What_one_reader_of_formulas_knew_both_writers_know(string latex, string? markup) => Assert.Equal(markup, Written(latex));

    [Theory]
    [InlineData(
        "\\begin{matrix} a \\\\[1.2ex] b \\\\ \\end{matrix}",
        "<mtable><mtr><mtd><mi>a</mi></mtd></mtr><mtr><mtd><mi>b</mi></mtd></mtr></mtable>")]
    [InlineData("\\begin{array}{c} \\hline a \\\\ \\hline \\end{array}", "<mtable><mtr><mtd><mi>a</mi></mtd></mtr></mtable>")]
    [InlineData("\\substack{a \\\\ b}", "<mtable><mtr><mtd><mi>a</mi></mtd></mtr><mtr><mtd><mi>b</mi></mtd></mtr></mtable>")]
    [InlineData("\\begin{matrix} \\end{matrix}", "<mtable></mtable>")]
    [InlineData("\\begin{matrix} a \\end{cases}", null)]
    public void A_table_has_the_rows_that_a_reader_of_the_page_sees(string latex, string? markup) => Assert.Equal(markup, Written(latex));

    [Theory]
    [InlineData("\\log\\log n", "log|log|n")]
    [InlineData("(\\log n)", "(log|n)")]
    [InlineData("a = \\log(n)", "a=log(n)")]
    [InlineData("(\\dim) = \\max, 2", "(dim)=max,2")]
    [InlineData("2\\operatorname{rank} A", "2|rank|A")]
    [InlineData("n \\bmod k", "nmodk")]
    public void Functions_keep_their_distance_from_letters(string latex, string parts)
    {
        var spaced = Written(latex)!.Replace("<mspace width=\"0.17em\"></mspace>", "|", StringComparison.Ordinal);
        Assert.Equal(parts, XElement.Parse(spaced).Value);
    }

    /// <summary>What is inside the <c>math</c> element.</summary>
    private static string? Written(string latex)
    {
        var math = MathMarkup.Write(latex, isDisplay: false);
        return math?[(math.IndexOf('>', StringComparison.Ordinal) + 1)..^"</math>".Length];
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
    public void Whatever_is_written_is_well_formed()
    {
        string[] parts =
        [
            "\\", "{", "}", "^", "_", "'", "&", "#", "%", "$", "~", "x", "12", ".5", " ", "(", "]", "|", "<", "\"", "é", "𝐱", "\u0301",
            "\\left", "\\right", "\\big", "\\middle", "\\frac", "\\sqrt", "[", "\\over ", "\\choose ", "\\not", "\\hat", "\\mathbb",
            "\\mathrm{", "\\rm ", "\\text{", "\\log", "\\sum", "\\limits", "\\pmod", "\\substack{", "\\begin{cases}", "\\end{cases}",
            "\\begin{array}{c}", "\\end{array}", "\\\\", "\\foo", "\\overset", "\\underbrace", "\\xrightarrow", "\\norm", "\\href",
            "\\def", "\\,", "\\!",
        ];
        var random = new Random(20261127);
        var written = 0;
        for (var round = 0; round < 30_000; round++)
        {
            var latex = string.Concat(Enumerable.Range(0, random.Next(1, 16)).Select(_ => parts[random.Next(parts.Length)]));
            if (MathMarkup.Write(latex, isDisplay: round % 2 == 0) is not { } math) continue;
            written++;
            Assert.Equal("math", XElement.Parse(math).Name.LocalName);
        }
        Assert.True(written > 1_000, $"only {written} formulas were written");
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
