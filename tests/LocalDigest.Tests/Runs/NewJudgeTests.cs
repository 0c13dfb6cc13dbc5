using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Runs;

/// <summary>Another model judges from one day to the next.</summary>
public sealed class NewJudgeTests
{
    private const int Daily = 150, LeastRelevance = 7;

    private readonly SettableClock clock = new(new DateTimeOffset(2026, 1, 20, 9, 0, 0, TimeSpan.Zero));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, TakesLong]
    public async Task A_judge_that_grades_two_points_higher_with_noise_makes_the_same_digest_and_is_told_once()
    {
        using var folder = new TempFolder();
        await using var llm = new FakeLlm();
        llm.Judge = id => FakeLlm.Verdict(id, relevance: Truth(id), novelty: 5);
        Assert.Empty(Notices(await DigestAsync(folder, llm, day: 0, "old")));
        Assert.Empty(Notices(await DigestAsync(folder, llm, day: 1, "old")));

        llm.Judge = id => FakeLlm.Verdict(id, relevance: Math.Clamp(Truth(id) + 2 + Noise(id), 1, 10), novelty: 6);
        var asked = llm.Requests.Count;
        var digest = await DigestAsync(folder, llm, day: 2, "new");
        var again = llm.Requests.Skip(asked).SelectMany(request => request.Papers).Where(id => Day(id) < 2).ToList();
        Assert.Equal(12, again.Count);
        // Spread over the grades.
        Assert.True(again.Select(Truth).Distinct().Count() >= 8, string.Join(' ', again.Select(Truth)));
        var notice = Assert.Single(Notices(digest));
        Assert.Contains("new in place of old", notice, StringComparison.Ordinal);
        Assert.Contains("12 papers", notice, StringComparison.Ordinal);

        var shown = digest["papers"]!.AsArray().Select(paper => paper!["id"]!.GetValue<string>()).Where(id => Day(id) == 2).ToList();
        var mustReads = Ids(2).Where(id => Truth(id) >= 9).ToList();
        Assert.True(mustReads.Count >= 15);
        Assert.True(mustReads.Count(shown.Contains) >= 0.9 * mustReads.Count, $"{mustReads.Count(shown.Contains)} of {mustReads.Count}");
        var wanted = Ids(2).Count(id => Truth(id) >= LeastRelevance);
        // Noise lets some in that fall just short; as they were given, the grades would let in twice as many.
        Assert.InRange(shown.Count, 0.75 * wanted, 1.4 * wanted);
        Assert.True(Ids(2).Count(id => Truth(id) + 2 + Noise(id) >= LeastRelevance) > 1.6 * wanted);
        Assert.True(shown.Count(id => Truth(id) < LeastRelevance - 1) <= 0.05 * shown.Count);

        // The days after nobody speaks of it, and no more papers are asked again.
        asked = llm.Requests.Count;
        Assert.Empty(Notices(await DigestAsync(folder, llm, day: 3, "new")));
        Assert.All(llm.Requests.Skip(asked).SelectMany(request => request.Papers), id => Assert.Equal(3, Day(id)));
    }

    [Fact, TakesLong]
    public async Task A_judge_that_is_asked_in_other_words_is_told_once_and_nothing_but_a_dozen_papers_is_judged_again()
    {
        using var folder = new TempFolder();
        await using var llm = new FakeLlm();
        llm.Judge = id => FakeLlm.Verdict(id, relevance: Truth(id), novelty: 5);
        await DigestAsync(folder, llm, day: 0, "old");
        Directory.CreateDirectory(folder.File("prompts"));
        await File.WriteAllTextAsync(folder.File("prompts/judge.md"), "Grade each paper from 1 to 10 by these criteria:\n{{criteria}}", Ct);
        var asked = llm.Requests.Count;
        var notice = Assert.Single(Notices(await DigestAsync(folder, llm, day: 1, "old")));
        Assert.Contains("in other words", notice, StringComparison.Ordinal);
        Assert.Contains("12 papers", notice, StringComparison.Ordinal);
        Assert.Equal(12, llm.Requests.Skip(asked).SelectMany(request => request.Papers).Count(id => Day(id) == 0));
        Assert.Empty(Notices(await DigestAsync(folder, llm, day: 2, "old")));
    }

    private async Task<JsonNode> DigestAsync(TempFolder folder, FakeLlm llm, int day, string model)
    {
        clock.Now = new DateTimeOffset(2026, 1, 20 + day, 9, 0, 0, TimeSpan.Zero);
        await using var daemon = await TestDaemon.StartAsync([.. llm.Settings, $"--LocalDigest:Llm:Model={model}"], folder.Path, clock);
        object profile = new
        {
            name = "Robots", interests = "I work on robots.", sources = Array.Empty<object>(),
            digest = new { minRelevance = LeastRelevance, maxPapers = 200, budget = new { share = 1.0 } },
        };
        using (var put = await daemon.Http.PutAsJsonAsync("/v1/profiles/default", profile, Ct)) Assert.True(put.IsSuccessStatusCode);
        await daemon.ImportAsync(Ids(day).Select(id => new
        {
            id, title = $"Robots that grasp item {id[^5..]}", @abstract = $"We teach robots to grasp item {id[^5..]}.", published = clock.Now.AddDays(-1),
        }));
        var run = await daemon.RunAsync(new { kind = "digest", sources = Array.Empty<object>() });
        Assert.Equal("succeeded", run["state"]!.GetValue<string>());
        return await daemon.GetAsync($"/v1/digests/{run["digest"]}");
    }

    private static IEnumerable<string> Notices(JsonNode digest) =>
        digest["notices"]!.AsArray().Where(notice => notice!["kind"]!.GetValue<string>() == "judge-new")
            .Select(notice => notice!["text"]!.GetValue<string>());

    private static IEnumerable<string> Ids(int day) =>
        Enumerable.Range(day * Daily, Daily).Select(i => string.Create(CultureInfo.InvariantCulture, $"arxiv:2601.{i:00000}"));

    private static int Number(string id) => int.Parse(id[^5..], CultureInfo.InvariantCulture);

    private static int Day(string id) => Number(id) / Daily;

    /// <summary>What the old judge says: low grades are more frequent than high ones.</summary>
    private static int Truth(string id) => new Random(Number(id)).Next(100) switch
    {
        < 25 => 1, < 45 => 2, < 55 => 3, < 63 => 4, < 70 => 5, < 76 => 6, < 82 => 7, < 87 => 8, < 94 => 9, _ => 10,
    };

    private static int Noise(string id) => new Random(Number(id) + 7919).Next(-1, 2);
}
