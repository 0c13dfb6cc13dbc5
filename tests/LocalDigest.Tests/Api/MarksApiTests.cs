using System.Net;
using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Api;

/// <summary>What a reader notes on papers, and what a thumb down hides.</summary>
public sealed class MarksApiTests
{
    private static readonly object[] Nothing = [];

    [Fact]
    public async Task Only_what_is_named_changes()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TestDaemon.MadeUp(2));
        Assert.Equal("""{"seen":true,"saved":false,"note":null,"tags":[]}""", await MarkAsync(daemon, 0, new { seen = true }));
        Assert.Equal("""{"seen":true,"saved":true,"note":"read twice","tags":["Thesis"]}""",
            await MarkAsync(daemon, 0, new { saved = true, note = " read twice ", tags = new[] { "Thesis", " thesis " } }));
        Assert.Equal("""{"seen":true,"saved":true,"note":null,"tags":["Thesis"]}""", await MarkAsync(daemon, 0, new { note = "" }));

        var listed = (await daemon.GetAsync("/v1/papers"))["items"]!.AsArray().Single(paper => IdOf(paper!) == Id(0))!;
        Assert.Equal((true, true, null, "Thesis"), (
            listed["seen"]!.GetValue<bool>(), listed["saved"]!.GetValue<bool>(), listed["note"]?.GetValue<string>(), listed["tags"]![0]!.GetValue<string>()));
        var other = await daemon.GetAsync($"/v1/papers/{Uri.EscapeDataString(Id(1))}");
        Assert.False(other["seen"]!.GetValue<bool>());
        Assert.Empty(other["tags"]!.AsArray());
    }

    [Fact]
    public async Task Papers_are_found_by_their_marks()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TestDaemon.MadeUp(5));
        await MarkAsync(daemon, 0, new { seen = true, tags = new[] { "to cite", "thesis" } });
        await MarkAsync(daemon, 1, new { saved = true, tags = new[] { "Thesis" } });
        await MarkAsync(daemon, 2, new { note = "compare" });
        // One that is not wanted any more is still among those with a mark.
        await ThumbAsync(daemon, 2, "down");
        foreach (var (marked, expected) in new[] { ("seen", "0"), ("saved", "1"), ("noted", "2"), ("tag:thesis", "01"), ("tag:to cite", "0"), ("tag:none", "") })
        {
            var list = await daemon.GetAsync($"/v1/papers?marked={Uri.EscapeDataString(marked)}");
            Assert.Equal(expected.Select(c => Id(c - '0')), Ids(list).Order(StringComparer.Ordinal));
            Assert.Equal(expected.Length, list["total"]!.GetValue<int>());
        }
        Assert.Equal(3, (await daemon.GetAsync("/v1/papers?hideSeen=true"))["total"]!.GetValue<int>());
        Assert.Equal([Id(1)], Ids(await daemon.GetAsync("/v1/papers?marked=tag%3Athesis&hideSeen=true")));
        using var wrong = await daemon.SendAsync(HttpMethod.Get, "/v1/papers?marked=read");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.StatusCode);
        using var blank = await daemon.SendAsync(HttpMethod.Put, $"{Address(0)}/marks", new { tags = new[] { "a", " " } });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, blank.StatusCode);
        Assert.Contains("tags[1]", await blank.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_papers_with_a_thumb_down_are_gone_from_list_search_and_digest_and_one_undo_brings_one_back()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TestDaemon.MadeUp(25));
        List<string> disliked = [.. Enumerable.Range(0, 10).Select(Id)];
        await daemon.PostAsync("/v1/feedback", new { items = disliked.Select(id => new { id, value = "down" }) });

        foreach (var address in (string[])["/v1/papers?limit=10", "/v1/papers?limit=10&q=robots+that+learn+to+grasp"])
        {
            var pages = await PagesAsync(daemon, address);
            Assert.Equal(Enumerable.Range(10, 15).Select(Id), pages.Ids.Order(StringComparer.Ordinal));
            Assert.Equal(15, pages.Total);
            Assert.Equal(25, (await PagesAsync(daemon, address + "&include=disliked")).Ids.Distinct().Count());
            Assert.Equal(10, (await PagesAsync(daemon, address + "&feedback=down")).Total);
        }
        // Who asks for one by its id gets it.
        Assert.Equal([Id(3)], Ids(await daemon.GetAsync($"/v1/papers?q={Uri.EscapeDataString(Id(3))}")));

        async Task<JsonNode> DigestAsync()
        {
            await daemon.RunAsync(new { kind = "digest", sources = Nothing });
            return await daemon.GetAsync("/v1/digests/latest");
        }
        Assert.Empty(Papers(await DigestAsync()).Intersect(disliked));
        var explained = await daemon.GetAsync($"{Address(4)}/explain");
        Assert.Equal(("disliked", "You gave it a thumb down."), (explained["outcome"]!.GetValue<string>(), explained["reason"]!.GetValue<string>()));

        using (var undone = await daemon.SendAsync(HttpMethod.Delete, $"{Address(4)}/feedback")) Assert.True(undone.IsSuccessStatusCode);
        Assert.Contains(Id(4), (await PagesAsync(daemon, "/v1/papers")).Ids);
        Assert.Contains(Id(4), (await PagesAsync(daemon, "/v1/papers?q=robots+that+learn+to+grasp")).Ids);
        Assert.Contains(Id(4), Papers(await DigestAsync()));
    }

    [Fact]
    public async Task A_digest_keeps_its_text_and_its_json_says_what_its_reader_says_now()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TestDaemon.MadeUp(6));
        await daemon.RunAsync(new { kind = "digest", sources = Nothing });
        async Task<string> TextAsync()
        {
            using var text = await daemon.SendAsync(HttpMethod.Get, "/v1/digests/latest", headers: ("Accept", "text/markdown"));
            return await text.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }
        var before = await TextAsync();
        await ThumbAsync(daemon, 1, "down");
        await ThumbAsync(daemon, 2, "up");
        await MarkAsync(daemon, 2, new { seen = true, note = "good" });
        Assert.Equal(before, await TextAsync());
        var papers = (await daemon.GetAsync("/v1/digests/latest"))["papers"]!.AsArray();
        JsonNode Paper(int i) => papers.Single(paper => IdOf(paper!) == Id(i))!;
        Assert.Equal(("down", "up", true, "good"), (
            Paper(1)["feedback"]!.GetValue<string>(), Paper(2)["feedback"]!.GetValue<string>(), Paper(2)["seen"]!.GetValue<bool>(), Paper(2)["note"]!.GetValue<string>()));
        Assert.Null(Paper(3)["feedback"]);

        // Made anew, it shows what is disliked no more, and its text says what is liked.
        await daemon.RunAsync(new { kind = "digest", sources = Nothing });
        Assert.DoesNotContain(Id(1), Papers(await daemon.GetAsync("/v1/digests/latest")));
        Assert.Contains("You liked this very paper.", await TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task To_save_a_paper_is_learned_from_and_is_no_thumb()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TestDaemon.MadeUp(12));
        await MarkAsync(daemon, 0, new { saved = true });
        var saved = await daemon.GetAsync(Address(0));
        Assert.NotNull(saved["preference"]);
        Assert.Null(saved["feedback"]);
        Assert.DoesNotContain(saved["reasons"]!.AsArray(), reason => reason!.GetValue<string>().Contains("liked this very paper", StringComparison.Ordinal));
        await MarkAsync(daemon, 0, new { saved = false });
        Assert.Null((await daemon.GetAsync(Address(0)))["preference"]);
    }

    private static string Id(int i) => $"arxiv:2601.9{i:0000}";

    private static string Address(int i) => $"/v1/papers/{Uri.EscapeDataString(Id(i))}";

    private static string IdOf(JsonNode paper) => paper["id"]!.GetValue<string>();

    private static IEnumerable<string> Ids(JsonNode list) => list["items"]!.AsArray().Select(paper => IdOf(paper!));

    private static List<string> Papers(JsonNode digest) => [.. digest["papers"]!.AsArray().Select(paper => IdOf(paper!))];

    private static async Task<string> MarkAsync(TestDaemon daemon, int i, object marks)
    {
        using var answer = await daemon.SendAsync(HttpMethod.Put, $"{Address(i)}/marks", marks);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static async Task ThumbAsync(TestDaemon daemon, int i, string value)
    {
        using var answer = await daemon.SendAsync(HttpMethod.Put, $"{Address(i)}/feedback", new { value });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>All pages of a list, in which no paper comes twice.</summary>
    private static async Task<(List<string> Ids, int Total)> PagesAsync(TestDaemon daemon, string address)
    {
        var ids = new List<string>();
        var total = 0;
        for (string? cursor = ""; cursor is not null;)
        {
            var more = cursor.Length == 0 ? "" : $"{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}cursor={Uri.EscapeDataString(cursor)}";
            var page = await daemon.GetAsync(address + more);
            ids.AddRange(Ids(page));
            total = page["total"]!.GetValue<int>();
            cursor = page["next"]?.GetValue<string>();
        }
        Assert.Equal(ids.Count, total);
        Assert.Equal(ids.Count, ids.Distinct(StringComparer.Ordinal).Count());
        return (ids, total);
    }
}
