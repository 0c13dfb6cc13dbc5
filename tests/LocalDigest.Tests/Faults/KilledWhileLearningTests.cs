using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LocalDigest.Tests.Api;

namespace LocalDigest.Tests.Faults;

/// <summary>The daemon is killed at any moment of giving thumbs and learning from them.</summary>
public sealed class KilledWhileLearningTests : IDisposable
{
    private readonly TempFolder folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [TakesLong]
    [Fact]
    public async Task Every_acknowledged_thumb_survives_and_there_is_a_whole_model()
    {
        var lines = string.Join('\n', ModelApiTests.TwoSubjects(40).Select(paper => System.Text.Json.JsonSerializer.Serialize(paper)));
        using (var daemon = await DaemonProcess.StartAsync(folder.Path))
        {
            using var import = await daemon.Http.PostAsync("/v1/papers", new StringContent(lines, new System.Net.Http.Headers.MediaTypeHeaderValue("application/x-ndjson")), Ct);
            Assert.True(import.IsSuccessStatusCode);
            daemon.Kill();
        }
        var acknowledged = 0;
        var random = new Random(4);
        for (var round = 0; round < 4; round++)
        {
            using var daemon = await DaemonProcess.StartAsync(folder.Path);
            var before = acknowledged;
            var thumbs = Task.Run(async () =>
            {
                try
                {
                    for (; acknowledged < 80; acknowledged++)
                    {
                        using var answer = await daemon.Http.PutAsJsonAsync($"/v1/papers/arxiv%3A2601.{(acknowledged % 2 == 0 ? 7 : 8)}{acknowledged / 2:0000}/feedback", new { value = acknowledged % 2 == 0 ? "up" : "down" }, Ct);
                        if (!answer.IsSuccessStatusCode) return;
                    }
                }
                catch (HttpRequestException)
                {
                    // It was killed, as it should be.
                }
            }, Ct);
            // The first answer of a fresh process takes as long as the machine is busy.
            while (Volatile.Read(ref acknowledged) == before && !thumbs.IsCompleted) await Task.Delay(5, Ct);
            await Task.Delay(random.Next(0, 300), Ct);
            daemon.Kill();
            await thumbs;
        }
        using var last = await DaemonProcess.StartAsync(folder.Path);
        var given = JsonNode.Parse(await last.Http.GetStringAsync("/v1/feedback?limit=500", Ct))!["items"]!.AsArray().Count;
        // The one that was under way when it was killed may be there or not.
        Assert.InRange(given, acknowledged, acknowledged + 4);
        Assert.True(acknowledged > 0);
        var list = JsonNode.Parse(await last.Http.GetStringAsync("/v1/papers?limit=80", Ct))!["items"]!.AsArray();
        Assert.All(list, item => Assert.NotNull(item!["preference"]));
        var versions = JsonNode.Parse(await last.Http.GetStringAsync("/v1/profiles/default/model", Ct))!["versions"]!.AsArray();
        Assert.Single(versions, version => version!["state"]!.GetValue<string>() == "used");
        Assert.DoesNotContain(versions, version => version!["note"]!.GetValue<string>().Contains("could not be read", StringComparison.Ordinal));
    }
}
