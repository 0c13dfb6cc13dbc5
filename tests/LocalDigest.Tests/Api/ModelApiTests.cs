using System.Net;
using System.Text.Json.Nodes;
using LocalDigest.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Tests.Api;

public sealed class ModelApiTests
{
    [Fact]
    public async Task The_next_read_is_ranked_with_the_thumbs()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TwoSubjects(30));
        Assert.All((await daemon.GetAsync("/v1/papers?limit=60"))["items"]!.AsArray(), item => Assert.Null(item!["preference"]));
        Assert.Equal(0, (await daemon.GetAsync("/v1/profiles/default/model"))["used"]!.GetValue<int>());

        var answer = await GiveAsync(daemon, 8);
        Assert.Equal(1, answer["modelVersion"]!.GetValue<int>());
        Assert.True(answer["rankedIn"]!.GetValue<double>() > 0);
        var items = (await daemon.GetAsync("/v1/papers?limit=60&feedback=none"))["items"]!.AsArray();
        Assert.Equal(44, items.Count);
        // The criteria of the default profile have nothing to say on either subject.
        Assert.All(items.Take(22), item => Assert.Contains("Tides", item!["title"]!.GetValue<string>(), StringComparison.Ordinal));
        Assert.All(items, item => Assert.InRange(item!["preference"]!.GetValue<double>(), 0, 1));
        Assert.Contains(items[0]!["reasons"]!.AsArray(), reason => reason!.GetValue<string>().Contains("which you liked", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_first_thumb_moves_what_is_near_and_says_so()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TwoSubjects(15));
        using (var up = await daemon.SendAsync(HttpMethod.Put, "/v1/papers/arxiv%3A2601.80003/feedback", new { value = "up" })) Assert.Equal(1, (await BodyAsync(up))["modelVersion"]!.GetValue<int>());
        var items = (await daemon.GetAsync("/v1/papers?limit=30&feedback=none"))["items"]!.AsArray();
        Assert.All(items.Take(14), item => Assert.Contains("Fungi", item!["title"]!.GetValue<string>(), StringComparison.Ordinal));
        Assert.Contains(items[0]!["reasons"]!.AsArray(), reason => reason!.GetValue<string>() == "It is close to “Fungi number 3 under the oak”, which you liked.");
    }

    [Fact]
    public async Task Papers_that_the_caller_holds_are_ranked_by_the_model_and_not_stored()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TwoSubjects(15));
        var held = new[]
        {
            new { id = "a", title = "Spores of fungi below the oak", @abstract = "Fungi spread along each root." },
            new { id = "b", title = "Currents and tides of the sea", @abstract = "The moon pulls tides along the coast." },
        };
        var before = await daemon.PostAsync("/v1/rank", new { papers = held });
        Assert.Equal(0, before["modelVersion"]!.GetValue<int>());
        Assert.All(before["items"]!.AsArray(), item => Assert.Null(item!["preference"]));
        await GiveAsync(daemon, 8);
        var after = await daemon.PostAsync("/v1/rank", new { profile = "default", papers = held });
        Assert.Equal(1, after["modelVersion"]!.GetValue<int>());
        Assert.Equal(["b", "a"], after["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>()));
        Assert.True(after["items"]![0]!["preference"]!.GetValue<double>() > after["items"]![1]!["preference"]!.GetValue<double>());
        Assert.Equal(30, (await daemon.GetAsync("/v1/papers?include=disliked"))["total"]!.GetValue<int>());
        using var wrong = await daemon.SendAsync(HttpMethod.Post, "/v1/rank", new { papers = new[] { new { id = "no title" } } });
        Assert.Equal(422, (int)wrong.StatusCode);
    }

    [Fact]
    public async Task Explained_parts_add_up_to_the_preference()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TwoSubjects(12));
        await GiveAsync(daemon, 6);
        foreach (var id in (string[])["2601.70009", "2601.80009"])
        {
            var explained = await daemon.GetAsync($"/v1/papers/arxiv%3A{id}/explain");
            var learned = explained["preference"]!;
            var logOdds = learned["logOdds"]!.GetValue<double>();
            Assert.Equal(logOdds, learned["parts"]!.AsArray().Sum(part => part!["value"]!.GetValue<double>()), 1e-4);
            Assert.Equal(1 / (1 + Math.Exp(-logOdds)), explained["paper"]!["preference"]!.GetValue<double>(), 1e-4);
            var words = learned["parts"]!.AsArray().Where(part => part!["kind"]!.GetValue<string>() == "word").Select(part => part!["name"]!.GetValue<string>()).ToList();
            Assert.Contains(id.StartsWith("2601.7", StringComparison.Ordinal) ? "tides" : "fungi", words);
            Assert.Contains(learned["parts"]!.AsArray(), part => part!["kind"]!.GetValue<string>() == "tag" && part["name"]?.GetValue<string>() is "physics.ao-ph" or "q-bio.PE");
        }
    }

    [Fact]
    public async Task Versions_are_listed_gone_back_to_and_made_anew()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TwoSubjects(20));
        await GiveAsync(daemon, 5);
        var before = await OrderAsync(daemon);
        using (var more = await daemon.SendAsync(HttpMethod.Put, "/v1/papers/arxiv%3A2601.80015/feedback", new { value = "up" })) Assert.Equal(2, (await BodyAsync(more))["modelVersion"]!.GetValue<int>());
        Assert.NotEqual(before, await OrderAsync(daemon));

        var model = await daemon.GetAsync("/v1/profiles/default/model");
        Assert.Equal([2, 1], model["versions"]!.AsArray().Select(version => version!["version"]!.GetValue<int>()));
        Assert.Equal(["used", "kept"], model["versions"]!.AsArray().Select(version => version!["state"]!.GetValue<string>()));
        var newest = model["versions"]![0]!;
        Assert.Equal((6, 5, 11), (newest["likes"]!.GetValue<int>(), newest["dislikes"]!.GetValue<int>(), newest["thumbs"]!.GetValue<int>()));
        Assert.InRange(newest["quality"]!["auc"]!.GetValue<double>(), 0, 1);
        Assert.Equal(180, newest["settings"]!["HalfLifeDays"]!.GetValue<double>());

        var back = await daemon.PostAsync("/v1/profiles/default/model/rollback", new { version = 1 });
        Assert.Equal((1, "used"), (back["version"]!.GetValue<int>(), back["state"]!.GetValue<string>()));
        Assert.Equal(before, await OrderAsync(daemon));
        using (var never = await daemon.SendAsync(HttpMethod.Post, "/v1/profiles/default/model/rollback", new { version = 17 })) Assert.Equal(422, (int)never.StatusCode);

        Assert.Equal(3, (await daemon.PostAsync("/v1/profiles/default/model/retrain", new { }))["modelVersion"]!.GetValue<int>());
        Assert.NotEqual(before, await OrderAsync(daemon));
        var curve = (await daemon.GetAsync("/v1/profiles/default/model/history"))["items"]!.AsArray();
        Assert.Equal([10, 11, 11], curve.Select(point => point!["statements"]!.GetValue<int>()));
        Assert.Equal([false, false, true], curve.Select(point => point!["used"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task Thumbs_that_are_taken_back_leave_the_criterias_order()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TwoSubjects(10));
        var before = await OrderAsync(daemon);
        using (var up = await daemon.SendAsync(HttpMethod.Put, "/v1/papers/arxiv%3A2601.80005/feedback", new { value = "up" })) Assert.Equal(HttpStatusCode.OK, up.StatusCode);
        using (var back = await daemon.SendAsync(HttpMethod.Delete, "/v1/papers/arxiv%3A2601.80005/feedback")) Assert.Equal(2, (await BodyAsync(back))["modelVersion"]!.GetValue<int>());
        Assert.Equal(before, await OrderAsync(daemon));
    }

    [Fact]
    public async Task Many_clients_at_once_are_all_learned_from()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TwoSubjects(64));
        await Parallel.ForEachAsync(Enumerable.Range(0, 128), new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = TestContext.Current.CancellationToken }, async (i, _) =>
        {
            using var answer = await daemon.SendAsync(HttpMethod.Put, $"/v1/papers/arxiv%3A2601.{(i % 2 == 0 ? 7 : 8)}{i / 2:0000}/feedback", new { value = i % 2 == 0 ? "up" : "down" });
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        });
        var versions = (await daemon.GetAsync("/v1/profiles/default/model"))["versions"]!.AsArray();
        var used = Assert.Single(versions, version => version!["state"]!.GetValue<string>() == "used")!;
        Assert.Equal((64, 64), (used["likes"]!.GetValue<int>(), used["dislikes"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_changed_interest_is_learned_with_anew_and_old_versions_do_not_fit_it()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TwoSubjects(10));
        await GiveAsync(daemon, 4);
        using (var changed = await daemon.SendAsync(HttpMethod.Put, "/v1/profiles/default", new { name = "Sea", interests = "Tides of the sea and their currents.", sources = Array.Empty<object>() })) Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        await OrderAsync(daemon);
        var newest = (await daemon.GetAsync("/v1/profiles/default/model"))["versions"]![0]!;
        Assert.Equal((2, "used"), (newest["version"]!.GetValue<int>(), newest["state"]!.GetValue<string>()));
        using var back = await daemon.SendAsync(HttpMethod.Post, "/v1/profiles/default/model/rollback", new { version = 1 });
        Assert.Equal(422, (int)back.StatusCode);
        Assert.Contains("have changed since", await back.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_model_is_trained_anew_and_that_is_said()
    {
        using var folder = new TempFolder();
        List<string> before;
        await using (var daemon = await TestDaemon.StartAsync(folder: folder.Path))
        {
            await daemon.ImportAsync(TwoSubjects(12));
            await GiveAsync(daemon, 6);
            before = await OrderAsync(daemon);
            daemon.Services.GetRequiredService<Database>().Write(session => session.Execute("UPDATE preference_models SET model = substr(model, 1, 200)"));
        }
        await using var again = await TestDaemon.StartAsync(folder: folder.Path);
        // That happens behind everybody's back.
        await TestDaemon.UntilAsync(async () => (await again.GetAsync("/v1/profiles/default/model"))["versions"]!.AsArray().Count == 2);
        Assert.Equal(before, await OrderAsync(again));
        var newest = (await again.GetAsync("/v1/profiles/default/model"))["versions"]![0]!;
        Assert.Equal((2, "used"), (newest["version"]!.GetValue<int>(), newest["state"]!.GetValue<string>()));
        Assert.Contains("damaged", newest["note"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_library_counts_as_likes_and_is_kept_in_step()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TwoSubjects(10));
        var library = """
            @article{one, title={Old tides of warm seas}, author={Lee, Ann}, doi={10.1000/tides1}, year={2019}, abstract={Tides move warm currents along the coast.}}
            @article{two, title={Tides number 3 under the moon}, author={Wu, Bo}, eprint={2601.70003}, archiveprefix={arXiv}, year={2026}}
            @article{three, author={Nobody}}
            """;
        var first = await LibraryAsync(daemon, library);
        Assert.Equal((2, 0, 0, 1), (first["added"]!.GetValue<int>(), first["removed"]!.GetValue<int>(), first["unchanged"]!.GetValue<int>(), first["rejected"]!.AsArray().Count));
        var model = (await daemon.GetAsync("/v1/profiles/default/model"))["versions"]![0]!;
        Assert.Equal((2, 0, 0), (model["likes"]!.GetValue<int>(), model["dislikes"]!.GetValue<int>(), model["thumbs"]!.GetValue<int>()));
        var again = await LibraryAsync(daemon, library);
        Assert.Equal((0, 0, 2), (again["added"]!.GetValue<int>(), again["removed"]!.GetValue<int>(), again["unchanged"]!.GetValue<int>()));
        var less = await LibraryAsync(daemon, library[..library.IndexOf("@article{two", StringComparison.Ordinal)]);
        Assert.Equal((0, 1, 1), (less["added"]!.GetValue<int>(), less["removed"]!.GetValue<int>(), less["unchanged"]!.GetValue<int>()));

        using var wrong = await daemon.SendAsync(HttpMethod.Post, "/v1/profiles/default/library", "{}");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, wrong.StatusCode);
    }

    [Fact]
    public async Task Signs_of_interest_count_unless_they_are_switched_off()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TwoSubjects(10));
        foreach (var kind in (string[])["opened", "saved", "bibtex"])
        {
            using var sign = await daemon.SendAsync(HttpMethod.Post, "/v1/papers/arxiv%3A2601.70001/signals", new { kind });
            Assert.Equal(HttpStatusCode.OK, sign.StatusCode);
        }
        using (var wrong = await daemon.SendAsync(HttpMethod.Post, "/v1/papers/arxiv%3A2601.70001/signals", new { kind = "smelled" })) Assert.Equal(422, (int)wrong.StatusCode);
        Assert.Equal(1, (await daemon.GetAsync("/v1/profiles/default/model"))["versions"]![0]!["likes"]!.GetValue<int>());

        // A thumb overrules them.
        using (var down = await daemon.SendAsync(HttpMethod.Put, "/v1/papers/arxiv%3A2601.70001/feedback", new { value = "down" })) Assert.Equal(HttpStatusCode.OK, down.StatusCode);
        var overruled = (await daemon.GetAsync("/v1/profiles/default/model"))["versions"]![0]!;
        Assert.Equal((0, 1), (overruled["likes"]!.GetValue<int>(), overruled["dislikes"]!.GetValue<int>()));

        using (var other = await daemon.SendAsync(HttpMethod.Post, "/v1/papers/arxiv%3A2601.70002/signals", new { kind = "saved" })) Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal(1, (await daemon.GetAsync("/v1/profiles/default/model"))["versions"]![0]!["likes"]!.GetValue<int>());
        using (var off = await daemon.SendAsync(HttpMethod.Put, "/v1/profiles/default", new { name = "Default", learning = new { signals = false } })) Assert.Equal(HttpStatusCode.OK, off.StatusCode);
        await daemon.PostAsync("/v1/profiles/default/model/retrain", new { });
        Assert.Equal(0, (await daemon.GetAsync("/v1/profiles/default/model"))["versions"]![0]!["likes"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_full_digest_keeps_a_labelled_place_for_what_would_teach_most()
    {
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TwoSubjects(30));
        using (var small = await daemon.SendAsync(HttpMethod.Put, "/v1/profiles/default", new { name = "Default", sources = Array.Empty<object>(), digest = new { maxPapers = 10, minSimilarity = 0, exploration = 0.2 } })) Assert.Equal(HttpStatusCode.OK, small.StatusCode);
        await GiveAsync(daemon, 4);
        var run = await daemon.RunAsync(new { kind = "digest", profile = "default", sources = Array.Empty<object>() });
        using var answer = await daemon.SendAsync(HttpMethod.Get, $"/v1/digests/{run["digest"]}", headers: ("Accept", "application/json"));
        var papers = (await BodyAsync(answer))["papers"]!.AsArray();
        Assert.Equal(10, papers.Count);
        var explored = papers.Where(paper => paper!["isExploration"]!.GetValue<bool>()).ToList();
        Assert.Equal(2, explored.Count);
        Assert.All(explored, paper => Assert.Contains("to learn from", paper!["reasons"]![0]!.GetValue<string>(), StringComparison.Ordinal));
        Assert.Equal("exploration", (await daemon.GetAsync($"/v1/papers/{Uri.EscapeDataString(explored[0]!["id"]!.GetValue<string>())}/explain"))["outcome"]!.GetValue<string>());
    }

    /// <summary>Papers on tides (2601.7…) and on fungi (2601.8…).</summary>
    internal static IEnumerable<object> TwoSubjects(int each) => Enumerable.Range(0, 2 * each).Select(i => new
    {
        id = $"arxiv:2601.{(i % 2 == 0 ? 7 : 8)}{i / 2:0000}",
        title = i % 2 == 0 ? $"Tides number {i / 2} under the moon" : $"Fungi number {i / 2} under the oak",
        @abstract = i % 2 == 0 ? $"Tides and currents rise along coast {i / 2}; the moon pulls the sea." : $"Fungi and spores spread along root {i / 2}; the oak feeds the soil.",
        authors = new[] { $"Author {i} One", i % 2 == 0 ? "Tia Sea" : "Fay Wood" },
        categories = new[] { i % 2 == 0 ? "physics.ao-ph" : "q-bio.PE" },
        published = DateTimeOffset.UtcNow.AddDays(-1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
    });

    /// <summary>Thumbs up on tides, down on fungi.</summary>
    private static Task<JsonNode> GiveAsync(TestDaemon daemon, int each) => daemon.PostAsync("/v1/feedback", new
    {
        items = Enumerable.Range(0, 2 * each).Select(i => new { id = $"arxiv:2601.{(i % 2 == 0 ? 7 : 8)}{i / 2:0000}", value = i % 2 == 0 ? "up" : "down" }),
    });

    private static async Task<List<string>> OrderAsync(TestDaemon daemon) =>
        [.. (await daemon.GetAsync("/v1/papers?limit=500"))["items"]!.AsArray().Select(item => $"{item!["id"]} {item["score"]}")];

    private static async Task<JsonNode> LibraryAsync(TestDaemon daemon, string library)
    {
        using var answer = await daemon.SendAsync(HttpMethod.Post, "/v1/profiles/default/library?name=papers.bib", library, "application/x-bibtex");
        return await BodyAsync(answer);
    }

    private static async Task<JsonNode> BodyAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }
}
