using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LocalDigest.Daemon.Hosting;
using LocalDigest.Runs;
using LocalDigest.Storage;
using LocalDigest.Tests.StandIns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

// Long: one class for runs that read; its cases share one invented day and what a digest of it must show.
namespace LocalDigest.Tests.Runs;

/// <summary>Runs that read their best papers in full, and digests that show it.</summary>
public sealed partial class ReadingRunTests
{
    [Fact, TakesLong]
    public async Task A_deep_dive_into_a_day_of_hugging_face_shows_what_was_read_with_figures_of_its_own()
    {
        var daily = await File.ReadAllTextAsync(SharedData.Path("samples/huggingface/daily_papers_2026-09-30_one_item_trimmed.json"), TestContext.Current.CancellationToken);
        await using var day = new TowelDay();
        day.HuggingFace.OnDaily = _ => Reply.Json(daily);
        await using var daemon = await day.StartAsync();
        var run = await daemon.RunAsync(new { kind = "digest", style = "deep-dive", sources = new[] { new { kind = "huggingface" } } });
        Assert.Equal("succeeded", run["state"]!.GetValue<string>());
        Assert.Equal(1, run["counts"]!["read"]!.GetValue<int>());

        var digest = await daemon.GetAsync("/v1/digests/latest");
        var paper = Assert.Single(digest["papers"]!.AsArray())!;
        Assert.Equal("arxiv:2609.36012", paper["id"]!.GetValue<string>());
        Assert.Equal(["huggingface"], paper["listedBy"]!.AsArray().Select(source => source!.GetValue<string>()));
        Assert.Equal(JsonNode.Parse(daily)![0]!["paper"]!["upvotes"]!.GetValue<int>(), paper["upvotes"]!.GetValue<int>());
        Assert.Equal("full-text", paper["reading"]!["basis"]!.GetValue<string>());
        Assert.Equal("fake", paper["reading"]!["origin"]!.GetValue<string>());
        Assert.Equal("The day is about robots that fold towels.", digest["overview"]!["summary"]!.GetValue<string>());

        var markdown = await TextAsync(daemon, "text/markdown");
        Assert.Contains("A second look at the towel from the side that was hidden.", markdown, StringComparison.Ordinal);
        Assert.Contains("From the full text. Written by fake.", markdown, StringComparison.Ordinal);
        await HasOnlyItsOwnPicturesAsync(daemon, await TextAsync(daemon, "text/html"), least: 2);
    }

    [Fact, TakesLong]
    public async Task A_report_of_a_day_of_arxiv_reads_the_best_five_and_a_second_run_asks_for_nothing_again()
    {
        await using var day = new TowelDay();
        day.List(7);
        await using var daemon = await day.StartAsync();
        var run = await daemon.RunAsync(new { kind = "digest", style = "report", sources = TowelDay.Cs });
        Assert.Equal("succeeded", run["state"]!.GetValue<string>());
        Assert.Equal(5, run["counts"]!["read"]!.GetValue<int>());
        Assert.Equal(5, day.TextsAsked.Count);
        Assert.Equal(day.Llm.Requests.Count, run["cost"]!["requests"]!.GetValue<int>());

        var digest = await daemon.GetAsync("/v1/digests/latest");
        var papers = digest["papers"]!.AsArray();
        Assert.Equal([true, true, true, true, true, false, false], papers.Select(paper => paper!["reading"] is not null));
        Assert.Equal("https://github.com/example-laundry/second-look", papers[0]!["codeUrl"]!.GetValue<string>());
        Assert.Equal(["Institute for Soft Things"], papers[0]!["reading"]!["affiliations"]!.AsArray().Select(name => name!.GetValue<string>()));
        Assert.Equal(7, digest["overview"]!["themes"]!["items"]![0]!["papers"]!.AsArray().Count);
        var markdown = await TextAsync(daemon, "text/markdown");
        Assert.Equal(5, Regex.Count(markdown, "Neat folds rise from 61% to 84%"));
        Assert.Equal(2, Regex.Count(markdown, "Nobody has read this paper for you"));
        await HasOnlyItsOwnPicturesAsync(daemon, await TextAsync(daemon, "text/html"), least: 15);

        var (asked, read) = (day.Llm.Requests.Count, day.Arxiv.Requests.Count(request => request.Path.StartsWith("/html/", StringComparison.Ordinal)));
        await daemon.RunAsync(new { kind = "digest", style = "report", sources = TowelDay.Cs });
        Assert.Equal(asked, day.Llm.Requests.Count);
        Assert.Equal(read, day.Arxiv.Requests.Count(request => request.Path.StartsWith("/html/", StringComparison.Ordinal)));
        Assert.Equal(markdown, await TextAsync(daemon, "text/markdown"));
    }

