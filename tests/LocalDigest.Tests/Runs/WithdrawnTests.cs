using System.Text.Json.Nodes;
using LocalDigest.Papers;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Runs;

/// <summary>Papers that were withdrawn are marked wherever they stand, and are no news.</summary>
public sealed class WithdrawnTests
{
    private static readonly DateTimeOffset Wednesday = new(2026, 1, 21, 8, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly WednesdayDate = new(2026, 1, 21);

    private const string Withdrawn = "This paper has been withdrawn by the authors due to an error.";

    [Theory]
    [InlineData("", "This paper has been withdrawn by the author due to an error in Theorem 2.")]
    [InlineData("", "This paper has been temporarily withdrawn by the authors. The fine structure is measured anew.")]
    [InlineData("", "We count primes. (paper withdrawn, see theorem 2.2)")]
    [InlineData("", "Paper withdrawn because of a gap in the proof of Proposition 3.")]
    [InlineData("", "We knot knots. For this reason I have withdrawn this article.")]
    [InlineData("This paper has been withdrawn by the authors", "We fold proteins.")]
    [InlineData("12 pages; withdrawn by the author", "We fold proteins.")]
    [InlineData("Withdrawn due to a crucial sign error in equation 1", "We fold proteins.")]
    [InlineData("arXiv admin note: submission has been withdrawn by arXiv administrators due to disputed authorship", "We fold proteins.")]
    public void What_says_of_itself_that_it_was_withdrawn_is(string note, string text) =>
        Assert.True(SourceRemarks.SaysWithdrawn(Paper(note, text)));

    [Theory]
    [InlineData("12 pages", "An earlier claim on velocities is withdrawn: controls showed that it depends on coordinates.")]
    [InlineData("", "The prompt is gradually withdrawn to recover the policy that is used at inference.")]
    [InlineData("", "Nine papers are in this volume, of which one was subsequently withdrawn by its authors.")]
    [InlineData("", "A plate that is withdrawn from a bath carries a layer with it.")]
    [InlineData("", "The errors are so severe that the original paper and the reply should be withdrawn.")]
    [InlineData("", "Water withdrawals rise where data centres are built, as this paper shows.")]
    public void What_speaks_of_other_withdrawals_is_not(string note, string text) =>
        Assert.False(SourceRemarks.SaysWithdrawn(Paper(note, text)));

    [TakesLong]
    [Fact]
    public async Task One_that_a_digest_has_shown_is_told_of_once_and_one_that_none_has_shown_is_no_news()
    {
        await using var arxiv = new FakeArxiv { ListDate = WednesdayDate };
        var clock = new SettableClock(Wednesday);
        string[] settings =
        [
            $"--LocalDigest:Arxiv:RssUrl={arxiv.Options.RssUrl}", $"--LocalDigest:Arxiv:ApiUrl={arxiv.Options.ApiUrl}",
            $"--LocalDigest:Arxiv:OaiUrl={arxiv.Options.OaiUrl}", "--LocalDigest:Arxiv:MinInterval=0",
        ];
        await using var daemon = await TestDaemon.StartAsync(settings, clock: clock);
        arxiv.Papers.AddRange([Listed("2601.90001"), Listed("2601.90002"), Listed("2601.90003") with { Abstract = Withdrawn }]);
        Assert.Equal(["arxiv:2601.90001", "arxiv:2601.90002"], Ids(await DigestAsync(daemon)));
        Assert.Equal("withdrawn", (await daemon.GetAsync("/v1/papers/arxiv%3A2601.90003/explain"))["outcome"]!.GetValue<string>());

        NextDay(arxiv, clock, 1);
        arxiv.Papers.Add(Listed("2601.90001") with { Version = 2, AnnounceType = "replace", Abstract = Withdrawn });
        var second = await DigestAsync(daemon);
        const string told = "“Robots that grasp item 2601.90001”, which was in the digest of 2026-01-21, has been withdrawn.";
        Assert.Equal([told], Told(second));
        // A day of revisions only says that it is one. A second run of the day says all of it again.
        Assert.Contains(second["notices"]!.AsArray(), notice => notice!["kind"]!.GetValue<string>() == "revisions-only");
        Assert.Equal([told], Told(await DigestAsync(daemon)));

        NextDay(arxiv, clock, 2);
        arxiv.Papers.Add(Listed("2601.90004"));
        arxiv.Papers.Add(Listed("2601.90001") with { Version = 3, AnnounceType = "replace", Abstract = Withdrawn + " It stays so." });
        var third = await DigestAsync(daemon);
        Assert.Equal(["arxiv:2601.90004"], Ids(third));
        Assert.Empty(Told(third));
        Assert.DoesNotContain(third["notices"]!.AsArray(), notice => notice!["kind"]!.GetValue<string>() == "revisions-only");

        // It stays in lists and exports, with its mark.
        var marked = (await daemon.GetAsync("/v1/papers"))["items"]!.AsArray().Where(paper => paper!["isWithdrawn"]!.GetValue<bool>());
        Assert.Equal(["arxiv:2601.90001", "arxiv:2601.90003"], marked.Select(paper => paper!["id"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        foreach (var export in (string[])["papers/arxiv%3A2601.90001/bibtex", "digests/default-2026-01-21/ris"])
        {
            var text = await daemon.Http.GetStringAsync($"/v1/{export}", TestContext.Current.CancellationToken);
            Assert.Contains("Withdrawn.", text, StringComparison.Ordinal);
        }
    }

    [TakesLong]
    [Fact]
    public async Task What_was_withdrawn_on_the_day_of_its_digest_leaves_it()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TestDaemon.MadeUp(3));
        async Task<JsonNode> RunAsync()
        {
            var run = await daemon.RunAsync(new { kind = "digest", sources = Array.Empty<object>() });
            return await daemon.GetAsync($"/v1/digests/{run["digest"]!.GetValue<string>()}");
        }
        Assert.Equal(3, Ids(await RunAsync()).Count);
        await daemon.ImportAsync(
            [new { id = "arxiv:2601.90001", title = "Paper number 1 about robots", @abstract = Withdrawn, authors = new[] { "Author 1 One" } }]);
        var digest = await RunAsync();
        Assert.Equal(["arxiv:2601.90000", "arxiv:2601.90002"], Ids(digest));
        Assert.Single(Told(digest));
        Assert.Equal("withdrawn", (await daemon.GetAsync("/v1/papers/arxiv%3A2601.90001/explain"))["outcome"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_note_of_moderators_is_told_as_theirs()
    {
        await using var daemon = await TestDaemon.StartAsync();
        const string note = "5 pages. arXiv admin note: substantial text overlap with arXiv:1208.2311";
        await daemon.ImportAsync(
            [new { id = "arxiv:2601.90009", title = "Anomalies of variables", @abstract = "We detect them.", comment = note }]);
        var paper = await daemon.GetAsync("/v1/papers/arxiv%3A2601.90009");
        Assert.Equal("substantial text overlap with arXiv:1208.2311", paper["moderatorsNote"]!.GetValue<string>());
        Assert.False(paper["isWithdrawn"]!.GetValue<bool>());
    }

    private static Paper Paper(string note, string text) => new()
    {
        Id = PaperId.Arxiv("2601.90001"), Title = "On folds", Abstract = text, Comment = note.Length > 0 ? note : null,
    };

    private static FakePaper Listed(string id) => new(id, $"Robots that grasp item {id}", ["cs.RO"], Wednesday.AddDays(-1))
    {
        Abstract = $"We teach robots to grasp item {id} with language models.",
    };

    private static void NextDay(FakeArxiv arxiv, SettableClock clock, int days)
    {
        (clock.Now, arxiv.ListDate) = (Wednesday.AddDays(days), WednesdayDate.AddDays(days));
        arxiv.Papers.Clear();
    }

    private static async Task<JsonNode> DigestAsync(TestDaemon daemon)
    {
        var run = await daemon.RunAsync(
            new { kind = "digest", sources = new[] { new { kind = "arxiv", categories = new[] { "cs.RO" } } } });
        return await daemon.GetAsync($"/v1/digests/{run["digest"]!.GetValue<string>()}");
    }

    private static List<string> Ids(JsonNode digest) =>
        [.. digest["papers"]!.AsArray().Select(paper => paper!["id"]!.GetValue<string>()).Order(StringComparer.Ordinal)];

    private static List<string> Told(JsonNode digest) =>
    [
        .. digest["notices"]!.AsArray().Where(notice => notice!["kind"]!.GetValue<string>() == "withdrawn")
            .Select(notice => notice!["text"]!.GetValue<string>()),
    ];
}
