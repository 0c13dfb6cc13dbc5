using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LocalDigest.Storage;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Faults;

/// <summary>The whole daemon under libfaketime, while its clock is set a year ahead, back, and to days later.</summary>
public sealed class FakedClockTests : IDisposable
{
    private static readonly DateTimeOffset Monday = new(2026, 1, 19, 6, 0, 0, TimeSpan.Zero);

    private readonly TempFolder folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact, TakesLong]
    public async Task Each_day_has_its_run_once_and_nothing_is_asked_in_a_storm()
    {
        var library = FakeTime.Library;
        Assert.SkipWhen(library is null, "skipped: no libfaketime");
        var time = folder.File("time");
        await using var arxiv = new FakeArxiv { ListDate = DateOnly.FromDateTime(Monday.UtcDateTime) };
        List(0);
        var data = Directory.CreateDirectory(folder.File("data")).FullName;
        string[] settings =
        [
            $"--LocalDigest:Arxiv:RssUrl={arxiv.Options.RssUrl}", $"--LocalDigest:Arxiv:ApiUrl={arxiv.Options.ApiUrl}",
            "--LocalDigest:Arxiv:MinInterval=0",
        ];
        var faked = new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = library, ["FAKETIME_TIMESTAMP_FILE"] = time, ["FAKETIME_NO_CACHE"] = "1",
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
            ["FAKETIME_DONT_RESET"] = "1", ["TZ"] = "UTC",
        };
        Set(Monday);
        var asked = 0;
        using (var daemon = await DaemonProcess.StartAsync(data, settings, faked))
        {
            var startedAt = DateTimeOffset.Parse(daemon.Record["startedAt"]!.GetValue<string>(), CultureInfo.InvariantCulture);
            Assert.InRange(startedAt, Monday.AddMinutes(-1), Monday.AddMinutes(5));
            using var changed = await daemon.Http.PutAsJsonAsync("/v1/profiles/default", new
            {
                name = "Default", interests = "Robots that learn.",
                sources = new[] { new { kind = "arxiv", categories = new[] { "cs.RO" } } },
                schedule = new { time = "07:00", zone = "UTC" },
            }, Ct);
            Assert.True(changed.IsSuccessStatusCode, await changed.Content.ReadAsStringAsync(Ct));
            Assert.Empty(await RunsAsync(daemon));
            // Its time comes while it runs.
            Set(Monday.AddHours(2));
            await UntilAsync(daemon, runs: 1);
            asked = arxiv.Requests.Count;
            Assert.InRange(asked, 1, 10);
            // A day back: what was done stays done. Sunday is a day off.
            Set(Monday.AddDays(-1).AddHours(3));
            using var thumb = await daemon.Http.PutAsJsonAsync("/v1/papers/arxiv%3A2601.90001/feedback", new { value = "up" }, Ct);
            Assert.True(thumb.IsSuccessStatusCode, await thumb.Content.ReadAsStringAsync(Ct));
            await Task.Delay(TimeSpan.FromSeconds(22), Ct);
            Assert.Single(await RunsAsync(daemon));
            Assert.Equal(asked, arxiv.Requests.Count);
            // The computer slept from Monday to Friday: one run, of Friday.
            List(4);
            Set(Monday.AddDays(4).AddHours(5));
            await UntilAsync(daemon, runs: 2);
            Assert.Equal(0, await daemon.StopAsync());
        }
        Assert.InRange(arxiv.Requests.Count, asked + 1, asked + 20);
        // A year later, and back again: one more run, and none when the clock is right.
        asked = arxiv.Requests.Count;
        List(364);
        Set(Monday.AddDays(364).AddHours(3));
        using (var daemon = await DaemonProcess.StartAsync(data, settings, faked))
        {
            await UntilAsync(daemon, runs: 3);
            Assert.InRange(arxiv.Requests.Count, asked + 1, asked + 60);
            await daemon.StopAsync();
        }
        asked = arxiv.Requests.Count;
        Set(Monday.AddDays(4).AddHours(6));
        using (var daemon = await DaemonProcess.StartAsync(data, settings, faked))
        {
            // The scheduler's first round is at the start.
            await Task.Delay(TimeSpan.FromSeconds(3), Ct);
            Assert.Equal(3, (await RunsAsync(daemon)).Count);
            Assert.Equal(asked, arxiv.Requests.Count);
            // And the next day comes as any other.
            List(7);
            Set(Monday.AddDays(7).AddHours(2));
            await UntilAsync(daemon, runs: 4);
            var thumbs = JsonNode.Parse(await daemon.Http.GetStringAsync("/v1/feedback", Ct))!["items"]!.AsArray();
            Assert.Single(thumbs);
            await daemon.StopAsync();
        }
        using var database = Database.Open(data, TimeProvider.System);
        var days = database.Read(session => session.Query("SELECT date FROM scheduled_runs ORDER BY date", row => row.Text(0)));
        Assert.Equal(["2026-01-19", "2026-01-23", "2026-01-26", "2027-01-18"], days);
        // Real and faked moments alike are of those years: nothing is stamped with the machine's own time.
        var stamps = database.Read(session => session.Query(
            "SELECT created_at FROM jobs UNION ALL SELECT finished_at FROM jobs UNION ALL SELECT at FROM feedback UNION ALL "
            + "SELECT added_at FROM papers",
            row => row.Moment(0)));
        Assert.All(stamps, stamp => Assert.InRange(stamp, Monday.AddDays(-2), Monday.AddDays(365)));

        // arXiv's list of a day, with two papers that no other has.
        void List(int day)
        {
            arxiv.ListDate = DateOnly.FromDateTime(Monday.UtcDateTime).AddDays(day);
            arxiv.Papers.AddRange(Enumerable.Range(0, 2).Select(i => new FakePaper(
                $"2601.9{day:000}{i}", $"Robots that learn to grasp item {day} of kind {i}", ["cs.RO"], Monday.AddDays(day - 1))));
            arxiv.InFeed = paper => paper.Submitted == Monday.AddDays(day - 1);
        }

        void Set(DateTimeOffset to)
        {
            var aside = time + ".new";
            File.WriteAllText(aside, to.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
            File.Move(aside, time, overwrite: true);
        }
    }

    private static async Task<JsonArray> RunsAsync(DaemonProcess daemon) =>
        JsonNode.Parse(await daemon.Http.GetStringAsync("/v1/runs", Ct))!["items"]!.AsArray();

    /// <summary>Waits until there are so many runs and all have ended.</summary>
    private static Task UntilAsync(DaemonProcess daemon, int runs) => TestDaemon.UntilAsync(async () =>
    {
        var all = await RunsAsync(daemon);
        Assert.True(all.Count <= runs, $"There are {all.Count} runs.");
        return all.Count == runs && all.All(run => run!["state"]!.GetValue<string>() is not ("queued" or "running"));
    });
}
