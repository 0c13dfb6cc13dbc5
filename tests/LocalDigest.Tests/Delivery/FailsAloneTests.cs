using System.Text.Json.Nodes;
using LocalDigest.Daemon.Hosting;
using LocalDigest.Delivery;
using LocalDigest.Storage;
using LocalDigest.Tests.StandIns;
using Microsoft.Extensions.DependencyInjection;

namespace LocalDigest.Tests.Delivery;

/// <summary>A delivery that fails, in whatever way, fails alone: it keeps a sentence, the others arrive and the daemon goes on.</summary>
public sealed class FailsAloneTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_digest_that_nobody_can_read_stops_no_other()
    {
        using var notes = new TempFolder();
        var clock = new SettableClock(Noon);
        await using var daemon = await TestDaemon.StartAsync(clock: clock);
        var broken = await DigestAsync(daemon, "Broken", notes);
        var whole = await DigestAsync(daemon, "Whole", notes);
        Write(daemon, session => session.Execute("UPDATE digests SET content = '{' WHERE id = ?1", broken));
        await SendAsync(daemon, whole);
        Write(daemon, session => session.Execute(
            """
            INSERT INTO deliveries (digest, target, state, attempts, next_at)
            SELECT ?1, target, 'Waiting', 0, ?3 FROM deliveries WHERE digest = ?2
            """,
            broken, whole, Noon));
        for (var attempt = 1; attempt <= 7; attempt++)
        {
            await DeliverAsync(daemon);
            Assert.StartsWith(
                "2026-01-21 whole", Path.GetFileName(Assert.Single(Directory.GetFiles(notes.Path))), StringComparison.Ordinal);
            var entry = Assert.Single(Deliveries(daemon).Of(broken));
            Assert.Equal(attempt < 7 ? DeliveryState.Waiting : DeliveryState.GivenUp, entry.State);
            Assert.Equal(attempt, entry.Attempts);
            Assert.StartsWith("The delivery failed inside the daemon", entry.Problem, StringComparison.Ordinal);
            clock.Now += TimeSpan.FromHours(13);
        }
        using var health = await daemon.SendAsync(HttpMethod.Get, "/health");
        Assert.Equal(200, (int)health.StatusCode);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("""{"Kind":"pigeon"}""")]
    public async Task A_target_that_nobody_can_read_is_given_up_and_stops_no_other(string target)
    {
        using var notes = new TempFolder();
        await using var daemon = await TestDaemon.StartAsync(clock: new SettableClock(Noon));
        var digest = await DigestAsync(daemon, "Whole", notes);
        await SendAsync(daemon, digest);
        Write(daemon, session => session.Execute(
            "INSERT INTO deliveries (digest, target, state, attempts, next_at) VALUES (?1, ?2, 'Waiting', 0, ?3)", digest, target, Noon));
        await DeliverAsync(daemon);
        Assert.Single(Directory.GetFiles(notes.Path));
        var entry = Assert.Single(Deliveries(daemon).Of(digest), entry => entry.Key == target);
        Assert.Equal(DeliveryState.GivenUp, entry.State);
        Assert.Equal("A target is a folder, an email or a webhook.", entry.Problem);
    }

    [Theory]
    [InlineData("""{"title":"Line one\nLine two {0}"}""", "delivered", null)]
    [InlineData("""{"title":""", "givenUp", "styles/labels.en.json")]
    public async Task Words_of_the_users_cost_one_delivery_at_most(string labels, string state, string? problem)
    {
        await using var server = new FakeSmtp();
        using var folder = new TempFolder();
        await using var daemon = await TestDaemon.StartAsync(server.Settings, folder.Path, new SettableClock(Noon));
        var digest = await DigestAsync(daemon, "Whole", notes: null);
        Directory.CreateDirectory(folder.File("styles"));
        await File.WriteAllTextAsync(folder.File("styles/labels.en.json"), labels, TestContext.Current.CancellationToken);
        await SendAsync(daemon, digest);
        await DeliverAsync(daemon);
        var delivery = Assert.Single((await daemon.GetAsync($"/v1/digests/{digest}/deliveries"))["items"]!.AsArray())!;
        Assert.Equal(state, delivery["state"]!.GetValue<string>());
        if (problem is null) Assert.Equal("Line one Line two Whole", Assert.Single(server.Messages).Parse().Subject);
        else Assert.Contains(problem, delivery["problem"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "LocalDigest:Smtp:From must be an e-mail address")]
    [InlineData(false, "LocalDigest:Smtp:Host")]
    public async Task A_sender_without_an_address_costs_its_mails_and_nothing_else(bool hasHost, string problem)
    {
        await using var server = new FakeSmtp();
        using var notes = new TempFolder();
        string[] settings = [.. hasHost ? server.Settings : [], "--LocalDigest:Smtp:From=My Name"];
        await using var daemon = await TestDaemon.StartAsync(settings, clock: new SettableClock(Noon));
        var mailed = await DigestAsync(daemon, "Mailed", notes: null);
        var kept = await DigestAsync(daemon, "Kept", notes);
        await SendAsync(daemon, mailed);
        await SendAsync(daemon, kept);
        await DeliverAsync(daemon);
        var delivery = Assert.Single((await daemon.GetAsync($"/v1/digests/{mailed}/deliveries"))["items"]!.AsArray())!;
        Assert.Equal("givenUp", delivery["state"]!.GetValue<string>());
        Assert.Contains(problem, delivery["problem"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(notes.Path));
        Assert.Empty(server.Messages);
    }

    [Fact]
    public async Task A_webhook_without_an_address_costs_its_messages_and_nothing_else()
    {
        using var notes = new TempFolder();
        await using var daemon = await TestDaemon.StartAsync(["--LocalDigest:Webhooks:team:Url=nowhere"], clock: new SettableClock(Noon));
        object[] places = [new { kind = "webhook", name = "team" }, new { kind = "folder", path = notes.Path }];
        await daemon.PostAsync("/v1/profiles", new { name = "Both", delivery = places });
        var run = await daemon.RunAsync(new { kind = "digest", profile = "both", sources = Array.Empty<object>() });
        var digest = run["digest"]!.GetValue<string>();
        await SendAsync(daemon, digest);
        await DeliverAsync(daemon);
        Assert.Single(Directory.GetFiles(notes.Path));
        var failed = Assert.Single(Deliveries(daemon).Of(digest), entry => entry.State == DeliveryState.GivenUp);
        Assert.StartsWith("LocalDigest:Webhooks:team:Url must be a web address", failed.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_attempt_whose_outcome_nobody_noted_is_not_repeated_at_once()
    {
        using var notes = new TempFolder();
        var clock = new SettableClock(Noon);
        await using var daemon = await TestDaemon.StartAsync(clock: clock);
        var digest = await DigestAsync(daemon, "Whole", notes);
        // Stored by a version that wrote targets otherwise.
        Write(daemon, session => session.Execute("UPDATE deliveries SET target = ' ' || target, state = 'Waiting', attempts = 0"));
        await SendAsync(daemon, digest);
        var deliveries = Deliveries(daemon);
        var entry = Assert.Single(deliveries.Due(TimeSpan.FromHours(12)));
        Assert.True(deliveries.Begin(entry, clock.Now.AddMinutes(1)));
        Assert.False(deliveries.Begin(entry, clock.Now.AddMinutes(1)));
        Assert.Empty(deliveries.Due(TimeSpan.FromHours(12)));
        // A clock that is set back by days delays nothing by days.
        clock.Now -= TimeSpan.FromDays(3);
        Assert.Single(deliveries.Due(TimeSpan.FromHours(12)));
        clock.Now += TimeSpan.FromDays(3);
        clock.Now += TimeSpan.FromMinutes(2);
        await DeliverAsync(daemon);
        var after = Assert.Single(deliveries.Of(digest));
        Assert.Equal((DeliveryState.Delivered, 2), (after.State, after.Attempts));
    }

    private static async Task<string> DigestAsync(TestDaemon daemon, string profile, TempFolder? notes)
    {
        object delivery = notes is null ? new { kind = "email", to = "reader@example.org" } : new { kind = "folder", path = notes.Path };
        await daemon.PostAsync("/v1/profiles", new { name = profile, delivery = new[] { delivery } });
        var run = await daemon.RunAsync(new { kind = "digest", profile = profile.ToLowerInvariant(), sources = Array.Empty<object>() });
        return run["digest"]!.GetValue<string>();
    }

    private static Task<JsonNode> SendAsync(TestDaemon daemon, string digest) => daemon.PostAsync($"/v1/digests/{digest}/deliveries", "");

    private static Task DeliverAsync(TestDaemon daemon) =>
        daemon.Services.GetRequiredService<DeliveryRunner>().DeliverDueAsync(TestContext.Current.CancellationToken);

    private static DeliveryTable Deliveries(TestDaemon daemon) => daemon.Services.GetRequiredService<DeliveryTable>();

    private static void Write(TestDaemon daemon, Action<Session> write) => daemon.Services.GetRequiredService<Database>().Write(write);
}
