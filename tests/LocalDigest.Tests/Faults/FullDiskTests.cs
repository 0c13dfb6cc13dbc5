using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Faults;

/// <summary>A disk that is full, as a small file system in memory: nothing is acknowledged that is not stored, reading goes on.</summary>
public sealed class FullDiskTests : IDisposable
{
    private const int Megabytes = 24;

    private readonly TempFolder folder = new();
    private readonly bool isMounted;

    public FullDiskTests() => isMounted =
        OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture,
            $"size={Megabytes}m"), "tmpfs", folder.Path);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        if (isMounted) Run("umount", folder.Path);
        folder.Dispose();
    }

    [Fact, TakesLong]
    public async Task Nothing_is_acknowledged_reading_goes_on_and_writing_does_when_there_is_room_again()
    {
        Assert.SkipUnless(isMounted, "skipped: no right to mount a small file system");
        using var daemon = await DaemonProcess.StartAsync(folder.Path);
        Assert.Equal(HttpStatusCode.OK, await ImportAsync(daemon, 0, 20));
        Fill();
        var stored = 20;
        var status = HttpStatusCode.OK;
        for (var from = 20; from < 4000 && status == HttpStatusCode.OK; from += 20)
        {
            status = await ImportAsync(daemon, from, 20);
            if (status == HttpStatusCode.OK) stored += 20;
        }
        Assert.Equal(HttpStatusCode.InsufficientStorage, status);
        // A thumb is small: there may be room for it, and none for what is learned from it. What an answer says to be stored is there,
        // and nothing else.
        var acknowledged = new List<string>();
        for (var i = 0; i < 20; i++)
        {
            var id = $"arxiv:2601.9{i:0000}";
            using var thumb = await daemon.Http.PutAsync($"/v1/papers/{Uri.EscapeDataString(id)}/feedback", Json("""{"value":"up"}"""), Ct);
            if (!thumb.IsSuccessStatusCode)
            {
                Assert.Equal(HttpStatusCode.InsufficientStorage, thumb.StatusCode);
                var told = JsonNode.Parse(await thumb.Content.ReadAsStringAsync(Ct))!["detail"]!.GetValue<string>();
                Assert.Contains("disk is full", told, StringComparison.Ordinal);
                if (!told.Contains("is stored", StringComparison.Ordinal)) continue;
            }
            acknowledged.Add(id);
        }
        var papers = JsonNode.Parse(await daemon.Http.GetStringAsync("/v1/papers?limit=5", Ct))!;
        Assert.Equal(stored, papers["total"]!.GetValue<int>());
        var thumbs = JsonNode.Parse(await daemon.Http.GetStringAsync("/v1/feedback", Ct))!["items"]!.AsArray();
        Assert.Equal(acknowledged, thumbs.Select(thumb => thumb!["id"]!.GetValue<string>()).Order(StringComparer.Ordinal));
        File.Delete(folder.File("filler"));
        using (var thumb = await daemon.Http.PutAsync("/v1/papers/arxiv%3A2601.90001/feedback", Json("""{"value":"up"}"""), Ct))
        {
            Assert.True(thumb.IsSuccessStatusCode);
        }
        Assert.Equal(HttpStatusCode.OK, await ImportAsync(daemon, 5000, 20));
        Assert.Equal(0, await daemon.StopAsync());
    }

    /// <summary>Leaves a few hundred kilobytes.</summary>
    private void Fill()
    {
        using var filler = File.Create(folder.File("filler"));
        var block = new byte[64 * 1024];
        while (new DriveInfo(folder.Path).AvailableFreeSpace > 300 * 1024)
        {
            filler.Write(block);
            filler.Flush(flushToDisk: true);
        }
    }

    private static async Task<HttpStatusCode> ImportAsync(DaemonProcess daemon, int from, int count)
    {
        var lines = string.Join('\n', TestDaemon.MadeUp(from + count).Skip(from).Select(paper =>
            System.Text.Json.JsonSerializer.Serialize(paper)));
        using var body = new StringContent(lines, Encoding.UTF8, "application/x-ndjson");
        using var answer = await daemon.Http.PostAsync("/v1/papers", body, Ct);
        return answer.StatusCode;
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true,
            UseShellExecute = false });
        process!.WaitForExit();
        return process.ExitCode == 0;
    }
}
