using System.Diagnostics;
using System.Text.Json.Nodes;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Hostile;

/// <summary>What the bound on verdicts costs honest papers: 14,676 of one user, with the grades that their judge gave.</summary>
public sealed class HonestAbstractsTests
{
    /// <summary>So many papers are judged before anything was learned; the others with what these taught.</summary>
    private const int FirstDay = 1500;

    private const int MustRead = 9;

    [TakesLong]
    [Fact]
    public async Task At_most_one_in_a_thousand_is_checked_again_and_two_in_a_hundred_of_the_must_reads()
    {
        var (papers, grades) = await ReadAsync();
        await using var llm = new FakeLlm { Judge = id => FakeLlm.Verdict(id, grades[id], novelty: 5) };
        string[] settings =
        [
            .. llm.Settings, "--LocalDigest:Llm:MaxRequestsPerRun=5000", "--LocalDigest:Llm:PapersPerRequest=50",
            "--LocalDigest:Llm:ContextTokens=60000",
        ];
        await using var daemon = await TestDaemon.StartAsync(settings);
        await daemon.PostAsync("/v1/profiles", new
        {
            name = "Embodied",
            interests = await File.ReadAllTextAsync(
                SharedData.Path("data/profiles/embodied-vlm/topics.txt"), TestContext.Current.CancellationToken),
            sources = Array.Empty<object>(),
            digest = new { budget = new { share = 1.0 }, maxAgeDays = 9999 },
        });
        await RunAsync(daemon, papers[..FirstDay]);
        await TestDaemon.UntilAsync(async () =>
            (await daemon.GetAsync("/v1/papers?profile=embodied&limit=1"))["items"]![0]!["expected"] is not null);
        var early = AskedAgain(llm);
        await RunAsync(daemon, papers[FirstDay..]);

        var checkedAgain = AskedAgain(llm);
        var mustReads = grades.Count(pair => pair.Value >= MustRead);
        var lowered = checkedAgain.Count(id => grades[id] >= MustRead);
        var told = $"{early.Count} of the first {FirstDay}, {checkedAgain.Count} of {papers.Count}; {lowered} of {mustReads} must-reads";
        Assert.Equal(papers.Count, llm.Answered.Count);
        Assert.True(checkedAgain.Count <= papers.Count / 1000.0, told);
        Assert.True(lowered <= 0.02 * mustReads, told);
    }

    private static HashSet<string> AskedAgain(FakeLlm llm) =>
        [.. llm.Requests.Where(asked => asked.IsSecondLook).SelectMany(asked => asked.Papers)];

    private static async Task RunAsync(TestDaemon daemon, IReadOnlyList<object> papers)
    {
        await daemon.ImportAsync(papers);
        var run = await daemon.PostAsync("/v1/runs", new { kind = "digest", profile = "embodied", sources = Array.Empty<object>() });
        // It takes longer than other runs may.
        while (run["state"]!.GetValue<string>() is "queued" or "running")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
            run = await daemon.GetAsync($"/v1/runs/{run["id"]!.GetValue<string>()}");
        }
        Assert.Equal("succeeded", run["state"]!.GetValue<string>());
    }

    private static async Task<(List<object> Papers, Dictionary<string, int> Grades)> ReadAsync()
    {
        var path = SharedData.Path("data/profiles/embodied-vlm/papers.jsonl.xz");
        using var xz = new Process();
        xz.StartInfo = new ProcessStartInfo("xz", ["-dc", path]) { RedirectStandardOutput = true, UseShellExecute = false };
        try
        {
            xz.Start();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("skipped: xz is not installed");
        }
        var lines = new List<JsonNode>();
        while (await xz.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line) lines.Add(JsonNode.Parse(line)!);
        var grades = new Dictionary<string, int>(StringComparer.Ordinal);
        var papers = new List<object>();
        foreach (var paper in lines.OrderBy(paper => paper["date"]?.GetValue<string>(), StringComparer.Ordinal))
        {
            var id = $"arxiv:{paper["arxiv_id"]}";
            grades[id] = (int)paper["relevance"]!.GetValue<double>();
            papers.Add(
                new { id, title = paper["title"], @abstract = paper["abstract"], authors = paper["authors"], published = paper["date"] });
        }
        return (papers, grades);
    }
}
