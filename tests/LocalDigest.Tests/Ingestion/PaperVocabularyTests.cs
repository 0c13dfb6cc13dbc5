using LocalDigest.Ingestion;
using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Tests.Ingestion;

public sealed class PaperVocabularyTests
{
    [Fact]
    public async Task What_followed_the_log_knows_the_words_that_one_made_anew_knows()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var papers = daemon.Services.GetRequiredService<PaperTable>();
        var followed = new PaperVocabulary(papers);
        await daemon.ImportAsync(
        [
            Paper("arxiv:2601.00001", "Zygomorphic flowers"), Paper("arxiv:2601.00002", "Zygotes of mosses"), Paper("doi:10.1000/x1", "Zygodont molars"),
        ]);
        Assert.Equal(["zygodont", "zygomorphic", "zygotes"], followed.BeginningWith("zygo"));

        // A new version says something else, a paper comes in, and two turn out to be one.
        await daemon.ImportAsync([Paper("arxiv:2601.00001", "Actinomorphic flowers"), Paper("arxiv:2601.00003", "Zygospores of fungi")]);
        await daemon.ImportAsync([new { id = "arxiv:2601.00002", doi = "10.1000/x1", title = "Zygotes of mosses", authors = new[] { "Ada King" } }]);
        Assert.Equal(["zygospores", "zygotes"], followed.BeginningWith("zygo"));
        Assert.Equal(new PaperVocabulary(papers).BeginningWith(""), followed.BeginningWith(""));
        Assert.Equal(new PaperVocabulary(papers).Near("zygotse"), followed.Near("zygotse"));
    }

    [Fact]
    public async Task Mistyped_words_are_near_by_few_edits_the_commoner_first()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var words = new PaperVocabulary(daemon.Services.GetRequiredService<PaperTable>());
        await daemon.ImportAsync(
        [
            .. Enumerable.Range(1, 3).Select(i => Paper($"arxiv:2601.0000{i}", $"Galaxy {new string((char)('a' + i), 9)}")),
            Paper("arxiv:2601.00004", "Galaxo molecular"),
        ]);
        // One edit: a letter that is another, two that changed places. The word of three papers goes before that of one.
        Assert.Equal(["galaxy", "galaxo"], words.Near("galaxi"));
        Assert.Equal(["galaxy"], words.Near("galxay"));
        // Two are too many for a word of six letters, and not for one of nine.
        Assert.Empty(words.Near("golxay"));
        Assert.Equal(["molecular"], words.Near("nolecuiar"));
        Assert.Equal(["molecular"], words.Near("omlecualr"));
        Assert.Empty(words.Near("nolecuiur"));
        // What is short, or has digits, is taken as it is written.
        Assert.Empty(words.Near("gal"));
        Assert.Empty(words.Near("galax7"));
    }

    private static object Paper(string id, string title) => new { id, title, @abstract = "", authors = new[] { "Ada King" } };
}
