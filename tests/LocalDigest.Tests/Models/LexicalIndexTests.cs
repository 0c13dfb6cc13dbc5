using LocalDigest.Models;

namespace LocalDigest.Tests.Models;

public sealed class LexicalIndexTests
{
    [Fact]
    public void The_rarer_shared_word_counts_more()
    {
        var index = new LexicalIndex();
        index.Add("Galaxies with a bar", "");
        index.Add("Galaxies with a disk", "");
        index.Add("Dwarf galaxies", "");
        index.Add("Stars", "");
        var scores = Score(index, "dwarf galaxies");
        Assert.True(scores[2] > scores[0]);
        Assert.True(scores[0] > 0);
        Assert.Equal(0, scores[3]);
    }

    [Fact]
    public void Plural_and_singular_meet()
    {
        var index = new LexicalIndex();
        index.Add("Dwarf galaxies and their histories", "");
        Assert.True(Score(index, "galaxy")[0] > 0);
        Assert.True(Score(index, "history")[0] > 0);
        Assert.Equal(1, index.DocumentFrequency("Galaxy"));
    }

    [Fact]
    public void A_word_in_the_title_counts_more_than_in_the_text()
    {
        var index = new LexicalIndex();
        index.Add("quenching of stars", "something else entirely");
        index.Add("something else entirely", "quenching of stars");
        var scores = Score(index, "quenching");
        Assert.True(scores[0] > scores[1]);
    }

    [Fact]
    public void The_score_is_BM25()
    {
        var index = new LexicalIndex();
        index.Add("", "quasar lens");
        index.Add("", "quasar quasar");
        index.Add("quasar", "lens");
        index.Add("", "comet tail");
        // Of documents of usual length the damping is k = 1.2: a word that occurs once counts as it weighs, one that occurs twice 1.375
        // times that, as (k + 1) n / (k + n) says, and a title's word counts as two.
        var weight = index.Query("quasar").Weight;
        Assert.True(weight > 0);
        float[] expected = [weight, 1.375f * weight, 1.375f * weight, 0];
        var scores = Score(index, "quasar");
        for (var i = 0; i < 4; i++) Assert.Equal(expected[i], scores[i], 1e-5f);
    }

    [Fact]
    public void What_is_kept_scores_as_if_the_rest_had_never_been_there()
    {
        string[][] papers = [["alpha beta", "gamma gamma"], ["beta", "alpha delta"], ["", "gamma"], ["delta alpha", ""]];
        var (all, few) = (new LexicalIndex(), new LexicalIndex());
        foreach (var paper in papers) all.Add(paper[0], paper[1]);
        int[] kept = [3, 0, 1];
        foreach (var i in kept) few.Add(papers[i][0], papers[i][1]);
        var again = all.Keep(kept);
        foreach (var text in (string[])["alpha", "beta gamma", "delta"]) Assert.Equal(Score(few, text), Score(again, text));
    }

    [Fact]
    public void Several_queries_are_scored_in_one_pass_as_each_alone()
    {
        var index = Filled(3000);
        string[] texts = ["alpha beta", "gamma", "beta gamma delta", ""];
        var documents = Enumerable.Range(0, index.Count).ToArray();
        var together = new float[documents.Length * texts.Length];
        index.Score([.. texts.Select(t => index.Query(t))], documents, together);
        for (var q = 0; q < texts.Length; q++)
        {
            var alone = Score(index, texts[q]);
            for (var d = 0; d < documents.Length; d++) Assert.Equal(alone[d], together[d * texts.Length + q], 1e-5f);
        }
    }

    [Fact]
    public void Document_frequencies_survive_growth()
    {
        var index = new LexicalIndex();
        for (var i = 0; i < 9000; i++) index.Add("common", $"rare{i} own{i} other{i}");
        Assert.Equal(9000, index.DocumentFrequency("common"));
        // Terms that share a place by chance stay few, as the table grows with them: at most one in four places is taken.
        Assert.InRange(Enumerable.Range(0, 1000).Average(i => index.DocumentFrequency($"rare{i}")), 1, 1.3);
    }

    [Fact]
    public async Task Documents_can_be_scored_while_others_arrive()
    {
        var index = Filled(100);
        using var stop = new CancellationTokenSource();
        var reading = Task.Run(() =>
        {
            var rounds = 0;
            do
            {
                var scores = Score(index, "alpha beta gamma");
                Assert.All(scores, s => Assert.True(s > 0));
                rounds++;
            }
            while (!stop.IsCancellationRequested);
            return rounds;
        }, TestContext.Current.CancellationToken);
        for (var i = 0; i < 20_000; i++) index.Add("alpha " + i, "beta gamma delta");
        await stop.CancelAsync();
        Assert.True(await reading > 0);
        Assert.Equal(20_100, index.Count);
    }

    [Fact]
    public void An_unknown_document_is_refused()
    {
        var index = Filled(3);
        Assert.Throws<ArgumentOutOfRangeException>(() => index.Score([index.Query("alpha")], [3], new float[1]));
        Assert.Throws<ArgumentException>(() => index.Score([index.Query("alpha")], [0], new float[2]));
    }

    private static LexicalIndex Filled(int count)
    {
        string[] vocabulary = ["alpha", "beta", "gamma", "delta", "epsilon"];
        var random = new Random(3);
        var index = new LexicalIndex();
        for (var i = 0; i < count; i++) index.Add(vocabulary[random.Next(5)], "alpha " + string.Join(' ', Enumerable.Range(0, 8).Select(_ => vocabulary[random.Next(5)])));
        return index;
    }

    private static float[] Score(LexicalIndex index, string text)
    {
        var documents = Enumerable.Range(0, index.Count).ToArray();
        var scores = new float[documents.Length];
        index.Score([index.Query(text)], documents, scores);
        return scores;
    }
}