    [TakesLong]
    [Fact]
    public async Task A_model_that_does_not_answer_is_waited_for_by_the_judge_and_not_again_by_reading()
    {
        await using var day = new TowelDay();
        day.List(7);
        day.Llm.Before = async (_, context) =>
        {
            await Task.Delay(TimeSpan.FromSeconds(30), context.RequestAborted);
            return true;
        };
        await using var daemon = await day.StartAsync(settings: ["--LocalDigest:Llm:TimeoutSeconds=1", "--LocalDigest:Llm:Concurrency=1", "--LocalDigest:Llm:PapersPerRequest=2"]);
        await TowelDay.WantTowelsAsync(daemon);
        var run = await daemon.RunAsync(new { kind = "digest", style = "deep-dive", sources = TowelDay.Cs });
        Assert.Equal("partial", run["state"]!.GetValue<string>());
        // Two papers at once, then one, then another one.
        Assert.Equal([2, 1, 1], day.Llm.Requests.Select(asked => asked.Papers.Count));
        Assert.Equal(7, (await daemon.GetAsync("/v1/digests/latest"))["papers"]!.AsArray().Count);
    }

    [Fact, TakesLong]
    public async Task Topics_stand_in_the_profiles_order_and_a_mail_takes_their_figures_along()
    {
        await using var day = new TowelDay();
        await using var smtp = new FakeSmtp();
        day.List(3);
        day.Llm.Judge = id =>
        {
            var verdict = FakeLlm.Verdict(id, relevance: 9);
            verdict["criterion"] = id.EndsWith('0') ? 2 : 1;
            return verdict;
        };
        await using var daemon = await day.StartAsync(settings: smtp.Settings);
        await ChangeAsync(daemon, new { style = "topics" }, delivery: new { kind = "email", to = "reader@example.org" });
        daemon.Services.GetRequiredService<DigestSchedule>().StartDue();
        var run = await daemon.EndOfAsync((await daemon.GetAsync("/v1/runs"))["items"]![0]!["id"]!.GetValue<string>());
        Assert.Equal("succeeded", run["state"]!.GetValue<string>());

        var digest = await daemon.GetAsync("/v1/digests/latest");
        Assert.Equal(["Robots", "Laundry"], digest["groups"]!.AsArray().Select(group => group!["title"]!.GetValue<string>()));
        Assert.Equal([2, 1], digest["groups"]!.AsArray().Select(group => group!["papers"]!.AsArray().Count));
        var html = await TextAsync(daemon, "text/html");
        await HasOnlyItsOwnPicturesAsync(daemon, html, least: 9);
        Assert.Contains("where the loss ℒ = ∑ᵢ‖cᵢ‖ falls", html, StringComparison.Ordinal);
        Assert.DoesNotContain("\\mathcal", html, StringComparison.Ordinal);

        await daemon.Services.GetRequiredService<DeliveryRunner>().DeliverDueAsync(TestContext.Current.CancellationToken);
        var mail = Assert.Single(smtp.Messages).Text;
        var picture = Convert.ToBase64String(LocalDigest.Tests.Reading.Pictures.Png(40, 30));
        Assert.Contains("multipart/related", mail, StringComparison.Ordinal);
        Assert.Contains(picture, mail.ReplaceLineEndings(""), StringComparison.Ordinal);
        Assert.Equal("delivered", (await daemon.GetAsync("/v1/digests/default-2026-01-21/deliveries"))["items"]![0]!["state"]!.GetValue<string>());
    }

