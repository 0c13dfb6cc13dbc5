using System.Net;

namespace LocalDigest.Tests.Api;

public sealed class FeedbackApiTests
{
    [Fact]
    public async Task A_thumb_is_given_changed_listed_and_taken_back()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TestDaemon.MadeUp(3));
        using (var up = await daemon.SendAsync(HttpMethod.Put, "/v1/papers/arxiv%3A2601.90001/feedback", new { profile = "default", value = "up" })) Assert.Equal(HttpStatusCode.OK, up.StatusCode);
        using (var down = await daemon.SendAsync(HttpMethod.Put, "/v1/papers/arxiv%3A2601.90001/feedback", new { value = "down" })) Assert.Equal(HttpStatusCode.OK, down.StatusCode);
        var thumb = Assert.Single((await daemon.GetAsync("/v1/feedback"))["items"]!.AsArray())!;
        Assert.Equal(("arxiv:2601.90001", "down"), (thumb["id"]!.GetValue<string>(), thumb["value"]!.GetValue<string>()));
        using (var back = await daemon.SendAsync(HttpMethod.Delete, "/v1/papers/arxiv%3A2601.90001/feedback?profile=default")) Assert.Equal(HttpStatusCode.OK, back.StatusCode);
        using (var again = await daemon.SendAsync(HttpMethod.Delete, "/v1/papers/arxiv%3A2601.90001/feedback")) Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
        Assert.Empty((await daemon.GetAsync("/v1/feedback"))["items"]!.AsArray());
    }

    [Fact]
    public async Task Many_thumbs_are_all_taken_or_none()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TestDaemon.MadeUp(30));
        var good = Enumerable.Range(0, 25).Select(i => new { id = $"arxiv:2601.9{i:0000}", value = i % 2 == 0 ? "up" : "down" }).ToList();
        var unknown = new { id = "arxiv:2601.99999", value = "up" };
        var sideways = new { id = "arxiv:2601.90001", value = "sideways" };
        foreach (var (item, field) in new[] { (unknown, "items[25].id"), (sideways, "items[25].value") })
        {
            using var bad = await daemon.SendAsync(HttpMethod.Post, "/v1/feedback", new { items = good.Append(item) });
            Assert.Equal(422, (int)bad.StatusCode);
            Assert.Contains(field, await bad.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
        Assert.Empty((await daemon.GetAsync("/v1/feedback"))["items"]!.AsArray());
        await daemon.PostAsync("/v1/feedback", new { profile = "default", items = good });

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await daemon.GetAsync($"/v1/feedback?limit=7{(cursor is null ? "" : "&cursor=" + cursor)}");
            seen.AddRange(page["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()));
            cursor = page["next"]?.GetValue<string>();
        }
        while (cursor is not null);
        Assert.Equal(25, seen.Distinct().Count());
        Assert.Equal(25, seen.Count);
    }

    [Fact]
    public async Task Sixty_four_clients_at_once_lose_no_thumb()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TestDaemon.MadeUp(256));
        await Parallel.ForEachAsync(Enumerable.Range(0, 256), new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = TestContext.Current.CancellationToken }, async (i, _) =>
        {
            using var answer = await daemon.SendAsync(HttpMethod.Put, $"/v1/papers/arxiv%3A2601.9{i:0000}/feedback", new { value = i % 3 == 0 ? "down" : "up" });
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        });
        var items = (await daemon.GetAsync("/v1/feedback?limit=500"))["items"]!.AsArray();
        Assert.Equal(256, items.Count);
        Assert.All(items, item => Assert.Equal(int.Parse(item!["id"]!.GetValue<string>()[^4..], System.Globalization.CultureInfo.InvariantCulture) % 3 == 0 ? "down" : "up", item["value"]!.GetValue<string>()));
    }
}
