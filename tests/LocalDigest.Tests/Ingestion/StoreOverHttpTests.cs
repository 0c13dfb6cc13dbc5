
namespace LocalDigest.Tests.Ingestion;

/// <summary>What the store says is the same before and after a restart, whatever went on in it.</summary>
public sealed class StoreOverHttpTests : IDisposable
{
    private DateTimeOffset now = new(2026, 11, 27, 8, 0, 0, TimeSpan.Zero);

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Real_papers_after_the_sample_day_are_ranked_by_their_own_text()
    {
        List<string> before;
        await using (var daemon = await StartAsync())
        {
            await SampleDayAsync(daemon);
            await daemon.ImportAsync(Enumerable.Range(0, 60).Select(i => i % 2 == 0
                ? Paper(i, $"Efficient inference of large language models, part {i}", $"Quantisation and sparse attention for language model inference, experiment {i}.")
                : Paper(i, $"Beetles of alpine meadows, site {i}", $"We count beetles below bark in meadow {i}.")));
            var info = await daemon.GetAsync("/v1/info");
            Assert.Equal((60, 60, 60), (info["papers"]!.GetValue<int>(), info["embedding"]!["done"]!.GetValue<int>(), info["embedding"]!["total"]!.GetValue<int>()));
            before = await EightAsync(daemon, "Again");
        }
        await using (var daemon = await StartAsync())
        {
            Assert.Equal(before, await EightAsync(daemon, "Restarted"));
            Assert.Equal(60, (await daemon.GetAsync("/v1/info"))["embedding"]!["total"]!.GetValue<int>());
        }
        Assert.All(before, title => Assert.StartsWith("Efficient inference", title, StringComparison.Ordinal));
        Assert.Equal(8, before.Count);
    }

    [Fact]
    public async Task A_record_that_two_became_is_found_by_its_new_text_alone()
    {
        (double, string?, int) before;
        await using (var daemon = await StartAsync())
        {
            await daemon.ImportAsync([new { id = "arxiv:2601.00001v1", title = "Beetles of the northern forest", @abstract = "Beetles live below bark.", authors = new[] { "Ada King" } }]);
            await daemon.ImportAsync([new { id = "doi:10.1000/xyz1", title = "Journal version", @abstract = "", authors = new[] { "Ada King" } }]);
            Assert.True((await LookAsync(daemon)).Similarity < 0.2);
            await daemon.ImportAsync([new
            {
                id = "arxiv:2601.00001v2", doi = "10.1000/xyz1", title = "Efficient inference of large language models by quantisation",
                @abstract = "Sparse attention and quantisation make inference of language models efficient.", authors = new[] { "Ada King" },
            }]);
            before = await LookAsync(daemon);
            Assert.True(before.Item1 > 0.9);
            Assert.StartsWith("1.", before.Item2, StringComparison.Ordinal);
            Assert.Equal(0, before.Item3);
        }
        await using (var daemon = await StartAsync()) Assert.Equal(before, await LookAsync(daemon));

        static async Task<(double Similarity, string? Topic, int Beetles)> LookAsync(TestDaemon daemon)
        {
            var paper = (await daemon.GetAsync("/v1/papers?limit=5"))["items"]!.AsArray().Single(paper => paper!["id"]!.GetValue<string>() == "arxiv:2601.00001")!;
            return (paper["similarity"]!.GetValue<double>(), paper["topic"]?.GetValue<string>(), (await daemon.GetAsync("/v1/papers?q=beetles"))["total"]!.GetValue<int>());
        }
    }

