using LocalDigest.Text;

namespace LocalDigest.Tests.Text;

public sealed class UnicodeTextTests
{
    [Fact]
    public void Letters_and_marks_are_composed_as_Unicode_says()
    {
        if ("e\u0301".Normalize() != "é") Assert.Skip("skipped: this process has no culture data to compare with");
        const string letters = "aeiouyncszgkAEIOUYNCSZGKdhlrtvw" + "αηωιυΑΗΩ" + "иеуг" + "âêôươḥ" + "かはウ";
        char[] marks = [.. UnicodeCompositions.ByMark.Keys, '\u0316', '\u0350', '\u0332'];
        var compared = 0;
        foreach (var letter in letters)
        {
            foreach (var first in marks)
            {
                Equal($"{letter}{first}");
                foreach (var second in marks) Equal($"{letter}{first}{second}x");
            }
        }
        Assert.True(compared > 10_000);

        void Equal(string text)
        {
            Assert.Equal(text.Normalize(), UnicodeText.Compose(text));
            compared++;
        }
    }

    [Fact]
    public void Composition_does_not_lean_on_culture_data()
    {
        // The same in a process with and without culture data, where string.Normalize changes nothing.
        Assert.Equal("é", UnicodeText.Compose("e\u0301"));
        Assert.Equal("ậ", UnicodeText.Compose("â\u0323"));
        Assert.Equal("ậ", UnicodeText.Compose("a\u0302\u0323"));
        Assert.Equal("Ω", UnicodeText.Compose("\u2126"));
        Assert.Equal("\u0301a", UnicodeText.Compose("\u0301a"));
    }

    [Fact]
    public void Every_letter_has_its_shape_in_every_alphabet_of_mathematics()
    {
        foreach (var alphabet in (MathAlphabet[])[MathAlphabet.DoubleStruck, MathAlphabet.Script, MathAlphabet.Fraktur])
        {
            var shapes = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".Select(letter => UnicodeText.Shape(letter, alphabet)).ToList();
            Assert.DoesNotContain(null, shapes);
            Assert.Equal(52, shapes.Distinct().Count());
        }
        Assert.Equal("ℝ", UnicodeText.Shape('R', MathAlphabet.DoubleStruck));
        Assert.Equal("𝟙", UnicodeText.Shape('1', MathAlphabet.DoubleStruck));
        Assert.Equal("ℒ", UnicodeText.Shape('L', MathAlphabet.Script));
        Assert.Equal("𝔤", UnicodeText.Shape('g', MathAlphabet.Fraktur));
        Assert.Null(UnicodeText.Shape('α', MathAlphabet.Fraktur));
    }

    [Fact]
    public void Scripts_are_all_or_nothing()
    {
        Assert.Equal("⁻⁵", UnicodeText.Superscript("-5"));
        Assert.Equal("ₘₐₓ", UnicodeText.Subscript("max"));
        Assert.Null(UnicodeText.Superscript("1/2"));
        Assert.Null(UnicodeText.Subscript("eff"));
    }

    [Theory]
    [InlineData("García Márquez", "GarciaMarquez")]
    [InlineData("Łukasz Strauß-Ørsted", "LukaszStraussOrsted")]
    [InlineData("王小明", "")]
    public void Folding_leaves_ASCII_letters(string text, string folded) => Assert.Equal(folded, UnicodeText.Fold(text));
}
