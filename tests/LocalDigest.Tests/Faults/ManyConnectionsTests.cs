using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace LocalDigest.Tests.Faults;

/// <summary>Clients that connect and do nothing, or ask and never read: others are served all the same, and the daemon stops in
/// time.</summary>
public sealed class ManyConnectionsTests : IDisposable
{
    private static readonly TimeSpan Stopping = TimeSpan.FromSeconds(5);

    private readonly TempFolder folder = new();
    private readonly List<TcpClient> clients = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        foreach (var client in clients) client.Dispose();
        folder.Dispose();
    }

    [Fact, TakesLong]
    public async Task Two_hundred_event_readers_that_never_read_and_a_thousand_idle_connections_keep_nobody_waiting()
    {
        using var daemon = await DaemonProcess.StartAsync(folder.Path);
        var port = daemon.Http.BaseAddress!.Port;
        var head = $" HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {daemon.Record["token"]}\r\n";
        for (var i = 0; i < 200; i++) await ConnectAsync(port, $"GET /v1/events{head}\r\n");
        for (var i = 0; i < 1000; i++) await ConnectAsync(port, "");
        // Bodies that begin and do not end.
        for (var i = 0; i < 20; i++) await ConnectAsync(port,
            $"POST /v1/papers{head}Content-Type: application/x-ndjson\r\nContent-Length: 9999\r\n\r\n{{");
        var lines = string.Join('\n', TestDaemon.MadeUp(50).Select(paper => System.Text.Json.JsonSerializer.Serialize(paper)));
        using var body = new StringContent(lines, Encoding.UTF8, "application/x-ndjson");
        using (var imported = await daemon.Http.PostAsync("/v1/papers", body, Ct)) Assert.True(imported.IsSuccessStatusCode);
        for (var i = 0; i < 5; i++)
        {
            using var request = new StringContent("""{"kind":"check"}""", Encoding.UTF8, "application/json");
            using var started = await daemon.Http.PostAsync("/v1/runs", request, Ct);
            var id = JsonNode.Parse(await started.Content.ReadAsStringAsync(Ct))!["id"]!.GetValue<string>();
            await TestDaemon.UntilAsync(async () =>
                JsonNode.Parse(await daemon.Http.GetStringAsync($"/v1/runs/{id}", Ct))!["state"]!.GetValue<string>() == "succeeded");
        }
        var clock = Stopwatch.StartNew();
        Assert.Equal(0, await daemon.StopAsync());
        Assert.True(clock.Elapsed < Stopping, $"It stopped after {clock.Elapsed.TotalSeconds:0.0} s.");
    }

    private async Task ConnectAsync(int port, string request)
    {
        var client = new TcpClient { ReceiveBufferSize = 1024 };
        clients.Add(client);
        await client.ConnectAsync(IPAddress.Loopback, port, Ct);
        if (request.Length > 0) await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Ct);
    }
}