    [Fact]
    public async Task A_users_own_pdf_stays_with_the_paper_that_two_records_became()
    {
        Reading.Pdfs.Poppler();
        using var pdfs = new TempFolder();
        await File.WriteAllBytesAsync(pdfs.File("my.pdf"), Reading.MadeUpPaper.Towels.ToPdf(1), TestContext.Current.CancellationToken);
        string[] settings = [$"--LocalDigest:Reading:LibraryFolders:0={pdfs.Path}"];
        await using (var daemon = await StartAsync(settings))
        {
            await daemon.ImportAsync([new { id = "arxiv:2601.00001", title = "A first title that says one thing about robots", @abstract = "We study robots.", authors = new[] { "Ada King" } }]);
            using (var library = await daemon.SendAsync(HttpMethod.Post, "/v1/papers",
                "@article{king, title={Robots: the journal version of our work}, author={King, Ada}, doi={10.1000/xyz1}, file={:my.pdf:PDF}, journal={J}}", "application/x-bibtex")) Assert.True(library.IsSuccessStatusCode);
            await daemon.ImportAsync([new { id = "arxiv:2601.00001", doi = "10.1000/xyz1", title = "A first title that says one thing about robots", @abstract = "We study robots.", authors = new[] { "Ada King" } }]);
            Assert.Equal(1, (await daemon.GetAsync("/v1/papers"))["total"]!.GetValue<int>());
        }
        await using (var daemon = await StartAsync(settings))
        {
            var run = await daemon.RunAsync(new { kind = "digest", sources = Array.Empty<object>(), style = "deep-dive" });
            Assert.Equal(1, run["counts"]!["read"]!.GetValue<int>());
            Assert.Equal("full-text", (await daemon.GetAsync("/v1/digests/latest"))["papers"]![0]!["reading"]!["basis"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task A_list_of_many_changes_is_the_same_after_a_restart()
    {
        string before, found, near;
        await using (var daemon = await StartAsync())
        {
            await daemon.ImportAsync(TestDaemon.MadeUp(40));
            await daemon.GetAsync("/v1/papers");
            await daemon.ImportAsync(TestDaemon.MadeUp(20, "beetles"));
            foreach (var id in (string[])["arxiv:2601.90003", "arxiv:2601.90030"])
                using (var thumb = await daemon.SendAsync(HttpMethod.Put, $"/v1/papers/{Uri.EscapeDataString(id)}/feedback", new { value = "up" })) Assert.True(thumb.IsSuccessStatusCode);
            await daemon.ImportAsync([Paper(5, "A new title of the fifth", "It says something else."), Paper(99, "One more on robots that grasp", "Robots grasp.")]);
            (before, found, near) = await LookAsync(daemon);
        }
        await using (var daemon = await StartAsync()) Assert.Equal((before, found, near), await LookAsync(daemon));

        static async Task<(string List, string Found, string Near)> LookAsync(TestDaemon daemon) => (
            (await daemon.GetAsync("/v1/papers?limit=100")).ToJsonString(), (await daemon.GetAsync("/v1/papers?q=beetles+grasp")).ToJsonString(),
            (await daemon.GetAsync("/v1/papers/arxiv%3A2601.90003/similar")).ToJsonString());
    }

    private Task<TestDaemon> StartAsync(IEnumerable<string>? settings = null) => TestDaemon.StartAsync(settings, folder.Path, new SettableClock(now = now.AddHours(1)));

    private static object Paper(int i, string title, string text) =>
        new { id = $"arxiv:2601.9{i:0000}", title, @abstract = text, authors = new[] { $"Author {i}" }, categories = new[] { "cs.CL" }, published = "2026-11-26" };

    private static async Task SampleDayAsync(TestDaemon daemon)
    {
        await daemon.RunAsync(new { kind = "digest", sources = new[] { new { kind = "sample" } } });
        Assert.NotEqual(0, (await daemon.GetAsync("/v1/info"))["papers"]!.GetValue<int>());
    }

    private static async Task<List<string>> EightAsync(TestDaemon daemon, string name)
    {
        var interests = (await daemon.GetAsync("/v1/profiles/default"))["interests"]!.GetValue<string>();
        var profile = await daemon.PostAsync("/v1/profiles", new { name, interests, digest = new { maxPapers = 8 }, sources = Array.Empty<object>() });
        var id = profile["id"]!.GetValue<string>();
        await daemon.RunAsync(new { kind = "digest", profile = id, sources = Array.Empty<object>() });
        return [.. (await daemon.GetAsync($"/v1/digests/latest?profile={id}"))["papers"]!.AsArray().Select(paper => paper!["title"]!.GetValue<string>())];
    }
}
