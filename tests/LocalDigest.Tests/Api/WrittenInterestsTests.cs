using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Api;

/// <summary>What becomes of papers when people write their interests as free text, at the surface.</summary>
public sealed class WrittenInterestsTests
{
    private const string Wanted = "I work on vision-language models: visual question answering and grounding.";

    [Theory]
    [InlineData("I do not care about robots.")]
    [InlineData("No robots, please.")]
    [InlineData("Please skip anything on robots.")]
    [InlineData("我对robots不感兴趣。")]
    public async Task Papers_on_what_is_spoken_against_fall_and_the_others_keep_their_order(string against)
    {
        await using var daemon = await TestDaemon.StartAsync();
        var papers = Made().ToList();
        var before = await OrderAsync(daemon, Wanted, papers);
        var after = await OrderAsync(daemon, $"{Wanted} {against}", papers);
        Assert.Equal(Ids(before, but: "robots"), Ids(after, but: "robots"));
        Assert.True(Mean(after, "robots") < 0.6 * Mean(before, "robots"), $"{Mean(before, "robots")} and then {Mean(after, "robots")}");
        // Spoken against is not ruled out.
        Assert.Equal(papers.Count, after.Count);
    }

    [Fact]
    public async Task A_clause_against_a_subject_of_one_topic_lowers_it_there()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var papers = Made().ToList();
        var before = await OrderAsync(daemon, "- Vision-language models\n- Medical imaging", papers);
        var after = await OrderAsync(daemon, "- Vision-language models, but not for robots\n- Medical imaging", papers);
        Assert.True(Mean(after, "robots") < 0.95 * Mean(before, "robots"), $"{Mean(before, "robots")} and then {Mean(after, "robots")}");
        Assert.Equal(Ids(before, but: "robots"), Ids(after, but: "robots"));
    }

    [Theory]
    [InlineData("hallucination", "hallucinat")]
    [InlineData("medical imaging", "medical")]
    public async Task In_real_papers_those_that_are_spoken_against_leave_the_first_hundred(string subject, string stem)
    {
        var path = SharedData.Path("data/profiles/embodied-vlm/papers.jsonl.xz");
        await using var daemon = await TestDaemon.StartAsync();
        var lines = await LinesAsync(path, 4000);
        var papers = lines.Select((line, i) => Paper($"{i}", $"{line["title"]}", $"{line["abstract"]}")).ToList();
        const string wanted = "I work on vision-language models.";
        var before = Ids(await OrderAsync(daemon, wanted, papers)).Take(100).ToList();
        var after = Ids(await OrderAsync(daemon, $"{wanted} I do not care about {subject}.", papers)).Take(100).ToList();
        Assert.True(before.Count(IsAgainst) > 2);
        Assert.True(after.Count(IsAgainst) <= before.Count(IsAgainst) / 2, $"{before.Count(IsAgainst)} and then {after.Count(IsAgainst)}");
        var others = before.Where(id => !IsAgainst(id)).ToList();
        var stayed = others.Intersect(after).Count();
        Assert.True(stayed > 0.8 * others.Count, $"{stayed} of {others.Count} others stayed");

        bool IsAgainst(string id) =>
            papers[int.Parse(id, CultureInfo.InvariantCulture)].ToString()!.Contains(stem, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Prose_becomes_topics_whose_short_names_are_shown()
    {
        await using var daemon = await TestDaemon.StartAsync();
        const string interests =
            "I work on vision-language models. Lately I have also become interested in robots that fold towels. " +
            "I do not care about medical imaging.";
        var profile = await daemon.PostAsync("/v1/profiles", new { name = "Prose", interests });
        var titles = profile["topics"]!.AsArray().Select(topic => topic!["title"]!.GetValue<string>());
        Assert.Equal(["vision-language models", "robots that fold towels"], titles);
        Assert.Equal(["medical imaging"], profile["unwanted"]!.AsArray().Select(subject => subject!.GetValue<string>()));
        var answer = await daemon.PostAsync("/v1/prefilter", new { profile = "prose", papers = Made() });
        var first = answer["items"]!.AsArray().First(item => IsOf(item!["id"]!.GetValue<string>(), "grounding"))!;
        Assert.Equal("1. vision-language models", first["topic"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_paper_in_the_other_form_is_found_by_what_other_papers_define()
    {
        await using var daemon = await TestDaemon.StartAsync();
        var defining = Enumerable.Range(0, 3)
            .Select(i => Paper($"defining-{i}", $"Zonal kelp harvesting (ZKH), part {i}", "We harvest kelp in zones."));
        var other = Paper("other", "Ropes for zonal kelp harvesting", "Ropes hold what grows.");
        var noise = Enumerable.Range(0, 40)
            .Select(i => Paper($"noise-{i}", $"Sums of type {i}", "Ropes and zones do not occur in number theory."));
        object[] papers = [.. defining, other, .. noise];
        var order = await OrderAsync(daemon, "ZKH", papers);
        Assert.Contains("other", Ids(order).Take(4));
        Assert.Contains("other", Ids(await OrderAsync(daemon, "Ropes. No ZKH, please.", papers)).TakeLast(4));

        // The same of papers that are stored.
        await daemon.ImportAsync(papers.Select(paper => JsonSerializer.SerializeToNode(paper)!).Select((paper, i) => (object)new
        {
            id = $"arxiv:2601.{i + 1:00000}", title = paper["title"]!.GetValue<string>(), @abstract = paper["abstract"]!.GetValue<string>(),
        }));
        await daemon.PostAsync("/v1/profiles", new { name = "Kelp", interests = "ZKH" });
        var stored = (await daemon.GetAsync("/v1/papers?profile=kelp&sort=similarity&limit=4"))["items"]!.AsArray();
        Assert.Contains("arxiv:2601.00004", stored.Select(paper => paper!["id"]!.GetValue<string>()));
    }

    /// <summary>Forty papers each on vision-language models, on the same for robots, on medical imaging, and on other things.</summary>
    private static IEnumerable<object> Made()
    {
        string[] places = ["kitchens", "streets", "gardens", "offices", "harbours", "forests", "museums", "hospitals"];
        for (var i = 0; i < 40; i++)
        {
            var place = $"{places[i % 8]} {i}";
            yield return Paper(
                $"grounding-{i}", $"Grounding questions about {place} with vision-language models",
                "A vision-language model answers visual questions and names the region that it looks at.");
            yield return Paper(
                $"robots-{i}", $"Robots in {place} that act by vision-language models",
                "A vision-language model guides the robot's arm; robots grasp and carry things.");
            yield return Paper(
                $"medical-{i}", $"Segmenting lungs in scans from {place}",
                "Medical imaging of patients by computed tomography.");
            yield return Paper(
                $"other-{i}", $"Estimates for sums over {place}",
                "We bound exponential sums by methods of analytic number theory.");
        }
    }

    private static object Paper(string id, string title, string text) => new { id, title, @abstract = text };

    private static bool IsOf(string id, string group) => id.StartsWith(group, StringComparison.Ordinal);

    private static double Mean(List<(string Id, double Similarity)> order, string group) =>
        order.Where(item => IsOf(item.Id, group)).Average(item => item.Similarity);

    private static IEnumerable<string> Ids(List<(string Id, double Similarity)> order, string? but = null) =>
        order.Select(item => item.Id).Where(id => but is null || !IsOf(id, but));

    private static async Task<List<(string Id, double Similarity)>> OrderAsync(
        TestDaemon daemon, string interests, IReadOnlyList<object> papers)
    {
        var answer = await daemon.PostAsync("/v1/prefilter", new { interests, papers });
        return [.. answer["items"]!.AsArray().Select(item => (item!["id"]!.GetValue<string>(), item["similarity"]!.GetValue<double>()))];
    }

    private static async Task<List<JsonNode>> LinesAsync(string path, int most)
    {
        using var xz = Process.Start(new ProcessStartInfo("xz", ["-dc", path]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var lines = new List<JsonNode>();
        while (await xz.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (lines.Count < most) lines.Add(JsonNode.Parse(line)!);
        }
        await xz.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, xz.ExitCode);
        return lines;
    }
}
