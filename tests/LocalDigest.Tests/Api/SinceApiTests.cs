using System.Net;
using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Api;

/// <summary>The digests of several days, gathered for whoever was away.</summary>
public sealed class SinceApiTests : IAsyncLifetime
{
    private readonly SettableClock clock = new(new DateTimeOffset(2026, 1, 19, 9, 0, 0, TimeSpan.Zero));
    private TestDaemon daemon = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        daemon = await TestDaemon.StartAsync(clock: clock);
        await DigestAsync("2026-01-19", Paper(1, "robots that grasp"), Paper(2, "robots that walk"));
        clock.Now = clock.Now.AddDays(1);
        await DigestAsync("2026-01-20", Paper(3, "sparse language models"), Paper(5, "robots that swim"));
        clock.Now = clock.Now.AddDays(1);
        await DigestAsync("2026-01-21", Paper(4, "vision and language"));
    }

    public ValueTask DisposeAsync() => daemon.DisposeAsync();

    [Fact]
    public async Task Each_paper_stands_there_once_as_it_stood_best_and_each_notice_once()
    {
        var since = await daemon.GetAsync("/v1/digests/since?from=2026-01-19");
        Assert.Equal(["2026-01-21", "2026-01-20", "2026-01-19"], since["days"]!.AsArray().Select(day => day!["date"]!.GetValue<string>()));
        var items = since["items"]!.AsArray();
        Assert.Equal([Id(1), Id(2), Id(3), Id(4), Id(5)], items.Select(PaperOf).Order());
        var scores = items.Select(item => item!["paper"]!["score"]!.GetValue<double>()).ToList();
        Assert.Equal(scores.OrderDescending(), scores);
        var notice = Assert.Single(since["notices"]!.AsArray(), notice => notice!["kind"]!.GetValue<string>() == "no-model")!;
        Assert.Equal(3, notice["dates"]!.AsArray().Count);
    }

    [Fact]
    public async Task By_date_the_newest_day_comes_first_and_what_was_seen_may_be_left_out()
    {
        using var seen = await daemon.SendAsync(HttpMethod.Put, $"/v1/papers/{Uri.EscapeDataString(Id(3))}/marks", new { seen = true });
        var all = (await daemon.GetAsync("/v1/digests/since?from=2026-01-20&order=date"))["items"]!.AsArray();
        Assert.Equal(["2026-01-21", "2026-01-20", "2026-01-20"], all.Select(item => item!["date"]!.GetValue<string>()));
        Assert.True(all.Single(item => PaperOf(item) == Id(3))!["paper"]!["seen"]!.GetValue<bool>());
        var unseen = (await daemon.GetAsync("/v1/digests/since?from=2026-01-20&order=date&hideSeen=true"))["items"]!.AsArray();
        Assert.Equal([Id(4), Id(5)], unseen.Select(PaperOf));
        var first = (await daemon.GetAsync("/v1/digests/since?from=2026-01-19&to=2026-01-19"))["items"]!.AsArray();
        Assert.Equal([Id(1), Id(2)], first.Select(PaperOf).Order());
    }

    [Theory]
    [InlineData("text/markdown")]
    [InlineData("text/html")]
    public async Task It_is_a_document_in_every_style(string form)
    {
        foreach (var style in (string[])["", "&style=brief", "&style=topics", "&style=report"])
        {
            using var answer =
                await daemon.SendAsync(HttpMethod.Get, "/v1/digests/since?from=2026-01-19" + style, headers: [("Accept", form)]);
            var text = await answer.Content.ReadAsStringAsync(Ct);
            Assert.Equal((HttpStatusCode.OK, form), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
            Assert.Contains("This gathers 3 digests, 2026-01-19 to 2026-01-21", text, StringComparison.Ordinal);
            foreach (var subject in (string[])["robots that grasp", "sparse language models", "vision and language"])
                Assert.Contains(subject, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Days_without_a_digest_are_told_and_days_that_cannot_be_are_refused()
    {
        var none = await daemon.GetAsync("/v1/digests/since?from=2025-12-01&to=2025-12-05");
        Assert.Empty(none["items"]!.AsArray());
        using var document = await daemon.SendAsync(
            HttpMethod.Get, "/v1/digests/since?from=2025-12-01&to=2025-12-05", headers: [("Accept", "text/markdown")]);
        Assert.Equal(HttpStatusCode.NotFound, document.StatusCode);
        foreach (var query in (string[])["from=2026-01-20&to=2026-01-19", "from=2026-02-01", "from=2025-01-01", ""])
        {
            using var answer = await daemon.SendAsync(HttpMethod.Get, "/v1/digests/since?" + query);
            var text = await answer.Content.ReadAsStringAsync(Ct);
            Assert.True((int)answer.StatusCode == 422, $"{query}: {text}");
            Assert.Contains("\"from\"", text, StringComparison.Ordinal);
        }
        using var nobody = await daemon.SendAsync(HttpMethod.Get, "/v1/digests/since?from=2026-01-19&profile=nobody");
        Assert.Equal(HttpStatusCode.NotFound, nobody.StatusCode);
    }

    private static string Id(int number) => $"arxiv:2601.9000{number}";

    private static string PaperOf(JsonNode? item) => item!["paper"]!["id"]!.GetValue<string>();

    private static (int Number, string Subject) Paper(int number, string subject) => (number, subject);

    private async Task DigestAsync(string date, params (int Number, string Subject)[] papers)
    {
        await daemon.ImportAsync(papers.Select(paper => new
        {
            id = Id(paper.Number),
            title = $"On {paper.Subject}",
            @abstract = $"We study {paper.Subject} with language models and measure them in the world.",
            published = date,
        }));
        await daemon.RunAsync(new { kind = "digest", date, sources = Array.Empty<object>() });
    }
}
