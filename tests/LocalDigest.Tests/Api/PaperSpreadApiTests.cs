using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Api;

/// <summary>Papers from all over a field, for somebody who chooses, and the papers of one digest as they rank now.</summary>
public sealed class PaperSpreadApiTests
{
    private static readonly string[] Subjects =
    [
        "galaxy spectra redshift stellar cosmology", "robot grasp manipulation policy simulator", "protein folding cell genome binding",
        "language model token attention transformer",
    ];

    [Fact]
    public async Task Every_subject_has_a_paper_among_a_few_and_what_was_seen_or_has_a_thumb_comes_no_more()
    {
        await using var daemon = await WithPapersAsync(80);
        var spread = await daemon.GetAsync("/v1/papers/spread?count=4");
        Assert.Equal(80, spread["total"]!.GetValue<int>());
        var chosen = Ids(spread);
        Assert.Equal([0, 1, 2, 3], chosen.Select(Subject).Order());
        Assert.Equal(chosen, Ids(await daemon.GetAsync("/v1/papers/spread?count=4")));

        using var seen = await daemon.SendAsync(HttpMethod.Put, Path(chosen[0], "marks"), new { seen = true });
        using var liked = await daemon.SendAsync(HttpMethod.Put, Path(chosen[1], "feedback"), new { value = "up" });
        var others = await daemon.GetAsync("/v1/papers/spread?count=4");
        Assert.Equal(78, others["total"]!.GetValue<int>());
        Assert.Empty(Ids(others).Intersect(chosen.Take(2)));
        Assert.All(Ids(await daemon.GetAsync("/v1/papers/spread?count=4&category=cs")), id => Assert.Equal(3, Subject(id)));

        // What was picked makes a profile.
        var made = await daemon.PostAsync("/v1/profiles", new { name = "Picked", from = string.Join('\n', chosen) });
        Assert.Equal(chosen.Order(), made["seeds"]!.AsArray().Select(seed => seed!.GetValue<string>()).Order());
        Assert.NotEmpty(made["topics"]!.AsArray());
    }

    [Fact]
    public async Task An_empty_store_gives_none_and_counts_that_cannot_be_are_refused()
    {
        await using var daemon = await TestDaemon.StartAsync();
        Assert.Empty(Ids(await daemon.GetAsync("/v1/papers/spread")));
        foreach (var (query, status) in ((string, int)[])[("count=0", 422), ("count=101", 422), ("profile=nobody", 404)])
        {
            using var answer = await daemon.SendAsync(HttpMethod.Get, $"/v1/papers/spread?{query}");
            Assert.Equal(status, (int)answer.StatusCode);
        }
    }

    [Fact]
    public async Task The_papers_of_a_digest_are_listed_as_they_rank_now()
    {
        await using var daemon = await WithPapersAsync(40);
        await daemon.RunAsync(new { kind = "digest", sources = new[] { new { kind = "sample" } } });
        var digest = await daemon.GetAsync("/v1/digests/latest");
        var shown = digest["papers"]!.AsArray().Select(paper => paper!["id"]!.GetValue<string>()).ToList();
        var list = $"/v1/papers?digest={digest["id"]}&limit=500";
        Assert.Equal(shown.Order(), Ids(await daemon.GetAsync(list)).Order());
        using var liked = await daemon.SendAsync(HttpMethod.Put, Path(shown[^1], "feedback"), new { value = "up" });
        using var disliked = await daemon.SendAsync(HttpMethod.Put, Path(shown[0], "feedback"), new { value = "down" });
        var now = await daemon.GetAsync(list);
        var scores = now["items"]!.AsArray().Select(item => item!["score"]!.GetValue<double>()).ToList();
        Assert.Equal(scores.OrderDescending(), scores);
        Assert.Equal(shown.Count - 1, Ids(now).Count);
        Assert.Equal(shown.Count, Ids(await daemon.GetAsync(list + "&include=disliked")).Count);
        Assert.Equal([shown[^1]], Ids(await daemon.GetAsync(list + "&feedback=up")));
        using var none = await daemon.SendAsync(HttpMethod.Get, "/v1/papers?digest=default-1999-01-01");
        Assert.Equal(404, (int)none.StatusCode);
    }

    private static List<string> Ids(JsonNode list) => [.. list["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>())];

    private static string Path(string id, string part) => $"/v1/papers/{Uri.EscapeDataString(id)}/{part}";

    private static int Subject(string id) => int.Parse(id["arxiv:2601.9".Length..], System.Globalization.CultureInfo.InvariantCulture) % 4;

    private static async Task<TestDaemon> WithPapersAsync(int count)
    {
        var daemon = await TestDaemon.StartAsync(clock: new SettableClock(new DateTimeOffset(2026, 1, 20, 9, 0, 0, TimeSpan.Zero)));
        await daemon.ImportAsync(Enumerable.Range(0, count).Select(i =>
        {
            var words = Subjects[i % 4].Split(' ');
            string Word(int number) => words[(number + i / 4) % 5];
            return new
            {
                id = $"arxiv:2601.9{i:0000}",
                title = $"On {Word(0)} and {Word(1)}, part {i}",
                @abstract = $"We study {Word(0)} with {Word(1)}, and {Word(2)} beside {Word(3 + i % 2)}.",
                published = $"2026-01-{14 + i % 7:00}",
                categories = new[] { i % 4 == 3 ? "cs.CL" : "physics.gen-ph" },
            };
        }));
        return daemon;
    }
}
