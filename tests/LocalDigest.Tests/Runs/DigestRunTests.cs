using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using LocalDigest.Tests.StandIns;
using Microsoft.AspNetCore.Http;

// Long: one class for the whole flow; its cases share what stands outside of the daemon.
namespace LocalDigest.Tests.Runs;

public sealed class DigestRunTests
{
    private static readonly DateTimeOffset Wednesday = new(2026, 1, 21, 8, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly WednesdayDate = new(2026, 1, 21);

    [Fact, TakesLong]
    public async Task A_day_from_arxiv_and_hugging_face_becomes_a_judged_digest()
    {
        await using var outside = new Outside();
        outside.Arxiv.Papers.AddRange(Papers(20));
        outside.HuggingFace.Days[WednesdayDate] = [FakeHuggingFace.Item("2601.80001", "Hands of robots", 30, WednesdayDate), FakeHuggingFace.Item("2601.90003", "Paper 3 on robots", 10, WednesdayDate)];
        outside.Llm.Judge = id => FakeLlm.Verdict(id, relevance: id.EndsWith("0007", StringComparison.Ordinal) ? 10 : id.EndsWith("0008", StringComparison.Ordinal) ? 2 : 6, novelty: 5);
        await using var daemon = await outside.StartAsync();

        var run = await daemon.RunAsync(new { kind = "digest" });
        Assert.Equal("succeeded", run["state"]!.GetValue<string>());
        Assert.Equal(21, run["counts"]!["considered"]!.GetValue<int>());
        Assert.Equal(21, run["counts"]!["judged"]!.GetValue<int>());
        Assert.Equal(20, run["counts"]!["selected"]!.GetValue<int>());
        Assert.Equal(outside.Llm.Requests.Count, run["cost"]!["requests"]!.GetValue<int>());
        Assert.Equal("default-2026-01-21", run["digest"]!.GetValue<string>());

        var digest = await daemon.GetAsync("/v1/digests/latest");
        Assert.Equal("arxiv:2601.90007", digest["papers"]![0]!["id"]!.GetValue<string>());
        Assert.DoesNotContain(digest["papers"]!.AsArray(), paper => paper!["id"]!.GetValue<string>() == "arxiv:2601.90008");
        Assert.Contains(digest["papers"]!.AsArray(), paper => paper!["id"]!.GetValue<string>() == "arxiv:2601.80001");
        Assert.All(digest["papers"]!.AsArray(), paper => Assert.Equal("judged", paper!["state"]!.GetValue<string>()));
        var explained = await daemon.GetAsync("/v1/papers/arxiv%3A2601.90008/explain");
        Assert.Equal("not-relevant-enough", explained["outcome"]!.GetValue<string>());
        Assert.Contains("relevance 2", explained["reason"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact, TakesLong]
    public async Task A_second_run_of_the_day_asks_nothing_twice_and_shows_no_paper_twice()
    {
        await using var outside = new Outside();
        outside.Arxiv.Papers.AddRange(Papers(12));
        await using var daemon = await outside.StartAsync();
        await daemon.RunAsync(new { kind = "digest" });
        var requests = outside.Llm.Requests.Count;
        var again = await daemon.RunAsync(new { kind = "digest" });
        Assert.Equal(requests, outside.Llm.Requests.Count);
        Assert.Equal("succeeded", again["state"]!.GetValue<string>());
        Assert.Equal(12, (await daemon.GetAsync("/v1/digests/latest"))["papers"]!.AsArray().Count);

        // More comes in: the day's digest grows, and only what is new is judged.
        outside.Arxiv.Papers.AddRange(Papers(3, from: 100));
        await daemon.RunAsync(new { kind = "digest" });
        var grown = await daemon.GetAsync("/v1/digests/latest");
        Assert.Equal((15, 15), (grown["papers"]!.AsArray().Count, grown["counts"]!["considered"]!.GetValue<int>()));
        Assert.All(outside.Llm.Answered, pair => Assert.Equal(1, pair.Value));
    }

    [Fact]
    public async Task The_next_day_shows_only_what_is_new_and_a_changed_version_again()
    {
        await using var outside = new Outside();
        outside.Arxiv.Papers.AddRange(Papers(5));
        await using var daemon = await outside.StartAsync();
        await daemon.RunAsync(new { kind = "digest" });

        outside.Clock.Now = Wednesday.AddDays(1);
        outside.Arxiv.ListDate = WednesdayDate.AddDays(1);
        outside.Arxiv.Papers.Clear();
        outside.Arxiv.Papers.AddRange(Papers(2, from: 50));
        outside.Arxiv.Papers.Add(Papers(1)[0] with { Version = 2, AnnounceType = "replace", Abstract = "A new result about robots and language models." });
        outside.Arxiv.Papers.Add(Papers(1, from: 3)[0] with { Version = 2, AnnounceType = "replace" });
        outside.Arxiv.Papers.Add(Papers(1, from: 70)[0] with { Version = 4, AnnounceType = "replace" });
        await daemon.RunAsync(new { kind = "digest" });
        var papers = (await daemon.GetAsync("/v1/digests/latest"))["papers"]!.AsArray();
        Assert.Equal(["arxiv:2601.90000", "arxiv:2601.90050", "arxiv:2601.90051"], papers.Select(paper => paper!["id"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        Assert.Equal([true], papers.Where(paper => paper!["id"]!.GetValue<string>() == "arxiv:2601.90000").Select(paper => paper!["isNewVersion"]!.GetValue<bool>()));
        Assert.Equal("already-shown", (await daemon.GetAsync("/v1/papers/arxiv%3A2601.90003/explain"))["outcome"]!.GetValue<string>());
        Assert.Equal("replacement", (await daemon.GetAsync("/v1/papers/arxiv%3A2601.90070/explain"))["outcome"]!.GetValue<string>());
        // That a new version is not shown is said in its place.
        var versions = (await daemon.GetAsync("/v1/digests/latest"))["notices"]!.AsArray()
            .Where(notice => notice!["kind"]!.GetValue<string>() == "new-version").Select(notice => notice!["text"]!.GetValue<string>()).Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "New version of a paper that fits: “Robots that learn to grasp item 3 with language models” (v2). It was shown to you on 2026-01-21, and its title and abstract are the same.",
                "New version of a paper that fits: “Robots that learn to grasp item 70 with language models” (v4). It is not shown because it was never shown to you before, and new versions of such papers are switched off.",
            ],
            versions);
        Assert.Equal(2, (await daemon.GetAsync("/v1/digests?profile=default"))["items"]!.AsArray().Count);
    }

    [Fact, TakesLong]
    public async Task An_empty_digest_says_that_papers_were_known_only_where_they_were()
    {
        await using var outside = new Outside();
        outside.Clock.Now = Wednesday.AddDays(8);
        await using var daemon = await outside.StartAsync(withModel: false);
        async Task<string> Said(object request)
        {
            var run = await daemon.RunAsync(request);
            var digest = await daemon.GetAsync($"/v1/digests/{run["digest"]!.GetValue<string>()}");
            return digest["notices"]!.AsArray().LastOrDefault(notice => notice!["kind"]!.GetValue<string>() is "nothing-new" or "revisions-only")?["text"]!.GetValue<string>() ?? $"{digest["counts"]!["considered"]!.GetValue<int>() > 0}";
        }
        var sample = new[] { new { kind = "sample" } };
        Assert.Matches("^None of the [0-9]+ papers that the sources listed was announced or published from 2026-01-26 to 2026-01-27, ", await Said(new { kind = "digest", date = "2026-01-27", sources = sample }));
        Assert.Equal("True", await Said(new { kind = "digest", date = "2026-01-21", sources = sample }));

        // What came in since the last digest is news today, and only once.
        Assert.Equal("True", await Said(new { kind = "digest", sources = sample }));
        outside.Clock.Now = Wednesday.AddDays(9);
        Assert.Matches("^All [0-9]+ papers that the sources listed had been considered before", await Said(new { kind = "digest", sources = sample }));

        // A new version of an older paper was never considered, and is not wanted.
        outside.Clock.Now = Wednesday.AddDays(12);
        outside.Arxiv.ListDate = WednesdayDate.AddDays(12);
        outside.Arxiv.Papers.AddRange(Papers(1).Select(paper => paper with { AnnounceType = "replace", Version = 2 }));
        Assert.StartsWith("Only new versions of older papers came in", await Said(new { kind = "digest", sources = new[] { new { kind = "arxiv", categories = new[] { "cs.RO" } } } }), StringComparison.Ordinal);
    }

    [Fact, TakesLong]
    public async Task Without_a_model_the_digest_says_so_and_ranks_by_similarity()
    {
        await using var outside = new Outside();
        outside.Arxiv.Papers.AddRange(Papers(6));
        outside.Arxiv.Papers.Add(new FakePaper("2601.90099", "Efficient inference of sparse language models", ["cs.CL"], Wednesday.AddDays(-1)) { Abstract = "Language models with less memory by quantisation and caches." });
        await using var daemon = await outside.StartAsync(withModel: false);
        var run = await daemon.RunAsync(new { kind = "digest" });
        Assert.Equal("succeeded", run["state"]!.GetValue<string>());
        var digest = await daemon.GetAsync("/v1/digests/latest");
        Assert.Contains(digest["notices"]!.AsArray(), notice => notice!["kind"]!.GetValue<string>() == "no-model");
        Assert.Equal("arxiv:2601.90099", digest["papers"]![0]!["id"]!.GetValue<string>());
        Assert.Null(digest["papers"]![0]!["relevance"]);
        Assert.NotEmpty(digest["papers"]![0]!["reasons"]!.AsArray());
    }

    [Theory, TakesLong]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_Chinese_digest_is_Chinese_from_its_notices_to_its_reasons(bool withModel)
    {
        await using var outside = new Outside();
        outside.Arxiv.Papers.AddRange(Papers(8));
        // Two are left out, one is invalid, and one does not pass.
        outside.Llm.Judge = id => id[^1] switch
        {
            '1' or '2' => null,
            '3' => FakeLlm.Verdict(id, relevance: 99, comment: "机器人"),
            '4' => FakeLlm.Verdict(id, relevance: 1, comment: "机器人"),
            _ => FakeLlm.Verdict(id, relevance: 8, comment: "机器人"),
        };
        await using var daemon = await outside.StartAsync(["--LocalDigest:HuggingFace:ApiUrl=http://127.0.0.1:9/hf"], withModel);
        await daemon.PostAsync("/v1/profiles", new
        {
            name = "zh",
            language = "zh-CN",
            interests = "1. 机器人\n   Relevant: robots and language models.",
            sources = new object[] { new { kind = "arxiv", categories = new[] { "cs.RO" } }, new { kind = "huggingface" } },
            digest = new { maxPapers = 6, shortlist = 7 },
        });
        await daemon.RunAsync(new { kind = "digest", profile = "zh" });
        var digest = await daemon.GetAsync("/v1/digests/latest?profile=zh");
        var kinds = digest["notices"]!.AsArray().Select(notice => notice!["kind"]!.GetValue<string>()).ToList();
        Assert.Equal(["source-failed", withModel ? "judge" : "no-model", "common-reason"], kinds.Distinct());
        var said = digest["notices"]!.AsArray().Select(notice => notice!["text"]!.GetValue<string>()).ToList();
        said.AddRange(digest["sources"]!.AsArray().Select(source => source!["label"]!.GetValue<string>()));
        foreach (var paper in digest["papers"]!.AsArray())
        {
            said.AddRange(paper!["reasons"]!.AsArray().Select(reason => reason!.GetValue<string>()));
            if (paper["state"]!.GetValue<string>() is var state and not "judged") said.Add(state);
        }
        var listed = await daemon.GetAsync("/v1/papers?profile=zh");
        said.AddRange(listed["items"]!.AsArray().SelectMany(paper => paper!["reasons"]!.AsArray()).Select(reason => reason!.GetValue<string>()));
        for (var i = 0; i < 8; i++) said.Add((await daemon.GetAsync($"/v1/papers/arxiv%3A2601.9000{i}/explain?profile=zh"))["reason"]!.GetValue<string>());
        Assert.True(said.Count > 20, said.Count.ToString(CultureInfo.InvariantCulture));
        Assert.All(said, sentence => Assert.DoesNotMatch("[a-z]{2,} [a-z]{2,} [a-z]{2,}", sentence));

        // An empty one, too.
        outside.Clock.Now = Wednesday.AddDays(3);
        outside.Arxiv.ListDate = WednesdayDate.AddDays(3);
        outside.Arxiv.Papers.Clear();
        await daemon.RunAsync(new { kind = "digest", profile = "zh", sources = new[] { new { kind = "arxiv", categories = new[] { "cs.RO" } } } });
        digest = await daemon.GetAsync("/v1/digests/latest?profile=zh");
        Assert.Contains("今天是周末，arXiv 周末不发布论文。", digest["notices"]!.AsArray().Select(notice => notice!["text"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Own_words_stand_in_notices_and_faulty_ones_cost_no_digest()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("styles"));
        await File.WriteAllTextAsync(folder.File("styles/labels.de.json"), "{ \"notice-no-model\": \"Kein Sprachmodell.\", \"reason-close-by-words\": null }", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.File("styles/labels.fr.json"), "{ \"notice-no-model\" ", TestContext.Current.CancellationToken);
        await using var daemon = await TestDaemon.StartAsync(folder: folder.Path);
        await daemon.ImportAsync(TestDaemon.MadeUp(3));
        foreach (var language in (string[])["de", "fr"])
        {
            await daemon.PostAsync("/v1/profiles", new { name = language, language, interests = "robots" });
            Assert.Equal("succeeded", (await daemon.RunAsync(new { kind = "digest", profile = language, sources = Array.Empty<object>() }))["state"]!.GetValue<string>());
            var digest = await daemon.GetAsync($"/v1/digests/latest?profile={language}");
            var notice = digest["notices"]![0]!["text"]!.GetValue<string>();
            Assert.StartsWith(language == "de" ? "Kein Sprachmodell." : "No language model is configured", notice, StringComparison.Ordinal);
            Assert.Contains("close to your interests", digest["papers"]![0]!["reasons"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        }
        // Whoever reads it in other words than those that were meant is told.
        using var page = await daemon.SendAsync(HttpMethod.Get, "/v1/digests/latest?profile=fr&style=report", headers: ("Accept", "text/markdown"));
        Assert.Equal(422, (int)page.StatusCode);
        Assert.Contains("labels.fr.json", await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-01-24", "weekend")]
    [InlineData("2026-01-21", "holiday")]
    public async Task An_empty_list_explains_itself(string day, string kind)
    {
        await using var outside = new Outside();
        outside.Clock.Now = DateTimeOffset.Parse(day + "T08:00:00Z", CultureInfo.InvariantCulture);
        outside.Arxiv.ListDate = DateOnly.Parse(day, CultureInfo.InvariantCulture);
        await using var daemon = await outside.StartAsync();
        await daemon.RunAsync(new { kind = "digest", sources = new[] { new { kind = "arxiv", categories = new[] { "cs.RO" } } } });
        var digest = await daemon.GetAsync("/v1/digests/latest");
        Assert.Empty(digest["papers"]!.AsArray());
        Assert.Equal(kind, digest["notices"]!.AsArray().Single(notice => notice!["kind"]!.GetValue<string>() is not "note")!["kind"]!.GetValue<string>());
    }

    [Theory, TakesLong]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Yesterdays_batch_served_again_is_recognised(bool withEtag)
    {
        await using var outside = new Outside();
        outside.Arxiv.Papers.AddRange(Papers(5));
        if (!withEtag) outside.Arxiv.OnFeed = asked => outside.Arxiv.Feed(asked with { Headers = new Dictionary<string, string>() });
        await using var daemon = await outside.StartAsync();
        var sources = new[] { new { kind = "arxiv", categories = new[] { "cs.RO" } } };
        await daemon.RunAsync(new { kind = "digest", sources });
        outside.Clock.Now = Wednesday.AddDays(1);
        await daemon.RunAsync(new { kind = "digest", sources });
        var digest = await daemon.GetAsync("/v1/digests/default-2026-01-22");
        Assert.Empty(digest["papers"]!.AsArray());
        Assert.Contains(digest["notices"]!.AsArray(), notice => notice!["kind"]!.GetValue<string>() is "late" or "repeated");
        // The day before stays as it was.
        Assert.Equal(5, (await daemon.GetAsync("/v1/digests/default-2026-01-21"))["papers"]!.AsArray().Count);
    }

    [Fact, TakesLong]
    public async Task When_nothing_passes_the_best_that_missed_are_shown_with_the_reason()
    {
        await using var outside = new Outside();
        outside.Arxiv.Papers.AddRange(Papers(9));
        outside.Llm.Judge = id => FakeLlm.Verdict(id, relevance: id.EndsWith('4') ? 4 : 2);
        await using var daemon = await outside.StartAsync();
        await daemon.RunAsync(new { kind = "digest" });
        var digest = await daemon.GetAsync("/v1/digests/latest");
        Assert.Empty(digest["papers"]!.AsArray());
        Assert.Contains(digest["notices"]!.AsArray(), notice => notice!["kind"]!.GetValue<string>() == "nothing-passed");
        Assert.Equal(5, digest["missed"]!.AsArray().Count);
        Assert.Equal("arxiv:2601.90004", digest["missed"]![0]!["id"]!.GetValue<string>());
        Assert.Contains("relevance 4", digest["missed"]![0]!["reason"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [TakesLong]
    [Fact]
    public async Task A_source_that_is_down_makes_the_run_partial_and_costs_only_its_own_papers()
    {
        await using var outside = new Outside();
        outside.HuggingFace.Days[WednesdayDate] = [FakeHuggingFace.Item("2601.80001", "Hands of robots", 30, WednesdayDate)];
        outside.Arxiv.OnFeed = _ => Reply.Nothing(500);
        outside.Arxiv.OnApi = _ => Reply.Nothing(500);
        await using var daemon = await outside.StartAsync();
        var run = await daemon.RunAsync(new { kind = "digest" });
        Assert.Equal("partial", run["state"]!.GetValue<string>());
        Assert.Contains(run["problems"]!.AsArray(), problem => problem!["part"]!.GetValue<string>() == "arxiv");
        var digest = await daemon.GetAsync("/v1/digests/latest");
        Assert.Equal("arxiv:2601.80001", Assert.Single(digest["papers"]!.AsArray())!["id"]!.GetValue<string>());
        Assert.Contains(digest["notices"]!.AsArray(), notice => notice!["kind"]!.GetValue<string>() == "source-failed");
    }

    [Fact]
    public async Task A_wrong_key_is_said_and_the_digest_ships_all_the_same()
    {
        await using var outside = new Outside();
        outside.Arxiv.Papers.AddRange(Papers(9));
        outside.Llm.Before = async (_, context) =>
        {
            await FakeLlm.WriteAsync(context, """{"error":{"message":"Incorrect API key provided: sk-canary-0123456789."}}""", 401);
            return true;
        };
        await using var daemon = await outside.StartAsync();
        var run = await daemon.RunAsync(new { kind = "digest" });
        Assert.Equal("partial", run["state"]!.GetValue<string>());
        var problem = Assert.Single(run["problems"]!.AsArray())!;
        Assert.Contains(
            "refused the key (status 401). Set LocalDigest:Llm:ApiKey or OPENAI_API_KEY to a valid one.",
            problem["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(9, problem["papers"]!.AsArray().Count);
        // One refusal is enough to know.
        Assert.InRange(outside.Llm.Requests.Count, 1, 2);
        var digest = await daemon.GetAsync("/v1/digests/latest");
        Assert.Equal(9, digest["papers"]!.AsArray().Count);
        Assert.DoesNotContain("sk-canary", run.ToJsonString() + digest.ToJsonString(), StringComparison.Ordinal);
    }

    [TakesLong]
    [Fact]
    public async Task Whatever_the_model_does_each_paper_ends_in_a_state_and_the_digest_appears()
    {
        await using var outside = new Outside();
        outside.Arxiv.Papers.AddRange(Papers(40));
        var throttled = 0;
        outside.Llm.Judge = id => id[^1] switch
        {
            '1' => null,
            '2' => FakeLlm.Verdict(id, relevance: 99),
            '3' => FakeLlm.Verdict(id, comment: ""),
            _ => FakeLlm.Verdict(id),
        };
        outside.Llm.Before = async (asked, context) =>
        {
            switch (asked.Number)
            {
                case 1:
                    await FakeLlm.WriteAsync(context, FakeLlm.Completion("", refusal: "I'm sorry, I can't help with that."));
                    return true;
                case 2:
                    context.Response.Headers.RetryAfter = "1";
                    throttled++;
                    await FakeLlm.WriteAsync(context, """{"error":{"message":"slow down"}}""", 429);
                    return true;
                case 3:
                    var whole = new JsonObject { ["verdicts"] = new JsonArray([.. asked.Papers.Select(id => (JsonNode)FakeLlm.Verdict(id))]) }.ToJsonString();
                    await FakeLlm.WriteAsync(context, FakeLlm.Completion(whole[..(whole.Length / 2)], finish: "length"));
                    return true;
                case 4:
                    await FakeLlm.WriteAsync(context, FakeLlm.Completion("""{"verdicts":[{"id":"arxiv:2601.00001","relevance":10,"novelty":10,"criterion":1,"comment":"Invented."}]}"""));
                    return true;
                case 5:
                    await Task.Delay(TimeSpan.FromSeconds(30), context.RequestAborted);
                    return true;
                default:
                    return false;
            }
        };
        await using var daemon = await outside.StartAsync(["--LocalDigest:Llm:TimeoutSeconds=2", "--LocalDigest:Llm:Concurrency=1"]);
        var run = await daemon.RunAsync(new { kind = "digest" });
        Assert.Equal("partial", run["state"]!.GetValue<string>());
        Assert.Equal(1, throttled);
        var judged = run["counts"]!["judged"]!.GetValue<int>();
        var faults = run["problems"]!.AsArray().Where(problem => problem!["part"]!.GetValue<string>() == "judge" && problem["papers"] is not null).ToList();
        var unjudged = faults.Where(problem => !problem!["message"]!.GetValue<string>().Contains("nobody had asked", StringComparison.Ordinal)).Sum(problem => problem!["papers"]!.AsArray().Count);
        Assert.Equal(40, judged + unjudged);
        Assert.True(judged >= 28, $"{judged} of 40 judged");
        Assert.Contains(faults, problem => problem!["message"]!.GetValue<string>().Contains("left it out", StringComparison.Ordinal));
        Assert.Contains(faults, problem => problem!["message"]!.GetValue<string>().Contains("relevance is not", StringComparison.Ordinal));
        Assert.Contains(faults, problem => problem!["message"]!.GetValue<string>().Contains("comment is empty", StringComparison.Ordinal));
        Assert.Contains(faults, problem => problem!["message"]!.GetValue<string>().Contains("nobody had asked", StringComparison.Ordinal) && problem["papers"]![0]!.GetValue<string>() == "arxiv:2601.00001");
        var digest = await daemon.GetAsync("/v1/digests/latest");
        Assert.NotEmpty(digest["papers"]!.AsArray());
        Assert.DoesNotContain(digest["papers"]!.AsArray(), paper => paper!["relevance"] is not null && string.IsNullOrEmpty(paper["comment"]?.GetValue<string>()));
        Assert.DoesNotContain("Invented", digest.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_knows_no_json_schema_is_asked_without()
    {
        await using var outside = new Outside();
        outside.Arxiv.Papers.AddRange(Papers(20));
        outside.Llm.Before = async (asked, context) =>
        {
            if (asked.Body["response_format"]?["type"]?.GetValue<string>() is not ("json_schema" or "json_object")) return false;
            await FakeLlm.WriteAsync(context, """{"error":"response_format is not supported"}""", 400);
            return true;
        };
        await using var daemon = await outside.StartAsync(["--LocalDigest:Llm:Concurrency=1"]);
        var run = await daemon.RunAsync(new { kind = "digest" });
        Assert.Equal("succeeded", run["state"]!.GetValue<string>());
        // Two refusals to learn it, then each batch once.
        Assert.Equal(2 + 3, outside.Llm.Requests.Count);
    }

    [Fact, TakesLong]
    public async Task A_redirect_does_not_carry_the_key_elsewhere()
    {
        await using var other = new FakeLlm();
        await using var outside = new Outside();
        outside.Arxiv.Papers.AddRange(Papers(3));
        outside.Llm.Before = (_, context) =>
        {
            context.Response.Redirect(other.BaseUrl + "/chat/completions", permanent: false, preserveMethod: true);
            return Task.FromResult(true);
        };
        await using var daemon = await outside.StartAsync();
        var run = await daemon.RunAsync(new { kind = "digest" });
        Assert.Empty(other.Requests);
        Assert.Contains("redirect", run["problems"]![0]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact, TakesLong]
    public async Task The_budget_ends_the_asking_and_the_papers_left_say_so()
    {
        await using var outside = new Outside();
        outside.Arxiv.Papers.AddRange(Papers(40));
        await using var daemon = await outside.StartAsync(["--LocalDigest:Llm:MaxRequestsPerRun=3", "--LocalDigest:Llm:UsdPerMillionInputTokens=1", "--LocalDigest:Llm:UsdPerMillionOutputTokens=2"]);
        var run = await daemon.RunAsync(new { kind = "digest" });
        Assert.Equal(3, outside.Llm.Requests.Count);
        Assert.Equal(24, run["counts"]!["judged"]!.GetValue<int>());
        Assert.Equal(16, run["counts"]!["verdicts-overbudget"]!.GetValue<int>());
        Assert.Equal(3 * (1000 * 1 + 100 * 2) / 1e6, run["cost"]!["usd"]!.GetValue<double>(), 9);
    }

    [Fact]
    public async Task Negative_keywords_keep_out_and_followed_authors_let_in()
    {
        await using var outside = new Outside();
        outside.Arxiv.Papers.AddRange(Papers(3));
        outside.Arxiv.Papers.Add(new FakePaper("2601.90090", "Survey of robots with language models", ["cs.RO"], Wednesday.AddDays(-1)));
        outside.Arxiv.Papers.Add(new FakePaper("2601.90091", "Counting beetles in alpine meadows", ["cs.RO"], Wednesday.AddDays(-1)) { Authors = ["Zelda Quist"], Abstract = "Beetles." });
        await using var daemon = await outside.StartAsync(withModel: false);
        using (var changed = await daemon.SendAsync(HttpMethod.Put, "/v1/profiles/default", new
        {
            name = "Robots",
            interests = "1. Robots\n   Relevant: robots that learn with language models.",
            negativeKeywords = new[] { "survey" },
            authors = new[] { "Z. Quist" },
            sources = new[] { new { kind = "arxiv", categories = new[] { "cs.RO" } } },
        })) Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        await daemon.RunAsync(new { kind = "digest" });
        var ids = (await daemon.GetAsync("/v1/digests/latest"))["papers"]!.AsArray().Select(paper => paper!["id"]!.GetValue<string>()).ToList();
        Assert.Contains("arxiv:2601.90091", ids);
        Assert.DoesNotContain("arxiv:2601.90090", ids);
        Assert.Equal("negative-keyword", (await daemon.GetAsync("/v1/papers/arxiv%3A2601.90090/explain"))["outcome"]!.GetValue<string>());
    }

    [Fact]
    public async Task Equal_runs_are_one_and_a_run_can_be_cancelled()
    {
        await using var outside = new Outside();
        outside.Arxiv.Papers.AddRange(Papers(30));
        var release = new TaskCompletionSource();
        outside.Llm.Before = async (_, context) =>
        {
            await release.Task.WaitAsync(context.RequestAborted);
            return false;
        };
        await using var daemon = await outside.StartAsync();
        var first = await daemon.PostAsync("/v1/runs", new { kind = "digest" });
        var second = await daemon.PostAsync("/v1/runs", new { kind = "digest" });
        Assert.Equal(first["id"]!.GetValue<string>(), second["id"]!.GetValue<string>());
        await TestDaemon.UntilAsync(async () => (await daemon.GetAsync($"/v1/runs/{first["id"]}"))["stage"]?.GetValue<string>() == "judge");
        using (var cancelled = await daemon.SendAsync(HttpMethod.Delete, $"/v1/runs/{first["id"]}")) Assert.Equal(HttpStatusCode.Accepted, cancelled.StatusCode);
        Assert.Equal("cancelled", (await daemon.EndOfAsync(first["id"]!.GetValue<string>()))["state"]!.GetValue<string>());
        release.SetResult();
        var third = await daemon.RunAsync(new { kind = "digest" });
        Assert.NotEqual(first["id"]!.GetValue<string>(), third["id"]!.GetValue<string>());
        Assert.Equal("succeeded", third["state"]!.GetValue<string>());
    }

    [Fact, TakesLong]
    public async Task Events_tell_of_a_run_from_its_start_to_its_end()
    {
        await using var outside = new Outside();
        outside.Arxiv.Papers.AddRange(Papers(10));
        await using var daemon = await outside.StartAsync();
        var run = await daemon.PostAsync("/v1/runs", new { kind = "digest" });
        using var response = await daemon.Http.GetAsync($"/v1/runs/{run["id"]}/events", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var states = text.Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal)).Select(line => JsonNode.Parse(line[6..])!).ToList();
        Assert.Equal("succeeded", states[^1]["state"]!.GetValue<string>());
        Assert.Contains(states, state => state["stage"]?.GetValue<string>() == "judge");
    }

    [Fact]
    public async Task A_past_day_is_read_from_the_api_and_does_not_hide_todays_papers()
    {
        await using var outside = new Outside();
        outside.Arxiv.Papers.AddRange(Papers(4, submitted: Wednesday.AddDays(-9)));
        outside.Arxiv.Papers.AddRange(Papers(5, from: 100));
        outside.Arxiv.InFeed = paper => paper.Submitted > Wednesday.AddDays(-2);
        await using var daemon = await outside.StartAsync();
        var past = await daemon.RunAsync(new { kind = "digest", date = "2026-01-13", sources = new[] { new { kind = "arxiv", categories = new[] { "cs.RO" } } } });
        Assert.Equal("default-2026-01-13", past["digest"]!.GetValue<string>());
        Assert.Equal(4, (await daemon.GetAsync("/v1/digests/default-2026-01-13"))["papers"]!.AsArray().Count);
        await daemon.RunAsync(new { kind = "digest" });
        Assert.Equal(5, (await daemon.GetAsync("/v1/digests/latest"))["papers"]!.AsArray().Count);
    }

    [Fact]
    public async Task What_is_stored_becomes_a_digest_without_reading_anything()
    {
        await using var outside = new Outside();
        await using var daemon = await outside.StartAsync();
        await daemon.ImportAsync(TestDaemon.MadeUp(10).Append(new { id = "arxiv:1501.00001", title = "Old robots that learn with language models", published = "2015-01-01" }));
        var run = await daemon.RunAsync(new { kind = "digest", sources = Array.Empty<object>() });
        Assert.Equal("succeeded", run["state"]!.GetValue<string>());
        Assert.Equal(11, run["counts"]!["considered"]!.GetValue<int>());
        Assert.Empty(outside.Arxiv.Requests);
    }

    [Fact, TakesLong]
    public async Task The_digest_comes_as_markdown_html_json_and_feed()
    {
        await using var outside = new Outside();
        outside.Arxiv.Papers.AddRange(Papers(3));
        outside.Arxiv.Papers.Add(new FakePaper("2601.90050", "Robots <script>alert(1)</script> & [friends](javascript:alert(2))", ["cs.RO"], Wednesday.AddDays(-1)));
        await using var daemon = await outside.StartAsync();
        await daemon.RunAsync(new { kind = "digest" });
        async Task<(int Status, string? Type, string Text)> GetAsync(string path, string? accept)
        {
            using var response = await daemon.SendAsync(HttpMethod.Get, path, headers: accept is null ? [] : [("Accept", accept)]);
            return ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }
        var markdown = await GetAsync("/v1/digests/latest", "text/markdown");
        Assert.Equal((200, "text/markdown"), (markdown.Status, markdown.Type));
        Assert.StartsWith("# Personalized Daily ArXiv Papers 01/21/2026\nTotal relevant papers: 4\n", markdown.Text, StringComparison.Ordinal);
        var html = await GetAsync("/v1/digests/latest", "text/html, */*;q=0.5");
        Assert.Equal((200, "text/html"), (html.Status, html.Type));
        Assert.DoesNotContain("<script", html.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("href=\"javascript", html.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("application/json", (await GetAsync("/v1/digests/latest", null)).Type);
        Assert.Equal("application/json", (await GetAsync("/v1/digests/latest", "*/*")).Type);
        Assert.Equal(406, (await GetAsync("/v1/digests/latest", "application/pdf")).Status);
        var feed = await GetAsync("/v1/digests.atom?profile=default", null);
        Assert.Equal((200, "application/atom+xml"), (feed.Status, feed.Type));
        var entry = System.Xml.Linq.XDocument.Parse(feed.Text).Root!.Elements().Single(element => element.Name.LocalName == "entry");
        Assert.Contains("Robots", entry.Elements().Single(element => element.Name.LocalName == "content").Value, StringComparison.Ordinal);
    }

    /// <summary>Papers on robots and language models, submitted the day before.</summary>
    private static List<FakePaper> Papers(int count, int from = 0, DateTimeOffset? submitted = null) =>
    [
        .. Enumerable.Range(from, count).Select(i => new FakePaper($"2601.9{i:0000}", $"Robots that learn to grasp item {i} with language models", ["cs.RO"], submitted ?? Wednesday.AddDays(-1))
        {
            Abstract = $"Robots learn to grasp item {i} with language models in experiment {i}.",
        }),
    ];

    /// <summary>arXiv, Hugging Face and a model on loopback, and the clock of a Wednesday morning.</summary>
    private sealed class Outside : IAsyncDisposable
    {
        public FakeArxiv Arxiv { get; } = new() { ListDate = WednesdayDate };

        public FakeHuggingFace HuggingFace { get; } = new();

        public FakeLlm Llm { get; } = new();

        public SettableClock Clock { get; } = new(Wednesday);

        public Task<TestDaemon> StartAsync(IEnumerable<string>? settings = null, bool withModel = true) => TestDaemon.StartAsync(
            [
                $"--LocalDigest:Arxiv:RssUrl={Arxiv.Options.RssUrl}", $"--LocalDigest:Arxiv:ApiUrl={Arxiv.Options.ApiUrl}", $"--LocalDigest:Arxiv:OaiUrl={Arxiv.Options.OaiUrl}",
                "--LocalDigest:Arxiv:MinInterval=0", $"--LocalDigest:HuggingFace:ApiUrl={HuggingFace.Options.ApiUrl}",
                .. withModel ? Llm.Settings : [], .. settings ?? [],
            ],
            clock: Clock);

        public async ValueTask DisposeAsync()
        {
            await Arxiv.DisposeAsync();
            await HuggingFace.DisposeAsync();
            await Llm.DisposeAsync();
        }
    }
}
