using System.Text.Json.Nodes;
using LocalDigest.Ingestion;
using LocalDigest.Llm;
using LocalDigest.Prefiltering;
using LocalDigest.Tests.StandIns;
using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Tests.Prefiltering;

public sealed class EmbeddingsTests
{
    private const string Folding = "folding towels with two arms";

    [Fact, TakesLong]
    public async Task Vectors_of_papers_are_on_disk_soon_and_are_not_made_again()
    {
        using var folder = new TempFolder();
        await using (var daemon = await TestDaemon.StartAsync(folder: folder.Path))
        {
            await daemon.ImportAsync(TestDaemon.MadeUp(700));
            await TestDaemon.UntilAsync(() => Task.FromResult(Stored(daemon, "science-embedding-2", 256) == 700));
        }
        var counting = new CountingEmbedder("science-embedding-2");
        await using (var daemon = await TestDaemon.StartAsync(folder: folder.Path))
        {
            var services = daemon.Services;
            var index = new PaperIndex(services.GetRequiredService<PaperTable>(), services.GetRequiredService<VectorTable>(), counting);
            var snapshot = index.Current();
            Assert.Equal((700, 0), (snapshot.Numbers.Length, counting.Count));
            Assert.Equal(700, snapshot.Shipped.Index.Count);

            // Another version of the shipped model is another model: it embeds all anew.
            var newer = new CountingEmbedder("hashed-words-2");
            var renewed = new PaperIndex(services.GetRequiredService<PaperTable>(), services.GetRequiredService<VectorTable>(), newer);
            Assert.Equal(700, renewed.Current().Shipped.Index.Count);
            Assert.Equal((700, 700), (newer.Count, renewed.TakeUnsaved().Count));
        }
    }

