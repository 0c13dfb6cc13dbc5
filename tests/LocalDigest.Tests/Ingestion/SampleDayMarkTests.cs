using Microsoft.Extensions.DependencyInjection;
using LocalDigest.Runs;

namespace LocalDigest.Tests.Ingestion;

/// <summary>The invented papers of the sample day are marked wherever they stand, and make way for real ones.</summary>
public sealed class SampleDayMarkTests
{
    private static readonly DateTimeOffset Wednesday = new(2026, 1, 21, 8, 0, 0, TimeSpan.Zero);

    [TakesLong]
    [Fact]
    public async Task Invented_papers_are_marked_in_every_form()
    {
        await using var daemon = await TestDaemon.StartAsync(clock: new SettableClock(Wednesday));
        await TodayAsync(daemon);
        var list = (await daemon.GetAsync("/v1/papers?limit=500"))["items"]!.AsArray();
        Assert.NotEmpty(list);
        Assert.All(list, paper => Assert.True(paper!["isSample"]!.GetValue<bool>()));
        var id = Uri.EscapeDataString(list[0]!["id"]!.GetValue<string>());
        Assert.All((await daemon.GetAsync($"/v1/papers?q={Uri.EscapeDataString(list[0]!["title"]!.GetValue<string>())}"))["items"]!.AsArray(), paper => Assert.True(paper!["isSample"]!.GetValue<bool>()));
        Assert.All((await daemon.GetAsync($"/v1/papers/{id}/similar"))["items"]!.AsArray(), paper => Assert.True(paper!["isSample"]!.GetValue<bool>()));
        Assert.True((await daemon.GetAsync($"/v1/papers/{id}"))["isSample"]!.GetValue<bool>());
        Assert.Contains("there is no such paper", await TextAsync(daemon, $"/v1/papers/{id}/bibtex"), StringComparison.Ordinal);

        var digest = await daemon.GetAsync("/v1/digests/latest");
        var titles = digest["papers"]!.AsArray().Select(paper => paper!["title"]!.GetValue<string>()).ToList();
        Assert.True(digest["isSample"]!.GetValue<bool>());
        Assert.All(titles, title => Assert.StartsWith("[invented] ", title, StringComparison.Ordinal));
        foreach (var style in (string[])["criteria", "report", "topics", "deep-dive", "brief"])
        {
            var markdown = await TextAsync(daemon, $"/v1/digests/latest?style={style}", "text/markdown");
            Assert.Contains("every paper in it is invented", markdown, StringComparison.Ordinal);
            Assert.True(Count(markdown, @"\[invented\]") >= titles.Count, $"{style}: not every title is marked.");
            Assert.True(Count(await TextAsync(daemon, $"/v1/digests/latest?style={style}", "text/html"), "[invented]") >= titles.Count);
        }
        foreach (var file in (string[])["bibtex", "ris"])
            Assert.Equal(titles.Count, Count(await TextAsync(daemon, $"/v1/digests/{digest["id"]}/{file}"), "there is no such paper"));
        foreach (var feed in (string[])["atom", "json"])
            Assert.True(Count(await TextAsync(daemon, $"/v1/digests.{feed}"), "[invented]") >= titles.Count);
    }

    [TakesLong]
    [Fact]
    public async Task A_second_and_a_later_offline_day_say_so_too()
    {
        var clock = new SettableClock(Wednesday);
        await using var daemon = await TestDaemon.StartAsync(clock: clock);
        var first = await TodayAsync(daemon);
        Assert.Equal(first, await TodayAsync(daemon));
        clock.Now = Wednesday.AddDays(2);
        Assert.Equal(first, await TodayAsync(daemon));
    }

    [TakesLong]
    [Fact]
    public async Task The_first_real_paper_removes_them_and_their_thumbs()
    {
        await using var daemon = await TestDaemon.StartAsync(clock: new SettableClock(Wednesday));
        await TodayAsync(daemon);
        foreach (var paper in (await daemon.GetAsync("/v1/papers?limit=6"))["items"]!.AsArray())
        {
            using var thumb = await daemon.SendAsync(HttpMethod.Put, $"/v1/papers/{Uri.EscapeDataString(paper!["id"]!.GetValue<string>())}/feedback", new { value = "up" });
            Assert.True(thumb.IsSuccessStatusCode);
        }
        // A body in which nothing can be taken is no real paper.
        using (var empty = await daemon.SendAsync(HttpMethod.Post, "/v1/papers", "{\"id\":\"arxiv:2601.90000\",\"title\":\"\"}", "application/x-ndjson")) Assert.NotEqual(0, (int)empty.StatusCode);
        Assert.NotEqual(0, (await daemon.GetAsync("/v1/papers"))["total"]!.GetValue<int>());

        await daemon.ImportAsync(TestDaemon.MadeUp(2));
        var list = await daemon.GetAsync("/v1/papers");
        Assert.Equal(2, list["total"]!.GetValue<int>());
        Assert.All(list["items"]!.AsArray(), paper => Assert.Null(paper!["preference"]));
        Assert.All(list["items"]!.AsArray(), paper => Assert.False(paper!["isSample"]!.GetValue<bool>()));
        Assert.Empty((await daemon.GetAsync("/v1/feedback"))["items"]!.AsArray());
        var info = await daemon.GetAsync("/v1/info");
        Assert.Equal((2, 2), (info["papers"]!.GetValue<int>(), info["embedding"]!["total"]!.GetValue<int>()));
    }

    [TakesLong]
    [Fact]
    public async Task A_paper_that_a_real_source_lists_too_is_real()
    {
        await using var daemon = await TestDaemon.StartAsync(clock: new SettableClock(Wednesday));
        await TodayAsync(daemon);
        var invented = (await daemon.GetAsync("/v1/papers?limit=1"))["items"]![0]!;
        await daemon.ImportAsync([new { id = invented["id"]!.GetValue<string>(), title = "A real paper under that id", @abstract = "It is there.", authors = new[] { "Ada King" } }]);
        var only = Assert.Single((await daemon.GetAsync("/v1/papers"))["items"]!.AsArray())!;
        Assert.Equal(("A real paper under that id", false), (only["title"]!.GetValue<string>(), only["isSample"]!.GetValue<bool>()));
    }

    /// <summary>Makes the day's digest as <c>--today</c> does, without a network.</summary>
    private static async Task<IReadOnlyList<string>> TodayAsync(TestDaemon daemon)
    {
        var starter = daemon.Services.GetRequiredService<RunStarter>();
        var clock = daemon.Services.GetRequiredService<TimeProvider>();
        var job = starter.StartDigest(new DigestRequest { Profile = "default", Date = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime), SampleIfUnreachable = true });
        var run = await daemon.EndOfAsync(job.Id);
        var digest = await daemon.GetAsync($"/v1/digests/{run["digest"]!.GetValue<string>()}");
        Assert.Contains(digest["notices"]!.AsArray(), notice => notice!["kind"]!.GetValue<string>() == "sample");
        return [.. digest["papers"]!.AsArray().Select(paper => paper!["id"]!.GetValue<string>())];
    }

    private static async Task<string> TextAsync(TestDaemon daemon, string path, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (accept is not null) request.Headers.Add("Accept", accept);
        using var response = await daemon.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