    [TakesLong]
    [Theory]
    [InlineData("report")]
    [InlineData("topics")]
    [InlineData("deep-dive")]
    [InlineData("brief")]
    public async Task What_a_model_invents_is_in_no_form_of_the_digest(string style)
    {
        await using var day = new TowelDay();
        day.List(2);
        day.Llm.Write = asked => TowelDay.Changed(TowelDay.Honest(asked), text => text + " It reaches 97.31% of all towels. See https://github.com/another/paper for it. The authors say “this will change laundry forever”.").ToJsonString();
        await using var daemon = await day.StartAsync();
        await ChangeAsync(daemon, new { style, read = 2 });
        await daemon.RunAsync(new { kind = "digest" });
        foreach (var form in new[] { "application/json", "text/markdown", "text/html" })
        {
            var text = await TextAsync(daemon, form);
            Assert.DoesNotContain("97.31", text, StringComparison.Ordinal);
            Assert.DoesNotContain("another/paper", text, StringComparison.Ordinal);
            Assert.DoesNotContain("change laundry forever", text, StringComparison.Ordinal);
        }
        var reading = (await daemon.GetAsync("/v1/digests/latest"))["papers"]![0]!["reading"]!;
        Assert.Equal("fake", reading["origin"]!.GetValue<string>());
        Assert.True(reading["removed"]!.GetValue<int>() > 0);
        if (style != "brief") Assert.Contains("sentences were removed because the paper does not say them", await TextAsync(daemon, "text/markdown"), StringComparison.Ordinal);
    }

