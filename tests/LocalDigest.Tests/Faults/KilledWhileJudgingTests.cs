using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LocalDigest.Storage;
using LocalDigest.Tests.StandIns;

namespace LocalDigest.Tests.Faults;

/// <summary>
/// Two daemons are killed again and again, fifty times together, at any moment of one run each that has hundreds of papers judged.
/// </summary>
public sealed class KilledWhileJudgingTests
{
    private const int Kills = 25, Papers = 200;

    private static readonly Dictionary<string, string> QuickStart = new() { ["DOTNET_TieredPGO"] = "0" };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [TakesLong]
    [Fact]
    public async Task No_paper_that_has_its_verdict_is_asked_for_again_and_the_ledger_knows_every_request()
    {
        var clock = Stopwatch.StartNew();
        var told = await Task.WhenAll(Enumerable.Range(1, 2).Select(seed => Task.Run(() => KillAsync(new Random(seed)), Ct)));
        TestContext.Current.SendDiagnosticMessage($"{2 * Kills} kills in {clock.Elapsed.TotalSeconds:0} s: {string.Join("; ", told)}");
    }

    private static async Task<string> KillAsync(Random random)
    {
        using var folder = new TempFolder();
        await using var llm = new FakeLlm();
        llm.Before = async (asked, context) =>
        {
            await Task.Delay(10 + asked.Number % 7 * 5, context.RequestAborted);
            return false;
        };
        string[] settings = [.. llm.Settings, "--LocalDigest:Llm:PapersPerRequest=1", "--LocalDigest:Llm:MaxRequestsPerRun=10000"];
        var run = await StartAsync(folder, settings, llm);
        HashSet<string> judged = [];
        for (var kill = 1; kill <= Kills; kill++)
        {
            judged = Judged(folder);
            Assert.True(judged.Count < Papers, $"All papers were judged after {kill} kills.");
            var before = llm.Requests.Count;
            using var daemon = DaemonProcess.Launch(
                folder.Path, ["--urls", "http://127.0.0.1:0", .. TestDaemon.NoNetwork, .. settings], QuickStart);
            // Every other one dies while it judges, the rest while they start. How fast that is hangs on what else the machine does.
            var (isJudging, questions) = (kill % 2 == 0, random.Next(1, 5));
            if (isJudging) await TestDaemon.UntilAsync(() => Task.FromResult(llm.Requests.Count >= before + questions));
            await Task.Delay(random.Next(0, isJudging ? 50 : 800), Ct);
            daemon.Kill();
            // Second looks are at papers that are judged.
            var firstLooks = llm.Requests.Skip(before).Where(asked => !asked.IsSecondLook);
            Assert.DoesNotContain(firstLooks.SelectMany(asked => asked.Papers), judged.Contains);
            Assert.InRange(NeverArrived(folder, llm), 0, 2);
        }
        Assert.True(judged.Count > 0, $"{judged.Count} were judged");

        using var last = await DaemonProcess.StartAsync(folder.Path, settings);
        JsonNode end = new JsonObject();
        await TestDaemon.UntilAsync(
            async () => (end = await GetAsync(last, $"/v1/runs/{run}"))["state"]!.GetValue<string>() is not ("queued" or "running"));
        Assert.Equal("succeeded", end["state"]!.GetValue<string>());
        Assert.Equal(Papers, end["counts"]!["judged"]!.GetValue<int>());
        var unsent = NeverArrived(folder, llm);
        var cost = (await GetAsync(last, "/v1/costs"))["total"]!;
        Assert.Equal(llm.Arrived + unsent, cost["requests"]!.GetValue<int>());
        Assert.Equal(end["cost"]!.ToJsonString(), cost.ToJsonString());
        // What a kill has left open counts with its estimate: no more than were under way.
        Assert.InRange(cost["estimated"]!.GetValue<int>(), 1, 2 * (Kills + 1));
        return $"{judged.Count} papers judged between kills, {llm.Arrived} requests, {unsent} noted and never sent";
    }

    /// <summary>Takes in the papers and begins the run, which is killed at its first question.</summary>
    private static async Task<string> StartAsync(TempFolder folder, string[] settings, FakeLlm llm)
    {
        using var daemon = await DaemonProcess.StartAsync(folder.Path, settings);
        var lines = string.Join('\n', TestDaemon.MadeUp(Papers).Select(paper => System.Text.Json.JsonSerializer.Serialize(paper)));
        using var content = new StringContent(lines, new MediaTypeHeaderValue("application/x-ndjson"));
        using var import = await daemon.Http.PostAsync("/v1/papers", content, Ct);
        Assert.True(import.IsSuccessStatusCode);
        object profile = new { name = "Robots", sources = Array.Empty<object>(), digest = new { budget = new { share = 1.0 } } };
        using var changed = await daemon.Http.PutAsJsonAsync("/v1/profiles/default", profile, Ct);
        Assert.True(changed.IsSuccessStatusCode);
        using var started = await daemon.Http.PostAsJsonAsync("/v1/runs", new { kind = "digest", sources = Array.Empty<object>() }, Ct);
        await TestDaemon.UntilAsync(() => Task.FromResult(llm.Arrived > 0));
        daemon.Kill();
        return (await started.Content.ReadFromJsonAsync<JsonNode>(Ct))!["id"]!.GetValue<string>();
    }

    /// <summary>
    /// How many requests the ledger knows that never arrived, because the kill fell between the note and the sending. What arrived it
    /// knows, each once.
    /// </summary>
    private static int NeverArrived(TempFolder folder, FakeLlm llm)
    {
        using var database = Database.Open(folder.Path, TimeProvider.System);
        var (rows, open) = database.Read(session => session.First(
            "SELECT count(*), coalesce(sum(outcome = 'sent'), 0) FROM llm_calls", row => (row.Number(0), row.Number(1))));
        Assert.InRange(rows - llm.Arrived, 0, open);
        return rows - llm.Arrived;
    }

    private static HashSet<string> Judged(TempFolder folder)
    {
        using var database = Database.Open(folder.Path, TimeProvider.System);
        const string sql = "SELECT p.id FROM verdicts v JOIN papers p ON p.number = v.paper WHERE v.state = 'Scored'";
        return database.Read(session => session.Query(sql, row => row.Text(0))).ToHashSet();
    }

    private static async Task<JsonNode> GetAsync(DaemonProcess daemon, string path) =>
        (await daemon.Http.GetFromJsonAsync<JsonNode>(path, Ct))!;
}
