using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using LocalDigest.Daemon.Hosting;

namespace LocalDigest.Tests.Faults;

/// <summary>The daemon listens where it was asked to and nowhere else, and leaves the rest of the machine alone.</summary>
public sealed class ListeningTests : IDisposable
{
    private readonly TempFolder folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact, TakesLong]
    public async Task No_setting_of_the_server_opens_another_address()
    {
        var elsewhere = $"http://0.0.0.0:{FreePort()}";
        await File.WriteAllTextAsync(
            folder.File("appsettings.json"), JsonSerializer.Serialize(new { Kestrel = new { Endpoints = new { B = new { Url = elsewhere } } }, urls = elsewhere }), Ct);
        var environment = new Dictionary<string, string>
        {
            ["Kestrel__Endpoints__A__Url"] = elsewhere,
            ["ASPNETCORE_Kestrel__Endpoints__A__Url"] = elsewhere,
            ["ASPNETCORE_URLS"] = elsewhere,
            ["DOTNET_URLS"] = elsewhere,
            ["URLS"] = elsewhere,
            ["HTTP_PORTS"] = "7516",
            ["ASPNETCORE_HTTP_PORTS"] = "7516",
            ["PREFERHOSTINGURLS"] = "true",
            ["ASPNETCORE_PREFERHOSTINGURLS"] = "true",
            ["ASPNETCORE_HOSTINGSTARTUPASSEMBLIES"] = "Nobody.Knows",
            ["ASPNETCORE_CONTENTROOT"] = "/",
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
        };
        using var daemon = await DaemonProcess.StartAsync(folder.Path, environment: environment);
        var url = new Uri(daemon.Record["url"]!.GetValue<string>());
        Assert.Equal("127.0.0.1", url.Host);
        if (OperatingSystem.IsLinux()) Assert.Equal($"0100007F:{url.Port:X4}", Assert.Single(Listening(daemon.Id)));
        foreach (var port in (int[])[new Uri(elsewhere).Port, 7516])
        {
            using var client = new TcpClient();
            await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync(IPAddress.Loopback, port, Ct).AsTask());
        }
        Assert.Equal(0, await daemon.StopAsync());
        Assert.DoesNotContain("warn", daemon.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:0", "http://127.0.0.1:4711", true)]
    [InlineData("http://127.0.0.1:4711", "http://127.0.0.1:4711", true)]
    [InlineData("http://[::1]:0", "http://[::1]:4711", true)]
    [InlineData("http://localhost:4711", "http://localhost:4711", true)]
    [InlineData("http://127.0.0.1:4711", "http://127.0.0.1:4712", false)]
    [InlineData("http://127.0.0.1:0", "http://0.0.0.0:4711", false)]
    [InlineData("http://127.0.0.1:0", "http://[::]:4711", false)]
    [InlineData("http://127.0.0.1:0", "https://127.0.0.1:4711", false)]
    [InlineData("http://127.0.0.1:0", "http://127.0.0.1:4711 http://0.0.0.0:4712", false)]
    [InlineData("http://127.0.0.1:0", "http://unix:/tmp/socket", false)]
    [InlineData("http://127.0.0.1:0", "", false)]
    public void Another_address_than_was_asked_for_is_refused(string asked, string bound, bool isRight)
    {
        var addresses = bound.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (isRight) Assert.Equal(bound, DaemonHost.OnlyAddress(asked, addresses));
        else Assert.Contains(asked, Assert.Throws<ConfigurationException>(() => DaemonHost.OnlyAddress(asked, addresses)).Message, StringComparison.Ordinal);
    }

    [Fact, TakesLong]
    public async Task The_current_directory_is_not_watched()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "What a process watches is read from /proc.");
        using var large = new TempFolder();
        for (var i = 0; i < 50; i++) Directory.CreateDirectory(large.File($"{i}/below"));
        using var daemon = await DaemonProcess.StartAsync(folder.Path, directory: large.Path);
        var watches = Directory.GetFiles($"/proc/{daemon.Id}/fdinfo").Sum(file => File.ReadAllLines(file).Count(line => line.StartsWith("inotify", StringComparison.Ordinal)));
        Assert.Equal(0, watches);
    }

    [TakesLong]
    [Theory]
    [InlineData("/v1/events", true)]
    [InlineData("/v1/events", false)]
    [InlineData("/v1/runs/RUN/events", true)]
    public async Task A_listener_that_leaves_is_no_matter_for_the_log(string path, bool isAbrupt)
    {
        await using var arxiv = new StandIns.StandIn(_ => StandIns.Reply.Written(context => Task.Delay(Timeout.Infinite, context.RequestAborted)));
        using var daemon = await DaemonProcess.StartAsync(folder.Path, [$"--LocalDigest:Arxiv:RssUrl={arxiv.Url}", "--LocalDigest:Arxiv:MinInterval=0"]);
        using var started = await daemon.Http.PostAsync("/v1/runs", new StringContent("""{"kind":"digest"}""", Encoding.UTF8, "application/json"), Ct);
        var run = JsonDocument.Parse(await started.Content.ReadAsStringAsync(Ct)).RootElement.GetProperty("id").GetString()!;
        var url = new Uri(daemon.Record["url"]!.GetValue<string>());
        for (var listener = 0; listener < 3; listener++)
        {
            using var client = new TcpClient { LingerState = isAbrupt ? new LingerOption(true, 0) : new LingerOption(false, 0) };
            await client.ConnectAsync(url.Host, url.Port, Ct);
            var request = $"GET {path.Replace("RUN", run, StringComparison.Ordinal)} HTTP/1.1\r\nHost: {url.Authority}\r\nAuthorization: Bearer {daemon.Record["token"]}\r\n\r\n";
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), Ct);
            var answer = new byte[12];
            await client.GetStream().ReadExactlyAsync(answer, Ct);
            Assert.Equal("HTTP/1.1 200", Encoding.ASCII.GetString(answer));
        }
        // A change to tell those who have gone, and the end of the daemon: both come after the leaving.
        using var cancelled = await daemon.Http.DeleteAsync($"/v1/runs/{run}", Ct);
        await TestDaemon.UntilAsync(async () => (await daemon.Http.GetStringAsync($"/v1/runs/{run}", Ct)).Contains("\"cancelled\"", StringComparison.Ordinal));
        Assert.Equal(0, await daemon.StopAsync());
        Assert.All(daemon.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), line => Assert.StartsWith("info: ", line, StringComparison.Ordinal));
    }

    /// <summary>The addresses on which a process listens, as the kernel writes them: hexadecimal, address and port.</summary>
    private static IEnumerable<string> Listening(int process)
    {
        var own = Directory.GetFiles($"/proc/{process}/fd").Select(file => new FileInfo(file).LinkTarget).OfType<string>().ToHashSet();
        return ((string[])["tcp", "tcp6"]).SelectMany(table => File.ReadLines($"/proc/net/{table}").Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(columns => columns[3] == "0A" && own.Contains($"socket:[{columns[9]}]"))
            .Select(columns => columns[1]);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
