using LocalDigest.Digests;
using LocalDigest.Judging;
using LocalDigest.Papers;
using LocalDigest.Profiles;
using LocalDigest.Ranking;

namespace LocalDigest.Tests.Digests;

/// <summary>The profile's limits, each at its edge: what meets a limit passes, and what the digest counts is what it decides.</summary>
public sealed class SelectionTests
{
    private static readonly Labels English = new StyleCatalogue().WordsFor("en");

    private static readonly DigestSettings Settings = new() { MaxPapers = 4, MinRelevance = 6, MinNovelty = 3, Exploration = 0.5 };

    [Theory]
    [InlineData(6, 3, Selection.Selected)]
    [InlineData(5, 3, Selection.NotRelevantEnough)]
    [InlineData(6, 2, Selection.NotNovelEnough)]
    [InlineData(5, 2, Selection.NotRelevantEnough)]
    [InlineData(10, 10, Selection.Selected)]
    public void A_verdict_passes_from_the_least_relevance_and_novelty_on(int relevance, int novelty, string outcome)
    {
        var (papers, _, decisions) = Choose(Settings, Judged(1, relevance, novelty));
        Assert.Equal(outcome, Assert.Single(decisions).Outcome);
        Assert.Equal(outcome == Selection.Selected ? 1 : 0, papers.Count);
    }

    [Fact]
    public void The_reason_names_the_value_the_limit_and_the_judges_comment()
    {
        var (_, _, decisions) = Choose(Settings, Judged(1, relevance: 5, novelty: 9), Judged(2, relevance: 9, novelty: 2));
        Assert.Equal("The judge gave relevance 5; the least is 6. It said: Because.", decisions[0].Reason);
        Assert.Equal("The judge gave novelty 2; the least is 3. It said: Because.", decisions[1].Reason);
    }

    [Fact]
    public void A_paper_that_was_not_judged_meets_no_threshold_of_the_judge() =>
        Assert.Equal(Selection.Selected, Assert.Single(Choose(Settings, Contender(1, 0.1)).Decisions).Outcome);

    [Fact]
    public void Of_more_papers_than_the_digest_holds_the_best_come_in_and_the_others_say_so()
    {
        var (papers, explored, decisions) = Choose(
            Settings, [.. Enumerable.Range(1, 6).Select(number => Contender(number, number / 10.0))]);
        Assert.Equal([6, 5, 4, 3], papers.Select(paper => paper.Paper.Number));
        Assert.Empty(explored);
        Assert.Equal([2, 1], NumbersOf(decisions, Selection.BeyondMost));
    }

    [Fact]
    public void The_share_for_exploration_goes_to_what_teaches_most_among_the_others()
    {
        // Of the four places two are the share; paper 1 teaches most, and papers 2 and 3 teach as much as each other.
        var (papers, explored, decisions) = Choose(
            Settings, Contender(1, 0.1, 0.9), Contender(2, 0.2, 0.5), Contender(3, 0.3, 0.5),
            Contender(4, 0.4), Contender(5, 0.5), Contender(6, 0.6, 0.1));
        Assert.Equal([6, 5, 1, 3], papers.Select(paper => paper.Paper.Number));
        Assert.Equal([1, 3], explored.Order());
        Assert.Equal([1, 3], NumbersOf(decisions, Selection.Exploration).Order());
        Assert.StartsWith("It is there to learn from", ReasonOf(decisions, 1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 10, 0)]
    [InlineData(0.1, 10, 1)]
    [InlineData(0.3, 10, 3)]
    [InlineData(0.1, 4, 0)]
    [InlineData(0.1, 16, 2)]
    public void The_share_is_of_the_most_papers_and_rounded(double share, int most, int places)
    {
        var (papers, explored, _) = Choose(
            Settings with { MaxPapers = most, Exploration = share },
            [.. Enumerable.Range(1, most + 5).Select(number => Contender(number, number / 100.0, 0.5))]);
        Assert.Equal(most, papers.Count);
        Assert.Equal(places, explored.Count);
    }

    [Theory]
    [InlineData(5, 3)]
    [InlineData(6, 2)]
    public void Papers_that_fail_a_threshold_fill_no_place_and_make_no_digest_full(int relevance, int novelty)
    {
        // Five teach, but one fails the judge's threshold: four are left for four places, and nothing is there for exploration alone.
        IEnumerable<Contender> good = Enumerable.Range(1, 4).Select(number => Judged(number, 9, 9, usefulness: 0.5));
        var (papers, explored, _) = Choose(Settings, [.. good, Judged(5, relevance, novelty, usefulness: 0.9)]);
        Assert.Equal([1, 2, 3, 4], papers.Select(paper => paper.Paper.Number).Order());
        Assert.Empty(explored);
    }

    [Fact]
    public void What_the_days_digest_holds_stays_whatever_the_judge_says_and_takes_no_place()
    {
        var (papers, _, decisions) = Selection.Choose(
            [Judged(1, 1, 1, score: 0.35), .. Enumerable.Range(2, 5).Select(number => Contender(number, number / 10.0))],
            Settings, new HashSet<long> { 1 }, English);
        Assert.Equal([6, 5, 4, 1, 3], papers.Select(paper => paper.Paper.Number));
        Assert.StartsWith("It is in the day's digest", ReasonOf(decisions, 1), StringComparison.Ordinal);
        Assert.Equal(6, decisions.Select(decision => decision.PaperNumber).Distinct().Count());
    }

    private static (IReadOnlyList<Contender> Papers, IReadOnlySet<long> Explored, IReadOnlyList<Decision> Decisions) Choose(
        DigestSettings settings, params IReadOnlyList<Contender> shortlist)
    {
        return Selection.Choose(shortlist, settings, new HashSet<long>(), English);
    }

    private static IEnumerable<long> NumbersOf(IEnumerable<Decision> decisions, string outcome) =>
        decisions.Where(decision => decision.Outcome == outcome).Select(decision => decision.PaperNumber);

    private static string ReasonOf(IEnumerable<Decision> decisions, long paper) =>
        decisions.Single(decision => decision.PaperNumber == paper).Reason;

    private static Contender Judged(long number, int relevance, int novelty, double score = 0.5, double usefulness = 0)
    {
        var contender = Contender(number, score, usefulness);
        var verdict = new Verdict
        {
            PaperNumber = number, State = VerdictState.Scored, Relevance = relevance, Novelty = novelty, Comment = "Because.",
        };
        return contender with { Ranked = contender.Ranked with { Verdict = verdict } };
    }

    private static Contender Contender(long number, double score, double usefulness = 0)
    {
        var paper = new Paper { Id = PaperId.Arxiv($"2601.{number:00000}"), Title = $"Paper {number}" };
        var stored = new StoredPaper(number, paper, [], default, default, null);
        return new Contender(stored, new Ranked { PaperNumber = number, Score = score }, usefulness);
    }
}
