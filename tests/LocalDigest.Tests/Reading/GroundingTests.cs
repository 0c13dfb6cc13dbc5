using LocalDigest.Reading;

namespace LocalDigest.Tests.Reading;

public sealed class GroundingTests
{
    private static readonly SourceText Source = new(InventedPaper.Stored.Paper, InventedPaper.Whole);

    [Theory]
    [InlineData("It reduces the error by 12.3%.")]
    [InlineData("It reduces the error by 12.3 percent.")]
    [InlineData("It reduces the error by 12.3 %.")]
    [InlineData("It reduces the error by a factor of 0.123.")]
    [InlineData("It uses two hundred and twenty-seven sensors.")]
    [InlineData("It learns from 2.1M readings, 2,100,000 in all.")]
    [InlineData("The hit rate is 80.2%, up from 71.5%.")]
    [InlineData("It is three times faster, or 3x, than WaveFormer-2.")]
    [InlineData("The learning rate is 5e-5 and the batch 1024, for 20k steps.")]
    [InlineData("It was trained on 4 A100 GPUs with AdamW.")]
    [InlineData("It has 2 stages: first an encoder, second a decoder.")]
    [InlineData("HarbourBench and the Harbour-Bench data are one.")]
    [InlineData("TideNet-based forecasts beat WaveFormer 2.")]
    [InlineData("The code is at github.com/tidelab/tidenet.")]
    [InlineData("The code is at <https://github.com/TideLab/tidenet.git>.")]
    [InlineData("They call it \"the price of ignoring the neighbours\".")]
    [InlineData("See Figure 1 and Table 1.")]
    [InlineData("It appeared in 2026 at OceanML, by Vantongeren of Ostend.")]
    [InlineData("**Graph Encoder:** it passes messages for 8 rounds.")]
    [InlineData("They call it a \"trick\".")]
    [InlineData("The paper is arXiv:2601.90001.")]
    public void What_stands_in_the_paper_passes(string sentence) => Assert.Empty(Missing(sentence, "en"));

    [Theory]
    [InlineData("It reduces the error by 12.4%.", ClaimKind.Number)]
    [InlineData("It reduces the error by 31%.", ClaimKind.Number)]
    [InlineData("It was tested on 5000 ships.", ClaimKind.Number)]
    [InlineData("It reduces the error by ninety percent.", ClaimKind.Number)]
    [InlineData("It is seven times faster.", ClaimKind.Number)]
    [InlineData("It uses 2.1 billion readings.", ClaimKind.Number)]
    [InlineData("It beats WaveFormer-3.", ClaimKind.Name)]
    [InlineData("It beats GPT-4 clearly.", ClaimKind.Name)]
    [InlineData("It was tested on ImageNet too.", ClaimKind.Name)]
    [InlineData("It was made at Stanford.", ClaimKind.Name)]
    [InlineData("It is tested on KITTI.", ClaimKind.Name)]
    [InlineData("The code is at https://github.com/tidelab/tidenet2.", ClaimKind.Link)]
    [InlineData("The code is at example.com/tidenet.", ClaimKind.Link)]
    [InlineData("They say \"sensors will never be needed again\".", ClaimKind.Quotation)]
    [InlineData("See Figure 7.", ClaimKind.Number)]
    public void What_does_not_stand_in_the_paper_is_found(string sentence, ClaimKind kind) => Assert.Contains(kind, Missing(sentence, "en").Select(claim => claim.Kind));

    [Theory]
    [InlineData("该方法将平均误差降低了12.3%，使用227个传感器。")]
    [InlineData("该方法将平均误差降低了百分之十二点三。")]
    [InlineData("数据集包含210万条读数，来自三十一个港口。")]
    [InlineData("TideNet分为两个阶段：编码器（Encoder）与解码器。")]
    [InlineData("速度是WaveFormer-2的3倍，即三倍。")]
    [InlineData("训练使用１，０２４的批大小和AdamW优化器。")]
    [InlineData("代码见https://github.com/tidelab/tidenet。")]
    [InlineData("这十分重要，进一步统一了“传感器图”的表示。")]
    public void Chinese_sentences_are_looked_up_in_an_English_paper(string sentence) => Assert.Empty(Missing(sentence, "zh"));

    [Theory]
    [InlineData("该方法将平均误差降低了百分之九十九。", ClaimKind.Number)]
    [InlineData("速度提高了十倍。", ClaimKind.Number)]
    [InlineData("数据集包含350万条读数。", ClaimKind.Number)]
    [InlineData("它优于Transformer模型。", ClaimKind.Name)]
    [InlineData("代码见https://github.com/facebook/other。", ClaimKind.Link)]
    [InlineData("作者说：“我们的方法永远不会出现任何错误和偏差”。", ClaimKind.Quotation)]
    public void Invented_claims_in_Chinese_are_found(string sentence, ClaimKind kind) => Assert.Contains(kind, Missing(sentence, "zh").Select(claim => claim.Kind));

