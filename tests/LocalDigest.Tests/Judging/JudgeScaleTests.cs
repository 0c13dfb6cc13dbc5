using LocalDigest.Judging;

namespace LocalDigest.Tests.Judging;

/// <summary>How grades of one judge become those of another.</summary>
public sealed class JudgeScaleTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 20, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Without_common_papers_grades_stay_as_they_are() =>
        Assert.Equal(Enumerable.Range(1, 10), JudgeScale.MapOf([]));

    [Fact]
    public void A_judge_that_says_the_same_keeps_its_grades() =>
        Assert.Equal(Enumerable.Range(1, 10), JudgeScale.MapOf([.. Enumerable.Range(0, 24).Select(i => (1 + i % 10, 1 + i % 10))]));

    [Fact]
    public void A_single_paper_moves_grades_little_and_a_dozen_move_them_by_the_difference()
    {
        Assert.Equal([1, 1, 1, 2, 3, 4, 5, 6, 7, 8], JudgeScale.MapOf([(7, 3)]));
        Assert.Equal([1, 1, 1, 2, 3, 4, 5, 6, 7, 8], JudgeScale.MapOf([.. Enumerable.Range(0, 12).Select(i => (3 + i % 8, 1 + i % 8))]));
    }

    [Fact]
    public void Many_papers_stretch_a_scale_that_is_used_in_part_and_no_grade_passes_another()
    {
        // The new judge gives 6 to 10 where the old one gave 1 to 9.
        var map = JudgeScale.MapOf([.. Enumerable.Range(0, 400).Select(i => (6 + i % 5, 1 + i % 5 * 2))]);
        Assert.Equal((1, 9), (map[5], map[9]));
        Assert.InRange(map[7], 5, 5);
        Assert.Equal(map.Order(), map);
    }

    [Fact]
    public void The_first_judge_is_the_scale_of_all_that_follow()
    {
        List<GivenVerdict> given = [];
        for (var i = 0; i < 60; i++)
        {
            var truth = 1 + i % 6;
            if (i < 40) given.Add(Given("first", i, truth, day: 1));
            if (i >= 20) given.Add(Given("second", i, truth + 2, day: 2));
            // It has no paper in common with the first.
            if (i >= 40) given.Add(Given("third", i, truth + 4, day: 3));
        }
        var scale = JudgeScale.Learn(given);
        Assert.Equal(["first", "second", "third"], scale.Judges.Select(judge => judge.Model));
        Assert.Equal((20, 20), (scale.PairsOf(("prompt", "second")), scale.PairsOf(("prompt", "third"))));
        Assert.All(given, one => Assert.Equal(1 + (int)one.Verdict.PaperNumber % 6, scale.Put(one).Relevance));
        Assert.All(given, one => Assert.Equal(5, scale.Put(one).Novelty));
    }

    private static GivenVerdict Given(string model, long paper, int relevance, int day) => new("prompt", model, new Verdict
    {
        PaperNumber = paper, State = VerdictState.Scored, Relevance = relevance, Novelty = 5, Comment = "So.", At = Start.AddDays(day),
    });
}
