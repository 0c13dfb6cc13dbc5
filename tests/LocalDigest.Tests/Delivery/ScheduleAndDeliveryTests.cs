using System.Net;
using System.Text.Json.Nodes;
using LocalDigest.Daemon.Hosting;
using LocalDigest.Runs;
using LocalDigest.Tests.StandIns;
using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Tests.Delivery;

/// <summary>Every morning by itself: made once, tried again where that helps, and brought where it is wanted.</summary>
public sealed class ScheduleAndDeliveryTests
{
    private static readonly DateTimeOffset Wednesday = new(2026, 1, 21, 6, 30, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_digest_is_made_once_a_day_over_restarts_and_jumps_of_the_clock()
    {
        using var folder = new TempFolder();
        await using var arxiv = Arxiv(Wednesday, 4);
        var clock = new SettableClock(Wednesday);
        await using (var daemon = await StartAsync(arxiv, clock, folder))
        {
            await ScheduleAsync(daemon);
            await TickAsync(daemon);
            Assert.Empty((await daemon.GetAsync("/v1/runs"))["items"]!.AsArray());

            clock.Now = Wednesday.AddHours(1);
            await TickAsync(daemon);
            await TickAsync(daemon);
            var run = Assert.Single((await daemon.GetAsync("/v1/runs"))["items"]!.AsArray())!;
            await daemon.EndOfAsync(run["id"]!.GetValue<string>());
            clock.Now = Wednesday.AddHours(-3);
            await TickAsync(daemon);
            clock.Now = Wednesday.AddHours(2);
            await TickAsync(daemon);
            Assert.Single((await daemon.GetAsync("/v1/runs"))["items"]!.AsArray());
        }
        await using (var daemon = await StartAsync(arxiv, clock, folder))
        {
            await TickAsync(daemon);
            Assert.Single((await daemon.GetAsync("/v1/runs"))["items"]!.AsArray());

            // Two days asleep: one digest, of today, with what was missed.
            clock.Now = Wednesday.AddDays(2).AddHours(5);
            arxiv.ListDate = new DateOnly(2026, 1, 23);
            arxiv.Papers.Clear();
            arxiv.Papers.AddRange(Papers(Wednesday.AddDays(0.3), 2, from: 20));
            arxiv.Papers.AddRange(Papers(Wednesday.AddDays(1.5), 2, from: 40));
            arxiv.InFeed = paper => paper.Submitted > Wednesday.AddDays(1);
            await TickAsync(daemon);
            var runs = (await daemon.GetAsync("/v1/runs"))["items"]!.AsArray();
            Assert.Equal(2, runs.Count);
            await daemon.EndOfAsync(runs[0]!["id"]!.GetValue<string>());
            var digest = await daemon.GetAsync("/v1/digests/latest");
            Assert.Equal("2026-01-23", digest["date"]!.GetValue<string>());
            Assert.Equal(4, digest["papers"]!.AsArray().Count);
        }
    }

    [TakesLong]
    [Fact]
    public async Task A_source_that_was_down_is_tried_again_and_only_the_digest_with_papers_is_sent()
    {
        using var notes = new TempFolder();
        await using var arxiv = Arxiv(Wednesday, 3);
        arxiv.OnFeed = _ => Reply.Nothing(500);
        arxiv.OnApi = _ => Reply.Nothing(500);
        var clock = new SettableClock(Wednesday.AddHours(1));
        await using var daemon = await StartAsync(arxiv, clock);
        await ScheduleAsync(daemon, new { kind = "folder", path = notes.Path });
        await TickAndFinishAsync(daemon);
        Assert.Empty(Directory.GetFiles(notes.Path));
        clock.Now += TimeSpan.FromMinutes(10);
        await TickAsync(daemon);
        Assert.Single((await daemon.GetAsync("/v1/runs"))["items"]!.AsArray());

        arxiv.OnFeed = null;
        arxiv.OnApi = null;
        clock.Now += TimeSpan.FromMinutes(25);
        await TickAndFinishAsync(daemon);
        await TickAsync(daemon);
        Assert.Equal(2, (await daemon.GetAsync("/v1/runs"))["items"]!.AsArray().Count);
        var file = Assert.Single(Directory.GetFiles(notes.Path));
        Assert.Equal("2026-01-21 default.md", Path.GetFileName(file));
        Assert.Contains("Total relevant papers: 3", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        clock.Now += TimeSpan.FromHours(5);
        await TickAsync(daemon);
        Assert.Equal(2, (await daemon.GetAsync("/v1/runs"))["items"]!.AsArray().Count);
    }

    [Fact, TakesLong]
    public async Task A_mail_arrives_whole_and_once()
    {
        await using var arxiv = Arxiv(Wednesday, 3);
        await using var smtp = new FakeSmtp();
        var clock = new SettableClock(Wednesday.AddHours(1));
        await using var daemon = await StartAsync(arxiv, clock, settings: smtp.Settings);
        await ScheduleAsync(daemon, new { kind = "email", to = "reader@example.org" });
        smtp.Answers["RCPT"] = "451 come back later";
        await TickAndFinishAsync(daemon);
        await TickAsync(daemon);
        var waiting = Assert.Single((await daemon.GetAsync("/v1/digests/default-2026-01-21/deliveries"))["items"]!.AsArray())!;
        Assert.Equal("waiting", waiting["state"]!.GetValue<string>());
        Assert.Contains(
            "refuses the recipient (status 451: “come back later”)", waiting["problem"]!.GetValue<string>(), StringComparison.Ordinal);

        smtp.Answers.Clear();
        await TickAsync(daemon);
        Assert.Empty(smtp.Messages);
        clock.Now += TimeSpan.FromMinutes(2);
        await TickAsync(daemon);
        await TickAsync(daemon);
        var mail = Assert.Single(smtp.Messages).Parse();
        Assert.Equal("Default, 2026-01-21: 3 papers", mail.Subject);
        Assert.Contains("item 2 with language models", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("<!DOCTYPE html>", mail.HtmlBody, StringComparison.Ordinal);
        Assert.Equal("delivered", (await daemon.GetAsync("/v1/digests/default-2026-01-21/deliveries"))["items"]![0]!["state"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("slack")]
    [InlineData("discord")]
    [InlineData("json")]
    public async Task A_webhook_gets_its_form_and_its_address_is_in_no_answer(string form)
    {
        await using var arxiv = Arxiv(Wednesday, 12, title: "Robots & <friends> that learn [to] grasp item");
        var bodies = new List<JsonNode>();
        await using var hook = new PostStandIn(body => bodies.Add(body));
        var clock = new SettableClock(Wednesday.AddHours(1));
        await using var daemon = await StartAsync(arxiv, clock, settings: [$"--LocalDigest:Webhooks:team:Url={hook.Url}/secret-path", $"--LocalDigest:Webhooks:team:Form={form}"]);
        await ScheduleAsync(daemon, new { kind = "webhook", name = "team" });
        hook.Status = 500;
        await TickAndFinishAsync(daemon);
        await TickAsync(daemon);
        var failed = await daemon.GetAsync("/v1/digests/default-2026-01-21/deliveries");
        Assert.Contains("status 500", failed["items"]![0]!["problem"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret-path", failed.ToJsonString(), StringComparison.Ordinal);
        hook.Status = 200;
        clock.Now += TimeSpan.FromMinutes(2);
        await TickAsync(daemon);
        var payload = bodies[^1];
        switch (form)
        {
            case "slack":
                var text = payload["text"]!.GetValue<string>();
                Assert.StartsWith("*Default, 2026-01-21: 12 papers*\n• <https://arxiv.org/abs/2601.9", text, StringComparison.Ordinal);
                Assert.Contains("|Robots &amp; &lt;friends&gt; that learn", text, StringComparison.Ordinal);
                Assert.True(text.Length <= 3000);
                break;
            case "discord":
                Assert.Contains(@"Robots & \<friends> that learn \[to\] grasp", payload["content"]!.GetValue<string>(), StringComparison.Ordinal);
                Assert.True(payload["content"]!.GetValue<string>().Length <= 2000);
                break;
            default:
                Assert.Equal(12, payload["papers"]!.AsArray().Count);
                break;
        }
    }

    [Theory]
    [InlineData("""{"kind":"folder","path":"relative/path"}""")]
    [InlineData("""{"kind":"email","to":"nobody"}""")]
    [InlineData("""{"kind":"webhook","name":"unknown"}""")]
    [InlineData("""{"kind":"pigeon"}""")]
    [InlineData("""{"kind":"folder","path":"/tmp","style":"baroque"}""")]
    [InlineData("""{"kind":"email","to":"ann@example.org","path":"/tmp"}""")]
    [InlineData("""{"kind":"folder","path":"/tmp","too":"ann@example.org"}""")]
    public async Task A_target_that_cannot_be_is_refused(string target)
    {
        await using var daemon = await TestDaemon.StartAsync();
        using var response = await daemon.SendAsync(HttpMethod.Post, "/v1/profiles", $$"""{"name":"x","delivery":[{{target}}]}""");
        Assert.Equal(422, (int)response.StatusCode);
        Assert.Contains("\"delivery[0]", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_digest_can_be_sent_again_by_hand()
    {
        using var notes = new TempFolder();
        await using var daemon = await TestDaemon.StartAsync();
        await daemon.ImportAsync(TestDaemon.MadeUp(3));
        var run = await daemon.RunAsync(new { kind = "digest", sources = Array.Empty<object>() });
        var id = run["digest"]!.GetValue<string>();
        using (var none = await daemon.SendAsync(HttpMethod.Post, $"/v1/digests/{id}/deliveries")) Assert.Equal(422, (int)none.StatusCode);
        await ScheduleAsync(daemon, new { kind = "folder", path = notes.Path, format = "html" });
        using (var sent = await daemon.SendAsync(HttpMethod.Post, $"/v1/digests/{id}/deliveries")) Assert.Equal(HttpStatusCode.Accepted, sent.StatusCode);
        await TickAsync(daemon);
        Assert.Contains("<!DOCTYPE html>", await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(notes.Path, "*.html")), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static FakeArxiv Arxiv(DateTimeOffset day, int papers, string title = "Robots that learn to grasp item")
    {
        var arxiv = new FakeArxiv { ListDate = DateOnly.FromDateTime(day.UtcDateTime) };
        arxiv.Papers.AddRange(Papers(day.AddDays(-1), papers, title: title));
        return arxiv;
    }

    private static IEnumerable<FakePaper> Papers(DateTimeOffset submitted, int count, int from = 0, string title = "Robots that learn to grasp item") =>
        Enumerable.Range(from, count).Select(i => new FakePaper($"2601.9{i:0000}", $"{title} {i} with language models", ["cs.RO"], submitted));

    private static Task<TestDaemon> StartAsync(FakeArxiv arxiv, TimeProvider clock, TempFolder? folder = null, IEnumerable<string>? settings = null) => TestDaemon.StartAsync(
        [$"--LocalDigest:Arxiv:RssUrl={arxiv.Options.RssUrl}", $"--LocalDigest:Arxiv:ApiUrl={arxiv.Options.ApiUrl}", "--LocalDigest:Arxiv:MinInterval=0", .. settings ?? []], folder?.Path, clock);

    private static async Task ScheduleAsync(TestDaemon daemon, params object[] delivery)
    {
        using var response = await daemon.SendAsync(HttpMethod.Put, "/v1/profiles/default", new
        {
            name = "Default",
            interests = "1. Robots\n   Relevant: robots that learn with language models.",
            sources = new[] { new { kind = "arxiv", categories = new[] { "cs.RO" } } },
            schedule = new { time = "07:00", zone = "UTC" },
            delivery,
        });
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static Task TickAsync(TestDaemon daemon)
    {
        daemon.Services.GetRequiredService<DigestSchedule>().StartDue();
        return daemon.Services.GetRequiredService<DeliveryRunner>().DeliverDueAsync(TestContext.Current.CancellationToken);
    }

    private static async Task TickAndFinishAsync(TestDaemon daemon)
    {
        await TickAsync(daemon);
        await daemon.EndOfAsync((await daemon.GetAsync("/v1/runs"))["items"]![0]!["id"]!.GetValue<string>());
    }
}
