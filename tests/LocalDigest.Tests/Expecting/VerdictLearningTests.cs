using System.Globalization;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Expecting;

/// <summary>What the judge said of earlier papers decides what it gets to see of new ones.</summary>
public sealed class VerdictLearningTests
{
    private static readonly string[] Liked = ["caterpillars", "moths", "pupae", "larvae", "butterflies", "cocoons"];
    private static readonly string[] Disliked = ["robots", "grippers", "joints", "motors", "wheels", "cables"];

    [Fact, TakesLong]
    public async Task The_judge_teaches_the_shortlist_and_a_restart_forgets_nothing()
    {
        using var folder = new TempFolder();
        await using var llm = new FakeLlm();
        var asked = new List<string>();
        llm.Judge = id =>
        {
            lock (asked) asked.Add(id);
            return FakeLlm.Verdict(id, relevance: IsLiked(id) ? 9 : 2);
        };
        string[] settings = [.. llm.Settings];
        await using (var daemon = await TestDaemon.StartAsync(settings, folder.Path))
        {
            await ProfileAsync(daemon, shortlist: 100);
            await daemon.ImportAsync(Papers(0, 60));
            Assert.Null((await daemon.GetAsync("/v1/papers?profile=beetles&limit=1"))["items"]![0]!["expected"]);
            await daemon.RunAsync(new { kind = "digest", profile = "beetles", sources = Array.Empty<object>() });
            Assert.Equal(60, asked.Distinct().Count());
            await TestDaemon.UntilAsync(async () => (await daemon.GetAsync("/v1/papers?profile=beetles&limit=1"))["items"]![0]!["expected"] is not null);

            // The next day only ten of forty can be judged.
            asked.Clear();
            await ProfileAsync(daemon, shortlist: 10);
            await daemon.ImportAsync(Papers(100, 40));
            await daemon.RunAsync(new { kind = "digest", profile = "beetles", sources = Array.Empty<object>() });
            Assert.Equal(10, asked.Distinct().Count());
            Assert.All(asked, id => Assert.True(IsLiked(id), id));
        }
        await using (var daemon = await TestDaemon.StartAsync(settings, folder.Path))
        {
            var items = (await daemon.GetAsync("/v1/papers?profile=beetles&limit=200"))["items"]!.AsArray();
            Assert.All(items, item => Assert.InRange(item!["expected"]!.GetValue<double>(), 1, 10));
            // What is listed is rounded to two digits before: at a half both neighbours are right.
            Assert.All(items.Where(item => item!["relevance"] is null), item => Assert.Contains(item!["reasons"]!.AsArray().Select(reason => reason!.GetValue<string>()), reason =>
                new[] { -0.006, 0.006 }.Any(off => reason == $"The judge would probably give {Math.Round(item["expected"]!.GetValue<double>() + off)} of 10.")));
            double Mean(bool liked) => items.Where(item => IsLiked(item!["id"]!.GetValue<string>()) == liked).Average(item => item!["expected"]!.GetValue<double>());
            Assert.True(Mean(true) > 6.5 && Mean(false) < 4, $"{Mean(true)} {Mean(false)}");
            double Chance(bool liked) => items.Where(item => IsLiked(item!["id"]!.GetValue<string>()) == liked).Average(item => item!["likelihood"]!.GetValue<double>());
            Assert.True(Chance(true) > 0.7 && Chance(false) < 0.3, $"{Chance(true)} {Chance(false)}");
            // The first said what the criteria say; the newest is in use.
            var versions = (await daemon.GetAsync("/v1/profiles/beetles/expectation"))["versions"]!.AsArray();
            Assert.Equal([60, 0], versions.Select(one => one!["verdicts"]!.GetValue<int>()));
            var version = versions[0]!;
            Assert.Equal((60, 30), (version["verdicts"]!.GetValue<int>(), version["relevant"]!.GetValue<int>()));
            Assert.True(version["auc"]!.GetValue<double>() > 0.9 && version["brier"]!.GetValue<double>() < version["baseBrier"]!.GetValue<double>(), version.ToJsonString());
        }
    }

    [Fact, TakesLong]
    public async Task Other_criteria_are_other_questions_and_nothing_is_expected_of_them()
    {
        await using var llm = new FakeLlm();
        llm.Judge = id => FakeLlm.Verdict(id, relevance: IsLiked(id) ? 9 : 2);
        await using var daemon = await TestDaemon.StartAsync([.. llm.Settings]);
        await ProfileAsync(daemon, shortlist: 100);
        await daemon.ImportAsync(Papers(0, 60));
        await daemon.RunAsync(new { kind = "digest", profile = "beetles", sources = Array.Empty<object>() });
        await TestDaemon.UntilAsync(async () => (await daemon.GetAsync("/v1/papers?profile=beetles&limit=1"))["items"]![0]!["expected"] is not null);
        await ProfileAsync(daemon, shortlist: 100, interests: "1. Sea ice\n   Relevant: drift and thickness of sea ice.");
        Assert.Null((await daemon.GetAsync("/v1/papers?profile=beetles&limit=1"))["items"]![0]!["expected"]);
    }