    [TakesLong]
    [Theory]
    [InlineData("report", false)]
    [InlineData("topics", false)]
    [InlineData("topics", true)]
    [InlineData("deep-dive", false)]
    [InlineData("deep-dive", true)]
    [InlineData("brief", true)]
    public async Task A_model_that_asks_for_the_paper_writes_nothing_of_the_digest(string style, bool asJson)
    {
        const string refusal = "Please provide the paper, so that I can summarise it.";
        await using var day = new TowelDay();
        day.List(2);
        day.Llm.Write = asked => asJson ? TowelDay.Changed(TowelDay.Honest(asked), _ => refusal).ToJsonString() : refusal;
        await using var daemon = await day.StartAsync();
        await ChangeAsync(daemon, new { style, read = 2 });
        var run = await daemon.RunAsync(new { kind = "digest" });
        Assert.Equal("partial", run["state"]!.GetValue<string>());
        Assert.Contains(run["problems"]!.AsArray(), problem => problem!["part"]!.GetValue<string>() == "reading" && problem["papers"]!.AsArray().Count == 2);
        foreach (var form in new[] { "application/json", "text/markdown", "text/html" }) Assert.DoesNotContain("provide the paper", await TextAsync(daemon, form), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("provide the paper", run.ToJsonString(), StringComparison.OrdinalIgnoreCase);
        var reading = (await daemon.GetAsync("/v1/digests/latest"))["papers"]![0]!["reading"]!;
        Assert.Equal("extractive", reading["origin"]!.GetValue<string>());
        Assert.NotEmpty(reading["tldr"]!.GetValue<string>());
        Assert.Contains(reading["withheld"]!.AsArray(), sentence => sentence!.GetValue<string>().Contains("could not be made", StringComparison.Ordinal));
    }

    [TakesLong]
    [Theory]
    [InlineData("criteria", false)]
    [InlineData("report", true)]
    [InlineData("topics", true)]
    [InlineData("deep-dive", true)]
    [InlineData("brief", false)]
    public async Task The_sample_day_is_whole_and_honest_without_network_and_model(string style, bool isRead)
    {
        await using var day = new TowelDay();
        await using var daemon = await day.StartAsync(withModel: false);
        var run = await daemon.RunAsync(new { kind = "digest", style, sources = new[] { new { kind = "sample" } } });
        Assert.Equal("succeeded", run["state"]!.GetValue<string>());
        Assert.Empty(day.Arxiv.Requests);
        var digest = await daemon.GetAsync("/v1/digests/latest");
        var papers = digest["papers"]!.AsArray();
        Assert.True(papers.Count > 5);
        Assert.Equal(isRead ? 5 : 0, papers.Count(paper => paper!["reading"] is not null));
        var markdown = await TextAsync(daemon, "text/markdown");
        Assert.Contains("No language model is configured", markdown, StringComparison.Ordinal);
        if (isRead)
        {
            Assert.Equal(5, Regex.Count(markdown, "From the abstract alone; the full text was not read. All sentences are the paper's own"));
            Assert.Equal(papers.Count - 5, Regex.Count(markdown, "Nobody has read this paper for you"));
            Assert.All(papers.Take(5), paper => Assert.NotEmpty(paper!["reading"]!["tldr"]!.GetValue<string>()));
        }
        var html = await TextAsync(daemon, "text/html");
        Assert.DoesNotMatch(@"\\(?:frac|mathcal|mathbf|textbf|cite|emph|alpha)\b", TagPattern().Replace(html, ""));
        await HasOnlyItsOwnPicturesAsync(daemon, html, least: 0);
    }

    [Fact, TakesLong]
    public async Task A_run_that_was_interrupted_while_reading_goes_on_and_asks_for_nothing_twice()
    {
        using var folder = new TempFolder();
        await using var day = new TowelDay();
        day.List(5);
        var answered = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        day.Llm.Write = asked =>
        {
            answered.AddOrUpdate(asked.Form + asked.User, 1, (_, times) => times + 1);
            return TowelDay.Honest(asked).ToJsonString();
        };
        var (isHanging, asking, hanging) = (true, 0, 0);
        day.Llm.Before = async (asked, context) =>
        {
            if (asked.Form == "verdicts" || !isHanging || Interlocked.Increment(ref asking) <= 3) return false;
            Interlocked.Increment(ref hanging);
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return true;
        };
        string id;
        await using (var daemon = await day.StartAsync(folder: folder.Path))
        {
            id = (await daemon.PostAsync("/v1/runs", new { kind = "digest", style = "report", sources = TowelDay.Cs }))["id"]!.GetValue<string>();
            // A model on the own machine is asked one question at a time, so that no other answer is on its way when the daemon stops.
            await TestDaemon.UntilAsync(() => Task.FromResult(Volatile.Read(ref hanging) == 1));
            Assert.Equal("reading", (await daemon.GetAsync($"/v1/runs/{id}"))["stage"]!.GetValue<string>());
        }
        isHanging = false;
        await using (var daemon = await day.StartAsync(folder: folder.Path))
        {
            var run = await daemon.EndOfAsync(id);
            Assert.Equal("succeeded", run["state"]!.GetValue<string>());
            Assert.Equal(2, run["starts"]!.GetValue<int>());
            Assert.All((await daemon.GetAsync("/v1/digests/latest"))["papers"]!.AsArray(), paper => Assert.NotNull(paper!["reading"]!["methodAnalysis"]));
        }
        Assert.Equal(11, answered.Count);
        Assert.All(answered, question => Assert.Equal(1, question.Value));
        Assert.All(day.Llm.Answered, verdict => Assert.Equal(1, verdict.Value));
        // A text that was on its way when the daemon stopped was never read, and is asked for again; no other is.
        Assert.Equal(5, day.TextsAsked.Distinct().Count());
        Assert.InRange(day.TextsAsked.Count, 5, 6);
    }

    [Fact, TakesLong]
    public async Task A_run_is_cancelled_in_the_midst_of_reading()
    {
        await using var day = new TowelDay();
        day.List(3);
        var isHanging = true;
        day.Arxiv.OnFile = asked => isHanging ? new Reply(200, [], "text/html") { Write = context => Task.Delay(Timeout.Infinite, context.RequestAborted) } : TowelDay.FullText(asked);
        await using var daemon = await day.StartAsync();
        var id = (await daemon.PostAsync("/v1/runs", new { kind = "digest", style = "topics", sources = TowelDay.Cs }))["id"]!.GetValue<string>();
        await TestDaemon.UntilAsync(() => Task.FromResult(day.TextsAsked.Count > 0));
        var reading = await daemon.GetAsync($"/v1/runs/{id}");
        Assert.Equal(("reading", 0, 3), (reading["stage"]!.GetValue<string>(), reading["done"]!.GetValue<int>(), reading["total"]!.GetValue<int>()));
        using (var cancelled = await daemon.SendAsync(HttpMethod.Delete, $"/v1/runs/{id}")) Assert.Equal(HttpStatusCode.Accepted, cancelled.StatusCode);
        Assert.Equal("cancelled", (await daemon.EndOfAsync(id))["state"]!.GetValue<string>());
        Assert.Empty((await daemon.GetAsync("/v1/digests"))["items"]!.AsArray());

        isHanging = false;
        Assert.Equal("succeeded", (await daemon.RunAsync(new { kind = "digest", style = "topics", sources = TowelDay.Cs }))["state"]!.GetValue<string>());
    }

    [Fact, TakesLong]
    public async Task Where_arxiv_cannot_be_reached_the_abstract_serves_and_only_the_first_paper_waits_for_it()
    {
        await using var day = new TowelDay();
        day.List(4);
        await using var daemon = await day.StartAsync(withModel: false, settings: ["--LocalDigest:Arxiv:HtmlUrl=http://127.0.0.1:9/html", "--LocalDigest:Arxiv:PdfUrl=http://127.0.0.1:9/pdf"]);
        await TowelDay.WantTowelsAsync(daemon);
        var run = await daemon.RunAsync(new { kind = "digest", style = "deep-dive", sources = TowelDay.Cs });
        Assert.Equal("partial", run["state"]!.GetValue<string>());
        Assert.Equal(0, run["counts"]!["read"]!.GetValue<int>());
        var problems = run["problems"]!.AsArray().Where(problem => problem!["part"]!.GetValue<string>() == "reading").ToList();
        Assert.Equal([1, 3], problems.Select(problem => problem!["papers"]!.AsArray().Count).Order());
        var papers = (await daemon.GetAsync("/v1/digests/latest"))["papers"]!.AsArray();
        Assert.Equal(4, papers.Count);
        Assert.All(papers, paper => Assert.Equal(("abstract", "extractive"), (paper!["reading"]!["basis"]!.GetValue<string>(), paper["reading"]!["origin"]!.GetValue<string>())));
        Assert.All(papers, paper => Assert.Contains("arXiv", Assert.Single(paper!["reading"]!["withheld"]!.AsArray())!.GetValue<string>(), StringComparison.Ordinal));
    }

    [Fact, TakesLong]
    public async Task A_paper_that_cannot_be_read_costs_only_itself()
    {
        await using var day = new TowelDay();
        day.List(3);
        day.Arxiv.OnFile = asked => asked.Path.Contains("90001", StringComparison.Ordinal) ? Reply.Nothing(404) : TowelDay.FullText(asked);
        await using var daemon = await day.StartAsync();
        var run = await daemon.RunAsync(new { kind = "digest", style = "topics", sources = TowelDay.Cs });
        Assert.Equal("partial", run["state"]!.GetValue<string>());
        Assert.Equal(2, run["counts"]!["read"]!.GetValue<int>());
        Assert.All(run["problems"]!.AsArray(), problem => Assert.Equal("arxiv:2601.90001", Assert.Single(problem!["papers"]!.AsArray())!.GetValue<string>()));
        var papers = (await daemon.GetAsync("/v1/digests/latest"))["papers"]!.AsArray();
        Assert.Equal("abstract", papers.Single(paper => paper!["id"]!.GetValue<string>() == "arxiv:2601.90001")!["reading"]!["basis"]!.GetValue<string>());
        Assert.Equal(2, papers.Count(paper => paper!["reading"]!["basis"]!.GetValue<string>() == "full-text"));
    }

    [Fact, TakesLong]
    public async Task An_error_that_no_code_foresaw_costs_one_papers_reading_and_the_log_says_where_it_was()
    {
        await using var day = new TowelDay();
        day.List(2);
        await using var daemon = await day.StartAsync();
        using var log = new RecordedLog();
        daemon.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        await daemon.RunAsync(new { kind = "digest", style = "topics", sources = TowelDay.Cs });
        // What another program wrote there is no answer of ours.
        daemon.Services.GetRequiredService<Database>().Write(session => session.Execute(
            "UPDATE summaries SET body = '{}' WHERE kind = 'Topics' AND paper = (SELECT number FROM papers WHERE id = 'arxiv:2601.90001')"));
        var run = await daemon.RunAsync(new { kind = "digest", style = "topics", sources = TowelDay.Cs });
        Assert.Equal("partial", run["state"]!.GetValue<string>());
        var problem = Assert.Single(run["problems"]!.AsArray())!;
        Assert.StartsWith("It could not be read: ", problem["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("arxiv:2601.90001", Assert.Single(problem["papers"]!.AsArray())!.GetValue<string>());
        var papers = (await daemon.GetAsync("/v1/digests/latest"))["papers"]!.AsArray();
        Assert.Equal(1, papers.Count(paper => paper!["reading"]!["overview"] is not null));
        var entry = Assert.Single(log.Entries, entry => entry.Level >= LogLevel.Warning);
        Assert.Equal("arxiv:2601.90001: It could not be read", entry.Message);
        Assert.Contains("Summariser", entry.Error!.StackTrace, StringComparison.Ordinal);
    }

    [Fact, TakesLong]
    public async Task The_style_of_the_run_decides_and_another_style_says_what_it_lacks()
    {
        await using var day = new TowelDay();
        day.List(3);
        await using var daemon = await day.StartAsync();
        await daemon.RunAsync(new { kind = "digest", sources = TowelDay.Cs });
        Assert.Empty(day.TextsAsked);
        Assert.Equal("criteria", (await daemon.GetAsync("/v1/digests/latest"))["style"]!.GetValue<string>());
        var asDeepDive = await TextAsync(daemon, "text/markdown", "?style=deep-dive");
        Assert.Contains("""This digest was made in the style "criteria".""", asDeepDive, StringComparison.Ordinal);
        Assert.Equal(3, Regex.Count(asDeepDive, "Nobody has read this paper for you"));
        Assert.DoesNotContain("This digest was made in", await TextAsync(daemon, "text/markdown", "?style=criteria"), StringComparison.Ordinal);

        await daemon.RunAsync(new { kind = "digest", style = "deep-dive", sources = TowelDay.Cs });
        Assert.Equal(3, day.TextsAsked.Count);
        var now = await TextAsync(daemon, "text/markdown", "?style=deep-dive");
        Assert.DoesNotContain("This digest was made in", now, StringComparison.Ordinal);
        Assert.DoesNotContain("Nobody has read", now, StringComparison.Ordinal);
        // What was read for one style is there for the next; what only the next shows is not, and is said.
        var asReport = await TextAsync(daemon, "text/markdown", "?style=report");
        Assert.Contains("""This digest was made in the style "deep-dive".""", asReport, StringComparison.Ordinal);
        Assert.Contains("A second look at the towel from the side that was hidden.", asReport, StringComparison.Ordinal);
    }

    [TakesLong]
    [Theory]
    [InlineData("criteria", 2, 2)]
    [InlineData("report", 0, 0)]
    [InlineData("report", 1, 1)]
    [InlineData("brief", null, 0)]
    [InlineData("deep-dive", null, 3)]
    public async Task The_profile_says_how_many_are_read(string style, int? read, int expected)
    {
        await using var day = new TowelDay();
        day.List(3);
        await using var daemon = await day.StartAsync(withModel: false);
        await ChangeAsync(daemon, new { style, read });
        await daemon.RunAsync(new { kind = "digest" });
        Assert.Equal(expected, day.TextsAsked.Count);
        Assert.Equal(expected, (await daemon.GetAsync("/v1/digests/latest"))["papers"]!.AsArray().Count(paper => paper!["reading"] is not null));
    }

    [Fact]
    public async Task A_number_of_papers_that_nobody_reads_is_refused()
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var response = await daemon.SendAsync(HttpMethod.Post, "/v1/profiles", """{"name":"x","digest":{"read":101}}""");
        Assert.Equal(422, (int)response.StatusCode);
        Assert.Contains("digest.read", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact, TakesLong]
    public async Task One_budget_is_for_judging_and_reading_together()
    {
        await using var day = new TowelDay();
        day.List(3);
        await using var daemon = await day.StartAsync(settings: ["--LocalDigest:Llm:MaxRequestsPerRun=3"]);
        var run = await daemon.RunAsync(new { kind = "digest", style = "report", sources = TowelDay.Cs });
        Assert.Equal("partial", run["state"]!.GetValue<string>());
        Assert.Equal(3, day.Llm.Requests.Count);
        Assert.Contains(run["problems"]!.AsArray(), problem => problem!["message"]!.GetValue<string>().Contains("budget", StringComparison.Ordinal));
        Assert.Equal(3, (await daemon.GetAsync("/v1/digests/latest"))["papers"]!.AsArray().Count);
    }

    private static async Task ChangeAsync(TestDaemon daemon, object digest, object? delivery = null)
    {
        using var response = await daemon.SendAsync(HttpMethod.Put, "/v1/profiles/default", new
        {
            name = "Default",
            interests = "1. Robots\n   Relevant: robots that fold towels.\n\n2. Laundry\n   Relevant: towels and how to look at them.",
            sources = TowelDay.Cs,
            digest,
            schedule = delivery is null ? null : new { time = "07:00", zone = "UTC" },
            delivery = delivery is null ? [] : new[] { delivery },
        });
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static async Task<string> TextAsync(TestDaemon daemon, string form, string query = "")
    {
        using var response = await daemon.SendAsync(HttpMethod.Get, "/v1/digests/latest" + query, headers: ("Accept", form));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>All pictures of a page are the daemon's own and are there.</summary>
    private static async Task HasOnlyItsOwnPicturesAsync(TestDaemon daemon, string html, int least)
    {
        var sources = PicturePattern().Matches(html).Select(match => match.Groups["source"].Value).ToList();
        Assert.True(sources.Count >= least, string.Create(CultureInfo.InvariantCulture, $"{sources.Count} pictures"));
        Assert.Equal(sources.Count, Regex.Count(html, "<img"));
        foreach (var source in sources.Distinct(StringComparer.Ordinal))
        {
            Assert.StartsWith("/v1/papers/arxiv%3A", source, StringComparison.Ordinal);
            using var picture = await daemon.SendAsync(HttpMethod.Get, source);
            Assert.Equal((HttpStatusCode.OK, "image/png"), (picture.StatusCode, picture.Content.Headers.ContentType!.MediaType));
        }
    }

    [GeneratedRegex("<img src=\"(?<source>[^\"]+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex PicturePattern();

    [GeneratedRegex("<[^>]*>", RegexOptions.NonBacktracking)]
    private static partial Regex TagPattern();
}