    [Fact]
    public async Task A_changed_paper_is_found_by_its_new_text_only()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync([.. TestDaemon.MadeUp(5), new { id = "arxiv:2601.95001", title = "Sourdough starters and wild yeast", @abstract = "Bread rises." }]);
        Assert.Contains("arxiv:2601.95001", Ids(await daemon.GetAsync("/v1/papers?q=sourdough%20yeast%20bread")));
        await daemon.ImportAsync([new { id = "arxiv:2601.95001v2", title = "Galaxies at high redshift", @abstract = "Stars form early." }]);
        Assert.DoesNotContain("arxiv:2601.95001", Ids(await daemon.GetAsync("/v1/papers?q=sourdough%20yeast%20bread")));
        Assert.Equal("arxiv:2601.95001", Ids(await daemon.GetAsync("/v1/papers?q=galaxies%20redshift%20stars"))[0]);
    }

    [TakesLong]
    [Fact]
    public async Task An_endpoint_embeds_all_papers_in_the_background_while_the_shipped_embedding_serves_and_then_takes_over()
    {
        await using var fake = new FakeEmbeddings();
        var gate = new TaskCompletionSource();
        fake.Gate = gate.Task;
        await using var daemon = await TestDaemon.StartAsync(fake.Settings());
        await daemon.ImportAsync([.. TestDaemon.MadeUp(40), Towels]);
        await TestDaemon.UntilAsync(async () => (await Embedding(daemon))["total"]!.GetValue<int>() == 41);
        var before = await Embedding(daemon);
        Assert.Equal("science-embedding-2", before["serving"]!.GetValue<string>());
        Assert.Equal("fake-embed@127.0.0.1", before["model"]!.GetValue<string>());
        var early = await daemon.GetAsync($"/v1/papers?q={Uri.EscapeDataString(Folding)}");
        Assert.Equal("arxiv:2601.95001", Ids(early)[0]);
        Assert.Contains("until then", early["notice"]!.GetValue<string>(), StringComparison.Ordinal);

        gate.SetResult();
        await TestDaemon.UntilAsync(async () => (await Embedding(daemon))["serving"]!.GetValue<string>() == "fake-embed@127.0.0.1");
        var late = await daemon.GetAsync($"/v1/papers?q={Uri.EscapeDataString(Folding)}");
        Assert.Equal("arxiv:2601.95001", Ids(late)[0]);
        Assert.Null(late["notice"]);
        // The search's own text was embedded there too, once, however often it is searched for.
        await daemon.GetAsync($"/v1/papers?q={Uri.EscapeDataString(Folding)}&limit=3");
        Assert.Equal(1, fake.Asked[Folding]);
        Assert.All(fake.Asked, text => Assert.Equal(1, text.Value));
        Assert.Equal(42, Stored(daemon, "fake-embed@127.0.0.1", FakeEmbeddings.Dimensions));

        // A paper that comes later is embedded there as well.
        await daemon.ImportAsync([new { id = "arxiv:2601.95002", title = "Ironing shirts", @abstract = "Shirts are ironed." }]);
        await TestDaemon.UntilAsync(() => Task.FromResult(Stored(daemon, "fake-embed@127.0.0.1", FakeEmbeddings.Dimensions) == 43));
    }

    [Fact, TakesLong]
    public async Task Embedding_goes_on_where_it_was_interrupted_and_what_an_old_model_left_is_deleted_behind_it()
    {
        using var folder = new TempFolder();
        await using var fake = new FakeEmbeddings { FailsAfter = 2 };
        await using (var daemon = await TestDaemon.StartAsync(fake.Settings("old-model"), folder.Path))
        {
            await daemon.ImportAsync(TestDaemon.MadeUp(30));
            await TestDaemon.UntilAsync(async () => (await Embedding(daemon))["problem"] is not null);
            Assert.Equal(2 * FakeEmbeddings.BatchSize, Stored(daemon, "old-model@127.0.0.1", FakeEmbeddings.Dimensions));
        }
        fake.FailsAfter = int.MaxValue;
        await using (var daemon = await TestDaemon.StartAsync(fake.Settings("old-model"), folder.Path))
        {
            await TestDaemon.UntilAsync(async () => await Embedding(daemon) is var now && now["serving"]!.GetValue<string>() == "old-model@127.0.0.1" && now["done"]!.GetValue<int>() == 30);
            Assert.All(fake.Asked, text => Assert.Equal(1, text.Value));
        }
        await using (var daemon = await TestDaemon.StartAsync(fake.Settings("new-model"), folder.Path))
        {
            await TestDaemon.UntilAsync(() => Task.FromResult(Stored(daemon, "new-model@127.0.0.1", FakeEmbeddings.Dimensions) == 30));
            await TestDaemon.UntilAsync(() => Task.FromResult(Stored(daemon, "old-model@127.0.0.1", FakeEmbeddings.Dimensions) == 0));
            Assert.Equal(30, Stored(daemon, "science-embedding-2", 256));
        }
    }

    [Fact, TakesLong]
    public async Task Where_the_endpoint_fails_the_shipped_embedding_serves_and_everybody_is_told()
    {
        await using var fake = new FakeEmbeddings { Status = 401 };
        var clock = new SettableClock(DateTimeOffset.UtcNow);
        await using var daemon = await TestDaemon.StartAsync(fake.Settings(), clock: clock);
        await daemon.ImportAsync([.. TestDaemon.MadeUp(20), Towels]);
        await TestDaemon.UntilAsync(async () => (await Embedding(daemon))["problem"] is not null);
        var embedding = await Embedding(daemon);
        Assert.Equal("science-embedding-2", embedding["serving"]!.GetValue<string>());
        Assert.Contains(
            "Set LocalDigest:Embedding:ApiKey to a valid one.", embedding["problem"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("shipped embedding", Assert.Single((await daemon.GetAsync("/health"))["notices"]!.AsArray())!.GetValue<string>(), StringComparison.Ordinal);

        var found = await daemon.GetAsync($"/v1/papers?q={Uri.EscapeDataString(Folding)}");
        Assert.Equal("arxiv:2601.95001", Ids(found)[0]);
        Assert.Contains("refused the key", found["notice"]!.GetValue<string>(), StringComparison.Ordinal);

        var run = await daemon.RunAsync(new { kind = "digest", sources = Array.Empty<object>() });
        Assert.Equal("partial", run["state"]!.GetValue<string>());
        Assert.Contains(run["problems"]!.AsArray(), problem => problem!["part"]!.GetValue<string>() == "embedding");
        using var digest = await daemon.SendAsync(HttpMethod.Get, $"/v1/digests/{run["digest"]!.GetValue<string>()}", headers: ("Accept", "text/markdown"));
        var text = await digest.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("similarity is by the shipped embedding", text, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-canary", text + embedding, StringComparison.Ordinal);

        // It comes back, and is asked again after a while.
        fake.Status = 200;
        clock.Pass(TimeSpan.FromMinutes(2));
        await TestDaemon.UntilAsync(async () => (await Embedding(daemon))["serving"]!.GetValue<string>() == "fake-embed@127.0.0.1");
        Assert.Empty((await daemon.GetAsync("/health"))["notices"]!.AsArray());
    }

    [Fact, TakesLong]
    public async Task An_endpoint_that_fails_later_costs_a_search_nothing_but_its_meaning()
    {
        await using var fake = new FakeEmbeddings();
        await using var daemon = await TestDaemon.StartAsync(fake.Settings());
        await daemon.ImportAsync([.. TestDaemon.MadeUp(20), Towels]);
        await TestDaemon.UntilAsync(async () => await Embedding(daemon) is var now && now["done"]!.GetValue<int>() == 21 && now["serving"]!.GetValue<string>() == "fake-embed@127.0.0.1");
        fake.Status = 400;
        var found = await daemon.GetAsync($"/v1/papers?q={Uri.EscapeDataString(Folding)}");
        Assert.Equal("arxiv:2601.95001", Ids(found)[0]);
        Assert.Contains("by the shipped embedding", found["notice"]!.GetValue<string>(), StringComparison.Ordinal);
        // Papers are all embedded there, so likeness to a paper needs no request and no notice.
        Assert.Null((await daemon.GetAsync("/v1/papers/arxiv%3A2601.95001/similar"))["notice"]);
    }

    [Fact]
    public void Settings_that_cannot_work_are_refused_at_the_start()
    {
        Assert.Contains("http", new EmbeddingOptions { BaseUrl = "ftp://x" }.Check()!, StringComparison.Ordinal);
        Assert.Contains("Dimensions", new EmbeddingOptions { BaseUrl = "http://x/v1", Dimensions = 3 }.Check()!, StringComparison.Ordinal);
        Assert.Null(new EmbeddingOptions().Check());
    }

    private static object Towels => new { id = "arxiv:2601.95001", title = "Folding towels with two arms", @abstract = "Towels are folded by two arms that learn from touch." };

    private static List<string> Ids(JsonNode list) => [.. list["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>())];

    private static async Task<JsonNode> Embedding(TestDaemon daemon) => (await daemon.GetAsync("/v1/info"))["embedding"]!;

    private static int Stored(TestDaemon daemon, string model, int dimensions) => daemon.Services.GetRequiredService<VectorTable>().Count(new VectorModel(model, dimensions));
}
