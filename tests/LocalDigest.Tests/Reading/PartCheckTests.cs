using LocalDigest.Reading;
using LocalDigest.Text;

namespace LocalDigest.Tests.Reading;

public sealed class PartCheckTests
{
    private static readonly SummaryPrompt Prompt = new("tldr-1", SummaryForm.Of(SummaryKind.Tldr).Schema(), 100);
    private static readonly PartCheck English = new(Prompt, "en");
    private static readonly PartCheck Chinese = new(Prompt, "zh");

    [Theory]
    [InlineData("Please provide the full text of the paper.")]
    [InlineData("I cannot access the document.")]
    [InlineData("I'm sorry, but I can't help with that.")]
    [InlineData("Sure! TideNet forecasts harbour levels.")]
    [InlineData("Here's a summary: TideNet forecasts.")]
    [InlineData("TL;DR: TideNet forecasts.")]
    [InlineData("As a computer vision expert, my reading of TideNet follows.")]
    [InlineData("As an AI language model, I summarise.")]
    [InlineData("Based on the provided abstract, TideNet forecasts.")]
    [InlineData("The paper you provided is about tides.")]
    [InlineData("TideNet forecasts. Let me know if you need more.")]
    [InlineData("TideNet forecasts. I hope this helps!")]
    [InlineData("```json\n{}\n```")]
    [InlineData("{\"tldr\": \"TideNet\"}")]
    [InlineData("TideNet, published on [insert the date here].")]
    [InlineData("Write plain sentences that a person from the same field understands.")]
    [InlineData("<think>What is TideNet?</think> It forecasts.")]
    public void English_chatter_is_no_summary(string text) => Assert.NotNull(English.Fault(text, 1000));

    [Theory]
    [InlineData("好的，TideNet预测港口水位。")]
    [InlineData("以下是该论文的摘要：TideNet预测港口水位。")]
    [InlineData("请提供您希望我分析的论文内容。")]
    [InlineData("作为计算机视觉专家，我对TideNet这篇论文进行了深度解析。")]
    [InlineData("作为一个人工智能语言模型，我无法阅读论文。")]
    [InlineData("抱歉，我无法访问该链接。")]
    [InlineData("TideNet预测港口水位。希望这份摘要能为您提供有价值的洞察！")]
    [InlineData("由于没有提供论文全文，分析有限。")]
    [InlineData("【此处插入论文标题】提出了一种方法。")]
    public void Chinese_chatter_is_no_summary(string text) => Assert.NotNull(Chinese.Fault(text, 1000));

    [Theory]
    [InlineData("We provide a dataset; users share the text encoder and a given context is used as a language model prompt.")]
    [InlineData("Each network acts as an expert in a mixture of experts.")]
    [InlineData("Of the tasks that cannot be solved, most need more data.")]
    [InlineData("The method provides the text with labels for a given document.")]
    public void Plain_sentences_pass(string text) => Assert.Null(English.Fault(text, 1000));

    [Theory]
    [InlineData("我们将多个网络作为专家网络，并提供开源代码。")]
    [InlineData("该方法会提供的先验知识用于三维重建，无法处理河流。")]
    [InlineData("“Can Tides Be Learned? Probing Large Ocean Models with Visual Puzzles”：对于理解当前大型海洋模型的能力边界和未来的发展方向至关重要。")]
    public void Plain_Chinese_sentences_pass(string text) => Assert.Null(Chinese.Fault(text, 1000));

    [Theory]
    [InlineData("N/A", "")]
    [InlineData("Not mentioned in the paper.", "")]
    [InlineData("无", "")]
    [InlineData("...", "")]
    [InlineData("### Method\nIt uses `AdamW`.\n\n---\n![x](https://example.org/x.png)", "Method\nIt uses AdamW.")]
    [InlineData("It is \\textbf{fast}, 9$\\times$.", "It is fast, 9×.")]
    [InlineData("1. **Encoder:** it encodes.", "1. **Encoder:** it encodes.")]
    [InlineData("The loss is small:\n\n\\[\n\\hat{L} = \\sum_t w_t\n\\]\n\nIt falls.", "The loss is small:\n$$\\hat{L} = \\sum_t w_t$$\nIt falls.")]
    [InlineData("Where $$\\hat{L}$$ is small.", "Where L̂ is small.")]
    public void Text_is_brought_into_one_form(string raw, string tidy) => Assert.Equal(tidy, PartCheck.Tidy(raw));

