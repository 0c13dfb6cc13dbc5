using System.Text.Json.Nodes;
using LocalDigest.Daemon.Hosting;
using LocalDigest.Storage;
using LocalDigest.Tests.Models.MLNet;
using LocalDigest.Tests.StandIns;
using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Tests.Prefiltering;

/// <summary>A sentence model in a folder, at the daemon's door.</summary>
public sealed class FolderEmbeddingTests(MiniLM miniLM) : IClassFixture<MiniLM>, IDisposable
{
    private readonly TempFolder data = new(), models = new();

    public void Dispose()
    {
        data.Dispose();
        models.Dispose();
    }

    private string Tiny => models.File("tiny-model");

    private string[] Settings => [$"--LocalDigest:Embedding:Folder={Tiny}"];

    [Fact, TakesLong]
    public async Task It_embeds_in_the_background_serves_then_and_embeds_nothing_twice()
    {
        TinyOnnx.WriteTo(Tiny, """{ "name": "tiny" }""");
        await using (var daemon = await TestDaemon.StartAsync(Settings, data.Path))
        {
            await daemon.ImportAsync([.. TestDaemon.MadeUp(300), Towels]);
            var states = new List<JsonNode>();
            await TestDaemon.UntilAsync(async () =>
            {
                states.Add(await EmbeddingAsync(daemon));
                return await ServesAsync(daemon, 301, "tiny@");
            });
            // Until all were embedded the shipped embedding served, and the state counted.
            var during = states.Where(state => state["done"]!.GetValue<int>() < state["total"]!.GetValue<int>()).ToList();
            Assert.NotEmpty(during);
            Assert.All(during, state => Assert.Equal("science-embedding-2", state["serving"]!.GetValue<string>()));
            var last = await EmbeddingAsync(daemon);
            Assert.Matches("^tiny@[0-9a-f]{12}$", last["model"]!.GetValue<string>());
            Assert.Equal(last["model"]!.GetValue<string>(), last["serving"]!.GetValue<string>());
            Assert.Null(last["problem"]);

            var found = await daemon.GetAsync("/v1/papers?q=folding%20towels");
            Assert.Equal("arxiv:2601.95001", Ids(found)[0]);
            Assert.Null(found["notice"]);
            Assert.Contains("arxiv:2601.90007", Ids(await SimilarAsync(daemon)));
            // What the store has of one paper is told from what the model would give.
            daemon.Services.GetRequiredService<Database>().Write(session => session.Execute(
                """
                UPDATE vectors SET scale = 0 WHERE model LIKE 'tiny@%'
                    AND text_hash = (SELECT text_hash FROM papers WHERE title LIKE 'Paper number 7 %')
                """));
        }
        await using var again = await TestDaemon.StartAsync(Settings, data.Path);
        await TestDaemon.UntilAsync(() => ServesAsync(again, 301, "tiny@"));
        Assert.DoesNotContain("arxiv:2601.90007", Ids(await SimilarAsync(again)));
    }