    [Fact]
    public void An_invented_sentence_goes_and_its_neighbours_stay()
    {
        var part = Ground("overview", "TideNet forecasts harbour levels. It was tested on 9999 ships. It runs 3 times faster than WaveFormer-2.");
        Assert.Equal(["TideNet forecasts harbour levels. It runs 3 times faster than WaveFormer-2."], part.Texts);
        Assert.Equal((3, 1, 0), (part.Grounding.Checked, part.Grounding.Removed, part.Grounding.Marked));
        Assert.Equal([new Removal("overview", ClaimKind.Number, false)], part.Grounding.Removals);
    }

    [Fact]
    public void Where_nothing_would_be_left_what_is_missing_is_blotted_out()
    {
        var part = Ground("tldr", "TideNet lowers the error by 99.9% and beats GPT-9.");
        Assert.Equal(["TideNet lowers the error by [not in the paper] and beats [not in the paper]."], part.Texts);
        Assert.Equal((1, 0, 1), (part.Grounding.Checked, part.Grounding.Removed, part.Grounding.Marked));
        Assert.All(part.Grounding.Removals, removal => Assert.True(removal.IsMarked));
    }

    [Fact]
    public void A_sentence_that_is_all_invention_is_not_kept_in_pieces()
    {
        var part = Ground("tldr", "MegaNet lowers the error by 99.9% on ImageNet and beats GPT-9.");
        Assert.Empty(part.Texts);
        Assert.Equal(1, part.Grounding.Removed);
    }

    [Fact]
    public void Items_go_one_by_one_and_lists_keep_their_form()
    {
        var part = Ground("method", "It has these parts:\n1. **Encoder:** passes messages for 8 rounds.\n2. **Oracle:** asks GPT-4.\n- decodes 48 hours");
        Assert.Equal(["It has these parts:\n1. **Encoder:** passes messages for 8 rounds.\n- decodes 48 hours"], part.Texts);
    }

    [Fact]
    public void Each_statement_says_where_it_stands()
    {
        var part = Ground("experiments", "The mean absolute error falls from 8.4 cm to 7.37 cm. It was not tested in rivers. Nothing shares words here.");
        Assert.Equal([new Passage("S3", "Experiments", 2), new Passage("S4", "Limitations", 1), null], part.Statements.Select(statement => statement.Where));
    }

    [Fact]
    public void A_Chinese_statement_finds_its_passage_by_names_and_numbers() =>
        Assert.Equal(new Passage("S3", "Experiments", 1), Source.Closest("在HarbourBench上评估，共31个港口的227个传感器。"));

    [Fact]
    public void An_abbreviation_stands_where_its_words_do()
    {
        var text = InventedPaper.AbstractOnly with { Sections = [new TextSection("S1", "1", "Intro", 1, [new TextParagraph("Large language models are large. We study large language models.")])] };
        var source = new SourceText(InventedPaper.Stored.Paper with { Abstract = "" }, text);
        Assert.True(source.Has(new Claim(ClaimKind.Name, 0, 0, "LLMs")));
        Assert.False(source.Has(new Claim(ClaimKind.Name, 0, 0, "RAG")));
    }

    [Fact]
    public void The_readers_own_words_may_be_named_where_that_is_allowed()
    {
        var interests = new SourceText(["Image Restoration with Mamba"]);
        Assert.NotEmpty(new Grounder(Source, null, "en").Check("takeaways", ["Think of Mamba here."]).Grounding.Removals);
        Assert.Empty(new Grounder(Source, interests, "en").Check("takeaways", ["Think of Mamba here."]).Grounding.Removals);
    }

    [Theory]
    [InlineData("It makes $x = Softmax(Wy) + Foobar$ small.")]
    [InlineData("$$x = Softmax(Wy) + Foobar$$")]
    public void The_letters_of_a_formula_are_no_names(string sentence)
    {
        Assert.Empty(Missing(sentence, "en"));
        Assert.NotEmpty(Missing(sentence + " It is like FoobarNet.", "en"));
    }

    private static List<Claim> Missing(string sentence, string language) => [.. Claims.In(sentence, language).Where(claim => !Source.Has(claim))];

    private static GroundedPart Ground(string part, string text) => new Grounder(Source, null, "en").Check(part, [text]);
}