    [Fact, TakesLong]
    public async Task What_was_judged_by_an_older_wording_counts_less_and_a_version_can_be_gone_back_to()
    {
        await using var llm = new FakeLlm();
        llm.Judge = id => FakeLlm.Verdict(id, relevance: IsLiked(id) ? 9 : 2);
        await using var daemon = await TestDaemon.StartAsync([.. llm.Settings]);
        await ProfileAsync(daemon, shortlist: 100);
        await daemon.ImportAsync(Papers(0, 60));
        await RunAsync(daemon);
        await UntilExpectedAsync(daemon);
        await ProfileAsync(daemon, shortlist: 12, interests: "1. Nature and machines\n   Relevant: papers on living things and machines.");
        await daemon.ImportAsync(Papers(100, 60));
        await RunAsync(daemon);
        await UntilExpectedAsync(daemon);

        // Twelve of the shortlist, and the five that the day's digest holds, were judged by the new wording; these alone could not tell so well.
        var versions = (await daemon.GetAsync("/v1/profiles/beetles/expectation"))["versions"]!.AsArray();
        Assert.Equal(17, versions[0]!["verdicts"]!.GetValue<int>());
        var items = (await daemon.GetAsync("/v1/papers?profile=beetles&limit=200"))["items"]!.AsArray().ToLookup(item => IsLiked(item!["id"]!.GetValue<string>()), item => item!["expected"]!.GetValue<double>());
        Assert.True(items[true].Average() > items[false].Average() + 0.5, $"{items[true].Average():0.0} {items[false].Average():0.0}");

        var newest = versions[0]!["version"]!.GetValue<int>();
        using (var never = await daemon.SendAsync(HttpMethod.Post, "/v1/profiles/beetles/expectation/rollback", new { version = 99 })) Assert.Equal(422, (int)never.StatusCode);
        var back = await daemon.PostAsync("/v1/profiles/beetles/expectation/rollback", new { version = newest });
        Assert.Equal((newest + 1, 17), (back["version"]!.GetValue<int>(), back["verdicts"]!.GetValue<int>()));
        Assert.NotNull((await daemon.GetAsync("/v1/papers?profile=beetles&limit=1"))["items"]![0]!["expected"]);
    }

    private static Task<System.Text.Json.Nodes.JsonNode> RunAsync(TestDaemon daemon) => daemon.RunAsync(new { kind = "digest", profile = "beetles", sources = Array.Empty<object>() });

    private static Task UntilExpectedAsync(TestDaemon daemon) =>
        TestDaemon.UntilAsync(async () => (await daemon.GetAsync("/v1/papers?profile=beetles&limit=1"))["items"]![0]!["expected"] is not null);

    private static bool IsLiked(string id) => int.Parse(id[^5..], CultureInfo.InvariantCulture) % 2 == 0;

    /// <summary>The criteria say nothing of what the judge likes.</summary>
    private static async Task ProfileAsync(TestDaemon daemon, int shortlist, string interests = "1. Nature\n   Relevant: papers on living things and machines.")
    {
        var profile = new { name = "Beetles", interests, sources = Array.Empty<object>(), digest = new { shortlist, budget = new { share = 1 }, maxPapers = 5, minSimilarity = 0.0, exploration = 0.0 } };
        var isThere = (await daemon.GetAsync("/v1/profiles"))["items"]!.AsArray().Any(item => item!["id"]!.GetValue<string>() == "beetles");
        using var answer = isThere ? await daemon.Http.PutAsync("/v1/profiles/beetles", Body(profile)) : await daemon.Http.PostAsync("/v1/profiles", Body(profile));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static StringContent Body(object value) => new(System.Text.Json.JsonSerializer.Serialize(value), System.Text.Encoding.UTF8, "application/json");

    private static object[] Papers(int from, int count)
    {
        var random = new Random(from + 1);
        return [.. Enumerable.Range(from, count).Select(i =>
        {
            var words = i % 2 == 0 ? Liked : Disliked;
            string Word() => words[random.Next(words.Length)];
            return (object)new
            {
                id = $"arxiv:2601.{i:00000}",
                title = $"On {Word()} and {Word()}, part {i}",
                @abstract = $"We look at {Word()} beside {Word()} in {i} samples of {Word()}.",
                authors = new[] { $"Author {i}" },
            };
        })];
    }
}