    [Fact, TakesLong]
    public async Task A_folder_that_is_taken_away_makes_the_shipped_embedding_serve_until_it_is_back()
    {
        TinyOnnx.WriteTo(Tiny);
        await using (var daemon = await TestDaemon.StartAsync(Settings, data.Path))
        {
            await daemon.ImportAsync([.. TestDaemon.MadeUp(20), Towels]);
            await TestDaemon.UntilAsync(() => ServesAsync(daemon, 21, "tiny-model@"));
            Directory.Move(Tiny, models.File("elsewhere"));
            var found = await daemon.GetAsync("/v1/papers?q=folding%20towels");
            Assert.Equal("arxiv:2601.95001", Ids(found)[0]);
            Assert.EndsWith(
                "by the shipped embedding: The folder that LocalDigest:Embedding:Folder names is not there. Put it back, or take the setting out.",
                found["notice"]!.GetValue<string>(), StringComparison.Ordinal);
            Assert.Equal("science-embedding-2", (await EmbeddingAsync(daemon))["serving"]!.GetValue<string>());
        }
        var clock = new SettableClock(DateTimeOffset.UtcNow);
        await using var again = await TestDaemon.StartAsync(Settings, data.Path, clock);
        await TestDaemon.UntilAsync(async () => (await EmbeddingAsync(again))["problem"] is not null);
        var state = await EmbeddingAsync(again);
        Assert.Equal(("tiny-model", "science-embedding-2"), (state["model"]!.GetValue<string>(), state["serving"]!.GetValue<string>()));
        Assert.Contains("is not there", state["problem"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain(models.Path, state.ToJsonString(), StringComparison.Ordinal);
        Assert.Single((await again.GetAsync("/health"))["notices"]!.AsArray());

        Directory.Move(models.File("elsewhere"), Tiny);
        clock.Pass(TimeSpan.FromMinutes(2));
        await TestDaemon.UntilAsync(() => ServesAsync(again, 21, "tiny-model@"));
        Assert.Empty((await again.GetAsync("/health"))["notices"]!.AsArray());
    }

    [Fact]
    public async Task A_model_that_cannot_be_used_is_told_while_the_shipped_embedding_serves()
    {
        TinyOnnx.WriteTo(Tiny);
        await File.WriteAllTextAsync(Path.Combine(Tiny, "model.onnx"), "not a model", TestContext.Current.CancellationToken);
        await using var daemon = await TestDaemon.StartAsync(Settings, data.Path);
        await daemon.ImportAsync([.. TestDaemon.MadeUp(5), Towels]);
        await TestDaemon.UntilAsync(async () => (await EmbeddingAsync(daemon))["problem"] is not null);
        var state = await EmbeddingAsync(daemon);
        Assert.Equal("science-embedding-2", state["serving"]!.GetValue<string>());
        Assert.StartsWith("model.onnx, in the folder that", state["problem"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain(models.Path, state.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("arxiv:2601.95001", Ids(await daemon.GetAsync("/v1/papers?q=folding%20towels"))[0]);
    }

    [Fact]
    public async Task What_can_be_told_at_once_keeps_the_daemon_from_starting()
    {
        TinyOnnx.WriteTo(Tiny, """{ "colour": "red" }""");
        var unknown = await Assert.ThrowsAsync<ConfigurationException>(() => TestDaemon.StartAsync(Settings, data.Path));
        Assert.Contains("'colour'", unknown.Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(Tiny, "vocab.txt"));
        var missing = await Assert.ThrowsAsync<ConfigurationException>(() => TestDaemon.StartAsync(Settings, data.Path));
        Assert.Contains("vocab.txt", missing.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(models.Path, unknown.Message + missing.Message, StringComparison.Ordinal);
        string[] both = [.. Settings, "--LocalDigest:Embedding:BaseUrl=http://127.0.0.1:9/v1"];
        var two = await Assert.ThrowsAsync<ConfigurationException>(() => TestDaemon.StartAsync(both, data.Path));
        Assert.Equal("LocalDigest:Embedding:Folder and LocalDigest:Embedding:BaseUrl are both set. Take one of them out.", two.Message);
    }

    [Fact, TakesLong]
    public async Task A_real_model_finds_by_meaning_what_shares_no_word()
    {
        // A relative path is taken from the data directory.
        var relative = Path.GetRelativePath(data.Path, miniLM.Folder);
        await using var daemon = await TestDaemon.StartAsync([$"--LocalDigest:Embedding:Folder={relative}"], data.Path);
        await daemon.ImportAsync(
        [
            new { id = "arxiv:2601.00001", title = "Felines in town", @abstract = "Kittens hunt mice at night." },
            new { id = "arxiv:2601.00002", title = "Bond yields after the war", @abstract = "Central banks raise interest rates." },
            new { id = "arxiv:2601.00003", title = "Enzymes in yeast", @abstract = "Proteins fold in the cell." },
        ]);
        await TestDaemon.UntilAsync(() => ServesAsync(daemon, 3, Path.GetFileName(miniLM.Folder) + "@"));
        var found = await daemon.GetAsync("/v1/papers?q=cats");
        Assert.Equal("arxiv:2601.00001", Ids(found)[0]);
        Assert.Null(found["notice"]);
    }

    private static object Towels =>
        new { id = "arxiv:2601.95001", title = "Folding towels with two arms", @abstract = "Towels are folded by two arms." };

    private static async Task<bool> ServesAsync(TestDaemon daemon, int papers, string model) =>
        await EmbeddingAsync(daemon) is var now && now["done"]!.GetValue<int>() == papers
        && now["serving"]!.GetValue<string>().StartsWith(model, StringComparison.Ordinal);

    private static async Task<JsonNode> EmbeddingAsync(TestDaemon daemon) => (await daemon.GetAsync("/v1/info"))["embedding"]!;

    /// <summary>What is near a made-up paper that is much like all the others.</summary>
    private static Task<JsonNode> SimilarAsync(TestDaemon daemon) => daemon.GetAsync("/v1/papers/arxiv%3A2601.90008/similar?limit=300");

    private static List<string> Ids(JsonNode list) => [.. list["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>())];
}
