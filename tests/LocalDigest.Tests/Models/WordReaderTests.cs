using LocalDigest.Models;

namespace LocalDigest.Tests.Models;

public sealed class WordReaderTests
{
    [Theory]
    [InlineData("Vision-Language Models", "vision language models")]
    [InlineData("Schrödinger's naïve façade", "schrodinger naive facade")]
    [InlineData("Schr\\\"odinger, Poincar\\'{e} and Erd{\\H o}s", "schrodinger poincare and erdos")]
    [InlineData("Lyα emission", "lyalpha emission")]
    [InlineData("Ly$\\alpha$ emission", "lyalpha emission")]
    [InlineData("H{\\ensuremath{\\alpha}} filaments", "halpha filaments")]
    [InlineData("$\\Lambda$CDM and ΛCDM", "lambdacdm and lambdacdm")]
    [InlineData("CO$_2$, H<sub>2</sub>O and H₂", "co2 h2o and h2")]
    [InlineData("10$^{6}\\,M_\\odot$", "10 6 msun")]
    [InlineData("\\textbf{Bold} and \\emph{slanted} {\\it text}", "bold and slanted text")]
    [InlineData("as shown \\cite{smith2020} before", "as shown before")]
    [InlineData("see https://example.org/a?b=1 for code", "see for code")]
    [InlineData("Tom &amp; Jerry &lt;3", "tom jerry 3")]
    [InlineData("H.E.S.S. and e.g. the U.S.", "hess and eg the us")]
    [InlineData("0.5 of RX J1713.7-3946", "0.5 of rx j1713.7 3946")]
    [InlineData("3D Gaussian splatting (3DGS), GPT-4o", "3d gaussian splatting 3dgs gpt 4o")]
    [InlineData("𝐛𝐨𝐥𝐝 ﬁne Ｆｕｌｌ", "bold fine full")]
    [InlineData("don't stop", "don stop")]
    [InlineData("蛋白质折叠 with 3D", "蛋白 白质 质折 折叠 with 3d")]
    [InlineData("图", "图")]
    [InlineData("Стохастический процесс", "стохастический процесс")]
    [InlineData("", "")]
    [InlineData("... !? -- $$ \\ {}", "")]
    [InlineData("\\", "")]
    [InlineData("a<b and c>d", "a b and c d")]
    public void One_word_has_one_spelling(string text, string words) => Assert.Equal(words, string.Join(' ', Read(text).Select(w => w.Word)));

    [Fact]
    public void Words_know_how_they_are_tied()
    {
        WordLink[] links = [WordLink.Break, WordLink.Hyphen, WordLink.Space, WordLink.Break, WordLink.Space, WordLink.Space];
        Assert.Equal(links, Read("State-space models, and/or trees").Select(w => w.Link));
        Assert.Equal(WordLink.Break, Read("First. Second")[1].Link);
    }

    [Fact]
    public void A_long_word_is_cut_and_nothing_is_lost_after_it()
    {
        var words = Read(new string('x', 500) + " tail");
        Assert.Equal(WordReader.LongestWord, words[0].Word.Length);
        Assert.Equal("tail", words[1].Word);
    }

    [Fact]
    public void Numbers_are_told_from_names_with_digits()
    {
        Assert.Equal([true, false, true], Read("2019 gpt4 0.75").Select(w => w.IsNumber));
    }

    [Fact]
    public void Hashes_differ_between_words_and_depend_on_the_order_in_a_pair()
    {
        var words = Enumerable.Range(0, 50_000).Select(i => "w" + i.ToString("x")).ToArray();
        Assert.Equal(words.Length, words.Select(w => WordReader.HashOf(w)).Distinct().Count());
        Assert.Equal(words.Length, words.Select(w => (uint)(WordReader.HashOf(w) >> 32)).Distinct().Count(), tolerance: 2d);
        ulong a = WordReader.HashOf("dark"), b = WordReader.HashOf("matter");
        Assert.NotEqual(WordReader.HashOfPair(a, b), WordReader.HashOfPair(b, a));
    }

    [Fact]
    public void A_word_has_the_hash_that_the_files_on_disk_know_it_by()
    {
        Assert.Equal(0x82A04D9A_EF006EA5, WordReader.HashOf("galaxy"));
        Assert.Equal(0x8A607A5F_7DF4DEC3, WordReader.HashOf("ion"));
        Assert.Equal(0xC07BD0AF_5D45CC0E, WordReader.HashOfPair(WordReader.HashOf("dark"), WordReader.HashOf("matter")));
    }

    [Fact]
    public void Any_text_is_read_to_its_end()
    {
        var random = new Random(7);
        const string Alphabet = "ab1.-$\\{}_^<>&;'\" \n/é𝐛蛋白α\u0301\uD800~,:()%#";
        for (var round = 0; round < 20_000; round++)
        {
            var text = new string(random.GetItems(Alphabet.AsSpan(), random.Next(30)));
            Assert.True(Read(text).Count <= text.Length);
        }
    }

    private static List<(string Word, WordLink Link, bool IsNumber)> Read(string text)
    {
        var words = new List<(string, WordLink, bool)>();
        var reader = new WordReader(text);
        while (reader.Read()) words.Add((reader.Word.ToString(), reader.Link, reader.IsNumber));
        return words;
    }
}
