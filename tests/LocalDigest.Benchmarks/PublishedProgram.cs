using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace LocalDigest.Benchmarks;

/// <summary>A published program that answers HTTP, as a process of its own.</summary>
internal sealed class PublishedProgram : IAsyncDisposable
{
    private readonly Process process;
    private readonly HttpClient client;

    private PublishedProgram(Process process, HttpClient client, double started) => (this.process, this.client, Started) =
        (process, client, started);

    /// <summary>From the start of the process to the first answer of <c>/health</c>, in milliseconds.</summary>
    public double Started { get; }

    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments beside the address.</param>
    /// <param name="folder">The daemon's data directory; null for a program that has none.</param>
    /// <exception cref="InvalidOperationException">It ended, or does not answer after three minutes.</exception>
    public static async Task<PublishedProgram> StartAsync(string program, string[] arguments, string? folder)
    {
        var port = FreePort();
        var url = $"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}";
        if (folder is not null) arguments =
            [.. arguments, "--data", folder, "--parent-pid", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)];
        var asking = new HttpClient(new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromMinutes(
            10) }) { BaseAddress = new Uri(url), Timeout = TimeSpan.FromMinutes(20) };
        var clock = Stopwatch.StartNew();
        var running = Process.Start(new ProcessStartInfo(program, ["--urls", url, .. arguments])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath(),
        })!;
        var said = new StringBuilder();
        foreach (var stream in (StreamReader[])[running.StandardOutput, running.StandardError]) _ = CopyAsync(stream, said);
        while (true)
        {
            if (running.HasExited || clock.Elapsed > TimeSpan.FromMinutes(3)) throw new InvalidOperationException(
                $"{program} does not answer: {said}");
            try
            {
                using var answer = await asking.GetAsync("/health");
                if (answer.IsSuccessStatusCode) break;
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }
            await Task.Delay(1);
        }
        var started = clock.Elapsed.TotalMilliseconds;
        if (folder is not null)
        {
            // It is written once the program listens, which may be a moment after its first answer.
            var record = Path.Combine(folder, "daemon.json");
            while (!File.Exists(record) && clock.Elapsed < TimeSpan.FromMinutes(3)) await Task.Delay(5);
            using var found = JsonDocument.Parse(await File.ReadAllTextAsync(record));
            asking.DefaultRequestHeaders.Authorization =
                new AuthenticationHeaderValue("Bearer", found.RootElement.GetProperty("token").GetString());
        }
        return new PublishedProgram(running, asking, started);
    }

    /// <summary>What it holds in memory, with the pages of files that it has mapped, in megabytes.</summary>
    public double Megabytes() => Status("VmRSS:");

    /// <summary>The most that it has held, since its start or since <see cref="ForgetMostMegabytes"/>.</summary>
    public double MostMegabytes() => Status("VmHWM:");

    public void ForgetMostMegabytes() => File.WriteAllText($"/proc/{process.Id}/clear_refs", "5");

    private double Status(string name) =>
        double.Parse(File.ReadLines($"/proc/{process.Id}/status").Single(line => line.StartsWith(name, StringComparison.Ordinal)).Split(
            ' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;

    public async Task<JsonDocument> GetAsync(string path)
    {
        using var answer = await client.GetAsync(path);
        return await ReadAsync(path, answer);
    }

    /// <summary>How long an answer takes until its last byte, in milliseconds.</summary>
    public async Task<double> TimeAsync(string path)
    {
        var started = Stopwatch.GetTimestamp();
        using var answer = await client.GetAsync(path);
        var body = await answer.Content.ReadAsByteArrayAsync();
        var time = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        return answer.IsSuccessStatusCode ? time
            : throw new InvalidOperationException($"{path}: {answer.StatusCode} {Encoding.UTF8.GetString(body)}");
    }

    public Task<JsonDocument> SendAsync<T>(HttpMethod method, string path, T body) =>
        SendAsync(method, path, JsonSerializer.Serialize(body, JsonSerializerOptions.Web), "application/json");

    public async Task<JsonDocument> SendAsync(HttpMethod method, string path, string body, string type)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(body, Encoding.UTF8, type) };
        using var answer = await client.SendAsync(request);
        return await ReadAsync(path, answer);
    }

    /// <summary>Reads a stream of events until <paramref name="ct"/>.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="take">Is given each line that is not empty.</param>
    /// <param name="ct">Ends the reading.</param>
    public async Task ListenAsync(string path, Action<string> take, CancellationToken ct)
    {
        try
        {
            await using var stream = await client.GetStreamAsync(path, ct);
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync(ct) is { } line)
            {
                if (line.Length > 0) take(line);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The reading is over.
        }
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        if (!process.HasExited)
        {
            // As a terminal or a service manager ends it, so that it ends as on any day.
            using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await process.WaitForExitAsync();
        }
        process.Dispose();
    }

    private static async Task<JsonDocument> ReadAsync(string path, HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{path}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text.Length == 0 ? "null" : text);
    }

    private static async Task CopyAsync(StreamReader from, StringBuilder to)
    {
        while (await from.ReadLineAsync() is { } line) lock (to) to.AppendLine(line);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
