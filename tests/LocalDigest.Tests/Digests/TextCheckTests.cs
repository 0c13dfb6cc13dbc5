using LocalDigest.Digests;

namespace LocalDigest.Tests.Digests;

public sealed class TextCheckTests
{
    private static CheckedText Check(string text) => TextCheck.Check(text, address => address.StartsWith("https://own.example", StringComparison.Ordinal));

    [Theory]
    [InlineData("Please provide the paper that you would like me to analyse.")]
    [InlineData("Certainly! I'd be happy to help. Could you please share the full text of the article?")]
    [InlineData("It seems that no abstract was provided.")]
    [InlineData("I'm sorry, but I can't access external documents.")]
    [InlineData("As an AI language model, I do not have access to papers.")]
    [InlineData("好的，我会从研究者的角度进行分析。请提供论文的内容。")]
    [InlineData("请您先上传需要分析的文章全文，谢谢。")]
    [InlineData("抱歉，我无法访问该论文。")]
    [InlineData("作为一个AI语言模型，我没有阅读全文的能力。")]
    [InlineData("对不起，我没有办法总结这篇论文。")]
    [InlineData("请将论文全文发送给我，以便分析。")]
    [InlineData("由于尚未收到论文正文，分析到此为止。")]
    [InlineData("Provide me with the abstract first.")]
    public void A_refusal_is_no_text(string text) => Assert.Equal(new CheckedText(null, TextFault.Refusal, 0), Check(text));

    [Theory]
    [InlineData("{\"tldr\": \"A robot kneads.\", \"method\": [\"press\"]}")]
    [InlineData("```json\n{\"tldr\": \"A robot kneads.\"}\n```")]
    [InlineData("[{\"tldr\": \"cut off")]
    [InlineData("{ \"key findings\": ")]
    public void Data_is_no_text(string text) => Assert.Equal(TextFault.Data, Check(text).Fault);

    [Theory]
    [InlineData("")]
    [InlineData("  \n\u200b ")]
    [InlineData("---\n\n***")]
    [InlineData("![a](http://x.example/p.png)")]
    public void What_is_empty_is_said_to_be(string text) => Assert.Equal(TextFault.Nothing, Check(text).Fault);

    [Theory]
    [InlineData("Sure, here is the summary:\n\nA robot kneads.\n\nI hope this helps!", "A robot kneads.")]
    [InlineData("Here is a summary of the paper:\n\nA robot kneads.", "A robot kneads.")]
    [InlineData("As a computer vision expert, I will break the paper down.\n\n---\n\nA robot kneads.\n\n---", "A robot kneads.")]
    [InlineData("好的，以下是总结。\n\n---\n\n机器人揉面。\n\n希望对您有所帮助！", "机器人揉面。")]
    [InlineData("作为计算机视觉专家，我对这篇论文进行解析：\n\n机器人揉面。", "机器人揉面。")]
    [InlineData("<think>\nThe user wants a summary.\n</think>\nA robot kneads.<|im_end|>", "A robot kneads.")]
    [InlineData("Certainly! A robot kneads dough. It uses touch.", "A robot kneads dough. It uses touch.")]
    public void What_speaks_to_whoever_asked_goes(string text, string left) => Assert.Equal(left, Check(text).Text);

    [Theory]
    [InlineData("A robot kneads. On [insert date here] it began. It uses touch.", "A robot kneads. It uses touch.", 1)]
    [InlineData("A robot kneads. The code is at https://github.com/other/thing. It uses touch.", "A robot kneads. It uses touch.", 1)]
    [InlineData("The code is [here](https://github.com/other/thing) (MIT).", null, 1)]
    [InlineData("The code is [here](https://own.example/code).", "The code is [here](https://own.example/code).", 0)]
    [InlineData("机器人揉面。代码见https://github.com/other/thing。触觉有用。", "机器人揉面。触觉有用。", 1)]
    [InlineData("- One.\n- **Code:** https://other.example\n- Two.", "- One.\n- Two.", 1)]
    public void Sentences_that_the_paper_does_not_bear_out_go(string text, string? left, int removed)
    {
        var check = Check(text);
        Assert.Equal((left, removed), (check.Text, check.Removed));
    }

