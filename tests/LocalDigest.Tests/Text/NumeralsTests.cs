using System.Globalization;
using LocalDigest.Text;

namespace LocalDigest.Tests.Text;

public sealed class NumeralsTests
{
    [Theory]
    [InlineData("12.3%", "12.3%")]
    [InlineData("12.3 %", "12.3%")]
    [InlineData(@"12.3\%", "12.3%")]
    [InlineData(@"$12.3\%$", "12.3%")]
    [InlineData("１２．３％", "12.3%")]
    [InlineData("12.3 percent and 4 percentage points", "12.3% 4%")]
    [InlineData("twenty percent", "20%")]
    [InlineData("百分之二十", "20%")]
    [InlineData("百分之12.3", "12.3%")]
    [InlineData("百分之十二点三", "12.3%")]
    [InlineData("提升了12.3个百分点", "12.3%")]
    [InlineData("1,000 or 1000 or 1k or 1K or 1 thousand or one thousand", "1000 1000 1000 1000 1000 1000")]
    [InlineData("1{,}000 images and 12,345,678 words", "1000 12345678")]
    [InlineData("1\u2009000 and 1\u202f234\u202f567", "1000 1234567")]
    [InlineData("1.5M, 7B, 1.2 million, 3 billion", "1500000 7000000000 1200000 3000000000")]
    [InlineData("21,792帧，2.09亿个掩码，120万，3千", "21792 209000000 1200000 3000")]
    [InlineData("三百六十五天，一百二十万，二十一", "365 1200000 21")]
    [InlineData("5×10⁻⁵, 5e-5, $5\\times 10^{-5}$, 10^6, 10⁻³", "5E-05 5E-05 5E-05 1000000 0.001")]
    [InlineData("three times, 3x, 3×, threefold, 3倍, 三倍", "3 3 3 3 3 3")]
    [InlineData("10-20 epochs on 224x224 images of 24GB", "10 20 224 224 24")]
    [InlineData(".5 and 0.50 and 1e3", "0.5 0.5 1000")]
    [InlineData("5 \\", "5")]
    [InlineData("12.3 $", "12.3")]
    [InlineData("in 2024 and 1999", "2024 1999")]
    [InlineData("top-5 accuracy with k=3", "5 3")]
    [InlineData("twenty-one models, a hundred million, two hundred and five", "21 100000000 205")]
    [InlineData("-3.2 and −3.2", "3.2 3.2")]
    [InlineData("12,3 Prozent", "12.3")]
    public void Reads_a_number_however_it_is_written(string text, string numbers) =>
        Assert.Equal(numbers, Read(text, NumeralUse.Quantity));

    [Theory]
    [InlineData("GPT-4 and Llama-3.1-8B and ResNet50 and Qwen2.5 and H100")]
    [InlineData("a 3D model, 4D scenes, 3DShape2VecSet, 4DGS")]
    [InlineData("version 3.1.2")]
    [InlineData("x_1, x^2, x_{12}, W^{-1}")]
    [InlineData("千万不要, 万一, 十分重要, 统一的表示, 几百个, 数千, 四五个")]
    [InlineData("hundreds of tasks and thousands of words")]
    public void A_number_in_a_name_or_a_phrase_is_none(string text) => Assert.Equal("", Read(text, NumeralUse.Quantity));

    [Theory]
    [InlineData("two stages and three losses")]
    [InlineData("三个阶段，两种方法")]
    [InlineData("1st, 2nd, 3rd, 20th")]
    [InlineData("Step 3, stage 2, 第3步, 第二阶段, 步骤4")]
    [InlineData("(1) train and (2) test")]
    [InlineData("1. train\n2. test")]
    public void What_only_orders_the_text_is_no_claim(string text)
    {
        Assert.Equal("", Read(text, NumeralUse.Quantity));
        Assert.NotEqual("", Read(text, NumeralUse.Order));
    }

    [Theory]
    [InlineData("Figure 3 and Table 12")]
    [InlineData("Fig. 3 and Tab. 12")]
    [InlineData("图3和表12")]
    public void The_number_of_a_figure_is_a_label(string text) => Assert.Equal("3 12", Read(text, NumeralUse.Label));

    [Theory]
    [InlineData("2.3⋅10¹⁹", 2.3e19)]
    [InlineData("2.3 x 10^{19}", 2.3e19)]
    [InlineData("2.3e19", 2.3e19)]
    [InlineData("2.3 · 10^(19)", 2.3e19)]
    [InlineData("200, 000", 200000)]
    [InlineData("51 697 admissions", 51697)]
    [InlineData("three and a half days", 3.5)]
    [InlineData("two thirds of them", 2 / 3.0)]
    [InlineData("one in five", 0.2)]
    [InlineData("三分之一", 1 / 3.0)]
    [InlineData("两成", 20)]
    [InlineData("twice as fast", 2)]
    [InlineData("1/4 of the cost", 0.25)]
    [InlineData("3.3万余条", 33000)]
    public void One_value_has_many_writings(string text, double value) => Assert.Equal(value, Numerals.In(text)[0].Value, 9);

    [Fact]
    public void Hostile_text_takes_little_time()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        foreach (var piece in new[] { "1,", "1.", "10^", "1e", "一", "one ", "百分之", "9 ", "x_{", "1{,}000" })
        {
            Numerals.In(string.Concat(Enumerable.Repeat(piece, 100_000)));
        }
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), watch.Elapsed.ToString());
    }

    private static string Read(string text, NumeralUse use) => string.Join(' ', Numerals.In(text)
        .Where(numeral => numeral.Use == use)
        .Select(numeral => numeral.Readings[0][0].ToString("G12", CultureInfo.InvariantCulture) + (numeral.IsPercent ? "%" : "")));
}
