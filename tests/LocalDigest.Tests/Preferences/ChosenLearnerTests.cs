using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LocalDigest.Tests.Api;

namespace LocalDigest.Tests.Preferences;

/// <summary>ML.NET as the learner that the user has chosen, at the daemon's door.</summary>
public sealed class ChosenLearnerTests
{
    private const string MLNet = "--LocalDigest:Preferences:Learner=mlnet";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, TakesLong]
    public async Task MLNet_learns_from_thumbs_ranks_after_a_restart_and_is_rolled_back()
    {
        using var folder = new TempFolder();
        List<string> first, second;
        await using (var daemon = await TestDaemon.StartAsync([MLNet], folder.Path))
        {
            await daemon.ImportAsync(ModelApiTests.TwoSubjects(20));
            for (var i = 0; i < 6; i++)
            {
                await ThumbAsync(daemon, $"arxiv:2601.7{i:0000}", "up");
                await ThumbAsync(daemon, $"arxiv:2601.8{i:0000}", "down");
            }
            var version = Used(await daemon.GetAsync("/v1/profiles/default/model"));
            Assert.Equal((12, "mlnet-lbfgs-2"), (version["version"]!.GetValue<int>(), version["learner"]!.GetValue<string>()));
            first = await OrderAsync(daemon);
            Assert.All(first.Take(14), id => Assert.StartsWith("arxiv:2601.7", id, StringComparison.Ordinal));
            Assert.All(first.Skip(14), id => Assert.StartsWith("arxiv:2601.8", id, StringComparison.Ordinal));
            await ThumbAsync(daemon, "arxiv:2601.80015", "up");
            second = await OrderAsync(daemon);
            Assert.NotEqual(first, second);
        }
        await using var again = await TestDaemon.StartAsync([MLNet], folder.Path);
        Assert.Equal(second, await OrderAsync(again));
        Assert.Equal(13, Used(await again.GetAsync("/v1/profiles/default/model"))["version"]!.GetValue<int>());

        await again.PostAsync("/v1/profiles/default/model/rollback", new { version = 12 });
        Assert.Equal([.. first.Where(id => id != "arxiv:2601.80015")], await OrderAsync(again));
        Assert.Equal(12, Used(await again.GetAsync("/v1/profiles/default/model"))["version"]!.GetValue<int>());
    }

    [Fact, TakesLong]
    public async Task A_learner_that_is_chosen_later_learns_anew_and_says_why()
    {
        using var folder = new TempFolder();
        await using (var daemon = await TestDaemon.StartAsync(folder: folder.Path))
        {
            await daemon.ImportAsync(ModelApiTests.TwoSubjects(10));
            await ThumbAsync(daemon, "arxiv:2601.70001", "up");
        }
        await using var again = await TestDaemon.StartAsync([MLNet], folder.Path);
        // It is trained behind everybody's back: no list waits for it.
        await TestDaemon.UntilAsync(async () => Used(await again.GetAsync("/v1/profiles/default/model"))["version"]!.GetValue<int>() == 2);
        Assert.StartsWith("arxiv:2601.7", (await OrderAsync(again))[0], StringComparison.Ordinal);
        var version = Used(await again.GetAsync("/v1/profiles/default/model"));
        Assert.Equal((2, "mlnet-lbfgs-2"), (version["version"]!.GetValue<int>(), version["learner"]!.GetValue<string>()));
        Assert.Contains("another learner", version["note"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact, TakesLong]
    public async Task A_daemon_that_has_nothing_to_learn_by_MLNet_loads_none_of_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "skipped: only Linux tells what a process has loaded");
        using var folder = new TempFolder();
        using var daemon = await DaemonProcess.StartAsync(folder.Path);
        await ImportAsync(daemon, 10);
        await daemon.Http.GetStringAsync("/v1/papers", Ct);
        await daemon.Http.GetStringAsync("/v1/info", Ct);
        var maps = await File.ReadAllTextAsync($"/proc/{daemon.Id}/maps", Ct);
        Assert.Contains("LocalDigest.Core.dll", maps, StringComparison.Ordinal);
        Assert.DoesNotContain("Microsoft.ML", maps, StringComparison.Ordinal);
        Assert.DoesNotContain("onnxruntime", maps, StringComparison.Ordinal);
    }

    [Fact, TakesLong]
    public async Task Learning_by_MLNet_and_loading_what_it_learned_leave_no_file_behind()
    {
        // Opening ML.NET's own model files leaves folders behind in some versions (dotnet/machinelearning#7485).
        using var folder = new TempFolder();
        using var temporary = new TempFolder();
        // The runtime's own sockets for debuggers are not of interest.
        var environment = new Dictionary<string, string>
        {
            ["TMPDIR"] = temporary.Path, ["TEMP"] = temporary.Path, ["TMP"] = temporary.Path, ["DOTNET_EnableDiagnostics"] = "0",
        };
        using var daemon = await DaemonProcess.StartAsync(folder.Path, [MLNet], environment);
        await ImportAsync(daemon, 10);
        for (var i = 0; i < 2; i++)
        {
            using var thumb = await daemon.Http.PutAsJsonAsync($"/v1/papers/arxiv%3A2601.7000{i}/feedback", new { value = "up" }, Ct);
            Assert.Equal(HttpStatusCode.OK, thumb.StatusCode);
        }
        for (var i = 0; i < 50; i++)
        {
            using var back = await daemon.Http.PostAsJsonAsync("/v1/profiles/default/model/rollback", new { version = 1 + i % 2 }, Ct);
            Assert.Equal(HttpStatusCode.OK, back.StatusCode);
            var best = JsonNode.Parse(await daemon.Http.GetStringAsync("/v1/papers?limit=1", Ct))!["items"]![0]!;
            Assert.NotNull(best["preference"]);
        }
        Assert.Empty(Directory.GetFileSystemEntries(temporary.Path));
    }

    private static JsonNode Used(JsonNode model) =>
        Assert.Single(model["versions"]!.AsArray(), version => version!["state"]!.GetValue<string>() == "used")!;

    private static async Task<List<string>> OrderAsync(TestDaemon daemon)
    {
        var list = await daemon.GetAsync("/v1/papers?limit=100&feedback=none");
        return [.. list["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>())];
    }

    private static async Task ThumbAsync(TestDaemon daemon, string id, string value)
    {
        using var answer = await daemon.SendAsync(HttpMethod.Put, $"/v1/papers/{Uri.EscapeDataString(id)}/feedback", new { value });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task ImportAsync(DaemonProcess daemon, int each)
    {
        var lines = string.Join('\n', ModelApiTests.TwoSubjects(each).Select(paper => System.Text.Json.JsonSerializer.Serialize(paper)));
        using var content = new StringContent(lines, new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-ndjson"));
        using var answer = await daemon.Http.PostAsync("/v1/papers", content, Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
