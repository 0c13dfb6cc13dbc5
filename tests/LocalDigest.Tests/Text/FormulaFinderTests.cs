using System.Diagnostics;
using System.Text;
using LocalDigest.Text;

namespace LocalDigest.Tests.Text;

public sealed class FormulaFinderTests
{
    [Theory]
    [InlineData("a $x$ and $y_1$", "a <x> and <y_1>")]
    [InlineData(@"a \(x\) and \[y\] and $$z$$", "a <x> and <<y>> and <<z>>")]
    [InlineData(@"$$x^{ \mbox{if $a<b$}}$$ ends", @"<<x^{ \mbox{if $a<b$}}>> ends")]
    [InlineData(@"\begin{equation*} x \end{equation*}.", "<< x >>.")]
    [InlineData(@"\begin{align}a &= b\end{align}", @"<<\begin{align}a &= b\end{align}>>")]
    [InlineData(@"\begin{pmatrix}a\end{pmatrix}", @"<\begin{pmatrix}a\end{pmatrix}>")]
    [InlineData(@"\begin{itemize}a\end{itemize}", @"\begin{itemize}a\end{itemize}")]
    [InlineData(@"a \(x and \[y", @"a \(x and \[y")]
    [InlineData("costs $5 and $10, or US$28 to US$40", "costs $5 and $10, or US$28 to US$40")]
    [InlineData(@"pay \$5 for $n$", @"pay \$5 for <n>")]
    [InlineData("rated $$ to $$$ or $$", "rated $$ to $$$ or $$")]
    [InlineData("$$x$$$", "<<x>>$")]
    [InlineData("$$$x$$", "$$$x$$")]
    [InlineData(
        "$$a. B$$ and $$many plain words that make no formula = at all$$",
        "<<a. B>> and $$many plain words that make no formula = at all$$")]
    public void Formulas_are_found_however_they_are_set_off(string text, string found)
    {
        var finder = new FormulaFinder(text);
        var marked = new StringBuilder();
        for (var i = 0; i < text.Length;)
        {
            if (finder.At(i) is { } formula)
            {
                var content = text[formula.From..formula.To];
                marked.Append(formula.IsDisplay ? $"<<{content}>>" : $"<{content}>");
                i = formula.End;
            }
            else
            {
                var start = i++;
                // An escaped sign, and dollars in a row, belong together.
                if (text[start] == '\\' && i < text.Length) i++;
                else while (text[start] == '$' && i < text.Length && text[i] == '$') i++;
                marked.Append(text, start, i - start);
            }
        }
        Assert.Equal(found, marked.ToString());
    }

    [Fact]
    public void A_formula_that_ends_behind_the_limit_is_none()
    {
        const string Text = @"$x$ \(y\) $$z$$ \begin{equation}w\end{equation}";
        foreach (var start in (int[])[0, 4, 10, 16])
        {
            var end = new FormulaFinder(Text).At(start)!.Value.End;
            Assert.Null(new FormulaFinder(Text).At(start, end - 1));
            Assert.Null(new FormulaFinder(Text, end - 1).At(start));
            Assert.NotNull(new FormulaFinder(Text, end).At(start));
        }
    }

    [Theory]
    [InlineData("$$ a $")]
    [InlineData("\\$ ")]
    [InlineData("$$ ")]
    [InlineData("\\(")]
    [InlineData("\\begin{equation}")]
    [InlineData("$$\n\n")]
    public void Asking_for_every_place_takes_time_in_proportion_to_the_length(string unit)
    {
        var text = string.Concat(Enumerable.Repeat(unit, 1_000_000 / unit.Length));
        var start = Stopwatch.GetTimestamp();
        var finder = new FormulaFinder(text);
        for (var i = 0; i < text.Length; i++) _ = finder.At(i);
        _ = LatexText.Pieces(text).Count();
        _ = Sentences.Of(text).Count();
        _ = DisplayMath.Fold(text).Length;
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 20);
    }
}
