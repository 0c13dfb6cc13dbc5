using LocalDigest.Judging;
using LocalDigest.Ranking;

namespace LocalDigest.Tests.Ranking;

/// <summary>How verdict, preference and similarity become one number, by hand-made examples.</summary>
public sealed class RankerTests
{
    [Theory]
    // Not judged: six tenths of the nearness.
    [InlineData(0.5, null, null, null, 0, 0.3)]
    [InlineData(1.0, null, null, null, 0, 0.6)]
    // The preference has the similarity in it and stands in its place.
    [InlineData(0.9, null, null, 0.2, 0.9, 0.12)]
    // Judged: (2/3 relevance + 1/3 novelty - 1) / 9 counts three quarters.
    [InlineData(0.0, 10, 10, null, 0, 0.75)]
    [InlineData(0.0, 1, 1, null, 0, 0.0)]
    [InlineData(0.0, 10, 1, null, 0, 0.5)]
    [InlineData(0.0, 1, 10, null, 0, 0.25)]
    [InlineData(1.0, 10, 10, null, 0, 1.0)]
    // What was learned takes over from the judge as far as it is trusted, down to four tenths.
    [InlineData(0.0, 10, 10, 0.0, 0, 0.75)]
    [InlineData(0.0, 10, 10, 0.0, 1, 0.4)]
    [InlineData(0.0, 10, 10, 0.0, 0.5, 0.575)]
    public void Verdict_preference_and_similarity_weigh_as_they_should(double similarity, int? relevance, int? novelty, double? preference, double trust, double expected)
    {
        var verdict = relevance is null ? null : new Verdict { PaperNumber = 1, State = VerdictState.Scored, Relevance = relevance, Novelty = novelty };
        Assert.Equal(expected, Ranker.Score(similarity, verdict, preference, trust), 9);
    }

    [Fact]
    public void A_paper_of_which_nothing_is_known_has_nothing_that_speaks_for_it()
    {
        Assert.Equal(0, Ranker.Score(null, null, null, 0));
        var best = new Verdict { PaperNumber = 1, State = VerdictState.Scored, Relevance = 10, Novelty = 10 };
        Assert.Equal(0.75, Ranker.Score(null, best, null, 0), 9);
    }

    [Fact]
    public void A_paper_that_was_not_judged_never_passes_a_good_verdict_by_similarity_alone()
    {
        var good = new Verdict { PaperNumber = 1, State = VerdictState.Scored, Relevance = 9, Novelty = 8 };
        Assert.True(Ranker.Score(0, good, null, 0) > Ranker.Score(1, null, null, 0));
    }
}