    [Theory]
    [InlineData("TideNet predicts the level of the harbour and is faster than the others that were tested.", "de", false)]
    [InlineData("Das Netz sagt den Pegel im Hafen vorher und ist schneller als die anderen, die wir mit ihm verglichen haben.", "de", true)]
    [InlineData("Das Netz sagt den Pegel im Hafen vorher und ist schneller als die anderen, die wir mit ihm verglichen haben.", "en", false)]
    [InlineData("TideNet利用稀疏传感器预测港口水位。", "zh", true)]
    [InlineData("TideNet利用稀疏传感器预测港口水位。", "en", false)]
    [InlineData("TideNet predicts the level of the harbour.", "zh-Hans", false)]
    [InlineData("TideNetは港の水位を予測する。", "ja", true)]
    [InlineData("TideNetは港の水位を予測する。", "zh", false)]
    [InlineData("TideNet 2", "zh", true)]
    [InlineData("Something in a language that nobody here knows.", "tlh", true)]
    public void The_language_is_told(string text, string language, bool fits) => Assert.Equal(fits, WrittenLanguage.Fits(text, language));

    [Theory]
    [InlineData("Das Netz sagt den Pegel im Hafen vorher und ist schneller als die anderen, die wir mit ihm verglichen haben.", "en", "de")]
    [InlineData("Das Netz sagt den Pegel im Hafen vorher und ist schneller als die anderen, die wir mit ihm verglichen haben.", "de-AT",
        "de-AT")]
    [InlineData("The net tells the level of the harbour and is faster than the others that we have compared with it.", null, "en")]
    [InlineData("Le réseau prédit le niveau du port et il est plus rapide que les autres qui sont dans la ville.", "en", "fr")]
    [InlineData("本文利用稀疏传感器预测港口水位，并与其他方法进行了比较。", "en", "zh")]
    [InlineData("この論文では疎なセンサーを使って港の水位を予測する方法を提案する。", "en", "ja")]
    [InlineData("מגבת מקופלת היטב בידי אדם אחד", "he", "he")]
    [InlineData("TideNet 2", null, null)]
    public void The_language_of_a_text_is_what_is_said_of_it_unless_its_words_say_otherwise(string text, string? said, string? language) =>
        Assert.Equal(language, WrittenLanguage.Of(text, said));

    [Fact]
    public void Of_what_other_programs_published_the_chatter_is_found_and_the_rest_passes()
    {
        // Their refusals, greetings and closing words, each on a line of its own.
        var lines = File.ReadAllLines(SharedData.Path("seeds/002_830de6816814581d.txt")).Concat(File.ReadAllLines(SharedData.Path("seeds/004_da1a817bb774902f.txt"))).Select(line => line.Trim()).ToList();
        var chatter = lines.Where(line => line.StartsWith("好的，", StringComparison.Ordinal) || line.Contains("请提供", StringComparison.Ordinal) || line.StartsWith("希望这份", StringComparison.Ordinal) || line.StartsWith("作为计算机视觉专家", StringComparison.Ordinal)).ToList();
        Assert.True(chatter.Count >= 8, chatter.Count.ToString());
        Assert.All(chatter, line => Assert.NotNull(Chinese.Fault(line, 10_000)));

        var paragraphs = lines.Except(chatter).Concat(File.ReadAllLines(SharedData.Path("seeds/003_402819e66b5911e0.txt"))).Where(line => line.Count(Sentences.IsIdeographic) > 20).ToList();
        var faults = paragraphs.Select(line => (line, Chinese.Fault(line, 10_000))).Where(pair => pair.Item2 is not null).ToList();
        Assert.True(paragraphs.Count > 300, paragraphs.Count.ToString());
        Assert.True(faults.Count * 50 <= paragraphs.Count, $"{faults.Count} of {paragraphs.Count}: {string.Join("\n", faults.Select(pair => $"{pair.Item2}: {pair.line}"))}");
    }
}
