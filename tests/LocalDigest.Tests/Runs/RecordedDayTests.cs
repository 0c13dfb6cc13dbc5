using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Runs;

/// <summary>The whole way from recorded answers of arXiv and Hugging Face to a digest, through restarts, as politely as they ask for.</summary>
public sealed class RecordedDayTests
{
    [TakesLong]
    [Fact]
    public async Task Recorded_answers_become_a_digest_with_papers_of_each_and_arxiv_is_asked_politely_through_restarts()
    {
        var feed = await File.ReadAllTextAsync(SharedData.Path("samples/arxiv-rss/zotero-arxiv-daily_atom_cs.AI_2025-08-20.xml"), TestContext.Current.CancellationToken);
        var page = await File.ReadAllTextAsync(SharedData.Path("samples/arxiv-api/q_testing_s0_m10_bc5a6c384fe9.xml"), TestContext.Current.CancellationToken);
        var daily = await File.ReadAllTextAsync(SharedData.Path("samples/huggingface/daily_papers_2026-09-30_one_item_trimmed.json"), TestContext.Current.CancellationToken);
        await using var arxiv = new FakeArxiv
        {
            OnFeed = _ => Reply.Text(feed, "application/atom+xml"),
            // One page, and then the end, as totalResults of the recording counts another query.
            OnApi = asked => Reply.Text(asked.Query["start"] == "0" ? page.Replace(">214881<", ">10<", StringComparison.Ordinal) : page[..page.IndexOf("<entry>", StringComparison.Ordinal)] + "</feed>", "application/atom+xml"),
        };
        await using var huggingFace = new FakeHuggingFace { OnDaily = _ => Reply.Json(daily) };
        await using var llm = new FakeLlm();
        using var folder = new TempFolder();
        const double interval = 0.7;
        string[] settings =
        [
            $"--LocalDigest:Arxiv:RssUrl={arxiv.Options.RssUrl}", $"--LocalDigest:Arxiv:ApiUrl={arxiv.Options.ApiUrl}", $"--LocalDigest:Arxiv:OaiUrl={arxiv.Options.OaiUrl}",
            FormattableString.Invariant($"--LocalDigest:Arxiv:MinInterval={interval}"), $"--LocalDigest:HuggingFace:ApiUrl={huggingFace.Options.ApiUrl}", .. llm.Settings,
        ];
        for (var start = 0; start < 3; start++)
        {
            await using var daemon = await TestDaemon.StartAsync(settings, folder.Path);
            var run = await daemon.RunAsync(new
            {
                kind = "digest",
                sources = new object[]
                {
                    new { kind = "arxiv", categories = new[] { "cs.AI" } },
                    new { kind = "arxiv", categories = new[] { "cs.AI" }, via = "api" },
                    new { kind = "huggingface" },
                },
            });
            Assert.Equal("succeeded", run["state"]!.GetValue<string>());
            var papers = (await daemon.GetAsync("/v1/digests/latest"))["papers"]!.AsArray().Select(paper => paper!["id"]!.GetValue<string>()).ToList();
            Assert.Contains("arxiv:2508.13426", papers);
            Assert.Contains("arxiv:2609.36012", papers);
        }

        var requests = arxiv.Requests.OrderBy(asked => asked.Began).ToList();
        Assert.True(requests.Count >= 6);
        for (var i = 1; i < requests.Count; i++)
        {
            Assert.True(requests[i].Began - requests[i - 1].Ended! >= TimeSpan.FromSeconds(interval), $"{requests[i].Path} came {(requests[i].Began - requests[i - 1].Ended!.Value).TotalMilliseconds} ms after the one before.");
        }
        Assert.Equal(1, arxiv.MostConnections);
    }
}
