using LocalDigest.Digests;

namespace LocalDigest.Tests.Digests;

public sealed class GatheredDigestsTests
{
    [Fact]
    public void A_paper_of_two_days_stands_there_once_as_it_stood_best()
    {
        var gathered = GatheredDigests.Of([Digest(19, "a", "b"), Digest(20, "c", "b", "a"), Digest(21, "b")], GatheredOrder.Date);
        Assert.Equal([(21, "b"), (20, "c"), (19, "a")], gathered.Papers.Select(item => (item.Date.Day, item.Paper.Id)));
        Assert.Equal("p-21", gathered.Papers[0].Digest);
    }

    [Fact]
    public void Of_equal_places_the_newest_counts_and_the_best_score_stands_first()
    {
        var gathered = GatheredDigests.Of([Digest(19, "a", "b"), Digest(20, "a", "c")], GatheredOrder.Grade);
        Assert.Equal([(20, "a"), (20, "c"), (19, "b")], gathered.Papers.Select(item => (item.Date.Day, item.Paper.Id)));
    }

    [Fact]
    public void Notices_name_their_days_where_they_do_not_hold_for_all()
    {
        var down = new Notice("source-failed", "arXiv could not be read.");
        var gathered = GatheredDigests.Of(
            [
                Digest(19, "a") with { Notices = [new("no-model", "No model."), down] },
                Digest(20, "b") with { Notices = [new("no-model", "No model.")] },
            ],
            GatheredOrder.Date);
        Assert.Equal([("no-model", 2), ("source-failed", 1)], gathered.Notices.Select(notice => (notice.Kind, notice.Dates.Count)));
        var document = gathered.Document(new StyleCatalogue())!;
        Assert.Equal(["gathered", "no-model", "source-failed"], document.Notices.Select(notice => notice.Kind));
        Assert.Equal("2026-01-19: arXiv could not be read.", document.Notices[2].Text);
        Assert.Equal("No model.", document.Notices[1].Text);
        Assert.Equal((2, 6), (document.Counts.Selected, document.Counts.Considered));
    }

    [Fact]
    public void Without_papers_the_best_that_missed_are_named()
    {
        var gathered = GatheredDigests.Of(
            [
                Digest(19) with { Missed = [new("a", "A", null, 0.2, "far"), new("b", "B", null, 0.4, "far")] },
                Digest(20) with { Missed = [new("a", "A", null, 0.2, "far")] },
            ],
            GatheredOrder.Grade);
        Assert.Equal(["b", "a"], gathered.Document(new StyleCatalogue())!.Missed.Select(missed => missed.Id));
        Assert.Null(GatheredDigests.Of([], GatheredOrder.Grade).Document(new StyleCatalogue()));
    }

    private static DigestContent Digest(int day, params string[] papers) => new()
    {
        Id = $"p-{day}",
        Profile = "p",
        Date = new DateOnly(2026, 1, day),
        Papers = [.. papers.Select((id, place) => new DigestPaper { Id = id, Title = id, Score = 1 - place / 10.0 })],
        Counts = new DigestCounts { Considered = 3, Selected = papers.Length },
    };
}