    [Theory]
    [InlineData("It is \\textbf{9$\\times$} faster.", "It is 9× faster.")]
    [InlineData("- **Loss:** $\\mathcal{L}_{\\text{total}}$ and `x_{i} \\to $y$`", "- **Loss:** ℒₜₒₜₐₗ and `x_{i} \\to $y$`")]
    [InlineData("A <b>bold</b> claim<script>.", "A bold claim.")]
    public void Latex_and_markup_become_readable(string text, string left) => Assert.Equal(left, Check(text).Text);

    [Theory]
    [InlineData("The loss is:\n\n$$\\hat{L} = -\\sum_t w_t$$\n\nIt is small.", null)]
    [InlineData("The loss is\n\\[ \\hat{L} = \\sum_t w_t \\].\nIt is small.", "The loss is\n$$\\hat{L} = \\sum_t w_t.$$\nIt is small.")]
    [InlineData("The loss is\n$$\nE = m c^2,\n$$ where $c$ is \\emph{fast}.", "The loss is\n$$E = m c^2,$$\nwhere c is fast.")]
    [InlineData("- The loss is \\[\n  L_{i,j}\n  \\]\n- $$a = b. C$$", "- The loss is\n  $$L_{i,j}$$\n- $$a = b. C$$")]
    [InlineData(
        "\\begin{align*}\na &= \\frac{b}{c} \\\\\nd &= e\n\\end{align*}",
        "$$\\begin{aligned} a &= \\frac{b}{c} \\\\ d &= e \\end{aligned}$$")]
    [InlineData("where $$\\hat{L}_{t,k}$$ and \\[\\hat{w}_{t,k}\\] are small", "where $\\hat{L}_{t,k}$ and $\\hat{w}_{t,k}$ are small")]
    [InlineData("See $$a_{1/2}$$\n= 5 in $$b_{1/2}$$ too.", "See $a_{1/2}$\n= 5 in $b_{1/2}$ too.")]
    [InlineData("\\begin{equation}\nx = y\n\\end{equation}", "$$x = y$$")]
    [InlineData("```\n$$\nx\n$$\n```", null)]
    [InlineData("It is cheap: $$\nand good.\n\n$$ is the sign.", null)]
    public void A_formula_that_stands_by_itself_keeps_its_line(string text, string? left)
    {
        left ??= text;
        Assert.Equal(left, Check(text).Text);
        Assert.Equal(left, Check(left).Text);
    }

    [Theory]
    [InlineData("The method needs no retraining. We provide the paper's ablation in Table 2; please see the text.")]
    [InlineData("1. Press.\n2. Predict.\n   - with touch\n\n```\n{\"a\": 1}\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |")]
    [InlineData("Here we see that touch helps, e.g. for dough (Fig. 2). It costs $5.")]
    [InlineData("作为计算机视觉领域的重要任务，图像分割需要大量标注。我们提供代码。")]
    [InlineData("作为一种新方法，它先按压再预测。\n\n*   **核心：** 触觉")]
    [InlineData("[MASK] tokens are predicted. {x | x > 0} is a set.")]
    public void Sound_text_stays_as_it_is(string text) => Assert.Equal(new CheckedText(text, TextFault.None, 0), Check(text));

    [Fact]
    public void Hostile_lengths_take_no_long_time()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        foreach (var part in (string[])["**", "![", "[a](", "please ", "$\\a", "{\"a\":", "<a ", "请提供", "(((", "`", "\\", "$$", "$$\n", "\\[\n", "\\[ x \\] ", "\\begin{align}\n", "\\$"]) Check(string.Concat(Enumerable.Repeat(part, 200_000 / part.Length)));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), watch.Elapsed.ToString());
    }
}
