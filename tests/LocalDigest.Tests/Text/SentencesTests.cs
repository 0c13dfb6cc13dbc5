using LocalDigest.Text;

namespace LocalDigest.Tests.Text;

public sealed class SentencesTests
{
    [Theory]
    [InlineData("We train it. It works.", "We train it.|It works.")]
    [InlineData("Doe et al. show that it is 3.5 times faster, i.e. Better than before. It works!", "Doe et al. show that it is 3.5 times faster, i.e. Better than before.|It works!")]
    [InlineData("See Fig. 3 and Eq. (2) for details. J. K. Doe agrees.", "See Fig. 3 and Eq. (2) for details.|J. K. Doe agrees.")]
    [InlineData("We use cats, dogs, etc. The rest follows.", "We use cats, dogs, etc.|The rest follows.")]
    [InlineData("Does it scale? It does. (See the appendix. It is long.) We stop.", "Does it scale?|It does.|(See the appendix. It is long.)|We stop.")]
    [InlineData("Let $f(x) = 1. X$ hold. Then $$a. B$$ follows.", "Let $f(x) = 1. X$ hold.|Then $$a. B$$ follows.")]
    [InlineData("It costs $5. We pay $10. Done.", "It costs $5.|We pay $10.|Done.")]
    [InlineData(
        "Let \\(x. Y\\) hold. \\[ a. B \\] It costs \\$5. We pay \\$6.",
        "Let \\(x. Y\\) hold.|\\[ a. B \\] It costs \\$5.|We pay \\$6.")]
    [InlineData("Let \\begin{equation}a. B\\end{equation} hold. It does.", "Let \\begin{equation}a. B\\end{equation} hold.|It does.")]
    [InlineData("Let $x = 1.\nThen y$ be. It is.", "Let $x = 1.|Then y$ be.|It is.")]
    [InlineData("It costs $5. We pay. Done.", "It costs $5.|We pay.|Done.")]
    [InlineData("我们提出一种新方法。它的准确率为92.5%！为什么？因为数据更多。", "我们提出一种新方法。|它的准确率为92.5%！|为什么？|因为数据更多。")]
    [InlineData("他说：“这很好。”然后离开。", "他说：“这很好。”|然后离开。")]
    [InlineData("The code is at https://example.org/a.b. We thank all.", "The code is at https://example.org/a.b.|We thank all.")]
    [InlineData("One line\nAnother line", "One line|Another line")]
    [InlineData("**It is fast.** It is small.", "**It is fast.**|It is small.")]
    [InlineData("It is so in Sec. 2.Fig. 3 shows it. Done.", "It is so in Sec. 2.Fig. 3 shows it.|Done.")]
    [InlineData("It costs 5 $", "It costs 5 $")]
    [InlineData("It ends with \\", "It ends with \\")]
    [InlineData("", "")]
    public void Cuts_where_sentences_end(string text, string sentences) => Assert.Equal(sentences, string.Join('|', Sentences.Of(text)));

    [Theory]
    [InlineData("One. Two!  Three\nFour.\n\nFive", "One.| Two!|  Three\n|Four.|\n|\n|Five")]
    [InlineData("一。二！ 三", "一。|二！| 三")]
    [InlineData("", "")]
    public void The_pieces_together_are_the_text(string text, string pieces) =>
        Assert.Equal(pieces, string.Join('|', Sentences.Pieces(text)));

    [Theory]
    [InlineData("One two. Three four, e.g. Five. Six", 40, "One two. Three four, e.g. Five. Six")]
    [InlineData("One two. Three four, e.g. Five. Six", 32, "One two. Three four, e.g. Five.")]
    [InlineData("One two. Three four, e.g. Five. Six", 27, "One two. Three four, e.g. F…")]
    [InlineData("One two. Three four, e.g. Five. Six", 14, "One two.")]
    [InlineData("𝟙𝟙𝟙𝟙", 3, "𝟙…")]
    public void A_text_is_cut_between_sentences_where_that_leaves_enough(string text, int longest, string beginning) =>
        Assert.Equal(beginning, Sentences.Beginning(text, longest));

    [Fact]
    public void A_parenthesis_that_never_closes_does_not_swallow_the_rest()
    {
        var text = "It begins (and goes on. " + string.Concat(Enumerable.Repeat("This is another sentence of it. ", 40));
        Assert.True(Sentences.Of(text).Count() > 20);
    }

    [Fact]
    public void Long_text_takes_no_more_than_its_length_in_time()
    {
        var text = string.Concat(Enumerable.Repeat("$ ( a. B [ e.g. ", 50_000));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.NotEmpty(Sentences.Of(text).ToList());
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), watch.Elapsed.ToString());
    }
}
